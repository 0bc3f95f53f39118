//! The version that a change of behaviour asks for.
//!
//! A version number is a promise to those who use the score. What it may promise is not decided by how the change
//! looks in the code, but by what it does to scores: [`Bump::required`] measures that on a corpus, and [`check_declared`]
//! holds the versions of a whole lineage against it.
//!
//! | bump | what may happen to scores |
//! | --- | --- |
//! | patch | not one bit of any score changes, nor the scale |
//! | minor | scores move within the bounds of a [`BumpPolicy`], or inputs that were refused have a score now |
//! | major | anything |
//!
//! ```
//! use scoreshift::{
//!     Version, bump::{Bump, BumpPolicy},
//!     influence::{EqualNetworkWeight, FollowerWeighted, Network, Profile},
//! };
//!
//! let corpus = [
//!     ("one network", Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?),
//!     ("quiet Facebook", Profile::new()
//!         .with("Twitter", Network::new(8700, 3600, 1900))?
//!         .with("Facebook", Network::new(420, 130, 38))?),
//! ];
//! let (before, after) = (FollowerWeighted::default(), EqualNetworkWeight::default());
//!
//! let needed = Bump::required(&before, &after, &corpus, &BumpPolicy::default())?;
//! assert_eq!(needed.bump, Bump::Major);
//! assert_eq!(needed.bump.next(&Version::new(1, 0, 0)), Version::new(2, 0, 0));
//! println!("{needed}"); // why, with the worst example explained
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod measure;
mod order;
mod policy;
mod text;

pub use policy::{BumpPolicy, PolicyError};

use std::fmt;

use semver::{BuildMetadata, Prerelease, Version};
use serde::{Deserialize, Serialize};

use crate::{
    corpus::NamedInput,
    diff::{DiffError, same_name},
    explain::{Explainer, Explanation, at},
    id::ModelId,
    lineage::{Lineage, Release},
    model::ScoringModel,
    path::printable,
    score::{ApportionError, Scale},
    words::counted,
};

/// How much a new version may change.
///
/// # Examples
///
/// ```
/// use scoreshift::{Version, bump::Bump};
///
/// let declared = Bump::declared(&Version::new(1, 4, 2), &Version::new(1, 5, 0));
/// assert_eq!(declared, Bump::Minor);
/// assert!(declared < Bump::Major);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    clippy::exhaustive_enums,
    reason = "semantic versions have three numbers"
)]
pub enum Bump {
    /// No score.
    Patch,
    /// Scores within stated bounds, and what had no score before.
    Minor,
    /// Anything.
    Major,
}

impl Bump {
    /// What two version numbers declare, by the rule that Cargo has for libraries.
    ///
    /// The first number that is not zero counts as the major one: 0.1.0 → 0.2.0 is major, 0.1.0 → 0.1.1 minor, and
    /// 0.0.1 → 0.0.2 major. To or from a pre-release anything may happen; build metadata alone is a patch.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Version, bump::Bump};
    ///
    /// assert_eq!(Bump::declared(&Version::new(1, 0, 0), &Version::new(1, 0, 1)), Bump::Patch);
    /// assert_eq!(Bump::declared(&Version::new(0, 1, 0), &Version::new(0, 2, 0)), Bump::Major);
    /// ```
    #[must_use]
    pub fn declared(before: &Version, after: &Version) -> Self {
        let is_stable = before.pre.is_empty() && after.pre.is_empty();
        let moved = [
            before.major != after.major,
            before.minor != after.minor,
            before.patch != after.patch,
        ];
        // Which numbers stand for major and minor.
        let (major, minor) = match (before.major, before.minor) {
            (0, 0) => (2, 2),
            (0, _) => (1, 2),
            _ => (0, 1),
        };
        match moved.iter().position(|moved| *moved) {
            None if is_stable => Self::Patch,
            Some(place) if is_stable && place > minor => Self::Patch,
            Some(place) if is_stable && place > major => Self::Minor,
            _ => Self::Major,
        }
    }

    /// The next version that declares as much.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Version, bump::Bump};
    ///
    /// assert_eq!(Bump::Minor.next(&Version::new(1, 4, 2)), Version::new(1, 5, 0));
    /// assert_eq!(Bump::Major.next(&Version::new(0, 4, 2)), Version::new(0, 5, 0));
    /// ```
    #[must_use]
    pub fn next(self, version: &Version) -> Version {
        let (major, minor, patch) = (version.major, version.minor, version.patch);
        let (major, minor, patch) = match (self, major, minor) {
            (Self::Major, 0, 1..) | (Self::Minor, 1.., _) => (major, minor.saturating_add(1), 0),
            (Self::Major, 1.., _) => (major.saturating_add(1), 0, 0),
            _ => (major, minor, patch.saturating_add(1)),
        };
        Version {
            major,
            minor,
            patch,
            pre: Prerelease::EMPTY,
            build: BuildMetadata::EMPTY,
        }
    }

