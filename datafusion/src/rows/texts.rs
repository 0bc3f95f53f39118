//! A column of texts, however they are stored.

use datafusion::arrow::{
    array::{Array, AsArray as _, LargeStringArray, StringArray, StringViewArray},
    datatypes::DataType,
};

pub(crate) enum Texts<'b> {
    Utf8(&'b StringArray),
    Large(&'b LargeStringArray),
    View(&'b StringViewArray),
}

impl<'b> Texts<'b> {
    /// None where the column is of another type.
    pub(crate) fn new(array: &'b dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Self::Utf8(array.as_string()),
            DataType::LargeUtf8 => Self::Large(array.as_string()),
            DataType::Utf8View => Self::View(array.as_string_view()),
            _ => return None,
        })
    }

    /// None for NULL.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<&'b str> {
        match self {
            Self::Utf8(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Large(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
        }
    }
}
