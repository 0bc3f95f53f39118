//! Sheets with more than one fault, as somebody writes them by hand, and more settings than can be explained one by one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests fails as a test does"
)]

use scoreshift::{
    Change, ExplainError, Lineage, ScoringModel, at,
    lineage::{Changes, ReleaseSheet},
};

use crate::sheet::{Trust, seller, trust};

const FIRST: &str = r#"
score = "trust"

[[release]]
version = "1.0.0"
model = { base = 10, weights = { orders = 0.5 }, decay = { kind = "none" }, steps = [1.0], strict = false }
"#;

/// The faults of this sheet, without the line that counts them.
fn faults(text: &str) -> Vec<String> {
    let sheet: ReleaseSheet = toml::from_str(text).unwrap();
    let faults = sheet.lineage::<Trust>().unwrap_err();
    faults.as_slice().iter().map(ToString::to_string).collect()
}

/// The faults of a release that sets this.
fn faults_of(set: &str) -> Vec<String> {
    faults(&format!(
        "{FIRST}\n[[release]]\nversion = \"2.0.0\"\n[[release.change]]\nkey = \"k\"\nsentence = \"It moved.\"\nset = {set}\n"
    ))
}

#[test]
fn everything_that_is_wrong_with_one_change_is_told_at_once() {
    assert_eq!(
        faults_of(
            "{ bse = 11, strikt = true, base = \"a lot\", decay = { kind = \"linea\" }, cap = 90 }"
        ),
        [
            "release 2.0.0, change `k`: `base` cannot be \"a lot\": invalid type: string \"a lot\", expected f64; it is 10.0",
            "release 2.0.0, change `k`: `decay.kind` cannot be \"linea\": unknown variant `linea`, expected `none` or \
             `linear`; it is \"none\"",
            "release 2.0.0, change `k`: the model has no setting `bse`; did you mean `base`?",
            "release 2.0.0, change `k`: the model has no setting `strikt`; did you mean `strict`?",
        ]
    );
    // However many there are, some are told, and at once.
    let many: Vec<String> = (0..3000).map(|index| format!("x{index} = 1")).collect();
    assert_eq!(faults_of(&format!("{{ {} }}", many.join(", "))).len(), 16);
    let many: Vec<String> = (0..200).map(|index| format!("x{index} = \"\"")).collect();
    let found = faults_of(&format!("{{ weights = {{ {} }} }}", many.join(", ")));
    assert_eq!(found.len(), 16, "{found:?}");
}

#[test]
fn everything_that_is_wrong_with_the_first_settings_is_told_at_once() {
    let wrong = FIRST
        .replace("base = 10, ", "")
        .replace("orders = 0.5", "orders = \"half\"")
        .replace("strict = false", "strict = 1, stepps = [2.0]");
    let mut found = faults(&wrong);
    found.sort();
    assert_eq!(
        found,
        [
            "release 1.0.0: `strict` cannot be 1: invalid type: integer `1`, expected a boolean",
            "release 1.0.0: `weights.orders` cannot be \"half\": invalid type: string \"half\", expected f64",
            "release 1.0.0: these settings make no model: missing field `base`",
        ]
    );
    // What the model does not have shows once the rest can be read.
    let unknown = FIRST.replace(
        "strict = false",
        "strikt = false, stepps = [2.0], wieghts = {}",
    );
    assert_eq!(
        faults(&unknown),
        [
            "release 1.0.0: the model has no setting `stepps`; did you mean `steps`?",
            "release 1.0.0: the model has no setting `strikt`; did you mean `strict`?",
        ]
    );
    // What was put in the place of a fault is none.
    let kind = FIRST.replace("kind = \"none\"", "kind = \"exponential\"");
    assert_eq!(
        faults(&kind),
        [
            "release 1.0.0: `decay.kind` cannot be \"exponential\": unknown variant `exponential`, expected `none` or \
             `linear`"
        ]
    );
}

#[test]
fn a_setting_that_is_not_set_is_none_that_the_model_does_not_have() {
    let text = format!(
        "{FIRST}\n[[release]]\nversion = \"2.0.0\"\n[[release.change]]\nkey = \"k\"\nsentence = \"It moved.\"\nset = {{ base = 1 }}\n"
    );
    let sheet: ReleaseSheet = toml::from_str(&text).unwrap();
    let mut tree = serde_json::to_value(&sheet).unwrap();
    let mut told = |set: serde_json::Value| {
        tree["release"][1]["change"][0]["set"] = set;
        let sheet: ReleaseSheet = serde_json::from_value(tree.clone()).unwrap();
        let faults = sheet.lineage::<Trust>().map(|_| ());
        faults.map_err(|faults| faults.as_slice()[0].problem.to_string())
    };
    assert_eq!(
        told(serde_json::json!({"cap": null})),
        Err("it changes nothing: `cap` is not set".to_owned())
    );
    // Which one was meant is known all the same.
    assert_eq!(
        told(serde_json::json!({"cup": null, "base": 3})),
        Err("the model has no setting `cup`; did you mean `cap`?".to_owned())
    );
    assert_eq!(
        told(serde_json::json!({"capp": 90})),
        Err("the model has no setting `capp`; did you mean `cap`?".to_owned())
    );
    // Beside something that moves, it does no harm.
    assert_eq!(told(serde_json::json!({"cap": null, "base": 3})), Ok(()));
}

