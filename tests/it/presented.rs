//! Stories as they are shown: every form of one explanation side by side, in one file for each story.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --all-features --test it presented` writes the files anew; read what changed before it is committed.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::fmt::Write as _;

#[cfg(feature = "html")]
use scoreshift::present::Html;
use scoreshift::{
    Change, ChangeKind, EvalError, Explainer, Lineage, ModelId, Scale, ScoringModel, Term, Trace,
    Version, at,
    explain::{Method, level},
    formula::Path,
    history::History,
    influence,
    lineage::Rewrite,
    present::{
        Audience, Band, Digits, Disclosure, English, Language, LocalizedMessage, Message,
        Presentable, Presenter, Sentence, Sign, Voice,
    },
    score::Direction,
};
use unicode_width::UnicodeWidthStr;

pub(crate) type Render = fn(&LocalizedMessage) -> String;

/// One form of a message: its name, and how it is made. A new renderer is one more line.
pub(crate) const FORMS: &[(&str, Render)] = &[
    ("text", |told| told.text().to_string()),
    ("Markdown", |told| told.markdown().to_string()),
    ("JSON", |told| told.json().to_string()),
    #[cfg(feature = "html")]
    ("HTML", |told| {
        in_lines(&told.html().without_style().to_string())
    }),
    #[cfg(feature = "html")]
    ("SVG", |told| {
        in_lines(&told.waterfall().to_string().replace(Html::STYLE, "…"))
    }),
];

/// HTML with each block on its own line; a page has the same style every time.
#[cfg(feature = "html")]
pub(crate) fn in_lines(html: &str) -> String {
    let mut lines = html.to_owned();
    for tag in [
        "article", "h2", "h3", "p", "figure", "svg", "title", "desc", "line", "g", "text",
        "section", "ul", "li", "div", "details", "summary", "rect", "circle", "path",
    ] {
        for end in [" ", ">"] {
            lines = lines.replace(&format!("<{tag}{end}"), &format!("\n<{tag}{end}"));
        }
    }
    lines.trim_start().to_owned()
}

/// The file of a story as far as its forms are built: those of HTML are not without the feature `html`.
fn as_built(file: &str) -> String {
    let is_built = |part: &str| {
        let heading = part.lines().next().unwrap_or_default();
        cfg!(feature = "html") || !(heading.ends_with(": HTML") || heading.ends_with(": SVG"))
    };
    let mut built = String::new();
    for part in file.split("════ ").skip(1).filter(|part| is_built(part)) {
        let _ = write!(built, "════ {part}");
    }
    built
}

/// Holds every form of messages against the file of a story.
fn is_shown_as_before(story: &str, messages: &[(&str, Message)]) {
    let mut found = String::new();
    for (reader, message) in messages {
        let told = message.localize(&English);
        for (form, render) in FORMS {
            let _ = write!(found, "════ {reader}: {form}\n\n{}\n\n", render(&told));
        }
    }
    is_as_before(story, &found);
}

/// Holds what was written against the file of a story.
pub(crate) fn is_as_before(story: &str, found: &str) {
    let file = format!(
        "{}/tests/it/snapshots/presented/{story}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        let is_all = FORMS.iter().any(|(form, _)| *form == "HTML");
        assert!(is_all, "all forms are written: --all-features");
        std::fs::write(&file, found).unwrap();
    }
    pretty_assertions::assert_str_eq!(as_built(&std::fs::read_to_string(file).unwrap()), found);
}

pub(crate) fn open(audience: Audience) -> Presenter<'static> {
    Presenter::new(audience).disclosure(Disclosure::new().internals())
}

