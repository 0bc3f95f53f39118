//! Functions of one number, as data.
//!
//! `table` holds the curves that are given by points, `secant` how steep a curve is, `stored` its JSON form.

mod band;
mod error;
mod secant;
mod stored;
mod table;

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

pub use band::{BandEdge, CurveBand};
pub use error::CurveError;
use table::Point;

use crate::{exact, math};

/// A function of one number that can be compared, stored and called.
///
/// A formula does not only call its curves, it records them, so that a difference of two scores can tell a
/// moved input from a changed curve, even when the model is long gone.
///
/// Constants are finite; those of the curves that are built without a check may be anything, and a `NaN` among
/// them makes every value `NaN`. Two curves are equal when they are of one kind and the bits of their
/// constants are equal, so that `−0` differs from `0` and a `NaN` equals itself.
///
/// # Examples
///
/// ```
/// use scoreshift::Curve;
///
/// let paint = Curve::log_normal(3000.0, 1800.0)?;
/// assert_eq!(paint.apply(3000.0), 0.5);
/// assert_eq!(paint.to_string(), "log-normal(median 3000, p10 1800)");
/// # Ok::<(), scoreshift::formula::CurveError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Curve(pub(crate) Kind);

/// What a curve computes; the constants are those of the constructors.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Ln,
    Ln1p,
    Exp,
    Sqrt,
    Abs,
    Tanh,
    Power {
        exponent: f64,
    },
    Exponential {
        base: f64,
    },
    AtLeast {
        low: f64,
    },
    AtMost {
        high: f64,
    },
    Clamp {
        low: f64,
        high: f64,
    },
    Linear {
        slope: f64,
        intercept: f64,
    },
    PiecewiseLinear {
        points: Arc<[Point]>,
    },
    /// `scale` is derived: the curve is ½·erfc(scale·ln(x / median)).
    LogNormal {
        median: f64,
        p10: f64,
        scale: f64,
    },
    /// The same curve, told by another control point.
    LogNormalPodr {
        median: f64,
        podr: f64,
        scale: f64,
    },
    Saturating {
        half: f64,
    },
    Logistic {
        midpoint: f64,
        spread: f64,
    },
    Bands {
        below: f64,
        bands: Arc<[Point]>,
    },
}

/// Constructors.
impl Curve {
    /// The natural logarithm, for `x > 0`.
    #[must_use]
    pub const fn ln() -> Self {
        Self(Kind::Ln)
    }

    /// `ln(1 + x)`, for `x > −1`: the usual scale of counts that may be zero.
    #[must_use]
    pub const fn ln_1p() -> Self {
        Self(Kind::Ln1p)
    }

    /// `e^x`.
    #[must_use]
    pub const fn exp() -> Self {
        Self(Kind::Exp)
    }

    /// The square root, for `x ≥ 0`.
    #[must_use]
    pub const fn sqrt() -> Self {
        Self(Kind::Sqrt)
    }

    /// The absolute value.
    #[must_use]
    pub const fn abs() -> Self {
        Self(Kind::Abs)
    }

    /// The hyperbolic tangent, from −1 to 1.
    #[must_use]
    pub const fn tanh() -> Self {
        Self(Kind::Tanh)
    }

    /// `x^exponent`; a negative `x` needs a whole exponent, else the value is `NaN`.
    ///
    /// Unlike [`math::powf`], an exponent or `x` that is not finite gives `NaN` always, also where IEEE 754
    /// says 0 or 1.
    ///
    /// # Examples
    ///
    /// ```
    /// let curve = scoreshift::Curve::power(0.5);
    /// assert_eq!(curve.apply(9.0), 3.0);
    /// assert!(curve.apply(-9.0).is_nan());
    /// ```
    #[must_use]
    pub const fn power(exponent: f64) -> Self {
        Self(Kind::Power { exponent })
    }

    /// `base^x`, for a positive base; any other base makes every value `NaN`.
    ///
    /// # Examples
    ///
    /// ```
    /// let per_year = scoreshift::Curve::exponential(0.5);
    /// assert_eq!(per_year.apply(3.0), 0.125);
    /// ```
    #[must_use]
    pub const fn exponential(base: f64) -> Self {
        Self(Kind::Exponential { base })
    }

