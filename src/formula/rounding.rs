//! Rounding to multiples of a step.
//!
//! A rounding is not a curve: the diff looks through it and shows what it added as an effect of its own.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use serde::{Deserialize, Serialize};

use crate::exact;

/// Which multiple is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// The nearest one; a value halfway between two goes up.
    Nearest,
    /// The one at or below the value.
    Floor,
    /// The one at or above the value.
    Ceil,
}

/// One rounding: to the multiples of `step`, where `snap` is how far short of the next edge a value may lie and
/// still count as having reached it. The edges are the multiples; of rounding to the nearest, the halves between them.
///
/// Without a snap, floating-point noise decides: `0.1 + 0.2` lies above 0.3 and would be rounded up to 0.4, and
/// `0.15 - 0.1` lies below 0.05 and would be rounded to 0.
/// CVSS v3.1 (appendix A) states its `Roundup` for that reason; it is `ceil_to(0.1, 5e-6)`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rounding {
    mode: Mode,
    #[serde(with = "exact")]
    step: f64,
    #[serde(with = "exact")]
    snap: f64,
}

impl Rounding {
    /// The nearest multiple of `step`, half up; a value within `snap` below a half counts as that half.
    pub(crate) const fn round_to(step: f64, snap: f64) -> Self {
        Self {
            mode: Mode::Nearest,
            step,
            snap,
        }
    }

    /// The multiple at or below; a value within `snap` below a multiple counts as that multiple.
    pub(crate) const fn floor_to(step: f64, snap: f64) -> Self {
        Self {
            mode: Mode::Floor,
            step,
            snap,
        }
    }

    /// The multiple at or above; a value within `snap` above a multiple counts as that multiple.
    pub(crate) const fn ceil_to(step: f64, snap: f64) -> Self {
        Self {
            mode: Mode::Ceil,
            step,
            snap,
        }
    }

    /// Whether the snap is so short that multiples are rounded to themselves.
    fn snap_is_short(&self) -> bool {
        match self.mode {
            Mode::Nearest => 2.0 * self.snap < self.step,
            Mode::Floor | Mode::Ceil => self.snap < self.step,
        }
    }

    /// The rounded value, never −0.
    ///
    /// `NaN` for a value that is not finite, a step that is not positive and finite, and a snap outside
    /// `0 ≤ snap < step`, or of rounding to the nearest outside `0 ≤ snap < step / 2`, where multiples would no longer
    /// be rounded to themselves. A value so large that its neighbours lie further apart than the step is its own
    /// multiple.
    pub(crate) fn apply(&self, x: f64) -> f64 {
        let sound = self.step > 0.0
            && self.step.is_finite()
            && self.snap >= 0.0
            && self.snap_is_short()
            && x.is_finite();
        if !sound {
            return f64::NAN;
        }
        let snapped = match self.mode {
            Mode::Nearest | Mode::Floor => x + self.snap,
            Mode::Ceil => x - self.snap,
        };
        let (numerator, denominator) = fraction(self.step);
        let steps = snapped * denominator / numerator;
        if steps.is_nan() || steps.abs() >= EXACT_INTEGERS {
            return x;
        }
        let down = steps.floor();
        let whole = match self.mode {
            // `steps - down` is exact, which `(steps + 0.5).floor()` is not: it takes the number just
            // below one half up.
            Mode::Nearest if steps - down >= 0.5 => down + 1.0,
            Mode::Nearest | Mode::Floor => down,
            Mode::Ceil => steps.ceil(),
        };
        // Adding zero turns −0 into 0.
        whole * numerator / denominator + 0.0
    }
}

/// By the bits of the constants, so that what is equal is stored equally.
impl PartialEq for Rounding {
    fn eq(&self, other: &Self) -> bool {
        self.mode == other.mode
            && self.step.to_bits() == other.step.to_bits()
            && self.snap.to_bits() == other.snap.to_bits()
    }
}

impl Eq for Rounding {}

impl Hash for Rounding {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.mode.hash(state);
        self.step.to_bits().hash(state);
        self.snap.to_bits().hash(state);
    }
}

/// `rounded to 0.1`, `rounded up to 0.1`, `rounded down to 5`.
impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = match self.mode {
            Mode::Nearest => "",
            Mode::Floor => "down ",
            Mode::Ceil => "up ",
        };
        write!(f, "rounded {direction}to {}", exact::write(self.step))
    }
}

/// From here on every number is a whole one.
const EXACT_INTEGERS: f64 = 4_503_599_627_370_496.0;

