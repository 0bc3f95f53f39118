//! Who moved most: whom each explanation is about, and in which order they are named.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::cmp::Ordering;

use proptest::{prelude::*, sample::select};
use scoreshift::{
    EvalError, Explanation, ModelId, Scale, ScoringModel, Term, Trace, Version, explain,
    impact::{Impact, Mover, Study, Subject},
    score::micro,
};

use crate::impact::{study, subject};

/// One who is scored by what three people gave: the second and third count twice since version 2.
#[derive(Clone, Copy, Debug)]
struct Gifts([f64; 3]);

#[derive(Clone, Copy, Debug)]
struct Counted(u64);

impl ScoringModel for Counted {
    type Input = Gifts;

    fn id(&self) -> ModelId {
        ModelId::new("gifts", Version::new(self.0, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(
        &self,
        Gifts([ann, bob, cem]): &Gifts,
        t: T,
    ) -> Result<Term<T>, EvalError> {
        let times = if self.0 == 1 { 1.0 } else { 2.0 };
        Ok(t.sum([
            t.input("ann", *ann),
            t.input("bob", *bob) * times,
            t.input("cem", *cem) * times,
        ]))
    }
}

fn explained() -> Study<Gifts> {
    Study::between(Counted(1), Counted(2)).explain_movers()
}

/// The explanation of one subject alone.
fn alone(gifts: Gifts) -> Explanation {
    explain((&Counted(1), &gifts), (&Counted(2), &gifts)).unwrap()
}

fn explanations(movers: &[Mover]) -> Vec<Explanation> {
    movers
        .iter()
        .map(|mover| (**mover.explanation.as_ref().unwrap()).clone())
        .collect()
}

#[test]
fn subjects_of_one_key_and_score_have_each_an_explanation_of_their_own() {
    let (bob, cem) = (Gifts([1.0, 2.0, 0.0]), Gifts([1.0, 0.0, 2.0]));
    let people = [
        Subject::new("one", bob).segment("plan", "pro"),
        Subject::new("one", cem),
    ];
    let impact = explained().run(&people).unwrap();
    let found = explanations(impact.whole().rising());
    assert_ne!(alone(bob), alone(cem));
    assert_eq!(found.len(), 2);
    assert!(found.contains(&alone(bob)) && found.contains(&alone(cem)));
    let pro = impact.segment("plan", "pro").unwrap();
    assert_eq!(explanations(pro.rising()), [alone(bob)]);
}

fn gifts() -> impl Strategy<Value = Vec<Subject<Gifts>>> {
    // Few keys and few gifts, so that many are alike in key and score and not in what they were given.
    let one = (
        select(vec!["a", "b"]),
        0_u8..2,
        0_u8..3,
        0_u8..3,
        any::<bool>(),
    );
    let one = one.prop_map(|(key, ann, bob, cem, pro)| {
        let gifts = Gifts([ann, bob, cem].map(f64::from));
        Subject::new(key, gifts).segment("plan", if pro { "pro" } else { "free" })
    });
    prop::collection::vec(one, 0..30)
}

fn merged(parts: Vec<Impact>) -> Impact {
    parts
        .into_iter()
        .reduce(|mut all, part| {
            all.merge(part).unwrap();
            all
        })
        .unwrap()
}

/// How movers are named, by another way: micro-points, then key, then scores.
fn in_order(a: &Mover, b: &Mover) -> Ordering {
    let size = |mover: &Mover| (micro(mover.after).unwrap() - micro(mover.before).unwrap()).abs();
    (size(b), &a.key)
        .cmp(&(size(a), &b.key))
        .then(a.before.total_cmp(&b.before))
        .then(a.after.total_cmp(&b.after))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_is_named_and_why_does_not_depend_on_the_order_in_which_they_came(
        people in gifts(),
        most in 0_usize..6,
        part in prop::collection::vec(0_usize..3, 30),
        order in Just((0..30).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let study = explained().movers(most);
        let whole = study.run(&people).unwrap();
        let shuffled: Vec<&Subject<Gifts>> = order.iter().filter_map(|&at| people.get(at)).collect();
        prop_assert_eq!(&study.run(shuffled.iter().copied()).unwrap(), &whole);
        let mine = |mine: usize| shuffled.iter().zip(&part).filter(move |(_, part)| **part == mine).map(|(one, _)| *one);
        let parts: Vec<Impact> = (0..3).map(|at| study.run(mine(at)).unwrap()).collect();
        prop_assert_eq!(&merged(parts), &whole);
        #[cfg(feature = "parallel")]
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert_eq!(&pool.install(|| study.run_parallel(&people)).unwrap(), &whole);
        }
        // Each is explained as it would be alone.
        let mut all: Vec<(Mover, Explanation)> = people
            .iter()
            .map(|one| (one.key().to_owned(), one.clone().into_input()))
            .map(|(key, gifts)| {
                let why = alone(gifts);
                (Mover::new(key, why.before.value, why.after.value), why)
            })
            .filter(|(mover, _)| mover.moved > 0.0)
            .collect();
        all.sort_by(|a, b| in_order(&a.0, &b.0).then_with(|| format!("{:?}", a.1).cmp(&format!("{:?}", b.1))));
        all.truncate(most);
        let rising = whole.whole().rising();
        prop_assert_eq!(explanations(rising), all.into_iter().map(|(_, why)| why).collect::<Vec<_>>());
    }

    #[test]
    fn the_noise_of_floats_does_not_order_movers(
        people in prop::collection::vec((select(vec!["a", "b", "c"]), 0_u8..12, 0_u8..12, -2_i8..3, -2_i8..3), 0..40),
        most in 1_usize..9,
        exact in any::<bool>(),
    ) {
        // Tenths, and what is a few bits beside them.
        let level = |tenths: u8, bits: i8| {
            let level = f64::from(tenths) / 10.0;
            f64::from_bits(level.to_bits().saturating_add_signed(i64::from(bits)))
        };
        let study = if exact { study().exact() } else { study() }.movers(most);
        let given: Vec<_> = people
            .iter()
            .map(|&(key, before, after, low, high)| (key, level(before, low), level(after, high)))
            .collect();
        let impact = study.run(given.iter().map(|&(key, before, after)| subject(key, before, after))).unwrap();
        for (movers, sign) in [(impact.whole().falling(), -1.0), (impact.whole().rising(), 1.0)] {
            let all = given.iter().map(|&(key, before, after)| Mover::new(key, before, after));
            let mut all: Vec<Mover> = all.filter(|mover| mover.moved * sign > 0.0).collect();
            all.sort_by(in_order);
            all.truncate(most);
            prop_assert_eq!(movers, &all[..]);
        }
    }
}
