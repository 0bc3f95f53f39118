//! The words of an explanation in English.

mod changes;
mod clauses;
mod gates;
mod headlines;
mod notes;
mod populations;
mod verdicts;

use crate::{
    present::{
        Band, Digits, Language, Percent, PercentIs, Sentence, ShownEdge, ShownRange, ShownValue,
        Sign, Signed, Voice,
    },
    time::Time,
    words::grouped,
};

/// English, without any dependency.
///
/// Numbers have a point before the decimals and commas between thousands: `1,234.5`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_structs,
    reason = "it is only a name for the language"
)]
pub struct English;

impl Language for English {
    fn tag(&self) -> &'static str {
        "en"
    }

    fn say(&self, sentence: &Sentence, voice: Voice) -> String {
        Speaker { voice }.say(sentence)
    }

    fn number(&self, number: Digits) -> String {
        let (whole, decimals) = number.parts();
        let mut text = if number.units < 0 { "−" } else { "" }.to_owned();
        text.push_str(&grouped(&whole));
        if !decimals.is_empty() {
            text.push('.');
            text.push_str(&decimals);
        }
        if number.exponent != 0 {
            text.push_str(" × 10");
            text.extend(number.exponent.to_string().chars().map(raised));
        }
        text
    }

    fn points(&self, points: Digits) -> String {
        let text = self.number(points);
        if points.units > 0 {
            format!("+{text}")
        } else {
            text
        }
    }

    fn percent(&self, share: Percent) -> String {
        percent(share)
    }

    fn range(&self, range: ShownRange) -> String {
        let edge = |edge: ShownEdge| (number(edge.digits), edge.is_included);
        match (range.start.map(edge), range.end.map(edge)) {
            (None, None) => String::new(),
            (None, Some((end, true))) => format!("up to {end}"),
            (None, Some((end, false))) => format!("below {end}"),
            (Some((start, true)), None) => format!("{start} and more"),
            (Some((start, false)), None) => format!("above {start}"),
            (Some((start, true)), Some((end, false))) => format!("{start} to {end}"),
            (Some((start, true)), Some((end, true))) => format!("{start} up to and with {end}"),
            (Some((start, false)), Some((end, true))) => format!("above {start} to {end}"),
            (Some((start, false)), Some((end, false))) => format!("above {start} and below {end}"),
        }
    }

    fn date(&self, time: Time) -> String {
        let day = time.day();
        #[allow(clippy::indexing_slicing, reason = "a month is 1 to 12")]
        let month = MONTHS[usize::from(day.month) - 1];
        let date = format!("{} {month} {}", day.of_month, day.year);
        match time.clock() {
            Some(clock) => format!("{date}, {clock} UTC"),
            None => date,
        }
    }

    fn band(&self, band: Band, sign: Sign) -> String {
        let size = match band {
            Band::Large => "large",
            Band::Medium => "medium",
            Band::Small => "small",
            Band::Nothing => return "none".to_owned(),
        };
        match sign {
            Sign::Minus => format!("{size} fall"),
            Sign::Plus => format!("{size} rise"),
            Sign::Zero => "none".to_owned(),
        }
    }
}

#[cfg(feature = "i18n")]
impl English {
    /// A number as a power.
    pub(in crate::present) fn raised(exponent: i16) -> String {
        exponent.to_string().chars().map(raised).collect()
    }
}

fn raised(c: char) -> char {
    match c {
        '-' => '⁻',
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        other => other,
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

struct Speaker {
    voice: Voice,
}

impl Speaker {
    /// The words for the person scored, or those about somebody or something else.
    fn pick(&self, you: &'static str, subject: &'static str) -> &'static str {
        match self.voice {
            Voice::You => you,
            Voice::Subject => subject,
        }
    }

    fn say(&self, sentence: &Sentence) -> String {
        self.headline(sentence)
            .or_else(|| self.verdict(sentence))
            .or_else(|| self.heading(sentence).map(str::to_owned))
            .or_else(|| headlines::label(sentence))
            .or_else(|| self.change(sentence))
            .or_else(|| self.apart(sentence))
            .or_else(|| self.clause(sentence))
            .or_else(|| self.presence(sentence))
            .or_else(|| clauses::otherwise(sentence))
            .or_else(|| clauses::crossing(sentence))
            .or_else(|| self.note(sentence))
            .or_else(|| notes::held(sentence))
            .or_else(|| notes::next(sentence))
            .or_else(|| notes::fact(sentence))
            .or_else(|| populations::population(sentence))
            .or_else(|| gates::gate(sentence))
            .unwrap_or_default()
    }
}

fn number(digits: Digits) -> String {
    English.number(digits)
}

fn points(signed: Signed) -> String {
    English.points(signed.0)
}

fn percent(percent: Percent) -> String {
    let share = number(percent.digits);
    match percent.is {
        PercentIs::About => format!("{share} %"),
        PercentIs::Less => format!("less than {share} %"),
        PercentIs::More => format!("more than {share} %"),
    }
}

fn date(time: Time) -> String {
    English.date(time)
}

fn counted(count: u64) -> String {
    grouped(&count.to_string())
}

fn value(value: &ShownValue) -> String {
    match value {
        ShownValue::Number(digits) => number(*digits),
        ShownValue::Percent(share) => percent(*share),
        ShownValue::Text(text) => text.clone(),
        ShownValue::Range(range) => English.range(*range),
    }
}
