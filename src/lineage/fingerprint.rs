//! What identifies the behaviour of a release.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use sha2::{Digest, Sha256};

use crate::{
    digest::{hex, json, unhex},
    formula::breakdown::Breakdown,
    model::{AnyModel, ScoringModel},
};

/// A stable hash of what a release does on its declared probe inputs.
///
/// Code cannot be hashed, but what it does on given inputs can. The hash is the SHA-256 of the model's id, its scale
/// and the stored forms of the [breakdowns](crate::Breakdown) of all probes, in declared order: every operation,
/// path, parameter, curve and value, to the last bit. For a probe that the model refuses it covers only that it does
/// so. It is the same on every platform.
///
/// It speaks of the probes and of nothing else, and says how much they cover: a change that no probe reaches leaves
/// it as it is. Two releases with one fingerprint do the same on the probes; what they do elsewhere it cannot tell.
///
/// # Examples
///
/// ```
/// use scoreshift::influence;
///
/// let fingerprint = influence::lineage().latest().fingerprint().ok_or("it has probes")?;
/// println!("{fingerprint}"); // 5f0c… (10 probes, 1 of them refused: 212 operations at 64 places)
/// assert_eq!(fingerprint.sha256().len(), 64);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    sha256: [u8; 32],
    probes: u32,
    refused: u32,
    operations: u32,
    places: u32,
}

impl Fingerprint {
    /// None where there is no probe.
    pub(super) fn of<I: ?Sized + 'static>(model: &AnyModel<I>, probes: &[Arc<I>]) -> Option<Self> {
        let recordings: Vec<_> = probes
            .iter()
            .map(|probe| model.breakdown(probe).ok())
            .collect();
        Self::over(model, &recordings)
    }

    /// Over the recordings of all probes, some of which are refused; none where there is no probe.
    pub(crate) fn over<I: ?Sized>(
        model: &AnyModel<I>,
        recordings: &[Option<Breakdown>],
    ) -> Option<Self> {
        if recordings.is_empty() {
            return None;
        }
        let (mut refused, mut operations) = (0_usize, 0_usize);
        let mut places = std::collections::BTreeSet::new();
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update(text);
            hash.update(b"\n");
        };
        part("scoreshift-fingerprint-1");
        part(&json(&model.id()));
        part(&json(&model.scale()));
        for recording in recordings {
            match recording {
                Some(breakdown) => {
                    operations += breakdown.node_count();
                    places.extend(breakdown.leaves().map(|leaf| leaf.path));
                    part(&json(breakdown));
                }
                None => {
                    refused += 1;
                    part("refused");
                }
            }
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Some(Self {
            sha256: hash.finalize().into(),
            probes: count(recordings.len()),
            refused: count(refused),
            operations: count(operations),
            places: count(places.len()),
        })
    }

    /// The hash, as 64 hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex(&self.sha256)
    }

    /// How many probe inputs were recorded.
    #[must_use]
    pub fn probes(&self) -> u32 {
        self.probes
    }

    /// How many of the probes have no score.
    #[must_use]
    pub fn refused(&self) -> u32 {
        self.refused
    }

    /// How many operations the recordings have together.
    #[must_use]
    pub fn operations(&self) -> u32 {
        self.operations
    }

    /// How many different inputs, references and parameters the probes reach.
    #[must_use]
    pub fn places(&self) -> u32 {
        self.places
    }
}

impl fmt::Display for Fingerprint {
    /// The beginning of the hash, and what the probes cover.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count, noun: &str| match count {
            1 => format!("1 {noun}"),
            _ => format!("{count} {noun}s"),
        };
        let hash = self.sha256();
        write!(f, "{hash:.16}… ({}", plural(self.probes, "probe"))?;
        if self.refused > 0 {
            write!(f, ", {} of them refused", self.refused)?;
        }
        let (operations, places) = (
            plural(self.operations, "operation"),
            plural(self.places, "place"),
        );
        write!(f, ": {operations} at {places})")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Fingerprint")]
struct Stored {
    sha256: String,
    probes: u32,
    refused: u32,
    operations: u32,
    places: u32,
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored {
            sha256: self.sha256(),
            probes: self.probes,
            refused: self.refused,
            operations: self.operations,
            places: self.places,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let Some(sha256) = unhex(&stored.sha256) else {
            let found = &stored.sha256;
            return Err(D::Error::custom(format!(
                "{found:?} is not a SHA-256 of 64 lower-case hexadecimal digits"
            )));
        };
        let (probes, refused) = (stored.probes, stored.refused);
        if probes == 0 || refused > probes {
            return Err(D::Error::custom(format!(
                "a fingerprint over {probes} probes, {refused} of them refused, does not exist"
            )));
        }
        Ok(Self {
            sha256,
            probes,
            refused,
            operations: stored.operations,
            places: stored.places,
        })
    }
}
