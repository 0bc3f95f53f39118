//! What a version does to a population, as a message about its mean.

use super::{
    Audience, Digits, Message, Presenter, Row, RowKind, Section, SectionKind, Sentence,
    argument::{Course, Lower, Signed, Subjects, Tense, Ways},
    crowd,
    explanation::unique,
    fold::{Folded, Keep, Part, Total, fold, in_order},
    notes::numbered,
    outline::{Levels, blank},
    rows::{Rows, counted, id_of},
};
use crate::{
    impact::{FailedAt, Impact, Mass, MeanCause, MeanWhy, Mode, Slice},
    lineage::ChangeKind,
    path::printable,
    score::{Direction, Scale},
};

/// Changes that moved nothing are named up to this many.
const MOST_IDLE: usize = 4;

/// Failures are told up to this many.
const MOST_FAILURES: usize = 3;

pub(super) fn message(presenter: &Presenter<'_>, impact: &Impact) -> Message {
    slice(presenter, &impact.whole())
}

pub(super) fn slice(presenter: &Presenter<'_>, slice: &Slice<'_>) -> Message {
    let impact = slice.impact();
    let scale = scale(impact);
    let levels = levels(scale, slice);
    let versions = [impact.model_before(), impact.model_after()].map(|model| model.version());
    let teller = Teller {
        slice,
        total: levels.moved(),
        course: if versions[0] > versions[1] {
            Course::TakenBack
        } else {
            Course::Made
        },
        rows: Rows {
            presenter,
            scale,
            tense: Tense::Done,
            parts: &[],
            depth: 1,
            whole: 0,
        },
    };
    let why = slice.why();
    let is_empty = slice.scored().subjects == 0;
    let mut message = Message {
        score: presenter.score(impact.model_after().name()),
        headline: teller.headline(&levels, versions.map(ToString::to_string)),
        sections: if is_empty {
            Vec::new()
        } else {
            teller.sections(why.as_ref())
        },
        places: why.as_ref().and_then(|why| teller.places(why)),
        notes: numbered(teller.notes(why.is_some())),
        population: Some(crowd::of(&teller.rows, slice)),
        ..blank(presenter, &levels, Tense::Done, versions.map(Clone::clone))
    };
    for (standing, make) in [
        (&mut message.before, mean_before as fn(String) -> Sentence),
        (&mut message.after, mean_after),
    ] {
        standing.label = make(standing.version.to_string());
    }
    if presenter.audience == Audience::Auditor {
        let names = [impact.model_before(), impact.model_after()];
        let [from, to] = names.map(|model| printable(&model.to_string()));
        message.stated([Sentence::FactVersions { from, to }]);
        if !is_empty {
            message.stated(teller.facts(&levels, why.is_some()));
        }
    }
    message
}

fn mean_before(version: String) -> Sentence {
    Sentence::MeanBefore { version }
}

fn mean_after(version: String) -> Sentence {
    Sentence::MeanAfter { version }
}

/// The scale that means are told on: a digit more than scores are, and at least as fine as the finer of the two.
fn scale(impact: &Impact) -> Scale {
    let scales = [impact.scale_before(), impact.scale_after()];
    let decimals = scales.map(|scale| scale.shown_decimals());
    let decimals = decimals[0].max(decimals[1]).saturating_add(1);
    impact
        .scale_after()
        .decimals(decimals.min(Scale::MAX_DECIMALS))
}

/// The two means; their difference is the mean of the moves, to the last millionth.
pub(super) fn levels(scale: Scale, slice: &Slice<'_>) -> Levels {
    let after = counted(slice.after().mean());
    Levels {
        scale,
        before: after.saturating_sub(slice.mean_move_micro()),
        after,
    }
}

/// What is scored, in the form that so many ask for.
pub(super) fn subjects(presenter: &Presenter<'_>, count: u64) -> Subjects {
    let named = presenter.subjects.as_ref();
    named.map_or(Subjects::Scores, |[one, many]| {
        Subjects::Named(if count == 1 { one } else { many }.clone())
    })
}

struct Teller<'a> {
    slice: &'a Slice<'a>,
    rows: Rows<'a>,
    total: Total,
    course: Course,
}

