//! Laws of numbers that may be special codes, over generated formulas in which they stand.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use proptest::{
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::{FileFailurePersistence, TestRunner},
};
use scoreshift::{
    Breakdown, Change, Diff, EvalError, Explainer, Lineage, ModelId, Scale, ScoringModel, Term,
    Trace, Version, at, explain,
    explain::{CauseKind, Method},
    formula::{Code, Coded},
    recourse::{Bound, InputValue, Recourse},
};

use crate::formula::{self, Data, Model};

scoreshift::category! { enum Special { Never = "never", Unknown = "not reported" } }

const CODES: [f64; 2] = [-7.0, 0.0];

impl Code for Special {
    fn number(&self) -> f64 {
        match self {
            Self::Never => CODES[0],
            // A number that an amount might have as well, and the hardest one to tell from others.
            Self::Unknown => CODES[1],
        }
    }
}

const NAMES: [&str; 2] = ["months since", "files"];

/// What is scored: a generated formula's data, and two numbers that may be codes.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    data: Data,
    coded: [Coded<Special>; 2],
}

/// A generated formula, and what comes to it by numbers and codes.
#[derive(Clone, Debug)]
struct Card {
    version: u64,
    formula: Model,
    uses: Vec<Use>,
}

/// One use of a number that may be a code.
#[derive(Clone, Debug)]
struct Use {
    of: usize,
    slope: f64,
    /// By code.
    points: [f64; 2],
    what: What,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum What {
    /// Points of a number, and a table for codes.
    Table,
    /// A branch of a number, and another for each code; the last one is the formula again.
    Branches,
    /// Something of a number, and nothing of a code.
    Number,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Added,
    Factor,
    Cap,
}

impl ScoringModel for Card {
    type Input = Row;

    fn id(&self) -> ModelId {
        ModelId::new("card", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, row: &Row, t: T) -> Result<Term<T>, EvalError> {
        let formula = self.formula.evaluate(&row.data, t)?;
        let coded = [0, 1].map(|at| t.input_or_code(NAMES[at], &row.coded[at]));
        let mut score = formula;
        for (index, one) in self.uses.iter().enumerate() {
            let name = format!("table {index}");
            let slope = t.parameter(&format!("slope {index}"), one.slope);
            let of_number = |number: Term<T>| slope * number.clamp(-50.0, 50.0);
            let of_code = |code: &Special| one.points[usize::from(*code == Special::Unknown)];
            let coded = &coded[one.of];
            let part = match one.what {
                What::Table => coded.points(&name, of_number, of_code),
                What::Branches => coded.choose(of_number, |code| match code {
                    Special::Never => t.parameter(&format!("never {index}"), one.points[0]),
                    Special::Unknown => formula.clamp(-100.0, 100.0),
                }),
                What::Number => match coded.number() {
                    Some(number) => of_number(number),
                    None => continue,
                },
            };
            score = match one.how {
                How::Added => score + part,
                How::Factor => score * part.clamp(-2.0, 2.0),
                How::Cap => score.at_most(part),
            };
        }
        Ok(score)
    }
}

fn raw() -> impl Strategy<Value = f64> {
    prop_oneof![
        2 => select(CODES.to_vec()),
        1 => select(vec![-0.0, -7.000_000_000_000_001, 1.0, 12.0, 50.0, 1e-300]),
        1 => -10.0..60.0_f64,
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let coded = [raw(), raw()].prop_map(|coded| coded.map(Coded::from));
    (formula::data(), coded).prop_map(|(data, coded)| Row { data, coded })
}

fn card() -> impl Strategy<Value = Card> {
    let what = select(vec![What::Table, What::Branches, What::Number]);
    let how = select(vec![How::Added, How::Added, How::Factor, How::Cap]);
    let one = (
        0..2_usize,
        -3.0..3.0_f64,
        [-20.0..20.0_f64, -20.0..20.0_f64],
        what,
        how,
    );
    let one = one.prop_map(|(of, slope, points, what, how)| Use {
        of,
        slope,
        points,
        what,
        how,
    });
    let uses = prop::collection::vec(one, 1..4);
    (formula::model(6), uses).prop_map(|(formula, uses)| Card {
        version: 1,
        formula,
        uses,
    })
}

/// The next version, which has other slopes and other points of codes.
fn lineage(card: &Card, by: f64) -> Lineage<Row> {
    let slopes = Change::new("slopes").sentence("Months count otherwise.");
    let codes = Change::new("codes").sentence("Codes count otherwise.");
    Lineage::starting_with(card.clone())
        .release("2.0.0")
        .change(slopes, move |card| {
            card.uses.iter_mut().for_each(|one| one.slope += by);
        })
        .change(codes, move |card| {
            card.uses.iter_mut().for_each(|one| one.points[0] -= by);
        })
        .build()
        .unwrap()
}

fn by_place(diff: &Diff) -> BTreeMap<String, f64> {
    let effects = diff.effects().iter();
    effects
        .map(|effect| (format!("{} {}", effect.place, effect.kind), effect.effect))
        .collect()
}

/// `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_raw_number_is_its_code_or_itself_to_the_last_bit(number in raw()) {
        let coded: Coded<Special> = number.into();
        prop_assert_eq!(matches!(coded, Coded::Code(_)), CODES.contains(&number));
        let text = serde_json::to_string(&coded).unwrap();
        prop_assert_eq!(serde_json::from_str::<Coded<Special>>(&text).unwrap(), coded);
        if let Coded::Number(same) = coded {
            prop_assert_eq!(same.to_bits(), number.to_bits());
        }
    }

