//! The words of an explanation in English.

use super::{
    Digits, Language, Sentence, Voice,
    argument::{
        Aside, Band, Compared, Course, Doer, Limit, Mover, Passing, Percent, Sign, Signed, Split,
        Tense, Thing, Trend, Value, Versions,
    },
};
use crate::words::grouped;

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
            .or_else(|| self.heading(sentence).map(str::to_owned))
            .or_else(|| label(sentence))
            .or_else(|| self.change(sentence))
            .or_else(|| self.apart(sentence))
            .or_else(|| self.clause(sentence))
            .or_else(|| self.presence(sentence))
            .or_else(|| otherwise(sentence))
            .or_else(|| crossing(sentence))
            .or_else(|| self.note(sentence))
            .or_else(|| fact(sentence))
            .unwrap_or_default()
    }

    /// "Your influence score" or "Their influence score".
    fn score(&self, name: &str) -> String {
        let whose = self.pick("Your", "Their");
        if name.to_lowercase().ends_with("score") {
            format!("{whose} {name}")
        } else {
            format!("{whose} {name} score")
        }
    }

    fn headline(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Effective { date } => {
                let whose = self.pick("your", "their");
                format!("From {date} {whose} score is calculated in a new way.")
            }
            Sentence::Moved {
                score,
                before,
                after,
                moved,
                aside,
                versions,
                from,
                to,
            } => {
                let (score, before, after) = (self.score(score), number(*before), number(*after));
                let (moved, aside) = (points(*moved), said_aside(*aside));
                let versions = between(*versions, from, to);
                format!("{score} went from {before} to {after} ({moved}{aside}){versions}")
            }
            Sentence::Stayed {
                score,
                after,
                versions,
                from,
                to,
            } => {
                let (score, after) = (self.score(score), number(*after));
                format!("{score} stayed at {after}{}", between(*versions, from, to))
            }
            Sentence::WouldMove {
                score,
                before,
                after,
                moved,
                aside,
                to,
            } => {
                let (score, before, after) = (self.score(score), number(*before), number(*after));
                let (moved, aside) = (points(*moved), said_aside(*aside));
                format!(
                    "{score} is {before} and would be {after} ({moved}{aside}) under version {to}."
                )
            }
            Sentence::WouldStay { score, after, to } => {
                let (score, after) = (self.score(score), number(*after));
                format!("{score} would stay at {after} under version {to}.")
            }
            Sentence::Compared {
                score,
                after,
                before,
                distance,
                side,
                aside,
            } => {
                let (score, before, after) = (self.score(score), number(*before), number(*after));
                let side = match side {
                    Compared::Above => "above",
                    Compared::Below => "below",
                };
                let distance = number(*distance);
                let aside = match aside {
                    Aside::Plain => "",
                    Aside::Better => " That is an improvement: lower is better.",
                    Aside::Worse => " That is worse: lower is better.",
                };
                format!(
                    "{score} is {after}: {distance} {side} the {before} it is compared with.{aside}"
                )
            }
            Sentence::ComparedSame { score, after } => {
                let (score, after) = (self.score(score), number(*after));
                format!("{score} is {after}, the same as the one it is compared with.")
            }
            _ => return None,
        })
    }

    fn heading(&self, sentence: &Sentence) -> Option<&'static str> {
        Some(match sentence {
            Sentence::Changes { tense } => match tense {
                Tense::Planned => self.pick(
                    "What we are about to change",
                    "What is about to change in the algorithm",
                ),
                _ => self.pick("What we changed", "What was changed in the algorithm"),
            },
            Sentence::Recalibrations {} => "What moved the whole scale",
            Sentence::Others { tense } => match tense {
                Tense::Compared => self.pick("What differs around you", "What differs around them"),
                _ => self.pick(
                    "What changed around you, for everybody",
                    "What changed around them, for everybody",
                ),
            },
            Sentence::OwnData { tense } => match tense {
                Tense::Compared => "Where the difference comes from",
                _ => self.pick(
                    "What changed in your own data",
                    "What changed in their own data",
                ),
            },
            Sentence::Undivided {} => self.pick(
                "What changed in your data or in the algorithm",
                "What changed in their data or in the algorithm",
            ),
            Sentence::NotDivided { mover } => match mover {
                Mover::Data => "What changed in the data",
                Mover::Algorithm => "What changed in the algorithm",
                Mover::Both => "What changed in the algorithm and in the data",
                Mover::Unknown => "What changed in the algorithm, and perhaps in the data",
            },
            Sentence::ByPlace {} => "Place by place, all causes together",
            Sentence::Facts {} => "For the record",
            _ => return None,
        })
    }

    fn change(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Change {
                sentence, course, ..
            } => taken_back(*course, sentence),
            Sentence::Algorithm { course } => match course {
                Course::Made => "The way the score is calculated.",
                Course::TakenBack => "The earlier way of calculating the score came back.",
            }
            .to_owned(),
            Sentence::NoDifference { tense } => {
                let you = self.pick("for you", "for them");
                match tense {
                    Tense::Planned => format!("This would make no difference {you}."),
                    _ => format!("This made no difference {you}."),
                }
            }
            Sentence::Hardly { tense } => {
                let you = self.pick("for you", "for them");
                match tense {
                    Tense::Planned => format!("This would make hardly any difference {you}."),
                    _ => format!("This made hardly any difference {you}."),
                }
            }
            Sentence::Together { alone, last } => {
                let (alone, last) = (points(*alone), points(*last));
                format!(
                    "It depends on the other changes: on its own it would be {alone}, after all others {last}."
                )
            }
            Sentence::OtherChanges { count: 1 } => "One smaller change.".to_owned(),
            Sentence::OtherChanges { count } => {
                format!("{} smaller changes together.", counted(*count))
            }
            Sentence::Other {} => "Everything else together.".to_owned(),
            Sentence::IdleChanges { count, tense } => {
                let what = match count {
                    1 => "One more change".to_owned(),
                    count => format!("{} more changes", counted(*count)),
                };
                let you = self.pick("for you", "for them");
                match tense {
                    Tense::Planned => format!("{what} would make no difference {you}."),
                    _ => format!("{what} made no difference {you}."),
                }
            }
            _ => return None,
        })
    }

    /// What is told apart from the reasons.
    fn apart(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Recalibrated {
                sentence,
                points: moved,
                course,
                ..
            } => {
                let you = self.pick("for you", "for them");
                let words = lifted(*course, sentence);
                format!("Separately, {words}: {} {you}.", points(*moved))
            }
            Sentence::RecalibratedBanded {
                sentence,
                band,
                sign,
                course,
                ..
            } => {
                let you = self.pick("for you", "for them");
                let words = lifted(*course, sentence);
                match (band, sign) {
                    (Band::Nothing, _) | (_, Sign::Zero) => {
                        format!("Separately, {words}: no difference {you}.")
                    }
                    _ => format!(
                        "Separately, {words}: a {} {you}.",
                        English.band(*band, *sign)
                    ),
                }
            }
            Sentence::Without { level } => {
                let level = number(*level);
                let you = self.pick("you", "they");
                format!("Without it {you} would be at {level}.")
            }
            Sentence::FairShare { level } => {
                let level = number(*level);
                let you = self.pick("you", "them");
                format!(
                    "That is its fair share; taking back only this one would put {you} at {level}."
                )
            }
            Sentence::DataStill { tense } => match tense {
                Tense::Planned => self.pick(
                    "This is worked out from your data as it is today.",
                    "This is worked out from their data as it is today.",
                ),
                _ => self.pick(
                    "Your own data did not move the score.",
                    "Their own data did not move the score.",
                ),
            }
            .to_owned(),
            _ => return None,
        })
    }

    fn clause(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::CountsAndScores {
                standing,
                before,
                after,
                tense,
            } => {
                let (standing, before, after) =
                    (number(*standing), percent(*before), percent(*after));
                let counts = counts(*tense);
                let scores = self.pick("you score", "they score");
                format!("{scores} {standing} there, and it {counts} {after} instead of {before}")
            }
            Sentence::Counts {
                thing,
                before,
                after,
                tense,
            } => {
                let (thing, before, after) = (it(thing), percent(*before), percent(*after));
                format!("{thing} {} {after} instead of {before}", counts(*tense))
            }
            Sentence::CountsOtherwise {
                thing,
                trend,
                tense,
            } => {
                let trend = match trend {
                    Trend::More => "more",
                    Trend::Less => "less",
                };
                let than = match tense {
                    Tense::Done => "than before",
                    Tense::Planned => "than today",
                    Tense::Compared => "here",
                };
                format!("{} {} {trend} {than}", it(thing), counts(*tense))
            }
            _ => return None,
        })
    }

    /// That a part came or went.
    fn presence(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Came { thing, doer, tense } => {
                let thing = it(thing);
                match (tense, doer) {
                    (Tense::Compared, _) => {
                        let only = self.pick("for you only", "for them only");
                        format!("{thing} is there {only}")
                    }
                    (Tense::Planned, Doer::Algorithm) => {
                        format!("{thing} would count, and does not today")
                    }
                    (_, Doer::Algorithm) => format!("{thing} counts now, and did not before"),
                    (_, Doer::Data) => format!("{thing} is new"),
                }
            }
            Sentence::Went { thing, doer, tense } => {
                let thing = it(thing);
                match (tense, doer) {
                    (Tense::Compared, _) => {
                        let here = self.pick("for you", "for them");
                        format!("{thing} is not there {here}")
                    }
                    (Tense::Planned, Doer::Algorithm) => format!("{thing} would no longer count"),
                    (_, Doer::Algorithm) => format!("{thing} no longer counts"),
                    (_, Doer::Data) => format!("{thing} is no longer there"),
                }
            }
            _ => return None,
        })
    }

    fn note(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Branch {
                name,
                before,
                after,
            } => format!(
                "{name} is {after} instead of {before}: other things count than before, which is told above thing by thing."
            ),
            Sentence::Absent { names } => {
                let you = self.pick("you", "them");
                format!("Absent, and costing {you} nothing: {}.", listed(names))
            }
            Sentence::MoreAbsent { count: 1 } => {
                "One more is absent and costs nothing.".to_owned()
            }
            Sentence::MoreAbsent { count } => {
                format!("{} more are absent and cost nothing.", counted(*count))
            }
            Sentence::ScoreHeld {
                limit,
                held,
                without,
            } => held_at("The score", *limit, *held, *without),
            Sentence::ScoreHeldPlain { limit } => {
                format!("The score is held by a {}.", limit_word(*limit))
            }
            Sentence::Held {
                name,
                limit,
                held,
                without,
            } => held_at(name, *limit, *held, *without),
            Sentence::HeldPlain { name, limit } => {
                format!("{name} is held by a {}.", limit_word(*limit))
            }
            Sentence::MoreHeld { count: 1 } => {
                "One more value is held at a cap or floor.".to_owned()
            }
            Sentence::MoreHeld { count } => {
                format!("{} more values are held at a cap or floor.", counted(*count))
            }
            Sentence::Coarse {} => "Before and after, different things count, so single inputs could not be told \
                                    apart by exact values; they are split by comparing the two formulas."
                .to_owned(),
            Sentence::OneSided { names } => {
                let your = self.pick("your", "their");
                format!(
                    "Known on one side only, and so counted as {your} data: {}.",
                    listed(names)
                )
            }
            Sentence::VersionsDiffer {} => {
                "The change of version may explain part or all of the difference.".to_owned()
            }
            Sentence::ScalesDiffer {} => "The two scores are on different scales.".to_owned(),
            Sentence::OtherSubject {} => {
                "They are the scores of two different people or things.".to_owned()
            }
            Sentence::FormulaNotKept {} => {
                "The formula was not kept with the scores, so it is not known where they differ."
                    .to_owned()
            }
            Sentence::NotFromInputs { reason } => {
                format!("This is told from the records alone: {reason}.")
            }
            Sentence::OwnWords { text } => text.clone(),
            _ => return None,
        })
    }
}

