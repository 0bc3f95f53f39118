//! What a report is about: only reports of one setup can be merged.

use semver::Version;
use serde::Serialize;

use super::Bands;
use crate::{
    id::ModelId,
    lineage::ChangeKind,
    score::{self, MICRO, Scale},
};

/// How the figures of a report are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mode {
    /// In bins: memory does not grow with the population. Quantiles, rebased thresholds and the stability index are to
    /// the stated resolution, and there are no rank statistics. Needs bounded scales.
    #[default]
    Streaming,
    /// With both scores of every subject, 16 bytes each and as many again for each of its segments (24 where subjects
    /// have weights): every figure is exact.
    Exact,
}

/// A named change whose effect on the population is measured.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ChangeHead {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) sentence: String,
    pub(super) kind: ChangeKind,
    pub(super) release: Version,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setup {
    pub(super) before: ModelId,
    pub(super) after: ModelId,
    pub(super) scale_before: Scale,
    pub(super) scale_after: Scale,
    /// [`origin`](Self::origin) of both, which every subject asks for.
    pub(super) origins: [i64; 2],
    /// Micro-points in the last digit that is shown, of both.
    pub(super) units: [i64; 2],
    pub(super) mode: Mode,
    /// Micro-points in a bin.
    pub(super) resolution: i64,
    /// Micro-points in a bar of the histogram of moves.
    pub(super) bar: i64,
    pub(super) bands: Bands,
    /// Falls and rises of more than this many micro-points are counted.
    pub(super) falls: Vec<i64>,
    pub(super) rises: Vec<i64>,
    pub(super) movers: usize,
    pub(super) failures: usize,
    pub(super) segments: usize,
    pub(super) changes: Option<Vec<ChangeHead>>,
    /// How many segments of a place's name are told apart, where places are asked for.
    pub(super) places: Option<usize>,
}

impl Setup {
    /// How many movers are kept in each direction: one at least, for the largest move is that of the first.
    pub(super) fn kept_movers(&self) -> usize {
        self.movers.max(1)
    }

    /// Where the bins of a version's scores begin, in micro-points.
    pub(super) fn origin(scale: Scale) -> i64 {
        score::micro(scale.min()).unwrap_or(0)
    }

    /// Micro-points in the last digit that is shown.
    pub(super) fn unit(scale: Scale) -> i64 {
        MICRO / 10_i64.pow(u32::from(scale.shown_decimals()))
    }

    /// The bin of a score before, counted from its scale's least value.
    #[inline]
    pub(super) fn bin_before(&self, micro: i64) -> i64 {
        (micro - self.origins[0] + self.resolution / 2).div_euclid(self.resolution)
    }

    /// The bin of a score after, counted from its scale's least value.
    #[inline]
    pub(super) fn bin_after(&self, micro: i64) -> i64 {
        (micro - self.origins[1] + self.resolution / 2).div_euclid(self.resolution)
    }

    /// The middle of a bin in micro-points.
    pub(super) fn middle(&self, scale: Scale, bin: i64) -> i64 {
        Self::origin(scale) + bin * self.resolution
    }

    /// The bin of a move: the same for a fall as for the rise back.
    #[inline]
    pub(super) fn move_bin(&self, micro: i64) -> i64 {
        let size = (micro.abs() + self.resolution / 2) / self.resolution;
        if micro < 0 { -size } else { size }
    }

    /// The bar of a move: 0 if it did not move, k for a rise of more than k − 1 bars and at most k.
    #[inline]
    pub(super) fn bar_of(&self, micro: i64, moved: f64) -> i64 {
        if moved == 0.0 {
            return 0;
        }
        let size = ((micro.abs() + self.bar - 1) / self.bar).max(1);
        if moved < 0.0 { -size } else { size }
    }

    /// The default resolution: a hundredth of a point, or finer where the scale is short or shows more digits.
    pub(super) fn default_resolution(scales: [Scale; 2]) -> i64 {
        let mut resolution = MICRO / 100;
        for scale in scales {
            let span = score::micro(scale.span()).unwrap_or(i64::MAX);
            let shown = Self::unit(scale);
            while resolution > 1 && (resolution > span / 10_000 || resolution > shown) {
                resolution /= 10;
            }
        }
        resolution
    }

    /// The default width of a bar: a hundredth of the scale as a round number, and at least a shown digit.
    pub(super) fn default_bar(scales: [Scale; 2]) -> i64 {
        let mut bar = 1;
        for scale in scales {
            let shown = Self::unit(scale);
            let span = if scale.span() == scale.max() - scale.min() {
                score::micro(scale.span()).unwrap_or(i64::MAX)
            } else {
                shown
            };
            bar = bar.max(round_down(span / 100)).max(shown);
        }
        bar
    }
}

/// The largest of 1, 2, 5, 10, 20, … that is not larger.
fn round_down(value: i64) -> i64 {
    let mut power = 1;
    while value / 10 >= power {
        power *= 10;
    }
    [5, 2]
        .into_iter()
        .map(|digit| digit * power)
        .find(|round| *round <= value)
        .unwrap_or(power)
}
