//! An explanation as data: causes × places.

use semver::Version;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};

use crate::{
    diff::{EffectKind, Value},
    formula::breakdown::{ActiveCap, MeanPart},
    id::ModelId,
    lineage::ChangeKind,
    path::Path,
    score::Scale,
};

/// How the subject's own data, and the population's, is split into places.
///
/// What was used stands in the [`method`](Cause::method) of each cause. A change of the algorithm is always split by the
/// secant diff: what it does at a place is no player.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// As `Owen` while that takes no more scores than [`MOST_EXACT_INPUTS`](Self::MOST_EXACT_INPUTS) leaves that meet in the
    /// formula, as `Secant` beyond, and where the game cannot be played or the budget does not reach.
    #[default]
    Automatic,
    /// By the secant diff of two recordings: fast at any size, and exact wherever no operation's arguments
    /// interact beyond it.
    Secant,
    /// Every moved leaf is a player of its own: exact Owen values, up to 20 leaves that meet in the formula, and 31 in all.
    ///
    /// Leaves meet where an operation does more than add what they do: a product or a maximum of both, a curve over their
    /// sum. Of those that meet, the model is evaluated for every mixture of the two snapshots, so branches that it takes by a value or a category
    /// are played as well, and what rounding does belongs to the leaves. Where the two snapshots ask for different data
    /// (a part appeared, a branch asks for another input) there is no such game: the data stays one player, is split by
    /// the secant diff, and [`Cause::method`] says so.
    Owen,
}

impl Method {
    /// How many moved leaves that meet in the formula [`Method::Automatic`] takes as players. What 4 do costs about as much
    /// as the secant with what its leaves do alone and last; 7 are 2⁷ scores, about five times as much. Leaves that do not
    /// meet are cheaper than the secant, however many they are.
    pub const MOST_EXACT_INPUTS: usize = 7;
}

/// What moved a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CauseKind {
    /// The subject's own data.
    Data,
    /// The rest of the population.
    Reference,
    /// The algorithm, without named changes.
    Algorithm,
    /// A named change: a decision to count differently.
    Policy,
    /// A named change: the correction of an error.
    Fix,
    /// A named change: the whole scale was moved.
    Recalibration,
    /// A named change: something new is counted.
    NewData,
}

impl CauseKind {
    /// Whether the owners of the score are the cause, not the subject or the population.
    #[must_use]
    pub fn is_algorithm(self) -> bool {
        !matches!(self, Self::Data | Self::Reference)
    }
}

impl From<ChangeKind> for CauseKind {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::Policy => Self::Policy,
            ChangeKind::Fix => Self::Fix,
            ChangeKind::Recalibration => Self::Recalibration,
            ChangeKind::NewData => Self::NewData,
        }
    }
}

/// A score under a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Level {
    /// Which version.
    pub version: Version,
    /// The score, in points of the version's scale.
    pub value: f64,
    /// What the band is called that the score lies in, where the version's scale has [bands](crate::Scale::bands).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
}

/// Points that something moved the score by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Points {
    /// In points, after − before; never NaN.
    pub effect: f64,
    /// In millionths of a point; what belongs together adds up identically.
    pub micro: i64,
}

/// One cause with the places where it acted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cause {
    /// A stable key: `data`, `reference`, `algorithm`, or the change's own.
    pub id: String,
    /// What it is.
    pub kind: CauseKind,
    /// The release that brought the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<Version>,
    /// The cause in a few words.
    pub title: String,
    /// The change's sentence for the person scored; empty for data and reference.
    pub sentence: String,
    /// The Owen value of the cause, in points.
    pub effect: f64,
    /// The same in millionths of a point; over all causes they add up to the move.
    pub micro: i64,
    /// What the cause does applied first, to the old score.
    #[serde(rename = "alone")]
    pub applied_first: f64,
    /// What the cause does applied last, before the new score.
    #[serde(rename = "last")]
    pub applied_last: f64,
    /// Whether `effect` cannot be told without the others: it is further from the middle of `applied_first` and `applied_last` than a
    /// quarter of its size, and than a unit of the last shown digit. For two that move together the Shapley value is
    /// that middle.
    pub interacting: bool,
    /// How it was split into places: `Secant` or `Owen`.
    pub method: Method,
    /// Where it acted.
    pub places: Vec<CausePlace>,
}

