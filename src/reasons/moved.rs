//! Why a score moved, as ranked codes.

use std::{collections::BTreeMap, fmt};

use semver::Version;
use serde::Serialize;

use super::ranking::RankingRule;
use crate::{
    explain::{Cause, CauseKind, Explanation, Points},
    path::{Path, printable},
    score::{Scale, exact_sum},
    words,
};

/// How to turn a move into reason codes: how many, which, and under which codes.
///
/// By default at most four reasons, the most harmful one first: what an adverse-action notice needs. A
/// [`Presenter`](crate::Presenter) ranks by the same rule, so that the reasons of a message and the reason codes of the
/// same explanation have the same codes in the same order; hand it these [codes](crate::Presenter::reason_codes) if they
/// are your own.
///
/// # What a reason is
///
/// A cause that goes the way of the move, as it is shown, the largest first:
///
/// - the score got worse (a fall where higher is better, a rise where lower is): what harmed, the most harmful first;
/// - it got better: what helped, the most helpful first, because nothing that harmed is why;
/// - it stayed as it is shown: what harmed, the most harmful first;
/// - on a neutral scale, where nothing is harm: what went the way of the move, and of one that stayed whatever moved.
///
/// What went against it is no reason, unless it is [asked for](Self::with_opposing). Nor is what shows in no digit of the
/// scale by itself, unless nothing does of what together made a move that shows. Recalibrations stand
/// [apart](MoveReasons::apart).
///
/// # Codes
///
/// A named change has its own key, an unnamed change of the algorithm `algorithm`, the population `reference`, and the
/// subject's own data `data`, or one code for each [place](Self::by_place). [`code`](Self::code) maps them to an app's own. What has one code is summed, as PMML sums characteristics by reason
/// code, *before* anything is ranked or dropped; [`MoveReason::parts`] says of what. Equal sums stand in declared order:
/// changes as their lineage declares them, then the population, then the subject's own data, by name.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{self, Profile};
/// use scoreshift::{at, reasons::ReasonCodes};
///
/// let profile: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &profile), at("2.0.0", &profile))?;
/// let told = ReasonCodes::new().of_move(&why);
///
/// let codes: Vec<_> = told.reasons.iter().map(|reason| reason.code.as_str()).collect();
/// assert_eq!(codes, ["equal-network-weight", "active-audience"]);
/// assert_eq!(told.apart[0].code, "recalibration"); // told outside the ranked reasons
/// assert_eq!(told.to_string(), "\
/// −17.319696 points
///   −19.586429  1. equal-network-weight
///    −2.646874  2. active-audience
///    +4.913607  apart: recalibration");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonCodes {
    most: Option<usize>,
    opposing: bool,
    by_place: bool,
    codes: BTreeMap<String, String>,
}

/// The ranked reasons of a move. The integers add up to the move identically:
/// reasons + [`apart`](Self::apart) + [`other`](Self::other) = [`delta`](Self::delta).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MoveReasons {
    /// The principal reasons, the largest one first.
    pub reasons: Vec<MoveReason>,
    /// Recalibrations that moved the score beside other changes: they belong to everybody, and are told outside the ranked
    /// reasons. Where nothing else was changed, a recalibration is a reason like any other.
    pub apart: Vec<MoveReason>,
    /// All that is not listed: what went against the move, and reasons beyond the most that were asked for.
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

/// A cause, or, where places have codes of their own, a place where the subject's own data acted, under a reason code.
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
    /// Where, for the subject's own data that is divided by place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Path>,
    /// In points, after − before.
    pub effect: f64,
    /// In millionths of a point.
    pub micro: i64,
}

impl ReasonCodes {
    /// At most four reasons, only what goes the way of the move, under their own codes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At most so many reasons.
    ///
    /// Four unless this is called: US Regulation B holds more to be of little use. None that is principal may be missing.
    #[must_use]
    pub fn at_most(mut self, reasons: usize) -> Self {
        self.most = Some(reasons);
        self
    }

