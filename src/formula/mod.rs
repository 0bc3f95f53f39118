//! Formulas that are recorded while they are computed.

#[allow(
    unnameable_types,
    unreachable_pub,
    reason = "the sealed half of `Trace`: public in its signature only"
)]
pub(crate) mod backend;
pub(crate) mod breakdown;
pub(crate) mod category;
#[allow(unnameable_types, unreachable_pub, reason = "as `backend`")]
pub(crate) mod code;
pub(crate) mod curve;
pub(crate) mod data;
#[allow(unnameable_types, unreachable_pub, reason = "as `backend`")]
pub(crate) mod erased;
pub(crate) mod error;
pub(crate) mod mean;
#[allow(
    unnameable_types,
    unreachable_pub,
    private_interfaces,
    reason = "as `backend`"
)]
pub(crate) mod op;
pub(crate) mod paths;
#[allow(unnameable_types, unreachable_pub, reason = "as `backend`")]
pub(crate) mod recorder;
pub(crate) mod rounding;
mod stored;
#[allow(unnameable_types, unreachable_pub, reason = "as `backend`")]
pub(crate) mod substitute;
pub(crate) mod term;
pub(crate) mod trace;
mod tree;

pub use breakdown::{ActiveCap, Breakdown, Leaf, MeanPart};
pub use category::{Category, Choice};
pub use code::{Code, Coded, CodedTerm};
pub use curve::{BandEdge, Curve, CurveBand, CurveError};
pub use error::EvalError;
pub use mean::WeightedMean;
pub use op::{Continuity, GateOpens, LeafKind};
pub use term::{Function, Operand, Term};
pub use trace::{Number, Trace};

pub use crate::path::{Path, PathError};
