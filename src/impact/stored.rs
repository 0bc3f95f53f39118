//! A report, or a part of one, as JSON and as bytes.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use super::{
    Impact, ImpactError, Setup,
    failure::Failures,
    group::Group,
    impact::{Above, Segments},
    reason::Reasons,
    stood::Levels,
};

/// What stored reports begin with, and the number of their form.
const MAGIC: &[u8] = b"SSIMPACT";
const FORM: u8 = 1;

/// The same in JSON.
const SCHEMA: &str = "scoreshift-impact-part-1";

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
        /// Where it stops.
        reason: String,
    },

    /// What was counted contradicts itself.
    #[error(transparent)]
    Impact(#[from] ImpactError),
}

#[derive(Serialize)]
struct Counted<'i> {
    whole: &'i Group,
    segments: &'i Segments,
    failures: &'i Failures,
    above: &'i [Above],
    levels: &'i Levels,
    reasons: &'i Reasons,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Counted")]
struct Read {
    whole: Group,
    segments: Segments,
    failures: Failures,
    above: Vec<Above>,
    levels: Levels,
    reasons: Reasons,
}

#[derive(Serialize)]
struct Json<'i> {
    schema: &'static str,
    heading: &'i Setup,
    counted: Counted<'i>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Impact")]
struct ReadJson {
    schema: String,
    heading: Setup,
    counted: Read,
}

impl Impact {
    fn tables(&self) -> Counted<'_> {
        Counted {
            whole: &self.whole,
            segments: &self.segments,
            failures: &self.failures,
            above: &self.above,
            levels: &self.levels,
            reasons: &self.reasons,
        }
    }

    fn of_read(setup: Setup, read: Read) -> Result<Self, ImpactError> {
        let impact = Self {
            setup: Arc::new(setup),
            whole: read.whole,
            segments: read.segments,
            failures: read.failures,
            above: read.above,
            levels: read.levels,
            reasons: read.reasons,
        };
        impact.check()?;
        Ok(impact)
    }

    /// The report in few bytes, to be stored, or sent to where the parts of a population are [merged](Self::merge).
    ///
    /// They hold all that was counted, and so have the size of the tables, whatever the population: in exact mode 16 bytes
    /// a subject as well. The form has a number and a checksum, and [`from_bytes`](Self::from_bytes) reads it. As JSON, which
    /// says the same, a report is stored through serde.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Impact, influence::{self, Network, Profile}};
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
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(FORM);
        // The heading is small, and JSON has a place for all that may be in it. Writing to memory does not fail.
        let heading = serde_json::to_string(&*self.setup).unwrap_or_default();
        let written = postcard::to_extend(&(heading, self.tables()), bytes);
        let mut bytes = written.unwrap_or_default();
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
        let end = stored.len().checked_sub(CHECKED);
        let split = end.and_then(|end| stored.split_at_checked(end));
        let (stored, sum) = split.ok_or(StoredImpactError::Damaged)?;
        let summed = bytes.get(..bytes.len() - CHECKED).unwrap_or_default();
        if Sha256::digest(summed).get(..CHECKED) != Some(sum) {
            return Err(StoredImpactError::Damaged);
        }
        let unreadable = |reason: String| StoredImpactError::Unreadable { reason };
        let ((heading, read), rest): ((String, Read), &[u8]) =
            postcard::take_from_bytes(stored).map_err(|error| unreadable(error.to_string()))?;
        if !rest.is_empty() {
            return Err(unreadable("there is more than a report".to_owned()));
        }
        let setup =
            serde_json::from_str(&heading).map_err(|error| unreadable(error.to_string()))?;
        Ok(Self::of_read(setup, read)?)
    }
}

/// All that was counted, as [`Impact::to_bytes`] stores it. For people and charts there is [`Impact::report`].
impl Serialize for Impact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Json {
            schema: SCHEMA,
            heading: &self.setup,
            counted: self.tables(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Impact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = ReadJson::deserialize(deserializer)?;
        if read.schema != SCHEMA {
            let schema = read.schema;
            return Err(de::Error::custom(format!(
                "the schema is {schema:?}, expected {SCHEMA:?}"
            )));
        }
        Self::of_read(read.heading, read.counted).map_err(de::Error::custom)
    }
}
