//! The second pass: who moved most.
//!
//! The first pass knows how many subjects moved how far, and so from which bin on they are among those that moved
//! most; only those come back, and are sorted here.

use std::collections::BTreeMap;

use datafusion::{
    common::ScalarValue,
    error::Result,
    logical_expr::{Case, Expr, lit},
    prelude::col,
};
use scoreshift::impact::Mover;

use super::{
    cells::{Cells, field, segment_column},
    gather::{Gather, Group},
};

/// The bins from which on subjects may be among those that moved most: falls up to one, rises from one.
#[derive(Clone, Copy, Debug)]
struct Farthest {
    falls: Option<i64>,
    rises: Option<i64>,
}

impl Farthest {
    fn of(group: &Group, most: usize) -> Self {
        let upto = |bins: &mut dyn Iterator<Item = (&i64, &u64)>| {
            let mut left = u64::try_from(most).unwrap_or(u64::MAX);
            let mut last = None;
            for (bin, subjects) in bins {
                last = Some(*bin);
                left = left.saturating_sub(*subjects);
                if left == 0 {
                    break;
                }
            }
            last
        };
        Self {
            falls: upto(&mut group.fallen.iter()),
            rises: upto(&mut group.risen.iter().rev()),
        }
    }
}

/// Whether a subject may be among those that moved most, of all or of a segment.
pub(super) fn may_be_mover(cells: &Cells, gather: &Gather, most: usize) -> Result<Expr> {
    let bin = cells.move_bin()?;
    let direction = || field("direction");
    let farther = |falls: Expr, rises: Expr| {
        let fell = direction().lt(lit(0_i64)).and(bin.clone().lt_eq(falls));
        let rose = direction().gt(lit(0_i64)).and(bin.clone().gt_eq(rises));
        fell.or(rose)
    };
    let whole = Farthest::of(&gather.whole, most);
    let mut any = farther(whole_number(whole.falls), whole_number(whole.rises));
    for (at, values) in gather.segments.iter().enumerate() {
        let farthest: Vec<(&str, Farthest)> = values
            .iter()
            .filter_map(|(value, group)| Some((value.as_deref()?, Farthest::of(group, most))))
            .collect();
        if farthest.is_empty() {
            continue;
        }
        let of = |bin: &dyn Fn(Farthest) -> Option<i64>| {
            let cases = farthest.iter().map(|(value, farthest)| {
                let stored = lit(super::cells::stored(value));
                (Box::new(stored), Box::new(whole_number(bin(*farthest))))
            });
            // Who is in no segment of the dimension is in none of these cases.
            Expr::Case(Case::new(
                Some(Box::new(col(segment_column(at)))),
                cases.collect(),
                None,
            ))
        };
        any = any.or(farther(of(&|of| of.falls), of(&|of| of.rises)));
    }
    Ok(any)
}

fn whole_number(number: Option<i64>) -> Expr {
    Expr::Literal(ScalarValue::Int64(number), None)
}

/// The subjects that moved most in one direction, as they come.
#[derive(Debug, Default)]
pub(super) struct Most(Vec<Mover>);

impl Most {
    fn add(&mut self, most: usize, mover: Mover) {
        self.0.push(mover);
        if self.0.len() >= most.saturating_mul(4).max(1024) {
            self.0.sort_by(Mover::farthest_first);
            self.0.truncate(most);
        }
    }

    fn finish(mut self, most: usize) -> Vec<Mover> {
        self.0.sort_by(Mover::farthest_first);
        self.0.truncate(most);
        self.0
    }
}

/// Falls and rises.
pub(super) type Both = [Most; 2];

/// The movers of all and of each segment.
#[derive(Debug, Default)]
pub(super) struct Movers {
    pub(super) whole: Both,
    pub(super) segments: Vec<BTreeMap<String, Both>>,
}

impl Movers {
    pub(super) fn new(dimensions: usize) -> Self {
        Self {
            whole: Both::default(),
            segments: (0..dimensions).map(|_| BTreeMap::new()).collect(),
        }
    }

    pub(super) fn add(&mut self, most: usize, mover: &Mover, segments: &[Option<String>]) {
        let rose = usize::from(mover.moved > 0.0);
        if let Some(movers) = self.whole.get_mut(rose) {
            movers.add(most, mover.clone());
        }
        for (values, value) in self.segments.iter_mut().zip(segments) {
            let Some(value) = value else { continue };
            let both = values.entry(value.clone()).or_default();
            if let Some(movers) = both.get_mut(rose) {
                movers.add(most, mover.clone());
            }
        }
    }
}

pub(super) fn finish(both: Both, most: usize) -> [Vec<Mover>; 2] {
    both.map(|movers| movers.finish(most))
}
