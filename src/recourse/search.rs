//! The search along one input.

use super::{
    Goal,
    answer::{InputValue, OutOfReach, RecourseAnswer, SingleChange},
    bound::{Bound, Grid},
    edges::edges,
    error::RecourseError,
};
use crate::{
    exact,
    formula::{
        breakdown::Breakdown,
        error::EvalError,
        op::LeafKind,
        substitute::{LeafValue, Substitution},
    },
    model::Runnable,
    path::Path,
};

/// Every bit of a substitution's mask.
const ALWAYS: u32 = u32::MAX;

/// How one input may move.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Adjustable {
    Number(Bound),
    Label(Vec<String>),
}

impl Adjustable {
    pub(super) fn checked(&self, place: &Path) -> Result<Checked<'_>, RecourseError> {
        Ok(match self {
            Self::Number(bound) => Checked::Number(bound, bound.grid(place)?),
            Self::Label(labels) => Checked::Label(labels),
        })
    }
}

/// The same with its grid.
pub(super) enum Checked<'a> {
    Number(&'a Bound, Grid),
    Label(&'a [String]),
}

/// Counts evaluations.
pub(super) struct Counter {
    left: u64,
    budget: u64,
}

impl Counter {
    pub(super) fn new(budget: u64) -> Self {
        Self {
            left: budget,
            budget,
        }
    }

    pub(super) fn spend(&mut self, place: &Path) -> Result<(), RecourseError> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(RecourseError::Budget {
                budget: self.budget,
                place: place.clone(),
            }),
        }
    }

    pub(super) fn spent(&self) -> u64 {
        self.budget - self.left
    }
}

/// One subject under one model.
pub(super) struct Search<'a, I: ?Sized> {
    pub(super) model: &'a dyn Runnable<I>,
    pub(super) input: &'a I,
    pub(super) now: &'a Breakdown,
    pub(super) goal: Goal,
    pub(super) scan: u32,
}

/// A value that is stated may lie beyond the one that was found by this share of the change.
const STATED_BEYOND: f64 = 0.05;

/// A tried value with its score.
type Tried = (f64, f64);

