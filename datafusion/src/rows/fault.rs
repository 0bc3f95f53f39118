//! Why a row cannot be read.

use std::fmt;

use scoreshift::formula::Path;
use serde::de::{Error, Expected, Unexpected};

/// Texts of values are cut here: a row may hold megabytes.
const MOST: usize = 200;

/// Why a row cannot be read, and where in it.
#[derive(Debug)]
pub(super) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// From the inside out.
    place: Vec<String>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Type {
        unexpected: String,
        expected: String,
        /// The type of the column, once it is known.
        found: Option<String>,
    },
    Value {
        unexpected: String,
        expected: String,
    },
    Missing(String),
    Unknown {
        field: String,
        known: &'static [&'static str],
    },
    Other(String),
}

impl Fault {
    fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            place: Vec::new(),
            kind,
        }))
    }

    /// The same fault inside a field, an entry or an item.
    pub(super) fn at(mut self, name: String) -> Self {
        self.0.place.push(name);
        self
    }

    /// The same fault, found in a column of this type.
    pub(super) fn of_type(mut self, name: impl fmt::Display) -> Self {
        if let Kind::Type { found, .. } = &mut self.0.kind {
            found.get_or_insert_with(|| name.to_string());
        }
        self
    }

    /// What is wrong with every row, if this was found in a row of default values.
    pub(super) fn of_every_row(self) -> Option<String> {
        let place = self.place();
        match self.0.kind {
            Kind::Type {
                found: Some(found),
                expected,
                ..
            } => Some(format!("{place} is {found}, expected {expected}")),
            Kind::Type { .. } | Kind::Missing(_) | Kind::Unknown { .. } => Some(self.to_string()),
            Kind::Value { .. } | Kind::Other(_) => None,
        }
    }

    fn place(&self) -> String {
        if self.0.place.is_empty() {
            "the subject".to_owned()
        } else {
            format!("`{}`", self.path())
        }
    }

    fn path(&self) -> Path {
        Path::new(self.0.place.iter().rev())
    }

    fn inside(&self, field: &str) -> Path {
        self.path().join(field)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Type {
                unexpected,
                expected,
                ..
            }
            | Kind::Value {
                unexpected,
                expected,
            } => write!(f, "{} is {unexpected}, expected {expected}", self.place()),
            Kind::Missing(field) => write!(f, "missing field `{}`", self.inside(field)),
            Kind::Unknown { field, known } => {
                write!(f, "unknown field `{}`", self.inside(field))?;
                match known {
                    [] => f.write_str(": there are none"),
                    _ => write!(f, ": there is {}", known.join(", ")),
                }
            }
            Kind::Other(text) if self.0.place.is_empty() => f.write_str(text),
            Kind::Other(text) => write!(f, "`{}`: {text}", self.path()),
        }
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self::new(Kind::Other(cut(text.to_string(), 2 * MOST)))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Kind::Type {
            unexpected: cut(unexpected.to_string(), MOST),
            expected: expected.to_string(),
            found: None,
        })
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Kind::Value {
            unexpected: cut(unexpected.to_string(), MOST),
            expected: expected.to_string(),
        })
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::new(Kind::Unknown {
            field: cut(field.to_owned(), MOST),
            known,
        })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Kind::Missing(field.to_owned()))
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
