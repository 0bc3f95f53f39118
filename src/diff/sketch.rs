//! Sets of what lies below a node, small enough that every node can have one.

/// How many members are kept; smaller sets are exact.
const KEPT: usize = 48;

/// The least members of a set of keys: of two sketches that share members the share can be told, exactly where the
/// sets are small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sketch<'s> {
    keys: &'s [u64],
    /// Whether there are more members than are kept.
    more: bool,
}

/// Sketches one after the other, each made of earlier ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Sketches {
    keys: Vec<u64>,
    /// Where the keys of each begin and how many there are.
    ranges: Vec<(u32, u32, bool)>,
    /// What is being put together.
    open: Vec<u64>,
}

/// How two sets meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meeting {
    pub(super) common: f64,
    pub(super) ours: f64,
    pub(super) theirs: f64,
}

impl Sketches {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self {
            ranges: Vec::with_capacity(count),
            ..Self::default()
        }
    }

    pub(super) fn get(&self, at: u32) -> Option<Sketch<'_>> {
        let &(start, count, more) = self.ranges.get(at as usize)?;
        let keys = self
            .keys
            .get(start as usize..start as usize + count as usize)?;
        Some(Sketch { keys, more })
    }

    /// Every sketch, in the order in which they were made.
    pub(super) fn iter(&self) -> impl Iterator<Item = Sketch<'_>> {
        (0..).map_while(|at| self.get(at))
    }

    /// One more, of nothing.
    pub(super) fn push_empty(&mut self) {
        self.ranges.push((0, 0, false));
    }

    /// One more: what is known elsewhere.
    pub(super) fn push_copy(&mut self, known: Option<Sketch<'_>>) {
        let Some(known) = known else {
            return self.push_empty();
        };
        let start = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(known.keys.len()).unwrap_or(0);
        self.keys.extend_from_slice(known.keys);
        self.ranges.push((start, count, known.more));
    }

    /// One more: the union of earlier ones and one more key.
    pub(super) fn push_union(&mut self, earlier: impl Iterator<Item = u32>, own: Option<u64>) {
        self.open.clear();
        let (mut more, mut filled, mut only) = (false, 0, (0, 0, false));
        for at in earlier {
            let Some(&range @ (start, count, is_more)) = self.ranges.get(at as usize) else {
                continue;
            };
            let keys = self
                .keys
                .get(start as usize..start as usize + count as usize);
            let Some(keys) = keys.filter(|keys| !keys.is_empty()) else {
                continue;
            };
            (filled, only) = (filled + 1, range);
            self.open.extend_from_slice(keys);
            more |= is_more;
            if self.open.len() > 7 * KEPT {
                more |= cut(&mut self.open);
            }
        }
        if filled == 1 && own.is_none() {
            // The same members: the same keys.
            return self.ranges.push(only);
        }
        self.open.extend(own);
        more |= cut(&mut self.open);
        let start = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(self.open.len()).unwrap_or(0);
        self.keys.extend_from_slice(&self.open);
        self.ranges.push((start, count, more));
    }
}

/// Keeps the least keys, and says whether there were more.
fn cut(keys: &mut Vec<u64>) -> bool {
    keys.sort_unstable();
    keys.dedup();
    let more = keys.len() > KEPT;
    keys.truncate(KEPT);
    more
}

impl Sketch<'_> {
    /// How many members there are, where that is known.
    pub(super) fn len(self) -> Option<usize> {
        (!self.more).then_some(self.keys.len())
    }

    pub(super) fn is_empty(self) -> bool {
        self.keys.is_empty()
    }

    /// Whether a key is a member; `None` where that cannot be told.
    pub(super) fn has(self, key: u64) -> Option<bool> {
        if self.keys.binary_search(&key).is_ok() {
            Some(true)
        } else if self.more && self.keys.last().is_none_or(|last| key > *last) {
            None
        } else {
            Some(false)
        }
    }

    /// Estimated from the least keys where one of the two is larger than what is kept.
    #[allow(
        clippy::cast_precision_loss,
        reason = "at most a few dozen keys, and an estimate"
    )]
    pub(super) fn meet(self, other: Self) -> Meeting {
        let bound = |sketch: Self| match sketch.keys.last() {
            Some(&last) if sketch.more => last,
            _ => u64::MAX,
        };
        let bound = bound(self).min(bound(other));
        let within = |sketch: Self| sketch.keys.partition_point(|key| *key <= bound);
        let (ours, theirs) = (within(self), within(other));
        let mut common = 0_u32;
        let mut rest = other.keys.iter().take(theirs).peekable();
        for key in self.keys.iter().take(ours) {
            while rest.peek().is_some_and(|other| *other < key) {
                rest.next();
            }
            common += u32::from(rest.peek() == Some(&key));
        }
        let scale = if bound == u64::MAX {
            1.0
        } else {
            KEY_RANGE / bound as f64
        };
        Meeting {
            common: f64::from(common) * scale,
            ours: ours as f64 * scale,
            theirs: theirs as f64 * scale,
        }
    }

    /// Whether both have a member in common, as far as that can be told.
    pub(super) fn meets(self, other: Self) -> bool {
        self.meet(other).common > 0.0
    }
}

