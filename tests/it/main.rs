//! The integration tests, as one binary.

mod laws_attribution;
mod laws_curve;
mod laws_path;
mod laws_score;
