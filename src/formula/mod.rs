//! Formulas that are recorded while they are computed.

pub(crate) mod backend;
pub(crate) mod breakdown;
pub(crate) mod category;
pub(crate) mod curve;
pub(crate) mod erased;
pub(crate) mod error;
pub(crate) mod mean;
pub(crate) mod op;
pub(crate) mod paths;
pub(crate) mod recorder;
pub(crate) mod rounding;
mod stored;
pub(crate) mod substitute;
pub(crate) mod term;
pub(crate) mod trace;
mod tree;
