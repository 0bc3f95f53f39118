//! What a release does to a population.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    assignment::BinAssignment,
    bins::Bins,
    failure::{FailedAt, Failure, Failures},
    flow::Presence,
    group::{Group, Scored},
    heading::Heading,
    mass::WeightedCount,
    mover::Input,
    reason::{Reason, Reasons, Unscored},
    stood::Levels,
    wire,
};
use crate::{
    id::ModelId,
    impact::{ImpactError, Mode, Slice},
    path::Path,
    score::Scale,
};

/// What a release does to a population, paired by subject; made by [`Study`](crate::impact::Study).
///
/// Printed, it is tables for people; [`report`](Self::report) is the same as data. Parts of a population that were
/// measured apart [merge](Self::merge): whatever the partition, the order and the number of threads, the result is the
/// same, to the last bit.
///
/// Two are equal if all their figures are.
///
/// # Examples
///
/// See [`Study`](crate::impact::Study).
#[derive(Clone, Debug, PartialEq)]
pub struct Impact {
    pub(in crate::impact) heading: Arc<Heading>,
    pub(in crate::impact) whole: Group,
    pub(in crate::impact) segments: Segments,
    pub(in crate::impact) failures: Failures,
    /// For each threshold of the version before: who is above it before and after (at the same threshold), and the
    /// scores after of those above it before.
    pub(in crate::impact) above: Vec<Above>,
    /// How all move by the step of the score before; streaming.
    pub(in crate::impact) levels: Levels,
    /// Why there are failures, values aside.
    pub(in crate::impact) reasons: Reasons,
}

/// Dimension and value.
pub(in crate::impact) type Segments = BTreeMap<String, BTreeMap<String, Group>>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct Above {
    #[serde(with = "wire")]
    pub(in crate::impact) before: WeightedCount,
    #[serde(with = "wire")]
    pub(in crate::impact) after: WeightedCount,
    #[serde(with = "wire")]
    pub(in crate::impact) both: WeightedCount,
    #[serde(with = "wire")]
    pub(in crate::impact) scores_after: Bins,
}

impl Impact {
    pub(in crate::impact) fn empty(heading: Arc<Heading>) -> Self {
        let above = vec![Above::default(); heading.bands().limits().len()];
        Self {
            heading,
            whole: Group::default(),
            segments: BTreeMap::new(),
            failures: Failures::default(),
            above,
            levels: Levels::default(),
            reasons: Reasons::default(),
        }
    }

    /// Takes in a subject, which of all subjects together is yet to be [counted](Self::count_met).
    pub(in crate::impact) fn meet(
        &mut self,
        scored: &Scored<'_>,
        segments: &[(&str, &str)],
        input: &impl Fn() -> Input,
    ) -> Result<(), ImpactError> {
        let heading = &*self.heading;
        self.whole.meet(heading, scored, input)?;
        if segments.is_empty() {
            return Ok(());
        }
        let standing = [BinAssignment::of(heading, *scored.scores)];
        for &(dimension, value) in segments {
            let add = |group: &mut Group| -> Result<(), ImpactError> {
                group.meet(heading, scored, input)?;
                group.count(heading, &standing);
                Ok(())
            };
            in_segment(&mut self.segments, heading, (dimension, value), add)??;
        }
        Ok(())
    }

    /// Counts subjects that were [met](Self::meet).
    pub(in crate::impact) fn count_met(&mut self, all: &[BinAssignment]) {
        let heading = &*self.heading;
        self.whole.count(heading, all);
        let streams = heading.mode() == Mode::Streaming;
        if streams {
            for BinAssignment { scores, step, .. } in all {
                if let Some(level) = self.levels.0.at(*step) {
                    level.add(scores);
                }
            }
        }
        for (threshold, above) in self.above.iter_mut().enumerate() {
            for one in all {
                let was = one.band_before > threshold;
                let is = one.band_after_as_before > threshold;
                let weight = one.scores.weight;
                above.before.add_if(was, weight);
                above.after.add_if(is, weight);
                above.both.add_if(was && is, weight);
                if streams && was {
                    above.scores_after.add(one.bins[1], weight);
                }
            }
        }
    }

    pub(in crate::impact) fn fail(
        &mut self,
        at: FailedAt,
        segments: &[(&str, &str)],
        reason: impl FnOnce() -> String,
    ) -> Result<(), ImpactError> {
        self.whole.failed += 1;
        self.failures.add(self.heading.kept_failures(), at, reason);
        for &segment in segments {
            let fail = |group: &mut Group| group.failed += 1;
            in_segment(&mut self.segments, &self.heading, segment, fail)?;
        }
        Ok(())
    }

    /// A subject who joined or left.
    pub(in crate::impact) fn flow(
        &mut self,
        subject: (&str, u64),
        segments: &[(&str, &str)],
        flow: (Presence, i64),
    ) -> Result<(), ImpactError> {
        self.whole.flow(subject, flow)?;
        for &segment in segments {
            let add = |group: &mut Group| group.flow(subject, flow);
            in_segment(&mut self.segments, &self.heading, segment, add)??;
        }
        Ok(())
    }

