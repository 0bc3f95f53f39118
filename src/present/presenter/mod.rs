//! How an explanation becomes a message.

pub(super) mod choice;
pub(super) mod clause;
pub(super) mod columns;
pub(super) mod crowd;
pub(super) mod explanation;
pub(super) mod fold;
pub(super) mod gate;
pub(super) mod history;
pub(super) mod impact;
pub(super) mod mean;
pub(super) mod next;
pub(super) mod notes;
pub(super) mod outline;
pub(super) mod rows;
pub(super) mod shares;
pub(super) mod step;
pub(super) mod verdict;

use std::fmt;

use super::{Audience, Disclosure, Message, Sentence};
use crate::{
    explain::Explanation,
    history::Step,
    impact::{GateOutcome, Impact, Slice},
    lineage::Fingerprint,
    path::{Path, printable, prose, readable, spaced},
    preview::Preview,
    reasons::{Ranking, ReasonCodes},
    recourse::RecourseAnswer,
    time::Time,
};

/// Makes a [`Message`] of an explanation, a step of a history, a preview, what would reach a goal, or an impact, for one
/// audience.
///
/// # Examples
///
/// ```
/// use scoreshift::{at, influence::{self, Profile}};
/// use scoreshift::present::{Audience, English, Presenter};
///
/// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
///
/// let listed = Presenter::new(Audience::Person)
///     .labels(|place| (place.to_string() == "Facebook").then(|| "your Facebook page".to_owned()))
///     .next_step("Questions? Write to scores@example.org.")
///     .message(&why)
///     .localize(&English);
/// let text = listed.text().to_string();
/// assert!(text.contains("your Facebook page −14: it now counts more than before, and you score less there than elsewhere."), "{text}");
/// assert!(text.ends_with("Questions? Write to scores@example.org."));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Presenter<'a> {
    pub(super) audience: Audience,
    pub(super) disclosure: Disclosure,
    labels: Option<Box<Labels<'a>>>,
    score: Option<String>,
    reasons: Option<usize>,
    places: Option<usize>,
    pub(super) subjects: Option<[String; 2]>,
    pub(super) codes: ReasonCodes,
    pub(super) next: Vec<Next<'a>>,
    pub(super) day: Option<Time>,
    pub(super) why: Vec<String>,
    pub(super) impact: Option<&'a Impact>,
    pub(super) gate: Option<&'a GateOutcome>,
    pub(super) fingerprints: [Option<Fingerprint>; 2],
}

/// What the reader can do next.
pub(super) enum Next<'a> {
    /// In the app's own words.
    Words(String),
    /// Whom to ask.
    Contact(String),
    /// What would reach a goal.
    Recourse(&'a RecourseAnswer),
}

type Labels<'a> = dyn Fn(&Path) -> Option<String> + Send + Sync + 'a;

impl<'a> Presenter<'a> {
    /// Presents to an audience, under the [default policy](Disclosure::new).
    #[must_use]
    pub fn new(audience: Audience) -> Self {
        Self {
            audience,
            disclosure: Disclosure::new(),
            labels: None,
            score: None,
            reasons: None,
            places: None,
            subjects: None,
            codes: ReasonCodes::new(),
            next: Vec::new(),
            day: None,
            why: Vec::new(),
            impact: None,
            gate: None,
            fingerprints: [None, None],
        }
    }

    /// What may be seen.
    #[must_use]
    pub fn disclosure(mut self, disclosure: Disclosure) -> Self {
        self.disclosure = disclosure;
        self
    }

    /// What places are called, in the language that the message will be told in.
    ///
    /// A place without a label is called by the last name of its path, made readable: `self-hosted-blog` becomes "Self
    /// hosted blog". The label of a place that is [withheld](Disclosure::withhold) is not asked for.
    #[must_use]
    pub fn labels(mut self, labels: impl Fn(&Path) -> Option<String> + Send + Sync + 'a) -> Self {
        self.labels = Some(Box::new(labels));
        self
    }

    /// What the score is called, instead of by the name of its model made readable.
    #[must_use]
    pub fn score_name(mut self, name: impl Into<String>) -> Self {
        self.score = Some(name.into());
        self
    }

