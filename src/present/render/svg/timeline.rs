//! Scores over time, as a line.

use maud::{Markup, html};

use super::{
    frame::{Frame, framed},
    measure::width,
};
use crate::present::TextDirection;

/// Scores over time as an SVG file: a line through the scores as they were issued, a mark at each change of version, and
/// apart from it, dashed and with hollow points, what another version would have scored. Its `Display` is the file.
///
/// It computes nothing but places, and has no words of its own: every label is given as it is to be read. Scores stand in
/// the order in which they are added, at even distances. It is as wide as there is room, with three scores or three hundred.
///
/// # Examples
///
/// ```
/// use scoreshift::present::Timeline;
///
/// let file = Timeline::new("Your influence score from 25 September to 26 October 2011")
///     .score("25 September 2011", 19.0, "19")
///     .score("25 October 2011", 33.0, "33")
///     .restated(38.0, "38")
///     .version("2.0.0")
///     .score("26 October 2011", 38.0, "38")
///     .to_string();
/// assert!(file.contains(">2.0.0</text>") && file.contains("25 October 2011: 33"));
/// ```
#[derive(Clone, Debug)]
pub struct Timeline {
    frame: Frame,
    title: String,
    points: Vec<Point>,
    /// What stands at the next score.
    waiting: Option<String>,
}

#[derive(Clone, Debug)]
struct Point {
    when: String,
    level: f64,
    text: String,
    /// The version that begins with it.
    version: Option<String>,
    restated: Option<(f64, String)>,
}

/// From the top to the marks, for labels of versions.
const HEAD: f64 = 66.0;
/// Labels of versions stand on so many lines, one below the other, so that neighbours do not meet.
const LINES: u32 = 3;
const LINE: f64 = 20.0;
/// The part of the height that scores have.
const PLOT: f64 = 180.0;
/// Below the scores, for the first and the last day.
const FOOT: u32 = 26;
/// More scores than these have no point each: the line is enough.
const MOST_POINTS: usize = 60;