    /// Also what went against the move, after what went its way; the largest of it last.
    #[must_use]
    pub fn with_opposing(mut self) -> Self {
        self.opposing = true;
        self
    }

    /// A code for each place of the subject's own data that has none by [`code`](Self::code): the place's path in
    /// [text form](Path), such as `Twitter.reactions`, instead of `data` for all of it.
    #[must_use]
    pub fn by_place(mut self) -> Self {
        self.by_place = true;
        self
    }

    /// Another code for a change, by its key, or for a place of the subject's own data and everything inside it, by
    /// its path; a code of a place is ranked by itself, apart from the rest of the data.
    ///
    /// The innermost place that has a code decides. `data` stands for all of the subject's own data that has no other
    /// code, `reference` and `algorithm` for the causes of these names. What a move does not contain is passed over.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{EqualNetworkWeight, Network, Profile};
    /// use scoreshift::reasons::ReasonCodes;
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
        let Ranking { reasons, apart, .. } =
            self.ranking(why, self.most.unwrap_or(MOST), |_, _| false);
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

    /// How many reasons are asked for, where that was said.
    pub(crate) fn most(&self) -> Option<usize> {
        self.most
    }

    /// Whether what goes against the move is asked for.
    pub(crate) fn opposing(&self) -> bool {
        self.opposing
    }

    /// The code of a cause as a whole, by its id.
    pub(crate) fn code_of(&self, id: &str) -> String {
        let mapped = self.codes.get(id).cloned();
        mapped.unwrap_or_else(|| id.to_owned())
    }

    /// Everything that moved a score by code, the principal reasons first among it.
    ///
    /// `hides` says of which causes nothing may be seen, and at which places of the data: those are counted under the
    /// code of the data as a whole.
    pub(crate) fn ranking(
        &self,
        why: &Explanation,
        most: usize,
        hides: impl Fn(&Cause, Option<&Path>) -> bool,
    ) -> Ranking {
        let seen = why.causes.iter().filter(|cause| !hides(cause, None));
        let (apart, causes): (Vec<&Cause>, Vec<&Cause>) =
            seen.partition(|cause| is_apart(why, cause));
        let ranked = RankingRule::between(&why.scale, why.before.value, why.after.value);
        let mut reasons = self.by_code(&causes, &hides);
        let rest = ranked.rank(&mut reasons, most, self.opposing, |reason| reason.micro);
        Ranking {
            reasons,
            rest,
            apart: self.by_code(&apart, &hides),
        }
    }

