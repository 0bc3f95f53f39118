//! Every message in every language that is shipped, and what apps may write over them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::LazyLock,
};

use proptest::{prelude::*, sample::select};
use scoreshift::{
    ScoringModel as _, at,
    influence::{self, Profile},
    present::{
        Audience, Band, Catalogue, CatalogueError, Digits, Disclosure, English, Language,
        LocalizedMessage, Message, Presenter, Row, Sentence, Sign, TextDirection, Voice,
    },
};

use crate::{
    hostile::first_hidden,
    laws_present::{AUDIENCES, config, hostile, hostile_made, is_only_text, lines, plain_made},
    presented::{is_as_before, open},
};

pub(crate) const VOICES: [Voice; 2] = [Voice::You, Voice::Subject];

/// What is shipped, and the numbers of a country.
pub(crate) const TAGS: [&str; 6] = ["en", "de", "pl", "ar", "ar-EG", "de-CH"];

pub(crate) static LANGUAGES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
    let shipped = TAGS.map(|tag| Catalogue::shipped(tag).unwrap().isolating(false));
    let isolating = TAGS.map(|tag| Catalogue::shipped(tag).unwrap().isolating(true));
    shipped.into_iter().chain(isolating).collect()
});

pub(crate) static SAMPLES: LazyLock<Vec<Sentence>> = LazyLock::new(Sentence::samples);

fn drop() -> Message {
    told_to(Audience::Person)
}

fn told_to(audience: Audience) -> Message {
    let marketer: Profile =
        serde_json::from_str(include_str!("../../examples/profiles/marketer.json")).unwrap();
    let why = influence::lineage()
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    open(audience).message(&why)
}

fn with(messages: &str) -> Result<Catalogue, CatalogueError> {
    Catalogue::shipped("de").unwrap().with(messages)
}

// ------------------------------------------------------------------------------------------------ what is shipped

#[test]
fn english_messages_say_what_english_without_fluent_says() {
    let messages = Catalogue::shipped("en").unwrap();
    for sentence in Sentence::samples() {
        for voice in VOICES {
            let (found, wanted) = (
                messages.say(&sentence, voice),
                English.say(&sentence, voice),
            );
            assert_eq!(found, wanted, "{sentence:?}");
        }
    }
    for band in [Band::Large, Band::Medium, Band::Small, Band::Nothing] {
        for sign in [Sign::Minus, Sign::Zero, Sign::Plus] {
            assert_eq!(messages.band(band, sign), English.band(band, sign));
        }
    }
    let clauses = ["one", "two", "three"].map(str::to_owned);
    for count in 1..=clauses.len() {
        let clauses = &clauses[..count];
        assert_eq!(messages.clauses(clauses), English.clauses(clauses));
    }
    for audience in AUDIENCES {
        let message = told_to(audience);
        assert_eq!(message.localize(&messages), message.localize(&English));
    }
}

/// Words of English that are words of no other language that is shipped.
const ENGLISH: [&str; 23] = [
    "the", "would", "from", "counts", "your", "their", "them", "changed", "more", "less", "with",
    "value", "without", "instead", "before", "after", "method", "fall", "rise", "nothing", "is",
    "and", "of",
];

#[test]
fn every_message_is_told_in_every_language() {
    for tag in Catalogue::languages() {
        let language = Catalogue::shipped(tag).unwrap();
        assert_eq!(language.missing(), BTreeSet::new(), "{tag}");
        for sentence in Sentence::samples() {
            for voice in VOICES {
                let told = language.say(&sentence, voice);
                assert!(
                    !told.is_empty() && told.trim() == told,
                    "{tag}: {sentence:?}: {told:?}"
                );
                for odd in [
                    "{", "}", "$", "  ", "\n", " .", " ,", "..", "()", "„“", "„”", "«»",
                ] {
                    assert!(!told.contains(odd), "{tag}: {sentence:?}: {told:?}");
                }
                let words = told.split(|c: char| !c.is_alphanumeric());
                let words: Vec<String> = words.map(str::to_lowercase).collect();
                let is_english = words.iter().any(|word| ENGLISH.contains(&word.as_str()));
                assert!(!is_english || tag == "en", "{tag}: {told}");
            }
        }
    }
}

