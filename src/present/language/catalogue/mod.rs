//! Languages whose messages are Fluent files.

mod check;
mod error;
mod names;
mod negotiate;
mod numbers;
mod say;

use std::{cell::RefCell, collections::BTreeSet, fmt, sync::Arc};

use fluent_bundle::{FluentResource, concurrent::FluentBundle};
use fluent_syntax::ast::Entry;
use icu_locale_core::Locale;
use icu_provider::DataError;
use unic_langid::{CharacterDirection, LanguageIdentifier};

pub use self::error::{CatalogueError, MessageProblem};
use self::{
    check::Entries,
    numbers::{Lists, Numbers},
};
use crate::present::{Band, Digits, Language, Message, Sentence, Sign, Voice};

/// What is shipped: the tag of the language and its messages.
const SHIPPED: [(&str, &str); 4] = [
    ("ar", include_str!("../messages/ar.ftl")),
    ("de", include_str!("../messages/de.ftl")),
    ("en", include_str!("../messages/en.ftl")),
    ("pl", include_str!("../messages/pl.ftl")),
];

/// A language whose messages are written in [Fluent](https://projectfluent.org), with the numbers, lists and plurals of
/// its readers.
///
/// German, Polish, Arabic and English are shipped. Any of them in the way of one country, such as `de-AT`, has that
/// country's numbers, as CLDR has them: `ar` writes 1,234.5, and `ar-EG` ١٬٢٣٤٫٥. Your own messages go over the shipped
/// ones, or make a language of their own. Messages are read and checked once: keep a catalogue and share it. Needs the
/// feature `i18n`.
///
/// # Messages
///
/// `src/present/language/messages/en.ftl` has all messages that there are, with everything that can stand in them. Besides:
///
/// | id | is |
/// | --- | --- |
/// | `change-equal-network-weight` | the sentence of the change with this key, with its point |
/// | `upcoming-equal-network-weight` | the same before the change takes effect; `change-…` where there is none |
/// | `title-equal-network-weight` | the title of that change |
/// | `label-self-hosted-blog` | what a place, a part, a label or the score of this name is called |
/// | `label-reviews-stars = Sterne aus { $name }` | what places of a path are called that has one more name between: `reviews.PL.stars` |
/// | `part-…` | a piece of yours, to be used in other messages |
///
/// Keys and names are written in small letters, digits and single hyphens: "Last.fm" is `label-last-fm`. What has no such
/// message is called as its author called it, or as [`labels`](crate::present::Presenter::labels) say.
///
/// `$voice` is `you` where the reader is the one who was scored, and `subject` elsewhere. Numbers are rounded before a
/// message gets them, so that their plurals are those of what is read. Where points can stand in a message as `$moved`,
/// there are also `$moved_size`, without a sign, and `$moved_sign`: `minus`, `zero` or `plus`.
///
/// # What is missing
///
/// A message that is missing is told in English. [`missing`](Self::missing) says which are, and
/// [`missing_in`](Self::missing_in) which of those and of your own words one message needs. Everything else that is wrong
/// with messages is an error of [`with`](Self::with).
///
/// # Text and HTML
///
/// Where names of one script stand in sentences of another, invisible marks can keep them apart (U+2068 and U+2069).
/// [`isolating`](Self::isolating) writes them, and languages from right to left have them unless it says otherwise: without
/// them a date or a name may stand the wrong way round. Pages have elements in their place.
///
/// # Examples
///
/// ```
/// use scoreshift::{at, influence::{self, Profile}};
/// use scoreshift::present::{Audience, Catalogue, Presenter};
///
/// let marketer: Profile = serde_json::from_str(include_str!("../../../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
/// let message = Presenter::new(Audience::Person).message(&why);
///
/// let german = Catalogue::shipped("de")?.with("\
/// change-equal-network-weight = Jedes verbundene Netzwerk zählt jetzt gleich viel.
/// change-active-audience = Follower, die nie reagieren, zählen nicht mehr.
/// title-recalibration = Anpassung der Skala
/// label-influence = Einfluss
/// label-reach = Reichweite
/// ")?;
/// let told = message.localize(&german);
/// assert_eq!(told.headline, [
///     "Wir haben die Berechnung des Scores geändert. Nichts davon haben Sie selbst bewirkt.",
///     "Ihr Score „Einfluss“ ist bei der Umstellung von Version 1.0.0 auf Version 2.0.0 von 71 auf 54 gefallen (−17).",
/// ]);
/// assert!(told.text().to_string().contains("−19  Jedes verbundene Netzwerk zählt jetzt gleich viel.\n"));
///
/// assert!(german.missing().is_empty());
/// let untranslated = german.missing_in(&message);
/// assert!(untranslated.contains("change-recalibration") && !untranslated.contains("change-active-audience"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A mistake is told with its place.
///
/// ```
/// use scoreshift::present::Catalogue;
///
/// let error = Catalogue::shipped("de")?.with("facts = Protokoll\nplace = Ort { $nmae }\n").unwrap_err();
/// assert_eq!(error.to_string(), "messages in `de`, line 2: `place` uses $nmae; it can use $name, $voice");
/// # Ok::<(), scoreshift::present::CatalogueError>(())
/// ```
pub struct Catalogue {
    tag: String,
    language: LanguageIdentifier,
    resources: Vec<Arc<FluentResource>>,
    bundle: FluentBundle<Arc<FluentResource>>,
    /// The same for what is put together of parts that are isolated already, or of numbers alone.
    joining: FluentBundle<Arc<FluentResource>>,
    numbers: Numbers,
    lists: Lists,
    is_isolating: bool,
}

