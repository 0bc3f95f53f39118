//! The integration tests, as one binary.

/// A profile of the examples by its name.
macro_rules! story {
    ($name:literal) => {
        serde_json::from_str::<scoreshift::influence::Profile>(include_str!(concat!(
            "../../examples/profiles/",
            $name,
            ".json"
        )))
        .unwrap()
    };
}

mod attacks;
mod attacks_versions;
mod authors;
mod backtest;
mod bad_inputs;
#[cfg(feature = "html")]
mod browser;
mod bump;
mod cases_branches;
mod cases_changed;
mod cases_combined;
mod cases_curved;
mod cases_explain;
mod cases_explained;
mod cases_figures;
mod cases_marks;
mod cases_picked;
mod codes;
mod conformance;
mod edits;
mod edits_measured;
mod effects_digest;
mod effects_formulas;
mod egfr;
mod embedding;
mod errors_explain;
mod errors_fields;
mod errors_formula;
mod examples_terminal;
mod families;
mod formula;
mod fuzz_smoke;
mod history;
mod hostile;
mod impact;
mod impact_awkward;
mod impact_bars;
mod impact_computed;
mod impact_example;
mod impact_gate;
mod impact_gate_laws;
mod impact_laws;
mod impact_lost;
mod impact_movers;
mod impact_read;
mod impact_snapshots;
#[cfg(feature = "binary")]
mod impact_stored;
mod influence;
mod influence_released;
#[cfg(feature = "i18n")]
mod languages;
mod laws_attribution;
mod laws_codes;
mod laws_curve;
mod laws_diff;
mod laws_edits;
mod laws_explain;
#[cfg(feature = "html")]
mod laws_html;
mod laws_impact_told;
mod laws_lineage;
mod laws_path;
mod laws_present;
#[cfg(feature = "i18n")]
mod laws_said;
mod laws_score;
mod laws_sheet;
mod laws_told;
mod layering;
mod lineage;
mod lock;
mod lock_changes;
mod lock_extended;
mod messages_stored;
mod names;
mod next_step;
mod presented;
mod presented_impact;
mod presented_stories;
mod preview;
mod reasons;
mod record;
#[cfg(feature = "i18n")]
mod recorded;
mod recourse;
mod release_example;
mod rules_diff;
mod rules_matched;
mod scales;
mod sheet;
mod sheet_faults;
mod stored_explanations;
mod stories;
mod stories_explained;

mod told_changes;
mod told_parts;
mod told_shares;
mod told_steps;
mod told_truly;
