//! Which rows of a batch may be among those that moved most.

use std::collections::BTreeMap;

use datafusion::arrow::array::{Array as _, StringArray};

use super::Move;

/// For each row, whether it may be among so many that moved most each way, of all or of a segment: who is beaten within
/// the batch is beaten in the table.
pub(crate) fn farthest(
    moves: &[Option<Move<'_>>],
    most: usize,
    segments: &[StringArray],
) -> Vec<bool> {
    let mut may = vec![false; moves.len()];
    if most == 0 {
        return may;
    }
    let numbered = moves.iter().enumerate();
    let all: Vec<(usize, Move<'_>)> = numbered
        .filter_map(|(row, moved)| Some((row, (*moved)?)))
        .collect();
    for rises in [false, true] {
        let way = all.iter().filter(|(_, moved)| {
            if rises {
                moved.moved() > 0.0
            } else {
                moved.moved() < 0.0
            }
        });
        if segments.is_empty() {
            mark(&mut may, way.copied().collect(), most);
            continue;
        }
        // Who is in no segment of a dimension is one of a segment of its own, and so everybody is in one.
        for values in segments {
            let mut groups: BTreeMap<Option<&str>, Vec<(usize, Move<'_>)>> = BTreeMap::new();
            for &(row, moved) in way.clone() {
                let value = values.is_valid(row).then(|| values.value(row));
                groups.entry(value).or_default().push((row, moved));
            }
            for group in groups.into_values() {
                mark(&mut may, group, most);
            }
        }
    }
    may
}

fn mark(may: &mut [bool], mut rows: Vec<(usize, Move<'_>)>, most: usize) {
    if rows.len() > most {
        rows.select_nth_unstable_by(most, |a, b| a.1.farthest_first(&b.1));
        rows.truncate(most);
    }
    for (row, _) in rows {
        if let Some(may) = may.get_mut(row) {
            *may = true;
        }
    }
}
