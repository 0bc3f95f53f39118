//! From sentences to words: the one walk over a message that a language is asked along.

use std::borrow::Cow;

use super::{
    Amount, Audience, BandTransition, BandTransitions, Digits, Figure, GroupMove, HistoryEntry,
    HistoryMessage, Language, Listing, LocalizedHistory, LocalizedMessage, Message, MoveBin, Note,
    Population, Row, RowKind, Said, ScoreLevel, Section, Sentence, ShownPoints, Voice, WayCount,
    argument::{Compared, Percent},
};
use crate::invisible::without_hidden;

impl Message {
    /// The message in words.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let told = Presenter::new(Audience::Agent).message(&why).localize(&English);
    /// assert_eq!(
    ///     told.headline,
    ///     [
    ///         "How the score is calculated was changed. Nothing in their own data moved it.",
    ///         "Their influence score fell from 71 to 54 (−17) when it moved from version 1.0.0 to version 2.0.0.",
    ///     ],
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn localize(&self, language: &(impl Language + ?Sized)) -> LocalizedMessage {
        let to = Localizer::new(language, self.audience);
        LocalizedMessage {
            schema: String::SCHEMA,
            language: language.tag().to_owned(),
            direction: language.direction(),
            audience: self.audience,
            question: self.question,
            score: self.score.clone(),
            scale: self.scale.clone(),
            before: to.level(&self.before),
            after: to.level(&self.after),
            moved: to.points(&self.moved),
            tone: self.tone,
            headline: to.all(&self.headline),
            sections: each(&self.sections, |section| to.section(section)),
            places: self.places.as_ref().map(|places| to.section(places)),
            population: self.population.as_ref().map(|all| to.population(all)),
            notes: to.notes(&self.notes),
            next: to.notes(&self.next),
            facts_heading: to.say(&self.facts_heading),
            facts: to.notes(&self.facts),
            method: self.method,
        }
    }
}

impl HistoryMessage {
    /// The history in words.
    ///
    /// # Examples
    ///
    /// See [`Presenter::history`](super::Presenter::history).
    #[must_use]
    pub fn localize(&self, language: &(impl Language + ?Sized)) -> LocalizedHistory {
        let to = Localizer::new(language, self.audience);
        LocalizedHistory {
            language: language.tag().to_owned(),
            direction: language.direction(),
            audience: self.audience,
            score: self.score.clone(),
            subject: self.subject.clone(),
            headline: to.say(&self.headline),
            heading: to.say(&self.heading),
            restated: self.restated.as_ref().map(|restated| to.say(restated)),
            entries: each(&self.entries, |entry| to.entry(entry)),
        }
    }
}

/// What a language says, in one line and without characters that do not show.
fn shown(said: String) -> String {
    match without_hidden(&said) {
        Cow::Borrowed(_) => said,
        Cow::Owned(shown) => shown,
    }
}

fn each<T, U>(all: &[T], make: impl Fn(&T) -> U) -> Vec<U> {
    all.iter().map(make).collect()
}

struct Localizer<'l, L: ?Sized> {
    language: &'l L,
    voice: Voice,
}

impl<'l, L: Language + ?Sized> Localizer<'l, L> {
    fn new(language: &'l L, audience: Audience) -> Self {
        let voice = audience.voice();
        Self { language, voice }
    }

    fn say(&self, sentence: &Sentence) -> String {
        shown(self.language.say(sentence, self.voice))
    }

    fn all(&self, sentences: &[Sentence]) -> Vec<String> {
        each(sentences, |sentence| self.say(sentence))
    }

    fn number(&self, number: Digits) -> String {
        shown(self.language.number(number))
    }

    fn count(&self, value: u64) -> Figure<u64, String> {
        let digits = Digits::count(i64::try_from(value).unwrap_or(i64::MAX));
        let text = self.number(digits);
        Figure { value, text }
    }

    fn share(&self, value: Percent) -> Figure<Percent, String> {
        let text = shown(self.language.percent(value));
        Figure { value, text }
    }

    fn points(
        &self,
        &ShownPoints {
            shown: digits,
            micro,
            ..
        }: &ShownPoints,
    ) -> ShownPoints<String> {
        ShownPoints {
            shown: digits,
            micro,
            text: shown(self.language.points(digits)),
        }
    }

    fn note(&self, note: &Note) -> Note<String> {
        Note {
            id: note.id.clone(),
            kind: note.kind,
            sentence: self.say(&note.sentence),
        }
    }

    fn notes(&self, notes: &[Note]) -> Vec<Note<String>> {
        each(notes, |note| self.note(note))
    }

    fn level(&self, level: &ScoreLevel) -> ScoreLevel<String> {
        ScoreLevel {
            label: self.say(&level.label),
            version: level.version.clone(),
            level: level.level.as_ref().map(|level| ShownPoints {
                shown: level.shown,
                micro: level.micro,
                text: self.number(level.shown),
            }),
            grade: level.grade.as_ref().map(|grade| self.say(grade)),
            fingerprint: level.fingerprint.clone(),
        }
    }

    fn amount(&self, amount: &Amount) -> Amount<String> {
        match amount {
            Amount::Points(points) => Amount::Points(self.points(points)),
            &Amount::Banded { band, sign, .. } => Amount::Banded {
                band,
                sign,
                text: shown(self.language.band(band, sign)),
            },
        }
    }

