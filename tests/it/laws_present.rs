//! Laws that whatever is shown of an explanation keeps, over generated and over impossible ones.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::{collections::BTreeSet, sync::LazyLock};

use jsonschema::Validator;
use proptest::{prelude::*, sample::select, test_runner::FileFailurePersistence};
use pulldown_cmark::{Event, Options, Parser, Tag};
use scoreshift::{
    Explanation, Scale, at,
    diff::{self, EffectKind},
    explain,
    explain::{Cause, CauseKind, CausePlace, Question},
    formula::Path,
    influence::{self, Profile},
    present::{
        Amount, Audience, Disclosure, English, Language, LocalizedMessage, Message, Population,
        Presenter, Row, RowKind, Sentence, Voice,
    },
    reasons::ReasonCodes,
    score::Direction,
};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::{
    formula::{self},
    hostile::first_hidden,
};

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

pub(crate) const AUDIENCES: [Audience; 3] = [Audience::Person, Audience::Agent, Audience::Auditor];

/// A name that nothing else contains.
pub(crate) const SECRET: &str = "Qzx7Secret";

// ------------------------------------------------------------------------------------ impossible explanations

/// One place of a cause, before it is one.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    place: Vec<String>,
    kind: EffectKind,
    micro: i64,
    figures: (diff::Value, diff::Value),
}

/// One cause, before it is one.
#[derive(Clone, Debug)]
pub(crate) struct Why {
    kind: CauseKind,
    id: String,
    words: String,
    cells: Vec<Cell>,
    lasts: i64,
}

/// An explanation that no engine need have made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    scale: Scale,
    question: Question,
    versions: (u64, u64),
    before: i64,
    causes: Vec<Why>,
    absent: Vec<String>,
}

pub(crate) static BASE: LazyLock<Explanation> = LazyLock::new(|| {
    let profile: Profile =
        serde_json::from_str(include_str!("../../examples/profiles/marketer.json")).unwrap();
    influence::lineage()
        .explain(at("1.0.0", &profile), at("2.0.0", &profile))
        .unwrap()
});

impl Made {
    pub(crate) fn explanation(&self) -> Explanation {
        let mut why = BASE.clone();
        why.scale = self.scale.clone();
        why.question = self.question;
        (why.before.version.major, why.after.version.major) = self.versions;
        why.causes = self.causes.iter().map(Why::cause).collect();
        let moved: i64 = why.causes.iter().map(|cause| cause.micro).sum();
        why.before.value = points(self.before);
        why.after.value = points(self.before + moved);
        (why.delta, why.delta_micro) = (points(moved), moved);
        let template = why.places[0].clone();
        let paths: BTreeSet<Path> = why
            .causes
            .iter()
            .flat_map(|cause| &cause.places)
            .map(|cell| cell.id.prefix(1))
            .collect();
        let sum = |path: &Path| -> i64 {
            let cells = why.causes.iter().flat_map(|cause| &cause.places);
            cells
                .filter(|cell| cell.id.starts_with(path))
                .map(|cell| cell.micro)
                .sum()
        };
        // Only few are added up: every place of ten thousand would take too long.
        why.places = paths
            .iter()
            .take(50)
            .map(|path| {
                let mut place = template.clone();
                place.id = path.clone();
                place.micro = sum(path);
                place
            })
            .collect();
        why.absent = self.absent.iter().map(|name| Path::new([name])).collect();
        why
    }
}