impl Timeline {
    /// A chart of this name in English, which has no scores yet.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            frame: Frame::new("en", TextDirection::LeftToRight),
            title: title.into(),
            points: Vec::new(),
            waiting: None,
        }
    }

    /// Adds a score as it was issued: when, its level in points, and how that is written. A level that is not finite is left
    /// out of the line.
    #[must_use]
    pub fn score(mut self, when: impl Into<String>, level: f64, text: impl Into<String>) -> Self {
        self.points.push(Point {
            when: when.into(),
            level,
            text: text.into(),
            version: self.waiting.take(),
            restated: None,
        });
        self
    }

    /// A change of version before the next score, by its label.
    #[must_use]
    pub fn version(mut self, label: impl Into<String>) -> Self {
        self.waiting = Some(label.into());
        self
    }

    /// What another version would have given for the score that was added last, and how that is written.
    #[must_use]
    pub fn restated(mut self, level: f64, text: impl Into<String>) -> Self {
        if let Some(last) = self.points.last_mut() {
            last.restated = Some((level, text.into()));
        }
        self
    }

    pub(in crate::present) fn markup(&self) -> Markup {
        let body = Range::of(&self.points).map(|range| self.body(&range));
        let said = self.points.iter().map(|point| {
            let version = point.version.as_ref();
            let mark = version.map_or_else(String::new, |version| format!("{version}, "));
            let (when, text) = (&point.when, &point.text);
            match &point.restated {
                Some((_, restated)) => format!("{mark}{when}: {text} ({restated})"),
                None => format!("{mark}{when}: {text}"),
            }
        });
        let said: Vec<String> = said.collect();
        let foot = if self.is_one_line() { FOOT } else { FOOT + 20 };
        let height = to_pixels(HEAD + PLOT) + foot;
        self.frame.around(
            &self.title,
            &said.join("; "),
            (None, height),
            &body.unwrap_or_default(),
        )
    }

    fn body(&self, range: &Range<'_>) -> Markup {
        let last = self.points.len().saturating_sub(1);
        let place = |at: usize| self.frame.across(along(at, last));
        let lines = |series: &[Option<f64>]| -> Vec<[(usize, f64); 2]> {
            // A gap is a gap: what is missing is not drawn through.
            let pairs = series.windows(2).enumerate();
            pairs
                .filter_map(|(at, pair)| match pair {
                    [Some(from), Some(to)] => Some([(at, *from), (at + 1, *to)]),
                    _ => None,
                })
                .collect()
        };
        let issued: Vec<Option<f64>> = self
            .points
            .iter()
            .map(|point| Some(point.level).filter(|level| level.is_finite()))
            .collect();
        let restated: Vec<Option<f64>> = self
            .points
            .iter()
            .map(|point| Some(point.restated.as_ref()?.0).filter(|level| level.is_finite()))
            .collect();
        let has_points = self.points.len() <= MOST_POINTS;
        // Of so many, a thin line shows more.
        let fine = if has_points { "" } else { " scoreshift-fine" };
        let bottom = to_pixels(HEAD + PLOT);
        html! {
            @for (level, _) in range.ends() {
                line class="scoreshift-rail" x1="0" x2="100%" y1=(range.down(level)) y2=(range.down(level))
                    stroke="currentColor" stroke-opacity="0.2" {}
            }
            (self.marks(last))
            @for [from, to] in lines(&restated) {
                line class={ "scoreshift-restated" (fine) } x1=(place(from.0)) x2=(place(to.0)) y1=(range.down(from.1)) y2=(range.down(to.1))
                    stroke="currentColor" stroke-dasharray="5 4" {}
            }
            @for [from, to] in lines(&issued) {
                line class={ "scoreshift-series" (fine) } x1=(place(from.0)) x2=(place(to.0)) y1=(range.down(from.1)) y2=(range.down(to.1))
                    stroke="currentColor" {}
            }
            @if has_points {
                @for (at, level) in restated.iter().enumerate() {
                    @if let Some(level) = level {
                        circle class="scoreshift-hollow" cx=(place(at)) cy=(range.down(*level)) r="4" fill=(self.frame.paper())
                            stroke="currentColor" {}
                    }
                }
                @for (at, level) in issued.iter().enumerate() {
                    @if let Some(level) = level {
                        circle class="scoreshift-point" cx=(place(at)) cy=(range.down(*level)) r="4" fill="currentColor" {}
                    }
                }
            }
            // Last, so that no line crosses them.
            @for (level, text) in range.ends() {
                text class="scoreshift-label" x=(self.frame.start()) y=(range.down(level) - 6.0) text-anchor="start" {
                    (self.frame.isolated(text))
                }
            }
            (self.days(bottom + 18))
        }
    }

    /// The marks at changes of version, each with its label above the scores.
    fn marks(&self, last: usize) -> Markup {
        let marks = self.points.iter().enumerate();
        let marks = marks.filter_map(|(at, point)| Some((at, point.version.as_ref()?)));
        let lines = (0..LINES).cycle();
        html! {
            @for ((at, label), line) in marks.zip(lines) {
                @let share = along(at, last);
                @let top = f64::from(line) * LINE;
                // A label stands on the side of its mark where there is room.
                @let anchor = if share > 0.5 { "end" } else { "start" };
                @let side = if (share > 0.5) == self.frame.is_mirrored() { "6" } else { "-6" };
                line class="scoreshift-lead" x1=(self.frame.across(share)) x2=(self.frame.across(share)) y1=(top)
                    y2=(HEAD + PLOT) stroke="currentColor" stroke-dasharray="2 3" {}
                text class="scoreshift-label scoreshift-version" x=(self.frame.across(share)) dx=(side) y=(top + 12.0)
                    text-anchor=(anchor) { (self.frame.isolated(label)) }
            }
        }
    }

    /// Whether the first and the last day fit on one line.
    fn is_one_line(&self) -> bool {
        let ends = [self.points.first(), self.points.last()];
        let room: u32 = ends.into_iter().flatten().map(|end| width(&end.when)).sum();
        self.points.len() < 2 || room + 12 <= self.frame.room()
    }

    /// The first and the last day; one below the other where both do not fit.
    fn days(&self, top: u32) -> Markup {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return html! {};
        };
        let below = if self.is_one_line() { top } else { top + 20 };
        html! {
            @if self.points.len() > 1 {
                text class="scoreshift-label" x=(self.frame.start()) y=(top) text-anchor="start" {
                    (self.frame.isolated(&first.when))
                }
            }
            text class="scoreshift-label" x=(self.frame.end()) y=(below) text-anchor="end" {
                (self.frame.isolated(&last.when))
            }
        }
    }
}

framed!(Timeline: language width);

/// The lowest and the highest level of all, with how each is written.
struct Range<'t> {
    low: (f64, &'t str),
    high: (f64, &'t str),
}

impl<'t> Range<'t> {
    fn of(points: &'t [Point]) -> Option<Self> {
        let levels = points.iter().flat_map(|point| {
            let restated = point.restated.as_ref();
            let restated = restated.map(|(level, text)| (*level, text.as_str()));
            [Some((point.level, point.text.as_str())), restated]
        });
        let levels = || {
            levels
                .clone()
                .flatten()
                .filter(|(level, _)| level.is_finite())
        };
        Some(Self {
            low: levels().min_by(|a, b| a.0.total_cmp(&b.0))?,
            high: levels().max_by(|a, b| a.0.total_cmp(&b.0))?,
        })
    }

    /// The levels that have a line and a label of their own.
    fn ends(&self) -> Vec<(f64, &'t str)> {
        if self.low.0 < self.high.0 {
            vec![self.high, self.low]
        } else {
            vec![self.high]
        }
    }

    /// How far from the top a level stands.
    fn down(&self, level: f64) -> f64 {
        let span = self.high.0 - self.low.0;
        let share = if span > 0.0 && span.is_finite() {
            (level - self.low.0) / span
        } else {
            0.5
        };
        let down = HEAD + 8.0 + (PLOT - 16.0) * (1.0 - share);
        (down * 10.0).round() / 10.0
    }
}

/// Where one of so many scores stands, with a margin for its point.
#[allow(clippy::cast_precision_loss, reason = "it is a place on a screen")]
fn along(at: usize, last: usize) -> f64 {
    if last == 0 {
        0.5
    } else {
        0.02 + 0.96 * (at as f64 / last as f64)
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few hundred"
)]
fn to_pixels(height: f64) -> u32 {
    height as u32
}
