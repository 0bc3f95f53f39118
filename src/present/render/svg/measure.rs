//! How much room a text takes at most, whatever font it is shown in.

use unicode_width::UnicodeWidthChar;

/// The size of the text in charts, in pixels.
pub(super) const FONT_SIZE: u32 = 14;

/// At most how many pixels a text is wide.
///
/// The widths are those of a wide sans-serif font in bold; what is shown is rather narrower.
pub(super) fn width(text: &str) -> u32 {
    pixels(text.chars().map(hundredths).sum())
}

fn pixels(hundredths: u32) -> u32 {
    (hundredths * FONT_SIZE).div_ceil(100)
}

/// Hundredths of the font's size.
fn hundredths(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|'
        | '(' | ')' | '[' | ']' | ' ' => 46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 110,
        'a'..='z' | '0'..='9' => 70,
        ' '..='~' | '−' | '–' => 84,
        // One sign that is a whole sentence.
        '\u{fdf0}'..='\u{fdfd}' => 1200,
        _ => match c.width() {
            Some(0) => 0,
            Some(2) => 115,
            _ if c < '\u{700}' => 84,
            _ => 140,
        },
    }
}

/// A text in lines that are no wider than so many pixels, and whether it was cut to fit.
///
/// Lines break between words, and inside words that are wider than a line.
pub(super) fn wrapped(text: &str, room: u32, most: usize) -> (Vec<String>, bool) {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let joined = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if width(&joined) <= room {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            let is_mark = c.width() == Some(0);
            if !line.is_empty()
                && !is_mark
                && width(&line) + width(c.encode_utf8(&mut [0; 4])) > room
            {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        if lines.len() > most {
            break;
        }
    }
    lines.push(line);
    if lines.len() <= most {
        return (lines, false);
    }
    lines.truncate(most);
    if let Some(last) = lines.last_mut() {
        while !last.is_empty() && width(last) + width("…") > room {
            last.pop();
        }
        *last = format!("{}…", last.trim_end());
    }
    (lines, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_one_line() {
        assert_eq!(
            wrapped("Last.fm", 100, 2),
            (vec!["Last.fm".to_owned()], false)
        );
        assert_eq!(wrapped("", 100, 2), (vec![String::new()], false));
    }

    #[test]
    fn lines_break_between_words_and_inside_long_ones() {
        let (lines, is_cut) = wrapped("every network counts", 130, 3);
        assert_eq!(
            (lines, is_cut),
            (vec!["every network".to_owned(), "counts".to_owned()], false)
        );
        let (lines, is_cut) = wrapped(&"W".repeat(20), 100, 9);
        assert!(
            lines.iter().all(|line| width(line) <= 100) && !is_cut,
            "{lines:?}"
        );
        assert_eq!(lines.concat(), "W".repeat(20));
    }

    #[test]
    fn what_does_not_fit_is_cut_with_an_ellipsis() {
        let (lines, is_cut) = wrapped(&"word ".repeat(50), 120, 2);
        assert!(is_cut && lines.len() == 2, "{lines:?}");
        assert!(lines.iter().all(|line| width(line) <= 120), "{lines:?}");
        assert!(lines.last().is_some_and(|line| line.ends_with('…')));
    }

    #[test]
    fn wide_scripts_take_more_room() {
        assert!(width("名前") > width("ab"));
        assert_eq!(width("e\u{301}"), width("e"));
    }
}
