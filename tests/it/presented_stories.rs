//! Ten stories as every reader is told them, in one file, to be read from beginning to end.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

#[cfg(feature = "i18n")]
use std::collections::BTreeSet;
use std::fmt::Write as _;

use scoreshift::{
    Change, Explanation, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, at,
    formula::EvalError,
    influence::{self, Network, Profile},
    lineage::Rewrite,
    present::{Audience, Disclosure, English, Presenter},
    score::{Bands, Direction},
};

use crate::presented::is_as_before;

/// A score in tenths, which may be below 0, and has bands or is better the lower it is.
#[derive(Clone)]
struct Weather {
    version: u64,
    scale: Scale,
    per_hour: f64,
}

impl ScoringModel for Weather {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("weather", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, data: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
        let [sun, rain] = *data;
        let sun = t.parameter("points per hour", self.per_hour) * t.input("hours of sun", sun);
        let (low, high) = (self.scale.min(), self.scale.max());
        Ok((sun - t.input("rain", rain)).clamp(low, high))
    }
}

fn weather(scale: &Scale, data: [[f64; 2]; 2]) -> Explanation {
    let [first, last] = [(1, 1.0), (2, 0.7)].map(|(version, per_hour)| Weather {
        version,
        scale: scale.clone(),
        per_hour,
    });
    let change = Change::new("sun").sentence("An hour of sun counts less.");
    let lineage = Lineage::starting_with(first.clone())
        .rewritten(
            last,
            Rewrite::starting_from(first)
                .change(change, |model: &mut Weather| model.per_hour = 0.7),
        )
        .build()
        .unwrap();
    let [before, after] = data;
    lineage
        .explain(at("1.0.0", &before), at("2.0.0", &after))
        .unwrap()
}

fn rescored(before: &Profile, after: &Profile, versions: [&str; 2]) -> Explanation {
    let [from, to] = versions;
    influence::lineage()
        .explain(at(from, before), at(to, after))
        .unwrap()
}

fn networks(of: &[(&str, [u32; 3])]) -> Profile {
    of.iter().fold(
        Profile::new(),
        |profile, (name, [audience, active, reactions])| {
            profile
                .with(*name, Network::new(*audience, *active, *reactions))
                .unwrap()
        },
    )
}

fn stories() -> [(&'static str, Explanation); 12] {
    let same = |profile: &Profile, versions| rescored(profile, profile, versions);
    let plain = Scale::new(-50.0, 50.0);
    let tenths = Scale::new(0.0, 10.0)
        .decimals(1)
        .bands(Bands::at([4.0, 7.0]).named(["Low", "Medium", "High"]));
    let lower = Scale::new(0.0, 100.0).direction(Direction::LowerIsBetter);
    let calm = [[12.0, 3.0]; 2];
    [
        (
            "Facebook is private",
            same(&story!("no_facebook"), ["1.0.0", "2.0.0"]),
        ),
        (
            "a blogger, before blogs counted",
            same(&story!("blogger_with_blog"), ["1.0.0", "2.0.0"]),
        ),
        (
            "a blogger, when blogs count",
            same(&story!("blogger_with_blog"), ["2.0.0", "3.0.0"]),
        ),
        (
            "LinkedIn only",
            same(
                &networks(&[("LinkedIn", [700, 400, 200])]),
                ["1.0.0", "2.0.0"],
            ),
        ),
        (
            "Digg, StumbleUpon and Triberr",
            same(
                &networks(&[
                    ("Digg", [2400, 300, 90]),
                    ("StumbleUpon", [900, 500, 410]),
                    ("Triberr", [120, 110, 260]),
                ]),
                ["1.0.0", "2.0.0"],
            ),
        ),
        (
            "a month of rising",
            rescored(
                &story!("newcomer_before"),
                &story!("newcomer_after"),
                ["2.0.0", "2.0.0"],
            ),
        ),
        (
            "a month of one's own, and a new version",
            rescored(
                &story!("moved_and_rescored_before"),
                &story!("moved_and_rescored_after"),
                ["1.0.0", "2.0.0"],
            ),
        ),
        (
            "nothing changed",
            same(&story!("marketer"), ["2.0.0", "2.0.0"]),
        ),
        ("at a cap", weather(&tenths, [[20.0, 0.5], [16.0, 0.5]])),
        (
            "lower is better",
            weather(&lower, [[40.0, 2.0], [40.0, 9.0]]),
        ),
        ("below nothing", weather(&plain, [[4.0, 9.0], [4.0, 12.0]])),
        ("a score in tenths with bands", weather(&tenths, calm)),
    ]
}

#[test]
fn ten_stories_read_as_they_did() {
    let mut found = String::new();
    for (story, why) in &stories() {
        for (reader, audience, disclosure) in [
            ("the person scored", Audience::Person, Disclosure::new()),
            (
                "the person scored, with internals",
                Audience::Person,
                Disclosure::new().internals(),
            ),
            ("an agent", Audience::Agent, Disclosure::new()),
            ("an auditor", Audience::Auditor, Disclosure::new()),
        ] {
            let presenter = Presenter::new(audience).disclosure(disclosure);
            let text = presenter.message(why).localize(&English).text().to_string();
            let _ = write!(found, "════ {story}: {reader}\n\n{text}\n\n");
        }
    }
    is_as_before("stories", &found);
}

#[cfg(feature = "i18n")]
const DE: &str = "\
label-weather = Wetter
label-points-per-hour = Punkte je Stunde
label-hours-of-sun = Sonnenstunden
label-rain = Regen
label-low = niedrig
label-medium = mittel
label-high = hoch
change-sun = Eine Stunde Sonne zählt weniger.
title-sun = Sonne
";

#[cfg(feature = "i18n")]
const PL: &str = "\
label-weather = pogoda
label-points-per-hour = punkty za godzinę
label-hours-of-sun = godziny słońca
label-rain = deszcz
label-low = niski
label-medium = średni
label-high = wysoki
change-sun = Godzina słońca liczy się mniej.
title-sun = Słońce
";

#[cfg(feature = "i18n")]
const AR: &str = "\
label-weather = الطقس
label-points-per-hour = النقاط لكل ساعة
label-hours-of-sun = ساعات الشمس
label-rain = المطر
label-low = منخفض
label-medium = متوسط
label-high = مرتفع
change-sun = ساعة الشمس تُحتسب أقل من قبل.
title-sun = الشمس
";

#[cfg(feature = "i18n")]
#[test]
fn ten_stories_read_as_they_did_in_every_language() {
    let mut found = String::new();
    for (tag, words, of_weather) in [
        ("de", include_str!("../../examples/languages/de.ftl"), DE),
        ("pl", include_str!("../../examples/languages/pl.ftl"), PL),
        ("ar", include_str!("../../examples/languages/ar.ftl"), AR),
    ] {
        let language = scoreshift::present::Catalogue::shipped(tag).unwrap();
        let language = language.with(words).unwrap();
        let language = language.with(of_weather).unwrap();
        for (story, why) in &stories() {
            for (reader, audience) in [
                ("the person scored, with internals", Audience::Person),
                ("an agent", Audience::Agent),
            ] {
                let presenter = Presenter::new(audience).disclosure(Disclosure::new().internals());
                let message = presenter.message(why);
                assert_eq!(
                    language.missing_in(&message),
                    BTreeSet::new(),
                    "{tag}: {story}"
                );
                let text = message.localize(&language).text().to_string();
                let _ = write!(found, "════ {tag}: {story}: {reader}\n\n{text}\n\n");
            }
        }
    }
    is_as_before("stories_languages", &found);
}
