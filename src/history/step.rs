//! Why a score moved from one record to the next.
//!
//! It is long: what a step can be explained by, and why not by more, is one decision with many inputs.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, de};

use super::note::{StepNote, WhichRecord};
use crate::{
    diff::{Diff, Effect, EffectKind},
    explain::{CauseKind, Explanation, Points, at},
    formula::{breakdown::Breakdown, op::LeafKind},
    id::ModelId,
    lineage::Lineage,
    path::Path,
    record::{Comparability, Comparison, ScoreRecord, Verdict},
    score::{self, PartsError},
    time::Time,
};

/// What moved a score from one record to the next, as far as can be told.
///
/// What changed without moving this score is not named: a new version that treats this subject as the old one did is
/// no reason, and [`Step::version_changed`] says that it came.
///
/// # Examples
///
/// See the [module](crate::history).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Moved {
    /// Nothing.
    Nothing,
    /// The data, the subject's own or everybody else's.
    Data,
    /// The algorithm.
    Algorithm,
    /// Both.
    Both,
    /// The algorithm, and perhaps the data: the records alone do not tell.
    Unknown,
}

/// What a step is explained from.
///
/// # Examples
///
/// See [`Step`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// From both inputs, by named changes.
    Inputs(Box<Explanation>),
    /// From both stored breakdowns, by place.
    Breakdowns(Box<Diff>),
    /// From the two scores alone.
    Scores,
}

/// Why a score moved from one record to the next.
///
/// `data`, `reference`, `algorithm` and `undivided` add up to the move, identically in millionths of a point, and
/// over all steps of a history to last − first.
///
/// # Examples
///
/// ```
/// use scoreshift::{history::{Basis, History, Moved}, influence::{self, Profile}};
///
/// let profile: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let lineage = influence::lineage();
/// let (v1, v2) = (lineage.find("1.0.0")?, lineage.find("2.0.0")?);
/// let history = History::new([v1.record_with_breakdown(&profile)?, v2.record_with_breakdown(&profile)?])?;
/// let step = &history.steps()[0];
/// assert!(step.version_changed() && step.moved == Moved::Algorithm);
/// assert_eq!(step.algorithm.micro, step.comparison.delta_micro);
/// assert!(matches!(step.basis, Basis::Breakdowns(_)) && step.diff().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// When the record before was issued.
    pub time_before: Option<Time>,
    /// When the record after was issued.
    pub time_after: Option<Time>,
    /// Both scores, their versions, and the move between them.
    pub comparison: Comparison,
    /// What changed.
    pub moved: Moved,
    /// What the subject's own data did.
    pub data: Points,
    /// What everybody else's data did.
    pub reference: Points,
    /// What the change of the algorithm did.
    pub algorithm: Points,
    /// What cannot be told apart from the records alone.
    pub undivided: Points,
    /// What the step is explained from.
    pub basis: Basis,
    /// Why it is not explained from the inputs, where that was asked for.
    pub note: Option<StepNote>,
}

/// A step as it is stored.
#[derive(Deserialize)]
#[serde(rename = "Step", deny_unknown_fields)]
struct Stored {
    time_before: Option<Time>,
    time_after: Option<Time>,
    comparison: Comparison,
    moved: Moved,
    data: Points,
    reference: Points,
    algorithm: Points,
    undivided: Points,
    basis: Basis,
    note: Option<StepNote>,
}

/// Why a stored step cannot have been made.
#[derive(Debug, thiserror::Error)]
enum StepError {
    #[error(transparent)]
    Parts(#[from] PartsError),
    #[error("{before} and {after} are two scores")]
    TwoScores {
        before: Box<ModelId>,
        after: Box<ModelId>,
    },
    #[error("its explanation is of other versions")]
    OtherVersions,
    #[error("it is explained from other scores")]
    OtherScores,
    #[error("its explanation names other bands")]
    OtherBands,
}

impl<'de> Deserialize<'de> for Step {
    /// Reading checks that everything adds up, as it does where it is made.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let parts = [
            stored.data,
            stored.reference,
            stored.algorithm,
            stored.undivided,
        ];
        let told = match &stored.basis {
            Basis::Inputs(why) => why.delta_micro,
            Basis::Breakdowns(diff) => diff.moved_micro(),
            Basis::Scores => stored.comparison.delta_micro,
        };
        let check = || {
            let moved = score::moved(stored.comparison.before, stored.comparison.after)?;
            let what = || "the scores after and before".to_owned();
            score::check_parts(what, [moved], stored.comparison.delta_micro)?;
            let what = || "data, reference, algorithm and what is undivided".to_owned();
            score::check_parts(what, parts.map(|part| part.micro), moved)?;
            score::check_parts(|| "the reasons of the step".to_owned(), [told], moved)
        };
        let refused = |error: StepError| de::Error::custom(format!("a stored step: {error}"));
        check().map_err(|error: PartsError| refused(error.into()))?;
        let step = Self {
            time_before: stored.time_before,
            time_after: stored.time_after,
            comparison: stored.comparison,
            moved: stored.moved,
            data: stored.data,
            reference: stored.reference,
            algorithm: stored.algorithm,
            undivided: stored.undivided,
            basis: stored.basis,
            note: stored.note,
        };
        step.check_totals().map_err(|error| refused(error.into()))?;
        step.check_basis().map_err(refused)?;
        Ok(step)
    }
}

