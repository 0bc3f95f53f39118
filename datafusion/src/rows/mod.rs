//! From rows of Arrow arrays to what a model scores.

mod cell;
mod column;
mod error;
mod fields;
mod influence;
mod sample;
mod serde;
mod texts;

pub use self::serde::Serde;
pub use error::{RowError, RowProblem};
pub use influence::InfluenceRows;
pub(crate) use texts::Texts;

use datafusion::arrow::{array::Array, datatypes::DataType};

/// How the subjects in a batch of rows become the input of a model.
///
/// [`Serde`] does it for every input that serde can read. Write one by hand where reading is what takes the time: the
/// arrays are taken apart once for each batch, by [`read`](Self::read), and not for each row.
///
/// # Examples
///
/// ```
/// use datafusion::arrow::array::{Array, AsArray as _, Float64Array};
/// use datafusion::arrow::datatypes::{DataType, Float64Type};
/// use scoreshift_datafusion::{Reader, RowError, Rows};
///
/// /// Seconds, as a column of doubles.
/// struct Seconds;
///
/// impl Rows<f64> for Seconds {
///     fn check(&self, subject: &DataType) -> Result<(), RowError> {
///         match subject {
///             DataType::Float64 => Ok(()),
///             other => Err(format!("the subject is {other}, expected Float64").into()),
///         }
///     }
///
///     fn read<'b>(&self, subjects: &'b dyn Array) -> Result<Box<dyn Reader<f64> + 'b>, RowError> {
///         let seconds = subjects.as_primitive_opt::<Float64Type>().ok_or("the subject is no Float64")?;
///         Ok(Box::new(Column(seconds)))
///     }
/// }
///
/// struct Column<'b>(&'b Float64Array);
///
/// impl Reader<f64> for Column<'_> {
///     fn row(&mut self, row: usize) -> Result<&f64, RowError> {
///         match self.0.is_null(row) {
///             true => Err(RowError::null()),
///             false => self.0.values().get(row).ok_or_else(|| format!("there is no row {row}").into()),
///         }
///     }
/// }
///
/// let column = Float64Array::from(vec![Some(1.5), None]);
/// let mut reader = Seconds.read(&column)?;
/// assert_eq!(reader.row(0), Ok(&1.5));
/// assert_eq!(reader.row(1), Err(RowError::null()));
/// # Ok::<(), RowError>(())
/// ```
pub trait Rows<I: ?Sized>: Send + Sync + 'static {
    /// The fields of a subject, in the order in which SQL passes them when they are not named; empty where a subject is
    /// one value and has no fields.
    fn columns(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether rows of this type can be read at all. It is asked while a query is planned.
    ///
    /// # Errors
    ///
    /// What no row can be read without: a missing column, or a type that does not fit, with what was expected.
    fn check(&self, subject: &DataType) -> Result<(), RowError> {
        let _ = subject;
        Ok(())
    }

    /// Takes the arrays of a batch apart. Subjects with fields are a [`StructArray`].
    ///
    /// [`StructArray`]: datafusion::arrow::array::StructArray
    ///
    /// # Errors
    ///
    /// Why no row of the batch can be read; it stops the query.
    fn read<'b>(&self, subjects: &'b dyn Array) -> Result<Box<dyn Reader<I> + 'b>, RowError>;
}

/// Reads the rows of one batch, one after the other. See [`Rows`].
pub trait Reader<I: ?Sized> {
    /// The input in this row, from 0. The reader keeps it until the next row, and may use its memory again.
    ///
    /// # Errors
    ///
    /// Why this row cannot be read, with the place and the value, as one sentence without a full stop. It is counted,
    /// shown and grouped by, so it must not depend on anything but the row.
    fn row(&mut self, row: usize) -> Result<&I, RowError>;
}
