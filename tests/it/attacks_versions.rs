//! What releases, records and histories must not claim.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a helper of tests fails as a test does"
)]

use scoreshift::{
    Change, EvalError, Lineage, ModelId, ScoringModel, Term, Trace, Version,
    bump::{self, Bump, BumpPolicy},
    history::{History, Moved},
    record::{Comparability, ScoreRecord, Verdict},
    score::{Direction, Scale},
};

/// Seconds that a page takes, as points: 100 less `factor` a second, within 0 to 100 or as far as the scale goes.
#[derive(Clone)]
struct Page {
    version: &'static str,
    scale: Scale,
    factor: f64,
    /// The measurements that it asks for.
    asks: &'static [&'static str],
}

const SCALE: Scale = Scale::new(0.0, 100.0);

const LOAD: &[&str] = &["load"];

fn page(version: &'static str, factor: f64) -> Page {
    Page {
        version,
        scale: SCALE,
        factor,
        asks: LOAD,
    }
}

impl ScoringModel for Page {
    type Input = [(&'static str, f64)];

    fn id(&self) -> ModelId {
        ModelId::new("page score", Version::parse(self.version).unwrap())
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, seconds: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let factor = t.parameter("factor", self.factor);
        let asked = seconds.iter().filter(|(name, _)| self.asks.contains(name));
        let lost = t.sum(asked.map(|(name, seconds)| factor * t.input(name, *seconds)));
        Ok((100.0 - lost).clamp(self.scale.min(), self.scale.max()))
    }
}

fn whole(releases: impl IntoIterator<Item = Page>) -> Lineage<[(&'static str, f64)]> {
    let mut releases = releases.into_iter();
    let mut lineage = Lineage::starting_with(releases.next().unwrap());
    for page in releases {
        let change = Change::new(page.version).sentence("Seconds count differently now.");
        lineage = lineage.rewritten(page, change);
    }
    lineage.build().unwrap()
}

fn kept(page: &Page, input: &[(&'static str, f64)]) -> ScoreRecord {
    let record = whole([page.clone()]).latest().record_with_breakdown(input);
    record.unwrap()
}

fn step(before: ScoreRecord, after: ScoreRecord) -> scoreshift::history::Step {
    let history = History::new([before, after]).unwrap();
    let step = history.steps().remove(0);
    let parts = [step.data, step.reference, step.algorithm, step.undivided];
    let sum: i64 = parts.iter().map(|points| points.micro).sum();
    assert_eq!(sum, step.comparison.delta_micro, "{step}");
    step
}

/// The mean of marks; one that was not written does not count.
#[derive(Clone)]
struct Marks;

impl ScoringModel for Marks {
    type Input = [(&'static str, Option<f64>)];

    fn id(&self) -> ModelId {
        ModelId::new("marks", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 10.0).decimals(1)
    }

    fn evaluate<T: Trace>(&self, marks: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("exams");
        for (index, (name, mark)) in marks.iter().enumerate() {
            match mark {
                Some(mark) => {
                    let weight = 1.0 / (1.0 + index as f64);
                    mean.part(name, weight, t.scope(name).input("mark", *mark));
                }
                None => mean.absent(name),
            }
        }
        mean.finish()
    }
}

#[test]
fn a_part_that_is_declared_absent_is_data_and_no_other_model() {
    let lineage = Lineage::starting_with(Marks).build().unwrap();
    let marks: &[(&str, Option<f64>)] = &[("maths", Some(7.0))];
    let more: &[(&str, Option<f64>)] = &[("maths", Some(7.0)), ("music", None)];
    let record = lineage.latest().record_with_breakdown(marks).unwrap();
    let reproduction = lineage.reproduce(&record, more).unwrap();
    assert_eq!(reproduction.verdict, Verdict::Same, "{reproduction}");
    assert!(
        reproduction.to_string().contains("other data"),
        "{reproduction}"
    );

    let step = step(
        record,
        lineage.latest().record_with_breakdown(more).unwrap(),
    );
    assert_eq!(step.comparison.comparability, Comparability::SameVersion);
    assert_eq!(step.moved, Moved::Nothing);
}

#[test]
fn the_order_in_which_things_come_is_data_and_no_other_model() {
    let lineage = Lineage::starting_with(Marks).build().unwrap();
    let marks: &[(&str, Option<f64>)] = &[("maths", Some(7.0)), ("music", Some(3.0))];
    let turned: &[(&str, Option<f64>)] = &[("music", Some(3.0)), ("maths", Some(7.0))];
    let record = lineage.latest().record_with_breakdown(marks).unwrap();
    let reproduction = lineage.reproduce(&record, turned).unwrap();
    assert_eq!(reproduction.verdict, Verdict::OtherValue, "{reproduction}");

    let step = step(
        record,
        lineage.latest().record_with_breakdown(turned).unwrap(),
    );
    assert_eq!(step.comparison.comparability, Comparability::SameVersion);
    assert_eq!(step.moved, Moved::Data);
}

#[test]
fn a_score_too_large_for_millionths_still_gets_its_verdict() {
    let vast = |factor| Page {
        scale: Scale::unbounded(),
        ..page("1.0.0", factor)
    };
    let input: &[(&str, f64)] = &[("load", 1e10)];
    let record = kept(&vast(2.0), input);
    let verdict = |page, input| {
        let reproduction = whole([page]).reproduce(&record, input).unwrap();
        reproduction.verdict
    };
    assert_eq!(verdict(vast(2.0), input), Verdict::Same);
    assert_eq!(verdict(vast(3.0), input), Verdict::OtherModel);
    assert_eq!(verdict(vast(2.0), &[("load", 2e10)]), Verdict::OtherValue);
}

#[test]
fn a_history_is_not_explained_from_data_that_was_not_recorded() {
    let (v1, v2) = (page("1.0.0", 20.0), page("2.0.0", 10.0));
    let then: &[(&str, f64)] = &[("load", 6.0)];
    // Another input, which the floor gives the same score.
    let today: &[(&str, f64)] = &[("load", 11.0)];
    let history = History::new([kept(&v1, then), kept(&v2, then)]).unwrap();
    let lineage = whole([v1.clone(), v2.clone()]);
    let steps = history.explain(&lineage, |record| {
        Some(if record.model().version().major == 1 {
            today
        } else {
            then
        })
    });
    assert!(steps[0].explanation().is_none(), "{}", steps[0]);
    let note = steps[0].note.as_ref().unwrap().to_string();
    assert!(note.contains("other data"), "{note}");
}

#[test]
fn a_release_that_changes_nothing_for_this_subject_is_not_why_its_score_moved() {
    let (v1, v2) = (page("1.0.0", 20.0), page("1.0.1", 20.0));
    let slow: &[(&str, f64)] = &[("load", 2.0)];
    let fast: &[(&str, f64)] = &[("load", 1.0)];
    assert_eq!(step(kept(&v1, slow), kept(&v2, fast)).moved, Moved::Data);
    let same = step(kept(&v1, slow), kept(&v2, slow));
    assert_eq!(same.moved, Moved::Nothing);
    assert!(same.version_changed());

    let history = History::new([kept(&v1, slow), kept(&v2, fast), kept(&v2, fast)]).unwrap();
    let steps = history.explain(&whole([v1, v2]), |record| {
        Some(if record.model().version().patch == 0 {
            slow
        } else {
            fast
        })
    });
    assert_eq!(
        [steps[0].moved, steps[1].moved],
        [Moved::Data, Moved::Nothing]
    );
}

#[test]
fn two_versions_that_ask_for_nothing_in_common_do_not_tell_whether_the_data_moved() {
    let paint = Page {
        asks: &["paint"],
        ..page("2.0.0", 20.0)
    };
    let before = kept(&page("1.0.0", 20.0), &[("load", 1.0), ("paint", 1.0)]);
    // The page became slower, and only the new version could see it.
    let after = kept(&paint, &[("load", 1.0), ("paint", 3.0)]);
    let step = step(before, after);
    assert_eq!(step.moved, Moved::Unknown, "{step}");
    assert_eq!(step.algorithm.micro, 0);
}

#[test]
fn a_parameter_that_moved_under_one_version_is_the_algorithm_whatever_the_data_did() {
    let before = kept(&page("1.0.0", 20.0), &[("load", 1.0)]);
    let after = kept(&page("1.0.0", 30.0), &[("load", 1.1)]);
    let step = step(before, after);
    assert_eq!(
        step.comparison.comparability,
        Comparability::SameVersionOtherModel
    );
    assert_eq!(step.moved, Moved::Both, "{step}");
    assert_eq!(
        (step.data.micro, step.algorithm.micro),
        (-2_500_000, -10_500_000)
    );
}

#[test]
fn a_pre_release_does_not_help_a_patch_to_move_scores() {
    let lineage = whole([
        page("2.0.0", 20.0),
        page("2.0.1-rc.1", 25.0),
        page("2.0.1", 25.0),
    ]);
    let corpus = [("slow", vec![("load", 2.0)])];
    let error = bump::check_declared(&lineage, &corpus, &BumpPolicy::default()).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with(
            "release 2.0.1 declares a patch change after 2.0.0, and makes a major one"
        ),
        "{text}"
    );
}

#[test]
fn bounds_and_moves_are_told_in_the_digits_of_people() {
    let corpus: Vec<(String, Vec<(&str, f64)>)> = (0..10)
        .map(|i| {
            (
                format!("page {i}"),
                vec![("load", 0.1 + f64::from(i) / 7.0)],
            )
        })
        .collect();
    let policy = BumpPolicy::default().share_moved(0.07).largest_move(0.3);
    let (before, after) = (page("1.0.0", 20.0), page("1.1.0", 20.3));
    let text = Bump::required(&before, &after, &corpus, &policy)
        .unwrap()
        .to_string();
    assert!(
        text.contains("a minor version may move 7 % of them"),
        "{text}"
    );
    assert!(text.contains("moves by −0.415714 points, from "), "{text}");
}

#[test]
fn the_largest_move_is_found_in_the_unit_in_which_it_is_bounded() {
    let scale = Scale::unbounded();
    let of = |version, factor| Page {
        scale: scale.clone(),
        ..page(version, factor)
    };
    let (before, after) = (of("1.0.0", 1.0), of("1.1.0", 2.0));
    // Counted in millionths at both ends, the first moves by 1,000,000 and the second, which is nearer, by 1,000,001.
    let corpus = [
        ("a", vec![("load", 1.000_000_6)]),
        ("b", vec![("load", 1.000_000_4)]),
    ];
    let policy = BumpPolicy::default().share_moved(1.0).largest_move(1.0);
    let required = Bump::required(&before, &after, &corpus, &policy).unwrap();
    assert_eq!(required.bump, Bump::Major, "{required}");
}

#[test]
fn a_restated_series_tells_the_issued_scores_in_their_own_digits() {
    let fine = Page {
        scale: Scale::new(0.0, 100.0).decimals(2),
        ..page("1.0.0", 20.0)
    };
    let input: &[(&str, f64)] = &[("load", 1.2345)];
    let lineage = whole([fine.clone(), page("2.0.0", 10.0)]);
    let history = History::new([kept(&fine, input)]).unwrap();
    let restated = history.restated(&lineage, "2.0.0", |_| Some(input));
    let text = restated.unwrap().to_string();
    assert!(
        text.ends_with("\n  88 (issued: 75.31 under page score 1.0.0)"),
        "{text}"
    );
}

#[test]
fn two_scores_with_other_digits_differ_by_what_is_read() {
    let input: &[(&str, f64)] = &[("load", 1.2345)];
    let fine = Page {
        scale: Scale::new(0.0, 100.0).decimals(2),
        ..page("2.0.0", 30.0)
    };
    let (before, after) = (kept(&page("1.0.0", 20.0), input), kept(&fine, input));
    let starts = |text: &str, start| assert!(text.starts_with(start), "{text}");
    starts(
        &before.compare(&after).unwrap().to_string(),
        "From 75.31 (page score 1.0.0) to 62.97 (page score 2.0.0): −12.34.",
    );
    starts(
        &after.compare(&before).unwrap().to_string(),
        "From 62.97 (page score 2.0.0) to 75.31 (page score 1.0.0): +12.34.",
    );
    let history = History::new([before, after]).unwrap().to_string();
    assert_eq!(
        history,
        "The page score\n  75.31\n  ── version 1.0.0 → 2.0.0 ──\n  62.97  −12.34  algorithm"
    );
}

#[test]
fn a_scale_that_turned_round_is_told() {
    let turned = Page {
        scale: SCALE.direction(Direction::LowerIsBetter),
        ..page("2.0.0", 30.0)
    };
    let input: &[(&str, f64)] = &[("load", 1.0)];
    let text = kept(&page("1.0.0", 20.0), input)
        .compare(&kept(&turned, input))
        .unwrap()
        .to_string();
    assert!(
        text.ends_with("The scales differ too: higher was better, and now lower is."),
        "{text}"
    );
}

#[test]
fn a_preview_of_the_version_that_holds_announces_no_change() {
    let lineage = whole([page("1.0.0", 20.0), page("2.0.0", 30.0)])
        .alias("champion", "2.0.0")
        .unwrap()
        .alias("challenger", "2.0.0")
        .unwrap();
    let input: &[(&str, f64)] = &[("load", 1.0)];
    let preview = lineage.preview(
        "champion",
        "challenger",
        input,
        "2026-12-01".parse().unwrap(),
    );
    let text = preview.unwrap().to_string();
    assert!(
        text.starts_with(
            "Nothing changes on 1 December 2026: your score will be calculated as it is today."
        ),
        "{text}"
    );
}

#[test]
fn a_reproduction_says_by_what_another_model_shows() {
    let record = kept(&page("1.0.0", 20.0), &[("load", 1.0)]);
    let other = Page {
        scale: Scale::new(0.0, 200.0),
        ..page("1.0.0", 20.0)
    };
    let text = whole([other])
        .reproduce(&record, &[("load", 1.0)])
        .unwrap()
        .to_string();
    assert!(
        text.starts_with(
            "Another model under the same version page score 1.0.0: it scores 80, as recorded, \
             but does so on another scale."
        ),
        "{text}"
    );
}

/// Air in a room, by one function that cannot be taken apart.
#[derive(Clone)]
struct Room(u32);

impl ScoringModel for Room {
    type Input = str;

    fn id(&self) -> ModelId {
        ModelId::new("room", Version::new(u64::from(self.0), 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, words: &str, t: T) -> Result<Term<T>, EvalError> {
        let words = t.input("words", words.split_whitespace().count());
        Ok(match self.0 {
            1 => words.sqrt() + 1.0,
            _ => words.max(3.0 * words),
        })
    }
}

#[test]
fn the_whole_score_is_never_a_bare_dot() {
    let lineage = Lineage::starting_with(Room(1))
        .rewritten(Room(2), Change::new("new").sentence("It is new."))
        .build()
        .unwrap();
    let input = "as many words as these";
    let record = |version| {
        let release = lineage.find(version).unwrap();
        release.record_with_breakdown(input).unwrap()
    };
    let step = step(record("1.0.0"), record("2.0.0"));
    let text = step.to_string();
    assert!(text.contains("The whole score"), "{text}");
    assert!(!text.contains(" . "), "{text}");
}

#[test]
fn a_hostile_field_of_a_record_reaches_no_terminal() {
    let record = kept(&page("1.0.0", 20.0), &[("load", 1.0)]);
    let json = serde_json::to_string(&record).unwrap();
    let hostile = json.replacen('{', "{\"\\u001b[31m\\u202e\": 1, ", 1);
    let error = serde_json::from_str::<ScoreRecord>(&hostile).unwrap_err();
    let text = error.to_string();
    assert!(
        !text.contains(['\u{1b}', '\u{202e}']),
        "{}",
        text.escape_debug()
    );
}

#[test]
fn a_step_reads_as_people_write() {
    let dotted = |version, factor| Page {
        asks: &["jane.example"],
        ..page(version, factor)
    };
    let (v1, v2) = (dotted("1.0.0", 0.1), dotted("2.0.0", 0.1));
    let then: &[(&str, f64)] = &[("jane.example", 12_345.0 / 7.0)];
    let now: &[(&str, f64)] = &[("jane.example", 0.1 + 0.2)];
    assert_eq!(
        step(
            kept(&dotted("1.0.0", 0.01), then),
            kept(&dotted("1.0.0", 0.01), now)
        )
        .to_string(),
        "\
Your own data moved the score; it is calculated as before.

Your page score rose from 82 to 100 (+18), both times in version 1.0.0.

What changed in your own data: +18
  jane.example +18: from 1,763.571 to 0.3."
    );
    assert_eq!(
        step(kept(&v1, now), kept(&v2, now)).to_string(),
        "\
We changed how the score is calculated. It made no difference for you.

Your page score stayed at 100 when it moved from version 1.0.0 to version 2.0.0."
    );
}

#[test]
fn a_day_is_not_earlier_than_a_moment_of_it() {
    let record = kept(&page("1.0.0", 20.0), &[("load", 1.0)]);
    let of = |times: &[&str]| {
        History::new(
            times
                .iter()
                .map(|time| record.clone().with_time(time.parse().unwrap())),
        )
    };
    assert!(of(&["2026-10-26T09:30:00Z", "2026-10-26", "2026-10-26T10:00:00Z"]).is_ok());
    assert!(of(&["2026-10-26T09:30:00Z", "2026-10-26", "2026-10-26T09:00:00Z"]).is_err());
    assert!(of(&["2026-10-26T09:30:00Z", "2026-10-25"]).is_err());
}

#[test]
fn a_reproduction_of_many_places_stays_readable() {
    const NAMES: &[&str] = &["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let page = Page {
        asks: NAMES,
        ..page("1.0.0", 0.1)
    };
    let of = |seconds: f64| -> Vec<(&'static str, f64)> {
        NAMES.iter().map(|name| (*name, seconds)).collect()
    };
    let record = kept(&page, &of(1.0));
    let lineage = whole([page]);
    let text = lineage.reproduce(&record, &of(2.0)).unwrap().to_string();
    assert!(
        text.ends_with("\n  and 2 more") && text.lines().count() == 10,
        "{text}"
    );

    let history = History::new([record.clone(), record]).unwrap();
    let other = of(2.0);
    let steps = history.explain(&lineage, |_| Some(&other[..]));
    let note = steps[0].note.as_ref().unwrap().to_string();
    assert_eq!(note.lines().count(), 1, "{note}");
}
