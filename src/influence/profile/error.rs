//! Why a profile cannot be.

use crate::{
    path::{Path, shown},
    worded::worded,
};

/// Why a network or a blog cannot be part of a profile, with the place and the value that are to blame.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{Network, Profile};
///
/// let error = Profile::new().with("Last.fm", Network::new(10, 12, 3)).unwrap_err();
/// assert_eq!(error.to_string(), r"`Last\.fm.active` is 12, more than the whole audience of 10");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// A count is negative, not a finite number, or beyond 2⁵³.
    #[error("`{place}` is {value}, not a count from 0 to 2^53", place = shown(place))]
    #[non_exhaustive]
    NotACount {
        /// The network or blog, and the field.
        place: Path,
        /// The value.
        value: f64,
    },

    /// More of an audience is active than there is audience, or more people comment than there are comments or
    /// readers.
    #[error("`{place}` is {part}, more than the {of} of {whole}", place = shown(place))]
    #[non_exhaustive]
    MoreThanTheWhole {
        /// The network or blog, and the field.
        place: Path,
        /// The part.
        part: f64,
        /// What it is a part of.
        of: ProfileWhole,
        /// How much there is of that.
        whole: f64,
    },
}

worded! {
    /// What a count of a profile is a part of: [`ProfileError::MoreThanTheWhole`].
    pub enum ProfileWhole {
        Audience = "whole audience",
        Comments = "comment count",
        Readership = "readership",
    }
}
