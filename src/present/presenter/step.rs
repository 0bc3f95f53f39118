//! A step of a history as a message, from whatever the step is explained by.

use super::{
    explanation,
    fold::{Keep, Part, Total, fold},
    notes::numbered,
    outline::{Levels, blank, moved_or_stayed},
    rows::{Cell, Rows},
    shares::Shares,
    verdict,
};
use crate::{
    diff::{Diff, Effect},
    history::{Basis, Moved, Step, StepNote, Whose},
    id::ModelId,
    path::{Path, printable},
    present::{
        Audience, Message, Presenter, RowKind, Section, SectionKind, Sentence,
        message::argument::{
            Actor, Calculation, ChangeDirection, Figures, Mismatch, Origin, Own, Tense, Versions,
            When,
        },
    },
    reasons::RankingRule,
    record::{Comparability, Verdict},
};

pub(in crate::present) fn message(presenter: &Presenter<'_>, step: &Step) -> Message {
    if let Basis::Inputs(why) = &step.basis {
        return explanation::message(presenter, why);
    }
    let comparison = &step.comparison;
    // Both levels in the digits of the finer scale, so that they and the move add up as they are read.
    let scale = comparison.scale_shown();
    let levels = Levels::of(scale.clone(), comparison.before, comparison.after)
        .in_bands(presenter, comparison.bands());
    let diff = step.diff();
    let cells = diff.iter().flat_map(|diff| diff.effects()).map(Cell::from);
    let shares = Shares::of(cells, &[], &scale);
    let builder = MessageBuilder {
        step,
        total: levels.moved(),
        rows: Rows {
            presenter,
            scale: &scale,
            tense: Tense::Done,
            parts: &[],
            depth: diff.map_or(1, depth),
            whole: 0,
            in_full: true,
            shares: &shares,
            figures: Figures::Scores,
        },
    };
    let versions = [&comparison.model_before, &comparison.model_after].map(ModelId::version);
    let mut notes = Vec::new();
    if step.moved == Moved::Unknown {
        notes.push(Sentence::VersionsDiffer {});
    }
    if comparison.scales_differ() {
        notes.push(Sentence::ScalesDiffer {});
    }
    if comparison.bands_moved() {
        notes.push(Sentence::BandsMoved {});
    }
    if comparison.same_subject == Some(false) {
        notes.push(Sentence::OtherSubject {});
    }
    if diff.is_none() && step.moved != Moved::Nothing {
        notes.push(Sentence::FormulaNotKept {});
    }
    if presenter.audience != Audience::Person {
        notes.extend(step.note.as_ref().map(not_from_inputs));
    }
    let sections = diff.map_or_else(|| builder.undivided(), |diff| builder.by_whom(diff));
    let known = verdict::Known {
        scale: &scale,
        versions: builder.versions(),
        course: builder.course(),
        calculation: match builder.versions() {
            Versions::Same => Calculation::Same,
            _ => Calculation::Idle,
        },
        own: if step.moved == Moved::Algorithm {
            Own::Still
        } else {
            Own::Open
        },
        is_banded: presenter.disclosure.banded,
    };
    let verdict = diff.and_then(|_| verdict::of(&known, &sections));
    let moved = moved_or_stayed(
        presenter.score(comparison.model_after.name()),
        &levels,
        levels.moved().units,
        builder.when(),
        builder.versions(),
        versions.map(ToString::to_string),
    );
    let mut message = Message {
        score: presenter.score(comparison.model_after.name()),
        headline: verdict
            .into_iter()
            .chain([moved])
            .chain(levels.regraded(Tense::Done))
            .chain(presenter.reasons_given())
            .collect(),
        sections,
        notes: numbered(notes),
        ..blank(presenter, &levels, Tense::Done, versions.map(Clone::clone))
    };
    if presenter.audience == Audience::Auditor {
        message.audited(comparison.model_after.name(), false);
    }
    message
}

/// Why a step is told from the records alone.
pub(in crate::present) fn not_from_inputs(note: &StepNote) -> Sentence {
    match *note {
        StepNote::InputGone { record } => Sentence::InputGone { record },
        StepNote::InputsGone { .. } => Sentence::InputsGone {},
        StepNote::NotReproduced {
            record,
            verdict,
            same_data,
            ..
        } => Sentence::NotReproduced {
            record,
            other: match (verdict, same_data) {
                (Verdict::OtherModel, _) => Mismatch::Model,
                (_, Some(false)) => Mismatch::Data,
                _ => Mismatch::Score,
            },
        },
        StepNote::NotScored { record, .. } => Sentence::NotScoredAgain { record },
        StepNote::NotDivided { .. } => Sentence::NotByChanges {},
    }
}

/// How many segments name a place: one more than all have in common.
fn depth(diff: &Diff) -> usize {
    let scopes = diff.effects().iter().map(|effect| effect.place.parent());
    let common = scopes
        .map(|scope| scope.unwrap_or_else(Path::root))
        .reduce(|a, b| a.common_prefix(&b));
    common.map_or(1, |common| common.len() + 1)
}

struct MessageBuilder<'a> {
    step: &'a Step,
    rows: Rows<'a>,
    total: Total,
}