    /// Summed by code, in the order in which the codes come; what adds up to nothing is left out.
    fn by_code(
        &self,
        causes: &[&Cause],
        hides: &impl Fn(&Cause, Option<&Path>) -> bool,
    ) -> Vec<MoveReason> {
        let mut reasons: Vec<MoveReason> = Vec::new();
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        for (code, part) in causes.iter().flat_map(|cause| self.parts(cause, hides)) {
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
    fn parts(
        &self,
        cause: &Cause,
        hides: &impl Fn(&Cause, Option<&Path>) -> bool,
    ) -> Vec<(String, ReasonPart)> {
        let part = |place: Option<&Path>, effect, micro| ReasonPart {
            cause: cause.id.clone(),
            kind: cause.kind,
            release: cause.release.clone(),
            place: place.cloned(),
            effect,
            micro,
        };
        // Of ten thousand places without a code of their own, none is looked at.
        let own = usize::from(self.codes.contains_key(&cause.id));
        let may_be_divided = self.by_place || self.codes.len() > own;
        let is_divided = cause.kind == CauseKind::Data && may_be_divided;
        if !is_divided || cause.places.is_empty() {
            let whole = part(None, cause.effect, cause.micro);
            return vec![(self.code_of(&cause.id), whole)];
        }
        let code = |place: &Path| {
            if hides(cause, Some(place)) {
                return self.code_of(&cause.id);
            }
            self.around(place).unwrap_or_else(|| {
                if self.by_place && !self.codes.contains_key(&cause.id) {
                    place.to_string()
                } else {
                    self.code_of(&cause.id)
                }
            })
        };
        let cells = cause.places.iter();
        cells
            .map(|cell| {
                (
                    code(&cell.id),
                    part(Some(&cell.id), cell.effect, cell.micro),
                )
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

impl fmt::Display for MoveReasons {
    /// One line for the move, and one for each reason with its code, in points to the millionth: for logs. What people
    /// read is made by a [`Presenter`](crate::Presenter).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points =
            |micro| words::signed(&Scale::unbounded().decimals(Scale::MAX_DECIMALS), micro);
        let reason = |reason: &MoveReason| (points(reason.micro), printable(&reason.code));
        let listed = self.reasons.iter().zip(1..);
        let mut rows: Vec<(String, String)> = listed
            .map(|(of, rank)| {
                let (points, code) = reason(of);
                (points, format!("{rank}. {code}"))
            })
            .collect();
        rows.extend(self.apart.iter().map(|of| {
            let (points, code) = reason(of);
            (points, format!("apart: {code}"))
        }));
        if self.other.micro != 0 {
            rows.push((points(self.other.micro), "everything else".to_owned()));
        }
        write!(f, "{} points", points(self.delta.micro))?;
        let width = rows.iter().map(|(points, _)| points.chars().count()).max();
        let width = width.unwrap_or(0);
        for (points, text) in rows {
            write!(f, "\n  {points:>width$}  {text}")?;
        }
        Ok(())
    }
}

/// Whether a cause is a recalibration beside other changes. One that stands alone is what was changed.
pub(crate) fn is_apart(why: &Explanation, cause: &Cause) -> bool {
    let is_other = |kind: CauseKind| kind.is_algorithm() && kind != CauseKind::Recalibration;
    cause.kind == CauseKind::Recalibration && why.causes.iter().any(|cause| is_other(cause.kind))
}

/// How many reasons are listed unless it is said: US Regulation B holds more than four to be of little use.
const MOST: usize = 4;

/// Everything that moved a score by code.
#[derive(Debug, Default)]
pub(crate) struct Ranking {
    /// The principal reasons, in order.
    pub(crate) reasons: Vec<MoveReason>,
    /// What is no principal reason, in order.
    pub(crate) rest: Vec<MoveReason>,
    /// Recalibrations.
    pub(crate) apart: Vec<MoveReason>,
}

impl Ranking {
    /// The code of a cause, or of what it did inside a place, with its rank: where that is under one code.
    pub(crate) fn code(&self, cause: &Cause, inside: Option<&Path>) -> Option<(&str, Option<u32>)> {
        let is_of = |reason: &MoveReason| reason.is_of(cause, inside);
        let ranked = (1..).map(Some).zip(&self.reasons);
        let further = self.rest.iter().chain(&self.apart);
        let mut found = ranked
            .chain(further.map(|reason| (None, reason)))
            .filter(|(_, reason)| is_of(reason));
        match (found.next(), found.next()) {
            (Some((rank, reason)), None) => Some((&reason.code, rank)),
            _ => None,
        }
    }

    /// The principal reason of a cause under several codes that is the first whose rank is not taken.
    pub(crate) fn principal(&self, cause: &Cause, taken: &[u32]) -> Option<(&str, u32)> {
        (1..)
            .zip(&self.reasons)
            .find(|(rank, reason)| !taken.contains(rank) && reason.is_of(cause, None))
            .map(|(rank, reason)| (reason.code.as_str(), rank))
    }
}

impl MoveReason {
    /// Whether something of a cause, or of what it did inside a place, is under this code.
    fn is_of(&self, cause: &Cause, inside: Option<&Path>) -> bool {
        self.parts.iter().any(|part| {
            let is_inside = |place: &Path| {
                part.place
                    .as_ref()
                    .is_some_and(|part| part.starts_with(place))
            };
            part.cause == cause.id
                && part.release == cause.release
                && part.kind == cause.kind
                && part.micro != 0
                && inside.is_none_or(is_inside)
        })
    }
}
