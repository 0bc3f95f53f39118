//! The population of the example, in which the story of 2011 must be visible.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

#[path = "../../examples/impact/population.rs"]
pub(crate) mod population;

use scoreshift::{
    impact::{Gate, Impact, Subject},
    influence,
    score::Bands,
};

fn impact(gate: &Gate) -> Impact {
    let people = (0..20_000).map(|number| {
        let person = population::person(number).unwrap();
        Subject::new(format!("account {number}"), person.profile)
            .segment("kind", person.kind.name())
    });
    let study = influence::lineage().impact("1.0.0", "2.0.0").unwrap();
    let bands = Bands::at([20.0, 50.0]).named(["no mention", "mention", "perks"]);
    study
        .bands(bands)
        .measuring(gate)
        .by_change()
        .run(people)
        .unwrap()
}

#[test]
fn a_majority_stays_or_rises_and_those_strong_on_one_network_fall() {
    let gate: Gate = serde_json::from_str(include_str!("../../examples/impact/gate.json")).unwrap();
    let impact = impact(&gate);
    let whole = impact.whole();
    let share_down = whole.as_shown().down.share_of(whole.scored());
    assert!(share_down < 0.4, "{share_down}");
    let far = whole.falls_beyond(10.0).unwrap().share_of(whole.scored());
    assert!(far < 0.05, "large drops are rare: {far}");

    let mean = |kind: &str| {
        let slice = impact.segment("kind", kind).unwrap();
        (slice.before().mean(), slice.moves().mean())
    };
    let (_, big) = mean("big on one network");
    assert!(big < -10.0, "{big}");
    let (_, celebrity) = mean("celebrity");
    assert!(celebrity.abs() < 1.0, "about nothing: {celebrity}");
    // Published: 27.5 % of the total of follow-back accounts, and 34.5 % of that of shout-out accounts.
    for (kind, published) in [("follow-back", 0.275), ("shout-out", 0.345)] {
        let (before, moved) = mean(kind);
        let lost = -moved / before;
        assert!((lost - published).abs() < 0.05, "{kind}: {lost}");
    }

    let why = whole.why().unwrap();
    let causes: i64 = why.causes.iter().map(|cause| cause.micro).sum();
    assert_eq!(
        (causes, why.unexplained.subjects),
        (whole.mean_move_micro(), 0)
    );
    assert_eq!(gate.check(&impact).failed.len(), 1);
}

#[test]
fn a_month_later_the_mean_moved_for_more_reasons_than_the_version() {
    let people = (0..600).filter_map(|number| {
        let month = population::month(number).unwrap();
        let key = format!("account {number}");
        match (month.before, month.after) {
            (Some(before), Some(after)) => Some(Subject::moved(key, before, after)),
            (Some(before), None) => Some(Subject::left(key, before)),
            (None, Some(after)) => Some(Subject::joined(key, after)),
            (None, None) => None,
        }
    });
    let study = influence::lineage().impact("1.0.0", "2.0.0").unwrap();
    let impact = study.by_change().run(people).unwrap();
    let (whole, why) = (impact.whole(), impact.whole().why().unwrap());
    let ours: i64 = why.causes.iter().map(|cause| cause.micro).sum();
    let others = [why.data_micro, why.joined_micro, why.left_micro];
    assert!(others.iter().all(|micro| *micro != 0), "{others:?}");
    assert_eq!(ours + others.iter().sum::<i64>(), whole.mean_change_micro());
    let of = whole.composition().unwrap();
    assert!((5..40).contains(&of.joined.who.subjects), "{of:?}");
    assert!((2..25).contains(&of.left.who.subjects), "{of:?}");
}

#[test]
fn an_account_is_made_from_its_number_alone() {
    let profile = population::person(42).unwrap().profile;
    let pinned = serde_json::to_string(&profile).unwrap();
    pretty_assertions::assert_eq!(pinned, PINNED);
}

const PINNED: &str = r#"{"networks":{"Twitter":{"audience":34,"active":16,"reactions":2}}}"#;
