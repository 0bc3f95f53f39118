//! Points: the scale of a score, micro-points, and integers that add up.
//!
//! A score is a number of *points* on a [`Scale`]. Whatever is claimed about a move is claimed in whole
//! numbers, so that the parts add up to it by type and not up to rounding: in *micro-points* ([`micro`]) for
//! storage, and in units of the scale's last shown digit ([`show_parts`]) for people.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::exact;

/// Micro-points in a point.
pub const MICRO: i64 = 1_000_000;

/// Levels beyond this many points are not counted in micro-points.
const MOST_POINTS: f64 = 1e8;

/// Parts whose sizes add up to more than this are not apportioned: their noise could outweigh a unit.
const MOST_UNITS: f64 = 1e14;

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
    fn unit(&self) -> i64 {
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
        #[serde(rename = "Scale")]
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
        } = Stored::deserialize(deserializer)?;
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

/// A level of points in micro-points: ⌊10⁶·value + ½⌋.
///
/// A move is the difference of two such levels, never the rounding of a difference; so moves telescope.
///
/// # Errors
///
/// The value is NaN, or beyond ±10⁸ points.
///
/// # Examples
///
/// ```
/// use scoreshift::score::micro;
///
/// assert_eq!(micro(54.25), Ok(54_250_000));
/// assert_eq!(micro(-0.000_000_5), Ok(0));
/// assert!(micro(f64::NAN).is_err());
/// ```
pub fn micro(value: f64) -> Result<i64, ApportionError> {
    if value.is_nan() || value.abs() > MOST_POINTS {
        return Err(ApportionError::Level { value });
    }
    let scaled = value * 1e6;
    // Adding ½ first would round 0.49999999999999994 up.
    let half_up = i64::from(scaled - scaled.floor() >= 0.5);
    Ok(integer(scaled.floor()) + half_up)
}

/// Shares out a whole number of units among parts that are real numbers, so that the shares add up exactly.
///
/// `parts` are in the units that `total` counts, in the order of their stable ids, which decides ties; the
/// result has one share for each. What is promised, as long as `total` is the sum of the parts rounded either
/// way:
///
/// * the shares add up to `total`;
/// * each is its part rounded down or up, so less than one unit away;
/// * a share never has the other sign than its part, and a part of zero stays zero;
/// * negating the total and every part negates every share.
///
/// Each part is rounded down, and the units that are still missing go to the parts with a fraction: the
/// largest fraction first, then the larger part, then the earlier one. If the total is negative, or zero and
/// the first part that is not zero is negative, the same is done to the negated numbers.
///
/// Parts are computed, and their sum may miss the total's by noise. What then remains after every part has
/// been rounded in the same direction goes to the largest part that keeps its sign.
///
/// # Errors
///
/// A part is NaN or infinite; the sizes of the parts add up to more than 10¹⁴ units; the total is further from
/// the sum of the parts than rounding explains (two units and 10⁻¹² of the sizes' sum); or noise remains and
/// no part can take it, as with a total of 1 and parts that are all zero.
///
/// # Examples
///
/// ```
/// use scoreshift::score::apportion;
///
/// assert_eq!(apportion(-17, &[-12.4, -6.4, 1.8])?, [-13, -6, 2]);
/// # Ok::<(), scoreshift::score::ApportionError>(())
/// ```
pub fn apportion(total: i64, parts: &[f64]) -> Result<Vec<i64>, ApportionError> {
    if let Some((index, &value)) = parts.iter().enumerate().find(|(_, part)| !part.is_finite()) {
        return Err(ApportionError::NotFinite { index, value });
    }
    let size = exact_sum(parts.iter().map(|part| part.abs()));
    if size > MOST_UNITS {
        return Err(ApportionError::TooLarge { size });
    }
    let sum = exact_sum(parts.iter().copied());
    if (real(total) - sum).abs() > 2.0 + size * 1e-12 {
        return Err(ApportionError::Unbalanced { total, sum });
    }
    let first = parts.iter().find(|&&part| part != 0.0);
    let sign = sign(total, first.is_some_and(|&part| part < 0.0));
    let shares = parts.iter().enumerate().map(|(index, part)| {
        let part = part * real(sign);
        let floor = part.floor();
        Share {
            index,
            part,
            units: integer(floor),
            fraction: part - floor,
        }
    });
    share_out(total, sign, shares.collect())
}

