//! The columns of `…_moves` and `…_moves_by_change`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, Float64Array, Int64Array, StringArray, StructArray},
        datatypes::{DataType, Field, Fields},
    },
    error::Result,
};
use scoreshift::impact::{Attribution, Measured};

use super::engine::Unscored;

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

/// The columns of rows, each of which was measured or says why not.
pub(super) fn columns(
    changes: Option<usize>,
    rows: &[Result<Measured, Unscored>],
) -> Result<StructArray> {
    let each = || rows.iter().map(|row| row.as_ref().ok());
    let points = |of: fn(&Measured) -> f64| -> ArrayRef {
        Arc::new(each().map(|row| row.map(of)).collect::<Float64Array>())
    };
    let whole = |of: &dyn Fn(&Measured) -> i64| -> ArrayRef {
        Arc::new(each().map(|row| row.map(of)).collect::<Int64Array>())
    };
    let texts = |of: &dyn Fn(&Result<Measured, Unscored>) -> Option<String>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let mut columns = vec![
        points(|moved| moved.before),
        points(|moved| moved.after),
        whole(&|moved| moved.micro_before),
        whole(&|moved| moved.micro_after),
        whole(&|moved| {
            i64::from(moved.after > moved.before) - i64::from(moved.after < moved.before)
        }),
        texts(&|row| row.as_ref().err().map(ToString::to_string)),
    ];
    if let Some(changes) = changes {
        columns.push(texts(&|row| {
            let why = row.as_ref().ok()?.why.as_ref()?;
            why.unexplained.clone()
        }));
        columns.extend((0..changes).map(|at| {
            let effect = |why: &Attribution| why.causes.get(at).copied();
            whole(&|moved| moved.why.as_ref().and_then(effect).unwrap_or(0))
        }));
    }
    Ok(StructArray::try_new(fields(changes), columns, None)?)
}
