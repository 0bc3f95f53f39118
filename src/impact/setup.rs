//! What a report is about: only reports of one setup can be merged.

use semver::Version;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{Bands, ImpactError, Mode, Questions, mass::real};
use crate::{
    id::ModelId,
    lineage::{ChangeKind, Fingerprint},
    score::{self, MICRO, Scale},
};

/// Steps of the scores before by which moves are told apart.
const MOST_STEPS: i64 = 20_000;

/// Bins by default: each takes eight bytes if somebody is in it or near it.
const MOST_BINS: f64 = 1e7;

/// A named change whose effect on the population is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeHead {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) sentence: String,
    pub(super) kind: ChangeKind,
    pub(super) release: Version,
}

/// One of the two versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Side {
    pub(super) model: ModelId,
    pub(super) scale: Scale,
    /// What the version does on its probes, where it has any.
    pub(super) fingerprint: Option<Fingerprint>,
}

/// What a report is about, as it is stored: the versions, and every question with its answer where the study left it open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    pub(super) before: Side,
    pub(super) after: Side,
    /// The changes whose effects are measured; none where they are not.
    pub(super) changes: Option<Vec<ChangeHead>>,
    pub(super) questions: Questions,
}

/// A [`Heading`] that was checked, with what every subject asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setup {
    pub(super) heading: Heading,
    /// [`origin`](Self::origin) of both, which every subject asks for.
    pub(super) origins: [i64; 2],
    /// Micro-points in the last digit that is shown, of both.
    pub(super) units: [i64; 2],
    /// Micro-points in a bin.
    pub(super) resolution: i64,
    /// Micro-points in a step of the scores before by which moves are told apart: a bin or several.
    pub(super) step: i64,
    pub(super) bands: Bands,
    /// Falls and rises of more than this many micro-points are counted.
    pub(super) falls: Vec<i64>,
    pub(super) rises: Vec<i64>,
}

impl Setup {
    /// Checks what is asked for, and answers what was left open. A heading that was answered stays as it is.
    pub(super) fn new(mut heading: Heading) -> Result<Self, ImpactError> {
        let scales = [heading.before.scale.clone(), heading.after.scale.clone()];
        let questions = &mut heading.questions;
        // A report that was made did not stop, and is the same whether it would have.
        questions.stop_at_failure = false;
        let bands = questions
            .bands
            .get_or_insert_with(|| bands_of(&scales))
            .clone();
        bands.check()?;
        if heading.changes.is_none() {
            (questions.by_change, questions.by_place) = (false, None);
        } else {
            questions.by_change = true;
            questions.by_place = questions.by_place.map(|depth| depth.max(1));
        }
        let models = [&heading.before.model, &heading.after.model];
        let resolution = resolution(questions, models, &scales)?;
        questions.resolution = Some(points(resolution));
        let falls = bounds(&mut questions.falls)?;
        let rises = bounds(&mut questions.rises)?;
        Ok(Self {
            origins: scales.each_ref().map(Self::origin),
            units: scales.each_ref().map(Self::unit),
            resolution,
            step: resolution
                * ((bins_of(&scales[0], resolution) + MOST_STEPS - 1) / MOST_STEPS).max(1),
            bands,
            falls,
            rises,
            heading,
        })
    }

    pub(super) fn questions(&self) -> &Questions {
        &self.heading.questions
    }

    pub(super) fn mode(&self) -> Mode {
        self.heading.questions.mode
    }

    pub(super) fn scales(&self) -> [&Scale; 2] {
        [&self.heading.before.scale, &self.heading.after.scale]
    }

    /// How many movers are kept in each direction: one at least, for the largest move is that of the first.
    pub(super) fn kept_movers(&self) -> usize {
        self.heading.questions.movers.max(1)
    }

