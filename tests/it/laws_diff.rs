//! Laws that the difference of any two recordings keeps, over generated formulas.

#![allow(
    clippy::float_cmp,
    reason = "what is exact by the law is compared exactly"
)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{FileFailurePersistence, RngAlgorithm, TestRng, TestRunner},
};
use scoreshift::{
    Breakdown, Diff, ScoringModel,
    attribution::shapley,
    diff::{DiffError, Effect, EffectKind},
    formula::LeafKind,
    score::{ApportionError, micro},
};

use crate::formula::{self, Data, Model, Op, Pair, Shape, input_path, largest, nodes};

/// `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").map(|_| ProptestConfig::default().cases);
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// The difference, or nothing where the score or parts that cancel are too large for exact micro-points.
fn diff(before: &Breakdown, after: &Breakdown) -> Option<Diff> {
    match Diff::between(before, after) {
        Ok(diff) => Some(diff),
        Err(DiffError::Apportion(
            ApportionError::TooLarge { .. } | ApportionError::Level { .. },
        )) => None,
        Err(error) => panic!("{error}\n{before}\n{after}"),
    }
}

fn sum(effects: &[Effect]) -> f64 {
    scoreshift::score::exact_sum(effects.iter().map(|effect| effect.effect))
}

fn shown(diff: &Diff) -> String {
    let lines: Vec<String> = diff
        .effects()
        .iter()
        .map(|e| {
            format!(
                "{} {} {:?} ({} → {})",
                e.place, e.kind, e.effect, e.before, e.after
            )
        })
        .collect();
    lines.join("\n")
}

fn mirrored(kind: EffectKind) -> EffectKind {
    match kind {
        EffectKind::Added => EffectKind::Removed,
        EffectKind::Removed => EffectKind::Added,
        kind => kind,
    }
}

