//! How steep a curve is: at a point, and between two.

use super::{
    Curve, Kind, log_normal_argument,
    table::{self, Rise},
};
use crate::math;

impl Curve {
    /// The derivative at `x`.
    ///
    /// At a kink it is the mean of the derivatives on both sides, and 0 where there is none or it is not
    /// finite: outside the domain, at a pole, for an `x` that is not finite. Points by band have slope 0
    /// everywhere, at an edge too.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::Curve;
    ///
    /// assert_eq!(Curve::ln_1p().slope(1.0), 0.5);
    /// assert_eq!(Curve::at_most(100.0).slope(100.0), 0.5);
    /// assert_eq!(Curve::sqrt().slope(0.0), 0.0);
    /// ```
    #[must_use]
    pub fn slope(&self, x: f64) -> f64 {
        let steepness = self.steepness(x);
        if steepness.is_finite() {
            steepness
        } else {
            0.0
        }
    }

    /// As [`slope`](Self::slope), and infinite where the curve is vertical, or steeper than any number.
    pub(crate) fn steepness(&self, x: f64) -> f64 {
        if !self.apply(x).is_finite() {
            return 0.0;
        }
        let steepness = match &self.0 {
            Kind::Ln => 1.0 / x,
            Kind::Ln1p => 1.0 / (1.0 + x),
            Kind::Exp => math::exp(x),
            // −0 is not below its domain.
            Kind::Sqrt => 0.5 / x.abs().sqrt(),
            Kind::Abs => mean_of_sides(x, 0.0, -1.0, 1.0),
            Kind::Tanh => {
                let cosh = math::cosh(x);
                1.0 / cosh / cosh
            }
            Kind::Power { exponent } => exponent * math::powf(x, exponent - 1.0),
            Kind::Exponential { base } => math::ln(*base) * math::powf(*base, x),
            Kind::AtLeast { low } => mean_of_sides(x, *low, 0.0, 1.0),
            Kind::AtMost { high } => mean_of_sides(x, *high, 1.0, 0.0),
            // A clamp between equal bounds is constant, and its two halves at that point cancel out.
            Kind::Clamp { low, high } => {
                mean_of_sides(x, *low, 0.0, 1.0) - mean_of_sides(x, *high, 0.0, 1.0)
            }
            Kind::Linear { slope, .. } => *slope,
            Kind::PiecewiseLinear { points } => table::slope(points, x),
            Kind::LogNormal { median, scale, .. } | Kind::LogNormalPodr { median, scale, .. } => {
                let u = log_normal_argument(x, *median, *scale);
                if u.is_finite() {
                    -scale / x * FRAC_1_SQRT_PI * math::exp(-(u * u))
                } else {
                    0.0
                }
            }
            Kind::Saturating { half } => {
                let right = x.max(0.0) + half;
                mean_of_sides(x, 0.0, 0.0, half / right / right)
            }
            Kind::Logistic { midpoint, spread } => {
                let cosh = math::cosh(0.5 * ((x - midpoint) / spread));
                0.25 / spread / cosh / cosh
            }
            Kind::Bands { .. } => 0.0,
        };
        if steepness.is_nan() { 0.0 } else { steepness }
    }

    /// The slope of the straight line through the curve at `a` and `b`, in either order to the last bit.
    ///
    /// `secant(a, b) · (b − a)` is `apply(b) − apply(a)` but for rounding: within `10⁻¹³` of the larger of
    /// the two values, and for lines also of their constants. Where the plain quotient would be mostly
    /// rounding noise, because `a` and `b` are close, it is computed in a form without noise that agrees
    /// with the quotient within the rounding of the two values.
    ///
    /// It is the [`slope`](Self::slope) where `a` equals `b`, exactly 0 where the curve is constant between
    /// them, and `NaN` where the value at `a` or at `b` is not finite. Only a quotient beyond the range of
    /// `f64` cannot reproduce the values; it is held at the ends of the range, so that two finite values
    /// always give a finite slope.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::Curve;
    ///
    /// let cap = Curve::at_most(100.0);
    /// assert_eq!(cap.secant(90.0, 110.0), 0.5);
    /// assert_eq!(cap.secant(110.0, 90.0), 0.5);
    /// assert_eq!(cap.secant(110.0, 190.0), 0.0);
    /// ```
    #[must_use]
    pub fn secant(&self, a: f64, b: f64) -> f64 {
        self.secant_of((a, self.apply(a)), (b, self.apply(b)))
    }

    /// As [`secant`](Self::secant), of two arguments whose values are known.
    pub(crate) fn secant_of(&self, one: (f64, f64), other: (f64, f64)) -> f64 {
        let ((a, fa), (b, fb)) = if other.0 < one.0 {
            (other, one)
        } else {
            (one, other)
        };
        if !(fa.is_finite() && fb.is_finite()) {
            return f64::NAN;
        }
        if a < b {
            self.between(&Chord { a, b, fa, fb })
        } else {
            // Of −0 and 0, always 0.
            self.slope(a + 0.0)
        }
    }

    fn between(&self, chord: &Chord) -> f64 {
        match &self.0 {
            Kind::Linear { slope, .. } => *slope,
            Kind::PiecewiseLinear { points } => match table::rise(points, chord.a, chord.b) {
                Rise::OneLine(slope) => slope,
                Rise::Over(rise) => chord.checked(rise / chord.run()),
            },
            // These copy x or a constant and never round, so the quotient has no noise.
            Kind::Abs
            | Kind::AtLeast { .. }
            | Kind::AtMost { .. }
            | Kind::Clamp { .. }
            | Kind::Bands { .. } => chord.quotient(),
            Kind::Ln
            | Kind::Ln1p
            | Kind::Exp
            | Kind::Sqrt
            | Kind::Tanh
            | Kind::Power { .. }
            | Kind::Exponential { .. }
            | Kind::LogNormal { .. }
            | Kind::LogNormalPodr { .. }
            | Kind::Saturating { .. }
            | Kind::Logistic { .. } => chord.checked(self.without_noise(chord)),
        }
    }

