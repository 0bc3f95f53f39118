//! Impacts as they are told: every form of one report side by side, in one file for each story.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::fmt::Write as _;

use scoreshift::{
    ChangeKind, Scale,
    impact::{Impact, Subject},
    influence::{self, Network, Profile},
    present::{Audience, Disclosure, English, Message, Presenter},
    reasons::ReasonCodes,
    score::{Bands, Direction},
};

#[cfg(feature = "html")]
use scoreshift::present::Html;

use crate::{
    impact::{study_on, subject},
    impact_example::population,
    presented::{FORMS, is_as_before, open},
};

/// Part of the population of the example, with somebody who cannot be scored.
pub(crate) fn release() -> Impact {
    let people = (2_400..2_800).map(|number| {
        let person = population::person(number).unwrap();
        Subject::new(format!("account {number}"), person.profile)
            .segment("kind", person.kind.name())
    });
    let study = influence::lineage().impact("1.0.0", "2.0.0").unwrap();
    let bands = Bands::at([20.0, 50.0]).named(["low", "middle", "high"]);
    study.bands(bands).by_place(1).run(people).unwrap()
}

fn is_told_as_before(story: &str, messages: &[(&str, Message)]) {
    let mut found = String::new();
    for (reader, message) in messages {
        let told = message.localize(&English);
        for (form, render) in FORMS {
            let _ = write!(found, "════ {reader}: {form}\n\n{}\n\n", render(&told));
        }
        #[cfg(feature = "html")]
        for (chart, file) in [
            ("moves", told.histogram().map(|chart| chart.to_string())),
            (
                "bands",
                told.crossing_matrix().map(|chart| chart.to_string()),
            ),
        ] {
            let file = file.unwrap_or_default().replace(Html::STYLE, "…");
            let lines = crate::presented::in_lines(&file);
            let _ = write!(found, "════ {reader}, {chart}: SVG\n\n{lines}\n\n");
        }
    }
    is_as_before(story, &found);
}

#[test]
fn a_release_to_a_population() {
    let impact = release();
    let presenter = |audience| open(audience).subjects("person", "people");
    let banded =
        Presenter::new(Audience::Agent).disclosure(Disclosure::new().banded().withhold("Facebook"));
    is_told_as_before(
        "impact",
        &[
            (
                "the people scored",
                presenter(Audience::Person).message(&impact),
            ),
            ("an agent", presenter(Audience::Agent).message(&impact)),
            ("an auditor", presenter(Audience::Auditor).message(&impact)),
            (
                "an agent, in bands, Facebook being withheld",
                banded.message(&impact),
            ),
        ],
    );
}

#[test]
fn a_segment_of_a_population() {
    let impact = release();
    let slice = impact.segment("kind", "regular").unwrap();
    let text = open(Audience::Agent)
        .message(&slice)
        .localize(&English)
        .text()
        .to_string();
    assert!(text.starts_with("Of 94 scores, 43 go down, "), "{text}");
    assert!(
        text.contains(" This counts one group only: kind “regular”.\n\n"),
        "{text}"
    );
    assert!(!text.contains("Which groups"), "{text}");
}

#[test]
fn on_a_scale_where_lower_is_better_it_is_said_which_way_is_better() {
    let scale = Scale::new(0.0, 100.0).direction(Direction::LowerIsBetter);
    let people = [
        subject("a", 10.0, 20.0),
        subject("b", 30.0, 25.0),
        subject("c", 40.0, 40.0).weight(2.0),
    ];
    let impact = study_on(scale.clone(), scale).run(people).unwrap();
    let text = open(Audience::Agent)
        .message(&impact)
        .localize(&English)
        .text()
        .to_string();
    pretty_assertions::assert_str_eq!(text, WEIGHTED);
}

const WEIGHTED: &str = "\
Of 3 scores, 1 goes down (better), 1 stays and 1 goes up (worse).

The mean given score rises from 30.0 in version 1.0.0 to 31.3 in version 2.0.0 (+1.3).

What each change does, on average:
  +1.3  The way the score is calculated.