    /// The bump that the behaviour of `after` needs, measured on a corpus of inputs that both versions may score.
    ///
    /// All bounds are those of the [`BumpPolicy`]. The corpus is held in memory, as are two numbers for each input.
    ///
    /// # Errors
    ///
    /// [`BumpError`]: a corpus that is empty, names an input twice or has no input that either version scores; a
    /// policy whose bounds are no bounds; models of two different scores; scores beyond
    /// [`MOST_POINTS`](crate::score::MOST_POINTS).
    ///
    /// # Examples
    ///
    /// See the [module](crate::bump).
    pub fn required<A, B, C>(
        before: &A,
        after: &B,
        corpus: C,
        policy: &BumpPolicy,
    ) -> Result<Required, BumpError>
    where
        A: ScoringModel,
        A::Input: 'static,
        B: ScoringModel<Input = A::Input>,
        C: IntoIterator,
        C::Item: NamedInput<A::Input>,
    {
        let corpus: Vec<C::Item> = corpus.into_iter().collect();
        let corpus = named(&corpus)?;
        let explainer = Explainer::new();
        measure::measure(before, after, &corpus, policy, |input| {
            explainer.models((before, input), (after, input))
        })
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// Holds the version of each release against what it does, on a corpus. Call it in a test.
///
/// A release is held against the one before it. To and from a pre-release anything may happen, so a release that comes
/// after pre-releases is held against the last release that was none: 2.0.1-rc.1 between 2.0.0 and 2.0.1 does not let
/// scores move under a patch number.
///
/// [`lock::verify`](crate::lock::verify) does the same for each release that it adds to a lock.
///
/// # Errors
///
/// [`BumpError::UnderDeclared`]: every release whose version declares less than its scores ask for, with the version
/// that it should have and the worst example, explained by its named changes; and those of [`Bump::required`], where a
/// corpus that no release scores checks nothing, but two neighbouring releases may refuse all of it.
///
/// # Examples
///
/// ```
/// use scoreshift::{bump::{self, BumpPolicy}, influence::{self, Network, Profile}};
///
/// let corpus = [("one network", Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?)];
/// bump::check_declared(&influence::lineage(), &corpus, &BumpPolicy::default())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_declared<I, C>(
    lineage: &Lineage<I>,
    corpus: C,
    policy: &BumpPolicy,
) -> Result<(), BumpError>
where
    I: ?Sized + 'static,
    C: IntoIterator,
    C::Item: NamedInput<I>,
{
    let corpus: Vec<C::Item> = corpus.into_iter().collect();
    let corpus = named(&corpus)?;
    // Also where there is nothing to measure.
    policy.check()?;
    let (mut releases, mut measured) = (Vec::new(), lineage.releases().count() < 2);
    for release in lineage.releases().skip(1) {
        match under_declared(lineage, release.id(), &corpus, policy) {
            // The corpus may be for other releases of the lineage.
            Err(BumpError::NothingScored { .. }) => {}
            found => {
                releases.extend(found?);
                measured = true;
            }
        }
    }
    if !measured {
        let inputs = corpus.len();
        return Err(BumpError::NothingScored { inputs });
    }
    if releases.is_empty() {
        Ok(())
    } else {
        Err(BumpError::UnderDeclared { releases })
    }
}

/// A release that declares less than it does, if it does.
pub(crate) fn under_declared<I: ?Sized + 'static>(
    lineage: &Lineage<I>,
    release: &ModelId,
    corpus: &[(&str, &I)],
    policy: &BumpPolicy,
) -> Result<Option<UnderDeclared>, BumpError> {
    let Some((before, after)) = promised(lineage, release) else {
        return Ok(None);
    };
    let versions = [before, after].map(|release| release.id().version().clone());
    let [from, to] = versions.each_ref().map(ToString::to_string);
    let measured = measure::measure(before.model(), after.model(), corpus, policy, |input| {
        lineage.explain(at(&from, input), at(&to, input))
    });
    let required = measured?;
    let [before, version] = versions;
    let declared = Bump::declared(&before, &version);
    Ok((required.bump > declared).then(|| UnderDeclared {
        version,
        before,
        declared,
        required: Box::new(required),
    }))
}

