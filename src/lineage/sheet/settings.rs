//! A model's settings as data: its serde form, and edits of it.
//!
//! It is long: three quarters find out which setting a serde error is about, which is one search with many ends.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{names, nearest};
use crate::{
    lineage::changes::Apply,
    path::{printable, prose},
};

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
    #[error("it changes nothing: {}", prose(&kept(fields)))]
    #[non_exhaustive]
    NoEffect {
        /// The fields that it sets, each as a path of names with the value that it has already, as JSON; none where it is not
        /// set.
        fields: Vec<(String, Option<String>)>,
    },

    /// The model's serde form does not read back as the same settings.
    #[error("the settings do not come back as they were stored: {}", prose(reason))]
    #[non_exhaustive]
    Lossy {
        /// What goes wrong.
        reason: String,
    },
}

fn kept(fields: &[(String, Option<String>)]) -> String {
    if fields.is_empty() {
        return "it sets nothing".to_owned();
    }
    let each = fields.iter().map(|(field, value)| match value {
        Some(value) => format!("`{field}` is {value} already"),
        None => format!("`{field}` is not set"),
    });
    each.collect::<Vec<_>>().join(", ")
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

/// Of one change, or of the settings of the first release, so many faults are told.
const MOST_FAULTS: usize = 16;

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
pub(in crate::lineage) struct Edits(Vec<(Vec<String>, Edit)>);

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
        self.read::<M>(before).is_ok()
    }

    /// The settings of a model after these edits.
    pub(super) fn edited<M: Serialize + DeserializeOwned>(
        &self,
        model: &M,
    ) -> Result<M, SettingsError> {
        let before = stored(model)?;
        self.read(&before)
            .map_err(|error| self.blame::<M>(&before, &error.to_string()).1)
    }

    /// As [`edited`](Self::edited), where every field must be one of the model's and one at least must get another value;
    /// or everything that is wrong with them, field by field.
    pub(super) fn checked<M: Serialize + DeserializeOwned>(
        &self,
        model: &M,
    ) -> Result<M, Vec<SettingsError>> {
        let before = stored(model).map_err(|error| vec![error])?;
        let (mut rest, mut wrong) = (self.clone(), Vec::new());
        // Which other fields there are hangs on which variant it is.
        let mut undecided: Vec<Vec<String>> = Vec::new();
        // Without what is wrong with one field, it shows what is wrong with another.
        let edited = loop {
            match rest.read::<M>(&before) {
                Ok(edited) => break edited,
                Err(error) => {
                    let reason = error.to_string();
                    let (index, error) = rest.blame::<M>(&before, &reason);
                    let path = index.and_then(|index| rest.0.get(index));
                    if reason.starts_with("unknown variant") {
                        let parents = path.and_then(|(path, _)| path.split_last());
                        undecided.extend(parents.map(|(_, parents)| parents.to_vec()));
                    }
                    wrong.push(error);
                    match index {
                        Some(index) if wrong.len() < MOST_FAULTS => rest.0.remove(index),
                        _ => return Err(wrong),
                    };
                }
            }
        };
        let is_undecided =
            |(path, _): &(Vec<String>, Edit)| undecided.iter().any(|top| path.starts_with(top));
        rest.0.retain(|edit| !is_undecided(edit));
        match rest.unknown_fields::<M>(&before, &edited) {
            Ok(unknown) => wrong.extend(unknown),
            Err(error) => wrong.push(error),
        }
        if wrong.is_empty() && stored(&edited).is_ok_and(|after| after == before) {
            wrong.push(self.idle(&before));
        }
        if wrong.is_empty() {
            Ok(edited)
        } else {
            wrong.truncate(MOST_FAULTS);
            Err(wrong)
        }
    }

    /// The fields that the model does not have: they do nothing, and no value of theirs is wrong.
    fn unknown_fields<M: Serialize + DeserializeOwned>(
        &self,
        before: &Value,
        edited: &M,
    ) -> Result<Vec<SettingsError>, SettingsError> {
        let after = stored(edited)?;
        let mut unknown = Vec::new();
        for (index, (path, edit)) in self.0.iter().enumerate() {
            let is_there = |settings| at(settings, path).is_some();
            if *edit == Edit::Open || is_there(&after) || is_there(before) {
                continue;
            }
            // A field with another name in this form does something, and one that is not set is not stored.
            let mut others = self.clone();
            others.0.remove(index);
            let without = others.read::<M>(before);
            let does_nothing = match without {
                Ok(without) => stored(&without)? == after,
                Err(_) => false,
            };
            if does_nothing && !is_known::<M>(path, &after) {
                unknown.push(no_such_field::<M>(path, &after));
            }
        }
        Ok(unknown)
    }

    /// As a change of a model.
    pub(super) fn applied<M: Serialize + DeserializeOwned>(self) -> Apply<M> {
        Arc::new(move |model: &mut M| {
            *model = self.edited(model)?;
            Ok(())
        })
    }

    fn read<M: DeserializeOwned>(&self, before: &Value) -> serde_json::Result<M> {
        let mut after = before.clone();
        self.apply(&mut after);
        serde_json::from_value(after)
    }

    fn idle(&self, settings: &Value) -> SettingsError {
        let kept = self.0.iter().filter(|(_, edit)| *edit != Edit::Open);
        let field = |(path, _): &(Vec<String>, Edit)| {
            (path.join("."), at(settings, path).map(Value::to_string))
        };
        SettingsError::NoEffect {
            fields: kept.map(field).collect(),
        }
    }

    /// Which edit it is that makes no model of settings that were one: the one without which the others make one, or else
    /// the first that makes none by itself. Counted from 0; none where they make none together.
    fn blame<M: DeserializeOwned>(
        &self,
        before: &Value,
        reason: &str,
    ) -> (Option<usize>, SettingsError) {
        let error = |edits: &Self| edits.read::<M>(before).err();
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
            return (None, SettingsError::Together { reason });
        };
        let was = at(before, path);
        // A model that refuses fields that it does not have says so itself, and which ones it has.
        if was.is_none() && reason.starts_with("unknown field") {
            let error = match path.split_last() {
                Some((name, parents)) if reason.contains(", expected ") => {
                    no_such(parents, name, quoted(&reason, ", expected "))
                }
                _ => no_such_field::<M>(path, before),
            };
            return (Some(index), error);
        }
        let value = match edit {
            Edit::Set(value) => value.to_string(),
            Edit::Remove => "null".to_owned(),
            Edit::Open => "{}".to_owned(),
        };
        let error = SettingsError::Value {
            field: path.join("."),
            value,
            was: was.map(Value::to_string),
            reason,
        };
        (Some(index), error)
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

