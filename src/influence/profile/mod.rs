//! What the family scores: a person's networks.

mod count;
mod error;
mod network;
mod stored;

pub use error::ProfileError;
pub use network::Network;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    #[serde(deserialize_with = "stored::by_name")]
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
