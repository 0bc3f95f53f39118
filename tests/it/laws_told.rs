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
    formula::{Curve, EvalError, Path},
    present::{
        Audience, Disclosure, English, Language, LocalizedMessage, Message, Percent, PercentIs,
        Presenter, Row, RowKind, Sentence,
    },
};

use crate::{
    formula,
    laws_present::{AUDIENCES, config, plain_made},
    told_shares::told_shares,
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
        prop_assert_eq!(total, message.moved.shown.units);
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
            prop_assert_eq!(sum, message.moved.shown.units, "{:?}", message.headline);
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

/// A share as it is read, in millionths of a percent; of what is less than the least that shows, nothing.
fn read(share: Percent) -> i64 {
    match share.is {
        PercentIs::Less => 0,
        _ => share.digits.units * 10_i64.pow(6 - u32::from(share.digits.decimals)),
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn the_shares_told_of_one_mean_have_the_same_digits_and_add_up_to_at_most_all(
        pair in formula::pair(12),
        audience in select(&AUDIENCES[..]),
    ) {
        let Ok(why) = explain((&pair.before, &pair.a), (&pair.after, &pair.b)) else {
            return Ok(());
        };
        let message = Presenter::new(audience)
            .disclosure(Disclosure::new().internals())
            .labels(|place| Some(place.to_string()))
            .message(&why);
        let mut means: BTreeMap<String, Vec<(Percent, Percent)>> = BTreeMap::new();
        for (part, before, after) in told_shares(&message) {
            let mean = part.rsplit_once('.').map_or("", |(mean, _)| mean).to_owned();
            means.entry(mean).or_default().push((before, after));
        }
        let cells = why.causes.iter().flat_map(|cause| &cause.places);
        let cells: Vec<_> = cells.filter(|cell| cell.kind == EffectKind::Weight).collect();
        for (mean, told) in means {
            // Parts of two means under one name are not shares of one whole.
            let of_mean = |place: &Path| place.to_string().rsplit_once('.').map_or("", |(mean, _)| mean) == mean;
            let mut real: [BTreeMap<&Path, f64>; 2] = Default::default();
            for cell in cells.iter().filter(|cell| of_mean(&cell.id)) {
                for (side, figure) in real.iter_mut().zip([&cell.before, &cell.after]) {
                    side.extend(figure.number().map(|share| (&cell.id, share)));
                }
            }
            let digits = told[0].0.digits.decimals;
            for (before, after) in &told {
                prop_assert_eq!([before.digits.decimals, after.digits.decimals], [digits; 2], "{:?}", told);
                prop_assert_ne!(before, after);
            }
            let sums = [
                told.iter().map(|(before, _)| read(*before)).sum::<i64>(),
                told.iter().map(|(_, after)| read(*after)).sum::<i64>(),
            ];
            for (sum, real) in sums.into_iter().zip(real) {
                if real.values().sum::<f64>() <= 1.0 + 1e-9 {
                    prop_assert!(sum <= 100_000_000, "{}: {:?}", mean, told);
                }
            }
        }
    }
}

#[cfg(feature = "i18n")]
pub(crate) fn languages() -> Vec<&'static dyn Language> {
    let shipped = crate::languages::LANGUAGES.iter();
    let shipped = shipped.map(|language| language as &dyn Language);
    std::iter::once(&English as &dyn Language)
        .chain(shipped)
        .collect()
}

#[cfg(not(feature = "i18n"))]
pub(crate) fn languages() -> Vec<&'static dyn Language> {
    vec![&English]
}