How far scores move, in points, before rounding:
  1  −6 to −4   ████████████
  0  −4 to −2
  0  −2 to 0
  2  no move    ████████████████████████
  0  0 to +2
  0  +2 to +4
  0  +4 to +6
  0  +6 to +8
  1  +8 to +10  ████████████

They do not all count the same: together they weigh 4, and means and moves are counted by weight.

It was not measured what each single change does.";

#[test]
fn nobody_is_told_of_as_nobody() {
    let impact = study_on(Scale::new(0.0, 100.0), Scale::new(0.0, 100.0))
        .bands(Bands::at([50.0]))
        .run([subject("a", f64::NAN, 20.0)])
        .unwrap();
    let message = open(Audience::Auditor).message(&impact);
    assert!(message.sections.is_empty());
    let told = message.localize(&English);
    let text = told.text().to_string();
    pretty_assertions::assert_str_eq!(text, NOBODY);
    let document = serde_json::to_value(told.json()).unwrap();
    assert_eq!(document["before"]["value"], serde_json::Value::Null);
    assert_eq!(document["after"]["micro"], serde_json::Value::Null);
    assert_eq!(document["population"]["failed"], 1);
}

const NOBODY: &str = "\
There is no score that both versions give.

1 could not be scored and is not in these figures.

1 of them has a score in version 2.0.0 only.

1 because the value of “Before” cannot be used.

Not scored: a.

For the record:
  Versions: given 1.0.0 before, given 2.0.0 after.";

#[test]
fn keys_of_subjects_are_not_for_the_person_scored() {
    let impact = release();
    let presenter = |audience| open(audience).message(&impact).localize(&English);
    let all = |audience| {
        let told = presenter(audience);
        let forms = FORMS.iter().map(|(_, render)| render(&told));
        forms.filter(|text| text.contains("account ")).count()
    };
    assert_eq!(all(Audience::Person), 0);
    assert!(all(Audience::Agent) >= 3 && all(Audience::Auditor) >= 3);
    assert!(
        presenter(Audience::Person)
            .text()
            .to_string()
            .contains("could not be scored")
    );
}

#[cfg(feature = "i18n")]
#[test]
fn a_release_to_a_population_in_every_language() {
    use scoreshift::present::Catalogue;

    let impact = release();
    let mut found = String::new();
    for (tag, words) in [
        ("de", include_str!("../../examples/languages/de.ftl")),
        ("pl", include_str!("../../examples/languages/pl.ftl")),
        ("ar", include_str!("../../examples/languages/ar.ftl")),
    ] {
        let language = Catalogue::shipped(tag).unwrap().with(words).unwrap();
        let presenter = open(Audience::Auditor).subjects("account", "accounts");
        let message = presenter.message(&impact);
        assert!(language.missing_in(&message).is_empty(), "{tag}");
        let text = message.localize(&language).text().to_string();
        let _ = write!(found, "════ {tag}: an auditor: text\n\n{text}\n\n");
    }
    is_as_before("impact_languages", &found);
}

#[test]
fn the_reasons_of_an_impact_have_the_apps_codes_and_go_its_way() {
    let profile = |audience: u32, active: u32, reactions: u32| {
        let network = Network::new(audience, active, reactions);
        Profile::new().with("Twitter", network).unwrap()
    };
    let people = [
        ("ann", profile(9000, 90, 400)),
        ("bob", profile(5000, 20, 90)),
    ];
    let impact = influence::lineage()
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .by_change()
        .run(&people)
        .unwrap();
    let why = impact.whole().why().unwrap();
    let down = impact.whole().mean_move_micro().signum();
    let codes = ReasonCodes::new().code("active-audience", "R02");
    let presenter = Presenter::new(Audience::Agent).reason_codes(codes);
    let message = presenter.message(&impact);
    let told: Vec<_> = message
        .reasons()
        .map(|row| row.code.clone().unwrap())
        .collect();
    assert!(told.contains(&"R02".to_owned()), "{told:?}");
    let along = why
        .causes
        .iter()
        .filter(|cause| cause.kind != ChangeKind::Recalibration && cause.micro.signum() == down);
    assert_eq!(told.len(), along.count());
}
