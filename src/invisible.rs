//! Characters that do not show, break a line, or rearrange the text around them.

use std::{borrow::Cow, ops::RangeInclusive};

/// What nothing that is shown lets through, from the Unicode Character Database 17.0: `Default_Ignorable_Code_Point`
/// (`DerivedCoreProperties.txt`), the general categories Cc, Zl and Zp and those of Cf that have no glyph of their own
/// (`DerivedGeneralCategory.txt`; the signs that are written over or around a number, such as U+0600, have one), and the
/// noncharacters.
///
/// The unassigned code points that are reserved for such characters are among them, so that the list stays the same when
/// they are given out.
const LISTED: [RangeInclusive<char>; 23] = [
    '\0'..='\u{1f}',
    '\u{7f}'..='\u{9f}',
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{fdd0}'..='\u{fdef}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{fffe}'..='\u{ffff}',
    '\u{13430}'..='\u{1343f}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
    // The last two code points of each plane are looked at apart.
    '\u{10fffe}'..='\u{10ffff}',
];

/// Whether a character is on the list.
pub(crate) fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let after = LISTED.partition_point(|range| *range.end() < c);
    LISTED.get(after).is_some_and(|range| range.contains(&c)) || (u32::from(c) & 0xfffe) == 0xfffe
}

/// Whether a character that is on the list belongs to how the two around it are written.
///
/// A joiner between two letters of a script that joins them (a Persian "می‌خواهم" has one), or two pictures that are one
/// (a family); a selector of a picture's or ideograph's form (Japanese names have them). Nothing can be hidden in these:
/// each needs visible characters of the right kind beside it, and there is never more than one.
pub(crate) fn belongs(before: Option<char>, c: char, after: Option<char>) -> bool {
    let (Some(before), after) = (before, after.unwrap_or(' ')) else {
        return false;
    };
    match c {
        '\u{200c}' => joins(before) && joins(after),
        '\u{200d}' => {
            (joins(before) && joins(after))
                || ((is_picture(before) || before == '\u{fe0f}') && is_picture(after))
        }
        '\u{fe0e}' | '\u{fe0f}' => {
            is_picture(before) || (matches!(before, '0'..='9' | '#' | '*') && after == '\u{20e3}')
        }
        '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => is_ideograph(before),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => matches!(before, '\u{1820}'..='\u{18aa}'),
        _ => false,
    }
}

/// Letters and marks of the scripts in which joiners are spelling: Arabic, Syriac, those of India, Burmese, Khmer, Mongolian.
fn joins(c: char) -> bool {
    matches!(
        c,
        '\u{620}'..='\u{8ff}'
            | '\u{900}'..='\u{dff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17d3}'
            | '\u{1820}'..='\u{18aa}'
    ) && !is_invisible(c)
}

fn is_picture(c: char) -> bool {
    matches!(c, '©' | '®' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}') && !is_invisible(c)
}

fn is_ideograph(c: char) -> bool {
    matches!(
        c,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// A text in which what is invisible and does not belong is written by `replaced`.
pub(crate) fn cleaned(text: &str, mut replaced: impl FnMut(char, &mut String)) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if !is_invisible(c) || belongs(before, c, rest.clone().next()) {
            cleaned.push(c);
            before = Some(c);
        } else {
            replaced(c, &mut cleaned);
            before = None;
        }
    }
    cleaned
}

/// What a language says, without what does not show: all but the marks by which it says which way its own words, and the
/// names in them, are written. What is taken out is a U+FFFD.
pub(crate) fn without_hidden(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(cleaned(text, |c, out| {
        out.push(if is_mark(c) { c } else { '\u{fffd}' });
    }))
}

/// The marks of directions and of isolated names.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2068}' | '\u{2069}'
    )
}
