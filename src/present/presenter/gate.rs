//! What the gate of a release found, for those who release.

use crate::{
    impact::{Condition, Unmet, below, beside, micro, percentages},
    path::printable,
    present::{
        Digits, Presenter, Sentence,
        message::argument::{AdverseDirection, HowFar, Percent, PercentIs, Signed, Within},
    },
};

/// Whether all conditions are met, and each that is not; nothing where the presenter was given no gate.
pub(in crate::present) fn of(presenter: &Presenter<'_>) -> Vec<Sentence> {
    let Some(outcome) = presenter.gate else {
        return Vec::new();
    };
    let count = outcome.conditions as u64;
    if outcome.passed() {
        return vec![Sentence::GateOpen { count }];
    }
    let seen = outcome.failed.iter();
    let listed = seen.filter(|unmet| !presenter.mentions_hidden(&unmet.found));
    let closed = Sentence::GateClosed {
        unmet: outcome.failed.len() as u64,
        count,
    };
    std::iter::once(closed)
        .chain(listed.filter_map(said))
        .collect()
}

/// Why a condition is not met.
fn said(unmet: &Unmet) -> Option<Sentence> {
    let condition = &unmet.condition;
    let within = condition.within();
    let within = within.map_or(Within::All, |(name, group)| Within::Group {
        name: printable(name),
        group: printable(group),
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
    of_share(unmet, &within, band).or_else(|| of_figure(unmet, &within))
}

/// Of a condition on a share, how many there are.
fn of_share(unmet: &Unmet, within: &Within, band: String) -> Option<Sentence> {
    let (Condition::Falling { share: most, .. }
    | Condition::Rising { share: most, .. }
    | Condition::Leaving { share: most, .. }
    | Condition::Lost { share: most, .. }
    | Condition::Failures { share: most }) = unmet.condition
    else {
        return None;
    };
    let [share, most] = shares(unmet.measured?, most)?;
    let [count, all] = unmet.counted?;
    let all = Digits::count(i64::try_from(all).unwrap_or(i64::MAX));
    let within = within.clone();
    let beyond = |way, bound: f64, within| {
        let bound = micro(bound);
        Sentence::GateBeyond {
            within,
            count,
            all,
            way,
            far: if bound == 0 {
                HowFar::Any
            } else {
                HowFar::Beyond
            },
            points: Digits::trimmed(bound),
            share,
            most,
        }
    };
    Some(match unmet.condition {
        Condition::Falling { by_more_than, .. } => {
            beyond(AdverseDirection::Fell, by_more_than, within)
        }
        Condition::Rising { by_more_than, .. } => {
            beyond(AdverseDirection::Rose, by_more_than, within)
        }
        Condition::Leaving { .. } => Sentence::GateLeaving {
            within,
            count,
            all,
            band,
            share,
            most,
        },
        Condition::Lost { .. } => Sentence::GateLost {
            within,
            count,
            all,
            share,
            most,
        },
        _ => Sentence::GateFailures {
            count,
            all,
            share,
            most,
        },
    })
}

/// Of any other condition, what was measured.
fn of_figure(unmet: &Unmet, within: &Within) -> Option<Sentence> {
    let (measured, within) = (unmet.measured?, within.clone());
    let largest = |way, most: f64, within| {
        let most = micro(most);
        Sentence::GateLargest {
            within,
            way,
            points: Digits::trimmed(beside(micro(measured), most)),
            most: Digits::trimmed(most),
        }
    };
    Some(match unmet.condition {
        Condition::LargestFall { points, .. } => largest(AdverseDirection::Fell, points, within),
        Condition::LargestRise { points, .. } => largest(AdverseDirection::Rose, points, within),
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
        _ => return None,
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