/// What one cause did at one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CausePlace {
    /// Where in the formula.
    pub id: Path,
    /// What kind of thing moved there.
    pub kind: EffectKind,
    /// In points.
    pub effect: f64,
    /// In millionths of a point; over the places of a cause they add up to the cause.
    pub micro: i64,
    /// What stood there before. A share of a mean is that of the score before; where all causes together took it the other
    /// way than this one, there is no figure to tell ([`Value::Several`]).
    pub before: Value,
    /// What stands there after, likewise.
    pub after: Value,
    /// What this place does applied first. By substituting the leaf for every leaf of a cause split by `Owen`, and where it
    /// was split by `Secant` for the subject's own leaves, of more than 64 for those with the largest effects; otherwise the place's part of the cause applied first.
    #[serde(rename = "alone")]
    pub applied_first: f64,
    /// What this place does applied last.
    #[serde(rename = "last")]
    pub applied_last: f64,
    /// Whether `effect` cannot be told without what else moved, as for a [`Cause`].
    pub interacting: bool,
}

/// What all causes together did at one place and below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Place {
    /// Where in the formula.
    pub id: Path,
    /// In points.
    pub effect: f64,
    /// In millionths of a point; over all places they add up to the move.
    pub micro: i64,
    /// The part of each cause applied first, added up.
    #[serde(rename = "alone")]
    pub applied_first: f64,
    /// The part of each cause applied last, added up.
    #[serde(rename = "last")]
    pub applied_last: f64,
    /// Whether `effect` cannot be told without what else moved, as for a [`Cause`].
    pub interacting: bool,
}

/// A label of the subject's own data that decides which things count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Branch {
    /// Which category.
    pub id: Path,
    /// Its label before.
    pub before: String,
    /// Its label after.
    pub after: String,
}

/// Why a score moved: causes × places, in points that add up.
///
/// Printed, it is plain English for the person scored, with everything disclosed: also weights, parameters and limits.
/// To hide those, make the text with a [`Presenter`](crate::present::Presenter), which hides them unless a policy
/// [allows](crate::present::Disclosure::internals) them:
/// `Presenter::new(Audience::Person).message(&why).localize(&English).text()`. Serialised, it is the JSON that programs read,
/// and holds everything.
///
/// Read again, everything in it that can be counted is: points and their millionths add up to causes, places and the move,
/// the marks of what hangs on other things are those that follow from them, and the score after lies in its band. Nothing
/// vouches for its words and for the figures beside them: keep it where only you write.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Profile};
/// use scoreshift::{at, explain::CauseKind};
///
/// let profile: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &profile), at("2.0.0", &profile))?;
///
/// assert_eq!(why.data().micro, 0); // nothing about the person changed
/// assert_eq!(why.causes.iter().map(|cause| cause.micro).sum::<i64>(), why.delta_micro);
/// let worst = why.places.iter().min_by_key(|place| place.micro).unwrap();
/// assert_eq!(worst.id.to_string(), "Facebook");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The name of the score.
    pub model: String,
    /// The score before.
    pub before: Level,
    /// The score after.
    pub after: Level,
    /// The scale of the score after, by whose precision numbers are shown; with as many digits as the finer of the scales
    /// before and after, so that both levels and the move add up as they are read.
    pub scale: Scale,
    /// After − before, in points.
    pub delta: f64,
    /// After − before in millionths of a point, each rounded first, so that steps telescope.
    pub delta_micro: i64,
    /// Whether a score moved, would move, or is compared with a reference input.
    pub question: Question,
    /// The causes: named changes in declared order, then reference, then data.
    pub causes: Vec<Cause>,
    /// What happened at each principal place, by name.
    pub places: Vec<Place>,
    /// What the parts of the score after score by themselves, where it is a weighted mean, perhaps times a number.
    pub parts: Vec<MeanPart>,
    /// Parts of the score after that were absent and cost nothing.
    pub absent: Vec<Path>,
    /// Categories whose label changed and that have no points of their own: the model branches on them, so their
    /// part of the move is told at the things that count on one side only.
    pub branches: Vec<Branch>,
    /// Caps and floors that hold the score after.
    pub caps: Vec<ActiveCap>,
    /// References that only one side asked for; they kept their value and count as data.
    pub unmatched_references: Vec<Path>,
    /// How the data was to be split.
    pub method: Method,
    /// How many times a model was evaluated.
    pub evaluations: u64,
    /// How many pairs of recordings were compared.
    pub diffs: u64,
    /// How many evaluations were allowed.
    pub budget: u64,
}

