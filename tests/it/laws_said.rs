//! Laws of what is said, in every language and form, over generated explanations.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use proptest::{prelude::*, sample::select};
use scoreshift::{
    Explanation, ScoringModel as _, explain,
    present::{
        Catalogue, Disclosure, English, Language, LocalizedMessage, Message, PercentIs, Presenter,
        RowKind, Sentence, Voice,
    },
};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::{
    formula,
    languages::{LANGUAGES, SAMPLES, TAGS, VOICES, read},
    laws_impact_told,
    laws_present::{AUDIENCES, Made, config, made, policies},
    recorded::{Recorded, caps_hold},
    told_shares::told_shares,
};

// ------------------------------------------------------------------------------------------------------- words

/// What stands in the samples of sentences and belongs to no language.
const FILLED_IN: [&str; 13] = [
    "last", "fm", "facebook", "google", "reach", "accounts", "country", "pl", "utc", "z", "t", "s",
    "x",
];

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    // A name of the generators has a digit.
    let words = words.filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic));
    words.map(str::to_lowercase)
}

/// All words that a language has for sentences.
fn words_of(language: &dyn Language) -> BTreeSet<String> {
    let sentences = SAMPLES.iter().flat_map(|sentence| {
        let said = VOICES.map(|voice| language.say(sentence, voice));
        said.into_iter()
    });
    let mut all: BTreeSet<String> = sentences
        .flat_map(|said| words(&said).collect::<Vec<_>>())
        .collect();
    all.retain(|word| !FILLED_IN.contains(&word.as_str()));
    all
}

static ENGLISH: LazyLock<BTreeSet<String>> = LazyLock::new(|| words_of(&English));

static OTHERS: LazyLock<Vec<(&'static Catalogue, BTreeSet<String>)>> = LazyLock::new(|| {
    let shipped = LANGUAGES[..TAGS.len()].iter();
    let others = shipped.filter(|language| !language.tag().starts_with("en"));
    others
        .map(|language| (language, words_of(language)))
        .collect()
});

/// The words of a text that are English and none of the language that it should be in.
fn leaked(text: &str, language: &(&'static Catalogue, BTreeSet<String>)) -> Vec<String> {
    let (catalogue, own) = language;
    let is_latin = |word: &String| word.chars().any(|c| c.is_ascii_alphabetic());
    let is_arabic = catalogue.tag().starts_with("ar");
    let is_leaked = |word: &String| {
        !own.contains(word) && (ENGLISH.contains(word) || (is_arabic && is_latin(word)))
    };
    words(text).filter(is_leaked).collect()
}

#[test]
fn english_that_leaks_is_found() {
    for language in OTHERS.iter() {
        for text in ["Rounding −1", "Zq3: a limit is new", "it is gone."] {
            assert!(!leaked(text, language).is_empty(), "{text}");
        }
    }
}

// ------------------------------------------------------------------------------------------------------- forms

/// Everything that is read of a message, by form: without what marks it up, and what only programs read.
fn read_in_forms(told: &LocalizedMessage) -> Vec<(&'static str, String)> {
    #[cfg_attr(not(feature = "html"), allow(unused_mut, reason = "pages are added"))]
    let mut forms = vec![
        ("text", told.text().to_string()),
        ("narrow text", unbroken(&told.text().width(80).to_string())),
        (
            "Markdown",
            told.markdown().to_string().replace(['*', '\\'], ""),
        ),
        ("JSON", of_json(&serde_json::to_value(told.json()).unwrap())),
    ];
    #[cfg(feature = "html")]
    {
        forms.push(("HTML", of_elements(&crate::laws_html::piece(told))));
        forms.push(("page", of_elements(&crate::laws_html::body(told))));
    }
    forms
}

/// Lines put together again.
fn unbroken(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The members of a document that are for people, in the order in which they stand.
fn of_json(document: &Value) -> String {
    const PROSE: [&str; 7] = [
        "description",
        "label",
        "points",
        "remarks",
        "heading",
        "grade",
        "text",
    ];
    let mut out = String::new();
    let mut take = |value: &Value| {
        out.push_str(value.as_str().unwrap_or_default());
        out.push('\n');
    };
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if PROSE.contains(&name.as_str()) {
                        take(value);
                        value.as_array().into_iter().flatten().for_each(&mut take);
                    }
                    open.push(value);
                }
            }
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    out
}

