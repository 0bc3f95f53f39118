//! Explains exactly why a score moved when its algorithm changed: which named change, whose data, at which place
//! in the formula, in points that add up.
//!
//! ```
//! use scoreshift::at;
//! use scoreshift::influence::{self, Network, Profile};
//!
//! let profile = Profile::new()
//!     .with("Twitter", Network::new(8700, 3600, 1900))?
//!     .with("Facebook", Network::new(420, 130, 38))?;
//! let why = influence::lineage().explain(at("1.0.0", &profile), at("2.0.0", &profile))?;
//! println!("{why}");
//! # assert!(why.to_string().contains("−19  Every network you connect now counts the same."));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! prints
//!
//! ```text
//! We changed how the score is calculated. Nothing you did moved it.
//!
//! Your influence score fell from 71 to 54 (−17) when it moved from version 1.0.0 to version 2.0.0.
//!
//! What we changed:
//!   −19  Every network you connect now counts the same.
//!        Facebook −14: you score 32 there, and it now counts 50 % instead of 5 %.
//!        Twitter −5: you score 75 there, and it now counts 50 % instead of 95 %.
//!    −3  Followers who never react no longer count.
//!        …
//! ```
//!
//! # Where to start
//!
//! The root has what one needs in the first hour; everything else has one path, in the module that it belongs to. The
//! modules, in the order in which one needs them:
//!
//! | to | module | begin with |
//! | --- | --- | --- |
//! | write a model | [`formula`] | [`ScoringModel`], [`Trace`] for what it asks, [`Term`] for what it computes |
//! | say where a score lies and how it is shown | [`score`] | [`Scale`], [`score::Bands`] |
//! | check a model | [`conformance`] | [`conformance::check_model`], [`conformance::check_lineage`] |
//! | hold its versions together | [`lineage`] | [`Lineage`], a named [`Change`] for each thing that changed |
//! | explain why a score moved | [`explain`](mod@explain) | [`Lineage::explain`], [`Explanation`] |
//! | show it to a person, an agent or an auditor | [`present`] | [`Presenter`]; in other languages `present::Catalogue` |
//! | name the principal reasons | [`reasons`], [`scorecard`] | [`reasons::ReasonCodes`], [`scorecard::Scorecard`] |
//! | say what would move a score | [`recourse`] | [`recourse::Recourse`] |
//! | keep what was issued, and reproduce it | [`record`], [`time`] | [`record::ScoreRecord`], [`Lineage::reproduce`] |
//! | tell a subject's scores over time | [`history`] | [`history::History`] |
//! | tell people before a version takes effect | [`preview`] | [`Lineage::preview`] |
//! | see who moves before you ship, and stop what must not | [`impact`], [`corpus`] | [`Lineage::impact`], [`impact::Gate`] |
//! | number what is next by what it does | [`bump`] | [`bump::Bump::required`] |
//! | freeze what is released | [`lock`] | [`lock::verify`] |
//! | store a formula, compare two | [`diff`] | [`Breakdown`], [`Diff`] |
//! | compute what explanations stand on | [`attribution`], [`math`] | [`attribution::shapley`], [`math::powf`] |
//! | try it without a model of your own | [`influence`] | [`influence::lineage`] |
//!
//! # Features
//!
//! All are off by default.
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `html` | a message as a page, and its charts as SVG |
//! | `i18n` | messages in German, Polish and Arabic, and in any language that you write a Fluent file for |
//! | `csv` | populations from CSV |
//! | `parallel` | populations on all cores |
//! | `binary` | parts of an impact report as bytes |
//!
//! # Terms
//!
//! | term | meaning |
//! | --- | --- |
//! | breakdown | a recorded formula with its values |
//! | place | a path of the formula: *where* the score moved |
//! | cause | data, reference, or a named change: *why* it moved |
//! | effect | points that a cause moved a place by; signed, after − before |
//! | micro | the same in integer millionths of a point; what belongs together adds up identically |
//!
//! # Not a number
//!
//! Nothing absorbs a value that is not finite: a cap, a minimum or a saturating curve of NaN is NaN, and the score fails
//! with the place where it first went wrong. Scores, effects and micro-points are never NaN.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod attribution;
pub mod bump;
pub mod conformance;
pub mod corpus;
pub mod diff;
mod digest;
mod exact;
pub mod explain;
pub mod formula;
pub mod history;
mod id;
pub mod impact;
pub mod influence;
mod invisible;
pub mod lineage;
pub mod lock;
mod markdown;
pub mod math;
mod model;
mod path;
pub mod present;
pub mod preview;
pub mod reasons;
pub mod record;
pub mod recourse;
pub mod score;
pub mod scorecard;
pub mod time;
mod worded;
mod words;

#[doc(inline)]
pub use diff::Diff;
#[doc(inline)]
pub use explain::{ExplainError, Explainer, Explanation, at, explain};
#[doc(inline)]
pub use formula::{Breakdown, Category, Curve, EvalError, Term, Trace, WeightedMean};
pub use id::ModelId;
#[doc(inline)]
pub use lineage::{Change, ChangeKind, Lineage, Release};
pub use model::{AnyModel, ScoringModel};
#[doc(inline)]
pub use present::{Audience, Presenter};
#[doc(inline)]
pub use score::Scale;
#[doc(no_inline)]
pub use semver::Version;

/// What [`category!`] expands to; no part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::formula::category::{labels_differ, read_label};
    pub use serde;
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
