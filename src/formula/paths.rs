//! All paths of one recording: a tree of names in one string arena.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
};

use crate::path::Path;

/// A path inside one [`PathTable`].
pub(crate) type PathId = u32;

/// The empty path, which every table has.
pub(crate) const ROOT: PathId = 0;

/// No path: a node without a name, or a scope that a table does not know.
pub(crate) const NOWHERE: PathId = u32::MAX;

const FREE: u32 = u32::MAX;

/// Interns paths by (parent, name). Ids are handed out in order of first use, so that they do not depend
/// on the hash, whose seed differs between runs so that names cannot be chosen to make look-ups slow.
#[derive(Clone, Debug)]
pub(crate) struct PathTable {
    names: String,
    entries: Vec<Entry>,
    slots: Vec<u32>,
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    parent: PathId,
    start: u32,
    len: u32,
    depth: u32,
    /// A path further out, so that what two deep paths have in common is found in the logarithm of their depth.
    jump: PathId,
}

impl PathTable {
    pub(crate) fn new() -> Self {
        let mut entries = Vec::with_capacity(32);
        entries.push(Entry {
            parent: NOWHERE,
            start: 0,
            len: 0,
            depth: 0,
            jump: ROOT,
        });
        Self {
            names: String::with_capacity(256),
            entries,
            slots: vec![FREE; 64],
            seed: RandomState::new().hash_one(0_u8) | 1,
        }
    }

    pub(crate) fn find(&self, parent: PathId, name: &str) -> Option<PathId> {
        if parent == NOWHERE {
            return None;
        }
        self.probe(parent, name).ok()
    }

    pub(crate) fn intern(&mut self, parent: PathId, name: &str) -> PathId {
        match self.probe(parent, name) {
            Ok(id) => id,
            Err(slot) => self.insert(slot, parent, name),
        }
    }

    pub(crate) fn intern_path<'a>(
        &mut self,
        segments: impl IntoIterator<Item = &'a str>,
    ) -> PathId {
        segments
            .into_iter()
            .fold(ROOT, |parent, name| self.intern(parent, name))
    }

    pub(crate) fn find_path<'a>(
        &self,
        segments: impl IntoIterator<Item = &'a str>,
    ) -> Option<PathId> {
        segments
            .into_iter()
            .try_fold(ROOT, |parent, name| self.find(parent, name))
    }

    pub(crate) fn parent(&self, id: PathId) -> PathId {
        self.entry(id).map_or(ROOT, |entry| {
            if entry.parent == NOWHERE {
                ROOT
            } else {
                entry.parent
            }
        })
    }

    pub(crate) fn name(&self, id: PathId) -> &str {
        self.entry(id)
            .and_then(|entry| {
                self.names
                    .get(entry.start as usize..(entry.start + entry.len) as usize)
            })
            .unwrap_or_default()
    }

    /// Whether an id is that of a name.
    pub(crate) fn is(&self, id: PathId, parent: PathId, name: &str) -> bool {
        self.entry(id).is_some_and(|entry| entry.parent == parent) && self.name(id) == name
    }

    pub(crate) fn depth(&self, id: PathId) -> u32 {
        self.entry(id).map_or(0, |entry| entry.depth)
    }

    /// How many paths there are; ids are below it, parents before their children.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The longest path that both start with.
    pub(crate) fn common(&self, a: PathId, b: PathId) -> PathId {
        let depth = self.depth(a).min(self.depth(b));
        let (mut a, mut b) = (self.outer(a, depth), self.outer(b, depth));
        while a != b {
            let (jumped, other) = (self.jump(a), self.jump(b));
            (a, b) = if jumped == other {
                (self.parent(a), self.parent(b))
            } else {
                (jumped, other)
            };
        }
        a
    }

    /// The path around this one that has this depth.
    fn outer(&self, mut id: PathId, depth: u32) -> PathId {
        while self.depth(id) > depth {
            let jumped = self.jump(id);
            id = if self.depth(jumped) >= depth {
                jumped
            } else {
                self.parent(id)
            };
        }
        id
    }

    fn jump(&self, id: PathId) -> PathId {
        self.entry(id).map_or(ROOT, |entry| entry.jump)
    }

    /// The jump of a path inside `parent`: as far as the parent's two next jumps together where these are equally long.
    fn jump_inside(&self, parent: PathId) -> PathId {
        let next = self.jump(parent);
        let last = self.jump(next);
        let [own, near, far] = [parent, next, last].map(|id| self.depth(id));
        if own - near == near - far {
            last
        } else {
            parent
        }
    }

    pub(crate) fn starts_with(&self, id: PathId, prefix: PathId) -> bool {
        self.common(id, prefix) == prefix
    }

    pub(crate) fn path(&self, id: PathId) -> Path {
        let mut segments = Vec::new();
        let mut at = id;
        while at != ROOT && at != NOWHERE {
            segments.push(self.name(at));
            at = self.parent(at);
        }
        segments.reverse();
        Path::new(segments)
    }

    /// Whether both give every path the same id.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.names == other.names && self.entries == other.entries
    }

    /// Interns every path of `other` here and returns the new ids by the old ones.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<PathId> {
        let mut ids: Vec<PathId> = Vec::with_capacity(other.entries.len());
        for (id, entry) in (0..).zip(&other.entries) {
            let here = match ids.get(entry.parent as usize) {
                Some(&parent) => self.intern(parent, other.name(id)),
                None => ROOT,
            };
            ids.push(here);
        }
        ids
    }

    fn entry(&self, id: PathId) -> Option<&Entry> {
        self.entries.get(id as usize)
    }

    /// The id of a known name, or the free slot where it belongs.
    fn probe(&self, parent: PathId, name: &str) -> Result<PathId, usize> {
        let mask = self.slots.len() - 1;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "only the low bits of a hash are used"
        )]
        let mut slot = hash(self.seed, parent, name) as usize & mask;
        loop {
            match self.slots.get(slot) {
                Some(&id) if id != FREE => {
                    if self.is(id, parent, name) {
                        return Ok(id);
                    }
                }
                _ => return Err(slot),
            }
            slot = (slot + 1) & mask;
        }
    }

    fn insert(&mut self, slot: usize, parent: PathId, name: &str) -> PathId {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "four billion paths do not fit in memory"
        )]
        let (id, start, len) = (
            self.entries.len() as u32,
            self.names.len() as u32,
            name.len() as u32,
        );
        self.names.push_str(name);
        self.entries.push(Entry {
            parent,
            start,
            len,
            depth: self.depth(parent) + 1,
            jump: self.jump_inside(parent),
        });
        if let Some(free) = self.slots.get_mut(slot) {
            *free = id;
        }
        if self.entries.len() * 2 > self.slots.len() {
            self.grow();
        }
        id
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; self.slots.len() * 2];
        for id in (1..).take(self.entries.len() - 1) {
            if let Err(slot) = self.probe(
                self.entry(id).map_or(ROOT, |entry| entry.parent),
                self.name(id),
            ) {
                if let Some(free) = self.slots.get_mut(slot) {
                    *free = id;
                }
            }
        }
    }
}

