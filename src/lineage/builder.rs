//! How a lineage is written down: each release is the one before, plus named changes.
//!
//! It is long: half of it is documentation: this is where most users of the crate begin.

use std::{collections::BTreeSet, fmt, sync::Arc};

use semver::Version;

use super::{
    Change, ChangeSet, Changes, KeyProblem, Lineage, LineageFault, LineageFaults, LineageProblem,
    MAX_CHANGES, Release, Releases, Rewritten,
    changes::{Apply, Split, Step},
};
use crate::{
    id::ModelId,
    model::{AnyModel, ScoringModel},
    time::Time,
};

/// A lineage that is being written down, release by release; made by [`Lineage::starting_with`].
///
/// `M` is the type of the newest release. What is wrong is not reported at once: [`build`](Self::build) does so, for
/// everything together.
///
/// # Examples
///
/// ```
/// use scoreshift::{Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version};
///
/// /// How fresh the air of a room is. What a release may change are the fields.
/// #[derive(Clone)]
/// struct Air { points_per_ppm: f64, outside: f64 }
///
/// impl ScoringModel for Air {
///     type Input = f64;
///
///     fn id(&self) -> ModelId { ModelId::new("air", Version::new(1, 0, 0)) }
///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
///
///     fn evaluate<T: Trace>(&self, ppm: &f64, t: T) -> Result<Term<T>, EvalError> {
///         let stale = t.input("carbon dioxide", *ppm) - t.parameter("outside", self.outside);
///         Ok((100.0 - t.parameter("points per ppm", self.points_per_ppm) * stale).at_least(0.0).at_most(100.0))
///     }
/// }
///
/// let lineage = Lineage::starting_with(Air { points_per_ppm: 0.05, outside: 400.0 })
///     .release("2.0.0")
///     .change(Change::new("stricter").sentence("Stale air now costs more."), |air| air.points_per_ppm = 0.08)
///     .change(Change::new("outside").sentence("The air outside is no longer what it was."), |air| air.outside = 420.0)
///     .dated("2026-12-01")
///     .release("2.0.1")
///     .notes("The report names rooms in the order of the floor plan.")
///     .build()?;
///
/// let why = lineage.explain(scoreshift::at("1.0.0", &900.0), scoreshift::at("2.0.1", &900.0))?;
/// assert!(why.to_string().contains("Your air score fell from 75 to 62 (−13) when it moved from version 1.0.0 to version 2.0.1."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a lineage is there once it is built"]
pub struct LineageBuilder<M: ScoringModel> {
    written: Written<M::Input>,
    head: Head<M::Input>,
    source: Source<M>,
    /// The newest release, as far as its changes are written down.
    model: M,
}

/// What is written down already.
struct Written<I: ?Sized> {
    /// All releases but the newest.
    older: Vec<Draft<I>>,
    aliases: Vec<Alias>,
}

/// A release that is written down, with what is wrong with it and, by key, with its changes.
struct Draft<I: ?Sized> {
    release: Release<I>,
    given: String,
    problems: Vec<(Option<String>, LineageProblem)>,
}

/// Another name of a release.
struct Alias {
    name: String,
    /// The release that is asked for.
    release: String,
    /// The release below which the alias is written.
    below: String,
}

/// What is said of a release besides its formula.
struct Head<I: ?Sized> {
    /// The version as it was given.
    given: String,
    /// That version; the one before, where it is none.
    id: ModelId,
    date: Option<Time>,
    notes: String,
    /// Those of the release before, where none are declared.
    probes: Option<Arc<[Arc<I>]>>,
    problems: Vec<(Option<String>, LineageProblem)>,
}

/// Where the newest release comes from.
enum Source<M: ScoringModel> {
    /// The release before, with each of these changes applied.
    Derived {
        before: M,
        changes: Vec<Change>,
        steps: Vec<Apply<M>>,
    },
    /// A model of its own: the first release, or a rewritten one.
    Given(Option<ChangeSet<M::Input>>),
}

impl<I: ?Sized> Head<I> {
    fn new(given: String, id: ModelId) -> Self {
        Self {
            given,
            id,
            date: None,
            notes: String::new(),
            probes: None,
            problems: Vec::new(),
        }
    }

    /// Of the version that is given, or that of the release before where it is none.
    fn versioned(given: String, before: &ModelId) -> Self {
        match Version::parse(&given) {
            Ok(version) => Self::new(given, before.versioned(version)),
            Err(error) => {
                let reason = error.to_string();
                let mut head = Self::new(given, before.clone());
                head.problems
                    .push((None, LineageProblem::Version { reason }));
                head
            }
        }
    }