/// The sentence's arguments are all in its words, where they are to be read.
#[test]
fn nothing_that_stands_in_a_sentence_is_left_out() {
    use scoreshift::present::Argument;
    for language in &LANGUAGES[..4] {
        for sentence in Sentence::samples() {
            let english = English.say(&sentence, Voice::You);
            let told = language.say(&sentence, Voice::You);
            for (name, argument) in sentence.arguments() {
                let (here, there) = match argument {
                    Argument::Number(digits) => (language.number(digits), English.number(digits)),
                    Argument::Points(digits) => (language.points(digits), English.points(digits)),
                    Argument::Text(text) if name != "key" => (text.to_owned(), text.to_owned()),
                    Argument::List([first, ..]) => (first.clone(), first.clone()),
                    _ => continue,
                };
                // A move of nothing is told as such.
                if english.contains(&there) && !(name == "moved" && there == "0") {
                    assert!(told.contains(&here), "{}: {name}: {told}", language.tag());
                }
            }
        }
    }
}

#[test]
fn every_count_has_its_plural() {
    let count = |sentence: &Sentence| match sentence {
        Sentence::OtherChanges { count, .. } => Some(*count),
        _ => None,
    };
    let told = |tag: &str| -> BTreeMap<u64, String> {
        let language = Catalogue::shipped(tag).unwrap().isolating(false);
        let samples = Sentence::samples();
        let counted = samples.iter().filter_map(|sentence| {
            let count = count(sentence)?;
            Some((count, language.say(sentence, Voice::You)))
        });
        counted.collect()
    };
    let polish = told("pl");
    assert_eq!(polish[&1], "Jedna mniejsza zmiana.");
    assert_eq!(polish[&2], "2 mniejsze zmiany łącznie.");
    assert_eq!(polish[&5], "5 mniejszych zmian łącznie.");
    assert_eq!(polish[&21], "21 mniejszych zmian łącznie.");
    let arabic = told("ar");
    assert_eq!(arabic[&1], "تغيير أصغر واحد.");
    assert_eq!(arabic[&2], "تغييران أصغران معًا.");
    assert_eq!(arabic[&3], "3 تغييرات أصغر معًا.");
    assert_eq!(arabic[&11], "11 تغييرًا أصغر معًا.");
    assert_eq!(arabic[&100], "100 تغيير أصغر معًا.");
    assert_eq!(told("ar-EG")[&11], "١١ تغييرًا أصغر معًا.");
    assert_eq!(told("de")[&10_000], "10.000 kleinere Änderungen zusammen.");
    assert_eq!(
        told("de-CH")[&10_000],
        "10'000 kleinere Änderungen zusammen."
    );
}

#[test]
fn numbers_are_those_of_the_country() {
    let number = Digits::of(-1_234_567.25).unwrap();
    let tiny = Digits::of(-1.5e-7).unwrap();
    for (tag, plain, power) in [
        ("en", "−1,234,567.25", "−1.5 × 10⁻⁷"),
        ("de", "−1.234.567,25", "−1,5 × 10⁻⁷"),
        ("de-AT", "−1\u{a0}234\u{a0}567,25", "−1,5 × 10⁻⁷"),
        ("pl", "−1\u{a0}234\u{a0}567,25", "−1,5 × 10⁻⁷"),
        ("ar", "\u{200e}−1,234,567.25", "\u{200e}−1.5 × 10⁻⁷"),
        ("ar-EG", "\u{61c}−١٬٢٣٤٬٥٦٧٫٢٥", "\u{61c}−١٫٥ × 10⁻⁷"),
    ] {
        let language = Catalogue::shipped(tag).unwrap();
        assert_eq!(
            (language.number(number), language.number(tiny)),
            (plain.into(), power.into())
        );
        assert_eq!(
            language
                .points(number.size())
                .replace(['\u{200e}', '\u{61c}'], "")
                .chars()
                .next(),
            Some('+')
        );
    }
}

