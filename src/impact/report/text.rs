//! An impact as tables for a terminal.
//!
//! It is long: a function for each table of the page, in the order in which they are printed.

use std::fmt::{self, Write as _};

use unicode_width::UnicodeWidthStr;

use super::{digits, heading, mass::real, slice::LEAST_DIVIDED};
use crate::{
    impact::{
        Crossed, Impact, Interval, Intervals, Mover, Rebased, Slice, Stood, Unscored, WeightedCount,
    },
    path::{printable, prose},
    score::{self, Scale, micro},
    words::{self, grouped, minus, number},
};

/// The most bars that are printed.
const BARS: i64 = 16;

/// The widest bar, in characters.
const BAR_WIDTH: f64 = 30.0;

/// The most segments that are printed.
const SEGMENTS: usize = 30;

/// The most movers of a direction, and failures, that are printed.
const LISTED: usize = 5;

/// The most reasons of failures that are printed.
const REASONS: usize = 8;

/// The most places that are printed.
const PLACES: usize = 12;

impl fmt::Display for Impact {
    /// Tables for a terminal: directions, distributions, bars, reasons, crossings, movers, segments and failures.
    ///
    /// Levels, moves and reasons have a decimal more than the scores are shown with, and two at least. A mean move is rounded
    /// once, from the mean of the moves, and what moved the scores adds up to it as it is shown. The mean before is told as far
    /// from the mean after as the move says, which may be one in the last digit away from where it would be rounded to.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.whole();
        let (before, after) = (self.model_before(), self.model_after());
        let subjects = counted(whole.scored().subjects, "subject");
        write!(f, "From {before} to {after}: {subjects}")?;
        if whole.failed() > 0 {
            write!(f, ", and {} not scored", big(whole.failed()))?;
        }
        f.write_str("\n")?;
        self.flows(f)?;
        if whole.scored().subjects == 0 {
            if whole.composition().is_some() {
                self.why_they_move(f)?;
            }
            return self.failed(f);
        }
        if whole.scored().weight_micro != whole.scored().subjects.saturating_mul(1_000_000) {
            let weight = number(whole.scored().weight());
            writeln!(
                f,
                "They weigh {weight}; all shares and means are by weight."
            )?;
        }
        self.directions(f)?;
        self.distributions(f)?;
        self.bars(f)?;
        self.why_they_move(f)?;
        self.crossings(f)?;
        self.stood(f)?;
        self.ranks(f)?;
        let scales = [self.scale_before(), self.scale_after()];
        movers(f, "Fell most", &scales, whole.falling())?;
        movers(f, "Rose most", &scales, whole.rising())?;
        self.segment_table(f)?;
        self.failed(f)
    }
}

impl fmt::Display for Rebased {
    /// Two or three sentences: what happens if the threshold stays, and which one keeps the share.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let people = |crossed: Crossed| {
            let [up, down] = [crossed.upwards, crossed.downwards].map(|weight| {
                if weight > 0.0 && weight < 0.001 {
                    return "less than 0.001".to_owned();
                }
                let shown = format!("{weight:.3}");
                grouped(shown.trim_end_matches('0').trim_end_matches('.'))
            });
            format!("{up} come up to it and {down} fall below it")
        };
        // To the millionth, in which it is reached: rounded up, some who reach it would not.
        let level = |value: f64| match micro(value) {
            Ok(micro) => minus(&heading::points(micro).to_string()),
            Err(_) => minus(&value.to_string()),
        };
        let (before, kept) = (percent(self.share_before), percent(self.kept.share_above));
        writeln!(
            f,
            "{before} reach {threshold} before. If the threshold stays, {kept} reach it after: {}.",
            people(self.kept),
            threshold = level(self.before),
        )?;
        let off = self.off_share();
        if (self.kept.share_above - self.share_before).abs() <= off.abs() {
            return f.write_str(if off == 0.0 {
                "That keeps the share, so it can stay."
            } else {
                "No other comes nearer to the share."
            });
        }
        let keeps = if off == 0.0 {
            "To keep the share".to_owned()
        } else {
            let than = if off > 0.0 { "more" } else { "fewer" };
            format!(
                "To come nearest to the share ({} {than})",
                percent(off.abs())
            )
        };
        let reach = if self.rebased.share_above == 0.0 {
            "nobody reaches".to_owned()
        } else {
            format!("{} reach", percent(self.rebased.share_above))
        };
        write!(
            f,
            "{keeps} it has to be {}, which {reach}: {}.",
            level(self.after),
            people(self.rebased),
        )
    }
}

