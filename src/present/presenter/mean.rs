//! What moves the mean of a population, as rows that add up.
//!
//! It is long: one message, as that of an explanation.

use super::{
    explanation::{pointed, titled, unique},
    fold::{Folded, Keep, Part, Total, fold},
    impact::{MessageBuilder, is_person, subjects},
    rows::{Rows, id_of},
};
use crate::{
    impact::{Composition, Flow, MeanAttribution, MeanCause, MeanPlace},
    lineage::ChangeKind,
    path::{printable, prose},
    present::{
        Digits, Row, RowKind, Section, SectionKind, Sentence, Subjects, message::argument::Signed,
    },
    reasons::{AdverseDirection, RankingRule},
    score,
};

/// What moved the mean besides changes.
struct Other {
    id: &'static str,
    kind: (SectionKind, RowKind),
    heading: Sentence,
    label: Sentence,
    sentence: Sentence,
    /// In short.
    said: fn(Signed) -> Sentence,
    micro: i64,
}

/// Changes that moved nothing are named up to this many.
const MOST_IDLE: usize = 4;

impl MessageBuilder<'_> {
    /// What moved the mean, and what of it stands in the headline: nothing where our changes alone did.
    pub(in crate::present) fn sections(
        &self,
        why: Option<&MeanAttribution>,
    ) -> (Vec<Section>, Vec<Sentence>) {
        let (mut sections, headline) = match why {
            Some(why) => self.by_change(why),
            None => self.undivided(),
        };
        unique(&mut sections);
        (sections, headline)
    }

    /// The mean move as one, where it was not measured which change did what; and who joined and left.
    fn undivided(&self) -> (Vec<Section>, Vec<Sentence>) {
        let composition = self.slice.composition();
        let moved = composition.map_or(self.total.micro, |of| of.stayed_micro);
        let others = self.others(None, composition.as_ref());
        let all = std::iter::once(moved).chain(others.iter().map(|other| other.micro));
        let all: Vec<i64> = all.collect();
        let rows = self.rows.measured_by(all.iter().copied());
        let units = score::apportion_micro(rows.scale, self.total.units, &all);
        let mut units = units.unwrap_or_default().into_iter();
        let total = Total::new(units.next().unwrap_or(self.total.units), moved);
        let label = Sentence::AlgorithmTitle {};
        let mut row = rows.row("algorithm".to_owned(), RowKind::Change, label, total);
        row.code = Some(printable(&rows.presenter.codes.code_of("algorithm")));
        row.rank = (total.units != 0).then_some(1);
        row.sentences = vec![Sentence::Algorithm {
            course: self.course,
        }];
        let heading = Sentence::MeanChanges {};
        let changes = rows.section(SectionKind::Changes, heading, total, vec![row]);
        let others: Vec<(Other, Total)> = others
            .into_iter()
            .map(|other| {
                let micro = other.micro;
                (other, Total::new(units.next().unwrap_or(0), micro))
            })
            .collect();
        let headline = self.headline_parts(total, &others);
        let mut sections = vec![changes];
        sections.extend(Self::other_sections(&rows, &others));
        (sections, headline)
    }

    /// What moved the mean besides changes: data, references, who joined and who left.
    fn others(
        &self,
        why: Option<&MeanAttribution>,
        composition: Option<&Composition>,
    ) -> Vec<Other> {
        let mut others = Vec::new();
        let data = why.map_or(0, |why| why.data_micro);
        if data != 0 {
            others.push(Other {
                id: "data",
                kind: (SectionKind::OwnData, RowKind::Data),
                heading: Sentence::MeanOwnData {},
                label: Sentence::DataTitle {},
                sentence: Sentence::MeanData {},
                said: |moved| Sentence::MeanByData { moved },
                micro: data,
            });
        }
        let reference = why.map_or(0, |why| why.reference_micro);
        if reference != 0 {
            others.push(Other {
                id: "reference",
                kind: (SectionKind::Others, RowKind::Reference),
                heading: Sentence::MeanOthers {},
                label: Sentence::ReferenceTitle {},
                sentence: Sentence::MeanReference {},
                said: |moved| Sentence::MeanByReference { moved },
                micro: reference,
            });
        }
        let Some(of) = composition else {
            return others;
        };
        if let Some(sentence) = self.joined() {
            others.push(Other {
                id: "joined",
                kind: (SectionKind::Composition, RowKind::Composition),
                heading: Sentence::Composition {},
                label: Sentence::JoinedTitle {},
                sentence,
                said: |moved| Sentence::MeanByJoined { moved },
                micro: of.joined_micro,
            });
        }
        if let Some(sentence) = self.left() {
            others.push(Other {
                id: "left",
                kind: (SectionKind::Composition, RowKind::Composition),
                heading: Sentence::Composition {},
                label: Sentence::LeftTitle {},
                sentence,
                said: |moved| Sentence::MeanByLeft { moved },
                micro: of.left_micro,
            });
        }
        others
    }

    /// How many joined, if any did.
    pub(in crate::present) fn joined(&self) -> Option<Sentence> {
        let (subjects, count, mean) = self.flow(&self.slice.joined())?;
        Some(Sentence::Joined {
            subjects,
            count,
            mean,
        })
    }

    /// How many left, if any did.
    pub(in crate::present) fn left(&self) -> Option<Sentence> {
        let (subjects, count, mean) = self.flow(&self.slice.left())?;
        Some(Sentence::Left {
            subjects,
            count,
            mean,
        })
    }

    fn flow(&self, flow: &Flow) -> Option<(Subjects, u64, Digits)> {
        let (scale, count) = (self.rows.scale, flow.who.subjects);
        let mean = Digits::points(scale, scale.round(flow.mean_micro));
        (count > 0).then(|| (subjects(self.rows.presenter, count), count, mean))
    }

    /// One section for each heading.
    fn other_sections(rows: &Rows<'_>, others: &[(Other, Total)]) -> Vec<Section> {
        let mut sections = Vec::new();
        for same in others.chunk_by(|(a, _), (b, _)| a.kind.0 == b.kind.0) {
            let Some((first, _)) = same.first() else {
                continue;
            };
            let sum = same.iter().map(|(_, total)| *total).sum();
            let found = same.iter().map(|(other, total)| {
                let mut row = rows.row(
                    other.id.to_owned(),
                    other.kind.1,
                    other.label.clone(),
                    *total,
                );
                row.code = Some(printable(&rows.presenter.codes.code_of(other.id)));
                row.sentences = vec![other.sentence.clone()];
                row
            });
            let found: Vec<Row> = found.collect();
            let heading = first.heading.clone();
            sections.push(rows.section(first.kind.0, heading, sum, found));
        }
        sections
    }

    /// Our changes and all else, in short; nothing where there is nothing else.
    fn headline_parts(&self, ours: Total, others: &[(Other, Total)]) -> Vec<Sentence> {
        if others.is_empty()
            || (is_person(self.rows.presenter) && self.rows.presenter.disclosure.banded)
        {
            return Vec::new();
        }
        let signed = |total: &Total| Signed(Digits::points(self.rows.scale, total.units));
        let ours = Sentence::MeanByChanges {
            moved: signed(&ours),
        };
        let others = others
            .iter()
            .map(|(other, total)| (other.said)(signed(total)));
        std::iter::once(ours).chain(others).collect()
    }

    fn by_change(&self, why: &MeanAttribution) -> (Vec<Section>, Vec<Sentence>) {
        let composition = self.slice.composition();
        let others = self.others(Some(why), composition.as_ref());
        let presenter = self.rows.presenter;
        // A recalibration that did nothing beside other changes is nobody's concern.
        let causes: Vec<&MeanCause> = why
            .causes
            .iter()
            .filter(|cause| !presenter.hides(&cause.key))
            .filter(|cause| cause.micro != 0 || !is_apart(why, cause))
            .collect();
        let has_unexplained = why.unexplained.subjects > 0;
        let ours = causes.iter();
        let ours = ours.map(|cause| Part::new(cause.micro, cause.key.as_str(), Keep::IfLarge));
        let around = others.iter();
        let around = around.map(|other| Part::new(other.micro, other.id, Keep::Always));
        let unexplained = has_unexplained.then_some(why.unexplained_micro);
        let unexplained = unexplained.map(|micro| Part::new(micro, "", Keep::Always));
        let parts: Vec<Part<&str>> = ours.chain(around).chain(unexplained).collect();
        let folded = fold(
            self.rows.scale,
            self.total,
            &parts,
            presenter.most_reasons(),
        );
        let kept = folded.kept.iter();
        let sizes = kept.filter_map(|(index, _)| Some(parts.get(*index)?.micro));
        let rows = self.rows.measured_by(sizes.chain([folded.rest.micro]));
        let mut listed: Vec<(&MeanCause, Total)> = Vec::new();
        let mut unexplained = None;
        let mut units_of = vec![0; others.len()];
        for &(index, units) in &folded.kept {
            match (
                causes.get(index),
                units_of.get_mut(index.saturating_sub(causes.len())),
            ) {
                (Some(cause), _) => listed.push((cause, Total::new(units, cause.micro))),
                (None, Some(of)) => *of = units,
                (None, None) => unexplained = Some(Total::new(units, why.unexplained_micro)),
            }
        }
        let others: Vec<(Other, Total)> = others
            .into_iter()
            .zip(units_of)
            .map(|(other, units)| {
                let micro = other.micro;
                (other, Total::new(units, micro))
            })
            .collect();
        if has_unexplained && unexplained.is_none() {
            // All is told as one; that something is unexplained is said all the same.
            unexplained = Some(Total::default());
        }
        AdverseDirection::of(rows.scale, self.total.units)
            .order(&mut listed, |(_, total)| total.micro);
        let changes = self.changes(&rows, why, &causes, &listed, &folded);
        let ours = listed.iter().map(|(_, total)| *total).chain([folded.rest]);
        let headline = self.headline_parts(ours.sum(), &others);
        let unexplained = unexplained.map(|total| Self::unexplained(&rows, why, total));
        let others = Self::other_sections(&rows, &others);
        let sections = changes.into_iter().chain(others).chain(unexplained);
        (sections.collect(), headline)
    }

    fn changes(
        &self,
        rows: &Rows<'_>,
        why: &MeanAttribution,
        causes: &[&MeanCause],
        listed: &[(&MeanCause, Total)],
        folded: &Folded,
    ) -> Option<Section> {
        let codes = self.ranked(rows, why, listed);
        let mut found: Vec<Row> = listed
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
        let totals = listed.iter().map(|(_, total)| *total).chain([folded.rest]);
        let heading = Sentence::MeanChanges {};
        rows.filled(SectionKind::Changes, heading, totals.sum(), found)
    }

    /// The codes of the principal reasons, by the rule of [`ReasonCodes`](crate::reasons::ReasonCodes): what has one code is one.
    fn ranked(
        &self,
        rows: &Rows<'_>,
        why: &MeanAttribution,
        listed: &[(&MeanCause, Total)],
    ) -> Vec<String> {
        let presenter = rows.presenter;
        let mut reasons: Vec<(String, i64)> = Vec::new();
        for (cause, total) in listed {
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
        RankingRule::of(rows.scale, self.total.units).rank(
            &mut reasons,
            most,
            opposing,
            |(_, micro)| *micro,
        );
        reasons.into_iter().map(|(code, _)| code).collect()
    }

    fn cause(
        &self,
        rows: &Rows<'_>,
        why: &MeanAttribution,
        cause: &MeanCause,
        total: Total,
    ) -> Row {
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

    fn unexplained(rows: &Rows<'_>, why: &MeanAttribution, total: Total) -> Section {
        let label = Sentence::UnexplainedTitle {};
        let mut row = rows.row("unexplained".to_owned(), RowKind::Undivided, label, total);
        let count = why.unexplained.subjects;
        row.sentences = vec![Sentence::UnexplainedMoves { count }];
        let presenter = rows.presenter;
        if let (false, Some((subject, reason))) = (is_person(presenter), &why.example) {
            if !(presenter.mentions_hidden(subject) || presenter.mentions_hidden(reason)) {
                row.sentences.push(Sentence::UnexplainedExample {
                    subject: printable(subject),
                });
            }
        }
        let heading = Sentence::Unexplained {};
        rows.section(SectionKind::Undivided, heading, total, vec![row])
    }

    /// The mean move by place, where that was measured. What only the formula has a name for may be among the places.
    pub(in crate::present) fn places(&self, why: &MeanAttribution) -> Option<Section> {
        let presenter = self.rows.presenter;
        if is_person(presenter) && !presenter.disclosure.internals {
            return None;
        }
        let seen = why
            .places
            .iter()
            .filter(|place| place.micro != 0 && !presenter.hides_place(&place.place));
        let listed: i64 = seen.clone().map(|place| place.micro).sum();
        let sizes = seen.clone().map(|place| place.micro);
        let rest = self.total.micro.saturating_sub(listed);
        let rows = self.rows.measured_by(sizes.chain([rest]));
        let seen: Vec<&MeanPlace> = seen.collect();
        let sums = seen.iter().map(|place| (&place.place, place.micro));
        let found = rows.split("place", sums, self.total, |index, total| {
            Some(rows.place_row("place", &seen.get(index)?.place, total))
        });
        let heading = Sentence::ByPlace {};
        rows.filled(SectionKind::Places, heading, self.total, found)
    }
}

/// Whether a change is a recalibration beside other changes.
fn is_apart(why: &MeanAttribution, cause: &MeanCause) -> bool {
    let is_other = |other: &MeanCause| other.kind != ChangeKind::Recalibration;
    cause.kind == ChangeKind::Recalibration && why.causes.iter().any(is_other)
}
