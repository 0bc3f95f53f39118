//! From rows to a model's input.

use datafusion::{arrow::array::ArrayRef, error::Result};

/// Reads one row, or says why it cannot be read.
pub type Read<'r, I> = Box<dyn Fn(usize) -> Result<I, String> + 'r>;

/// How rows become inputs of a model.
pub trait Rows<I>: std::fmt::Debug + Send + Sync + 'static {
    /// Prepares to read the rows of a column of subjects.
    ///
    /// # Errors
    ///
    /// The column is not of a type that can be read.
    fn open<'r>(&self, subjects: &'r ArrayRef) -> Result<Read<'r, I>>;
}
