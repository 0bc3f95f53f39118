//! A model's settings as data: its serde form, and edits of it.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::nearest;
use crate::path::{printable, prose};

/// Why settings cannot be what they are said to be.
///
/// # Examples
///
/// See [`ReleaseSheet`](super::ReleaseSheet).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The model has no such field.
    #[error(
        "the model has no setting `{}`{}",
        printable(field),
        suggestion(nearest.as_deref())
    )]
    #[non_exhaustive]
    UnknownField {
        /// The field, as a path of names.
        field: String,
        /// The field that is most like it.
        nearest: Option<String>,
    },

    /// A field cannot have this value.
    #[error("`{}` cannot be {}: {}{}", printable(field), printable(value), prose(reason), it_is(was.as_deref()))]
    #[non_exhaustive]
    Value {
        /// The field, as a path of names.
        field: String,
        /// The value that it should have, as JSON.
        value: String,
        /// The value that it has before, as JSON.
        was: Option<String>,
        /// Why not.
        reason: String,
    },

    /// All of the settings together make no model.
    #[error("these settings make no model: {}", prose(reason))]
    #[non_exhaustive]
    Together {
        /// Why not.
        reason: String,
    },

    /// Every field that is set has this value already.
    #[error("it changes nothing: {}", prose(fields))]
    #[non_exhaustive]
    NoEffect {
        /// The fields with the values that they have.
        fields: String,
    },

    /// The model's serde form does not read back as the same settings.
    #[error("the settings do not come back as they were stored: {}", prose(reason))]
    #[non_exhaustive]
    Lossy {
        /// What goes wrong.
        reason: String,
    },
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| {
        format!("; did you mean `{}`?", printable(nearest))
    })
}

fn it_is(was: Option<&str>) -> String {
    was.map_or_else(String::new, |was| format!("; it is {}", printable(was)))
}

/// Of more fields at once it is not told which one is to blame.
const MOST_BLAMED: usize = 256;

/// What is done to one field.
#[derive(Clone, Debug, PartialEq)]
enum Edit {
    Set(Value),
    Remove,
    /// Whatever was there becomes an object, unless it is one.
    Open,
}

/// What a change does to settings: fields by their paths, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Edits(Vec<(Vec<String>, Edit)>);

impl Edits {
    /// What a merge patch does, by the rules of RFC 7386: objects are merged, null removes, everything else replaces.
    pub(super) fn of_patch(patch: &Map<String, Value>) -> Self {
        let mut edits = Self::default();
        edits.merge(&mut Vec::new(), patch);
        edits
    }

    fn merge(&mut self, at: &mut Vec<String>, patch: &Map<String, Value>) {
        for (name, value) in patch {
            at.push(name.clone());
            match value {
                Value::Null => self.0.push((at.clone(), Edit::Remove)),
                Value::Object(inner) => {
                    self.0.push((at.clone(), Edit::Open));
                    self.merge(at, inner);
                }
                value => self.0.push((at.clone(), Edit::Set(value.clone()))),
            }
            at.pop();
        }
    }

    /// What leads from one tree of settings to another, field by field, each with its path.
    pub(super) fn between(old: &Value, new: &Value) -> Vec<(Vec<String>, Self)> {
        let mut found = Vec::new();
        compare(&mut Vec::new(), old, new, &mut found);
        found
    }

    pub(super) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many fields are set or removed.
    pub(super) fn count(&self) -> usize {
        let edits = self.0.iter().filter(|(_, edit)| *edit != Edit::Open);
        edits.count()
    }

    pub(super) fn apply(&self, settings: &mut Value) {
        for (path, edit) in &self.0 {
            edit.apply(path, settings);
        }
    }

    /// Whether settings are still a model's after these edits.
    pub(super) fn make_a_model<M: DeserializeOwned>(&self, before: &Value) -> bool {
        let mut after = before.clone();
        self.apply(&mut after);
        serde_json::from_value::<M>(after).is_ok()
    }

    /// The settings of a model after these edits.
    pub(super) fn edited<M: Serialize + DeserializeOwned>(
        &self,
        model: &M,
    ) -> Result<M, SettingsError> {
        let before = stored(model)?;
        let mut after = before.clone();
        self.apply(&mut after);
        serde_json::from_value(after).map_err(|error| self.blame::<M>(&before, &error.to_string()))
    }

