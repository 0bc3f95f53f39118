//! What a report is about: only reports of one heading can be merged.

use semver::Version;
use serde::{Deserialize, Serialize};

use super::{divisor::Divisor, mass::real};
use crate::{
    id::ModelId,
    impact::{ImpactError, Mode, Questions, StudyPart},
    lineage::{ChangeKind, Fingerprint},
    score::{self, Bands, MICRO, Scale, bands},
};

/// Steps of the scores before by which moves are told apart.
const MOST_STEPS: i64 = 20_000;

/// Bins by default: each takes eight bytes if somebody is in it or near it.
const MOST_BINS: f64 = 1e7;

/// A named change whose effect on the population is measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct ChangeHead {
    pub(in crate::impact) key: String,
    pub(in crate::impact) title: String,
    pub(in crate::impact) sentence: String,
    pub(in crate::impact) kind: ChangeKind,
    pub(in crate::impact) release: Version,
}

/// One of the two versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct Side {
    pub(in crate::impact) model: ModelId,
    pub(in crate::impact) scale: Scale,
    /// What the version does on its probes, where it has any.
    pub(in crate::impact) fingerprint: Option<Fingerprint>,
}

/// Without limits, all scores are in one band.
static UNDIVIDED: Bands = Bands::fixed(&[], &[]);

/// What a report is about, as it is stored: the versions, and every question with its answer where the study left it open.
///
/// What was read is only used after it was [`checked`](Self::checked).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct Heading {
    pub(in crate::impact) before: Side,
    pub(in crate::impact) after: Side,
    /// The changes whose effects are measured; none where they are not.
    pub(in crate::impact) changes: Option<Vec<ChangeHead>>,
    pub(in crate::impact) questions: Questions,
    /// What follows from the others, and is asked for at every subject.
    #[serde(skip)]
    pub(in crate::impact) in_micro: InMicro,
}

/// Scales and questions in micro-points.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::impact) struct InMicro {
    /// [`origin`](Heading::origin) of both scales.
    pub(in crate::impact) origins: [i64; 2],
    /// In the last digit that is shown, of both.
    pub(in crate::impact) units: [Divisor; 2],
    /// In a bin.
    pub(in crate::impact) resolution: Divisor,
    /// In a step of the scores before by which moves are told apart: a bin or several.
    pub(in crate::impact) step: Divisor,
    /// The limits of the bands, before and after.
    pub(in crate::impact) limits: [Vec<i64>; 2],
    /// Falls and rises of more than this are counted.
    pub(in crate::impact) falls: Vec<i64>,
    pub(in crate::impact) rises: Vec<i64>,
}

impl Heading {
    /// Checks what is asked for, and answers what was left open. A heading that was answered stays as it is.
    pub(in crate::impact) fn checked(mut self) -> Result<Self, ImpactError> {
        let scales = [&self.before.scale, &self.after.scale];
        let questions = &mut self.questions;
        // A report that was made did not stop, and is the same whether it would have.
        questions.stop_at_failure = false;
        let bands = questions.bands.get_or_insert_with(|| bands_of(scales));
        bands.check()?;
        let limits = [bands.limits(), bands.limits_after()].map(bands::in_micro);
        if self.changes.is_none() {
            (questions.by_change, questions.by_place) = (false, None);
        } else {
            questions.by_change = true;
            questions.by_place = questions.by_place.map(|depth| depth.max(1));
        }
        let models = [&self.before.model, &self.after.model];
        let resolution = resolution(questions, models, scales)?;
        questions.resolution = Some(points(resolution));
        let steps = (bins_of(scales[0], resolution) + MOST_STEPS - 1) / MOST_STEPS;
        self.in_micro = InMicro {
            origins: scales.map(Self::origin),
            units: scales.map(|scale| Divisor::new(Self::unit(scale))),
            resolution: Divisor::new(resolution),
            step: Divisor::new(resolution * steps.max(1)),
            limits,
            falls: bounds(&mut questions.falls)?,
            rises: bounds(&mut questions.rises)?,
        };
        Ok(self)
    }

    /// The bands whose crossings are counted.
    #[inline]
    pub(in crate::impact) fn bands(&self) -> &Bands {
        self.questions.bands.as_ref().unwrap_or(&UNDIVIDED)
    }

    pub(in crate::impact) fn mode(&self) -> Mode {
        self.questions.mode
    }

    pub(in crate::impact) fn scales(&self) -> [&Scale; 2] {
        [&self.before.scale, &self.after.scale]
    }

    /// How many movers are kept in each direction: one at least, for the largest move is that of the first.
    pub(in crate::impact) fn kept_movers(&self) -> usize {
        self.questions.movers.max(1)
    }

    /// How many failures are kept: one at least, so that who stops at failures can say at which.
    pub(in crate::impact) fn kept_failures(&self) -> usize {
        self.questions.failures.max(1)
    }