/// The same for all three audiences, with everything disclosed.
pub(crate) fn to_everybody(of: &impl Presentable) -> [(&'static str, Message); 3] {
    [
        ("the person scored", open(Audience::Person).message(of)),
        ("an agent", open(Audience::Agent).message(of)),
        ("an auditor", open(Audience::Auditor).message(of)),
    ]
}

#[test]
fn the_marketers_drop() {
    let marketer = story!("marketer");
    let why = influence::lineage()
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    is_shown_as_before("marketer", &to_everybody(&why));
}

#[test]
fn the_marketers_drop_under_a_policy() {
    let marketer = story!("marketer");
    let why = influence::lineage()
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    let with = |audience, policy| Presenter::new(audience).disclosure(policy).message(&why);
    is_shown_as_before(
        "marketer_policies",
        &[
            (
                "the person scored, without internals",
                with(Audience::Person, Disclosure::new()),
            ),
            (
                "the person scored, in bands",
                with(Audience::Person, Disclosure::new().banded()),
            ),
            (
                "an agent, Facebook being private",
                with(Audience::Agent, Disclosure::new().private("facebook")),
            ),
        ],
    );
}

#[test]
fn a_month_of_ones_own_and_a_new_version() {
    let (then, now) = (
        story!("moved_and_rescored_before"),
        story!("moved_and_rescored_after"),
    );
    let why = influence::lineage()
        .explain(at("1.0.0", &then), at("2.0.0", &now))
        .unwrap();
    is_shown_as_before("moved_and_rescored", &to_everybody(&why));
}

#[test]
fn a_new_version_taken_back() {
    let (then, now) = (
        story!("moved_and_rescored_before"),
        story!("moved_and_rescored_after"),
    );
    let why = influence::lineage()
        .explain(at("2.0.0", &now), at("1.0.0", &then))
        .unwrap();
    is_shown_as_before("taken_back", &to_everybody(&why)[..1]);
}

#[test]
fn a_notice_beforehand() {
    let blogger = story!("blogger_with_blog");
    let preview = influence::lineage()
        .preview("1.0.0", "3.0.0", &blogger, "2026-12-01".parse().unwrap())
        .unwrap();
    is_shown_as_before("preview", &to_everybody(&preview));
}

#[test]
fn somebody_without_facebook_compared_with_the_marketer() {
    let model = influence::EqualNetworkWeight::default();
    let why = level(&model, &story!("marketer"), &story!("no_facebook")).unwrap();
    is_shown_as_before("level", &to_everybody(&why)[..2]);
}

#[test]
fn a_history_without_inputs() {
    let lineage = influence::lineage();
    let (v1, v2) = (
        lineage.find("1.0.0").unwrap(),
        lineage.find("2.0.0").unwrap(),
    );
    let (then, now) = (
        story!("moved_and_rescored_before"),
        story!("moved_and_rescored_after"),
    );
    let history = History::new([
        v1.record_with_breakdown(&then).unwrap(),
        v1.record_with_breakdown(&now).unwrap(),
        v2.record_with_breakdown(&now).unwrap(),
        v1.record_with_breakdown(&then).unwrap(),
        v2.record(&then).unwrap(),
        v2.record(&then).unwrap(),
    ])
    .unwrap();
    let steps = history.steps();
    let message = |step: usize| open(Audience::Agent).message(&steps[step]);
    let names = [
        "data moved",
        "the version changed",
        "both, and back",
        "no formula",
        "nothing",
    ];
    let told: Vec<_> = names.into_iter().zip((0..).map(message)).collect();
    is_shown_as_before("history", &told);
    // A step that is explained by its inputs reads as the explanation does.
    let steps = history.explain(&lineage, |_| Some(&then));
    assert_eq!(
        steps[4].to_string(),
        steps[4].explanation().unwrap().to_string()
    );
}

/// A risk: points for debts, held between 0 and 100; less is better.
#[derive(Clone)]
struct Risk {
    version: u64,
    per_debt: f64,
    better: Direction,
}

impl ScoringModel for Risk {
    type Input = (f64, String);

    fn id(&self) -> ModelId {
        ModelId::new("credit risk", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0).decimals(1).direction(self.better)
    }

    fn evaluate<T: Trace>(
        &self,
        (debts, home): &(f64, String),
        t: T,
    ) -> Result<Term<T>, EvalError> {
        let debts = t.parameter("points per debt", self.per_debt) * t.input("open-debts", *debts);
        let home = t
            .category("home", home)
            .points("points of the home", |kind| {
                if kind == "rent" { 4.25 } else { 1.0 }
            });
        Ok((debts + home).clamp(0.0, 100.0))
    }
}

fn home(debts: f64, kind: &str) -> (f64, String) {
    (debts, kind.to_owned())
}

fn risk(better: Direction) -> Lineage<(f64, String)> {
    let (v1, v2) = (
        Risk {
            version: 1,
            per_debt: 6.0,
            better,
        },
        Risk {
            version: 2,
            per_debt: 8.5,
            better,
        },
    );
    let change = Change::new("debts")
        .title("Debts")
        .sentence("Open debts weigh more")
        .kind(ChangeKind::Policy);
    Lineage::starting_with(v1.clone())
        .rewritten(
            v2,
            Rewrite::starting_from(v1).change(change, |model| model.per_debt = 8.5),
        )
        .build()
        .unwrap()
}

#[test]
fn a_score_that_is_better_the_lower_it_is() {
    let lineage = risk(Direction::LowerIsBetter);
    let why = lineage
        .explain(
            at("1.0.0", &home(4.0, "rent")),
            at("2.0.0", &home(3.0, "own")),
        )
        .unwrap();
    let capped = lineage
        .explain(
            at("1.0.0", &home(14.0, "rent")),
            at("2.0.0", &home(14.0, "rent")),
        )
        .unwrap();
    let presenter = || {
        Presenter::new(Audience::Person)
            .score_name("risk score")
            .labels(|place| (*place == Path::new(["open-debts"])).then(|| "your open debts".into()))
    };
    is_shown_as_before(
        "risk",
        &[
            ("the person scored", presenter().message(&why)),
            ("an agent", open(Audience::Agent).message(&why)),
            ("somebody at the cap", presenter().message(&capped)),
            (
                "an agent of somebody at the cap",
                open(Audience::Agent).message(&capped),
            ),
        ],
    );
}

#[test]
fn nothing_is_better_or_worse_on_a_neutral_scale() {
    let why = risk(Direction::Neutral)
        .explain(
            at("1.0.0", &home(4.0, "rent")),
            at("2.0.0", &home(3.0, "own")),
        )
        .unwrap();
    let message = open(Audience::Person).message(&why);
    assert!(!why.to_string().contains("better"));
    let told = message.localize(&English);
    assert_eq!(
        told.text()
            .coloured(true)
            .to_string()
            .matches("\u{1b}[32m")
            .count(),
        0
    );
    assert_eq!(
        told.text()
            .coloured(true)
            .to_string()
            .matches("\u{1b}[31m")
            .count(),
        0
    );
}

#[test]
fn what_is_private_is_for_the_person_only_and_its_label_is_not_asked_for() {
    let marketer = story!("marketer");
    let why = influence::lineage()
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    let private = Disclosure::new().private("Facebook");
    let seen_by = |audience| {
        let told = Presenter::new(audience)
            .disclosure(private.clone())
            .labels(|place| {
                let is_private = place.starts_with(&Path::new(["Facebook"]));
                assert!(!is_private || audience == Audience::Person, "{place}");
                None
            })
            .message(&why)
            .localize(&English);
        let forms = FORMS.iter();
        forms
            .filter(|(_, render)| render(&told).contains("Facebook"))
            .count()
    };
    // A chart has rows for reasons only.
    let with_places = FORMS.iter().filter(|(form, _)| *form != "SVG").count();
    assert_eq!(seen_by(Audience::Person), with_places);
    assert_eq!(
        (seen_by(Audience::Agent), seen_by(Audience::Auditor)),
        (0, 0)
    );
}

#[test]
fn colour_is_never_all_that_tells() {
    let marketer = story!("marketer");
    let why = influence::lineage()
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    let told = open(Audience::Person).message(&why).localize(&English);
    let coloured = told.text().coloured(true).to_string();
    assert!(
        coloured.contains("\u{1b}[31m−19\u{1b}[0m  Every network"),
        "{coloured:?}"
    );
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, told.text().to_string());
}

