//! Reading a stored difference; reading checks that its effects add up.

use serde::{Deserialize, Deserializer, de};

use super::{Diff, Effect, GateCrossing};
use crate::{path::shown, score};

#[derive(Deserialize)]
#[serde(rename = "Diff", deny_unknown_fields)]
struct Stored {
    before: f64,
    after: f64,
    effects: Vec<Effect>,
    crossings: Vec<GateCrossing>,
}

impl<'de> Deserialize<'de> for Diff {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored {
            before,
            after,
            effects,
            crossings,
        } = Stored::deserialize(deserializer)?;
        let micros = effects.iter().map(|effect| effect.micro);
        let points = effects.iter().map(|effect| effect.effect);
        let largest = points
            .chain([before, after])
            .fold(0.0, |most: f64, points| most.max(points.abs()));
        let counted = |effect: &Effect| {
            let what = || format!("the points of `{}`", shown(&effect.place));
            score::check_points(what, (effect.effect, effect.micro), largest)
        };
        score::moved(before, after)
            .and_then(|moved| score::check_parts(|| "the effects".to_owned(), micros, moved))
            .and_then(|()| effects.iter().try_for_each(counted))
            .map_err(|error| de::Error::custom(format!("a stored difference: {error}")))?;
        Ok(Self {
            before,
            after,
            effects,
            crossings,
        })
    }
}
