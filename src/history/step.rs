//! Why a score moved from one record to the next.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    diff::{Diff, Effect, EffectKind},
    explain::{CauseKind, Explanation, Points, at},
    formula::{breakdown::Breakdown, data::ABSENT, op::LeafKind},
    lineage::Lineage,
    path::Path,
    record::{Comparability, Comparison, ScoreRecord, Verdict},
    score,
    time::Time,
};

/// What changed from one record to the next, as far as can be told.
///
/// # Examples
///
/// See the [module](crate::history).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
/// use scoreshift::{Basis, History, Moved, influence::{self, Profile}};
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
    pub note: Option<String>,
}

impl Step {
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
        why: Option<Result<Explanation, String>>,
    ) -> Self {
        // A history takes no score that could not be counted.
        let micro = |record: &ScoreRecord| score::micro(record.value()).unwrap_or_default();
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
            step.told_by(why);
        } else if let Some((a, b, diff)) = diff {
            step.read_off(a, b, diff);
        } else {
            step.guessed();
        }
        step
    }

    fn told_by(&mut self, why: Explanation) {
        (self.data, self.reference, self.algorithm) =
            (why.data(), why.reference(), why.algorithm());
        let data_moved = why
            .causes
            .iter()
            .any(|cause| !CauseKind::is_algorithm(cause.kind) && !cause.places.is_empty());
        self.moved = Moved::of(data_moved, self.version_changed());
        self.basis = Basis::Inputs(Box::new(why));
    }

    /// From two recordings, without any model.
    fn read_off(&mut self, before: &Breakdown, after: &Breakdown, diff: Diff) {
        let seen = Seen::of(before, after);
        if !self.version_changed() && seen.same_leaves && seen.same_values && before != after {
            self.comparison.comparability = Comparability::SameVersionOtherModel;
        }
        let algorithm_moved = self.version_changed();
        let data_moved = if algorithm_moved {
            !seen.same_values || !seen.same_scopes
        } else {
            before != after
        };
        self.moved = Moved::of(data_moved, algorithm_moved);
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
        let totals = [
            Whose::Data,
            Whose::Reference,
            Whose::Algorithm,
            Whose::Undivided,
        ]
        .map(total);
        [self.data, self.reference, self.algorithm, self.undivided] = totals;
        self.basis = Basis::Breakdowns(Box::new(diff));
    }

    /// Who moved a place, as far as two recordings tell.
    pub(crate) fn whose(&self, effect: &Effect) -> Whose {
        match (self.moved, effect.kind) {
            (Moved::Algorithm, _) => Whose::Algorithm,
            (_, EffectKind::Reference) => Whose::Reference,
            (Moved::Data, _) | (_, EffectKind::Input | EffectKind::Category) => Whose::Data,
            (_, EffectKind::Parameter | EffectKind::Curve) => Whose::Algorithm,
            _ => Whose::Undivided,
        }
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

/// What two recordings tell about their data.
struct Seen {
    /// Both asked for the same leaves.
    same_leaves: bool,
    /// What both asked for was the same.
    same_values: bool,
    /// What only one asked for stands beside something that both asked for, or that the other asked for under
    /// another name: nothing came or went as a whole.
    same_scopes: bool,
}

impl Seen {
    fn of(before: &Breakdown, after: &Breakdown) -> Self {
        let (a, b): (BTreeMap<_, _>, BTreeMap<_, _>) = (
            before.data().into_iter().collect(),
            after.data().into_iter().collect(),
        );
        let scopes = |of: &BTreeMap<(Path, LeafKind), String>| {
            of.iter()
                .filter(|(_, value)| *value != ABSENT)
                .map(|((path, _), _)| scope(path))
                .collect::<BTreeSet<Path>>()
        };
        Self {
            same_leaves: a.keys().eq(b.keys()),
            same_values: a
                .iter()
                .all(|(leaf, value)| b.get(leaf).is_none_or(|other| value == other)),
            same_scopes: scopes(&a) == scopes(&b),
        }
    }
}

fn scope(path: &Path) -> Path {
    path.prefix(path.len().saturating_sub(1))
}

/// The explanation by named changes, or why there is none.
pub(super) fn by_inputs<I: ?Sized + 'static>(
    lineage: &Lineage<I>,
    records: [&ScoreRecord; 2],
    inputs: [Option<&I>; 2],
) -> Result<Explanation, String> {
    let [Some(then), Some(now)] = inputs else {
        return Err("an input is gone".to_owned());
    };
    for (record, input) in records.into_iter().zip([then, now]) {
        let reproduction = lineage
            .reproduce(record, input)
            .map_err(|error| error.to_string())?;
        if reproduction.verdict != Verdict::Same {
            return Err(reproduction.to_string());
        }
    }
    let [before, after] = records.map(|record| record.model().version().to_string());
    lineage
        .explain(at(&before, then), at(&after, now))
        .map_err(|error| error.to_string())
}