/// What an explanation answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Question {
    /// Why did the score move?
    Move,
    /// Why is the score what it is, compared with a reference?
    Level,
    /// Why would the score move, if it were calculated otherwise?
    Preview,
    /// What would bring the score to a goal? Asked of a [`RecourseAnswer`](crate::recourse::RecourseAnswer), and no question
    /// of a stored explanation.
    #[serde(skip_deserializing)]
    Reach,
}

impl Explanation {
    /// What the subject's own data did.
    #[must_use]
    pub fn data(&self) -> Points {
        self.total(|kind| kind == CauseKind::Data)
    }

    /// What the rest of the population did.
    #[must_use]
    pub fn reference(&self) -> Points {
        self.total(|kind| kind == CauseKind::Reference)
    }

    /// What the owners of the algorithm did.
    #[must_use]
    pub fn algorithm(&self) -> Points {
        self.total(CauseKind::is_algorithm)
    }

    /// How the subject's own data was split: [`Cause::method`] of the data.
    #[must_use]
    pub fn data_method(&self) -> Method {
        let data = self
            .causes
            .iter()
            .find(|cause| cause.kind == CauseKind::Data);
        data.map_or(Method::Secant, |cause| cause.method)
    }

    fn total(&self, which: impl Fn(CauseKind) -> bool) -> Points {
        let of = || self.causes.iter().filter(|cause| which(cause.kind));
        Points {
            effect: crate::score::exact_sum(of().map(|cause| cause.effect)),
            micro: of().map(|cause| cause.micro).sum(),
        }
    }

    /// The name and version before.
    #[must_use]
    pub fn model_before(&self) -> ModelId {
        ModelId::new(self.model.clone(), self.before.version.clone())
    }

    /// The name and version after.
    #[must_use]
    pub fn model_after(&self) -> ModelId {
        ModelId::new(self.model.clone(), self.after.version.clone())
    }

    /// The same move told backwards: every sign turned, before and after exchanged.
    #[must_use]
    pub(super) fn reversed(mut self) -> Self {
        std::mem::swap(&mut self.before, &mut self.after);
        self.delta = -self.delta;
        self.delta_micro = -self.delta_micro;
        for cause in &mut self.causes {
            (cause.effect, cause.micro) = (-cause.effect, -cause.micro);
            (cause.applied_first, cause.applied_last) = (-cause.applied_last, -cause.applied_first);
            for place in &mut cause.places {
                (place.effect, place.micro) = (-place.effect, -place.micro);
                (place.applied_first, place.applied_last) =
                    (-place.applied_last, -place.applied_first);
                std::mem::swap(&mut place.before, &mut place.after);
                place.kind = place.kind.turned();
            }
        }
        for branch in &mut self.branches {
            std::mem::swap(&mut branch.before, &mut branch.after);
        }
        for place in &mut self.places {
            (place.effect, place.micro) = (-place.effect, -place.micro);
            (place.applied_first, place.applied_last) = (-place.applied_last, -place.applied_first);
        }
        self
    }
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Explanation", 21)?;
        object.serialize_field("model", &self.model)?;
        object.serialize_field("question", &self.question)?;
        object.serialize_field("before", &self.before)?;
        object.serialize_field("after", &self.after)?;
        object.serialize_field("scale", &self.scale)?;
        object.serialize_field("delta", &self.delta)?;
        object.serialize_field("delta_micro", &self.delta_micro)?;
        object.serialize_field("method", &self.method)?;
        object.serialize_field("evaluations", &self.evaluations)?;
        object.serialize_field("diffs", &self.diffs)?;
        object.serialize_field("budget", &self.budget)?;
        object.serialize_field("data", &self.data())?;
        object.serialize_field("reference", &self.reference())?;
        object.serialize_field("algorithm", &self.algorithm())?;
        object.serialize_field("causes", &self.causes)?;
        object.serialize_field("places", &self.places)?;
        object.serialize_field("parts", &self.parts)?;
        object.serialize_field("absent", &self.absent)?;
        object.serialize_field("branches", &self.branches)?;
        object.serialize_field("caps", &self.caps)?;
        object.serialize_field("unmatched_references", &self.unmatched_references)?;
        object.end()
    }
}
