//! Who of a population moves: bars, bands and groups.

use super::{
    impact::{is_person, levels, subjects},
    rows::{Rows, id_of},
    shares::of_counts,
};
use crate::{
    impact::{Slice, Stood},
    path::printable,
    present::{
        Audience, Digits, Figure, Listing, Note, Presenter, Sentence, ShownPoints, Tone,
        message::{
            argument::Sign,
            population::{
                BandTransition, BandTransitions, GroupMove, MoveBin, Population, WayCount,
                bar_label,
            },
            sign,
        },
    },
    reasons::counted,
    score::{Bands, Scale},
};

/// A histogram has about this many bars.
const MOST_BARS: i64 = 12;

/// Crossings are told up to this many.
const MOST_CROSSINGS: usize = 6;

/// A table of more bands than this is not shown.
const MOST_BANDS: usize = 12;

pub(in crate::present) fn of(rows: &Rows<'_>, slice: &Slice<'_>) -> Population {
    let ways = slice.as_shown();
    let [levels, tenths] = by_level(rows, slice);
    Population {
        subjects: slice.scored().subjects,
        failed: slice.failed(),
        down: ways.down.subjects,
        same: ways.same.subjects,
        up: ways.up.subjects,
        ways: directions(rows.scale, slice),
        moves: Listing::new("moves", Sentence::Moves {}, moves(rows.scale, slice)),
        crossings: crossings(rows.presenter, slice),
        levels: Listing::new("levels", Sentence::ByLevel {}, levels),
        tenths: Listing::new("tenths", Sentence::ByTenth {}, tenths),
        groups: groups(rows, slice),
    }
}

fn directions(scale: &Scale, slice: &Slice<'_>) -> Vec<WayCount> {
    let ways = slice.as_shown();
    let counts = [ways.down, ways.same, ways.up].map(|of| of.subjects);
    let shares = of_counts(&counts);
    let labels = [
        ("down", Sentence::WhoFalls {}, Sign::Minus),
        ("same", Sentence::WhoStays {}, Sign::Zero),
        ("up", Sentence::WhoRises {}, Sign::Plus),
    ];
    let listed = labels.into_iter().zip(counts).zip(shares);
    let found = listed.map(|(((name, label, sign), count), share)| WayCount {
        id: format!("ways:{name}"),
        label,
        count: count.into(),
        share: share.map(Figure::from),
        tone: Tone::of(scale, sign),
    });
    found
        .filter(|_| counts.iter().any(|count| *count > 0))
        .collect()
}

fn moves(scale: &Scale, slice: &Slice<'_>) -> Vec<MoveBin> {
    let bars = slice.bars(MOST_BARS);
    let weights: Vec<u64> = bars.iter().map(|bar| millionths(bar.weight)).collect();
    let shares = of_counts(&weights);
    let bins = bars.into_iter().zip(weights).zip(shares);
    // That nobody moved by exactly nothing says nothing, and is not that nobody stays as scores are shown.
    let bins = bins.filter(|((bar, weight), _)| *weight > 0 || bar.from != bar.to);
    let bins = bins.map(|((bar, weight_micro), share)| {
        let ends = [bar.from.min(bar.to), bar.from.max(bar.to)];
        let [low, high] = ends.map(|end| Digits::trimmed(counted(end)));
        MoveBin {
            id: format!("moves:{}", Digits::trimmed(counted(bar.to))),
            low,
            high,
            label: bar_label(low, high),
            weight: i64::try_from(weight_micro)
                .map_or_else(|_| Digits::count(i64::MAX), Digits::trimmed)
                .into(),
            weight_micro,
            share: share.map(Figure::from),
            tone: Tone::of(scale, sign(low.units.saturating_add(high.units))),
        }
    });
    bins.collect()
}

/// A weight in millionths.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a weight is not negative, and what is too large is the largest"
)]
fn millionths(weight: f64) -> u64 {
    (weight * 1e6).round() as u64
}