    /// The secant of a smooth curve in a form that does not subtract one value from the other; `NaN` where
    /// there is no such form. It may be wrong far from `a`, where something overflows or the argument of an
    /// exponential has lost digits, and is therefore always checked against the values.
    fn without_noise(&self, chord: &Chord) -> f64 {
        let &Chord { a, b, fa, fb } = chord;
        let run = chord.run();
        match &self.0 {
            Kind::Ln => math::ln_1p(run / a) / run,
            Kind::Ln1p => math::ln_1p(run / (1.0 + a)) / run,
            Kind::Exp => fa * (math::exp_m1(run) / run),
            Kind::Sqrt => 1.0 / (fa + fb),
            Kind::Tanh => hyperbolic(run, a, b) / run,
            Kind::Power { exponent } => {
                let grown = |near: f64| math::exp_m1(exponent * math::ln_1p(run / near)) / run;
                // Below zero the power is whole, hence even or odd, and b is the end nearer to zero.
                if a > 0.0 {
                    fa * grown(a)
                } else if b < 0.0 {
                    -fb * grown(-b)
                } else {
                    f64::NAN
                }
            }
            Kind::Exponential { base } => fa * (math::exp_m1(math::ln(*base) * run) / run),
            Kind::LogNormal { median, scale, .. } | Kind::LogNormalPodr { median, scale, .. }
                if a > 0.0 =>
            {
                let ends = (
                    log_normal_argument(a, *median, *scale),
                    log_normal_argument(b, *median, *scale),
                );
                log_normal(ends, (fa, fb), math::ln_1p(run / a) * scale) / run
            }
            Kind::Saturating { half } if a >= 0.0 => half / (a + half) / (b + half),
            Kind::Logistic { midpoint, spread } => {
                // The logistic curve is a stretched hyperbolic tangent.
                let z = |x: f64| 0.5 * ((x - midpoint) / spread);
                0.5 * hyperbolic(0.5 * (run / spread), z(a), z(b)) / run
            }
            _ => f64::NAN,
        }
    }
}

/// 1/√π.
const FRAC_1_SQRT_PI: f64 = 0.5 * std::f64::consts::FRAC_2_SQRT_PI;

/// Two arguments, `a < b`, and their finite values.
struct Chord {
    a: f64,
    b: f64,
    fa: f64,
    fb: f64,
}

impl Chord {
    fn run(&self) -> f64 {
        self.b - self.a
    }

    /// The plain quotient, held within the range of `f64`.
    fn quotient(&self) -> f64 {
        let (rise, run) = (self.fb - self.fa, self.run());
        let quotient = if rise.is_finite() && run.is_finite() {
            rise / run
        } else {
            (0.5 * self.fb - 0.5 * self.fa) / (0.5 * self.b - 0.5 * self.a)
        };
        quotient.clamp(-f64::MAX, f64::MAX)
    }

    /// The given secant if it reproduces the rise within the rounding of the two values, else the quotient.
    ///
    /// That makes completeness independent of any closed form. Where the two disagree by more, the rise is
    /// far larger than the noise, and the quotient is the better one.
    fn checked(&self, secant: f64) -> f64 {
        let leak = (secant * self.run() - (self.fb - self.fa)).abs();
        // `NaN` is not below anything.
        if leak <= TOLERANCE * self.fa.abs().max(self.fb.abs()) {
            secant
        } else {
            self.quotient()
        }
    }
}

/// 2⁻⁴⁴, about 6·10⁻¹⁴: some hundred roundings of a value.
const TOLERANCE: f64 = 1.0 / 17_592_186_044_416.0;

/// `low` left of the kink, `high` right of it, at the kink their mean.
fn mean_of_sides(x: f64, kink: f64, left: f64, right: f64) -> f64 {
    if x < kink {
        left
    } else if x > kink {
        right
    } else {
        0.5 * (left + right)
    }
}

/// `tanh(b) − tanh(a)`, which is `sinh(b − a) / (cosh(a)·cosh(b))`, where `run` is `b − a`.
fn hyperbolic(run: f64, a: f64, b: f64) -> f64 {
    math::sinh(run) / math::cosh(a) / math::cosh(b)
}

/// `½·erfc(u_b) − ½·erfc(u_a)`, of which both are known, where `run` is `u_b − u_a`.
fn log_normal((from, to): (f64, f64), (fa, fb): (f64, f64), run: f64) -> f64 {
    let middle = 0.5 * (from + to);
    let half = 0.5 * run;
    if half.abs() * middle.abs().max(1.0) <= NEAR {
        // The integral of e^(−u²) around the middle: 2h·e^(−m²)·(1 + (2m² − 1)·h²/3), to 10⁻¹⁵.
        let square = middle * middle;
        let bend = 1.0 + (2.0 * square - 1.0) * (half * half) / 3.0;
        -run * FRAC_1_SQRT_PI * math::exp(-square) * bend
    } else if from < 0.0 && to < 0.0 {
        // Near its upper end the curve is 1 minus something that is known to all its digits.
        0.5 * (math::erfc(-from) - math::erfc(-to))
    } else {
        fb - fa
    }
}

/// 2⁻¹², where the next term of the series falls below the rounding.
const NEAR: f64 = 1.0 / 4096.0;
