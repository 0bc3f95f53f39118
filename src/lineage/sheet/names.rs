//! Which settings a struct has, also those that are not stored because they are not set.

use std::cell::Cell;

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer, MapAccess, Visitor,
        value::{Error, StrDeserializer},
    },
    forward_to_deserialize_any,
};

/// The names of the settings of the struct at a path of a model's settings; none where no struct is read there, as of a map
/// or of an enum with a tag.
pub(super) fn of<M: DeserializeOwned>(path: &[String]) -> &'static [&'static str] {
    let found = Cell::new(&[][..]);
    // Nothing is read: what the type asks for is all that is wanted.
    let _ = M::deserialize(FieldProbe {
        path,
        found: &found,
    });
    found.get()
}

/// A deserializer that goes down a path, and has nothing at its end.
struct FieldProbe<'a> {
    path: &'a [String],
    found: &'a Cell<&'static [&'static str]>,
}

fn nothing() -> Error {
    Error::custom("there is nothing to read")
}

impl<'de> Deserializer<'de> for FieldProbe<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(nothing())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.path.is_empty() {
            self.found.set(fields);
            return Err(nothing());
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Below(self))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct enum identifier ignored_any
    }
}

/// An object that has the next field of the path alone.
struct Below<'a>(FieldProbe<'a>);

impl<'de> MapAccess<'de> for Below<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let name = self.0.path.first().ok_or_else(nothing)?;
        let name: StrDeserializer<'_, Error> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (_, path) = self.0.path.split_first().ok_or_else(nothing)?;
        let found = self.0.found;
        seed.deserialize(FieldProbe { path, found })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "it is read, and never made")]
    struct Outer {
        inner: Option<Inner>,
        by_name: BTreeMap<String, Inner>,
        list: Vec<Inner>,
        tagged: Tagged,
        number: f64,
    }

    #[derive(Deserialize)]
    #[allow(dead_code, reason = "it is read, and never made")]
    struct Inner {
        #[serde(rename = "weight")]
        w: f64,
        #[serde(default)]
        cap: Option<f64>,
    }

    #[derive(Deserialize)]
    #[serde(tag = "kind")]
    #[allow(dead_code, reason = "it is read, and never made")]
    enum Tagged {
        Linear { per_day: f64 },
    }

    #[test]
    fn a_struct_says_what_its_settings_are_called_wherever_it_is() {
        let at = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|&name| name.to_owned()).collect();
            super::of::<Outer>(&path)
        };
        assert_eq!(at(&[]), ["inner", "by_name", "list", "tagged", "number"]);
        assert_eq!(at(&["inner"]), ["weight", "cap"]);
        assert_eq!(at(&["by_name", "anything"]), ["weight", "cap"]);
        for none in [
            &["list"][..],
            &["tagged"],
            &["number"],
            &["nothing"],
            &["inner", "cap", "x"],
        ] {
            assert!(at(none).is_empty(), "{none:?}");
        }
    }
}