impl Catalogue {
    /// The tags of the languages that are shipped.
    #[must_use]
    pub fn languages() -> Vec<&'static str> {
        SHIPPED.iter().map(|(tag, _)| *tag).collect()
    }

    /// The shipped messages of a language, with the numbers of the country if the tag names one: `de`, `de-AT`, `ar-EG`.
    ///
    /// # Errors
    ///
    /// If the tag is none, or nothing is shipped in its language.
    pub fn shipped(tag: &str) -> Result<Self, CatalogueError> {
        let empty = Self::empty(tag)?;
        let of_language =
            |(shipped, _): &&(&str, &str)| *shipped == empty.language.language.as_str();
        match SHIPPED.iter().find(of_language) {
            Some((_, messages)) => empty.with(messages),
            None => Err(CatalogueError::NotShipped {
                tag: tag.to_owned(),
                shipped: Self::languages(),
            }),
        }
    }

    /// A language without messages, to be told [with](Self::with) yours.
    ///
    /// Its tag has a language, and may have a script and a country.
    ///
    /// # Errors
    ///
    /// If the tag is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::present::Catalogue;
    ///
    /// let dutch = Catalogue::empty("nl")?.with("changes = Wat wij veranderd hebben\n")?;
    /// assert!(dutch.missing().contains("moved") && !dutch.missing().contains("changes"));
    /// # Ok::<(), scoreshift::present::CatalogueError>(())
    /// ```
    pub fn empty(tag: &str) -> Result<Self, CatalogueError> {
        let wrong = || CatalogueError::Tag {
            tag: tag.to_owned(),
        };
        let language: LanguageIdentifier = tag.parse().map_err(|_| wrong())?;
        if language.language.is_empty() {
            return Err(wrong());
        }
        let locale = Locale::try_from_str(&language.to_string()).map_err(|_| wrong())?;
        let unknown = |error: DataError| CatalogueError::Locale {
            tag: tag.to_owned(),
            reason: error.to_string(),
        };
        let is_isolating = language.character_direction() == CharacterDirection::RTL;
        Ok(Self {
            tag: language.to_string(),
            bundle: bundle(&language, &[], is_isolating),
            joining: bundle(&language, &[], false),
            numbers: Numbers::new(&locale).map_err(unknown)?,
            lists: Lists::new(&locale).map_err(unknown)?,
            language,
            resources: Vec::new(),
            is_isolating,
        })
    }

    /// These messages as well; they go over those of the same id.
    ///
    /// The text of a message is plain text: what looks like markup comes out as it is written. Breaks of lines in it are
    /// spaces.
    ///
    /// # Errors
    ///
    /// If the text is not Fluent; if a message has an id that no sentence has, or has it twice; if it uses a variable that
    /// it is not given, refers to what is nowhere or to itself, calls a function, or hides control characters.
    pub fn with(mut self, messages: &str) -> Result<Self, CatalogueError> {
        let syntax = |line, problem| CatalogueError::Syntax {
            tag: self.tag.clone(),
            line,
            problem,
        };
        if let Some(line) = check::too_deep(messages) {
            return Err(CatalogueError::TooDeep {
                tag: self.tag,
                line,
            });
        }
        let read = FluentResource::try_new(messages.to_owned());
        let resource = read.map_err(|(_, errors)| {
            let first = errors.into_iter().min_by_key(|error| error.pos.start);
            first.map_or_else(
                || syntax(1, "it cannot be read".to_owned()),
                |error| syntax(line_at(messages, error.pos.start), error.to_string()),
            )
        })?;
        self.named_well(&resource)?;
        self.resources.push(Arc::new(resource));
        self.checked()?;
        self.bundle = bundle(&self.language, &self.resources, self.is_isolating);
        self.joining = bundle(&self.language, &self.resources, false);
        Ok(self)
    }

    /// Whether names and numbers are kept apart from the sentences around them by invisible marks (U+2068 and U+2069);
    /// in languages that are written from right to left they are, unless this says otherwise, and in others they are not.
    /// In HTML, elements take their place.
    #[must_use]
    pub fn isolating(mut self, wanted: bool) -> Self {
        self.is_isolating = wanted;
        self.bundle.set_use_isolating(wanted);
        self
    }

    /// The ids of the messages that are told in English because this language has none.
    #[must_use]
    pub fn missing(&self) -> BTreeSet<&'static str> {
        let ids = names::variables().keys().copied();
        ids.filter(|id| !self.has(id)).collect()
    }

    /// The ids of the messages that this message would need and the language does not have: those that are told in English,
    /// and those that are told in the words of the changes' authors.
    #[must_use]
    pub fn missing_in(&self, message: &Message) -> BTreeSet<String> {
        let asked = Probe {
            catalogue: self,
            missing: RefCell::default(),
        };
        let _ = message.localize(&asked);
        asked.missing.into_inner()
    }

    fn has(&self, id: &str) -> bool {
        self.bundle
            .get_message(id)
            .is_some_and(|message| message.value().is_some())
    }

    /// Every message of a text is one that can be told, and stands there once.
    fn named_well(&self, resource: &FluentResource) -> Result<(), CatalogueError> {
        let mut seen = BTreeSet::new();
        for entry in resource.entries() {
            let Some(id) = id_of(entry) else { continue };
            let problem = if !(id.starts_with('-') || names::is_known(&id)) {
                MessageProblem::UnknownId
            } else if seen.contains(&id) {
                MessageProblem::Twice
            } else {
                seen.insert(id);
                continue;
            };
            return Err(self.wrong(resource.source(), id, problem));
        }
        Ok(())
    }

    /// Every message can be told, with the pieces that may have been changed under it.
    fn checked(&self) -> Result<(), CatalogueError> {
        let entries = Entries::of(self.resources.iter().map(|resource| &**resource));
        for resource in self.resources.iter().rev() {
            for entry in resource.entries() {
                let Some(id) = id_of(entry) else { continue };
                // A piece is checked where it is used, with the variables that it has there.
                if id.starts_with("part-") {
                    continue;
                }
                if let Err(problem) = entries.check(&id, names::of(&id)) {
                    return Err(self.wrong(resource.source(), id, problem));
                }
            }
        }
        Ok(())
    }

    fn wrong(&self, source: &str, id: String, problem: MessageProblem) -> CatalogueError {
        let begins = |line: &str| {
            line.strip_prefix(id.as_str())
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        // Of what is there twice, the second is too much.
        let line = (1..)
            .zip(source.lines())
            .filter(|(_, line)| begins(line))
            .last();
        CatalogueError::Message {
            tag: self.tag.clone(),
            line: line.map_or(1, |(line, _)| line),
            id,
            problem,
        }
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalogue")
            .field("tag", &self.tag)
            .field("is_isolating", &self.is_isolating)
            .finish_non_exhaustive()
    }
}

