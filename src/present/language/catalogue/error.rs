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
        /// What is wrong, in the words of the library that reads it.
        problem: String,
    },
    /// Braces or parentheses are nested too deep to be read.
    #[error("messages in `{tag}`, line {line}: braces are nested too deep", tag = printable(tag))]
    #[non_exhaustive]
    TooDeep {
        /// The tag.
        tag: String,
        /// The line, from 1.
        line: usize,
    },
    /// A message cannot be used.
    #[error("messages in `{tag}`, line {line}: `{id}` {}", prose(&problem.to_string()), tag = printable(tag), id = printable(id))]
    #[non_exhaustive]
    Message {
        /// The tag.
        tag: String,
        /// The line on which the message begins, from 1.
        line: usize,
        /// The id of the message.
        id: String,
        /// What is wrong with it.
        problem: MessageProblem,
    },
}

/// What is wrong with a message: [`CatalogueError::Message`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MessageProblem {
    /// No sentence has this id.
    #[error("is the id of no message")]
    UnknownId,
    /// The id is given twice.
    #[error("is there twice")]
    Twice,
    /// It has attributes alone.
    #[error("has no text")]
    NoText,
    /// It is longer than any message that is told, or refers to such.
    #[error("is put together of too many pieces")]
    TooManyPieces,
    /// It chooses by something else than a variable.
    #[error("chooses by something that is no variable")]
    NoVariable,
    /// A term chooses by a variable that Fluent has forgotten there.
    #[error("chooses by ${variable} in a term, after another term")]
    #[non_exhaustive]
    Forgotten {
        /// The variable.
        variable: String,
    },
    /// A term shows a variable, which it cannot.
    #[error("shows ${variable} in a term, which can only choose by it")]
    #[non_exhaustive]
    ShownInTerm {
        /// The variable.
        variable: String,
    },
    /// It uses a variable that it is not given.
    #[error("uses ${variable}; it can use {}", known.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", "))]
    #[non_exhaustive]
    UnknownVariable {
        /// The variable.
        variable: String,
        /// Those that it is given, by name.
        known: Vec<String>,
    },
    /// A number has more digits than a plural can be chosen by.
    #[error("has the number {number}, which is too long")]
    #[non_exhaustive]
    LongNumber {
        /// The number, as it is written.
        number: String,
    },
    /// It calls a function.
    #[error("calls {function}(), and there are no functions")]
    #[non_exhaustive]
    Function {
        /// The function's name.
        function: String,
    },
    /// It refers to itself.
    #[error("refers to itself through `{reference}`")]
    #[non_exhaustive]
    Circle {
        /// The last message or term on the way round.
        reference: String,
    },
    /// It refers to something that is not there.
    #[error("refers to `{reference}`, which is nowhere")]
    #[non_exhaustive]
    Nowhere {
        /// The message or term.
        reference: String,
    },
    /// It hides a character that is not text.
    #[error("has the character {}, which is not text", character.escape_unicode())]
    #[non_exhaustive]
    Hidden {
        /// The character.
        character: char,
    },
}