    /// Under which codes the reasons are listed, and which of them: by the same [rule](ReasonCodes) as in a list of codes
    /// alone.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}, reasons::ReasonCodes};
    /// use scoreshift::present::{Audience, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    ///
    /// let codes = ReasonCodes::new().code("equal-network-weight", "R01").code("active-audience", "R02");
    /// let message = Presenter::new(Audience::Person).reason_codes(codes.clone()).message(&why);
    /// let shown: Vec<_> = message.reasons().filter_map(|row| row.code.as_deref()).collect();
    /// assert_eq!(shown, ["R01", "R02"]);
    ///
    /// let listed = codes.of_move(&why).reasons;
    /// assert!(listed.iter().map(|reason| reason.code.as_str()).eq(shown));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reason_codes(mut self, codes: ReasonCodes) -> Self {
        self.codes = codes;
        self
    }

    /// At most how many reasons are told one by one; 4 unless set, and 32 for an auditor. The rest is told as one.
    #[must_use]
    pub fn reasons(mut self, most: usize) -> Self {
        self.reasons = Some(most);
        self
    }

    /// At most how many places are told one by one inside a reason; 7 unless set, 20 for an agent and 200 for an
    /// auditor. The rest is told as one. Also at most how many groups of a population are told: 8 for an agent unless
    /// set, and 50 for an auditor.
    #[must_use]
    pub fn places(mut self, most: usize) -> Self {
        self.places = Some(most);
        self
    }

    /// What is scored, where a whole population is told of, in the language that the message will be told in: one of
    /// them, and many, in the forms that stand after "Of 1" and "Of 20,000". Scores are counted unless this is set.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(0)?)];
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.run(&people)?;
    ///
    /// let listed = Presenter::new(Audience::Person).subjects("person", "people").message(&impact).localize(&English);
    /// assert_eq!(listed.headline[0], "Of 3 people, 0 go down, 0 stay and 3 go up.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn subjects(mut self, one: impl Into<String>, many: impl Into<String>) -> Self {
        let words = [one.into(), many.into()].map(|word| printable(word.trim()));
        self.subjects = words.iter().all(|word| !word.is_empty()).then_some(words);
        self
    }

    /// Adds what the reader can do next, in the app's own words.
    #[must_use]
    pub fn next_step(mut self, words: impl Into<String>) -> Self {
        self.next.push(Next::Words(words.into()));
        self
    }

    /// Adds whom to ask, as the end of a sentence: an address, a page, an office.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    ///
    /// let listed = Presenter::new(Audience::Person)
    ///     .on("2011-10-26".parse()?)
    ///     .because("Large audiences that never react said too little about influence.")
    ///     .contact("scores@example.org")
    ///     .message(&why)
    ///     .localize(&English);
    /// assert_eq!(listed.headline, [
    ///     "We changed how the score is calculated. Nothing you did moved it.",
    ///     "Your influence score fell from 71 to 54 (−17) on 26 October 2011 when it moved from version 1.0.0 to version 2.0.0.",
    ///     "Large audiences that never react said too little about influence.",
    /// ]);
    /// assert_eq!(listed.next[0].sentence, "Questions? Ask scores@example.org.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn contact(mut self, whom: impl Into<String>) -> Self {
        self.next.push(Next::Contact(whom.into()));
        self
    }

    /// The day on which the score moved. A [`Step`] with times and a [`Preview`] bring their own.
    ///
    /// # Examples
    ///
    /// See [`contact`](Self::contact).
    #[must_use]
    pub fn on(mut self, day: Time) -> Self {
        self.day = Some(day);
        self
    }

    /// Adds to the top why the algorithm changes, in the app's own words.
    ///
    /// # Examples
    ///
    /// See [`contact`](Self::contact).
    #[must_use]
    pub fn because(mut self, words: impl Into<String>) -> Self {
        self.why.push(words.into());
        self
    }

    /// Adds to the top how many of all fell, or rose, about as far or farther: to be told of an [`Explanation`] or a
    /// [`Preview`] of the same two versions.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Network, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(0)?)];
    /// let lineage = influence::lineage();
    /// let impact = lineage.impact("1.0.0", "2.0.0")?.run(&people)?;
    ///
    /// let why = lineage.explain(at("1.0.0", &people[0].1), at("2.0.0", &people[0].1))?;
    /// let listed = Presenter::new(Audience::Person)
    ///     .subjects("account", "accounts")
    ///     .among(&impact)
    ///     .message(&why)
    ///     .localize(&English);
    /// assert_eq!(listed.headline[2], "Of all accounts, 67 % rose by more than 1.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn among(mut self, impact: &'a Impact) -> Self {
        self.impact = Some(impact);
        self
    }

    /// Adds to the message of an [`Impact`] what a gate found in it, for agents and auditors: that all conditions for the
    /// release are met, or which are not. What was found is told in the gate's own words, which are English.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Gate, influence::{self, Network, Profile}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(0)?)];
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.run(&people)?;
    /// let gate: Gate = serde_json::from_str(r#"[{"largest_rise": {"points": 1.0}}]"#)?;
    /// let outcome = gate.check(&impact);
    ///
    /// let listed = Presenter::new(Audience::Agent).gate(&outcome).message(&impact).localize(&English);
    /// let notes: Vec<&str> = listed.notes.iter().map(|note| note.sentence.as_str()).collect();
    /// assert!(notes.contains(&"The condition for the release is not met:"), "{notes:?}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn gate(mut self, outcome: &'a GateOutcome) -> Self {
        self.gate = Some(outcome);
        self
    }

    /// Adds which single changes would reach a goal, or that none does, in the reader's language. The answer is also a
    /// [`message`](Self::message) by itself.
    ///
    /// Inputs are called by the app's [labels](Self::labels), or by all names of their path: `Twitter.reactions` is
    /// "Twitter: reactions". What is said of is what was [bounded](crate::recourse::Recourse::bound) and may be seen; numbers are
    /// those that were [scored again](crate::recourse::SingleChange::stated), to the last digit.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{at, influence::{self, Profile}, recourse::{Bound, Recourse}};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
    /// let lineage = influence::lineage();
    /// let why = lineage.explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
    /// let answer = Recourse::to_reach(60.0)
    ///     .bound("Facebook.reactions", Bound::from(0.0..=20_000.0).whole())
    ///     .find(lineage.find("2.0.0")?.model(), &marketer)?;
    ///
    /// let listed = Presenter::new(Audience::Person).recourse(&answer).message(&why).localize(&English);
    /// let next: Vec<&str> = listed.next.iter().map(|note| note.sentence.as_str()).collect();
    /// assert_eq!(next, [
    ///     "One change by itself would be enough to reach 60:",
    ///     "With “Facebook: reactions” at 171 instead of 38, the score would be 60.",
    /// ]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn recourse(mut self, answer: &'a RecourseAnswer) -> Self {
        self.next.push(Next::Recourse(answer));
        self
    }

    /// The fingerprints of the versions before and after, for an auditor. A [`Preview`] brings its own.
    #[must_use]
    pub fn fingerprints(mut self, before: Fingerprint, after: Fingerprint) -> Self {
        self.fingerprints = [Some(before), Some(after)];
        self
    }

    /// The message of an [`Explanation`], a [`Step`], a [`Preview`], a [`RecourseAnswer`], an [`Impact`] or a [`Slice`] of
    /// one.
    ///
    /// The message of a recourse answer says where the score stands, and as what can be [done next](Message::next) what
    /// would reach the goal.
    ///
    /// The message of an impact is about the mean: what each named change does to it, where that was measured
    /// [by change](crate::impact::Study::by_change), and who moves, as its
    /// [`population`](Message::population). Keys of subjects and groups are not for the person scored.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Subject, influence::{self, Network, Profile}, score::Bands};
    /// use scoreshift::present::{Audience, English, Presenter};
    ///
    /// let person = |key: &str, followers: u32, active: u32, reactions: u32| {
    ///     let network = Network::new(followers, active, reactions);
    ///     Profile::new().with("Twitter", network).map(|profile| Subject::new(key, profile))
    /// };
    /// let people = [person("ann", 8700, 3600, 1900)?, person("bob", 900, 300, 12)?, person("cem", 4100, 90, 3)?];
    /// let impact = influence::lineage()
    ///     .impact("1.0.0", "2.0.0")?
    ///     .bands(Bands::at([40.0, 60.0]).named(["low", "middle", "high"]))
    ///     .by_change()
    ///     .run(&people)?;
    ///
    /// let listed = Presenter::new(Audience::Agent).message(&impact).localize(&English);
    /// println!("{}", listed.text());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn message(&self, of: &impl Presentable) -> Message {
        of.present(self)
    }

    /// Why the algorithm changes, as sentences.
    pub(super) fn reasons_given(&self) -> impl Iterator<Item = Sentence> {
        let words = self.why.iter().filter(|words| !words.trim().is_empty());
        words.map(|words| Sentence::OwnWords {
            text: prose(words.trim()),
        })
    }

    pub(super) fn most_reasons(&self) -> usize {
        let most = self.reasons.or_else(|| self.codes.most());
        most.unwrap_or_else(|| self.audience.reasons())
    }

    /// What moved a score by code, as far as it may be seen.
    pub(super) fn ranking(&self, why: &Explanation) -> Ranking {
        self.codes
            .ranking(why, self.most_reasons(), |cause, place| {
                self.hides(&cause.id) || place.is_some_and(|place| self.hides_place(place))
            })
    }

    pub(super) fn most_places(&self) -> usize {
        self.places.unwrap_or_else(|| self.audience.places())
    }

    pub(super) fn most_groups(&self) -> usize {
        self.places.unwrap_or_else(|| self.audience.groups())
    }

    /// Whether words have a name in them that must not be seen.
    pub(super) fn mentions_hidden(&self, words: &str) -> bool {
        self.disclosure.hides_words(self.audience, words)
    }

    pub(super) fn score(&self, model: &str) -> String {
        match &self.score {
            Some(name) => printable(name),
            None => spaced(model),
        }
    }

    /// The app's label of a place.
    pub(super) fn given(&self, place: &Path) -> Option<String> {
        let label = self.labels.as_ref()?(place)?;
        (!label.trim().is_empty()).then(|| printable(label.trim()))
    }

    /// What a place is called at the beginning of a line; none for the whole formula.
    pub(super) fn label(&self, place: &Path) -> Option<String> {
        self.given(place).or_else(|| place.last().map(readable))
    }

    /// Whether something of this name must not be seen.
    pub(super) fn hides(&self, name: &str) -> bool {
        self.disclosure.hides(self.audience, name)
    }

    /// Whether a place must not be seen.
    pub(super) fn hides_place(&self, place: &Path) -> bool {
        self.disclosure.hides_place(self.audience, place)
    }

    /// Whether weights, parameters and limits may be seen.
    pub(super) fn shows_internals(&self) -> bool {
        !self.disclosure.banded && (self.disclosure.internals || self.audience != Audience::Person)
    }
}

impl fmt::Debug for Presenter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presenter")
            .field("audience", &self.audience)
            .field("disclosure", &self.disclosure)
            .field("score", &self.score)
            .field("reasons", &self.reasons)
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

/// What can be presented: an [`Explanation`], a [`Step`] of a history, a [`Preview`], a [`RecourseAnswer`], an [`Impact`] or
/// a [`Slice`] of one.
pub trait Presentable: sealed::Sealed {
    #[doc(hidden)]
    fn present(&self, presenter: &Presenter<'_>) -> Message;
}

mod sealed {
    #[allow(unreachable_pub, unnameable_types, reason = "seals `Presentable`")]
    pub trait Sealed {}
}

macro_rules! presentable {
    ($($type:ty => $message:path),*) => {$(
        impl sealed::Sealed for $type {}

        impl Presentable for $type {
            fn present(&self, presenter: &Presenter<'_>) -> Message {
                $message(presenter, self)
            }
        }
    )*};
}

presentable! {
    Explanation => explanation::message,
    Impact => impact::message,
    Preview => explanation::preview,
    RecourseAnswer => next::message,
    Slice<'_> => impact::slice,
    Step => step::message
}
