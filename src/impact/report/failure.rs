//! Subjects that could not be scored.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use crate::path::printable;

/// Where a failure belongs: to a line that could not be read, or to a subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailedAt {
    /// A line of the file that was read, from 1.
    Line(u64),
    /// A subject, by its key.
    Subject(String),
}

impl fmt::Display for FailedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Subject(key) => f.write_str(&printable(key)),
        }
    }
}

/// A subject that is not part of the figures, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Failure {
    /// Which.
    pub at: FailedAt,
    /// Why: what could not be read, or which version cannot score it and for what reason.
    pub reason: String,
}

/// All failures counted, and the first of them kept: unreadable lines by number, then subjects by key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct Failures {
    pub(in crate::impact) count: u64,
    kept: BTreeSet<Failure>,
}

impl Failures {
    pub(in crate::impact) fn add(
        &mut self,
        most: usize,
        at: FailedAt,
        reason: impl FnOnce() -> String,
    ) {
        self.count += 1;
        let full = self.kept.len() >= most;
        if full && self.kept.last().is_none_or(|last| at > last.at) {
            return;
        }
        let reason = reason();
        self.insert(most, Failure { at, reason });
    }

    fn insert(&mut self, most: usize, failure: Failure) {
        self.kept.insert(failure);
        if self.kept.len() > most {
            self.kept.pop_last();
        }
    }

    pub(in crate::impact) fn merge(&mut self, most: usize, other: Self) {
        self.count += other.count;
        for failure in other.kept {
            self.insert(most, failure);
        }
    }

    /// The first of those that were kept.
    pub(in crate::impact) fn kept(&self, most: usize) -> impl ExactSizeIterator<Item = &Failure> {
        self.kept.iter().take(most)
    }
}
