//! The integration tests, as one binary.

mod attacks;
mod attacks_versions;
mod authors;
mod backtest;
#[cfg(feature = "html")]
mod browser;
mod bump;
mod cases_explain;
mod conformance;
mod egfr;
mod embedding;
mod errors_explain;
mod errors_formula;
mod families;
mod formula;
mod history;
mod hostile;
mod impact;
mod impact_bars;
mod impact_counts;
mod impact_example;
mod impact_gate;
mod impact_gate_laws;
mod impact_laws;
mod impact_movers;
mod impact_read;
mod influence;
mod influence_released;
#[cfg(feature = "i18n")]
mod languages;
mod laws_attribution;
mod laws_curve;
mod laws_diff;
mod laws_explain;
#[cfg(feature = "html")]
mod laws_html;
mod laws_impact_told;
mod laws_lineage;
mod laws_path;
mod laws_present;
mod laws_score;
mod layering;
mod lineage;
mod lock;
mod next_step;
mod presented;
mod presented_impact;
mod preview;
mod reasons;
mod record;
mod recourse;
mod release_example;
mod rules_diff;
mod stored_explanations;
mod stories;
mod stories_explained;
