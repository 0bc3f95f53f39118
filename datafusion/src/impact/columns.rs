//! Columns of results, whatever width the engine chose for them.

use datafusion::arrow::{
    array::{
        Array, ArrayRef, AsArray, BinaryArray, Decimal128Array, Float64Array, Int64Array,
        ListArray, RecordBatch, StringArray,
    },
    compute::cast,
    datatypes::{DataType, Decimal128Type, Float64Type},
};

use crate::{
    ImpactQueryError,
    cells::{TIMES, VALUE},
};

/// A column of whole numbers.
pub(super) struct Numbers(Decimal128Array);

impl Numbers {
    pub(super) fn of(batch: &RecordBatch, name: &str) -> Result<Self, ImpactQueryError> {
        let wide = cast(column(batch, name)?, &DataType::Decimal128(38, 0))?;
        Ok(Self(wide.as_primitive::<Decimal128Type>().clone()))
    }

    pub(super) fn at(&self, row: usize) -> Option<i128> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }
}

/// A column of numbers.
pub(super) struct Floats(Float64Array);

impl Floats {
    pub(super) fn of(batch: &RecordBatch, name: &str) -> Result<Self, ImpactQueryError> {
        let floats = cast(column(batch, name)?, &DataType::Float64)?;
        Ok(Self(floats.as_primitive::<Float64Type>().clone()))
    }

    pub(super) fn at(&self, row: usize) -> Option<f64> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }
}

/// A column of texts.
pub(super) struct Texts(StringArray);

impl Texts {
    pub(super) fn of(batch: &RecordBatch, name: &str) -> Result<Self, ImpactQueryError> {
        let texts = cast(column(batch, name)?, &DataType::Utf8)?;
        Ok(Self(texts.as_string::<i32>().clone()))
    }

    pub(super) fn at(&self, row: usize) -> Option<&str> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }
}

/// A column of lists of bytes, each with how often it occurred.
pub(super) struct Lists {
    rows: ListArray,
    values: BinaryArray,
    times: Int64Array,
}

impl Lists {
    pub(super) fn of(batch: &RecordBatch, name: &str) -> Result<Self, ImpactQueryError> {
        let lists = column(batch, name)?.as_list_opt::<i32>().cloned();
        let known = lists.and_then(|lists| {
            let entries = lists.values().as_struct_opt()?;
            let values = entries.column_by_name(VALUE)?.as_binary_opt()?.clone();
            let times = entries.column_by_name(TIMES)?.as_primitive_opt()?.clone();
            Some(Self {
                rows: lists,
                values,
                times,
            })
        });
        known.ok_or(ImpactQueryError::Unreadable { what: "a list" })
    }

    pub(super) fn at(&self, row: usize) -> impl Iterator<Item = (&[u8], i64)> {
        let ends = self.rows.value_offsets().get(row..row.saturating_add(2));
        let range = match ends {
            Some(&[start, end]) if self.rows.is_valid(row) => start..end,
            _ => 0..0,
        };
        let entries = range.filter_map(|at| usize::try_from(at).ok());
        entries.map(|at| (self.values.value(at), self.times.value(at)))
    }
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef, ImpactQueryError> {
    batch
        .column_by_name(name)
        .ok_or(ImpactQueryError::Unreadable { what: "a result" })
}
