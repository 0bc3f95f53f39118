//! Elementary functions that give the same bits on every platform.
//!
//! The functions of `std` are those of the platform's C library, and their last digits differ between
//! systems. A score must not, so a model transforms its raw numbers with these functions, which round the
//! exact result to the nearest `f64`. On terms, use the methods of `Term`: they call the same functions and record
//! what they did.
//!
//! Most of it is the `pxfm` crate. Where that is wrong, or differs with the instructions that it is compiled for, the
//! result is worked out here: see `power` and `digits`. Where it is slow without those instructions, `quick` is tried first. All functions are held against MPFR on some 6,000 hard
//! arguments: `tests/it/math_reference.py`.
//!
//! All of them are total: outside a function's domain the result is `NaN`, beyond the range of `f64` it is
//! infinite, and `NaN` gives `NaN` except where IEEE 754 says otherwise (stated at the function).

mod binary;
mod digits;
mod power;
mod quick;
mod tables;

/// The natural logarithm.
///
/// Domain `x > 0`; `ln(0)` is −∞, a negative `x` gives `NaN`.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::ln(2.0), std::f64::consts::LN_2);
/// ```
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    pxfm::f_log(x)
}

/// `ln(1 + x)`, exact also where `1 + x` would lose the digits of a small `x`.
///
/// Domain `x > −1`; `ln_1p(−1)` is −∞, a smaller `x` gives `NaN`.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::ln_1p(1e-20), 1e-20);
/// ```
#[inline]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    quick::ln_1p(x).unwrap_or_else(|| slow_ln_1p(x))
}

/// Apart, so that the quick way is short enough to be compiled into formulas.
#[cold]
#[inline(never)]
fn slow_ln_1p(x: f64) -> f64 {
    pxfm::f_log1p(x)
}

/// The logarithm to base 2.
///
/// Domain `x > 0`; `log2(0)` is −∞, a negative `x` gives `NaN`.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::log2(1024.0), 10.0);
/// ```
#[inline]
#[must_use]
pub fn log2(x: f64) -> f64 {
    digits::log2(x)
}

/// The logarithm to base 10.
///
/// Domain `x > 0`; `log10(0)` is −∞, a negative `x` gives `NaN`.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::log10(1000.0), 3.0);
/// ```
#[inline]
#[must_use]
pub fn log10(x: f64) -> f64 {
    pxfm::f_log10(x)
}

/// `e^x`.
///
/// Every number is in the domain; above about 709.78 the result is infinite, and `exp(−∞)` is 0.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::exp(1.0), std::f64::consts::E);
/// ```
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    digits::exp(x)
}

/// `e^x − 1`, exact also where the subtraction would lose the digits of a small `x`.
///
/// Every number is in the domain; above about 709.78 the result is infinite, and `exp_m1(−∞)` is −1.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::exp_m1(1e-20), 1e-20);
/// ```
#[inline]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    pxfm::f_expm1(x)
}

/// `2^x`.
///
/// Every number is in the domain; from 1024 on the result is infinite, and `exp2(−∞)` is 0.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::exp2(-3.0), 0.125);
/// ```
#[inline]
#[must_use]
pub fn exp2(x: f64) -> f64 {
    pxfm::f_exp2(x)
}

/// `x^y`.
///
/// A negative `x` needs a whole `y`, else the result is `NaN`. As IEEE 754 says, `powf(x, 0)` and
/// `powf(1, y)` are 1 even for `NaN`; `Curve::power` gives `NaN` there instead.
///
/// # Examples
///
/// ```
/// use scoreshift::math::powf;
///
/// assert_eq!(powf(2.0, 0.5), std::f64::consts::SQRT_2);
/// assert!(powf(-2.0, 0.5).is_nan());
/// ```
#[inline]
#[must_use]
pub fn powf(x: f64, y: f64) -> f64 {
    power::power(x, y)
}

/// `x^n` for a whole `n`.
///
/// The result is rounded once, unlike a chain of multiplications, whose errors add up. `powi(x, 0)` is 1
/// even for `NaN`, as IEEE 754 says.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::powi(-3.0, 3), -27.0);
/// ```
#[inline]
#[must_use]
pub fn powi(x: f64, n: i32) -> f64 {
    power::power(x, f64::from(n))
}

/// The hyperbolic tangent, from −1 to 1.
///
/// Every number is in the domain; `tanh(±∞)` is ±1.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::tanh(1.0), 0.761_594_155_955_764_9);
/// ```
#[inline]
#[must_use]
pub fn tanh(x: f64) -> f64 {
    pxfm::f_tanh(x)
}

/// The error function, `2/√π · ∫₀ˣ e^(−t²) dt`, from −1 to 1.
///
/// Every number is in the domain; `erf(±∞)` is ±1.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::erf(1.0), 0.842_700_792_949_714_9);
/// ```
#[inline]
#[must_use]
pub fn erf(x: f64) -> f64 {
    pxfm::f_erf(x)
}

