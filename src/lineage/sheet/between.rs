//! The changes between two settings of one type.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Changes,
    settings::{Edits, SettingsError, at, stored},
};
use crate::lineage::{Change, MAX_CHANGES};

/// The key of what is put together where more settings differ than can be told apart.
const OTHER: &str = "other-settings";

impl<M: Serialize + DeserializeOwned> Changes<M> {
    /// One change for each setting that differs: its key is the setting's path, such as `weights.twitter`, and its sentence
    /// says both values.
    ///
    /// For products whose settings come from an admin page or a tenant's row. A setting is a field of the model's serde form;
    /// structs and maps are gone into, lists are compared as a whole, and 0 and −0 are one value. Beyond [`MAX_CHANGES`] settings, the last by name are
    /// one change, `other-settings`. To say it in your own words, and to put together what belongs together, see
    /// [`between_with`](Self::between_with).
    ///
    /// # Errors
    ///
    /// [`SettingsError::Lossy`] where the settings do not come back from their serde form, as a number that is not finite
    /// does not.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, at, lineage::Changes};
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Clone, Serialize, Deserialize)]
    /// struct Air { points_per_ppm: f64, outside: f64 }
    ///
    /// impl ScoringModel for Air {
    ///     type Input = f64;
    ///     fn id(&self) -> ModelId { ModelId::new("air", Version::new(1, 0, 0)) }
    ///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
    ///     fn evaluate<T: Trace>(&self, ppm: &f64, t: T) -> Result<Term<T>, EvalError> {
    ///         let stale = t.input("carbon dioxide", *ppm) - t.parameter("outside", self.outside);
    ///         Ok((100.0 - t.parameter("points per ppm", self.points_per_ppm) * stale).at_least(0.0).at_most(100.0))
    ///     }
    /// }
    ///
    /// let (then, now) = (Air { points_per_ppm: 0.05, outside: 400.0 }, Air { points_per_ppm: 0.08, outside: 400.0 });
    /// let changes = Changes::between(&then, &now)?;
    /// assert_eq!(changes.len(), 1);
    /// let lineage = Lineage::starting_with(then).release("2.0.0").changes(changes).build()?;
    /// let why = lineage.explain(at("1.0.0", &900.0), at("2.0.0", &900.0))?;
    /// assert_eq!(why.causes[0].sentence, "The setting “points per ppm” is now 0.08 instead of 0.05.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn between(old: &M, new: &M) -> Result<Self, SettingsError> {
        Self::between_with(old, new, [])
    }

    /// As [`between`](Self::between), where the author says by path what a setting is called when it changes.
    ///
    /// A path is that of a setting, or of a struct or map of settings, which then are one change. The table may name every
    /// setting there is: where nothing differs, nothing is said. Where several paths fit, the longest counts.
    ///
    /// # Errors
    ///
    /// As [`between`](Self::between).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use scoreshift::{Change, lineage::Changes};
    ///
    /// type Settings = BTreeMap<String, BTreeMap<String, f64>>;
    /// let settings = |twitter, facebook| -> Settings {
    ///     let weights = [("twitter".to_owned(), twitter), ("facebook".to_owned(), facebook)];
    ///     [("weights".to_owned(), weights.into())].into()
    /// };
    /// let weights = Change::new("weights").sentence("Networks weigh what their members asked for.");
    /// let changes = Changes::between_with(&settings(1.0, 1.0), &settings(2.0, 3.0), [("weights", weights)])?;
    /// let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    /// assert_eq!(keys, ["weights"]);
    /// # Ok::<(), scoreshift::lineage::SettingsError>(())
    /// ```
    pub fn between_with<'t>(
        old: &M,
        new: &M,
        table: impl IntoIterator<Item = (&'t str, Change)>,
    ) -> Result<Self, SettingsError> {
        let (before, after) = (stored(old)?, stored(new)?);
        let mut table: Vec<(&str, Change)> = table.into_iter().collect();
        // The longest first, so that it is found first.
        table.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        let (mut named, mut plain): (Vec<(Change, Edits)>, Vec<_>) = (Vec::new(), Vec::new());
        let mut whole = Edits::default();
        for (path, edits) in Edits::between(&before, &after) {
            whole.append(edits.clone());
            let joined = path.join(".");
            match table.iter().find(|(prefix, _)| covers(prefix, &joined)) {
                None => plain.push((path, edits)),
                Some((_, change)) => match named.iter_mut().find(|(seen, _)| seen == change) {
                    Some((_, together)) => together.append(edits),
                    None => named.push((change.clone(), edits)),
                },
            }
        }
        // What cannot be read back as it was written would explain another model than this one.
        if stored(&whole.edited(old)?)? != after {
            return Err(SettingsError::Lossy {
                reason: "stored, edited and read again, the old settings are not the new ones"
                    .to_owned(),
            });
        }
        let room = MAX_CHANGES.saturating_sub(named.len());
        let rest = if plain.len() > room {
            plain.split_off(room.saturating_sub(1))
        } else {
            Vec::new()
        };
        let told = plain.into_iter().map(|(path, edits)| {
            let change = plainly(&path, at(&before, &path), at(&after, &path));
            (change, edits)
        });
        named.extend(told);
        if !rest.is_empty() {
            named.push(together(rest));
        }
        let steps = named.into_iter().map(|(change, edits)| {
            let apply = move |model: &mut M| {
                *model = edits.edited(model)?;
                Ok(())
            };
            (change, Arc::new(apply) as super::Apply<M>)
        });
        Ok(Self {
            steps: steps.collect(),
        })
    }
}