#[test]
fn the_marketers_drop_in_every_language() {
    let mut found = String::new();
    for (tag, words) in [
        ("de", include_str!("../../examples/languages/de.ftl")),
        ("pl", include_str!("../../examples/languages/pl.ftl")),
        ("ar", include_str!("../../examples/languages/ar.ftl")),
    ] {
        let language = Catalogue::shipped(tag).unwrap().with(words).unwrap();
        for (reader, audience) in [
            ("the person scored", Audience::Person),
            ("an agent", Audience::Agent),
            ("an auditor", Audience::Auditor),
        ] {
            let message = told_to(audience);
            assert_eq!(language.missing_in(&message), BTreeSet::new());
            let text = message.localize(&language).text().to_string();
            let _ = write!(found, "════ {tag}: {reader}: text\n\n{text}\n\n");
        }
        let markdown = told_to(Audience::Person)
            .localize(&language)
            .markdown()
            .to_string();
        let _ = write!(
            found,
            "════ {tag}: the person scored: Markdown\n\n{markdown}\n\n"
        );
        let isolating = Catalogue::shipped(tag)
            .unwrap()
            .with(words)
            .unwrap()
            .isolating(true);
        let json = told_to(Audience::Person)
            .localize(&isolating)
            .json()
            .to_string();
        let json = json.replace('\u{2068}', "⟦").replace('\u{2069}', "⟧");
        let _ = write!(
            found,
            "════ {tag}: the person scored, isolated: JSON\n\n{json}\n\n"
        );
    }
    is_as_before("marketer_languages", &found);
}

#[test]
fn what_is_told_knows_its_language_and_direction() {
    let told = |tag: &str| drop().localize(&Catalogue::shipped(tag).unwrap());
    let knows = |told: &LocalizedMessage| (told.language.clone(), told.direction);
    assert_eq!(
        knows(&told("de")),
        ("de".to_owned(), TextDirection::LeftToRight)
    );
    assert_eq!(
        knows(&told("ar-EG")),
        ("ar-EG".to_owned(), TextDirection::RightToLeft)
    );
    // However a line begins, it runs from right to left.
    assert!(
        told("ar")
            .text()
            .to_string()
            .lines()
            .all(|line| line.starts_with('\u{200f}') || line.is_empty())
    );
    assert!(
        told("ar")
            .text()
            .width(40)
            .to_string()
            .lines()
            .all(|line| line.starts_with('\u{200f}') || line.is_empty())
    );
    assert!(!told("de").text().to_string().contains('\u{200f}'));
    // Marks that keep scripts apart are kept in Markdown, and not shown.
    let markdown = told("ar").markdown().to_string();
    assert!(
        markdown.contains("\n- \u{200f}**\u{200e}−19** "),
        "{markdown}"
    );
}

// --------------------------------------------------------------------------------------------- what apps may write

#[test]
fn an_apps_messages_go_over_the_shipped_ones() {
    let language = with(
        "\
        moved = Der Wert ist um { $moved_size ->\n\
        \x20   [one] { $moved_size } Punkt\n\
        \x20  *[other] { $moved_size } Punkte\n\
        \x20 } auf { $after } gefallen.\n\
        change-active-audience = Wer nie reagiert,\n  zählt nicht mehr.\n\
        label-facebook = gesichtsbuch\n\
        -brand = Punktestand\n\
        changes = Neues beim { -brand }\n",
    )
    .unwrap();
    let message = drop();
    let told = message.localize(&language);
    assert_eq!(
        told.headline[1..],
        ["Der Wert ist um 17 Punkte auf 54 gefallen."]
    );
    let text = told.text().to_string();
    assert!(text.contains("Neues beim Punktestand:\n"), "{text}");
    assert!(
        text.contains("  Wer nie reagiert, zählt nicht mehr.\n"),
        "{text}"
    );
    assert!(text.contains("       Gesichtsbuch −14: "), "{text}");
    let missing = language.missing_in(&message);
    let wanted = [
        "change-equal-network-weight",
        "change-recalibration",
        "title-active-audience",
        "title-equal-network-weight",
        "title-recalibration",
    ];
    assert_eq!(missing, wanted.map(str::to_owned).into());
}

