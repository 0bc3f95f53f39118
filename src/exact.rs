//! Floating-point numbers in a form that no JSON parser can bend.
//!
//! A JSON number is read by some parsers with a last-digit error, and `NaN` and the infinities have no
//! JSON form at all. Stored formulas therefore carry each `f64` as a *string* holding the shortest decimal
//! that reads back as the same bits (`"0.1"`, `"-0"`, `"1e300"`, `"NaN"`, `"inf"`).

use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// The stored form of one number.
pub(crate) fn write(value: f64) -> String {
    format!("{value:?}").trim_end_matches(".0").to_owned()
}

/// The stored form with its sign, for a difference.
pub(crate) fn signed(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", write(value))
}

/// Reads a stored number.
pub(crate) fn read(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// For `#[serde(serialize_with)]`.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(crate) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&write(*value))
}

/// For `#[serde(deserialize_with)]`.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not a stored number")))
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn every_bit_comes_back() {
        for value in [
            0.0,
            -0.0,
            0.1,
            1e300,
            5e-324,
            f64::MAX,
            f64::INFINITY,
            -1.5,
            100.0,
            1e16,
        ] {
            assert_eq!(
                read(&write(value)).map(f64::to_bits),
                Some(value.to_bits()),
                "{value}"
            );
        }
        assert!(read(&write(f64::NAN)).is_some_and(f64::is_nan));
    }
}
