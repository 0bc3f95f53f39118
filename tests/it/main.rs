//! The integration tests, as one binary.

mod errors_formula;
mod formula;
mod laws_attribution;
mod laws_curve;
mod laws_diff;
mod laws_path;
mod laws_score;
mod rules_diff;
