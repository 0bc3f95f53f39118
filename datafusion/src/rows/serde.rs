//! Any input that serde can read.

use std::{fmt, marker::PhantomData};

use datafusion::arrow::{array::Array, datatypes::DataType};
use serde::de::DeserializeOwned;

use super::{
    Reader, RowError, Rows, cell::Cell, column::Column, fields::fields_of, sample::sample,
};

/// Reads rows into any input that implements serde's `Deserialize`.
///
/// | SQL | Rust |
/// | --- | --- |
/// | `STRUCT` | a struct, by the names of its fields; a map; a tuple, by position; an enum, if one field is not NULL |
/// | `MAP` | a map; a struct |
/// | lists | `Vec`, arrays, tuples |
/// | integers | integers that can hold the value, and floats |
/// | `REAL`, `DOUBLE` | floats |
/// | `DECIMAL` | floats, the nearest; integers, where it is one; text |
/// | dates, times, durations | text, such as `2026-11-24`; integers, as they are stored |
/// | text, also as a dictionary | text; enums without content |
/// | `BYTEA` | bytes, as `serde_bytes` takes them |
///
/// NULL is absent: a field of a struct or an entry of a map that is NULL is as if it were not there. So `Option` is
/// `None`, a field with `#[serde(default)]` has its default, and where a field is required the row cannot be scored. An
/// item of a list keeps its position, and is `None`. NaN stays NaN: what it means is the model's to say.
///
/// A column that the input does not know is passed over, or an error with `#[serde(deny_unknown_fields)]`; and an error of the
/// query where a column that it knows is not there, for then one may be the other, misspelt. A struct's
/// fields that `#[serde(flatten)]`s another are not known beforehand: name them by
/// [`Functions::columns`](crate::Functions::columns), or pass a struct.
///
/// # Examples
///
/// ```
/// use scoreshift_datafusion::{Rows, Serde};
///
/// #[derive(serde::Deserialize)]
/// struct Lab { creatinine: f64, age: u8, weight: Option<f64> }
///
/// assert_eq!(Serde::<Lab>::new().columns(), ["creatinine", "age", "weight"]);
/// ```
pub struct Serde<I>(PhantomData<fn() -> I>);

impl<I> Serde<I> {
    /// Reads rows into this input.
    #[must_use]
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<I> Default for Serde<I> {
    fn default() -> Self {
        Self::new()
    }
}

impl<I> Clone for Serde<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for Serde<I> {}

impl<I> fmt::Debug for Serde<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Serde")
    }
}

impl<I: DeserializeOwned + 'static> Rows<I> for Serde<I> {
    fn columns(&self) -> Vec<String> {
        fields_of::<I>()
    }

    /// Reads a row of default values: what is wrong with its types is wrong with every row.
    fn check(&self, subject: &DataType) -> Result<(), RowError> {
        let Some(sample) = sample(subject) else {
            return Ok(());
        };
        let column = &Column::new(sample.as_ref())?.sample();
        if column.is_null(0) {
            return Ok(());
        }
        match I::deserialize(Cell { column, row: 0 }) {
            Ok(_) => Ok(()),
            // What is in a map, only its rows tell.
            Err(_) if matches!(subject, DataType::Map(..)) => Ok(()),
            Err(fault) => fault.of_every_row().map_or(Ok(()), Err),
        }
    }

    fn read<'b>(&self, subjects: &'b dyn Array) -> Result<Box<dyn Reader<I> + 'b>, RowError> {
        Ok(Box::new(SerdeReader::new(subjects)?))
    }
}

pub(super) struct SerdeReader<'b, I> {
    column: Column<'b>,
    input: Option<I>,
}

impl<'b, I: DeserializeOwned> SerdeReader<'b, I> {
    pub(super) fn new(subjects: &'b dyn Array) -> Result<Self, RowError> {
        Ok(Self {
            column: Column::new(subjects)?,
            input: None,
        })
    }

    pub(super) fn one(&self, row: usize) -> Result<I, RowError> {
        let column = &self.column;
        if column.is_null(row) {
            return Err(RowError::null());
        }
        I::deserialize(Cell { column, row })
    }
}

impl<I: DeserializeOwned> Reader<I> for SerdeReader<'_, I> {
    fn row(&mut self, row: usize) -> Result<&I, RowError> {
        let input = self.one(row)?;
        Ok(self.input.insert(input))
    }
}
