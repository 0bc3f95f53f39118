//! What happened at a place, in English.

use super::{Speaker, number, percent, value};
use crate::present::{
    Actor, Among, Digits, Figures, LimitIs, Referent, Sentence, Tense, ThresholdDirection, Trend,
};

impl Speaker {
    pub(super) fn clause(&self, sentence: &Sentence) -> Option<String> {
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
            Sentence::CountsAfter {
                thing,
                after,
                tense,
            } => {
                let after = percent(*after);
                format!("{} {} {after}", it(thing), counts(*tense))
            }
            Sentence::CountsAfterAndScores {
                standing,
                after,
                tense,
            } => {
                let (standing, after) = (number(*standing), percent(*after));
                let scores = self.pick("you score", "they score");
                format!(
                    "{scores} {standing} there, and it {} {after}",
                    counts(*tense)
                )
            }
            Sentence::CountsBefore {
                thing,
                before,
                tense,
            } => {
                let (thing, before) = (it(thing), percent(*before));
                match tense {
                    Tense::Done => format!("{thing} counted {before}"),
                    Tense::Planned => format!("{thing} counts {before} today"),
                    Tense::Compared => format!("{thing} counts {before} there"),
                }
            }
            Sentence::CountsOtherwise {
                thing,
                trend,
                among,
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
                let among = match among {
                    Among::Open => "",
                    Among::Lower => self.pick(
                        ", and you score less there than elsewhere",
                        ", and they score less there than elsewhere",
                    ),
                    Among::Higher => self.pick(
                        ", and you score more there than elsewhere",
                        ", and they score more there than elsewhere",
                    ),
                };
                format!("{} {} {trend} {than}{among}", it(thing), counts(*tense))
            }
            _ => return None,
        })
    }

    /// That a part came or went.
    pub(super) fn presence(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Came { thing, doer, tense } => self.came(it(thing), *doer, *tense),
            Sentence::PartCame { doer, tense } => self.came(PART, *doer, *tense),
            Sentence::Went { thing, doer, tense } => self.went(it(thing), *doer, *tense),
            Sentence::PartWent { doer, tense } => self.went(PART, *doer, *tense),
            _ => return None,
        })
    }

    fn came(&self, thing: &str, doer: Actor, tense: Tense) -> String {
        match (tense, doer) {
            (Tense::Compared, _) => {
                let only = self.pick("for you only", "for them only");
                format!("{thing} is there {only}")
            }
            (Tense::Planned, Actor::Algorithm) => {
                format!("{thing} will count, and does not today")
            }
            (_, Actor::Algorithm) => format!("{thing} counts now, and did not before"),
            (_, Actor::Data) => format!("{thing} is new"),
        }
    }

    fn went(&self, thing: &str, doer: Actor, tense: Tense) -> String {
        match (tense, doer) {
            (Tense::Compared, _) => {
                let here = self.pick("for you", "for them");
                format!("{thing} is not there {here}")
            }
            (Tense::Planned, Actor::Algorithm) => format!("{thing} will no longer count"),
            (_, Actor::Algorithm) => format!("{thing} no longer counts"),
            (_, Actor::Data) => format!("{thing} is no longer there"),
        }
    }
}

/// What has no name of its own.
const PART: &str = "a part of it";

fn the_limit(thing: &Referent) -> String {
    match thing {
        Referent::It => "this limit".to_owned(),
        Referent::Named(name) => format!("the limit “{name}”"),
    }
}

fn applies(tense: Tense) -> &'static str {
    match tense {
        Tense::Planned => "will be new",
        Tense::Done | Tense::Compared => "is new",
    }
}

fn no_longer_applies(tense: Tense) -> &'static str {
    match tense {
        Tense::Planned => "will no longer be there",
        Tense::Done | Tense::Compared => "is no longer there",
    }
}

