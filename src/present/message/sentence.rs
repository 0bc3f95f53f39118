//! Every sentence that an explanation can say, without its words.
//!
//! It is long: a list of all sentences, which a translator reads from beginning to end.

use serde::{Deserialize, Serialize};

use super::argument::{
    Actor, AdverseDirection, Among, Argument, Band, Calculation, ChangeDirection, Compared,
    DirectionCounts, Field, Figures, HowFar, Interaction, Limit, LimitIs, Lower, Mismatch, Movers,
    Obstacle, Origin, Own, Percent, Referent, ScaleHint, Scopes, ShownValue, Sign, Signed, Split,
    Subjects, Tense, ThresholdDirection, Trend, Tried, Versions, When, Within,
};
use crate::{history::WhichRecord, impact::Unmeasured, present::Digits, time::Time};

macro_rules! sentences {
    // One loop for each field, so that every combination of their samples is built.
    (@loops $out:ident $name:ident [] [$($field:ident)*]) => {
        $out.push(Self::$name { $($field: $field.clone()),* });
    };
    (@loops $out:ident $name:ident [$field:ident: $type:ty, $($rest:tt)*] [$($done:ident)*]) => {
        for $field in <$type as Field>::samples() {
            sentences!(@loops $out $name [$($rest)*] [$($done)* $field]);
        }
    };
    ($(
        $(#[$doc:meta])*
        $id:literal $name:ident { $( $(#[$field_doc:meta])* $field:ident: $type:ty, )* }
    )*) => {
        /// A sentence or clause without its words: which one, and what stands in it.
        ///
        /// A [`Language`](crate::present::Language) turns it into text. [`id`](Self::id) and [`arguments`](Self::arguments) give
        /// it to a catalogue of messages; a language written in Rust matches the variants.
        ///
        /// Stored, it is an object with its id and what stands in it: `{"grade": {"name": "good"}}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Sentence {
            $( $(#[$doc])* #[serde(rename = $id)] #[non_exhaustive] $name { $( $(#[$field_doc])* $field: $type ),* }, )*
        }

        impl Sentence {
            /// The ids of all sentences, in the order in which they are documented.
            pub const IDS: &'static [&'static str] = &[$($id),*];

            /// The stable id of the sentence, such as `moved`: the name of a message in a catalogue.
            #[must_use]
            pub const fn id(&self) -> &'static str {
                match self { $( Self::$name { .. } => $id, )* }
            }

            /// What stands in the sentence, by the names of its fields.
            #[must_use]
            pub fn arguments(&self) -> Vec<(&'static str, Argument<'_>)> {
                #[allow(unused_mut, reason = "a sentence without fields adds nothing")]
                let mut out = Vec::new();
                match self {
                    $( Self::$name { $($field),* } => { $( $field.put(stringify!($field), &mut out); )* } )*
                }
                out
            }

            /// Every sentence in every way in which it can be filled, as far as words depend on it.
            ///
            /// For tests of a language: each of its messages is among them, with every choice and plural.
            #[must_use]
            #[allow(clippy::clone_on_copy, clippy::redundant_clone, reason = "fields are of many types")]
            pub fn samples() -> Vec<Self> {
                let mut out = Vec::new();
                $( sentences!(@loops out $name [$($field: $type,)*] []); )*
                out
            }
        }
    };
}

sentences! {
    // ---------------------------------------------------------------------------------------- headlines

    /// From when a score is calculated in a new way.
    "effective" Effective {
        /// The date or moment.
        date: Time,
    }
    /// On which day nothing changes in how a score is calculated.
    "unaffected" Unaffected {
        /// The date or moment.
        date: Time,
    }
    /// The calculation moved the score, and nothing else did.
    "verdict-ours" VerdictOurs {
        /// Whether the changes were made or taken back.
        course: ChangeDirection,
        /// Whether it can be said that the subject's own data moved nothing.
        own: Own,
    }
    /// The version changed, and moved nothing.
    "verdict-none" VerdictNone {
        /// Whether the changes were made or taken back.
        course: ChangeDirection,
        /// Whether the calculation changed with it: a patch calculates as the version before.
        calculation: Calculation,
    }
    /// The subject's own data moved the score, and nothing else did.
    "verdict-own" VerdictOwn {
        /// How the score is calculated after.
        calculation: Calculation,
    }
    /// What happened around the subject moved the score, and nothing else did.
    "verdict-around" VerdictAround {
        /// How the score is calculated after.
        calculation: Calculation,
        /// Whether it can be said that the subject's own data moved nothing.
        own: Own,
    }
    /// Several things moved the score.
    "verdict-several" VerdictSeveral {
        /// Which.
        movers: Movers,
        /// What the calculation did; nothing if it is none of them.
        ours: Signed,
        /// What the subject's own data did; nothing if it is none of them.
        own: Signed,
        /// What happened around the subject did; nothing if it is none of them.
        around: Signed,
    }
    /// Several things moved the score, told without figures.
    "verdict-several-banded" VerdictSeveralBanded {
        /// Which.
        movers: Movers,
    }
    /// How many of all moved about as far or farther, in the same direction.
    "this-far" ThisFar {
        /// Of what.
        subjects: Subjects,
        /// How many of them.
        share: Percent,
        /// Farther than this, which is a little less than the subject's own move.
        points: Digits,
        /// In which direction.
        way: AdverseDirection,
        /// Whether it happened or is about to.
        tense: Tense,
    }
    /// The score moved.
    "moved" Moved {
        /// The name of the score, such as `influence`.
        score: String,
        /// The level before.
        before: Digits,
        /// The level after.
        after: Digits,
        /// After − before.
        moved: Signed,
        /// Whether it must be said that lower is better.
        aside: ScaleHint,
        /// When, as far as it is known.
        when: When,
        /// How the versions stand to each other.
        versions: Versions,
        /// The version before.
        from: String,
        /// The version after.
        to: String,
    }
    /// The score did not move, as far as it is shown.
    "stayed" Stayed {
        /// The name of the score.
        score: String,
        /// The level.
        after: Digits,
        /// How the versions stand to each other.
        versions: Versions,
        /// The version before.
        from: String,
        /// The version after.
        to: String,
    }
    /// The score is in another band of its scale.
    "regraded" Regraded {
        /// What the band before is called.
        before: String,
        /// What the band after is called.
        after: String,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// The score would move under another version.
    "would-move" WouldMove {
        /// The name of the score.
        score: String,
        /// The level now.
        before: Digits,
        /// The level then.
        after: Digits,
        /// After − before.
        moved: Signed,
        /// Whether it must be said that lower is better.
        aside: ScaleHint,
        /// The other version.
        to: String,
    }
    /// The score would not move under another version.
    "would-stay" WouldStay {
        /// The name of the score.
        score: String,
        /// The level.
        after: Digits,
        /// The other version.
        to: String,
    }
    /// The score lies above or below the one that it is compared with.
    "compared" Compared {
        /// The name of the score.
        score: String,
        /// The level.
        after: Digits,
        /// The level that it is compared with.
        before: Digits,
        /// The distance, without a sign.
        distance: Digits,
        /// On which side the score lies.
        side: Compared,
        /// Whether it must be said that lower is better.
        aside: ScaleHint,
    }
    /// The score is the same as the one that it is compared with.
    "compared-same" ComparedSame {
        /// The name of the score.
        score: String,
        /// The level.
        after: Digits,
    }
    /// Which side a chart starts from.
    "before" Before {
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
        /// The version before.
        version: String,
    }
    /// Which side a chart ends at.
    "after" After {
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
        /// The version after.
        version: String,
    }

    // ----------------------------------------------------------------------------------------- headings

    /// Over the changes of the algorithm.
    "changes" Changes {
        /// Whether they happened or are about to.
        tense: Tense,
    }
    /// Over recalibrations of the whole scale, where a heading is needed.
    "recalibrations" Recalibrations {}
    /// Over what the rest of the population did.
    "others" Others {
        /// Whether it happened or is compared.
        tense: Tense,
    }
    /// Over what the subject's own data did.
    "own-data" OwnData {
        /// Whether it happened or is compared.
        tense: Tense,
    }
    /// Over what the records do not tell apart.
    "undivided" Undivided {}
    /// Over a move that cannot be divided.
    "not-divided" NotDivided {
        /// What moved, as far as it is known.
        mover: Origin,
    }
    /// Over the places, all causes together.
    "by-place" ByPlace {}
    /// Over what is exact: method, counts, fingerprints.
    "facts" Facts {}

    // ------------------------------------------------------------------------------------------- labels

    /// A place, under the app's label or its own name.
    "place" Place {
        /// The name as it is shown.
        name: String,
    }
    /// The whole formula as a place.
    "whole" Whole {}
    /// The rounding of the whole score, in a few words.
    "rounding-title" RoundingTitle {}
    /// A change in a few words.
    "title" Title {
        /// The stable key of the change, by which a language may have its own title.
        key: String,
        /// The author's title.
        title: String,
    }
    /// A change in a few words, where another version changed something under the same key.
    "title-of" TitleOf {
        /// The stable key of the change, by which a language may have its own title.
        key: String,
        /// The author's title.
        title: String,
        /// The version that brought the change.
        version: String,
    }
    /// The algorithm, where its changes have no names.
    "algorithm-title" AlgorithmTitle {}
    /// The subject's own data, in a few words.
    "data-title" DataTitle {}
    /// Everybody else's data, in a few words.
    "reference-title" ReferenceTitle {}
    /// What the records do not tell apart, in a few words.
    "undivided-title" UndividedTitle {}
    /// All places that are not named.
    "elsewhere" Elsewhere {}
    /// All changes that are not named, in a few words.
    "other-title" OtherTitle {}

    // ------------------------------------------------------------------------------------------ changes

    /// A change, in its author's words.
    "change" Change {
        /// The stable key of the change, by which a language may have its own sentence.
        key: String,
        /// The author's sentence; it ends with a point, or as the author ended it.
        sentence: String,
        /// Whether it was made, is about to be, or was taken back.
        course: ChangeDirection,
    }
    /// Which version brought a change, where another version changed something under the same key.
    "of-version" OfVersion {
        /// The version.
        version: String,
    }
    /// The algorithm as a whole.
    "algorithm" Algorithm {
        /// Whether the change was made or taken back.
        course: ChangeDirection,
    }
    /// A change moved nothing.
    "no-difference" NoDifference {
        /// Whether it was made or is about to be.
        tense: Tense,
    }
    /// A change moved less than is shown.
    "hardly" Hardly {
        /// Whether it was made or is about to be.
        tense: Tense,
    }
    /// The points of a change depend on what else moved.
    "together" Together {
        /// What else moved.
        beside: Interaction,
        /// What it does applied first.
        alone: Signed,
        /// What it does applied last.
        last: Signed,
    }
    /// Smaller changes that are told as one.
    "other-changes" OtherChanges {
        /// How many.
        count: u64,
    }
    /// Whatever is not told in detail, where nothing can be said of how many things it is.
    "other" Other {}
    /// Further changes that moved nothing.
    "idle-changes" IdleChanges {
        /// How many.
        count: u64,
        /// Whether they were made or are about to be.
        tense: Tense,
    }
    /// The whole scale was moved.
    "recalibrated" Recalibrated {
        /// The stable key of the change, by which a language may have its own sentence.
        key: String,
        /// The author's sentence, without the point at its end.
        sentence: String,
        /// The points.
        points: Signed,
        /// Whether it was made or taken back.
        course: ChangeDirection,
    }
    /// The whole scale was moved, told without figures.
    "recalibrated-banded" RecalibratedBanded {
        /// The stable key of the change, by which a language may have its own sentence.
        key: String,
        /// The author's sentence, without the point at its end.
        sentence: String,
        /// How large the effect is.
        band: Band,
        /// Which way it goes.
        sign: Sign,
        /// Whether it was made or taken back.
        course: ChangeDirection,
    }
    /// Where the score would be without a recalibration.
    "without" Without {
        /// The level.
        level: Digits,
    }
    /// Where the score would be if nothing but a recalibration were taken back, which is not its points away.
    "taking-back" TakingBack {
        /// The level.
        level: Digits,
    }

    // --------------------------------------------------------------------------------- yours and others'

    /// A score under another version is worked out from the data as it is.
    "data-of-today" DataOfToday {}

    // ------------------------------------------------------------------------------------------ clauses

    /// What a part scores, and how much it counts.
    "counts-and-scores" CountsAndScores {
        /// What the part scores by itself.
        standing: Digits,
        /// Its share before.
        before: Percent,
        /// Its share after.
        after: Percent,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// How much a part counts.
    "counts" Counts {
        /// Which part.
        thing: Referent,
        /// Its share before.
        before: Percent,
        /// Its share after.
        after: Percent,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// How much a part counts that the score before does not have.
    "counts-after" CountsAfter {
        /// Which part.
        thing: Referent,
        /// Its share after.
        after: Percent,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// What a part scores, and how much it counts, that the score before does not have.
    "counts-after-and-scores" CountsAfterAndScores {
        /// What the part scores by itself.
        standing: Digits,
        /// Its share after.
        after: Percent,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// How much a part counted that the score after does not have.
    "counts-before" CountsBefore {
        /// Which part.
        thing: Referent,
        /// Its share before.
        before: Percent,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// That a part counts more or less, where weights are not disclosed.
    "counts-otherwise" CountsOtherwise {
        /// Which part.
        thing: Referent,
        /// More or less.
        trend: Trend,
        /// How what the part scores stands to what the others score.
        among: Among,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A part is there that was not.
    "came" Came {
        /// Which part.
        thing: Referent,
        /// By whom.
        doer: Actor,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A part is not there that was.
    "went" Went {
        /// Which part.
        thing: Referent,
        /// By whom.
        doer: Actor,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A part without a name is there that was not.
    "part-came" PartCame {
        /// By whom.
        doer: Actor,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A part without a name is not there that was.
    "part-went" PartWent {
        /// By whom.
        doer: Actor,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A limit applies that did not.
    "limit-came" LimitCame {
        /// Which limit.
        thing: Referent,
        /// Whether it happened or is about to.
        tense: Tense,
    }
    /// A limit no longer applies.
    "limit-went" LimitWent {
        /// Which limit.
        thing: Referent,
        /// Whether it happened or is about to.
        tense: Tense,
    }
    /// A limit without a name applies to what stands there.
    "limited" Limited {
        /// Whether it happened or is about to.
        tense: Tense,
    }
    /// What stands there is no longer limited by a number without a name.
    "unlimited" Unlimited {
        /// Whether it happened or is about to.
        tense: Tense,
    }
    /// A limit without a name was moved.
    "limited-otherwise" LimitedOtherwise {
        /// Whether it happened or is about to.
        tense: Tense,
    }
    /// Another formula stands there.
    "remeasured" Remeasured {
        /// What.
        thing: Referent,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// Another formula stands there, and gives another value.
    "remeasured-from" RemeasuredFrom {
        /// What.
        thing: Referent,
        /// The value before.
        before: ShownValue,
        /// The value after.
        after: ShownValue,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A value is turned into points differently.
    "converted" Converted {
        /// What.
        thing: Referent,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A value gives other points than before.
    "converted-to" ConvertedTo {
        /// What.
        thing: Referent,
        /// What it gave.
        before: ShownValue,
        /// What it gives.
        after: ShownValue,
        /// Whether the two scores have these figures, or only what the change does by itself.
        figures: Figures,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// Rounding took another amount.
    "rounding" Rounding {}
    /// Several things moved together and cannot be told apart.
    "several" Several {
        /// Behind what.
        thing: Referent,
    }
    /// A value is in another band.
    "band" BandChanged {
        /// The band before.
        before: ShownValue,
        /// The band after.
        after: ShownValue,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A threshold was crossed, without figures.
    "crossed" Crossed {
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A value passed a limit.
    "passed" Passed {
        /// What.
        thing: Referent,
        /// The value before.
        before: Digits,
        /// The value after.
        after: Digits,
        /// How it passed.
        passing: ThresholdDirection,
        /// The limit.
        limit: Digits,
    }
    /// A limit passed a value that stood still.
    "limit-moved" LimitMoved {
        /// What.
        thing: Referent,
        /// The value.
        value: Digits,
        /// The limit before.
        before: Digits,
        /// How it is told.
        before_is: LimitIs,
        /// The limit after.
        after: Digits,
        /// How it is told.
        after_is: LimitIs,
    }
    /// A value and its limit both moved.
    "both-moved" BothMoved {
        /// What.
        thing: Referent,
        /// The value before.
        before: Digits,
        /// The value after.
        after: Digits,
        /// The limit before.
        limit_before: Digits,
        /// How it is told.
        before_is: LimitIs,
        /// The limit after.
        limit_after: Digits,
        /// How it is told.
        after_is: LimitIs,
    }
    /// A value moved, or differs from what it is compared with.
    "value" ValueChanged {
        /// What.
        thing: Referent,
        /// The value before.
        before: ShownValue,
        /// The value after.
        after: ShownValue,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A number without a name that a value is calculated with was changed; it is not the value's own.
    "number" NumberChanged {
        /// What is calculated with it.
        thing: Referent,
        /// The number before.
        before: ShownValue,
        /// The number after.
        after: ShownValue,
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }
    /// A parameter of the algorithm was changed, where parameters are not disclosed.
    "set-differently" SetDifferently {
        /// Whether it happened, is about to, or is compared.
        tense: Tense,
    }

    // -------------------------------------------------------------------------------------------- notes

    /// A label of the data decides which things count.
    "branch" Branch {
        /// The category.
        name: String,
        /// Its label before.
        before: String,
        /// Its label after.
        after: String,
    }
    /// Parts that are absent and cost nothing.
    "absent" Absent {
        /// Their names.
        names: Vec<String>,
    }
    /// More parts that are absent and cost nothing.
    "more-absent" MoreAbsent {
        /// How many.
        count: u64,
    }
    /// The score is held by a cap or floor.
    "score-held" ScoreHeld {
        /// Which of the two.
        limit: Limit,
        /// The level that it is held at.
        held: Digits,
        /// What it would be.
        without: Digits,
    }
    /// The score is held by a cap or floor, without figures.
    "score-held-plain" ScoreHeldPlain {
        /// Which of the two.
        limit: Limit,
    }
    /// A value is held by a cap or floor.
    "held" Held {
        /// What.
        name: String,
        /// Where, if it has that name in several places.
        scopes: Scopes,
        /// Which of the two.
        limit: Limit,
        /// The value that it is held at.
        held: Digits,
        /// What it would be.
        without: Digits,
    }
    /// Values of one name are held at one value, and would be different ones.
    "held-at" HeldAt {
        /// What.
        name: String,
        /// Where.
        scopes: Scopes,
        /// Which of the two.
        limit: Limit,
        /// The value that they are held at.
        held: Digits,
    }
    /// A value is held by a cap or floor, without figures.
    "held-plain" HeldPlain {
        /// What.
        name: String,
        /// Where, if it has that name in several places.
        scopes: Scopes,
        /// Which of the two.
        limit: Limit,
    }
    /// More values are held by caps and floors.
    "more-held" MoreHeld {
        /// How many.
        count: u64,
    }
    /// Single inputs could not be told apart exactly.
    "coarse" Coarse {}
    /// References that only one side asked for count as the subject's data.
    "one-sided" OneSided {
        /// Their names.
        names: Vec<String>,
    }
    /// Two versions were used, and nothing says how much of the move is theirs.
    "versions-differ" VersionsDiffer {}
    /// The two versions score on different scales.
    "scales-differ" ScalesDiffer {}
    /// The two scores are of two subjects.
    "other-subject" OtherSubject {}
    /// The formula was not kept with the scores.
    "formula-not-kept" FormulaNotKept {}
    /// That a step is told from the records alone, because an input is gone.
    "input-gone" InputGone {
        /// The record whose input it is.
        record: WhichRecord,
    }
    /// That a step is told from the records alone, because both inputs are gone.
    "inputs-gone" InputsGone {}
    /// That a step is told from the records alone, because an input does not give its record.
    "not-reproduced" NotReproduced {
        /// The record.
        record: WhichRecord,
        /// What is another one.
        other: Mismatch,
    }
    /// That a step is told from the records alone, because an input cannot be scored by its record's version.
    "not-scored-again" NotScoredAgain {
        /// The record.
        record: WhichRecord,
    }
    /// That a step is told from the records alone, because the named changes could not be measured.
    "not-by-changes" NotByChanges {}
    /// Whom to ask.
    "contact" Contact {
        /// In the app's words.
        whom: String,
    }
    /// The app's own words.
    "own-words" OwnWords {
        /// The words.
        text: String,
    }

    // --------------------------------------------------------------------------------------------- next

    /// The heading over the scores of a history.
    "history-title" HistoryTitle {}
    /// That the version changed at a score of a history.
    "new-version" NewVersion {
        /// The version.
        version: String,
    }
    /// That a history begins with this score.
    "first-score" FirstScore {}
    /// What a series is that was worked out later, beside the scores that were issued.
    "restated-series" RestatedSeries {
        /// The version by which it was.
        version: String,
    }
    /// Where the score stands, before what would move it.
    "stands-at" StandsAt {
        /// The name of the score.
        score: String,
        /// The level.
        level: Digits,
    }
    /// The score reaches the goal as it is.
    "next-reached" NextReached {
        /// The level.
        level: Digits,
        /// The level to reach.
        goal: Digits,
    }
    /// What single changes are told for.
    "next-goal" NextGoal {
        /// The level to reach.
        goal: Digits,
    }
    /// A number that would reach the goal.
    "next-number" NextNumber {
        /// What would change.
        name: String,
        /// What it is.
        before: Digits,
        /// What it would have to be.
        after: Digits,
        /// The level that this gives.
        level: Digits,
    }
    /// A label that would reach the goal.
    "next-label" NextLabel {
        /// What would change.
        name: String,
        /// What it is.
        before: String,
        /// What it would have to be.
        after: String,
        /// The level that this gives.
        level: Digits,
    }
    /// Inputs of which no single change reaches the goal.
    "next-none" NextNone {
        /// What may change.
        names: Vec<String>,
        /// The level to reach.
        goal: Digits,
        /// Whether all that may be was tried.
        tried: Tried,
    }
    /// How near the best single change comes that does not reach the goal.
    "next-nearest" NextNearest {
        /// What would change.
        name: String,
        /// What it would have to be.
        after: ShownValue,
        /// The level that this gives.
        level: Digits,
    }

    // -------------------------------------------------------------------------------------------- facts

    /// The versions on both sides.
    "fact-versions" FactVersions {
        /// The name and version before.
        from: String,
        /// The name and version after.
        to: String,
    }
    /// The move to the last millionth of a point.
    "fact-move" FactMove {
        /// The level before.
        before: Digits,
        /// The level after.
        after: Digits,
        /// After − before.
        moved: Signed,
    }
    /// Why points as shown are not each rounded by itself.
    "fact-rounding" FactRounding {}
    /// How the move was split.
    "fact-method" FactMethod {
        /// How the data was split into places.
        split: Split,
    }
    /// That the changes of several releases were tried release by release.
    "fact-releases" FactReleases {}
    /// How much work it was.
    "fact-evaluations" FactEvaluations {
        /// How many times a model was evaluated.
        evaluations: u64,
        /// How many evaluations were allowed.
        budget: u64,
        /// How many pairs of recordings were compared.
        diffs: u64,
    }
    /// The fingerprint of the version before.
    "fact-fingerprint-before" FactFingerprintBefore {
        /// The fingerprint.
        fingerprint: String,
    }
    /// The fingerprint of the version after.
    "fact-fingerprint-after" FactFingerprintAfter {
        /// The fingerprint.
        fingerprint: String,
    }

    // -------------------------------------------------------------------------------------- populations

    /// How many scores of a population go which way.
    "population" Population {
        /// What is scored.
        subjects: Subjects,
        /// How many there are.
        count: u64,
        /// How many go which way.
        ways: DirectionCounts,
        /// Whether it must be said that lower is better.
        lower: Lower,
    }
    /// Under the number of scores that are lower after.
    "who-falls" WhoFalls {}
    /// Under the number of scores that are the same.
    "who-stays" WhoStays {}
    /// Under the number of scores that are higher after.
    "who-rises" WhoRises {}
    /// There is no score that both versions give.
    "population-empty" PopulationEmpty {}
    /// The mean of a population moved.
    "mean-moved" MeanMoved {
        /// The name of the score.
        score: String,
        /// The mean before.
        before: Digits,
        /// The mean after.
        after: Digits,
        /// After − before.
        moved: Signed,
        /// The version before.
        from: String,
        /// The version after.
        to: String,
    }
    /// The mean of a population did not move, as far as it is shown.
    "mean-stayed" MeanStayed {
        /// The name of the score.
        score: String,
        /// The mean.
        after: Digits,
        /// The version before.
        from: String,
        /// The version after.
        to: String,
    }
    /// All figures are about one group of the population.
    "one-group" OneGroup {
        /// By what it is divided, such as `country`.
        name: String,
        /// The group, such as `PL`.
        group: String,
    }
    /// The mean that a chart starts from.
    "mean-before" MeanBefore {
        /// The version before.
        version: String,
    }
    /// The mean that a chart ends at.
    "mean-after" MeanAfter {
        /// The version after.
        version: String,
    }
    /// Over what each change does to the mean.
    "mean-changes" MeanChanges {}
    /// How far the owners' changes moved the mean, in the headline.
    "mean-by-changes" MeanByChanges {
        /// How far.
        moved: Signed,
    }
    /// How far their own data moved the mean.
    "mean-by-data" MeanByData {
        /// How far.
        moved: Signed,
    }
    /// How far what scores are held against moved the mean.
    "mean-by-reference" MeanByReference {
        /// How far.
        moved: Signed,
    }
    /// How far those who joined moved the mean.
    "mean-by-joined" MeanByJoined {
        /// How far.
        moved: Signed,
    }
    /// How far those who left moved the mean.
    "mean-by-left" MeanByLeft {
        /// How far.
        moved: Signed,
    }
    /// Over what their own data did to the mean.
    "mean-own-data" MeanOwnData {}
    /// Their own data moved the mean.
    "mean-data" MeanData {}
    /// Over what others did to the mean.
    "mean-others" MeanOthers {}
    /// What scores are held against moved the mean.
    "mean-reference" MeanReference {}
    /// Over who joined and who left.
    "composition" Composition {}
    /// Those who joined, in a few words.
    "joined-title" JoinedTitle {}
    /// How many joined, and their mean.
    "joined" Joined {
        /// What is scored.
        subjects: Subjects,
        /// How many.
        count: u64,
        /// Their mean.
        mean: Digits,
    }
    /// Those who left, in a few words.
    "left-title" LeftTitle {}
    /// How many left, and their mean.
    "left" Left {
        /// What is scored.
        subjects: Subjects,
        /// How many.
        count: u64,
        /// Their mean before.
        mean: Digits,
    }
    /// A change moves the mean by nothing.
    "mean-no-difference" MeanNoDifference {}
    /// A change moves the mean by less than is shown.
    "mean-hardly" MeanHardly {}
    /// Further changes that move the mean by nothing.
    "mean-idle-changes" MeanIdleChanges {
        /// How many.
        count: u64,
    }
    /// Over what no change could be made out to have done.
    "unexplained" Unexplained {}
    /// What no change could be made out to have done, in a few words.
    "unexplained-title" UnexplainedTitle {}
    /// How many moves could not be explained.
    "unexplained-moves" UnexplainedMoves {
        /// How many.
        count: u64,
    }
    /// The first of the moves that could not be explained.
    "unexplained-example" UnexplainedExample {
        /// The key of the subject.
        subject: String,
    }
    /// Over who is in another band after.
    "crossings" BandTransitions {}
    /// How a table of bands is read.
    "crossings-table" CrossingsTable {}
    /// How many went from one band into another.
    "crosses" Crosses {
        /// How many.
        count: u64,
        /// Whether the band after is above or below the one before.
        side: Compared,
        /// The band before.
        before: String,
        /// The band after.
        after: String,
    }
    /// How many went between other bands than those that are told.
    "more-crossings" MoreCrossings {
        /// How many.
        count: u64,
    }
    /// How many are in one band before and after.
    "same-band" SameBand {
        /// How many.
        count: u64,
    }
    /// A band that the app has a name for.
    "grade" Grade {
        /// The name.
        name: String,
    }
    /// The lowest band.
    "grade-below" GradeBelow {
        /// Its upper end, which belongs to the band above.
        limit: Digits,
    }
    /// A band between two others.
    "grade-between" GradeBetween {
        /// Its lower end.
        low: Digits,
        /// Its upper end, which belongs to the band above.
        high: Digits,
    }
    /// The highest band.
    "grade-from" GradeFrom {
        /// Its lower end.
        limit: Digits,
    }
    /// Over how many moved how far.
    "moves" Moves {}
    /// A bar of a histogram.
    "moves-between" MovesBetween {
        /// The lower end.
        low: Signed,
        /// The upper end.
        high: Signed,
    }
    /// The bar of those that did not move.
    "moves-none" MovesNone {}
    /// Over the groups that moved most.
    "groups" Groups {}
    /// A group of a population.
    "group" Group {
        /// By what it is divided, such as `country`.
        name: String,
        /// The group, such as `PL`.
        group: String,
    }
    /// How many are in a group, and from where to where their mean goes.
    "group-moved" GroupMoved {
        /// What is scored.
        subjects: Subjects,
        /// How many.
        count: u64,
        /// The mean before.
        before: Digits,
        /// The mean after.
        after: Digits,
    }
    /// Groups that moved less than those that are told.
    "more-groups" MoreGroups {
        /// How many.
        count: u64,
    }
    /// Over how those move who stood at one level before.
    "by-level" ByLevel {}
    /// Over how each tenth of all moves, by where they stood before.
    "by-tenth" ByTenth {}
    /// How many of those who stood at one level go down, and how far.
    "level-moved" LevelMoved {
        /// What is scored.
        subjects: Subjects,
        /// How many.
        count: u64,
        /// How many of them go down.
        down: u64,
        /// The largest fall, without a sign.
        fall: Digits,
    }
    /// None of those who stood at one level goes down.
    "level-kept" LevelKept {
        /// What is scored.
        subjects: Subjects,
        /// How many.
        count: u64,
    }
    /// Of those that could not be scored, how many lose a score.
    "lost" Lost {
        /// How many.
        count: u64,
        /// The version that scores them.
        from: String,
    }
    /// Of those that could not be scored, how many have a score for the first time.
    "gained" Gained {
        /// How many.
        count: u64,
        /// The version that scores them.
        to: String,
    }
    /// How many could not be scored.
    "unscored" Unscored {
        /// How many.
        count: u64,
    }
    /// How many could not be scored for one reason.
    "unscored-because" UnscoredBecause {
        /// How many.
        count: u64,
        /// What is to blame.
        name: String,
        /// Why.
        obstacle: Obstacle,
    }
    /// A line of a file that could not be read.
    "unscored-line" UnscoredLine {
        /// Which line.
        line: Digits,
    }
    /// A subject that could not be scored.
    "unscored-subject" UnscoredSubject {
        /// The key of the subject.
        subject: String,
    }
    /// All conditions for a release are met.
    "gate-open" GateOpen {
        /// How many there are.
        count: u64,
    }
    /// Some conditions for a release are not met.
    "gate-closed" GateClosed {
        /// How many are not met.
        unmet: u64,
        /// How many there are.
        count: u64,
    }
    /// More fall or rise than a release may have.
    "gate-beyond" GateBeyond {
        /// Of all, or of a group.
        within: Within,
        /// How many.
        count: u64,
        /// Of how many.
        all: Digits,
        /// Which way they go.
        way: AdverseDirection,
        /// Whether only those are meant who go farther than a bound.
        far: HowFar,
        /// The bound, in points.
        points: Digits,
        /// What share of them that is.
        share: Percent,
        /// The largest share that is allowed.
        most: Percent,
    }
    /// More leave a band than a release may have.
    "gate-leaving" GateLeaving {
        /// Of all, or of a group.
        within: Within,
        /// How many.
        count: u64,
        /// Of how many that were in the band.
        all: Digits,
        /// What the band is called.
        band: String,
        /// What share of them that is.
        share: Percent,
        /// The largest share that is allowed.
        most: Percent,
    }
    /// More lose their score than a release may have.
    "gate-lost" GateLost {
        /// Of all, or of a group.
        within: Within,
        /// How many.
        count: u64,
        /// Of how many that had one.
        all: Digits,
        /// What share of them that is.
        share: Percent,
        /// The largest share that is allowed.
        most: Percent,
    }
    /// More cannot be read or scored than a release may have.
    "gate-failures" GateFailures {
        /// How many.
        count: u64,
        /// Of how many.
        all: Digits,
        /// What share of them that is.
        share: Percent,
        /// The largest share that is allowed.
        most: Percent,
    }
    /// The largest fall or rise is larger than a release may have.
    "gate-largest" GateLargest {
        /// Of all, or of a group.
        within: Within,
        /// Which way it goes.
        way: AdverseDirection,
        /// How far.
        points: Digits,
        /// How far it may go.
        most: Digits,
    }
    /// The mean moves by more or less than a release may have.
    "gate-mean" GateMean {
        /// Of all, or of a group.
        within: Within,
        /// How far.
        mean: Signed,
        /// The least that is allowed.
        from: Signed,
        /// The most that is allowed.
        to: Signed,
    }
    /// The order of scores changes more than a release may have.
    "gate-ranks" GateRanks {
        /// Of all, or of a group.
        within: Within,
        /// The rank correlation.
        found: Digits,
        /// The least that is asked for.
        least: Digits,
    }
    /// A condition for a release was not measured, and so is not met.
    "gate-unmeasured" GateUnmeasured {
        /// Of all, or of a group.
        within: Within,
        /// Why.
        because: Unmeasured,
        /// The band that it is about; empty where it is about none.
        band: String,
    }
    /// The scores are a sample: where the mean move of all lies, and how many of them go down, with a confidence of 95 %.
    "sampled" Sampled {
        /// The least mean move.
        low: Signed,
        /// The largest mean move.
        high: Signed,
        /// The least share that goes down.
        least: Percent,
        /// The largest share that goes down.
        most: Percent,
    }
    /// Not every score counts the same.
    "weighted" Weighted {
        /// What they weigh together.
        weight: Digits,
    }
    /// The limits of the bands were moved with the version.
    "bands-moved" BandsMoved {}
    /// It was not measured which change did what.
    "not-by-change" NotByChange {}
    /// The mean to the last millionth of a point.
    "fact-mean" FactMean {
        /// The mean before.
        before: Digits,
        /// The mean after.
        after: Digits,
        /// After − before.
        moved: Signed,
    }
    /// How mean effects were measured.
    "fact-mean-method" FactMeanMethod {}
    /// Figures were kept in bins.
    "fact-streaming" FactStreaming {
        /// How finely quantiles are told, in points.
        resolution: Digits,
    }
    /// Figures come from every single score.
    "fact-exact" FactExact {}
}
