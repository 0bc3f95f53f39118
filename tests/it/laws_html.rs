//! Laws of HTML and SVG: well formed whatever is in them, nothing active, and figures that add up.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, sample::select};
use roxmltree::{Document, Node, ParsingOptions};
use scoreshift::{
    Explanation,
    present::{
        Amount, Audience, Band, Digits, Disclosure, English, Histogram, Html, Language,
        LocalizedMessage, Presenter, Sentence, Sign, TextDirection, Timeline, TransitionMatrix,
        Voice,
    },
};

use crate::laws_present::{
    AUDIENCES, config, hostile, hostile_made, numbered, plain_made, policies, with_cells,
};

/// A language that returns whatever it likes, and a direction.
#[derive(Clone, Debug)]
struct Foreign {
    words: String,
    direction: TextDirection,
}

impl Language for Foreign {
    fn tag(&self) -> &str {
        &self.words
    }
    fn direction(&self) -> TextDirection {
        self.direction
    }
    fn say(&self, _: &Sentence, _: Voice) -> String {
        self.words.clone()
    }
    fn number(&self, number: Digits) -> String {
        format!("{}{}", self.words, English.number(number))
    }
    fn points(&self, points: Digits) -> String {
        format!("{}{}", English.points(points), self.words)
    }
    fn band(&self, _: Band, _: Sign) -> String {
        self.words.clone()
    }
}

fn foreign() -> impl Strategy<Value = Foreign> {
    let direction = select(vec![TextDirection::LeftToRight, TextDirection::RightToLeft]);
    let words = prop_oneof![
        hostile(),
        "\\PC{0,300}",
        "[\u{0}-\u{20}<>&\"'\u{fffe}\u{ffff}\u{fdd0}]{0,40}"
    ];
    (words, direction).prop_map(|(words, direction)| Foreign { words, direction })
}

/// What a piece, a page or a chart may consist of, and the attributes that any of it may have.
const ELEMENTS: &[&str] = &[
    "article", "h1", "h2", "h3", "p", "figure", "section", "ul", "li", "div", "details", "summary",
    "span", "bdi", "svg", "title", "desc", "style", "g", "text", "tspan", "rect", "circle", "line",
    "path", "main", "body", "strong", "table", "caption", "thead", "tbody", "tr", "td", "th", "ol",
    "time", "b",
];
const ATTRIBUTES: &[&str] = &[
    "class",
    "id",
    "lang",
    "dir",
    "role",
    "scope",
    "aria-labelledby",
    "aria-describedby",
    "aria-hidden",
    "open",
    "data-points",
    "datetime",
    "width",
    "height",
    "viewBox",
    "direction",
    "font-size",
    "font-weight",
    "fill",
    "color",
    "fill-opacity",
    "stroke",
    "stroke-opacity",
    "stroke-dasharray",
    "text-anchor",
    "unicode-bidi",
    "overflow",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "d",
    "dx",
    "dy",
];

