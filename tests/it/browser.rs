//! Pages as a browser shows them: no text lies over another or is cut off, contrast is enough, nothing is requested.
//!
//! It needs a Chromium on the path and is skipped where there is none.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::{fmt::Write as _, fs, path::Path, process::Command};

use scoreshift::{
    at,
    history::History,
    influence::{self, Network, Profile},
    present::{
        Audience, Band, Digits, Disclosure, English, Histogram, Html, Language, Presenter,
        Sentence, Sign, TextDirection, Timeline, TransitionMatrix, Voice,
    },
};
use serde_json::Value;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The widths of a small phone, a phone and a desktop.
const WIDTHS: [u32; 3] = [304, 360, 1200];

fn chromium() -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let all = NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = all.into_iter().find(|file| file.is_file())?;
    Some(found.to_string_lossy().into_owned())
}

/// English in Arabic letters from right to left: words and numbers mix as they do in Arabic.
struct Mirrored;

impl Language for Mirrored {
    fn tag(&self) -> &'static str {
        "ar"
    }
    fn direction(&self) -> TextDirection {
        TextDirection::RightToLeft
    }
    fn say(&self, sentence: &Sentence, voice: Voice) -> String {
        let letters: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنه".chars().collect();
        let letter = |c: char| match c {
            'a'..='z' => *letters.get(c as usize - 'a' as usize).unwrap(),
            other => other,
        };
        English.say(sentence, voice).chars().map(letter).collect()
    }
    fn number(&self, number: Digits) -> String {
        English.number(number)
    }
    fn points(&self, points: Digits) -> String {
        English.points(points)
    }
    fn band(&self, band: Band, sign: Sign) -> String {
        format!("كبير {}", English.band(band, sign))
    }
}

/// English with the longest words and figures.
struct Long;

impl Language for Long {
    fn tag(&self) -> &'static str {
        "en"
    }
    fn say(&self, sentence: &Sentence, voice: Voice) -> String {
        let words = English.say(sentence, voice);
        format!(
            "{words} WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW {words} 名前名前名前名前名前名前名前名前名前"
        )
    }
    fn number(&self, number: Digits) -> String {
        format!("{}00,000,000,000.000001", English.number(number))
    }
    fn points(&self, points: Digits) -> String {
        format!("{}00,000,000,000.000001", English.points(points))
    }
    fn band(&self, band: Band, sign: Sign) -> String {
        English.band(band, sign)
    }
}

/// Pages by name.
fn pages() -> Vec<(&'static str, String)> {
    let marketer: Profile =
        serde_json::from_str(include_str!("../../examples/profiles/marketer.json")).unwrap();
    let why = influence::lineage()
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    let page = |audience, policy, language: &dyn Language| {
        let presenter = Presenter::new(audience)
            .disclosure(policy)
            .next_step("Write to us.");
        presenter
            .message(&why)
            .localize(language)
            .html()
            .page()
            .to_string()
    };
    let open = || Disclosure::new().internals();
    #[allow(unused_mut, reason = "without other languages nothing is added")]
    let mut pages = vec![
        ("person", page(Audience::Person, open(), &English)),
        (
            "bands",
            page(Audience::Person, Disclosure::new().banded(), &English),
        ),
        ("auditor", page(Audience::Auditor, open(), &English)),
        ("right to left", page(Audience::Auditor, open(), &Mirrored)),
        (
            "bands from right to left",
            page(Audience::Person, Disclosure::new().banded(), &Mirrored),
        ),
        ("long", page(Audience::Auditor, open(), &Long)),
        ("charts", charts()),
        ("lines", lines()),
        ("history", history(3, &English)),
        ("long history from right to left", history(40, &Mirrored)),
    ];
    let impact = crate::presented_impact::release();
    let of_impact = |audience, policy, language: &dyn Language| {
        let presenter = Presenter::new(audience).disclosure(policy);
        let told = presenter.message(&impact).localize(language);
        told.html().page().to_string()
    };
    let banded = Disclosure::new().banded();
    pages.extend([
        ("impact", of_impact(Audience::Agent, open(), &English)),
        (
            "impact for an auditor",
            of_impact(Audience::Auditor, open(), &English),
        ),
        (
            "impact in bands from right to left",
            of_impact(Audience::Agent, banded, &Mirrored),
        ),
        ("long impact", of_impact(Audience::Auditor, open(), &Long)),
    ]);
    #[cfg(feature = "i18n")]
    for tag in scoreshift::present::Catalogue::languages() {
        let language = scoreshift::present::Catalogue::shipped(tag)
            .unwrap()
            .isolating(true);
        pages.push((tag, page(Audience::Auditor, open(), &language)));
        pages.push((tag, of_impact(Audience::Auditor, open(), &language)));
    }
    pages
}

