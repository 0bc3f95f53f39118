//! Reading what a profile holds by name.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

use super::ProfileError;

/// What a profile holds by name.
pub(super) trait Entry: Sized {
    /// What people call one.
    const KIND: &'static str;

    /// The same counts, none of them −0.
    fn checked(self, name: &str) -> Result<Self, ProfileError>;
}

/// The entries of a stored profile; every error names the entry.
pub(super) fn by_name<'de, D, E>(deserializer: D) -> Result<BTreeMap<String, E>, D::Error>
where
    D: Deserializer<'de>,
    E: Entry + Deserialize<'de>,
{
    struct ByName<E>(PhantomData<E>);

    impl<'de, E: Entry + Deserialize<'de>> Visitor<'de> for ByName<E> {
        type Value = BTreeMap<String, E>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{}s by name", E::KIND)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some(name) = map.next_key::<String>()? {
                let kind = E::KIND;
                let entry: E = map
                    .next_value()
                    .map_err(|error| A::Error::custom(format_args!("{kind} `{name}`: {error}")))?;
                let entry = entry.checked(&name).map_err(A::Error::custom)?;
                if entries.contains_key(&name) {
                    let twice = format_args!("{kind} `{name}` is given twice").to_string();
                    return Err(A::Error::custom(twice));
                }
                entries.insert(name, entry);
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(ByName(PhantomData))
}