/// Shares out a move that is shown, in units of the scale's last shown digit, among parts in micro-points.
///
/// The rule and its promises are those of [`apportion`], in whole numbers throughout. This is for parts of a
/// part, such as the places inside a cause: `total` is what [`show_parts`] has given to the cause, and
/// `micro_parts` are the micro-points of its places. There is no noise in whole numbers: it succeeds whenever
/// `total` is the sum of the parts rounded either way.
///
/// # Errors
///
/// The total is a unit or more away from the sum of the parts, or the parts add up to more than 10¹⁴
/// micro-points.
///
/// # Examples
///
/// ```
/// use scoreshift::score::{Scale, apportion_micro};
///
/// let scale = Scale::new(0.0, 100.0);
/// assert_eq!(apportion_micro(scale, 3, &[1_400_000, 1_700_000])?, [1, 2]);
/// # Ok::<(), scoreshift::score::ApportionError>(())
/// ```
pub fn apportion_micro(
    scale: Scale,
    total: i64,
    micro_parts: &[i64],
) -> Result<Vec<i64>, ApportionError> {
    let size = micro_parts
        .iter()
        .fold(0_u64, |size, part| size.saturating_add(part.unsigned_abs()));
    if wide(size) > MOST_UNITS {
        return Err(ApportionError::TooLarge { size: wide(size) });
    }
    let (sum, unit) = (micro_parts.iter().sum::<i64>(), scale.unit());
    if (i128::from(total) * i128::from(unit) - i128::from(sum)).abs() >= i128::from(unit) {
        return Err(ApportionError::Unbalanced {
            total,
            sum: real(sum) / real(unit),
        });
    }
    let first = micro_parts.iter().find(|&&part| part != 0);
    let sign = sign(total, first.is_some_and(|&part| part < 0));
    let shares = micro_parts.iter().enumerate().map(|(index, part)| {
        let part = part * sign;
        Share {
            index,
            part: real(part),
            units: part.div_euclid(unit),
            fraction: real(part.rem_euclid(unit)),
        }
    });
    share_out(total, sign, shares.collect())
}

/// A move as people see it: every figure in whole units of the scale's last shown digit.
///
/// `after − before = moved`, and the parts add up to `moved`. [`Scale::show_units`] writes each of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Shown {
    /// The level before.
    pub before: i64,
    /// The level after.
    pub after: i64,
    /// The difference of the two levels.
    pub moved: i64,
    /// What each part contributed to it.
    pub parts: Vec<i64>,
}

/// Rounds a move for people, so that the figures they see add up.
///
/// The levels, in points, are rounded half-up as by [`Scale::show`]; the shown move is the difference of the
/// shown levels; and the parts, in micro-points and in the order of their stable ids, are shared out to it as
/// by [`apportion`]. Small parts that are shown as one are added up before.
///
/// # Errors
///
/// A level is NaN or beyond ±10⁸ points, the parts add up to more than 10¹⁴ micro-points in size, or their sum
/// is not the difference of the two levels in micro-points.
///
/// # Examples
///
/// ```
/// use scoreshift::score::{Scale, show_parts};
///
/// let shown = show_parts(Scale::new(0.0, 100.0), 71.4, 53.6, &[-12_400_000, -5_400_000])?;
/// assert_eq!((shown.before, shown.after, shown.moved), (71, 54, -17));
/// assert_eq!(shown.parts, [-12, -5]);
/// # Ok::<(), scoreshift::score::ApportionError>(())
/// ```
pub fn show_parts(
    scale: Scale,
    before: f64,
    after: f64,
    micro_parts: &[i64],
) -> Result<Shown, ApportionError> {
    let (micro_before, micro_after) = (micro(before)?, micro(after)?);
    let total = micro_after - micro_before;
    let sum: i128 = micro_parts.iter().map(|&part| i128::from(part)).sum();
    if sum != i128::from(total) {
        let sum = exact_sum(micro_parts.iter().map(|&part| real(part)));
        return Err(ApportionError::Unbalanced { total, sum });
    }
    let (before, after) = (scale.round(micro_before), scale.round(micro_after));
    let moved = after - before;
    let parts = apportion_micro(scale, moved, micro_parts)?;
    Ok(Shown {
        before,
        after,
        moved,
        parts,
    })
}

