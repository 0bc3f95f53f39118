//! What happened in one cell, as a clause.

use std::cmp::Ordering;

use super::{
    Digits, Sentence,
    argument::{
        Actor, Among, LimitIs, Percent, PercentIs, Referent, ShownValue, ThresholdDirection, Trend,
    },
    rows::{Cell, Rows},
};
use crate::{
    diff::{EffectKind, Value},
    formula::{breakdown::MeanPart, op::GateOpens},
    path::{Path, printable, spaced},
};

impl Rows<'_> {
    /// What is to be said of a cell that is told at a place; none where nothing can be.
    pub(super) fn clause(&self, cell: &Cell<'_>, at: &Path, doer: Actor) -> Option<Sentence> {
        let thing = self.thing(cell.place, at);
        let tense = self.tense;
        let internals = self.presenter.shows_internals();
        let pair = || self.value(cell.before).zip(self.value(cell.after));
        // What stands at the whole score are the figures of some node inside, never the score's own.
        let own = || pair().filter(|_| internals && !cell.place.is_root());
        Some(match cell.kind {
            EffectKind::Weight => return self.weighed(cell, thing),
            // What came into the whole score, or left it, is not the whole score.
            EffectKind::Added if cell.place.is_root() => Sentence::PartCame { doer, tense },
            EffectKind::Removed if cell.place.is_root() => Sentence::PartWent { doer, tense },
            EffectKind::Added => Sentence::Came { thing, doer, tense },
            EffectKind::Removed => Sentence::Went { thing, doer, tense },
            EffectKind::Replaced => match own() {
                Some((before, after)) => Sentence::RemeasuredFrom {
                    thing,
                    before,
                    after,
                    tense,
                },
                None => Sentence::Remeasured { thing, tense },
            },
            EffectKind::Curve => match own().filter(|(a, b)| a != b) {
                Some((before, after)) => Sentence::ConvertedTo {
                    thing,
                    before,
                    after,
                    tense,
                },
                None => Sentence::Converted { thing, tense },
            },
            EffectKind::Rounding => Sentence::Rounding {},
            EffectKind::Opaque => Sentence::Several { thing },
            EffectKind::Threshold if internals => match self.crossing(cell) {
                Some(crossing) => crossing,
                None => match pair() {
                    Some((before, after)) => Sentence::BandChanged {
                        before,
                        after,
                        tense,
                    },
                    None => Sentence::Crossed { tense },
                },
            },
            EffectKind::Threshold => Sentence::Crossed { tense },
            EffectKind::Parameter | EffectKind::Constant if !internals => {
                Sentence::SetDifferently { tense }
            }
            EffectKind::Constant => match pair() {
                Some((before, after)) => Sentence::NumberChanged {
                    thing,
                    before,
                    after,
                    tense,
                },
                None => Sentence::SetDifferently { tense },
            },
            // An input that opened a gate by itself says so, as the gate would.
            EffectKind::Input if internals && matches!(cell.before, Value::AtThreshold { .. }) => {
                self.crossing(cell)?
            }
            EffectKind::Input
            | EffectKind::Category
            | EffectKind::Reference
            | EffectKind::Parameter => {
                let (before, after) = pair()?;
                Sentence::ValueChanged {
                    thing,
                    before,
                    after,
                    tense,
                }
            }
        })
    }

    /// How much a part of a mean counts.
    fn weighed(&self, cell: &Cell<'_>, thing: Referent) -> Option<Sentence> {
        let tense = self.tense;
        let internals = self.presenter.shows_internals();
        let (before, after) = match (cell.before.number(), cell.after.number()) {
            (Some(before), Some(after)) => (before, after),
            (None, Some(after)) if internals => {
                let after = percent(after, 0, false)?;
                return Some(match self.standing(cell.place) {
                    Some(standing) => Sentence::CountsAfterAndScores {
                        standing,
                        after,
                        tense,
                    },
                    None => Sentence::CountsAfter {
                        thing,
                        after,
                        tense,
                    },
                });
            }
            (Some(before), None) if internals => {
                let before = percent(before, 0, false)?;
                return Some(Sentence::CountsBefore {
                    thing,
                    before,
                    tense,
                });
            }
            _ => return Some(Sentence::SetDifferently { tense }),
        };
        if !internals {
            let trend = if after >= before {
                Trend::More
            } else {
                Trend::Less
            };
            return Some(Sentence::CountsOtherwise {
                thing,
                trend,
                among: self.among(cell, trend),
                tense,
            });
        }
        let down = self
            .floored
            .each_ref()
            .map(|side| side.contains(cell.place));
        let (before, after) = shares([before, after], down)?;
        Some(match self.standing(cell.place) {
            Some(standing) => Sentence::CountsAndScores {
                standing,
                before,
                after,
                tense,
            },
            None => Sentence::Counts {
                thing,
                before,
                after,
                tense,
            },
        })
    }

    /// Whether a part scores less or more than the others of its mean, where that is why counting more or less moved the score
    /// the way it did.
    fn among(&self, cell: &Cell<'_>, trend: Trend) -> Among {
        let parent = cell.place.parent();
        let others = || {
            let of_mean = |part: &&MeanPart| part.place.parent() == parent;
            let is_other = move |part: &&MeanPart| part.place != *cell.place;
            self.parts.iter().filter(of_mean).filter(is_other)
        };
        let own = self.parts.iter().find(|part| part.place == *cell.place);
        let weight: f64 = others().map(|part| part.share).sum();
        let worth: f64 = others().map(|part| part.share * part.value).sum();
        let Some(own) = own.filter(|_| weight > 0.0) else {
            return Among::Open;
        };
        let is_shown_less = self.level(own.value).zip(self.level(worth / weight));
        let falls = cell.micro < 0;
        match is_shown_less.map(|(own, others)| own.units.cmp(&others.units)) {
            Some(Ordering::Less) if falls == (trend == Trend::More) => Among::Lower,
            Some(Ordering::Greater) if falls == (trend == Trend::Less) => Among::Higher,
            _ => Among::Open,
        }
    }

    /// What a clause at a place calls another place, inside of it or the same.
    fn thing(&self, place: &Path, at: &Path) -> Referent {
        if place.len() <= at.len() {
            return Referent::It;
        }
        let given = self.presenter.given(place);
        match given.or_else(|| place.last().map(spaced)) {
            Some(name) => Referent::Named(name),
            None => Referent::It,
        }
    }

    /// What a part scores by itself.
    fn standing(&self, place: &Path) -> Option<Digits> {
        let part = self.parts.iter().find(|part| part.place == *place)?;
        self.level(part.value)
    }

    fn value(&self, figure: &Value) -> Option<ShownValue> {
        match figure {
            Value::Number(value)
            | Value::Curve { value, .. }
            | Value::AtThreshold { value, .. } => Digits::of(*value).map(ShownValue::Number),
            Value::Share(share) => percent(*share, 0, false).map(ShownValue::Percent),
            Value::Label(label) => {
                (!self.presenter.hides(label)).then(|| ShownValue::Text(printable(label)))
            }
            Value::Absent | Value::Several => None,
        }
    }

    /// How a term and the threshold of a gate passed each other.
    fn crossing(&self, cell: &Cell<'_>) -> Option<Sentence> {
        let (
            Value::AtThreshold {
                term,
                value: before,
                threshold: limit_before,
                opens: opens_before,
            },
            Value::AtThreshold {
                value: after,
                threshold: limit,
                opens,
                ..
            },
        ) = (cell.before, cell.after)
        else {
            return None;
        };
        let thing = if term.is_empty() || self.presenter.hides(term) {
            Referent::It
        } else {
            Referent::Named(printable(term))
        };
        let digits = Digits::of;
        let [before_is, after_is] = match (opens_before, opens) {
            (GateOpens::AtLeast, GateOpens::AtLeast) => [LimitIs::Plain; 2],
            _ => [opens_before, opens].map(|opens| match opens {
                GateOpens::AtLeast => LimitIs::AtLeast,
                GateOpens::Above => LimitIs::MoreThan,
            }),
        };
        Some(if limit_before == limit && opens_before == opens {
            let passing = match (opens, opens.holds(*after, *limit)) {
                (GateOpens::AtLeast, true) => ThresholdDirection::Reached,
                (GateOpens::AtLeast, false) => ThresholdDirection::Fell,
                (GateOpens::Above, true) => ThresholdDirection::Met,
                (GateOpens::Above, false) => ThresholdDirection::Missed,
            };
            Sentence::Passed {
                thing,
                before: digits(*before)?,
                after: digits(*after)?,
                passing,
                limit: digits(*limit)?,
            }
        } else if before == after {
            Sentence::LimitMoved {
                thing,
                value: digits(*after)?,
                before: digits(*limit_before)?,
                before_is,
                after: digits(*limit)?,
                after_is,
            }
        } else {
            Sentence::BothMoved {
                thing,
                before: digits(*before)?,
                after: digits(*after)?,
                limit_before: digits(*limit_before)?,
                before_is,
                limit_after: digits(*limit)?,
                after_is,
            }
        })
    }
}