    /// The larger of `x` and `low`.
    #[must_use]
    pub const fn at_least(low: f64) -> Self {
        Self(Kind::AtLeast { low })
    }

    /// The smaller of `x` and `high`.
    #[must_use]
    pub const fn at_most(high: f64) -> Self {
        Self(Kind::AtMost { high })
    }

    /// `x`, held between `low` and `high`; if `low` is above `high`, every value is `NaN`.
    #[must_use]
    pub const fn clamp(low: f64, high: f64) -> Self {
        Self(Kind::Clamp { low, high })
    }

    /// The straight line `slope · x + intercept`.
    #[must_use]
    pub const fn linear(slope: f64, intercept: f64) -> Self {
        Self(Kind::Linear { slope, intercept })
    }

    /// Straight lines from point to point, each point given as (x, y), constant beyond both ends.
    ///
    /// # Errors
    ///
    /// No point at all, a number that is not finite, an x that does not rise from point to point, two
    /// points so far apart or a line so steep that it is beyond the range of `f64`.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::Curve;
    ///
    /// let curve = Curve::piecewise_linear([(0.0, 0.0), (10.0, 50.0), (100.0, 100.0)])?;
    /// assert_eq!(curve.apply(5.0), 25.0);
    /// assert_eq!(curve.apply(1e6), 100.0);
    /// assert!(Curve::piecewise_linear([(1.0, 0.0), (1.0, 1.0)]).is_err());
    /// # Ok::<(), scoreshift::formula::CurveError>(())
    /// ```
    pub fn piecewise_linear(
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Result<Self, CurveError> {
        let points: Arc<[Point]> = points.into_iter().collect();
        table::check("piecewise_linear", &points)?;
        table::check_lines(&points)?;
        Ok(Self(Kind::PiecewiseLinear { points }))
    }

    /// The share, from 0 to 1, of a log-normal population that lies beyond `x`: 0.5 at the median and 0.9 at
    /// `p10`, the value that one in ten is better than.
    ///
    /// With `p10 < median` lower is better (seconds to load), with `p10 > median` higher is better. At and
    /// below zero it is the limit: 1 where lower is better, else 0.
    ///
    /// ½·erfc(erfc⁻¹(⅕) · ln(x / median) / −ln(p10 / median)): the score curve of Google's Lighthouse
    /// (`shared/statistics.js`), which approximates `erfc` to seven digits where this one is exact.
    ///
    /// # Errors
    ///
    /// A control point that is not positive and finite, or both the same.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::Curve;
    ///
    /// let contentful_paint = Curve::log_normal(4000.0, 2500.0)?;
    /// assert_eq!(contentful_paint.apply(4000.0), 0.5);
    /// assert!((contentful_paint.apply(2500.0) - 0.9).abs() < 1e-15);
    /// assert_eq!(contentful_paint.apply(0.0), 1.0);
    /// assert!(Curve::log_normal(4000.0, 4000.0).is_err());
    /// # Ok::<(), scoreshift::formula::CurveError>(())
    /// ```
    pub fn log_normal(median: f64, p10: f64) -> Result<Self, CurveError> {
        error::positive("log_normal", "median", median)?;
        error::positive("log_normal", "p10", p10)?;
        if median.to_bits() == p10.to_bits() {
            return Err(CurveError::Equal {
                curve: "log_normal",
                first: "median",
                second: "p10",
                value: median,
            });
        }
        let scale = -ERFC_INVERSE_OF_ONE_FIFTH / ln_ratio(p10, median);
        Ok(Self(Kind::LogNormal { median, p10, scale }))
    }

    /// The share, from 0 to 1, of a log-normal population that lies beyond `x`: 0.5 at the median, and at the *point of
    /// diminishing returns* the place below it where the curve bends most.
    ///
    /// Lower is better: the nearer to the point of diminishing returns `x` already is, the less a further improvement
    /// gains. At and below zero the value is 1.
    ///
    /// This is how Google's Lighthouse stated its metrics up to version 5 (`lighthouse-core/lib/statistics.js`,
    /// `getLogNormalDistribution(median, falloff)`), before it went over to [`log_normal`](Self::log_normal). The point
    /// is the smaller positive root of the distribution's third derivative. With r = ln(podr / median) that derivative is
    /// zero where 2s⁴ + (3r − 1)s² + r² = 0, and the shape s is the smaller root:
    /// s² = (1 − 3r − √((r − 3)² − 8)) / 4. It is computed as 2r² / (1 − 3r + √((r − 3)² − 8)), the same without the
    /// difference of two close numbers.
    ///
    /// # Errors
    ///
    /// A control point that is not positive and finite, or a point of diminishing returns that is not below the median.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::Curve;
    ///
    /// // First contentful paint in Lighthouse 5; its version 6 says the same by a p10 of 2336.
    /// let paint = Curve::log_normal_podr(4000.0, 2000.0)?;
    /// assert_eq!(paint.apply(4000.0), 0.5);
    /// assert!((paint.apply(2336.0) - 0.9).abs() < 1e-4);
    /// assert_eq!(paint.to_string(), "log-normal(median 4000, point of diminishing returns 2000)");
    /// assert!(Curve::log_normal_podr(4000.0, 5000.0).is_err());
    /// # Ok::<(), scoreshift::formula::CurveError>(())
    /// ```
    pub fn log_normal_podr(median: f64, podr: f64) -> Result<Self, CurveError> {
        error::positive("log_normal_podr", "median", median)?;
        error::positive("log_normal_podr", "podr", podr)?;
        if podr >= median {
            return Err(CurveError::NotBelow {
                curve: "log_normal_podr",
                constant: "podr",
                value: podr,
                other: "median",
                limit: median,
            });
        }
        let r = ln_ratio(podr, median);
        let root = ((r - 3.0) * (r - 3.0) - 8.0).sqrt();
        // 1 / (√2 · s), as `log_normal` has it.
        let scale = (1.0 - 3.0 * r + root).sqrt() / (-2.0 * r);
        Ok(Self(Kind::LogNormalPodr {
            median,
            podr,
            scale,
        }))
    }

    /// `x / (x + half)`: from 0 towards 1, ½ at `half`, and 0 for a negative `x`.
    ///
    /// # Errors
    ///
    /// `half` is not positive and finite.
    ///
    /// # Examples
    ///
    /// ```
    /// let curve = scoreshift::Curve::saturating(20.0)?;
    /// assert_eq!(curve.apply(20.0), 0.5);
    /// assert_eq!(curve.apply(60.0), 0.75);
    /// assert_eq!(curve.apply(-1.0), 0.0);
    /// # Ok::<(), scoreshift::formula::CurveError>(())
    /// ```
    pub fn saturating(half: f64) -> Result<Self, CurveError> {
        error::positive("saturating", "half", half)?;
        Ok(Self(Kind::Saturating { half }))
    }

    /// `1 / (1 + e^(−(x − midpoint) / spread))`: from 0 to 1, ½ at the midpoint; a negative spread makes it
    /// fall.
    ///
    /// # Errors
    ///
    /// A constant that is not finite, or a spread of zero.
    ///
    /// # Examples
    ///
    /// ```
    /// let curve = scoreshift::Curve::logistic(6.0, 2.0)?;
    /// assert_eq!(curve.apply(6.0), 0.5);
    /// assert!((curve.apply(8.0) - 0.731_058_578_630_004_9).abs() < 1e-15);
    /// # Ok::<(), scoreshift::formula::CurveError>(())
    /// ```
    pub fn logistic(midpoint: f64, spread: f64) -> Result<Self, CurveError> {
        error::finite("logistic", "midpoint", midpoint)?;
        error::finite("logistic", "spread", spread)?;
        if spread.abs() > 0.0 {
            Ok(Self(Kind::Logistic { midpoint, spread }))
        } else {
            Err(CurveError::Zero {
                curve: "logistic",
                constant: "spread",
            })
        }
    }

    /// Points by band: `below` under the first edge, and from each edge on, including it, that edge's points.
    ///
    /// Each band is given as (edge, points).
    ///
    /// # Errors
    ///
    /// No band at all, a number that is not finite, or an edge that does not rise.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::Curve;
    ///
    /// let age = Curve::bands(0.0, [(65.0, 1.0), (75.0, 2.0)])?;
    /// assert_eq!(age.apply(64.9), 0.0);
    /// assert_eq!(age.apply(65.0), 1.0);
    /// assert_eq!(age.band(70.0).ok_or("no band")?.to_string(), "65 to 75");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bands(
        below: f64,
        bands: impl IntoIterator<Item = (f64, f64)>,
    ) -> Result<Self, CurveError> {
        error::finite("bands", "below", below)?;
        let bands: Arc<[Point]> = bands.into_iter().collect();
        table::check("bands", &bands)?;
        Ok(Self(Kind::Bands { below, bands }))
    }
}