impl Impact {
    /// Who joined and who left, of whom the tables say nothing.
    fn flows(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = self.whole().group();
        let [joined, left] = [&group.joined, &group.left].map(|of| of.who.subjects);
        if joined == 0 && left == 0 {
            return Ok(());
        }
        let rest = if group.scored.subjects == 0 {
            "nobody is scored at both"
        } else {
            "the tables are about those who stayed"
        };
        writeln!(
            f,
            "{} joined and {} left between the two times; {rest}.",
            big(joined),
            big(left)
        )
    }

    fn directions(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.whole();
        let row = |name: &str, of: crate::impact::Directions| {
            let cells =
                [of.down, of.same, of.up].map(|mass| percent(mass.share_of(whole.scored())));
            [vec![name.to_owned()], cells.to_vec()].concat()
        };
        let head = ["", "go down", "stay", "go up"].map(str::to_owned).to_vec();
        let shown = row("as people see it", whole.as_shown());
        let exactly = row("exactly", whole.exactly());
        table(f, &[head, shown, exactly])?;
        if let Some(of) = whole.intervals() {
            self.intervals(f, &of)?;
        }
        let heading = whole.heading();
        let bounds = [
            (&heading.in_micro.falls, &whole.group().falls, "fall"),
            (&heading.in_micro.rises, &whole.group().rises, "rise"),
        ];
        for (bounds, masses, verb) in bounds {
            for (bound, mass) in bounds.iter().zip(masses).filter(|(bound, _)| **bound > 0) {
                let far = points(real(bound.unsigned_abs()) / 1e6);
                let share = percent(mass.share_of(whole.scored()));
                writeln!(
                    f,
                    "{} ({share}) {verb} by more than {far}.",
                    big(mass.subjects)
                )?;
            }
        }
        Ok(())
    }

    /// Where the figures of all lie, of whom this is a sample.
    fn intervals(&self, f: &mut fmt::Formatter<'_>, of: &Intervals) -> fmt::Result {
        let decimals = usize::from(shown(self).shown_decimals());
        let shares = |of: Interval| format!("{} to {}", percent(of.low), percent(of.high));
        writeln!(
            f,
            "This is a sample. Of all, with a confidence of 95 %, {} go down, {} stay and {} go up.",
            shares(of.down),
            shares(of.same),
            shares(of.up)
        )?;
        if let Some(mean) = of.mean_move {
            let [low, high] = [mean.low, mean.high].map(|end| signed(end, decimals));
            writeln!(f, "Their mean move is between {low} and {high}.")?;
        }
        Ok(())
    }

    fn distributions(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.whole();
        let columns = [whole.before(), whole.after(), whole.moves()];
        let scale = shown(self);
        let decimals = usize::from(scale.shown_decimals());
        let row = |name: &str, value: &dyn Fn(&crate::impact::Distribution) -> f64| {
            let [before, after, moved] = columns.each_ref().map(value);
            vec![
                name.to_owned(),
                minus(&scale.show(before)),
                minus(&scale.show(after)),
                signed(moved, decimals),
            ]
        };
        let mut rows = vec![["", "before", "after", "move"].map(str::to_owned).to_vec()];
        let [before, after, moved] = mean_move(whole, &scale);
        rows.push(vec!["mean".to_owned(), before, after, moved]);
        let spread = columns
            .each_ref()
            .map(|of| level(of.standard_deviation(), decimals));
        rows.push([vec!["standard deviation".to_owned()], spread.to_vec()].concat());
        rows.push(row("least", &crate::impact::Distribution::min));
        for p in [0.05, 0.25, 0.5, 0.75, 0.95] {
            let name = if p == 0.5 {
                "median".to_owned()
            } else {
                format!("{} % are below", number(p * 100.0))
            };
            rows.push(row(&name, &|of| of.quantile(p)));
        }
        rows.push(row("largest", &crate::impact::Distribution::max));
        table(f, &rows)?;
        if let Some(resolution) = self.resolution() {
            writeln!(f, "(Quantiles are to the nearest {resolution}.)")?;
        }
        Ok(())
    }

