//! Settings as they are read: every number of them is finite, and a date is its text.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// Reads an object; a file format that has NaN and infinities, as TOML does, would otherwise have them read as null, which
/// removes a setting.
pub(super) fn object<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<String, Value>, D::Error> {
    match Finite::deserialize(deserializer)?.0 {
        Value::Object(object) => Ok(object),
        other => Err(D::Error::custom(format!(
            "settings are fields with values, and not {other}"
        ))),
    }
}

pub(super) fn optional_object<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Map<String, Value>>, D::Error> {
    object(deserializer).map(Some)
}

/// Reads a date, which TOML may have without quotes.
pub(super) fn optional_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    match Finite::deserialize(deserializer)?.0 {
        Value::String(date) => Ok(Some(date)),
        Value::Null => Ok(None),
        other => Err(D::Error::custom(format!(
            "a date is a day such as 2026-12-01, and not {other}"
        ))),
    }
}

/// The field as which TOML's readers hand over a date.
const TOML_DATE: &str = "$__toml_private_datetime";

struct Finite(Value);

impl<'de> Deserialize<'de> for Finite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a setting: a finite number, a text, a truth value, null, a list or fields")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom(format!("a setting is {value}: numbers are finite")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Finite(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Finite(value))) = fields.next_entry::<String, Finite>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!(
                    "the setting {name:?} is there twice"
                )));
            }
            object.insert(name, value);
        }
        // TOML has dates, which its readers hand over as this field; other formats have their text.
        match (object.len(), object.get_mut(TOML_DATE)) {
            (1, Some(date)) => Ok(date.take()),
            _ => Ok(Value::Object(object)),
        }
    }
}