/// An effect that can be compared to the last bit.
fn bits(effect: &Effect) -> (String, EffectKind, u64, i64, String, String) {
    (
        effect.place.to_string(),
        effect.kind,
        (effect.effect + 0.0).to_bits(),
        effect.micro,
        format!("{:?}", effect.before),
        format!("{:?}", effect.after),
    )
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn the_effects_add_up_to_the_move(pair in formula::pair(14)) {
        let Some((a, b)) = pair.record() else { return Ok(()) };
        let Some(diff) = diff(&a, &b) else { return Ok(()) };
        let moved = b.value() - a.value();
        let size = largest(&a).max(largest(&b)).max(diff.effects().iter().map(|e| e.effect.abs()).sum());
        let leak = (sum(diff.effects()) - moved).abs();
        prop_assert!(leak <= 1e-12 * size, "leaks {leak:e} of {moved:?} beside {size:?}\n{}\n{a}\n{b}", shown(&diff));
        let micros: i64 = diff.effects().iter().map(|effect| effect.micro).sum();
        prop_assert_eq!(micros, micro(b.value()).unwrap() - micro(a.value()).unwrap());
        prop_assert!(diff.effects().iter().all(|effect| effect.effect != 0.0));
    }

    #[test]
    fn the_recorded_value_is_the_score_and_survives_storage_with_its_effects(pair in formula::pair(12)) {
        let Some((a, b)) = pair.record() else { return Ok(()) };
        prop_assert_eq!(a.value().to_bits(), pair.before.score(&pair.a).unwrap().to_bits());
        prop_assert_eq!(b.value().to_bits(), pair.after.score(&pair.b).unwrap().to_bits());
        let text = |breakdown: &Breakdown| -> Breakdown {
            serde_json::from_str(&serde_json::to_string(breakdown).unwrap()).unwrap()
        };
        let tree = |breakdown: &Breakdown| -> Breakdown {
            serde_json::from_value(serde_json::to_value(breakdown).unwrap()).unwrap()
        };
        let (stored_a, stored_b) = (text(&a), tree(&b));
        prop_assert_eq!(&stored_a, &a);
        prop_assert_eq!(&stored_b, &b);
        prop_assert_eq!(stored_a.to_string(), a.to_string());
        let Some(direct) = diff(&a, &b) else { return Ok(()) };
        let stored = diff(&stored_a, &stored_b).unwrap();
        prop_assert!(direct.effects().iter().map(bits).eq(stored.effects().iter().map(bits)));
        prop_assert_eq!(direct.crossings(), stored.crossings());
    }

    #[test]
    fn swapping_the_sides_negates_every_effect(pair in formula::pair(14)) {
        let Some((a, b)) = pair.record() else { return Ok(()) };
        let Some(forth) = diff(&a, &b) else { return Ok(()) };
        let back = diff(&b, &a).unwrap();
        let forth_bits: BTreeSet<_> = forth.effects().iter().map(bits).collect();
        let back_bits: BTreeSet<_> = back.effects().iter().map(|effect| {
            let (place, kind, value, micro, before, after) = bits(effect);
            let value = (-f64::from_bits(value) + 0.0).to_bits();
            (place, mirrored(kind), value, -micro, after, before)
        }).collect();
        prop_assert_eq!(forth_bits, back_bits, "forth:\n{}\nback:\n{}\n{}\n{}", shown(&forth), shown(&back), a, b);
        let crossed = |diff: &Diff| -> BTreeSet<String> {
            diff.crossings().iter().map(|c| format!("{} {}", c.place, c.term)).collect()
        };
        prop_assert_eq!(crossed(&forth), crossed(&back));
    }

    #[test]
    fn the_same_question_has_the_same_answer(pair in formula::pair(12)) {
        let (Some((a, b)), Some((c, d))) = (pair.record(), pair.record()) else { return Ok(()) };
        prop_assert_eq!(&a, &c);
        prop_assert_eq!(Diff::between(&a, &b), Diff::between(&c, &d));
    }

    #[test]
    fn a_breakdown_against_itself_moves_nothing(pair in formula::pair(12)) {
        let Some((a, b)) = pair.record() else { return Ok(()) };
        for breakdown in [a, b] {
            let diff = Diff::between(&breakdown, &breakdown).unwrap();
            prop_assert!(diff.effects().is_empty() && diff.crossings().is_empty());
            prop_assert_eq!(diff.moved_micro(), 0);
        }
    }

    #[test]
    fn a_leaf_that_stands_still_has_no_effect(pair in formula::pair(12)) {
        let Some((a, b)) = pair.record() else { return Ok(()) };
        let Some(diff) = diff(&a, &b) else { return Ok(()) };
        let leaves = |breakdown: &Breakdown| -> BTreeMap<(String, &'static str), (u64, Option<String>)> {
            breakdown.leaves().map(|leaf| {
                let kind = match leaf.kind {
                    LeafKind::Parameter => "parameter",
                    LeafKind::Reference => "reference",
                    LeafKind::Category => "category",
                    LeafKind::Input => "input",
                    _ => "reference curve",
                };
                ((leaf.path.to_string(), kind), (leaf.value.to_bits(), leaf.label))
            }).collect()
        };
        let (before, after) = (leaves(&a), leaves(&b));
        for effect in diff.effects() {
            let leaf = (effect.place.to_string(), effect.kind.name());
            if let (Some(x), Some(y)) = (before.get(&leaf), after.get(&leaf)) {
                prop_assert_ne!(x, y, "{}\n{}\n{}", shown(&diff), a, b);
            }
        }
    }

    #[test]
    fn what_stays_below_a_larger_part_has_no_effect(pair in formula::pair(10), largest in any::<bool>()) {
        let mut pair = pair;
        for model in [&mut pair.before, &mut pair.after] {
            let id = formula::FREE;
            model.steps.push(formula::plain(id, Op::Constant(if largest { 1e6 } else { -1e6 })));
            let parts = vec![id + 2, id];
            // No step is larger than 10⁵.
            model.steps.push(formula::plain(id + 2, Op::Curve(model.root, Shape::Linear(0.5, 0.0))));
            model.steps.push(formula::plain(id + 1, if largest { Op::Maximum(parts) } else { Op::Minimum(parts) }));
            model.root = id + 1;
        }
        let Some((a, b)) = pair.record() else { return Ok(()) };
        let diff = Diff::between(&a, &b).unwrap();
        prop_assert!(diff.effects().is_empty(), "{}", shown(&diff));
    }

    #[test]
    fn an_effect_is_bounded_by_the_local_multipliers_along_its_paths(
        pair in formula::pair(12), steps in formula::lipschitz(14),
    ) {
        let model = steps;
        let (Ok(a), Ok(b)) = (model.breakdown(&pair.a), model.breakdown(&pair.b)) else { return Ok(()) };
        let Some(diff) = diff(&a, &b) else { return Ok(()) };
        let reach = reach(&a, &b);
        for effect in diff.effects() {
            let place = effect.place.to_string();
            let bound = reach.get(&(place, effect.kind.name())).copied().unwrap_or(0.0);
            prop_assert!(effect.effect.abs() <= bound * (1.0 + 1e-9) + 1e-9,
                "{} {} {} is beyond {bound}\n{a}\n{b}", effect.place, effect.kind, effect.effect);
        }
    }
}

