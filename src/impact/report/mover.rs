//! Who moved most.

use std::{borrow::Cow, cmp::Ordering, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::explained::{self, Explained};
use super::wire::{Wire, WireError};
use crate::{explain::Explanation, score};

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
    /// Why, where it was asked for; see [`Study::explain_movers`](crate::impact::Study::explain_movers).
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

    /// The order of movers: the largest move first, whichever way, counted in millionths of a point; ties by key. Two
    /// subjects of one key and move are told apart by their scores before, then after, so that no order of arrival shows.
    ///
    /// A move between scores that cannot be [counted](crate::score::micro) in millionths comes before all others.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::impact::Mover;
    ///
    /// // By 0.1 both, though not in binary.
    /// let mut movers = [Mover::new("bob", 0.8, 0.7), Mover::new("ann", 71.0, 54.0), Mover::new("ada", 0.1, 0.0)];
    /// movers.sort_by(Mover::farthest_first);
    /// assert_eq!(movers.map(|mover| mover.key), ["ann", "ada", "bob"]);
    /// ```
    #[must_use]
    pub fn farthest_first(&self, other: &Self) -> Ordering {
        order(self.size(), &self.key, other)
            .then(self.before.total_cmp(&other.before))
            .then(self.after.total_cmp(&other.after))
    }

    /// The size of the move in millionths of a point; the largest number where a score has none.
    pub(in crate::impact) fn size(&self) -> u64 {
        match [self.before, self.after].map(score::micro) {
            [Ok(before), Ok(after)] => after.abs_diff(before),
            _ => u64::MAX,
        }
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

/// What tells why a mover moved, until it has been asked.
pub(in crate::impact) type Input = Option<Arc<dyn Explained>>;

/// The subjects that moved most in one direction: the largest move first, ties by key.
#[derive(Clone, Default)]
pub(in crate::impact) struct Movers {
    list: Vec<Mover>,
    /// As many as movers.
    inputs: Vec<Input>,
    /// Those that came since the list was last sorted, so that a long list is not sorted for each.
    newer: Vec<(Mover, Input)>,
    /// Who moved less is not taken: the size of the last one in a full list.
    least: u64,
}

/// A short list is sorted less often than its length says.
const AT_ONCE: usize = 64;

impl Movers {
    /// Offers a subject that moved by so many millionths of a point; `make` is called only if it is taken.
    #[inline]
    pub(in crate::impact) fn offer(
        &mut self,
        most: usize,
        size: u64,
        key: &str,
        make: impl FnOnce() -> (Mover, Input),
    ) {
        if size < self.least {
            return;
        }
        let full = self.list.len() >= most;
        let beats = |last| order(size, key, last).is_le();
        if !full || self.list.last().is_some_and(beats) {
            self.newer.push(make());
            if self.newer.len() >= most.max(AT_ONCE) {
                self.settle(most);
            }
        }
    }

    /// Who moved less is not taken.
    #[inline]
    pub(in crate::impact) fn least(&self) -> u64 {
        self.least
    }

    /// Sorts the list, and drops what it has no room for. Without it the list may lack some.
    pub(in crate::impact) fn settle(&mut self, most: usize) {
        if self.newer.is_empty() {
            return;
        }
        let known = self.list.drain(..).zip(self.inputs.drain(..));
        let mut all: Vec<(Mover, Input)> = known.chain(self.newer.drain(..)).collect();
        // Two subjects that are alike in key and scores differ in why they moved, if in anything that is told.
        all.sort_by(|a, b| {
            a.0.farthest_first(&b.0)
                .then_with(|| text_of(a).cmp(&text_of(b)))
        });
        all.truncate(most);
        (self.list, self.inputs) = all.into_iter().unzip();
        let last = self.list.last().filter(|_| self.list.len() >= most);
        self.least = last.map_or(0, Mover::size);
    }

    pub(in crate::impact) fn merge(&mut self, most: usize, other: Self) {
        let others = other.list.into_iter().zip(other.inputs);
        self.newer.extend(others.chain(other.newer));
        if self.newer.len() >= most.max(AT_ONCE) {
            self.settle(most);
        }
    }

    pub(in crate::impact) fn list(&self) -> &[Mover] {
        &self.list
    }

    /// Tells of so many of the movers why they moved.
    pub(in crate::impact) fn explain(&mut self, most: usize) {
        let movers = self.list.iter_mut().zip(&mut self.inputs);
        for (mover, input) in movers.take(most) {
            match input.take().as_deref().map(Explained::why) {
                Some(Ok(why)) => mover.explanation = Some(Arc::clone(why)),
                Some(Err(error)) => mover.note = Some(error.to_string()),
                None => {}
            }
        }
        // What is not named is not explained.
        self.inputs.fill(None);
    }
}

/// A mover as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Mover")]
pub(in crate::impact) struct StoredMover {
    key: String,
    before: f64,
    after: f64,
    why: Option<StoredWhy>,
    note: Option<String>,
}

/// An explanation, which has a form of its own: in bytes it is that as text.
struct StoredWhy(Arc<Explanation>);

impl Serialize for StoredWhy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        let text = serde_json::to_string(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for StoredWhy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Explanation::deserialize(deserializer).map(|why| Self(Arc::new(why)));
        }
        let text = String::deserialize(deserializer)?;
        let why = serde_json::from_str(&text).map_err(de::Error::custom)?;
        Ok(Self(Arc::new(why)))
    }
}

impl Wire for Movers {
    type Form = Vec<StoredMover>;

    fn form(&self) -> Self::Form {
        let stored = self.list.iter().map(|mover| StoredMover {
            key: mover.key.clone(),
            before: mover.before,
            after: mover.after,
            why: mover.explanation.clone().map(StoredWhy),
            note: mover.note.clone(),
        });
        stored.collect()
    }

    fn of(form: Self::Form) -> Result<Self, WireError> {
        let list = form.into_iter().map(|stored| Mover {
            explanation: stored.why.map(|why| why.0),
            note: stored.note,
            ..Mover::new(stored.key, stored.before, stored.after)
        });
        let list: Vec<Mover> = list.collect();
        Ok(Self {
            inputs: vec![None; list.len()],
            list,
            newer: Vec::new(),
            least: 0,
        })
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

fn order(size: u64, key: &str, than: &Mover) -> Ordering {
    than.size()
        .cmp(&size)
        .then_with(|| key.cmp(than.key.as_str()))
}

fn text_of((mover, input): &(Mover, Input)) -> Cow<'_, str> {
    match input {
        Some(input) => Cow::Borrowed(input.text()),
        None => Cow::Owned(explained::text(
            mover.explanation.as_ref(),
            mover.note.as_ref(),
        )),
    }
}
