//! What moved the score, in a sentence.

use crate::{
    present::{
        Digits, Section, SectionKind, Sentence,
        message::argument::{Calculation, ChangeDirection, Movers, Own, Signed, Versions},
    },
    score::Scale,
};

/// What the owners of the score did.
const OURS: [SectionKind; 2] = [SectionKind::Changes, SectionKind::Recalibrations];

/// What is known of a move besides its sections.
pub(in crate::present) struct Known<'a> {
    pub(in crate::present) scale: &'a Scale,
    pub(in crate::present) versions: Versions,
    pub(in crate::present) course: ChangeDirection,
    /// How the score is calculated after.
    pub(in crate::present) calculation: Calculation,
    /// Whether it can be said that the subject's own data moved nothing.
    pub(in crate::present) own: Own,
    pub(in crate::present) is_banded: bool,
}

/// What moved the score; none where it cannot be told, or where nothing did and nothing changed.
pub(in crate::present) fn of(known: &Known<'_>, sections: &[Section]) -> Option<Sentence> {
    let of = |kinds: &[SectionKind]| {
        let listed = sections
            .iter()
            .filter(|section| kinds.contains(&section.kind));
        listed.fold((0, false), |(sum, shows), section| {
            let amount = &section.amount;
            let units = amount.shown().map_or(0, |shown| shown.units);
            (sum + units, shows || !amount.is_unseen())
        })
    };
    if of(&[SectionKind::Undivided, SectionKind::Composition]).1 {
        return None;
    }
    let ours = of(&OURS);
    let own = of(&[SectionKind::OwnData]);
    let around = of(&[SectionKind::Others]);
    let is_ours = |section: &&Section| OURS.contains(&section.kind);
    let mut changes = sections
        .iter()
        .filter(is_ours)
        .flat_map(|section| &section.rows);
    let calculation =
        if known.calculation == Calculation::Idle && changes.any(|row| !row.amount.is_unseen()) {
            Calculation::Balanced
        } else {
            known.calculation
        };
    let course = known.course;
    let movers = match (ours.1, own.1, around.1) {
        (false, false, false) if known.versions == Versions::Same => return None,
        (false, false, false) => {
            return Some(Sentence::VerdictNone {
                course,
                calculation,
            });
        }
        (true, false, false) => {
            let own = known.own;
            return Some(Sentence::VerdictOurs { course, own });
        }
        (false, true, false) => return Some(Sentence::VerdictOwn { calculation }),
        (false, false, true) => {
            let own = known.own;
            return Some(Sentence::VerdictAround { calculation, own });
        }
        (true, true, false) => Movers::OursOwn,
        (true, false, true) => Movers::OursAround,
        (false, true, true) => Movers::OwnAround,
        (true, true, true) => Movers::All,
    };
    if known.is_banded {
        return Some(Sentence::VerdictSeveralBanded { movers });
    }
    let points = |(units, _)| Signed(Digits::points(known.scale, units));
    Some(Sentence::VerdictSeveral {
        movers,
        ours: points(ours),
        own: points(own),
        around: points(around),
    })
}