impl Teller<'_> {
    fn headline(&self, levels: &Levels, [from, to]: [String; 2]) -> Vec<Sentence> {
        let presenter = self.rows.presenter;
        let impact = self.slice.impact();
        let count = self.slice.scored().subjects;
        let ways = self.slice.as_shown();
        let mut headline = if count == 0 {
            vec![Sentence::PopulationEmpty {}]
        } else {
            let score = presenter.score(impact.model_after().name());
            let after = levels.shown(levels.after);
            let all = Sentence::Population {
                subjects: subjects(presenter, count),
                count,
                ways: Ways {
                    down: ways.down.subjects,
                    same: ways.same.subjects,
                    up: ways.up.subjects,
                },
                lower: match levels.scale.better() {
                    Direction::LowerIsBetter => Lower::Better,
                    _ => Lower::Plain,
                },
            };
            let mean = match self.total.units {
                0 => Sentence::MeanStayed {
                    score,
                    after,
                    from,
                    to,
                },
                units => Sentence::MeanMoved {
                    score,
                    before: levels.shown(levels.before),
                    after,
                    moved: Signed(Digits::points(&levels.scale, units)),
                    from,
                    to,
                },
            };
            vec![all, mean]
        };
        if let Some((name, group)) = self.slice.segment() {
            if !crowd::is_hidden(presenter, name, group) {
                headline.push(Sentence::OneGroup {
                    name: printable(name),
                    group: printable(group),
                });
            }
        }
        headline
    }

    fn sections(&self, why: Option<&MeanWhy>) -> Vec<Section> {
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
        row.code = Some("algorithm".to_owned());
        row.rank = (self.total.units != 0).then_some(1);
        row.sentences = vec![Sentence::Algorithm {
            course: self.course,
        }];
        let heading = Some(Sentence::MeanChanges {});
        rows.section(SectionKind::Changes, heading, self.total, vec![row])
    }

    fn by_change(&self, why: &MeanWhy) -> Vec<Section> {
        let presenter = self.rows.presenter;
        let causes: Vec<&MeanCause> = why
            .causes
            .iter()
            .filter(|cause| !presenter.hides(&cause.key))
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
            &self.rows.scale,
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
        in_order(&mut told, rows.toward(self.total), |(_, total)| total.micro);
        let changes = self.changes(&rows, &causes, &told, &folded);
        let unexplained = unexplained.map(|total| self.unexplained(&rows, why, total));
        changes.into_iter().chain(unexplained).collect()
    }

    fn changes(
        &self,
        rows: &Rows<'_>,
        causes: &[&MeanCause],
        told: &[(&MeanCause, Total)],
        folded: &Folded,
    ) -> Option<Section> {
        let mut rank = 0;
        let mut found: Vec<Row> = told
            .iter()
            .map(|(cause, total)| {
                let mut row = self.cause(rows, cause, *total);
                if row.kind == RowKind::Change && total.units != 0 {
                    rank += 1;
                    row.rank = Some(rank);
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
            let mut row = self.cause(rows, cause, Total::default());
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

    fn cause(&self, rows: &Rows<'_>, cause: &MeanCause, total: Total) -> Row {
        let kind = match cause.kind {
            ChangeKind::Recalibration => RowKind::Recalibration,
            _ => RowKind::Change,
        };
        let label = Sentence::Title {
            key: cause.key.clone(),
            title: printable(&cause.title),
        };
        let mut row = rows.row(format!("change:{}", id_of(&cause.key)), kind, label, total);
        row.code = Some(printable(&cause.key));
        let words = [&cause.sentence, &cause.title].map(|words| printable(words.trim()));
        let words = words.into_iter().find(|words| !words.is_empty());
        row.sentences = vec![Sentence::Change {
            key: cause.key.clone(),
            sentence: super::explanation::pointed(words.unwrap_or_default()),
            course: self.course,
        }];
        row
    }

    fn unexplained(&self, rows: &Rows<'_>, why: &MeanWhy, total: Total) -> Section {
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
    fn places(&self, why: &MeanWhy) -> Option<Section> {
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

    fn notes(&self, is_by_change: bool) -> Vec<Sentence> {
        let (slice, presenter) = (self.slice, self.rows.presenter);
        let impact = slice.impact();
        let mut notes = Vec::new();
        let Mass {
            subjects,
            weight_micro,
            ..
        } = slice.scored();
        if subjects > 0 && weight_micro != subjects.saturating_mul(1_000_000) {
            let weight = Digits::of(slice.scored().weight()).unwrap_or_default();
            notes.push(Sentence::Weighted { weight });
        }
        if impact.scale_before() != impact.scale_after() {
            notes.push(Sentence::ScalesDiffer {});
        }
        let bands = impact.bands();
        if bands.before() != bands.after() {
            notes.push(Sentence::BandsMoved {});
        }
        if subjects > 0 && !is_by_change && !is_person(presenter) {
            notes.push(Sentence::NotByChange {});
        }
        let count = slice.failed();
        if count > 0 {
            notes.push(Sentence::Unscored { count });
        }
        // Which of the failures are in a segment is not kept.
        if slice.segment().is_none() && !is_person(presenter) {
            let told = impact.failures().filter_map(|failure| {
                let reason = clause(&failure.reason);
                let said = match &failure.at {
                    FailedAt::Line(line) => {
                        let line = i64::try_from(*line).unwrap_or(i64::MAX);
                        let line = Digits::count(line);
                        Sentence::UnscoredLine { line, reason }
                    }
                    FailedAt::Subject(key) if presenter.mentions_hidden(key) => return None,
                    FailedAt::Subject(key) => Sentence::UnscoredSubject {
                        subject: printable(key),
                        reason,
                    },
                };
                (!presenter.mentions_hidden(&failure.reason)).then_some(said)
            });
            notes.extend(told.take(MOST_FAILURES));
        }
        notes
    }

    fn facts(&self, levels: &Levels, is_by_change: bool) -> impl Iterator<Item = Sentence> {
        let impact = self.slice.impact();
        let mean = Sentence::FactMean {
            before: Digits::micro(levels.before),
            after: Digits::micro(levels.after),
            moved: Signed(Digits::micro(self.total.micro)),
        };
        let figures = match impact.mode() {
            Mode::Exact => Sentence::FactExact {},
            Mode::Streaming => Sentence::FactStreaming {
                resolution: impact.resolution().and_then(Digits::of).unwrap_or_default(),
            },
        };
        let method = is_by_change.then_some(Sentence::FactMeanMethod {});
        [Some(mean), method, Some(figures)].into_iter().flatten()
    }
}

fn total(units: i64, micro: i64) -> Total {
    Total { units, micro }
}

pub(super) fn is_person(presenter: &Presenter<'_>) -> bool {
    presenter.audience == Audience::Person
}

/// The words of an error message for the middle of a sentence.
fn clause(reason: &str) -> String {
    printable(reason.trim()).trim_end_matches('.').to_owned()
}
