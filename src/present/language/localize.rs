//! From sentences to words: the one walk over a message that a language is asked along.

use std::borrow::Cow;

use semver::Version;

use crate::{
    explain::Question,
    invisible::without_hidden,
    path::Path,
    present::{
        Amount, Audience, BandTransition, BandTransitions, Digits, Figure, GroupMove, HistoryEntry,
        HistoryMessage, Language, Listing, LocalizedHistory, LocalizedMessage, Message,
        MethodSummary, MoveBin, Note, Population, Row, RowKind, Said, ScoreLevel, Section,
        SectionKind, Sentence, ShownPoints, Tone, Voice, WayCount,
        message::argument::{Compared, Percent},
    },
    score::Scale,
    time::Time,
};

impl Message {
    /// The message in words.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let localized = Presenter::new(Audience::Agent).message(&why).localize(&English);
    /// assert_eq!(
    ///     localized.headline,
    ///     [
    ///         "How the score is calculated was changed. Nothing in their own data moved it.",
    ///         "Their influence score fell from 71 to 54 (−17) when it moved from version 1.0.0 to version 2.0.0.",
    ///     ],
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn localize(&self, language: &(impl Language + ?Sized)) -> LocalizedMessage {
        self.localized(&Localizer::new(language, self.audience))
    }
}

impl HistoryMessage {
    /// The history in words.
    ///
    /// # Examples
    ///
    /// See [`Presenter::history`](crate::present::Presenter::history).
    #[must_use]
    pub fn localize(&self, language: &(impl Language + ?Sized)) -> LocalizedHistory {
        self.localized(&Localizer::new(language, self.audience))
    }
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
}

/// What a language says, in one line and without characters that do not show.
fn shown(said: String) -> String {
    match without_hidden(&said) {
        Cow::Borrowed(_) => said,
        Cow::Owned(shown) => shown,
    }
}

/// What a message is made of, and what that is in words.
trait Localize {
    type Words;

    fn localized<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> Self::Words;
}

impl Localize for Sentence {
    type Words = String;

    fn localized<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> String {
        shown(to.language.say(self, to.voice))
    }
}

impl<T: Localize> Localize for Vec<T> {
    type Words = Vec<T::Words>;

    fn localized<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> Self::Words {
        self.iter().map(|inner| inner.localized(to)).collect()
    }
}

impl<T: Localize> Localize for Option<T> {
    type Words = Option<T::Words>;

    fn localized<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> Self::Words {
        self.as_ref().map(|inner| inner.localized(to))
    }
}

/// What is the same in every language.
macro_rules! kept {
    ($($type:ty)*) => {$(
        impl Localize for $type {
            type Words = Self;

            fn localized<L: Language + ?Sized>(&self, _: &Localizer<'_, L>) -> Self {
                self.clone()
            }
        }
    )*};
}

kept!(
    &'static str String Path Version Time Digits bool i64 u32 u64 Audience Question Scale Tone SectionKind RowKind MethodSummary
    BandTransition
);

/// How a language writes a figure.
macro_rules! written {
    ($($type:ty: |$value:ident, $language:ident| $text:expr;)*) => {$(
        impl Localize for Figure<$type> {
            type Words = Figure<$type, String>;

            fn localized<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> Self::Words {
                let ($value, $language) = (self.value, to.language);
                Figure { value: $value, text: shown($text) }
            }
        }
    )*};
}

written! {
    u64: |count, language| language.number(Digits::count(i64::try_from(count).unwrap_or(i64::MAX)));
    Digits: |number, language| language.number(number);
    Percent: |share, language| language.percent(share);
}

/// The fields that are told one by one, and those by themselves that are not what they say without words.
macro_rules! localized {
    ($($name:ident $(<$inner:ident>)?: $($field:ident)* $(, |$this:ident, $to:ident| $special:tt)?;)*) => {$(
        impl $(<$inner: Localize>)? Localize for $name $(<$inner>)? {
            type Words = localized!(@words $name $($inner)?);

            fn localized<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> Self::Words {
                $(let ($this, $to) = (self, to);)?
                localized!(@make $name [$($field: self.$field.localized(to),)*] $($special)?)
            }
        }
    )*};
    (@words $name:ident) => { $name<String> };
    (@words $name:ident $inner:ident) => { $name<$inner::Words, String> };
    (@make $name:ident [$($field:tt)*] $({ $($special:tt)* })?) => { $name { $($field)* $($($special)*)? } };
}

localized! {
    Message: audience question score scale before after moved tone headline sections places population notes next
        facts_heading facts method, |_this, to| {
        schema: String::SCHEMA,
        language: to.language.tag().to_owned(),
        direction: to.language.direction(),
    };
    ScoreLevel: label version grade fingerprint, |this, to| {
        level: this.level.as_ref().map(|level| ShownPoints {
            text: shown(to.language.number(level.shown)),
            shown: level.shown,
            micro: level.micro,
        }),
    };
    ShownPoints: shown micro, |this, to| { text: shown(to.language.points(this.shown)), };
    Section: id kind amount heading rows;
    Row: id kind place release code rank amount tone label remarks rows, |this, to| {
        exact: this.exact.as_ref().map(|exact| Figure {
            value: exact.value,
            text: shown(to.language.points(exact.value)),
        }),
        sentences: this.clauses(to),
    };
    Note: id kind sentence;
    Population: subjects failed down same up ways moves crossings levels tenths groups;
    Listing<T>: id heading rows more;
    WayCount: id label count share tone;
    MoveBin: id low high weight weight_micro share label tone;
    GroupMove: id subjects moved tone label sentence;
    BandTransitions: heading table bands counts shares crossed, |this, to| {
        said: this.crossings(&this.bands.localized(to)).chain(this.said.iter().cloned()).collect::<Vec<_>>().localized(to),
    };
    HistoryMessage: audience score subject headline heading restated entries, |_this, to| {
        language: to.language.tag().to_owned(),
        direction: to.language.direction(),
    };
    HistoryEntry: time version level micro restated restated_micro grade marker version_changed why, |this, to| {
        date: this.time.map(|time| shown(to.language.date(time))),
    };
}

impl Localize for Amount {
    type Words = Amount<String>;

    fn localized<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> Self::Words {
        match *self {
            Self::Points(ref points) => Amount::Points(points.localized(to)),
            Self::Banded { band, sign, .. } => Amount::Banded {
                band,
                sign,
                text: shown(to.language.band(band, sign)),
            },
        }
    }
}

impl Row {
    /// What is said of a row: of a place, as one sentence.
    fn clauses<L: Language + ?Sized>(&self, to: &Localizer<'_, L>) -> Vec<String> {
        let said = self.sentences.localized(to);
        match self.kind {
            RowKind::Place | RowKind::Detail if !said.is_empty() => {
                vec![shown(to.language.clauses(&said))]
            }
            _ => said,
        }
    }
}

impl BandTransitions {
    /// The crossings as sentences, with the bands as the language calls them.
    fn crossings(&self, bands: &[String]) -> impl Iterator<Item = Note> {
        self.crossed.iter().map(|of| {
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
        })
    }
}
