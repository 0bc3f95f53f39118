//! Explains exactly why a score moved when its algorithm changed.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod attribution;
pub mod conformance;
pub mod diff;
mod exact;
mod formula;
mod id;
pub mod influence;
pub mod math;
mod model;
mod path;
pub mod score;

pub use diff::{Crossing, Diff, DiffError, Effect, EffectKind, Figure};
pub use formula::{
    breakdown::{Breakdown, Leaf},
    category::{Category, Choice},
    curve::{Curve, CurveError},
    error::EvalError,
    mean::WeightedMean,
    op::{Continuity, LeafKind},
    term::{Function, Operand, Term},
    trace::{Number, Trace},
};
pub use id::ModelId;
pub use model::{AnyModel, ScoringModel};
pub use path::{Path, PathError};
pub use score::{Direction, Scale};
#[doc(no_inline)]
pub use semver::Version;
