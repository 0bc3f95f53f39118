//! One subject that was measured, before it is counted.

use crate::path::Path;

/// One subject under two versions.
#[derive(Debug)]
#[non_exhaustive]
pub struct Measured {
    /// The score before, in points.
    pub before: f64,
    /// The score after, in points.
    pub after: f64,
    /// The score before, in millionths of a point.
    pub micro_before: i64,
    /// The score after, in millionths of a point.
    pub micro_after: i64,
    /// What each named change did, where the study was asked [by change](crate::impact::Study::by_change).
    pub why: Option<Attribution>,
}

impl Measured {
    /// The move in millionths of a point.
    #[must_use]
    pub fn move_micro(&self) -> i64 {
        self.micro_after - self.micro_before
    }
}

/// What moved one subject, in millionths of a point that add up to its move.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Attribution {
    /// The effect of each named change, in declared order.
    pub causes: Vec<i64>,
    /// The effect of the subject's own data, where there are two [snapshots](crate::impact::Subject::moved) of it.
    pub data: i64,
    /// The effect of the others' data, as far as the score is held against it.
    pub reference: i64,
    /// The effect at each place, where the study was asked [by place](crate::impact::Study::by_place). A place can occur twice.
    pub places: Vec<(Path, i64)>,
    /// Why the move cannot be explained; then there is nothing else.
    pub unexplained: Option<String>,
}