impl Step {
    /// What each did follows from what the step is explained from.
    fn check_totals(&self) -> Result<(), PartsError> {
        let whole = Points {
            effect: self.comparison.delta,
            micro: self.comparison.delta_micro,
        };
        let delta = self.comparison.after - self.comparison.before;
        let what = || "the scores after and before".to_owned();
        score::check_total(what, whole.effect, delta, 0.0)?;
        let found = match &self.basis {
            Basis::Inputs(why) => [why.data(), why.reference(), why.algorithm(), NONE],
            Basis::Breakdowns(diff) => self.totals(diff),
            Basis::Scores => [NONE, NONE, NONE, whole],
        };
        let stored = [
            ("the subject's own data", self.data),
            ("what moved around the subject", self.reference),
            ("the change of the algorithm", self.algorithm),
            ("what is undivided", self.undivided),
        ];
        for ((what, stored), found) in stored.into_iter().zip(found) {
            score::check_total(|| what.to_owned(), stored.effect, found.effect, 0.0)?;
            score::check_parts(|| what.to_owned(), [found.micro], stored.micro)?;
        }
        Ok(())
    }

    /// It is explained by what is of these two scores.
    fn check_basis(&self) -> Result<(), StepError> {
        let comparison = &self.comparison;
        let models = [&comparison.model_before, &comparison.model_after];
        if comparison.model_before.name() != comparison.model_after.name() {
            let [before, after] = models.map(|model| Box::new(model.clone()));
            return Err(StepError::TwoScores { before, after });
        }
        let values = [comparison.before, comparison.after];
        let (told, bands) = match &self.basis {
            Basis::Inputs(why) => {
                let of_these = [why.model_before(), why.model_after()];
                if of_these.iter().ne(models) {
                    return Err(StepError::OtherVersions);
                }
                let bands = [&why.before, &why.after].map(|level| level.band.as_deref());
                ([why.before.value, why.after.value], Some(bands))
            }
            Basis::Breakdowns(diff) => ([diff.before(), diff.after()], None),
            Basis::Scores => (values, None),
        };
        if told.map(f64::to_bits) != values.map(f64::to_bits) {
            return Err(StepError::OtherScores);
        }
        if bands.is_some_and(|bands| bands != comparison.bands()) {
            return Err(StepError::OtherBands);
        }
        Ok(())
    }

    /// The explanation by named changes, where the inputs were there.
    #[must_use]
    pub fn explanation(&self) -> Option<&Explanation> {
        match &self.basis {
            Basis::Inputs(explanation) => Some(explanation),
            _ => None,
        }
    }

    /// What moved by place, where both records kept their breakdowns and the inputs were not there.
    #[must_use]
    pub fn diff(&self) -> Option<&Diff> {
        match &self.basis {
            Basis::Breakdowns(diff) => Some(diff),
            _ => None,
        }
    }

    /// Whether the algorithm changed from one record to the next: a marker in every list or chart of scores.
    #[must_use]
    pub fn version_changed(&self) -> bool {
        self.comparison.comparability != Comparability::SameVersion
    }

