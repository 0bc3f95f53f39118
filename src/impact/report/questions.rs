//! What a study asks, as data.

use serde::{Deserialize, Serialize};

use crate::score::Bands;

/// How the figures of a report are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// That the subjects are a random sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Sample {
    /// Of how many; none where they are so many more than the sample that it does not matter.
    pub of: Option<u64>,
}

/// What a [`Study`](crate::impact::Study) asks of a population, as data: the builder's methods set it, a file holds it, and every
/// part of a report carries it.
///
/// # Stored form
///
/// An object with a field for each question; what is left out is as by default, and a field that there is none of is an
/// error. Values are checked where they are used, by [`Study::prepare`](crate::impact::Study::prepare).
///
/// # Examples
///
/// ```
/// use scoreshift::{impact::Questions, influence::{self, Network, Profile}};
///
/// let asked: Questions = serde_json::from_str(
///     r#"{"by_change": true, "falls": [5, 10], "bands": {"limits": ["20", "50"], "names": ["low", "middle", "high"]}}"#,
/// )?;
/// let study = influence::lineage().impact("1.0.0", "2.0.0")?.asking(asked);
///
/// let ann = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
/// let impact = study.run([("ann", ann)])?;
/// assert_eq!(impact.bands().count(), 3);
/// assert!(impact.whole().falls_beyond(5.0).is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Questions {
    /// How the figures are kept; see [`Study::exact`](crate::impact::Study::exact).
    pub mode: Mode,
    /// How finely streamed quantiles are told, in points; see [`Study::resolution`](crate::impact::Study::resolution).
    pub resolution: Option<f64>,
    /// The bands whose crossings are counted; without them those of the scales. See [`Study::bands`](crate::impact::Study::bands).
    pub bands: Option<Bands>,
    /// Whether it is measured what each named change did; see [`Study::by_change`](crate::impact::Study::by_change).
    pub by_change: bool,
    /// How many segments of a place's name are told apart; see [`Study::by_place`](crate::impact::Study::by_place).
    pub by_place: Option<usize>,
    /// Falls of more than so many points are counted; see [`Study::count_falls`](crate::impact::Study::count_falls).
    pub falls: Vec<f64>,
    /// Rises of more than so many points are counted.
    pub rises: Vec<f64>,
    /// How many of the subjects that rose and fell most are kept; see [`Study::movers`](crate::impact::Study::movers).
    pub movers: usize,
    /// Whether these are explained; see [`Study::explain_movers`](crate::impact::Study::explain_movers).
    pub explain_movers: bool,
    /// How many failures are kept with key and reason; see [`Study::failures`](crate::impact::Study::failures).
    pub failures: usize,
    /// How many segments there may be; see [`Study::segments`](crate::impact::Study::segments).
    pub segments: usize,
    /// Whether the subjects are a sample of those that are asked about, and of how many; see
    /// [`Study::sampled`](crate::impact::Study::sampled).
    pub sample: Option<Sample>,
    /// Whether the first failure ends the run; see [`Study::stop_at_failure`](crate::impact::Study::stop_at_failure).
    pub stop_at_failure: bool,
}

impl Default for Questions {
    fn default() -> Self {
        Self {
            mode: Mode::Streaming,
            resolution: None,
            bands: None,
            by_change: false,
            by_place: None,
            falls: Vec::new(),
            rises: Vec::new(),
            movers: 10,
            explain_movers: false,
            failures: 100,
            segments: 1000,
            sample: None,
            stop_at_failure: false,
        }
    }
}
