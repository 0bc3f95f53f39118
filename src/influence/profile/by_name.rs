//! Things by name.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// Things by name, in the order of their names.
///
/// A list, because a profile has a handful of them, and a population has a million profiles that are gone through again and
/// again: what lies side by side is read in a third of the time that a tree takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ByName<E>(Vec<(String, E)>);

impl<E> Default for ByName<E> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<E> ByName<E> {
    /// Where a name stands, or would stand.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0
            .binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    /// In place of what had this name.
    pub(super) fn insert(&mut self, name: String, entry: E) {
        match self.place(&name) {
            Ok(place) => {
                if let Some((_, known)) = self.0.get_mut(place) {
                    *known = entry;
                }
            }
            Err(place) => self.0.insert(place, (name, entry)),
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        if let Ok(place) = self.place(name) {
            self.0.remove(place);
        }
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &E)> {
        self.0.iter().map(|(name, entry)| (name.as_str(), entry))
    }
}

/// However many there are, and in whatever order they came, they are sorted once.
impl<E> From<BTreeMap<String, E>> for ByName<E> {
    fn from(entries: BTreeMap<String, E>) -> Self {
        Self(entries.into_iter().collect())
    }
}

/// A map of its entries.
impl<E: Serialize> Serialize for ByName<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, entry)| (name, entry)))
    }
}
