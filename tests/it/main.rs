//! The integration tests, as one binary.

mod attacks;
#[cfg(feature = "html")]
mod browser;
mod cases_explain;
mod conformance;
mod egfr;
mod errors_explain;
mod errors_formula;
mod formula;
mod influence;
mod influence_released;
mod laws_attribution;
mod laws_curve;
mod laws_diff;
mod laws_explain;
#[cfg(feature = "html")]
mod laws_html;
mod laws_lineage;
mod laws_path;
mod laws_present;
mod laws_score;
mod layering;
mod lock;
mod presented;
mod rules_diff;
mod stories;
mod stories_explained;
