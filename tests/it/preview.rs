//! Notice before a change: what a person reads before the next version takes effect.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use scoreshift::{
    Release,
    explain::Question,
    influence::{self, Network, Profile},
    preview::Preview,
    record::ScoreRecord,
    time::Time,
};

use crate::families::{Page, applicant, page, risks, speeds};

fn day() -> Time {
    "2020-05-27".parse().unwrap()
}

fn preview(current: &str, next: &str, page: &Page) -> Preview {
    speeds().preview(current, next, page, day()).unwrap()
}

#[test]
fn both_scores_stand_side_by_side_with_their_versions_and_the_reasons() {
    let lineage = speeds()
        .alias("champion", "1.0.0")
        .unwrap()
        .alias("challenger", "2.0.0")
        .unwrap();
    let page = page(2400.0, 580.0);
    let preview = lineage
        .preview("champion", "challenger", &page, day())
        .unwrap();
    assert_eq!(preview.effective, day());
    assert_eq!(
        preview.current,
        lineage.find("champion").unwrap().record(&page).unwrap()
    );
    assert_eq!(
        preview.next,
        lineage.find("challenger").unwrap().record(&page).unwrap()
    );
    assert_eq!(preview.explanation.question, Question::Preview);
    let parts: i64 = preview
        .explanation
        .causes
        .iter()
        .map(|cause| cause.micro)
        .sum();
    assert_eq!(
        parts,
        preview.current.compare(&preview.next).unwrap().delta_micro
    );
    assert_eq!(
        preview.to_string(),
        "\
From 27 May 2020 your score will be calculated in a new way.

Your speed score is 29 and will be 10 (−19) under version 2.0.0.

What we are about to change:
  −8  A page that does not answer costs more.
      Paint −5: you score 24 there, and it will count 25 % instead of 50 %.
      Blocking −3: you score 5 there, and it will count 75 % instead of 50 %.

Separately: Pages are expected to appear sooner (−11 for you). Taking back only this would put you at 17.

This is worked out from your data as it is today."
    );
}

#[test]
fn who_does_not_move_is_told_so() {
    assert_eq!(
        preview("2.0.0", "2.1.0", &page(2400.0, 180.0)).to_string(),
        "\
From 27 May 2020 your score will be calculated in a new way.

Your speed score will stay at 73 under version 2.1.0.

What we are about to change:
  0  We had counted visitors who had long left. This will make no difference for you.

This is worked out from your data as it is today."
    );
}

#[test]
fn over_a_prerelease_the_next_stable_version_is_previewed_in_its_own_digits() {
    let who = applicant(30_000.0, 12_000.0, true);
    let moment = "2024-02-29T12:00:00Z".parse().unwrap();
    assert_eq!(
        risks()
            .preview("0.9.0", "^1", &who, moment)
            .unwrap()
            .to_string(),
        "\
From 29 February 2024, 12:00 UTC your score will be calculated in a new way.

Your risk score is −15.00 and will be −22.52 (−7.52, an improvement: lower is better) under version 1.0.0.

What we are about to change:
  −8.52  What people in your town usually owe is taken into account.
         Usual debt −8.52: it will count, and does not today.
  +1.00  Debt weighs more.
         Per debt +1.00: from 12.5 to 15.

This is worked out from your data as it is today."
    );
}

#[test]
fn taking_a_release_back_is_announced_as_well() {
    let back = preview("2.0.0", "1.0.0", &page(2400.0, 580.0)).to_string();
    assert!(
        back.contains("Your speed score is 10 and will be 29 (+19) under version 1.0.0."),
        "{back}"
    );
    assert!(
        back.contains("+8  Taken back: “A page that does not answer costs more.”"),
        "{back}"
    );
}

#[test]
fn the_notice_that_is_due_is_of_the_release_that_takes_its_place() {
    let later = speeds()
        .continued()
        .release("3.0.0")
        .dated("2030-01-01")
        .release("3.0.1")
        .dated("2030-01-01")
        .release("3.0.2")
        .dated("2031-06-01");
    let lineage = later.build().unwrap();
    let due = |day: &str| {
        let notice = lineage.notice(&page(2400.0, 580.0), day.parse().unwrap());
        let notice = notice.unwrap()?;
        let models = [notice.current.model(), notice.next.model()];
        Some((
            models.map(|id| id.version().to_string()),
            notice.effective.to_string(),
        ))
    };
    let expected =
        |from: &str, to: &str, day: &str| Some(([from.to_owned(), to.to_owned()], day.to_owned()));
    // Two of one day are one step, to the newer one.
    assert_eq!(due("2029-12-31"), expected("2.1.0", "3.0.1", "2030-01-01"));
    assert_eq!(due("2030-01-01"), expected("3.0.1", "3.0.2", "2031-06-01"));
    assert_eq!(due("2031-06-01"), None);
    // Days of releases whose place another one has taken are passed over.
    assert_eq!(due("2000-01-01"), expected("2.1.0", "3.0.1", "2030-01-01"));

    // Before any release holds there is nothing to compare with, and one is announced.
    let (early, ours) = ("2000-01-01".parse().unwrap(), influence::lineage());
    let profile = Profile::new().with("Twitter", Network::new(900, 300, 80));
    assert_eq!(ours.notice(&profile.unwrap(), early).unwrap(), None);
    assert_eq!(
        ours.announced(early).map(|(_, day)| day),
        ours.releases().find_map(Release::date)
    );
}

#[test]
fn a_version_beside_itself_announces_no_change() {
    assert_eq!(
        preview("2.0.0", "2.0.0", &page(1.0, 1.0)).to_string(),
        "\
Nothing changes on 27 May 2020: your score will be calculated as it is today.

Your speed score will stay at 100 under version 2.0.0.

This is worked out from your data as it is today."
    );
}

#[test]
fn what_cannot_be_previewed_says_why() {
    let told = |current: &str, next: &str, who| {
        risks()
            .preview(current, next, &who, day())
            .unwrap_err()
            .to_string()
    };
    let who = applicant(30_000.0, 12_000.0, true);
    assert_eq!(
        told("0.9.0", "2.0.0", who),
        "`risk` has no release `2.0.0`; it has 0.9.0, 1.0.0-beta.1, 1.0.0"
    );
    let refused = told("0.9.0", "latest", applicant(0.0, 0.0, true));
    assert!(
        refused.starts_with("risk 0.9.0 cannot score the `before` snapshot: "),
        "{refused}"
    );
}

#[test]
fn a_preview_is_stored_with_both_records_and_the_day() {
    let stored = serde_json::to_value(preview("1.0.0", "2.0.0", &page(2400.0, 580.0))).unwrap();
    assert_eq!(stored["effective"], "2020-05-27");
    for (side, version) in [("current", "1.0.0"), ("next", "2.0.0")] {
        let record: ScoreRecord = serde_json::from_value(stored[side].clone()).unwrap();
        assert_eq!(record.model().version().to_string(), version);
    }
}
