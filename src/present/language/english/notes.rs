//! What did not count, what is held, and what an auditor checks, in English.

use super::{Speaker, counted, date, number, points, value};
use crate::{
    history::WhichRecord,
    present::{Digits, Limit, Mismatch, Scopes, Sentence, Split, Tried},
};

impl Speaker {
    pub(super) fn note(&self, sentence: &Sentence) -> Option<String> {
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
            Sentence::Coarse {} => "Before and after, different things count, so single inputs could not be told \
                                    apart by exact values; they are split by comparing the two formulas."
                .to_owned(),
            Sentence::OneSided { names } => {
                let your = self.pick("your", "their");
                let names = listed(names);
                format!("Looked up on one side only, and so counted as {your} data: {names}.")
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
            Sentence::InputGone { record } => {
                let record = named(*record);
                format!("This is told from the records alone: the input of {record} is gone.")
            }
            Sentence::InputsGone {} => {
                "This is told from the records alone: the inputs of both records are gone.".to_owned()
            }
            Sentence::NotReproduced { record, other } => {
                let record = named(*record);
                let text = match other {
                    Mismatch::Data => {
                        format!("what was given as the input of {record} is not what was scored")
                    }
                    Mismatch::Model => {
                        format!("{record} was scored by another build of its version")
                    }
                    Mismatch::Score => format!(
                        "the input of {record} does not give the score that was recorded: it is another input, or another build of the version"
                    ),
                };
                format!("This is told from the records alone: {text}.")
            }
            Sentence::NotScoredAgain { record } => {
                let record = named(*record);
                format!(
                    "This is told from the records alone: the input of {record} cannot be scored by its version any more."
                )
            }
            Sentence::NotByChanges {} => {
                "This is told from the records alone: it could not be divided by the named changes.".to_owned()
            }
            Sentence::Contact { whom } => format!("Questions? Ask {whom}."),
            Sentence::OwnWords { text } => text.clone(),
            _ => return None,
        })
    }
}

/// Which of two records is meant.
fn named(record: WhichRecord) -> String {
    match record {
        WhichRecord::On(day) => format!("the record of {}", date(day)),
        WhichRecord::Earlier => "the earlier record".to_owned(),
        WhichRecord::Later => "the later record".to_owned(),
    }
}

/// What would reach a goal.
pub(super) fn next(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::NextReached { level, goal } => {
            let (level, goal) = (number(*level), number(*goal));
            format!("The score is {level}, and so reaches {goal} as it is.")
        }
        Sentence::NextGoal { goal } => {
            let goal = number(*goal);
            format!("One change by itself would be enough to reach {goal}:")
        }
        Sentence::NextNumber {
            name,
            before,
            after,
            level,
        } => {
            let (before, after, level) = (number(*before), number(*after), number(*level));
            format!("With “{name}” at {after} instead of {before}, the score would be {level}.")
        }
        Sentence::NextLabel {
            name,
            before,
            after,
            level,
        } => {
            let level = number(*level);
            format!(
                "With “{name}” being “{after}” instead of “{before}”, the score would be {level}."
            )
        }
        Sentence::NextNone { names, goal, tried } => {
            let (names, goal) = (listed(names), number(*goal));
            let reaches = match tried {
                Tried::All => "No single change of these reaches",
                Tried::Some => "No single change of these was found that reaches",
            };
            format!("{reaches} {goal} within the bounds that were looked at: {names}.")
        }
        Sentence::NextNearest { name, after, level } => {
            let (after, level) = (value(after), number(*level));
            format!("“{name}” at {after} comes nearest: the score would be {level}.")
        }
        _ => return None,
    })
}

pub(super) fn fact(sentence: &Sentence) -> Option<String> {
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
        Sentence::FactRounding {} => "Rounding: the points of a list are rounded together, so that they add up as they are read. Rounded by \
             itself, one of them may differ in its last digit."
            .to_owned(),
        Sentence::FactMethod { split } => match split {
            Split::Secant => {
                "Method: exact Owen values for causes; the secant difference of two recordings for places."
            }
            Split::Owen => {
                "Method: exact Owen values for causes, and for the places of the data as well."
            }
        }
        .to_owned(),
        Sentence::FactReleases {} => "Releases: the changes of each are tried on what was in force at their time, one \
             release after the other, on the data before and after; on its own and after everything else are meant within \
             the release. This is the score's history, not all changes tried with each other."
            .to_owned(),
        Sentence::FactEvaluations {
            evaluations,
            budget,
            diffs,
        } => {
            let (evaluations, budget) = (counted(*evaluations), counted(*budget));
            let diffs = counted(*diffs);
            format!(
                "Work: evaluations of a model: {evaluations} (allowed: {budget}); comparisons of two recordings: {diffs}."
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

fn way(limit: Limit) -> &'static str {
    match limit {
        Limit::Cap => "down",
        Limit::Floor => "up",
    }
}

/// What is held by a cap or floor.
pub(super) fn held(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::ScoreHeld {
            limit,
            held,
            without,
        } => held_at("The score", *limit, *held, *without),
        Sentence::ScoreHeldPlain { limit } => {
            format!("The score is held {} by a limit.", way(*limit))
        }
        Sentence::Held {
            name,
            scopes,
            limit,
            held,
            without,
        } => held_at(&scoped(name, scopes), *limit, *held, *without),
        Sentence::HeldAt {
            name,
            scopes,
            limit,
            held,
        } => {
            let (name, way, held) = (scoped(name, scopes), way(*limit), number(*held));
            format!("{name} is held {way} at {held}.")
        }
        Sentence::HeldPlain {
            name,
            scopes,
            limit,
        } => {
            let (name, way) = (scoped(name, scopes), way(*limit));
            format!("{name} is held {way} by a limit.")
        }
        Sentence::MoreHeld { count: 1 } => "One more value is held by a limit.".to_owned(),
        Sentence::MoreHeld { count } => {
            format!("{} more values are held by a limit.", counted(*count))
        }
        _ => return None,
    })
}

/// A name with where it stands.
fn scoped(name: &str, scopes: &Scopes) -> String {
    match scopes.0.as_slice() {
        [] => name.to_owned(),
        scopes => format!("{name} ({})", listed(scopes)),
    }
}

fn held_at(name: &str, limit: Limit, held: Digits, without: Digits) -> String {
    let (held, without, way) = (number(held), number(without), way(limit));
    format!("{name} is held {way} at {held}: without that limit it would be {without}.")
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
    }
}
