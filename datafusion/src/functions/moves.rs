//! The columns of `…_moves` and `…_moves_by_change`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, Float64Builder, Int64Builder, StringBuilder, StructArray},
        datatypes::{DataType, Field, Fields},
    },
    error::Result,
};
use scoreshift::impact::Measured;

/// The type of the columns: with the effects of so many named changes, or without.
pub(super) fn fields(changes: Option<usize>) -> Fields {
    let whole = |name: &str| Field::new(name, DataType::Int64, true);
    let points = |name: &str| Field::new(name, DataType::Float64, true);
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let mut fields = vec![
        points("before"),
        points("after"),
        whole("micro_before"),
        whole("micro_after"),
        whole("direction"),
        text("failed"),
    ];
    if let Some(changes) = changes {
        fields.push(text("unexplained"));
        fields.extend((0..changes).map(|at| whole(&format!("change_{at}"))));
    }
    fields.into()
}

pub(super) struct Moves {
    scores: [Float64Builder; 2],
    whole: [Int64Builder; 3],
    failed: StringBuilder,
    unexplained: Option<StringBuilder>,
    changes: Vec<Int64Builder>,
}

impl Moves {
    pub(super) fn of(changes: Option<usize>, rows: usize) -> Self {
        Self {
            scores: [(); 2].map(|()| Float64Builder::with_capacity(rows)),
            whole: [(); 3].map(|()| Int64Builder::with_capacity(rows)),
            failed: StringBuilder::with_capacity(rows, 0),
            unexplained: changes.map(|_| StringBuilder::with_capacity(rows, 0)),
            changes: (0..changes.unwrap_or(0))
                .map(|_| Int64Builder::with_capacity(rows))
                .collect(),
        }
    }

    #[inline]
    pub(super) fn add(&mut self, measured: Result<Measured, String>) {
        let measured = match measured {
            Ok(measured) => measured,
            Err(reason) => return self.fail(&reason),
        };
        let (before, after) = (measured.before, measured.after);
        for (column, points) in self.scores.iter_mut().zip([before, after]) {
            column.append_value(points);
        }
        let direction = i64::from(after > before) - i64::from(after < before);
        let whole = [measured.micro_before, measured.micro_after, direction];
        for (column, number) in self.whole.iter_mut().zip(whole) {
            column.append_value(number);
        }
        self.failed.append_null();
        if let Some(unexplained) = &mut self.unexplained {
            let why = measured.why.as_ref();
            unexplained.append_option(why.and_then(|why| why.unexplained.as_deref()));
            for (at, column) in self.changes.iter_mut().enumerate() {
                let effect = why.and_then(|why| why.causes.get(at));
                column.append_value(effect.copied().unwrap_or(0));
            }
        }
    }

    fn fail(&mut self, reason: &str) {
        self.scores.iter_mut().for_each(Float64Builder::append_null);
        self.whole.iter_mut().for_each(Int64Builder::append_null);
        self.changes.iter_mut().for_each(Int64Builder::append_null);
        self.failed.append_value(reason);
        if let Some(unexplained) = &mut self.unexplained {
            unexplained.append_null();
        }
    }

    pub(super) fn finish(self) -> Result<StructArray> {
        let Self {
            scores,
            whole,
            mut failed,
            unexplained,
            changes,
        } = self;
        let fields = fields(unexplained.as_ref().map(|_| changes.len()));
        let mut columns: Vec<ArrayRef> = Vec::new();
        for mut column in scores {
            columns.push(Arc::new(column.finish()));
        }
        for mut column in whole {
            columns.push(Arc::new(column.finish()));
        }
        columns.push(Arc::new(failed.finish()));
        if let Some(mut unexplained) = unexplained {
            columns.push(Arc::new(unexplained.finish()));
        }
        for mut column in changes {
            columns.push(Arc::new(column.finish()));
        }
        Ok(StructArray::try_new(fields, columns, None)?)
    }
}
