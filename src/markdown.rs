//! Text in Markdown in which nothing is markup.

use crate::path::{printable, prose};

/// Text in which nothing is markup.
pub(crate) fn escaped(text: &str) -> String {
    escaped_words(&prose(text.trim()))
}

/// The same for sentences whose names are printable already, and in which invisible marks may keep scripts apart.
pub(crate) fn escaped_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let is_markup = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => true,
            // What would become a link by itself.
            ':' => after.starts_with("//"),
            '.' => ends_in_www(&out),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(c);
        rest = after;
    }
    out
}

/// As code, where it can stand in it.
pub(crate) fn code(key: &str) -> String {
    let key = printable(key);
    if key.contains('`') {
        escaped(&key)
    } else {
        format!("`{key}`")
    }
}

/// A line that begins no list, heading or rule.
pub(crate) fn no_block(line: &str) -> String {
    let after_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let (number, rest) = line.split_at(line.len() - after_number.len());
    let is_block = if number.is_empty() {
        rest.starts_with(['-', '+', '#', '='])
    } else {
        rest.starts_with(['.', ')'])
    };
    if is_block {
        format!("{number}\\{rest}")
    } else {
        line.to_owned()
    }
}

fn ends_in_www(text: &str) -> bool {
    let mut last = text.chars().rev();
    (0..3).all(|_| matches!(last.next(), Some('w' | 'W')))
}