/// The text of elements, and what only screen readers say.
#[cfg(feature = "html")]
fn of_elements(text: &str) -> String {
    let document = crate::laws_html::checked(text);
    let mut out = String::new();
    for node in document.descendants() {
        if node.tag_name().name() == "style"
            || node
                .parent()
                .is_some_and(|of| of.tag_name().name() == "style")
        {
            continue;
        }
        if node.is_text() {
            out.push_str(node.text().unwrap_or_default());
        }
        let labels = node.attributes().filter(|of| of.name() == "aria-label");
        for label in labels {
            out.push('\n');
            out.push_str(label.value());
            out.push('\n');
        }
        if node.is_element() && node.tag_name().name() != "bdi" {
            out.push(' ');
        }
    }
    out
}

/// Without the marks that keep directions apart, and with single spaces.
fn plain(text: &str) -> String {
    let marks = [
        '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}',
    ];
    unbroken(&text.replace(marks, "").replace('\\', ""))
}

/// Names that are those of nothing else.
fn named() -> BoxedStrategy<String> {
    "Zq[0-9]{1,3}".boxed()
}

/// An explanation of two generated formulas, where there is one.
fn explained(pair: &formula::Pair) -> Option<Explanation> {
    explain((&pair.before, &pair.a), (&pair.after, &pair.b)).ok()
}

// -------------------------------------------------------------------------------------------------------- laws

/// Labels of the generated formulas, which are names.
const LABELS: [&str; 4] = ["low", "mid", "high", "generated"];

