//! What turns sentences into text.

#[cfg(feature = "i18n")]
pub(super) mod catalogue;
pub(super) mod english;
pub(super) mod localize;

use super::{
    Digits, Sentence, TextDirection, Voice,
    message::argument::{Band, Percent, PercentIs, ShownEdge, ShownRange, Sign},
};
use crate::time::Time;

/// A language in which messages are told: a function from sentence and arguments to text.
///
/// [`English`](super::English) is built in. What a language returns must be plain text of one line; a renderer escapes it.
/// The words of the app (labels, titles, the sentences of changes) come as arguments.
///
/// # Examples
///
/// A language may build on another one and say some things in its own way.
///
/// ```
/// use scoreshift::{at, influence::{self, Profile}};
/// use scoreshift::present::{Audience, Band, Digits, English, Language, Presenter, Sentence, Sign, Voice};
///
/// /// English that calls the score by another name.
/// struct House;
///
/// impl Language for House {
///     fn tag(&self) -> &str { "en" }
///     fn say(&self, sentence: &Sentence, voice: Voice) -> String {
///         match sentence {
///             Sentence::Changes { .. } => "What we decided".to_owned(),
///             other => English.say(other, voice),
///         }
///     }
///     fn number(&self, number: Digits) -> String { English.number(number) }
///     fn points(&self, points: Digits) -> String { English.points(points) }
///     fn band(&self, band: Band, sign: Sign) -> String { English.band(band, sign) }
/// }
///
/// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
/// let text = Presenter::new(Audience::Person).message(&why).localize(&House).text().to_string();
/// assert!(text.contains("\n\nWhat we decided:\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Language {
    /// The language's BCP 47 tag, such as `en` or `de-AT`.
    fn tag(&self) -> &str;

    /// Which way the language is written.
    fn direction(&self) -> TextDirection {
        TextDirection::LeftToRight
    }

    /// The sentence in words.
    ///
    /// Headlines, notes and the sentences of changes are whole sentences; headings and labels have no point; clauses
    /// begin small and have no point.
    fn say(&self, sentence: &Sentence, voice: Voice) -> String;

    /// A number or a level, without a sign if it is not negative.
    fn number(&self, number: Digits) -> String;

    /// Points that something moved the score by, with a sign if they are not zero.
    fn points(&self, points: Digits) -> String;

    /// A share in percent; with `<` or `>` where it is less or more, unless the language has its own way.
    fn percent(&self, share: Percent) -> String {
        let number = self.number(share.digits);
        match share.is {
            PercentIs::About => format!("{number} %"),
            PercentIs::Less => format!("< {number} %"),
            PercentIs::More => format!("> {number} %"),
        }
    }

    /// From one number to another, or without an end; in signs (`≥ 10, < 20`) unless the language has its own way.
    fn range(&self, range: ShownRange) -> String {
        let edge = |edge: Option<ShownEdge>, [open, closed]: [&str; 2]| {
            let edge = edge?;
            let sign = if edge.is_included { closed } else { open };
            Some(format!("{sign} {}", self.number(edge.digits)))
        };
        let edges = [edge(range.start, [">", "≥"]), edge(range.end, ["<", "≤"])];
        edges.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// A day or a moment; as `2011-10-26`, which is read everywhere, unless the language has its own way.
    fn date(&self, time: Time) -> String {
        time.to_string()
    }

    /// An effect whose figure is not disclosed, in two or three words.
    fn band(&self, band: Band, sign: Sign) -> String;

    /// Clauses as one sentence.
    fn clauses(&self, clauses: &[String]) -> String {
        format!("{}.", clauses.join("; "))
    }
}
