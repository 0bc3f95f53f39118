//! All figures of an impact as data: what a [`Slice`] says, under the names of its methods.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::mass::{WeightedCount, real};
use crate::{
    impact::{Distribution, Impact, Slice},
    path::printable,
};

/// The quantiles that a report gives.
pub const QUANTILES: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/// All figures of an [`Impact`] as plain data, for JSON and tables; made by [`Impact::report`], and of use through serde.
///
/// # Stored form
///
/// An object with `schema`, which is `scoreshift-impact-1`, the two versions and their scales, `mode` and `resolution`,
/// `bands` by name with their thresholds, the [`Slice`]s `whole` and `segments`, and the `failures` and `reasons` of those who
/// are not part of the figures.
#[derive(Clone, Copy, Debug)]
pub struct ImpactReport<'i>(&'i Impact);

/// How many move by more than a bound.
#[derive(Serialize)]
struct Exceedance {
    points: f64,
    who: WeightedCount,
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
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.run(&people)?;
    /// let report = serde_json::to_value(impact.report())?;
    /// assert_eq!(report["whole"]["scored"]["subjects"], 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn report(&self) -> ImpactReport<'_> {
        ImpactReport(self)
    }
}

impl Serialize for ImpactReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let impact = self.0;
        let bands = impact.bands();
        let names = (0..bands.count()).map(|band| printable(&bands.name(band)));
        let segments = impact.segments().map(|(_, _, slice)| slice);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", "scoreshift-impact-1")?;
        map.serialize_entry("before", impact.model_before())?;
        map.serialize_entry("after", impact.model_after())?;
        map.serialize_entry("scale_before", &impact.scale_before())?;
        map.serialize_entry("scale_after", &impact.scale_after())?;
        map.serialize_entry("mode", &impact.mode())?;
        map.serialize_entry("resolution", &impact.resolution())?;
        map.serialize_entry("bands", &names.collect::<Vec<_>>())?;
        map.serialize_entry("thresholds_before", bands.limits())?;
        map.serialize_entry("thresholds_after", bands.limits_after())?;
        map.serialize_entry("whole", &impact.whole())?;
        map.serialize_entry("segments", &segments.collect::<Vec<_>>())?;
        map.serialize_entry("failures", &impact.failures().collect::<Vec<_>>())?;
        map.serialize_entry("reasons", &impact.reasons().collect::<Vec<_>>())?;
        map.end()
    }
}

/// Each figure under the name of its method; before them, of a segment, its `dimension` and `value`.
impl Serialize for Slice<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let any = self.scored().subjects > 0;
        let some = |of: Distribution| any.then_some(of);
        let beyond = |bounds: &[i64], masses: &[WeightedCount]| -> Vec<Exceedance> {
            let bounds = bounds.iter().enumerate();
            bounds
                .map(|(at, bound)| Exceedance {
                    points: real(bound.unsigned_abs()) / 1e6,
                    who: masses.get(at).copied().unwrap_or_default(),
                })
                .collect()
        };
        let mut map = serializer.serialize_map(None)?;
        if let Some((dimension, value)) = self.segment() {
            map.serialize_entry("dimension", dimension)?;
            map.serialize_entry("value", value)?;
        }
        map.serialize_entry("scored", &self.scored())?;
        map.serialize_entry("failed", &self.failed())?;
        map.serialize_entry("lost", &self.lost())?;
        map.serialize_entry("gained", &self.gained())?;
        map.serialize_entry("neither", &self.neither())?;
        map.serialize_entry("exactly", &self.exactly())?;
        map.serialize_entry("as_shown", &self.as_shown())?;
        map.serialize_entry("before", &some(self.before()))?;
        map.serialize_entry("after", &some(self.after()))?;
        map.serialize_entry("moves", &some(self.moves()))?;
        map.serialize_entry("mean_move_micro", &self.mean_move_micro())?;
        map.serialize_entry("intervals", &self.intervals())?;
        map.serialize_entry("composition", &self.composition())?;
        map.serialize_entry("histogram", &self.histogram())?;
        map.serialize_entry(
            "falls",
            &beyond(&self.heading().in_micro.falls, &self.group().falls),
        )?;
        map.serialize_entry(
            "rises",
            &beyond(&self.heading().in_micro.rises, &self.group().rises),
        )?;
        map.serialize_entry("crossings", &self.crossings())?;
        map.serialize_entry("by_band", &self.by_band())?;
        map.serialize_entry("by_tenth", &self.by_tenth())?;
        map.serialize_entry("stability", &self.stability())?;
        map.serialize_entry("ranks", &self.ranks().filter(|_| any))?;
        map.serialize_entry("why", &self.why())?;
        map.serialize_entry("falling", self.falling())?;
        map.serialize_entry("rising", self.rising())?;
        map.end()
    }
}

/// Mean, standard deviation, least and largest value in points, and for each p of [`QUANTILES`] a pair of p and the quantile
/// of type 7.
impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("mean", &self.mean())?;
        map.serialize_entry("standard_deviation", &self.standard_deviation())?;
        map.serialize_entry("min", &self.min())?;
        map.serialize_entry("max", &self.max())?;
        map.serialize_entry("quantiles", &QUANTILES.map(|p| (p, self.quantile(p))))?;
        map.end()
    }
}