/// The complementary error function `1 − erf(x)`, from 0 to 2, exact also where it is tiny.
///
/// Every number is in the domain; `erfc(∞)` is 0 and `erfc(−∞)` is 2.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::erfc(5.0), 1.537_459_794_428_035e-12);
/// ```
#[inline]
#[must_use]
pub fn erfc(x: f64) -> f64 {
    pxfm::f_erfc(x)
}

/// The square root.
///
/// Domain `x ≥ 0`; a negative `x` gives `NaN`. IEEE 754 fixes every bit of it, so this is the processor's
/// own.
///
/// # Examples
///
/// ```
/// assert_eq!(scoreshift::math::sqrt(2.25), 1.5);
/// ```
#[inline]
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The hyperbolic sine; infinite beyond about ±710.
#[inline]
pub(crate) fn sinh(x: f64) -> f64 {
    // Without FMA pxfm loses the sign of −0.
    if x == 0.0 { x } else { pxfm::f_sinh(x) }
}

/// The hyperbolic cosine; infinite beyond about ±710.
#[inline]
pub(crate) fn cosh(x: f64) -> f64 {
    pxfm::f_cosh(x)
}

/// The cosine of an angle in radians; `NaN` for an infinite one.
#[inline]
pub(crate) fn cos(x: f64) -> f64 {
    pxfm::f_cos(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by `tests/it/math_reference.py`.
    const REFERENCE: &str = include_str!("../../tests/it/math_reference.txt");

    /// Every function by its name, of one argument or two.
    fn value(name: &str, x: f64, y: Option<f64>) -> f64 {
        match (name, y) {
            ("ln", None) => ln(x),
            ("ln_1p", None) => ln_1p(x),
            ("log2", None) => log2(x),
            ("log10", None) => log10(x),
            ("exp", None) => exp(x),
            ("exp_m1", None) => exp_m1(x),
            ("exp2", None) => exp2(x),
            ("tanh", None) => tanh(x),
            ("erf", None) => erf(x),
            ("erfc", None) => erfc(x),
            ("sqrt", None) => sqrt(x),
            ("sinh", None) => sinh(x),
            ("cosh", None) => cosh(x),
            ("cos", None) => cos(x),
            ("powf", Some(y)) => powf(x, y),
            _ => panic!("{name} is not a function of these arguments"),
        }
    }

    fn number(bits: &str) -> f64 {
        f64::from_bits(u64::from_str_radix(bits, 16).unwrap())
    }

    fn cases() -> impl Iterator<Item = (&'static str, f64, Option<f64>, f64)> {
        REFERENCE.lines().map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                [name, x, result] => (name, number(x), None, number(result)),
                [name, x, y, result] => (name, number(x), Some(number(y)), number(result)),
                _ => panic!("{line}"),
            }
        })
    }

    /// The same bits; one not-a-number is as good as another.
    fn same(ours: f64, right: f64) -> bool {
        ours.to_bits() == right.to_bits() || ours.is_nan() && right.is_nan()
    }

    #[test]
    fn every_result_is_the_number_nearest_to_the_exact_one() {
        let wrong: Vec<_> = cases()
            .map(|(name, x, y, right)| (name, x, y, value(name, x, y), right))
            .filter(|&(.., ours, right)| !same(ours, right))
            .map(|(name, x, y, ours, right)| format!("{name} {x:?} {y:?}: {ours:?}, not {right:?}"))
            .collect();
        assert!(
            wrong.is_empty(),
            "{} wrong:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }

    #[test]
    fn a_whole_power_is_the_same_by_either_function() {
        for (_, x, y, right) in cases() {
            let Some(y) = y.filter(|y| y.fract() == 0.0 && y.abs() < 1e9) else {
                continue;
            };
            #[allow(clippy::cast_possible_truncation, reason = "it is whole and in range")]
            let ours = powi(x, y as i32);
            assert!(same(ours, right), "powi {x:?} {y}: {ours:?}, not {right:?}");
        }
    }

    #[test]
    fn the_reference_has_hard_cases_of_every_function() {
        let names = [
            "ln", "ln_1p", "log2", "log10", "exp", "exp_m1", "exp2", "tanh", "erf", "erfc", "sqrt",
            "sinh", "cosh", "cos", "powf",
        ];
        for name in names {
            let count = cases().filter(|case| case.0 == name).count();
            assert!(count > 200, "{name}: {count}");
        }
        let is_small = |x: f64| x != 0.0 && x.abs() < f64::MIN_POSITIVE;
        assert!(cases().filter(|case| is_small(case.3)).count() > 300);
        assert!(
            cases()
                .filter(|case| case.1 < 0.0 && case.2.is_some())
                .count()
                > 300
        );
    }
}
