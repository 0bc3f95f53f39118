//! What can be wrong with a curve.

/// Why a curve could not be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CurveError {
    /// A table without any entry.
    #[error("the table of a `{curve}` curve is empty")]
    Empty {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
    },
    /// A constant is `NaN` or infinite.
    #[error("the {constant} of a `{curve}` curve is {value}, which is not finite")]
    NotFinite {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The constant, by its name in the stored form.
        constant: &'static str,
        /// Its value.
        value: f64,
    },
    /// A constant is not a positive finite number.
    #[error("the {constant} of a `{curve}` curve is {value:?}, which is not positive and finite")]
    NotPositive {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The constant, by its name in the stored form.
        constant: &'static str,
        /// Its value.
        value: f64,
    },
    /// A constant is zero.
    #[error("the {constant} of a `{curve}` curve is zero")]
    Zero {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The constant, by its name in the stored form.
        constant: &'static str,
    },
    /// Two constants that must differ are the same.
    #[error("the {first} and the {second} of a `{curve}` curve are both {value:?}")]
    Equal {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// One constant, by its name in the stored form.
        first: &'static str,
        /// The other one, by its name.
        second: &'static str,
        /// The value of both.
        value: f64,
    },
    /// A constant that must lie below another one does not.
    #[error("the {constant} of a `{curve}` curve is {value:?}, not below its {other} of {limit:?}")]
    NotBelow {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The constant, by its name in the stored form.
        constant: &'static str,
        /// Its value.
        value: f64,
        /// The constant that it must lie below, by its name.
        other: &'static str,
        /// Its value.
        limit: f64,
    },
    /// An entry of a table is `NaN` or infinite.
    #[error("entry {entry} of a `{curve}` curve is ({x:?}, {y:?}), which is not finite")]
    EntryNotFinite {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The entry, counted from 1.
        entry: usize,
        /// Where it is.
        x: f64,
        /// Its value.
        y: f64,
    },
    /// The entries of a table do not rise.
    #[error("entry {entry} of a `{curve}` curve is at {x:?}, not above {before:?} before it")]
    NotRising {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The entry, counted from 1.
        entry: usize,
        /// Where it is.
        x: f64,
        /// Where the entry before it is.
        before: f64,
    },
    /// The line to a point is beyond the range of `f64`.
    #[error(
        "the line to entry {entry} of a `{curve}` curve, ({x:?}, {y:?}), is too long or too steep"
    )]
    TooSteep {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The entry, counted from 1.
        entry: usize,
        /// Where it is.
        x: f64,
        /// Its value.
        y: f64,
    },
    /// A stored constant is not a number.
    #[error("the {constant} of a stored `{curve}` curve is `{text}`, which is not a number", text = crate::path::printable(text))]
    Unreadable {
        /// The kind of curve, by its name in the stored form.
        curve: &'static str,
        /// The constant, or the entry of a table counted from 1.
        constant: String,
        /// What is stored.
        text: String,
    },
}

pub(super) fn finite(
    curve: &'static str,
    constant: &'static str,
    value: f64,
) -> Result<(), CurveError> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(CurveError::NotFinite {
            curve,
            constant,
            value,
        })
    }
}

pub(super) fn positive(
    curve: &'static str,
    constant: &'static str,
    value: f64,
) -> Result<(), CurveError> {
    if value > 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(CurveError::NotPositive {
            curve,
            constant,
            value,
        })
    }
}
