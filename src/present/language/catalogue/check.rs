//! What Fluent would find out only while it tells a message, or not at all.
//!
//! Every message is walked once with all its variants and everything that it refers to, so that telling it can neither
//! fail nor grow without bounds.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};

use super::MessageProblem;
use crate::invisible::cleaned;

/// What Fluent puts together at most; it stops in the middle of a message that has more.
const MOST_PLACEABLES: usize = 100;

/// How many pieces are looked at, in all variants of a message together.
const MOST_STEPS: usize = 30_000;

/// How deep braces and parentheses may be nested, which Fluent reads by recursion.
const DEEPEST: usize = 32;

/// A number with more digits is not one that Fluent can choose a plural by.
const LONGEST_NUMBER: usize = 15;

/// The line on which braces and parentheses are nested too deep.
///
/// Nesting is counted as Fluent's parser counts it: a quotation mark begins a quoted text within braces and is nothing
/// special in the text of a message or variant. Where the parser has given up on a message, more may be counted than it
/// would go into, and never less, up to the next line that begins one.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut open: Vec<Open> = Vec::new();
    let mut parentheses = 0_usize;
    for (line, written) in (1..).zip(text.split('\n')) {
        if begins_entry(written) {
            open.clear();
            parentheses = 0;
        } else if written.starts_with('#') {
            continue;
        }
        if open.last() == Some(&Open::Variant) && ends_variant(written) {
            open.pop();
        }
        let mut rest = written.trim_start_matches(' ').chars();
        while let Some(c) = rest.next() {
            let is_text = matches!(open.last(), None | Some(Open::Variant));
            match (c, open.last()) {
                (']', Some(Open::Key)) => {
                    open.pop();
                    open.push(Open::Variant);
                }
                (_, Some(Open::Key)) => {}
                ('{', _) => open.push(Open::Placeable),
                _ if is_text => {}
                ('}', _) => {
                    open.pop();
                }
                ('[', _) => open.push(Open::Key),
                ('(', _) => parentheses += 1,
                (')', _) => parentheses = parentheses.saturating_sub(1),
                ('"', _) => skip_quoted(&mut rest),
                _ => {}
            }
            if open.len() + parentheses > DEEPEST {
                let braces = open.iter().filter(|open| **open == Open::Placeable);
                if braces.count() + parentheses > DEEPEST {
                    return Some(line);
                }
            }
        }
    }
    None
}

/// What is open at a character of a file, besides the text of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// Between braces.
    Placeable,
    /// Between the brackets of a variant.
    Key,
    /// In the text of a variant.
    Variant,
}

/// Whether a line begins a message or term, wherever the lines before it ended.
fn begins_entry(line: &str) -> bool {
    let id = line.strip_prefix('-').unwrap_or(line);
    let rest = id.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    id.starts_with(|c: char| c.is_ascii_alphabetic())
        && rest.trim_start_matches(' ').starts_with('=')
}

/// Whether the text of a variant does not go on in a line.
fn ends_variant(line: &str) -> bool {
    let is_indented = line.starts_with([' ', '\r', '{']);
    !(line.is_empty() || is_indented)
        || line
            .trim_start_matches(' ')
            .starts_with(['}', '.', '[', '*'])
}

/// To the end of a quoted text, which ends with its line at the latest.
fn skip_quoted(rest: &mut std::str::Chars<'_>) {
    while let Some(c) = rest.next() {
        match c {
            '"' => return,
            '\\' => {
                rest.next();
            }
            _ => {}
        }
    }
}

/// All messages and terms of a language, by their ids; those of terms begin with `-`.
pub(super) struct Entries<'r> {
    values: BTreeMap<String, &'r Pattern<&'r str>>,
    attributes: BTreeMap<String, BTreeMap<&'r str, &'r Pattern<&'r str>>>,
}

impl<'r> Entries<'r> {
    /// Of what stands twice, the last counts.
    pub(super) fn of(resources: impl Iterator<Item = &'r FluentResource>) -> Self {
        let mut values: BTreeMap<String, &Pattern<&str>> = BTreeMap::new();
        let mut attributes: BTreeMap<String, BTreeMap<&str, &Pattern<&str>>> = BTreeMap::new();
        for entry in resources.flat_map(FluentResource::entries) {
            let (id, value, inner) = match entry {
                Entry::Message(message) => (
                    message.id.name.to_owned(),
                    message.value.as_ref(),
                    &message.attributes,
                ),
                Entry::Term(term) => (
                    format!("-{}", term.id.name),
                    Some(&term.value),
                    &term.attributes,
                ),
                _ => continue,
            };
            let inner = inner.iter();
            let inner = inner.map(|attribute| (attribute.id.name, &attribute.value));
            attributes.insert(id.clone(), inner.collect());
            match value {
                Some(value) => values.insert(id, value),
                None => values.remove(&id),
            };
        }
        Self { values, attributes }
    }

    /// What is wrong with a message that is told with these variables.
    pub(super) fn check(&self, id: &str, variables: &BTreeSet<String>) -> Checked {
        let Some(pattern) = self.values.get(id) else {
            return Err(MessageProblem::NoText);
        };
        let mut walk = Walk {
            entries: self,
            variables,
            is_term: id.starts_with('-'),
            has_lost: false,
            open: vec![id.to_owned()],
            placeables: 0,
            steps: 0,
        };
        walk.pattern(pattern)
    }
}