/// How the versions stand to each other, as the end of a headline.
fn between(versions: Versions, from: &str, to: &str) -> String {
    match versions {
        Versions::Newer => format!(" when it moved from version {from} to version {to}."),
        Versions::Older => format!(" when it moved from version {from} back to version {to}."),
        Versions::OtherModel => {
            format!(". Both scores carry version {to}, but they come from two different models.")
        }
        Versions::Same => format!(". The way it is calculated did not change (version {to})."),
    }
}

fn said_aside(aside: Aside) -> &'static str {
    match aside {
        Aside::Plain => "",
        Aside::Better => ", an improvement: lower is better",
        Aside::Worse => ", which is worse: lower is better",
    }
}

fn label(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::Before { tense, version } => match tense {
            Tense::Planned => format!("Today (version {version})"),
            Tense::Compared => "What it is compared with".to_owned(),
            Tense::Done => format!("Before (version {version})"),
        },
        Sentence::After { tense, version } => match tense {
            Tense::Planned => format!("Then (version {version})"),
            Tense::Compared => format!("The score (version {version})"),
            Tense::Done => format!("After (version {version})"),
        },
        Sentence::Place { name } => name.clone(),
        Sentence::Title { title, .. } => title.clone(),
        Sentence::Whole {} => "The whole score".to_owned(),
        Sentence::AlgorithmTitle {} => "The algorithm".to_owned(),
        Sentence::DataTitle {} => "Own data".to_owned(),
        Sentence::ReferenceTitle {} => "Everybody else".to_owned(),
        Sentence::UndividedTitle {} => "Data or algorithm".to_owned(),
        Sentence::Elsewhere {} => "Elsewhere".to_owned(),
        Sentence::OtherTitle {} => "Other changes".to_owned(),
        _ => return None,
    })
}

