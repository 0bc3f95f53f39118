//! What the gate of a release found, in English.

use super::{counted, number, percent, points};
use crate::{
    impact::Unmeasured,
    present::{AdverseDirection, Digits, HowFar, Percent, Sentence, Within},
};

/// Conditions of a release, and those that are not met.
pub(super) fn gate(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::GateOpen { count: 1 } => "The condition for the release is met.".to_owned(),
        Sentence::GateOpen { count } => {
            format!(
                "All {} conditions for the release are met.",
                counted(*count)
            )
        }
        Sentence::GateClosed { count: 1, .. } => {
            "The condition for the release is not met:".to_owned()
        }
        Sentence::GateClosed { unmet, count } => format!(
            "Of {} conditions for the release, {} {} not met:",
            counted(*count),
            counted(*unmet),
            if *unmet == 1 { "is" } else { "are" }
        ),
        Sentence::GateBeyond {
            within,
            count,
            all,
            way,
            far,
            points,
            share,
            most,
        } => {
            let go = match (way, count) {
                (AdverseDirection::Fell, 1) => "falls",
                (AdverseDirection::Fell, _) => "fall",
                (AdverseDirection::Rose, 1) => "rises",
                (AdverseDirection::Rose, _) => "rise",
            };
            let far = match far {
                HowFar::Any => String::new(),
                HowFar::Beyond => format!(" by more than {}", distance(*points)),
            };
            let who = of(*count, *all);
            format!(
                "{}{who} {go}{far} ({}).",
                unmet(within),
                allowed(*share, *most)
            )
        }
        Sentence::GateLeaving {
            within,
            count,
            all,
            band,
            share,
            most,
        } => {
            let leave = if *count == 1 { "leaves" } else { "leave" };
            let who = of(*count, *all);
            let allowed = allowed(*share, *most);
            format!("{}{who} {leave} “{band}” ({allowed}).", unmet(within))
        }
        Sentence::GateLost {
            within,
            count,
            all,
            share,
            most,
        } => {
            let lose = if *count == 1 {
                "loses its"
            } else {
                "lose their"
            };
            let who = of(*count, *all);
            let allowed = allowed(*share, *most);
            format!("{}{who} {lose} score ({allowed}).", unmet(within))
        }
        Sentence::GateFailures {
            count,
            all,
            share,
            most,
        } => {
            let who = of(*count, *all);
            let allowed = allowed(*share, *most);
            format!("Not met: {who} cannot be read or scored ({allowed}).")
        }
        _ => return figure(sentence),
    })
}

/// Conditions on a figure that is no count, and those that were not measured.
fn figure(sentence: &Sentence) -> Option<String> {
    Some(match sentence {
        Sentence::GateLargest {
            within,
            way,
            points,
            most,
        } => {
            let (found, most) = (distance(*points), distance(*most));
            let what = match way {
                AdverseDirection::Fell => "fall",
                AdverseDirection::Rose => "rise",
            };
            format!(
                "{}the largest {what} is {found} (at most {most} allowed).",
                unmet(within)
            )
        }
        Sentence::GateMean {
            within,
            mean,
            from,
            to,
        } => format!(
            "{}the mean move is {} (from {} to {} allowed).",
            unmet(within),
            points(*mean),
            points(*from),
            points(*to)
        ),
        Sentence::GateRanks {
            within,
            found,
            least,
        } => format!(
            "{}the rank correlation is {} (at least {} required).",
            unmet(within),
            number(*found),
            number(*least)
        ),
        Sentence::GateUnmeasured {
            within,
            because,
            band,
        } => {
            let because = match because {
                Unmeasured::Nobody => "nobody was scored".to_owned(),
                Unmeasured::NotCounted => "those who move so far were not counted".to_owned(),
                Unmeasured::NotExact => "ranks are measured in exact mode only".to_owned(),
                Unmeasured::Tied => {
                    "all scores of a version are the same, or there are fewer than two".to_owned()
                }
                Unmeasured::EmptyBand => format!("nobody was in “{band}”"),
                Unmeasured::TwoBands => format!("several bands are called “{band}”"),
                Unmeasured::NoBand => format!("no band is called “{band}”"),
            };
            format!("{}not measured, since {because}.", unmet(within))
        }
        _ => return None,
    })
}

/// The beginning of each, with the group that it is about.
fn unmet(within: &Within) -> String {
    match within {
        Within::All => "Not met: ".to_owned(),
        Within::Group { name, group } => format!("Not met for {name} “{group}”: "),
    }
}

fn of(count: u64, all: Digits) -> String {
    format!("{} of {}", counted(count), number(all))
}

fn allowed(share: Percent, most: Percent) -> String {
    format!("{}, at most {} allowed", percent(share), percent(most))
}

fn distance(points: Digits) -> String {
    let is_one = (points.units, points.decimals) == (1, 0);
    let noun = if is_one { "point" } else { "points" };
    format!("{} {noun}", number(points))
}
