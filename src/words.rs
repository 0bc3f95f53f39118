//! Numbers as people read them in English.

use crate::{
    path::spaced,
    score::{self, Scale},
};

/// A number as people read it: thousands separated, at most three decimals.
pub(crate) fn number(value: f64) -> String {
    if value != 0.0 && !(1e-3..1e15).contains(&value.abs()) {
        return minus(&format!("{value:.3e}"));
    }
    let text = format!("{:.3}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = grouped(whole);
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    if value < 0.0 && grouped != "0" {
        format!("−{grouped}")
    } else {
        grouped
    }
}

/// A score's name as it stands in a sentence; one that says that it is a score says it once.
pub(crate) fn score_name(model: &str) -> String {
    match spaced(model) {
        name if name.to_lowercase().ends_with("score") => name,
        name => format!("{name} score"),
    }
}

/// How many of something, with its plural.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// Digits in groups of three.
pub(crate) fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The hyphen of a formatted number as a minus sign.
pub(crate) fn minus(text: &str) -> String {
    text.replace('-', "−")
}

/// Points in units of the shown precision, with their sign.
pub(crate) fn signed(scale: &Scale, units: i64) -> String {
    let size = minus(&scale.show_units(units)).replace('−', "");
    match units {
        0 => size,
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

/// A difference in points with its sign, to the millionth in which points are counted.
pub(crate) fn moved(points: f64) -> String {
    let micro = match score::micro(points) {
        Ok(0) if points != 0.0 => return minus(&format!("{points:+.3e}")),
        Ok(micro) => micro,
        Err(_) => return minus(&format!("{points:+}")),
    };
    let scale = Scale::unbounded().decimals(Scale::MAX_DECIMALS);
    let text = signed(&scale, micro);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A level or figure rounded to millionths, with a minus sign.
pub(crate) fn level(value: f64) -> String {
    match score::micro(value) {
        Ok(0) if value != 0.0 => minus(&format!("{value:.3e}")),
        Ok(_) => {
            let text = format!("{value:.6}");
            minus(text.trim_end_matches('0').trim_end_matches('.'))
        }
        Err(_) => minus(&value.to_string()),
    }
}