    /// Where the bins of a version's scores begin, in micro-points.
    pub(in crate::impact) fn origin(scale: &Scale) -> i64 {
        Self::end(scale.min())
    }

    /// An end of a scale in micro-points; 0 where there is none, and no bins are counted.
    pub(in crate::impact) fn end(points: f64) -> i64 {
        score::micro(points).unwrap_or(0)
    }

    /// Micro-points in the last digit that is shown.
    pub(in crate::impact) fn unit(scale: &Scale) -> i64 {
        MICRO / 10_i64.pow(u32::from(scale.shown_decimals()))
    }

    /// The bin of a score before, counted from its scale's least value.
    #[inline]
    pub(in crate::impact) fn bin_before(&self, micro: i64) -> i64 {
        nearest(self.in_micro.resolution, micro - self.in_micro.origins[0])
    }

    /// The bin of a score after, counted from its scale's least value.
    #[inline]
    pub(in crate::impact) fn bin_after(&self, micro: i64) -> i64 {
        nearest(self.in_micro.resolution, micro - self.in_micro.origins[1])
    }

    /// The step of a score before, counted as its bin.
    #[inline]
    pub(in crate::impact) fn step_of(&self, micro: i64) -> i64 {
        nearest(self.in_micro.step, micro - self.in_micro.origins[0])
    }

    /// The middle of a bin in micro-points.
    pub(in crate::impact) fn middle(&self, scale: &Scale, bin: i64) -> i64 {
        Self::origin(scale) + bin * self.in_micro.resolution.get()
    }

    /// The bin of a move: the same for a fall as for the rise back.
    #[inline]
    pub(in crate::impact) fn move_bin(&self, micro: i64) -> i64 {
        nearest(self.in_micro.resolution, micro.abs()) * micro.signum()
    }

    /// The farthest that anything can move on these scales, in millionths of a point.
    pub(in crate::impact) fn farthest(&self) -> i64 {
        let end = Self::end;
        let [before, after] = self.scales();
        let (fall, rise) = (
            end(before.max()) - end(after.min()),
            end(after.max()) - end(before.min()),
        );
        fall.abs().max(rise.abs())
    }

    /// What differs first between two headings, of which parts cannot be merged.
    pub(in crate::impact) fn difference(&self, other: &Self) -> Option<StudyPart> {
        let (a, b) = (self, other);
        let sides = |of: &Self| [of.before.clone(), of.after.clone()];
        let (asked, other_asked) = (&a.questions, &b.questions);
        let different = [
            (
                sides(a).map(|side| side.model) != sides(b).map(|side| side.model),
                StudyPart::Versions,
            ),
            (
                sides(a).map(|side| side.scale) != sides(b).map(|side| side.scale),
                StudyPart::Scales,
            ),
            (
                sides(a).map(|side| side.fingerprint) != sides(b).map(|side| side.fingerprint),
                StudyPart::Models,
            ),
            (
                (asked.mode, asked.resolution) != (other_asked.mode, other_asked.resolution),
                StudyPart::Resolutions,
            ),
            (asked.bands != other_asked.bands, StudyPart::Bands),
            (
                (&a.changes, asked.by_place) != (&b.changes, other_asked.by_place),
                StudyPart::Changes,
            ),
            (self != other, StudyPart::Kept),
        ];
        different
            .into_iter()
            .find(|(differs, _)| *differs)
            .map(|(_, what)| what)
    }
}

/// The nearest whole quotient, halves up.
#[inline]
fn nearest(divisor: Divisor, micro: i64) -> i64 {
    divisor.floor(micro + divisor.get() / 2)
}

/// How many bins a scale has; 0 of one without bounds, which has none.
fn bins_of(scale: &Scale, resolution: i64) -> i64 {
    let end = Heading::end;
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
pub(in crate::impact) fn points(micro: i64) -> f64 {
    micro as f64 / 1e6
}

fn resolution(
    questions: &Questions,
    models: [&ModelId; 2],
    scales: [&Scale; 2],
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
        for (scale, model) in scales.into_iter().zip(models) {
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
fn default_resolution(scales: [&Scale; 2]) -> i64 {
    let mut resolution = MICRO / 100;
    for scale in scales {
        let span = score::micro(scale.span()).unwrap_or(i64::MAX);
        let shown = Heading::unit(scale);
        while resolution > 1 && (resolution > span / 10_000 || resolution > shown) {
            resolution /= 10;
        }
    }
    let spans = scales.map(|scale| (scale.max() - scale.min()) * 1e6);
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
fn bands_of([before, after]: [&Scale; 2]) -> Bands {
    match (before.declared_bands(), after.declared_bands()) {
        (Some(before), Some(after)) if before == after => before.clone(),
        (Some(before), Some(after)) if before.have_the_names_of(after) => {
            before.clone().rebased(after.limits().iter().copied())
        }
        _ => Bands::default(),
    }
}