/// What is measured, converted or valued otherwise, as a clause.
fn otherwise(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::Remeasured { thing, tense } => {
            format!("{} {} measured differently", it(thing), is(*tense))
        }
        Sentence::RemeasuredFrom {
            thing,
            before,
            after,
            tense,
        } => {
            let (thing, before, after) = (it(thing), value(before), value(after));
            format!(
                "{thing} {} measured differently, from {before} to {after}",
                is(*tense)
            )
        }
        Sentence::Converted { thing, tense } => {
            format!(
                "{} {} turned into points differently",
                it(thing),
                is(*tense)
            )
        }
        Sentence::ConvertedTo {
            thing,
            before,
            after,
            tense,
        } => {
            let (thing, before, after) = (it(thing), value(before), value(after));
            let gives = match tense {
                Tense::Done => "now gives",
                Tense::Planned => "would give",
                Tense::Compared => "gives",
            };
            format!("{thing} {gives} {after} instead of {before}")
        }
        Sentence::Rounding {} => "rounding".to_owned(),
        Sentence::Several { thing } => {
            format!("several things behind {} moved together", it(thing))
        }
        Sentence::ValueChanged {
            thing,
            before,
            after,
            tense,
        } => {
            let (before, after) = (value(before), value(after));
            match (thing, tense) {
                (Thing::Named(name), Tense::Compared) => {
                    format!("{name} {after} instead of {before}")
                }
                (Thing::Named(name), Tense::Planned) => {
                    format!("{name} would go from {before} to {after}")
                }
                (Thing::Named(name), Tense::Done) => {
                    format!("{name} went from {before} to {after}")
                }
                (Thing::It, Tense::Compared) => format!("{after} instead of {before}"),
                (Thing::It, _) => format!("from {before} to {after}"),
            }
        }
        Sentence::SetDifferently { tense } => {
            format!("it {} counted differently", is(*tense))
        }
        _ => return None,
    })
}