/// No English in what is said in another language, but for the score's name and labels.
fn has_no_english(message: &Message) {
    for language in OTHERS.iter() {
        let told = message.localize(language.0);
        for (form, text) in read_in_forms(&told) {
            let leaked: Vec<String> = leaked(&text, language)
                .into_iter()
                .filter(|word| {
                    !LABELS.contains(&word.as_str()) && message.score.to_lowercase() != *word
                })
                .collect();
            let tag = language.0.tag();
            assert!(leaked.is_empty(), "{tag}, {form}: {leaked:?} in {text}");
        }
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn no_english_stands_in_another_language(
        made in made(named(), 1_000_000_000),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
    ) {
        let why = made_plain(&made);
        has_no_english(&Presenter::new(audience).disclosure(policy).message(&why));
    }

    #[test]
    fn no_english_stands_in_another_language_for_what_the_engine_explains(
        pair in formula::pair(12),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
    ) {
        let Some(why) = explained(&pair) else { return Ok(()) };
        let message = Presenter::new(audience)
            .disclosure(policy)
            .labels(|place| place.last().map(|name| format!("Zq{}", name.len())))
            .message(&why);
        has_no_english(&message);
    }

    #[test]
    fn no_english_stands_in_another_language_for_a_population(
        made in laws_impact_told::made(named(), 1e7),
        audience in select(&AUDIENCES[..]),
        gate in gate(),
    ) {
        let Some(impact) = made.impact() else { return Ok(()) };
        let outcome = gate.check(&impact);
        let presenter = Presenter::new(audience)
            .subjects("Zq1", "Zq2")
            .labels(|_| Some("Zq3".to_owned()))
            .gate(&outcome);
        has_no_english(&presenter.message(&impact));
    }
}

/// Only what an engine can say: labels of the generator may be anything.
fn made_plain(made: &Made) -> Explanation {
    let mut why = made.explanation();
    for cell in why.causes.iter_mut().flat_map(|cause| &mut cause.places) {
        for figure in [&mut cell.before, &mut cell.after] {
            if matches!(figure, scoreshift::diff::Value::Label(_)) {
                *figure = scoreshift::diff::Value::Label("Zq7".into());
            }
        }
    }
    why
}

/// Gates with conditions of every kind, strict and not.
fn gate() -> impl Strategy<Value = scoreshift::impact::Gate> {
    use scoreshift::impact::{Condition, Gate};
    let within =
        || prop_oneof![2 => Just(None), 1 => Just(Some(("Zq1".to_owned(), "Zq2".to_owned())))];
    let share = || prop_oneof![Just(0.0), 0.0..0.2_f64];
    let condition = prop_oneof![
        (prop_oneof![Just(0.0), 0.0..30.0_f64], share(), within()).prop_map(
            |(by_more_than, share, within)| Condition::Falling {
                by_more_than,
                share,
                within
            }
        ),
        (prop_oneof![Just(0.0), 0.0..30.0_f64], share(), within()).prop_map(
            |(by_more_than, share, within)| Condition::Rising {
                by_more_than,
                share,
                within
            }
        ),
        (0.0..5.0_f64, within())
            .prop_map(|(points, within)| Condition::LargestFall { points, within }),
        (0.0..5.0_f64, within())
            .prop_map(|(points, within)| Condition::LargestRise { points, within }),
        (-1.0..0.0_f64, 0.0..1.0_f64, within())
            .prop_map(|(from, to, within)| Condition::MeanMove { from, to, within }),
        (0.9..1.0_f64, within())
            .prop_map(|(at_least, within)| Condition::RankCorrelation { at_least, within }),
        ("Zq[0-9]{1,3}", share(), within()).prop_map(|(band, share, within)| Condition::Leaving {
            band,
            share,
            within
        }),
        (share(), within()).prop_map(|(share, within)| Condition::Lost { share, within }),
        share().prop_map(|share| Condition::Failures { share }),
    ];
    proptest::collection::vec(condition, 0..6).prop_map(|conditions| Gate::new(conditions).unwrap())
}

/// The ids of sentences that say that a limit holds something.
const HELD: [&str; 6] = [
    "score-held",
    "score-held-plain",
    "held",
    "held-at",
    "held-plain",
    "more-held",
];

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn a_limit_is_said_to_hold_something_only_where_it_does_in_every_language_and_form(
        pair in formula::pair(12),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
    ) {
        let Some(why) = explained(&pair) else { return Ok(()) };
        let message = Presenter::new(audience)
            .disclosure(policy)
            .labels(|place| Some(place.to_string()))
            .message(&why);
        let after = Recorded::of(&pair.after.breakdown(&pair.b).unwrap());
        prop_assert!(caps_hold(&message, &after), "{:#?}\n{}", message.notes, after_of(&pair));
        let is_held = |id: &str| HELD.contains(&id);
        let held = message.notes.iter().filter(|note| is_held(note.sentence.id())).count();
        for language in &LANGUAGES[..TAGS.len()] {
            let told = message.localize(language);
            let said: Vec<&str> = told.notes.iter().filter(|note| is_held(note.kind)).map(|note| note.sentence.as_str()).collect();
            prop_assert_eq!(said.len(), held);
            // What every such sentence begins or ends with is nowhere else.
            let sign = plain(&language.say(&SCORE_HELD, Voice::Subject));
            for (form, text) in read_in_forms(&told) {
                let text = plain(&text);
                for said in &said {
                    prop_assert!(text.contains(&plain(said)), "{}: {} in {}", form, said, text);
                }
                let is_said = said.iter().any(|said| plain(said) == sign);
                prop_assert!(is_said || !text.contains(&sign), "{}: {}", form, text);
            }
        }
    }

    #[test]
    fn shares_are_read_in_every_language_and_form_as_they_add_up(
        pair in formula::pair(12),
        audience in select(&AUDIENCES[..]),
    ) {
        let Some(why) = explained(&pair) else { return Ok(()) };
        let message = Presenter::new(audience)
            .disclosure(Disclosure::new().internals())
            .labels(|place| Some(place.to_string()))
            .message(&why);
        let shares = told_shares(&message);
        for language in &LANGUAGES[..TAGS.len()] {
            let told = message.localize(language);
            let mut sums: BTreeMap<(String, usize, u8), i128> = BTreeMap::new();
            for (part, before, after) in &shares {
                for (side, share) in [before, after].into_iter().enumerate() {
                    let written = language.percent(*share);
                    let mean = part.rsplit_once('.').map_or("", |(mean, _)| mean).to_owned();
                    let digits = written.replace(['+', '−'], "");
                    if share.is != PercentIs::Less {
                        *sums.entry((mean, side, share.digits.decimals)).or_default() += size(&digits);
                    }
                    for (form, text) in read_in_forms(&told) {
                        prop_assert!(plain(&text).contains(&plain(&written)), "{}: {} in {}", form, written, text);
                    }
                }
            }
            for ((mean, _, decimals), sum) in sums {
                let of_mean = why.causes.iter().flat_map(|cause| &cause.places).filter(|cell| cell.id.to_string().rsplit_once('.').map_or("", |(mean, _)| mean) == mean);
                // Parts of two means under one name are not shares of one whole.
                let parts: BTreeSet<String> = of_mean.map(|cell| cell.id.to_string()).collect();
                let real: f64 = real_shares(&why, &parts);
                prop_assert!(real > 1.0 + 1e-9 || sum <= 100 * 10_i128.pow(u32::from(decimals)), "{}: {:?}", mean, shares);
            }
        }
    }

    #[test]
    fn causes_by_place_and_places_add_up_as_they_are_read_in_every_language(
        made in made(named(), 1_000_000_000),
        audience in select(&AUDIENCES[..]),
    ) {
        let message = Presenter::new(audience).message(&made.explanation());
        for language in &LANGUAGES[..TAGS.len()] {
            let told = message.localize(language);
            let moved = read(&told.moved.text);
            crate::languages::adds_up(&told);
            let Some(places) = told.places.as_ref().filter(|places| !places.rows.is_empty()) else { continue };
            let causes: Vec<_> = told.sections.iter().flat_map(|section| &section.rows).collect();
            let hides = |row: &&scoreshift::present::Row<String>| {
                let named = row.rows.iter().filter(|inner| inner.kind != RowKind::Other);
                named.map(|inner| read(inner.amount.text())).sum::<i128>() != read(row.amount.text())
            };
            prop_assert_eq!(places.rows.iter().map(|row| read(row.amount.text())).sum::<i128>(), moved);
            for place in places.rows.iter().filter(|row| row.kind == RowKind::Place) {
                let id = place.id.strip_prefix("place/").unwrap();
                let mut sum = Some(0);
                for cause in &causes {
                    let inner = cause.rows.iter().find(|inner| inner.id == format!("{}/{id}", cause.id));
                    sum = match inner {
                        Some(inner) => sum.map(|sum| sum + read(inner.amount.text())),
                        None if hides(cause) => None,
                        None => sum,
                    };
                }
                if let Some(sum) = sum {
                    prop_assert_eq!(sum, read(place.amount.text()), "{} in {}", id, told.text());
                }
            }
        }
    }
}

