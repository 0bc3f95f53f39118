//! Who moves before you ship: what a release does to a whole population, paired by subject.
//!
//! ```
//! use scoreshift::{impact::Subject, influence::{self, Network, Profile}, score::Bands};
//!
//! let person = |key: &str, plan: &str, followers: u32, active: u32, reactions: u32| {
//!     let network = Network::new(followers, active, reactions);
//!     Profile::new().with("Twitter", network).map(|profile| Subject::new(key, profile).segment("plan", plan))
//! };
//! let people = [
//!     person("ann", "pro", 8700, 3600, 1900)?,
//!     person("bob", "free", 900, 300, 12)?,
//!     person("cem", "free", 4100, 90, 3)?,
//! ];
//!
//! let impact = influence::lineage()
//!     .impact("1.0.0", "2.0.0")?
//!     .bands(Bands::at([40.0, 60.0]).named(["low", "middle", "high"]))
//!     .by_change()
//!     .run(&people)?;
//! println!("{impact}");
//!
//! let everybody = impact.whole();
//! assert_eq!(everybody.scored().subjects, 3);
//! assert_eq!(impact.segment("plan", "free").map(|free| free.scored().subjects), Some(2));
//! let why = everybody.why().ok_or("it was asked for")?;
//! assert_eq!(why.causes.iter().map(|cause| cause.micro).sum::<i64>(), everybody.mean_move_micro());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # For people
//!
//! Printed, an impact is tables. In words, for a person, an agent or an auditor, in their language, as text, Markdown,
//! JSON or a page, it is told by a [`Presenter`](crate::present::Presenter::message).
//!
//! # Which mode?
//!
//! | | streaming (the default) | [exact](Study::exact) |
//! | --- | --- | --- |
//! | memory | does not grow with the population | 16 bytes a subject, and as many for each of its segments |
//! | scales | bounded | any |
//! | counts, shares, crossings of declared bands, bars, movers, failures | exact | exact |
//! | mean, standard deviation | of scores in millionths of a point | of the scores |
//! | quantiles, stability index, rebased thresholds | to a [resolution](Impact::resolution) of 0.01 points or finer, of a ten millionth of a long scale | exact |
//! | falls and rises beyond a bound | bounds asked for before | any |
//! | rank statistics | none | exact |
//! | mean effects of changes and places | exact, in millionths of a point | the same |
//!
//! Whatever the mode, parts of a population [merge](Impact::merge), and no partition, order or number of threads shows in
//! the result: what is added up are whole numbers, lists are sorted by what is in them, and ties go by key.
//!
//! # Cost
//!
//! The report itself takes little beside the scores. [`by_change`](Study::by_change) takes up to 2ᵐ scores of a subject
//! for m named changes, and twice as many of one with two [snapshots](Subject::moved); where a reference may have moved as
//! well, twice as many recordings. [`by_place`](Study::by_place) takes a full explanation of each subject.

mod backtest;
mod error;
mod gate;
mod report;
mod run;

pub use backtest::{
    Backtest, BacktestError, BacktestFailure, BacktestReason, BacktestReport, RankAccuracy,
};
pub use error::{ImpactError, ReportPart, StudyPart};
pub use gate::condition::{Condition, ConditionRange};
pub(crate) use gate::micro;
pub use gate::{Gate, GateError, GateOutcome, Unmeasured, Unmet};
#[cfg(feature = "binary")]
pub use report::bytes::StoredImpactError;
pub(crate) use report::digits::{below, beside, percentages};
pub use report::distribution::Distribution;
pub use report::failure::{FailedAt, Failure};
pub use report::figures::{ImpactReport, QUANTILES};
pub use report::flow::{Composition, Flow};
pub use report::group::Directions;
pub use report::impact::Impact;
pub use report::interval::{Interval, Intervals};
pub use report::mass::WeightedCount;
pub use report::measured::{Attribution, Measured};
pub use report::mover::Mover;
pub use report::questions::{Mode, Questions, Sample};
pub use report::reason::{Reason, Unscored};
pub use report::rebase::{Crossed, RebaseError, Rebased};
pub use report::slice::{Bar, MeanAttribution, MeanCause, MeanPlace, Ranks, Slice, Stability};
pub use report::stood::Stood;
pub use run::prepared::{NotMeasured, PreparedStudy};
#[cfg(feature = "csv")]
pub use run::read::csv;
pub use run::read::{ReadError, ndjson};
pub use run::study::Study;
pub use run::subject::Subject;
pub use run::tally::Tally;