/// Every form in which a message is read, without what only marks it up.
pub(crate) fn forms(told: &LocalizedMessage) -> Vec<String> {
    vec![
        told.text().to_string(),
        told.markdown().to_string(),
        told.json().to_string(),
        #[cfg(feature = "html")]
        told.html().to_string(),
        #[cfg(feature = "html")]
        told.html().page().to_string(),
    ]
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn a_move_that_shows_has_a_reason_of_its_sign_in_every_language_and_form(
        pair in formula::pair(10),
        audience in select(&AUDIENCES[..]),
    ) {
        let Ok(why) = explain((&pair.before, &pair.a), (&pair.after, &pair.b)) else {
            return Ok(());
        };
        let message = Presenter::new(audience).message(&why);
        let way = message.moved.shown.units.signum();
        if way == 0 {
            return Ok(());
        }
        let reasons: Vec<&Row> = message
            .rows()
            .filter(|row| units(row).signum() == way && !row.is_silent())
            .collect();
        prop_assert!(!reasons.is_empty(), "{:#?}", message);
        for language in languages() {
            let told = message.localize(language);
            let rows: Vec<_> = told.sections.iter().flat_map(|section| &section.rows).collect();
            for form in forms(&told) {
                for reason in &reasons {
                    let row = rows.iter().find(|row| row.id == reason.id).unwrap();
                    prop_assert!(form.contains(row.amount.text()), "{} in {}", row.amount.text(), form);
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

// ----------------------------------------------------------------------------------- means that are multiplied

/// Three parts that count by their weights, as a sum or as a mean, times 12.
#[derive(Clone, Copy)]
struct Station {
    version: u64,
    weights: [f64; 3],
    is_mean: bool,
}

impl ScoringModel for Station {
    type Input = [f64; 3];

    fn id(&self) -> ModelId {
        ModelId::new("station", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, counts: &[f64; 3], t: T) -> Result<Term<T>, EvalError> {
        let parts = ["bikes", "repairs", "answers"].into_iter().zip(counts);
        let parts = parts.map(|(name, count)| (name, t.input(name, *count)));
        if self.is_mean {
            let mut mean = t.weighted_mean("parts");
            for ((name, count), weight) in parts.zip(self.weights) {
                mean.part(name, weight, count);
            }
            return Ok(12.0 * mean.finish()?);
        }
        let sum = parts
            .zip(self.weights)
            .map(|((_, count), weight)| weight * count);
        Ok(12.0 * t.sum(sum))
    }
}

#[test]
fn the_parts_of_a_mean_that_is_multiplied_are_known_in_points() {
    let station = |version, weights| Station {
        version,
        weights,
        is_mean: true,
    };
    let (before, after) = (station(1, [1.0, 1.0, 2.0]), station(2, [2.0, 1.0, 1.0]));
    let counts = [7.0, 3.0, 5.0];
    let why = explain((&before, &counts), (&after, &counts)).unwrap();
    let parts: Vec<(f64, f64)> = why
        .parts
        .iter()
        .map(|part| (part.value, part.share))
        .collect();
    assert_eq!(parts, [(84.0, 0.5), (36.0, 0.25), (60.0, 0.25)]);
    let text = text(&why, Audience::Person, Disclosure::new().internals());
    assert!(
        text.contains("Bikes +5: you score 84 there, and it now counts 50 % instead of 25 %."),
        "{text}"
    );
}

#[test]
fn numbers_of_a_sum_that_became_the_weights_of_a_mean_are_told_as_shares() {
    let before = Station {
        version: 1,
        weights: [0.5, 0.3, 0.2],
        is_mean: false,
    };
    let counts = [7.0, 3.0, 5.0];
    for (weights, said) in [
        (
            [3.0, 5.0, 2.0],
            [
                "Bikes −17: you score 84 there, and it now counts 30 % instead of 50 %.",
                "Repairs +7: you score 36 there, and it now counts 50 % instead of 30 %.",
            ],
        ),
        (
            [4.0, 4.0, 2.0],
            [
                "Bikes −9: you score 84 there, and it now counts 40 % instead of 50 %.",
                "Repairs +4: you score 36 there, and it now counts 40 % instead of 30 %.",
            ],
        ),
    ] {
        let after = Station {
            version: 2,
            weights,
            is_mean: true,
        };
        let why = explain((&before, &counts), (&after, &counts)).unwrap();
        let text = text(&why, Audience::Person, Disclosure::new().internals());
        assert!(said.iter().all(|said| text.contains(said)), "{text}");
        assert!(!text.contains("a number"), "{text}");
    }
    // Where the whole is larger as well, no share says what moved it.
    let larger = Station {
        version: 2,
        weights: [0.5, 0.5, 0.2],
        is_mean: false,
    };
    let why = explain((&before, &counts), (&larger, &counts)).unwrap();
    let text = text(&why, Audience::Person, Disclosure::new().internals());
    assert!(
        text.contains("a number that it is calculated with went from 3.6 to 6"),
        "{text}"
    );
}

// ------------------------------------------------------------------------------------------------ limits and scales

/// Two numbers that are added, one of them perhaps held, and parts that run from 0 to 1.
#[derive(Clone, Copy)]
struct Shop {
    version: u64,
    held: Held,
}

#[derive(Clone, Copy, PartialEq)]
enum Held {
    Free,
    ByName(f64),
    Below(f64),
}

impl ScoringModel for Shop {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("shop", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, sold: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        let [reviews, sales] = *sold;
        let reviews = t.input("reviews", reviews);
        let held = match self.held {
            Held::Free => reviews,
            Held::ByName(most) => reviews.at_most(t.parameter("most", most)),
            Held::Below(most) => reviews.at_most(most),
        };
        Ok(held + t.input("sales", sales))
    }
}

#[test]
fn a_limit_that_came_or_went_is_called_one() {
    let sold = [42.4, 30.0];
    for (before, after, said) in [
        (
            Held::Free,
            Held::ByName(40.0),
            "Most −2: this limit is new.",
        ),
        (
            Held::ByName(40.0),
            Held::Free,
            "Most +2: this limit is no longer there.",
        ),
        (Held::Free, Held::Below(40.0), "Reviews −2: a limit is new."),
        (
            Held::Below(40.0),
            Held::Free,
            "Reviews +2: a limit is no longer there.",
        ),
        (
            Held::Below(40.0),
            Held::Below(35.0),
            "Reviews −5: a limit is set differently.",
        ),
    ] {
        let [before, after] =
            [(1, before), (2, after)].map(|(version, held)| Shop { version, held });
        let why = explain((&before, &sold), (&after, &sold)).unwrap();
        for audience in AUDIENCES {
            let text = text(&why, audience, Disclosure::new());
            let is_said = text.contains(said) || audience == Audience::Auditor;
            assert!(is_said && !text.contains("counts now"), "{said} {text}");
        }
        let stored = serde_json::to_string(&why).unwrap();
        let again: Explanation = serde_json::from_str(&stored).unwrap();
        assert_eq!(again, why);
    }
}

/// A mean of parts in points, each of which is a curve from 0 to 1.
#[derive(Clone, Copy)]
struct Curved {
    version: u64,
    middle: f64,
    weight: f64,
}

impl ScoringModel for Curved {
    type Input = [f64];

    fn id(&self) -> ModelId {
        ModelId::new("curved", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, counts: &[f64], t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("parts");
        let parts = [("reviews", self.middle, 1.0), ("sales", 25.0, self.weight)];
        for ((part, middle, weight), count) in parts.into_iter().zip(counts) {
            let t = t.scope(part);
            let count = t.input("count", *count);
            let strength = t.named("strength", count.curve(&Curve::logistic(middle, 8.0)?));
            mean.part(part, t.parameter("weight", weight), strength * 100.0);
        }
        mean.finish()
    }
}

#[test]
fn figures_of_two_scales_do_not_stand_beside_each_other() {
    let [before, after] =
        [(1, 20.0, 1.0), (2, 30.0, 2.0)].map(|(version, middle, weight)| Curved {
            version,
            middle,
            weight,
        });
    let counts = [30.0, 24.0];
    let why = explain((&before, &counts[..]), (&after, &counts[..])).unwrap();
    let agent = text(&why, Audience::Agent, Disclosure::new());
    assert!(agent.contains("they score 47 there"), "{agent}");
    assert!(
        agent.contains("turned into points differently") && !agent.contains("0.5"),
        "{agent}"
    );
}