/// |Δ| · Σ over paths of the product of the largest local multipliers, for each leaf of two recordings of one
/// formula.
fn reach(a: &Breakdown, b: &Breakdown) -> BTreeMap<(String, &'static str), f64> {
    let ((ours, root), (theirs, other_root)) = (nodes(a), nodes(b));
    assert_eq!((root, ours.len()), (other_root, theirs.len()));
    // Nested products are one product to the diff, and mix the sides of all their factors.
    let mut sizes: Vec<f64> = Vec::new();
    for (u, v) in ours.iter().zip(&theirs) {
        let factors = u.of.iter().map(|&of| sizes[of]).product::<f64>();
        let mixed = if u.op == "product" { factors } else { 0.0 };
        sizes.push(u.value.abs().max(v.value.abs()).max(mixed));
    }
    let size = |of: usize| sizes[of];
    let mut multipliers = vec![0.0; ours.len()];
    multipliers[root] = 1.0;
    let mut result = BTreeMap::new();
    for index in (0..=root).rev() {
        let (node, other) = (&ours[index], &theirs[index]);
        let m: f64 = multipliers[index];
        for (place, &child) in node.of.iter().enumerate() {
            let others = || {
                node.of
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != place)
                    .map(|(_, of)| size(*of))
            };
            let local = match node.op.as_str() {
                "sum" | "difference" | "negation" | "maximum" | "minimum" | "rounding" => 1.0,
                "product" => others().product(),
                "ratio" => {
                    let smallest = ours[node.of[1]]
                        .value
                        .abs()
                        .min(theirs[other.of[1]].value.abs());
                    if place == 0 {
                        1.0 / smallest
                    } else {
                        node.value.abs().max(other.value.abs()) / smallest
                    }
                }
                "curve" => steepest(&node.constants),
                op => panic!("{op} is not in this law"),
            };
            multipliers[child] += m * local;
        }
        if let Some(path) = &node.path {
            let kind = match node.op.as_str() {
                "input" => "input",
                "reference" => "reference",
                "parameter" => "parameter",
                _ => continue,
            };
            result.insert((path.clone(), kind), m * (node.value - other.value).abs());
        }
    }
    result
}

/// The largest slope of a stored curve.
fn steepest(curve: &serde_json::Value) -> f64 {
    let constant = |name: &str| curve[name].as_str().unwrap().parse::<f64>().unwrap();
    match curve["curve"].as_str().unwrap() {
        "clamp" | "at_least" | "at_most" | "tanh" | "abs" | "ln_1p" => 1.0,
        "logistic" => 0.25 / constant("spread").abs(),
        "linear" => constant("slope").abs(),
        "saturating" => 1.0 / constant("half"),
        "piecewise_linear" => {
            let points: Vec<[f64; 2]> = curve["points"]
                .as_array()
                .unwrap()
                .iter()
                .map(|point| [0, 1].map(|index| point[index].as_str().unwrap().parse().unwrap()))
                .collect();
            points
                .windows(2)
                .map(|pair| ((pair[1][1] - pair[0][1]) / (pair[1][0] - pair[0][0])).abs())
                .fold(0.0, f64::max)
        }
        curve => panic!("{curve} is not in this law"),
    }
}

