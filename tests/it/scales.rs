//! What a scale says of its scores: in which band they lie, and how their points are shown.
#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::prelude::*;
use scoreshift::{
    Audience, Change, EvalError, Explanation, Lineage, ModelId, Presenter, Scale, ScoringModel,
    Term, Trace, Version, at, conformance,
    explain::level,
    history::History,
    impact::{Impact, Subject},
    present::{English, Language, Presentable},
    record::ScoreRecord,
    score::{Bands, PointRounding, show_parts},
};
use serde_json::{Value, json};

const NAMES: &[&str] = &["Low", "Medium", "High"];

/// Twice the first number and the second, on a scale of its own.
#[derive(Clone, Debug)]
struct Risk {
    version: u64,
    weight: f64,
    scale: Scale,
}

impl ScoringModel for Risk {
    type Input = (f64, f64);

    fn id(&self) -> ModelId {
        ModelId::new("risk", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, input: &(f64, f64), t: T) -> Result<Term<T>, EvalError> {
        let weight = t.parameter("weight", self.weight);
        Ok(weight * t.input("flaws", input.0) + t.input("age", input.1))
    }
}

fn graded(limits: [f64; 2]) -> Scale {
    Scale::new(0.0, 10.0)
        .decimals(1)
        .bands(Bands::at(limits).named(NAMES))
}

fn risk(version: u64, weight: f64, scale: Scale) -> Risk {
    Risk {
        version,
        weight,
        scale,
    }
}

/// From weight 2 to another weight, and from one scale to another.
fn lineage(weight: f64, scales: [Scale; 2]) -> Lineage<(f64, f64)> {
    let [before, after] = scales;
    Lineage::starting_with(risk(1, 2.0, before))
        .release("2.0.0")
        .change(
            Change::new("weight").sentence("Flaws count otherwise."),
            move |model| {
                model.weight = weight;
                model.scale = after.clone();
            },
        )
        .build()
        .unwrap()
}

fn told(of: &impl Presentable, audience: Audience, language: &dyn Language) -> String {
    Presenter::new(audience)
        .message(of)
        .localize(language)
        .text()
        .to_string()
}

fn json_of(of: &impl Presentable) -> Value {
    let message = Presenter::new(Audience::Person).message(of);
    serde_json::to_value(message.localize(&English).json()).unwrap()
}

fn why(lineage: &Lineage<(f64, f64)>, before: (f64, f64), after: (f64, f64)) -> Explanation {
    lineage
        .explain(at("1.0.0", &before), at("2.0.0", &after))
        .unwrap()
}

#[test]
fn crossing_a_band_is_said_in_the_headline_and_staying_in_one_is_not() {
    let lineage = lineage(2.1, [graded([4.0, 7.0]), graded([4.0, 7.0])]);
    let crossed = why(&lineage, (3.0, 0.9), (3.0, 0.9));
    assert_eq!(
        (
            crossed.before.band.as_deref(),
            crossed.after.band.as_deref()
        ),
        (Some("Medium"), Some("High"))
    );
    let text = crossed.to_string();
    assert!(
        text.starts_with(
            "We changed how the score is calculated. Nothing you did moved it.\n\n\
             Your risk score rose from 6.9 to 7.2 (+0.3) when it moved from version 1.0.0 to version 2.0.0. \
             The score went from “Medium” to “High”.\n\n"
        ),
        "{text}"
    );
    let value = json_of(&crossed);
    assert_eq!(
        (&value["before"]["grade"], &value["after"]["grade"]),
        (&json!("Medium"), &json!("High"))
    );
    let stayed = why(&lineage, (2.0, 0.9), (2.0, 0.9));
    assert!(!stayed.to_string().contains("Medium"), "{stayed}");
    assert_eq!(json_of(&stayed)["after"]["grade"], json!("Medium"));
    let stored: Explanation =
        serde_json::from_str(&serde_json::to_string(&crossed).unwrap()).unwrap();
    assert_eq!(stored, crossed);
    let back = lineage
        .explain(at("2.0.0", &(3.0, 0.9)), at("1.0.0", &(3.0, 0.9)))
        .unwrap();
    assert!(
        back.to_string()
            .contains("The score went from “High” to “Medium”."),
        "{back}"
    );
}

#[test]
fn the_bands_of_each_version_are_its_own_and_limits_that_moved_are_said() {
    let lineage = lineage(2.0, [graded([4.0, 7.0]), graded([4.0, 6.5])]);
    let moved = why(&lineage, (3.0, 0.9), (3.0, 0.9)).to_string();
    assert!(moved.contains("Your risk score stayed at 6.9"), "{moved}");
    assert!(
        moved.contains("The score went from “Medium” to “High”."),
        "{moved}"
    );
    assert!(
        moved.contains("The limits between the bands are not the same after as before."),
        "{moved}"
    );
    let elsewhere = why(&lineage, (1.0, 0.9), (1.0, 0.9)).to_string();
    assert!(!elsewhere.contains("bands"), "{elsewhere}");
}

#[test]
fn previews_levels_steps_records_and_impacts_speak_of_bands() {
    let lineage = lineage(2.1, [graded([4.0, 7.0]), graded([4.0, 7.0])]);
    let input = (3.0, 0.9);
    let preview = lineage
        .preview("1.0.0", "2.0.0", &input, "2026-12-01".parse().unwrap())
        .unwrap();
    let text = preview.to_string();
    assert!(
        text.contains(
            "will be 7.2 (+0.3) under version 2.0.0. The score will go from “Medium” to “High”."
        ),
        "{text}"
    );
    let model = risk(2, 2.1, graded([4.0, 7.0]));
    let compared = level(&model, &(1.0, 0.9), &input).unwrap().to_string();
    assert!(
        compared.contains("The score is “High” instead of “Low”."),
        "{compared}"
    );

    let records: Vec<ScoreRecord> = ["1.0.0", "2.0.0"]
        .iter()
        .map(|version| lineage.find(version).unwrap().record(&input).unwrap())
        .collect();
    assert_eq!(records[1].band(), Some("High"));
    assert!(
        records[1].to_string().contains("7.2 (High)"),
        "{}",
        records[1]
    );
    let stored = serde_json::to_string(&records[1]).unwrap();
    assert_eq!(
        serde_json::from_str::<ScoreRecord>(&stored).unwrap(),
        records[1]
    );
    let comparison = records[0].compare(&records[1]).unwrap().to_string();
    assert!(
        comparison.contains("+0.3. The score went from “Medium” to “High”."),
        "{comparison}"
    );
    let history = History::new(records).unwrap();
    let text = history.to_string();
    assert!(
        text.contains("6.9  Medium\n") && text.contains("7.2  High  "),
        "{text}"
    );
    let step = told(&history.steps()[0], Audience::Person, &English);
    assert!(
        step.contains("The score went from “Medium” to “High”."),
        "{step}"
    );

    let impact: Impact = lineage
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .run([("a", (3.0, 0.9)), ("b", (1.0, 0.5))].map(|(key, input)| Subject::new(key, input)))
        .unwrap();
    assert_eq!(impact.bands(), &Bands::at([4.0, 7.0]).named(NAMES));
    let text = told(&impact, Audience::Agent, &English);
    assert!(text.contains("Medium") && text.contains("High"), "{text}");
}

#[test]
fn an_impact_of_versions_with_other_limits_holds_each_against_its_own() {
    let lineage = lineage(2.0, [graded([4.0, 7.0]), graded([4.0, 6.5])]);
    let study = lineage.impact("1.0.0", "2.0.0").unwrap();
    let impact = study.run([Subject::new("a", (3.0, 0.9))]).unwrap();
    assert_eq!(impact.whole().crossings()[1][2].subjects, 1);
    for other in [
        Bands::at([5.0]).named(["no", "yes"]),
        Bands::at([4.0, 7.0]).named(["no", "perhaps", "yes"]),
    ] {
        let other = Scale::new(0.0, 10.0).bands(other);
        let lineage = self::lineage(2.0, [graded([4.0, 7.0]), other]);
        let impact = lineage
            .impact("1.0.0", "2.0.0")
            .unwrap()
            .run([Subject::new("a", (3.0, 0.9))])
            .unwrap();
        assert_eq!(
            impact.bands().count(),
            1,
            "bands of other names are not counted against each other"
        );
    }
}

#[cfg(feature = "i18n")]
#[test]
fn bands_are_told_in_every_language_and_can_be_called_otherwise() {
    let lineage = lineage(2.1, [graded([4.0, 7.0]), graded([4.0, 7.0])]);
    let crossed = why(&lineage, (3.0, 0.9), (3.0, 0.9));
    for (tag, said) in [
        ("de", "Der Score ist von „Medium“ zu „High“ gewechselt."),
        ("pl", "Wynik przeszedł z poziomu „Medium” na „High”."),
        ("ar", "انتقلت الدرجة من الفئة «Medium» إلى «High»."),
    ] {
        let language = scoreshift::present::Catalogue::shipped(tag)
            .unwrap()
            .isolating(false);
        let text = told(&crossed, Audience::Person, &language);
        assert!(text.contains(said), "{text}");
    }
    let own = scoreshift::present::Catalogue::shipped("de")
        .unwrap()
        .with("label-medium = Mittel\nlabel-high = Hoch\n")
        .unwrap();
    let text = told(&crossed, Audience::Person, &own);
    assert!(text.contains("von „Mittel“ zu „Hoch“ gewechselt"), "{text}");
}

#[cfg(feature = "html")]
#[test]
fn a_chart_names_the_band_of_both_levels() {
    let graded = graded([4.0, 7.0]);
    let lineage = lineage(2.1, [graded.clone(), graded.clone()]);
    let chart = |of: &Explanation| {
        let told = Presenter::new(Audience::Person)
            .message(of)
            .localize(&English);
        told.waterfall().width(1000).to_string()
    };
    let crossed = chart(&why(&lineage, (3.0, 0.9), (3.0, 0.9)));
    for label in [
        "Before (version 1.0.0) · Medium",
        "After (version 2.0.0) · High",
    ] {
        assert!(crossed.contains(&format!(">{label}</tspan>")), "{crossed}");
        assert!(
            crossed.contains(&format!("{label}: ")),
            "the description says it as well"
        );
    }
    let compared = level(&risk(2, 2.1, graded), &(1.0, 0.9), &(3.0, 0.9)).unwrap();
    let told = Presenter::new(Audience::Person)
        .message(&compared)
        .localize(&English);
    let chart = told.waterfall().width(1000).to_string();
    assert!(
        chart.contains(" · Low</tspan>") && chart.contains(" · High</tspan>"),
        "{chart}"
    );
}

#[test]
fn a_score_is_held_against_limits_as_it_is_and_noise_does_not_decide() {
    // Beyond what is counted in millionths, too.
    let far = [1e12, f64::INFINITY, -1e12].map(|score| Bands::at([4.0]).of(score));
    assert_eq!(far, [1, 1, 0]);
    let scale = graded([4.0, 7.0]);
    for (value, band) in [
        (0.0, "Low"),
        (3.999, "Low"),
        (4.0, "Medium"),
        (6.96, "Medium"),
        (6.999_999_999_999_999, "High"),
        (0.7 * 10.0, "High"),
        (f64::NAN, "Low"),
    ] {
        assert_eq!(scale.band_of(value), Some(band), "{value}");
    }
    assert_eq!(Scale::new(0.0, 1.0).band_of(0.5), None);
}

#[test]
fn a_band_goes_by_its_name_or_by_its_limits() {
    let limits = Bands::at([4.0, 7.5]);
    let names = [0, 1, 2].map(|band| limits.name(band).into_owned());
    assert_eq!(names, ["below 4", "4 to 7.5", "7.5 and above"]);
    assert_eq!(Bands::at([]).name(0), "all");
    let called = Bands::at([4.0, 7.5]).named(NAMES);
    for (band, &name) in NAMES.iter().enumerate() {
        assert_eq!(called.name(band), name);
    }
}

#[test]
fn bands_are_equal_where_limits_names_and_other_limits_are() {
    let bands = || Bands::at([4.0, 7.0]).named(NAMES);
    assert_eq!(bands(), bands());
    for other in [
        Bands::at([4.0, 7.5]).named(NAMES),
        Bands::at([4.0, 7.0]),
        Bands::at([4.0, 7.0]).named(["no", "perhaps", "yes"]),
        bands().rebased([4.0, 6.5]),
    ] {
        assert_ne!(bands(), other);
    }
}

#[test]
fn wrong_bands_are_found_by_conformance_and_refused_where_they_are_read() {
    for (bands, message) in [
        (
            Bands::at([7.0, 4.0]).named(NAMES),
            "limit 1 of the bands is 4, which is not finite or does not rise",
        ),
        (
            Bands::at([4.0, 4.0]).named(NAMES),
            "limit 1 of the bands is 4, which is not finite or does not rise",
        ),
        (
            Bands::at([f64::NAN]).named(["a", "b"]),
            "limit 0 of the bands is NaN",
        ),
        (
            Bands::at([4.0]).named(NAMES),
            "the number of names is 3, and that of bands 2",
        ),
        (
            Bands::at([4.0]),
            "the number of names is 0, and that of bands 2",
        ),
        (
            Bands::at([4.0]).named(["a", "a"]),
            "two bands are named `a`",
        ),
        (
            Bands::at([4.0]).named(["a", "b"]).rebased([5.0]),
            "limits for another version",
        ),
    ] {
        let scale = Scale::new(0.0, 10.0).bands(bands);
        let stored = serde_json::to_string(&scale).unwrap();
        let error = serde_json::from_str::<Scale>(&stored)
            .unwrap_err()
            .to_string();
        assert!(error.contains(message), "{error}");
        let model = risk(1, 2.0, scale);
        let error = conformance::check_model(&model, &[(1.0, 2.0), (2.0, 1.0)])
            .unwrap_err()
            .to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn a_plain_scale_is_stored_as_ever_and_the_others_say_what_is_special() {
    let plain = Scale::new(0.0, 100.0).decimals(1);
    assert_eq!(
        serde_json::to_string(&plain).unwrap(),
        r#"{"min":"0","max":"100","decimals":1,"better":"higher_is_better"}"#
    );
    let special = Scale::new(0.0, 10.0)
        .rounding(PointRounding::Down)
        .bands(Bands::fixed(&[4.0, 7.0], NAMES));
    let stored = serde_json::to_string(&special).unwrap();
    assert_eq!(
        stored,
        r#"{"min":"0","max":"10","decimals":0,"better":"higher_is_better","rounding":"down","bands":{"limits":["4","7"],"names":["Low","Medium","High"]}}"#
    );
    for scale in [plain, special] {
        let stored = serde_json::to_string(&scale).unwrap();
        assert_eq!(serde_json::from_str::<Scale>(&stored).unwrap(), scale);
    }
}

#[test]
fn a_shown_hundred_means_perfect_everywhere() {
    let scale = Scale::new(0.0, 100.0).rounding(PointRounding::Down);
    let lineage = lineage(3.0, [scale.clone(), scale]);
    let (short, full) = ((33.0, 0.99), (33.0, 1.0));
    let explained = lineage
        .explain(at("2.0.0", &short), at("2.0.0", &full))
        .unwrap();
    assert!(
        explained
            .to_string()
            .contains("Your risk score rose from 99 to 100 (+1), both times in version 2.0.0."),
        "{explained}"
    );
    let release = lineage.find("2.0.0").unwrap();
    let record = release.record(&short).unwrap();
    assert!(
        record.to_string().contains("99") && !record.to_string().contains("100"),
        "{record}"
    );
    let preview = lineage
        .preview("1.0.0", "2.0.0", &short, "2026-12-01".parse().unwrap())
        .unwrap();
    assert!(preview.to_string().contains("will be 99 ("), "{preview}");
    let history = History::new([short, full].map(|input| release.record(&input).unwrap())).unwrap();
    assert!(
        history.to_string().contains("\n   99\n  100  +1  "),
        "{history}"
    );
    let comparison = history.records()[0].compare(&history.records()[1]).unwrap();
    assert!(
        comparison.to_string().contains("From 99 to 100"),
        "{comparison}"
    );
    let impact = lineage
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .run([Subject::new("a", short)])
        .unwrap();
    assert!(!impact.to_string().contains("100.00"), "{impact}");
    let answer = scoreshift::recourse::Recourse::to_reach(100.0)
        .bound("age", 0.0..=0.995)
        .find(
            &risk(2, 3.0, Scale::new(0.0, 100.0).rounding(PointRounding::Down)),
            &(33.0, 0.5),
        )
        .unwrap();
    assert!(
        answer.to_string().contains("99 at best")
            || answer.to_string().contains("99 is the best found"),
        "{answer}"
    );
}

proptest! {
    #[test]
    fn shown_parts_add_up_on_every_scale(
        before in -1000.0..1000.0_f64, parts in prop::collection::vec(-50.0..50.0_f64, 0..8), decimals in 0..=6_u8,
        rounding in prop::sample::select(vec![PointRounding::HalfUp, PointRounding::Down, PointRounding::Up]),
    ) {
        let micro: Vec<i64> = parts.iter().map(|&part| scoreshift::score::micro(part).unwrap()).collect();
        let level = scoreshift::score::micro(before).unwrap();
        #[allow(clippy::cast_precision_loss, reason = "far below 2⁵³")]
        let [before, after] = [level, level + micro.iter().sum::<i64>()].map(|micro| micro as f64 / 1e6);
        let scale = Scale::unbounded().decimals(decimals).rounding(rounding);
        let shown = show_parts(&scale, before, after, &micro).unwrap();
        prop_assert_eq!(shown.moved, shown.after - shown.before);
        prop_assert_eq!(shown.parts.iter().sum::<i64>(), shown.moved);
        prop_assert_eq!(scale.show(before), scale.show_units(shown.before));
        let unit = 1e6 / f64::from(10_u32.pow(u32::from(decimals)));
        for (part, micro) in shown.parts.iter().zip(&micro) {
            #[allow(clippy::cast_precision_loss, reason = "far below 2⁵³")]
            let (part, exact) = (*part as f64, *micro as f64 / unit);
            prop_assert!((part - exact).abs() < 1.0 && part * exact >= 0.0);
        }
        // What is shown never claims more, or less, than there is.
        let read: f64 = scale.show(before).parse().unwrap();
        match rounding {
            PointRounding::Down => prop_assert!(read <= before + 1e-6 && before - read < unit / 1e6 + 1e-6),
            PointRounding::Up => prop_assert!(read >= before - 1e-6 && read - before < unit / 1e6 + 1e-6),
            _ => prop_assert!((read - before).abs() <= 0.5 * unit / 1e6 + 1e-6),
        }
    }

    #[test]
    fn what_is_explained_adds_up_as_it_is_shown_on_every_scale(
        a in (0.0..20.0_f64, 0.0..9.0_f64), b in (0.0..20.0_f64, 0.0..9.0_f64), decimals in 0..=3_u8, weight in 0.5..4.0_f64,
        rounding in prop::sample::select(vec![PointRounding::HalfUp, PointRounding::Down, PointRounding::Up]),
    ) {
        let scale = Scale::new(0.0, 100.0).decimals(decimals).rounding(rounding);
        let lineage = lineage(weight, [scale.clone(), scale.clone()]);
        let why = why(&lineage, a, b);
        let message = Presenter::new(Audience::Auditor).message(&why);
        prop_assert_eq!(message.before.level.as_ref().unwrap().shown.to_string(), scale.show(why.before.value));
        prop_assert_eq!(message.after.level.as_ref().unwrap().shown.to_string(), scale.show(why.after.value));
        prop_assert_eq!(message.moved.shown.units, message.after.level.as_ref().unwrap().shown.units - message.before.level.as_ref().unwrap().shown.units);
        let rows = message.rows().filter_map(|row| row.amount.shown()).map(|shown| shown.units);
        prop_assert_eq!(rows.sum::<i64>(), message.moved.shown.units);
    }
}
