//! What a version does to a population, as a message about its mean.

use super::{
    crowd,
    fold::Total,
    gate,
    notes::numbered,
    outline::{Levels, blank},
    rows::Rows,
    shares::NO_SHARES,
};
use crate::{
    id::ModelId,
    impact::{FailedAt, Failure, Impact, Mode, Slice, WeightedCount},
    path::{called, printable},
    present::{
        Audience, Digits, Message, Presenter, Sentence,
        message::argument::{
            ChangeDirection, DirectionCounts, Figures, Lower, Obstacle, Percent, Signed, Subjects,
            Tense,
        },
    },
    reasons::counted,
    score::{Direction, Scale},
};

/// Failures are told up to this many.
const MOST_FAILURES: usize = 3;

/// Reasons for failures are told up to this many.
const MOST_OBSTACLES: usize = 5;

pub(in crate::present) fn message(presenter: &Presenter<'_>, impact: &Impact) -> Message {
    slice(presenter, &impact.whole())
}

pub(in crate::present) fn slice(presenter: &Presenter<'_>, slice: &Slice<'_>) -> Message {
    let impact = slice.impact();
    let scale = scale(impact);
    let levels = levels(scale.clone(), slice);
    let versions = [impact.model_before(), impact.model_after()].map(ModelId::version);
    let builder = MessageBuilder {
        slice,
        total: levels.moved(),
        course: if versions[0] > versions[1] {
            ChangeDirection::TakenBack
        } else {
            ChangeDirection::Made
        },
        rows: Rows {
            presenter,
            scale: &scale,
            tense: Tense::Done,
            parts: &[],
            depth: 1,
            whole: 0,
            in_full: false,
            shares: &NO_SHARES,
            figures: Figures::Scores,
        },
    };
    let why = slice.why();
    let is_empty = slice.scored().subjects == 0 && slice.composition().is_none();
    let (sections, parts) = if is_empty {
        (Vec::new(), Vec::new())
    } else {
        builder.sections(why.as_ref())
    };
    let mut message = Message {
        score: presenter.score(impact.model_after().name()),
        headline: builder.headline(&levels, versions.map(ToString::to_string), parts),
        sections,
        places: why.as_ref().and_then(|why| builder.places(why)),
        notes: numbered(builder.notes(why.is_some())),
        population: Some(crowd::of(&builder.rows, slice)),
        ..blank(presenter, &levels, Tense::Done, versions.map(Clone::clone))
    };
    for (level, make) in [
        (&mut message.before, mean_before as fn(String) -> Sentence),
        (&mut message.after, mean_after),
    ] {
        level.label = make(level.version.to_string());
        // Nobody has no mean.
        level.level.take_if(|_| slice.scored().subjects == 0);
    }
    if presenter.audience == Audience::Auditor {
        let names = [impact.model_before(), impact.model_after()];
        let [from, to] = names.map(|model| printable(&model.to_string()));
        message.stated([Sentence::FactVersions { from, to }]);
        if !is_empty {
            message.stated(builder.facts(&levels, why.is_some()));
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
pub(in crate::present) fn levels(scale: Scale, slice: &Slice<'_>) -> Levels {
    let (before, after) = match slice.composition() {
        Some(of) => (of.before_micro, of.after_micro),
        None => {
            let after = counted(slice.after().mean());
            (after.saturating_sub(slice.mean_move_micro()), after)
        }
    };
    Levels {
        scale,
        before,
        after,
        bands: [None, None],
        rounds_move: true,
    }
}

/// What is scored, in the form that so many ask for.
pub(in crate::present) fn subjects(presenter: &Presenter<'_>, count: u64) -> Subjects {
    let named = presenter.subjects.as_ref();
    named.map_or(Subjects::Scores, |[one, many]| {
        Subjects::Named(if count == 1 { one } else { many }.clone())
    })
}

/// What tells one population, or a group of it.
pub(in crate::present) struct MessageBuilder<'a> {
    pub(in crate::present) slice: &'a Slice<'a>,
    pub(in crate::present) rows: Rows<'a>,
    pub(in crate::present) total: Total,
    pub(in crate::present) course: ChangeDirection,
}

impl MessageBuilder<'_> {
    /// How many go which way, and what becomes of the mean: that first, where more than our changes moved it.
    fn headline(
        &self,
        levels: &Levels,
        [from, to]: [String; 2],
        parts: Vec<Sentence>,
    ) -> Vec<Sentence> {
        let presenter = self.rows.presenter;
        let impact = self.slice.impact();
        let count = self.slice.scored().subjects;
        let ways = self.slice.as_shown();
        let mut headline = if count == 0 && parts.is_empty() {
            let flows = self.joined().into_iter().chain(self.left());
            std::iter::once(Sentence::PopulationEmpty {})
                .chain(flows)
                .collect()
        } else {
            let score = presenter.score(impact.model_after().name());
            let after = levels.shown(levels.after);
            let all = Sentence::Population {
                subjects: subjects(presenter, count),
                count,
                ways: DirectionCounts {
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
                    before: levels.shown_before(),
                    after,
                    moved: Signed(Digits::points(&levels.scale, units)),
                    from,
                    to,
                },
            };
            if parts.is_empty() {
                vec![all, mean]
            } else {
                let stayed = (count > 0).then_some(all);
                [mean].into_iter().chain(parts).chain(stayed).collect()
            }
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

    fn notes(&self, is_by_change: bool) -> Vec<Sentence> {
        let (slice, presenter) = (self.slice, self.rows.presenter);
        let impact = slice.impact();
        let mut notes = Vec::new();
        let WeightedCount {
            subjects,
            weight_micro,
            ..
        } = slice.scored();
        if subjects > 0 && weight_micro != subjects.saturating_mul(1_000_000) {
            let weight = Digits::of(slice.scored().weight()).unwrap_or_default();
            notes.push(Sentence::Weighted { weight });
        }
        let shows = !(is_person(presenter) && presenter.disclosure.banded);
        let sampled = slice.intervals().filter(|_| shows);
        if let Some((of, mean)) = sampled.and_then(|of| Some((of.down, of.mean_move?))) {
            let scale = self.rows.scale;
            let moved = |end: f64| {
                let micro = counted(end);
                let units = micro.signum() * scale.round_size(micro.saturating_abs());
                Signed(Digits::points(scale, units))
            };
            notes.push(Sentence::Sampled {
                low: moved(mean.low),
                high: moved(mean.high),
                least: percent(of.low),
                most: percent(of.high),
            });
        }
        if impact.scale_before() != impact.scale_after() {
            notes.push(Sentence::ScalesDiffer {});
        }
        let bands = impact.bands();
        if bands.limits() != bands.limits_after() {
            notes.push(Sentence::BandsMoved {});
        }
        if subjects > 0 && !is_by_change && !is_person(presenter) {
            notes.push(Sentence::NotByChange {});
        }
        let count = slice.failed();
        if count > 0 {
            notes.push(Sentence::Unscored { count });
            let lost = slice.lost().subjects;
            let from = impact.model_before().version().to_string();
            notes.extend((lost > 0).then_some(Sentence::Lost { count: lost, from }));
            let gained = slice.gained().subjects;
            let to = impact.model_after().version().to_string();
            notes.extend((gained > 0).then_some(Sentence::Gained { count: gained, to }));
        }
        // Which of the failures are in a segment is not kept.
        if slice.segment().is_none() {
            notes.extend(self.obstacles());
            if !is_person(presenter) {
                let failures = impact.failures().filter_map(|of| self.unscored(of));
                notes.extend(failures.take(MOST_FAILURES));
                notes.extend(gate::of(presenter));
            }
        }
        notes
    }

    /// Which subject could not be scored, or which line not be read.
    fn unscored(&self, failure: &Failure) -> Option<Sentence> {
        match &failure.at {
            FailedAt::Line(line) => Some(Sentence::UnscoredLine {
                line: Digits::count(i64::try_from(*line).unwrap_or(i64::MAX)),
            }),
            FailedAt::Subject(key) => {
                let is_seen = !self.rows.presenter.mentions_hidden(key);
                let subject = printable(key);
                is_seen.then_some(Sentence::UnscoredSubject { subject })
            }
        }
    }

    /// Why subjects have no score, and how many have none for each reason.
    fn obstacles(&self) -> Vec<Sentence> {
        let presenter = self.rows.presenter;
        let mut groups: Vec<(String, Obstacle, u64)> = Vec::new();
        for reason in self.slice.impact().reasons() {
            let obstacle = match reason.kind.as_str() {
                "missing_input" | "every_part_absent" => Obstacle::Missing,
                "not_finite" | "out_of_range" | "inexact_integer" | "unknown_label" => {
                    Obstacle::Unusable
                }
                "refused" => Obstacle::Refused,
                "zero_total_weight" | "negative_weight" | "duplicate" | "two_tables" => {
                    Obstacle::Failed
                }
                _ => continue,
            };
            let name = presenter
                .given(&reason.place)
                .or_else(|| called(&reason.place));
            let Some(name) = name.filter(|_| !presenter.hides_place(&reason.place)) else {
                continue;
            };
            let is_same =
                |group: &&mut (String, Obstacle, u64)| (&group.0, group.1) == (&name, obstacle);
            match groups.iter_mut().find(is_same) {
                Some(group) => group.2 = group.2.saturating_add(reason.who.subjects),
                None => groups.push((name, obstacle, reason.who.subjects)),
            }
        }
        // Stable: what is as frequent stays in its order.
        groups.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        let listed = groups.into_iter().take(MOST_OBSTACLES);
        listed
            .map(|(name, obstacle, count)| Sentence::UnscoredBecause {
                count,
                name,
                obstacle,
            })
            .collect()
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

/// A share in percent, with one decimal.
fn percent(share: f64) -> Percent {
    Percent::of(Digits::of((share * 1000.0).round() / 10.0).unwrap_or_default())
}

pub(in crate::present) fn is_person(presenter: &Presenter<'_>) -> bool {
    presenter.audience == Audience::Person
}