// ------------------------------------------------------------------------------------ against Shapley values

/// The Shapley value of every input, by scoring every mixture of the two inputs.
fn brute_force(model: &Model, a: &Data, b: &Data) -> Vec<f64> {
    let players = a.inputs.len();
    let worths: Vec<f64> = (0..1_usize << players)
        .map(|mask| {
            let mut mixed = a.clone();
            for player in (0..players).filter(|player| mask >> player & 1 == 1) {
                mixed.inputs[player] = b.inputs[player];
            }
            model.score(&mixed).unwrap()
        })
        .collect();
    shapley(&worths).unwrap()
}

#[track_caller]
fn equals_shapley(model: &Model, a: &Data, b: &Data) {
    let (before, after) = (model.breakdown(a).unwrap(), model.breakdown(b).unwrap());
    let Some(diff) = diff(&before, &after) else {
        return;
    };
    let expected = brute_force(model, a, b);
    let size = largest(&before)
        .max(largest(&after))
        .max(expected.iter().map(|x| x.abs()).sum());
    for (index, expected) in expected.iter().enumerate() {
        let path = input_path(index);
        let found: f64 = diff
            .effects()
            .iter()
            .filter(|e| e.place == path)
            .map(|e| e.effect)
            .sum();
        assert!(
            (found - expected).abs() <= 1e-12 * size,
            "{path}: {found:?} is not {expected:?}\n{}\n{before}\n{after}",
            shown(&diff)
        );
    }
}

fn values(count: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(
        prop_oneof![
            2 => -10.0..10.0_f64,
            1 => prop::sample::select(vec![0.0, 1.0, -1.0, 5.0, 10.0, 2.0]),
        ],
        count,
    )
}

fn inputs(count: usize) -> impl Strategy<Value = (Data, Data)> {
    (values(count), values(count), any::<u8>()).prop_map(|(a, mut b, still)| {
        for (bit, (x, y)) in a.iter().zip(&mut b).enumerate() {
            if still >> bit & 1 == 1 && bit % 2 == 0 {
                *y = *x;
            }
        }
        (Data::of(&a), Data::of(&b))
    })
}