/// Values and properties.
impl Curve {
    /// The value at `x`.
    ///
    /// An `x` that is not finite never gives a finite value: no cap, table or saturation absorbs it. Outside
    /// the curve's domain the value is `NaN` or infinite, and beyond the range of `f64` infinite.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::Curve;
    ///
    /// assert_eq!(Curve::at_most(100.0).apply(120.0), 100.0);
    /// assert!(Curve::at_most(100.0).apply(f64::INFINITY).is_nan());
    /// ```
    #[must_use]
    pub fn apply(&self, x: f64) -> f64 {
        self.apply_known(x)
    }

    /// As [`apply`](Self::apply), for callers that know the kind: all but that kind is compiled away.
    #[allow(clippy::inline_always, reason = "else the kind is not known")]
    #[inline(always)]
    pub(crate) fn apply_known(&self, x: f64) -> f64 {
        match &self.0 {
            // In these, what is not finite flows through by itself.
            Kind::Ln => math::ln(x),
            Kind::Ln1p => math::ln_1p(x),
            Kind::Sqrt => x.sqrt(),
            Kind::Abs => x.abs(),
            Kind::Linear { slope, intercept } => slope * x + intercept,
            // These would turn it into something finite.
            _ if !x.is_finite() => f64::NAN,
            Kind::Exp => math::exp(x),
            Kind::Tanh => math::tanh(x),
            Kind::Power { exponent } if exponent.is_finite() => math::powf(x, *exponent),
            Kind::Exponential { base } if *base > 0.0 && base.is_finite() => math::powf(*base, x),
            Kind::Power { .. } | Kind::Exponential { .. } => f64::NAN,
            Kind::AtLeast { low } => held(x, *low, f64::INFINITY),
            Kind::AtMost { high } => held(x, f64::NEG_INFINITY, *high),
            Kind::Clamp { low, high } => held(x, *low, *high),
            Kind::PiecewiseLinear { points } => table::interpolate(points, x),
            Kind::LogNormal { median, scale, .. } | Kind::LogNormalPodr { median, scale, .. } => {
                0.5 * math::erfc(log_normal_argument(x, *median, *scale))
            }
            Kind::Saturating { half } => saturated(x, *half),
            Kind::Logistic { midpoint, spread } => {
                1.0 / (1.0 + math::exp(-((x - midpoint) / spread)))
            }
            Kind::Bands { below, bands } => table::points_at(*below, bands, x),
        }
    }