    fn bars(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.whole();
        let bars = whole.bars(BARS);
        let most = bars.iter().map(|bar| bar.weight).fold(0.0, f64::max);
        f.write_str("\nHow far they move, in points\n")?;
        let mut rows = Vec::new();
        for bar in bars.iter().filter(|bar| bar.weight > 0.0) {
            let name = if bar.to == 0.0 {
                "not at all".to_owned()
            } else {
                format!("{} to {}", edge(bar.from), edge(bar.to))
            };
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to 30"
            )]
            let length = (bar.weight / most * BAR_WIDTH).ceil() as usize;
            let share = bar.weight / whole.scored().weight();
            // In a column, digits stand under digits.
            let share = if share < 0.0005 {
                "< 0.1 %".to_owned()
            } else {
                percent(share)
            };
            rows.push((name, share, "█".repeat(length)));
        }
        let width = |of: fn(&(String, String, String)) -> &String| {
            rows.iter().map(|row| of(row).width()).max().unwrap_or(0)
        };
        let (names, shares) = (width(|row| &row.0), width(|row| &row.1));
        for (name, share, bar) in &rows {
            writeln!(
                f,
                "  {}  {}  {bar}",
                right(name, names),
                right(share, shares)
            )?;
        }
        Ok(())
    }

    fn why_they_move(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(why) = self.whole().why() else {
            return Ok(());
        };
        let scale = shown(self);
        let change = self.whole().mean_change_micro();
        let moved = change.signum() * scale.round_size(change.abs());
        let decimals = match scale.shown_decimals() {
            1 => "1 decimal".to_owned(),
            decimals => format!("{decimals} decimals"),
        };
        let mean = words::signed(&scale, moved);
        if self.whole().composition().is_some() {
            writeln!(f, "\nWhy the mean moves: {mean} points, to {decimals}")?;
        } else {
            writeln!(
                f,
                "\nWhy they move: {mean} points on average, to {decimals}"
            )?;
        }
        let intervals = self.whole().intervals().map(|of| of.causes);
        let mut intervals = intervals.unwrap_or_default().into_iter();
        let mut rows: Vec<(i64, String)> = why
            .causes
            .iter()
            .map(|cause| {
                let of_all = intervals.next().flatten().map_or_else(String::new, |of| {
                    let decimals = usize::from(scale.shown_decimals());
                    let [low, high] = [of.low, of.high].map(|end| signed(end, decimals));
                    format!(", of all {low} to {high}")
                });
                let sentence = prose(&cause.sentence);
                let text = format!("{sentence} (version {}{of_all})", cause.release);
                (cause.micro, text)
            })
            .collect();
        for (micro, text) in [
            (why.data_micro, "Their own data moved"),
            (
                why.reference_micro,
                "The data moved that they are held against",
            ),
        ] {
            if micro != 0 {
                rows.push((micro, text.to_owned()));
            }
        }
        if why.unexplained.subjects > 0 {
            let mut text = format!(
                "{} cannot be explained",
                counted(why.unexplained.subjects, "subject")
            );
            if let Some((key, reason)) = &why.example {
                let _ = write!(text, ", such as {}: {}", printable(key), prose(reason));
            }
            rows.push((why.unexplained_micro, text));
        }
        if let Some(of) = self.whole().composition() {
            let mean = |micro: i64| scale.show_units(scale.round(micro));
            for (flow, micro, verb) in [
                (of.joined, of.joined_micro, "joined"),
                (of.left, of.left_micro, "left"),
            ] {
                if flow.who.subjects > 0 {
                    let (who, mean) = (
                        counted(flow.who.subjects, "subject"),
                        minus(&mean(flow.mean_micro)),
                    );
                    rows.push((micro, format!("{who} {verb}, with a mean of {mean}")));
                }
            }
        }
        listed(f, &scale, moved, &rows)?;
        if why.places.is_empty() {
            return Ok(());
        }
        f.write_str("\nWhere\n")?;
        let mut places: Vec<(i64, String)> = why
            .places
            .iter()
            .map(|place| (place.micro, place.place.to_string()))
            .collect();
        // Stable: places of one size stay in the order of their names.
        places.sort_by_key(|(micro, _)| std::cmp::Reverse(micro.abs()));
        if places.len() > PLACES {
            let rest: i64 = places.drain(PLACES..).map(|(micro, _)| micro).sum();
            places.push((rest, "all other places".to_owned()));
        }
        // Places are of those who stayed.
        let stayed: i64 = places.iter().map(|(micro, _)| micro).sum();
        let stayed = stayed.signum() * scale.round_size(stayed.abs());
        listed(f, &scale, stayed, &places)
    }

    fn crossings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bands = self.bands();
        if bands.count() == 1 {
            return Ok(());
        }
        f.write_str("\nFrom which band (down) into which (across)\n")?;
        let names: Vec<String> = (0..bands.count())
            .map(|band| printable(&bands.name(band)))
            .collect();
        let mut rows = vec![[vec![String::new()], names.clone()].concat()];
        for (name, row) in names.into_iter().zip(self.whole().crossings()) {
            let cells = row.iter().map(|mass| big(mass.subjects));
            rows.push([name].into_iter().chain(cells).collect());
        }
        table_rows(f, &rows)?;
        if bands.limits() != bands.limits_after() {
            let list = |of: &[f64]| {
                of.iter()
                    .map(|edge| number(*edge))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let (before, after) = (list(bands.limits()), list(bands.limits_after()));
            writeln!(
                f,
                "(The thresholds are {before} before, and {after} after.)"
            )?;
        }
        Ok(())
    }

    /// Moves by band before, and by tenth.
    fn stood(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.whole();
        let scale = shown(self);
        let decimals = usize::from(scale.shown_decimals());
        let head = [
            "",
            "subjects",
            "go down",
            "go up",
            "mean move",
            "largest fall",
        ];
        let row = |name: String, of: &Stood| {
            let micro = of.mean_move_micro;
            let mean = micro.signum() * scale.round_size(micro.abs());
            if of.who.subjects == 0 {
                let nobody = std::iter::repeat_n("–".to_owned(), 4);
                return [name, "0".to_owned()].into_iter().chain(nobody).collect();
            }
            let share = |mass: WeightedCount| percent(mass.share_of(of.who));
            let fall = if of.largest_fall_micro == 0 {
                "–".to_owned()
            } else {
                digits::number(-of.largest_fall_micro / scale.unit() * scale.unit())
            };
            vec![
                name,
                big(of.who.subjects),
                share(of.exactly.down),
                share(of.exactly.up),
                words::signed(&scale, mean),
                fall,
            ]
        };
        let bands = self.bands();
        let by_band = whole.by_band();
        if bands.count() > 1 && !by_band.is_empty() {
            f.write_str("\nBy the band before\n")?;
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            for (band, of) in by_band.iter().enumerate() {
                rows.push(row(printable(&bands.name(band)), of));
            }
            table_rows(f, &rows)?;
        }
        let by_tenth = whole.by_tenth();
        if by_tenth.len() > 1 {
            f.write_str("\nBy tenth of the scores before\n")?;
            let mut rows = vec![head.map(str::to_owned).to_vec()];
            for of in &by_tenth {
                let end = |points: f64| level(points, decimals);
                let name = match (of.from, of.to) {
                    (Some(from), Some(to)) => format!("{} to {}", end(from), end(to)),
                    (Some(from), None) => format!("{} and above", end(from)),
                    (None, to) => to.map_or("all".to_owned(), |to| format!("below {}", end(to))),
                };
                rows.push(row(name, of));
            }
            table_rows(f, &rows)?;
        }
        Ok(())
    }

    fn ranks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subjects = self.whole().scored().subjects;
        match self.whole().stability() {
            Some(stability) => writeln!(
                f,
                "\nPopulation stability index: {} (below 0.1 is little, above 0.25 is much)",
                number(stability.index)
            )?,
            None if subjects < LEAST_DIVIDED => writeln!(
                f,
                "\nPopulation stability index: none (it takes {LEAST_DIVIDED} subjects)"
            )?,
            None => f.write_str("\nPopulation stability index: none (the scores before are too much alike to divide them)\n")?,
        }
        let Some(ranks) = self.whole().ranks() else {
            return Ok(());
        };
        let told = |value: Option<f64>| value.map_or("none (all are tied)".to_owned(), number);
        writeln!(
            f,
            "Rank correlation of the scores before and after: Spearman {}, Kendall {} (1 means that the order stays)",
            told(ranks.spearman),
            told(ranks.kendall)
        )?;
        writeln!(
            f,
            "A subject moves by {} ranks on average; the most is {} up and {} down.",
            number(ranks.mean_move),
            number(ranks.largest_rise),
            number(ranks.largest_fall)
        )
    }

    fn segment_table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.segments().count();
        if count == 0 {
            return Ok(());
        }
        f.write_str("\nBy segment, with the mean scores\n")?;
        let head = [
            "", "subjects", "go down", "go up", "before", "after", "move",
        ];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for (dimension, value, slice) in self.segments().take(SEGMENTS) {
            rows.push(segment_row(dimension, value, slice, &shown(self)));
        }
        table_rows(f, &rows)?;
        if count > SEGMENTS {
            writeln!(f, "  and {} more", big((count - SEGMENTS) as u64))?;
        }
        Ok(())
    }

    fn failed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.whole().failed();
        if failed == 0 {
            return Ok(());
        }
        writeln!(f, "\nNot scored: {}", big(failed))?;
        let whole = self.whole();
        let (before, after) = (self.model_before().version(), self.model_after().version());
        for (unscored, who) in [
            (Unscored::Lost, whole.lost()),
            (Unscored::Gained, whole.gained()),
            (Unscored::Neither, whole.neither()),
        ] {
            let [their, them, have] = match who.subjects {
                0 => continue,
                1 => ["its", "it", "has"],
                _ => ["their", "them", "have"],
            };
            let what = match unscored {
                Unscored::Lost => {
                    format!("lost {their} score: {before} scores {them} and {after} does not")
                }
                Unscored::Gained => {
                    format!("{have} a score now: {after} scores {them} and {before} does not")
                }
                Unscored::Neither => {
                    format!("{have} none: neither {before} nor {after} scores {them}")
                }
            };
            writeln!(f, "  {} {what}", big(who.subjects))?;
        }
        for reason in self.reasons().take(REASONS) {
            let place = if reason.place.is_root() {
                String::new()
            } else {
                format!(" at {}", printable(&reason.place.to_string()))
            };
            let verb = match reason.unscored {
                Unscored::Lost => "lost",
                Unscored::Gained => "gained",
                Unscored::Neither => "never",
            };
            let kind = reason.kind.replace('_', " ");
            writeln!(
                f,
                "    {} ({verb}): {kind}{place}",
                big(reason.who.subjects)
            )?;
        }
        for failure in self.failures().take(LISTED) {
            writeln!(f, "  {}: {}", failure.at, prose(&failure.reason))?;
        }
        let more = failed.saturating_sub(LISTED.min(self.failures().len()) as u64);
        if more > 0 {
            writeln!(f, "  and {} more", big(more))?;
        }
        Ok(())
    }
}

