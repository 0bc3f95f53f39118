//! Who is scored.

use std::{borrow::Borrow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::corpus::{NamedInput, Snapshots};

/// One subject of a population: a key, what is scored, and what the report may divide it by.
///
/// Only needed for segments, weights and two snapshots: a pair of a key and an input is a subject as well.
///
/// # Two snapshots
///
/// A subject that [moved](Self::moved) between two times is scored by the version before on what it was and by the version
/// after on what it is, so that a study tells what the versions did and what its own data and the others' did. One that
/// [joined](Self::joined) or [left](Self::left) meanwhile has one score, and moves the mean by being there or not.
///
/// # Stored form
///
/// `{"key": "jane", "input": …, "segments": {"plan": "pro"}, "weight": 2}`; segments and weight may be left out. Of one that
/// moved, `input` is what it is and `before` what it was; one that joined has `"only": "after"`, and one that left
/// `"only": "before"`.
///
/// # Examples
///
/// ```
/// use scoreshift::{impact::Subject, influence::{Network, Profile}};
///
/// let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?;
/// let jane = Subject::new("jane", profile).segment("plan", "pro").weight(2.0);
/// # let _ = jane;
/// # Ok::<(), scoreshift::influence::ProfileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject<B> {
    key: String,
    input: B,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    before: Option<B>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    only: Option<Only>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    segments: BTreeMap<String, String>,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    weight: f64,
}

/// The one time at which a subject is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Only {
    Before,
    After,
}

fn none<B>() -> Option<B> {
    None
}

fn one() -> f64 {
    1.0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_one(weight: &f64) -> bool {
    *weight == 1.0
}

impl<B> Subject<B> {
    /// A subject of weight 1 in no segment; the input may be owned or borrowed.
    pub fn new(key: impl Into<String>, input: B) -> Self {
        Self {
            key: key.into(),
            input,
            before: None,
            only: None,
            segments: BTreeMap::new(),
            weight: 1.0,
        }
    }

    /// A subject that was this before and is that after, at the two times that a population is compared at.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Subject, influence::{self, Network, Profile}};
    ///
    /// let profile = |reactions: u32| Profile::new().with("Twitter", Network::new(900, 300, reactions));
    /// let people = [
    ///     Subject::moved("ann", profile(12)?, profile(90)?),
    ///     Subject::new("bob", profile(80)?),
    ///     Subject::joined("cem", profile(3)?),
    ///     Subject::left("dan", profile(700)?),
    /// ];
    /// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.by_change().run(people)?;
    ///
    /// let whole = impact.whole();
    /// let why = whole.why().ok_or("it was asked for")?;
    /// let ours: i64 = why.causes.iter().map(|cause| cause.micro).sum();
    /// let parts = ours + why.data_micro + why.reference_micro + why.joined_micro + why.left_micro;
    /// assert_eq!(parts, whole.mean_change_micro());
    /// assert!(why.data_micro > 0 && why.left_micro < 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn moved(key: impl Into<String>, before: B, after: B) -> Self {
        Self {
            before: Some(before),
            ..Self::new(key, after)
        }
    }

    /// A subject that was not there before: the version after scores it.
    pub fn joined(key: impl Into<String>, after: B) -> Self {
        Self {
            only: Some(Only::After),
            ..Self::new(key, after)
        }
    }

    /// A subject that is not there any more: the version before scores it.
    pub fn left(key: impl Into<String>, before: B) -> Self {
        Self {
            only: Some(Only::Before),
            ..Self::new(key, before)
        }
    }

    /// Puts the subject into a segment: its value in some dimension, such as `"country"` and `"PL"`. It has one
    /// value in a dimension; the last one counts.
    #[must_use]
    pub fn segment(mut self, dimension: impl Into<String>, value: impl Into<String>) -> Self {
        self.segments.insert(dimension.into(), value.into());
        self
    }

    /// How many subjects this one stands for: from 10⁻⁶ to 10⁹, counted in millionths.
    ///
    /// A weight outside that range makes the subject a failure of the report.
    #[must_use]
    pub fn weight(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is scored; of two snapshots the one after, where it is there.
    #[must_use]
    pub fn into_input(self) -> B {
        self.input
    }
}

impl<I: ?Sized, B: Borrow<I>> NamedInput<I> for Subject<B> {
    fn name(&self) -> &str {
        &self.key
    }

    fn input(&self) -> &I {
        self.input.borrow()
    }

    fn segments(&self) -> Vec<(&str, &str)> {
        let pairs = self.segments.iter();
        pairs
            .map(|(dimension, value)| (dimension.as_str(), value.as_str()))
            .collect()
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn snapshots(&self) -> Snapshots<'_, I> {
        let input = self.input.borrow();
        match (&self.before, self.only) {
            // Both were not made here, and what it was before is the more that is known.
            (Some(before), _) => Snapshots::Moved {
                before: before.borrow(),
                after: input,
            },
            (None, Some(Only::After)) => Snapshots::Joined(input),
            (None, Some(Only::Before)) => Snapshots::Left(input),
            (None, None) => Snapshots::Same(input),
        }
    }
}

impl<I: ?Sized, B: Borrow<I>> NamedInput<I> for &Subject<B> {
    fn name(&self) -> &str {
        NamedInput::<I>::name(*self)
    }

    fn input(&self) -> &I {
        (*self).input()
    }

    fn segments(&self) -> Vec<(&str, &str)> {
        NamedInput::<I>::segments(*self)
    }

    fn weight(&self) -> f64 {
        self.weight
    }

    fn snapshots(&self) -> Snapshots<'_, I> {
        (*self).snapshots()
    }
}
