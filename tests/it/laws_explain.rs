//! Laws that the explanation of any move keeps, over generated formulas and lineages.

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

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{FileFailurePersistence, RngAlgorithm, TestRng, TestRunner},
};
use scoreshift::{
    Change, EvalError, ExplainError, Explainer, Explanation, Lineage, ModelId, Scale, ScoringModel,
    Term, Trace, at,
    attribution::owen,
    diff::{DiffError, EffectKind},
    explain,
    explain::{Cause, CauseKind, Method, Question, level},
    formula::Path,
    lineage::{LineageError, Rewrite},
    score::{ApportionError, exact_sum, micro},
};

use crate::formula::{self, Chain, Data, INPUTS, Model, Pair, REFERENCES, input_path, largest};

/// `PROPTEST_CASES` asks for more.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").map(|_| ProptestConfig::default().cases);
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// The explanation, or nothing where a score does not exist or its parts are too large to be counted.
fn told(result: Result<Explanation, ExplainError>) -> Option<Explanation> {
    match result {
        Ok(explanation) => Some(explanation),
        Err(
            ExplainError::Evaluation { .. }
            | ExplainError::Coalition { .. }
            | ExplainError::Lineage(LineageError::Evaluation { .. })
            | ExplainError::Cancelling { .. }
            | ExplainError::Apportion(ApportionError::TooLarge { .. })
            | ExplainError::Diff(DiffError::Apportion(ApportionError::TooLarge { .. })),
        ) => None,
        Err(error) => panic!("{error}"),
    }
}

fn of_models(pair: &Pair) -> Option<Explanation> {
    told(explain((&pair.before, &pair.a), (&pair.after, &pair.b)))
}

/// A model that counts how often it is evaluated.
#[derive(Clone)]
struct Counting<M> {
    model: M,
    runs: Arc<AtomicU64>,
}

impl<M: ScoringModel> ScoringModel for Counting<M> {
    type Input = M::Input;

    fn id(&self) -> ModelId {
        self.model.id()
    }

    fn scale(&self) -> Scale {
        self.model.scale()
    }

    fn evaluate<T: Trace>(&self, input: &M::Input, t: T) -> Result<Term<T>, EvalError> {
        self.runs.fetch_add(1, Ordering::Relaxed);
        self.model.evaluate(input, t)
    }
}

/// The lineage with all its changes named.
fn lineage(chain: &Chain) -> Lineage<Data> {
    counted(chain, &Arc::default())
}

fn counted(chain: &Chain, runs: &Arc<AtomicU64>) -> Lineage<Data> {
    let counting = |model: Model| Counting {
        model,
        runs: Arc::clone(runs),
    };
    let mut lineage = Lineage::starting_with(counting(chain.release(0)));
    for (index, step) in chain.steps.iter().enumerate() {
        let mut changes = Rewrite::starting_from(counting(chain.release(index)));
        for (number, &mutation) in step.iter().enumerate() {
            changes = changes.change(change(&key(index, number)), move |model| {
                mutation.apply(&mut model.model);
            });
        }
        lineage = lineage.rewritten(counting(chain.release(index + 1)), changes);
    }
    lineage.build().unwrap()
}

fn key(step: usize, number: usize) -> String {
    format!("change-{step}-{number}")
}

fn change(key: &str) -> Change {
    Change::new(key).sentence(format!("We made {key}."))
}

fn of_chain(chain: &Chain) -> Option<Explanation> {
    let last = format!("{}.0.0", chain.steps.len() + 1);
    told(lineage(chain).explain(at("1.0.0", &chain.a), at(&last, &chain.b)))
}

fn cause<'e>(why: &'e Explanation, id: &str) -> Option<&'e Cause> {
    why.causes.iter().find(|cause| cause.id == id)
}

/// The largest size of a number that the sums of an explanation are made of.
fn size(why: &Explanation, recordings: &[(&Model, &Data)]) -> f64 {
    let effects = why.causes.iter().flat_map(|cause| &cause.places);
    let recorded = recordings
        .iter()
        .filter_map(|(model, data)| Some(largest(&model.breakdown(data).ok()?)));
    recorded
        .chain([effects.map(|place| place.effect.abs()).sum(), 1.0])
        .fold(0.0, f64::max)
}

fn near(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-12 * size
}