impl MessageBuilder<'_> {
    /// When the score moved: between the two records, or on the day that the presenter was given.
    fn when(&self) -> When {
        if let Some(day) = self.rows.presenter.day {
            return When::On(day);
        }
        match (self.step.time_before, self.step.time_after) {
            (Some(since), Some(until)) if since != until => When::Between { since, until },
            (_, Some(day)) => When::On(day),
            _ => When::Unknown,
        }
    }

    fn versions(&self) -> Versions {
        let comparison = &self.step.comparison;
        match comparison.comparability {
            Comparability::SameVersion => Versions::Same,
            Comparability::SameVersionOtherModel => Versions::OtherModel,
            Comparability::OtherVersion
                if comparison.model_before.version() > comparison.model_after.version() =>
            {
                Versions::Older
            }
            Comparability::OtherVersion => Versions::Newer,
        }
    }

    fn course(&self) -> ChangeDirection {
        match self.versions() {
            Versions::Older => ChangeDirection::TakenBack,
            _ => ChangeDirection::Made,
        }
    }

    /// The move as a whole, where only the scores are known.
    fn undivided(&self) -> Vec<Section> {
        let mover = match self.step.moved {
            Moved::Nothing => return Vec::new(),
            Moved::Data => Origin::Data,
            Moved::Algorithm => Origin::Algorithm,
            Moved::Both => Origin::Both,
            Moved::Unknown => Origin::Unknown,
        };
        let rows = self.rows.measured_by([self.total.micro].into_iter());
        let label = Sentence::UndividedTitle {};
        let row = rows.row(
            "undivided".to_owned(),
            RowKind::Undivided,
            label,
            self.total,
        );
        let heading = Sentence::NotDivided { mover };
        vec![rows.section(SectionKind::Undivided, heading, self.total, vec![row])]
    }

    /// The effects by whose doing they are.
    fn by_whom(&self, diff: &Diff) -> Vec<Section> {
        let step = self.step;
        let shares = [
            (Whose::Algorithm, step.algorithm.micro, "algorithm"),
            (Whose::Reference, step.reference.micro, "reference"),
            (Whose::Data, step.data.micro, "data"),
            (Whose::Undivided, step.undivided.micro, "undivided"),
        ];
        let has = |whose| {
            diff.effects()
                .iter()
                .any(|effect| step.whose(effect) == whose)
        };
        let shares: Vec<_> = shares
            .into_iter()
            .filter(|(whose, ..)| has(*whose))
            .collect();
        let parts = shares.iter();
        let parts = parts.map(|&(_, micro, key)| Part::new(micro, key, Keep::Always));
        let parts: Vec<Part<&str>> = parts.collect();
        let folded = fold(self.rows.scale, self.total, &parts, parts.len());
        let mut ranked: Vec<(usize, i64)> = folded.kept.clone();
        // What cannot be told apart is no reason.
        let is_reason = |index: usize| {
            shares
                .get(index)
                .is_some_and(|(whose, ..)| *whose != Whose::Undivided)
        };
        ranked.retain(|(index, _)| is_reason(*index));
        let micro = |index: usize| parts.get(index).map_or(0, |part| part.micro);
        let most = self.rows.presenter.most_reasons();
        let move_shown = RankingRule::of(self.rows.scale, self.total.units);
        let opposing = self.rows.presenter.codes.opposing();
        move_shown.rank(&mut ranked, most, opposing, |(index, _)| micro(*index));
        let sizes = parts.iter().map(|part| part.micro);
        let rows = self.rows.measured_by(sizes.chain([folded.rest.micro]));
        let mut sections: Vec<Section> = folded
            .kept
            .iter()
            .filter_map(|&(index, units)| {
                let &(whose, micro, id) = shares.get(index)?;
                let cells = diff
                    .effects()
                    .iter()
                    .filter(|effect| step.whose(effect) == whose);
                let mut section = self.section(&rows, whose, id, cells, Total { units, micro });
                let rank = (1..).zip(&ranked).find(|(_, (ranked, _))| *ranked == index);
                if let Some(row) = section.rows.first_mut() {
                    row.rank = rank.map(|(rank, _)| rank);
                }
                Some(section)
            })
            .collect();
        if folded.rest.units != 0 || folded.rest.micro != 0 {
            let label = Sentence::Elsewhere {};
            let row = rows.row("~other".to_owned(), RowKind::Other, label, folded.rest);
            let heading = Sentence::Elsewhere {};
            let mut rest = rows.section(SectionKind::Undivided, heading, folded.rest, vec![row]);
            rest.id.push_str("~2");
            sections.push(rest);
        }
        sections
    }

    fn section<'e>(
        &self,
        rows: &Rows<'_>,
        whose: Whose,
        id: &str,
        effects: impl Iterator<Item = &'e Effect>,
        total: Total,
    ) -> Section {
        let tense = Tense::Done;
        let (kind, row_kind, label, heading, doer) = match whose {
            Whose::Algorithm => (
                SectionKind::Changes,
                RowKind::Change,
                Sentence::AlgorithmTitle {},
                Sentence::Changes { tense },
                Actor::Algorithm,
            ),
            Whose::Reference => (
                SectionKind::Others,
                RowKind::Reference,
                Sentence::ReferenceTitle {},
                Sentence::Others { tense },
                Actor::Data,
            ),
            Whose::Data => (
                SectionKind::OwnData,
                RowKind::Data,
                Sentence::DataTitle {},
                Sentence::OwnData { tense },
                Actor::Data,
            ),
            Whose::Undivided => (
                SectionKind::Undivided,
                RowKind::Undivided,
                Sentence::UndividedTitle {},
                Sentence::Undivided {},
                Actor::Data,
            ),
        };
        let mut row = rows.row(id.to_owned(), row_kind, label, total);
        if whose != Whose::Undivided {
            row.code = Some(printable(&rows.presenter.codes.code_of(id)));
        }
        if whose == Whose::Algorithm {
            row.sentences = vec![Sentence::Algorithm {
                course: self.course(),
            }];
        }
        row.rows = rows.places(id, effects.map(Cell::from), doer, total);
        rows.section(kind, heading, total, vec![row])
    }
}
