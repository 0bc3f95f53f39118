//! What the report of a study counts of a batch.

use std::sync::{Arc, PoisonError};

use datafusion::{
    arrow::array::{Array, ArrayRef, Float64Array, StringArray},
    common::{exec_datafusion_err, exec_err},
    error::Result,
};
use scoreshift::impact::{Measured, PreparedStudy};

use super::{
    engine::{Scorer, Task},
    name::Kind,
};
use crate::cells::{Cells, Entries, Move, Questions, farthest};

/// What a report asks of a batch, and knows of its rows.
pub(super) struct Asked<'b> {
    /// The [`Questions`], as text.
    pub(super) questions: &'b str,
    pub(super) subjects: &'b dyn Array,
    pub(super) keys: &'b StringArray,
    /// How many subjects each row stands for; NULL is 1.
    pub(super) weights: &'b Float64Array,
    /// The values of each dimension.
    pub(super) segments: Vec<StringArray>,
}

/// A study that is ready to be counted.
pub(super) struct Counted<I: ?Sized> {
    /// What it was made of.
    questions: String,
    releases: [usize; 2],
    study: PreparedStudy<I>,
    cells: Cells,
}

impl<I: ?Sized + Send + Sync + 'static> Scorer<I> {
    pub(super) fn count(&self, task: &Task, asked: &Asked<'_>) -> Result<ArrayRef> {
        let counted = self.counted(task, asked.questions)?;
        let Counted { study, cells, .. } = &*counted;
        let mut reader = match self.rows.read(asked.subjects) {
            Ok(reader) => reader,
            Err(problem) => return exec_err!("{} cannot read its rows: {problem}", task.name),
        };
        let rows = asked.subjects.len();
        let key = |row: usize| {
            let keys = asked.keys;
            if keys.is_valid(row) {
                keys.value(row)
            } else {
                "NULL"
            }
        };
        let mut measure = |row: usize| {
            let weight = if asked.weights.is_null(row) {
                1.0
            } else {
                asked.weights.value(row)
            };
            // First its weight, as in one process.
            let weight = PreparedStudy::<I>::weight(weight).map_err(|error| error.to_string())?;
            let measured = study.measure(reader.row(row)?);
            let measured = measured.map_err(|error| error.to_string())?;
            // At most 10¹⁵.
            Ok((measured, i64::try_from(weight).unwrap_or(i64::MAX)))
        };
        let all: Vec<Result<(Measured, i64), String>> = (0..rows).map(&mut measure).collect();
        let moves: Vec<Option<Move<'_>>> = (0..)
            .zip(&all)
            .map(|(row, measured)| {
                let (measured, _) = measured.as_ref().ok()?;
                let (before, after) = (measured.before, measured.after);
                let moved = Move {
                    key: key(row),
                    before,
                    after,
                };
                (before != after).then_some(moved)
            })
            .collect();
        // The largest move of all is that of the first, though none be named.
        let may_be_mover = farthest(&moves, study.movers().max(1), &asked.segments);

        let mut entries = Entries::with_capacity(rows);
        let mut add = |row: usize, measured: &Result<(Measured, i64), String>, named| {
            match measured {
                Ok((measured, weight)) => {
                    let standing = study.standing(measured);
                    entries.scored(cells, (measured, &standing, *weight))?;
                    entries.why(cells, key(row), measured, *weight)?;
                    if let Some(moved) = named {
                        entries.mover(cells, moved)?;
                    }
                }
                Err(reason) => entries.failed(cells, key(row), reason)?,
            }
            entries.end_row()
        };
        for (row, (measured, (moved, may))) in
            all.iter().zip(moves.iter().zip(may_be_mover)).enumerate()
        {
            if add(row, measured, moved.filter(|_| may)).is_none() {
                return exec_err!("{} counts more than a batch can hold", task.name);
            }
        }
        entries.finish()
    }

    /// The study of these questions, which is made once for all batches of a query.
    fn counted(&self, task: &Task, questions: &str) -> Result<Arc<Counted<I>>> {
        let releases = [task.before, task.after];
        // What is behind a lock that a panic left is whole: it is only ever replaced.
        let mut last = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = last.as_ref()
            && known.questions == questions
            && known.releases == releases
        {
            return Ok(Arc::clone(known));
        }
        let study = serde_json::from_str::<Questions>(questions)
            .map_err(|error| error.to_string())
            .and_then(|read| {
                // The function's name says what it was compared by.
                if read.asks_by_change() != (task.kind == Kind::CellsByChange) {
                    return Err("what named changes did is asked of the function for it".to_owned());
                }
                let version = |at: usize| self.versions.get(at).map_or("", String::as_str);
                read.ask(&self.lineage, releases.map(version))
            })
            .map_err(|error| exec_datafusion_err!("{} cannot be asked: {error}", task.name))?;
        let cells = Cells::of(&study)
            .map_err(|error| exec_datafusion_err!("{} cannot be asked: {error}", task.name))?;
        let counted = Arc::new(Counted {
            questions: questions.to_owned(),
            releases,
            study,
            cells,
        });
        *last = Some(Arc::clone(&counted));
        Ok(counted)
    }
}
