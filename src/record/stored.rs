//! The stored form of a record; reading checks everything that recording guarantees.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::ScoreRecord;
use crate::{
    digest::{sha256, unhex},
    exact,
    formula::breakdown::Breakdown,
    id::ModelId,
    lineage::Fingerprint,
    path::{printable, quoting},
    score::Scale,
    time::Time,
};

const FORMAT: &str = "scoreshift-record-1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "ScoreRecord")]
struct Stored<'a> {
    format: Cow<'a, str>,
    model: Cow<'a, ModelId>,
    scale: Scale,
    #[serde(with = "exact")]
    value: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fingerprint: Option<Fingerprint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data_digest: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    breakdown: Option<Cow<'a, Breakdown>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checksum: Option<String>,
}

impl<'a> Stored<'a> {
    fn of(record: &'a ScoreRecord) -> Self {
        Self {
            format: FORMAT.into(),
            model: Cow::Borrowed(&record.model),
            scale: record.scale.clone(),
            value: record.value,
            subject: record.subject.as_deref().map(Cow::Borrowed),
            time: record.time,
            fingerprint: record.fingerprint,
            data_digest: record.data_digest.as_deref().map(Cow::Borrowed),
            breakdown: record.breakdown.as_deref().map(Cow::Borrowed),
            checksum: None,
        }
    }

    /// The hash of the record without it, in a form that does not depend on how the record is stored.
    fn checksum(&self) -> Result<String, serde_json::Error> {
        Ok(sha256(serde_json::to_string(self)?.as_bytes()))
    }
}

impl Serialize for ScoreRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut stored = Stored::of(self);
        stored.checksum = Some(stored.checksum().map_err(ser::Error::custom)?);
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ScoreRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer).map_err(quoting)?;
        let whose = match &stored.subject {
            Some(subject) => format!(" of `{}`", printable(subject)),
            None => String::new(),
        };
        let named = format!("the record of {}{whose}", stored.model);
        restore(stored).map_err(|error| de::Error::custom(format!("{named}: {error}")))
    }
}

/// Why a stored record could not have been made by a release.
#[derive(Debug, thiserror::Error)]
enum StoredError {
    #[error("the format is `{}`, not `{FORMAT}`", printable(.0))]
    Format(String),
    #[error("the score {} lies outside its scale from {min} to {max}", exact::write(*value))]
    OutOfScale { value: f64, min: f64, max: f64 },
    #[error("its breakdown is of {found}")]
    OtherModel { found: ModelId },
    #[error("the data digest {:?} is not a SHA-256 of 64 lower-case hexadecimal digits", printable(.0))]
    Digest(String),
    #[error("it has both a breakdown and a digest of its data")]
    Twice,
    #[error("its breakdown has another scale")]
    OtherScale,
    #[error("its breakdown scores {}, not {}", exact::write(*found), exact::write(*value))]
    OtherValue { value: f64, found: f64 },
    #[error("the checksum is missing")]
    NoChecksum,
    #[error(
        "the checksum is `{}`, but the rest of the record gives `{computed}`: something in it was changed after it \
         was written",
        printable(found), computed = printable(computed))]
    Checksum { found: String, computed: String },
    #[error("the checksum cannot be computed: {0}")]
    Unwritable(#[from] serde_json::Error),
}

fn restore(mut stored: Stored<'_>) -> Result<ScoreRecord, StoredError> {
    if stored.format != FORMAT {
        return Err(StoredError::Format(stored.format.into_owned()));
    }
    let (scale, value) = (stored.scale.clone(), stored.value);
    if !(value.is_finite() && scale.contains(value)) {
        let (min, max) = (scale.min(), scale.max());
        return Err(StoredError::OutOfScale { value, min, max });
    }
    if let Some(digest) = &stored.data_digest {
        if unhex(digest).is_none() {
            return Err(StoredError::Digest(digest.clone().into_owned()));
        }
        // A breakdown has the data itself.
        if stored.breakdown.is_some() {
            return Err(StoredError::Twice);
        }
    }
    if let Some(breakdown) = &stored.breakdown {
        if *breakdown.model() != *stored.model {
            let found = breakdown.model().clone();
            return Err(StoredError::OtherModel { found });
        }
        if breakdown.scale() != scale {
            return Err(StoredError::OtherScale);
        }
        let found = breakdown.value();
        if found.to_bits() != value.to_bits() {
            return Err(StoredError::OtherValue { value, found });
        }
    }
    let found = stored.checksum.take().ok_or(StoredError::NoChecksum)?;
    let computed = stored.checksum()?;
    if found != computed {
        return Err(StoredError::Checksum { found, computed });
    }
    Ok(ScoreRecord {
        value,
        scale,
        model: stored.model.into_owned(),
        fingerprint: stored.fingerprint,
        subject: stored.subject.map(Cow::into_owned),
        time: stored.time,
        data_digest: stored.data_digest.map(Cow::into_owned),
        breakdown: stored
            .breakdown
            .map(|breakdown| Box::new(breakdown.into_owned())),
    })
}
