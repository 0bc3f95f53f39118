//! Reason codes: the few principal reasons of a score, ranked, with stable codes.
//!
//! Two questions are answered, and they are not the same. Why did a score *move*: [`ReasonCodes`] ranks the causes and
//! places of an [`Explanation`](crate::Explanation). Why is a score at its *level*: [`ReasonCodeAlgorithm`] ranks the
//! partial scores of a scorecard, or of any score that is a sum, against baselines, as PMML does.

mod decimal;
mod level;
mod moved;
mod partials;
mod ranking;

pub use level::{LevelReason, ReasonCodeAlgorithm, ReasonCodeError, ReasonCodeNumber};
pub use moved::{MoveReason, MoveReasons, ReasonCodes, ReasonPart};
pub(crate) use moved::{Ranking, is_apart};
pub use partials::PartialScore;
pub(crate) use ranking::{AdverseDirection, RankingRule, counted};
