//! What happened in one cell, as a clause.

use std::cmp::Ordering;

use super::{
    rows::{Cell, Rows},
    shares::percent,
};
use crate::{
    diff::{EffectKind, Value},
    formula::{
        breakdown::MeanPart,
        curve::{BandEdge, CurveBand},
        op::GateOpens,
    },
    path::{Path, printable, spaced},
    present::{
        Audience, Digits, Sentence,
        message::argument::{
            Actor, Among, LimitIs, Referent, ShownEdge, ShownRange, ShownValue, Tense,
            ThresholdDirection, Trend,
        },
    },
};

impl Rows<'_> {
    /// What is to be said of a cell that is told at a place; none where nothing can be.
    pub(in crate::present) fn clause(
        &self,
        cell: &Cell<'_>,
        at: &Path,
        doer: Actor,
    ) -> Option<Sentence> {
        let thing = self.thing(cell.place, at);
        let tense = self.tense;
        let internals = self.presenter.shows_internals();
        let pair = || self.value(cell.before).zip(self.value(cell.after));
        // What stands at the whole score are the figures of some node inside, never the score's own.
        let own = || pair().filter(|_| internals && !cell.place.is_root());
        Some(match cell.kind {
            EffectKind::Weight => return self.weighed(cell, thing),
            EffectKind::Constant if self.shares.at(cell.place)[1].is_some() => {
                return self.weighed(cell, thing);
            }
            EffectKind::Curve if limiting(cell).is_some() => match limiting(cell)? {
                Limiting::Came => Sentence::Limited { tense },
                Limiting::Went => Sentence::Unlimited { tense },
                Limiting::Moved => Sentence::LimitedOtherwise { tense },
            },
            EffectKind::Added | EffectKind::Removed => came_or_went(cell, thing, doer, tense),
            EffectKind::Replaced => match own().filter(|_| are_of_one_unit(cell)) {
                // The same figure, written otherwise.
                Some((before, after)) if before == after => Sentence::SetDifferently { tense },
                // Nobody measured it in another way.
                Some((before, after)) if matches!(doer, Actor::Data) => Sentence::ValueChanged {
                    thing,
                    before,
                    after,
                    tense,
                },
                Some((before, after)) => Sentence::RemeasuredFrom {
                    thing,
                    before,
                    after,
                    tense,
                },
                None => Sentence::Remeasured { thing, tense },
            },
            EffectKind::Curve => match own().filter(|(a, b)| a != b && self.is_in_points(cell)) {
                Some((before, after)) => Sentence::ConvertedTo {
                    thing,
                    before,
                    after,
                    figures: self.figures,
                    tense,
                },
                None => Sentence::Converted { thing, tense },
            },
            EffectKind::Rounding => Sentence::Rounding {},
            EffectKind::Opaque => Sentence::Several { thing },
            EffectKind::Threshold if internals => match self.crossing(cell, at) {
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
                self.crossing(cell, at)?
            }
            // A curve that belongs to the population has no figure; its description is for those who keep the formula.
            EffectKind::Reference if matches!(cell.after, Value::Label(_)) => {
                Sentence::Converted { thing, tense }
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
            (None, Some(_)) if internals => {
                let [_, after] = self.shares.at(cell.place);
                let after = after?;
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
            (Some(_), None) if internals => {
                let [before, _] = self.shares.at(cell.place);
                let before = before?;
                return Some(Sentence::CountsBefore {
                    thing,
                    before,
                    tense,
                });
            }
            _ => return Some(Sentence::SetDifferently { tense }),
        };
        // Another part came or went as well, and it counts as much of the whole as it did.
        if (after - before).abs() <= 1e-9 * before.abs().max(after.abs()) {
            return Some(Sentence::SetDifferently { tense });
        }
        let listed = match self.shares.at(cell.place) {
            [Some(before), Some(after)] if internals && before != after => (before, after),
            // Figures that look the same say nothing of what moved.
            _ => {
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
        };
        let (before, after) = listed;
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

    /// Whether what a curve gives can stand beside what parts score: it is of the size of what its own part scores, so that
    /// both are points, or none of these is told. 0.778 beside "they score 75" would be two scales.
    ///
    /// An auditor reads every figure.
    fn is_in_points(&self, cell: &Cell<'_>) -> bool {
        let is_score = |part: &MeanPart| {
            let sizes = given(cell.after).map(|value| [value.abs(), part.value.abs()]);
            cell.place.prefix(part.place.len()) == part.place
                && sizes.is_some_and(|[given, score]| given <= 2.0 * score && score <= 2.0 * given)
        };
        self.parts.is_empty()
            || self.presenter.audience == Audience::Auditor
            || self.parts.iter().any(is_score)
    }

    /// What a part scores by itself.
    fn standing(&self, place: &Path) -> Option<Digits> {
        let part = self.parts.iter().find(|part| part.place == *place)?;
        self.level(part.value)
    }

    fn value(&self, figure: &Value) -> Option<ShownValue> {
        match figure {
            Value::Number(value) | Value::Limit(value) | Value::AtThreshold { value, .. } => {
                Digits::of(*value).map(ShownValue::Number)
            }
            Value::Curve { value, .. } => Digits::of((*value)?).map(ShownValue::Number),
            Value::Share(share) => percent(*share, 0).map(ShownValue::Percent),
            Value::Label(label) => {
                (!self.presenter.hides(label)).then(|| ShownValue::Text(printable(label)))
            }
            Value::Band(band) => Some(ShownValue::Range(range(band)?)),
            Value::Absent | Value::Several => None,
        }
    }

    /// How a term and the threshold of a gate passed each other, told at a place.
    fn crossing(&self, cell: &Cell<'_>, at: &Path) -> Option<Sentence> {
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
        // The row is named after it.
        let is_named = at.last() == Some(&**term);
        let thing = if term.is_empty() || is_named || self.presenter.hides(term) {
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

/// What is said of a part that is new or gone, at its own place or at that of what it is a part of.
fn came_or_went(cell: &Cell<'_>, thing: Referent, doer: Actor, tense: Tense) -> Sentence {
    let came = cell.kind == EffectKind::Added;
    let [held, missing] = if came {
        [cell.after, cell.before]
    } else {
        [cell.before, cell.after]
    };
    match (missing, came) {
        // It counts elsewhere as well.
        (Value::Several, _) if !cell.place.is_root() => Sentence::SetDifferently { tense },
        // What came into something, or left it, is not all of it.
        (Value::Number(_), true) => Sentence::PartCame { doer, tense },
        (Value::Number(_), false) => Sentence::PartWent { doer, tense },
        (_, true) if cell.place.is_root() => Sentence::PartCame { doer, tense },
        (_, false) if cell.place.is_root() => Sentence::PartWent { doer, tense },
        (_, true) if matches!(held, Value::Limit(_)) => Sentence::LimitCame { thing, tense },
        (_, false) if matches!(held, Value::Limit(_)) => Sentence::LimitWent { thing, tense },
        (_, true) => Sentence::Came { thing, doer, tense },
        (_, false) => Sentence::Went { thing, doer, tense },
    }
}

/// A band of a table, with all digits of its edges, since neighbours may differ in the last ones.
fn range(band: &CurveBand) -> Option<ShownRange> {
    let edge = |edge: BandEdge| {
        Some(ShownEdge {
            digits: Digits::exactly(edge.at)?,
            is_included: edge.is_included,
        })
    };
    let (start, end) = (band.start.map(edge), band.end.map(edge));
    // An edge that cannot be written leaves nothing to be said.
    (start != Some(None) && end != Some(None)).then(|| ShownRange {
        start: start.flatten(),
        end: end.flatten(),
    })
}

/// Whether two figures can be compared: a share of a mean is no number of points.
fn are_of_one_unit(cell: &Cell<'_>) -> bool {
    let is_share = |figure: &Value| matches!(figure, Value::Share(_));
    is_share(cell.before) == is_share(cell.after)
}

/// What became of a limit without a name.
enum Limiting {
    Came,
    Went,
    Moved,
}

/// What became of a limit, where a curve that changed is one on one side and on the other a limit or nothing.
fn limiting(cell: &Cell<'_>) -> Option<Limiting> {
    let (Value::Curve { curve: before, .. }, Value::Curve { curve: after, .. }) =
        (cell.before, cell.after)
    else {
        return None;
    };
    match (before.is_clamp(), after.is_clamp()) {
        (true, true) => Some(Limiting::Moved),
        (false, true) if before.is_identity() => Some(Limiting::Came),
        (true, false) if after.is_identity() => Some(Limiting::Went),
        _ => None,
    }
}

/// What a curve makes of its argument.
fn given(figure: &Value) -> Option<f64> {
    match figure {
        Value::Curve { value, .. } => *value,
        _ => None,
    }
}
