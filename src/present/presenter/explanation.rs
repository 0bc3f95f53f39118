//! An explanation as a message.
//!
//! It is long: one message from its headline to its notes, a function for each part.

use std::collections::BTreeSet;

use semver::Version;

use super::{
    choice::Chosen,
    fold::Total,
    impact::subjects,
    notes,
    outline::{Levels, blank, moved_or_stayed},
    rows::{Cell, Rows, id_of},
    shares::{Shares, percent},
    verdict,
};
use crate::{
    explain::{Cause, CauseKind, CausePlace, Explanation, Question},
    impact::Impact,
    path::{Path, printable, prose},
    present::{
        Amount, Audience, Digits, Message, MethodSummary, Presenter, Row, RowKind, Section,
        SectionKind, Sentence,
        message::argument::{
            Actor, AdverseDirection, Calculation, ChangeDirection, Compared, Figures, Interaction,
            Own, Signed, Tense, Versions, When,
        },
    },
    preview::Preview,
    reasons::{Ranking, counted},
    record::ScoreRecord,
};

/// Changes that moved nothing are named up to this many.
const MOST_IDLE: usize = 4;

pub(in crate::present) fn preview(presenter: &Presenter<'_>, preview: &Preview) -> Message {
    let mut message = message(presenter, &preview.explanation);
    let date = preview.effective;
    let is_same = preview.current.model() == preview.next.model()
        || calculation(&preview.explanation) == Calculation::Same;
    let notice = if is_same {
        Sentence::Unaffected { date }
    } else {
        Sentence::Effective { date }
    };
    message.headline.insert(0, notice);
    if presenter.audience == Audience::Auditor && presenter.fingerprints == [None, None] {
        let known = [&preview.current, &preview.next].map(ScoreRecord::fingerprint);
        message.fingerprinted(known.map(|print| print.map(|print| print.sha256())));
    }
    message
}

/// How the score is calculated after: a version without any change calculates as the one before.
fn calculation(why: &Explanation) -> Calculation {
    if why.causes.iter().any(|cause| cause.kind.is_algorithm()) {
        Calculation::Idle
    } else {
        Calculation::Same
    }
}

pub(in crate::present) fn message(presenter: &Presenter<'_>, why: &Explanation) -> Message {
    let tense = match why.question {
        Question::Preview => Tense::Planned,
        Question::Level => Tense::Compared,
        Question::Move | Question::Reach => Tense::Done,
    };
    let bands = [&why.before, &why.after].map(|level| level.band.as_deref());
    let levels =
        Levels::of(why.scale.clone(), why.before.value, why.after.value).in_bands(presenter, bands);
    let depth = why.places.iter().map(|place| place.id.len()).max();
    let cells = why.causes.iter().flat_map(|cause| &cause.places);
    let shares = Shares::of(cells.map(Cell::from), &why.parts, &why.scale);
    let acting = why.causes.iter().filter(|cause| !cause.places.is_empty());
    let rows = Rows {
        presenter,
        scale: &why.scale,
        tense,
        parts: &why.parts,
        depth: depth.unwrap_or(1),
        whole: 0,
        in_full: false,
        shares: &shares,
        figures: if acting.count() > 1 {
            Figures::Alone
        } else {
            Figures::Scores
        },
    };
    let mut builder = MessageBuilder {
        rows,
        why,
        total: levels.moved(),
        course: if why.before.version > why.after.version {
            ChangeDirection::TakenBack
        } else if tense == Tense::Planned {
            ChangeDirection::Upcoming
        } else {
            ChangeDirection::Made
        },
    };
    let chosen = Chosen::new(&builder.rows, why, builder.total);
    builder.rows.whole = chosen.size();
    let sections = builder.sections(&chosen);
    let is_composed = sections
        .iter()
        .flat_map(|section| &section.rows)
        .filter(|row| !row.amount.is_unseen())
        .count()
        > 1;
    let working = MethodSummary {
        method: why.method,
        data_method: why.data_method(),
        evaluations: why.evaluations,
        budget: why.budget,
        diffs: why.diffs,
    };
    let is_person = presenter.audience == Audience::Person;
    let versions = [&why.before.version, &why.after.version];
    let mut message = Message {
        score: presenter.score(&why.model),
        question: why.question,
        audience: presenter.audience,
        headline: builder
            .verdict(&sections)
            .into_iter()
            .chain([builder.headline(&levels)])
            .chain(levels.regraded(tense))
            .chain(builder.this_far())
            .chain(presenter.reasons_given())
            .collect(),
        places: (is_composed && !is_person).then(|| builder.places(&sections)),
        notes: notes::of(&builder.rows, why, &sections),
        sections,
        method: (!is_person).then_some(working),
        ..blank(presenter, &levels, tense, versions.map(Clone::clone))
    };
    if presenter.audience == Audience::Auditor {
        let mut releases: Vec<_> = why
            .causes
            .iter()
            .filter_map(|cause| cause.release.as_ref())
            .collect();
        releases.dedup();
        message.audited(&why.model, releases.len() > 1);
    }
    message
}