/// The model that settings are, each of which it has; or everything that is wrong with them, field by field.
pub(super) fn model<M: Serialize + DeserializeOwned>(
    settings: &Map<String, Value>,
) -> Result<M, Vec<SettingsError>> {
    let settings = Value::Object(settings.clone());
    match serde_json::from_value::<M>(settings.clone()) {
        Ok(model) => match unknown_settings(&settings, &model) {
            Ok(unknown) if unknown.is_empty() => Ok(model),
            Ok(unknown) => Err(unknown),
            Err(error) => Err(vec![error]),
        },
        Err(error) => Err(all_blamed::<M>(settings, error.to_string())),
    }
}

/// The settings that the model does not have.
fn unknown_settings<M: Serialize + DeserializeOwned>(
    settings: &Value,
    model: &M,
) -> Result<Vec<SettingsError>, SettingsError> {
    let whole = stored(model)?;
    let mut unknown = Vec::new();
    for path in fields(settings) {
        if at(&whole, &path).is_some() {
            continue;
        }
        let without = serde_json::from_value::<M>(without(settings, &path)).ok();
        if without.map(|model| stored(&model)).transpose()?.as_ref() == Some(&whole)
            && !is_known::<M>(&path, &whole)
        {
            unknown.push(no_such_field::<M>(&path, &whole));
        }
        if unknown.len() == MOST_FAULTS {
            break;
        }
    }
    Ok(unknown)
}

/// Whether a model has a setting that is not stored, as one that is not set may be: not every value will do for it, or one
/// is kept.
fn is_known<M: Serialize + DeserializeOwned>(path: &[String], settings: &Value) -> bool {
    if let Some((name, parents)) = path.split_last() {
        if names::of::<M>(parents).contains(&name.as_str()) {
            return true;
        }
    }
    let tried = [json!({}), json!("")];
    tried.into_iter().any(|value| {
        let mut with = settings.clone();
        Edit::Set(value).apply(path, &mut with);
        match serde_json::from_value::<M>(with) {
            Ok(model) => stored(&model).is_ok_and(|stored| at(&stored, path).is_some()),
            Err(error) => !error.to_string().starts_with("unknown field"),
        }
    })
}

/// Everything that is wrong with settings that make no model: what is wrong with one field is told, put right as well as that
/// can be, and then it shows what is wrong with another.
fn all_blamed<M: DeserializeOwned>(mut settings: Value, reason: String) -> Vec<SettingsError> {
    let (mut wrong, mut righted): (Vec<SettingsError>, Vec<Vec<String>>) = Default::default();
    let mut next = Some(reason);
    while let Some(reason) = next.take() {
        let (path, error) = blamed::<M>(&settings, reason.clone());
        if righted.iter().any(|done| path.starts_with(done)) {
            break;
        }
        let is_unknown = matches!(error, SettingsError::UnknownField { .. });
        wrong.push(error);
        let missing = quoted(&reason, "missing field ").next();
        let place = match missing {
            Some(name) if reason.starts_with("missing field") => {
                path.iter().cloned().chain([name.to_owned()]).collect()
            }
            _ => path,
        };
        if place.is_empty() || wrong.len() == MOST_FAULTS {
            break;
        }
        let instead = [json!(0), json!(false), json!(""), json!([]), json!({})];
        let instead = instead.into_iter().map(Edit::Set);
        let tried = if is_unknown {
            vec![Edit::Remove]
        } else {
            instead.collect()
        };
        for edit in tried {
            let mut with = settings.clone();
            edit.apply(&place, &mut with);
            let found = serde_json::from_value::<M>(with.clone()).err();
            let found = found.map(|error| error.to_string());
            let is_right = match &found {
                None => true,
                Some(other) => {
                    *other != reason && !blamed::<M>(&with, other.clone()).0.starts_with(&place)
                }
            };
            if is_right {
                (settings, next) = (with, found);
                righted.push(place);
                break;
            }
        }
    }
    wrong
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
fn blamed<M: DeserializeOwned>(settings: &Value, reason: String) -> (Vec<String>, SettingsError) {
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
    let error = match (path.split_last(), at(settings, &path)) {
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
    };
    (path, error)
}

/// The names in backticks after these words of a message.
fn quoted<'r>(reason: &'r str, words: &str) -> impl Iterator<Item = &'r str> {
    let list = reason.split_once(words).map_or("", |(_, list)| list);
    list.split('`').skip(1).step_by(2)
}

/// The first name of the path that leads nowhere, with the one beside it that is most like it.
fn no_such_field<M: DeserializeOwned>(path: &[String], settings: &Value) -> SettingsError {
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
    let stored = siblings
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str());
    let declared = names::of::<M>(parents).iter().copied();
    no_such(parents, name, stored.chain(declared))
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