/// Why numbers cannot be shared out in whole units.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ApportionError {
    /// A level is NaN or too large to be counted in micro-points.
    #[error("a level of {value} points is not between -1e8 and 1e8")]
    Level {
        /// The level in points.
        value: f64,
    },
    /// A part is NaN or infinite.
    #[error("part {index} is {value}, not a finite number")]
    NotFinite {
        /// The index of the part.
        index: usize,
        /// The part.
        value: f64,
    },
    /// The parts are so large that their noise could outweigh a unit.
    #[error("the sizes of the parts add up to {size:e}, beyond 1e14 units")]
    TooLarge {
        /// The sum of the parts' sizes.
        size: f64,
    },
    /// The parts do not add up to the total, by more than rounding explains.
    #[error("parts that add up to {sum} cannot be shared out to a total of {total}")]
    Unbalanced {
        /// The total asked for, in units.
        total: i64,
        /// The sum of the parts, in the same units.
        sum: f64,
    },
    /// Noise remains, and no part can take it without changing its sign.
    #[error("no part can take the {left} units that remain of a total of {total}")]
    Unplaced {
        /// The total asked for, in units.
        total: i64,
        /// The units that remain.
        left: i64,
    },
}

/// The sum of some numbers, correctly rounded: the same bits in whatever order they come.
///
/// It is the `f64` nearest to the exact sum (Shewchuk 1997, as Python's `math.fsum`), so negating every number
/// negates the result, and nothing is lost where large numbers cancel. A zero result is always positive zero.
/// NaN and infinities give what ordinary addition gives, and a sum beyond the largest `f64` is infinite. Only
/// where numbers beyond 2⁹⁶⁰ and below 2⁻⁹⁴⁰ meet may the last bit of a tie differ.
///
/// # Examples
///
/// ```
/// use scoreshift::score::exact_sum;
///
/// assert_eq!(exact_sum([1e16, 1.0, -1e16]), 1.0);
/// assert_eq!(exact_sum([0.1; 10]), 1.0);
/// ```
pub fn exact_sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values = values.into_iter();
    // One addition is correctly rounded by itself; adding positive zero drops the sign of a zero.
    let (Some(first), second) = (values.next(), values.next()) else {
        return 0.0;
    };
    let Some(second) = second else {
        return first + 0.0;
    };
    let Some(third) = values.next() else {
        return first + second + 0.0;
    };
    long_sum([first, second, third].into_iter().chain(values))
}

/// Numbers from here on are added in another unit, so that no intermediate sum overflows.
const HUGE: f64 = f64::from_bits((1023 + 960) << 52);
const SCALE_DOWN: f64 = f64::from_bits((1023 - 128) << 52);
const SCALE_UP: f64 = f64::from_bits((1023 + 128) << 52);

fn long_sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut usual = ExactSum::default();
    let mut huge = ExactSum::default();
    let mut special = None;
    for value in values {
        if !value.is_finite() {
            special = Some(special.unwrap_or(0.0) + value);
        } else if value.abs() < HUGE {
            usual.add(value);
        } else {
            huge.add(value * SCALE_DOWN);
        }
    }
    if let Some(special) = special {
        return special;
    }
    if huge.rounded() == 0.0 {
        return usual.rounded();
    }
    usual
        .partials
        .into_iter()
        .for_each(|partial| huge.add(partial * SCALE_DOWN));
    huge.rounded() * SCALE_UP
}

