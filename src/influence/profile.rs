//! What the family scores: a person's networks.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
};

use crate::path::Path;

/// The largest count: up to here every whole number is held exactly.
const MOST: f64 = 9_007_199_254_740_992.0;

/// Why a network cannot be part of a profile, with the place and the value that are to blame.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{Network, Profile};
///
/// let error = Profile::new().with("Last.fm", Network::new(10, 12, 3)).unwrap_err();
/// assert_eq!(error.to_string(), r"`Last\.fm.active` is 12, more than the whole audience of 10");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// A count is negative, not a finite number, or beyond 2⁵³.
    #[error("`{place}` is {value}, not a count from 0 to 2^53")]
    #[non_exhaustive]
    NotACount {
        /// The network and the field.
        place: Path,
        /// The value.
        value: f64,
    },

    /// More of the audience is active than there is audience.
    #[error("`{place}` is {active}, more than the whole audience of {audience}")]
    #[non_exhaustive]
    MoreActiveThanAudience {
        /// The network and the field.
        place: Path,
        /// The active audience.
        active: f64,
        /// The whole audience.
        audience: f64,
    },
}

/// What one network knows of a person over the last month.
///
/// Counts from 0 to 2⁵³, exact for whole numbers; fractions, such as averages, are allowed. A network by itself
/// is not checked: that is done when it becomes part of a [`Profile`], which knows its name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Network {
    /// Everyone who follows, likes or subscribes.
    #[serde(serialize_with = "count", deserialize_with = "exact_count")]
    pub audience: f64,
    /// Those of the audience who reacted to anybody at all; at most `audience`.
    #[serde(serialize_with = "count", deserialize_with = "exact_count")]
    pub active: f64,
    /// Replies, shares, likes and comments that the person received.
    #[serde(serialize_with = "count", deserialize_with = "exact_count")]
    pub reactions: f64,
}

impl Network {
    /// A network with this audience, active audience and number of reactions.
    ///
    /// # Examples
    ///
    /// ```
    /// let twitter = scoreshift::influence::Network::new(8700, 3600, 1900.5);
    /// assert_eq!(twitter.active, 3600.0);
    /// ```
    #[must_use]
    pub fn new(
        audience: impl Into<f64>,
        active: impl Into<f64>,
        reactions: impl Into<f64>,
    ) -> Self {
        Self {
            audience: audience.into(),
            active: active.into(),
            reactions: reactions.into(),
        }
    }

    /// The same counts, none of them −0.
    fn checked(self, name: &str) -> Result<Self, ProfileError> {
        let place = |field| Path::new([name, field]);
        let count = |field, value: f64| {
            if (0.0..=MOST).contains(&value) {
                Ok(value + 0.0)
            } else {
                let place = place(field);
                Err(ProfileError::NotACount { place, value })
            }
        };
        let audience = count("audience", self.audience)?;
        let active = count("active", self.active)?;
        let reactions = count("reactions", self.reactions)?;
        if active > audience {
            return Err(ProfileError::MoreActiveThanAudience {
                place: place("active"),
                active,
                audience,
            });
        }
        Ok(Self {
            audience,
            active,
            reactions,
        })
    }
}

/// A person's networks, by name.
///
/// The names are an open set: a self-hosted blog is a network. One that is known but not connected is listed as
/// absent; it costs nothing, scores the same as one that is not listed, and is named in the breakdown.
///
/// A profile is always valid: every count lies between 0 and 2⁵³, and no more of an audience is active than
/// there is. Builder and reader check this, so that a model does not need to.
///
/// # The stored form
///
/// `{"networks": {"Twitter": {"audience": 8700, "active": 3600, "reactions": 1900}, "Facebook": null}}`.
/// Unknown fields and a name that is given twice are errors, so that a misspelt count cannot be taken for none.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{Network, Profile};
///
/// let built = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?.without("Facebook");
/// let read: Profile = serde_json::from_str(
///     r#"{"networks": {
///         "Twitter": {"audience": 8700, "active": 3600, "reactions": 1900},
///         "Facebook": null
///     }}"#,
/// )?;
/// assert_eq!(read, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    #[serde(deserialize_with = "checked_networks")]
    networks: BTreeMap<String, Option<Network>>,
}

impl Profile {
    /// A profile without networks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same profile with a connected network, in place of what had this name.
    ///
    /// # Errors
    ///
    /// [`ProfileError`]: a count that is negative, NaN, infinite or beyond 2⁵³, or more active than audience.
    pub fn with(mut self, name: impl Into<String>, network: Network) -> Result<Self, ProfileError> {
        let name = name.into();
        let network = network.checked(&name)?;
        self.networks.insert(name, Some(network));
        Ok(self)
    }

    /// The same profile with a network that is known but not connected, in place of what had this name.
    #[must_use]
    pub fn without(mut self, name: impl Into<String>) -> Self {
        self.networks.insert(name.into(), None);
        self
    }

    /// All listed networks in the order of their names; `None` for one that is not connected.
    pub fn networks(&self) -> impl Iterator<Item = (&str, Option<&Network>)> {
        self.networks
            .iter()
            .map(|(name, network)| (name.as_str(), network.as_ref()))
    }
}

/// Whole numbers without a decimal point where people read them, as they write counts.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
fn count<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() && value.fract() == 0.0 && (0.0..=MOST).contains(value) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 0 to 2^53"
        )]
        let whole = *value as u64;
        serializer.serialize_u64(whole)
    } else {
        serializer.serialize_f64(*value)
    }
}

/// A number that did not lose digits on its way into an `f64`.
fn exact_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    struct Count;

    #[allow(clippy::cast_precision_loss, reason = "exact for what is accepted")]
    const fn held(value: u64) -> f64 {
        value as f64
    }

    impl Visitor<'_> for Count {
        type Value = f64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a count from 0 to 2^53")
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
            Ok(value)
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
            match u64::try_from(value) {
                Ok(value) => self.visit_u64(value),
                // The profile refuses it, and names the place.
                Err(_) => Ok(-held(value.unsigned_abs())),
            }
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
            if value <= 1 << f64::MANTISSA_DIGITS {
                Ok(held(value))
            } else {
                Err(E::invalid_value(
                    serde::de::Unexpected::Unsigned(value),
                    &self,
                ))
            }
        }
    }

    deserializer.deserialize_f64(Count)
}

/// The networks of a stored profile; every error names the network.
fn checked_networks<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Option<Network>>, D::Error> {
    struct Networks;

    impl<'de> Visitor<'de> for Networks {
        type Value = BTreeMap<String, Option<Network>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("networks by name")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut networks = BTreeMap::new();
            while let Some(name) = map.next_key::<String>()? {
                let network: Option<Network> = map
                    .next_value()
                    .map_err(|error| A::Error::custom(format_args!("network `{name}`: {error}")))?;
                let network = network
                    .map(|network| network.checked(&name))
                    .transpose()
                    .map_err(A::Error::custom)?;
                if networks.contains_key(&name) {
                    let twice = format_args!("network `{name}` is given twice").to_string();
                    return Err(A::Error::custom(twice));
                }
                networks.insert(name, network);
            }
            Ok(networks)
        }
    }

    deserializer.deserialize_map(Networks)
}