/// Paths by their ids, each made once: many effects may be at one place whose name is long.
#[derive(Debug)]
pub(crate) struct Named<'t> {
    table: &'t PathTable,
    known: BTreeMap<PathId, Path>,
}

impl<'t> Named<'t> {
    pub(crate) fn new(table: &'t PathTable) -> Self {
        Self {
            table,
            known: BTreeMap::new(),
        }
    }

    pub(crate) fn table(&self) -> &'t PathTable {
        self.table
    }

    pub(crate) fn path(&mut self, id: PathId) -> Path {
        let table = self.table;
        self.known
            .entry(id)
            .or_insert_with(|| table.path(id))
            .clone()
    }
}

/// A folded multiplication of eight bytes at a time: a few nanoseconds for the names that formulas have.
fn hash(seed: u64, parent: PathId, name: &str) -> u64 {
    let fold = |state: u64, word: u64| {
        let product = u128::from(state ^ word) * u128::from(seed ^ 0x9e37_79b9_7f4a_7c15);
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the two halves are folded together"
        )]
        let (low, high) = (product as u64, (product >> 64) as u64);
        low ^ high
    };
    let bytes = name.as_bytes();
    let start = fold(seed, u64::from(parent) << 32 | name.len() as u64);
    let words = bytes.chunks_exact(8).filter_map(<[u8]>::first_chunk);
    let state = words.fold(start, |state, word| fold(state, u64::from_le_bytes(*word)));
    // The last eight bytes, some of them a second time; of shorter names all, in whatever order.
    let half = |half: &[u8; 4]| u64::from(u32::from_le_bytes(*half));
    let rest = match (bytes.last_chunk(), bytes.first_chunk(), bytes.last_chunk()) {
        (Some(last), ..) => u64::from_le_bytes(*last),
        (None, Some(first), Some(last)) => half(first) << 32 | half(last),
        _ => bytes
            .iter()
            .fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    fold(state, rest)
}