#[test]
fn what_a_language_does_not_have_is_told_in_english_and_reported() {
    let dutch = Catalogue::empty("nl")
        .unwrap()
        .with("changes = Wat wij veranderd hebben\n")
        .unwrap();
    let missing = dutch.missing();
    assert!(
        missing.contains("moved") && missing.contains("percent") && !missing.contains("changes")
    );
    assert!(
        Sentence::IDS
            .iter()
            .all(|id| *id == "changes" || missing.contains(id))
    );
    let told = drop().localize(&dutch);
    assert_eq!(
        (told.language.as_str(), &told.headline),
        ("nl", &drop().localize(&English).headline)
    );
    assert!(
        told.text()
            .to_string()
            .contains("Wat wij veranderd hebben:\n")
    );
    assert!(Catalogue::empty("he").unwrap().direction() == TextDirection::RightToLeft);
}

#[test]
fn a_wrong_message_is_told_with_its_place() {
    for (messages, told) in [
        (
            "changes = A\n\nplace = { $nmae }",
            "line 3: `place` uses $nmae; it can use $name, $voice",
        ),
        ("chagnes = A", "line 1: `chagnes` is the id of no message"),
        (
            "change-x = { $count }",
            "line 1: `change-x` uses $count; it can use $voice",
        ),
        ("place = A\nplace = B", "line 2: `place` is there twice"),
        (
            "# A word\nplace = { -brand }",
            "line 2: `place` refers to `-brand`, which is nowhere",
        ),
        (
            "place = { NUMBER($name) }",
            "line 1: `place` calls NUMBER(), and there are no functions",
        ),
        ("place =\n    .title = A", "line 1: `place` has no text"),
        (
            "place = A { changes }\nchanges = { place }",
            "line 1: `place` refers to itself through `place`",
        ),
        (
            "-a = { -b }\n-b = { -a }",
            "line 1: `-a` refers to itself through `-a`",
        ),
        (
            "part-a = { part-b }\npart-b = { part-a }\nplace = { part-a }",
            "line 3: `place` refers to itself through `part-a`",
        ),
        (
            "-a = { $name }\nplace = { -a }",
            "line 1: `-a` shows $name in a term, which can only choose by it",
        ),
        (
            "-a = A\n-b = { -a } { $case ->\n   *[x] B\n }\nplace = { -b(case: \"x\") }",
            "line 2: `-b` chooses by $case in a term, after another term",
        ),
        (
            "place = A { $name",
            "line 1: Expected a token starting with \"}\"",
        ),
        (
            "changes = A\nplace : B",
            "line 2: Expected a token starting with \"=\"",
        ),
        (
            "place = { $name ->\n    [a] A\n }",
            "line 3: The select expression must have a default variant",
        ),
        (
            "place = A\u{202e}B",
            "line 1: `place` has the character \\u{202e}, which is not text",
        ),
        (
            "place = A { \"\\u2066\" }",
            "line 1: `place` has the character \\u{2066}, which is not text",
        ),
        (
            "place = { 1 ->\n   *[one] A\n }",
            "line 1: `place` chooses by something that is no variable",
        ),
        (
            "place = { 1000000000000000000000000.1 }",
            "line 1: `place` has the number 1000000000000000000000000.1, which is too long",
        ),
    ] {
        let error = with(messages).unwrap_err().to_string();
        assert_eq!(error, format!("messages in `de`, {told}"), "{messages}");
    }
}

#[test]
fn messages_that_grow_without_bounds_are_refused() {
    let pieces = format!("place = {}", "{ $name } ".repeat(101));
    assert!(
        with(&pieces)
            .unwrap_err()
            .to_string()
            .ends_with("is put together of too many pieces")
    );
    // Each piece twice the one before: a billion laughs.
    let mut laughs = "part-0 = ha\n".to_owned();
    for level in 1..40 {
        let _ = writeln!(
            laughs,
            "part-{level} = {{ part-{0} }}{{ part-{0} }}",
            level - 1
        );
    }
    laughs.push_str("place = { part-39 }\n");
    assert!(
        with(&laughs)
            .unwrap_err()
            .to_string()
            .ends_with("is put together of too many pieces")
    );
    for deep in [
        "{ ".repeat(100_000),
        "{ A(".repeat(50_000),
        format!("{{ {}", "A(".repeat(100_000)),
    ] {
        let error = with(&format!("changes = A\nplace = {deep}"))
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "messages in `de`, line 2: braces are nested too deep"
        );
    }
}