#[test]
fn a_date_stands_in_a_sheet_with_quotes_or_without() {
    let with = |date: &str| -> ReleaseSheet {
        let text = FIRST.replace("\nmodel", &format!("\ndate = {date}\nmodel"));
        toml::from_str(&text).unwrap()
    };
    assert_eq!(with("2026-12-01"), with("\"2026-12-01\""));
    assert_eq!(
        with("2026-12-01T09:30:00Z"),
        with("\"2026-12-01T09:30:00Z\"")
    );
    let lineage = with("2026-12-01").lineage::<Trust>().unwrap();
    let date = lineage.latest().date().unwrap();
    assert_eq!(date.to_string(), "2026-12-01");
    // A moment without a place on the clock of the world is none.
    let faults = with("2026-12-01T09:30:00").lineage::<Trust>().unwrap_err();
    assert!(
        faults
            .to_string()
            .contains("`2026-12-01T09:30:00` is neither a day"),
        "{faults}"
    );
    // As a setting, it is its text.
    assert_eq!(
        faults_of("{ base = 2026-12-01 }"),
        [
            "release 2.0.0, change `k`: `base` cannot be \"2026-12-01\": invalid type: string \"2026-12-01\", expected \
             f64; it is 10.0"
        ]
    );
}

#[test]
fn a_kind_is_found_however_its_words_are_put_together() {
    let sheet: ReleaseSheet = toml::from_str(&format!(
        "{FIRST}\n[[release]]\nversion = \"2.0.0\"\n[[release.change]]\nkey = \"k\"\nkind = \"New Data\"\nsentence = \"It \
         moved.\"\nset = {{ base = 1 }}\n"
    ))
    .unwrap();
    let faults = sheet.lineage::<Trust>().unwrap_err().to_string();
    assert!(faults.ends_with("; did you mean `new_data`?"), "{faults}");
}

/// A trust score of so many settings, of which all but the base have this value.
fn many(count: usize, value: f64) -> Trust {
    Trust {
        weights: (0..count)
            .map(|index| (format!("w{index:03}"), value))
            .collect(),
        ..trust()
    }
}

#[test]
fn settings_beyond_what_is_explained_by_default_are_refused_at_once_or_put_together() {
    let (old, new) = (many(300, 0.0), many(300, 2.0));
    let changes = Changes::between(&old, &new).unwrap();
    let released = |changes: Changes<Trust>| {
        let lineage = Lineage::starting_with(old.clone())
            .release("2.0.0")
            .changes(changes);
        lineage.build().unwrap()
    };
    let (then, mut now) = (seller(), seller());
    now.insert("w007".to_owned(), 3.0);
    // Sixteen are not tried in 131,072 combinations because an admin page was saved.
    let sixteen = released(changes.clone());
    let error = sixteen.explain(at("1.0.0", &then), at("2.0.0", &now));
    assert!(matches!(error, Err(ExplainError::Budget { .. })));
    assert_eq!(
        error.unwrap_err().to_string(),
        "131072 evaluations are needed and 5000 are allowed; group changes into fewer, as `Changes::at_most` does, or \
         allow more"
    );
    // Ten are explained, data and all.
    let fewer = changes.at_most(10);
    let keys: Vec<&str> = fewer.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(
        (keys.len(), keys[8], keys[9]),
        (10, "weights.w008", "other-settings")
    );
    let last = fewer.iter().last().unwrap();
    assert_eq!(last.sentence, "291 other settings were changed.");
    assert_eq!(last.upcoming, "291 other settings will be changed.");
    let lineage = released(fewer);
    let why = lineage
        .explain(at("1.0.0", &then), at("2.0.0", &now))
        .unwrap();
    assert!(why.evaluations <= 5000, "{}", why.evaluations);
    assert_eq!(
        why.after.value.to_bits(),
        new.score(&now).unwrap().to_bits()
    );
}

#[test]
fn of_changes_that_are_few_enough_none_is_put_together_and_one_always_stays() {
    let changes = Changes::between(&many(4, 1.0), &many(4, 2.0)).unwrap();
    let keys = |changes: &Changes<Trust>| -> Vec<String> {
        changes.iter().map(|change| change.key.clone()).collect()
    };
    for enough in [4, 5, usize::MAX] {
        assert_eq!(keys(&changes.clone().at_most(enough)), keys(&changes));
    }
    for most in [0, 1] {
        assert_eq!(keys(&changes.clone().at_most(most)), ["other-settings"]);
    }
    // Changes in code are put together as well, and a key that is taken is not given twice.
    let coded = Changes::new()
        .change(
            Change::new("other-settings").sentence("The base moved."),
            |trust: &mut Trust| trust.base += 1.0,
        )
        .change(Change::new("b").sentence("B."), |trust: &mut Trust| {
            trust.base *= 2.0;
        })
        .change(Change::new("c").sentence("C."), |trust: &mut Trust| {
            trust.base += 3.0;
        })
        .at_most(2);
    assert_eq!(keys(&coded), ["other-settings", "other-settings-2"]);
    let lineage = Lineage::starting_with(trust())
        .release("2.0.0")
        .changes(coded)
        .build()
        .unwrap();
    let moved = Trust {
        base: (trust().base + 1.0) * 2.0 + 3.0,
        ..trust()
    };
    let seller = seller();
    assert_eq!(
        lineage.latest().model().score(&seller).unwrap().to_bits(),
        moved.score(&seller).unwrap().to_bits()
    );
}