#[track_caller]
fn adds_up(why: &Explanation, size: f64) {
    let (before, after) = (why.before.value, why.after.value);
    let sum = |parts: &mut dyn Iterator<Item = i64>| parts.sum::<i64>();
    assert_eq!(
        why.delta_micro,
        micro(after).unwrap() - micro(before).unwrap()
    );
    assert_eq!(why.delta, after - before);
    assert_eq!(
        sum(&mut why.causes.iter().map(|cause| cause.micro)),
        why.delta_micro,
        "{why:#?}"
    );
    assert_eq!(
        sum(&mut why.places.iter().map(|place| place.micro)),
        why.delta_micro,
        "{why:#?}"
    );
    let close = |micro: i64, effect: f64| {
        #[allow(clippy::cast_precision_loss, reason = "below 2⁵³")]
        let micro = micro as f64;
        (micro - 1e6 * effect).abs() <= 1.0 + 1e-5 * size
    };
    for cause in &why.causes {
        assert_eq!(
            sum(&mut cause.places.iter().map(|place| place.micro)),
            cause.micro,
            "{cause:#?}"
        );
        let places = exact_sum(cause.places.iter().map(|place| place.effect));
        assert!(
            (places - cause.effect).abs() <= 1e-9 * size,
            "{} beside {size}: {cause:#?}",
            places - cause.effect
        );
        assert!(close(cause.micro, cause.effect), "{cause:#?}");
        assert!(
            cause
                .places
                .iter()
                .all(|place| close(place.micro, place.effect)),
            "{cause:#?}"
        );
    }
    assert!(
        why.places
            .iter()
            .all(|place| close(place.micro, place.effect)),
        "{why:#?}"
    );
    let effects = exact_sum(why.causes.iter().map(|cause| cause.effect));
    assert!((effects - why.delta).abs() <= 1e-9 * size, "{why:#?}");
    let [data, reference, algorithm] = [why.data(), why.reference(), why.algorithm()];
    assert_eq!(
        data.micro + reference.micro + algorithm.micro,
        why.delta_micro
    );
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn causes_and_places_add_up_between_two_models(pair in formula::pair(12)) {
        let Some(why) = of_models(&pair) else { return Ok(()) };
        adds_up(&why, size(&why, &[(&pair.before, &pair.a), (&pair.before, &pair.b), (&pair.after, &pair.a), (&pair.after, &pair.b)]));
    }

    #[test]
    fn the_same_question_has_the_same_answer_in_every_thread(pair in formula::pair(10)) {
        let Some(why) = of_models(&pair) else { return Ok(()) };
        let other = std::thread::scope(|scope| scope.spawn(|| of_models(&pair)).join().unwrap());
        prop_assert_eq!(bits(&why), bits(&other.unwrap()));
    }

    #[test]
    fn an_input_given_twice_explains_as_one_given_once(pair in formula::pair(10)) {
        let copy = pair.a.clone();
        let Some(once) = told(explain((&pair.before, &pair.a), (&pair.after, &pair.a))) else { return Ok(()) };
        let mut twice = told(explain((&pair.before, &pair.a), (&pair.after, &copy))).unwrap();
        prop_assert!(once.evaluations < twice.evaluations || once.evaluations == 1);
        (twice.evaluations, twice.diffs) = (once.evaluations, once.diffs);
        prop_assert_eq!(bits(&once), bits(&twice));
        let data = cause(&once, "data").unwrap();
        prop_assert_eq!((data.effect, data.micro, data.applied_first, data.applied_last), (0.0, 0, 0.0, 0.0));
        prop_assert!(data.places.is_empty() && !data.interacting);
        let held = holds_references(&pair.before, &pair.after);
        prop_assert!(cause(&once, "reference").is_none() || held);
    }

    #[test]
    fn an_unchanged_algorithm_is_no_cause(pair in formula::pair(10)) {
        let copy = pair.before.clone();
        let Some(one) = told(explain((&pair.before, &pair.a), (&pair.before, &pair.b))) else { return Ok(()) };
        prop_assert!(one.causes.iter().all(|cause| !cause.kind.is_algorithm()));
        prop_assert_eq!((one.algorithm().effect, one.algorithm().micro), (0.0, 0));
        let mut two = told(explain((&pair.before, &pair.a), (&copy, &pair.b))).unwrap();
        prop_assert!(two.causes.iter().all(|cause| !cause.kind.is_algorithm()));
        two.evaluations = one.evaluations;
        two.diffs = one.diffs;
        let size = size(&one, &[(&pair.before, &pair.a), (&pair.before, &pair.b)]);
        for (one, two) in one.causes.iter().zip(&two.causes) {
            prop_assert!(near(one.effect, two.effect, size));
        }
    }

    #[test]
    fn swapping_before_and_after_negates_everything(pair in formula::pair(10)) {
        let Some(forth) = of_models(&pair) else { return Ok(()) };
        let back = told(explain((&pair.after, &pair.b), (&pair.before, &pair.a))).unwrap();
        prop_assert_eq!(figures_aside(&negated(&forth)), figures_aside(&back), "{:#?}\n{:#?}", forth, back);
    }

    #[test]
    fn against_a_reference_input_there_is_only_data(pair in formula::pair(10)) {
        let b = Data { references: pair.a.references.clone(), ..pair.b.clone() };
        let Some(why) = told(level(&pair.before, &pair.a, &b)) else { return Ok(()) };
        prop_assert_eq!(why.question, Question::Level);
        prop_assert_eq!(why.causes.len(), 1);
        prop_assert_eq!(why.data().micro, why.delta_micro);
        adds_up(&why, size(&why, &[(&pair.before, &pair.a), (&pair.before, &b)]));
    }
}