fn covers(prefix: &str, path: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A setting by its names, as it stands in a sentence.
fn called(path: &[String]) -> String {
    path.join(": ").replace(['_', '-'], " ")
}

/// A change in words that are true of any setting.
fn plainly(path: &[String], old: Option<&Value>, new: Option<&Value>) -> Change {
    let key = path.join(".");
    let key = match key.as_str() {
        // Explanations use these themselves.
        "" | "data" | "reference" | "algorithm" => format!("setting-{key}"),
        _ => key,
    };
    let name = called(path);
    let [old, new] = [old, new].map(|value| value.filter(|value| !value.is_null()));
    let (now, then) = match (old.map(short), new.map(short)) {
        (None, Some(Some(new))) => (
            format!("is now {new}; it was not set before"),
            format!("will be {new}; it is not set now"),
        ),
        (Some(Some(old)), None) => (
            format!("is no longer set; it was {old}"),
            format!("will no longer be set; it is {old}"),
        ),
        (Some(Some(old)), Some(Some(new))) => (
            format!("is now {new} instead of {old}"),
            format!("will be {new} instead of {old}"),
        ),
        _ => ("was changed".to_owned(), "will be changed".to_owned()),
    };
    Change::new(key)
        .title(format!("“{name}”"))
        .sentence(format!("The setting “{name}” {now}."))
        .upcoming(format!("The setting “{name}” {then}."))
}

/// A value as it stands in a sentence, where it is short enough to stand there.
fn short(value: &Value) -> Option<String> {
    match value {
        Value::Bool(true) => Some("on".to_owned()),
        Value::Bool(false) => Some("off".to_owned()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text))
        }
        Value::String(text) if text.chars().count() <= 40 => Some(format!("“{text}”")),
        _ => None,
    }
}

/// What is left, as one change.
fn together(rest: Vec<(Vec<String>, Edits)>) -> (Change, Edits) {
    let count = rest.len();
    let mut all = Edits::default();
    for (_, edits) in rest {
        all.append(edits);
    }
    let change = Change::new(OTHER)
        .title("Other settings")
        .sentence(format!("{count} other settings were changed."))
        .upcoming(format!("{count} other settings will be changed."));
    (change, all)
}
