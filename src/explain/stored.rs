//! Reading a stored explanation; reading checks everything that explaining guarantees.

use serde::{Deserialize, Deserializer, de};

use super::{
    Branch, Cause, CauseKind, Explanation, Level, Method, Place, Points, Question, points,
};
use crate::{
    formula::breakdown::{ActiveCap, MeanPart},
    path::{Path, printable},
    score::{self, PartsError, Scale, exact_sum},
};

/// Why what is stored is no explanation that was made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum StoredError {
    #[error(transparent)]
    Parts(#[from] PartsError),
    #[error("{what} are marked wrongly as to whether they hang on what else moved")]
    Mark { what: String },
    #[error(
        "the score after lies in the band {}, and not in {}",
        named(found.as_deref()),
        named(stored.as_deref())
    )]
    Band {
        stored: Option<String>,
        found: Option<String>,
    },
    #[error("a cause of the kind {kind:?} is called `{}`", printable(id))]
    Cause { id: String, kind: CauseKind },
    #[error("{evaluations} evaluations are more than the {budget} that were allowed")]
    Budget { evaluations: u64, budget: u64 },
}

fn named(band: Option<&str>) -> String {
    band.map_or_else(
        || "none".to_owned(),
        |band| format!("`{}`", printable(band)),
    )
}

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
    data: Option<Points>,
    reference: Option<Points>,
    algorithm: Option<Points>,
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
        let refused = |model: &str, error: StoredError| {
            de::Error::custom(format!(
                "the explanation of `{}`: {error}",
                printable(model)
            ))
        };
        stored
            .check()
            .map_err(|error| refused(&stored.model, error))?;
        let totals = [stored.data, stored.reference, stored.algorithm];
        let explanation = Self {
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
        };
        check_totals(&explanation, totals).map_err(|error| refused(&explanation.model, error))?;
        Ok(explanation)
    }
}

/// The totals of an explanation's causes, where they were stored.
fn check_totals(why: &Explanation, stored: [Option<Points>; 3]) -> Result<(), StoredError> {
    let found = [
        ("the subject's own data", why.data()),
        ("what moved around the subject", why.reference()),
        ("all changes of the algorithm", why.algorithm()),
    ];
    for ((what, found), stored) in found.into_iter().zip(stored) {
        let Some(stored) = stored else { continue };
        score::check_total(|| what.to_owned(), stored.effect, found.effect, 0.0)?;
        score::check_parts(|| what.to_owned(), [found.micro], stored.micro)?;
    }
    Ok(())
}

impl Stored {
    /// Everything adds up, as it does where it is made, and nothing in it contradicts the rest.
    fn check(&self) -> Result<(), StoredError> {
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
        score::check_parts(|| "the places".to_owned(), places, self.delta_micro)?;
        self.check_points()?;
        self.check_names()
    }

    /// Points are those that the millionths count, and the marks follow from them.
    fn check_points(&self) -> Result<(), StoredError> {
        let delta = self.after.value - self.before.value;
        let what = || "the scores after and before".to_owned();
        score::check_total(what, self.delta, delta, 0.0)?;
        let cells = || self.causes.iter().flat_map(|cause| &cause.places);
        let effects = self.causes.iter().map(|cause| cause.effect);
        let effects = effects.chain(cells().map(|place| place.effect));
        let levels = [self.before.value, self.after.value];
        let largest = levels
            .into_iter()
            .chain(effects)
            .fold(0.0, |most: f64, points| most.max(points.abs()));
        let digit = score::shown_digit(&self.scale);
        let row = |what: &dyn Fn() -> String, effect: f64, micro: i64, marks: (f64, f64, bool)| {
            score::check_points(what, (effect, micro), largest)?;
            let (first, last, interacting) = marks;
            if points::is_interacting(digit, effect, first, last) == interacting {
                Ok(())
            } else {
                Err(StoredError::Mark { what: what() })
            }
        };
        for cause in &self.causes {
            let marks = (cause.applied_first, cause.applied_last, cause.interacting);
            let what = || format!("the points of the cause `{}`", printable(&cause.id));
            row(&what, cause.effect, cause.micro, marks)?;
            for place in &cause.places {
                let marks = (place.applied_first, place.applied_last, place.interacting);
                let at = || format!("{} at `{}`", what(), place.id);
                row(&at, place.effect, place.micro, marks)?;
            }
        }
        let depth = self.places.iter().map(|place| place.id.len()).max();
        let depth = depth.unwrap_or_default();
        for place in &self.places {
            let marks = (place.applied_first, place.applied_last, place.interacting);
            let what = || format!("the points of the place `{}`", place.id);
            row(&what, place.effect, place.micro, marks)?;
            let below = cells().filter(|cell| cell.id.prefix(depth) == place.id);
            let found = exact_sum(below.map(|cell| cell.effect));
            score::check_total(what, place.effect, found, score::tolerance(largest))?;
        }
        Ok(())
    }

    /// Causes are called as they are, and the score after is in its band.
    fn check_names(&self) -> Result<(), StoredError> {
        for cause in &self.causes {
            let reserved = match cause.kind {
                CauseKind::Data => Some("data"),
                CauseKind::Reference => Some("reference"),
                CauseKind::Algorithm => Some("algorithm"),
                _ => None,
            };
            let is_right = match reserved {
                Some(id) => cause.id == id,
                None => !["data", "reference", "algorithm"].contains(&cause.id.as_str()),
            };
            if !is_right {
                let (id, kind) = (cause.id.clone(), cause.kind);
                return Err(StoredError::Cause { id, kind });
            }
        }
        let band = self.scale.band_of(self.after.value);
        if band != self.after.band.as_deref() {
            return Err(StoredError::Band {
                stored: self.after.band.clone(),
                found: band.map(str::to_owned),
            });
        }
        if self.evaluations > self.budget {
            let (evaluations, budget) = (self.evaluations, self.budget);
            return Err(StoredError::Budget {
                evaluations,
                budget,
            });
        }
        Ok(())
    }
}