/// The document, if it is well formed, has nothing active in it, no id twice, and no reference that leads nowhere.
pub(crate) fn checked(text: &str) -> Document<'_> {
    let options = ParsingOptions {
        nodes_limit: 10_000_000,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .unwrap_or_else(|error| panic!("{error}: {text}"));
    let ours = ['\u{2068}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}'];
    for node in document.descendants() {
        // Ids are data, and kept as they are.
        let shown = node
            .attributes()
            .filter(|attribute| attribute.name() == "aria-label");
        let shown = shown.map(|attribute| attribute.value()).chain(node.text());
        for text in shown {
            assert_eq!(crate::hostile::first_hidden(text, &ours), None, "{text:?}");
        }
    }
    let mut ids = BTreeSet::new();
    for element in document.descendants().filter(Node::is_element) {
        let name = element.tag_name().name();
        assert!(ELEMENTS.contains(&name), "<{name}> in {text}");
        for attribute in element.attributes() {
            assert!(
                ATTRIBUTES.contains(&attribute.name()),
                "{} in {text}",
                attribute.name()
            );
            if let "x" | "y" | "width" | "height" | "x1" | "x2" | "y1" | "y2" | "cx" | "cy" =
                attribute.name()
            {
                let number: f64 = attribute.value().trim_end_matches('%').parse().unwrap();
                assert!(
                    number.is_finite() && number >= -0.000_5 || attribute.value() == "-7",
                    "{attribute:?} in {text}"
                );
            }
            if attribute.name() == "class" {
                assert!(
                    attribute
                        .value()
                        .split(' ')
                        .all(|class| class.starts_with("scoreshift")),
                    "{attribute:?}"
                );
            }
        }
        if let Some(id) = element.attribute("id") {
            assert!(!id.contains(char::is_whitespace), "{id:?}");
            assert!(ids.insert(id), "{id} stands twice in {text}");
        }
        if name == "style" {
            assert_eq!(element.text(), Some(Html::STYLE));
        }
    }
    for element in document.descendants() {
        for name in ["aria-labelledby", "aria-describedby"] {
            assert!(element.attribute(name).is_none_or(|id| ids.contains(id)));
        }
    }
    document
}

/// A piece as XML, which HTML without void elements is but for attributes that have no value.
pub(crate) fn piece(told: &LocalizedMessage) -> String {
    told.html()
        .to_string()
        .replace("<details open>", "<details open=\"\">")
}

/// A page: its body as XML, after a head that is always the same but for its title.
pub(crate) fn body(told: &LocalizedMessage) -> String {
    let page = told.html().page().to_string();
    let (head, body) = page.split_once("</head>").unwrap();
    assert!(head.starts_with("<!DOCTYPE html><html lang=\""));
    assert_eq!(head.matches('<').count(), 10, "{head}");
    let body = body.strip_suffix("</html>").unwrap();
    body.replace("<details open>", "<details open=\"\">")
}

/// The units of the last shown digit, read from a figure as English writes it.
fn read(figure: &str) -> i128 {
    let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
    let size: i128 = digits.parse().unwrap();
    if figure.contains('−') { -size } else { size }
}

fn children<'a>(node: Node<'a, 'a>, class: &str) -> Vec<Node<'a, 'a>> {
    node.descendants()
        .filter(|inner| {
            inner
                .attribute("class")
                .is_some_and(|all| all.split(' ').any(|one| one == class))
        })
        .collect()
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter(Node::is_text)
        .filter_map(|text| text.text())
        .collect()
}

/// The rows of a piece add up, by their attribute and as they are read, at every level.
pub(crate) fn rows_add_up(told: &LocalizedMessage) {
    let text_of_piece = piece(told);
    let document = checked(&text_of_piece);
    let mut sums: BTreeMap<_, i128> = BTreeMap::new();
    let mut of: BTreeMap<_, i128> = BTreeMap::new();
    let mut inner: BTreeSet<_> = BTreeSet::new();
    let section = |row: Node<'_, '_>| {
        let section = row
            .ancestors()
            .find(|node| node.has_tag_name("section"))
            .unwrap();
        let id = section.attribute("id").unwrap();
        // Groups and levels are other ways to divide the same population.
        id.ends_with("section:places") || id.ends_with("-groups") || id.ends_with("-levels")
    };
    for row in children(document.root_element(), "scoreshift-row") {
        let Some(points) = row.attribute("data-points") else {
            // Crossings of bands are counts.
            assert!(row.attribute("id").unwrap().contains("-crossings:"));
            continue;
        };
        let units = read(&points.replace('-', "−"));
        let shown = children(row, "scoreshift-points")[0]
            .first_element_child()
            .unwrap();
        assert_eq!(read(&text(shown)), units, "{text_of_piece}");
        of.insert(row.id().get(), units);
        let outer = row
            .ancestors()
            .skip(1)
            .find(|node| node.has_tag_name("li") || node.has_tag_name("article"));
        let outer = outer.unwrap();
        if outer.has_tag_name("li") {
            inner.insert(outer.id().get());
        }
        if outer.has_tag_name("li") || !section(row) {
            *sums.entry(outer.id().get()).or_default() += units;
        }
    }
    for row in inner {
        assert_eq!(sums[&row], of[&row], "{text_of_piece}");
    }
    let all = sums
        .get(&document.root_element().id().get())
        .copied()
        .unwrap_or_default();
    assert_eq!(all, i128::from(told.moved.shown.units), "{text_of_piece}");
}

