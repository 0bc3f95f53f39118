//! The laws that every model keeps, as a test that model authors run.
//!
//! An explanation is only as good as the recording that it is taken from. [`check_model`] scores a model on inputs of
//! the author's choice and reports every law that it breaks:
//!
//! | law | what it guards against |
//! | --- | --- |
//! | every input has a score, which is finite and within the scale | a formula with holes |
//! | the recorded value is the score, to the last bit | a model that overrides one of the two |
//! | the same input gives the same score and the same recording | clocks, random numbers, counters |
//! | a path names one thing | two places of an explanation that cannot be told apart |
//! | a recording compared with itself moves nothing | custom functions that disagree with themselves |
//! | parameters and bare numbers do not depend on the data | an input that passes for a decision of the owners |
//! | the leaves of another input give that input's score, to the last bit | an input that never passed the trace |
//!
//! The last law finds *hidden inputs*: fields that the formula uses without asking the trace for them, be it in a
//! coefficient or only in a condition. It can be tried only on two inputs that ask for the same leaves, so give
//! inputs that differ in everything but their shape. What stays unseen is a field that only decides which leaves
//! are asked for: a list of networks does that rightly, and no test can tell it from a hidden condition.
//!
//! A number may depend on a category, since another category is a different case; on a number that
//! was asked for it may depend through a curve, a table or a gate, but not through an `if`.
//!
//! # Cost
//!
//! Linear in the inputs: two scores and two recordings of each, and at most 17 more recordings with the leaves of
//! others. Among the inputs that ask for the same leaves, each hands its leaves to itself and to the eight on
//! either side, so up to 17 of them are all tried with each other. The recordings are held in memory at once.
//!
//! # Examples
//!
//! ```
//! use scoreshift::{EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, conformance};
//!
//! struct Page { seconds: f64, mobile: bool }
//!
//! struct Speed;
//!
//! impl ScoringModel for Speed {
//!     type Input = Page;
//!
//!     fn id(&self) -> ModelId { ModelId::new("speed", Version::new(1, 0, 0)) }
//!     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
//!
//!     fn evaluate<T: Trace>(&self, page: &Page, t: T) -> Result<Term<T>, EvalError> {
//!         let points_per_second = if page.mobile { 10.0 } else { 20.0 };   // Should be `t.category("mobile", …)`.
//!         Ok((100.0 - points_per_second * t.input("seconds", page.seconds)).at_least(0.0))
//!     }
//! }
//!
//! let broken = conformance::check_model(&Speed, &[
//!     Page { seconds: 1.0, mobile: false },
//!     Page { seconds: 2.0, mobile: true },
//! ]).unwrap_err();
//! assert_eq!(
//!     broken.to_string(),
//!     "speed 1.0.0 breaks 1 law on 2 inputs\n  \
//!      a bare number near `seconds` depends on the data: 20 for input 0, 10 for input 1; \
//!      ask the trace for what decides it",
//! );
//! ```

use std::{collections::BTreeMap, fmt};

use crate::{
    diff::Diff,
    formula::{
        breakdown::{Breakdown, Formula, Node},
        op::{LeafKind, Op, Parts},
        paths::{NOWHERE, PathId},
    },
    id::ModelId,
    model::ScoringModel,
    path::{Path, printable},
    score::Bands,
};

mod exchange;
mod lineage;
mod violation;

pub(crate) use exchange::Difference;
use exchange::{near, nothing_is_hidden, shown};
pub use lineage::{LineageViolation, LineageViolations, check_lineage};
pub use violation::Violation;

/// To how many on either side an input hands its leaves.
const PARTNERS: usize = 8;

/// How many violations are printed.
const SHOWN: usize = 20;

/// Checks a model on these inputs.
///
/// Inputs are known by their place in the order given, from 0. Give at least two of each shape, and let them
/// differ in everything that the model may look at; the [module](self) says what is checked and at what cost.
///
/// # Errors
///
/// [`Violations`]: every law that the model breaks, or that no input was given.
///
/// # Examples
///
/// ```
/// use scoreshift::{conformance, influence::{EqualNetworkWeight, Network, Profile}};
///
/// let profiles = [
///     Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?,
///     Profile::new().with("Twitter", Network::new(4900, 1700, 34))?,
/// ];
/// conformance::check_model(&EqualNetworkWeight::default(), &profiles)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_model<'i, M>(
    model: &M,
    inputs: impl IntoIterator<Item = &'i M::Input>,
) -> Result<(), Violations>
where
    M: ScoringModel + ?Sized,
    M::Input: 'i,
{
    let mut found = Vec::new();
    let mut cases = Vec::new();
    let mut count = 0;
    for (index, input) in inputs.into_iter().enumerate() {
        count += 1;
        if let Some(breakdown) = alone(model, index, input, &mut found) {
            cases.push(Case {
                index,
                input,
                breakdown,
            });
        }
    }
    let scale = model.scale();
    if let Some(Err(error)) = scale.declared_bands().map(Bands::check_scale) {
        found.push(Violation::Bands { error });
    }
    if count == 0 {
        found.push(Violation::NoInput);
    }
    decisions_stand_still(&cases, &mut found);
    nothing_is_hidden(model, &cases, &mut found);
    if found.is_empty() {
        return Ok(());
    }
    Err(Violations {
        model: model.id(),
        inputs: count,
        found,
    })
}

