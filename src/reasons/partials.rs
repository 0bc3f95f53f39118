//! The partial scores of a score that is a sum.

use serde::Serialize;

use crate::{
    formula::{
        breakdown::{Breakdown, Formula, Node},
        curve::Kind,
        op::{LeafKind, Op},
        paths::{NOWHERE, PathId, ROOT},
    },
    path::Path,
};

/// One characteristic of a score that is a sum: what it adds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PartialScore {
    /// Its name, else that of the first thing of the subject's own data in it.
    pub id: Path,
    /// The points that it adds to the score.
    pub points: f64,
    /// The least points that it could add, where it is a table: points by band or by label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The most points that it could add, where it is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}

/// Beyond this a multiple of a term is no longer counted exactly, and a sum is not taken apart.
const MOST_TIMES: f64 = 9_007_199_254_740_992.0;

impl Breakdown {
    /// What each characteristic adds to a score that is a sum, in the order in which the model computed them.
    ///
    /// Clamps and roundings that the score goes through last are looked through, sums, differences and negations are
    /// taken apart; whatever is not a sum is one characteristic, and so is a part of the sum that the model
    /// [named](crate::Trace::named). Bare numbers and parameters that are added, such as an initial score, are none.
    /// A score that is no sum is one characteristic by itself.
    ///
    /// With baselines they give reason codes for any such score; see [`ReasonCodeAlgorithm`](crate::reasons::ReasonCodeAlgorithm).
    ///
    /// # Examples
    ///
    /// Points below the most that each characteristic can give, as credit scores are often explained:
    ///
    /// ```
    /// use scoreshift::{Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, reasons::ReasonCodeAlgorithm};
    ///
    /// struct Card;
    ///
    /// impl ScoringModel for Card {
    ///     type Input = (f64, bool);
    ///
    ///     fn id(&self) -> ModelId { ModelId::new("card", Version::new(1, 0, 0)) }
    ///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
    ///
    ///     fn evaluate<T: Trace>(&self, (age, owner): &(f64, bool), t: T) -> Result<Term<T>, EvalError> {
    ///         let by_age = Curve::bands(0.0, [(18.0, 5.0), (40.0, 30.0)])?;
    ///         let age = t.input("age", *age).curve(&by_age);
    ///         let home = t.category("owner", owner).points("home", |owner| if *owner { 20.0 } else { 8.0 });
    ///         Ok((10.0 + age + home).clamp(0.0, 100.0))
    ///     }
    /// }
    ///
    /// let partials = Card.breakdown(&(25.0, false))?.partial_scores();
    /// let rows = partials.iter().filter_map(|partial| Some((partial.id.to_string(), partial.points, partial.most?)));
    /// let reasons = ReasonCodeAlgorithm::PointsBelow.rank(rows)?;
    /// assert_eq!((reasons[0].code.as_str(), reasons[0].points), ("age", 25.0));
    /// assert_eq!((reasons[1].code.as_str(), reasons[1].points), ("home", 12.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn partial_scores(&self) -> Vec<PartialScore> {
        let formula = self.formula();
        let top = self.below_last_clamp();
        let names = names(formula);
        // How many times each node is added to the score. Users come after what they use.
        let mut times: Vec<f64> = vec![0.0; formula.nodes.len()];
        let mut partials = Vec::new();
        if let Some(slot) = times.get_mut(top as usize) {
            *slot = 1.0;
        }
        for id in (0..=top).rev() {
            let count = times.get(id as usize).copied().unwrap_or(0.0);
            let Some(node) = formula.node(id).filter(|_| count != 0.0) else {
                continue;
            };
            let arguments = formula.children_of(node);
            let signs: &[f64] = match node.op {
                _ if node.path != NOWHERE && id != top => &[],
                Op::Sum => &[1.0],
                Op::Difference => &[1.0, -1.0],
                Op::Negation => &[-1.0],
                _ => &[],
            };
            if signs.is_empty() || count.abs() > MOST_TIMES {
                let is_fixed = matches!(node.op, Op::Constant | Op::Leaf(LeafKind::Parameter));
                if !is_fixed {
                    let name = names.get(id as usize).copied().unwrap_or(ROOT);
                    partials.push(partial(formula, name, node, count));
                }
                continue;
            }
            for (&argument, sign) in arguments.iter().zip(signs.iter().cycle()) {
                if let Some(slot) = times.get_mut(argument as usize) {
                    *slot += sign * count;
                }
            }
        }
        partials.reverse();
        partials
    }
}

fn partial(formula: &Formula, name: PathId, node: &Node, times: f64) -> PartialScore {
    let range = table(formula, node).map(|(least, most)| (times * least, times * most));
    PartialScore {
        id: formula.paths.path(name),
        points: times * node.value + 0.0,
        least: range.map(|(one, other)| one.min(other)),
        most: range.map(|(one, other)| one.max(other)),
    }
}

/// For each node its own name, else that of its first argument that rests on the subject's own data, else that of its
/// first argument that has one.
fn names(formula: &Formula) -> Vec<PathId> {
    let mut names: Vec<(PathId, bool)> = Vec::with_capacity(formula.nodes.len());
    for node in &formula.nodes {
        let below = || {
            let arguments = formula.children_of(node).iter();
            arguments.filter_map(|&argument| names.get(argument as usize).copied())
        };
        let is_own = matches!(
            node.op.leaf_kind(),
            Some(LeafKind::Input | LeafKind::Category)
        );
        let is_personal = is_own || below().any(|(_, is_personal)| is_personal);
        let has_name = |&(name, _): &(PathId, bool)| name != NOWHERE;
        let name = match node.path {
            NOWHERE => below()
                .filter(has_name)
                .find(|(_, is_personal)| *is_personal)
                .or_else(|| below().find(has_name))
                .map_or(NOWHERE, |(name, _)| name),
            path => path,
        };
        names.push((name, is_personal));
    }
    names
        .into_iter()
        .map(|(name, _)| if name == NOWHERE { ROOT } else { name })
        .collect()
}

/// The least and the most points of a table, perhaps under another name.
fn table<'f>(formula: &'f Formula, mut node: &'f Node) -> Option<(f64, f64)> {
    while let (Op::Sum, &[only]) = (&node.op, formula.children_of(node)) {
        node = formula.node(only)?;
    }
    match &node.op {
        Op::Points(table) => Some(range(table.iter().map(|(_, points)| *points))),
        Op::Curve(curve) => match &curve.0 {
            Kind::Bands { below, bands } => {
                let points = bands.iter().map(|(_, points)| *points);
                Some(range(points.chain([*below])))
            }
            _ => None,
        },
        _ => None,
    }
}

fn range(points: impl Iterator<Item = f64>) -> (f64, f64) {
    points.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), points| (least.min(points), most.max(points)),
    )
}
