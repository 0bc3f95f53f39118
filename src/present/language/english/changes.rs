//! What changes did, in English.

use super::{English, Speaker, counted, number, points};
use crate::present::{Band, ChangeDirection, Interaction, Language, Sentence, Sign, Tense};

impl Speaker {
    pub(super) fn change(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Change {
                sentence, course, ..
            } => taken_back(*course, sentence),
            Sentence::Algorithm { course } => match course {
                ChangeDirection::Made | ChangeDirection::Upcoming => {
                    "The way the score is calculated."
                }
                ChangeDirection::TakenBack => "The earlier way of calculating the score came back.",
            }
            .to_owned(),
            Sentence::NoDifference { tense } => {
                let you = self.pick("for you", "for them");
                match tense {
                    Tense::Planned => format!("This will make no difference {you}."),
                    _ => format!("This made no difference {you}."),
                }
            }
            Sentence::Hardly { tense } => {
                let you = self.pick("for you", "for them");
                match tense {
                    Tense::Planned => format!("This will make hardly any difference {you}."),
                    _ => format!("This made hardly any difference {you}."),
                }
            }
            Sentence::Together {
                beside,
                alone,
                last,
            } => {
                let (alone, last) = (points(*alone), points(*last));
                let your = self.pick("your", "their");
                match beside {
                    Interaction::Changes => format!(
                        "It depends on the other changes: on its own it would be {alone}, after all others {last}."
                    ),
                    Interaction::Data => format!(
                        "It depends on {your} own data, which changed too: with the data as it was it would be \
                         {alone}, with the data as it is now {last}."
                    ),
                    Interaction::All => format!(
                        "It depends on what else changed: on its own it would be {alone}, after everything else {last}."
                    ),
                }
            }
            Sentence::OfVersion { version } => format!("It is part of version {version}."),
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
                    Tense::Planned => format!("{what} will make no difference {you}."),
                    _ => format!("{what} made no difference {you}."),
                }
            }
            _ => return None,
        })
    }

    /// What is told apart from the reasons.
    pub(super) fn apart(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::Recalibrated {
                sentence,
                points: moved,
                course,
                ..
            } => {
                let you = self.pick("for you", "for them");
                let words = lifted(*course, sentence);
                format!("{words} ({} {you}).", points(*moved))
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
                        format!("{words} (no difference {you}).")
                    }
                    _ => format!("{words} (a {} {you}).", English.band(*band, *sign)),
                }
            }
            Sentence::Without { level } => {
                let level = number(*level);
                let you = self.pick("you", "they");
                format!("Without it {you} would be at {level}.")
            }
            Sentence::TakingBack { level } => {
                let level = number(*level);
                let you = self.pick("you", "them");
                format!("Taking back only this would put {you} at {level}.")
            }
            Sentence::DataOfToday {} => self
                .pick(
                    "This is worked out from your data as it is today.",
                    "This is worked out from their data as it is today.",
                )
                .to_owned(),
            _ => return None,
        })
    }
}

fn taken_back(course: ChangeDirection, sentence: &str) -> String {
    match course {
        ChangeDirection::Made | ChangeDirection::Upcoming => sentence.to_owned(),
        ChangeDirection::TakenBack => format!("Taken back: “{sentence}”"),
    }
}

/// A recalibration, in the words of its author: they may begin with a name.
fn lifted(course: ChangeDirection, sentence: &str) -> String {
    match course {
        ChangeDirection::Made | ChangeDirection::Upcoming => format!("Separately: {sentence}"),
        ChangeDirection::TakenBack => format!("Separately, taken back: “{sentence}”"),
    }
}
