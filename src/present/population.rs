//! Who moves in a population: what a message has besides what moved the mean.

use super::{
    Digits, Language, LocalizedNote, Note, Sentence, Tone,
    argument::{Compared, Percent, Signed},
    told::Localizer,
};

/// Who moves, where a message is about the mean of a population.
///
/// See [`Message::population`](super::Message::population).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Population {
    /// How many both versions score; all other figures are about them.
    pub subjects: u64,
    /// How many could not be scored.
    pub failed: u64,
    /// How many are lower after, as scores are shown.
    pub down: u64,
    /// How many are the same, as scores are shown.
    pub same: u64,
    /// How many are higher after, as scores are shown.
    pub up: u64,
    /// The same three with their shares: fall, stay, rise; empty where there is nobody.
    pub ways: Vec<WayCount>,
    /// How many moved how far, the largest fall first; empty where there is nobody.
    pub moves: Vec<MoveBin>,
    /// Who went from which band into which, where bands were declared and may be named.
    pub crossings: Option<BandTransitions>,
    /// How those move who stood at one level before, by declared band; empty where there is none that may be named.
    pub levels: Vec<GroupMove>,
    /// The same by tenth of all, where nothing is told by band, and for auditors; empty where there are few.
    pub tenths: Vec<GroupMove>,
    /// The groups that moved most, for agents and auditors.
    pub groups: Vec<GroupMove>,
    /// How many more groups there are; none where all are told.
    pub more_groups: Option<Note>,
}

/// How many scores go one way.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WayCount {
    /// A stable id, unique in the message: `ways:down`.
    pub id: String,
    /// Which way.
    pub label: Sentence,
    /// How many.
    pub count: u64,
    /// How many of all; the three add up to at most 100 %.
    pub share: Option<Percent>,
    /// Whether that is good news.
    pub tone: Tone,
}

/// How many moved by more than nothing towards one end, and at most to the other.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MoveBin {
    /// A stable id, unique in the message: `moves:-10`.
    pub id: String,
    /// The lower end, in points.
    pub low: Digits,
    /// The upper end, in points; both are 0 for those that did not move at all.
    pub high: Digits,
    /// What the bar is called.
    pub label: Sentence,
    /// How many there are, by weight, as shown.
    pub shown: Digits,
    /// The same in millionths of one.
    pub weight_micro: u64,
    /// What that is of all.
    pub share: Option<Percent>,
    /// Whether a move that way is good news.
    pub tone: Tone,
}

/// Who went from which band into which.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BandTransitions {
    /// What the bands are called, the lowest first.
    pub bands: Vec<Sentence>,
    /// For each band before, how many are in each band after; empty where there are too many bands to read.
    pub counts: Vec<Vec<u64>>,
    /// For each band before, what share of those in it is in each band after; empty where nobody was in it.
    pub shares: Vec<Vec<Percent>>,
    /// The most frequent crossings, the most frequent first.
    pub crossed: Vec<BandTransition>,
    /// What is to be added: further crossings, and how many stay.
    pub rest: Vec<Note>,
}

/// How many went from one band into another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BandTransition {
    /// A stable id, unique in the message: `crossings:2-1`.
    pub id: String,
    /// The number of the band before, from 0 for the lowest.
    pub before: usize,
    /// The number of the band after.
    pub after: usize,
    /// How many.
    pub count: u64,
}

/// How the mean of a group moved, or of those who stood at one level before.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GroupMove {
    /// A stable id, unique in the message: `groups:country/PL`, `levels:2`.
    pub id: String,
    /// What the group is called.
    pub label: Sentence,
    /// How many are in it.
    pub subjects: u64,
    /// After − before, as shown.
    pub moved: Digits,
    /// After − before, in millionths of a point.
    pub moved_micro: i64,
    /// Whether that is good news.
    pub tone: Tone,
    /// From where to where the mean went; or how many go down, and how far.
    pub sentence: Sentence,
}

