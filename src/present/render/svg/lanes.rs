//! Rows of a chart: a label and a figure on a line of their own, and a drawing below them.

use maud::{Markup, html};

use super::{
    frame::{Frame, Hue, percent},
    measure::{width, wrapped},
};

/// A row of a chart.
pub(super) struct Lane<'t> {
    pub(super) label: &'t str,
    pub(super) figure: &'t str,
    pub(super) hue: Hue,
    pub(super) drawing: Drawing,
}

/// What stands below a label. Positions are from 0 to 1 in the direction of reading.
#[derive(Clone, Copy)]
pub(super) enum Drawing {
    /// Nothing.
    Nothing,
    /// A level.
    Pin(f64),
    /// From one position to another, with a head.
    Arrow(f64, f64),
    /// From the start; none has no length.
    Bar(Option<f64>),
}

const LINE: u32 = 20;
const LANE: u32 = 20;
const GAP: u32 = 16;
/// What is too small to be seen is drawn this wide.
const LEAST: f64 = 0.008;
/// Labels have at most this many lines.
const MOST_LINES: usize = 2;

/// The rows below each other, and how high they are.
///
/// Lines lead from the end of each drawing to the next, where there is one.
pub(super) fn stacked(frame: &Frame, lanes: &[Lane<'_>], is_connected: bool) -> (Markup, u32) {
    let mut top = 0;
    let mut connectors: Vec<(f64, u32, u32)> = Vec::new();
    let mut last: Option<(f64, u32)> = None;
    let mut drawn = Vec::new();
    for lane in lanes {
        let text = Text::of(frame, lane);
        let height = text.height();
        let middle = top + height + LANE / 2;
        let (begins, ends) = match lane.drawing {
            Drawing::Pin(at) => (Some(at), Some(at)),
            Drawing::Arrow(from, to) => (Some(from), Some(to)),
            Drawing::Nothing | Drawing::Bar(_) => (None, None),
        };
        if let (true, Some((at, above)), Some(_)) = (is_connected, last, begins) {
            // No line crosses a text.
            connectors.push((at, above, top));
            connectors.push((at, top + height, middle));
        }
        last = ends.map(|at| (at, middle));
        drawn.push(html! {
            g class=(lane.hue.class()) color=[frame.colour(lane.hue)] fill="currentColor" {
                (text.markup(frame, lane, top))
                (drawing(frame, lane.drawing, middle))
            }
        });
        top += height + GAP;
        if !matches!(lane.drawing, Drawing::Nothing) {
            top += LANE;
        }
    }
    let markup = html! {
        @for (at, from, to) in connectors {
            line class="scoreshift-lead" x1=(frame.across(at)) x2=(frame.across(at)) y1=(from) y2=(to)
                stroke="currentColor" stroke-dasharray="2 3" {}
        }
        @for lane in drawn { (lane) }
    };
    (markup, top.saturating_sub(GAP).max(1))
}

/// A label in lines, and whether its figure has a line of its own.
struct Text {
    lines: Vec<String>,
    is_cut: bool,
    is_figure_below: bool,
}

impl Text {
    fn of(frame: &Frame, lane: &Lane<'_>) -> Self {
        let (room, figure) = (frame.room(), width(lane.figure));
        let is_figure_below = 2 * figure > room;
        let left = if is_figure_below {
            room
        } else {
            room - figure - 12
        };
        let (lines, is_cut) = wrapped(lane.label, left, MOST_LINES);
        Self {
            lines,
            is_cut,
            is_figure_below,
        }
    }

    fn height(&self) -> u32 {
        let lines = self.lines.len() + usize::from(self.is_figure_below);
        LINE * u32::try_from(lines).unwrap_or(1)
    }

    fn markup(&self, frame: &Frame, lane: &Lane<'_>, top: u32) -> Markup {
        let below = if self.is_figure_below {
            self.height() - LINE
        } else {
            0
        };
        html! {
            text class="scoreshift-label" x=(frame.start()) y=(top + 15) fill=(frame.ink()) {
                @if self.is_cut { title { (super::clean(lane.label)) } }
                @for (index, line) in self.lines.iter().enumerate() {
                    tspan x=(frame.start()) dy=(if index == 0 { 0 } else { LINE }) { (frame.isolated(line)) }
                }
            }
            text class="scoreshift-figure" x=(frame.end()) y=(top + 15 + below) text-anchor="end" font-weight="bold" {
                (frame.isolated(lane.figure))
            }
        }
    }
}

fn drawing(frame: &Frame, drawing: Drawing, middle: u32) -> Markup {
    let rail = || {
        html! {
            line class="scoreshift-rail" x1="0" x2="100%" y1=(middle) y2=(middle) stroke="currentColor"
                stroke-opacity="0.2" {}
        }
    };
    match drawing {
        Drawing::Nothing => html! {},
        Drawing::Pin(at) => html! {
            (rail())
            circle class="scoreshift-pin" cx=(frame.across(at)) cy=(middle) r="6" {}
        },
        Drawing::Bar(to) => html! {
            (rail())
            @if let Some(length) = to.map(|to| to.max(LEAST)) {
                @let left = if frame.is_mirrored() { 1.0 - length } else { 0.0 };
                rect class="scoreshift-bar" x=(percent(left)) y=(middle - 6) width=(percent(length)) height="12" {}
            }
        },
        Drawing::Arrow(from, to) => {
            let is_rightward = (to > from) != frame.is_mirrored();
            let (from, to) = if frame.is_mirrored() {
                (1.0 - from, 1.0 - to)
            } else {
                (from, to)
            };
            let length = (to - from).abs().max(LEAST);
            let left = if is_rightward { to - length } else { to };
            // The head is what is left of the bar without its corners.
            let (tip, corners) = if is_rightward {
                ("100%", "M1-8H-9L0 0L-9 8H1Z")
            } else {
                ("0", "M-1-8H9L0 0L9 8H-1Z")
            };
            html! {
                (rail())
                svg x=(percent(left)) y=(middle) width=(percent(length)) height="1" overflow="visible" {
                    rect class="scoreshift-bar" y="-7" width="100%" height="14" {}
                    svg x=(tip) overflow="visible" {
                        path class="scoreshift-paper" d=(corners) fill=(frame.paper()) {}
                    }
                }
            }
        }
    }
}