    /// Two records of one history, explained by their inputs where `why` says how.
    pub(super) fn between(
        before: &ScoreRecord,
        after: &ScoreRecord,
        why: Option<Result<Explanation, StepNote>>,
    ) -> Self {
        // A history takes no score that could not be counted.
        let micro = |record: &ScoreRecord| score::counted(record.value());
        let comparison = before.beside(after, micro(after) - micro(before));
        let (why, note) = match why {
            None => (None, None),
            Some(Ok(why)) => (Some(why), None),
            Some(Err(note)) => (None, Some(note)),
        };
        let mut step = Self {
            time_before: before.time(),
            time_after: after.time(),
            comparison,
            moved: Moved::Unknown,
            data: NONE,
            reference: NONE,
            algorithm: NONE,
            undivided: NONE,
            basis: Basis::Scores,
            note,
        };
        let breakdowns = before.breakdown().zip(after.breakdown());
        let diff = breakdowns.and_then(|(a, b)| Some((a, b, Diff::between(a, b).ok()?)));
        if let Some(why) = why {
            step.explained_by(why);
        } else if let Some((a, b, diff)) = diff {
            let prints = before.fingerprint().zip(after.fingerprint());
            step.read_off(
                a,
                b,
                diff,
                prints.is_some_and(|(ours, theirs)| ours == theirs),
            );
        } else {
            step.guessed();
        }
        step
    }

    fn explained_by(&mut self, why: Explanation) {
        (self.data, self.reference, self.algorithm) =
            (why.data(), why.reference(), why.algorithm());
        let acted = |of_algorithm: bool| {
            why.causes.iter().any(|cause| {
                CauseKind::is_algorithm(cause.kind) == of_algorithm && !cause.places.is_empty()
            })
        };
        self.moved = Moved::of(acted(false), acted(true));
        self.basis = Basis::Inputs(Box::new(why));
    }

    /// From two recordings, without any model. `one_algorithm` says that their fingerprints are one.
    fn read_off(&mut self, before: &Breakdown, after: &Breakdown, diff: Diff, one_algorithm: bool) {
        let seen = Seen::of(before, after, one_algorithm);
        if !self.version_changed() && seen.other_model {
            self.comparison.comparability = Comparability::SameVersionOtherModel;
        }
        let may_be = if !self.version_changed() {
            Moved::Data
        } else if seen.values_moved {
            Moved::Both
        } else if seen.known_scopes {
            Moved::Algorithm
        } else {
            Moved::Unknown
        };
        let any = |wanted| {
            let mut effects = diff.effects().iter();
            effects.any(|effect| may_be.whose(effect) == wanted)
        };
        // Held against this in turn, each effect is the doing of the same.
        self.moved = if any(Whose::Undivided) {
            may_be
        } else {
            let data_moved = any(Whose::Data) || any(Whose::Reference);
            Moved::of(data_moved, any(Whose::Algorithm))
        };
        [self.data, self.reference, self.algorithm, self.undivided] = self.totals(&diff);
        self.basis = Basis::Breakdowns(Box::new(diff));
    }

    /// What each did, as far as two recordings tell.
    fn totals(&self, diff: &Diff) -> [Points; 4] {
        let total = |wanted: Whose| {
            let of = || {
                diff.effects()
                    .iter()
                    .filter(|effect| self.whose(effect) == wanted)
            };
            Points {
                effect: score::exact_sum(of().map(|effect| effect.effect)),
                micro: of().map(|effect| effect.micro).sum(),
            }
        };
        [
            Whose::Data,
            Whose::Reference,
            Whose::Algorithm,
            Whose::Undivided,
        ]
        .map(total)
    }

    /// Who moved a place, as far as two recordings tell.
    pub(crate) fn whose(&self, effect: &Effect) -> Whose {
        self.moved.whose(effect)
    }

    /// From the scores and versions alone.
    fn guessed(&mut self) {
        self.moved = match (self.version_changed(), self.comparison.delta == 0.0) {
            (true, _) => Moved::Unknown,
            (false, true) => Moved::Nothing,
            (false, false) => Moved::Data,
        };
        self.undivided = Points {
            effect: self.comparison.delta,
            micro: self.comparison.delta_micro,
        };
    }
}

const NONE: Points = Points {
    effect: 0.0,
    micro: 0,
};

impl Moved {
    /// Who moved a place, where nothing but this can have moved.
    fn whose(self, effect: &Effect) -> Whose {
        match (self, effect.kind) {
            (Moved::Algorithm, _) => Whose::Algorithm,
            (_, EffectKind::Reference) => Whose::Reference,
            (Moved::Data, _) | (_, EffectKind::Input | EffectKind::Category) => Whose::Data,
            (_, EffectKind::Parameter | EffectKind::Constant | EffectKind::Curve) => {
                Whose::Algorithm
            }
            _ => Whose::Undivided,
        }
    }

    fn of(data: bool, algorithm: bool) -> Self {
        match (data, algorithm) {
            (false, false) => Self::Nothing,
            (true, false) => Self::Data,
            (false, true) => Self::Algorithm,
            (true, true) => Self::Both,
        }
    }
}