/// A history of so many scores, with what the last version would have given.
fn history(scores: u32, language: &dyn Language) -> String {
    let lineage = influence::lineage();
    let profile = |at: u32| {
        let network = Network::new(900 + at, 300 + at, 12 + (at * 37) % 90);
        Profile::new().with("Twitter", network).unwrap()
    };
    let records = (0..scores).map(|at| {
        let version = if at * 2 < scores { "1.0.0" } else { "2.0.0" };
        let day = format!("2011-{:02}-{:02}", 1 + at / 28, 1 + at % 28);
        let record = lineage.find(version).unwrap().record(&profile(at)).unwrap();
        record.with_time(day.parse().unwrap())
    });
    let history = History::new(records).unwrap();
    let (mut told, mut again) = (0..scores, 0..scores);
    let steps = history.explain(&lineage, |_| told.next().map(profile));
    let restated = history
        .restated(&lineage, "2.0.0", |_| again.next().map(profile))
        .unwrap();
    Presenter::new(Audience::Person)
        .history(&history, &steps)
        .restated(&restated)
        .localize(language)
        .page()
        .to_string()
}

/// Lines of three and of three hundred scores in a page.
fn lines() -> String {
    let three = Timeline::new("Three scores")
        .id("three")
        .score("25 September 2011", 19.0, "19")
        .restated(24.0, "24")
        .score("25 October 2011", 33.0, "33")
        .restated(38.0, "38")
        .version("2.0.0")
        .score("26 October 2011", 38.0, "38")
        .in_page();
    let many = (0_u32..300).fold(
        Timeline::new("Three hundred scores").id("many"),
        |chart, at| {
            let level = f64::from(at % 13 + at % 7);
            let chart = match at {
                100 | 110 | 118 | 290 => chart.version(format!("{at}.0.0")),
                _ => chart,
            };
            chart
                .score(format!("day {at}"), level, level.to_string())
                .restated(level + 3.0, (level + 3.0).to_string())
        },
    );
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Lines</title><style>{}</style></head>\
         <body class=scoreshift-page><main><article class=scoreshift><figure>{three}</figure><figure>{}</figure>\
         </article></main></body></html>",
        Html::STYLE,
        many.in_page()
    )
}

/// The charts of a report in a page.
fn charts() -> String {
    let histogram = Histogram::new("Moves")
        .id("moves")
        .bin("A bin whose label is far too long to stand in one line or even in two of them on a phone", 12, "12")
        .bin("−10 to −1", 1_234_567, "1,234,567")
        .bin("0", 0, "0")
        .in_page();
    let mut matrix = TransitionMatrix::new("Grades", ["A", "B", "Something with a long name"])
        .id("grades")
        .in_page();
    for grade in ["A", "B", "Something with a long name"] {
        matrix = matrix.row(grade, [(0, "0"), (12, "12"), (123_456, "123,456")]);
    }
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Charts</title><style>{}</style></head>\
         <body class=scoreshift-page><main><article class=scoreshift><figure>{histogram}</figure><figure>{matrix}</figure>\
         </article></main></body></html>",
        Html::STYLE
    )
}

/// What is wrong with pages that a frame of a document shows, measured in it.
const MEASURE: &str = include_str!("browser.js");

/// Opens all pages at all widths in light or dark and returns what was found, one object for each.
fn measured(chromium: &str, is_dark: bool) -> Vec<Value> {
    let mut frames = String::new();
    for (name, page) in pages() {
        for width in WIDTHS {
            let source = page.replace('&', "&amp;").replace('"', "&quot;");
            let _ = writeln!(
                frames,
                "<iframe data-name=\"{name}\" width=\"{width}\" height=\"800\" style=\"border:0\" srcdoc=\"{source}\"></iframe>"
            );
        }
    }
    let document = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><style>:root{{color-scheme:light dark}}</style></head>\
         <body>{frames}<pre id=\"found\"></pre><script>{MEASURE}</script></body></html>"
    );
    let scheme = u8::from(!is_dark);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{scheme}"));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("pages.html");
    fs::write(&file, document).unwrap();
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .args(["--window-size=1280,900", "--dump-dom"])
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    let (_, found) = dom.split_once("<pre id=\"found\">").unwrap();
    let (found, _) = found.split_once("</pre>").unwrap();
    let found = found
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    serde_json::from_str(&found).unwrap_or_else(|error| panic!("{error}: {found}"))
}

#[test]
fn pages_are_readable_in_a_browser() {
    let Some(chromium) = chromium() else {
        eprintln!("skipped: none of {NAMES:?} is on the path, so that no page was looked at");
        return;
    };
    for is_dark in [false, true] {
        let found = measured(&chromium, is_dark);
        assert_eq!(found.len(), WIDTHS.len() * pages().len());
        for page in found {
            assert_eq!(page["dark"], is_dark, "{page:#}");
            assert_eq!(page["width"], page["asked"], "{page:#}");
            assert!(page["texts"].as_u64().unwrap() > 8, "{page:#}");
            assert_eq!(page["wrong"], Value::Array(Vec::new()), "{page:#}");
            assert_eq!(page["requests"], Value::Array(Vec::new()), "{page:#}");
        }
    }
}