    /// Whether a small move of `x` is always a small move of the value, wherever there is one; not so for
    /// [`bands`](Self::bands).
    #[must_use]
    pub const fn continuous(&self) -> bool {
        !matches!(self.0, Kind::Bands { .. })
    }

    /// Whether the curve only holds its argument within bounds.
    #[must_use]
    pub const fn is_clamp(&self) -> bool {
        matches!(
            self.0,
            Kind::AtLeast { .. } | Kind::AtMost { .. } | Kind::Clamp { .. }
        )
    }

    /// Whether two curves are one function but for its constants.
    pub(crate) fn is_of_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.0) == std::mem::discriminant(&other.0)
    }

    /// Whether the curve is a power of its argument, as a root is.
    pub(crate) const fn is_power(&self) -> bool {
        matches!(self.0, Kind::Power { .. } | Kind::Sqrt)
    }

    /// Whether the curve leaves every value as it is.
    pub(crate) fn is_identity(&self) -> bool {
        matches!(self.0, Kind::Linear { slope, intercept } if slope == 1.0 && intercept == 0.0)
    }

    /// The band that `x` lies in: below 10, from 10 to 20 (without 20), or 20 and more.
    ///
    /// `None` for other curves and for an `x` that is not finite.
    #[must_use]
    pub fn band(&self, x: f64) -> Option<CurveBand> {
        match &self.0 {
            Kind::Bands { bands, .. } if x.is_finite() => Some(CurveBand::of(bands, x)),
            _ => None,
        }
    }

    /// The name in the stored form, the constants, and the points of a table: all that the curve is.
    fn identity(&self) -> (&'static str, [f64; 2], &[Point]) {
        match &self.0 {
            Kind::Ln => ("ln", [0.0; 2], &[]),
            Kind::Ln1p => ("ln_1p", [0.0; 2], &[]),
            Kind::Exp => ("exp", [0.0; 2], &[]),
            Kind::Sqrt => ("sqrt", [0.0; 2], &[]),
            Kind::Abs => ("abs", [0.0; 2], &[]),
            Kind::Tanh => ("tanh", [0.0; 2], &[]),
            Kind::Power { exponent } => ("power", [*exponent, 0.0], &[]),
            Kind::Exponential { base } => ("exponential", [*base, 0.0], &[]),
            Kind::AtLeast { low } => ("at_least", [*low, 0.0], &[]),
            Kind::AtMost { high } => ("at_most", [*high, 0.0], &[]),
            Kind::Clamp { low, high } => ("clamp", [*low, *high], &[]),
            Kind::Linear { slope, intercept } => ("linear", [*slope, *intercept], &[]),
            Kind::PiecewiseLinear { points } => ("piecewise_linear", [0.0; 2], points),
            Kind::LogNormal { median, p10, .. } => ("log_normal", [*median, *p10], &[]),
            Kind::LogNormalPodr { median, podr, .. } => ("log_normal_podr", [*median, *podr], &[]),
            Kind::Saturating { half } => ("saturating", [*half, 0.0], &[]),
            Kind::Logistic { midpoint, spread } => ("logistic", [*midpoint, *spread], &[]),
            Kind::Bands { below, bands } => ("bands", [*below, 0.0], bands),
        }
    }

    /// The bits of all constants, in a fixed order.
    fn bits(&self) -> impl Iterator<Item = u64> + '_ {
        let (_, constants, points) = self.identity();
        let points = points.iter().flat_map(|&(x, y)| [x, y]);
        constants.into_iter().chain(points).map(f64::to_bits)
    }
}

impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        if std::mem::discriminant(&self.0) != std::mem::discriminant(&other.0) {
            return false;
        }
        let ((_, ours, points), (_, theirs, other_points)) = (self.identity(), other.identity());
        ours.map(f64::to_bits) == theirs.map(f64::to_bits)
            && (points.is_empty() && other_points.is_empty() || self.bits().eq(other.bits()))
    }
}

impl Eq for Curve {}

impl Hash for Curve {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (name, _, points) = self.identity();
        (name, points.len()).hash(state);
        self.bits().for_each(|bits| bits.hash(state));
    }
}

/// A short description, such as `ln(1 + x)`, `at most 100` and `logistic(midpoint 6, spread 2)`.
impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = exact::write;
        match &self.0 {
            Kind::Ln => f.write_str("ln(x)"),
            Kind::Ln1p => f.write_str("ln(1 + x)"),
            Kind::Exp => f.write_str("e^x"),
            Kind::Sqrt => f.write_str("sqrt(x)"),
            Kind::Abs => f.write_str("|x|"),
            Kind::Tanh => f.write_str("tanh(x)"),
            Kind::Power { exponent } => write!(f, "x^{}", n(*exponent)),
            Kind::Exponential { base } => write!(f, "{}^x", n(*base)),
            Kind::AtLeast { low } => write!(f, "at least {}", n(*low)),
            Kind::AtMost { high } => write!(f, "at most {}", n(*high)),
            Kind::Clamp { low, high } => write!(f, "between {} and {}", n(*low), n(*high)),
            Kind::Linear { slope, intercept } => {
                write!(
                    f,
                    "linear(slope {}, intercept {})",
                    n(*slope),
                    n(*intercept)
                )
            }
            Kind::PiecewiseLinear { points } => {
                f.write_str("piecewise linear (")?;
                table::list(f, points)?;
                f.write_str(")")
            }
            Kind::LogNormal { median, p10, .. } => {
                write!(f, "log-normal(median {}, p10 {})", n(*median), n(*p10))
            }
            Kind::LogNormalPodr { median, podr, .. } => write!(
                f,
                "log-normal(median {}, point of diminishing returns {})",
                n(*median),
                n(*podr)
            ),
            Kind::Saturating { half } => write!(f, "saturating(half {})", n(*half)),
            Kind::Logistic { midpoint, spread } => {
                write!(
                    f,
                    "logistic(midpoint {}, spread {})",
                    n(*midpoint),
                    n(*spread)
                )
            }
            Kind::Bands { below, bands } => {
                let first = bands.first().map_or(f64::NAN, |band| band.0);
                write!(f, "points by band (below {}: {}; ", n(first), n(*below))?;
                table::list(f, bands)?;
                f.write_str(")")
            }
        }
    }
}