fn segment_row(dimension: &str, value: &str, slice: Slice<'_>, scale: &Scale) -> Vec<String> {
    let name = format!("{} {}", printable(dimension), printable(value));
    let scored = slice.scored();
    if scored.subjects == 0 {
        let cells = std::iter::repeat_n("–".to_owned(), 5);
        return [name, "0".to_owned()].into_iter().chain(cells).collect();
    }
    let shown = slice.as_shown();
    let [before, after, moved] = mean_move(slice, scale);
    vec![
        name,
        big(scored.subjects),
        percent(shown.down.share_of(scored)),
        percent(shown.up.share_of(scored)),
        before,
        after,
        moved,
    ]
}

fn movers(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    scales: &[Scale; 2],
    movers: &[Mover],
) -> fmt::Result {
    if movers.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title}")?;
    // To the digits of the move, so that it is the difference of what is read.
    let scale = finer(scales);
    let rows: Vec<Vec<String>> = movers
        .iter()
        .take(LISTED)
        .map(|mover| {
            let [before, after, moved] = added(mover.before, mover.after, &scale);
            vec![printable(&mover.key), format!("{before} → {after}"), moved]
        })
        .collect();
    table_rows(f, &rows)
}

/// Two mean levels and the mean move, which is rounded once, from itself; the level before is as far from the one after
/// as the move says.
fn mean_move(slice: Slice<'_>, scale: &Scale) -> [String; 3] {
    let moved = mean_units(slice, scale);
    let Ok(after) = score::micro(slice.after().mean()).map(|micro| scale.round(micro)) else {
        return added(slice.before().mean(), slice.after().mean(), scale);
    };
    let [before, after] = [after - moved, after].map(|units| minus(&scale.show_units(units)));
    [before, after, words::signed(scale, moved)]
}