/// Who moves in a population, in words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LocalizedPopulation {
    /// How many both versions score.
    pub subjects: u64,
    /// How many could not be scored.
    pub failed: u64,
    /// How many are lower after.
    pub down: u64,
    /// How many are the same.
    pub same: u64,
    /// How many are higher after.
    pub up: u64,
    /// The same three with their shares: fall, stay, rise.
    pub ways: Vec<LocalizedWay>,
    /// The heading over the moves.
    pub moves_heading: String,
    /// How many moved how far.
    pub moves: Vec<LocalizedBin>,
    /// Who went from which band into which.
    pub crossings: Option<LocalizedTransitions>,
    /// The heading over the levels.
    pub levels_heading: String,
    /// How those move who stood at one level before, the lowest first.
    pub levels: Vec<LocalizedGroup>,
    /// The heading over the tenths.
    pub tenths_heading: String,
    /// How each tenth of all moves, the lowest first.
    pub tenths: Vec<LocalizedGroup>,
    /// The heading over the groups.
    pub groups_heading: String,
    /// The groups that moved most.
    pub groups: Vec<LocalizedGroup>,
    /// That there are more groups.
    pub more_groups: Option<LocalizedNote>,
}

/// How many scores go one way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedWay {
    /// A stable id, unique in the message.
    pub id: String,
    /// Which way.
    pub label: String,
    /// How many.
    pub count: u64,
    /// How many, as it is written.
    pub text: String,
    /// How many of all, as it is written.
    pub share: String,
    /// Whether that is good news.
    pub tone: Tone,
}

/// A bar of a histogram.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedBin {
    /// A stable id, unique in the message.
    pub id: String,
    /// What the bar is called.
    pub label: String,
    /// How many there are, as it is written.
    pub text: String,
    /// The lower end, in points.
    pub low: Digits,
    /// The upper end, in points.
    pub high: Digits,
    /// How many there are, as digits.
    pub shown: Digits,
    /// How many there are, in millionths of one.
    pub weight_micro: u64,
    /// What that is of all, as it is written.
    pub share: String,
    /// Whether a move that way is good news.
    pub tone: Tone,
}

/// Who went from which band into which.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedTransitions {
    /// The heading, without a colon.
    pub heading: String,
    /// How the table is read.
    pub table: String,
    /// What the bands are called, the lowest first.
    pub bands: Vec<String>,
    /// For each band before, how many are in each band after, and how that is written.
    pub counts: Vec<Vec<(u64, String)>>,
    /// For each band before, what share of those in it is in each band after, as it is written; empty where nobody was.
    pub shares: Vec<Vec<String>>,
    /// The same in sentences.
    pub said: Vec<LocalizedNote>,
}

/// How the mean of a group moved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalizedGroup {
    /// A stable id, unique in the message.
    pub id: String,
    /// What the group is called.
    pub label: String,
    /// After − before, as it is written.
    pub points: String,
    /// The same as digits.
    pub moved: Digits,
    /// After − before, in millionths of a point.
    pub moved_micro: i64,
    /// Whether that is good news.
    pub tone: Tone,
    /// How many are in it.
    pub subjects: u64,
    /// How many are in it, and from where to where the mean went.
    pub text: String,
}