/// English with digits that are two columns wide.
struct Wide;

impl Language for Wide {
    fn tag(&self) -> &'static str {
        "en"
    }
    fn say(&self, sentence: &Sentence, voice: Voice) -> String {
        English.say(sentence, voice)
    }
    fn number(&self, number: Digits) -> String {
        English.number(number)
    }
    fn points(&self, points: Digits) -> String {
        let wide = |c: char| {
            c.to_digit(10)
                .map_or(c, |digit| char::from_u32(0xff10 + digit).unwrap())
        };
        English.points(points).chars().map(wide).collect()
    }
    fn band(&self, band: Band, sign: Sign) -> String {
        English.band(band, sign)
    }
}

#[test]
fn points_stand_in_a_column_however_wide_their_digits_are() {
    let marketer = story!("marketer");
    let why = influence::lineage()
        .explain(at("1.0.0", &marketer), at("2.0.0", &marketer))
        .unwrap();
    let text = open(Audience::Person)
        .message(&why)
        .localize(&Wide)
        .text()
        .to_string();
    let column = |sentence: &str| {
        let line = text.lines().find(|line| line.contains(sentence)).unwrap();
        line.split(sentence).next().unwrap().width()
    };
    assert_eq!(column("Every network"), 9);
    assert_eq!(column("Followers who"), 9);
    assert_eq!(column("Facebook −１４"), 9);
}

