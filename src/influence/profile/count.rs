//! Counts: numbers from 0 to 2⁵³, exact where they are whole.

use std::fmt;

use serde::{
    Deserializer, Serializer,
    de::{Error, Visitor},
};

use super::ProfileError;
use crate::path::Path;

/// The largest count: up to here every whole number is held exactly.
const MOST: f64 = 9_007_199_254_740_992.0;

/// The same count, not −0, of this field of the network or blog with this name.
pub(super) fn checked(name: &str, field: &str, value: f64) -> Result<f64, ProfileError> {
    if (0.0..=MOST).contains(&value) {
        Ok(value + 0.0)
    } else {
        let place = Path::new([name, field]);
        Err(ProfileError::NotACount { place, value })
    }
}

/// Whole numbers without a decimal point where people read them, as they write counts.
#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
pub(super) fn count<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
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
pub(super) fn exact_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
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
