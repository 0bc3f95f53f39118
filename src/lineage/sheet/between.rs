//! The changes between two settings of one type.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Changes,
    settings::{Edits, SettingsError, at, stored},
    together::{self, Together},
};
use crate::{
    lineage::{Change, MAX_CHANGES, changes::Step},
    path::{Path, listed},
};

/// The key of what is put together where more settings differ than can be told apart.
const OTHER: &str = "other-settings";

impl<M: Serialize + DeserializeOwned> Changes<M> {
    /// One change for each setting that differs: its key is the setting's path in the [text form](crate::formula::Path) of paths, such as
    /// `weights.twitter`, and its sentence says both values.
    ///
    /// For products whose settings come from an admin page or a tenant's row. A setting is a field of the model's serde form;
    /// structs and maps are gone into, lists are compared as a whole, and 0 and −0 are one value. Settings of one struct that
    /// make no model without each other, such as the tag and the fields of an enum, are one change. Beyond [`MAX_CHANGES`]
    /// changes, the last by name are one, `other-settings`. To say it in your own words, and to put together what belongs
    /// together, see [`between_with`](Self::between_with).
    ///
    /// Explanations try n changes in 2ⁿ combinations: more than ten take a larger [budget](crate::Explainer::budget) than the
    /// default, so that many settings are better put together: by name, or by [`at_most`](Self::at_most).
    ///
    /// # Errors
    ///
    /// [`SettingsError::Lossy`] where the settings do not come back from their serde form, as a number that is not finite
    /// does not.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{
    ///     EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, at,
    ///     lineage::Changes,
    /// };
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
    /// setting there is: where nothing differs, nothing is said. Where several paths fit, the longest counts. What the table
    /// names comes first, and beyond [`MAX_CHANGES`] changes the last are one, whether it names them or not.
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
        let (mut named, mut plain): (Vec<(Change, Together)>, Vec<Together>) = Default::default();
        let mut whole = Edits::default();
        for (path, edits) in Edits::between(&before, &after) {
            whole.append(edits.clone());
            let at = Path::new(&path).to_string();
            let one = Together::of(path, edits);
            match table.iter().find(|(prefix, _)| covers(prefix, &at)) {
                None => plain.push(one),
                Some((_, change)) => match named.iter_mut().find(|(seen, _)| seen == change) {
                    Some((_, together)) => together.join(one),
                    None => named.push((change.clone(), one)),
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
        let others: Vec<&Together> = named.iter().map(|(_, one)| one).collect();
        let plain = together::standing_alone::<M>(&before, &others, plain);
        let mut keys: BTreeSet<String> = named.iter().map(|(c, _)| c.key.clone()).collect();
        for one in plain {
            let change = plainly(&one, &before, &after);
            let key = free(&keys, change.key.clone());
            keys.insert(key.clone());
            named.push((Change { key, ..change }, one));
        }
        if named.len() > MAX_CHANGES {
            let rest = named.split_off(MAX_CHANGES - 1);
            keys = named.iter().map(|(c, _)| c.key.clone()).collect();
            named.push(rest_of(rest, free(&keys, OTHER.to_owned())));
        }
        let steps = named.into_iter().map(|(change, one)| Step {
            change,
            apply: one.edits.clone().applied(),
            edits: Some(one.edits),
        });
        Ok(Self {
            steps: steps.collect(),
        })
    }

    /// At most so many changes, of which the last is then all that are left: `other-settings`. One at least stays.
    ///
    /// Explanations try n changes in 2ⁿ combinations. Ten are explained with the default
    /// [budget](crate::Explainer::budget) whatever moved beside them; sixteen are refused by it, and take a minute and gigabytes
    /// where it is raised.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use scoreshift::lineage::Changes;
    ///
    /// let settings = |all: f64| -> BTreeMap<String, f64> { (0..40).map(|n| (format!("setting {n}"), all)).collect() };
    /// let changes = Changes::between(&settings(1.0), &settings(2.0))?.at_most(10);
    /// let last = changes.iter().last().ok_or("ten")?;
    /// assert_eq!((changes.len(), &*last.sentence), (10, "31 other settings were changed."));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at_most(mut self, most: usize) -> Self
    where
        M: 'static,
    {
        let most = most.max(1);
        if self.steps.len() <= most {
            return self;
        }
        let rest = self.steps.split_off(most - 1);
        let taken = self.iter().map(|change| change.key.clone()).collect();
        let count = rest
            .iter()
            .map(|step| step.edits.as_ref().map_or(1, Edits::count));
        let change = other_settings(count.sum(), free(&taken, OTHER.to_owned()));
        // Read once, and not change by change.
        let edits = rest.iter().try_fold(Edits::default(), |mut all, step| {
            all.append(step.edits.clone()?);
            Some(all)
        });
        let apply = match edits.clone() {
            Some(edits) => edits.applied(),
            None => {
                Arc::new(move |model: &mut M| rest.iter().try_for_each(|step| (step.apply)(model)))
            }
        };
        self.steps.push(Step {
            change,
            apply,
            edits,
        });
        self
    }
}

fn covers(prefix: &str, path: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// This key, or the first like it that no other change has.
fn free(taken: &BTreeSet<String>, key: String) -> String {
    let numbered = (2..).map(|number| format!("{key}-{number}"));
    let mut keys = std::iter::once(key.clone()).chain(numbered);
    keys.find(|key| !taken.contains(key)).unwrap_or(key)
}

/// A setting by its names, as it stands in a sentence.
fn called(path: &[String]) -> String {
    path.join(": ").replace(['_', '-'], " ")
}

/// A change in words that are true of any setting.
fn plainly(one: &Together, before: &Value, after: &Value) -> Change {
    let [path] = one.paths.as_slice() else {
        return plainly_several(&one.paths);
    };
    let key = Path::new(path).to_string();
    let key = match key.as_str() {
        _ if path.is_empty() => "setting".to_owned(),
        // Explanations use these themselves, and a change has a key.
        "data" | "reference" | "algorithm" => format!("setting-{key}"),
        _ if key.trim().is_empty() => format!("setting-{key}"),
        _ => key,
    };
    let name = called(path);
    let [old, new] = [before, after].map(|all| at(all, path).filter(|value| !value.is_null()));
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
    let (title, setting) = if path.is_empty() {
        ("Setting".to_owned(), "The setting".to_owned())
    } else {
        (format!("“{name}”"), format!("The setting “{name}”"))
    };
    Change::new(key)
        .title(title)
        .sentence(format!("{setting} {now}."))
        .upcoming(format!("{setting} {then}."))
}

/// Settings that make no model without each other, in words that are true of any.
fn plainly_several(paths: &[Vec<String>]) -> Change {
    let keys: Vec<String> = paths
        .iter()
        .map(|path| Path::new(path).to_string())
        .collect();
    let names = listed(paths.iter().map(|path| format!("“{}”", called(path))));
    Change::new(keys.join("+"))
        .title(&names)
        .sentence(format!("The settings {names} were changed."))
        .upcoming(format!("The settings {names} will be changed."))
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
fn rest_of(rest: Vec<(Change, Together)>, key: String) -> (Change, Together) {
    let mut all = Together::default();
    for (_, one) in rest {
        all.join(one);
    }
    (other_settings(all.edits.count(), key), all)
}

fn other_settings(count: usize, key: String) -> Change {
    Change::new(key)
        .title("Other settings")
        .sentence(format!("{count} other settings were changed."))
        .upcoming(format!("{count} other settings will be changed."))
}
