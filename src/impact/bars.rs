//! Histograms as people read them: with few bars.

use super::{Bar, Slice};

impl Slice<'_> {
    /// The histogram of moves in about so many bars of one width, with those that are empty between others.
    pub(crate) fn bars(&self, most: u32) -> Vec<Bar> {
        let bars = wider(&self.histogram(), most);
        let sizes = bars.iter().map(|bar| (bar.to - bar.from).abs());
        let width = sizes.fold(0.0, f64::max);
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
            return bars;
        };
        if width == 0.0 {
            return bars;
        }
        let mut filled = Vec::new();
        let mut at = (first.to / width).round();
        let end = (last.to / width).round();
        let mut known = bars.iter().peekable();
        while at <= end {
            let is_here = |bar: &&Bar| (bar.to / width).round() == at;
            filled.push(match known.next_if(is_here) {
                Some(bar) => *bar,
                None if at == 0.0 => Bar {
                    from: 0.0,
                    to: 0.0,
                    weight: 0.0,
                },
                None => Bar {
                    from: (at - at.signum()) * width,
                    to: at * width,
                    weight: 0.0,
                },
            });
            at += 1.0;
        }
        filled
    }
}

/// Bars so wide that there are few of them: twice, five times, ten times, … as wide.
pub(super) fn wider(bars: &[Bar], most: u32) -> Vec<Bar> {
    let width = bars
        .iter()
        .map(|bar| (bar.to - bar.from).abs())
        .find(|width| *width > 0.0);
    let Some(width) = width else {
        return bars.to_vec();
    };
    let number = |bar: &Bar| (bar.to / width).round();
    let mut factor = 1.0;
    for step in [2.0, 2.5, 2.0].into_iter().cycle() {
        let first = bars.first().map_or(0.0, &number) / factor;
        let last = bars.last().map_or(0.0, &number) / factor;
        if last.ceil() - first.floor() <= f64::from(most) {
            break;
        }
        factor *= step;
    }
    let mut merged: Vec<Bar> = Vec::new();
    for bar in bars {
        let at = number(bar) / factor;
        let at = if at < 0.0 { at.floor() } else { at.ceil() };
        let to = at * factor * width;
        let from = if at == 0.0 {
            0.0
        } else {
            (at - at.signum()) * factor * width
        };
        match merged.last_mut() {
            Some(last) if last.to == to => last.weight += bar.weight,
            _ => merged.push(Bar { from, to, ..*bar }),
        }
    }
    merged
}
