//! The stories of October 2011, as they are explained.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use scoreshift::{
    Explanation, ScoringModel, at,
    explain::CauseKind,
    influence::{self, Profile},
};

fn rescored(profile: &Profile) -> Explanation {
    influence::lineage()
        .explain(at("1.0.0", profile), at("2.0.0", profile))
        .unwrap()
}

fn with_blogs(profile: &Profile) -> Explanation {
    influence::lineage()
        .explain(at("2.0.0", profile), at("3.0.0", profile))
        .unwrap()
}

fn effect(why: &Explanation, cause: &str) -> f64 {
    why.causes
        .iter()
        .find(|found| found.id == cause)
        .unwrap()
        .effect
}

fn place(why: &Explanation, place: &str) -> f64 {
    why.places
        .iter()
        .find(|found| found.id.to_string() == place)
        .unwrap()
        .effect
}

fn is(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 0.006,
        "{found} is not {expected}"
    );
}

#[test]
fn the_named_changes_have_the_points_that_were_worked_out_beforehand() {
    for (profile, equal, active, recalibration) in [
        (story!("marketer"), -19.59, -2.65, 4.91),
        (story!("colleague"), 11.53, -2.38, 5.81),
        (story!("writer"), -16.18, -2.54, 5.49),
        (story!("blogger"), -11.40, -2.10, 5.66),
        (story!("no_facebook"), -5.67, -1.78, 5.81),
    ] {
        let why = rescored(&profile);
        is(effect(&why, "equal-network-weight"), equal);
        is(effect(&why, "active-audience"), active);
        is(effect(&why, "recalibration"), recalibration);
        assert_eq!((why.data().effect, why.data().micro), (0.0, 0));
        assert_eq!(
            why.causes.iter().map(|cause| cause.micro).sum::<i64>(),
            why.delta_micro
        );
        assert_eq!(
            why.places.iter().map(|place| place.micro).sum::<i64>(),
            why.delta_micro
        );
    }
}

#[test]
fn facebook_is_the_place_that_cost_the_marketer_most() {
    let why = rescored(&story!("marketer"));
    is(place(&why, "Facebook"), -13.65);
    is(place(&why, "Twitter"), -3.67);
    let worst = why.places.iter().min_by_key(|place| place.micro).unwrap();
    assert_eq!(worst.id.to_string(), "Facebook");
}

#[test]
fn every_story_has_the_places_that_were_worked_out_beforehand() {
    for (profile, first, second) in [
        (story!("colleague"), ("Facebook", 9.87), ("Twitter", 5.09)),
        (story!("writer"), ("Facebook", -10.84), ("Twitter", -2.39)),
        (story!("blogger"), ("Tumblr", -6.73), ("Twitter", -1.12)),
    ] {
        let why = rescored(&profile);
        is(place(&why, first.0), first.1);
        is(place(&why, second.0), second.1);
    }
    let private = rescored(&story!("no_facebook"));
    assert!(
        private
            .places
            .iter()
            .all(|place| !place.id.to_string().contains("Facebook"))
    );
    assert_eq!(private.absent.len(), 1);
}

#[test]
fn the_colleague_ends_above_him_having_been_below() {
    let (his, hers) = (
        rescored(&story!("marketer")),
        rescored(&story!("colleague")),
    );
    assert!(hers.before.value < his.before.value && hers.after.value > his.after.value);
}

#[test]
fn a_month_of_reactions_is_the_newcomers_own_doing() {
    let (before, after) = (story!("newcomer_before"), story!("newcomer_after"));
    let why = influence::lineage()
        .explain(at("1.0.0", &before), at("1.0.0", &after))
        .unwrap();
    assert!(why.delta > 10.0);
    assert_eq!((why.algorithm().effect, why.algorithm().micro), (0.0, 0));
    assert_eq!(why.data().micro, why.delta_micro);
    let text = why.to_string();
    assert!(
        text.starts_with("Your own data moved the score; it is calculated as before."),
        "{text}"
    );
    assert!(!text.contains("What we changed"), "{text}");
}