/// Everything of an explanation that must be the same to the last bit.
fn bits(why: &Explanation) -> String {
    format!("{why:?}")
}

fn mirrored(kind: EffectKind) -> EffectKind {
    match kind {
        EffectKind::Added => EffectKind::Removed,
        EffectKind::Removed => EffectKind::Added,
        kind => kind,
    }
}

type Line = (String, Option<EffectKind>, u64, i64, u64, u64, bool);

/// Causes and places with every number, but without the figures before and after: those are of the side
/// that is nearer to the score before.
fn figures_aside(why: &Explanation) -> (Vec<Line>, BTreeSet<Line>, Vec<Line>) {
    let bits = |x: f64| (x + 0.0).to_bits();
    let causes = why.causes.iter().map(|c| {
        (
            c.id.clone(),
            None,
            bits(c.effect),
            c.micro,
            bits(c.applied_first),
            bits(c.applied_last),
            c.interacting,
        )
    });
    let cells = why.causes.iter().flat_map(|c| {
        c.places.iter().map(|p| {
            let id = format!("{} {}", c.id, p.id);
            (
                id,
                Some(p.kind),
                bits(p.effect),
                p.micro,
                bits(p.applied_first),
                bits(p.applied_last),
                p.interacting,
            )
        })
    });
    let places = why.places.iter().map(|p| {
        (
            p.id.to_string(),
            None,
            bits(p.effect),
            p.micro,
            bits(p.applied_first),
            bits(p.applied_last),
            p.interacting,
        )
    });
    (causes.collect(), cells.collect(), places.collect())
}

fn negated(why: &Explanation) -> Explanation {
    let mut why = why.clone();
    for cause in &mut why.causes {
        (cause.effect, cause.micro) = (-cause.effect, -cause.micro);
        (cause.applied_first, cause.applied_last) = (-cause.applied_last, -cause.applied_first);
        for place in &mut cause.places {
            (place.effect, place.micro) = (-place.effect, -place.micro);
            (place.applied_first, place.applied_last) = (-place.applied_last, -place.applied_first);
            place.kind = mirrored(place.kind);
        }
    }
    for place in &mut why.places {
        (place.effect, place.micro) = (-place.effect, -place.micro);
        (place.applied_first, place.applied_last) = (-place.applied_last, -place.applied_first);
    }
    why
}

// ------------------------------------------------------------------------- against independent Owen values

/// Whether two releases hold two curves of the population under one name. Its numbers are the data's here.
fn holds_references(one: &Model, other: &Model) -> bool {
    let curves = |model: &Model| -> BTreeMap<usize, formula::Op> {
        let steps = model.steps.iter();
        let held = steps.filter(|step| matches!(step.op, formula::Op::Population(..)));
        held.map(|step| (step.id, step.op.clone())).collect()
    };
    let (one, other) = (curves(one), curves(other));
    // 0 and −0 are two limits of a curve.
    let differs = |(id, op): (&usize, &formula::Op)| {
        other
            .get(id)
            .is_some_and(|other| format!("{other:?}") != format!("{op:?}"))
    };
    one.iter().any(differs)
}