/// How a value, a band or a limit was passed, as a clause.
fn crossing(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::BandChanged {
            before,
            after,
            tense,
        } => {
            let (before, after) = (value(before), value(after));
            match tense {
                Tense::Done => format!("the band went from “{before}” to “{after}”"),
                Tense::Planned => format!("the band would go from “{before}” to “{after}”"),
                Tense::Compared => format!("the band is “{after}” instead of “{before}”"),
            }
        }
        Sentence::Crossed { tense } => match tense {
            Tense::Done => "a threshold was crossed",
            Tense::Planned => "a threshold would be crossed",
            Tense::Compared => "a threshold lies between the two",
        }
        .to_owned(),
        Sentence::Passed {
            thing,
            before,
            after,
            passing,
            limit,
        } => {
            let (thing, before, after) = (the_value(thing), number(*before), number(*after));
            let passed = match passing {
                Passing::Reached => "reached",
                Passing::Fell => "fell below",
            };
            let limit = number(*limit);
            format!("{thing} went from {before} to {after} and {passed} the limit of {limit}")
        }
        Sentence::LimitMoved {
            thing,
            value,
            before,
            after,
        } => {
            let (thing, value) = (the_value(thing), number(*value));
            let (before, after) = (number(*before), number(*after));
            format!("{thing} is {value}, and the limit went from {before} to {after}")
        }
        Sentence::BothMoved {
            thing,
            before,
            after,
            limit_before,
            limit_after,
        } => {
            let (thing, before, after) = (the_value(thing), number(*before), number(*after));
            let (from, to) = (number(*limit_before), number(*limit_after));
            format!("{thing} went from {before} to {after}, and the limit from {from} to {to}")
        }
        _ => return None,
    })
}

