//! The integration tests, as one binary.

mod conformance;
mod egfr;
mod influence;
mod laws_attribution;
mod laws_curve;
mod laws_path;
mod laws_score;
mod stories;
