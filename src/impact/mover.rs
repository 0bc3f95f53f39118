//! Who moved most.

use std::{any::Any, cmp::Ordering, fmt, sync::Arc};

use serde::Serialize;

use crate::explain::Explanation;

/// A subject that is among those that moved most.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct Mover {
    /// The subject's key.
    pub key: String,
    /// The score before, in points.
    pub before: f64,
    /// The score after, in points.
    pub after: f64,
    /// After − before, in points.
    pub moved: f64,
    /// Why, where it was asked for; see [`Study::explain_movers`](super::Study::explain_movers).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Arc<Explanation>>,
    /// Why there is no explanation, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The input, until it has been explained.
    #[serde(skip)]
    pub(super) input: Option<Arc<dyn Any + Send + Sync>>,
}

impl PartialEq for Mover {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && self.before.to_bits() == other.before.to_bits()
            && self.after.to_bits() == other.after.to_bits()
            && self.explanation == other.explanation
            && self.note == other.note
    }
}

impl fmt::Debug for Mover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mover")
            .field("key", &self.key)
            .field("before", &self.before)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

/// The subjects that moved most in one direction: the largest move first, ties by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Movers {
    list: Vec<Mover>,
}

impl Movers {
    /// Offers a subject whose move counts; `make` is called only if it is taken.
    #[inline]
    pub(super) fn offer(
        &mut self,
        most: usize,
        moved: f64,
        key: &str,
        make: impl FnOnce() -> Mover,
    ) {
        let full = self.list.len() >= most;
        if full {
            let beats = self
                .list
                .last()
                .is_some_and(|last| order(moved, key, last).is_le());
            if !beats {
                return;
            }
        }
        self.insert(most, make());
    }

    fn insert(&mut self, most: usize, mover: Mover) {
        let at = self
            .list
            .partition_point(|known| total_order(known, &mover).is_le());
        self.list.insert(at, mover);
        self.list.truncate(most);
    }

    pub(super) fn merge(&mut self, most: usize, other: Self) {
        for mover in other.list {
            self.insert(most, mover);
        }
    }

    pub(super) fn list(&self) -> &[Mover] {
        &self.list
    }

    pub(super) fn list_mut(&mut self) -> &mut [Mover] {
        &mut self.list
    }
}

fn order(moved: f64, key: &str, than: &Mover) -> Ordering {
    let (size, other) = (moved.abs(), than.moved.abs());
    other
        .total_cmp(&size)
        .then_with(|| key.cmp(than.key.as_str()))
}

/// Two subjects of one key and move are told apart by their scores, so that no order of arrival shows.
fn total_order(a: &Mover, b: &Mover) -> Ordering {
    order(a.moved, &a.key, b)
        .then(a.before.total_cmp(&b.before))
        .then(a.after.total_cmp(&b.after))
}
