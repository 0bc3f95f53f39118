//! What stands in a sentence.
//!
//! It is long: a list of small types: one for each kind of thing that a sentence can say.

use serde::{Deserialize, Serialize};

use crate::{history::WhichRecord, impact::Unmeasured, present::Digits, time::Time};

/// What a sentence is filled with.
///
/// Every number is rounded already, and every text is free of characters that could break or rearrange what is printed
/// around it. A language writes numbers and lists as its readers do, and chooses words by [`Choice`](Self::Choice) and
/// [`Count`](Self::Count).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Argument<'s> {
    /// A name, a label, a version, or the app's own words.
    Text(&'s str),
    /// Names, in order.
    List(&'s [String]),
    /// One of the fixed words that the sentence's documentation lists, by which a language chooses its own.
    Choice(&'static str),
    /// How many; a language chooses the plural by it.
    Count(u64),
    /// A number or a level of points, without a sign if it is not negative.
    Number(Digits),
    /// Points that something moved the score by: with a sign if they are not zero.
    Points(Digits),
    /// A share in percent.
    Percent(Percent),
    /// From one number to another, or without an end.
    Range(ShownRange),
    /// A day or moment, which the language writes.
    Date(Time),
}

/// What can be a field of a sentence.
pub(in crate::present) trait Field: Sized + Clone {
    /// Adds the argument, or the arguments, under the field's name.
    fn put<'s>(&'s self, name: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>);

    /// One value for each way in which a language may write the field.
    fn samples() -> Vec<Self>;
}

/// What stood at a place: a number, a share, a label, or the band of a table that a number lies in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ShownValue {
    /// A number in the place's own unit.
    Number(Digits),
    /// A share in percent.
    Percent(Percent),
    /// A label.
    Text(String),
    /// The numbers of a band.
    Range(ShownRange),
}

/// From one number to another, or without an end on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShownRange {
    /// Where it begins.
    pub start: Option<ShownEdge>,
    /// Where it ends.
    pub end: Option<ShownEdge>,
}

/// Where a range begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShownEdge {
    /// The number.
    pub digits: Digits,
    /// Whether the number itself lies in the range.
    pub is_included: bool,
}

impl ShownRange {
    /// All ways in which a range can begin and end.
    fn samples() -> Vec<Self> {
        let edges = |units| {
            let digits = Digits::count(units);
            let ends = [false, true].map(|is_included| ShownEdge {
                digits,
                is_included,
            });
            [None].into_iter().chain(ends.map(Some))
        };
        let starts = edges(10);
        let all = starts.flat_map(|start| edges(20).map(move |end| Self { start, end }));
        all.filter(|range| range.start.is_some() || range.end.is_some())
            .collect()
    }
}

/// A share in percent.
///
/// Of something that counts, and shows in no digit, the least that shows is told: "less than 1 %".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Percent {
    /// The number.
    pub digits: Digits,
    /// Whether it is the share, or more or less than it.
    pub is: PercentIs,
}

impl Percent {
    /// The share as it is rounded.
    pub(in crate::present) const fn of(digits: Digits) -> Self {
        Self {
            digits,
            is: PercentIs::About,
        }
    }
}

/// When something happened, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum When {
    /// That is not known.
    Unknown,
    /// On a day, or at a moment.
    On(Time),
    /// Between two of them.
    #[non_exhaustive]
    Between {
        /// The earlier one.
        since: Time,
        /// The later one.
        until: Time,
    },
}

/// Points that something moved the score by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Signed(pub Digits);

/// What a clause is about: the place that it stands at, or something named inside it.
///
/// As an argument it is two: the name (empty for the place itself), and under the field's name with `_is` the choice
/// `it` or `named`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Referent {
    /// The place itself.
    It,
    /// What is named.
    Named(String),
}

/// In which scopes something has a name; none where the name says it.
///
/// As an argument it is two: the list, and under the field's name with `_is` the choice `none` or `some`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Scopes(pub Vec<String>);

/// What is scored in a population.
///
/// As an argument it is two: the name (empty for scores), and under the field's name with `_is` the choice `scores` or
/// `named`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Subjects {
    /// Scores, whatever has them.
    Scores,
    /// What the app calls them, in the form that their number asks for.
    Named(String),
}

/// Of whom something is told: of all, or of a group.
///
/// As an argument it is three: under the field's name the choice `all` or `group`, and `name` and `group`, which are empty for
/// all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Within {
    /// All.
    All,
    /// A group of them.
    #[non_exhaustive]
    Group {
        /// By what they are divided, such as `country`.
        name: String,
        /// The group, such as `PL`.
        group: String,
    },
}