/// The mean move in units of the last digit of a scale, halves away from zero.
fn mean_units(slice: Slice<'_>, scale: &Scale) -> i64 {
    let micro = slice.mean_move_micro();
    micro.signum() * scale.round_size(micro.abs())
}

/// Two levels and the move between them, which is the difference of what is read.
fn added(before: f64, after: f64, scale: &Scale) -> [String; 3] {
    let units = [before, after].map(|value| score::micro(value).map(|micro| scale.round(micro)));
    let [Ok(first), Ok(last)] = units else {
        let decimals = usize::from(scale.shown_decimals());
        let moved = signed(after - before, decimals);
        return [level(before, decimals), level(after, decimals), moved];
    };
    let [first, last] = [first, last].map(|units| (units, minus(&scale.show_units(units))));
    [first.1, last.1, words::signed(scale, last.0 - first.0)]
}

/// Parts of a mean move with their points, which add up to it as it is shown.
fn listed(
    f: &mut fmt::Formatter<'_>,
    scale: &Scale,
    total: i64,
    rows: &[(i64, String)],
) -> fmt::Result {
    let micros: Vec<i64> = rows.iter().map(|(micro, _)| *micro).collect();
    let rounded = || {
        micros
            .iter()
            .map(|micro| scale.round_size(*micro))
            .collect()
    };
    let shares = score::apportion_micro(scale, total, &micros).unwrap_or_else(|_| rounded());
    let rows: Vec<(String, &String)> = shares
        .into_iter()
        .zip(rows)
        .map(|(units, (_, text))| (words::signed(scale, units), text))
        .collect();
    let width = rows
        .iter()
        .map(|(points, _)| points.width())
        .max()
        .unwrap_or(0);
    for (points, text) in rows {
        writeln!(f, "  {}  {text}", right(&points, width))?;
    }
    Ok(())
}