/// The figures of a chart add up, and so do its arrows.
pub(crate) fn chart_adds_up(told: &LocalizedMessage) {
    let file = told.waterfall().width(1000).to_string();
    let document = checked(&file);
    let figures: Vec<i128> = children(document.root_element(), "scoreshift-figure")
        .into_iter()
        .map(|figure| read(&text(figure)))
        .collect();
    let [before, moves @ .., after] = &figures[..] else {
        panic!("{file}")
    };
    assert_eq!(before + moves.iter().sum::<i128>(), *after, "{file}");
    let pins: Vec<f64> = children(document.root_element(), "scoreshift-pin")
        .iter()
        .map(|pin| percent(*pin, "cx"))
        .collect();
    assert_eq!(pins.len(), 2);
    // Every arrow begins where the last one ended.
    let mut at = pins[0];
    for (arrow, moved) in arrows(&document).into_iter().zip(moves) {
        let (left, right) = arrow;
        let (from, to) = if *moved > 0 {
            (left, right)
        } else {
            (right, left)
        };
        assert!((from - at).abs() < 0.81, "{file}");
        at = to;
    }
    assert!((pins[1] - at).abs() < 0.81, "{file}");
}

fn percent(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name)
        .unwrap()
        .strip_suffix('%')
        .unwrap()
        .parse()
        .unwrap()
}

/// From where to where arrows lead.
fn arrows(document: &Document<'_>) -> Vec<(f64, f64)> {
    children(document.root_element(), "scoreshift-bar")
        .into_iter()
        .map(|bar| {
            let arrow = bar.parent_element().unwrap();
            let left = percent(arrow, "x");
            (left, left + percent(arrow, "width"))
        })
        .collect()
}