    /// Which versions score a subject that [failed](Self::fail), and why.
    pub(in crate::impact) fn unscored(
        &mut self,
        reason: (Unscored, &str, &Path),
        weight: u64,
        segments: &[(&str, &str)],
    ) {
        let count = |group: &mut Group| {
            if let Some(who) = group.unscored.get_mut(reason.0 as usize) {
                who.add(weight);
            }
        };
        count(&mut self.whole);
        for (dimension, value) in segments {
            let values = self.segments.get_mut(*dimension);
            values.and_then(|values| values.get_mut(*value)).map(count);
        }
        self.reasons.add(reason, weight);
    }

    /// Takes in another part of the population, which the same study measured elsewhere.
    ///
    /// A subject that is in both parts counts twice.
    ///
    /// # Errors
    ///
    /// Then nothing was taken in: [`ImpactError::DifferentStudies`] if versions, scales, mode or questions differ, or models
    /// that have one version do other things on their probes (by [fingerprint](crate::lineage::Fingerprint));
    /// [`ImpactError::TooManySegments`] and [`ImpactError::TooMuchWeight`] if both together are too much.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence::{self, Network, Profile};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [("ann", profile(12)?), ("bob", profile(80)?), ("cem", profile(0)?)];
    /// let study = influence::lineage().impact("1.0.0", "2.0.0")?;
    ///
    /// let mut merged = study.run(&people[2..])?;
    /// merged.merge(study.run(&people[..2])?)?;
    /// assert_eq!(merged, study.run(&people)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merge(&mut self, other: Self) -> Result<(), ImpactError> {
        self.absorb(other)?;
        self.settle();
        Ok(())
    }

    /// As [`merge`](Self::merge), but leaves the order of the pairs to be settled at the end.
    pub(in crate::impact) fn absorb(&mut self, other: Self) -> Result<(), ImpactError> {
        if let Some(what) = self.heading.difference(&other.heading) {
            return Err(ImpactError::DifferentStudies { what });
        }
        self.whole.room_for(&other.whole)?;
        self.room_for(&other.segments)?;
        let heading = Arc::clone(&self.heading);
        self.whole.merge(&heading, other.whole);
        for (dimension, values) in other.segments {
            let known = self.segments.entry(dimension).or_default();
            for (value, group) in values {
                known.entry(value).or_default().merge(&heading, group);
            }
        }
        self.failures.merge(heading.kept_failures(), other.failures);
        for (above, other) in self.above.iter_mut().zip(other.above) {
            above.before.merge(other.before);
            above.after.merge(other.after);
            above.both.merge(other.both);
            above.scores_after.merge(&other.scores_after);
        }
        for (step, of) in other.levels.0.entries() {
            if let Some(level) = self.levels.0.at(step) {
                level.merge(*of);
            }
        }
        self.reasons.merge(other.reasons);
        Ok(())
    }

    /// Whether there may be as many segments as with these.
    fn room_for(&self, others: &Segments) -> Result<(), ImpactError> {
        let names = |of: &Segments| -> Vec<(String, String)> {
            let of = of.iter().flat_map(|(dimension, values)| {
                values
                    .keys()
                    .map(|value| (dimension.clone(), value.clone()))
            });
            of.collect()
        };
        let all: BTreeSet<(String, String)> = names(&self.segments)
            .into_iter()
            .chain(names(others))
            .collect();
        let most = self.heading.questions.segments;
        match all.last() {
            Some((dimension, value)) if all.len() > most => Err(ImpactError::TooManySegments {
                most,
                dimension: dimension.clone(),
                value: value.clone(),
            }),
            _ => Ok(()),
        }
    }

    pub(in crate::impact) fn settle(&mut self) {
        let heading = Arc::clone(&self.heading);
        self.whole.settle(&heading);
        self.groups_mut().for_each(|group| group.settle(&heading));
    }

    fn groups_mut(&mut self) -> impl Iterator<Item = &mut Group> {
        self.segments.values_mut().flat_map(BTreeMap::values_mut)
    }

    /// About how many bytes the tables take.
    pub(in crate::impact) fn memory(&self) -> usize {
        let groups = self.segments.values().flat_map(BTreeMap::values);
        let groups = std::iter::once(&self.whole).chain(groups);
        let above = self.above.iter().map(|above| above.scores_after.memory());
        groups.map(Group::memory).sum::<usize>() + above.sum::<usize>() + self.levels.0.memory()
    }

    /// In the order of the end, and with the explanations of those that moved most, where they were kept.
    pub(in crate::impact) fn finished(mut self) -> Self {
        self.settle();
        self.explain_movers();
        self
    }

    fn explain_movers(&mut self) {
        let most = self.heading.questions.movers;
        self.whole.explain_movers(most);
        self.groups_mut()
            .for_each(|group| group.explain_movers(most));
    }

    /// All subjects together.
    #[must_use]
    pub fn whole(&self) -> Slice<'_> {
        Slice::new(self, &self.whole, None)
    }

    /// One segment, if any subject is in it.
    #[must_use]
    pub fn segment(&self, dimension: &str, value: &str) -> Option<Slice<'_>> {
        let (dimension, values) = self.segments.get_key_value(dimension)?;
        let (value, group) = values.get_key_value(value)?;
        Some(Slice::new(self, group, Some((dimension, value))))
    }

    /// Every segment, by dimension and value.
    pub fn segments(&self) -> impl Iterator<Item = (&str, &str, Slice<'_>)> {
        self.segments.iter().flat_map(move |(dimension, values)| {
            values.iter().map(move |(value, group)| {
                let name = (dimension.as_str(), value.as_str());
                (name.0, name.1, Slice::new(self, group, Some(name)))
            })
        })
    }

    /// The failures that were kept: unreadable lines first, then subjects by key; those that are equal in key and reason
    /// once.
    /// [`failed`](Slice::failed) counts all.
    #[must_use]
    pub fn failures(&self) -> impl ExactSizeIterator<Item = &Failure> {
        self.failures.kept(self.heading.questions.failures)
    }

    /// The first failure in the order of [`failures`](Self::failures), even of a study that keeps none.
    #[must_use]
    pub fn first_failure(&self) -> Option<&Failure> {
        self.failures.kept(1).next()
    }

    /// Why subjects are not part of the figures, and how many for each reason, values aside: those that lose a score first,
    /// by kind and place. The first 200 reasons are told apart, and the others are of the kind `other`.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Unscored, influence::{self, Network, Profile}};
    ///
    /// let ann = Profile::new().with("Twitter", Network::new(900, 300, 12))?;
    /// let study = influence::lineage().impact("1.0.0", "2.0.0")?;
    /// let impact = study.run([("ann", ann), ("bob", Profile::new()), ("cem", Profile::new())])?;
    ///
    /// let reason = impact.reasons().next().ok_or("two are not connected")?;
    /// assert_eq!((reason.unscored, reason.kind.as_str()), (Unscored::Neither, "every_part_absent"));
    /// assert_eq!((reason.place.to_string().as_str(), reason.who.subjects), ("networks", 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reasons(&self) -> impl Iterator<Item = Reason> {
        self.reasons.iter()
    }

    /// The version before.
    #[must_use]
    pub fn model_before(&self) -> &ModelId {
        &self.heading.before.model
    }

    /// The version after.
    #[must_use]
    pub fn model_after(&self) -> &ModelId {
        &self.heading.after.model
    }

    /// The scale of the scores before.
    #[must_use]
    pub fn scale_before(&self) -> Scale {
        self.heading.before.scale.clone()
    }

    /// The scale of the scores after.
    #[must_use]
    pub fn scale_after(&self) -> Scale {
        self.heading.after.scale.clone()
    }

    /// How the figures were kept.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.heading.mode()
    }

    /// How finely quantiles are told, in points: each is within half of this. None in exact mode.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "far below 2⁵³")]
    pub fn resolution(&self) -> Option<f64> {
        (self.heading.mode() == Mode::Streaming)
            .then(|| self.heading.in_micro.resolution.get() as f64 / 1e6)
    }

    /// The bands whose crossings were counted.
    #[must_use]
    pub fn bands(&self) -> &crate::score::Bands {
        self.heading.bands()
    }
}

