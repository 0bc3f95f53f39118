//! Releases as data: sheets that are right, sheets that are wrong, and the changes between two settings.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests fails as a test does"
)]

use std::collections::BTreeMap;

use scoreshift::{
    Change, ChangeKind, EvalError, ExplainError, Explanation, Lineage, ModelId, Scale,
    ScoringModel, Term, Trace, Version, at,
    lineage::{Changes, ReleaseSheet, SettingsError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A score with settings of every shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trust {
    pub(crate) base: f64,
    pub(crate) weights: BTreeMap<String, f64>,
    pub(crate) decay: Decay,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cap: Option<f64>,
    #[serde(default)]
    pub(crate) steps: Vec<f64>,
    #[serde(default, alias = "stern")]
    pub(crate) strict: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Decay {
    None,
    Linear { per_day: f64 },
}

impl ScoringModel for Trust {
    type Input = BTreeMap<String, f64>;

    fn id(&self) -> ModelId {
        ModelId::new("trust", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &Self::Input, t: T) -> Result<Term<T>, EvalError> {
        let mut sum = t.parameter("base", self.base);
        for (name, weight) in &self.weights {
            let value = t.input(name, input.get(name).copied().unwrap_or(0.0));
            sum += t.scope("weights").parameter(name, *weight) * value;
        }
        for step in &self.steps {
            sum += *step;
        }
        if let Decay::Linear { per_day } = self.decay {
            let days = t.input("days", input.get("days").copied().unwrap_or(0.0));
            sum -= t.parameter("decay", per_day) * days;
        }
        if self.strict {
            sum = sum.floor_to(1.0, 1e-9);
        }
        Ok(match self.cap {
            Some(cap) => sum.at_most(t.parameter("cap", cap)),
            None => sum,
        })
    }
}

pub(crate) fn trust() -> Trust {
    Trust {
        base: 10.0,
        weights: [("orders".to_owned(), 0.5), ("disputes".to_owned(), -3.0)].into(),
        decay: Decay::None,
        cap: None,
        steps: vec![1.0],
        strict: false,
    }
}

pub(crate) fn seller() -> BTreeMap<String, f64> {
    [
        ("orders", 40.5),
        ("disputes", 2.0),
        ("days", 7.0),
        ("reviews", 3.0),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

const SHEET: &str = r#"
score = "trust"

[[release]]
version = "1.0.0"
model = { base = 10, weights = { orders = 0.5, disputes = -3.0 }, decay = { kind = "none" }, steps = [1.0] }

[[release]]
version = "2.0.0"
date = "2026-12-01"
notes = "Disputes cost more."
aliases = ["champion"]

[[release.change]]
key = "disputes"
title = "Disputes"
sentence = "A dispute now costs more."
upcoming = "A dispute will cost more."
kind = "fix"
set = { weights = { disputes = -5.0 } }

[[release.change]]
key = "age"
sentence = "Old accounts now lose a little each day."
set = { decay = { kind = "linear", per_day = 0.25 }, cap = 90 }

[[release]]
version = "2.1.0"

[[release.change]]
key = "disputes"
sentence = "A dispute costs a little less again."
set = { weights = { disputes = -4.5, reviews = 0.1 } }
"#;

fn sheet(text: &str) -> ReleaseSheet {
    toml::from_str(text).unwrap()
}

fn faults(text: &str) -> String {
    sheet(text).lineage::<Trust>().unwrap_err().to_string()
}

/// What is wrong when one piece of the sheet is written otherwise.
fn fault(piece: &str, otherwise: &str) -> String {
    assert!(SHEET.contains(piece), "{piece}");
    let text = faults(&SHEET.replace(piece, otherwise));
    let first = text
        .strip_prefix("the lineage of `trust` has 1 fault:\n  ")
        .unwrap_or(&text);
    first.to_owned()
}

// ------------------------------------------------------------------------------------------------- right

#[test]
fn a_sheet_is_the_lineage_that_somebody_could_have_written_in_code() {
    let written = Lineage::starting_with(trust())
        .release("2.0.0")
        .change(
            Change::new("disputes")
                .title("Disputes")
                .sentence("A dispute now costs more.")
                .upcoming("A dispute will cost more.")
                .kind(ChangeKind::Fix),
            |trust| {
                trust.weights.insert("disputes".to_owned(), -5.0);
            },
        )
        .change(
            Change::new("age").sentence("Old accounts now lose a little each day."),
            |trust| {
                trust.decay = Decay::Linear { per_day: 0.25 };
                trust.cap = Some(90.0);
            },
        )
        .dated("2026-12-01")
        .notes("Disputes cost more.")
        .alias("champion", "2.0.0")
        .release("2.1.0")
        .change(
            Change::new("disputes").sentence("A dispute costs a little less again."),
            |trust| {
                trust.weights.insert("disputes".to_owned(), -4.5);
                trust.weights.insert("reviews".to_owned(), 0.1);
            },
        )
        .build()
        .unwrap();
    let read = sheet(SHEET).lineage::<Trust>().unwrap();
    assert_eq!(read.changelog(), written.changelog());
    let told = |lineage: &Lineage<BTreeMap<String, f64>>| -> Explanation {
        lineage
            .explain(at("1.0.0", &seller()), at("2.1.0", &seller()))
            .unwrap()
    };
    assert_eq!(told(&read), told(&written));
    assert_eq!(
        read.find("champion").unwrap().id().to_string(),
        "trust 2.0.0"
    );
}

#[test]
fn a_sheet_comes_back_through_toml_and_json_alike() {
    let read = sheet(SHEET);
    let json = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<ReleaseSheet>(&json).unwrap(), read);
    let tree = serde_json::to_value(&read).unwrap();
    assert_eq!(serde_json::from_value::<ReleaseSheet>(tree).unwrap(), read);
}

#[test]
fn the_settings_of_a_release_are_those_of_the_first_with_all_patches() {
    let settings = |version| sheet(SHEET).settings(version);
    let of_the_last: Trust = serde_json::from_value(settings("2.1.0").unwrap()).unwrap();
    let expected = Trust {
        weights: [("orders", 0.5), ("disputes", -4.5), ("reviews", 0.1)]
            .map(|(name, weight)| (name.to_owned(), weight))
            .into(),
        decay: Decay::Linear { per_day: 0.25 },
        cap: Some(90.0),
        ..trust()
    };
    assert_eq!(of_the_last, expected);
    let first: Trust = serde_json::from_value(settings("1.0.0").unwrap()).unwrap();
    assert_eq!(first, trust());
    assert_eq!(settings("9.0.0"), None);
}

#[test]
fn a_thousand_tenants_have_sheets_of_their_own() {
    for tenant in 0..1000_u32 {
        let weight = 0.1 + f64::from(tenant) / 3.0;
        let text = SHEET.replace("orders = 0.5", &format!("orders = {weight:?}"));
        let lineage = sheet(&text).lineage::<Trust>().unwrap();
        let mut seller = seller();
        seller.insert("orders".to_owned(), f64::from(tenant % 50));
        let why = lineage
            .explain(at("1.0.0", &seller), at("2.0.0", &seller))
            .unwrap();
        let parts: i64 = why.causes.iter().map(|cause| cause.micro).sum();
        assert_eq!(parts, why.delta_micro);
        // The tenant's own weight, to the last bit.
        let model = trust();
        let own = Trust {
            weights: [("orders".to_owned(), weight), ("disputes".to_owned(), -3.0)].into(),
            ..model
        };
        assert_eq!(
            why.before.value.to_bits(),
            own.score(&seller).unwrap().to_bits()
        );
    }
}

#[test]
fn every_sheet_of_the_examples_keeps_to_the_schema_and_a_wrong_one_does_not() {
    let schema: Value =
        serde_json::from_str(include_str!("../../schema/release-sheet-1.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let air: ReleaseSheet = toml::from_str(include_str!("../../examples/sheets/air.toml")).unwrap();
    for sheet in [air, sheet(SHEET)] {
        let tree = serde_json::to_value(sheet).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&tree)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let right = serde_json::to_value(sheet(SHEET)).unwrap();
    for (pointer, wrong) in [
        ("/score", json!("")),
        ("/release", json!([])),
        ("/release/0", json!({"version": "1.0.0"})),
        ("/release/1/version", json!("2.0")),
        ("/release/1/date", json!("soon")),
        ("/release/1/change/0/kind", json!("polcy")),
        ("/release/1/change/0/key", json!("data")),
        ("/release/1/change/0/set", json!({})),
        (
            "/release/1/change/0",
            json!({"key": "x", "sentense": "y", "set": {"base": 1}}),
        ),
    ] {
        let mut tree = right.clone();
        *tree.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&tree), "{pointer}");
    }
}

// ------------------------------------------------------------------------------------------------- wrong

#[test]
fn a_setting_that_the_model_does_not_have_is_named_with_the_nearest_one() {
    assert_eq!(
        fault(
            "weights = { disputes = -5.0 }",
            "wieghts = { disputes = -5.0 }"
        ),
        "release 2.0.0, change `disputes`: the model has no setting `wieghts`; did you mean `weights`?"
    );
    assert_eq!(
        fault("per_day = 0.25 }, cap = 90", "per_day = 0.25 }, bse = 90"),
        "release 2.0.0, change `age`: the model has no setting `bse`; did you mean `base`?"
    );
    // A model that refuses what it does not have says what it has.
    let strict = sheet(
        r#"
score = "strict"
[[release]]
version = "1.0.0"
model = { rate = { per_day = 1.0, per_weak = 2.0 } }
"#,
    );
    assert_eq!(
        strict.lineage::<Strict>().unwrap_err().to_string(),
        "the lineage of `strict` has 1 fault:\n  release 1.0.0: the model has no setting `rate.per_weak`; did you mean \
         `rate.per_week`?"
    );
    // Nested, and in the first release.
    assert_eq!(
        fault(
            "per_day = 0.25 }, cap",
            "per_day = 0.25, per_week = 2 }, cap"
        ),
        "release 2.0.0, change `age`: the model has no setting `decay.per_week`"
    );
    assert_eq!(
        fault("steps = [1.0] }", "stepps = [1.0] }"),
        "release 1.0.0: the model has no setting `stepps`; did you mean `steps`?"
    );
    // A field that goes by another name as well would be there twice.
    assert_eq!(
        fault("cap = 90", "stern = true"),
        "release 2.0.0, change `age`: `stern` cannot be true: duplicate field `strict`"
    );
}

#[test]
fn a_value_that_a_setting_cannot_have_is_named_with_the_one_that_it_has() {
    assert_eq!(
        fault("cap = 90", "base = \"a lot\""),
        "release 2.0.0, change `age`: `base` cannot be \"a lot\": invalid type: string \"a lot\", expected f64; it is \
         10.0"
    );
    assert_eq!(
        fault("disputes = -5.0", "disputes = [5]"),
        "release 2.0.0, change `disputes`: `weights.disputes` cannot be [5]: invalid type: sequence, expected f64; it \
         is -3.0"
    );
    assert_eq!(
        fault("base = 10,", "base = true,"),
        "release 1.0.0: `base` cannot be true: invalid type: boolean `true`, expected f64"
    );
    assert_eq!(
        fault("base = 10, ", ""),
        "release 1.0.0: these settings make no model: missing field `base`"
    );
    // Whatever stands before the field that is missing, and however deep the wrong value is.
    assert_eq!(
        fault("weights = { orders = 0.5, disputes = -3.0 }, ", ""),
        "release 1.0.0: these settings make no model: missing field `weights`"
    );
    assert_eq!(
        fault("orders = 0.5", "orders = \"half\""),
        "release 1.0.0: `weights.orders` cannot be \"half\": invalid type: string \"half\", expected f64"
    );
    assert_eq!(
        fault(
            "decay = { kind = \"none\" }",
            "decay = { kind = \"linear\" }"
        ),
        "release 1.0.0: `decay` cannot be {\"kind\":\"linear\"}: missing field `per_day`"
    );
    // However long it is.
    let long = fault(
        "base = 10,",
        &format!("base = \"{}\",", "9".repeat(1_000_000)),
    );
    assert!(long.len() < 4_000, "{}", long.len());
    assert_eq!(
        fault("kind = \"linear\", per_day", "kind = \"linea\", per_day"),
        "release 2.0.0, change `age`: `decay.kind` cannot be \"linea\": unknown variant `linea`, expected `none` or \
         `linear`; it is \"none\""
    );
    // In JSON, null removes a field.
    let mut tree = serde_json::to_value(sheet(SHEET)).unwrap();
    tree["release"][1]["change"][0]["set"] = json!({"base": null});
    let error = serde_json::from_value::<ReleaseSheet>(tree)
        .unwrap()
        .lineage::<Trust>();
    assert!(error.unwrap_err().to_string().contains(
        "release 2.0.0, change `disputes`: `base` cannot be null: missing field `base`; it is 10.0"
    ));
}

#[test]
fn a_change_that_changes_nothing_is_named_with_what_is_there_already() {
    assert_eq!(
        fault("disputes = -5.0", "disputes = -3"),
        "release 2.0.0, change `disputes`: it changes nothing: `weights.disputes` is -3.0 already"
    );
    assert_eq!(
        fault("{ weights = { disputes = -5.0 } }", "{}"),
        "release 2.0.0, change `disputes`: it changes nothing: it sets nothing"
    );
}

#[test]
fn what_is_wrong_with_releases_is_named_by_release() {
    assert_eq!(
        fault("score = \"trust\"", "score = \"truth\""),
        "the lineage of `trust` has 1 fault:\n  release 1.0.0: the sheet is of the score `truth`, and its model of `trust`"
            .strip_prefix("the lineage of `trust` has 1 fault:\n  ")
            .unwrap()
    );
    assert_eq!(
        fault("version = \"2.1.0\"", "version = \"2.0.0\""),
        "release 2.0.0: it is not newer than release 2.0.0"
    );
    assert!(
        fault("version = \"2.1.0\"", "version = \"2.1\"")
            .starts_with("release 2.1: its version is none such as 2.1.0: ")
    );
    assert!(
        fault("date = \"2026-12-01\"", "date = \"soon\"")
            .starts_with("release 2.0.0: `soon` is neither a day")
    );
    assert_eq!(
        fault("kind = \"fix\"", "kind = \"polcy\""),
        "release 2.0.0, change `disputes`: its kind `polcy` is none of `policy`, `fix`, `recalibration` and \
         `new_data`; did you mean `policy`?"
    );
    assert_eq!(
        fault("key = \"age\"", "key = \"disputes\""),
        "release 2.0.0, change `disputes`: its key is used twice in the release"
    );
    assert_eq!(
        fault("sentence = \"A dispute now costs more.\"\n", ""),
        "release 2.0.0, change `disputes`: it has no sentence for the person scored"
    );
    assert_eq!(
        fault(
            "version = \"2.1.0\"",
            "version = \"2.1.0\"\nmodel = { base = 3 }"
        ),
        "release 2.1.0: it has a `model`, which only the first release has: say what it changes"
    );
    assert_eq!(
        faults("score = \"trust\"\n[[release]]\nversion = \"1.0.0\""),
        "the lineage of `trust` has 1 fault:\n  release 1.0.0: it is the first release, and has no `model` with all \
         settings"
    );
    assert_eq!(
        faults("score = \"trust\"\nrelease = []"),
        "the lineage of `trust` has 1 fault:\n  the sheet has no release"
    );
    assert_eq!(
        fault("version = \"2.1.0\"", "version = \"\""),
        "a release without a version: its version is none such as 2.1.0: empty string, expected a semver version"
    );
    // More changes than can be told apart are not even tried.
    let changes: Vec<Value> = (0..3000)
        .map(|n| json!({"key": format!("k{n}"), "sentence": "It moved.", "set": {"weights": {format!("w{n}"): 1}}}))
        .collect();
    let mut tree = serde_json::to_value(sheet(SHEET)).unwrap();
    tree["release"][2]["change"] = json!(changes);
    let many = serde_json::from_value::<ReleaseSheet>(tree)
        .unwrap()
        .lineage::<Trust>();
    assert_eq!(
        many.unwrap_err().to_string(),
        "the lineage of `trust` has 1 fault:\n  release 2.1.0: it names 3000 changes, and 16 can be told apart: put some \
         together"
    );
    // Where the first settings make no model, what is wrong with all else is told as well.
    let first = SHEET
        .replace("base = 10, ", "")
        .replace("kind = \"fix\"", "kind = \"feature\"")
        .replace("date = \"2026-12-01\"", "date = \"soon\"")
        .replace("version = \"2.1.0\"", "version = \"0.1.0\"");
    let told = faults(&first);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 5, "{told}");
    assert_eq!(
        lines[..2],
        [
            "the lineage of `trust` has 4 faults:",
            "  release 1.0.0: these settings make no model: missing field `base`"
        ]
    );
    assert!(lines[2].starts_with("  release 2.0.0: `soon` is neither a day"));
    assert!(
        lines[3].starts_with("  release 2.0.0, change `disputes`: its kind `feature` is none of")
    );
    assert_eq!(
        lines[4],
        "  release 0.1.0: it is not newer than release 2.0.0"
    );
    // All at once.
    let many = SHEET
        .replace("disputes = -5.0", "disputes = -3.0")
        .replace("kind = \"fix\"", "kind = \"feature\"")
        .replace("version = \"2.1.0\"", "version = \"0.1.0\"");
    assert!(
        faults(&many).starts_with("the lineage of `trust` has 3 faults:"),
        "{}",
        faults(&many)
    );
}

#[test]
fn what_cannot_be_read_says_where() {
    let read = |text: &str| {
        toml::from_str::<ReleaseSheet>(text)
            .unwrap_err()
            .to_string()
    };
    let error = read(&SHEET.replace("sentence = \"A dispute now", "sentense = \"A dispute now"));
    assert!(
        error.contains("unknown field `sentense`") && error.contains("line 17"),
        "{error}"
    );
    let error = read(&SHEET.replace("disputes = -5.0", "disputes = nan"));
    assert!(
        error.contains("a setting is NaN: numbers are finite"),
        "{error}"
    );
    let error = read(&SHEET.replace("cap = 90", "cap = -inf"));
    assert!(error.contains("a setting is -inf"), "{error}");
    let twice =
        r#"{"score": "trust", "release": [{"version": "1.0.0", "model": {"base": 1, "base": 2}}]}"#;
    let error = serde_json::from_str::<ReleaseSheet>(twice)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("the setting \"base\" is there twice"),
        "{error}"
    );
}

/// A model that refuses settings that it does not have.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    rate: Rates,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rates {
    per_day: f64,
    #[serde(default)]
    per_week: f64,
}

impl ScoringModel for Strict {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("strict", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, days: &f64, t: T) -> Result<Term<T>, EvalError> {
        let a_day = t.parameter("per day", self.rate.per_day + self.rate.per_week / 7.0);
        Ok(a_day * t.input("days", *days))
    }
}

/// Two settings that only go together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Bounds")]
struct Band {
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct Bounds {
    low: f64,
    high: f64,
}

impl TryFrom<Bounds> for Band {
    type Error = String;

    fn try_from(Bounds { low, high }: Bounds) -> Result<Self, String> {
        if low < high {
            Ok(Self { low, high })
        } else {
            Err(format!("{low} is not below {high}"))
        }
    }
}

impl ScoringModel for Band {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("band", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, x: &f64, t: T) -> Result<Term<T>, EvalError> {
        let (low, high) = (t.parameter("low", self.low), t.parameter("high", self.high));
        Ok((t.input("x", *x) - low) / (high - low))
    }
}

#[test]
fn settings_that_only_go_together_are_one_change() {
    let change = |key: &str, set: Value| json!({"key": key, "sentence": "It moved.", "set": set});
    let with = |changes: Value| -> ReleaseSheet {
        serde_json::from_value(json!({"score": "band", "release": [
            {"version": "1.0.0", "model": {"low": 0, "high": 1}},
            {"version": "2.0.0", "change": changes},
        ]}))
        .unwrap()
    };
    let together = with(json!([change("both", json!({"low": 5, "high": 6}))]));
    assert!(together.lineage::<Band>().is_ok());
    // Each after the other they are a model, and the second alone is one too; the first alone is none.
    let apart = with(json!([
        change("low", json!({"low": 5})),
        change("high", json!({"high": 6}))
    ]));
    assert_eq!(
        apart.lineage::<Band>().unwrap_err().to_string(),
        "the lineage of `band` has 1 fault:\n  release 2.0.0, change `low`: `low` cannot be 5: 5 is not below 1; it is 0.0"
    );
    let apart = with(json!([
        change("high", json!({"high": 6})),
        change("low", json!({"low": 5}))
    ]));
    let lineage = apart.lineage::<Band>().unwrap();
    let error = lineage
        .explain(at("1.0.0", &5.5), at("2.0.0", &5.5))
        .unwrap_err();
    assert!(matches!(error, ExplainError::Coalition { .. }));
    assert_eq!(
        error.to_string(),
        "band 1.0.0 with only low on the `before` snapshot cannot be scored: `settings`: `low` cannot be 5: 5 is not below \
         1; it is 0.0; name changes together that cannot stand alone"
    );
}

// ------------------------------------------------------------------------------------------------- between

#[test]
fn what_differs_between_two_settings_is_told_with_both_values() {
    let new = Trust {
        base: 12.0,
        weights: [("orders".to_owned(), 0.75), ("reviews".to_owned(), 0.1)].into(),
        decay: Decay::Linear { per_day: 0.25 },
        cap: Some(90.0),
        steps: vec![1.0, 2.0],
        strict: true,
    };
    let changes = Changes::between(&trust(), &new).unwrap();
    let told: Vec<(&str, &str)> = changes
        .iter()
        .map(|change| (change.key.as_str(), change.sentence.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("base", "The setting “base” is now 12 instead of 10."),
            ("cap", "The setting “cap” is now 90; it was not set before."),
            // An enum's tag and its fields make no model without each other.
            ("decay", "The setting “decay” was changed."),
            ("steps", "The setting “steps” was changed."),
            ("strict", "The setting “strict” is now on instead of off."),
            (
                "weights.disputes",
                "The setting “weights: disputes” is no longer set; it was -3."
            ),
            (
                "weights.orders",
                "The setting “weights: orders” is now 0.75 instead of 0.5."
            ),
            (
                "weights.reviews",
                "The setting “weights: reviews” is now 0.1; it was not set before."
            ),
        ]
    );
    // What belongs together is put together by its author, and told in words of theirs.
    let table = [
        (
            "decay",
            Change::new("decay").sentence("Old accounts lose a little each day."),
        ),
        ("weights", Change::new("weights").sentence("Reviews count.")),
        (
            "nothing",
            Change::new("nothing").sentence("Nothing is said where nothing differs."),
        ),
    ];
    let lineage = Lineage::starting_with(trust())
        .release("2.0.0")
        .changes(Changes::between_with(&trust(), &new, table).unwrap())
        .build()
        .unwrap();
    let why = lineage
        .explain(at("1.0.0", &seller()), at("2.0.0", &seller()))
        .unwrap();
    assert_eq!(
        why.after.value.to_bits(),
        new.score(&seller()).unwrap().to_bits()
    );
    let keys: Vec<&str> = lineage
        .latest()
        .changes()
        .iter()
        .map(|c| c.key.as_str())
        .collect();
    assert_eq!(keys, ["decay", "weights", "base", "cap", "steps", "strict"]);
}

#[test]
fn beyond_sixteen_settings_the_last_are_one_change() {
    let many = |value: f64| Trust {
        weights: (0..40)
            .map(|index| (format!("w{index:02}"), value))
            .collect(),
        ..trust()
    };
    let changes = Changes::between(&many(1.0), &many(2.0)).unwrap();
    assert_eq!(changes.len(), 16);
    let last = changes.iter().last().unwrap();
    assert_eq!(
        (last.key.as_str(), last.sentence.as_str()),
        ("other-settings", "25 other settings were changed.")
    );
    let table = [(
        "weights.w00",
        Change::new("first").sentence("The first moved."),
    )];
    let changes = Changes::between_with(&many(1.0), &many(2.0), table).unwrap();
    let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(
        (keys.len(), keys[0], keys[15]),
        (16, "first", "other-settings")
    );
}

#[test]
fn beyond_sixteen_changes_that_the_author_named_the_last_are_one_as_well() {
    let many = |value: f64| Trust {
        weights: (0..20)
            .map(|index| (format!("w{index:02}"), value))
            .collect(),
        base: value,
        ..trust()
    };
    let paths: Vec<String> = (0..20)
        .map(|index| format!("weights.w{index:02}"))
        .collect();
    for named in [15, 16, 17, 20] {
        let table = paths.iter().take(named).enumerate().map(|(index, path)| {
            let change = Change::new(format!("named-{index}")).sentence("It moved.");
            (path.as_str(), change)
        });
        let changes = Changes::between_with(&many(1.0), &many(2.0), table).unwrap();
        let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
        assert_eq!(
            (keys.len(), keys[0], keys[14], keys[15]),
            (16, "named-0", "named-14", "other-settings")
        );
        let last = changes.iter().last().unwrap();
        assert_eq!(last.sentence, "6 other settings were changed.");
        let lineage = Lineage::starting_with(many(1.0))
            .release("2.0.0")
            .changes(changes);
        assert!(lineage.build().is_ok());
    }
}

#[test]
fn settings_that_make_no_model_without_each_other_are_one_change() {
    let (old, new) = (
        Band {
            low: 0.0,
            high: 1.0,
        },
        Band {
            low: 5.0,
            high: 6.0,
        },
    );
    let changes = Changes::between(&old, &new).unwrap();
    let told: Vec<(&str, &str)> = changes
        .iter()
        .map(|c| (c.key.as_str(), c.sentence.as_str()))
        .collect();
    assert_eq!(
        told,
        [("high+low", "The settings “high” and “low” were changed.")]
    );
    let lineage = Lineage::starting_with(old)
        .release("2.0.0")
        .changes(changes)
        .build()
        .unwrap();
    assert!(
        lineage
            .explain(at("1.0.0", &5.5), at("2.0.0", &5.5))
            .is_ok()
    );
    // Where each makes a model without the other, each is a change.
    let (old, new) = (
        Band {
            low: 0.0,
            high: 1.0,
        },
        Band {
            low: 0.25,
            high: 2.0,
        },
    );
    let changes = Changes::between(&old, &new).unwrap();
    let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(keys, ["high", "low"]);
}

/// A score whose settings are a single number, without a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Rate(f64);

#[test]
fn a_key_is_one_settings_own_whatever_it_is_called() {
    let changes = Changes::between(&Rate(0.05), &Rate(0.08)).unwrap();
    let change = changes.iter().next().unwrap();
    assert_eq!(
        (
            change.key.as_str(),
            change.title.as_str(),
            change.sentence.as_str()
        ),
        (
            "setting",
            "Setting",
            "The setting is now 0.08 instead of 0.05."
        )
    );
    // Names that look like paths, like each other, or like what explanations and the rest are called.
    let names = [
        "",
        " ",
        "a.b",
        "data",
        "setting-data",
        "other-settings",
        r"a\.b",
        "a\u{202e}b",
    ];
    let many = |value: f64| -> BTreeMap<String, Value> {
        let mut all: BTreeMap<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!(value)))
            .collect();
        all.insert("a".to_owned(), json!({"b": value}));
        all
    };
    let changes = Changes::between(&many(1.0), &many(2.0)).unwrap();
    let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            r"\_",
            "setting- ",
            "a.b",
            r"a\.b",
            r"a\\\.b",
            r"a\u{202e}b",
            "setting-data",
            "other-settings",
            "setting-data-2"
        ]
    );
}

#[test]
fn settings_that_do_not_come_back_are_refused() {
    let broken = Trust {
        base: f64::NAN,
        ..trust()
    };
    let error = Changes::between(&trust(), &broken).unwrap_err();
    assert!(matches!(error, SettingsError::Value { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "`base` cannot be null: invalid type: null, expected f64; it is 10.0"
    );
}