/// How many scores go which way; as an argument it is three counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DirectionCounts {
    /// How many are lower after.
    pub down: u64,
    /// How many are the same.
    pub same: u64,
    /// How many are higher after.
    pub up: u64,
}

/// Fields that are one argument.
macro_rules! one_argument {
    ($($type:ty: |$field:ident| $argument:expr, $samples:expr;)*) => {$(
        impl Field for $type {
            fn put<'s>(&'s self, name: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>) {
                let $field = self;
                out.push((name, $argument));
            }

            fn samples() -> Vec<Self> {
                $samples
            }
        }
    )*};
}

one_argument! {
    String: |text| Argument::Text(text), vec!["Last.fm".to_owned()];
    Vec<String>: |names| Argument::List(names), {
        let names = ["Facebook", "Last.fm", "Google+"].map(str::to_owned);
        (1..=names.len()).map(|length| names.iter().take(length).cloned().collect()).collect()
    };
    // One of each plural of any language.
    u64: |count| Argument::Count(*count), vec![0, 1, 2, 3, 5, 11, 21, 100, 10_000];
    Digits: |digits| Argument::Number(*digits), Digits::read("1234.5").into_iter().collect();
    Signed: |points| Argument::Points(points.0), [-17, 0, 5].map(|units| Self(Digits::count(units))).to_vec();
    Percent: |share| Argument::Percent(*share), {
        let shares = Digits::read("12.5").into_iter();
        shares.flat_map(|digits| PercentIs::samples().into_iter().map(move |is| Self { digits, is })).collect()
    };
    ShownValue: |shown| match shown {
        Self::Number(digits) => Argument::Number(*digits),
        Self::Percent(share) => Argument::Percent(*share),
        Self::Text(text) => Argument::Text(text),
        Self::Range(range) => Argument::Range(*range),
    }, {
        let numbers = Digits::samples().into_iter().map(Self::Number);
        let shares = Percent::samples().into_iter().map(Self::Percent);
        let labels = String::samples().into_iter().map(Self::Text);
        let ranges = ShownRange::samples().into_iter().map(Self::Range);
        numbers.chain(shares).chain(labels).chain(ranges).collect()
    };
    Time: |time| Argument::Date(*time), {
        let times = ["2011-10-26", "2026-01-02T09:30:00Z"];
        times.iter().filter_map(|time| time.parse().ok()).collect()
    };
}

/// Fields that are what is meant anyhow, or named: the name, and under the field's name with `_is` which of both.
macro_rules! perhaps_named {
    ($($type:ident: $is:literal $meant:ident = $word:literal, $sample:literal;)*) => {$(
        impl Field for $type {
            fn put<'s>(&'s self, name: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>) {
                let (text, choice) = match self {
                    Self::$meant => ("", $word),
                    Self::Named(text) => (text.as_str(), "named"),
                };
                out.push((name, Argument::Text(text)));
                out.push(($is, Argument::Choice(choice)));
            }

            fn samples() -> Vec<Self> {
                vec![Self::$meant, Self::Named($sample.to_owned())]
            }
        }
    )*};
}

perhaps_named! {
    Referent: "thing_is" It = "it", "reach";
    Subjects: "subjects_is" Scores = "scores", "accounts";
}

impl Field for Scopes {
    fn put<'s>(&'s self, name: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>) {
        let is = if self.0.is_empty() { "none" } else { "some" };
        out.push((name, Argument::List(&self.0)));
        out.push(("scopes_is", Argument::Choice(is)));
    }

    fn samples() -> Vec<Self> {
        let listed = Vec::samples().into_iter().map(Self);
        [Self::default()].into_iter().chain(listed).collect()
    }
}

impl Field for When {
    fn put<'s>(&'s self, _: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>) {
        let (word, times) = match self {
            Self::Unknown => ("unknown", [None, None]),
            Self::On(day) => ("on", [Some(*day), Some(*day)]),
            Self::Between { since, until } => ("between", [Some(*since), Some(*until)]),
        };
        out.push(("when", Argument::Choice(word)));
        for (name, time) in ["since", "until"].into_iter().zip(times) {
            out.push((name, time.map_or(Argument::Text(""), Argument::Date)));
        }
    }

    fn samples() -> Vec<Self> {
        let mut times = Time::samples().into_iter();
        match (times.next(), times.next()) {
            (Some(since), Some(until)) => {
                vec![
                    Self::Unknown,
                    Self::On(since),
                    Self::Between { since, until },
                ]
            }
            _ => vec![Self::Unknown],
        }
    }
}