/// What tells one explanation.
struct MessageBuilder<'a> {
    rows: Rows<'a>,
    why: &'a Explanation,
    total: Total,
    course: ChangeDirection,
}

impl<'a> MessageBuilder<'a> {
    fn sections(&self, chosen: &Chosen<'a>) -> Vec<Section> {
        let mut sections: Vec<Section> = [
            self.changes(chosen),
            self.recalibrations(chosen),
            self.others(chosen),
            self.own(chosen),
            self.undivided(chosen),
        ]
        .into_iter()
        .flatten()
        .collect();
        unique(&mut sections);
        sections
    }

    /// All that is not told in detail.
    fn rest(&self, chosen: &Chosen<'a>) -> Option<Row> {
        if chosen.rest == Total::default() {
            return None;
        }
        let (label, sentence) = match chosen.folded {
            0 => (Sentence::Elsewhere {}, Sentence::Other {}),
            count => (Sentence::OtherTitle {}, Sentence::OtherChanges { count }),
        };
        let id = "~other".to_owned();
        let mut row = self.rows.row(id, RowKind::Other, label, chosen.rest);
        row.sentences = vec![sentence];
        Some(row)
    }

    /// All that is not told in detail, where it cannot be the doing of the algorithm.
    fn undivided(&self, chosen: &Chosen<'a>) -> Option<Section> {
        let mut row = self.rest(chosen).filter(|_| !self.is_ours())?;
        row.label = Sentence::Elsewhere {};
        row.sentences.clear();
        let (kind, heading) = (SectionKind::Undivided, Sentence::Elsewhere {});
        Some(self.rows.section(kind, heading, chosen.rest, vec![row]))
    }

    /// Whether the algorithm changed.
    fn is_ours(&self) -> bool {
        let mut causes = self.why.causes.iter();
        causes.any(|cause| cause.kind.is_algorithm())
    }

    fn changes(&self, chosen: &Chosen<'a>) -> Option<Section> {
        let tense = self.rows.tense;
        let is_ours = self.is_ours();
        let mut rows: Vec<Row> = chosen
            .changes
            .iter()
            .map(|(cause, total)| self.change(chosen, cause, *total))
            .collect();
        rows.extend(self.rest(chosen).filter(|_| is_ours));
        let (idle, acting): (Vec<&Cause>, Vec<&Cause>) =
            chosen.idle.iter().partition(|cause| self.is_idle(cause));
        for cause in acting
            .into_iter()
            .chain(idle.iter().copied().take(MOST_IDLE))
        {
            let mut row = self.cause_row(chosen, cause, RowKind::Idle, Total::default());
            row.sentences = self.sentences(cause);
            if self.is_idle(cause) {
                row.sentences.push(Sentence::NoDifference { tense });
            }
            row.remarks = self.together(cause, 0).into_iter().collect();
            rows.push(row);
        }
        let further = idle.len().saturating_sub(MOST_IDLE);
        if further > 0 {
            let count = further as u64;
            let label = Sentence::OtherTitle {};
            let mut row = self
                .rows
                .row("~idle".to_owned(), RowKind::Idle, label, Total::default());
            row.sentences = vec![Sentence::IdleChanges { count, tense }];
            rows.push(row);
        }
        let heading = Sentence::Changes { tense };
        let totals = chosen.changes.iter().map(|(_, total)| *total);
        let total = totals.chain([chosen.rest]).sum();
        self.rows.filled(SectionKind::Changes, heading, total, rows)
    }

