//! Which way a message is written.

use serde::Serialize;

/// Which way a language is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TextDirection {
    /// As English.
    #[default]
    LeftToRight,
    /// As Arabic.
    RightToLeft,
}

impl TextDirection {
    /// An invisible mark at the beginning of a line, by which one that begins with a name or a number in another script
    /// runs the same way as all others.
    pub(in crate::present) const fn mark(self) -> &'static str {
        match self {
            Self::LeftToRight => "",
            Self::RightToLeft => "\u{200f}",
        }
    }
}
