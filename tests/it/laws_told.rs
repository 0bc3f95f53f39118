//! Laws of the figures beside reasons, over generated explanations, and what must be said to people, case by case.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::select};
use scoreshift::{
    Explanation, ModelId, Scale, ScoringModel, Term, Trace, Version,
    diff::{EffectKind, Value},
    explain,
    formula::{EvalError, Path},
    present::{Audience, Disclosure, English, Message, Presenter, Row, RowKind, Sentence},
};

use crate::{
    formula,
    laws_present::{AUDIENCES, config, plain_made},
};

fn units(row: &Row) -> i64 {
    row.amount.shown().unwrap().units
}

/// What every cause shows of a place, if all of them show what they have of it.
fn shown_of(message: &Message, place: &str) -> Option<i64> {
    let mut sum = 0;
    for row in message.rows() {
        let is_of_place = |inner: &&Row| inner.id == format!("{}/{place}", row.id);
        let named = row.rows.iter().filter(|inner| inner.kind != RowKind::Other);
        match row.rows.iter().find(is_of_place) {
            Some(inner) => sum += units(inner),
            None if named.map(units).sum::<i64>() == units(row) => {}
            None => return None,
        }
    }
    Some(sum)
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn causes_by_place_and_places_add_up_as_they_are_read(
        made in plain_made(),
        audience in select(&[Audience::Agent, Audience::Auditor][..]),
    ) {
        let message = Presenter::new(audience).message(&made.explanation());
        let Some(places) = &message.places else {
            return Ok(());
        };
        let total: i64 = places.rows.iter().map(units).sum();
        prop_assert_eq!(total, message.moved.units);
        for row in places.rows.iter().filter(|row| row.kind == RowKind::Place) {
            let place = row.id.strip_prefix("place/").unwrap();
            if let Some(shown) = shown_of(&message, place) {
                prop_assert_eq!(units(row), shown, "{} in {:#?}", place, message);
            }
        }
    }

    #[test]
    fn what_the_verdict_says_of_points_adds_up_to_the_move(
        made in plain_made(),
        audience in select(&AUDIENCES[..]),
    ) {
        let message = Presenter::new(audience).message(&made.explanation());
        if let Some(Sentence::VerdictSeveral { ours, own, around, .. }) = message.headline.first() {
            let sum = ours.0.units + own.0.units + around.0.units;
            prop_assert_eq!(sum, message.moved.units, "{:?}", message.headline);
        }
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn the_shares_of_one_mean_are_those_of_the_two_scores(pair in formula::pair(12)) {
        let Ok(why) = explain((&pair.before, &pair.a), (&pair.after, &pair.b)) else {
            return Ok(());
        };
        let mut sides: [BTreeMap<&Path, f64>; 2] = Default::default();
        let cells = why.causes.iter().flat_map(|cause| &cause.places);
        for cell in cells.filter(|cell| cell.kind == EffectKind::Weight) {
            for (side, figure) in sides.iter_mut().zip([&cell.before, &cell.after]) {
                if let Value::Share(share) = figure {
                    // Told by two causes, a share is the same share.
                    let known = *side.entry(&cell.id).or_insert(*share);
                    prop_assert!((known - share).abs() < 1e-9, "{}: {} and {}", cell.id, known, share);
                }
            }
        }
    }
}

// ------------------------------------------------------------------------------------------------------- cases

/// Beds of a garden with one input each; a bed counts by its weight.
#[derive(Clone)]
struct Garden {
    version: u64,
    beds: &'static [(&'static str, f64)],
}

impl ScoringModel for Garden {
    type Input = [f64];

    fn id(&self) -> ModelId {
        ModelId::new("garden", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, grown: &[f64], t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("beds");
        for ((bed, weight), grown) in self.beds.iter().zip(grown) {
            let t = t.scope(bed);
            mean.part(
                bed,
                t.parameter("weight", *weight),
                t.input("grown", *grown),
            );
        }
        mean.finish()
    }
}

const EVEN: Garden = Garden {
    version: 1,
    beds: &[("jane.example", 1.0), ("pH", 1.0), ("page_speed", 1.0)],
};

const UNEVEN: Garden = Garden {
    version: 2,
    beds: &[("jane.example", 1.0), ("pH", 0.005), ("page_speed", 1.0)],
};

fn why() -> Explanation {
    let grown = [40.0, 80.0, 60.0];
    explain((&EVEN, &grown[..]), (&UNEVEN, &grown[..])).unwrap()
}

fn text(why: &Explanation, audience: Audience, disclosure: Disclosure) -> String {
    let presenter = Presenter::new(audience).disclosure(disclosure);
    presenter.message(why).localize(&English).text().to_string()
}

#[test]
fn names_are_as_their_author_wrote_them() {
    let grown = [[40.0, 80.0, 60.0], [70.0, 20.0, 90.0]];
    let why = explain((&EVEN, &grown[0][..]), (&EVEN, &grown[1][..])).unwrap();
    for audience in AUDIENCES {
        let text = text(&why, audience, Disclosure::new());
        for name in ["\n  jane.example ", "\n  pH ", "\n  Page speed "] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }
}

#[test]
fn a_share_that_counts_is_never_nothing() {
    for audience in AUDIENCES {
        let text = text(&why(), audience, Disclosure::new().internals());
        assert!(text.contains("less than 1 % instead of 33 %"), "{text}");
        assert!(!text.contains(" 0 %"), "{text}");
    }
}

#[test]
fn without_numbers_it_is_said_why_counting_less_lowered_the_score() {
    let text = text(&why(), Audience::Person, Disclosure::new());
    assert!(
        text.contains(
            "pH −10: it now counts less than before, and you score more there than elsewhere."
        ),
        "{text}"
    );
    assert!(!text.contains('%'), "{text}");
}

#[test]
fn the_first_sentence_says_who_moved_the_score() {
    let grown = [[40.0, 80.0, 60.0], [70.0, 80.0, 60.0]];
    let moved = |before: &Garden, after: &Garden, now: usize| {
        let why = explain((before, &grown[0][..]), (after, &grown[now][..])).unwrap();
        text(&why, Audience::Person, Disclosure::new())
    };
    for (told, begins) in [
        (
            moved(&EVEN, &UNEVEN, 0),
            "We changed how the score is calculated. Nothing you did moved it.\n",
        ),
        (
            moved(&EVEN, &EVEN, 1),
            "Your own data moved the score; it is calculated as before.\n",
        ),
        (
            moved(&EVEN, &UNEVEN, 1),
            "Two things moved the score: how it is calculated now (",
        ),
    ] {
        assert!(told.starts_with(begins), "{told}");
    }
}
