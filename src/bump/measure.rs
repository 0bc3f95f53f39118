//! What two versions do on a corpus.

use super::{Bump, BumpError, BumpPolicy, BumpReason, Required, WorstExample, order, same_name};
use crate::{
    explain::{ExplainError, Explanation},
    model::ScoringModel,
    score::{self, Scale},
};

/// One input that both versions score.
struct Pair {
    index: usize,
    before: f64,
    after: f64,
    /// Both in millionths of a point.
    micro: (i64, i64),
}

impl Pair {
    fn moved(&self) -> bool {
        self.before.to_bits() != self.after.to_bits()
    }

    /// In the unit in which it is bounded first, so that no smaller one hides a move beyond the bound.
    fn distance(&self) -> (u64, f64) {
        let micro = self.micro.0.abs_diff(self.micro.1);
        (micro, (self.after - self.before).abs())
    }
}

pub(super) fn measure<A, B>(
    before: &A,
    after: &B,
    corpus: &[(&str, &A::Input)],
    policy: &BumpPolicy,
    explain: impl Fn(&A::Input) -> Result<Explanation, ExplainError>,
) -> Result<Required, BumpError>
where
    A: ScoringModel,
    B: ScoringModel<Input = A::Input>,
{
    policy.check()?;
    same_name(&before.id(), &after.id())?;
    let name = |index: usize| corpus.get(index).map_or("", |(name, _)| *name).to_owned();
    let (mut pairs, mut new, mut lost, mut refused) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for (index, (_, input)) in corpus.iter().enumerate() {
        match (before.score(input), after.score(input)) {
            (Ok(before), Ok(after)) => {
                let micro = |value| {
                    score::micro(value).map_err(|source| BumpError::TooLarge {
                        input: name(index),
                        source,
                    })
                };
                pairs.push(Pair {
                    index,
                    before,
                    after,
                    micro: (micro(before)?, micro(after)?),
                });
            }
            (Err(_), Ok(_)) => new.push(index),
            (Ok(score), Err(error)) => lost.push((index, score, error.to_string())),
            (Err(_), Err(_)) => refused += 1,
        }
    }
    if refused == corpus.len() {
        return Err(BumpError::NothingScored { inputs: refused });
    }

    let scales = (before.scale(), after.scale());
    let moved = pairs.iter().filter(|pair| pair.moved()).count();
    let mut reasons = Vec::new();
    if scales.0 != scales.1 {
        reasons.push(BumpReason::ScaleChanged {
            before: scales.0.clone(),
            after: scales.1.clone(),
        });
    }
    if let Some((index, _, error)) = lost.first() {
        reasons.push(BumpReason::NoLongerSupported {
            count: lost.len(),
            input: name(*index),
            error: error.clone(),
        });
    }
    // The first of the largest.
    let largest = pairs
        .iter()
        .filter(|pair| pair.moved())
        .rev()
        .max_by(|a, b| {
            let (a, b) = (a.distance(), b.distance());
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
    reasons.extend(largest.and_then(|pair| too_far(pair, name(pair.index), policy, &scales.0)));
    reasons.extend(too_many(moved, pairs.len(), policy));
    reasons.extend(grades(&pairs, policy, name));
    if policy.keeps_order() {
        reasons.extend(places(&pairs, &scales.0, name));
    }
    if moved > 0 {
        reasons.push(BumpReason::Moved {
            moved,
            compared: pairs.len(),
        });
    }
    if let Some(&index) = new.first() {
        reasons.push(BumpReason::NewlySupported {
            count: new.len(),
            input: name(index),
        });
    }

    let bump = reasons.iter().map(BumpReason::bump).max();
    let bump = bump.unwrap_or(Bump::Patch);
    // What is allowed anyway is no reason for a major version.
    reasons.retain(|reason| reason.bump() == bump);
    let worst = match (largest, lost.into_iter().next()) {
        (Some(pair), _) => {
            let told = corpus.get(pair.index).map(|(_, input)| explain(input));
            Some(worst(name(pair.index), pair, told))
        }
        (None, Some((index, score, error))) => Some(WorstExample {
            input: name(index),
            before: score,
            after: None,
            explanation: None,
            note: Some(error),
        }),
        (None, None) => None,
    };
    Ok(Required {
        bump,
        before: before.id(),
        after: after.id(),
        compared: pairs.len(),
        moved,
        newly_supported: new.len(),
        no_longer_supported: corpus.len() - pairs.len() - new.len() - refused,
        refused,
        reasons,
        worst,
        scale: scales.1,
    })
}

fn too_far(pair: &Pair, input: String, policy: &BumpPolicy, scale: &Scale) -> Option<BumpReason> {
    let (bound, micro) = policy.bound(scale);
    (pair.micro.0.abs_diff(pair.micro.1) > micro.unsigned_abs()).then_some(
        BumpReason::LargestMove {
            input,
            before: pair.before,
            after: pair.after,
            bound,
        },
    )
}

fn too_many(moved: usize, compared: usize, policy: &BumpPolicy) -> Option<BumpReason> {
    #[allow(clippy::cast_precision_loss, reason = "a share of counts below 2^53")]
    let share = moved as f64 / compared.max(1) as f64;
    let bound = policy.share();
    (share > bound).then_some(BumpReason::ShareMoved {
        moved,
        compared,
        bound,
    })
}

fn grades(
    pairs: &[Pair],
    policy: &BumpPolicy,
    name: impl Fn(usize) -> String,
) -> Option<BumpReason> {
    let mut crossed = pairs
        .iter()
        .filter_map(|pair| Some((pair, policy.crossed(pair.before, pair.after)?)));
    let (first, threshold) = crossed.next()?;
    Some(BumpReason::GradeCrossed {
        count: 1 + crossed.count(),
        input: name(first.index),
        before: first.before,
        after: first.after,
        threshold,
    })
}

/// By the digits that people see before.
fn places(pairs: &[Pair], scale: &Scale, name: impl Fn(usize) -> String) -> Option<BumpReason> {
    let levels: Vec<(i64, i64)> = pairs
        .iter()
        .map(|pair| (scale.round(pair.micro.0), scale.round(pair.micro.1)))
        .collect();
    let (count, example) = order::crossings(&levels);
    let (low, high) = example?;
    Some(BumpReason::OrderCrossed {
        pairs: count,
        overtaking: name(pairs.get(low)?.index),
        overtaken: name(pairs.get(high)?.index),
    })
}

fn worst(
    input: String,
    pair: &Pair,
    told: Option<Result<Explanation, ExplainError>>,
) -> WorstExample {
    let (explanation, note) = match told {
        Some(Ok(explanation)) => (Some(Box::new(explanation)), None),
        Some(Err(error)) => (None, Some(error.to_string())),
        None => (None, None),
    };
    WorstExample {
        input,
        before: pair.before,
        after: Some(pair.after),
        explanation,
        note,
    }
}