    fn of(model: &impl ScoringModel<Input = I>) -> Self {
        let id = model.id();
        Self::new(id.version().to_string(), id)
    }
}

impl<M> LineageBuilder<M>
where
    M: ScoringModel + Clone + Send + Sync + 'static,
    M::Input: 'static,
{
    pub(super) fn new(model: M) -> Self {
        Self {
            written: Written {
                older: Vec::new(),
                aliases: Vec::new(),
            },
            head: Head::of(&model),
            source: Source::Given(None),
            model,
        }
    }

    /// As [`new`](Self::new), under another version than the model gives itself.
    pub(super) fn beginning(model: M, version: &str) -> Self {
        let mut builder = Self::new(model);
        let id = builder.head.id.clone();
        builder.head = Head::versioned(version.to_owned(), &id);
        builder
    }

    /// The newest release, as far as its changes are written down.
    pub(super) fn newest(&self) -> &M {
        &self.model
    }

    /// Notes what is wrong with the newest release, or with a change of it.
    pub(super) fn noting(mut self, change: Option<String>, problem: LineageProblem) -> Self {
        self.head.problems.push((change, problem));
        self
    }

    /// The next release: the one before, plus the [changes](Self::change) that follow. Without any it is a patch, under
    /// which no score moves.
    ///
    /// The release carries this version, whatever version [`ScoringModel::id`] says, and so does all that comes from it.
    pub fn release(self, version: impl Into<String>) -> Self {
        let model = self.model.clone();
        let head = Head::versioned(version.into(), &self.head.id);
        Self {
            written: self.close(),
            head,
            source: Source::Derived {
                before: model.clone(),
                changes: Vec::new(),
                steps: Vec::new(),
            },
            model,
        }
    }

    /// A named change of the newest release: its name, and what it does to the settings of the release before.
    ///
    /// Changes are applied in the order in which they are written down. Explanations apply them in every combination.
    pub fn change(self, change: Change, apply: impl Fn(&mut M) + Send + Sync + 'static) -> Self {
        self.changes(Changes::new().change(change, apply))
    }

    /// Several named changes of the newest release, as [`change`](Self::change) adds one.
    pub fn changes(mut self, added: Changes<M>) -> Self {
        for Step { change, apply, .. } in added.steps {
            match &mut self.source {
                Source::Derived { changes, steps, .. } => {
                    // What settings of a sheet cannot be is noted where they are checked.
                    let _ = apply(&mut self.model);
                    changes.push(change);
                    steps.push(apply);
                }
                Source::Given(set) => {
                    let problem = match set {
                        None => LineageProblem::NothingToChange,
                        Some(_) => LineageProblem::BesideARewrite,
                    };
                    self.head.problems.push((Some(change.key), problem));
                }
            }
        }
        self
    }

    /// The next release, where it is a model of another type or shape, which says its version itself.
    ///
    /// It comes with one [`Change`] that is not taken apart, or with the changes of a [`Rewrite`](super::Rewrite), which
    /// start from a base that reproduces the release before. Releases after it derive from the new type.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Change, Lineage, influence::{EqualNetworkWeight, FollowerWeighted}};
    ///
    /// let change = Change::new("rewritten").sentence("The whole score was rewritten.");
    /// let lineage =
    ///     Lineage::starting_with(FollowerWeighted::default()).rewritten(EqualNetworkWeight::default(), change).build()?;
    /// assert_eq!(lineage.latest().id().to_string(), "influence 2.0.0");
    /// # Ok::<(), scoreshift::lineage::LineageFaults>(())
    /// ```
    pub fn rewritten<N>(
        self,
        model: N,
        changes: impl Into<Rewritten<M::Input>>,
    ) -> LineageBuilder<N>
    where
        N: ScoringModel<Input = M::Input> + Clone + Send + Sync + 'static,
    {
        let before = AnyModel::called(self.model.clone(), self.head.id.clone());
        let set = match changes.into().0 {
            Split::Whole(change) => {
                ChangeSet::unsplit(change, before, AnyModel::new(model.clone()))
            }
            Split::Changes(set) => set,
        };
        LineageBuilder {
            written: self.close(),
            head: Head::of(&model),
            source: Source::Given(Some(set)),
            model,
        }
    }

    /// Dates the newest release: the day from which it holds, such as `"2011-10-26"`, or a [`Time`].
    pub fn dated(mut self, date: &str) -> Self {
        match date.parse() {
            Ok(date) => self.head.date = Some(date),
            Err(error) => self.head.problems.push((None, LineageProblem::Date(error))),
        }
        self
    }

    /// What the newest release is about, in the author's words, for the [changelog](Lineage::changelog).
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.head.notes = notes.into();
        self
    }

    /// Declares the probe inputs of the newest release, over whose recordings its [`Fingerprint`](super::Fingerprint) is
    /// taken.
    ///
    /// Later releases declare the same probes, until others are declared for them. Probes belong to a release as its
    /// formula does: other probes are another fingerprint. Choose a few inputs that reach every branch of the formula.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Lineage, influence::{FollowerWeighted, Network, Profile}};
    ///
    /// let lineage = Lineage::starting_with(FollowerWeighted::default())
    ///     .probes([
    ///         Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?.without("Facebook"),
    ///         Profile::new(),
    ///     ])
    ///     .build()?;
    /// let fingerprint = lineage.latest().fingerprint().ok_or("no probes")?;
    /// assert_eq!((fingerprint.probes(), fingerprint.refused()), (2, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn probes(mut self, probes: impl IntoIterator<Item = impl Into<Arc<M::Input>>>) -> Self {
        self.head.probes = Some(probes.into_iter().map(Into::into).collect());
        self
    }

    /// Gives a release another name, such as `champion`; see [`Lineage::alias`]. The release may be written down later.
    pub fn alias(mut self, alias: impl Into<String>, release: impl Into<String>) -> Self {
        self.written.aliases.push(Alias {
            name: alias.into(),
            release: release.into(),
            below: self.head.given.clone(),
        });
        self
    }

    /// The lineage, once everything in it is right.
    ///
    /// # Errors
    ///
    /// [`LineageFaults`]: all that is wrong with it, each fault with its release and, where it is one of a change, with
    /// the key of the change: a version that is none, does not rise or belongs to another score, a date that is none or
    /// goes back, more than [`MAX_CHANGES`] changes, a key that is empty, reserved or given twice in one release, a
    /// change without a title or a sentence, or where it cannot stand, and an alias that is none or of no release.
    pub fn build(self) -> Result<Lineage<M::Input>, LineageFaults> {
        let (lineage, faults) = self.finish();
        if faults.is_empty() {
            return Ok(lineage);
        }
        let first = lineage.releases().next();
        Err(LineageFaults {
            name: first.map_or_else(String::new, |first| first.id().name().to_owned()),
            faults,
        })
    }

    /// The lineage, whatever is wrong with it: for the crate's own, which a test builds with its faults.
    pub(crate) fn finish(self) -> (Lineage<M::Input>, Vec<LineageFault>) {
        let (Written { older, aliases }, newest) = self.draft();
        let mut faults = Vec::new();
        let name = older
            .first()
            .unwrap_or(&newest)
            .release
            .id()
            .name()
            .to_owned();
        for (index, draft) in older.iter().chain([&newest]).enumerate() {
            let before: Vec<&Release<M::Input>> = older
                .iter()
                .take(index)
                .map(|draft| &draft.release)
                .collect();
            let problems = draft.own(&name, &before).chain(draft.of_changes());
            faults.extend(problems.map(|(change, problem)| LineageFault {
                release: draft.given.clone(),
                change,
                problem,
            }));
        }
        let older = older.into_iter().map(|draft| draft.release).collect();
        let mut lineage = Lineage::of(older, newest.release);
        for Alias {
            name: alias,
            release,
            below,
        } in aliases
        {
            if let Err(source) = lineage.name_release(&alias, &release) {
                faults.push(LineageFault {
                    release: below,
                    change: None,
                    problem: LineageProblem::Alias { alias, source },
                });
            }
        }
        (lineage, faults)
    }

    /// Writes the newest release down.
    fn close(self) -> Written<M::Input> {
        let (mut written, newest) = self.draft();
        written.older.push(newest);
        written
    }

    fn draft(self) -> (Written<M::Input>, Draft<M::Input>) {
        let Self {
            written,
            head,
            source,
            model,
        } = self;
        let model = AnyModel::called(model, head.id);
        let before = written.older.last().map(|draft| &draft.release);
        let set = match (source, before) {
            (Source::Given(set), _) => set,
            (
                Source::Derived {
                    before: base,
                    changes,
                    steps,
                },
                Some(before),
            ) => {
                let ends = (before.model().clone(), model.clone());
                Some(ChangeSet::derived(changes, steps, base, ends))
            }
            // Nothing derives from nothing.
            (Source::Derived { .. }, None) => None,
        };
        let inherited = || before.map(|before| Arc::clone(&before.probes));
        let probes = head
            .probes
            .or_else(inherited)
            .unwrap_or_else(|| Arc::new([]));
        let release = Release::new(model, set, head.date, head.notes, probes);
        let draft = Draft {
            release,
            given: head.given,
            problems: head.problems,
        };
        (written, draft)
    }
}

