//! What is told of a step that is known by its records alone is true of both of them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Audience, Curve, EvalError, Lineage, ModelId, Presenter, Scale, ScoringModel, Term, Trace,
    Version,
    history::History,
    present::{Disclosure, English},
    record::ScoreRecord,
};

/// A version of a score of water, by what it computes of two inputs.
#[derive(Clone)]
struct Water<F> {
    version: u64,
    formula: F,
}

/// A formula for every trace.
trait Formula: Clone + Send + Sync + 'static {
    fn of<T: Trace>(&self, input: [f64; 2], t: T) -> Result<Term<T>, EvalError>;
}

impl<F: Formula> ScoringModel for Water<F> {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("water", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        self.formula.of(*input, t)
    }
}

macro_rules! water {
    ($version:literal, |$input:ident, $t:ident| $body:expr) => {{
        #[derive(Clone)]
        struct This;
        impl Formula for This {
            fn of<T: Trace>(&self, $input: [f64; 2], $t: T) -> Result<Term<T>, EvalError> {
                Ok($body)
            }
        }
        Water {
            version: $version,
            formula: This,
        }
    }};
}

fn record<F: Formula>(model: Water<F>, input: &[f64; 2]) -> ScoreRecord {
    let version = model.id().version().to_string();
    let lineage = Lineage::starting_with(model).build().unwrap();
    let release = lineage.find(&version).unwrap();
    release.record_with_breakdown(input).unwrap()
}

/// The one step between two records, as it is told.
fn step<F: Formula, G: Formula>(
    (before, was): (Water<F>, [f64; 2]),
    (after, is): (Water<G>, [f64; 2]),
    audience: Audience,
) -> String {
    let [old, new] = [record(before, &was), record(after, &is)];
    let history = History::new([old, new]).unwrap();
    let disclosure = Disclosure::new().internals();
    let presenter = Presenter::new(audience).disclosure(disclosure);
    let message = presenter.message(&history.steps()[0]);
    message.localize(&English).text().to_string()
}

#[test]
fn a_table_that_changed_while_its_argument_moved_is_told_without_the_figures_of_both_moves() {
    macro_rules! lead {
        ($version:literal, $points:literal) => {
            water!($version, |input, t| {
                let bands = Curve::bands(0.0, [(10.0, $points)]).unwrap();
                let lead = t.input("ppm", input[0]).curve(&bands);
                t.named("lead", lead) + t.input("pH", input[1])
            })
        };
    }
    for audience in [Audience::Person, Audience::Agent, Audience::Auditor] {
        let text = step(
            (lead!(1, 10.0), [5.0, 3.0]),
            (lead!(2, 15.0), [12.0, 3.0]),
            audience,
        );
        // By the table alone it would be 15 instead of 10, and the score moved from 0 to 15.
        assert!(
            text.contains("it is turned into points differently"),
            "{text}"
        );
        assert!(!text.contains("instead of"), "{text}");
        let text = step(
            (lead!(1, 10.0), [12.0, 3.0]),
            (lead!(2, 15.0), [12.0, 9.0]),
            audience,
        );
        assert!(text.contains("it now gives 15 instead of 10"), "{text}");
    }
}
