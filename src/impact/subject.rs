//! Who is scored.

use std::{borrow::Borrow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::corpus::NamedInput;

/// One subject of a population: a key, what is scored, and what the report may divide it by.
///
/// Only needed for segments and weights: a pair of a key and an input is a subject as well.
///
/// # Stored form
///
/// `{"key": "jane", "input": …, "segments": {"plan": "pro"}, "weight": 2}`; segments and weight may be left out.
///
/// # Examples
///
/// ```
/// use scoreshift::{Subject, influence::{Network, Profile}};
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
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    segments: BTreeMap<String, String>,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    weight: f64,
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
            segments: BTreeMap::new(),
            weight: 1.0,
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

    /// What is scored.
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
}
