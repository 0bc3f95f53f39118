//! Which version of which algorithm.

use std::{borrow::Cow, fmt};

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::path::printable;

/// The identity of one version of one scoring algorithm: a name and a semantic version.
///
/// Two models with the same name are versions of the same score and can be compared; two models with
/// different names cannot.
///
/// # Examples
///
/// ```
/// use scoreshift::{ModelId, Version};
///
/// let id = ModelId::new("influence", Version::new(2, 0, 0));
/// assert_eq!(id.to_string(), "influence 2.0.0");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelId {
    name: Cow<'static, str>,
    version: Version,
}

impl ModelId {
    /// Names a version of an algorithm.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, version: Version) -> Self {
        Self {
            name: name.into(),
            version,
        }
    }

    /// Another version of the same algorithm.
    pub(crate) fn versioned(&self, version: Version) -> Self {
        Self {
            name: self.name.clone(),
            version,
        }
    }

    /// The name that all versions of the algorithm share.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> &Version {
        &self.version
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", printable(&self.name), self.version)
    }
}
