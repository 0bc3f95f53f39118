//! What is said of a whole population, in English.

use super::{counted, number, percent, points};
use crate::present::{Compared, DirectionCounts, Lower, Obstacle, Sentence, Subjects};

/// Headlines, then all else.
pub(super) fn population(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::Population {
            subjects,
            count,
            ways,
            lower,
        } => {
            let all = of(*count, subjects);
            let (better, worse) = match lower {
                Lower::Plain => ("", ""),
                Lower::Better => (" (better)", " (worse)"),
            };
            let DirectionCounts { down, same, up } = *ways;
            let down = does(down, "goes down", "go down");
            let same = does(same, "stays", "stay");
            let up = does(up, "goes up", "go up");
            format!("Of {all}, {down}{better}, {same} and {up}{worse}.")
        }
        Sentence::WhoFalls {} => "go down".to_owned(),
        Sentence::WhoStays {} => "stay".to_owned(),
        Sentence::WhoRises {} => "go up".to_owned(),
        Sentence::PopulationEmpty {} => "There is no score that both versions give.".to_owned(),
        Sentence::MeanMoved {
            score,
            before,
            after,
            moved,
            from,
            to,
        } => {
            let verb = if moved.0.units < 0 { "falls" } else { "rises" };
            let (score, moved) = (named(score), points(*moved));
            let (before, after) = (number(*before), number(*after));
            format!(
                "The mean {score} {verb} from {before} in version {from} to {after} in version {to} ({moved})."
            )
        }
        Sentence::MeanStayed {
            score,
            after,
            from,
            to,
        } => {
            let (score, after) = (named(score), number(*after));
            format!("The mean {score} is {after} in version {from} and in version {to}.")
        }
        _ => return counts(sentence),
    })
}

/// How many, of whom.
fn counts(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::OneGroup { name, group } => {
            format!("This counts one group only: {name} “{group}”.")
        }
        Sentence::MeanByChanges { moved } => format!("Our changes: {}.", points(*moved)),
        Sentence::MeanByData { moved } => format!("Their own data: {}.", points(*moved)),
        Sentence::MeanByReference { moved } => {
            format!("What they are held against: {}.", points(*moved))
        }
        Sentence::MeanByJoined { moved } => format!("Newcomers: {}.", points(*moved)),
        Sentence::MeanByLeft { moved } => format!("Those who left: {}.", points(*moved)),
        Sentence::Joined {
            subjects,
            count,
            mean,
        } => format!(
            "Not there before: {}, with a mean of {}.",
            of(*count, subjects),
            number(*mean)
        ),
        Sentence::Left {
            subjects,
            count,
            mean,
        } => format!(
            "Not there any more: {}, with a mean of {} before.",
            of(*count, subjects),
            number(*mean)
        ),
        Sentence::MeanNoDifference {} => "On average this makes no difference.".to_owned(),
        Sentence::MeanHardly {} => "On average this makes hardly any difference.".to_owned(),
        Sentence::MeanIdleChanges { count } => format!(
            "On average {} no difference.",
            does(*count, "more change makes", "more changes make")
        ),
        Sentence::UnexplainedMoves { count } => {
            let moves = does(*count, "move", "moves");
            format!("{moves} could not be explained by the changes.")
        }
        Sentence::UnexplainedExample { subject } => format!("The first of them: {subject}."),
        Sentence::Crosses {
            count,
            side,
            before,
            after,
        } => {
            let who = match side {
                Compared::Above => does(*count, "rises", "rise"),
                Compared::Below => does(*count, "falls", "fall"),
            };
            format!("{who} from “{before}” to “{after}”.")
        }
        Sentence::MoreCrossings { count } => {
            format!(
                "{} between other bands.",
                does(*count, "more crosses", "more cross")
            )
        }
        Sentence::SameBand { count } => {
            format!("{} in the same band.", does(*count, "stays", "stay"))
        }
        Sentence::GroupMoved {
            subjects,
            count,
            before,
            after,
        } => {
            let (before, after) = (number(*before), number(*after));
            format!(
                "{}: the mean goes from {before} to {after}.",
                of(*count, subjects)
            )
        }
        Sentence::LevelMoved {
            subjects,
            count,
            down,
            fall,
        } => {
            let (all, down) = (of(*count, subjects), does(*down, "goes down", "go down"));
            format!("Of {all}, {down}; the largest fall is {}.", number(*fall))
        }
        Sentence::LevelKept { subjects, count } => {
            format!("Of {}, none goes down.", of(*count, subjects))
        }
        Sentence::MoreGroups { count } => {
            format!(
                "{} no more than these.",
                does(*count, "more group moves", "more groups move")
            )
        }
        _ => return note(sentence),
    })
}