    fn section(&self, section: &Section) -> Section<String> {
        Section {
            id: section.id.clone(),
            kind: section.kind,
            amount: self.amount(&section.amount),
            heading: section.heading.as_ref().map(|heading| self.say(heading)),
            rows: each(&section.rows, |row| self.row(row)),
        }
    }

    fn row(&self, row: &Row) -> Row<String> {
        let mut sentences = self.all(&row.sentences);
        if matches!(row.kind, RowKind::Place | RowKind::Detail) && !sentences.is_empty() {
            sentences = vec![shown(self.language.clauses(&sentences))];
        }
        Row {
            id: row.id.clone(),
            kind: row.kind,
            place: row.place.clone(),
            release: row.release.clone(),
            code: row.code.clone(),
            rank: row.rank,
            amount: self.amount(&row.amount),
            exact: row.exact.as_ref().map(|exact| Figure {
                value: exact.value,
                text: shown(self.language.points(exact.value)),
            }),
            tone: row.tone,
            label: self.say(&row.label),
            sentences,
            remarks: self.all(&row.remarks),
            rows: each(&row.rows, |row| self.row(row)),
        }
    }

    fn population(&self, all: &Population) -> Population<String> {
        let groups = |groups| self.listing(groups, |group| self.group(group));
        Population {
            subjects: all.subjects,
            failed: all.failed,
            down: all.down,
            same: all.same,
            up: all.up,
            ways: each(&all.ways, |way| self.way(way)),
            moves: self.listing(&all.moves, |bin| self.bin(bin)),
            crossings: all.crossings.as_ref().map(|all| self.transitions(all)),
            levels: groups(&all.levels),
            tenths: groups(&all.tenths),
            groups: groups(&all.groups),
        }
    }

    fn listing<T, U>(&self, all: &Listing<T>, make: impl Fn(&T) -> U) -> Listing<U, String> {
        Listing {
            id: all.id.clone(),
            heading: self.say(&all.heading),
            rows: each(&all.rows, make),
            more: all.more.as_ref().map(|more| self.note(more)),
        }
    }

    fn way(&self, way: &WayCount) -> WayCount<String> {
        WayCount {
            id: way.id.clone(),
            label: self.say(&way.label),
            count: self.count(way.count.value),
            share: way.share.as_ref().map(|share| self.share(share.value)),
            tone: way.tone,
        }
    }

    fn bin(&self, bin: &MoveBin) -> MoveBin<String> {
        MoveBin {
            id: bin.id.clone(),
            low: bin.low,
            high: bin.high,
            weight: Figure {
                value: bin.weight.value,
                text: self.number(bin.weight.value),
            },
            weight_micro: bin.weight_micro,
            share: bin.share.as_ref().map(|share| self.share(share.value)),
            label: self.say(&bin.label),
            tone: bin.tone,
        }
    }

    fn group(&self, group: &GroupMove) -> GroupMove<String> {
        GroupMove {
            id: group.id.clone(),
            subjects: group.subjects,
            moved: self.points(&group.moved),
            tone: group.tone,
            label: self.say(&group.label),
            sentence: self.say(&group.sentence),
        }
    }

    fn transitions(&self, all: &BandTransitions) -> BandTransitions<String> {
        let bands = self.all(&all.bands);
        let crossed = each(&all.crossed, |crossed| {
            self.note(&crossing(crossed, &bands))
        });
        let said = crossed.into_iter().chain(self.notes(&all.said)).collect();
        BandTransitions {
            heading: self.say(&all.heading),
            table: self.say(&all.table),
            counts: each(&all.counts, |row| {
                each(row, |count| self.count(count.value))
            }),
            shares: each(&all.shares, |row| {
                each(row, |share| self.share(share.value))
            }),
            crossed: all.crossed.clone(),
            said,
            bands,
        }
    }

    fn entry(&self, entry: &HistoryEntry) -> HistoryEntry<String> {
        let level = |level: &Figure<Digits>| Figure {
            value: level.value,
            text: self.number(level.value),
        };
        HistoryEntry {
            time: entry.time,
            date: entry.time.map(|time| shown(self.language.date(time))),
            version: entry.version.clone(),
            level: level(&entry.level),
            micro: entry.micro,
            restated: entry.restated.as_ref().map(level),
            restated_micro: entry.restated_micro,
            grade: entry.grade.as_ref().map(|grade| self.say(grade)),
            marker: entry.marker.as_ref().map(|marker| self.say(marker)),
            version_changed: entry.version_changed,
            why: entry.why.as_ref().map(|why| why.localize(self.language)),
        }
    }
}

/// A crossing as a sentence, with the bands as the language calls them.
fn crossing(of: &BandTransition, bands: &[String]) -> Note {
    let named = |at: usize| bands.get(at).cloned().unwrap_or_default();
    let sentence = Sentence::Crosses {
        count: of.count,
        side: if of.after > of.before {
            Compared::Above
        } else {
            Compared::Below
        },
        before: named(of.before),
        after: named(of.after),
    };
    Note::new(&of.id, sentence)
}
