//! Points: the scale of a score, micro-points, and integers that add up.
//!
//! A score is a number of *points* on a [`Scale`]. Whatever is claimed about a move is claimed in whole
//! numbers, so that the parts add up to it by type and not up to rounding: in *micro-points* ([`micro`]) for
//! storage, up to [`MOST_POINTS`], and in units of the scale's last shown digit ([`show_parts`]) for people.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::exact;

mod apportion;
pub(crate) mod bands;
mod sum;
mod whole;

pub use apportion::{
    ApportionError, MICRO, MOST_POINTS, Shown, apportion, apportion_micro, micro, show_parts,
};
pub(crate) use apportion::{NEAR, apportion_beside, counted, nearest};
pub(crate) use bands::reaches;
pub use bands::{Bands, BandsError};
pub use sum::exact_sum;
pub(crate) use whole::{PartsError, check_parts, check_points, check_total, moved, tolerance};

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

/// How points are rounded to the digits that people see.
///
/// It changes what is shown, never a score: levels are rounded this way wherever they are shown, and a shown move is the
/// difference of two shown levels.
///
/// # Examples
///
/// ```
/// use scoreshift::{Scale, score::{PointRounding, show_parts}};
///
/// // A shown 100 means perfect.
/// let scale = Scale::new(0.0, 100.0).rounding(PointRounding::Down);
/// assert_eq!((scale.show(99.99), scale.show(100.0)), ("99".to_owned(), "100".to_owned()));
///
/// let shown = show_parts(&scale, 98.6, 99.9, &[900_000, 400_000])?;
/// assert_eq!((shown.before, shown.after, shown.moved, &shown.parts[..]), (98, 99, 1, &[1, 0][..]));
/// # Ok::<(), scoreshift::score::ApportionError>(())
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PointRounding {
    /// To the nearest, halves upwards.
    #[default]
    HalfUp,
    /// To what has been reached in full, towards the lower end: a shown highest score means the highest score.
    Down,
    /// Towards the upper end: a shown lowest score means the lowest score, as where lower is better.
    Up,
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
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scale {
    #[serde(serialize_with = "exact::serialize")]
    min: f64,
    #[serde(serialize_with = "exact::serialize")]
    max: f64,
    decimals: u8,
    better: Direction,
    #[serde(skip_serializing_if = "is_half_up")]
    rounding: PointRounding,
    #[serde(skip_serializing_if = "Option::is_none")]
    bands: Option<Bands>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_half_up(rounding: &PointRounding) -> bool {
    *rounding == PointRounding::HalfUp
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
            rounding: PointRounding::HalfUp,
            bands: None,
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

    /// The same scale, whose points are shown rounded this way.
    #[must_use]
    pub const fn rounding(mut self, rounding: PointRounding) -> Self {
        self.rounding = rounding;
        self
    }

    /// The same scale with bands, such as grades: explanations, records, previews and impacts say from which band into
    /// which other one a score went.
    ///
    /// A model is asked for its scale with every score, so that its bands are best a constant ([`Bands::fixed`]), or made
    /// once and cloned, which is cheap.
    #[must_use]
    pub fn bands(mut self, bands: Bands) -> Self {
        self.bands = Some(bands);
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

    /// How points are rounded where they are shown.
    #[must_use]
    pub const fn shown_rounding(&self) -> PointRounding {
        self.rounding
    }

    /// The bands, where there are any.
    #[must_use]
    pub const fn declared_bands(&self) -> Option<&Bands> {
        self.bands.as_ref()
    }

    /// What the band is called that a value lies in; `None` on a scale without bands.
    #[must_use]
    pub fn band_of(&self, value: f64) -> Option<&str> {
        let bands = self.bands.as_ref()?;
        bands.given_name(bands.of(value))
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

    /// The value as people see it: rounded to the scale's decimals, half-up or as its
    /// [`rounding`](Self::rounding) says.
    ///
    /// The value is first taken in micro-points, as everywhere in this crate. So a half is decided in decimal,
    /// as people would: 1.005 with two decimals is `1.01`, although the nearest `f64` lies below; and noise costs nobody a
    /// point: 99.99999999999999 is shown as `100` also where points are rounded down. Zero has no sign. Values that [`micro`] does not take are formatted as the standard library does.
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

    /// A level in micro-points as units of the last shown digit.
    pub(crate) fn round(&self, level: i64) -> i64 {
        let unit = self.unit();
        self.round_by(unit, |level| level.div_euclid(unit), level)
    }

    /// As [`round`](Self::round), to units of so many micro-points; `floor` divides by the unit and rounds down.
    #[inline]
    pub(crate) fn round_by(&self, unit: i64, floor: impl Fn(i64) -> i64, level: i64) -> i64 {
        match self.rounding {
            PointRounding::HalfUp => floor(level + unit / 2),
            PointRounding::Down => floor(level),
            PointRounding::Up => -floor(-level),
        }
    }

    /// What is no level but a distance, or a part of a move, in micro-points as the nearest unit of the last shown digit.
    pub(crate) fn round_size(&self, micro: i64) -> i64 {
        (micro + self.unit() / 2).div_euclid(self.unit())
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
            #[serde(default)]
            rounding: PointRounding,
            #[serde(default)]
            bands: Option<Bands>,
        }

        let Stored {
            min,
            max,
            decimals,
            better,
            rounding,
            bands,
        } = Stored::deserialize(deserializer).map_err(crate::path::quoting)?;
        if min.is_nan() || max.is_nan() || min > max {
            return Err(D::Error::custom(format!(
                "a scale from {min} to {max} contains no value"
            )));
        }
        if let Some(bands) = &bands {
            bands.check_scale().map_err(D::Error::custom)?;
        }
        if decimals > Self::MAX_DECIMALS {
            let most = Self::MAX_DECIMALS;
            return Err(D::Error::custom(format!(
                "a scale shows at most {most} decimals, not {decimals}"
            )));
        }
        Ok(Self {
            bands,
            ..Self::new(min, max)
                .decimals(decimals)
                .direction(better)
                .rounding(rounding)
        })
    }
}

/// Points that are noise at a level of a scale of this length: 10⁻⁹ of the scale, where it is not far longer than
/// what is scored on it.
pub(crate) fn slack(span: f64, level: f64) -> f64 {
    1e-9 * span.min(level.abs().max(1e4))
}

/// A unit of the last digit that people see, in points.
pub(crate) fn shown_digit(scale: &Scale) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "at most a million")]
    let micro = scale.unit() as f64;
    micro / 1e6
}

#[cfg(test)]
mod tests {
    use super::{Scale, shown_digit, slack};

    #[test]
    fn noise_is_a_billionth_of_a_short_scale_and_of_the_level_on_a_long_one() {
        assert_eq!(slack(100.0, 50.0), 1e-9 * 100.0);
        assert_eq!(slack(1.0, 0.0), 1e-9);
        assert_eq!(slack(1e12, -3e6), 1e-9 * 3e6);
        assert_eq!(slack(1e12, 1.0), 1e-9 * 1e4);
    }

    #[test]
    fn the_last_digit_that_people_see_is_in_points() {
        assert_eq!(shown_digit(&Scale::new(0.0, 1.0)), 1.0);
        assert_eq!(shown_digit(&Scale::new(0.0, 1.0).decimals(2)), 0.01);
        assert_eq!(shown_digit(&Scale::new(0.0, 1.0).decimals(6)), 0.000_001);
    }
}