impl Why {
    fn cause(&self) -> Cause {
        let base = &BASE.causes[0];
        let places: Vec<CausePlace> = self
            .cells
            .iter()
            .map(|cell| {
                let mut place = base.places[0].clone();
                place.id = Path::new(&cell.place);
                place.kind = cell.kind;
                (place.micro, place.effect) = (cell.micro, points(cell.micro));
                (place.before, place.after) = cell.figures.clone();
                place
            })
            .collect();
        let mut cause = base.clone();
        cause.kind = self.kind;
        cause.id = match self.kind {
            CauseKind::Data => "data".to_owned(),
            CauseKind::Reference => "reference".to_owned(),
            CauseKind::Algorithm => "algorithm".to_owned(),
            _ => self.id.clone(),
        };
        cause.title.clone_from(&self.words);
        cause.sentence.clone_from(&self.words);
        cause.micro = places.iter().map(|place| place.micro).sum();
        cause.effect = points(cause.micro);
        cause.applied_last = points(self.lasts);
        cause.places = places;
        cause
    }
}

#[allow(clippy::cast_precision_loss, reason = "below 2⁵³")]
fn points(micro: i64) -> f64 {
    micro as f64 / 1e6
}

/// Strings that something or other would take for more than text.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    let nasty = select(vec![
        "",
        " ",
        "--",
        "<script>alert(1)</script>",
        "\" onload=\"x",
        "]]>",
        "\u{202e}abc",
        "\u{2066}x\u{2069}",
        "a\u{ad}b",
        "\u{115f}",
        "\u{3164}\u{200b}",
        "a\u{200d}b\u{200c}",
        "x\u{e0041}\u{e0100}\u{fe0f}",
        "می\u{200c}خواهم",
        "a\nb",
        "a\r\nb",
        "\u{1b}[31mred\u{1b}[0m",
        "\u{7}",
        "**bold** _it_ `code`",
        "[link](http://example.org)",
        "![image](x.png)",
        "<http://example.org>",
        "# heading",
        "- item",
        "1. item",
        "1986. A great year",
        "| a | b |",
        "---",
        "===",
        "~~~",
        "\\",
        "\\*",
        "&amp;",
        "&#x41;",
        "Last.fm",
        "network-size_total",
        "名前",
        "شبكة",
        "👩‍👩‍👧",
        "+5: not a row",
        "−17",
        "{ $x }",
        "$x^2$",
    ]);
    prop_oneof![3 => nasty.prop_map(str::to_owned), 1 => any::<String>(), 2 => "[a-z]{1,8}"]
}

fn micro(most: i64) -> impl Strategy<Value = i64> {
    prop_oneof![
        2 => Just(0),
        6 => -3_000_000..3_000_000_i64,
        3 => select(vec![-500_000, 500_000, -1, 1, 499_999, -1_500_000, 1_000_000]),
        2 => -most..most,
        1 => select(vec![-most, most]),
    ]
}

fn figure() -> impl Strategy<Value = diff::Value> {
    prop_oneof![
        any::<f64>().prop_map(diff::Value::Number),
        (-2.0..2.0).prop_map(diff::Value::Share),
        hostile().prop_map(|label| diff::Value::Label(label.into())),
        (any::<f64>(), any::<[bool; 2]>()).prop_map(band),
        Just(diff::Value::Absent),
        Just(diff::Value::Several),
    ]
}

/// A band that begins at a number, or ends there.
fn band((at, [ends, is_plain]): (f64, [bool; 2])) -> diff::Value {
    let word = match (ends, is_plain) {
        (true, true) => "below",
        (true, false) => "up_to",
        (false, true) => "from",
        (false, false) => "above",
    };
    let at = if at.is_finite() { at } else { 1.0 };
    serde_json::from_value(serde_json::json!({"band": {word: at}})).unwrap()
}

const KINDS: [EffectKind; 13] = [
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
];

fn cell(name: BoxedStrategy<String>, most: i64) -> impl Strategy<Value = Cell> {
    let place = proptest::collection::vec(name, 0..3);
    (place, select(&KINDS[..]), micro(most), figure(), figure()).prop_map(
        |(place, kind, micro, before, after)| Cell {
            place,
            kind,
            micro,
            figures: (before, after),
        },
    )
}

