//! Which causes of an explanation are told one by one, and with how many points.

use super::{
    fold::{Keep, Part, Total, fold},
    rows::Rows,
};
use crate::{
    explain::{Cause, CauseKind, Explanation},
    reasons::{AdverseDirection, Ranking, is_apart},
};

/// The causes that are told one by one, each with its points.
#[derive(Default)]
pub(in crate::present) struct Chosen<'a> {
    /// Which of them are principal reasons, and under which codes.
    pub(in crate::present) ranking: Ranking,
    pub(in crate::present) changes: Vec<(&'a Cause, Total)>,
    pub(in crate::present) recalibrations: Vec<(&'a Cause, Total)>,
    pub(in crate::present) reference: Option<(&'a Cause, Total)>,
    pub(in crate::present) data: Option<(&'a Cause, Total)>,
    pub(in crate::present) idle: Vec<&'a Cause>,
    /// How many changes are in the rest.
    pub(in crate::present) folded: u64,
    pub(in crate::present) rest: Total,
}

impl Chosen<'_> {
    /// The sizes of all effects together.
    pub(in crate::present) fn size(&self) -> u128 {
        self.changes
            .iter()
            .chain(&self.recalibrations)
            .chain(&self.reference)
            .chain(&self.data)
            .map(|(_, total)| total.micro)
            .chain([self.rest.micro])
            .map(|micro| u128::from(micro.unsigned_abs()))
            .sum()
    }
}

impl<'a> Chosen<'a> {
    /// Decides what is told by itself, and shares the move out.
    pub(in crate::present) fn new(rows: &Rows<'_>, why: &'a Explanation, total: Total) -> Self {
        let presenter = rows.presenter;
        let most = presenter.most_reasons();
        let seen = || {
            why.causes
                .iter()
                .filter(|cause| !presenter.hides(&cause.id))
        };
        let is_apart = |cause: &Cause| is_apart(why, cause);
        // One that did nothing beside other changes is nobody's concern.
        let mut recalibrations: Vec<&Cause> = seen()
            .filter(|cause| is_apart(cause) && cause.micro != 0)
            .collect();
        recalibrations.sort_by_key(|cause| std::cmp::Reverse(cause.micro.unsigned_abs()));
        recalibrations.truncate(most);
        let is_told = |cause: &Cause| {
            !is_apart(cause)
                || recalibrations
                    .iter()
                    .any(|listed| std::ptr::eq(*listed, cause))
        };
        let first = |kind| seen().find(|cause| cause.kind == kind);
        let (reference, data) = (first(CauseKind::Reference), first(CauseKind::Data));
        let is_first = |cause: &Cause| match cause.kind {
            CauseKind::Reference => reference.is_some_and(|first| std::ptr::eq(first, cause)),
            CauseKind::Data => data.is_some_and(|first| std::ptr::eq(first, cause)),
            _ => true,
        };
        let causes: Vec<&Cause> = seen()
            .filter(|cause| is_told(cause) && is_first(cause))
            .collect();
        let ranking = presenter.ranking(why);
        let is_reason = |cause: &Cause| {
            let listed = ranking.code(cause, None);
            listed.is_some_and(|(_, rank)| rank.is_some())
        };
        let is_change = |cause: &Cause| cause.kind.is_algorithm() && !is_apart(cause);
        let principal = causes
            .iter()
            .filter(|cause| is_change(cause) && is_reason(cause))
            .count();
        let parts: Vec<Part<&str>> = causes
            .iter()
            .map(|cause| Part {
                micro: cause.micro,
                key: cause.id.as_str(),
                keep: match cause.kind {
                    CauseKind::Data | CauseKind::Reference => Keep::Always,
                    _ if is_apart(cause) || is_reason(cause) => Keep::Always,
                    _ => Keep::IfLarge,
                },
            })
            .collect();
        let folded = fold(rows.scale, total, &parts, most.saturating_sub(principal));
        let mut listed = Self {
            ranking,
            folded: folded.count,
            rest: folded.rest,
            ..Self::default()
        };
        for (index, units) in folded.kept {
            let Some(cause) = causes.get(index) else {
                continue;
            };
            let points = Total::new(units, cause.micro);
            match cause.kind {
                CauseKind::Data => listed.data = Some((cause, points)),
                CauseKind::Reference => listed.reference = Some((cause, points)),
                _ if is_apart(cause) => listed.recalibrations.push((cause, points)),
                _ => listed.changes.push((cause, points)),
            }
        }
        AdverseDirection::of(rows.scale, total.units)
            .order(&mut listed.changes, |(_, total)| total.micro);
        listed.idle = causes
            .into_iter()
            .filter(|cause| is_change(cause) && cause.micro == 0)
            .collect();
        listed
    }
}