#[test]
fn what_moved_and_what_was_rescored_are_told_apart() {
    let (before, after) = (
        story!("moved_and_rescored_before"),
        story!("moved_and_rescored_after"),
    );
    let why = influence::lineage()
        .explain(at("1.0.0", &before), at("2.0.0", &after))
        .unwrap();
    assert!(why.data().micro != 0 && why.algorithm().micro != 0);
    assert_eq!(why.data().micro + why.algorithm().micro, why.delta_micro);
    // With two outer players the data's share is the mean of its move under either version.
    let alone = |version| {
        influence::lineage()
            .explain(at(version, &before), at(version, &after))
            .unwrap()
            .delta
    };
    is(
        why.data().effect,
        f64::midpoint(alone("1.0.0"), alone("2.0.0")),
    );
    let recalibrated = why
        .causes
        .iter()
        .filter(|cause| cause.kind == CauseKind::Recalibration)
        .count();
    assert_eq!(recalibrated, 1);
}

#[test]
fn the_drop_of_2011_reads_as_it_should() {
    assert_eq!(
        rescored(&story!("marketer")).to_string(),
        "\
We changed how the score is calculated. Nothing you did moved it.

Your influence score fell from 71 to 54 (−17) when it moved from version 1.0.0 to version 2.0.0.

What we changed:
  −19  Every network you connect now counts the same.
       Facebook −14: you score 32 there, and it now counts 50 % instead of 5 %.
       Twitter −5: you score 75 there, and it now counts 50 % instead of 95 %.
   −3  Followers who never react no longer count.
       Twitter −2: reach is measured differently, from 8,700 to 3,600.
       Facebook −1: reach is measured differently, from 420 to 130.

Separately: The whole scale was lifted so that typical scores stay where they were (+5 for you). Without it you would be at 49."
    );
}

#[test]
fn the_bloggers_rise_reads_as_it_should() {
    assert_eq!(
        with_blogs(&story!("blogger_with_blog")).to_string(),
        "\
We changed how the score is calculated. Nothing you did moved it.

Your influence score rose from 52 to 55 (+3) when it moved from version 2.0.0 to version 3.0.0.

What we changed:
  +4  Your own blog now counts like a network.
      jane.example +4: it counts now, and did not before.
  −1  Comments by many different people now count more than many by a few.
      It depends on the other changes: on its own it would be 0, after all others −2.
      jane.example −1: weight of different people went from 0 to 0.5."
    );
}

#[test]
fn all_that_the_blogger_gains_is_his_blogs() {
    let profile = story!("blogger_with_blog");
    let why = with_blogs(&profile);
    let lineage = influence::lineage();
    let alike = lineage.latest().with_only(["self-hosted-blogs"]).unwrap();
    let between = alike.score(&profile).unwrap();
    // Who comments makes a difference only after blogs count, so both changes have half of it.
    let people = (why.after.value - between) / 2.0;
    is(
        effect(&why, "self-hosted-blogs"),
        between - why.before.value + people,
    );
    is(effect(&why, "who-comments"), people);
    is(effect(&why, "self-hosted-blogs"), 4.01);
    is(effect(&why, "who-comments"), -0.93);
    assert_eq!(why.places.len(), 1);
    is(place(&why, r"jane\.example"), 3.09);
    assert_eq!(why.data().micro, 0);
}

#[test]
fn who_has_no_blog_is_told_that_it_made_no_difference() {
    for profile in [story!("marketer"), story!("blogger"), story!("no_facebook")] {
        let why = with_blogs(&profile);
        assert_eq!(why.delta_micro, 0);
        assert!(why.places.is_empty());
        let text = why.to_string();
        let level = influence::lineage()
            .latest()
            .model()
            .scale()
            .show(why.after.value);
        for told in [
            format!("Your influence score stayed at {level} when it moved from version 2.0.0 to version 3.0.0."),
            "0  Your own blog now counts like a network. This made no difference for you.".to_owned(),
            "0  Comments by many different people now count more than many by a few. This made no difference for you.".to_owned(),
        ] {
            assert!(text.contains(&told), "{text}");
        }
    }
}

#[test]
fn over_both_releases_the_blog_takes_back_a_part_of_the_drop() {
    let profile = story!("blogger_with_blog");
    let why = influence::lineage()
        .explain(at("1.0.0", &profile), at("3.0.0", &profile))
        .unwrap();
    let text = why.to_string();
    assert!(
        text.contains("Your influence score fell from 60 to 55 (−5)"),
        "{text}"
    );
    // What the releases did one by one: their changes are not tried across them.
    let (first, second) = (rescored(&profile), with_blogs(&profile));
    for cause in first.causes.iter().chain(&second.causes) {
        is(effect(&why, &cause.id), cause.effect);
    }
}
