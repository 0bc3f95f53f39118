//! What a report is about: only reports of one setup can be merged.

use semver::Version;
use serde::Serialize;

use super::{Bands, mass::real};
use crate::{
    id::ModelId,
    lineage::ChangeKind,
    score::{self, MICRO, Scale},
};

/// Bins by default: each takes eight bytes if somebody is in it or near it.
const MOST_BINS: f64 = 1e7;

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
    pub(super) fn origin(scale: &Scale) -> i64 {
        score::micro(scale.min()).unwrap_or(0)
    }

    /// Micro-points in the last digit that is shown.
    pub(super) fn unit(scale: &Scale) -> i64 {
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
    pub(super) fn middle(&self, scale: &Scale, bin: i64) -> i64 {
        Self::origin(scale) + bin * self.resolution
    }

    /// The bin of a move: the same for a fall as for the rise back.
    #[inline]
    pub(super) fn move_bin(&self, micro: i64) -> i64 {
        let size = (micro.abs() + self.resolution / 2) / self.resolution;
        if micro < 0 { -size } else { size }
    }

    /// The farthest that anything can move on these scales, in millionths of a point.
    pub(super) fn farthest(&self) -> i64 {
        let end = |points: f64| score::micro(points).unwrap_or(0);
        let [before, after] = [&self.scale_before, &self.scale_after];
        let (fall, rise) = (
            end(before.max()) - end(after.min()),
            end(after.max()) - end(before.min()),
        );
        fall.abs().max(rise.abs())
    }

    /// The default resolution: a hundredth of a point; finer where a scale is short or shows more digits, and coarser where
    /// it is so long that it would have more than [`MOST_BINS`].
    pub(super) fn default_resolution(scales: &[Scale; 2]) -> i64 {
        let mut resolution = MICRO / 100;
        for scale in scales {
            let span = score::micro(scale.span()).unwrap_or(i64::MAX);
            let shown = Self::unit(scale);
            while resolution > 1 && (resolution > span / 10_000 || resolution > shown) {
                resolution /= 10;
            }
        }
        let spans = scales
            .each_ref()
            .map(|scale| (scale.max() - scale.min()) * 1e6);
        let [shortest, longest] = [f64::min, f64::max].map(|of| of(spans[0], spans[1]));
        // The shorter of two scales is still to be told in ten thousand bins.
        while longest.is_finite()
            && longest > MOST_BINS * real(resolution.unsigned_abs())
            && shortest >= 1e5 * real(resolution.unsigned_abs())
        {
            resolution *= 10;
        }
        resolution
    }
}
