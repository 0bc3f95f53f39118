//! One network of a person.

use serde::{Deserialize, Serialize};

use super::{
    ProfileError, ProfileWhole,
    count::{checked, count, exact_count},
    stored::Entry,
};
use crate::path::Path;

/// What one network knows of a person over the last month.
///
/// Counts from 0 to 2⁵³, exact for whole numbers; fractions, such as averages, are allowed. A network by itself
/// is not checked: that is done when it becomes part of a [`Profile`](super::Profile), which knows its name.
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
    pub(super) fn checked(self, name: &str) -> Result<Self, ProfileError> {
        let audience = checked(name, "audience", self.audience)?;
        let active = checked(name, "active", self.active)?;
        let reactions = checked(name, "reactions", self.reactions)?;
        if active > audience {
            return Err(ProfileError::MoreThanTheWhole {
                place: Path::new([name, "active"]),
                part: active,
                of: ProfileWhole::Audience,
                whole: audience,
            });
        }
        Ok(Self {
            audience,
            active,
            reactions,
        })
    }
}

impl Entry for Option<Network> {
    const KIND: &'static str = "network";

    fn checked(self, name: &str) -> Result<Self, ProfileError> {
        self.map(|network| network.checked(name)).transpose()
    }
}