/// A share as it is shown: of what counts and shows in no digit, that it is less than the least that shows, and likewise of
/// what is not all.
pub(super) fn percent(share: f64, decimals: u8, down: bool) -> Option<Percent> {
    let floored = if decimals == 0 && down {
        (100.0 * share).floor() / 100.0
    } else {
        share
    };
    let digits = Digits::percent(floored, decimals)?;
    let all = 100 * 10_i64.pow(u32::from(decimals));
    let bound = |units| Digits { units, ..digits };
    Some(if share > 0.0 && digits.units == 0 {
        Percent {
            digits: bound(1),
            is: PercentIs::Less,
        }
    } else if share < 1.0 && digits.units == all {
        Percent {
            digits: bound(all - 1),
            is: PercentIs::More,
        }
    } else {
        Percent::of(digits)
    })
}

/// Two shares in whole percents, perhaps rounded down, or finer where they would look the same.
fn shares(shares: [f64; 2], down: [bool; 2]) -> Option<(Percent, Percent)> {
    let written = |decimals| {
        let [before, after] = [0, 1].map(|side| {
            let (share, down) = (shares.get(side)?, down.get(side)?);
            percent(*share, decimals, *down)
        });
        Some((before?, after?))
    };
    (0..4)
        .filter_map(written)
        .find(|(before, after)| before != after)
        .or_else(|| written(4))
}