    /// How many failures are kept: one at least, so that who stops at failures can say at which.
    pub(super) fn kept_failures(&self) -> usize {
        self.heading.questions.failures.max(1)
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

    /// The step of a score before, which is in this bin.
    #[inline]
    pub(super) fn step_of(&self, micro: i64, bin: i64) -> i64 {
        if self.step == self.resolution {
            bin
        } else {
            (micro - self.origins[0] + self.step / 2).div_euclid(self.step)
        }
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
        let [before, after] = self.scales();
        let (fall, rise) = (
            end(before.max()) - end(after.min()),
            end(after.max()) - end(before.min()),
        );
        fall.abs().max(rise.abs())
    }

    /// What differs first between two setups, of which parts cannot be merged.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let (a, b) = (&self.heading, &other.heading);
        let sides = |of: &Heading| [of.before.clone(), of.after.clone()];
        let (asked, other_asked) = (&a.questions, &b.questions);
        let different = [
            (
                sides(a).map(|side| side.model) != sides(b).map(|side| side.model),
                "versions",
            ),
            (
                sides(a).map(|side| side.scale) != sides(b).map(|side| side.scale),
                "scales",
            ),
            (
                sides(a).map(|side| side.fingerprint) != sides(b).map(|side| side.fingerprint),
                "models (of one version, but they do other things)",
            ),
            (
                (asked.mode, asked.resolution) != (other_asked.mode, other_asked.resolution),
                "modes or resolutions",
            ),
            (asked.bands != other_asked.bands, "bands"),
            (
                (&a.changes, asked.by_place) != (&b.changes, other_asked.by_place),
                "named changes",
            ),
            (
                self != other,
                "counts, movers, failures or segments asked for",
            ),
        ];
        different
            .into_iter()
            .find(|(differs, _)| *differs)
            .map(|(_, what)| what)
    }
}

impl Serialize for Setup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.heading.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Setup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Heading::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// How many bins a scale has; 0 of one without bounds, which has none.
fn bins_of(scale: &Scale, resolution: i64) -> i64 {
    let end = |points: f64| score::micro(points).unwrap_or(0);
    end(scale.max()).saturating_sub(end(scale.min())) / resolution
}

/// Numbers of points as whole micro-points, rising and each once; they are left so.
fn bounds(asked: &mut Vec<f64>) -> Result<Vec<i64>, ImpactError> {
    let mut bounds = asked
        .iter()
        .map(|&value| match score::micro(value) {
            Ok(micro) if value >= 0.0 => Ok(micro),
            _ => Err(ImpactError::Bound { value }),
        })
        .collect::<Result<Vec<i64>, ImpactError>>()?;
    bounds.sort_unstable();
    bounds.dedup();
    *asked = bounds.iter().map(|&micro| points(micro)).collect();
    Ok(bounds)
}

/// Micro-points in points, from which they come back.
#[allow(clippy::cast_precision_loss, reason = "at most 9·10¹⁵")]
pub(super) fn points(micro: i64) -> f64 {
    micro as f64 / 1e6
}

fn resolution(
    questions: &Questions,
    models: [&ModelId; 2],
    scales: &[Scale; 2],
) -> Result<i64, ImpactError> {
    let default = default_resolution(scales);
    let most = default.max(10_000);
    let resolution = match questions.resolution {
        None => default,
        Some(asked) => match score::micro(asked) {
            Ok(micro) if (1..=most).contains(&micro) => micro,
            _ => {
                let most = points(most);
                return Err(ImpactError::Resolution {
                    points: asked,
                    most,
                });
            }
        },
    };
    if questions.mode == Mode::Streaming {
        for (scale, model) in scales.iter().zip(models) {
            let span = scale.max() - scale.min();
            let bins = span / points(resolution);
            if !(bins <= 1e9
                && score::micro(scale.min()).is_ok()
                && score::micro(scale.max()).is_ok())
            {
                return Err(ImpactError::Unbounded {
                    model: model.clone(),
                    min: scale.min(),
                    max: scale.max(),
                });
            }
        }
    }
    Ok(resolution)
}

/// The default resolution: a hundredth of a point; finer where a scale is short or shows more digits, and coarser where
/// it is so long that it would have more than [`MOST_BINS`].
fn default_resolution(scales: &[Scale; 2]) -> i64 {
    let mut resolution = MICRO / 100;
    for scale in scales {
        let span = score::micro(scale.span()).unwrap_or(i64::MAX);
        let shown = Setup::unit(scale);
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

/// The bands of two scales, where they are the same bands.
fn bands_of([before, after]: &[Scale; 2]) -> Bands {
    match (before.declared_bands(), after.declared_bands()) {
        (Some(before), Some(after)) if before == after => before.clone(),
        (Some(before), Some(after)) if before.have_the_names_of(after) => {
            before.clone().rebased(after.limits().iter().copied())
        }
        _ => Bands::default(),
    }
}