/// The worth of every coalition: bit 0 is data, bit 1 reference, the others are the named changes of one step.
fn worths(chain: &Chain, step: usize) -> Option<Vec<f64>> {
    let players = 2 + chain.steps[step].len();
    (0..1_usize << players)
        .map(|mask| {
            let data = chain.mixed(mask & 1 == 1, mask >> 1 & 1 == 1);
            chain.partial(step, mask >> 2).score(&data).ok()
        })
        .collect()
}

fn most(worths: &[f64]) -> f64 {
    worths.iter().map(|worth| worth.abs()).fold(1.0, f64::max)
}

/// The one mark, on a scale that shows whole points: further from the middle than a quarter, and than a digit.
fn is_marked(effect: f64, alone: f64, last: f64) -> bool {
    let off = (effect - (0.5 * alone + 0.5 * last)).abs();
    off > 0.25 * effect.abs() && off > 1.0
}

/// The players of `worths` as an explanation names them.
fn players(chain: &Chain, step: usize) -> Vec<String> {
    let names = (0..chain.steps[step].len()).map(|number| key(step, number));
    ["data".to_owned(), "reference".to_owned()]
        .into_iter()
        .chain(names)
        .collect()
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn causes_are_the_owen_values_of_mixed_scores_and_alone_and_last_are_their_ends(chain in formula::chain(10, 2, 3)) {
        let Some(worths) = worths(&chain, 0) else { return Ok(()) };
        let Some(why) = of_chain(&chain) else { return Ok(()) };
        let names = players(&chain, 0);
        let changes: Vec<usize> = (2..names.len()).collect();
        let expected = owen(&worths, &[vec![0], vec![1], changes]).unwrap();
        let size = most(&worths);
        for (player, name) in names.iter().enumerate() {
            let Some(cause) = cause(&why, name) else {
                prop_assert!(name == "reference" && expected[player].abs() <= 1e-12 * size);
                continue;
            };
            let all = worths.len() - 1;
            prop_assert!(near(cause.effect, expected[player], size), "{name}: {} is not {}", cause.effect, expected[player]);
            prop_assert_eq!(cause.applied_first, worths[1 << player] - worths[0], "{}", name);
            prop_assert_eq!(cause.applied_last, worths[all] - worths[all & !(1 << player)], "{}", name);
        }
        adds_up(&why, self::size(&why, &[(&chain.first, &chain.a), (&chain.last(), &chain.b)]).max(size));
        for cause in &why.causes {
            prop_assert_eq!(cause.interacting, is_marked(cause.effect, cause.applied_first, cause.applied_last));
            for place in &cause.places {
                prop_assert_eq!(place.interacting, is_marked(place.effect, place.applied_first, place.applied_last));
            }
        }
        for place in &why.places {
            prop_assert_eq!(place.interacting, is_marked(place.effect, place.applied_first, place.applied_last));
        }
    }

    #[test]
    fn naming_changes_more_finely_leaves_data_and_reference_alone(chain in formula::chain(10, 2, 3)) {
        let Some(fine) = of_chain(&chain) else { return Ok(()) };
        let whole = Lineage::starting_with(chain.release(0)).rewritten(chain.release(1), change("all")).build().unwrap();
        let whole = told(whole.explain(at("1.0.0", &chain.a), at("2.0.0", &chain.b))).unwrap();
        // Without named changes, a reference that the releases hold is what moved around the subject.
        let held = holds_references(&chain.release(0), &chain.release(1));
        let unnamed = || told(explain((&chain.release(0), &chain.a), (&chain.release(1), &chain.b))).unwrap();
        for other in [whole].into_iter().chain((!held).then(unnamed)) {
            for kind in [CauseKind::Data, CauseKind::Reference] {
                let rows = |why: &Explanation| why.causes.iter().filter(|c| c.kind == kind)
                    .map(|c| (c.effect.to_bits(), c.applied_first.to_bits(), c.applied_last.to_bits(), c.places.clone().into_iter()
                        .map(|p| (p.id, p.kind, p.effect.to_bits(), p.applied_first.to_bits(), p.applied_last.to_bits())).collect::<Vec<_>>()))
                    .collect::<Vec<_>>();
                prop_assert_eq!(rows(&fine), rows(&other));
            }
            let size = size(&fine, &[(&chain.first, &chain.a), (&chain.last(), &chain.b)]);
            prop_assert!((fine.algorithm().effect - other.algorithm().effect).abs() <= 1e-10 * size);
        }
    }

    #[test]
    fn backwards_is_forwards_negated_with_the_figures_exchanged(chain in formula::chain(10, 3, 2)) {
        let Some(forth) = of_chain(&chain) else { return Ok(()) };
        let back = told(lineage(&chain).explain(at("3.0.0", &chain.b), at("1.0.0", &chain.a))).unwrap();
        prop_assert_eq!(figures_aside(&negated(&forth)), figures_aside(&back));
        prop_assert_eq!((&back.before, &back.after), (&forth.after, &forth.before));
        prop_assert_eq!((back.delta, back.delta_micro), (-forth.delta, -forth.delta_micro));
        for (forth, back) in forth.causes.iter().zip(&back.causes) {
            for place in &forth.places {
                let other = back.places.iter().find(|p| p.id == place.id && p.kind == mirrored(place.kind)).unwrap();
                prop_assert_eq!((&place.before, &place.after), (&other.after, &other.before));
            }
        }
        let end = chain.release(0).breakdown(&chain.a).unwrap();
        prop_assert_eq!(back.absent, end.absent());
        prop_assert_eq!(back.caps, end.active_caps());
        prop_assert_eq!(back.unmatched_references, forth.unmatched_references);
    }

    #[test]
    fn a_span_takes_data_at_its_ends_and_each_release_under_both_snapshots(chain in formula::chain(8, 3, 2)) {
        // Without a moved population, where the weights are ½.
        let chain = Chain { b: chain.mixed(true, false), ..chain };
        let Some(why) = of_chain(&chain) else { return Ok(()) };
        let score = |release: usize, data: &Data| chain.release(release).score(data);
        let mut scores = Vec::new();
        for release in 0..3 {
            let (Ok(a), Ok(b)) = (score(release, &chain.a), score(release, &chain.b)) else { return Ok(()) };
            scores.push((a, b));
        }
        let size = size(&why, &[(&chain.first, &chain.a), (&chain.last(), &chain.b)])
            .max(scores.iter().map(|(a, b)| a.abs().max(b.abs())).fold(0.0, f64::max));
        let data = 0.5 * (scores[0].1 - scores[0].0) + 0.5 * (scores[2].1 - scores[2].0);
        prop_assert!(near(why.data().effect, data, size), "{} is not {data}", why.data().effect);
        for step in 0..2 {
            let (from, to) = (scores[step], scores[step + 1]);
            let mean = 0.5 * (to.0 - from.0) + 0.5 * (to.1 - from.1);
            let release = Some(scoreshift::Version::new(step as u64 + 2, 0, 0));
            let sum = exact_sum(why.causes.iter().filter(|c| c.release == release).map(|c| c.effect));
            prop_assert!((sum - mean).abs() <= 1e-11 * size, "{sum} is not {mean}");
        }
        adds_up(&why, size);
    }

    #[test]
    fn every_evaluation_is_counted_and_none_is_beyond_the_budget(
        chain in formula::chain(8, 3, 2), method in prop::sample::select(vec![Method::Automatic, Method::Secant, Method::Owen]), same in any::<bool>(), budget in prop_oneof![0..60_u64, Just(4096)],
    ) {
        let runs = Arc::new(AtomicU64::new(0));
        let lineage = counted(&chain, &runs);
        let after = if same { &chain.a } else { &chain.b };
        let result = Explainer::new().method(method).budget(budget)
            .releases(&lineage, at("1.0.0", &chain.a), at("3.0.0", after));
        let runs = runs.load(Ordering::Relaxed);
        match result {
            Err(ExplainError::Budget { needed, budget: allowed, .. }) => {
                prop_assert_eq!(budget, allowed);
                prop_assert!(needed > budget);
                prop_assert!(runs <= budget, "{runs} of {budget}");
            }
            Err(ExplainError::HiddenInput { .. }) => prop_assert_ne!(chain.a.absent, chain.b.absent),
            result => {
                let Some(why) = told(result) else { return Ok(()) };
                prop_assert_eq!(why.evaluations, runs);
                prop_assert_eq!(why.budget, budget);
                prop_assert!(runs <= budget, "{runs} of {budget}");
            }
        }
    }
}

