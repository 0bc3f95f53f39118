//! The JSON form of a curve: its name and its constants, each an exact string.
//!
//! ```json
//! {"curve": "logistic", "midpoint": "6", "spread": "2"}
//! {"curve": "bands", "below": "0", "bands": [["10", "3"], ["20", "5"]]}
//! ```
//!
//! The form is public. What is read goes through the checked constructors, and an error names the curve and
//! the constant.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{Curve, CurveError, Kind, table::Point};
use crate::exact;

/// Struct variants throughout: only of them does serde refuse unknown fields.
#[derive(Serialize, Deserialize)]
#[serde(tag = "curve", rename_all = "snake_case", deny_unknown_fields)]
enum Stored {
    Ln {},
    #[serde(rename = "ln_1p")]
    Ln1p {},
    Exp {},
    Sqrt {},
    Abs {},
    Tanh {},
    Power {
        exponent: String,
    },
    Exponential {
        base: String,
    },
    AtLeast {
        low: String,
    },
    AtMost {
        high: String,
    },
    Clamp {
        low: String,
        high: String,
    },
    Linear {
        slope: String,
        intercept: String,
    },
    PiecewiseLinear {
        points: Vec<(String, String)>,
    },
    LogNormal {
        median: String,
        p10: String,
    },
    LogNormalPodr {
        median: String,
        podr: String,
    },
    Saturating {
        half: String,
    },
    Logistic {
        midpoint: String,
        spread: String,
    },
    Bands {
        below: String,
        bands: Vec<(String, String)>,
    },
}

impl Serialize for Curve {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Curve {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Stored::deserialize(deserializer).map_err(crate::path::quoting)?)
            .map_err(D::Error::custom)
    }
}

impl From<&Curve> for Stored {
    fn from(curve: &Curve) -> Self {
        let n = |value: &f64| exact::write(*value);
        match &curve.0 {
            Kind::Ln => Self::Ln {},
            Kind::Ln1p => Self::Ln1p {},
            Kind::Exp => Self::Exp {},
            Kind::Sqrt => Self::Sqrt {},
            Kind::Abs => Self::Abs {},
            Kind::Tanh => Self::Tanh {},
            Kind::Power { exponent } => Self::Power {
                exponent: n(exponent),
            },
            Kind::Exponential { base } => Self::Exponential { base: n(base) },
            Kind::AtLeast { low } => Self::AtLeast { low: n(low) },
            Kind::AtMost { high } => Self::AtMost { high: n(high) },
            Kind::Clamp { low, high } => Self::Clamp {
                low: n(low),
                high: n(high),
            },
            Kind::Linear { slope, intercept } => Self::Linear {
                slope: n(slope),
                intercept: n(intercept),
            },
            Kind::PiecewiseLinear { points } => Self::PiecewiseLinear {
                points: write_points(points),
            },
            Kind::LogNormal { median, p10, .. } => Self::LogNormal {
                median: n(median),
                p10: n(p10),
            },
            Kind::LogNormalPodr { median, podr, .. } => Self::LogNormalPodr {
                median: n(median),
                podr: n(podr),
            },
            Kind::Saturating { half } => Self::Saturating { half: n(half) },
            Kind::Logistic { midpoint, spread } => Self::Logistic {
                midpoint: n(midpoint),
                spread: n(spread),
            },
            Kind::Bands { below, bands } => Self::Bands {
                below: n(below),
                bands: write_points(bands),
            },
        }
    }
}

impl TryFrom<Stored> for Curve {
    type Error = CurveError;

    fn try_from(stored: Stored) -> Result<Self, CurveError> {
        Ok(match stored {
            Stored::Ln {} => Self::ln(),
            Stored::Ln1p {} => Self::ln_1p(),
            Stored::Exp {} => Self::exp(),
            Stored::Sqrt {} => Self::sqrt(),
            Stored::Abs {} => Self::abs(),
            Stored::Tanh {} => Self::tanh(),
            Stored::Power { exponent } => Self::power(read("power", "exponent", exponent)?),
            Stored::Exponential { base } => Self::exponential(read("exponential", "base", base)?),
            Stored::AtLeast { low } => Self::at_least(read("at_least", "low", low)?),
            Stored::AtMost { high } => Self::at_most(read("at_most", "high", high)?),
            Stored::Clamp { low, high } => {
                Self::clamp(read("clamp", "low", low)?, read("clamp", "high", high)?)
            }
            Stored::Linear { slope, intercept } => Self::linear(
                read("linear", "slope", slope)?,
                read("linear", "intercept", intercept)?,
            ),
            Stored::PiecewiseLinear { points } => {
                Self::piecewise_linear(read_points("piecewise_linear", points)?)?
            }
            Stored::LogNormal { median, p10 } => Self::log_normal(
                read("log_normal", "median", median)?,
                read("log_normal", "p10", p10)?,
            )?,
            Stored::LogNormalPodr { median, podr } => Self::log_normal_podr(
                read("log_normal_podr", "median", median)?,
                read("log_normal_podr", "podr", podr)?,
            )?,
            Stored::Saturating { half } => Self::saturating(read("saturating", "half", half)?)?,
            Stored::Logistic { midpoint, spread } => Self::logistic(
                read("logistic", "midpoint", midpoint)?,
                read("logistic", "spread", spread)?,
            )?,
            Stored::Bands { below, bands } => {
                Self::bands(read("bands", "below", below)?, read_points("bands", bands)?)?
            }
        })
    }
}

fn write_points(points: &[Point]) -> Vec<(String, String)> {
    points
        .iter()
        .map(|&(x, y)| (exact::write(x), exact::write(y)))
        .collect()
}

fn read(curve: &'static str, constant: &str, text: String) -> Result<f64, CurveError> {
    exact::read(&text).ok_or_else(|| CurveError::Unreadable {
        curve,
        constant: constant.to_owned(),
        text,
    })
}

fn read_points(
    curve: &'static str,
    points: Vec<(String, String)>,
) -> Result<Vec<Point>, CurveError> {
    (1..)
        .zip(points)
        .map(|(entry, (x, y)): (usize, _)| {
            let name = format!("entry {entry}");
            Ok((read(curve, &name, x)?, read(curve, &name, y)?))
        })
        .collect()
}
