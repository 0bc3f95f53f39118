//! Reading a stored difference; reading checks that its effects add up.

use serde::{Deserialize, Deserializer, de};

use super::{Diff, Effect, GateCrossing};
use crate::score;

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
        score::moved(before, after)
            .and_then(|moved| score::check_parts(|| "the effects".to_owned(), micros, moved))
            .map_err(|error| de::Error::custom(format!("a stored difference: {error}")))?;
        Ok(Self {
            before,
            after,
            effects,
            crossings,
        })
    }
}
