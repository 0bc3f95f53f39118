//! scoreshift on DataFusion.

mod impact;
pub mod rows;

pub use impact::{ImpactQuery, ImpactQueryError};
