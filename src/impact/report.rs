//! All figures of an impact as data.

use serde::Serialize;

use super::{
    Bar, Composition, Directions, Distribution, Failure, Impact, Intervals, MeanAttribution, Mode,
    Mover, Ranks, Reason, Slice, Stability, Stood,
    mass::{WeightedCount, real},
};
use crate::{id::ModelId, path::printable, score::Scale};

/// The quantiles that a report gives.
pub const QUANTILES: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/// All figures of an [`Impact`] as plain data, for JSON and tables; made by [`Impact::report`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ImpactReport {
    /// The form of this data: `scoreshift-impact-1`.
    pub schema: &'static str,
    /// The version before.
    pub before: ModelId,
    /// The version after.
    pub after: ModelId,
    /// The scale of the scores before.
    pub scale_before: Scale,
    /// The scale of the scores after.
    pub scale_after: Scale,
    /// How the figures were kept.
    pub mode: Mode,
    /// How finely quantiles are told, in points; none in exact mode.
    pub resolution: Option<f64>,
    /// What the bands of the crossings are called, lowest first.
    pub bands: Vec<String>,
    /// The thresholds between the bands before, in points.
    pub thresholds_before: Vec<f64>,
    /// The thresholds between the bands after, in points.
    pub thresholds_after: Vec<f64>,
    /// All subjects.
    pub whole: GroupReport,
    /// Every segment, by dimension and value.
    pub segments: Vec<SegmentReport>,
    /// The failures that were kept.
    pub failures: Vec<Failure>,
    /// See [`Impact::reasons`].
    pub reasons: Vec<Reason>,
}

/// The figures of one segment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SegmentReport {
    /// The dimension, such as `country`.
    pub dimension: String,
    /// The value, such as `PL`.
    pub value: String,
    /// The figures.
    #[serde(flatten)]
    pub figures: GroupReport,
}

/// The figures of a group of subjects; each is described at the method of [`Slice`] of the same name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GroupReport {
    /// See [`Slice::scored`].
    pub scored: WeightedCount,
    /// See [`Slice::failed`].
    pub failed: u64,
    /// See [`Slice::lost`].
    pub lost: WeightedCount,
    /// See [`Slice::gained`].
    pub gained: WeightedCount,
    /// See [`Slice::neither`].
    pub neither: WeightedCount,
    /// See [`Slice::exactly`].
    pub exactly: Directions,
    /// See [`Slice::as_shown`].
    pub as_shown: Directions,
    /// The scores before; none if nobody was scored, as the next two.
    pub before: Option<DistributionReport>,
    /// The scores after.
    pub after: Option<DistributionReport>,
    /// The moves, after − before.
    pub moves: Option<DistributionReport>,
    /// See [`Slice::mean_move_micro`].
    pub mean_move_micro: i64,
    /// See [`Slice::intervals`].
    pub intervals: Option<Intervals>,
    /// See [`Slice::composition`].
    pub composition: Option<Composition>,
    /// See [`Slice::histogram`].
    pub histogram: Vec<Bar>,
    /// Who fell by more than each bound that was asked for, in points, rising.
    pub falls: Vec<Exceedance>,
    /// Who rose by more than each bound that was asked for.
    pub rises: Vec<Exceedance>,
    /// See [`Slice::crossings`].
    pub crossings: Vec<Vec<WeightedCount>>,
    /// See [`Slice::by_band`].
    pub by_band: Vec<Stood>,
    /// See [`Slice::by_tenth`].
    pub by_tenth: Vec<Stood>,
    /// See [`Slice::stability`].
    pub stability: Option<Stability>,
    /// See [`Slice::ranks`].
    pub ranks: Option<Ranks>,
    /// See [`Slice::why`].
    pub why: Option<MeanAttribution>,
    /// See [`Slice::falling`].
    pub falling: Vec<Mover>,
    /// See [`Slice::rising`].
    pub rising: Vec<Mover>,
}

/// How many move by more than a bound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Exceedance {
    /// The bound in points.
    pub points: f64,
    /// Who moves by more.
    pub who: WeightedCount,
}

/// A distribution in numbers, in points.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DistributionReport {
    /// The mean.
    pub mean: f64,
    /// The population's standard deviation.
    pub standard_deviation: f64,
    /// The least.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// Pairs of p and the quantile of type 7, for each p of [`QUANTILES`].
    pub quantiles: Vec<(f64, f64)>,
}

impl Impact {
    /// All figures as data.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let people = [("ann", Profile::new().with("Twitter", Network::new(900, 300, 12))?)];
    /// let report = influence::lineage().impact("1.0.0", "2.0.0")?.run(&people)?.report();
    /// assert_eq!(report.whole.scored.subjects, 1);
    /// println!("{}", serde_json::to_string_pretty(&report)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn report(&self) -> ImpactReport {
        let bands = self.bands();
        ImpactReport {
            schema: "scoreshift-impact-1",
            before: self.model_before().clone(),
            after: self.model_after().clone(),
            scale_before: self.scale_before(),
            scale_after: self.scale_after(),
            mode: self.mode(),
            resolution: self.resolution(),
            bands: (0..bands.count())
                .map(|band| printable(&bands.name(band)))
                .collect(),
            thresholds_before: bands.limits().to_vec(),
            thresholds_after: bands.limits_after().to_vec(),
            whole: group(self.whole()),
            segments: self
                .segments()
                .map(|(dimension, value, slice)| SegmentReport {
                    dimension: dimension.to_owned(),
                    value: value.to_owned(),
                    figures: group(slice),
                })
                .collect(),
            failures: self.failures().cloned().collect(),
            reasons: self.reasons().collect(),
        }
    }
}

fn group(slice: Slice<'_>) -> GroupReport {
    let any = slice.scored().subjects > 0;
    let some = |of: Distribution| any.then(|| distribution(&of));
    let beyond = |bounds: &[i64], masses: &[WeightedCount]| {
        let bounds = bounds.iter().enumerate();
        bounds
            .map(|(at, bound)| Exceedance {
                points: real(bound.unsigned_abs()) / 1e6,
                who: masses.get(at).copied().unwrap_or_default(),
            })
            .collect()
    };
    GroupReport {
        scored: slice.scored(),
        failed: slice.failed(),
        lost: slice.lost(),
        gained: slice.gained(),
        neither: slice.neither(),
        exactly: slice.exactly(),
        as_shown: slice.as_shown(),
        before: some(slice.before()),
        after: some(slice.after()),
        moves: some(slice.moves()),
        mean_move_micro: slice.mean_move_micro(),
        intervals: slice.intervals(),
        composition: slice.composition(),
        histogram: slice.histogram(),
        falls: beyond(&slice.setup().falls, &slice.group().falls),
        rises: beyond(&slice.setup().rises, &slice.group().rises),
        crossings: slice.crossings(),
        by_band: slice.by_band(),
        by_tenth: slice.by_tenth(),
        stability: slice.stability(),
        ranks: slice.ranks().filter(|_| any),
        why: slice.why(),
        falling: slice.falling().to_vec(),
        rising: slice.rising().to_vec(),
    }
}

fn distribution(of: &Distribution) -> DistributionReport {
    DistributionReport {
        mean: of.mean(),
        standard_deviation: of.standard_deviation(),
        min: of.min(),
        max: of.max(),
        quantiles: QUANTILES.map(|p| (p, of.quantile(p))).to_vec(),
    }
}