    /// As [`edited`](Self::edited), where every field must be one of the model's and one at least must get another value.
    pub(super) fn checked<M: Serialize + DeserializeOwned>(
        &self,
        model: &M,
    ) -> Result<M, SettingsError> {
        let before = stored(model)?;
        let edited = self.edited(model)?;
        let after = stored(&edited)?;
        for (index, (path, edit)) in self.0.iter().enumerate() {
            let is_there = |settings| at(settings, path).is_some();
            if *edit == Edit::Open || is_there(&after) || is_there(&before) {
                continue;
            }
            // A field with another name in this form does something; one that the model does not have does not.
            let mut others = self.clone();
            others.0.remove(index);
            if stored(&others.edited(model)?)? == after {
                return Err(unknown(path, &after));
            }
        }
        if before == after {
            return Err(self.idle(&before));
        }
        Ok(edited)
    }

    fn idle(&self, settings: &Value) -> SettingsError {
        let kept = self.0.iter().filter(|(_, edit)| *edit != Edit::Open);
        let kept: Vec<String> = kept
            .map(|(path, _)| match at(settings, path) {
                Some(value) => format!("`{}` is {value} already", path.join(".")),
                None => format!("`{}` is not set", path.join(".")),
            })
            .collect();
        let fields = if kept.is_empty() {
            "it sets nothing".to_owned()
        } else {
            kept.join(", ")
        };
        SettingsError::NoEffect { fields }
    }

    /// Which edit it is that makes no model of settings that were one: the one without which the others make one, or else
    /// the first that makes none by itself.
    fn blame<M: DeserializeOwned>(&self, before: &Value, reason: &str) -> SettingsError {
        let error = |edits: &Self| {
            let mut settings = before.clone();
            edits.apply(&mut settings);
            serde_json::from_value::<M>(settings).err()
        };
        let without = |index: usize| {
            let mut others = self.clone();
            others.0.remove(index);
            others
        };
        let alone = |index: usize| Self(self.0.get(index).cloned().into_iter().collect());
        // Each candidate takes a reading of all settings.
        let mut indices = 0..if self.0.len() > MOST_BLAMED {
            0
        } else {
            self.0.len()
        };
        let (index, reason) = match indices
            .clone()
            .find(|&index| error(&without(index)).is_none())
        {
            Some(index) => (index, reason.to_owned()),
            None => match indices.find_map(|index| Some((index, error(&alone(index))?))) {
                Some((index, error)) => (index, error.to_string()),
                None => (usize::MAX, reason.to_owned()),
            },
        };
        let Some((path, edit)) = self.0.get(index) else {
            return SettingsError::Together { reason };
        };
        let was = at(before, path);
        // A model that refuses fields that it does not have says so itself.
        if was.is_none() && reason.starts_with("unknown field") {
            return unknown(path, before);
        }
        let value = match edit {
            Edit::Set(value) => value.to_string(),
            Edit::Remove => "null".to_owned(),
            Edit::Open => "{}".to_owned(),
        };
        SettingsError::Value {
            field: path.join("."),
            value,
            was: was.map(Value::to_string),
            reason,
        }
    }
}

impl Edit {
    fn apply(&self, path: &[String], settings: &mut Value) {
        match (path.split_last(), self) {
            (Some((name, parents)), edit) => {
                let parent = parents.iter().try_fold(settings, |value, name| {
                    Some(opened(value)?.entry(name).or_insert(Value::Null))
                });
                if let Some(object) = parent.and_then(opened) {
                    edit.apply_in(object, name);
                }
            }
            // The settings as a whole.
            (None, Self::Set(value)) => settings.clone_from(value),
            (None, Self::Remove | Self::Open) => {}
        }
    }

    fn apply_in(&self, object: &mut Map<String, Value>, name: &str) {
        match self {
            Self::Set(value) => {
                object.insert(name.to_owned(), value.clone());
            }
            Self::Remove => {
                object.remove(name);
            }
            Self::Open => {
                opened(object.entry(name).or_insert(Value::Null));
            }
        }
    }
}

/// The object that a value is, or becomes.
fn opened(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}

fn compare(
    path: &mut Vec<String>,
    old: &Value,
    new: &Value,
    found: &mut Vec<(Vec<String>, Edits)>,
) {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        if old != new {
            let edit = (path.clone(), Edit::Set(new.clone()));
            found.push((path.clone(), Edits(vec![edit])));
        }
        return;
    };
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        path.push(name.clone());
        match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) => compare(path, old, new, found),
            (_, new) => {
                let edit = new.map_or(Edit::Remove, |new| Edit::Set(new.clone()));
                found.push((path.clone(), Edits(vec![(path.clone(), edit)])));
            }
        }
        path.pop();
    }
}

/// A model's settings as data.
pub(super) fn stored<M: Serialize>(model: &M) -> Result<Value, SettingsError> {
    serde_json::to_value(model).map_err(|error| SettingsError::Lossy {
        reason: error.to_string(),
    })
}

