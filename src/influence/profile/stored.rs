//! The stored form of a profile.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
    ser::SerializeStruct,
};

use super::{Blog, Network, Profile, ProfileError, by_name::ByName};
use crate::path::{printable, quoting};

impl Serialize for Profile {
    /// Without blogs it is written as it was before there were any. A format without names needs all fields in
    /// their places.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_left_out = self.blogs.is_empty() && serializer.is_human_readable();
        let mut profile =
            serializer.serialize_struct("Profile", if is_left_out { 1 } else { 2 })?;
        profile.serialize_field("networks", &self.networks)?;
        if is_left_out {
            profile.skip_field("blogs")?;
        } else {
            profile.serialize_field("blogs", &self.blogs)?;
        }
        profile.end()
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename = "Profile")]
        struct Stored {
            #[serde(deserialize_with = "by_name")]
            networks: ByName<Option<Network>>,
            #[serde(default, deserialize_with = "by_name")]
            blogs: ByName<Blog>,
        }

        let Stored { networks, blogs } = Stored::deserialize(deserializer).map_err(quoting)?;
        let twice = blogs.iter().find(|(name, _)| networks.contains(name));
        if let Some((name, _)) = twice {
            let name = printable(name);
            let both = format_args!("`{name}` is both a network and a blog").to_string();
            return Err(D::Error::custom(both));
        }
        Ok(Self { networks, blogs })
    }
}

/// A thing that a profile holds by name.
pub(super) trait Entry: Sized {
    /// What people call one.
    const KIND: &'static str;

    /// The same counts, none of them −0.
    fn checked(self, name: &str) -> Result<Self, ProfileError>;
}

/// The entries of a stored profile; every error names the entry.
fn by_name<'de, D, E>(deserializer: D) -> Result<ByName<E>, D::Error>
where
    D: Deserializer<'de>,
    E: Entry + Deserialize<'de>,
{
    struct Entries<E>(PhantomData<E>);

    impl<'de, E: Entry + Deserialize<'de>> Visitor<'de> for Entries<E> {
        type Value = ByName<E>;

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
            Ok(entries.into())
        }
    }

    deserializer.deserialize_map(Entries(PhantomData))
}