/// A table with a blank line before it.
fn table(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    f.write_str("\n")?;
    table_rows(f, rows)
}

/// The first column to the left, the others to the right.
fn table_rows(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |cell| cell.width());
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().map(|row| cell(row, column)).max().unwrap_or(0))
        .collect();
    for row in rows {
        let mut line = String::from("  ");
        for (column, (text, &width)) in row.iter().zip(&widths).enumerate() {
            if column == 0 {
                line.push_str(text);
                line.push_str(&" ".repeat(width - text.width()));
            } else {
                line.push_str("  ");
                line.push_str(&right(text, width));
            }
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// Levels and moves are printed with a decimal more than scores are shown with, and with two at least.
fn finer([before, after]: &[Scale; 2]) -> Scale {
    let shown = before.shown_decimals().max(after.shown_decimals());
    Scale::unbounded()
        .decimals((shown + 1).clamp(2, Scale::MAX_DECIMALS))
        .rounding(after.shown_rounding())
}

fn shown(impact: &Impact) -> Scale {
    finer(&[impact.scale_before(), impact.scale_after()])
}

/// Points with so many decimals; nothing has no sign.
fn level(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains(|digit: char| ('1'..='9').contains(&digit)) {
        minus(&text)
    } else {
        text.replace('-', "")
    }
}

/// Points with their sign.
fn signed(value: f64, decimals: usize) -> String {
    let text = level(value, decimals);
    if value > 0.0 && text != level(0.0, decimals) {
        format!("+{text}")
    } else {
        text
    }
}

/// The edge of a bar, which is a whole number of millionths.
fn edge(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    let micro = score::micro(value).map_or_else(|_| number(value), digits::number);
    format!("{sign}{micro}")
}

/// A count with its digits in groups.
pub(in crate::impact) fn big(count: u64) -> String {
    grouped(&count.to_string())
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", big(count))
}

/// A number of points in words.
pub(in crate::impact) fn points(value: f64) -> String {
    let noun = if value == 1.0 { "point" } else { "points" };
    format!("{} {noun}", number(value))
}

/// A share as a percentage: one decimal, and more where it is so small that it would read as nothing.
pub(in crate::impact) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.001 {
        return "< 0.001 %".to_owned();
    }
    if percent > 0.0 && percent < 0.05 {
        return format!("{} %", number(percent));
    }
    if percent > 99.95 && percent < 100.0 {
        return "> 99.9 %".to_owned();
    }
    format!("{percent:.1} %")
}