#[test]
fn a_language_that_is_not_shipped_is_refused_with_what_is() {
    let refused = |tag: &str| Catalogue::shipped(tag).unwrap_err().to_string();
    assert_eq!(
        refused("fr"),
        "no messages are shipped in `fr`; there are messages in ar, de, en, pl"
    );
    for tag in ["", "x", "de_DE_", "ar-u-nu-latn", "und", "Deutsch!", "<b>"] {
        assert_eq!(
            refused(tag),
            format!("`{tag}` is no language tag such as `de` or `ar-EG`")
        );
    }
    assert_eq!(Catalogue::shipped("DE-at").unwrap().tag(), "de-AT");
}

#[test]
fn a_catalogue_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Catalogue>();
    shared::<CatalogueError>();
}

// ------------------------------------------------------------------------------------------------------------ laws

/// The points as a reader of the language reads them, in units of the last shown digit.
pub(crate) fn read(points: &str) -> i128 {
    let digit = |c: char| {
        c.to_digit(10).or_else(|| {
            (u32::from(c))
                .checked_sub(0x660)
                .filter(|digit| *digit < 10)
        })
    };
    let size = points
        .chars()
        .filter_map(digit)
        .fold(0, |sum, digit| 10 * sum + i128::from(digit));
    let marks: String = points.chars().filter(|c| matches!(c, '+' | '−')).collect();
    match marks.as_str() {
        "" => assert_eq!(size, 0, "{points}"),
        "+" | "−" => assert!(size > 0, "{points}"),
        _ => panic!("{points}"),
    }
    if marks == "−" { -size } else { size }
}