/// A release, and the one before whose number its own is held against. A pre-release promises nothing, so a release
/// keeps its promise to the last one that was none.
fn promised<'l, I: ?Sized + 'static>(
    lineage: &'l Lineage<I>,
    id: &ModelId,
) -> Option<(&'l Release<I>, &'l Release<I>)> {
    let is_stable = |release: &Release<I>| release.id().version().pre.is_empty();
    let (mut neighbour, mut stable) = (None, None);
    for release in lineage.releases() {
        if release.id() == id {
            let before = stable.filter(|_| is_stable(release)).or(neighbour);
            return Some((before?, release));
        }
        neighbour = Some(release);
        stable = neighbour.filter(|release| is_stable(release)).or(stable);
    }
    None
}

/// The corpus as names and inputs; each name stands once.
fn named<I: ?Sized, E: NamedInput<I>>(corpus: &[E]) -> Result<Vec<(&str, &I)>, BumpError> {
    let named: Vec<(&str, &I)> = corpus
        .iter()
        .map(|entry| (entry.name(), entry.input()))
        .collect();
    crate::corpus::check(&named)?;
    Ok(named)
}

/// Why the bump that a change needs could not be measured, or is not the one that is declared.
///
/// `Display` and `Debug` are the same text: a test that returns or unwraps the error shows what to do.
///
/// # Examples
///
/// See [`check_declared`].
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BumpError {
    /// The corpus is empty, or names an input twice.
    #[error(transparent)]
    Corpus(#[from] crate::corpus::CorpusError),

    /// No two versions to compare score any input.
    #[error("on {}, neither version has a score, so nothing was measured", counted(*inputs, "input"))]
    #[non_exhaustive]
    NothingScored {
        /// How many inputs there are.
        inputs: usize,
    },

    /// The policy's bounds are no bounds.
    #[error(transparent)]
    Policy(#[from] PolicyError),

    /// The models are of two different scores.
    #[error(transparent)]
    Diff(#[from] DiffError),

    /// A score is too large to be counted in millionths of a point.
    #[error("`{}`: {source}", printable(input))]
    #[non_exhaustive]
    TooLarge {
        /// Which input.
        input: String,
        /// Why.
        source: ApportionError,
    },

    /// Releases declare less than they do.
    #[error("{}", text::under_declared(releases))]
    #[non_exhaustive]
    UnderDeclared {
        /// Each of them.
        releases: Vec<UnderDeclared>,
    },
}

impl fmt::Debug for BumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A release whose version declares less than its scores ask for.
///
/// # Examples
///
/// See [`check_declared`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UnderDeclared {
    /// The release.
    pub version: Version,
    /// The release before it.
    pub before: Version,
    /// What the two numbers declare.
    pub declared: Bump,
    /// What the scores ask for.
    pub required: Box<Required>,
}

/// The bump that a change needs, and why; made by [`Bump::required`].
///
/// # Examples
///
/// ```
/// use scoreshift::{
///     bump::{Bump, BumpPolicy, BumpReason},
///     influence::{EqualNetworkWeight, FollowerWeighted, Profile},
/// };
///
/// let profile: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let (before, after) = (FollowerWeighted::default(), EqualNetworkWeight::default());
/// let needed = Bump::required(&before, &after, [("marketer", &profile)], &BumpPolicy::default())?;
/// assert_eq!((needed.bump, needed.moved, needed.compared), (Bump::Major, 1, 1));
/// assert!(matches!(needed.reasons[0], BumpReason::LargestMove { .. }));
/// let worst = needed.worst.ok_or("it moves")?;
/// assert_eq!(worst.input, "marketer");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Required {
    /// The bump.
    pub bump: Bump,
    /// The version before.
    pub before: ModelId,
    /// The version after; the same as before where it has no number of its own yet.
    pub after: ModelId,
    /// How many inputs both versions score.
    pub compared: usize,
    /// How many of these have another score, by any bit.
    pub moved: usize,
    /// How many inputs have a score only after.
    pub newly_supported: usize,
    /// How many inputs have a score only before.
    pub no_longer_supported: usize,
    /// How many inputs have no score at all.
    pub refused: usize,
    /// Why the bump is not a smaller one, by what was measured.
    pub reasons: Vec<BumpReason>,
    /// The input whose score moves most, or the first that lost its score.
    pub worst: Option<WorstExample>,
    /// The scale of the version after, in whose digits moves are told.
    pub scale: Scale,
}

/// Why a bump is not a smaller one.
///
/// # Examples
///
/// See [`Required`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BumpReason {
    /// Scores change: no patch.
    #[non_exhaustive]
    Moved {
        /// How many.
        moved: usize,
        /// Of how many.
        compared: usize,
    },
    /// Inputs that were refused have a score: no patch.
    #[non_exhaustive]
    NewlySupported {
        /// How many.
        count: usize,
        /// The first of them.
        input: String,
    },
    /// A score moves by more than a minor version may.
    #[non_exhaustive]
    LargestMove {
        /// Whose.
        input: String,
        /// The score before, in points.
        before: f64,
        /// The score after, in points.
        after: f64,
        /// How many points a minor version may move a score by.
        bound: f64,
    },
    /// More scores move than a minor version may.
    #[non_exhaustive]
    ShareMoved {
        /// How many.
        moved: usize,
        /// Of how many.
        compared: usize,
        /// The share that a minor version may move, 0 to 1.
        bound: f64,
    },
    /// Scores cross the threshold of a grade.
    #[non_exhaustive]
    GradeCrossed {
        /// How many.
        count: usize,
        /// The first of them.
        input: String,
        /// Its score before, in points.
        before: f64,
        /// Its score after, in points.
        after: f64,
        /// The lowest threshold between the two.
        threshold: f64,
    },
    /// Inputs change places.
    #[non_exhaustive]
    OrderCrossed {
        /// How many pairs.
        pairs: u64,
        /// The lower one of a pair before.
        overtaking: String,
        /// The higher one of it.
        overtaken: String,
    },
    /// Inputs lost their score.
    #[non_exhaustive]
    NoLongerSupported {
        /// How many.
        count: usize,
        /// The first of them.
        input: String,
        /// Why it is refused.
        error: String,
    },
    /// The scale is another one.
    #[non_exhaustive]
    ScaleChanged {
        /// The scale before.
        before: Scale,
        /// The scale after.
        after: Scale,
    },
}

