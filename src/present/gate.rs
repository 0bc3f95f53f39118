//! What the gate of a release found, for those who release.

use super::{
    Digits, Presenter, Sentence,
    argument::{AdverseDirection, HowFar, Percent, PercentIs, Signed, Within},
};
use crate::{
    impact::{Condition, Unmet, below, beside, micro, percentages},
    path::printable,
};

/// Whether all conditions are met, and each that is not; nothing where the presenter was given no gate.
pub(super) fn of(presenter: &Presenter<'_>) -> Vec<Sentence> {
    let Some(outcome) = presenter.gate else {
        return Vec::new();
    };
    let count = outcome.conditions as u64;
    if outcome.passed() {
        return vec![Sentence::GateOpen { count }];
    }
    let seen = outcome.failed.iter();
    let told = seen.filter(|unmet| !presenter.mentions_hidden(&unmet.found));
    let closed = Sentence::GateClosed {
        unmet: outcome.failed.len() as u64,
        count,
    };
    std::iter::once(closed)
        .chain(told.filter_map(said))
        .collect()
}

/// Why a condition is not met.
fn said(unmet: &Unmet) -> Option<Sentence> {
    let condition = &unmet.condition;
    let within = condition.within();
    let within = within.map_or(Within::All, |(name, value)| Within::Group {
        name: printable(name),
        value: printable(value),
    });
    let band = match condition {
        Condition::Leaving { band, .. } => printable(band),
        _ => String::new(),
    };
    if let Some(because) = unmet.unmeasured {
        return Some(Sentence::GateUnmeasured {
            within,
            because,
            band,
        });
    }
    let measured = unmet.measured?;
    let [count, all] = unmet.counted.unwrap_or_default();
    let all = Digits::count(i64::try_from(all).unwrap_or(i64::MAX));
    Some(match *condition {
        Condition::Falling {
            by_more_than: bound,
            share: most,
            ..
        }
        | Condition::Rising {
            by_more_than: bound,
            share: most,
            ..
        } => {
            let [share, most] = shares(measured, most)?;
            let bound = micro(bound);
            Sentence::GateBeyond {
                within,
                count,
                all,
                way: match condition {
                    Condition::Rising { .. } => AdverseDirection::Rose,
                    _ => AdverseDirection::Fell,
                },
                far: if bound == 0 {
                    HowFar::Any
                } else {
                    HowFar::Beyond
                },
                points: Digits::trimmed(bound),
                share,
                most,
            }
        }
        Condition::Leaving { share: most, .. } => {
            let [share, most] = shares(measured, most)?;
            Sentence::GateLeaving {
                within,
                count,
                all,
                band,
                share,
                most,
            }
        }
        Condition::Lost { share: most, .. } => {
            let [share, most] = shares(measured, most)?;
            Sentence::GateLost {
                within,
                count,
                all,
                share,
                most,
            }
        }
        Condition::Failures { share: most } => {
            let [share, most] = shares(measured, most)?;
            Sentence::GateFailures {
                count,
                all,
                share,
                most,
            }
        }
        Condition::LargestFall { points: most, .. }
        | Condition::LargestRise { points: most, .. } => {
            let most = micro(most);
            Sentence::GateLargest {
                within,
                way: match condition {
                    Condition::LargestRise { .. } => AdverseDirection::Rose,
                    _ => AdverseDirection::Fell,
                },
                points: Digits::trimmed(beside(micro(measured), most)),
                most: Digits::trimmed(most),
            }
        }
        Condition::MeanMove { from, to, .. } => {
            let [measured, from, to] = [measured, from, to].map(micro);
            let bound = if measured < from { from } else { to };
            let points = |micro| Signed(Digits::trimmed(micro));
            Sentence::GateMean {
                within,
                mean: points(beside(measured, bound)),
                from: points(from),
                to: points(to),
            }
        }
        Condition::RankCorrelation { at_least, .. } => Sentence::GateRanks {
            within,
            found: Digits::read(&below(measured, at_least))?,
            least: Digits::exactly(at_least)?,
        },
    })
}

/// A share and the largest that is allowed, in so many digits that the one is seen to be more than the other.
fn shares(share: f64, most: f64) -> Option<[Percent; 2]> {
    let [share, most] = percentages(share, most).map(|text| Digits::read(&text));
    Some(match (share, most) {
        (Some(share), Some(most)) => [share, most].map(Percent::of),
        // So many digits nobody reads.
        _ => {
            let digits = Digits::exactly(0.0)?;
            let most = most.unwrap_or(digits);
            let more = Percent {
                digits: most,
                is: PercentIs::More,
            };
            [more, Percent::of(most)]
        }
    })
}