proptest! {
    #![proptest_config(config(250))]

    #[test]
    fn sums_of_products_of_one_leaf_curves_have_their_shapley_values(
        (a, b) in inputs(6),
        shapes in prop::collection::vec(formula::smooth_or_kinked(), 6),
        products in prop::collection::vec(prop::collection::btree_set(0..6_usize, 1..6), 1..4),
        subtract in any::<bool>(),
    ) {
        let mut ops: Vec<Op> = (0..6).map(Op::Input).collect();
        ops.extend((0..6).zip(shapes).map(|(of, shape)| Op::Curve(of, shape)));
        let curves = 6;
        let first = ops.len();
        let count = products.len();
        ops.extend(products.into_iter().map(|of| Op::Product(of.into_iter().map(|leaf| curves + leaf).collect())));
        ops.push(Op::Sum((first..first + count).collect()));
        if subtract {
            let total = ops.len() - 1;
            ops.push(Op::Difference(total, first));
        }
        equals_shapley(&Model::of(ops), &a, &b);
    }

    #[test]
    fn a_sum_over_another_leaf_has_its_shapley_values(
        (a, b) in inputs(6), shapes in prop::collection::vec(formula::smooth_or_kinked(), 5), named in any::<bool>(),
    ) {
        let mut ops: Vec<Op> = (0..6).map(Op::Input).collect();
        ops.extend((0..5).zip(shapes).map(|(of, shape)| Op::Curve(of, shape)));
        ops.push(Op::Sum((6..11).collect()));
        // From 1 to 3, so that nothing is out of proportion.
        ops.extend([Op::Curve(5, Shape::Tanh), Op::Constant(2.0), Op::Sum(vec![12, 13])]);
        ops.push(if named { Op::Rename(14) } else { Op::Sum(vec![14]) });
        ops.push(Op::Quotient(11, 15));
        equals_shapley(&Model::of(ops), &a, &b);
    }

    #[test]
    fn a_single_layer_has_its_shapley_values(
        (a, b) in inputs(8), count in 2..9_usize, kind in 0..4_u8,
        shapes in prop::collection::vec(formula::smooth_or_kinked(), 8),
        outer in prop::collection::vec(formula::smooth_or_kinked(), 1..3),
        plain in any::<u8>(),
    ) {
        let mut ops: Vec<Op> = (0..8).map(Op::Input).collect();
        let mut parts = Vec::new();
        for (of, shape) in shapes.into_iter().enumerate().take(count) {
            if plain >> of & 1 == 1 {
                parts.push(of);
            } else {
                parts.push(ops.len());
                ops.push(Op::Curve(of, shape));
            }
        }
        ops.push(match kind {
            0 => Op::Sum(parts),
            1 => Op::Product(parts),
            2 => Op::Maximum(parts),
            _ => Op::Minimum(parts),
        });
        for shape in outer {
            let of = ops.len() - 1;
            ops.push(Op::Curve(of, shape));
        }
        equals_shapley(&Model::of(ops), &a, &b);
    }

    #[test]
    fn a_product_of_up_to_eight_leaves_has_its_shapley_values((a, b) in inputs(8), count in 1..9_usize) {
        let mut ops: Vec<Op> = (0..8).map(Op::Input).collect();
        ops.push(Op::Product((0..count).collect()));
        equals_shapley(&Model::of(ops), &a, &b);
    }

    #[test]
    fn a_maximum_of_several_leaves_has_its_shapley_values(
        (a, b) in inputs(8), count in 1..9_usize, smallest in any::<bool>(),
    ) {
        let mut ops: Vec<Op> = (0..8).map(Op::Input).collect();
        let of = (0..count).collect();
        ops.push(if smallest { Op::Minimum(of) } else { Op::Maximum(of) });
        equals_shapley(&Model::of(ops), &a, &b);
    }
}

// ---------------------------------------------------------------------------------------- the generator

/// What a generated pair reaches.
fn cases(pair: &Pair, seen: &mut BTreeMap<String, u32>) {
    let mut saw = |what: &str| *seen.entry(what.to_owned()).or_default() += 1;
    let Some((a, b)) = pair.record() else {
        return saw("not evaluable");
    };
    let (ours, root) = nodes(&a);
    let (theirs, other) = nodes(&b);
    let same = pair.before == pair.after && ours.len() == theirs.len() && root == other;
    let mut depth = vec![0_u32; ours.len()];
    let mut users = vec![0_u32; ours.len()];
    let mut ops = BTreeSet::new();
    for (index, node) in ours.iter().enumerate() {
        ops.insert(node.op.clone());
        depth[index] = node.of.iter().map(|&of| depth[of] + 1).max().unwrap_or(0);
        node.of.iter().for_each(|&of| users[of] += 1);
        let values: Vec<f64> = node.of.iter().map(|&of| ours[of].value).collect();
        if node.op == "curve"
            && ["low", "high"]
                .iter()
                .any(|edge| node.constants[edge] == node_text(values[0]))
        {
            saw("a tie at a cap");
        }
        if node.op == "maximum" && values.iter().filter(|value| **value == node.value).count() > 1 {
            saw("a tie in a maximum");
        }
        if node.op == "weighted_mean" && values.iter().step_by(2).any(|weight| *weight == 0.0) {
            saw("a weight of zero");
        }
        if !same {
            continue;
        }
        let moved = |of: usize| ours[of].value != theirs[of].value;
        let parts = node.of.iter().filter(|&&of| moved(of)).count();
        let way: f64 = node
            .of
            .iter()
            .map(|&of| (ours[of].value - theirs[of].value).abs())
            .sum();
        if node.op == "sum" && parts > 1 && (node.value - theirs[index].value).abs() < 1e-3 * way {
            saw("parts that cancel");
        }
        if moved(index)
            && node
                .of
                .iter()
                .any(|&of| !ours[of].of.is_empty() && !moved(of))
        {
            saw("an unmoved term under a moved one");
        }
        if let ("curve", [of]) = (node.op.as_str(), &node.of[..]) {
            let core = &ours[*of];
            let parts = core.of.iter().filter(|&&of| moved(of)).count();
            if ["sum", "product", "maximum", "minimum"].contains(&core.op.as_str()) {
                match parts {
                    2..=8 => saw("a layer of two to eight moved parts"),
                    9.. => saw("a layer of more than eight moved parts"),
                    _ => {}
                }
            }
        }
        if parts > 8 {
            saw("more than eight moved parts");
        }
    }
    for op in ops {
        saw(&format!("operation {op}"));
    }
    if depth[root] >= 4 {
        saw("depth of four");
    }
    if users
        .iter()
        .zip(&ours)
        .any(|(users, node)| *users > 1 && !node.of.is_empty())
    {
        saw("a shared term");
    }
    let absent = |breakdown: &Breakdown| breakdown.absent().len();
    if absent(&b) > absent(&a) {
        saw("a part vanishes");
    }
    if absent(&b) < absent(&a) {
        saw("a part appears");
    }
    let Some(diff) = diff(&a, &b) else {
        return saw("too large to apportion");
    };
    if !diff.crossings().is_empty() {
        saw("a gate crosses");
    }
    let kinds: BTreeSet<EffectKind> = diff.effects().iter().map(|effect| effect.kind).collect();
    for kind in kinds {
        saw(&format!("effect {kind}"));
    }
}

