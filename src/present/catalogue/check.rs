//! What Fluent would find out only while it tells a message, or not at all.
//!
//! Every message is walked once with all its variants and everything that it refers to, so that telling it can neither
//! fail nor grow without bounds.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};

/// What Fluent puts together at most; it stops in the middle of a message that has more.
const MOST_PLACEABLES: usize = 100;

/// How many pieces are looked at, in all variants of a message together.
const MOST_STEPS: usize = 10_000;

/// How deep braces and parentheses may be nested, which Fluent reads by recursion.
const DEEPEST: usize = 32;

/// A number with more digits is not one that Fluent can choose a plural by.
const LONGEST_NUMBER: usize = 15;

/// The line on which braces are nested too deep.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let (mut braces, mut parentheses) = (0_usize, 0_usize);
    for (line, written) in (1..).zip(text.split('\n')) {
        if written.starts_with('#') {
            continue;
        }
        // A quoted text ends with its line.
        let (mut is_quoted, mut is_escaped) = (false, false);
        for c in written.chars() {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' if is_quoted => is_escaped = true,
                '"' if braces > 0 => is_quoted = !is_quoted,
                _ if is_quoted => {}
                '{' => braces += 1,
                '}' => braces = braces.saturating_sub(1),
                '(' if braces > 0 => parentheses += 1,
                ')' => parentheses = parentheses.saturating_sub(1),
                _ => {}
            }
            if braces == 0 {
                parentheses = 0;
            }
            if braces + parentheses > DEEPEST {
                return Some(line);
            }
        }
    }
    None
}

/// All messages and terms of a language, by their ids; those of terms begin with `-`.
pub(super) struct Entries<'r> {
    values: BTreeMap<String, &'r Pattern<&'r str>>,
    attributes: BTreeMap<(String, &'r str), &'r Pattern<&'r str>>,
}

impl<'r> Entries<'r> {
    /// Of what stands twice, the last counts.
    pub(super) fn of(resources: impl Iterator<Item = &'r FluentResource>) -> Self {
        let (mut values, mut attributes) = (BTreeMap::new(), BTreeMap::new());
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
            attributes.retain(|(owner, _), _| *owner != id);
            for attribute in inner {
                attributes.insert((id.clone(), attribute.id.name), &attribute.value);
            }
            match value {
                Some(value) => values.insert(id, value),
                None => values.remove(&id),
            };
        }
        Self { values, attributes }
    }

    /// What is wrong with a message that is told with these variables.
    pub(super) fn check(&self, id: &str, variables: &BTreeSet<String>) -> Result<(), String> {
        let Some(pattern) = self.values.get(id) else {
            return Err("has no text".to_owned());
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

type Checked = Result<(), String>;

impl Walk<'_> {
    fn pattern(&mut self, pattern: &Pattern<&str>) -> Checked {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => plain(value)?,
                PatternElement::Placeable { expression } => {
                    self.placeables += 1;
                    self.steps += 1;
                    if self.placeables > MOST_PLACEABLES || self.steps > MOST_STEPS {
                        return Err("is put together of too many pieces".to_owned());
                    }
                    self.expression(expression)?;
                }
            }
        }
        Ok(())
    }

    fn expression(&mut self, expression: &Expression<&str>) -> Checked {
        let (selector, variants) = match expression {
            Expression::Inline(inline) => return self.inline(inline),
            Expression::Select { selector, variants } => (selector, variants),
        };
        match selector {
            InlineExpression::VariableReference { id } if !self.is_term => {
                self.variable(id.name)?;
            }
            InlineExpression::VariableReference { id } if self.has_lost => {
                return Err(format!(
                    "chooses by ${} in a term, after another term",
                    id.name
                ));
            }
            // A term takes its default where it was given nothing.
            InlineExpression::VariableReference { .. } => {}
            InlineExpression::TermReference { .. } => self.inline(selector)?,
            _ => return Err("chooses by something that is no variable".to_owned()),
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
        match inline {
            InlineExpression::StringLiteral { value } => {
                plain(&fluent_syntax::unicode::unescape_unicode_to_string(value))
            }
            InlineExpression::NumberLiteral { value } if value.len() > LONGEST_NUMBER => {
                Err(format!("has the number {value}, which is too long"))
            }
            InlineExpression::NumberLiteral { .. } => Ok(()),
            InlineExpression::VariableReference { id } if self.is_term => Err(format!(
                "shows ${} in a term, which can only choose by it",
                id.name
            )),
            InlineExpression::VariableReference { id } => self.variable(id.name),
            InlineExpression::FunctionReference { id, .. } => {
                Err(format!("calls {}(), and there are no functions", id.name))
            }
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
        let known: Vec<String> = self
            .variables
            .iter()
            .map(|name| format!("${name}"))
            .collect();
        Err(format!("uses ${name}; it can use {}", known.join(", ")))
    }

    fn reference(&mut self, id: &str, attribute: Option<&str>, is_term: bool) -> Checked {
        let shown = match attribute {
            Some(attribute) => format!("{id}.{attribute}"),
            None => id.to_owned(),
        };
        if self.open.contains(&shown) {
            return Err(format!("refers to itself through `{shown}`"));
        }
        let entries = self.entries;
        let found = match attribute {
            Some(attribute) => entries
                .attributes
                .iter()
                .find(|((owner, name), _)| *owner == id && *name == attribute)
                .map(|(_, pattern)| pattern),
            None => entries.values.get(id),
        };
        let Some(pattern) = found else {
            return Err(format!("refers to `{shown}`, which is nowhere"));
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

/// Text in which nothing is hidden that moves what stands around it.
fn plain(text: &str) -> Checked {
    let is_bad = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    match text.chars().find(|c| is_bad(*c)) {
        Some(c) => Err(format!(
            "has the character {}, which is not text",
            c.escape_unicode()
        )),
        None => Ok(()),
    }
}
