//! Laws of releases as data, over generated settings and sheets.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use proptest::{prelude::*, test_runner::FileFailurePersistence};
use scoreshift::{
    Change, ExplainError, Lineage, ScoringModel, at,
    lineage::{Changes, ReleaseSheet},
};
use serde_json::{Value, json};

use crate::sheet::{Decay, Trust, seller};

/// `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// A sheet of these settings, one release for each, with one change of what differs.
fn sheet_of(settings: &[Trust]) -> Value {
    let stored = |model: &Trust| serde_json::to_value(model).unwrap();
    let later = settings
        .windows(2)
        .zip(2..)
        .filter(|(pair, _)| pair[0] != pair[1]);
    let releases = later.map(|(pair, version)| {
        let set = patch(&stored(&pair[0]), &stored(&pair[1]));
        json!({"version": format!("{version}.0.0"), "change": [{"key": "all", "sentence": "It moved.", "set": set}]})
    });
    let first = json!({"version": "1.0.0", "model": stored(&settings[0])});
    let releases: Vec<Value> = std::iter::once(first).chain(releases).collect();
    json!({"score": "trust", "release": releases})
}

/// The merge patch from one object to another, written from the text of RFC 7386 and not from the code.
fn patch(old: &Value, new: &Value) -> Value {
    let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
        return new.clone();
    };
    let gone = before
        .keys()
        .filter(|name| !after.contains_key(*name))
        .map(|name| (name.clone(), Value::Null));
    let set = after
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(value));
    let set = set.map(|(name, value)| {
        (
            name.clone(),
            patch(before.get(name).unwrap_or(&Value::Null), value),
        )
    });
    Value::Object(gone.chain(set).collect())
}