fn scale() -> impl Strategy<Value = Scale> {
    let better = select(vec![
        Direction::HigherIsBetter,
        Direction::LowerIsBetter,
        Direction::Neutral,
    ]);
    (0..=6_u8, better)
        .prop_map(|(decimals, better)| Scale::unbounded().decimals(decimals).direction(better))
}

/// Explanations with names of a kind, and effects of at most so many millionths.
pub(crate) fn made(name: BoxedStrategy<String>, most: i64) -> impl Strategy<Value = Made> {
    let kind = select(vec![
        CauseKind::Data,
        CauseKind::Reference,
        CauseKind::Algorithm,
        CauseKind::Policy,
        CauseKind::Policy,
        CauseKind::Fix,
        CauseKind::NewData,
        CauseKind::Recalibration,
    ]);
    let cells = prop_oneof![
        2 => proptest::collection::vec(cell(name.clone(), most), 0..5),
        1 => proptest::collection::vec(cell(name.clone(), most), 0..40),
    ];
    let cause = (kind, name.clone(), name.clone(), cells, micro(most)).prop_map(
        |(kind, id, words, cells, lasts)| Why {
            kind,
            id,
            words,
            cells,
            lasts,
        },
    );
    let question = select(vec![Question::Move, Question::Level, Question::Preview]);
    (
        scale(),
        question,
        (1..4_u64, 1..4_u64),
        micro(most),
        proptest::collection::vec(cause, 0..9),
        proptest::collection::vec(name, 0..20),
    )
        .prop_map(|(scale, question, versions, before, causes, absent)| Made {
            scale,
            question,
            versions,
            before,
            causes,
            absent,
        })
}

pub(crate) fn hostile_made() -> impl Strategy<Value = Made> {
    made(hostile().boxed(), 100_000_000_000)
}

/// Names that a text can be taken apart at, and each cause once, as an explanation has them.
pub(crate) fn plain_made() -> impl Strategy<Value = Made> {
    made("[a-z]{1,8}".boxed(), 1_000_000_000).prop_map(|mut made| {
        let mut ids = BTreeSet::new();
        made.causes.retain(|why| ids.insert(why.cause().id));
        made
    })
}

pub(crate) fn policies() -> Vec<Disclosure> {
    vec![
        Disclosure::new(),
        Disclosure::new().internals(),
        Disclosure::new().banded(),
    ]
}

// ------------------------------------------------------------------------------------------------------- sums

/// Every level of nesting adds up, as shown and in millionths.
pub(crate) fn adds_up(message: &Message) {
    let of = |row: &Row| match &row.amount {
        Amount::Points(points) => (points.shown.units, i128::from(points.micro)),
        _ => panic!("a figure is missing: {row:?}"),
    };
    let sum = |rows: &[Row]| {
        rows.iter()
            .map(of)
            .fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1))
    };
    let moved = (message.moved.shown.units, i128::from(message.moved.micro));
    let all: Vec<Row> = message.rows().cloned().collect();
    if !(all.is_empty() && moved == (0, 0)) {
        assert_eq!(sum(&all), moved, "{message:#?}");
    }
    if let Some(places) = message
        .places
        .as_ref()
        .filter(|places| !places.rows.is_empty())
    {
        assert_eq!(sum(&places.rows), moved, "{message:#?}");
    }
    for section in &message.sections {
        let amount = &section.amount;
        let (units, micro) = (amount.shown().unwrap().units, amount.micro().unwrap());
        assert_eq!(sum(&section.rows), (units, i128::from(micro)));
    }
    let mut open: Vec<&Row> = message.rows().collect();
    while let Some(row) = open.pop() {
        if !row.rows.is_empty() {
            assert_eq!(sum(&row.rows), of(row), "{row:#?}");
        }
        open.extend(&row.rows);
    }
}