    fn change(&self, chosen: &Chosen<'_>, cause: &Cause, total: Total) -> Row {
        let mut row = self.cause_row(chosen, cause, RowKind::Change, total);
        row.sentences = self.sentences(cause);
        if row.amount.is_unseen() && self.is_idle(cause) {
            let tense = self.rows.tense;
            row.sentences.push(Sentence::Hardly { tense });
        }
        row.remarks = self.together(cause, total.units).into_iter().collect();
        row.rows = self.cells(&row.id, cause, Actor::Algorithm, total);
        row
    }

    /// Told apart from the ranked reasons: beside other changes it belongs to everybody.
    fn recalibrations(&self, chosen: &Chosen<'a>) -> Option<Section> {
        let rows: Vec<Row> = chosen
            .recalibrations
            .iter()
            .map(|(cause, total)| {
                let mut row = self.cause_row(chosen, cause, RowKind::Recalibration, *total);
                row.sentences = self.recalibrated(cause, &row, *total);
                row.sentences.extend(self.of_version(cause));
                if self.rows.presenter.audience != Audience::Person {
                    row.rows = self.cells(&row.id, cause, Actor::Algorithm, *total);
                }
                row
            })
            .collect();
        let total = chosen.recalibrations.iter().map(|(_, total)| *total).sum();
        let (kind, heading) = (SectionKind::Recalibrations, Sentence::Recalibrations {});
        self.rows.filled(kind, heading, total, rows)
    }

    fn recalibrated(&self, cause: &Cause, row: &Row, total: Total) -> Vec<Sentence> {
        let key = cause.id.clone();
        let sentence = prose(cause.sentence.trim_end_matches('.'));
        let course = self.course;
        match &row.amount {
            &Amount::Banded { band, sign, .. } => vec![Sentence::RecalibratedBanded {
                key,
                sentence,
                band,
                sign,
                course,
            }],
            Amount::Points(points) => {
                let mut sentences = vec![Sentence::Recalibrated {
                    key,
                    sentence,
                    points: Signed(points.shown),
                    course,
                }];
                let after = self.rows.scale.round(counted(self.why.after.value));
                let level = self.rows.level(self.why.after.value - cause.applied_last);
                // That taking nothing back leaves everything as it is need not be said.
                let level = level.filter(|level| level.units != after || total.units != 0);
                if let Some(level) = level {
                    // Its share and what taking it back would do are two things where changes act together.
                    sentences.push(if level.units == after - total.units {
                        Sentence::Without { level }
                    } else {
                        Sentence::TakingBack { level }
                    });
                }
                sentences
            }
        }
    }

    fn others(&self, chosen: &Chosen<'a>) -> Option<Section> {
        let (cause, total) = chosen.reference?;
        let mut row = self.cause_row(chosen, cause, RowKind::Reference, total);
        row.rows = self.cells(&row.id, cause, Actor::Data, total);
        let tense = self.rows.tense;
        let (kind, heading) = (SectionKind::Others, Sentence::Others { tense });
        self.rows.filled(kind, heading, total, vec![row])
    }

