//! Charts as SVG: what is shown stands in them as text, and a shape says what a colour says.
//!
//! Places along the horizontal are percentages, so that a chart is as wide as its page and its letters stay as they are.
//! Labels have a line of their own above what they name, broken by their widest possible width; what is cut off stands in
//! a `<title>`.

mod frame;
mod histogram;
mod lanes;
mod matrix;
mod measure;
mod population;
mod timeline;
mod waterfall;

pub use self::histogram::Histogram;
pub use self::matrix::TransitionMatrix;
pub use self::timeline::Timeline;
pub use self::waterfall::Waterfall;

pub(in crate::present) use self::frame::{allowed, banded, clean, prefix, tone};
