//! The laws that every lineage keeps.

use std::fmt;

use semver::Version;

use super::SHOWN;
use crate::{
    corpus::NamedInput,
    explain::{ExplainError, Explainer, at},
    formula::error::EvalError,
    lineage::{Lineage, Release, differ, differing, is_close},
    model::ScoringModel,
    path::{Path, printable},
    words::counted,
};

/// One law that a lineage breaks, with the input and the values.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LineageViolation {
    /// Nothing was checked.
    #[error("no input was given, so nothing was checked")]
    NoInput,

    /// No release scores any input, so that nothing was checked.
    #[error(
        "on {}, no release has a score; of `{}`, the newest says: {error}",
        counted(*inputs, "input"),
        printable(first)
    )]
    #[non_exhaustive]
    NothingScored {
        /// How many inputs there are.
        inputs: usize,
        /// The first of them.
        first: String,
        /// Why the newest release does not score it.
        error: EvalError,
    },

    /// Without any change, the base of a release is not the release before.
    #[error(
        "`{}`: without any change, the base of release {version} {}, but release {before} {}{}",
        printable(input),
        scores(*found),
        scores(*expected),
        differing(places)
    )]
    #[non_exhaustive]
    BaseDiffers {
        /// Which input.
        input: String,
        /// The release.
        version: Version,
        /// The release before it.
        before: Version,
        /// What the base scores; none where it refuses the input.
        found: Option<f64>,
        /// What the release before scores; none where it refuses the input.
        expected: Option<f64>,
        /// Where the two formulas differ, as far as it has a name.
        places: Vec<Path>,
    },

    /// With all its changes, the base of a release is not the release.
    #[error(
        "`{}`: with all its changes, the base of release {version} {}, but the release {}{}",
        printable(input),
        scores(*found),
        scores(*expected),
        differing(places)
    )]
    #[non_exhaustive]
    ReleaseDiffers {
        /// Which input.
        input: String,
        /// The release.
        version: Version,
        /// What the changed base scores; none where it refuses the input.
        found: Option<f64>,
        /// What the release scores; none where it refuses the input.
        expected: Option<f64>,
        /// Where the two formulas differ, as far as it has a name.
        places: Vec<Path>,
    },

    /// Two releases score an input, and the move between them cannot be explained.
    #[error(
        "`{}`: the move to release {version} cannot be explained: {error}",
        printable(input)
    )]
    #[non_exhaustive]
    NoExplanation {
        /// Which input.
        input: String,
        /// The release.
        version: Version,
        /// Why.
        error: Box<ExplainError>,
    },
}

fn scores(value: Option<f64>) -> String {
    value.map_or_else(
        || "refuses it".to_owned(),
        |value| format!("scores {value}"),
    )
}

/// Every law that a lineage breaks.
///
/// `Display` and `Debug` are the same text: one line for the lineage and one for each violation, the first 20 of them.
///
/// # Examples
///
/// ```
/// use scoreshift::{conformance, influence::{self, Profile}};
///
/// let violations = conformance::check_lineage(&influence::lineage(), [("nobody", Profile::new())]).unwrap_err();
/// assert_eq!(violations.as_slice().len(), 1);
/// assert!(violations.to_string().contains("on 1 input, no release has a score; of `nobody`"), "{violations}");
/// ```
#[derive(Clone, PartialEq)]
pub struct LineageViolations {
    name: String,
    found: Vec<LineageViolation>,
}

impl LineageViolations {
    /// Every violation, release by release.
    #[must_use]
    pub fn as_slice(&self) -> &[LineageViolation] {
        &self.found
    }
}

impl fmt::Display for LineageViolations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.found.len();
        let times = if count == 1 {
            "once"
        } else {
            &format!("{count} times")
        };
        write!(
            f,
            "the lineage of `{}` breaks its laws {times}",
            printable(&self.name)
        )?;
        for violation in self.found.iter().take(SHOWN) {
            write!(f, "\n  {violation}")?;
        }
        if count > SHOWN {
            write!(f, "\n  … and {} more", count - SHOWN)?;
        }
        Ok(())
    }
}

impl fmt::Debug for LineageViolations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for LineageViolations {}

