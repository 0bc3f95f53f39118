//! Reading a stored explanation; reading checks everything that explaining guarantees.

use serde::{Deserialize, Deserializer, de};

use super::{Branch, Cause, Explanation, Level, Method, Place, Question};
use crate::{
    formula::breakdown::{ActiveCap, MeanPart},
    path::{Path, printable},
    score::{self, PartsError, Scale},
};

/// An explanation as it is stored. The totals of its causes stand there too, and follow from them.
#[derive(Deserialize)]
#[serde(rename = "Explanation")]
struct Stored {
    model: String,
    question: Question,
    before: Level,
    after: Level,
    scale: Scale,
    delta: f64,
    delta_micro: i64,
    method: Method,
    evaluations: u64,
    diffs: u64,
    budget: u64,
    causes: Vec<Cause>,
    places: Vec<Place>,
    parts: Vec<MeanPart>,
    absent: Vec<Path>,
    branches: Vec<Branch>,
    caps: Vec<ActiveCap>,
    unmatched_references: Vec<Path>,
}

impl<'de> Deserialize<'de> for Explanation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        stored.check().map_err(|error| {
            let model = printable(&stored.model);
            de::Error::custom(format!("the explanation of `{model}`: {error}"))
        })?;
        Ok(Self {
            model: stored.model,
            before: stored.before,
            after: stored.after,
            scale: stored.scale,
            delta: stored.delta,
            delta_micro: stored.delta_micro,
            question: stored.question,
            causes: stored.causes,
            places: stored.places,
            parts: stored.parts,
            absent: stored.absent,
            branches: stored.branches,
            caps: stored.caps,
            unmatched_references: stored.unmatched_references,
            method: stored.method,
            evaluations: stored.evaluations,
            diffs: stored.diffs,
            budget: stored.budget,
        })
    }
}

impl Stored {
    /// Everything adds up, as it does where it is made.
    fn check(&self) -> Result<(), PartsError> {
        let moved = score::moved(self.before.value, self.after.value)?;
        score::check_parts(
            || "the scores after and before".to_owned(),
            [moved],
            self.delta_micro,
        )?;
        let causes = self.causes.iter().map(|cause| cause.micro);
        score::check_parts(|| "the causes".to_owned(), causes, self.delta_micro)?;
        for cause in &self.causes {
            let places = cause.places.iter().map(|place| place.micro);
            let what = || format!("the places of the cause `{}`", printable(&cause.id));
            score::check_parts(what, places, cause.micro)?;
        }
        let places = self.places.iter().map(|place| place.micro);
        score::check_parts(|| "the places".to_owned(), places, self.delta_micro)
    }
}
