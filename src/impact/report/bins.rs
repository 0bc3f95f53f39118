//! Weights, or anything else, by integer index: a table that takes no more memory than the indices that occur.

use std::fmt;

use super::wire::{Wire, WireError};

/// The largest distance between two indices.
const MOST: i64 = 2_000_000_002;

/// The farthest index, beyond which no page ends.
const FARTHEST: i64 = 1 << 60;

/// Indices that share one allocation.
const SLOTS: usize = 256;
const PAGE: i64 = 256;

/// Entries by index. Two are equal if they hold the same entries, however they grew.
#[derive(Clone)]
pub(in crate::impact) struct Pages<T> {
    /// The number of the first page.
    first: i64,
    pages: Vec<Option<Box<[T; SLOTS]>>>,
}

/// Weights by index.
pub(in crate::impact) type Bins = Pages<u64>;

impl<T: Copy + Default + PartialEq + fmt::Debug> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries()).finish()
    }
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self {
            first: 0,
            pages: Vec::new(),
        }
    }
}

impl<T: Copy + Default + PartialEq> Pages<T> {
    /// The entry of an index, which was empty if nobody was there.
    #[inline]
    pub(in crate::impact) fn at(&mut self, index: i64) -> Option<&mut T> {
        let (page, slot) = (index.div_euclid(PAGE), index.rem_euclid(PAGE));
        let is_known = usize::try_from(page - self.first)
            .ok()
            .and_then(|page| self.pages.get(page))
            .is_some_and(Option::is_some);
        if !is_known {
            self.add_page(page);
        }
        let page = usize::try_from(page - self.first).ok()?;
        let page = self.pages.get_mut(page)?.as_mut()?;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a remainder below 256"
        )]
        page.get_mut(slot as usize)
    }

    #[cold]
    fn add_page(&mut self, page: i64) {
        if self.pages.is_empty() {
            self.first = page;
        }
        if page < self.first {
            let missing = usize::try_from(self.first - page).unwrap_or(0);
            self.pages
                .splice(0..0, std::iter::repeat_with(|| None).take(missing));
            self.first = page;
        }
        let at = usize::try_from(page - self.first).unwrap_or(0);
        if at >= self.pages.len() {
            self.pages.resize_with(at + 1, || None);
        }
        if let Some(page) = self.pages.get_mut(at) {
            page.get_or_insert_with(|| Box::new([T::default(); SLOTS]));
        }
    }

    /// About how many bytes it takes.
    pub(in crate::impact) fn memory(&self) -> usize {
        let pages = self.pages.iter().flatten().count();
        pages * size_of::<[T; SLOTS]>() + size_of_val(self.pages.as_slice())
    }

    /// The entries that are not empty, by rising index.
    pub(in crate::impact) fn entries(&self) -> impl Iterator<Item = (i64, &T)> + Clone + '_ {
        (self.first..)
            .zip(&self.pages)
            .filter_map(|(page, entries)| Some((page, entries.as_ref()?)))
            .flat_map(|(page, entries)| (page * PAGE..).zip(entries.iter()))
            .filter(|(_, entry)| **entry != T::default())
    }
}

impl Bins {
    #[inline]
    pub(in crate::impact) fn add(&mut self, index: i64, weight: u64) {
        if let Some(bin) = self.at(index) {
            *bin += weight;
        }
    }

    /// The indices that have weight, rising.
    pub(in crate::impact) fn iter(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        self.entries().map(|(index, weight)| (index, *weight))
    }

    pub(in crate::impact) fn merge(&mut self, other: &Self) {
        for (index, weight) in other.iter() {
            self.add(index, weight);
        }
    }

    /// The weight of this index and all above.
    pub(in crate::impact) fn from(&self, index: i64) -> u64 {
        self.iter()
            .filter(|(at, _)| *at >= index)
            .map(|(_, weight)| weight)
            .sum()
    }
}

impl Wire for u64 {
    type Form = u64;

    fn form(&self) -> Self::Form {
        *self
    }

    fn of(form: Self::Form) -> Result<Self, WireError> {
        Ok(form)
    }
}

/// Indices, rising, with their entries.
impl<T: Wire + Copy + Default + PartialEq> Wire for Pages<T> {
    type Form = Vec<(i64, T::Form)>;

    fn form(&self) -> Self::Form {
        let entries = self.entries();
        entries
            .map(|(index, entry)| (index, entry.form()))
            .collect()
    }

    fn of(form: Self::Form) -> Result<Self, WireError> {
        let mut pages = Self::default();
        let (Some((least, _)), Some((most, _))) = (form.first(), form.last()) else {
            return Ok(pages);
        };
        let (least, most) = (*least, *most);
        // No scale has more, and memory goes by how far they lie apart.
        let is_far = most.checked_sub(least).is_none_or(|span| span > MOST);
        if is_far || least < -FARTHEST || most > FARTHEST {
            return Err(WireError::TooManyBins { least, most });
        }
        let mut next = least;
        for (index, entry) in form {
            let entry = T::of(entry)?;
            if !(next..=most).contains(&index) || entry == T::default() {
                return Err(WireError::Bin { index });
            }
            if let Some(at) = pages.at(index) {
                *at = entry;
            }
            next = index.saturating_add(1);
        }
        Ok(pages)
    }
}

impl<T: Copy + Default + PartialEq> PartialEq for Pages<T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries().eq(other.entries())
    }
}

#[cfg(test)]
mod tests {
    use super::Bins;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn bins_are_a_map_that_adds(
            parts in prop::collection::vec((-5000_i64..5000, 1_u64..9), 0..200),
            cut in 0_usize..200,
        ) {
            let mut map = BTreeMap::new();
            let (mut whole, mut first, mut rest) = (Bins::default(), Bins::default(), Bins::default());
            for (at, &(index, weight)) in parts.iter().enumerate() {
                *map.entry(index).or_insert(0) += weight;
                whole.add(index, weight);
                if at < cut { first.add(index, weight) } else { rest.add(index, weight) }
            }
            prop_assert!(whole.iter().eq(map.clone()));
            prop_assert_eq!(whole.from(17), map.range(17..).map(|(_, weight)| weight).sum::<u64>());
            rest.merge(&first);
            prop_assert_eq!(rest, whole);
        }
    }
}