/// The laws that a model breaks.
///
/// Its `Display` is one line for the model and one for each violation, the first 20 of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Violations {
    model: ModelId,
    inputs: usize,
    found: Vec<Violation>,
}

impl Violations {
    /// Every violation: those of single inputs first, in the order of the inputs.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.found
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n| if n == 1 { "" } else { "s" };
        let (laws, inputs) = (self.found.len(), self.inputs);
        write!(
            f,
            "{} breaks {laws} law{} on {inputs} input{}",
            self.model,
            plural(laws),
            plural(inputs)
        )?;
        for violation in self.found.iter().take(SHOWN) {
            write!(f, "\n  {violation}")?;
        }
        if laws > SHOWN {
            write!(f, "\n  … and {} more", laws - SHOWN)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// An input that has a recording.
struct Case<'i, I: ?Sized> {
    index: usize,
    input: &'i I,
    breakdown: Breakdown,
}

impl<I: ?Sized> Case<'_, I> {
    fn formula(&self) -> &Formula {
        self.breakdown.formula()
    }
}

/// The laws of one input; its recording, where there is one.
fn alone<M: ScoringModel + ?Sized>(
    model: &M,
    input: usize,
    value: &M::Input,
    found: &mut Vec<Violation>,
) -> Option<Breakdown> {
    let score = match model.score(value) {
        Ok(score) => score,
        Err(error) => {
            found.push(Violation::NoScore { input, error });
            return None;
        }
    };
    let breakdown = match model.breakdown(value) {
        Ok(breakdown) => breakdown,
        Err(error) => {
            found.push(Violation::NoRecording {
                input,
                score,
                error,
            });
            return None;
        }
    };
    let before = found.len();
    let second = model.score(value).ok();
    if second.map(f64::to_bits) != Some(score.to_bits()) {
        found.push(Violation::ScoreNotRepeatable {
            input,
            first: score,
            second,
        });
    } else if breakdown.value().to_bits() != score.to_bits() {
        found.push(Violation::Unequal {
            input,
            score,
            recorded: breakdown.value(),
        });
    }
    if let Some(difference) = model
        .breakdown(value)
        .ok()
        .and_then(|again| Difference::between(&breakdown, &again))
    {
        found.push(Violation::RecordingNotRepeatable {
            input,
            near: difference.near,
            first: difference.ours,
            second: difference.theirs,
        });
    }
    if found.len() > before {
        // What follows would only say the same again.
        return None;
    }
    names_are_unique(input, &breakdown, found);
    match Diff::between(&breakdown, &breakdown) {
        Ok(diff) => {
            for effect in diff.effects() {
                found.push(Violation::MovesAgainstItself {
                    input,
                    place: effect.place.clone(),
                    effect: effect.effect,
                });
            }
        }
        Err(error) => found.push(Violation::NotComparable { input, error }),
    }
    Some(breakdown)
}

/// A path names one node, or several that are the same operation on the same arguments.
fn names_are_unique(input: usize, breakdown: &Breakdown, found: &mut Vec<Violation>) {
    let formula = breakdown.formula();
    let mut first_of: BTreeMap<PathId, &Node> = BTreeMap::new();
    let mut reported: Vec<PathId> = Vec::new();
    for node in &formula.nodes {
        if let Op::WeightedMean(parts) = &node.op {
            parts_are_unique(input, formula, parts, found);
        }
        if node.path == NOWHERE {
            continue;
        }
        let first = *first_of.entry(node.path).or_insert(node);
        let same = first.op == node.op && formula.children_of(first) == formula.children_of(node);
        if !same && !reported.contains(&node.path) {
            reported.push(node.path);
            found.push(Violation::SharedName {
                input,
                place: formula.paths.path(node.path),
                first: shown(first),
                second: shown(node),
            });
        }
    }
}

