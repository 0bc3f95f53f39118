//! The integration tests, as one binary.

mod attacks;
mod cases_explain;
mod conformance;
mod egfr;
mod errors_explain;
mod errors_formula;
mod families;
mod formula;
mod history;
mod influence;
mod influence_released;
mod laws_attribution;
mod laws_curve;
mod laws_diff;
mod laws_explain;
mod laws_lineage;
mod laws_path;
mod laws_score;
mod layering;
mod lineage;
mod lock;
mod preview;
mod record;
mod rules_diff;
mod stories;
mod stories_explained;
