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

/// The least number above a finite one.
pub(crate) fn next_above(value: f64) -> f64 {
    if value == 0.0 {
        return f64::from_bits(1);
    }
    let bits = value.to_bits();
    f64::from_bits(if value > 0.0 { bits + 1 } else { bits - 1 })
}

/// The number that `value` is the least one above, where that is so much shorter to write that it must be meant: 18 for
/// 18.000000000000004.
pub(crate) fn just_below(value: f64) -> Option<f64> {
    let below = -next_above(-value);
    let meant = value.is_finite() && write(below).len() + 5 <= write(value).len();
    meant.then_some(below)
}

/// For `#[serde(serialize_with)]`.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(crate) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&write(*value))
}

/// For `#[serde(serialize_with)]`: a JSON number where there is one.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(crate) fn number_or_text<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() {
        serializer.serialize_f64(*value)
    } else {
        serialize(value, serializer)
    }
}

/// For `#[serde(deserialize_with)]`.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let text = String::deserialize(deserializer)?;
    read(&text).ok_or_else(|| D::Error::custom(format!("{text:?} is not a stored number")))
}

#[cfg(test)]
mod tests {
    use super::{just_below, next_above, read, write};

    #[test]
    fn what_lies_just_above_a_short_number_is_known_by_it() {
        for value in [0.0, 18.0, -18.0, 0.3, 1e6, 2500.5] {
            let above = next_above(value);
            assert!(above > value);
            assert_eq!(just_below(above), Some(value));
            assert_eq!(just_below(value), None);
        }
        assert_eq!(just_below(std::f64::consts::PI), None);
        assert_eq!(just_below(f64::INFINITY), None);
    }

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