fn bundle(
    language: &LanguageIdentifier,
    resources: &[Arc<FluentResource>],
    is_isolating: bool,
) -> FluentBundle<Arc<FluentResource>> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.clone()]);
    bundle.set_use_isolating(is_isolating);
    bundle.set_formatter(Some(numbers::written));
    for resource in resources {
        bundle.add_resource_overriding(Arc::clone(resource));
    }
    bundle
}

fn line_at(text: &str, byte: usize) -> usize {
    let before = text.bytes().take(byte);
    1 + before.filter(|byte| *byte == b'\n').count()
}

fn id_of(entry: &Entry<&str>) -> Option<String> {
    match entry {
        Entry::Message(message) => Some(message.id.name.to_owned()),
        Entry::Term(term) => Some(format!("-{}", term.id.name)),
        _ => None,
    }
}

/// A language that says nothing, and remembers what it would have needed to say all that it is asked for.
struct Probe<'c> {
    catalogue: &'c Catalogue,
    missing: RefCell<BTreeSet<String>>,
}

impl Language for Probe<'_> {
    fn tag(&self) -> &str {
        self.catalogue.tag()
    }

    fn say(&self, sentence: &Sentence, _: Voice) -> String {
        let arguments = sentence.arguments().into_iter();
        let own = arguments
            .filter(|(name, _)| matches!(*name, "sentence" | "title"))
            .map(|(name, _)| names::own(name, sentence));
        // Of several that would do, the one that says it best is missing.
        for ids in own.chain([vec![sentence.id().to_owned()]]) {
            if !ids.iter().any(|id| self.catalogue.has(id)) {
                self.missing.borrow_mut().extend(ids.into_iter().next());
            }
        }
        String::new()
    }

    fn number(&self, _: Digits) -> String {
        String::new()
    }

    fn points(&self, _: Digits) -> String {
        String::new()
    }

    fn band(&self, _: Band, _: Sign) -> String {
        String::new()
    }
}