/// A decimal is short while a hundred million of its steps are still counted exactly.
const SHORT: f64 = 67_108_864.0;

/// The step as a fraction of whole numbers, where it is the closest number to a short decimal or to
/// `1/integer`.
///
/// The multiple `3 · 0.1` is not the number closest to 0.3, but `3 · 1 / 10` is: a whole number is divided
/// only once. Any other step is taken as it is.
fn fraction(step: f64) -> (f64, f64) {
    let mut denominator = 1.0;
    for _ in 0..=15 {
        let numerator = (step * denominator).round();
        if numerator >= SHORT {
            break;
        }
        if (numerator / denominator).to_bits() == step.to_bits() {
            return (numerator, denominator);
        }
        denominator *= 10.0;
    }
    let inverse = (1.0 / step).round();
    if inverse < EXACT_INTEGERS && (1.0 / inverse).to_bits() == step.to_bits() {
        return (1.0, inverse);
    }
    (step, 1.0)
}

#[cfg(test)]
mod tests {
    use super::{Rounding, fraction};

    #[track_caller]
    fn gives(rounding: Rounding, x: f64, expected: f64) {
        assert_eq!(
            rounding.apply(x).to_bits(),
            expected.to_bits(),
            "{rounding} of {x}"
        );
    }

    #[test]
    fn halves_go_up_on_both_sides_of_zero() {
        let whole = Rounding::round_to(1.0, 0.0);
        for (x, expected) in [
            (0.5, 1.0),
            (0.499_999_999_999_999_94, 0.0),
            (-0.5, 0.0),
            (-0.3, 0.0),
            (-0.0, 0.0),
            (-1.5, -1.0),
            (2.5, 3.0),
        ] {
            gives(whole, x, expected);
        }
    }

    #[test]
    fn a_multiple_of_a_decimal_step_is_the_closest_number_to_its_decimal() {
        gives(Rounding::round_to(0.1, 0.0), 0.25, 0.3);
        gives(Rounding::round_to(0.1, 0.0), 1.15, 1.2);
        gives(Rounding::round_to(0.3, 0.0), 0.85, 0.9);
        gives(Rounding::round_to(2.5, 0.0), 6.3, 7.5);
        gives(Rounding::round_to(5.0, 0.0), 52.5, 55.0);
        gives(Rounding::round_to(1.0 / 3.0, 0.0), 0.6, 2.0 / 3.0);
        for tenths in -2000..2000_i32 {
            let x = f64::from(tenths) / 10.0;
            for rounding in [
                Rounding::round_to(0.1, 0.0),
                Rounding::floor_to(0.1, 0.0),
                Rounding::ceil_to(0.1, 0.0),
            ] {
                gives(rounding, x, x + 0.0);
            }
        }
    }

    #[test]
    fn a_value_within_the_snap_of_a_multiple_counts_as_that_multiple() {
        let up = Rounding::ceil_to(0.1, 5e-6);
        gives(up, 4.02, 4.1);
        gives(up, 4.0, 4.0);
        gives(up, 4.000_000_000_1, 4.0);
        gives(up, 4.000_01, 4.1);
        gives(up, -0.05, 0.0);
        gives(up, 0.1 + 0.2, 0.3);
        gives(Rounding::ceil_to(0.1, 0.0), 0.1 + 0.2, 0.4);
        let down = Rounding::floor_to(0.1, 5e-6);
        gives(down, 4.099_999_999_9, 4.1);
        gives(down, 4.099, 4.0);
        gives(down, -0.05, -0.1);
    }

    /// Each half of a step, as it is written, and as sums, differences, products and quotients come to it.
    #[test]
    fn every_half_goes_up_however_it_was_computed() {
        let snap = 1e-9;
        let mut below = 0;
        for (step, per_unit) in [
            (0.01, 100.0),
            (0.1, 10.0),
            (0.5, 2.0),
            (1.0, 1.0),
            (5.0, 0.2),
        ] {
            for k in -2000..2000_i32 {
                let k = f64::from(k);
                let expected = (k + 1.0) / per_unit + 0.0;
                let half = (2.0 * k + 1.0) / (2.0 * per_unit);
                let hundred = 100.0 / per_unit;
                let computed = [
                    half,
                    k * step + 0.5 * step,
                    (k + 1.0) * step - 0.5 * step,
                    (hundred + half) - hundred,
                    half * 0.1 * 10.0,
                    half / 3.0 * 3.0,
                    [half / 7.0; 7].into_iter().sum(),
                ];
                for x in computed {
                    gives(Rounding::round_to(step, snap), x, expected);
                    below += u32::from(Rounding::round_to(step, 0.0).apply(x) < expected);
                }
            }
        }
        assert!(
            below > 10_000,
            "noise decides only {below} of them, so that the snap is not tested"
        );
    }