fn told(
    why: &Explanation,
    audience: Audience,
    policy: Disclosure,
    language: &dyn Language,
) -> LocalizedMessage {
    let presenter = Presenter::new(audience).disclosure(policy);
    presenter
        .next_step("<a href=x>]]>")
        .message(why)
        .localize(language)
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn whatever_a_name_is_it_comes_out_as_text(
        made in hostile_made(),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
        id in hostile(),
    ) {
        let told = told(&made.explanation(), audience, policy, &English);
        checked(&piece(&told));
        checked(&body(&told));
        let file = told.waterfall().id(&id).to_string();
        let document = checked(&file);
        let read = text(document.root_element());
        for row in told.sections.iter().flat_map(|section| &section.rows) {
            if !row.amount.is_unseen() {
                prop_assert!(read.contains(&row.label.replace(|c: char| (u32::from(c) & 0xfffe) == 0xfffe, "\u{fffd}")), "{}", file);
            }
        }
    }

    #[test]
    fn whatever_a_language_says_it_comes_out_as_text(
        made in hostile_made(),
        audience in select(&AUDIENCES[..]),
        policy in select(policies()),
        language in foreign(),
    ) {
        let told = told(&made.explanation(), audience, policy, &language);
        checked(&piece(&told));
        checked(&body(&told));
        checked(&told.waterfall().to_string());
    }

    #[test]
    fn figures_in_html_and_svg_add_up(made in plain_made(), audience in select(&AUDIENCES[..])) {
        let told = told(&made.explanation(), audience, Disclosure::new(), &English);
        rows_add_up(&told);
        chart_adds_up(&told);
    }

    #[test]
    fn a_chart_of_bands_has_three_lengths_and_no_levels(made in plain_made()) {
        let told = told(&made.explanation(), Audience::Person, Disclosure::new().banded(), &English);
        prop_assert!(!told.html().to_string().contains("data-points"));
        let file = told.waterfall().to_string();
        let document = checked(&file);
        let rows = told.sections.iter().flat_map(|section| &section.rows);
        let bands: Vec<(Band, Sign)> = rows
            .filter_map(|row| match row.amount {
                Amount::Banded { band, sign, .. } if band != Band::Nothing => Some((band, sign)),
                _ => None,
            })
            .collect();
        let arrows = arrows(&document);
        prop_assert_eq!(arrows.len(), bands.len());
        prop_assert!(bands.is_empty() || children(document.root_element(), "scoreshift-pin").is_empty());
        for ((left, right), (band, sign)) in arrows.into_iter().zip(bands) {
            let length = match band { Band::Large => 45.0, Band::Medium => 28.0, _ => 11.0 };
            let (from, to) = if sign == Sign::Plus { (left, right) } else { (right, left) };
            prop_assert!((from - 50.0_f64).abs() < 0.01 && ((to - from).abs() - length).abs() < 0.01, "{}", file);
        }
    }

    #[test]
    fn charts_of_counts_show_every_count(
        title in hostile(),
        labels in proptest::collection::vec(hostile(), 0..12),
        counts in proptest::collection::vec(prop_oneof![0..1000_u64, any::<u64>()], 150),
        language in foreign(),
        is_in_page in any::<bool>(),
    ) {
        let mut histogram = Histogram::new(&title).language(&language.words, language.direction).id(&title);
        let mut matrix = TransitionMatrix::new(&title, labels.clone()).language(&language.words, language.direction);
        for (index, label) in labels.iter().enumerate() {
            histogram = histogram.bin(label, counts[index], counts[index].to_string());
            let row = counts.iter().skip(index).map(|count| (*count, count.to_string()));
            matrix = matrix.row(label, row);
        }
        if is_in_page {
            (histogram, matrix) = (histogram.in_page(), matrix.in_page());
        }
        let (histogram, matrix) = (histogram.to_string(), matrix.to_string());
        for file in [&histogram, &matrix] {
            let document = checked(file);
            let texts: Vec<String> = document.descendants().filter(|node| node.has_tag_name("text")).map(text).collect();
            let plain = |text: &str| text.replace(['\u{2068}', '\u{2069}'], "");
            for count in counts.iter().take(labels.len()) {
                let text = count.to_string();
                prop_assert!(texts.iter().any(|shown| plain(shown) == text), "{}: {}", count, file);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn a_line_of_scores_is_drawn_whatever_they_are_and_are_called(
        title in hostile(),
        words in proptest::collection::vec(hostile(), 1..4),
        levels in proptest::collection::vec((any::<f64>(), proptest::option::of(-1e3..1e3_f64)), 0..90),
        language in foreign(),
        is_in_page in any::<bool>(),
    ) {
        let mut chart = Timeline::new(&title).language(&language.words, language.direction).id(&title);
        for (at, ((level, restated), word)) in levels.iter().zip(words.iter().cycle()).enumerate() {
            if at % 7 == 3 {
                chart = chart.version(format!("version {at} {word}"));
            }
            chart = chart.score(word, *level, format!("level {at}"));
            if let Some(restated) = restated {
                chart = chart.restated(*restated, format!("restated {at}"));
            }
        }
        let file = if is_in_page { chart.in_page().to_string() } else { chart.to_string() };
        let document = checked(&file);
        let read = text(document.root_element());
        for (at, (_, restated)) in levels.iter().enumerate() {
            prop_assert!(read.contains(&format!("level {at}")), "{}", file);
            if restated.is_some() {
                let said = format!("restated {at}");
                prop_assert!(read.contains(&said), "{}", file);
            }
            if at % 7 == 3 {
                let said = format!("version {at} ");
                prop_assert!(read.contains(&said), "{}", file);
            }
        }
        // What is not finite is left out, and nothing is drawn through it.
        let drawn = children(document.root_element(), "scoreshift-series").len();
        let pairs = levels.windows(2).filter(|pair| pair.iter().all(|(level, _)| level.is_finite()));
        prop_assert_eq!(drawn, pairs.count());
    }
}

#[test]
fn ten_thousand_rows_are_shown_one_below_the_other() {
    let mut why = with_cells(
        numbered(
            10_000,
            |at| if at % 3 == 0 { 1_000_000 } else { -2_000_000 },
        ),
        0,
    );
    let presenter = || {
        Presenter::new(Audience::Agent)
            .places(usize::MAX)
            .reasons(usize::MAX)
    };
    let told = presenter().message(&why).localize(&English);
    rows_add_up(&told);
    assert!(told.html().to_string().matches("<li").count() > 10_000);

    let mut cause = why.causes[0].clone();
    cause.places.truncate(1);
    why.causes = (0..10_000)
        .map(|index| {
            let mut cause = cause.clone();
            cause.id = format!("change {index}");
            cause.micro = cause.places[0].micro;
            cause
        })
        .collect();
    why.after.value = 10_000.0;
    (why.delta, why.delta_micro) = (10_000.0, 10_000_000_000);
    let told = presenter().message(&why).localize(&English);
    rows_add_up(&told);
    chart_adds_up(&told);
    let file = told.waterfall().to_string();
    let document = checked(&file);
    let mut last = -20;
    for label in children(document.root_element(), "scoreshift-label") {
        let top: i64 = label.attribute("y").unwrap().parse().unwrap();
        assert!(top > last + 20);
        last = top;
    }
}

#[test]
fn the_largest_scores_are_drawn() {
    let most = 100_000_000_000_000;
    for (before, micros) in [
        (0, [most, -most]),
        (-most, [most, most]),
        (most, [-most, -1]),
        (0, [0, 0]),
    ] {
        let why = with_cells(numbered(2, |at| micros[at]), before);
        for audience in AUDIENCES {
            let told = told(&why, audience, Disclosure::new(), &English);
            rows_add_up(&told);
            chart_adds_up(&told);
        }
    }
}

#[test]
fn a_chart_from_right_to_left_is_the_mirror_image() {
    let why = with_cells(
        numbered(3, |at| [5_000_000, -2_000_000, 1_000_000][at]),
        10_000_000,
    );
    let draw = |direction| {
        let language = Foreign {
            words: "كلمة".to_owned(),
            direction,
        };
        told(&why, Audience::Person, Disclosure::new(), &language)
            .waterfall()
            .to_string()
    };
    let (left, right) = (
        draw(TextDirection::LeftToRight),
        draw(TextDirection::RightToLeft),
    );
    let (left, right) = (checked(&left), checked(&right));
    assert_eq!(right.root_element().attribute("direction"), Some("rtl"));
    let (left, right) = (arrows(&left), arrows(&right));
    assert!(!left.is_empty() && left.len() == right.len());
    for ((a, b), (c, d)) in left.into_iter().zip(right) {
        assert!((a - (100.0 - d)).abs() < 0.01 && (b - (100.0 - c)).abs() < 0.01);
    }
}

#[test]
fn several_pieces_of_one_page_share_no_id_and_no_style() {
    let why = with_cells(numbered(3, |_| 1_000_000), 0);
    let told = told(&why, Audience::Agent, Disclosure::new(), &English);
    let pieces = format!(
        "<main>{}{}</main>",
        told.html().id("first").without_style(),
        told.html().id("second").without_style()
    );
    let pieces = pieces.replace("<details open>", "<details open=\"\">");
    assert!(!pieces.contains("<style"));
    checked(&pieces);
}

#[test]
fn the_style_asks_for_nothing() {
    for word in ["url(", "@import", "http", "<", "&", "expression"] {
        assert!(!Html::STYLE.contains(word), "{word}");
    }
}