fn fact(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::FactVersions { from, to } => format!("Versions: {from} before, {to} after."),
        Sentence::FactMove {
            before,
            after,
            moved,
        } => {
            let (before, after) = (number(*before), number(*after));
            format!("The exact move: {before} to {after}, {}.", points(*moved))
        }
        Sentence::FactMethod { split } => match split {
            Split::Secant => {
                "Method: exact Owen values for causes; the secant difference of two recordings for places."
            }
            Split::Owen => {
                "Method: exact Owen values for causes, and for the places of the data as well."
            }
        }
        .to_owned(),
        Sentence::FactEvaluations {
            evaluations,
            budget,
            diffs,
        } => {
            let (evaluations, budget) = (counted(*evaluations), counted(*budget));
            let diffs = counted(*diffs);
            format!(
                "Work: models evaluated {evaluations} times of {budget} allowed, recordings compared {diffs} times."
            )
        }
        Sentence::FactFingerprintBefore { fingerprint } => {
            format!("Fingerprint before: {fingerprint}.")
        }
        Sentence::FactFingerprintAfter { fingerprint } => {
            format!("Fingerprint after: {fingerprint}.")
        }
        _ => return None,
    })
}

fn number(digits: Digits) -> String {
    English.number(digits)
}

fn points(signed: Signed) -> String {
    English.points(signed.0)
}

fn percent(percent: Percent) -> String {
    format!("{} %", number(percent.0))
}

fn counted(count: u64) -> String {
    grouped(&count.to_string())
}

fn value(value: &Value) -> String {
    match value {
        Value::Number(digits) => number(*digits),
        Value::Percent(digits) => percent(Percent(*digits)),
        Value::Text(text) => text.clone(),
    }
}

fn it(thing: &Thing) -> &str {
    match thing {
        Thing::It => "it",
        Thing::Named(name) => name,
    }
}

fn the_value(thing: &Thing) -> &str {
    match thing {
        Thing::It => "the value",
        Thing::Named(name) => name,
    }
}

fn is(tense: Tense) -> &'static str {
    match tense {
        Tense::Planned => "would be",
        _ => "is",
    }
}

fn counts(tense: Tense) -> &'static str {
    match tense {
        Tense::Done => "now counts",
        Tense::Planned => "would count",
        Tense::Compared => "counts",
    }
}

fn limit_word(limit: Limit) -> &'static str {
    match limit {
        Limit::Cap => "cap",
        Limit::Floor => "floor",
    }
}

fn held_at(name: &str, limit: Limit, held: Digits, without: Digits) -> String {
    let (held, without, limit) = (number(held), number(without), limit_word(limit));
    format!("{name} is held at {held}: without that {limit} it would be {without}.")
}

fn taken_back(course: Course, sentence: &str) -> String {
    match course {
        Course::Made => sentence.to_owned(),
        Course::TakenBack => format!("Taken back: {sentence}"),
    }
}

/// A recalibration inside a sentence.
fn lifted(course: Course, sentence: &str) -> String {
    let undone = match course {
        Course::Made => "",
        Course::TakenBack => "taken back: ",
    };
    format!("{undone}{}", uncapitalised(sentence))
}

fn uncapitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match (chars.next(), chars.next()) {
        // An abbreviation keeps its capitals.
        (Some(first), Some(second)) if !second.is_uppercase() => first
            .to_lowercase()
            .chain(std::iter::once(second))
            .chain(chars)
            .collect(),
        _ => sentence.to_owned(),
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