pub(crate) fn adds_up(told: &LocalizedMessage) {
    fn sum(rows: &[Row<String>]) -> i128 {
        rows.iter().map(|row| read(row.amount.text())).sum()
    }
    let moved = read(&told.moved.text);
    let sections = told
        .sections
        .iter()
        .map(|section| read(section.amount.text()));
    assert_eq!(sections.sum::<i128>(), moved, "{told:#?}");
    assert!(
        told.sections
            .iter()
            .all(|section| sum(&section.rows) == read(section.amount.text()))
    );
    for places in told.places.iter().filter(|places| !places.rows.is_empty()) {
        assert_eq!(sum(&places.rows), moved, "{told:#?}");
    }
    let mut rows: Vec<&Row<String>> = told
        .sections
        .iter()
        .flat_map(|section| &section.rows)
        .collect();
    while let Some(row) = rows.pop() {
        assert!(
            row.rows.is_empty() || sum(&row.rows) == read(row.amount.text()),
            "{row:#?}"
        );
        if let Some(shown) = row.amount.shown() {
            assert_eq!(read(row.amount.text()), i128::from(shown.units));
        }
        rows.extend(&row.rows);
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn what_is_shown_adds_up_in_every_language(made in hostile_made(), audience in select(&AUDIENCES[..])) {
        let message = Presenter::new(audience).message(&made.explanation());
        for language in LANGUAGES.iter() {
            let told = message.localize(language);
            adds_up(&told);
            let text = told.text().to_string();
            if !told.sections.is_empty() {
                prop_assert!(text.contains(&told.headline[0]));
            }
        }
    }

    #[test]
    fn no_name_breaks_a_text_in_any_language(made in hostile_made(), audience in select(&AUDIENCES[..]), is_banded in any::<bool>()) {
        let policy = if is_banded { Disclosure::new().banded() } else { Disclosure::new().internals() };
        let message = Presenter::new(audience).disclosure(policy).message(&made.explanation());
        for (index, language) in LANGUAGES.iter().enumerate() {
            let is_isolating = index >= TAGS.len();
            let told = message.localize(language);
            let (text, markdown) = (told.text().to_string(), told.markdown().to_string());
            prop_assert_eq!(text.lines().count(), lines(&told), "{}", text);
            is_only_text(&markdown);
            // Of a language's own marks, those of Arabic are in its numbers and before its lines.
            let ours = ['\u{2068}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}'];
            prop_assert_eq!(first_hidden(&text, &ours), None, "{:?}", text);
            prop_assert_eq!(first_hidden(&markdown, &ours), None, "{:?}", markdown);
            let mut depth = 0_i32;
            for c in text.chars() {
                match c {
                    '\u{2068}' => depth += 1,
                    '\u{2069}' => depth -= 1,
                    '\n' => prop_assert_eq!(depth, 0),
                    _ => {}
                }
                prop_assert!(depth >= 0 && (is_isolating || depth == 0), "{:?}", text);
            }
            prop_assert_eq!(depth, 0);
        }
    }

    #[test]
    fn isolation_only_adds_marks(made in plain_made(), audience in select(&AUDIENCES[..])) {
        let message = Presenter::new(audience).message(&made.explanation());
        let (plain, isolating) = LANGUAGES.split_at(TAGS.len());
        for (plain, isolating) in plain.iter().zip(isolating) {
            let bare = message.localize(isolating).json().to_string().replace(['\u{2068}', '\u{2069}'], "");
            prop_assert_eq!(bare, message.localize(plain).json().to_string());
        }
    }

    #[test]
    fn no_number_is_too_large(units in any::<i64>(), decimals in 0..=6_u8, count in any::<u64>()) {
        let micro = Digits::of(f64::from_bits(count)).unwrap_or_default();
        let scale = scoreshift::Scale::unbounded().decimals(decimals);
        let points = Digits::points(&scale, units);
        for language in &LANGUAGES[..TAGS.len()] {
            prop_assert_eq!(read(&language.points(points)), i128::from(units));
            prop_assert!(!language.number(micro).is_empty());
        }
    }
}

/// Pieces that messages are made of, and some that they are not.
fn piece() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "place",
        "changes",
        "part-a",
        "part-b",
        "-term",
        "moved",
        " = ",
        "{ ",
        " }",
        "$name",
        "$voice",
        " ->\n",
        "    [one] ",
        "   *[other] ",
        "\n",
        "    .title = ",
        "\"",
        "\\u202e",
        "# ",
        "(",
        ")",
        "a: 1",
        "1.0",
        "99999999999999999999",
        "NUMBER",
        "{ place }",
        "{ part-a }",
        "{ -term }",
        "{ $name }",
        "{ -term.title }",
        "{{ $name }}",
        "\r\n",
        "\t",
        "\u{0}",
    ]);
    prop_oneof![8 => pieces.prop_map(str::to_owned), 1 => hostile()]
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn whatever_an_app_writes_is_an_error_or_can_be_told(pieces in proptest::collection::vec(piece(), 1..40)) {
        if let Ok(language) = with(&pieces.concat()) {
            let written = ["place", "changes", "moved"];
            for sentence in SAMPLES.iter().filter(|sentence| written.contains(&sentence.id())) {
                let told = language.say(sentence, Voice::You);
                prop_assert!(told.chars().all(|c| !c.is_control()), "{:?}", told);
            }
        }
    }
}

// ------------------------------------------------------------------------------------- the words of the built-in family

/// The shipped profiles, by file name.
fn profiles() -> Vec<(String, Profile)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/profiles");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let file = file.unwrap().path();
            let text = std::fs::read_to_string(&file).unwrap();
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect();
    found.sort_by(|(a, _): &(String, Profile), (b, _)| a.cmp(b));
    found
}

