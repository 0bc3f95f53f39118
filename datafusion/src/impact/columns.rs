//! Columns of results, whatever width the engine chose for them.

use datafusion::arrow::{
    array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, RecordBatch, StringArray},
    compute::cast,
    datatypes::{DataType, Decimal128Type, Float64Type},
};

use crate::{ImpactQueryError, cells::Given};

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

/// The column of rows that may be named.
pub(super) fn given(batch: &RecordBatch, name: &str) -> Result<Given, ImpactQueryError> {
    Given::of(column(batch, name)?).ok_or(ImpactQueryError::Unreadable { what: "a list" })
}

fn column<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef, ImpactQueryError> {
    batch
        .column_by_name(name)
        .ok_or(ImpactQueryError::Unreadable { what: "a result" })
}
