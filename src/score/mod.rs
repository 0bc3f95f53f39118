//! Points: the scale of a score, micro-points, and integers that add up.
//!
//! A score is a number of *points* on a [`Scale`]. Whatever is claimed about a move is claimed in whole
//! numbers, so that the parts add up to it by type and not up to rounding: in *micro-points* ([`micro`]) for
//! storage, up to [`MOST_POINTS`], and in units of the scale's last shown digit ([`show_parts`]) for people.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::exact;

mod apportion;
mod sum;
mod whole;

pub(crate) use apportion::apportion_beside;
pub use apportion::{
    ApportionError, MICRO, MOST_POINTS, Shown, apportion, apportion_micro, micro, show_parts,
};
pub use sum::exact_sum;
pub(crate) use whole::{PartsError, check_parts, moved};

/// Whether a larger score is good news.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Direction {
    /// A rising score is an improvement, as with an influence score.
    #[default]
    HigherIsBetter,
    /// A falling score is an improvement, as with a risk score.
    LowerIsBetter,
    /// Neither is, as with a temperature.
    Neutral,
}

/// The range of a score, the digits that people see, and which way is better.
///
/// The bounds are in points and inclusive, and may be infinite. A scale whose bounds are NaN or reversed can
/// be built, because scales are constants of a model, but it contains no value; reading one from storage is
/// an error.
///
/// # Examples
///
/// ```
/// use scoreshift::score::{Direction, Scale};
///
/// const RISK: Scale = Scale::new(0.0, 1.0).decimals(3).direction(Direction::LowerIsBetter);
/// assert!(RISK.contains(0.25) && !RISK.contains(1.5) && !RISK.contains(f64::NAN));
/// assert_eq!(RISK.show(0.25), "0.250");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scale {
    #[serde(serialize_with = "exact::serialize")]
    min: f64,
    #[serde(serialize_with = "exact::serialize")]
    max: f64,
    decimals: u8,
    better: Direction,
}

impl Scale {
    /// The most decimals that can be shown: those of a micro-point.
    pub const MAX_DECIMALS: u8 = 6;

    /// The scale from `min` to `max`, shown in whole points, higher being better.
    #[must_use]
    pub const fn new(min: f64, max: f64) -> Self {
        Self {
            min,
            max,
            decimals: 0,
            better: Direction::HigherIsBetter,
        }
    }

    /// The scale without bounds.
    #[must_use]
    pub const fn unbounded() -> Self {
        Self::new(f64::NEG_INFINITY, f64::INFINITY)
    }

    /// The same scale, shown with this many decimals, at most [`Scale::MAX_DECIMALS`].
    #[must_use]
    pub const fn decimals(mut self, decimals: u8) -> Self {
        self.decimals = if decimals > Self::MAX_DECIMALS {
            Self::MAX_DECIMALS
        } else {
            decimals
        };
        self
    }

    /// The same scale with another direction of improvement.
    #[must_use]
    pub const fn direction(mut self, better: Direction) -> Self {
        self.better = better;
        self
    }

    /// The least value, in points.
    #[must_use]
    pub const fn min(&self) -> f64 {
        self.min
    }

    /// The largest value, in points.
    #[must_use]
    pub const fn max(&self) -> f64 {
        self.max
    }

    /// The number of decimals that people see, 0 to [`Scale::MAX_DECIMALS`].
    #[must_use]
    pub const fn shown_decimals(&self) -> u8 {
        self.decimals
    }

    /// Which way is better.
    #[must_use]
    pub const fn better(&self) -> Direction {
        self.better
    }

    /// Whether the value lies on the scale; NaN never does, and an infinity only on an infinite bound.
    #[must_use]
    pub const fn contains(&self, value: f64) -> bool {
        self.min <= value && value <= self.max
    }

    /// The length of the scale in points, which tolerances are stated in; 1.0 where it has none.
    ///
    /// A scale has no length if a bound is infinite or NaN, or if the bounds are equal or reversed. The result
    /// is always finite and positive.
    #[must_use]
    pub const fn span(&self) -> f64 {
        let span = self.max - self.min;
        if span > 0.0 && span < f64::INFINITY {
            span
        } else {
            1.0
        }
    }

    /// The value as people see it: rounded half-up to the scale's decimals.
    ///
    /// The value is first taken in micro-points, as everywhere in this crate. So a half is decided in decimal,
    /// as people would: 1.005 with two decimals is `1.01`, although the nearest `f64` lies below. Zero has no
    /// sign. Values that [`micro`] does not take are formatted as the standard library does.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::score::Scale;
    ///
    /// let scale = Scale::unbounded().decimals(2);
    /// assert_eq!(scale.show(1.005), "1.01");
    /// assert_eq!(scale.show(-0.005), "0.00");
    /// assert_eq!(scale.show(f64::INFINITY), "inf");
    /// ```
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        match micro(value) {
            Ok(level) => self.show_units(self.round(level)),
            Err(_) => format!("{value:.*}", usize::from(self.decimals)),
        }
    }

    /// Writes a number of units of the last shown digit, as [`show_parts`] counts them, in points.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::score::Scale;
    ///
    /// assert_eq!(Scale::new(0.0, 10.0).decimals(1).show_units(-25), "-2.5");
    /// ```
    #[must_use]
    pub fn show_units(&self, units: i64) -> String {
        let sign = if units < 0 { "-" } else { "" };
        if self.decimals == 0 {
            return units.to_string();
        }
        let point = 10_u64.pow(u32::from(self.decimals));
        let (whole, part) = (units.unsigned_abs() / point, units.unsigned_abs() % point);
        format!(
            "{sign}{whole}.{part:0width$}",
            width = usize::from(self.decimals)
        )
    }

    /// Micro-points in a unit of the last shown digit.
    pub(crate) fn unit(&self) -> i64 {
        MICRO / 10_i64.pow(u32::from(self.decimals))
    }

    /// Rounds micro-points half-up to units of the last shown digit.
    pub(crate) fn round(&self, level: i64) -> i64 {
        (level + self.unit() / 2).div_euclid(self.unit())
    }
}

impl<'de> Deserialize<'de> for Scale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename = "Scale")]
        struct Stored {
            #[serde(deserialize_with = "exact::deserialize")]
            min: f64,
            #[serde(deserialize_with = "exact::deserialize")]
            max: f64,
            decimals: u8,
            better: Direction,
        }

        let Stored {
            min,
            max,
            decimals,
            better,
        } = Stored::deserialize(deserializer).map_err(crate::path::quoting)?;
        if min.is_nan() || max.is_nan() || min > max {
            return Err(D::Error::custom(format!(
                "a scale from {min} to {max} contains no value"
            )));
        }
        if decimals > Self::MAX_DECIMALS {
            let most = Self::MAX_DECIMALS;
            return Err(D::Error::custom(format!(
                "a scale shows at most {most} decimals, not {decimals}"
            )));
        }
        Ok(Self::new(min, max).decimals(decimals).direction(better))
    }
}

/// Points that are noise at a level of a scale of this length: 10⁻⁹ of the scale, where it is not far longer than
/// what is scored on it.
pub(crate) fn slack(span: f64, level: f64) -> f64 {
    1e-9 * span.min(level.abs().max(1e4))
}

/// A unit of the last digit that people see, in points.
pub(crate) fn shown_digit(scale: Scale) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "at most a million")]
    let micro = scale.unit() as f64;
    micro / 1e6
}
