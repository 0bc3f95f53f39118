//! Why a score moved, as ranked codes.

use std::collections::BTreeMap;

use semver::Version;
use serde::Serialize;

use crate::{
    explain::{Cause, CauseKind, Explanation, Points},
    path::Path,
    score::{Direction, exact_sum},
};

/// How to turn a move into reason codes: how many, which, and under which codes.
///
/// By default at most four reasons, the most harmful one first, and only those that harmed: what an adverse-action
/// notice needs. Harmful is what the scale says: a fall where higher is better, a rise where lower is better. On a
/// neutral scale nothing is; there every move is a reason, and the largest comes first.
///
/// # Codes
///
/// A named change has its own key, an unnamed change of the algorithm `algorithm`, the population `reference`, and what
/// the subject's own data did has the place's path in [text form](Path), such as `Twitter.reactions`.
/// [`code`](Self::code) maps them to an app's own. What has one code is summed, as PMML sums characteristics by reason
/// code, *before* anything is ranked or dropped; [`MoveReason::parts`] says of what. Equal sums stand in declared order:
/// changes as their lineage declares them, then the population, then the places by name.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Profile};
/// use scoreshift::{ReasonCodes, at};
///
/// let profile: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &profile), at("2.0.0", &profile))?;
/// let told = ReasonCodes::new().of_move(&why);
///
/// let codes: Vec<_> = told.reasons.iter().map(|reason| reason.code.as_str()).collect();
/// assert_eq!(codes, ["equal-network-weight", "active-audience"]);
/// assert_eq!(told.apart[0].code, "recalibration"); // told outside the ranked reasons
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonCodes {
    most: usize,
    helpful: bool,
    codes: BTreeMap<String, String>,
}

/// The ranked reasons of a move. The integers add up to the move identically:
/// reasons + [`apart`](Self::apart) + [`other`](Self::other) = [`delta`](Self::delta).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MoveReasons {
    /// The principal reasons, the most harmful one first.
    pub reasons: Vec<MoveReason>,
    /// Recalibrations that moved the score: they belong to everybody, and are told outside the ranked reasons.
    pub apart: Vec<MoveReason>,
    /// All that is not listed: what helped, and harmful reasons beyond the most that were asked for.
    pub other: Points,
    /// The whole move, after − before.
    pub delta: Points,
}

/// One reason of a move.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MoveReason {
    /// The stable code.
    pub code: String,
    /// In points, after − before; never NaN.
    pub effect: f64,
    /// In millionths of a point; over the parts they add up to it.
    pub micro: i64,
    /// What was summed under the code, in declared order.
    pub parts: Vec<ReasonPart>,
}

/// A cause, or a place where the subject's own data acted, under a reason code.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReasonPart {
    /// The [cause's id](Cause::id).
    pub cause: String,
    /// What the cause is.
    pub kind: CauseKind,
    /// The release that brought the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<Version>,
    /// Where, for the subject's own data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Path>,
    /// In points, after − before.
    pub effect: f64,
    /// In millionths of a point.
    pub micro: i64,
}

impl Default for ReasonCodes {
    fn default() -> Self {
        Self {
            most: 4,
            helpful: false,
            codes: BTreeMap::new(),
        }
    }
}

impl ReasonCodes {
    /// At most four reasons, only harmful ones, under their own codes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At most so many reasons.
    ///
    /// US Regulation B holds more than four to be of little use; none that is principal may be missing.
    #[must_use]
    pub fn at_most(mut self, reasons: usize) -> Self {
        self.most = reasons;
        self
    }

    /// Also reasons that helped, after those that harmed.
    #[must_use]
    pub fn with_helpful(mut self) -> Self {
        self.helpful = true;
        self
    }