struct Walk<'w> {
    entries: &'w Entries<'w>,
    variables: &'w BTreeSet<String>,
    /// Whether variables are those that a term was given.
    is_term: bool,
    /// Whether Fluent has forgotten what the term was given, as it does after another term in it.
    has_lost: bool,
    /// What refers to what, down to here.
    open: Vec<String>,
    /// How many pieces are told at most.
    placeables: usize,
    /// How many pieces were looked at.
    steps: usize,
}

type Checked = Result<(), MessageProblem>;

impl Walk<'_> {
    fn pattern(&mut self, pattern: &Pattern<&str>) -> Checked {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => plain(value)?,
                PatternElement::Placeable { expression } => {
                    self.placeables += 1;
                    self.expression(expression)?;
                }
            }
        }
        Ok(())
    }

    /// A piece was looked at, whether it is told or only handed to another one.
    fn step(&mut self) -> Checked {
        self.steps += 1;
        if self.placeables > MOST_PLACEABLES || self.steps > MOST_STEPS {
            return Err(MessageProblem::TooManyPieces);
        }
        Ok(())
    }

    fn expression(&mut self, expression: &Expression<&str>) -> Checked {
        self.step()?;
        let (selector, variants) = match expression {
            Expression::Inline(inline) => return self.inline(inline),
            Expression::Select { selector, variants } => (selector, variants),
        };
        match selector {
            InlineExpression::VariableReference { id } if !self.is_term => {
                self.variable(id.name)?;
            }
            InlineExpression::VariableReference { id } if self.has_lost => {
                return Err(MessageProblem::Forgotten {
                    variable: id.name.to_owned(),
                });
            }
            // A term takes its default where it was given nothing.
            InlineExpression::VariableReference { .. } => {}
            InlineExpression::TermReference { .. } => self.inline(selector)?,
            _ => return Err(MessageProblem::NoVariable),
        }
        // One of the variants is told: the longest counts.
        let (before, mut most) = (self.placeables, self.placeables);
        for variant in variants {
            self.placeables = before;
            self.pattern(&variant.value)?;
            most = most.max(self.placeables);
        }
        self.placeables = most;
        Ok(())
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) -> Checked {
        self.step()?;
        match inline {
            InlineExpression::StringLiteral { value } => {
                plain(&fluent_syntax::unicode::unescape_unicode_to_string(value))
            }
            InlineExpression::NumberLiteral { value } if value.len() > LONGEST_NUMBER => {
                Err(MessageProblem::LongNumber {
                    number: (*value).to_owned(),
                })
            }
            InlineExpression::NumberLiteral { .. } => Ok(()),
            InlineExpression::VariableReference { id } if self.is_term => {
                Err(MessageProblem::ShownInTerm {
                    variable: id.name.to_owned(),
                })
            }
            InlineExpression::VariableReference { id } => self.variable(id.name),
            InlineExpression::FunctionReference { id, .. } => Err(MessageProblem::Function {
                function: id.name.to_owned(),
            }),
            InlineExpression::MessageReference { id, attribute } => {
                let attribute = attribute.as_ref().map(|attribute| attribute.name);
                self.reference(id.name, attribute, self.is_term)
            }
            InlineExpression::TermReference {
                id,
                attribute,
                arguments,
            } => {
                self.arguments(arguments.as_ref())?;
                let attribute = attribute.as_ref().map(|attribute| attribute.name);
                self.reference(&format!("-{}", id.name), attribute, true)
            }
            // Braces in braces say nothing more.
            InlineExpression::Placeable { expression } => self.expression(expression),
        }
    }

    fn arguments(&mut self, arguments: Option<&CallArguments<&str>>) -> Checked {
        let Some(CallArguments { positional, named }) = arguments else {
            return Ok(());
        };
        let named = named.iter().map(|argument| &argument.value);
        positional
            .iter()
            .chain(named)
            .try_for_each(|value| self.inline(value))
    }

    fn variable(&self, name: &str) -> Checked {
        if self.variables.contains(name) {
            return Ok(());
        }
        Err(MessageProblem::UnknownVariable {
            variable: name.to_owned(),
            known: self.variables.iter().cloned().collect(),
        })
    }

    fn reference(&mut self, id: &str, attribute: Option<&str>, is_term: bool) -> Checked {
        let shown = match attribute {
            Some(attribute) => format!("{id}.{attribute}"),
            None => id.to_owned(),
        };
        if self.open.contains(&shown) {
            return Err(MessageProblem::Circle { reference: shown });
        }
        let entries = self.entries;
        let found = match attribute {
            Some(attribute) => entries
                .attributes
                .get(id)
                .and_then(|attributes| attributes.get(attribute)),
            None => entries.values.get(id),
        };
        let Some(pattern) = found else {
            return Err(MessageProblem::Nowhere { reference: shown });
        };
        let was_term = std::mem::replace(&mut self.is_term, is_term);
        if shown.starts_with('-') {
            self.has_lost = false;
        }
        self.open.push(shown);
        self.pattern(pattern)?;
        if was_term && id.starts_with('-') {
            self.has_lost = true;
        }
        self.open.pop();
        self.is_term = was_term;
        Ok(())
    }
}

/// Text in which nothing is hidden.
///
/// Besides the end of a line, the marks that only say in which direction their own place is written (U+200E, U+200F and
/// U+061C) may stand in it, as translators into Arabic and Hebrew need them.
fn plain(text: &str) -> Checked {
    let mut bad = None;
    cleaned(text, |c, _| {
        if bad.is_none() && !matches!(c, '\n' | '\u{200e}' | '\u{200f}' | '\u{61c}') {
            bad = Some(c);
        }
    });
    bad.map_or(Ok(()), |character| {
        Err(MessageProblem::Hidden { character })
    })
}
