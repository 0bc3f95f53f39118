//! Who moved most.

use std::{any::Any, cmp::Ordering, fmt, sync::Arc};

use serde::Serialize;

use crate::explain::Explanation;

/// A subject that is among those that moved most.
#[derive(Clone, Debug, Serialize)]
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
}

impl Mover {
    /// A subject that moved from one score, in points, to another, without an explanation.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::impact::Mover;
    ///
    /// assert_eq!(Mover::new("ann", 71.0, 54.0).moved, -17.0);
    /// ```
    pub fn new(key: impl Into<String>, before: f64, after: f64) -> Self {
        Self {
            key: key.into(),
            before,
            after,
            moved: after - before,
            explanation: None,
            note: None,
        }
    }

    /// The order of movers: the largest move first, whichever way, ties by key. Two subjects of one key and move are told
    /// apart by their scores, so that no order of arrival shows.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::impact::Mover;
    ///
    /// let mut movers = [Mover::new("bob", 50.0, 53.0), Mover::new("ann", 71.0, 54.0), Mover::new("ada", 40.0, 43.0)];
    /// movers.sort_by(Mover::farthest_first);
    /// assert_eq!(movers.map(|mover| mover.key), ["ann", "ada", "bob"]);
    /// ```
    #[must_use]
    pub fn farthest_first(&self, other: &Self) -> Ordering {
        order(self.moved, &self.key, other)
            .then(self.before.total_cmp(&other.before))
            .then(self.after.total_cmp(&other.after))
    }
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

/// The input of a mover, until it has been explained.
pub(super) type Input = Option<Arc<dyn Any + Send + Sync>>;

/// The subjects that moved most in one direction: the largest move first, ties by key.
#[derive(Clone, Default)]
pub(super) struct Movers {
    list: Vec<Mover>,
    /// As many as movers.
    inputs: Vec<Input>,
    /// Those that came since the list was last sorted, so that a long list is not sorted for each.
    newer: Vec<(Mover, Input)>,
}

/// A short list is sorted less often than its length says.
const AT_ONCE: usize = 64;

impl Movers {
    /// Offers a subject whose move counts; `make` is called only if it is taken.
    #[inline]
    pub(super) fn offer(
        &mut self,
        most: usize,
        moved: f64,
        key: &str,
        make: impl FnOnce() -> (Mover, Input),
    ) {
        let full = self.list.len() >= most;
        let beats = |last| order(moved, key, last).is_le();
        if !full || self.list.last().is_some_and(beats) {
            self.newer.push(make());
            if self.newer.len() >= most.max(AT_ONCE) {
                self.settle(most);
            }
        }
    }

    /// Sorts the list, and drops what it has no room for. Without it the list may lack some.
    pub(super) fn settle(&mut self, most: usize) {
        if self.newer.is_empty() {
            return;
        }
        let known = self.list.drain(..).zip(self.inputs.drain(..));
        let mut all: Vec<(Mover, Input)> = known.chain(self.newer.drain(..)).collect();
        all.sort_by(|a, b| a.0.farthest_first(&b.0));
        all.truncate(most);
        (self.list, self.inputs) = all.into_iter().unzip();
    }

    pub(super) fn of(most: usize, list: Vec<Mover>) -> Self {
        let newer = list.into_iter().map(|mover| (mover, None)).collect();
        let mut movers = Self {
            newer,
            ..Self::default()
        };
        movers.settle(most);
        movers
    }

    pub(super) fn merge(&mut self, most: usize, other: Self) {
        let others = other.list.into_iter().zip(other.inputs);
        self.newer.extend(others.chain(other.newer));
        if self.newer.len() >= most.max(AT_ONCE) {
            self.settle(most);
        }
    }

    pub(super) fn list(&self) -> &[Mover] {
        &self.list
    }

    /// The movers, with the inputs of those that are not explained yet.
    pub(super) fn with_inputs(&mut self) -> impl Iterator<Item = (&mut Mover, &mut Input)> {
        self.list.iter_mut().zip(&mut self.inputs)
    }
}

impl PartialEq for Movers {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl fmt::Debug for Movers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

fn order(moved: f64, key: &str, than: &Mover) -> Ordering {
    let (size, other) = (moved.abs(), than.moved.abs());
    other
        .total_cmp(&size)
        .then_with(|| key.cmp(than.key.as_str()))
}