    #[test]
    fn what_is_recorded_with_codes_is_the_score_and_its_effects_add_up(card in card(), a in row(), b in row()) {
        let Ok(before) = card.breakdown(&a) else { return Ok(()) };
        let Ok(after) = card.breakdown(&b) else { return Ok(()) };
        prop_assert_eq!(before.value().to_bits(), card.score(&a).unwrap().to_bits());
        let stored = serde_json::to_string(&before).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Breakdown>(&stored).unwrap(), &before);
        prop_assert!(Diff::between(&before, &before).unwrap().effects().is_empty());
        let there = Diff::between(&before, &after).unwrap();
        let parts: i64 = there.effects().iter().map(|effect| effect.micro).sum();
        prop_assert_eq!(parts, there.moved_micro());
        let back = by_place(&Diff::between(&after, &before).unwrap());
        let negated: Vec<f64> = back.values().map(|effect| -effect).collect();
        let effects: Vec<f64> = by_place(&there).into_values().collect();
        if by_place(&there).keys().eq(back.keys()) {
            prop_assert_eq!(effects, negated);
        }
    }

    /// From a number to a code, from one code to another, or back: whatever the formula makes of it, it is that input's.
    #[test]
    fn what_a_code_moves_is_moved_by_its_input(card in card(), a in row(), to in raw(), at in 0..2_usize) {
        let mut b = a.clone();
        b.coded[at] = to.into();
        for method in [Method::Automatic, Method::Owen] {
            let explainer = Explainer::new().method(method);
            let Ok(why) = explainer.models((&card, &a), (&card, &b)) else { continue };
            let places = why.causes.iter().flat_map(|cause| &cause.places);
            for place in places.filter(|place| place.micro != 0) {
                prop_assert_eq!(place.id.to_string(), NAMES[at]);
            }
            let data: i64 = why.causes.iter().filter(|cause| cause.kind == CauseKind::Data).map(|cause| cause.micro).sum();
            prop_assert_eq!(data, why.delta_micro);
        }
    }

    #[test]
    fn causes_with_codes_add_up_and_are_told(card in card(), a in row(), b in row(), by in -2.0..2.0_f64) {
        let lineage = lineage(&card, by);
        let Ok(why) = lineage.explain(at("1.0.0", &a), at("2.0.0", &b)) else { return Ok(()) };
        prop_assert_eq!(why.causes.iter().map(|cause| cause.micro).sum::<i64>(), why.delta_micro);
        for cause in &why.causes {
            prop_assert_eq!(cause.places.iter().map(|place| place.micro).sum::<i64>(), cause.micro);
        }
        let stored = serde_json::to_string(&why).unwrap();
        prop_assert_eq!(serde_json::from_str::<scoreshift::Explanation>(&stored).unwrap().to_string(), why.to_string());
    }

    /// Numbers on either side of a code are advised, and never the code between them.
    #[test]
    fn no_code_is_advised(card in card(), row in row(), target in -50.0..50.0_f64) {
        let mut recourse = Recourse::to_reach(target).scan(16);
        for (at, name) in NAMES.iter().enumerate() {
            if card.uses.iter().any(|one| one.of == at) && matches!(row.coded[at], Coded::Number(_)) {
                recourse = recourse.bound(*name, Bound::from(-10.0..=20.0).whole());
            }
        }
        let Ok(answer) = recourse.find(&card, &row) else { return Ok(()) };
        for option in &answer.options {
            let InputValue::Number(advised) = option.after else { panic!("{option:?}") };
            prop_assert!(!CODES.contains(&advised), "{option:?}");
            let mut moved = row.clone();
            let at = NAMES.iter().position(|name| option.id.to_string() == *name).unwrap();
            moved.coded[at] = advised.into();
            prop_assert_eq!(card.score(&moved).unwrap().to_bits(), option.score.to_bits());
        }
    }
}

#[test]
fn the_generator_has_codes_and_numbers_on_either_side_often() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeMap::<&str, u32>::new();
    for _ in 0..400 {
        let cases = (card(), row(), row()).new_tree(&mut runner).unwrap();
        let (card, a, b) = cases.current();
        let is_code = |row: &Row| matches!(row.coded[card.uses[0].of], Coded::Code(_));
        let kind = match (is_code(&a), is_code(&b)) {
            (true, true) => "both",
            (false, false) => "neither",
            _ => "one",
        };
        *seen.entry(kind).or_default() += 1;
        if explain((&card, &a), (&card, &b)).is_ok_and(|why| why.delta_micro != 0) {
            *seen.entry("moved").or_default() += 1;
        }
    }
    for kind in ["both", "neither", "one", "moved"] {
        assert!(
            seen.get(kind).is_some_and(|count| *count > 60),
            "{kind}: {seen:?}"
        );
    }
}
