//! Explanations that people read.
//!
//! Three steps, each apart from the others:
//!
//! 1. A [`Presenter`] makes a [`Message`] of an [`Explanation`](crate::Explanation), a [`Step`](crate::history::Step) of a
//!    history, a [`Preview`](crate::preview::Preview), or an [`Impact`](crate::impact::Impact) on a population: what is to be said
//!    to this [`Audience`] under this [`Disclosure`] policy, in order, with every number rounded so that what is read adds
//!    up. It has no words yet.
//! 2. A [`Language`] [localizes](Message::localize) it, at once or after it was stored. [`English`] is built in; with the feature
//!    `i18n`, a `Catalogue` tells it in German, Polish, Arabic or a language of yours. The tree stays the same:
//!    [`Message`] is generic over [what is said](Said), and in words it is a [`LocalizedMessage`].
//! 3. A renderer puts it into a form: [text](LocalizedMessage::text), [Markdown](LocalizedMessage::markdown),
//!    [JSON](LocalizedMessage::json), which is its serde form; with the feature `html` also HTML (`LocalizedMessage::html`) and
//!    charts (`LocalizedMessage::waterfall`). None computes anything.
//!
//! ```
//! use scoreshift::{at, influence::{self, Profile}};
//! use scoreshift::present::{Audience, English, Presenter};
//!
//! let marketer: Profile = serde_json::from_str(include_str!("../../examples/profiles/marketer.json"))?;
//! let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
//!
//! let told = Presenter::new(Audience::Person).message(&why).localize(&English);
//! assert_eq!(told.text().to_string(), "\
//! We changed how the score is calculated. Nothing you did moved it.
//!
//! Your influence score fell from 71 to 54 (−17) when it moved from version 1.0.0 to version 2.0.0.
//!
//! What we changed:
//!   −19  Every network you connect now counts the same.
//!        Facebook −14: it now counts more than before, and you score less there than elsewhere.
//!        Twitter −5: it now counts less than before, and you score more there than elsewhere.
//!    −3  Followers who never react no longer count.
//!        Twitter −2: reach is measured differently.
//!        Facebook −1: reach is measured differently.
//!
//! Separately: The whole scale was lifted so that typical scores stay where they were (+5 for you). Without it you would be at 49.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod language;
mod message;
mod presenter;
mod render;

pub use language::Language;
#[cfg(feature = "i18n")]
pub use language::catalogue::{Catalogue, CatalogueError, MessageProblem};
pub use language::english::English;
pub use message::argument::{
    Actor, AdverseDirection, Among, Argument, Band, Calculation, ChangeDirection, Compared,
    DirectionCounts, Figures, HowFar, Interaction, Limit, LimitIs, Lower, Mismatch, Movers,
    Obstacle, Origin, Own, Percent, PercentIs, Referent, ScaleHint, Scopes, ShownEdge, ShownRange,
    ShownValue, Sign, Signed, Split, Subjects, Tense, ThresholdDirection, Trend, Tried, Versions,
    When, Within,
};
pub use message::audience::{Audience, Disclosure, Voice};
pub use message::digits::Digits;
pub use message::direction::TextDirection;
pub use message::history::{HistoryEntry, HistoryMessage, LocalizedHistory};
pub use message::population::{
    BandTransition, BandTransitions, GroupMove, Listing, MoveBin, Population, WayCount,
};
pub use message::said::{Figure, Said, ShownPoints};
pub use message::sentence::Sentence;
pub use message::{
    Amount, LocalizedMessage, Message, MethodSummary, Note, Row, RowKind, ScoreLevel, Section,
    SectionKind, Tone,
};
pub use presenter::{Presentable, Presenter};
pub use render::history::HistoryText;
#[cfg(feature = "html")]
pub use render::html::{HistoryPage, Html, Page};
pub use render::json::Json;
pub use render::markdown::Markdown;
#[cfg(feature = "html")]
pub use render::svg::{Histogram, Timeline, TransitionMatrix, Waterfall};
pub use render::text::Text;

pub use crate::path::printable;