impl<I: ?Sized> Search<'_, I> {
    /// Looks at one input and adds what was found to the answer.
    pub(super) fn input(
        &self,
        counter: &mut Counter,
        place: &Path,
        asked: &Checked<'_>,
        before: &InputValue,
        answer: &mut RecourseAnswer,
    ) -> Result<(), RecourseError> {
        match (asked, before) {
            (Checked::Number(bound, grid), InputValue::Number(now)) => {
                self.number(counter, place, (bound, grid), *now, answer)
            }
            (Checked::Label(labels), InputValue::Label(now)) => {
                self.label(counter, place, labels, now, answer)
            }
            // A range is searched for a number, labels for a label.
            _ => Ok(()),
        }
    }

    fn number(
        &self,
        counter: &mut Counter,
        place: &Path,
        (bound, grid): (&Bound, &Grid),
        now: f64,
        answer: &mut RecourseAnswer,
    ) -> Result<(), RecourseError> {
        let mut along = Along {
            counter,
            place,
            substitution: handing_out(place, LeafKind::Input, LeafValue::Number(now)),
            goal: self.goal,
            now: (now, answer.score),
            edges: grid.around(&edges(self.now, place)),
            nearest: None,
            exhaustive: true,
        };
        let mut found = self.both_sides(&mut along, (bound, grid))?;
        let exhaustive = along.exhaustive;
        if let (None, Some((_, score)), false) = (found, along.nearest, exhaustive) {
            // The best score that was met may begin nearer than where it was met, and what is met there may reach the goal.
            along.goal.target = score;
            along.nearest = self.both_sides(&mut along, (bound, grid))?;
            along.goal = self.goal;
            found = along
                .nearest
                .filter(|&(_, score)| self.goal.reached_by(score));
        }
        let before = InputValue::Number(now);
        if let Some((value, score)) = found {
            along.substitution.replace(LeafValue::Number(value));
            self.check(along.counter, place, &along.substitution, score)?;
            let (stated, stated_score) = self
                .rounder(&mut along, grid, value)?
                .unwrap_or((value, score));
            answer.options.push(SingleChange {
                id: place.clone(),
                before,
                after: InputValue::Number(value),
                score,
                stated: InputValue::Number(stated),
                stated_score,
            });
            return Ok(());
        }
        let nearest = along.nearest;
        answer.out_of_reach.push(OutOfReach {
            id: place.clone(),
            before,
            best: nearest.map(|(value, _)| InputValue::Number(value)),
            score: nearest.map_or(answer.score, |(_, score)| score),
            exhaustive,
        });
        Ok(())
    }

    /// The value with the fewest decimals that lies hardly further than one that was found, and reaches the goal too.
    fn rounder(
        &self,
        along: &mut Along<'_>,
        grid: &Grid,
        found: f64,
    ) -> Result<Option<Tried>, RecourseError> {
        let now = along.now.0;
        for value in rounded_away(now, found) {
            let is_near = (value - found).abs() <= STATED_BEYOND * (found - now).abs();
            if !(is_near && grid.has(value)) {
                continue;
            }
            if let Some(score) = self.reaching(along, value)? {
                along.substitution.replace(LeafValue::Number(value));
                self.check(along.counter, along.place, &along.substitution, score)?;
                return Ok(Some((value, score)));
            }
        }
        Ok(None)
    }

    /// The nearest value that was found to reach the goal.
    fn both_sides(
        &self,
        along: &mut Along<'_>,
        (bound, grid): (&Bound, &Grid),
    ) -> Result<Option<Tried>, RecourseError> {
        let now = along.now.0;
        let (above, below) = (grid.above(now), grid.below(now));
        let sides = [
            (bound.up, above, 1, grid.last - above + 1),
            (bound.down, below, -1, below - grid.first + 1),
        ];
        let distance = |(value, _): Tried| (value - now).abs();
        let mut found: Option<Tried> = None;
        for (_, from, sign, count) in sides.into_iter().filter(|side| side.0) {
            let value = |offset: i64| grid.value(from + sign * (offset - 1));
            let edges = along.edges.iter().map(|factor| sign * (factor - from) + 1);
            let offsets = offsets(count, i64::from(self.scan), edges);
            if let Some(reached) = self.side(along, offsets, count, &value)? {
                if found.is_none_or(|other| distance(reached) < distance(other)) {
                    found = Some(reached);
                }
            }
        }
        Ok(found)
    }

    /// The nearest value that was found to reach the goal, among those 1 to `count` steps away on one side.
    fn side(
        &self,
        along: &mut Along<'_>,
        offsets: Vec<i64>,
        count: i64,
        value: &dyn Fn(i64) -> f64,
    ) -> Result<Option<Tried>, RecourseError> {
        along.exhaustive &= i64::try_from(offsets.len()).is_ok_and(|tried| tried >= count);
        // The present value does not reach the goal: else nothing is looked for.
        let mut short = 0;
        for offset in offsets {
            let Some(score) = self.reaching(along, value(offset))? else {
                short = offset;
                continue;
            };
            let mut far = (offset, score);
            while far.0 - short > 1 {
                let middle = short + (far.0 - short) / 2;
                match self.reaching(along, value(middle))? {
                    Some(score) => far = (middle, score),
                    None => short = middle,
                }
            }
            return Ok(Some((value(far.0), far.1)));
        }
        Ok(None)
    }

    /// The score with this value, if it reaches the goal; else it is remembered if it comes nearest.
    fn reaching(&self, along: &mut Along<'_>, value: f64) -> Result<Option<f64>, RecourseError> {
        along.counter.spend(along.place)?;
        along.substitution.replace(LeafValue::Number(value));
        let score = self
            .model
            .try_score(self.input, &along.substitution)
            .filter(|&score| along.goal.is_on_scale(score));
        let Some(score) = score else {
            return Ok(None);
        };
        if along.goal.reached_by(score) {
            return Ok(Some(score));
        }
        let (now, score_now) = along.now;
        let is_nearest = match along.nearest {
            None => along.goal.prefers(score, score_now),
            Some((other, best)) => {
                let is_closer = (value - now).abs() < (other - now).abs();
                along.goal.prefers(score, best) || (score == best && is_closer)
            }
        };
        if is_nearest {
            along.nearest = Some((value, score));
        }
        Ok(None)
    }

    fn label(
        &self,
        counter: &mut Counter,
        place: &Path,
        labels: &[String],
        now: &str,
        answer: &mut RecourseAnswer,
    ) -> Result<(), RecourseError> {
        let before = InputValue::Label(now.to_owned());
        let mut nearest: Option<(&str, f64)> = None;
        let mut reached = false;
        for label in labels.iter().filter(|label| *label != now) {
            let value = LeafValue::Label(label.as_str().into());
            let substitution = handing_out(place, LeafKind::Category, value);
            counter.spend(place)?;
            let score = match self.model.substituted(self.input, &substitution) {
                Ok(score) if self.goal.is_on_scale(score) => score,
                Err(EvalError::UnknownLabel {
                    place: at,
                    label,
                    known,
                }) if at == *place => {
                    return Err(RecourseError::UnknownLabel {
                        place: at,
                        label,
                        known,
                    });
                }
                Ok(_) => continue,
                Err(_) => {
                    // It was scored once more to say why.
                    counter.spend(place)?;
                    continue;
                }
            };
            if self.goal.reached_by(score) {
                reached = true;
                self.check(counter, place, &substitution, score)?;
                answer.options.push(SingleChange {
                    id: place.clone(),
                    before: before.clone(),
                    after: InputValue::Label(label.clone()),
                    score,
                    stated: InputValue::Label(label.clone()),
                    stated_score: score,
                });
            } else if self
                .goal
                .prefers(score, nearest.map_or(answer.score, |(_, best)| best))
            {
                nearest = Some((label, score));
            }
        }
        if !reached {
            answer.out_of_reach.push(OutOfReach {
                id: place.clone(),
                before,
                best: nearest.map(|(label, _)| InputValue::Label(label.to_owned())),
                score: nearest.map_or(answer.score, |(_, score)| score),
                exhaustive: true,
            });
        }
        Ok(())
    }

    /// Scores once more what is about to be promised, in another way: recording.
    fn check(
        &self,
        counter: &mut Counter,
        place: &Path,
        substitution: &Substitution,
        score: f64,
    ) -> Result<(), RecourseError> {
        counter.spend(place)?;
        let again = self.model.recorded(self.input, Some(substitution)).ok();
        let again = again.map(|breakdown| breakdown.value());
        if again.map(f64::to_bits) == Some(score.to_bits()) {
            Ok(())
        } else {
            Err(RecourseError::Unsteady {
                model: Box::new(self.model.named()),
                place: place.clone(),
                first: score,
                second: again,
            })
        }
    }
}

