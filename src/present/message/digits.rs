//! Numbers as they are shown.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::score::Scale;

/// A number as it is shown: rounded already, so that a language only writes it.
///
/// Its value is `units` · 10^(`exponent` − `decimals`). The exponent is 0 unless the number is too large or too small to
/// be written out. `Display` is the plain form that parsers of numbers read, such as `-1234.50` or `1.5e-7`.
///
/// # Examples
///
/// ```
/// use scoreshift::present::Digits;
///
/// let reach = Digits::of(8700.25).ok_or("not finite")?;
/// assert_eq!((reach.units, reach.decimals), (870_025, 2));
/// assert_eq!(reach.to_string(), "8700.25");
/// assert_eq!(Digits::of(-0.000_015).ok_or("not finite")?.to_string(), "-1.5e-5");
/// assert!(Digits::of(f64::NAN).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Digits {
    /// All shown digits as one whole number.
    pub units: i64,
    /// How many of the digits stand behind the point.
    pub decimals: u8,
    /// The power of ten that is written beside the digits; 0 where none is.
    pub exponent: i16,
}

impl Digits {
    /// A number with at most three decimals, or four digits and a power of ten; none for NaN and infinities.
    #[must_use]
    pub fn of(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let is_plain = value == 0.0 || (1e-3..1e15).contains(&value.abs());
        let (text, exponent) = if is_plain {
            (format!("{value:.3}"), 0)
        } else {
            let text = format!("{value:.3e}");
            let (digits, exponent) = text.split_once('e')?;
            (digits.to_owned(), exponent.parse().ok()?)
        };
        let digits = Self::read(text.trim_end_matches('0').trim_end_matches('.'))?;
        Some(Self { exponent, ..digits })
    }

    /// A number as `Display` writes it, such as `-0.50`; none where it is none, or has too many digits.
    pub(in crate::present) fn read(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.split_once('e') {
            Some((digits, exponent)) => (digits, exponent.parse().ok()?),
            None => (text, 0),
        };
        let (whole, behind) = digits.split_once('.').unwrap_or((digits, ""));
        Some(Self {
            units: format!("{whole}{behind}").parse().ok()?,
            decimals: u8::try_from(behind.len()).ok()?,
            exponent,
        })
    }

    /// A number with all its digits; none for NaN and infinities.
    pub(in crate::present) fn exactly(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        // Digits with at most one before the point, and a power of ten.
        let digits = Self::read(&format!("{value:e}"))?;
        let decimals = i32::from(digits.decimals) - i32::from(digits.exponent);
        let plain = |units, decimals| Self {
            units,
            decimals,
            exponent: 0,
        };
        // Written out where that is not much longer than the digits.
        if (0..=9).contains(&decimals) {
            return Some(plain(digits.units, u8::try_from(decimals).ok()?));
        }
        let zeros = u32::try_from(-decimals).ok();
        let whole = zeros.and_then(|zeros| digits.units.checked_mul(10_i64.checked_pow(zeros)?));
        let whole = whole.filter(|_| digits.exponent < 15);
        Some(whole.map_or(digits, |units| plain(units, 0)))
    }

    /// A share of 0 to 1 in percent with this many decimals; none for NaN and infinities.
    pub(in crate::present) fn percent(share: f64, decimals: u8) -> Option<Self> {
        if !share.is_finite() {
            return None;
        }
        Self::read(&format!("{:.*}", usize::from(decimals), 100.0 * share))
    }

    /// Units of a scale's last shown digit.
    #[must_use]
    pub const fn points(scale: &Scale, units: i64) -> Self {
        Self {
            units,
            decimals: scale.shown_decimals(),
            exponent: 0,
        }
    }

    /// A whole number.
    pub(in crate::present) const fn count(units: i64) -> Self {
        Self {
            units,
            decimals: 0,
            exponent: 0,
        }
    }

    /// Millionths of a point, to the last digit.
    #[must_use]
    pub const fn micro(micro: i64) -> Self {
        Self {
            units: micro,
            decimals: Scale::MAX_DECIMALS,
            exponent: 0,
        }
    }

    /// Millionths of a point, to the last digit that is not zero.
    pub(in crate::present) fn trimmed(micro: i64) -> Self {
        let mut digits = Self::micro(micro);
        while digits.decimals > 0 && digits.units % 10 == 0 {
            digits.units /= 10;
            digits.decimals -= 1;
        }
        digits
    }

    /// The same number without its sign.
    #[must_use]
    pub const fn size(self) -> Self {
        Self {
            units: self.units.saturating_abs(),
            ..self
        }
    }

    /// The digits before and behind the point, without sign, point or power.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{Scale, present::Digits};
    ///
    /// let points = Digits::points(&Scale::new(0.0, 10.0).decimals(2), -5);
    /// assert_eq!(points.parts(), ("0".to_owned(), "05".to_owned()));
    /// ```
    #[must_use]
    pub fn parts(self) -> (String, String) {
        let decimals = usize::from(self.decimals);
        let text = format!(
            "{:0>width$}",
            self.units.unsigned_abs(),
            width = decimals + 1
        );
        let (whole, behind) = text.split_at(text.len() - decimals);
        (whole.to_owned(), behind.to_owned())
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, behind) = self.parts();
        if self.units < 0 {
            f.write_str("-")?;
        }
        f.write_str(&whole)?;
        if !behind.is_empty() {
            write!(f, ".{behind}")?;
        }
        match self.exponent {
            0 => Ok(()),
            exponent => write!(f, "e{exponent}"),
        }
    }
}

/// Stored, a number is the text that `Display` writes: as a JSON number it would lose the zeros at its end.
impl Serialize for Digits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = Self::read(&text).filter(|digits| digits.to_string() == text);
        digits.ok_or_else(|| {
            D::Error::custom(format!("{text:?} is no number of digits such as \"-0.50\""))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Digits;

    #[test]
    fn a_number_is_written_with_all_its_digits() {
        for (value, written) in [
            (0.0, "0"),
            (-0.0, "0"),
            (20_732.0, "20732"),
            (15.91, "15.91"),
            (-0.000_25, "-0.00025"),
            (1e-300, "1e-300"),
            (1.5e300, "1.5e300"),
            (9e14, "900000000000000"),
            (0.1 + 0.2, "3.0000000000000004e-1"),
        ] {
            let digits = Digits::exactly(value).unwrap();
            assert_eq!(digits.to_string(), written);
            assert_eq!(digits.to_string().parse::<f64>().unwrap(), value);
        }
        assert!(Digits::exactly(f64::NAN).is_none());
    }
}