/// Where the test of an object merged into what is none would ask for more than a patch can say, the RFC's own examples.
#[test]
fn the_examples_of_rfc_7386_come_out_as_they_stand_there() {
    let examples = [
        (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
        (
            json!({"a": "b"}),
            json!({"b": "c"}),
            json!({"a": "b", "b": "c"}),
        ),
        (json!({"a": "b"}), json!({"a": null}), json!({})),
        (
            json!({"a": "b", "b": "c"}),
            json!({"a": null}),
            json!({"b": "c"}),
        ),
        (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
        (
            json!({"a": {"b": "c"}}),
            json!({"a": {"b": "d", "c": null}}),
            json!({"a": {"b": "d"}}),
        ),
        (
            json!({"a": [{"b": "c"}]}),
            json!({"a": [1]}),
            json!({"a": [1]}),
        ),
        (
            json!({"e": null}),
            json!({"a": 1}),
            json!({"e": null, "a": 1}),
        ),
        (
            json!({}),
            json!({"a": {"bb": {"ccc": null}}}),
            json!({"a": {"bb": {}}}),
        ),
    ];
    for (original, patch, result) in examples {
        let sheet = json!({"score": "any", "release": [
            {"version": "1.0.0", "model": original},
            {"version": "2.0.0", "change": [{"key": "all", "set": patch}]},
        ]});
        let sheet: ReleaseSheet = serde_json::from_value(sheet).unwrap();
        assert_eq!(sheet.settings("2.0.0").unwrap(), result);
        assert_eq!(sheet.settings("1.0.0").unwrap(), original);
    }
}

fn settings() -> impl Strategy<Value = Trust> {
    (
        // 0 and −0 are one value of a setting.
        any::<f64>()
            .prop_filter("finite", |x| x.is_finite())
            .prop_map(|x| x + 0.0),
        prop::collection::btree_map("[a-d.]{1,2}", -5.0..5.0_f64, 0..24),
        prop::option::of(-1.0..1.0_f64),
        prop::option::of(any::<f32>().prop_filter("finite", |x| x.is_finite())),
        prop::collection::vec(-3.0..3.0_f64, 0..3),
        any::<bool>(),
    )
        .prop_map(|(base, weights, per_day, cap, steps, strict)| Trust {
            base,
            weights,
            decay: per_day.map_or(Decay::None, |per_day| Decay::Linear { per_day }),
            cap: cap.map(|cap| f64::from(cap) + 0.0),
            steps,
            strict,
        })
}

proptest! {
    #![proptest_config(config())]

    /// However it is stored, a sheet is the same sheet, and every number of it has its bits.
    #[test]
    fn a_sheet_comes_back_as_it_was(all in prop::collection::vec(settings(), 1..4)) {
        let sheet: ReleaseSheet = serde_json::from_value(sheet_of(&all)).unwrap();
        let text = serde_json::to_string(&sheet).unwrap();
        let read: ReleaseSheet = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &sheet);
        prop_assert_eq!(&serde_json::from_value::<ReleaseSheet>(serde_json::to_value(&sheet).unwrap()).unwrap(), &sheet);
        let first: Trust = serde_json::from_value(read.settings("1.0.0").unwrap()).unwrap();
        prop_assert_eq!(first.base.to_bits(), all[0].base.to_bits());
        let toml = format!("score = \"trust\"\n[[release]]\nversion = \"1.0.0\"\nmodel = {{ base = {:?} }}", all[0].base);
        let toml: ReleaseSheet = toml::from_str(&toml).unwrap();
        let base = toml.settings("1.0.0").unwrap()["base"].as_f64().unwrap();
        prop_assert_eq!(base.to_bits(), all[0].base.to_bits());
    }

    /// All patches up to a release make its settings, and its model is the one that these settings are.
    #[test]
    fn all_patches_together_are_the_next_releases_settings(all in prop::collection::vec(settings(), 2..5)) {
        let sheet: ReleaseSheet = serde_json::from_value(sheet_of(&all)).unwrap();
        let lineage = sheet.lineage::<Trust>().unwrap();
        for (release, listed) in lineage.releases().zip(&sheet.releases) {
            let at = listed.version.split('.').next().unwrap().parse::<usize>().unwrap() - 1;
            let settings: Trust = serde_json::from_value(sheet.settings(&listed.version).unwrap()).unwrap();
            prop_assert_eq!(&settings, &all[at]);
            let (scored, expected) = (release.model().score(&seller()), all[at].score(&seller()));
            prop_assert_eq!(scored.ok().map(f64::to_bits), expected.ok().map(f64::to_bits));
        }
    }

    /// A lineage from a sheet explains what one in code explains.
    #[test]
    fn a_sheet_explains_what_code_explains(old in settings(), new in settings()) {
        let sheet: ReleaseSheet = serde_json::from_value(sheet_of(&[old.clone(), new.clone()])).unwrap();
        prop_assume!(sheet.releases.len() == 2);
        let change = Change::new("all").sentence("It moved.");
        let code = Lineage::starting_with(old).release("2.0.0").change(change, move |model| *model = new.clone());
        let told = |lineage: Lineage<_>| {
            let why = lineage.explain(at("1.0.0", &seller()), at("2.0.0", &seller()));
            why.map(|why| serde_json::to_string(&why).unwrap()).map_err(|error| error.to_string())
        };
        prop_assert_eq!(told(sheet.lineage::<Trust>().unwrap()), told(code.build().unwrap()));
    }

    #[test]
    fn all_changes_between_two_settings_lead_from_one_to_the_other(old in settings(), new in settings()) {
        prop_assert!(Changes::between(&old, &old.clone()).unwrap().is_empty());
        let table = [("weights", Change::new("weights").sentence("Weights.")), ("decay", Change::new("decay").sentence("Decay."))];
        let words = Changes::between_with(&old, &new, table).unwrap();
        for changes in [Changes::between(&old, &new).unwrap(), words] {
            prop_assert_eq!(changes.is_empty(), old == new);
            let told_one_by_one = changes.len() <= 3;
            let lineage = Lineage::starting_with(old.clone()).release("2.0.0").changes(changes).build().unwrap();
            let (found, expected) = (lineage.latest().model().score(&seller()), new.score(&seller()));
            prop_assert_eq!(found.ok().map(f64::to_bits), expected.ok().map(f64::to_bits));
            if told_one_by_one {
                let why = lineage.explain(at("1.0.0", &seller()), at("2.0.0", &seller()));
                // Beyond a number of points nothing is explained, but no combination is without a model.
                prop_assert!(!matches!(why, Err(ExplainError::Coalition { .. })), "{:?}", why);
            }
        }
    }

    /// The order in which fields stand in a sheet shows nowhere.
    #[test]
    fn the_order_of_fields_never_shows(old in settings(), new in settings(), seed in any::<u64>()) {
        let tree = |turned: bool| {
            let entries = |model: &Trust| -> Vec<(String, Value)> {
                let mut fields: Vec<_> = serde_json::to_value(model).unwrap().as_object().unwrap().clone().into_iter().collect();
                let turn = usize::try_from(seed % 5).unwrap() % fields.len();
                if turned { fields.reverse(); fields.rotate_left(turn); }
                fields
            };
            let object = |model: &Trust| {
                let fields = entries(model).into_iter().map(|(name, value)| format!("{name:?}: {value}"));
                fields.collect::<Vec<_>>().join(", ")
            };
            format!(
                r#"{{"score": "trust", "release": [{{"version": "1.0.0", "model": {{{}}}}}, {{"version": "2.0.0", "change":
                [{{"key": "all", "sentence": "All.", "set": {{{}}}}}]}}]}}"#,
                object(&old), object(&new),
            )
        };
        let [one, other] = [false, true].map(|turned| {
            let sheet: ReleaseSheet = serde_json::from_str(&tree(turned)).unwrap();
            sheet.lineage::<Trust>().map_err(|faults| faults.to_string()).map(|lineage| {
                let score = lineage.latest().model().score(&seller());
                let why = lineage.explain(at("1.0.0", &seller()), at("2.0.0", &seller()));
                let why = why.map(|why| serde_json::to_string(&why).unwrap()).map_err(|error| error.to_string());
                (lineage.changelog(), score.ok().map(f64::to_bits), why)
            })
        });
        prop_assert_eq!(one, other);
    }
}