    fn own(&self, chosen: &Chosen<'a>) -> Option<Section> {
        let (cause, total) = chosen.data?;
        let tense = self.rows.tense;
        let mut row = self.cause_row(chosen, cause, RowKind::Data, total);
        row.rows = self.cells(&row.id, cause, Actor::Data, total);
        if row.code.is_none() {
            self.code_places(&chosen.ranking, cause, &mut row);
        }
        let is_still = total.units == 0 && row.rows.is_empty() && row.rank.is_none();
        let is_idle = self.is_idle(cause);
        // That nothing of the subject's own moved the score is said elsewhere.
        if is_still && total.micro == 0 {
            return None;
        }
        let is_silent = is_still && is_idle;
        if is_silent {
            row.kind = RowKind::Other;
        }
        let heading = (!is_silent).then_some(Sentence::OwnData { tense });
        Some(
            self.rows
                .section(SectionKind::OwnData, heading, total, vec![row]),
        )
    }

    fn places(&self, chosen: &[Section]) -> Section {
        let rows = self.rows.columns(self.why, chosen, self.total);
        let heading = Sentence::ByPlace {};
        self.rows
            .section(SectionKind::Places, heading, self.total, rows)
    }

    fn cells(&self, id: &str, cause: &Cause, doer: Actor, total: Total) -> Vec<Row> {
        let cells = cause.places.iter().map(Cell::from);
        self.rows.places(id, cells, doer, total)
    }

    fn cause_row(&self, chosen: &Chosen<'_>, cause: &Cause, kind: RowKind, total: Total) -> Row {
        let (id, label) = match cause.kind {
            CauseKind::Data => ("data".to_owned(), Sentence::DataTitle {}),
            CauseKind::Reference => ("reference".to_owned(), Sentence::ReferenceTitle {}),
            CauseKind::Algorithm => ("algorithm".to_owned(), Sentence::AlgorithmTitle {}),
            _ => (
                format!("change:{}", id_of(&cause.id)),
                titled(&cause.id, &cause.title, self.release(cause)),
            ),
        };
        let mut row = self.rows.row(id, kind, label, total);
        row.release = self.release(cause).cloned();
        if let Some((code, rank)) = chosen.ranking.code(cause, None) {
            (row.code, row.rank) = (Some(printable(code)), rank);
        } else if cause.places.iter().all(|cell| cell.micro == 0) {
            let code = self.rows.presenter.codes.code_of(&cause.id);
            row.code = Some(printable(&code));
        }
        row
    }

    /// The codes of the places of the data, where it has more than one.
    fn code_places(&self, ranking: &Ranking, cause: &Cause, row: &mut Row) {
        let outer = |cell: &CausePlace| cell.id.prefix(self.rows.depth);
        let places: BTreeSet<Path> = cause.places.iter().map(outer).collect();
        for place in places {
            let mut rows = row.rows.iter_mut();
            let chosen = rows.find(|row| row.place.as_ref() == Some(&place));
            if let Some((row, (code, rank))) = chosen.zip(ranking.code(cause, Some(&place))) {
                (row.code, row.rank) = (Some(printable(code)), rank);
            }
        }
        // What no place tells by itself, the data as a whole do.
        let taken: Vec<u32> = row.rows.iter().filter_map(|row| row.rank).collect();
        if let Some((code, rank)) = ranking.principal(cause, &taken) {
            (row.code, row.rank) = (Some(printable(code)), Some(rank));
        }
    }