/// The names of the family's formulas, as they stand at the end of places; those that people gave are not among them.
fn words_of_the_family() -> BTreeSet<String> {
    let lineage = influence::lineage();
    let mut words = BTreeSet::new();
    let mut given = BTreeSet::new();
    let mut take = |place: &scoreshift::formula::Path| {
        let names: Vec<&str> = place.segments().collect();
        match names.as_slice() {
            [scope, .., last] => {
                given.insert((*scope).to_owned());
                words.insert((*last).to_owned());
            }
            [only] => {
                words.insert((*only).to_owned());
            }
            [] => {}
        }
    };
    let profiles = profiles();
    for (_, profile) in &profiles {
        for release in lineage.releases() {
            let recorded = release.model().breakdown(profile).unwrap();
            recorded.leaves().for_each(|leaf| take(&leaf.path));
        }
        for other in [&profiles[0].1, profile] {
            let why = lineage
                .explain(at("1.0.0", other), at("3.0.0", profile))
                .unwrap();
            let cells = why.causes.iter().flat_map(|cause| &cause.places);
            cells.for_each(|cell| take(&cell.id));
        }
    }
    words.retain(|word| !given.contains(word));
    words
}

/// What an app adds to a language for the family.
fn messages_of_the_family(tag: &str) -> String {
    let file = format!(
        "{}/examples/languages/{tag}.ftl",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn every_word_of_the_family_and_of_the_shipped_profiles_is_labelled_in_every_language() {
    let words = words_of_the_family();
    for known in [
        "reach",
        "strength",
        "reactions",
        "active audience",
        "weight of different people",
    ] {
        assert!(words.contains(known), "{known} is not in {words:?}");
    }
    let slug = |word: &str| word.to_lowercase().replace(' ', "-");
    let lineage = influence::lineage();
    for tag in ["de", "pl", "ar"] {
        let messages = messages_of_the_family(tag);
        let has = |id: &str| {
            messages
                .lines()
                .any(|line| line.starts_with(&format!("{id} = ")))
        };
        let mut ids: Vec<String> = words
            .iter()
            .map(|word| format!("label-{}", slug(word)))
            .collect();
        for change in lineage.releases().flat_map(scoreshift::Release::changes) {
            ids.extend(
                ["change", "upcoming", "title"].map(|kind| format!("{kind}-{}", change.key)),
            );
        }
        ids.push("label-influence".to_owned());
        let missing: Vec<String> = ids.into_iter().filter(|id| !has(id)).collect();
        assert!(missing.is_empty(), "{tag}: {missing:?}");
    }
}

/// Words that only English has, of the messages and of the family.
#[test]
fn no_story_of_the_family_has_english_in_another_language() {
    let english: BTreeSet<String> = words_of_the_family()
        .iter()
        .flat_map(|words| words.split(' '))
        .chain(ENGLISH)
        .map(str::to_owned)
        .collect();
    let lineage = influence::lineage();
    for tag in ["de", "pl", "ar"] {
        let messages = messages_of_the_family(tag);
        let language = Catalogue::shipped(tag).unwrap().with(&messages).unwrap();
        for (name, profile) in profiles() {
            let day = "2026-12-01".parse().unwrap();
            let why = lineage
                .explain(at("1.0.0", &profile), at("3.0.0", &profile))
                .unwrap();
            let preview = lineage.preview("1.0.0", "3.0.0", &profile, day).unwrap();
            let versions = ["1.0.0", "2.0.0", "3.0.0"];
            let records = versions.map(|version| {
                lineage
                    .find(version)
                    .unwrap()
                    .record_with_breakdown(&profile)
                    .unwrap()
            });
            let history = scoreshift::history::History::new(records).unwrap();
            for audience in AUDIENCES {
                let presenter = open(audience).on(day);
                let mut told = vec![presenter.message(&why), presenter.message(&preview)];
                told.extend(history.steps().iter().map(|step| presenter.message(step)));
                for message in told {
                    let text = message.localize(&language).text().to_string();
                    let words = text.split(|c: char| !c.is_alphanumeric());
                    let leaked: Vec<&str> = words
                        .filter(|word| english.contains(*word) && !SHARED.contains(word))
                        .collect();
                    assert!(leaked.is_empty(), "{tag}, {name}: {leaked:?} in\n{text}");
                }
            }
        }
    }
}

/// Words of English that are words of another language as well, or a part of a name.
const SHARED: [&str; 2] = ["is", "of"];
