//! What is told beside the points follows the facts: caps, branches, figures, shares, names and small moves.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use scoreshift::{
    Audience, Change, ChangeKind, EvalError, Explainer, Explanation, ModelId, Presenter, Scale,
    ScoringModel, Term, Trace, Version, at,
    diff::EffectKind,
    explain,
    explain::Method,
    history::History,
    present::{Disclosure, English},
};

/// A formula in a test: any function of the inputs, under a version.
#[derive(Clone)]
struct Formula<F> {
    version: u64,
    scale: Scale,
    shape: F,
}

/// One formula for every trace.
trait Shape {
    fn of<T: Trace>(&self, input: &[f64], t: T) -> Result<Term<T>, EvalError>;
}

impl<F: Shape + Send + Sync> ScoringModel for Formula<F> {
    type Input = [f64];

    fn id(&self) -> ModelId {
        ModelId::new("garden", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, input: &[f64], t: T) -> Result<Term<T>, EvalError> {
        self.shape.of(input, t)
    }
}

macro_rules! formula {
    ($version:literal, |$input:ident, $t:ident| $body:expr) => {{
        #[derive(Clone)]
        struct This;
        impl Shape for This {
            fn of<T: Trace>(&self, $input: &[f64], $t: T) -> Result<Term<T>, EvalError> {
                Ok($body)
            }
        }
        Formula {
            version: $version,
            scale: Scale::unbounded(),
            shape: This,
        }
    }};
}

fn told(why: &Explanation, audience: Audience) -> String {
    let presenter = Presenter::new(audience).disclosure(Disclosure::new().internals());
    presenter.message(why).localize(&English).text().to_string()
}

fn held(text: &str) -> Vec<&str> {
    text.lines()
        .map(str::trim)
        .filter(|line| line.contains(" is held "))
        .collect()
}

const BEDS: [&str; 4] = ["rose", "herb", "lawn", "pond"];

#[test]
fn a_limit_is_told_of_what_has_a_place_of_its_own_once_with_its_scopes() {
    // Water beyond 20 counts nothing, in every bed; dryness below 10 is no place.
    let garden = formula!(1, |input, t| {
        let mut sum = t.sum([]);
        for (bed, water) in BEDS.iter().zip(input) {
            let water = t.scope(bed).input("water", *water);
            sum += water.at_most(20.0) + (water - 10.0).at_most(0.0);
        }
        sum
    });
    let why = explain(
        (&garden, &[25.0, 30.0, 12.0, 8.0][..]),
        (&garden, &[26.0, 30.0, 15.0, 8.0][..]),
    )
    .unwrap();
    for audience in [Audience::Person, Audience::Agent, Audience::Auditor] {
        let text = told(&why, audience);
        assert_eq!(held(&text).len(), 1, "{text}");
        assert!(
            held(&text)[0].starts_with("Water (Rose and Herb) is held down"),
            "{text}"
        );
    }
    let alike = explain(
        (&garden, &[25.0, 12.0, 12.0, 8.0][..]),
        (&garden, &[26.0, 12.0, 15.0, 8.0][..]),
    )
    .unwrap();
    let text = told(&alike, Audience::Person);
    assert_eq!(
        held(&text),
        ["Water (Rose) is held down at 20: without that limit it would be 26."]
    );
}

#[test]
fn a_limit_on_something_composed_is_told_only_where_it_has_a_name() {
    // x + (x − 90).at_least(0): nothing holds x.
    let bare = formula!(1, |input, t| {
        let x = t.input("sun", input[0]);
        x + (x - 90.0).at_least(0.0) + t.input("rain", input[1])
    });
    let why = explain((&bare, &[50.0, 1.0][..]), (&bare, &[60.0, 2.0][..])).unwrap();
    assert_eq!(held(&told(&why, Audience::Agent)), [""; 0]);
    let named = formula!(1, |input, t| {
        let x = t.input("sun", input[0]);
        let heat = t.named("heat", 2.0 * x - 90.0);
        x + heat.at_least(0.0) + t.input("rain", input[1])
    });
    let why = explain((&named, &[40.0, 1.0][..]), (&named, &[41.0, 2.0][..])).unwrap();
    assert_eq!(
        held(&told(&why, Audience::Agent)),
        ["Heat is held up at 0: without that limit it would be −8."]
    );
}

#[test]
fn a_coefficient_is_never_read_as_the_value_of_its_term() {
    let before = formula!(1, |input, t| {
        10.0 * (0.9 * t.input("sun", input[0]) + 0.4 * t.input("rain", input[1]) + 0.6)
    });
    let after = formula!(2, |input, t| {
        11.0 * t.input("sun", input[0]) + 4.5 * t.input("rain", input[1]) + 6.0
    });
    let why = explain((&before, &[7.0, 4.0][..]), (&after, &[7.0, 4.0][..])).unwrap();
    let cells = &why.causes[0].places;
    assert!(
        cells.iter().all(|cell| cell.kind == EffectKind::Constant),
        "{cells:?}"
    );
    for audience in [Audience::Person, Audience::Agent, Audience::Auditor] {
        let text = told(&why, audience);
        assert!(
            text.contains("a number that it is calculated with went from 9 to 11"),
            "{text}"
        );
        assert!(!text.contains(": from 9 to 11"), "{text}");
    }
    // Without internals there is no number.
    let plain = Presenter::new(Audience::Person)
        .message(&why)
        .localize(&English)
        .text()
        .to_string();
    assert!(
        !plain.contains("11") && plain.contains("it is counted differently"),
        "{plain}"
    );
}

#[test]
fn a_factor_of_the_whole_is_not_the_scores_own_figure() {
    let before = formula!(1, |input, t| 2.0
        * (t.input("sun", input[0]) + t.input("rain", input[1])).tanh());
    let after = formula!(2, |input, t| 3.0
        * (t.input("sun", input[0]) + t.input("rain", input[1])).tanh());
    let why = explain((&before, &[7.0, 4.0][..]), (&after, &[7.0, 4.0][..])).unwrap();
    let text = told(&why, Audience::Agent);
    assert!(
        text.contains("a number that it is calculated with went from 2 to 3"),
        "{text}"
    );
}

#[test]
fn an_amount_that_left_the_sum_is_not_the_whole_score() {
    let before = formula!(1, |input, t| t.input("sun", input[0])
        + t.input("rain", input[1])
        + 10.0);
    let after = formula!(2, |input, t| {
        let mut mean = t.weighted_mean("days");
        mean.part("sun", 1.0, t.input("sun", input[0]));
        mean.part("rain", 1.0, t.input("rain", input[1]));
        mean.finish()?
    });
    let days = [7.0, 4.0];
    let why = explain((&before, &days[..]), (&after, &days[..])).unwrap();
    let text = told(&why, Audience::Person);
    assert!(
        text.contains(
            "The whole score −10: a number that it is calculated with went from 10 to 0."
        ),
        "{text}"
    );
    let back = explain((&after, &days[..]), (&before, &days[..])).unwrap();
    let text = told(&back, Audience::Person);
    let said = "The whole score +10: a number that it is calculated with went from 0 to 10.";
    assert!(text.contains(said), "{text}");
}

#[test]
fn figures_of_an_inner_node_are_not_told_of_the_whole_score() {
    // What is inside has another unit than the score: 100 − 3·√(sun + rain) → 100 − 3·ln(1 + wind).
    let before = formula!(1, |input, t| {
        100.0 - 3.0 * (t.input("sun", input[0]) + t.input("rain", input[1])).sqrt()
    });
    let after = formula!(2, |input, t| 100.0
        - 3.0 * (t.input("wind", input[2]) * t.input("frost", input[3])).ln_1p());
    let why = explain(
        (&before, &[9.0, 7.0, 5.0, 2.0][..]),
        (&after, &[9.0, 7.0, 5.0, 2.0][..]),
    )
    .unwrap();
    for audience in [Audience::Person, Audience::Agent, Audience::Auditor] {
        let text = told(&why, audience);
        let whole = text.lines().filter(|line| line.contains("The whole score"));
        for line in whole {
            assert!(
                !line.contains(" from ") && !line.contains(" instead of "),
                "{text}"
            );
        }
    }
}

#[test]
fn the_largest_part_carries_a_move_that_only_rounding_shows() {
    let sums = formula!(1, |input, t| {
        let parts: Vec<_> = BEDS
            .iter()
            .zip(input)
            .map(|(bed, x)| t.input(bed, *x))
            .collect();
        t.sum(parts)
    });
    // 49.6 → 49.4.
    let why = explain(
        (&sums, &[12.5, 12.5, 12.4, 12.2][..]),
        (&sums, &[12.3, 12.5, 12.4, 12.2][..]),
    )
    .unwrap();
    let text = told(&why, Audience::Person);
    assert!(
        text.contains("from 50 to 49 (−1)") && text.contains("Rose −1: from 12.5 to 12.3."),
        "{text}"
    );
}

#[test]
fn rounding_is_not_the_only_reason_where_an_input_moved_the_same_way() {
    let floored = formula!(1, |input, t| {
        let parts: Vec<_> = BEDS
            .iter()
            .zip(input)
            .map(|(bed, x)| t.input(bed, *x))
            .collect();
        t.sum(parts).floor_to(1.0, 0.0)
    });
    let (before, after) = ([1.0, 2.0, 3.0, 4.0], [1.0, 1.9, 3.0, 4.0]);
    for method in [Method::Automatic, Method::Secant] {
        let why = Explainer::new()
            .method(method)
            .models((&floored, &before[..]), (&floored, &after[..]))
            .unwrap();
        for audience in [Audience::Person, Audience::Agent] {
            let text = told(&why, audience);
            assert!(
                text.contains("Herb") && text.contains("−1: from 2 to 1.9."),
                "{text}"
            );
            assert!(!text.contains("Rounding"), "{text}");
        }
    }
}

#[test]
fn every_absent_part_is_in_a_row_or_in_the_note() {
    let mean = formula!(1, |input, t| {
        let mut mean = t.weighted_mean("beds");
        for (bed, value) in BEDS.iter().zip(input) {
            if *value < 0.0 {
                mean.absent(bed);
            } else {
                mean.part(bed, 1.0, t.scope(bed).input("health", *value));
            }
        }
        mean.finish()?
    });
    // The herb bed stands at the mean: that it went shows in no digit.
    let why = explain(
        (&mean, &[60.0, 50.02, 40.0, -1.0][..]),
        (&mean, &[60.0, -1.0, -1.0, -1.0][..]),
    )
    .unwrap();
    for audience in [Audience::Person, Audience::Agent, Audience::Auditor] {
        let text = told(&why, audience);
        for bed in ["Rose", "Herb", "Lawn", "Pond"].into_iter().skip(1) {
            assert!(text.contains(bed), "{bed}: {text}");
        }
    }
}

#[test]
fn a_step_known_by_recordings_alone_names_the_whole_path() {
    let records = [[50.0; 4], [50.0, 10.0, 50.0, 50.0]].map(|values| {
        let lineage = scoreshift::Lineage::starting_with(formula!(1, |input, t| {
            let mut mean = t.weighted_mean("beds");
            for (bed, value) in BEDS.iter().zip(input) {
                mean.part(bed, 1.0, t.scope(bed).input("health", *value));
            }
            mean.finish()?
        }))
        .build()
        .unwrap();
        lineage
            .find("1.0.0")
            .unwrap()
            .record_with_breakdown(&values[..])
            .unwrap()
    });
    let history = History::new(records).unwrap();
    let text = history.steps()[0].to_string();
    assert!(text.contains("Herb: health −10: from 50 to 10."), "{text}");
}

#[cfg(feature = "i18n")]
#[test]
fn the_band_of_a_table_is_told_in_the_readers_language_and_stored_with_its_edges() {
    use scoreshift::{Curve, diff::Value};

    let model = formula!(1, |input, t| {
        let use_of_limit = t.input("debt", input[0]) / t.input("limit", input[1]);
        let bands = [
            (0.5, 10.0),
            (1.0, 30.0),
            (1.500_000_000_000_000_2, 50.0),
            (13_000.5, 70.0),
        ];
        use_of_limit.curve(&Curve::bands(0.0, bands).unwrap())
    });
    // Of single inputs each would be told by itself.
    let secant = |from: &[f64], to: &[f64]| {
        let explainer = Explainer::new().method(Method::Secant);
        explainer.models((&model, from), (&model, to)).unwrap()
    };
    let words = |from: [f64; 2], to: [f64; 2], tag: &str| {
        let why = secant(&from, &to);
        let stored = serde_json::to_string(&why).unwrap();
        assert_eq!(serde_json::from_str::<Explanation>(&stored).unwrap(), why);
        let told = Presenter::new(Audience::Auditor).message(&why);
        let told = told.localize(
            &scoreshift::present::Catalogue::shipped(tag)
                .unwrap()
                .isolating(false),
        );
        let text = told.text().width(400).to_string();
        let words = text.split(['“', '”', '„', '«', '»']).skip(1).step_by(2);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    for (from, to, tag, before, after) in [
        ([1.0, 4.0], [3.0, 4.0], "en", "below 0.5", "0.5 to 1"),
        ([1.0, 4.0], [3.0, 4.0], "de", "unter 0,5", "0,5 bis unter 1"),
        (
            [1.0, 4.0],
            [3.0, 4.0],
            "pl",
            "poniżej 0,5",
            "od 0,5 do mniej niż 1",
        ),
        (
            [1.0, 4.0],
            [3.0, 4.0],
            "ar-EG",
            "أقل من ٠٫٥",
            "من ٠٫٥ إلى أقل من ١",
        ),
        (
            [6.0, 4.0],
            [8e4, 4.0],
            "en",
            "1 up to and with 1.5",
            "13,000.5 and more",
        ),
        (
            [6.0, 4.0],
            [8e4, 4.0],
            "de",
            "1 bis einschließlich 1,5",
            "13.000,5 und mehr",
        ),
        (
            [6.0, 4.0],
            [8.0, 4.0],
            "pl",
            "od 1 do 1,5 włącznie",
            "powyżej 1,5 i poniżej 13\u{a0}000,5",
        ),
    ] {
        let told = words(from, to, tag);
        assert!(
            told.ends_with(&[before.to_owned(), after.to_owned()]),
            "{tag}: {told:?}"
        );
    }
    let why = secant(&[1.0, 4.0], &[6.0, 4.0]);
    let stored = serde_json::to_string(&why).unwrap();
    let edges = r#""before":{"band":{"below":0.5}},"after":{"band":{"from":1.0,"up_to":1.5}}"#;
    assert!(stored.contains(edges), "{stored}");
    for wrong in [
        r#"{"band":{}}"#,
        r#"{"band":{"from":2,"below":2}}"#,
        r#"{"band":{"from":2,"above":2}}"#,
        r#"{"band":{"above":3,"up_to":2}}"#,
    ] {
        assert!(serde_json::from_str::<Value>(wrong).is_err(), "{wrong}");
    }
}

/// A garden whose beds are held up, and its words in German.
#[cfg(feature = "i18n")]
#[test]
fn beds_that_are_held_have_their_names_in_the_readers_language() {
    let garden = formula!(1, |input, t| {
        let mut sum = t.sum([]);
        for (bed, water) in BEDS.iter().zip(input) {
            sum += t.scope(bed).input("water", *water).at_most(20.0);
        }
        sum
    });
    let before = [25.0, 30.0, 12.0, 8.0];
    let why = explain((&garden, &before[..]), (&garden, &[25.0, 30.0, 14.0, 8.0])).unwrap();
    assert_eq!(
        held(&told(&why, Audience::Agent)),
        ["Water (Rose and Herb) is held down at 20."]
    );
    let german = scoreshift::present::Catalogue::shipped("de").unwrap();
    let german = german
        .with(
            "label-water = Wasser\nlabel-rose = Rosen\nlabel-herb = Kräuter\nlabel-lawn = Rasen\n",
        )
        .unwrap();
    let open = Disclosure::new().internals();
    for (disclosure, said) in [
        (
            open,
            "„Wasser“ (Rosen und Kräuter) wird durch eine Obergrenze bei 20 gehalten.",
        ),
        (
            Disclosure::new(),
            "„Wasser“ (Rosen und Kräuter) wird durch eine Obergrenze gehalten.",
        ),
    ] {
        let message = Presenter::new(Audience::Person)
            .disclosure(disclosure)
            .message(&why);
        let text = message.localize(&german).text().to_string();
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_recalibration_that_shows_as_nothing_does_not_say_where_the_score_would_be_without_it() {
    #[derive(Clone)]
    struct Plot {
        stretch: f64,
        worth: f64,
    }
    impl ScoringModel for Plot {
        type Input = [f64; 2];

        fn id(&self) -> ModelId {
            ModelId::new("plot", Version::new(1, 0, 0))
        }

        fn scale(&self) -> Scale {
            Scale::new(0.0, 100.0)
        }

        fn evaluate<T: Trace>(&self, data: &[f64; 2], t: T) -> Result<Term<T>, EvalError> {
            let [sun, rain] = *data;
            let sun = t.parameter("stretch", self.stretch) * t.input("sun", sun);
            Ok(sun + t.parameter("worth", self.worth) * t.input("rain", rain))
        }
    }
    let plain = Plot {
        stretch: 1.0,
        worth: 1.0,
    };
    let stretch = Change::new("stretch")
        .sentence("The scale was stretched.")
        .kind(ChangeKind::Recalibration);
    let rain = Change::new("rain").sentence("Rain counts less.");
    let lineage = scoreshift::Lineage::starting_with(plain)
        .release("2.0.0")
        .change(stretch, |plot: &mut Plot| plot.stretch = 1.01)
        .change(rain, |plot: &mut Plot| plot.worth = 0.5)
        .build()
        .unwrap();
    for (sun, said) in [
        (30.0, "Separately: The scale was stretched (0 for you).\n"),
        (
            80.0,
            "Separately: The scale was stretched (+1 for you). Without it you would be at ",
        ),
    ] {
        let data = [sun, 20.0];
        let why = lineage
            .explain(at("1.0.0", &data), at("2.0.0", &data))
            .unwrap();
        let text = told(&why, Audience::Person) + "\n";
        assert!(text.contains(said), "{text}");
    }
}

#[cfg(feature = "html")]
#[test]
fn a_step_without_reasons_is_read_on_a_page_without_opening_it() {
    let lineage =
        scoreshift::Lineage::starting_with(formula!(1, |input, t| t.input("water", input[0])))
            .build()
            .unwrap();
    let release = lineage.find("1.0.0").unwrap();
    let water = |n: usize| [if n < 10 { 5.0 } else { 7.0 }];
    let records = (0..20).map(|n| release.record_with_breakdown(&water(n)[..]).unwrap());
    let history = History::new(records).unwrap();
    let steps = history.steps();
    let told = Presenter::new(Audience::Person)
        .history(&history, &steps)
        .localize(&English);
    let page = told.page().to_string();
    // The newest step is told in full, and the one that moved is opened; all others say it at once.
    assert_eq!(page.matches(r#"<p class="scoreshift-brief">"#).count(), 17);
    assert_eq!(
        page.matches(r#"<li><div class="scoreshift-when">"#).count(),
        20
    );
    assert_eq!(
        page.matches("<details><summary><bdi class=\"scoreshift-points")
            .count(),
        1
    );
}

#[test]
fn what_rounding_alone_tells_apart_is_not_told_as_depending_on_other_changes() {
    #[derive(Clone)]
    struct Crop {
        soil: f64,
        sun: f64,
    }
    impl ScoringModel for Crop {
        type Input = [f64];

        fn id(&self) -> ModelId {
            ModelId::new("crop", Version::new(1, 0, 0))
        }

        fn scale(&self) -> Scale {
            Scale::unbounded()
        }

        fn evaluate<T: Trace>(&self, data: &[f64], t: T) -> Result<Term<T>, EvalError> {
            let soil = t.parameter("soil", self.soil);
            Ok(soil * t.parameter("sun", self.sun) * t.input("seed", data[0]))
        }
    }
    for soil in [0.995, 0.98] {
        let change = |key: &str| Change::new(key).sentence(format!("The {key} counts otherwise."));
        let lineage = scoreshift::Lineage::starting_with(Crop {
            soil: 1.0,
            sun: 1.0,
        })
        .release("2.0.0")
        .change(change("soil"), move |crop: &mut Crop| crop.soil = soil)
        .change(change("sun"), |crop: &mut Crop| crop.sun = 1.5)
        .build()
        .unwrap();
        // By itself the soil does −0.5 of 100, and after the sun −0.75.
        let data = [100.0];
        let why = lineage
            .explain(at("1.0.0", &data[..]), at("2.0.0", &data[..]))
            .unwrap();
        let text = told(&why, Audience::Person);
        assert!(!text.contains("It depends on"), "{text}");
    }
}