impl Field for Within {
    fn put<'s>(&'s self, name: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>) {
        let (word, of, group) = match self {
            Self::All => ("all", "", ""),
            Self::Group { name, group } => ("group", name.as_str(), group.as_str()),
        };
        out.push((name, Argument::Choice(word)));
        out.push(("name", Argument::Text(of)));
        out.push(("group", Argument::Text(group)));
    }

    fn samples() -> Vec<Self> {
        let (name, group) = ("country".to_owned(), "PL".to_owned());
        vec![Self::All, Self::Group { name, group }]
    }
}

/// Two arguments: the day, empty where there is none, and under the field's name with `_is` the choice `on`, `earlier` or
/// `later`.
impl Field for WhichRecord {
    fn put<'s>(&'s self, name: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>) {
        let (word, day) = match self {
            Self::On(day) => ("on", Argument::Date(*day)),
            Self::Earlier => ("earlier", Argument::Text("")),
            Self::Later => ("later", Argument::Text("")),
        };
        out.push((name, day));
        out.push(("record_is", Argument::Choice(word)));
    }

    fn samples() -> Vec<Self> {
        let days = Time::samples().into_iter().map(Self::On);
        days.chain([Self::Earlier, Self::Later]).collect()
    }
}

impl Field for DirectionCounts {
    fn put<'s>(&'s self, _: &'static str, out: &mut Vec<(&'static str, Argument<'s>)>) {
        out.push(("down", Argument::Count(self.down)));
        out.push(("same", Argument::Count(self.same)));
        out.push(("up", Argument::Count(self.up)));
    }

    /// Every plural of each, but not of all with all.
    fn samples() -> Vec<Self> {
        let counts = u64::samples();
        let turned = |by: usize| counts.iter().copied().cycle().skip(by);
        let three = counts.iter().zip(turned(1)).zip(turned(5));
        three
            .map(|((&down, same), up)| Self { down, same, up })
            .collect()
    }
}

