//! What a study asks, as text that a query carries to wherever its rows are measured.

use scoreshift::{Lineage, impact::PreparedStudy, score::Bands};
use serde::{Deserialize, Serialize};

/// The questions of a study in whole numbers, which are read as they were written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Questions {
    resolution: i64,
    /// Thresholds before and after, as the bits of numbers.
    bands: [Vec<u64>; 2],
    falls: Vec<i64>,
    rises: Vec<i64>,
    movers: usize,
    by_change: bool,
}

impl Questions {
    pub(crate) fn of<I: ?Sized + 'static>(ready: &PreparedStudy<I>) -> Self {
        let bits = |thresholds: &[f64]| thresholds.iter().map(|at| at.to_bits()).collect();
        let bands = ready.bands();
        Self {
            resolution: ready.resolution_micro(),
            bands: [bits(bands.limits()), bits(bands.limits_after())],
            falls: ready.falls_micro().to_vec(),
            rises: ready.rises_micro().to_vec(),
            movers: ready.movers(),
            by_change: ready.changes().is_some(),
        }
    }

    /// Whether they ask what named changes did.
    pub(crate) fn asks_by_change(&self) -> bool {
        self.by_change
    }

    /// The same questions about two releases.
    pub(crate) fn ask<I: ?Sized + 'static>(
        &self,
        lineage: &Lineage<I>,
        [before, after]: [&str; 2],
    ) -> Result<PreparedStudy<I>, String> {
        let study = lineage.impact(before, after);
        let study = study.map_err(|error| error.to_string())?;
        let [old, new] = &self.bands;
        let thresholds = |bits: &[u64]| bits.iter().map(|bits| f64::from_bits(*bits)).collect();
        let (old, new): (Vec<f64>, Vec<f64>) = (thresholds(old), thresholds(new));
        let study = study
            .resolution(points(self.resolution))
            .bands(Bands::at(old).rebased(new))
            .count_falls(self.falls.iter().copied().map(points))
            .count_rises(self.rises.iter().copied().map(points))
            .movers(self.movers);
        let ready = if self.by_change {
            study.by_change().prepare()
        } else {
            study.prepare()
        };
        ready.map_err(|error| error.to_string())
    }
}

/// Millionths of a point in points: below 2⁵³, so they come back as they were.
#[allow(clippy::cast_precision_loss, reason = "at most 10¹⁴")]
fn points(micro: i64) -> f64 {
    micro as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scoreshift::{
        influence,
        score::{self, Bands},
    };

    use super::{Questions, points};

    #[test]
    fn questions_come_back_as_they_were() -> Result<(), Box<dyn std::error::Error>> {
        let lineage = influence::lineage();
        // Numbers that a text of decimal digits may not bring back.
        let thresholds = [0.1 + 0.2, 49.999_999_999_999_99, 71.000_000_000_000_01];
        let study = lineage
            .impact("1.0.0", "2.0.0")?
            .bands(Bands::at(thresholds).rebased([1.0, 2.0, 1e2_f64.sqrt()]))
            .count_falls([0.0, 0.000_001, 17.3])
            .count_rises([99.999_999])
            .resolution(0.000_007)
            .movers(3)
            .by_change();
        let asked = Questions::of(&study.prepare()?);
        let text = serde_json::to_string(&asked)?;
        let read: Questions = serde_json::from_str(&text)?;
        assert_eq!(read, asked);
        assert_eq!(
            Questions::of(&read.ask(&lineage, ["1.0.0", "2.0.0"])?),
            asked
        );
        Ok(())
    }

    proptest! {
        #[test]
        fn every_bound_comes_back(micro in 0_i64..=100_000_000_000_000) {
            prop_assert_eq!(score::micro(points(micro)), Ok(micro));
        }
    }
}
