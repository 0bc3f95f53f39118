//! The bars of rows, on one axis.

use maud::{Markup, html};

use crate::present::{Amount, LocalizedMessage, Row, TextDirection, render::svg::banded};

/// From where to where the bars of a message reach, as one axis for all of its rows.
pub(super) struct Axis {
    low: i64,
    high: i64,
    is_mirrored: bool,
}

impl Axis {
    pub(super) fn of(localized: &LocalizedMessage) -> Self {
        let mut axis = Self {
            low: 0,
            high: 0,
            is_mirrored: localized.direction == TextDirection::RightToLeft,
        };
        for shown in localized.all_rows().filter_map(|row| row.amount.shown()) {
            axis.low = axis.low.min(shown.units);
            axis.high = axis.high.max(shown.units);
        }
        axis
    }

    /// The bar of a row: its length is that of the points beside it, or one of three where these are not told.
    pub(super) fn bar(&self, row: &Row<String>) -> Markup {
        let (zero, end) = match &row.amount {
            Amount::Points(points) => (self.at(0), self.at(points.shown.units)),
            Amount::Banded { band, sign, .. } => (0.5, 0.5 + banded(*band, *sign)),
        };
        let [zero, end] = [zero, end].map(|at| if self.is_mirrored { 1.0 - at } else { at });
        let length = (end - zero).abs();
        html! {
            svg class="scoreshift-row-bar" width="100%" height="10" aria-hidden="true" {
                line class="scoreshift-rail" x1=(percent(zero)) x2=(percent(zero)) y1="0" y2="10" {}
                @if length > 0.0 {
                    rect class="scoreshift-bar" x=(percent(zero.min(end))) y="2" width=(percent(length)) height="6" {}
                }
            }
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "it is a place on a screen")]
    fn at(&self, units: i64) -> f64 {
        let span = i128::from(self.high) - i128::from(self.low);
        if span == 0 {
            return 0.5;
        }
        (i128::from(units) - i128::from(self.low)) as f64 / span as f64
    }
}

/// A bar as long as a count is, beside the largest.
#[allow(clippy::cast_precision_loss, reason = "it is a place on a screen")]
pub(super) fn length(count: u64, most: u64, is_mirrored: bool) -> Markup {
    let share = if most == 0 {
        0.0
    } else {
        count as f64 / most as f64
    };
    let start = if is_mirrored { 1.0 - share } else { 0.0 };
    html! {
        svg class="scoreshift-row-bar" width="100%" height="10" aria-hidden="true" {
            @if share > 0.0 {
                rect class="scoreshift-bar" x=(percent(start)) y="1" width=(percent(share)) height="8" {}
            }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.2}%", 100.0 * share)
}