fn crossings(presenter: &Presenter<'_>, slice: &Slice<'_>) -> Option<BandTransitions> {
    let declared = slice.impact().bands();
    if declared.count() < 2 || slice.scored().subjects == 0 || hides(presenter, declared) {
        return None;
    }
    let crossed = slice.crossings();
    let counts: Vec<Vec<u64>> = crossed
        .iter()
        .map(|row| row.iter().map(|mass| mass.subjects).collect())
        .collect();
    let mut staying = 0;
    let mut found: Vec<BandTransition> = Vec::new();
    for (before, row) in counts.iter().enumerate() {
        for (after, &count) in row.iter().enumerate() {
            if before == after {
                staying += count;
            } else if count > 0 {
                found.push(BandTransition {
                    id: format!("crossings:{before}-{after}"),
                    before,
                    after,
                    count,
                });
            }
        }
    }
    found.sort_by_key(|crossing| std::cmp::Reverse(crossing.count));
    let more: u64 = found.iter().skip(MOST_CROSSINGS).map(|of| of.count).sum();
    found.truncate(MOST_CROSSINGS);
    let more = (more > 0).then_some(Sentence::MoreCrossings { count: more });
    let more = more.map(|more| Note::new("crossings:more", more));
    let same = Note::new("crossings:same", Sentence::SameBand { count: staying });
    let is_shown = declared.count() <= MOST_BANDS;
    let shown = if is_shown { counts } else { Vec::new() };
    Some(BandTransitions {
        heading: Sentence::BandTransitions {},
        table: Sentence::CrossingsTable {},
        bands: (0..declared.count())
            .map(|band| called(declared, band))
            .collect(),
        shares: figures(shown.iter().map(|row| of_counts(row).into_iter().flatten())),
        counts: figures(shown.iter().map(|row| row.iter().copied())),
        crossed: found,
        said: more.into_iter().chain([same]).collect(),
    })
}

/// The cells of a table.
fn figures<T>(rows: impl Iterator<Item = impl Iterator<Item = T>>) -> Vec<Vec<Figure<T>>> {
    rows.map(|row| row.map(Figure::from).collect()).collect()
}

/// How those move who stood at one level before: by band where bands were declared and may be named, else by tenth; for an auditor by both.
fn by_level(rows: &Rows<'_>, slice: &Slice<'_>) -> [Vec<GroupMove>; 2] {
    let presenter = rows.presenter;
    if is_person(presenter) && presenter.disclosure.banded {
        return Default::default();
    }
    let bands = slice.impact().bands();
    let is_by_band = (2..=MOST_BANDS).contains(&bands.count()) && !hides(presenter, bands);
    let mut of_bands: Vec<(Sentence, Stood)> = Vec::new();
    if is_by_band {
        let labelled = |(band, of)| (called(bands, band), of);
        of_bands.extend(slice.by_band().into_iter().enumerate().map(labelled));
    }
    // Inside a band as well, those who had more to lose may fall further: who audits sees both.
    let tenths = if !is_by_band || presenter.audience == Audience::Auditor {
        slice.by_tenth()
    } else {
        Vec::new()
    };
    let mut of_tenths: Vec<(Sentence, Stood)> = Vec::new();
    if tenths.len() > 1 {
        let end = |points: f64| {
            let micro = rows.scale.round(counted(points));
            Digits::points(rows.scale, micro)
        };
        let label = |of: &Stood| between(of.from.map(end), of.to.map(end));
        of_tenths.extend(tenths.into_iter().map(|of| (label(&of), of)));
    }
    [
        group_moves(rows, "levels", of_bands),
        group_moves(rows, "tenths", of_tenths),
    ]
}