/// Who moved something, as far as two recordings tell.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Whose {
    Data,
    Reference,
    Algorithm,
    Undivided,
}

/// What two recordings tell about their data and decisions.
struct Seen {
    /// Under one version, they would be two models: they differ though all data is the same, or a parameter moved
    /// that no label decides.
    other_model: bool,
    /// Something that both asked for was not the same, or was absent for one of them.
    values_moved: bool,
    /// In every scope there is something that both asked for: nothing came or went as a whole.
    known_scopes: bool,
}

impl Seen {
    fn of(before: &Breakdown, after: &Breakdown, one_algorithm: bool) -> Self {
        let (a, b): (BTreeMap<_, _>, BTreeMap<_, _>) = (
            before.data().into_iter().collect(),
            after.data().into_iter().collect(),
        );
        let scopes = |asked_by_both: bool| -> BTreeSet<Path> {
            a.keys()
                .chain(b.keys())
                .filter(|leaf| !asked_by_both || (a.contains_key(leaf) && b.contains_key(leaf)))
                .map(|(path, _)| scope(path))
                .collect()
        };
        let same_data = before.has_exactly_the_data_of(after);
        let decided_anew =
            differ(&decisions(before), &decisions(after)) && labels(&a).eq(labels(&b));
        Self {
            other_model: (same_data && before != after) || (decided_anew && !one_algorithm),
            values_moved: differ(&a, &b)
                || lacks((before, &a), (after, &b))
                || lacks((after, &b), (before, &a)),
            known_scopes: scopes(true) == scopes(false),
        }
    }
}

type Data = BTreeMap<(Path, LeafKind), String>;

/// Whether parts that one recording declared absent were there for the other: by data under their name, or by data that the one
/// had none of.
fn lacks((breakdown, own): (&Breakdown, &Data), (other, data): (&Breakdown, &Data)) -> bool {
    let absent = breakdown.absent();
    let is_there = |place: &Path| data.keys().any(|(path, _)| path.starts_with(place));
    let has_more = || data.keys().any(|leaf| !own.contains_key(leaf));
    let is_part = |names: &BTreeSet<Path>| absent.iter().any(|place| names.contains(place));
    absent.iter().any(is_there)
        || (!absent.is_empty() && has_more() && is_part(&other.names_that_count()))
}

/// Whether two lists know something differently that both know.
fn differ<K: Ord, V: PartialEq>(ours: &BTreeMap<K, V>, theirs: &BTreeMap<K, V>) -> bool {
    ours.iter()
        .any(|(key, value)| theirs.get(key).is_some_and(|other| value != other))
}

fn labels(
    data: &BTreeMap<(Path, LeafKind), String>,
) -> impl Iterator<Item = (&(Path, LeafKind), &String)> {
    data.iter()
        .filter(|((_, kind), _)| *kind == LeafKind::Category)
}

/// The parameters, to the last bit.
fn decisions(breakdown: &Breakdown) -> BTreeMap<Path, u64> {
    breakdown
        .leaves()
        .filter(|leaf| leaf.kind == LeafKind::Parameter)
        .map(|leaf| (leaf.path, leaf.value.to_bits()))
        .collect()
}

fn scope(path: &Path) -> Path {
    path.prefix(path.len().saturating_sub(1))
}

/// The explanation by named changes, or why there is none.
pub(super) fn by_inputs<I: ?Sized + 'static>(
    lineage: &Lineage<I>,
    records: [&ScoreRecord; 2],
    inputs: [Option<&I>; 2],
) -> Result<Explanation, StepNote> {
    let [before, after] = WhichRecord::both(records);
    let [then, now] = match inputs {
        [Some(then), Some(now)] => [then, now],
        [None, Some(_)] => return Err(StepNote::InputGone { record: before }),
        [Some(_), None] => return Err(StepNote::InputGone { record: after }),
        [None, None] => {
            return Err(StepNote::InputsGone {
                records: [before, after],
            });
        }
    };
    for ((record, input), which) in records.into_iter().zip([then, now]).zip([before, after]) {
        let reproduction =
            lineage
                .reproduce(record, input)
                .map_err(|error| StepNote::NotScored {
                    record: which,
                    error: error.to_string(),
                })?;
        if reproduction.verdict != Verdict::Same || reproduction.same_data == Some(false) {
            return Err(StepNote::not_reproduced(which, &reproduction));
        }
    }
    let [before, after] = records.map(|record| record.model().version().to_string());
    lineage
        .explain(at(&before, then), at(&after, now))
        .map_err(|error| StepNote::NotDivided {
            error: error.to_string(),
        })
}