impl Required {
    /// The number that the version after should have.
    ///
    /// # Examples
    ///
    /// A model that has no number yet is measured under the number of the release that it will follow.
    ///
    /// ```
    /// use scoreshift::{
    ///     EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, bump::{Bump, BumpPolicy},
    /// };
    ///
    /// #[derive(Clone)]
    /// struct Speed { points_per_second: f64 }
    ///
    /// impl ScoringModel for Speed {
    ///     type Input = f64;
    ///     fn id(&self) -> ModelId { ModelId::new("speed", Version::new(1, 4, 0)) }
    ///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
    ///     fn evaluate<T: Trace>(&self, seconds: &f64, t: T) -> Result<Term<T>, EvalError> {
    ///         Ok(100.0 - t.parameter("points per second", self.points_per_second) * t.input("seconds", *seconds))
    ///     }
    /// }
    ///
    /// let out = Speed { points_per_second: 20.0 };
    /// let candidate = Speed { points_per_second: 27.318 };
    /// let needed = Bump::required(&out, &candidate, [("a slow page", &2.5)], &BumpPolicy::default())?;
    /// assert_eq!(needed.next(), Version::new(2, 0, 0));
    /// assert!(needed.to_string().starts_with(
    ///     "what follows speed 1.4.0 is a major change, 2.0.0: 1 of 1 input that both versions score move.\n  \
    ///      - `a slow page` moves by −18.295 points, from 50 to 32; a minor version may move a score by 1",
    /// ), "{needed}");
    /// # Ok::<(), scoreshift::bump::BumpError>(())
    /// ```
    #[must_use]
    pub fn next(&self) -> Version {
        self.bump.next(self.before.version())
    }
}

impl BumpReason {
    /// The least bump for which this is a reason.
    #[must_use]
    pub fn bump(&self) -> Bump {
        match self {
            Self::Moved { .. } | Self::NewlySupported { .. } => Bump::Minor,
            _ => Bump::Major,
        }
    }
}

/// The input on which two versions differ most.
///
/// # Examples
///
/// See [`Required`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WorstExample {
    /// Its name in the corpus.
    pub input: String,
    /// The score before, in points.
    pub before: f64,
    /// The score after, in points; none where it has none.
    pub after: Option<f64>,
    /// Why it moved.
    pub explanation: Option<Box<Explanation>>,
    /// Why there is no explanation, where there is none.
    pub note: Option<String>,
}