impl Population {
    pub(super) fn localize<L: Language + ?Sized>(
        &self,
        teller: &Localizer<'_, L>,
    ) -> LocalizedPopulation {
        let share =
            |share: Option<Percent>| share.map_or_else(String::new, |share| teller.percent(share));
        let bin = |bin: &MoveBin| LocalizedBin {
            id: bin.id.clone(),
            label: teller.say(&bin.label),
            text: teller.number(bin.shown),
            low: bin.low,
            high: bin.high,
            shown: bin.shown,
            weight_micro: bin.weight_micro,
            share: share(bin.share),
            tone: bin.tone,
        };
        let way = |way: &WayCount| LocalizedWay {
            id: way.id.clone(),
            label: teller.say(&way.label),
            count: way.count,
            text: teller.count(way.count),
            share: share(way.share),
            tone: way.tone,
        };
        let group = |group: &GroupMove| LocalizedGroup {
            id: group.id.clone(),
            label: teller.say(&group.label),
            points: teller.points(group.moved),
            moved: group.moved,
            moved_micro: group.moved_micro,
            tone: group.tone,
            subjects: group.subjects,
            text: teller.say(&group.sentence),
        };
        LocalizedPopulation {
            subjects: self.subjects,
            failed: self.failed,
            down: self.down,
            same: self.same,
            up: self.up,
            ways: self.ways.iter().map(way).collect(),
            moves_heading: teller.say(&Sentence::Moves {}),
            moves: self.moves.iter().map(bin).collect(),
            crossings: self.crossings.as_ref().map(|all| all.localize(teller)),
            levels_heading: teller.say(&Sentence::ByLevel {}),
            levels: self.levels.iter().map(group).collect(),
            tenths_heading: teller.say(&Sentence::ByTenth {}),
            tenths: self.tenths.iter().map(group).collect(),
            groups_heading: teller.say(&Sentence::Groups {}),
            groups: self.groups.iter().map(group).collect(),
            more_groups: self.more_groups.as_ref().map(|note| teller.note(note)),
        }
    }

    /// Hands over every sentence that is put into words.
    #[cfg(feature = "i18n")]
    pub(super) fn each_sentence(&self, take: &mut impl FnMut(&Sentence)) {
        self.ways.iter().for_each(|way| take(&way.label));
        take(&Sentence::Moves {});
        take(&Sentence::Groups {});
        self.moves.iter().for_each(|bin| take(&bin.label));
        take(&Sentence::ByLevel {});
        take(&Sentence::ByTenth {});
        let levels = self.levels.iter().chain(&self.tenths);
        for group in levels.chain(&self.groups) {
            take(&group.label);
            take(&group.sentence);
        }
        self.more_groups
            .iter()
            .for_each(|note| take(&note.sentence));
        if let Some(crossings) = &self.crossings {
            take(&Sentence::BandTransitions {});
            take(&Sentence::CrossingsTable {});
            crossings.bands.iter().for_each(&mut *take);
            crossings.rest.iter().for_each(|note| take(&note.sentence));
            let unnamed = [String::new(), String::new()];
            crossings
                .crossed
                .first()
                .iter()
                .for_each(|of| take(&of.sentence(unnamed.clone())));
        }
    }
}

impl BandTransitions {
    fn localize<L: Language + ?Sized>(&self, teller: &Localizer<'_, L>) -> LocalizedTransitions {
        let bands: Vec<String> = self.bands.iter().map(|band| teller.say(band)).collect();
        let named = |at: usize| bands.get(at).cloned().unwrap_or_default();
        let crossed = self.crossed.iter().map(|of| {
            let sentence = of.sentence([named(of.before), named(of.after)]);
            LocalizedNote {
                id: of.id.clone(),
                kind: sentence.id(),
                text: teller.say(&sentence),
            }
        });
        let rest = self.rest.iter().map(|note| teller.note(note));
        let count = |count: &u64| (*count, teller.count(*count));
        let share = |share: &Percent| teller.percent(*share);
        LocalizedTransitions {
            heading: teller.say(&Sentence::BandTransitions {}),
            table: teller.say(&Sentence::CrossingsTable {}),
            said: crossed.chain(rest).collect(),
            counts: self
                .counts
                .iter()
                .map(|row| row.iter().map(count).collect())
                .collect(),
            shares: self
                .shares
                .iter()
                .map(|row| row.iter().map(share).collect())
                .collect(),
            bands,
        }
    }
}

impl BandTransition {
    /// The crossing as a sentence, with the bands as the language calls them.
    fn sentence(&self, [before, after]: [String; 2]) -> Sentence {
        Sentence::Crosses {
            count: self.count,
            side: if self.after > self.before {
                Compared::Above
            } else {
                Compared::Below
            },
            before,
            after,
        }
    }
}

/// What a bar of a histogram is called.
pub(super) fn bar_label(low: Digits, high: Digits) -> Sentence {
    if low.units == 0 && high.units == 0 {
        return Sentence::MovesNone {};
    }
    Sentence::MovesBetween {
        low: Signed(low),
        high: Signed(high),
    }
}