macro_rules! choices {
    ($(
        $(#[$doc:meta])*
        $name:ident { $( $(#[$case_doc:meta])* $case:ident = $word:literal ),+ $(,)? }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name { $( $(#[$case_doc])* #[serde(rename = $word)] $case ),+ }

        impl $name {
            /// The word by which a language chooses.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $( Self::$case => $word ),+ }
            }
        }

        one_argument! {
            $name: |choice| Argument::Choice(choice.word()), vec![ $( Self::$case ),+ ];
        }
    )*};
}

one_argument! {
    Unmeasured: |why| Argument::Choice(match why {
        Self::Nobody => "nobody",
        Self::NotCounted => "not-counted",
        Self::NotExact => "not-exact",
        Self::Tied => "tied",
        Self::EmptyBand => "empty-band",
        Self::TwoBands => "two-bands",
        Self::NoBand => "no-band",
    }), vec![
        Self::Nobody, Self::NotCounted, Self::NotExact, Self::Tied, Self::EmptyBand, Self::TwoBands, Self::NoBand,
    ];
}

choices! {
    /// Whether a share is the one that is told.
    PercentIs {
        /// It is, as it is rounded.
        About = "about",
        /// It is less.
        Less = "less",
        /// It is more.
        More = "more",
    }

    /// How what a part scores stands to what the others score.
    Among {
        /// That is not said.
        Open = "open",
        /// It is lower.
        Lower = "lower",
        /// It is higher.
        Higher = "higher",
    }

    /// Whether the subject's own data moved something.
    Own {
        /// It moved nothing.
        Still = "still",
        /// That is not said.
        Open = "open",
    }

    /// How a score is calculated after, where the calculation moved nothing.
    Calculation {
        /// As before.
        Same = "same",
        /// Otherwise, and it made no difference.
        Idle = "idle",
        /// Otherwise, in several ways that add up to nothing.
        Balanced = "balanced",
    }

    /// What moved a score together.
    Movers {
        /// The calculation and the subject's own data.
        OursOwn = "ours-own",
        /// The calculation and what happened around the subject.
        OursAround = "ours-around",
        /// The subject's own data and what happened around it.
        OwnAround = "own-around",
        /// All three.
        All = "all",
    }

    /// Which way a score moved.
    AdverseDirection {
        /// It fell.
        Fell = "fell",
        /// It rose.
        Rose = "rose",
    }

    /// How the two versions of a move stand to each other.
    Versions {
        /// From an older version to a newer one.
        Newer = "newer",
        /// From a newer version back to an older one.
        Older = "older",
        /// One version on both sides.
        Same = "same",
        /// One version number on both sides, and two different models.
        OtherModel = "other-model",
    }

    /// What must be said about the direction of a move, because readers take more for better.
    ScaleHint {
        /// Nothing: a higher score is better, or neither is.
        Plain = "plain",
        /// Lower is better, and the move is an improvement.
        Better = "better",
        /// Lower is better, and the move is none.
        Worse = "worse",
    }

    /// Whether it must be said which way is better, because readers take more for better.
    Lower {
        /// It need not: a higher score is better, or neither is.
        Plain = "plain",
        /// Lower is better.
        Better = "better",
    }

    /// On which side of the score that it is compared with.
    Compared {
        /// Above it.
        Above = "above",
        /// Below it.
        Below = "below",
    }

    /// Whether something happened, is about to, or is compared.
    Tense {
        /// It happened.
        Done = "done",
        /// It is about to.
        Planned = "planned",
        /// Two things are compared, and nothing happened.
        Compared = "compared",
    }

    /// Whether a change was made, is about to be, or was taken back.
    ChangeDirection {
        /// It was made.
        Made = "made",
        /// It is about to be made.
        Upcoming = "upcoming",
        /// It was taken back.
        TakenBack = "taken-back",
    }

    /// What else moved, so that the points of a change depend on it.
    Interaction {
        /// Other changes.
        Changes = "changes",
        /// The subject's own data.
        Data = "data",
        /// More than one of these, or everybody else's data.
        All = "all",
    }

    /// Whether everything that is allowed was tried.
    Tried {
        /// It was.
        All = "all",
        /// Not everything was.
        Some = "some",
    }

    /// By whom a part came or went.
    Actor {
        /// By the score's owner, who counts other things than before.
        Algorithm = "algorithm",
        /// By the data, in which it is or is not.
        Data = "data",
    }

    /// What holds a value.
    Limit {
        /// It would be higher.
        Cap = "cap",
        /// It would be lower.
        Floor = "floor",
    }

    /// How a value passed a limit that stood still.
    ThresholdDirection {
        /// It reached the limit.
        Reached = "reached",
        /// It fell below the limit.
        Fell = "fell",
        /// More than the limit is asked for, and it is more now.
        Met = "met",
        /// More than the limit is asked for, and it is no longer more.
        Missed = "missed",
    }

    /// How a limit that moved is told.
    LimitIs {
        /// By its number alone: on both sides the limit itself was enough.
        Plain = "plain",
        /// The limit itself is enough, and on the other side it is not.
        AtLeast = "at-least",
        /// More than the limit is asked for.
        MoreThan = "more-than",
    }

    /// More or less.
    Trend {
        /// More.
        More = "more",
        /// Less.
        Less = "less",
    }

    /// How large an effect is, where figures are not shown.
    Band {
        /// Two fifths or more of all that moved the score.
        Large = "large",
        /// From three twentieths to two fifths.
        Medium = "medium",
        /// Less.
        Small = "small",
        /// Nothing at all.
        Nothing = "nothing",
    }

    /// Which way an effect goes.
    Sign {
        /// The score falls by it.
        Minus = "minus",
        /// The score stays.
        Zero = "zero",
        /// The score rises by it.
        Plus = "plus",
    }

    /// Why something cannot be scored.
    Obstacle {
        /// It has no value.
        Missing = "missing",
        /// It has a value that cannot be used.
        Unusable = "unusable",
        /// The model refuses it.
        Refused = "refused",
        /// The calculation fails there.
        Failed = "failed",
    }

    /// Whose figures are told of something that a change did.
    Figures {
        /// Those of the two scores.
        Scores = "scores",
        /// Those without and with the change, where other things moved the same place as well: neither score need have them.
        Alone = "alone",
    }

    /// Whether only moves are meant that go farther than a bound.
    HowFar {
        /// All of them.
        Any = "any",
        /// Those that go farther.
        Beyond = "beyond",
    }

    /// What is another one than the record says, where an input does not give its record.
    Mismatch {
        /// The data: it is not what was scored.
        Data = "data",
        /// The model: another one was built under the version.
        Model = "model",
        /// The score; whether the data or the model is another one, the record does not tell.
        Score = "score",
    }

    /// What moved a score, as far as it is known.
    Origin {
        /// The data.
        Data = "data",
        /// The algorithm.
        Algorithm = "algorithm",
        /// Both.
        Both = "both",
        /// The algorithm, and perhaps the data.
        Unknown = "unknown",
    }

    /// How data is split into places.
    Split {
        /// By comparing two recordings.
        Secant = "secant",
        /// By exact Owen values of single inputs.
        Owen = "owen",
    }
}
