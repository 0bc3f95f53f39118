//! One blog of a person.

use serde::{Deserialize, Serialize};

use super::{
    ProfileError, ProfileWhole,
    count::{checked, count, exact_count},
    stored::Entry,
};
use crate::path::Path;

/// What a self-hosted blog knows of its last month.
///
/// It has no followers to count; its host knows who read it, and its comments show who engages.
///
/// Counts from 0 to 2⁵³, exact for whole numbers; fractions, such as averages, are allowed. A blog by itself is
/// not checked: that is done when it becomes part of a [`Profile`](super::Profile), which knows its name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Blog {
    /// People who read it in the last month.
    #[serde(serialize_with = "count", deserialize_with = "exact_count")]
    pub readers: f64,
    /// Comments that it received.
    #[serde(serialize_with = "count", deserialize_with = "exact_count")]
    pub comments: f64,
    /// How many different people wrote them: the signal of who engages. At most `comments`, and at most
    /// `readers`, because everyone who comments is a reader.
    #[serde(serialize_with = "count", deserialize_with = "exact_count")]
    pub commenters: f64,
}

impl Blog {
    /// A blog with this number of readers, of comments, and of different people who wrote them.
    ///
    /// # Examples
    ///
    /// ```
    /// let blog = scoreshift::influence::Blog::new(900, 60, 25);
    /// assert_eq!(blog.commenters, 25.0);
    /// ```
    #[must_use]
    pub fn new(
        readers: impl Into<f64>,
        comments: impl Into<f64>,
        commenters: impl Into<f64>,
    ) -> Self {
        Self {
            readers: readers.into(),
            comments: comments.into(),
            commenters: commenters.into(),
        }
    }
}

impl Entry for Blog {
    const KIND: &'static str = "blog";

    fn checked(self, name: &str) -> Result<Self, ProfileError> {
        let readers = checked(name, "readers", self.readers)?;
        let comments = checked(name, "comments", self.comments)?;
        let commenters = checked(name, "commenters", self.commenters)?;
        for (of, whole) in [
            (ProfileWhole::Comments, comments),
            (ProfileWhole::Readership, readers),
        ] {
            if commenters > whole {
                return Err(ProfileError::MoreThanTheWhole {
                    place: Path::new([name, "commenters"]),
                    part: commenters,
                    of,
                    whole,
                });
            }
        }
        Ok(Self {
            readers,
            comments,
            commenters,
        })
    }
}