/// A weighted mean names each of its parts differently, present or absent.
fn parts_are_unique(input: usize, formula: &Formula, parts: &Parts, found: &mut Vec<Violation>) {
    let present = parts.present.iter().map(|&path| (path, "a part"));
    let absent = parts.absent.iter().map(|&path| (path, "an absent part"));
    let mut first_of: BTreeMap<PathId, &str> = BTreeMap::new();
    for (path, what) in present.chain(absent) {
        if let Some(first) = first_of.insert(path, what) {
            found.push(Violation::SharedName {
                input,
                place: formula.paths.path(path),
                first: format!("{first} of a mean"),
                second: format!("{what} of it"),
            });
        }
    }
}

/// Parameters, bare numbers, curves and tables are the same for all inputs of the same categories.
fn decisions_stand_still<I: ?Sized>(cases: &[Case<'_, I>], found: &mut Vec<Violation>) {
    let mut parameters: BTreeMap<(Labels, Path), (usize, f64)> = BTreeMap::new();
    let mut formulas: BTreeMap<(Labels, Vec<Shape>), &Case<'_, I>> = BTreeMap::new();
    let mut reported: Vec<(Path, &str)> = Vec::new();
    for case in cases {
        let formula = case.formula();
        let categories = categories(&case.breakdown);
        for leaf in case.breakdown.leaves() {
            if leaf.kind != LeafKind::Parameter {
                continue;
            }
            let key = (categories.clone(), leaf.path);
            let &mut (before, first) = parameters
                .entry(key.clone())
                .or_insert((case.index, leaf.value));
            let seen = (key.1, "parameter");
            if first.to_bits() != leaf.value.to_bits() && !reported.contains(&seen) {
                reported.push(seen.clone());
                found.push(Violation::MovingParameter {
                    place: seen.0,
                    before,
                    after: case.index,
                    first,
                    second: leaf.value,
                });
            }
        }
        let first = *formulas.entry((categories, shape(formula))).or_insert(case);
        let nodes = first.formula().nodes.iter().zip(&formula.nodes);
        for (id, (ours, theirs)) in nodes.enumerate() {
            if same_decision(ours, theirs) {
                continue;
            }
            let seen = (near(formula, id), ours.op.name());
            if !reported.contains(&seen) {
                reported.push(seen.clone());
                found.push(Violation::MovingConstant {
                    operation: seen.1,
                    near: seen.0,
                    before: first.index,
                    after: case.index,
                    first: decision(ours),
                    second: decision(theirs),
                });
            }
        }
    }
}

/// The categories of a recording.
type Labels = Vec<(Path, String)>;

/// What two nodes must share to be compared: operation, kind of leaf, path and arguments.
type Shape = (u8, Option<LeafKind>, Option<Path>, Vec<u32>);

fn shape(formula: &Formula) -> Vec<Shape> {
    let of = |node: &Node| {
        let path = (node.path != NOWHERE).then(|| formula.paths.path(node.path));
        let arguments = formula.children_of(node).to_vec();
        (node.op.rank(), node.op.leaf_kind(), path, arguments)
    };
    formula.nodes.iter().map(of).collect()
}

fn categories(breakdown: &Breakdown) -> Labels {
    let mut labels: Vec<_> = breakdown
        .leaves()
        .filter_map(|leaf| Some((leaf.path, leaf.label?)))
        .collect();
    labels.sort();
    labels
}

/// Whether the owners' part of two nodes of one operation is the same.
fn same_decision(ours: &Node, theirs: &Node) -> bool {
    match (&ours.op, &theirs.op) {
        (Op::Constant, Op::Constant) => ours.value.to_bits() == theirs.value.to_bits(),
        // Its slope is that of its argument.
        (Op::Custom(f), Op::Custom(g)) => f.same_function(g),
        // Its parts are paths of two tables.
        (Op::WeightedMean(_), Op::WeightedMean(_))
        | (Op::ReferenceCurve(_), Op::ReferenceCurve(_)) => true,
        (f, g) => f == g,
    }
}

/// What the owners decided of a node.
fn decision(node: &Node) -> String {
    match &node.op {
        Op::Constant => node.value.to_string(),
        Op::Curve(curve) => curve.to_string(),
        Op::Rounding(rounding) => rounding.to_string(),
        Op::Points(table) => {
            let points: Vec<_> = table
                .iter()
                .map(|(label, points)| format!("{} {points}", printable(label)))
                .collect();
            points.join(", ")
        }
        Op::Custom(spec) => format!("{} r{} of {:?}", spec.name, spec.revision, spec.constants),
        Op::Opaque(spec) => format!("{} r{}", spec.name, spec.revision),
        op => op.name().to_owned(),
    }
}
