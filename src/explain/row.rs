//! Cells and rows of the table cause × place, before they are whole millionths of a point.

use std::collections::BTreeMap;

use semver::Version;

use super::{CauseKind, Method};
use crate::{
    diff::{EffectKind, Value},
    formula::paths::PathId,
    lineage::Change,
};

/// A place and a kind: one cell of the table.
pub(super) type Cell = (PathId, EffectKind);

/// One cell of the table under one cause.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) effect: f64,
    pub(super) applied_first: f64,
    pub(super) applied_last: f64,
    pub(super) before: Value,
    pub(super) after: Value,
}

/// One row of the table, before it is apportioned.
pub(super) struct Row {
    pub(super) head: Head,
    pub(super) effect: f64,
    pub(super) applied_first: f64,
    pub(super) applied_last: f64,
    /// How it was split into places.
    pub(super) method: Method,
    pub(super) cells: BTreeMap<Cell, Entry>,
}

impl Row {
    pub(super) fn is_idle(&self) -> bool {
        self.cells.is_empty()
            && [self.effect, self.applied_first, self.applied_last]
                .iter()
                .all(|&points| points == 0.0)
    }
}

/// What a cause is called.
pub(super) struct Head {
    pub(super) id: String,
    pub(super) kind: CauseKind,
    pub(super) release: Option<Version>,
    pub(super) title: String,
    pub(super) sentence: String,
}

impl Head {
    pub(super) fn fixed(id: &str, kind: CauseKind, title: &str, release: Option<Version>) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            release,
            title: title.to_owned(),
            sentence: String::new(),
        }
    }

    pub(super) fn of(change: &Change, release: Version) -> Self {
        Self {
            id: change.key.clone(),
            kind: change.kind.into(),
            release: Some(release),
            title: change.title.clone(),
            sentence: change.sentence.clone(),
        }
    }
}