    #[test]
    fn a_value_within_the_snap_of_a_half_counts_as_that_half() {
        let near = Rounding::round_to(0.1, 5e-6);
        gives(near, 0.049_999_999_999_999_99, 0.1);
        gives(near, 0.049_996, 0.1);
        gives(near, 0.049_994, 0.0);
        gives(near, 0.15 - 0.1, 0.1);
        gives(near, -0.05, 0.0);
        gives(near, -0.050_004, 0.0);
        gives(near, -0.050_006, -0.1);
        gives(Rounding::round_to(0.1, 0.0), 0.049_999_999_999_999_99, 0.0);
        for tenths in -2000..2000_i32 {
            let multiple = f64::from(tenths) / 10.0;
            gives(Rounding::round_to(0.1, 0.049), multiple, multiple + 0.0);
        }
    }

    /// The published integer form of CVSS v3.1, appendix A.
    #[test]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the published form is in integers, all of them small"
    )]
    fn rounding_up_with_a_snap_is_the_published_cvss_roundup() {
        for i in 0..100_003_u32 {
            let x = f64::from(i) * 10.0 / 100_003.0;
            let scaled = (x * 100_000.0).round() as i64;
            let tenths = if scaled % 10_000 == 0 {
                scaled / 10_000
            } else {
                scaled / 10_000 + 1
            };
            gives(
                Rounding::ceil_to(0.1, 5e-6),
                x,
                f64::from(tenths as i32) / 10.0,
            );
        }
    }

    #[test]
    fn nonsense_gives_nan() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Rounding::round_to(0.1, 0.0).apply(x).is_nan());
        }
        for step in [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(
                Rounding::round_to(step, 0.0).apply(1.0).is_nan(),
                "step {step}"
            );
        }
        for snap in [-1e-6, 0.1, f64::NAN] {
            assert!(
                Rounding::ceil_to(0.1, snap).apply(1.0).is_nan(),
                "snap {snap}"
            );
        }
        assert!(Rounding::round_to(0.1, 0.05).apply(1.0).is_nan());
        assert!(!Rounding::floor_to(0.1, 0.05).apply(1.0).is_nan());
    }

    #[test]
    fn a_huge_value_is_its_own_multiple() {
        for x in [1e300, -1e300, f64::MAX, 9e15] {
            gives(Rounding::round_to(0.1, 0.0), x, x);
        }
        gives(Rounding::round_to(5e-324, 0.0), 5e-324, 5e-324);
    }

    #[test]
    fn steps_are_fractions_of_whole_numbers_where_they_can_be() {
        assert_eq!(fraction(0.1), (1.0, 10.0));
        assert_eq!(fraction(0.25), (25.0, 100.0));
        assert_eq!(fraction(5.0), (5.0, 1.0));
        assert_eq!(fraction(1.0 / 3.0), (1.0, 3.0));
        assert_eq!(
            fraction(std::f64::consts::PI / 1e3).1.to_bits(),
            1.0_f64.to_bits()
        );
    }

    #[test]
    fn the_stored_form_is_exact_and_read_back() {
        let rounding = Rounding::ceil_to(0.1, 5e-6);
        let stored = serde_json::to_string(&rounding).unwrap();
        assert_eq!(stored, r#"{"mode":"ceil","step":"0.1","snap":"5e-6"}"#);
        assert_eq!(serde_json::from_str::<Rounding>(&stored).unwrap(), rounding);
        assert!(
            serde_json::from_str::<Rounding>(r#"{"mode":"up","step":"0.1","snap":"0"}"#).is_err()
        );
        assert!(
            serde_json::from_str::<Rounding>(r#"{"mode":"ceil","step":"x","snap":"0"}"#).is_err()
        );
        assert_ne!(Rounding::round_to(0.0, 0.0), Rounding::round_to(-0.0, 0.0));
    }

    #[test]
    fn roundings_read_well() {
        assert_eq!(Rounding::round_to(0.1, 0.0).to_string(), "rounded to 0.1");
        assert_eq!(
            Rounding::ceil_to(0.1, 5e-6).to_string(),
            "rounded up to 0.1"
        );
        assert_eq!(
            Rounding::floor_to(5.0, 0.0).to_string(),
            "rounded down to 5"
        );
    }
}