// ---------------------------------------------------------------------------------- single leaves as players

/// A leaf of the subject's own data.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Own {
    Input(usize),
    Label(usize),
}

impl Own {
    fn all() -> impl Iterator<Item = Self> {
        (0..INPUTS).map(Self::Input).chain((0..2).map(Self::Label))
    }

    fn path(self) -> Path {
        match self {
            Self::Input(index) => input_path(index),
            Self::Label(index) => Path::new([["size", "plan"][index]]),
        }
    }

    /// Takes this leaf over from another snapshot.
    fn take(self, into: &mut Data, from: &Data) {
        match self {
            Self::Input(index) => into.inputs[index] = from.inputs[index],
            Self::Label(index) => into.labels[index] = from.labels[index],
        }
    }

    fn moved(self, a: &Data, b: &Data) -> bool {
        match self {
            Self::Input(index) => a.inputs[index].to_bits() != b.inputs[index].to_bits(),
            Self::Label(index) => a.labels[index] != b.labels[index],
        }
    }
}

fn asked(model: &Model, data: &Data) -> Vec<Path> {
    model.breakdown(data).map_or(Vec::new(), |breakdown| {
        breakdown.leaves().map(|leaf| leaf.path).collect()
    })
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn leaves_as_players_get_their_owen_values(pair in formula::pair(8), still in any::<u8>()) {
        let (a, mut b) = (&pair.a, pair.b.clone());
        b.absent = a.absent;
        for (bit, own) in Own::all().enumerate().filter(|(bit, _)| still >> bit & 1 == 1 && bit % 2 == 0) {
            let _ = bit;
            own.take(&mut b, a);
        }
        let (before, after) = (&pair.before, &pair.after);
        // Their curves of the population are played as references, which the game below does not know.
        if holds_references(before, after) {
            return Ok(());
        }
        let result = Explainer::new().method(Method::Owen).models((before, a), (after, &b));
        let Some(why) = told(result) else { return Ok(()) };
        let secant = told(explain((before, a), (after, &b))).unwrap();
        let totals = |why: &Explanation| why.causes.iter().map(|c| (c.id.clone(), c.effect.to_bits(), c.micro)).collect::<Vec<_>>();
        prop_assert_eq!(totals(&why), totals(&secant));
        prop_assert_eq!((why.method, why.data_method()), (Method::Owen, Method::Owen));
        // While few moved, they are what the default method plays.
        let cells = |why: &Explanation| {
            let data = cause(why, "data").unwrap();
            data.places.iter().map(|p| format!("{p:?}")).collect::<Vec<_>>()
        };
        match secant.data_method() {
            Method::Owen => prop_assert_eq!(cells(&why), cells(&secant)),
            _ => {
                let read = asked(before, a).into_iter().chain(asked(after, &b)).collect::<BTreeSet<_>>();
                let moved = Own::all().filter(|own| own.moved(a, &b) && read.contains(&own.path())).count();
                prop_assert!(moved == 0 || moved > Method::MOST_EXACT_INPUTS, "{moved}");
            }
        }

        // Bit 0 is the algorithm, then the references that differ, then the leaves that differ.
        let references: Vec<usize> = (0..REFERENCES).filter(|&r| a.references[r].to_bits() != b.references[r].to_bits()).collect();
        let leaves: Vec<Own> = Own::all().filter(|own| own.moved(a, &b)).collect();
        let players = 1 + references.len() + leaves.len();
        let worths: Option<Vec<f64>> = (0..1_usize << players).map(|mask| {
            let mut data = a.clone();
            for (bit, &reference) in references.iter().enumerate() {
                if mask >> (1 + bit) & 1 == 1 {
                    data.references[reference] = b.references[reference];
                }
            }
            for (bit, own) in leaves.iter().enumerate() {
                if mask >> (1 + references.len() + bit) & 1 == 1 {
                    own.take(&mut data, &b);
                }
            }
            if mask & 1 == 1 { after } else { before }.score(&data).ok()
        }).collect();
        let Some(worths) = worths else { return Ok(()) };
        let unions = [vec![0], (1..=references.len()).collect(), (1 + references.len()..players).collect()];
        let expected = owen(&worths, &unions).unwrap();
        let size = most(&worths);
        let of = |id: &str, path: &Path| cause(&why, id).map_or(0.0, |c|
            exact_sum(c.places.iter().filter(|place| place.id == *path).map(|place| place.effect)));
        for (bit, own) in leaves.iter().enumerate() {
            let expected = expected[1 + references.len() + bit];
            let found = of("data", &own.path());
            prop_assert!((found - expected).abs() <= 1e-11 * size, "{}: {found} is not {expected}", own.path());
        }
        for (bit, reference) in references.iter().enumerate() {
            let path = Path::new(["population".to_owned(), format!("r{reference}")]);
            let found = of("reference", &path);
            prop_assert!((found - expected[1 + bit]).abs() <= 1e-11 * size, "{path}: {found} is not {}", expected[1 + bit]);
        }
        adds_up(&why, size.max(self::size(&why, &[(before, a), (after, &b)])));
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn a_principal_leaf_is_alone_and_last_what_its_substitution_does(pair in formula::pair(10)) {
        let Some(why) = of_models(&pair) else { return Ok(()) };
        let data = cause(&why, "data").unwrap();
        if data.places.len() < 2 {
            return Ok(());
        }
        let (a, b) = (&pair.a, &pair.b);
        let mut own: Vec<_> = data.places.iter()
            .filter(|place| matches!(place.kind, EffectKind::Input | EffectKind::Category)).collect();
        own.sort_by(|p, q| q.effect.abs().total_cmp(&p.effect.abs()).then((&p.id, p.kind).cmp(&(&q.id, q.kind))));
        for place in own {
            let leaf = Own::all().find(|own| own.path() == place.id).unwrap();
            let both = |model| asked(model, a).contains(&place.id) && asked(model, b).contains(&place.id);
            if both(&pair.before) {
                let mut mixed = a.clone();
                leaf.take(&mut mixed, b);
                if let Ok(with) = pair.before.score(&mixed) {
                    prop_assert_eq!(place.applied_first, with - pair.before.score(a).unwrap(), "{}", place.id);
                }
            }
            if both(&pair.after) {
                let mut mixed = b.clone();
                leaf.take(&mut mixed, a);
                if let Ok(without) = pair.after.score(&mixed) {
                    prop_assert_eq!(place.applied_last, pair.after.score(b).unwrap() - without, "{}", place.id);
                }
            }
        }
    }

    #[test]
    fn a_change_that_does_not_touch_the_subject_has_no_effect(chain in formula::chain(8, 2, 1)) {
        // A second change that no formula of this model reads: another version of nothing.
        let mutation = chain.steps[0][0];
        let changes = Rewrite::starting_from(chain.release(0))
            .change(change("idle"), |model| model.version = 7)
            .change(change("real"), move |model| mutation.apply(model));
        let lineage = Lineage::starting_with(chain.release(0)).rewritten(chain.release(1), changes).build().unwrap();
        let Some(why) = told(lineage.explain(at("1.0.0", &chain.a), at("2.0.0", &chain.b))) else { return Ok(()) };
        let idle = cause(&why, "idle").unwrap();
        prop_assert_eq!((idle.effect, idle.micro, idle.applied_first, idle.applied_last), (0.0, 0, 0.0, 0.0));
        prop_assert!(idle.places.is_empty() && !idle.interacting);
        let plain = of_chain(&chain).unwrap();
        let real = cause(&why, "real").unwrap();
        let one = cause(&plain, "change-0-0").unwrap();
        prop_assert_eq!((real.applied_first, real.applied_last), (one.applied_first, one.applied_last));
        prop_assert!(near(real.effect, one.effect, size(&plain, &[(&chain.first, &chain.a), (&chain.last(), &chain.b)])));
    }
}

#[test]
fn most_generated_chains_can_be_explained_and_reach_every_cause() {
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]),
    );
    let strategy = formula::chain(10, 2, 3);
    let [
        mut explained,
        mut moved,
        mut reference,
        mut data,
        mut interacting,
        mut several,
    ] = [0; 6];
    for _ in 0..500 {
        let chain = strategy.new_tree(&mut runner).unwrap().current();
        let Some(why) = of_chain(&chain) else {
            continue;
        };
        explained += 1;
        moved += u32::from(why.algorithm().micro != 0);
        reference += u32::from(why.reference().micro != 0);
        data += u32::from(why.data().micro != 0);
        interacting += u32::from(why.causes.iter().any(|cause| cause.interacting));
        several += u32::from(why.causes.iter().filter(|cause| cause.micro != 0).count() > 2);
    }
    assert!(explained >= 450, "{explained}");
    assert!(moved >= 150, "{moved}");
    assert!(reference >= 25, "{reference}");
    assert!(data >= 150, "{data}");
    assert!(interacting >= 13, "{interacting}");
    assert!(several >= 25, "{several}");
}
