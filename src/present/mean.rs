//! What moves the mean of a population, as rows that add up.

use super::{
    Row, RowKind, Section, SectionKind, Sentence,
    explanation::{pointed, titled, unique},
    fold::{Folded, Keep, Part, Total, fold},
    impact::{Teller, clause, is_person},
    rows::{Rows, id_of},
};
use crate::{
    impact::{MeanCause, MeanWhy},
    lineage::ChangeKind,
    path::{printable, prose},
    reasons::{Ranked, Way},
};

/// Changes that moved nothing are named up to this many.
const MOST_IDLE: usize = 4;

impl Teller<'_> {
    pub(super) fn sections(&self, why: Option<&MeanWhy>) -> Vec<Section> {
        let mut sections = match why {
            Some(why) => self.by_change(why),
            None => vec![self.undivided()],
        };
        unique(&mut sections);
        sections
    }

    /// The mean move as one, where it was not measured which change did what.
    fn undivided(&self) -> Section {
        let sizes = u128::from(self.total.micro.unsigned_abs());
        let rows = self.rows.measured_by(sizes);
        let label = Sentence::AlgorithmTitle {};
        let mut row = rows.row("algorithm".to_owned(), RowKind::Change, label, self.total);
        row.code = Some(printable(&rows.presenter.codes.code_of("algorithm")));
        row.rank = (self.total.units != 0).then_some(1);
        row.sentences = vec![Sentence::Algorithm {
            course: self.course,
        }];
        let heading = Some(Sentence::MeanChanges {});
        rows.section(SectionKind::Changes, heading, self.total, vec![row])
    }

    fn by_change(&self, why: &MeanWhy) -> Vec<Section> {
        let presenter = self.rows.presenter;
        // A recalibration that did nothing beside other changes is nobody's concern.
        let causes: Vec<&MeanCause> = why
            .causes
            .iter()
            .filter(|cause| !presenter.hides(&cause.key))
            .filter(|cause| cause.micro != 0 || !is_apart(why, cause))
            .collect();
        let has_unexplained = why.unexplained.subjects > 0;
        let mut parts: Vec<Part<&str>> = causes
            .iter()
            .map(|cause| Part {
                micro: cause.micro,
                key: cause.key.as_str(),
                keep: Keep::IfLarge,
            })
            .collect();
        if has_unexplained {
            parts.push(Part {
                micro: why.unexplained_micro,
                key: "",
                keep: Keep::Always,
            });
        }
        let folded = fold(
            self.rows.scale,
            self.total,
            &parts,
            presenter.most_reasons(),
        );
        let kept = folded.kept.iter();
        let sizes = kept.filter_map(|(index, _)| Some(parts.get(*index)?.micro));
        let sizes = sizes.chain([folded.rest.micro]);
        let whole = sizes.map(|micro| u128::from(micro.unsigned_abs())).sum();
        let rows = self.rows.measured_by(whole);
        let mut told: Vec<(&MeanCause, Total)> = Vec::new();
        let mut unexplained = None;
        for &(index, units) in &folded.kept {
            match causes.get(index) {
                Some(cause) => told.push((cause, total(units, cause.micro))),
                None => unexplained = Some(total(units, why.unexplained_micro)),
            }
        }
        if has_unexplained && unexplained.is_none() {
            // All is told as one; that something is unexplained is said all the same.
            unexplained = Some(Total::default());
        }
        Way::of(rows.scale, self.total.units).order(&mut told, |(_, total)| total.micro);
        let changes = self.changes(&rows, why, &causes, &told, &folded);
        let unexplained = unexplained.map(|total| Self::unexplained(&rows, why, total));
        changes.into_iter().chain(unexplained).collect()
    }

    fn changes(
        &self,
        rows: &Rows<'_>,
        why: &MeanWhy,
        causes: &[&MeanCause],
        told: &[(&MeanCause, Total)],
        folded: &Folded,
    ) -> Option<Section> {
        let codes = self.ranked(rows, why, told);
        let mut found: Vec<Row> = told
            .iter()
            .map(|(cause, total)| {
                let mut row = self.cause(rows, why, cause, *total);
                if row.kind == RowKind::Change {
                    let same = |(rank, code): (u32, &String)| {
                        (row.code.as_ref() == Some(code)).then_some(rank)
                    };
                    row.rank = (1..).zip(&codes).find_map(same);
                }
                if row.amount.is_unseen() {
                    row.sentences.push(Sentence::MeanHardly {});
                }
                row
            })
            .collect();
        if folded.rest != Total::default() {
            let (label, sentence) = match folded.count {
                0 => (Sentence::Elsewhere {}, Sentence::Other {}),
                count => (Sentence::OtherTitle {}, Sentence::OtherChanges { count }),
            };
            let mut row = rows.row("~other".to_owned(), RowKind::Other, label, folded.rest);
            row.sentences = vec![sentence];
            found.push(row);
        }
        let idle: Vec<&&MeanCause> = causes.iter().filter(|cause| cause.micro == 0).collect();
        found.extend(idle.iter().take(MOST_IDLE).map(|cause| {
            let mut row = self.cause(rows, why, cause, Total::default());
            row.kind = RowKind::Idle;
            row.sentences.push(Sentence::MeanNoDifference {});
            row
        }));
        let further = idle.len().saturating_sub(MOST_IDLE);
        if further > 0 {
            let (id, label) = ("~idle".to_owned(), Sentence::OtherTitle {});
            let mut row = rows.row(id, RowKind::Idle, label, Total::default());
            let count = further as u64;
            row.sentences = vec![Sentence::MeanIdleChanges { count }];
            found.push(row);
        }
        let totals = told.iter().map(|(_, total)| *total).chain([folded.rest]);
        let sum = totals.fold(Total::default(), |sum, part| Total {
            units: sum.units.saturating_add(part.units),
            micro: sum.micro.saturating_add(part.micro),
        });
        let heading = Some(Sentence::MeanChanges {});
        (!found.is_empty()).then(|| rows.section(SectionKind::Changes, heading, sum, found))
    }

    /// The codes of the principal reasons, by the rule of [`ReasonCodes`](crate::ReasonCodes): what has one code is one.
    fn ranked(&self, rows: &Rows<'_>, why: &MeanWhy, told: &[(&MeanCause, Total)]) -> Vec<String> {
        let presenter = rows.presenter;
        let mut reasons: Vec<(String, i64)> = Vec::new();
        for (cause, total) in told {
            if is_apart(why, cause) {
                continue;
            }
            let code = printable(&presenter.codes.code_of(&cause.key));
            match reasons.iter_mut().find(|(known, _)| *known == code) {
                Some((_, micro)) => *micro = micro.saturating_add(total.micro),
                None => reasons.push((code, total.micro)),
            }
        }
        let (most, opposing) = (presenter.most_reasons(), presenter.codes.opposing());
        // What is handed back is no principal reason.
        Ranked::of(rows.scale, self.total.units).rank(
            &mut reasons,
            most,
            opposing,
            |(_, micro)| *micro,
        );
        reasons.into_iter().map(|(code, _)| code).collect()
    }

    fn cause(&self, rows: &Rows<'_>, why: &MeanWhy, cause: &MeanCause, total: Total) -> Row {
        let kind = if is_apart(why, cause) {
            RowKind::Recalibration
        } else {
            RowKind::Change
        };
        let is_namesake =
            |other: &MeanCause| other.key == cause.key && other.release != cause.release;
        let release = why.causes.iter().any(is_namesake).then_some(&cause.release);
        let label = titled(&cause.key, &cause.title, release);
        let mut row = rows.row(format!("change:{}", id_of(&cause.key)), kind, label, total);
        row.release = release.cloned();
        row.code = Some(printable(&rows.presenter.codes.code_of(&cause.key)));
        let words = [&cause.sentence, &cause.title].map(|words| prose(words.trim()));
        let words = words.into_iter().find(|words| !words.is_empty());
        row.sentences = vec![Sentence::Change {
            key: cause.key.clone(),
            sentence: pointed(words.unwrap_or_default()),
            course: self.course,
        }];
        row.sentences
            .extend(release.map(|version| Sentence::OfVersion {
                version: version.to_string(),
            }));
        row
    }

    fn unexplained(rows: &Rows<'_>, why: &MeanWhy, total: Total) -> Section {
        let label = Sentence::UnexplainedTitle {};
        let mut row = rows.row("unexplained".to_owned(), RowKind::Undivided, label, total);
        let count = why.unexplained.subjects;
        row.sentences = vec![Sentence::UnexplainedMoves { count }];
        let presenter = rows.presenter;
        if let (false, Some((subject, reason))) = (is_person(presenter), &why.example) {
            if !(presenter.mentions_hidden(subject) || presenter.mentions_hidden(reason)) {
                row.sentences.push(Sentence::UnexplainedExample {
                    subject: printable(subject),
                    reason: clause(reason),
                });
            }
        }
        let heading = Some(Sentence::Unexplained {});
        rows.section(SectionKind::Undivided, heading, total, vec![row])
    }

    /// The mean move by place, where that was measured. What only the formula has a name for may be among the places.
    pub(super) fn places(&self, why: &MeanWhy) -> Option<Section> {
        let presenter = self.rows.presenter;
        if is_person(presenter) && !presenter.disclosure.internals {
            return None;
        }
        let seen = why
            .places
            .iter()
            .filter(|place| place.micro != 0 && !presenter.hides_place(&place.place));
        let told: i64 = seen.clone().map(|place| place.micro).sum();
        let sizes = seen.clone().map(|place| place.micro);
        let sizes = sizes.chain([self.total.micro.saturating_sub(told)]);
        let sizes = sizes.map(|micro| u128::from(micro.unsigned_abs()));
        let rows = self.rows.measured_by(sizes.sum());
        let sums = seen.map(|place| (&place.place, place.micro));
        let found = rows.split("place", sums, self.total, |_, _| ());
        let heading = Some(Sentence::ByPlace {});
        (!found.is_empty()).then(|| rows.section(SectionKind::Places, heading, self.total, found))
    }
}

/// Whether a change is a recalibration beside other changes.
fn is_apart(why: &MeanWhy, cause: &MeanCause) -> bool {
    let is_other = |other: &MeanCause| other.kind != ChangeKind::Recalibration;
    cause.kind == ChangeKind::Recalibration && why.causes.iter().any(is_other)
}

fn total(units: i64, micro: i64) -> Total {
    Total { units, micro }
}
