//! Elementary functions that give the same bits on every platform.
//!
//! The functions of `std` are those of the platform's C library, and their last digits differ between
//! systems. A score must not, so a model transforms its raw numbers with these functions, which round the
//! exact result to the nearest `f64` (through the `pxfm` crate). On terms, use the methods of `Term`: they
//! call the same functions and record what they did.
//!
//! All of them are total: outside a function's domain the result is `NaN`, beyond the range of `f64` it is
//! infinite, and `NaN` gives `NaN` except where IEEE 754 says otherwise (stated at the function).

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
    pxfm::f_log2(x)
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
    pxfm::f_exp(x)
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
    pxfm::f_pow(x, y)
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
    pxfm::f_pow(x, f64::from(n))
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
    pxfm::f_sinh(x)
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