/// Checks a lineage on a corpus.
///
/// | law | what it guards against |
/// | --- | --- |
/// | without any change, the base of a rewritten release is the release before | a base that starts elsewhere |
/// | with all its changes, it is the release | a change that nobody named |
/// | what two neighbouring releases score is explained | changes that cannot be applied without each other |
/// | some release scores some input | a corpus that checks nothing |
///
/// Two scores are the same if they differ by no more than 10⁻⁹ of the scale, and an input that a release refuses is
/// refused by what stands for it. The models themselves are checked by [`check_model`](super::check_model).
///
/// # Errors
///
/// [`LineageViolations`]: every law that the lineage breaks, or that the corpus is empty.
///
/// # Examples
///
/// ```
/// use scoreshift::{conformance, influence::{self, Network, Profile}};
///
/// let corpus = [
///     ("one network", Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?),
///     ("Facebook is private", Profile::new().with("Twitter", Network::new(900, 300, 80))?.without("Facebook")),
/// ];
/// conformance::check_lineage(&influence::lineage(), &corpus)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_lineage<I, C>(lineage: &Lineage<I>, corpus: C) -> Result<(), LineageViolations>
where
    I: ?Sized + 'static,
    C: IntoIterator,
    C::Item: NamedInput<I>,
{
    let mut found = Vec::new();
    let (mut inputs, mut scored, mut first) = (0_usize, false, None);
    for entry in corpus {
        inputs += 1;
        let (name, input) = (entry.name(), entry.input());
        match refused_by_all(lineage, input) {
            Some(error) => first = first.or_else(|| Some((name.to_owned(), error))),
            None => scored = true,
        }
        for (before, release) in lineage.releases().zip(lineage.releases().skip(1)) {
            pair(lineage, before, release, (name, input), &mut found);
        }
    }
    match first {
        _ if inputs == 0 => found.push(LineageViolation::NoInput),
        Some((first, error)) if !scored => found.push(LineageViolation::NothingScored {
            inputs,
            first,
            error,
        }),
        _ => {}
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(LineageViolations {
        name: lineage.name().to_owned(),
        found,
    })
}

/// What the newest release says, where all refuse.
fn refused_by_all<I: ?Sized + 'static>(lineage: &Lineage<I>, input: &I) -> Option<EvalError> {
    let mut newest = None;
    for release in lineage.releases() {
        newest = Some(release.model().score(input).err()?);
    }
    newest
}

/// The laws of one release and the one before, on one input.
fn pair<I: ?Sized + 'static>(
    lineage: &Lineage<I>,
    before: &Release<I>,
    release: &Release<I>,
    (name, input): (&str, &I),
    found: &mut Vec<LineageViolation>,
) {
    let Some(set) = &release.changes else { return };
    let version = release.id().version();
    let score = |model: &crate::model::AnyModel<I>| model.score(input).ok();
    let agree = |found: Option<f64>, expected: Option<f64>, span| match (found, expected) {
        (Some(found), Some(expected)) => is_close(found, expected, span),
        (found, expected) => found == expected,
    };
    let (expected, released) = (score(before.model()), score(release.model()));
    let known = found.len();
    // A derived release cannot be anything else.
    let (empty, full) = if set.is_declared() {
        (score(&set.model(0)), score(&set.model(set.full())))
    } else {
        (expected, released)
    };
    if !agree(empty, expected, before.model().scale().span()) {
        found.push(LineageViolation::BaseDiffers {
            input: name.to_owned(),
            version: version.clone(),
            before: before.id().version().clone(),
            found: empty,
            expected,
            places: differ(&set.model(0), before.model(), input),
        });
    }
    if !agree(full, released, release.model().scale().span()) {
        found.push(LineageViolation::ReleaseDiffers {
            input: name.to_owned(),
            version: version.clone(),
            found: full,
            expected: released,
            places: differ(&set.model(set.full()), release.model(), input),
        });
    }
    if found.len() > known || expected.is_none() || released.is_none() {
        return;
    }
    let (from, to) = (before.id().version().to_string(), version.to_string());
    // All changes that a release can name: 2¹⁶ coalitions.
    let all = Explainer::new().budget(1 << 20);
    if let Err(error) = all.releases(lineage, at(&from, input), at(&to, input)) {
        found.push(LineageViolation::NoExplanation {
            input: name.to_owned(),
            version: version.clone(),
            error: Box::new(error),
        });
    }
}
