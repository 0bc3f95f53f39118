//! Which subjects change places.

/// How many pairs change places, and the positions of one: the lower one before, and the higher one.
///
/// A pair changes places if one is strictly below the other before, and strictly above it after; ties on either side
/// are no change. n · log n.
pub(super) fn crossings(levels: &[(i64, i64)]) -> (u64, Option<(usize, usize)>) {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    // Among equals before, the lower one after comes first: they are no crossing.
    order.sort_by_key(|&index| levels.get(index));
    let mut after: Vec<i64> = order
        .iter()
        .filter_map(|&index| levels.get(index).map(|level| level.1))
        .collect();
    // Where any two cross, two neighbours do.
    let example = order
        .windows(2)
        .zip(after.windows(2))
        .find_map(|pair| match pair {
            (&[low, high], [a, b]) if a > b => Some((low, high)),
            _ => None,
        });
    let mut spare = after.clone();
    (inversions(&mut after, &mut spare), example)
}

/// How many pairs stand in falling order; sorts them, by merging ever longer runs.
fn inversions(values: &mut Vec<i64>, spare: &mut Vec<i64>) -> u64 {
    let mut count = 0_u64;
    let mut run = 1;
    while run < values.len() {
        spare.clear();
        for pair in values.chunks(2 * run) {
            let (left, right) = pair.split_at(run.min(pair.len()));
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            loop {
                match (left.peek(), right.peek()) {
                    (Some(a), Some(b)) if a <= b => spare.extend(left.next()),
                    (Some(_), Some(_)) => {
                        // It stands behind all that are left on the left, and below them.
                        count += left.len() as u64;
                        spare.extend(right.next());
                    }
                    (Some(_), None) => spare.extend(left.next()),
                    (None, Some(_)) => spare.extend(right.next()),
                    (None, None) => break,
                }
            }
        }
        std::mem::swap(values, spare);
        run *= 2;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::crossings;
    use proptest::prelude::*;

    /// Every pair, one by one.
    fn counted(levels: &[(i64, i64)]) -> u64 {
        let crosses = |a: &(i64, i64), b: &(i64, i64)| a.0 < b.0 && a.1 > b.1;
        let of = |a| levels.iter().filter(|b| crosses(a, b)).count() as u64;
        levels.iter().map(of).sum()
    }

    #[test]
    fn ties_are_no_crossing() {
        assert_eq!(crossings(&[]), (0, None));
        assert_eq!(crossings(&[(1, 5), (1, 3), (1, 4)]), (0, None));
        assert_eq!(crossings(&[(1, 5), (2, 5), (3, 5)]), (0, None));
        assert_eq!(crossings(&[(2, 1), (1, 2)]), (1, Some((1, 0))));
    }

    proptest! {
        #[test]
        fn the_count_is_that_of_every_pair(
            levels in prop::collection::vec((0_i64..8, 0_i64..8), 0..60)
        ) {
            let (count, example) = crossings(&levels);
            prop_assert_eq!(count, counted(&levels));
            prop_assert_eq!(example.is_some(), count > 0);
            if let Some((low, high)) = example {
                prop_assert!(levels[low].0 < levels[high].0 && levels[low].1 > levels[high].1);
            }
        }
    }
}