/// The way along one number.
struct Along<'a> {
    counter: &'a mut Counter,
    place: &'a Path,
    substitution: Substitution,
    /// What is to be reached: the target, or the best score where the target is out of reach.
    goal: Goal,
    now: Tried,
    /// The factors of the grid next to an edge.
    edges: Vec<i64>,
    /// The best that does not reach it.
    nearest: Option<Tried>,
    /// Whether every value was tried.
    exhaustive: bool,
}

fn handing_out(place: &Path, kind: LeafKind, value: LeafValue) -> Substitution {
    let mut substitution = Substitution::new().advising();
    substitution.insert(place.segments(), kind, ALWAYS, value, None);
    substitution
}

/// A value rounded away from another to no decimals, one, two, …, as long as it has more.
fn rounded_away(from: f64, value: f64) -> Vec<f64> {
    let text = exact::write(value);
    let decimals = match text.split_once('.') {
        Some((_, decimals)) if !text.contains('e') => decimals.len(),
        _ => 0,
    };
    let away = if value < from { -1.0 } else { 1.0 };
    let rounded = |decimals: usize| -> Option<f64> {
        let read = |value: f64| format!("{value:.decimals$}").parse::<f64>().ok();
        let nearest = read(value)?;
        if (nearest - value) * away >= 0.0 {
            return Some(nearest);
        }
        let unit: f64 = format!("1e-{decimals}").parse().ok()?;
        read(nearest + away * unit)
    };
    (0..decimals).filter_map(rounded).collect()
}

/// The steps that are tried among 1 to `count`, rising: all of them, or so many evenly, every power of two, and those at
/// an edge.
fn offsets(count: i64, scan: i64, edges: impl Iterator<Item = i64>) -> Vec<i64> {
    if count <= scan {
        return (1..=count).collect();
    }
    // In two parts, because the product may be too large.
    let even = (1..=scan).map(|place| count / scan * place + count % scan * place / scan);
    let doubled = (0..62).map(|power| 1 << power);
    let mut offsets: Vec<i64> = even
        .chain(doubled.take_while(|&offset| offset < count))
        .chain(edges.filter(|offset| (1..=count).contains(offset)))
        .collect();
    offsets.sort_unstable();
    offsets.dedup();
    offsets
}

#[cfg(test)]
mod tests {
    fn offsets(count: i64, scan: i64) -> Vec<i64> {
        super::offsets(count, scan, [0, 3, count + 1].into_iter())
    }

    #[test]
    fn values_are_rounded_away_from_the_present_one() {
        let away = super::rounded_away;
        assert_eq!(away(10.0, 15.909_09), [16.0, 16.0, 15.91, 15.91, 15.9091]);
        assert_eq!(away(20.0, 15.909_09), [15.0, 15.9, 15.9, 15.909, 15.909]);
        assert_eq!(away(1.0, -0.25), [-1.0, -0.3]);
        assert_eq!(away(0.0, 20_732.0), [0.0; 0]);
        assert_eq!(away(0.0, 1e-300), [0.0; 0]);
    }

    #[test]
    fn few_steps_are_all_tried_and_many_evenly_and_doubled() {
        assert_eq!(offsets(0, 4), [0_i64; 0]);
        assert_eq!(offsets(4, 4), [1, 2, 3, 4]);
        assert_eq!(offsets(10, 4), [1, 2, 3, 4, 5, 7, 8, 10]);
        for count in [65, 1000, 999_999_999, (1 << 54) - 1] {
            let tried = offsets(count, 64);
            assert!(tried.windows(2).all(|pair| pair[0] < pair[1]));
            assert_eq!((tried[0], *tried.last().unwrap()), (1, count));
            assert!(tried.len() <= 64 + 54 + 1, "{}", tried.len());
        }
    }
}