/// The same in the JSON document.
pub(crate) fn json_adds_up(document: &Value) {
    let of = |node: &Value| {
        // Six decimals are the most that are shown.
        let value = format!("{:.6}", node["value"].as_f64().unwrap()).replace('.', "");
        (
            value.parse::<i128>().unwrap(),
            i128::from(node["micro"].as_i64().unwrap()),
        )
    };
    let mut open = vec![document];
    while let Some(node) = open.pop() {
        let details = node["details"].as_array();
        for details in details.into_iter().filter(|details| !details.is_empty()) {
            let sum = details
                .iter()
                .map(of)
                .fold((0, 0), |sum, node| (sum.0 + node.0, sum.1 + node.1));
            assert_eq!(sum, of(node), "{node:#}");
        }
        open.extend(details.into_iter().flatten());
    }
}

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../../schema/explanation-1.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

pub(crate) fn is_valid(document: &Value) {
    let errors: Vec<String> = SCHEMA
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{document:#}");
}

pub(crate) fn ids(document: &Value) -> Vec<String> {
    let mut ids = Vec::new();
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                ids.extend(fields.get("id").map(|id| id.as_str().unwrap().to_owned()));
                open.extend(fields.values());
            }
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    ids
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn what_is_shown_adds_up_at_every_level(made in hostile_made(), audience in select(&AUDIENCES[..])) {
        let why = made.explanation();
        for policy in [Disclosure::new(), Disclosure::new().internals()] {
            let message = Presenter::new(audience).disclosure(policy).message(&why);
            adds_up(&message);
            let told = message.localize(&English);
            let document = serde_json::to_value(told.json()).unwrap();
            json_adds_up(&document);
        }
    }

    #[test]
    fn a_hundred_million_points_either_way_add_up(
        made in made(hostile().boxed(), 100_000_000_000_000),
        audience in select(&AUDIENCES[..]),
    ) {
        let message = Presenter::new(audience).message(&made.explanation());
        adds_up(&message);
        json_adds_up(&serde_json::to_value(message.localize(&English).json()).unwrap());
    }

    #[test]
    fn every_document_keeps_to_the_schema_and_has_no_id_twice(
        made in hostile_made(),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
    ) {
        let told = Presenter::new(audience)
            .disclosure(policy)
            .next_step("Write to us.")
            .message(&made.explanation())
            .localize(&English);
        let document = serde_json::to_value(told.json()).unwrap();
        is_valid(&document);
        let ids = ids(&document);
        let distinct: BTreeSet<&String> = ids.iter().collect();
        prop_assert_eq!(distinct.len(), ids.len(), "{:#?}", ids);
    }

    #[test]
    fn the_reasons_of_a_message_are_the_reason_codes_of_its_explanation(
        made in plain_made(),
        audience in select(&AUDIENCES[..]),
        most in proptest::option::of(0..6_usize),
        own: bool,
        opposing: bool,
    ) {
        let why = made.explanation();
        let mut codes = ReasonCodes::new();
        if own {
            // The first two changes have one code, and the data another.
            codes = codes.code("data", "D");
            for cause in why.causes.iter().filter(|cause| cause.kind.is_algorithm()).take(2) {
                codes = codes.code(&cause.id, "C");
            }
        }
        if opposing {
            codes = codes.with_opposing();
        }
        let most = most.unwrap_or(if audience == Audience::Auditor { 32 } else { 4 });
        codes = codes.at_most(most);
        let message = Presenter::new(audience).reason_codes(codes.clone()).message(&why);
        let mut told: Vec<(u32, String)> = message
            .reasons()
            .map(|row| (row.rank.unwrap(), row.code.clone().unwrap()))
            .collect();
        // What has one code has one rank.
        told.dedup();
        let listed: Vec<String> = codes.of_move(&why).reasons.into_iter().map(|reason| reason.code).collect();
        prop_assert!(listed.len() <= most);
        // The key of a change may be the name of a place too: then the data have several codes, and only one of them
        // where their places are not told by themselves.
        let places = || why.causes.iter().flat_map(|cause| &cause.places);
        let is_place = |name: &String| places().any(|place| place.id.to_string().split('.').any(|part| part == name));
        let are_apart = !own || !why.causes.iter().any(|cause| is_place(&cause.id));
        let numbered: Vec<(u32, String)> = (1..).zip(listed).collect();
        if are_apart {
            prop_assert_eq!(told, numbered);
        } else {
            prop_assert_eq!(told.first(), numbered.first());
            prop_assert!(told.is_sorted() && told.iter().all(|reason| numbered.contains(reason)), "{:?}", told);
        }
    }

    #[test]
    fn reasons_are_told_in_the_direction_of_the_move(made in plain_made()) {
        let why = made.explanation();
        let message = Presenter::new(Audience::Person).message(&why);
        let changes = message.rows().filter(|row| row.kind == RowKind::Change).count();
        prop_assert!(changes <= 4);
        let micros: Vec<i64> = message.reasons().map(|row| row.amount.micro().unwrap()).collect();
        match message.moved.shown.units {
            0 => {}
            1.. => prop_assert!(micros.iter().all(|micro| *micro > 0) && micros.is_sorted_by_key(|micro| -micro), "{:?}", micros),
            _ => prop_assert!(micros.iter().all(|micro| *micro < 0) && micros.is_sorted(), "{:?}", micros),
        }
    }

    #[test]
    fn text_read_aloud_adds_up(made in plain_made()) {
        let message = Presenter::new(Audience::Person).message(&made.explanation());
        let told = message.localize(&English);
        for text in [told.text().to_string(), told.markdown().to_string().replace('*', "")] {
            let heard = heard(&text, &told);
            prop_assert_eq!(heard, message.moved.shown.units, "{}", text);
        }
    }

    #[test]
    fn no_name_breaks_or_rearranges_a_text(
        made in hostile_made(),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
    ) {
        let told = Presenter::new(audience).disclosure(policy).message(&made.explanation()).localize(&English);
        let (text, markdown) = (told.text().to_string(), told.markdown().to_string());
        for shown in [&text, &markdown] {
            prop_assert_eq!(first_hidden(shown, &[]), None, "{:?}", shown);
        }
        // A line more than the structure has would have come from a name.
        prop_assert_eq!(text.lines().count(), lines(&told), "{}", text);
        is_only_text(&markdown);
    }

    #[test]
    fn a_line_is_no_wider_than_asked_for(made in plain_made(), width in 30..100_usize) {
        let told = Presenter::new(Audience::Agent).message(&made.explanation()).localize(&English);
        let text = told.text().width(width).to_string();
        for line in text.lines() {
            prop_assert!(line.width() <= width, "{:?} in {}", line, text);
        }
        // A word that is wider than a line goes on in the next one.
        let joined = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(joined(&text), joined(&told.text().to_string()));
    }

    #[test]
    fn a_withheld_name_is_nowhere(
        made in hostile_made(),
        cells in proptest::collection::vec((any::<proptest::sample::Index>(), cell(hostile().boxed(), 5_000_000)), 1..4),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
        is_private in any::<bool>(),
    ) {
        let mut made = made;
        for (index, mut cell) in cells {
            cell.place.insert(0, SECRET.to_owned());
            cell.figures.0 = diff::Value::Label(SECRET.to_lowercase().into());
            if !made.causes.is_empty() {
                let at = index.index(made.causes.len());
                made.causes[at].cells.push(cell);
            }
        }
        made.absent.push(SECRET.to_owned());
        let mut why = made.explanation();
        why.unmatched_references.push(Path::new([SECRET, "mean"]));
        let policy = if is_private { policy.private(SECRET) } else { policy.withhold(SECRET) };
        let message = Presenter::new(audience).disclosure(policy.clone()).message(&why);
        if policy == Disclosure::new().private(SECRET) || policy == Disclosure::new().withhold(SECRET) {
            adds_up(&message);
        }
        let told = message.localize(&English);
        let all = [
            told.text().to_string(),
            told.markdown().to_string(),
            told.json().to_string(),
            #[cfg(feature = "html")]
            told.html().page().to_string(),
            #[cfg(feature = "html")]
            told.waterfall().to_string(),
        ];
        let is_there = all.iter().any(|text| text.to_lowercase().contains(&SECRET.to_lowercase()));
        // What somebody marked private, they may see themselves.
        prop_assert!(!is_there || (is_private && audience == Audience::Person), "{:?}", all);
    }

    #[test]
    fn what_is_banded_shows_no_figure(made in plain_made(), audience in select(&AUDIENCES[..])) {
        let policy = Disclosure::new().banded();
        let message = Presenter::new(audience).disclosure(policy).message(&made.explanation());
        let mut open: Vec<&Row> = message.rows().collect();
        while let Some(row) = open.pop() {
            prop_assert!(row.amount.shown().is_none() && row.amount.micro().is_none());
            open.extend(&row.rows);
        }
        let told = message.localize(&English);
        let document = serde_json::to_value(told.json()).unwrap();
        let mut open = vec![&document["details"]];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(fields) => {
                    prop_assert!(!fields.contains_key("micro") && !fields.contains_key("value"));
                    open.extend(fields.values());
                }
                Value::Array(values) => open.extend(values),
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn explanations_of_generated_formulas_add_up(pair in formula::pair(12)) {
        let Ok(why) = explain((&pair.before, &pair.a), (&pair.after, &pair.b)) else {
            return Ok(());
        };
        for audience in AUDIENCES {
            let message = Presenter::new(audience).message(&why);
            adds_up(&message);
            let all: usize = message.rows().filter(|row| row.kind == RowKind::Other).count();
            prop_assert_eq!(all, 0, "an engine's causes leave nothing over");
            is_valid(&serde_json::to_value(message.localize(&English).json()).unwrap());
        }
        prop_assert!(why.to_string().contains("Your "));
    }
}

/// The points that a reader hears, added up, in units of the last shown digit.
fn heard(text: &str, told: &LocalizedMessage) -> i64 {
    let decimals = told.moved.shown.decimals;
    let units = |figure: &str| -> i64 {
        let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
        let size: i64 = digits.parse().unwrap();
        assert_eq!(figure.contains('.'), decimals > 0);
        if figure.starts_with('−') {
            -size
        } else {
            size
        }
    };
    let is_figure = |word: &str| {
        let rest = word.trim_start_matches(['+', '−']);
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    let mut sum = 0;
    let mut is_listing = false;
    for line in text.lines().filter(|line| !line.is_empty()) {
        let depth = line.len() - line.trim_start().len();
        let line = line.trim_start();
        let (bullet, line) = match line.strip_prefix("- ") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let first = line.split(' ').next().unwrap();
        let is_row = (bullet && depth == 0) || depth >= 2;
        if line.ends_with(':') && !is_row {
            is_listing = line.starts_with("What we");
        } else if is_listing && is_row && is_figure(first) {
            sum += units(first);
        } else if let Some(rest) = line.strip_prefix("Separately") {
            is_listing = false;
            let (_, after) = rest.rsplit_once(" (").unwrap();
            sum += units(after.split(' ').next().unwrap());
        } else if !is_row && !bullet {
            is_listing = false;
            let last = line.rsplit_once(": ").map_or("", |(_, figure)| figure);
            if is_figure(last) {
                sum += units(last);
            }
        }
    }
    sum
}

/// How many lines the structure has as text.
pub(crate) fn lines(told: &LocalizedMessage) -> usize {
    fn inside(row: &Row<String>) -> usize {
        let rows = row.rows.iter().filter(|row| !row.is_silent());
        row.remarks.len() + rows.map(|row| 1 + inside(row)).sum::<usize>()
    }
    let sections = told.sections.iter().chain(&told.places);
    let sections = sections.map(|section| {
        let rows: Vec<&Row<String>> = section.rows.iter().filter(|row| !row.is_silent()).collect();
        let inner: usize = rows.iter().map(|row| inside(row)).sum();
        let listed = section.id == "section:changes" || section.id == "section:places";
        if listed {
            return 2 + rows.len() + inner;
        }
        let each = |row: &&&Row<String>| {
            let is_headed = section.heading.is_some() && section.id != "section:recalibrations";
            2 + usize::from(is_headed && !row.text().is_empty())
        };
        rows.iter().map(|row| each(&row)).sum::<usize>() + inner
    });
    let facts = match told.facts.len() {
        0 => 0,
        count => count + 2,
    };
    // The first sentence is a paragraph, and all others are one.
    2 * told.headline.len().min(2) - 1
        + sections.sum::<usize>()
        + told.population.as_ref().map_or(0, population_lines)
        + 2 * (told.notes.len() + told.next.len())
        + facts
}

/// How many lines bands, bars and groups have as text.
fn population_lines(all: &Population<String>) -> usize {
    let listed = |count| if count == 0 { 0 } else { count + 2 };
    let crossings = all.crossings.as_ref().map_or(0, |of| of.said.len());
    let groups = listed(all.groups.rows.len()) + usize::from(all.groups.more.is_some());
    listed(crossings)
        + listed(all.moves.rows.len())
        + listed(all.levels.rows.len())
        + listed(all.tenths.rows.len())
        + groups
}

/// Markdown in which names are text: paragraphs, lists and bold.
pub(crate) fn is_only_text(markdown: &str) {
    for event in Parser::new_ext(markdown, Options::all()) {
        let is_plain = match &event {
            Event::Start(tag) => {
                matches!(
                    tag,
                    Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Strong
                )
            }
            Event::End(_) | Event::Text(_) | Event::SoftBreak => true,
            _ => false,
        };
        assert!(is_plain, "{event:?} in {markdown}");
    }
}

// ------------------------------------------------------------------------------------------------- single cases

pub(crate) fn with_cells(cells: Vec<Cell>, before: i64) -> Explanation {
    Made {
        scale: Scale::unbounded(),
        question: Question::Move,
        versions: (1, 2),
        before,
        causes: vec![Why {
            kind: CauseKind::Policy,
            id: "change".to_owned(),
            words: "We count otherwise.".to_owned(),
            cells,
            lasts: 0,
        }],
        absent: Vec::new(),
    }
    .explanation()
}

pub(crate) fn numbered(count: usize, micro: impl Fn(usize) -> i64) -> Vec<Cell> {
    (0..count)
        .map(|index| Cell {
            place: vec![format!("place {index}")],
            kind: EffectKind::Input,
            micro: micro(index),
            figures: (diff::Value::Number(1.0), diff::Value::Number(2.0)),
        })
        .collect()
}

#[test]
fn ten_thousand_parts_are_folded_and_add_up() {
    for micro in [
        |_| 400,
        |at| if at % 2 == 0 { 3_000_000 } else { -3_000_000 },
        |at| i64::try_from(at).unwrap(),
    ] {
        let why = with_cells(numbered(10_000, micro), 0);
        for (audience, most) in [
            (Audience::Person, 7),
            (Audience::Agent, 20),
            (Audience::Auditor, 200),
        ] {
            let message = Presenter::new(audience).message(&why);
            adds_up(&message);
            let row = message.rows().next().unwrap();
            assert!(row.rows.len() <= most + 1, "{}", row.rows.len());
            assert!(message.localize(&English).json().to_string().len() < 200_000);
        }
    }
}

#[test]
fn elsewhere_is_no_larger_than_what_is_named_where_naming_more_helps() {
    let lines = |count| {
        let why = with_cells(numbered(count, |_| -1_000_000), 0);
        let message = Presenter::new(Audience::Person).message(&why);
        adds_up(&message);
        let row = message.rows().next().unwrap();
        let rest = row.rows.iter().find(|row| row.kind == RowKind::Other);
        (
            row.rows.len(),
            rest.map(|rest| rest.amount.shown().unwrap().units),
        )
    };
    // A rest of one part has that part's name.
    assert_eq!(lines(8), (8, None));
    assert_eq!(lines(9), (9, None));
    assert_eq!(lines(20), (20, None));
    // No number of lines that a person reads would do.
    assert_eq!(lines(100), (8, Some(-93)));
}

#[test]
fn nothing_at_all_is_told() {
    let mut why = BASE.clone();
    why.causes.clear();
    why.places.clear();
    why.after.value = why.before.value;
    for audience in AUDIENCES {
        let message = Presenter::new(audience).message(&why);
        adds_up(&message);
        is_valid(&serde_json::to_value(message.localize(&English).json()).unwrap());
    }
    let text = why.to_string();
    assert!(text.contains("Your influence score stayed at 71"), "{text}");
}

#[test]
fn parts_beyond_what_can_be_shared_out_are_told_as_one() {
    let most = 100_000_000_000_000;
    let why = with_cells(numbered(2, |at| if at == 0 { most } else { -most }), 0);
    adds_up(&Presenter::new(Audience::Auditor).message(&why));
    let mut why = with_cells(numbered(2, |_| 1_000_000), 0);
    why.causes.push(why.causes[0].clone());
    (why.causes[0].micro, why.causes[1].micro) = (i64::MAX, i64::MIN);
    for (before, after) in [(0.0, 5.0), (f64::NAN, f64::INFINITY), (-1e300, 1e300)] {
        (why.before.value, why.after.value) = (before, after);
        for audience in AUDIENCES {
            let message = Presenter::new(audience).message(&why);
            let told = message.localize(&English);
            assert_eq!(
                message
                    .rows()
                    .map(|row| row.amount.micro().unwrap())
                    .sum::<i64>(),
                message.moved.micro
            );
            assert!(
                told.text()
                    .to_string()
                    .contains("2 smaller changes together.")
            );
        }
    }
}

#[test]
fn causes_that_do_not_add_up_are_completed_by_the_rest() {
    let mut why = BASE.clone();
    why.causes
        .retain(|cause| cause.id == "equal-network-weight");
    let message = Presenter::new(Audience::Person).message(&why);
    adds_up(&message);
    let rest = message
        .rows()
        .find(|row| row.kind == RowKind::Other)
        .unwrap();
    assert_eq!(rest.amount.micro(), Some(-17_319_696 + 19_586_429));
    let text = message.localize(&English).text().to_string();
    assert!(
        text.contains("\n   +2  Everything else together."),
        "{text}"
    );
}

#[test]
fn every_sentence_has_words_in_english() {
    let samples = Sentence::samples();
    let met: BTreeSet<&str> = samples.iter().map(Sentence::id).collect();
    let known: BTreeSet<&str> = Sentence::IDS.iter().copied().collect();
    assert_eq!(known.len(), Sentence::IDS.len(), "no id twice");
    assert_eq!(met, known);
    for sentence in &samples {
        for voice in [Voice::You, Voice::Subject] {
            let words = English.say(sentence, voice);
            assert!(!words.is_empty(), "{sentence:?}");
            assert_eq!(words.trim(), words);
            assert!(!words.contains("  "), "{words}");
        }
        let names: Vec<&str> = sentence.arguments().iter().map(|(name, _)| *name).collect();
        let distinct: BTreeSet<&&str> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
    }
    // Nobody is addressed who is not there.
    for sentence in samples {
        let words = format!(
            " {} ",
            English.say(&sentence, Voice::Subject).to_lowercase()
        );
        assert!(
            !words.contains(" you ") && !words.contains(" your "),
            "{words}"
        );
    }
}
