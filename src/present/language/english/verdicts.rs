//! What moved the score, in a sentence, in English.

use super::{Speaker, date, number, percent, points};
use crate::present::{
    AdverseDirection, Calculation, ChangeDirection, Movers, Own, Sentence, Signed, Subjects, Tense,
};

impl Speaker {
    pub(super) fn verdict(&self, sentence: &Sentence) -> Option<String> {
        Some(match sentence {
            Sentence::VerdictOurs { course, own } => {
                format!("{}{}", self.changed(*course), self.still(*own))
            }
            Sentence::VerdictNone {
                calculation: Calculation::Same,
                ..
            } => {
                let you = self.pick("for you", "for them");
                format!("Both versions calculate the score in the same way. Nothing changed {you}.")
            }
            Sentence::VerdictNone {
                course,
                calculation,
            } => {
                let you = self.pick("for you", "for them");
                let changed = self.changed(*course);
                match calculation {
                    Calculation::Balanced => {
                        format!("{changed} Taken together, that comes to 0 {you}.")
                    }
                    _ => format!("{changed} It made no difference {you}."),
                }
            }
            Sentence::VerdictOwn { calculation } => {
                let moved = self.pick(
                    "Your own data moved the score",
                    "Their own data moved the score",
                );
                let calculation = self.calculated(*calculation);
                format!("{moved}{calculation}")
            }
            Sentence::VerdictAround { calculation, own } => {
                let moved = self.pick(
                    "What changed around you moved the score",
                    "What changed around them moved the score",
                );
                let calculation = self.calculated(*calculation);
                format!("{moved}{calculation}{}", self.still(*own))
            }
            Sentence::VerdictSeveral {
                movers,
                ours,
                own,
                around,
            } => {
                let with = |points: &Signed| format!(" ({})", self::points(*points));
                self.several(*movers, [&with(ours), &with(own), &with(around)])
            }
            Sentence::VerdictSeveralBanded { movers } => self.several(*movers, ["", "", ""]),
            Sentence::ThisFar {
                subjects,
                share,
                points,
                way,
                tense,
            } => {
                let subjects = match subjects {
                    Subjects::Scores => "scores",
                    Subjects::Named(name) => name,
                };
                let way = match (way, tense) {
                    (AdverseDirection::Fell, Tense::Planned) => "will fall",
                    (AdverseDirection::Rose, Tense::Planned) => "will rise",
                    (AdverseDirection::Fell, _) => "fell",
                    (AdverseDirection::Rose, _) => "rose",
                };
                let (share, points) = (percent(*share), number(*points));
                format!("Of all {subjects}, {share} {way} by more than {points}.")
            }
            Sentence::Effective { date: day } => {
                let whose = self.pick("your", "their");
                format!(
                    "From {} {whose} score will be calculated in a new way.",
                    date(*day)
                )
            }
            Sentence::Unaffected { date: day } => {
                let whose = self.pick("your", "their");
                let day = date(*day);
                format!(
                    "Nothing changes on {day}: {whose} score will be calculated as it is today."
                )
            }
            _ => return None,
        })
    }

    fn changed(&self, course: ChangeDirection) -> &'static str {
        match course {
            ChangeDirection::Made | ChangeDirection::Upcoming => self.pick(
                "We changed how the score is calculated.",
                "How the score is calculated was changed.",
            ),
            ChangeDirection::TakenBack => self.pick(
                "We went back to the earlier way of calculating the score.",
                "The earlier way of calculating the score came back.",
            ),
        }
    }

    fn still(&self, own: Own) -> &'static str {
        match own {
            Own::Still => self.pick(
                " Nothing you did moved it.",
                " Nothing in their own data moved it.",
            ),
            Own::Open => "",
        }
    }

    /// What moved the score together, each with its points.
    fn several(&self, movers: Movers, [ours, own, around]: [&str; 3]) -> String {
        let ours = format!("how it is calculated now{ours}");
        let own = format!("{}{own}", self.pick("your own data", "their own data"));
        let around = self
            .pick("what changed around you", "what changed around them")
            .to_owned()
            + around;
        match movers {
            Movers::OursOwn => format!("Two things moved the score: {ours} and {own}."),
            Movers::OursAround => format!("Two things moved the score: {ours} and {around}."),
            Movers::OwnAround => format!("Two things moved the score: {own} and {around}."),
            Movers::All => format!("Three things moved the score: {ours}, {own} and {around}."),
        }
    }

    /// How the score is calculated after, as the end of a sentence.
    fn calculated(&self, calculation: Calculation) -> &'static str {
        match calculation {
            Calculation::Same => "; it is calculated as before.",
            Calculation::Idle => self.pick(
                ". The new way of calculating it made no difference for you.",
                ". The new way of calculating it made no difference for them.",
            ),
            Calculation::Balanced => self.pick(
                ". What changed in how it is calculated comes to 0 for you, taken together.",
                ". What changed in how it is calculated comes to 0 for them, taken together.",
            ),
        }
    }
}
