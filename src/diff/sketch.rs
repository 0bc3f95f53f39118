//! Sets of what lies below a node, small enough that every node can have one.

/// How many members are kept; smaller sets are exact.
const KEPT: usize = 48;

/// The least members of a set of keys: of two sketches that share members the share can be told, exactly where the
/// sets are small.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sketch {
    keys: Vec<u64>,
    /// Whether there are more members than are kept.
    more: bool,
}

/// How two sets meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Meeting {
    pub(super) common: f64,
    pub(super) ours: f64,
    pub(super) theirs: f64,
}

impl Sketch {
    /// The union of some sketches and one more key.
    pub(super) fn union<'s>(
        sketches: impl Iterator<Item = &'s Self> + Clone,
        own: Option<u64>,
    ) -> Self {
        let size = |sketches: usize, sketch: &Self| sketches + sketch.keys.len();
        let size = sketches.clone().fold(0, size) + usize::from(own.is_some());
        let mut union = Self {
            keys: Vec::with_capacity(size.min(8 * KEPT)),
            more: false,
        };
        let mut filled = 0;
        for sketch in sketches {
            if sketch.keys.is_empty() {
                continue;
            }
            filled += 1;
            union.keys.extend_from_slice(&sketch.keys);
            union.more |= sketch.more;
            if union.keys.len() > 7 * KEPT {
                union.cut();
            }
        }
        union.keys.extend(own);
        // One sketch is in order already.
        if filled > 1 || (filled == 1 && own.is_some()) {
            union.cut();
        }
        union
    }

    fn cut(&mut self) {
        self.keys.sort_unstable();
        self.keys.dedup();
        if self.keys.len() > KEPT {
            self.keys.truncate(KEPT);
            self.more = true;
        }
    }

    /// How many members there are, where that is known.
    pub(super) fn len(&self) -> Option<usize> {
        (!self.more).then_some(self.keys.len())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether a key is a member; `None` where that cannot be told.
    pub(super) fn has(&self, key: u64) -> Option<bool> {
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
    pub(super) fn meet(&self, other: &Self) -> Meeting {
        let bound = |sketch: &Self| match sketch.keys.last() {
            Some(&last) if sketch.more => last,
            _ => u64::MAX,
        };
        let bound = bound(self).min(bound(other));
        let within = |sketch: &Self| sketch.keys.partition_point(|key| *key <= bound);
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
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.meet(other).common > 0.0
    }
}

/// Keys are below 2⁶¹.
const KEY_RANGE: f64 = 2_305_843_009_213_693_952.0;

#[cfg(test)]
mod tests {
    use super::{KEPT, Sketch};

    fn of(keys: impl Iterator<Item = u64>) -> Sketch {
        let only = |key| Sketch::union(std::iter::empty(), Some(key));
        let singles: Vec<Sketch> = keys.map(only).collect();
        Sketch::union(singles.iter(), None)
    }

    #[test]
    fn small_sets_are_exact() {
        let (a, b) = (of(0..20), of(15..40));
        let meeting = a.meet(&b);
        assert!((meeting.common - 5.0).abs() < 1e-9, "{meeting:?}");
        assert_eq!((a.has(3), a.has(30)), (Some(true), Some(false)));
        assert!(!a.meets(&of(50..60)));
    }

    #[test]
    fn large_sets_are_told_about_right() {
        let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 3;
        let (a, b) = (of((0..4000).map(spread)), of((2000..6000).map(spread)));
        let meeting = a.meet(&b);
        assert!(
            (meeting.common / meeting.ours - 0.5).abs() < 0.3,
            "{meeting:?}"
        );
        assert_eq!(a.keys.len(), KEPT);
        assert_eq!(a.has(u64::MAX), None);
    }
}
