//! Why a row cannot be read.

use std::fmt;

use datafusion::arrow::datatypes::DataType;
use scoreshift::formula::Path;
use serde::de::{Error, Expected, Unexpected};

/// Texts of values are cut here: a row may hold megabytes.
const MOST: usize = 200;

/// Why a row cannot be read, and where in it.
///
/// A mapping of one's own makes one of a text, which should name the place and the value, as one sentence without a full stop.
///
/// # Examples
///
/// ```
/// use scoreshift_datafusion::{RowError, RowProblem};
///
/// let error = RowError::from("the page has no images");
/// assert!(matches!(error.problem(), RowProblem::Refused { .. }));
/// assert_eq!(error.to_string(), "the page has no images");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    /// From the inside out.
    place: Vec<String>,
    problem: RowProblem,
}

/// What is wrong with a row: [`RowError::problem`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowProblem {
    /// There is no subject.
    Null,
    /// A value is of another type.
    #[non_exhaustive]
    Type {
        /// The value, or the type of its column where no value of that can be read.
        found: String,
        /// What was expected.
        expected: String,
        /// The type of the column, once it is known.
        column: Option<String>,
    },
    /// A value is of its type, and none that is read.
    #[non_exhaustive]
    Value {
        /// The value.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// A field is not there.
    #[non_exhaustive]
    Missing {
        /// The field.
        field: String,
    },
    /// A field is none of those that are read.
    #[non_exhaustive]
    Unknown {
        /// The field.
        field: String,
        /// Those that are read.
        known: Vec<String>,
    },
    /// No rows are read from columns of this type.
    #[non_exhaustive]
    ColumnType {
        /// The type.
        found: DataType,
    },
    /// Whoever reads it refuses it.
    #[non_exhaustive]
    Refused {
        /// Why, in their words.
        reason: String,
    },
}

impl RowError {
    pub(super) fn new(problem: RowProblem) -> Self {
        Self(Box::new(Inner {
            place: Vec::new(),
            problem,
        }))
    }

    /// That there is no subject.
    #[must_use]
    pub fn null() -> Self {
        Self::new(RowProblem::Null)
    }

    /// Where in the subject; the root for the subject itself.
    #[must_use]
    pub fn place(&self) -> Path {
        Path::new(self.0.place.iter().rev())
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &RowProblem {
        &self.0.problem
    }

    /// The same fault inside a field, an entry or an item.
    pub(super) fn at(mut self, name: String) -> Self {
        self.0.place.push(name);
        self
    }

    /// The same fault, found in a column of this type.
    pub(super) fn of_type(mut self, name: impl fmt::Display) -> Self {
        if let RowProblem::Type { column, .. } = &mut self.0.problem {
            column.get_or_insert_with(|| name.to_string());
        }
        self
    }

    /// What is wrong with every row, if this was found in a row of default values.
    pub(super) fn of_every_row(mut self) -> Option<Self> {
        match &mut self.0.problem {
            RowProblem::Type { found, column, .. } => {
                if let Some(column) = column {
                    found.clone_from(column);
                }
                Some(self)
            }
            RowProblem::Value { .. } | RowProblem::Refused { .. } => None,
            _ => Some(self),
        }
    }

    fn shown_place(&self) -> String {
        if self.0.place.is_empty() {
            "the subject".to_owned()
        } else {
            format!("`{}`", self.place())
        }
    }

    /// Begins what is not said of the subject as a whole with its place.
    fn inside(&self, f: &mut fmt::Formatter<'_>, text: &dyn fmt::Display) -> fmt::Result {
        if self.0.place.is_empty() {
            write!(f, "{text}")
        } else {
            write!(f, "`{}`: {text}", self.place())
        }
    }
}

impl From<String> for RowError {
    fn from(reason: String) -> Self {
        Self::new(RowProblem::Refused { reason })
    }
}

impl From<&str> for RowError {
    fn from(reason: &str) -> Self {
        reason.to_owned().into()
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.problem {
            RowProblem::Null => f.write_str("the subject is NULL"),
            RowProblem::Type {
                found, expected, ..
            }
            | RowProblem::Value { found, expected } => {
                write!(f, "{} is {found}, expected {expected}", self.shown_place())
            }
            RowProblem::Missing { field } => {
                write!(f, "missing field `{}`", self.place().join(field))
            }
            RowProblem::Unknown { field, known } => {
                write!(f, "unknown field `{}`", self.place().join(field))?;
                match &known[..] {
                    [] => f.write_str(": there are none"),
                    known => write!(f, ": there is {}", known.join(", ")),
                }
            }
            RowProblem::ColumnType { found } => self.inside(
                f,
                &format_args!("{found} is none of the types that are read; cast it"),
            ),
            RowProblem::Refused { reason } => self.inside(f, reason),
        }
    }
}

impl std::error::Error for RowError {}

impl Error for RowError {
    fn custom<T: fmt::Display>(text: T) -> Self {
        cut(text.to_string(), 2 * MOST).into()
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(RowProblem::Type {
            found: cut(unexpected.to_string(), MOST),
            expected: expected.to_string(),
            column: None,
        })
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(RowProblem::Value {
            found: cut(unexpected.to_string(), MOST),
            expected: expected.to_string(),
        })
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::new(RowProblem::Unknown {
            field: cut(field.to_owned(), MOST),
            known: known.iter().map(|&name| name.to_owned()).collect(),
        })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(RowProblem::Missing {
            field: field.to_owned(),
        })
    }
}

fn cut(mut text: String, most: usize) -> String {
    if text.len() > most {
        let end = (0..=most).rev().find(|&end| text.is_char_boundary(end));
        text.truncate(end.unwrap_or(0));
        text.push('…');
    }
    text
}