#[test]
fn whatever_makes_hardly_a_difference_is_said_to() {
    let lineage = risk(Direction::HigherIsBetter);
    let why = lineage
        .explain(
            at("1.0.0", &home(0.01, "rent")),
            at("2.0.0", &home(0.01, "rent")),
        )
        .unwrap();
    let message = Presenter::new(Audience::Person).message(&why);
    let text = message.localize(&English).text().to_string();
    assert!(
        text.contains("\n  0.0  Open debts weigh more. This made hardly any difference for you."),
        "{text}"
    );
    let amount = &message.rows().next().unwrap().amount;
    assert_eq!(amount.micro(), Some(25_000));
}

/// Five points for each step between two dials, and points for what one has.
#[derive(Clone)]
struct Dials {
    version: u64,
    dials: (f64, f64),
}

impl ScoringModel for Dials {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("dials", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0).decimals(1)
    }

    fn evaluate<T: Trace>(&self, input: &f64, t: T) -> Result<Term<T>, EvalError> {
        let left = t.parameter("left", self.dials.0);
        let right = t.parameter("right", self.dials.1);
        Ok(5.0 * t.max(left - right, [right - left]) + t.input("savings", *input))
    }
}

#[test]
fn changes_that_undo_each_other_are_not_said_to_make_no_difference() {
    let dials = |version, dials| Dials { version, dials };
    let (old, new) = (dials(1, (0.0, 0.0)), dials(2, (1.0, 1.0)));
    let lineage = Lineage::starting_with(old.clone())
        .rewritten(
            new,
            Rewrite::starting_from(old)
                .change(
                    Change::new("left").sentence("The left dial is one up."),
                    |model| model.dials.0 = 1.0,
                )
                .change(
                    Change::new("right").sentence("The right dial is one up."),
                    |model| model.dials.1 = 1.0,
                )
                .change(
                    Change::new("words").sentence("The manual has new words."),
                    |model| model.version = 2,
                ),
        )
        .build()
        .unwrap();
    let why = lineage
        .explain(at("1.0.0", &40.0), at("2.0.0", &40.0))
        .unwrap();
    let text = why.to_string();
    assert!(text.contains("The left dial is one up."), "{text}");
    assert!(
        text.contains(
            "It depends on the other changes: on its own it would be +5.0, after all others −5.0"
        ),
        "{text}"
    );
    let still = text.matches("This made no difference for you.").count();
    assert_eq!(still, 1, "{text}");
    assert!(
        text.contains("The manual has new words. This made no difference for you."),
        "{text}"
    );
}

#[derive(Clone)]
struct Fees {
    discount: f64,
    fee: f64,
}

impl ScoringModel for Fees {
    type Input = f64;

