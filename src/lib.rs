//! Explains exactly why a score moved when its algorithm changed.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod attribution;
pub mod conformance;
pub mod diff;
mod exact;
pub mod explain;
mod formula;
mod id;
pub mod influence;
pub mod lineage;
pub mod math;
mod model;
mod path;
pub mod score;

pub use diff::{Crossing, Diff, DiffError, Effect, EffectKind, Figure};
pub use explain::{
    At, Cause, CauseKind, CausePlace, ExplainError, Explainer, Explanation, Level, Method, Place,
    Points, Question, at, explain, level,
};
pub use formula::{
    breakdown::{ActiveCap, Breakdown, Leaf},
    category::{Category, Choice},
    curve::{Curve, CurveError},
    error::EvalError,
    mean::WeightedMean,
    op::{Continuity, LeafKind},
    term::{Function, Operand, Term},
    trace::{Number, Trace},
};
pub use id::ModelId;
pub use lineage::{Change, ChangeKind, Changes, Lineage, LineageError, Release};
pub use model::{AnyModel, ScoringModel};
pub use path::{Path, PathError};
pub use score::{Direction, Scale};
#[doc(no_inline)]
pub use semver::Version;