    /// The version of a change whose key another version has as well.
    fn release<'c>(&self, cause: &'c Cause) -> Option<&'c Version> {
        let is_namesake = |other: &&Cause| other.id == cause.id && other.release != cause.release;
        self.why.causes.iter().find(is_namesake)?;
        cause.release.as_ref()
    }

    fn of_version(&self, cause: &Cause) -> Option<Sentence> {
        let version = self.release(cause)?.to_string();
        Some(Sentence::OfVersion { version })
    }

    fn sentences(&self, cause: &Cause) -> Vec<Sentence> {
        let said = [self.sentence(cause)].into_iter();
        said.chain(self.of_version(cause)).collect()
    }

    fn sentence(&self, cause: &Cause) -> Sentence {
        let course = self.course;
        if cause.kind == CauseKind::Algorithm {
            return Sentence::Algorithm { course };
        }
        let mut sentence = prose(cause.sentence.trim());
        if sentence.is_empty() {
            sentence = printable(&cause.title);
        }
        Sentence::Change {
            key: cause.id.clone(),
            sentence: pointed(sentence),
            course,
        }
    }

    /// Whether a cause without points shows none by itself either, first or last of all: else it did something that
    /// others took back.
    fn is_idle(&self, cause: &Cause) -> bool {
        let shows_nothing = |points| {
            self.rows
                .level(points)
                .is_some_and(|level| level.units == 0)
        };
        shows_nothing(cause.applied_first) && shows_nothing(cause.applied_last)
    }

    /// That a cause's points depend on the other changes, where they do so much that it must be said.
    fn together(&self, cause: &Cause, units: i64) -> Option<Sentence> {
        if self.rows.presenter.disclosure.banded {
            return None;
        }
        let (alone, last) = (
            self.rows.level(cause.applied_first)?,
            self.rows.level(cause.applied_last)?,
        );
        // To the person scored it is said where it changes what the points say: by itself it goes another way, or nowhere.
        let way = |units: i64| units.signum();
        let changes_the_reading = way(alone.units) != way(units) || way(last.units) != way(units);
        let is_person = self.rows.presenter.audience == Audience::Person;
        // Two shown figures may differ by what rounding does to two that are nearly one.
        let is_apart = cause.interacting
            || (cause.applied_first - cause.applied_last).abs() > 0.5 * cause.effect.abs();
        let depends = is_apart && (changes_the_reading || !is_person);
        (depends && (alone.units != units || last.units != units)).then_some(Sentence::Together {
            beside: self.beside(cause),
            alone: Signed(alone),
            last: Signed(last),
        })
    }

    /// What else moved, which a change's points can depend on.
    fn beside(&self, cause: &Cause) -> Interaction {
        let acts = |other: &&Cause| {
            let is_other = !std::ptr::eq(*other, cause);
            is_other
                && (other.applied_first != 0.0 || other.applied_last != 0.0 || other.micro != 0)
        };
        let others = || self.why.causes.iter().filter(acts);
        if others().all(|other| other.kind.is_algorithm()) {
            Interaction::Changes
        } else if others().all(|other| other.kind == CauseKind::Data) {
            Interaction::Data
        } else {
            Interaction::All
        }
    }

    /// How the versions stand to each other.
    fn versions(&self) -> Versions {
        let why = self.why;
        match why.before.version.cmp(&why.after.version) {
            std::cmp::Ordering::Less => Versions::Newer,
            std::cmp::Ordering::Greater => Versions::Older,
            std::cmp::Ordering::Equal
                if why.causes.iter().any(|cause| cause.kind.is_algorithm()) =>
            {
                Versions::OtherModel
            }
            std::cmp::Ordering::Equal => Versions::Same,
        }
    }

    /// What moved the score, where it moved already.
    fn verdict(&self, sections: &[Section]) -> Option<Sentence> {
        if self.rows.tense != Tense::Done {
            return None;
        }
        let mut data = self
            .why
            .causes
            .iter()
            .filter(|cause| cause.kind == CauseKind::Data);
        let is_still = !sections
            .iter()
            .any(|section| section.kind == SectionKind::OwnData)
            && data.all(|cause| self.is_idle(cause));
        let known = verdict::Known {
            scale: self.rows.scale,
            versions: self.versions(),
            course: self.course,
            calculation: calculation(self.why),
            own: if is_still { Own::Still } else { Own::Open },
            is_banded: self.rows.presenter.disclosure.banded,
        };
        verdict::of(&known, sections)
    }

    /// How many of all moved about as far, where a report on the same two versions says that.
    fn this_far(&self) -> Option<Sentence> {
        let (presenter, scale) = (self.rows.presenter, self.rows.scale);
        let is_of_these = |impact: &&Impact| {
            let models = [impact.model_before(), impact.model_after()];
            models == [&self.why.model_before(), &self.why.model_after()]
        };
        let impact = presenter.impact.filter(is_of_these)?;
        let (direction, way) = match self.total.units.signum() {
            -1 => (-1, AdverseDirection::Fell),
            1 => (1, AdverseDirection::Rose),
            _ => return None,
        };
        let size = self.total.units.saturating_abs().saturating_sub(1);
        let micro = size.saturating_mul(scale.unit());
        let (share, bound) = impact.whole().share_beyond(micro, direction)?;
        let points = Digits::points(scale, bound / scale.unit());
        (points.units > 0).then_some(Sentence::ThisFar {
            subjects: subjects(presenter, 2),
            share: percent(share, 0)?,
            points,
            way,
            tense: self.rows.tense,
        })
    }

    fn headline(&self, levels: &Levels) -> Sentence {
        let why = self.why;
        let score = self.rows.presenter.score(&why.model);
        let (before, after) = (levels.shown(levels.before), levels.shown(levels.after));
        let moved = Digits::points(&levels.scale, self.total.units);
        let (from, to) = (
            why.before.version.to_string(),
            why.after.version.to_string(),
        );
        let aside = levels.aside();
        match (why.question, self.total.units) {
            (Question::Level, 0) => Sentence::ComparedSame { score, after },
            (Question::Level, units) => Sentence::Compared {
                score,
                after,
                before,
                distance: moved.size(),
                side: if units > 0 {
                    Compared::Above
                } else {
                    Compared::Below
                },
                aside,
            },
            (Question::Preview, 0) => Sentence::WouldStay { score, after, to },
            (Question::Preview, _) => Sentence::WouldMove {
                score,
                before,
                after,
                moved: Signed(moved),
                aside,
                to,
            },
            (Question::Move | Question::Reach, units) => {
                let when = self.rows.presenter.day.map_or(When::Unknown, When::On);
                let versions = self.versions();
                moved_or_stayed(score, levels, units, when, versions, [from, to])
            }
        }
    }
}