    fn id(&self) -> ModelId {
        let version = 1 + u64::from(self.discount + self.fee > 0.0);
        ModelId::new("fees", Version::new(version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, input: &f64, t: T) -> Result<Term<T>, EvalError> {
        let discount = t.parameter("discount", self.discount);
        Ok(t.input("savings", *input) + discount - t.parameter("fee", self.fee))
    }
}

#[test]
fn changes_that_add_up_to_nothing_are_not_said_to_make_no_difference() {
    let old = Fees {
        discount: 0.0,
        fee: 0.0,
    };
    let lineage = Lineage::starting_with(old)
        .release("2.0.0")
        .change(Change::new("discount").sentence("A discount."), |model| {
            model.discount = 4.0;
        })
        .change(Change::new("fee").sentence("A fee."), |model| {
            model.fee = 4.0;
        })
        .build()
        .unwrap();
    let told = |then: f64, now: f64| {
        let why = lineage.explain(at("1.0.0", &then), at("2.0.0", &now));
        why.unwrap().to_string()
    };
    let still = told(40.0, 40.0);
    assert!(
        still.starts_with(
            "We changed how the score is calculated. Taken together, that comes to 0 for you."
        ),
        "{still}"
    );
    let moved = told(40.0, 45.0);
    assert!(
        moved.starts_with(
            "Your own data moved the score. What changed in how it is calculated comes to 0 for you, taken together."
        ),
        "{moved}"
    );
}

/// Acid takes points off a soil, which are told in steps of five later.
#[derive(Clone)]
struct Soil {
    acid: f64,
    is_rounded: bool,
}

impl ScoringModel for Soil {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("soil", Version::new(1 + u64::from(self.is_rounded), 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, input: &f64, t: T) -> Result<Term<T>, EvalError> {
        let acid = t.parameter("weight of acid", self.acid) * t.input("acid", *input);
        let score = (70.0 - acid).at_least(0.0);
        Ok(if self.is_rounded {
            score.round_to(5.0, 0.0)
        } else {
            score
        })
    }
}

#[test]
fn rounding_is_no_reason_beside_more_that_is_not_told() {
    let old = Soil {
        acid: 3.0,
        is_rounded: false,
    };
    let lineage = Lineage::starting_with(old)
        .release("2.0.0")
        .change(Change::new("acid").sentence("Acid counts more."), |model| {
            model.acid = 4.5;
        })
        .change(Change::new("fives").sentence("In fives."), |model| {
            model.is_rounded = true;
        })
        .build()
        .unwrap();
    let why = lineage
        .explain(at("1.0.0", &2.6), at("2.0.0", &2.6))
        .unwrap();
    let acid = why.causes.iter().find(|cause| cause.id == "acid").unwrap();
    assert!(acid.places.len() > 1, "{acid:?}");
    // The number that the owners keep is all that acid counts by, so a person reads the change alone.
    let message = Presenter::new(Audience::Person).message(&why);
    let text = message.localize(&English).text().to_string();
    let told = text.split("Acid counts more.").nth(1).unwrap();
    let own = told.split("In fives.").next().unwrap();
    assert!(
        !own.contains("Rounding") && !own.contains("Elsewhere"),
        "{text}"
    );
}

#[test]
fn own_data_that_moved_by_nothing_that_counts_is_said_to_have_moved_nothing() {
    let model = Dials {
        version: 1,
        dials: (0.0, 0.0),
    };
    let why = scoreshift::explain((&model, &40.0), (&model, &40.000_000_01)).unwrap();
    let data = why.causes.iter().find(|cause| cause.id == "data").unwrap();
    assert!(!data.places.is_empty() && data.micro == 0, "{why:?}");
    let text = why.to_string();
    assert!(!text.contains("What changed in your own data"), "{text}");
    assert!(
        text.starts_with("Your dials score stayed at 40.0, both times in version 1.0.0."),
        "{text}"
    );
}

/// A product of a weight and an amount, in sites.
#[derive(Clone)]
struct Sites {
    version: u64,
    weight: f64,
    decimals: u8,
    step: f64,
}

impl ScoringModel for Sites {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("supplier-reliability", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 1000.0).decimals(self.decimals)
    }

    fn evaluate<T: Trace>(&self, input: &f64, t: T) -> Result<Term<T>, EvalError> {
        let site = t.scope("Gdańsk");
        let score = site.parameter("weight", self.weight) * site.input("on-time", *input);
        Ok(score.round_to(self.step, 0.0))
    }
}

fn sites() -> Lineage<f64> {
    let old = Sites {
        version: 1,
        weight: 1.0,
        decimals: 0,
        step: 1e-6,
    };
    let new = Sites {
        version: 2,
        weight: 3.0,
        decimals: 1,
        ..old.clone()
    };
    let changes = Rewrite::starting_from(old.clone()).change(
        Change::new("weight").sentence("Sites weigh three times as much."),
        |model: &mut Sites| model.weight = 3.0,
    );
    Lineage::starting_with(old)
        .rewritten(new, changes)
        .build()
        .unwrap()
}

#[test]
fn a_change_that_depends_on_the_persons_own_data_is_said_to() {
    let why = sites()
        .explain(at("1.0.0", &10.0), at("2.0.0", &90.0))
        .unwrap();
    // To the person it is said where it changes the reading: here both ways are a rise.
    assert!(!why.to_string().contains("It depends on"), "{why}");
    let agent = open(Audience::Agent).message(&why);
    let text = agent.localize(&English).text().to_string();
    assert!(
        text.contains(
            "It depends on their own data, which changed too: with the data as it was it would be +20.0, with the data \
             as it is now +180.0."
        ),
        "{text}"
    );
    assert!(!text.contains("other changes"), "{text}");
}

#[test]
fn both_levels_and_the_move_have_the_digits_of_the_finer_scale() {
    let headline = |from, to, input: f64| {
        let why = sites().explain(at(from, &input), at(to, &input)).unwrap();
        let text = why.to_string();
        text.lines().nth(2).unwrap().to_owned()
    };
    assert_eq!(
        headline("1.0.0", "2.0.0", 10.25),
        "Your supplier reliability score rose from 10.3 to 30.8 (+20.5) when it moved from version 1.0.0 to version \
         2.0.0."
    );
    assert_eq!(
        headline("2.0.0", "1.0.0", 10.25),
        "Your supplier reliability score fell from 30.8 to 10.3 (−20.5) when it moved from version 2.0.0 back to \
         version 1.0.0."
    );
}

#[test]
fn a_sentence_that_is_taken_back_stands_in_quotes_as_it_was_written() {
    let why = sites()
        .explain(at("2.0.0", &10.0), at("1.0.0", &10.0))
        .unwrap();
    let text = why.to_string();
    assert!(
        text.contains("Taken back: “Sites weigh three times as much.”"),
        "{text}"
    );
}

#[test]
fn rounding_of_the_whole_score_is_called_rounding() {
    let model = Sites {
        version: 1,
        weight: 1.0,
        decimals: 1,
        step: 0.5,
    };
    let why = Explainer::new()
        .method(Method::Secant)
        .models((&model, &10.0), (&model, &20.3))
        .unwrap();
    for audience in [Audience::Person, Audience::Agent, Audience::Auditor] {
        let told = open(audience).message(&why).localize(&English);
        let text = told.text().to_string();
        assert!(text.contains("Rounding +0.2"), "{text}");
        assert!(!text.contains("rounding"), "{text}");
    }
}

#[test]
fn what_is_told_apart_may_begin_with_a_name() {
    let model = |lift| Sites {
        version: if lift == 1.0 { 1 } else { 2 },
        weight: lift,
        decimals: 0,
        step: 1.0,
    };
    let raised = Change::new("raised")
        .sentence("Kraków's sites were put back to where they were.")
        .kind(ChangeKind::Recalibration);
    let lineage = Lineage::starting_with(model(1.0))
        .rewritten(
            model(3.0),
            Rewrite::starting_from(model(1.0))
                .change(raised, |model| model.weight = 3.0)
                .change(Change::new("words").sentence("The manual is new."), |_| ()),
        )
        .build()
        .unwrap();
    let why = lineage
        .explain(at("1.0.0", &10.0), at("2.0.0", &10.0))
        .unwrap();
    let text = why.to_string();
    assert!(
        text.contains("Separately: Kraków's sites were put back to where they were (+20 for you)."),
        "{text}"
    );
    #[cfg(feature = "i18n")]
    for tag in ["en", "de", "pl", "ar"] {
        let language = scoreshift::present::Catalogue::shipped(tag).unwrap();
        let message = open(Audience::Person).message(&why);
        let text = message.localize(&language).text().to_string();
        assert!(
            text.contains("Kraków's sites were put back to where they were"),
            "{tag}: {text}"
        );
    }
}