impl<I: ?Sized + 'static> LineageBuilder<AnyModel<I>> {
    /// What is written down after a lineage that is built.
    pub(super) fn following(lineage: &Lineage<I>) -> Self {
        let Releases { older, latest } = &*lineage.releases;
        let given = |release: &Release<I>| release.id().version().to_string();
        let written = older.iter().map(|release| Draft {
            release: release.clone(),
            given: given(release),
            problems: Vec::new(),
        });
        let aliases = lineage.aliases().map(|(alias, release)| Alias {
            name: alias.to_owned(),
            release: given(release),
            below: given(latest),
        });
        Self {
            written: Written {
                older: written.collect(),
                aliases: aliases.collect(),
            },
            head: Head {
                date: latest.date(),
                notes: latest.notes().to_owned(),
                probes: Some(Arc::clone(&latest.probes)),
                ..Head::new(given(latest), latest.id().clone())
            },
            source: Source::Given(latest.changes.clone()),
            model: latest.model().clone(),
        }
    }
}

impl<I: ?Sized + 'static> Draft<I> {
    /// What is wrong with the release itself.
    fn own<'d>(
        &'d self,
        name: &str,
        before: &[&Release<I>],
    ) -> impl Iterator<Item = (Option<String>, LineageProblem)> + use<'d, I> {
        let (id, count) = (self.release.id(), self.release.changes().len());
        let mut found = Vec::new();
        if id.name() != name {
            found.push(LineageProblem::OtherName {
                name: name.to_owned(),
                found: id.name().to_owned(),
            });
        }
        let is_version = !self
            .problems
            .iter()
            .any(|(_, problem)| matches!(problem, LineageProblem::Version { .. }));
        if let Some(last) = before
            .last()
            .filter(|last| is_version && id.version() <= last.id().version())
        {
            found.push(LineageProblem::NotNewer {
                before: last.id().version().clone(),
            });
        }
        let dated = before
            .iter()
            .rev()
            .filter_map(|release| Some((release.id(), release.date()?)));
        if let Some(date) = self.release.date() {
            if let Some((id, before_date)) = dated
                .into_iter()
                .find(|(_, before)| date.surely_before(*before))
            {
                found.push(LineageProblem::DatedBefore {
                    date,
                    before: Box::new(id.version().clone()),
                    before_date,
                });
            }
        }
        if count > MAX_CHANGES {
            found.push(LineageProblem::TooManyChanges { count });
        }
        let noted = self
            .problems
            .iter()
            .filter(|(change, _)| change.is_none())
            .cloned();
        noted.chain(found.into_iter().map(|problem| (None, problem)))
    }

    /// What is wrong with its changes.
    fn of_changes(&self) -> impl Iterator<Item = (Option<String>, LineageProblem)> {
        let mut keys = BTreeSet::new();
        let in_texts = self.release.changes().iter().flat_map(move |change| {
            let key = change.key.as_str();
            let of_key = match key {
                _ if key.trim().is_empty() => Some(KeyProblem::Empty),
                "data" | "reference" | "algorithm" => Some(KeyProblem::Reserved),
                _ if !keys.insert(key) => Some(KeyProblem::Twice),
                _ => None,
            };
            let of_key = of_key.map(|problem| LineageProblem::Key { problem });
            let texts = [
                (&change.title, LineageProblem::NoTitle),
                (&change.sentence, LineageProblem::NoSentence),
            ];
            let missing = texts.into_iter().filter(|(text, _)| text.trim().is_empty());
            let missing = missing.map(|(_, problem)| problem);
            let found: Vec<_> = of_key.into_iter().chain(missing).collect();
            found
                .into_iter()
                .map(|problem| (Some(key.to_owned()), problem))
        });
        let noted = self
            .problems
            .iter()
            .filter(|(change, _)| change.is_some())
            .cloned();
        noted.chain(in_texts)
    }
}

impl<M: ScoringModel> fmt::Debug for LineageBuilder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let older = self.written.older.iter().map(|draft| &draft.given);
        f.debug_list()
            .entries(older)
            .entry(&self.head.given)
            .finish()
    }
}