fn node_text(value: f64) -> serde_json::Value {
    serde_json::Value::String(value.to_string())
}

#[test]
fn the_generator_reaches_every_case_often() {
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    );
    let strategy = formula::pair(14);
    let mut seen = BTreeMap::new();
    for _ in 0..2000 {
        cases(
            &strategy.new_tree(&mut runner).unwrap().current(),
            &mut seen,
        );
    }
    let count = |what: &str| seen.get(what).copied().unwrap_or(0);
    for (what, least) in [
        ("depth of four", 600),
        ("a shared term", 300),
        ("a tie at a cap", 40),
        ("a tie in a maximum", 30),
        ("a weight of zero", 50),
        ("parts that cancel", 10),
        ("an unmoved term under a moved one", 200),
        ("a layer of two to eight moved parts", 50),
        ("a layer of more than eight moved parts", 1),
        ("more than eight moved parts", 5),
        ("a part vanishes", 20),
        ("a part appears", 20),
        ("a gate crosses", 20),
    ] {
        assert!(
            count(what) >= least,
            "{what}: {} of {least}\n{seen:#?}",
            count(what)
        );
    }
    for op in [
        "constant",
        "input",
        "reference",
        "parameter",
        "category",
        "sum",
        "difference",
        "negation",
        "product",
        "ratio",
        "power",
        "maximum",
        "minimum",
        "curve",
        "reference_curve",
        "rounding",
        "weighted_mean",
        "points",
        "gate",
        "gate_above",
        "choice",
        "custom",
        "opaque",
    ] {
        assert!(count(&format!("operation {op}")) >= 40, "{op}\n{seen:#?}");
    }
    for kind in [
        EffectKind::Input,
        EffectKind::Category,
        EffectKind::Reference,
        EffectKind::Parameter,
        EffectKind::Constant,
        EffectKind::Weight,
        EffectKind::Curve,
        EffectKind::Rounding,
        EffectKind::Threshold,
        EffectKind::Added,
        EffectKind::Removed,
        EffectKind::Replaced,
        EffectKind::Opaque,
    ] {
        // A number with a name is changed by one mutation only.
        let least = if kind == EffectKind::Parameter { 3 } else { 20 };
        let found = count(&format!("effect {kind}"));
        assert!(found >= least, "{kind}\n{seen:#?}");
    }
    assert!(
        count("not evaluable") <= 120 && count("too large to apportion") <= 20,
        "{seen:#?}"
    );
}