/// What else must be said.
fn note(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::Unscored { count } => format!(
            "{} not in these figures.",
            does(
                *count,
                "could not be scored and is",
                "could not be scored and are"
            )
        ),
        Sentence::Lost { count, from } => match count {
            1 => format!("1 of them loses a score that it has in version {from}."),
            _ => format!(
                "{} of them lose a score that they have in version {from}.",
                counted(*count)
            ),
        },
        Sentence::Gained { count, to } => format!(
            "{} a score in version {to} only.",
            does(*count, "of them has", "of them have")
        ),
        Sentence::UnscoredBecause {
            count,
            name,
            obstacle,
        } => {
            let count = counted(*count);
            match obstacle {
                Obstacle::Missing => format!("{count} because “{name}” is missing."),
                Obstacle::Unusable => {
                    format!("{count} because the value of “{name}” cannot be used.")
                }
                Obstacle::Refused => {
                    format!("{count} because the value of “{name}” was refused.")
                }
                Obstacle::Failed => {
                    format!("{count} because the calculation fails at “{name}”.")
                }
            }
        }
        Sentence::UnscoredLine { line } => format!("Not read: line {}.", number(*line)),
        Sentence::UnscoredSubject { subject } => format!("Not scored: {subject}."),
        Sentence::Sampled {
            low,
            high,
            least,
            most,
        } => format!(
            "This is a sample. Of all of them, with a confidence of 95 %, the mean move is between {} and {}, and between {} and {} go down.",
            points(*low),
            points(*high),
            percent(*least),
            percent(*most)
        ),
        Sentence::Weighted { weight } => format!(
            "They do not all count the same: together they weigh {}, and means and moves are counted by weight.",
            number(*weight)
        ),
        Sentence::FactMean {
            before,
            after,
            moved,
        } => {
            let (before, after) = (number(*before), number(*after));
            format!(
                "The exact mean: {before} before, {after} after, {}.",
                points(*moved)
            )
        }
        Sentence::FactStreaming { resolution } => format!(
            "Figures: counted in bins; counts, means and effects are exact, quantiles to {} points.",
            number(*resolution)
        ),
        _ => {
            return fixed(sentence)
                .map(str::to_owned)
                .or_else(|| label(sentence));
        }
    })
}

/// What has nothing in it.
fn fixed(sentence: &Sentence) -> Option<&'static str> {
    Some(match sentence {
        Sentence::MeanChanges {} => "What each change does, on average",
        Sentence::MeanOwnData {} => "What their own data did, on average",
        Sentence::MeanData {} => "Their own data moved.",
        Sentence::MeanOthers {} => "What happened around them, on average",
        Sentence::MeanReference {} => "What they are held against moved.",
        Sentence::Composition {} => "Who joined and who left",
        Sentence::JoinedTitle {} => "Newcomers",
        Sentence::LeftTitle {} => "Those who left",
        Sentence::Unexplained {} => "What could not be explained",
        Sentence::UnexplainedTitle {} => "Not explained",
        Sentence::BandTransitions {} => "Who is in another band after",
        Sentence::CrossingsTable {} => "Rows are bands before, columns are bands after",
        Sentence::Moves {} => "How far scores move, in points, before rounding",
        Sentence::MovesNone {} => "no move",
        Sentence::ByLevel {} => "How they move on average, by where they stood before",
        Sentence::ByTenth {} => "How they move on average, by tenth of the scores before",
        Sentence::Groups {} => "Which groups move most, on average",
        Sentence::BandsMoved {} => "The limits between the bands are not the same after as before.",
        Sentence::NotByChange {} => "It was not measured what each single change does.",
        Sentence::FactMeanMethod {} => {
            "Method: exact Shapley values of the named changes for each score, averaged."
        }
        Sentence::FactExact {} => "Figures: exact, from every single score.",
        _ => return None,
    })
}

fn label(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::MeanBefore { version } => format!("Mean before ({version})"),
        Sentence::MeanAfter { version } => format!("Mean after ({version})"),
        Sentence::Grade { name } => name.clone(),
        Sentence::GradeBelow { limit } => format!("below {}", number(*limit)),
        Sentence::GradeBetween { low, high } => format!("{} to {}", number(*low), number(*high)),
        Sentence::GradeFrom { limit } => format!("{} and above", number(*limit)),
        Sentence::MovesBetween { low, high } => format!("{} to {}", points(*low), points(*high)),
        Sentence::Group { name, group } => format!("{name}: {group}"),
        _ => return None,
    })
}

/// How many of what is scored.
fn of(count: u64, subjects: &Subjects) -> String {
    match subjects {
        Subjects::Named(name) => format!("{} {name}", counted(count)),
        Subjects::Scores => does(count, "score", "scores"),
    }
}

/// How many, and what they do.
fn does(count: u64, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", counted(count))
}

/// A score's name as it stands in a sentence.
fn named(score: &str) -> String {
    if score.to_lowercase().ends_with("score") {
        score.to_owned()
    } else {
        format!("{score} score")
    }
}