/// Keys are below 2⁶¹.
const KEY_RANGE: f64 = 2_305_843_009_213_693_952.0;

#[cfg(test)]
mod tests {
    use super::{KEPT, KEY_RANGE, Sketches};

    /// One sketch of all the keys of each list.
    fn of<const N: usize>(lists: [Vec<u64>; N]) -> (Sketches, [u32; N]) {
        let mut sketches = Sketches::default();
        let mut next = 0;
        let places = lists.map(|keys| {
            let first = next;
            for key in keys {
                sketches.push_union([].into_iter(), Some(key));
                next += 1;
            }
            sketches.push_union(first..next, None);
            next += 1;
            next - 1
        });
        (sketches, places)
    }

    #[test]
    fn small_sets_are_exact() {
        let lists = [0..20, 15..40, 50..60].map(Iterator::collect);
        let (sketches, places) = of(lists);
        let [Some(a), Some(b), Some(c)] = places.map(|at| sketches.get(at)) else {
            panic!("three sketches");
        };
        let meeting = a.meet(b);
        assert!((meeting.common - 5.0).abs() < 1e-9, "{meeting:?}");
        assert_eq!((a.has(3), a.has(30)), (Some(true), Some(false)));
        assert!(!a.meets(c));
    }

    #[test]
    fn the_only_member_of_a_union_is_not_kept_twice() {
        let (mut sketches, [at]) = of([vec![3, 1, 2]]);
        let keys = sketches.keys.len();
        sketches.push_union([at].into_iter(), None);
        assert_eq!(sketches.keys.len(), keys);
        assert_eq!(sketches.get(at), sketches.get(at + 1));
    }

    #[test]
    fn large_sets_are_told_about_right() {
        let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 3;
        let lists = [0..4000, 2000..6000].map(|keys| keys.map(spread).collect());
        let (sketches, places) = of(lists);
        let [Some(a), Some(b)] = places.map(|at| sketches.get(at)) else {
            panic!("two sketches");
        };
        let meeting = a.meet(b);
        assert!(
            (meeting.common / meeting.ours - 0.5).abs() < 0.3,
            "{meeting:?}"
        );
        assert_eq!(a.keys.len(), KEPT);
        assert_eq!(a.has(u64::MAX), None);
    }

    #[test]
    #[allow(clippy::cast_precision_loss, reason = "a few dozen keys")]
    fn what_is_known_of_a_set_is_its_least_keys_and_whether_there_are_more() {
        let kept = KEPT as u64;
        let lists = [0..10, 0..kept, 0..1000].map(Iterator::collect);
        let (mut sketches, [small, full, large]) = of(lists);
        // A union of what has more has more, however often the same keys come.
        let twice = u32::try_from(sketches.ranges.len()).unwrap_or(u32::MAX);
        sketches.push_union([large, large].into_iter(), None);
        sketches.push_union([large; 8].into_iter(), None);
        let len = |at| sketches.get(at).and_then(super::Sketch::len);
        assert_eq!((len(small), len(full)), (Some(10), Some(KEPT)));
        assert_eq!([large, twice, twice + 1].map(len), [None; 3]);
        let [Some(full), Some(large)] = [full, large].map(|at| sketches.get(at)) else {
            panic!("two sketches");
        };
        assert_eq!(
            [kept - 1, kept].map(|key| large.has(key)),
            [Some(true), None]
        );
        assert_eq!(full.has(kept), Some(false));
        // So many keys below the last one of them are so many times its share of all keys there are.
        let meeting = large.meet(full);
        let all = KEPT as f64 * (KEY_RANGE / (kept - 1) as f64);
        assert_eq!([meeting.common, meeting.ours, meeting.theirs], [all; 3]);
    }
}