/// Does something to the group of a segment; its names are owned only when it is new.
fn in_segment<R>(
    segments: &mut Segments,
    heading: &Heading,
    (dimension, value): (&str, &str),
    act: impl FnOnce(&mut Group) -> R,
) -> Result<R, ImpactError> {
    let known = segments.get_mut(dimension);
    if let Some(group) = known.and_then(|values| values.get_mut(value)) {
        return Ok(act(group));
    }
    let values = segments.entry(dimension.to_owned()).or_default();
    let result = act(values.entry(value.to_owned()).or_default());
    check_segments(segments, heading)?;
    Ok(result)
}

pub(in crate::impact) fn check_segments(
    segments: &Segments,
    heading: &Heading,
) -> Result<(), ImpactError> {
    let most = heading.questions.segments;
    let count: usize = segments.values().map(BTreeMap::len).sum();
    if count <= most {
        return Ok(());
    }
    let values = |(dimension, values): (&'_ String, &'_ BTreeMap<String, Group>)| {
        let last = values.keys().next_back();
        last.map(|value| (dimension.clone(), value.clone()))
    };
    match segments.iter().rev().find_map(values) {
        Some((dimension, value)) => Err(ImpactError::TooManySegments {
            most,
            dimension,
            value,
        }),
        None => Ok(()),
    }
}