/// How each of these levels moves, but for those where nobody stood.
fn group_moves(rows: &Rows<'_>, id: &str, found: Vec<(Sentence, Stood)>) -> Vec<GroupMove> {
    let seen = (1..).zip(found).filter(|(_, (_, of))| of.who.subjects > 0);
    seen.map(|(at, (label, of))| {
        let micro = of.mean_move_micro;
        let units = micro.signum() * rows.scale.round_size(micro.abs());
        let count = of.who.subjects;
        let subjects = subjects(rows.presenter, count);
        GroupMove {
            id: format!("{id}:{at}"),
            label,
            subjects: count,
            moved: ShownPoints::new(Digits::points(rows.scale, units), micro),
            tone: Tone::of(rows.scale, sign(units)),
            sentence: if of.exactly.down.subjects == 0 {
                Sentence::LevelKept { subjects, count }
            } else {
                Sentence::LevelMoved {
                    subjects,
                    count,
                    down: of.exactly.down.subjects,
                    fall: Digits::points(rows.scale, rows.scale.round_size(of.largest_fall_micro)),
                }
            },
        }
    })
    .collect()
}

/// What a band is called: by its name, or by its limits before.
fn called(bands: &Bands, band: usize) -> Sentence {
    if let Some(name) = bands.given_name(band) {
        return Sentence::Grade {
            name: printable(name),
        };
    }
    let limit = |at: usize| bands.limits().get(at).copied().and_then(Digits::of);
    between(band.checked_sub(1).and_then(limit), limit(band))
}

/// What scores between two limits are called.
fn between(low: Option<Digits>, high: Option<Digits>) -> Sentence {
    match (low, high) {
        (Some(low), Some(high)) => Sentence::GradeBetween { low, high },
        (Some(limit), None) => Sentence::GradeFrom { limit },
        (None, limit) => Sentence::GradeBelow {
            limit: limit.unwrap_or_default(),
        },
    }
}

/// Whether one of the bands must not be named.
fn hides(presenter: &Presenter<'_>, bands: &Bands) -> bool {
    let mut names = (0..bands.count()).filter_map(|band| bands.given_name(band));
    names.any(|name| presenter.mentions_hidden(name))
}

/// Whether a group must not be named.
pub(in crate::present) fn is_hidden(presenter: &Presenter<'_>, name: &str, group: &str) -> bool {
    presenter.mentions_hidden(name) || presenter.mentions_hidden(group)
}

/// The groups whose means moved most; none inside one of them.
fn groups(rows: &Rows<'_>, slice: &Slice<'_>) -> Listing<GroupMove> {
    let presenter = rows.presenter;
    let mut groups = Listing::new("groups", Sentence::Groups {}, Vec::new());
    if is_person(presenter) || slice.segment().is_some() {
        return groups;
    }
    let mut found: Vec<(&str, &str, Slice<'_>)> = slice
        .impact()
        .segments()
        .filter(|(name, group, of)| of.scored().subjects > 0 && !is_hidden(presenter, name, group))
        .collect();
    // Stable: groups that moved alike stay in the order of their names.
    found.sort_by_key(|(.., of)| std::cmp::Reverse(of.mean_move_micro().unsigned_abs()));
    let further = found.len().saturating_sub(presenter.most_groups()) as u64;
    found.truncate(presenter.most_groups());
    let listed = found.iter().map(|(name, group, of)| {
        let levels = levels(rows.scale.clone(), of);
        let (total, count) = (levels.moved(), of.scored().subjects);
        GroupMove {
            id: format!("groups:{}/{}", id_of(name), id_of(group)),
            label: Sentence::Group {
                name: printable(name),
                group: printable(group),
            },
            subjects: count,
            moved: ShownPoints::new(Digits::points(rows.scale, total.units), total.micro),
            tone: Tone::of(rows.scale, sign(total.units)),
            sentence: Sentence::GroupMoved {
                subjects: subjects(presenter, count),
                count,
                before: levels.shown_before(),
                after: levels.shown(levels.after),
            },
        }
    });
    groups.rows = listed.collect();
    let more = (further > 0).then_some(Sentence::MoreGroups { count: further });
    groups.more = more.map(|more| Note::new("groups:more", more));
    groups
}