/// What stands at a path, which leads through objects only.
pub(super) fn at<'v>(settings: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter()
        .try_fold(settings, |value, name| value.as_object()?.get(name))
}

/// The model that settings are, each of which it has.
pub(super) fn model<M: Serialize + DeserializeOwned>(
    settings: &Map<String, Value>,
) -> Result<M, SettingsError> {
    let settings = Value::Object(settings.clone());
    let model = match serde_json::from_value::<M>(settings.clone()) {
        Ok(model) => model,
        Err(error) => return Err(blamed::<M>(&settings, error.to_string())),
    };
    let whole = stored(&model)?;
    for path in fields(&settings) {
        if at(&whole, &path).is_some() {
            continue;
        }
        let without = serde_json::from_value::<M>(without(&settings, &path)).ok();
        if without.map(|model| stored(&model)).transpose()?.as_ref() == Some(&whole) {
            return Err(unknown(&path, &whole));
        }
    }
    Ok(model)
}

/// The paths of all values that are no objects.
fn fields(settings: &Value) -> Vec<Vec<String>> {
    let object = settings.as_object().cloned().unwrap_or_default();
    let edits = Edits::of_patch(&object).0.into_iter();
    let fields = edits.filter(|(_, edit)| *edit != Edit::Open);
    fields.map(|(path, _)| path).collect()
}

fn without(settings: &Value, path: &[String]) -> Value {
    let mut others = settings.clone();
    Edit::Remove.apply(path, &mut others);
    others
}

/// Which of all settings it is that makes no model of them: the innermost field without which something else is wrong.
fn blamed<M: DeserializeOwned>(settings: &Value, reason: String) -> SettingsError {
    let error = |settings: Value| {
        serde_json::from_value::<M>(settings)
            .err()
            .map(|e| e.to_string())
    };
    let mut path: Vec<String> = Vec::new();
    while let Some(object) = at(settings, &path).and_then(Value::as_object) {
        let inner = |name: &str| {
            path.iter()
                .cloned()
                .chain([name.to_owned()])
                .collect::<Vec<_>>()
        };
        let missing = quoted(&reason, "missing field ").next();
        let is_missing_here = missing.is_some_and(|name| {
            let mut with = settings.clone();
            Edit::Set(Value::Null).apply(&inner(name), &mut with);
            !object.contains_key(name) && error(with).is_none_or(|other| other != reason)
        });
        // Each candidate takes a reading of all settings.
        if is_missing_here || object.len() > MOST_BLAMED {
            break;
        }
        let mut names = object.keys();
        let to_blame = names.find(|name| {
            let others = without(settings, &inner(name));
            error(others).is_none_or(|other| other != reason)
        });
        match to_blame {
            Some(name) => path = inner(name),
            None => break,
        }
    }
    match (path.split_last(), at(settings, &path)) {
        // A model that refuses fields that it does not have says which ones it has.
        (Some((name, parents)), _) if reason.starts_with("unknown field") => {
            let known = quoted(&reason, ", expected ");
            no_such(parents, name, known)
        }
        (Some(_), Some(value)) => SettingsError::Value {
            field: path.join("."),
            value: value.to_string(),
            was: None,
            reason,
        },
        _ => SettingsError::Together { reason },
    }
}

/// The names in backticks after these words of a message.
fn quoted<'r>(reason: &'r str, words: &str) -> impl Iterator<Item = &'r str> {
    let list = reason.split_once(words).map_or("", |(_, list)| list);
    list.split('`').skip(1).step_by(2)
}

/// The first name of the path that leads nowhere, with the one beside it that is most like it.
fn unknown(path: &[String], settings: &Value) -> SettingsError {
    let known = (0..path.len())
        .take_while(|&length| {
            path.get(..length)
                .and_then(|start| at(settings, start))
                .is_some()
        })
        .last();
    let parents = path.get(..known.unwrap_or(0)).unwrap_or_default();
    let name = path.get(parents.len()).map_or("", String::as_str);
    let siblings = at(settings, parents).and_then(Value::as_object);
    let names = siblings
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str());
    no_such(parents, name, names)
}

/// That an object of settings has no such field, with the one that it has which is most like it.
fn no_such<'n>(
    parents: &[String],
    name: &str,
    known: impl Iterator<Item = &'n str>,
) -> SettingsError {
    let joined = |name: &str| {
        let names = parents.iter().map(String::as_str).chain([name]);
        names.collect::<Vec<_>>().join(".")
    };
    SettingsError::UnknownField {
        field: joined(name),
        nearest: nearest::nearest(name, known).map(joined),
    }
}
