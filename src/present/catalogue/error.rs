//! What can be wrong with messages.

use thiserror::Error;

use crate::path::{printable, prose};

/// Why messages cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// No language has this tag.
    #[error("`{tag}` is no language tag such as `de` or `ar-EG`", tag = printable(tag))]
    #[non_exhaustive]
    Tag {
        /// The tag.
        tag: String,
    },
    /// No messages are shipped in this language.
    #[error("no messages are shipped in `{tag}`; there are messages in {}", .shipped.join(", "), tag = printable(tag))]
    #[non_exhaustive]
    NotShipped {
        /// The tag.
        tag: String,
        /// The tags of what is shipped.
        shipped: Vec<&'static str>,
    },
    /// The numbers or lists of this language are not known.
    #[error("numbers or lists cannot be written in `{tag}`: {reason}", tag = printable(tag), reason = prose(reason))]
    #[non_exhaustive]
    Locale {
        /// The tag.
        tag: String,
        /// Why, in the words of the library that writes them.
        reason: String,
    },
    /// A line is not written as Fluent wants it.
    #[error("messages in `{tag}`, line {line}: {problem}", tag = printable(tag), problem = prose(problem))]
    #[non_exhaustive]
    Syntax {
        /// The tag.
        tag: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// A message cannot be used.
    #[error("messages in `{tag}`, line {line}: `{id}` {problem}", tag = printable(tag), id = printable(id), problem = prose(problem))]
    #[non_exhaustive]
    Message {
        /// The tag.
        tag: String,
        /// The line on which the message begins, from 1.
        line: usize,
        /// The id of the message.
        id: String,
        /// What is wrong with it.
        problem: String,
    },
}