/// A sum without rounding: partials of increasing size that do not overlap and none of which is zero.
#[derive(Default)]
struct ExactSum {
    partials: Vec<f64>,
}

impl ExactSum {
    fn add(&mut self, value: f64) {
        let mut carried = value;
        self.partials.retain_mut(|partial| {
            let sum = carried + *partial;
            let (large, small) = if carried.abs() < partial.abs() {
                (*partial, carried)
            } else {
                (carried, *partial)
            };
            // Exact, because `large` is the larger of the two.
            *partial = small - (sum - large);
            carried = sum;
            *partial != 0.0
        });
        if carried != 0.0 {
            self.partials.push(carried);
        }
    }

    fn rounded(&self) -> f64 {
        let mut partials = self.partials.iter().rev().copied();
        let mut sum = partials.next().unwrap_or(0.0);
        while let Some(next) = partials.next() {
            let large = sum;
            sum = large + next;
            let rest = next - (sum - large);
            if rest == 0.0 {
                continue;
            }
            // The sum has been rounded, and smaller partials decide only where it was a tie.
            let beyond = partials.next().unwrap_or(0.0);
            let doubled = rest * 2.0;
            let other = sum + doubled;
            #[allow(clippy::float_cmp, reason = "asks whether the addition was exact")]
            let was_a_tie = other - sum == doubled;
            if rest.signum() * beyond > 0.0 && was_a_tie {
                sum = other;
            }
            break;
        }
        sum
    }
}

/// One part on its way to whole units.
struct Share {
    index: usize,
    part: f64,
    units: i64,
    fraction: f64,
}

impl Share {
    fn keeps_its_sign_with(&self, more: i64) -> bool {
        (self.part > 0.0 && self.units + more >= 0) || (self.part < 0.0 && self.units + more <= 0)
    }
}

/// −1 where the rule is applied to the negated numbers, which makes it symmetric.
fn sign(total: i64, first_is_negative: bool) -> i64 {
    if total < 0 || (total == 0 && first_is_negative) {
        -1
    } else {
        1
    }
}

/// Distributes the missing units over shares that are rounded down; `sign` has been applied to the shares.
fn share_out(total: i64, sign: i64, mut shares: Vec<Share>) -> Result<Vec<i64>, ApportionError> {
    let mut missing = total * sign - shares.iter().map(|share| share.units).sum::<i64>();
    shares.sort_by(|a, b| {
        let by_fraction = b.fraction.total_cmp(&a.fraction);
        by_fraction
            .then(b.part.abs().total_cmp(&a.part.abs()))
            .then(a.index.cmp(&b.index))
    });
    for share in shares.iter_mut().filter(|share| share.fraction > 0.0) {
        if missing <= 0 {
            break;
        }
        share.units += 1;
        missing -= 1;
    }
    if missing != 0 {
        let largest = shares
            .iter_mut()
            .filter(|share| share.keeps_its_sign_with(missing))
            .min_by(|a, b| {
                b.part
                    .abs()
                    .total_cmp(&a.part.abs())
                    .then(a.index.cmp(&b.index))
            });
        let left = missing * sign;
        largest
            .ok_or(ApportionError::Unplaced { total, left })?
            .units += missing;
    }
    shares.sort_by_key(|share| share.index);
    Ok(shares.into_iter().map(|share| share.units * sign).collect())
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "called with whole numbers of at most 10¹⁴ in size"
)]
fn integer(whole: f64) -> i64 {
    whole as i64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "exact below 2⁵³; beyond, only compared with a tolerance"
)]
fn real(integer: i64) -> f64 {
    integer as f64
}

#[allow(
    clippy::cast_precision_loss,
    reason = "exact below 2⁵³; beyond, only compared with a limit"
)]
fn wide(integer: u64) -> f64 {
    integer as f64
}