/// erfc⁻¹(⅕), the standardised distance between the median and the best tenth.
const ERFC_INVERSE_OF_ONE_FIFTH: f64 = 0.906_193_802_436_823_2;

/// `x` within the bounds; `NaN` if a bound is `NaN` or the bounds are crossed.
#[inline]
fn held(x: f64, low: f64, high: f64) -> f64 {
    let raised = if x < low { low } else { x };
    let lowered = if raised > high { high } else { raised };
    if low <= high { lowered } else { f64::NAN }
}

#[inline]
fn saturated(x: f64, half: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let sum = x + half;
    if sum.is_finite() {
        x / sum
    } else {
        // Halves of both, as the sum is beyond the range.
        0.5 * x / (0.5 * x + 0.5 * half)
    }
}

/// What `½·erfc` is taken of; at and below zero it is the limit, an infinity.
#[inline]
fn log_normal_argument(x: f64, median: f64, scale: f64) -> f64 {
    if x > 0.0 {
        ln_ratio(x, median) * scale
    } else {
        f64::NEG_INFINITY * scale
    }
}

/// `ln(x / y)` for positive numbers, to the last digits also where `x` is close to `y` and where the ratio
/// is beyond the range.
#[inline]
fn ln_ratio(x: f64, y: f64) -> f64 {
    let ratio = x / y;
    if (0.5..=2.0).contains(&ratio) {
        // The difference is exact here, and the ratio is not.
        math::ln_1p((x - y) / y)
    } else if ratio.is_normal() {
        math::ln(ratio)
    } else {
        math::ln(x) - math::ln(y)
    }
}

#[cfg(test)]
mod tests {
    use super::{Curve, Kind};

    #[test]
    fn a_curve_is_small() {
        assert!(size_of::<Kind>() <= 32, "{}", size_of::<Kind>());
        assert_eq!(size_of::<Option<Curve>>(), size_of::<Kind>());
    }

    #[test]
    fn the_name_of_an_identity_is_the_name_in_the_stored_form() {
        for curve in [
            Curve::ln_1p(),
            Curve::at_least(1.0),
            Curve::piecewise_linear([(0.0, 1.0)]).unwrap(),
            Curve::log_normal(2.0, 1.0).unwrap(),
            Curve::log_normal_podr(2.0, 1.0).unwrap(),
        ] {
            let stored = serde_json::to_string(&curve).unwrap();
            assert!(
                stored.contains(&format!("{:?}", curve.identity().0)),
                "{stored}"
            );
        }
    }
}
