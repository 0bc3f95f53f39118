//! Weights by integer index: a histogram that takes no more memory than the indices that occur.

use super::wire::Wire;

/// The largest distance between two indices.
const MOST: i64 = 2_000_000_002;

/// The farthest index, beyond which no page ends.
const FARTHEST: i64 = 1 << 60;

/// Indices that share one allocation.
const SLOTS: usize = 256;
const PAGE: i64 = 256;

/// Weights by index. Two are equal if they hold the same weights, however they grew.
#[derive(Clone, Debug, Default)]
pub(super) struct Bins {
    /// The number of the first page.
    first: i64,
    pages: Vec<Option<Box<[u64; SLOTS]>>>,
}

impl Bins {
    #[inline]
    pub(super) fn add(&mut self, index: i64, weight: u64) {
        let (page, slot) = (index.div_euclid(PAGE), index.rem_euclid(PAGE));
        let known = usize::try_from(page - self.first)
            .ok()
            .and_then(|page| self.pages.get_mut(page))
            .and_then(Option::as_mut);
        let page = match known {
            Some(page) => page,
            None => self.page(page),
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a remainder below 256"
        )]
        if let Some(bin) = page.get_mut(slot as usize) {
            *bin += weight;
        }
    }

    #[cold]
    fn page(&mut self, page: i64) -> &mut [u64; SLOTS] {
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
        #[allow(
            clippy::indexing_slicing,
            reason = "the list was just made long enough"
        )]
        self.pages[at].get_or_insert_with(|| Box::new([0; SLOTS]))
    }

    /// The indices that have weight, rising.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        (self.first..)
            .zip(&self.pages)
            .filter_map(|(page, bins)| Some((page, bins.as_ref()?)))
            .flat_map(|(page, bins)| (page * PAGE..).zip(bins.iter().copied()))
            .filter(|(_, weight)| *weight > 0)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (index, weight) in other.iter() {
            self.add(index, weight);
        }
    }

    /// The weight of this index and all above.
    pub(super) fn from(&self, index: i64) -> u64 {
        self.iter()
            .filter(|(at, _)| *at >= index)
            .map(|(_, weight)| weight)
            .sum()
    }
}

/// Indices, rising, with their weights.
impl Wire for Bins {
    type Form = Vec<(i64, u64)>;

    fn form(&self) -> Self::Form {
        self.iter().collect()
    }

    fn of(form: Self::Form) -> Result<Self, String> {
        let ends = (
            form.iter().map(|at| at.0).min(),
            form.iter().map(|at| at.0).max(),
        );
        if let (Some(least), Some(most)) = ends {
            // No scale has more, and memory goes by how far they lie apart.
            let is_far = most.checked_sub(least).is_none_or(|span| span > MOST);
            if is_far || least < -FARTHEST || most > FARTHEST {
                return Err(format!("bins from {least} to {most} are too many"));
            }
        }
        let mut bins = Self::default();
        let mut last = None;
        for (index, weight) in form {
            if last.is_some_and(|last| index <= last) || weight == 0 {
                return Err(format!("bin {index} stands where it cannot"));
            }
            last = Some(index);
            bins.add(index, weight);
        }
        Ok(bins)
    }
}

impl PartialEq for Bins {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
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
