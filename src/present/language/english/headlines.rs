//! Headlines, headings and labels in English.

use super::{Speaker, date, number, points};
use crate::present::{Compared, Origin, ScaleHint, Sentence, Tense, Versions, When};

impl Speaker {
    /// "Your influence score" or "Their influence score".
    pub(super) fn score(&self, name: &str) -> String {
        let whose = self.pick("Your", "Their");
        if name.to_lowercase().ends_with("score") {
            format!("{whose} {name}")
        } else {
            format!("{whose} {name} score")
        }
    }

    pub(super) fn headline(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Moved {
                score,
                before,
                after,
                moved,
                aside,
                when,
                versions,
                from,
                to,
            } => {
                let (score, before, after) = (self.score(score), number(*before), number(*after));
                let way = if moved.0.units < 0 { "fell" } else { "rose" };
                let (moved, aside) = (points(*moved), said_aside(*aside));
                let versions = match versions {
                    Versions::Same => format!(", both times in version {to}."),
                    other => between(*other, from, to),
                };
                let when = said_when(*when);
                format!("{score} {way} from {before} to {after} ({moved}{aside}){when}{versions}")
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
            Sentence::Regraded {
                before,
                after,
                tense,
            } => match tense {
                Tense::Done => format!("The score went from “{before}” to “{after}”."),
                Tense::Planned => format!("The score will go from “{before}” to “{after}”."),
                Tense::Compared => format!("The score is “{after}” instead of “{before}”."),
            },
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
                    "{score} is {before} and will be {after} ({moved}{aside}) under version {to}."
                )
            }
            Sentence::WouldStay { score, after, to } => {
                let (score, after) = (self.score(score), number(*after));
                format!("{score} will stay at {after} under version {to}.")
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
                    ScaleHint::Plain => "",
                    ScaleHint::Better => " That is an improvement: lower is better.",
                    ScaleHint::Worse => " That is worse: lower is better.",
                };
                format!(
                    "{score} is {after}: {distance} {side} the {before} it is compared with.{aside}"
                )
            }
            Sentence::ComparedSame { score, after } => {
                let (score, after) = (self.score(score), number(*after));
                format!("{score} is {after}, the same as the one it is compared with.")
            }
            Sentence::HistoryTitle {} => self
                .pick("How your score moved", "How the score moved")
                .to_owned(),
            Sentence::NewVersion { version } => format!("New version {version}"),
            Sentence::RestatedSeries { version } => {
                format!("What version {version} would have given; these scores were never issued.")
            }
            Sentence::FirstScore {} => "The first score".to_owned(),
            Sentence::StandsAt { score, level } => {
                format!("{} is {}.", self.score(score), number(*level))
            }
            _ => return None,
        })
    }

    pub(super) fn heading(&self, sentence: &Sentence) -> Option<&'static str> {
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
                Origin::Data => "What changed in the data",
                Origin::Algorithm => "What changed in the algorithm",
                Origin::Both => "What changed in the algorithm and in the data",
                Origin::Unknown => "What changed in the algorithm, and perhaps in the data",
            },
            Sentence::ByPlace {} => "Place by place, all causes together",
            Sentence::Facts {} => "For the record",
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
        Versions::Same => format!(", both times in version {to}."),
    }
}

fn said_when(when: When) -> String {
    match when {
        When::Unknown => String::new(),
        When::On(day) => format!(" on {}", date(day)),
        When::Between { since, until } => format!(" between {} and {}", date(since), date(until)),
    }
}

fn said_aside(aside: ScaleHint) -> &'static str {
    match aside {
        ScaleHint::Plain => "",
        ScaleHint::Better => ", an improvement: lower is better",
        ScaleHint::Worse => ", which is worse: lower is better",
    }
}

pub(super) fn label(sentence: &Sentence) -> Option<String> {
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
        Sentence::TitleOf { title, version, .. } => format!("{title} (version {version})"),
        Sentence::Whole {} => "The whole score".to_owned(),
        Sentence::RoundingTitle {} => "Rounding".to_owned(),
        Sentence::AlgorithmTitle {} => "The algorithm".to_owned(),
        Sentence::DataTitle {} => "Own data".to_owned(),
        Sentence::ReferenceTitle {} => "Everybody else".to_owned(),
        Sentence::UndividedTitle {} => "Data or algorithm".to_owned(),
        Sentence::Elsewhere {} => "Elsewhere".to_owned(),
        Sentence::OtherTitle {} => "Other changes".to_owned(),
        _ => return None,
    })
}