    /// Another code for a change, by its key, or for a place of the subject's own data and everything inside it, by
    /// its path.
    ///
    /// The innermost place that has a code decides. `data` stands for all of the subject's own data that has no other
    /// code, `reference` and `algorithm` for the causes of these names. What a move does not contain is passed over.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
    /// use scoreshift::ReasonCodes;
    ///
    /// let then = Profile::new().with("Twitter", Network::new(900, 300, 80))?;
    /// let now = Profile::new().with("Twitter", Network::new(950, 120, 20))?;
    /// let model = EqualNetworkWeight::default();
    /// let why = scoreshift::explain((&model, &then), (&model, &now))?;
    /// let told = ReasonCodes::new().code("Twitter", "R07").of_move(&why);
    /// assert_eq!((told.reasons.len(), told.reasons[0].code.as_str()), (1, "R07"));
    /// assert_eq!(told.reasons[0].parts.len(), 2); // reactions and active audience
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn code(mut self, of: impl Into<String>, code: impl Into<String>) -> Self {
        self.codes.insert(of.into(), code.into());
        self
    }

    /// The ranked reasons of a move.
    #[must_use]
    pub fn of_move(&self, why: &Explanation) -> MoveReasons {
        let (apart, ranked): (Vec<&Cause>, Vec<&Cause>) = why
            .causes
            .iter()
            .partition(|cause| cause.kind == CauseKind::Recalibration);
        let mut reasons = self.by_code(&ranked);
        let apart = self.by_code(&apart);
        let better = why.scale.better();
        reasons.retain(|reason| self.helpful || harm(better, reason.micro) > 0);
        // Stable: among equals the declared order stands.
        reasons.sort_by_key(|reason| std::cmp::Reverse(harm(better, reason.micro)));
        reasons.truncate(self.most);

        let listed = || reasons.iter().chain(&apart);
        let other = Points {
            effect: exact_sum(
                std::iter::once(why.delta).chain(listed().map(|reason| -reason.effect)),
            ),
            micro: why.delta_micro - listed().map(|reason| reason.micro).sum::<i64>(),
        };
        MoveReasons {
            other,
            delta: Points {
                effect: why.delta,
                micro: why.delta_micro,
            },
            reasons,
            apart,
        }
    }

    /// Summed by code, in the order in which the codes come; what adds up to nothing is left out.
    fn by_code(&self, causes: &[&Cause]) -> Vec<MoveReason> {
        let mut reasons: Vec<MoveReason> = Vec::new();
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        for (code, part) in causes.iter().flat_map(|cause| self.parts(cause)) {
            let place = *index.entry(code).or_insert_with_key(|code| {
                reasons.push(MoveReason {
                    code: code.clone(),
                    effect: 0.0,
                    micro: 0,
                    parts: Vec::new(),
                });
                reasons.len() - 1
            });
            if let Some(reason) = reasons.get_mut(place) {
                reason.micro += part.micro;
                reason.parts.push(part);
            }
        }
        for reason in &mut reasons {
            reason.effect = exact_sum(reason.parts.iter().map(|part| part.effect));
        }
        reasons.retain(|reason| reason.micro != 0);
        reasons
    }

    /// A cause as one part, or the subject's own data by place.
    fn parts(&self, cause: &Cause) -> Vec<(String, ReasonPart)> {
        let part = |place: Option<&Path>, effect, micro| ReasonPart {
            cause: cause.id.clone(),
            kind: cause.kind,
            release: cause.release.clone(),
            place: place.cloned(),
            effect,
            micro,
        };
        let whole = || self.codes.get(&cause.id).cloned();
        if cause.kind != CauseKind::Data {
            let code = whole().unwrap_or_else(|| cause.id.clone());
            return vec![(code, part(None, cause.effect, cause.micro))];
        }
        cause
            .places
            .iter()
            .map(|cell| {
                let code = self.around(&cell.id).or_else(whole);
                let code = code.unwrap_or_else(|| cell.id.to_string());
                (code, part(Some(&cell.id), cell.effect, cell.micro))
            })
            .collect()
    }

    /// The code of the innermost place around this one that has a code.
    fn around(&self, place: &Path) -> Option<String> {
        (0..=place.len())
            .rev()
            .find_map(|length| self.codes.get(&place.prefix(length).to_string()).cloned())
    }
}

/// How much a move harmed, in millionths of a point; its size on a neutral scale.
fn harm(better: Direction, micro: i64) -> i64 {
    match better {
        Direction::HigherIsBetter => -micro,
        Direction::LowerIsBetter => micro,
        Direction::Neutral => micro.abs(),
    }
}