/// What is measured, converted or valued otherwise, as a clause.
pub(super) fn otherwise(sentence: &Sentence) -> Option<String> {
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
            figures,
            tense,
        } => {
            let (thing, before, after) = (it(thing), value(before), value(after));
            let gives = match (figures, tense) {
                (Figures::Scores, Tense::Done) => "now gives",
                (_, Tense::Planned) => "will give",
                _ => "gives",
            };
            let alone = match figures {
                Figures::Scores => "",
                Figures::Alone => "by this alone, ",
            };
            format!("{alone}{thing} {gives} {after} instead of {before}")
        }
        Sentence::LimitCame { thing, tense } => {
            format!("{} {}", the_limit(thing), applies(*tense))
        }
        Sentence::LimitWent { thing, tense } => {
            format!("{} {}", the_limit(thing), no_longer_applies(*tense))
        }
        Sentence::Limited { tense } => format!("a limit {}", applies(*tense)),
        Sentence::Unlimited { tense } => format!("a limit {}", no_longer_applies(*tense)),
        Sentence::LimitedOtherwise { tense } => {
            format!("a limit {} set differently", is(*tense))
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
                (Referent::Named(name), Tense::Compared) => {
                    format!("{name} {after} instead of {before}")
                }
                (Referent::Named(name), Tense::Planned) => {
                    format!("{name} will go from {before} to {after}")
                }
                (Referent::Named(name), Tense::Done) => {
                    format!("{name} went from {before} to {after}")
                }
                (Referent::It, Tense::Compared) => format!("{after} instead of {before}"),
                (Referent::It, _) => format!("from {before} to {after}"),
            }
        }
        Sentence::NumberChanged {
            thing,
            before,
            after,
            tense,
        } => {
            let (thing, before, after) = (it(thing), value(before), value(after));
            let number = format!("a number that {thing} is calculated with");
            match tense {
                Tense::Done => format!("{number} went from {before} to {after}"),
                Tense::Planned => format!("{number} will go from {before} to {after}"),
                Tense::Compared => format!("{number} is {after} instead of {before}"),
            }
        }
        Sentence::SetDifferently { tense } => {
            format!("it {} counted differently", is(*tense))
        }
        _ => return None,
    })
}

/// How a value, a band or a limit was passed, as a clause.
pub(super) fn crossing(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::BandChanged {
            before,
            after,
            tense,
        } => {
            let (before, after) = (value(before), value(after));
            match tense {
                Tense::Done => format!("the band went from “{before}” to “{after}”"),
                Tense::Planned => format!("the band will go from “{before}” to “{after}”"),
                Tense::Compared => format!("the band is “{after}” instead of “{before}”"),
            }
        }
        Sentence::Crossed { tense } => match tense {
            Tense::Done => "a threshold was crossed",
            Tense::Planned => "a threshold will be crossed",
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
                ThresholdDirection::Reached => " and reached the limit of",
                ThresholdDirection::Fell => " and fell below the limit of",
                ThresholdDirection::Met => ", which is more than the limit of",
                ThresholdDirection::Missed => ", which is no longer more than the limit of",
            };
            let limit = number(*limit);
            format!("{thing} went from {before} to {after}{passed} {limit}")
        }
        Sentence::LimitMoved {
            thing,
            value,
            before,
            before_is,
            after,
            after_is,
        } => {
            let (thing, value) = (the_value(thing), number(*value));
            let (before, after) = (limit(*before_is, *before), limit(*after_is, *after));
            format!("{thing} is {value}, and the limit went from {before} to {after}")
        }
        Sentence::BothMoved {
            thing,
            before,
            after,
            limit_before,
            before_is,
            limit_after,
            after_is,
        } => {
            let (thing, before, after) = (the_value(thing), number(*before), number(*after));
            let from = limit(*before_is, *limit_before);
            let to = limit(*after_is, *limit_after);
            format!("{thing} went from {before} to {after}, and the limit from {from} to {to}")
        }
        _ => return None,
    })
}

/// A limit that moved, with what it asks for where that is not clear.
fn limit(is: LimitIs, at: Digits) -> String {
    let asks = match is {
        LimitIs::Plain => "",
        LimitIs::AtLeast => "at least ",
        LimitIs::MoreThan => "more than ",
    };
    format!("{asks}{}", number(at))
}

fn it(thing: &Referent) -> &str {
    match thing {
        Referent::It => "it",
        Referent::Named(name) => name,
    }
}

fn the_value(thing: &Referent) -> &str {
    match thing {
        Referent::It => "the value",
        Referent::Named(name) => name,
    }
}

fn is(tense: Tense) -> &'static str {
    match tense {
        Tense::Planned => "will be",
        _ => "is",
    }
}

fn counts(tense: Tense) -> &'static str {
    match tense {
        Tense::Done => "now counts",
        Tense::Planned => "will count",
        Tense::Compared => "counts",
    }
}