/// A change in a few words, with its version where that must be said.
pub(in crate::present) fn titled(key: &str, title: &str, release: Option<&Version>) -> Sentence {
    let (key, title) = (key.to_owned(), printable(title));
    match release {
        None => Sentence::Title { key, title },
        Some(version) => Sentence::TitleOf {
            key,
            title,
            version: version.to_string(),
        },
    }
}

/// An author's sentence with a point at its end, or as its author ended it.
pub(in crate::present) fn pointed(mut sentence: String) -> String {
    if !sentence.ends_with(['.', '!', '?', '…', '。', '؟']) {
        sentence.push('.');
    }
    sentence
}

/// Makes the ids of rows differ, should two causes have one key.
pub(in crate::present) fn unique(sections: &mut [Section]) {
    let mut seen = BTreeSet::new();
    for section in sections {
        distinct(&mut section.rows, &mut seen);
    }
}

fn distinct(rows: &mut [Row], seen: &mut BTreeSet<String>) {
    for row in rows {
        let mut id = row.id.clone();
        let mut again = 1;
        while !seen.insert(id.clone()) {
            again += 1;
            id = format!("{}~{again}", row.id);
        }
        if again > 1 {
            renamed(row, &row.id.clone(), &id);
        }
        distinct(&mut row.rows, &mut BTreeSet::new());
    }
}

fn renamed(row: &mut Row, from: &str, to: &str) {
    row.id = row.id.replacen(from, to, 1);
    for inner in &mut row.rows {
        renamed(inner, from, to);
    }
}
