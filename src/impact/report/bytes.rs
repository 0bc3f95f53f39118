//! A report, or a part of one, in few bytes.

use sha2::{Digest, Sha256};

use super::stored::Read;
use crate::{
    digest::json,
    impact::{Impact, ImpactError},
};

/// What stored reports begin with, and the number of their form.
const MAGIC: &[u8] = b"SSIMPACT";
const FORM: u8 = 1;

/// So many bytes of the SHA-256 of all before end a stored report: a damaged one is no other one.
const CHECKED: usize = 8;

/// Why bytes are no stored report.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StoredImpactError {
    /// They begin in another way.
    #[error("these bytes are no stored impact")]
    NoImpact,

    /// They are of a form that this version of the library does not know.
    #[error(
        "this impact is stored in form {form}, and this version of scoreshift reads form {FORM}"
    )]
    #[non_exhaustive]
    Form {
        /// The number of the form.
        form: u8,
    },

    /// Some were cut off or changed.
    #[error("this stored impact is damaged: its checksum is another")]
    Damaged,

    /// They are whole, and hold something else.
    #[error("this stored impact cannot be read: {reason}")]
    #[non_exhaustive]
    Unreadable {
        /// Where it stops, in the words of the library that reads it.
        reason: String,
    },

    /// They go on behind the report.
    #[error("this stored impact cannot be read: there is more than a report")]
    #[non_exhaustive]
    More {
        /// How many bytes there are beyond it.
        bytes: usize,
    },

    /// What was counted contradicts itself.
    #[error(transparent)]
    Impact(#[from] ImpactError),
}

impl Impact {
    /// The report in few bytes, to be stored, or sent to where the parts of a population are [merged](Self::merge).
    ///
    /// They hold all that was counted, and so have the size of the tables, whatever the population: in exact mode 16 bytes
    /// a subject as well. The form has a number and a checksum, and [`from_bytes`](Self::from_bytes) reads it. As JSON, which
    /// says the same, a report is stored through serde.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Impact, influence::{self, Network, Profile}};
    ///
    /// let ann = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.by_change().run([("ann", ann)])?;
    ///
    /// let bytes = impact.to_bytes();
    /// assert_eq!(Impact::from_bytes(&bytes)?, impact);
    /// let json = serde_json::to_string(&impact)?;
    /// assert_eq!(serde_json::from_str::<Impact>(&json)?, impact);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "postcard refuses what does not say how long it is, and every list and map of a report does"
    )]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(FORM);
        // The heading is small, and JSON has a place for all that may be in it.
        let written = postcard::to_extend(&(json(&*self.heading), self.tables()), bytes);
        let mut bytes = written.expect("a report has a form in bytes");
        let sum = Sha256::digest(&bytes);
        bytes.extend(sum.iter().take(CHECKED));
        bytes
    }

    /// The report that [`to_bytes`](Self::to_bytes) stored.
    ///
    /// # Errors
    ///
    /// [`StoredImpactError`]: whatever is not exactly that, damaged, or counted in a way that contradicts itself.
    ///
    /// # Examples
    ///
    /// See [`to_bytes`](Self::to_bytes).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoredImpactError> {
        let stored = bytes
            .strip_prefix(MAGIC)
            .ok_or(StoredImpactError::NoImpact)?;
        let (form, stored) = stored.split_first().ok_or(StoredImpactError::Damaged)?;
        if *form != FORM {
            return Err(StoredImpactError::Form { form: *form });
        }
        let (stored, sum) = stored
            .split_last_chunk::<CHECKED>()
            .ok_or(StoredImpactError::Damaged)?;
        let summed = Sha256::new()
            .chain_update(MAGIC)
            .chain_update([FORM])
            .chain_update(stored);
        if !summed.finalize().starts_with(sum) {
            return Err(StoredImpactError::Damaged);
        }
        let unreadable = |error: &dyn std::error::Error| StoredImpactError::Unreadable {
            reason: error.to_string(),
        };
        let ((heading, read), rest): ((String, Read), &[u8]) =
            postcard::take_from_bytes(stored).map_err(|error| unreadable(&error))?;
        if !rest.is_empty() {
            return Err(StoredImpactError::More { bytes: rest.len() });
        }
        let heading = serde_json::from_str(&heading).map_err(|error| unreadable(&error))?;
        Ok(Self::of_read(heading, read)?)
    }
}