static SCORE_HELD: LazyLock<Sentence> = LazyLock::new(|| {
    let is_one = |sentence: &&Sentence| sentence.id() == "score-held-plain";
    SAMPLES.iter().find(is_one).unwrap().clone()
});

fn after_of(pair: &formula::Pair) -> String {
    format!("{:?}", pair.after)
}

/// The digits of a share as one number, whichever digits they are.
fn size(written: &str) -> i128 {
    let digit = |c: char| {
        let arabic = u32::from(c).checked_sub(0x660).filter(|digit| *digit < 10);
        c.to_digit(10).or(arabic)
    };
    let digits = written.chars().filter_map(digit);
    digits.fold(0, |sum, digit| 10 * sum + i128::from(digit))
}

/// What these parts count together, on the side where it is more.
fn real_shares(why: &Explanation, parts: &BTreeSet<String>) -> f64 {
    let mut sides: [BTreeMap<String, f64>; 2] = Default::default();
    let cells = why.causes.iter().flat_map(|cause| &cause.places);
    for cell in cells.filter(|cell| cell.kind == scoreshift::diff::EffectKind::Weight) {
        let id = cell.id.to_string();
        if parts.contains(&id) {
            for (side, figure) in sides.iter_mut().zip([&cell.before, &cell.after]) {
                side.extend(figure.number().map(|share| (id.clone(), share)));
            }
        }
    }
    let sums = sides.map(|side| side.values().sum::<f64>());
    sums[0].max(sums[1])
}

// ------------------------------------------------------------------------------------------------- 80 columns

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn a_terminal_of_80_columns_holds_every_line_however_long_names_are(
        made in made(prop_oneof![3 => "[a-z]{1,8}", 1 => "[a-ząż名ع ]{0,200}", 1 => "[a-z]{70,300}"].boxed(), 100_000_000_000_000),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
        width in select(vec![80_usize, 80, 60, 120]),
    ) {
        let message = Presenter::new(audience).disclosure(policy).message(&made.explanation());
        for language in LANGUAGES.iter() {
            let text = message.localize(language).text().width(width).to_string();
            for line in text.lines() {
                prop_assert!(line.width() <= width, "{}: {:?}", language.tag(), line);
            }
        }
    }

    #[test]
    fn a_terminal_of_80_columns_holds_every_line_of_a_population(
        made in laws_impact_told::made(prop_oneof![2 => "[a-z]{1,8}", 1 => "[a-zż名 ]{60,200}"].boxed(), 1e7),
        audience in select(&AUDIENCES[..]),
        gate in gate(),
    ) {
        let Some(impact) = made.impact() else { return Ok(()) };
        let outcome = gate.check(&impact);
        let message = Presenter::new(audience).gate(&outcome).message(&impact);
        for language in LANGUAGES.iter() {
            let text = message.localize(language).text().width(80).to_string();
            for line in text.lines() {
                prop_assert!(line.width() <= 80, "{}: {:?}", language.tag(), line);
            }
        }
    }
}
