//! Version 1: every network weighs by its audience.
//!
//! ```text
//! score    = Σ audience · strength / Σ audience          over the connected networks
//! strength = 100 / (1 + e^(−(z − 6.0) / 2))
//! z        = 0.3 · ln(1 + audience) + 0.7 · ln(1 + reactions)
//! ```
//!
//! | constant | value | meaning | source |
//! | --- | --- | --- | --- |
//! | reach weight | 0.3 | points of z for each e-fold of reach | modelling assumption of this project |
//! | reactions weight | 0.7 | points of z for each e-fold of reactions | modelling assumption of this project |
//! | midpoint | 6.0 | the z of strength 50 | modelling assumption of this project |
//! | spread | 2.0 | how far z must rise for strength to go from 50 to 73 | modelling assumption of this project |
//!
//! The first version: nothing came before it.

use super::{FIRST, NAME, Profile, SCALE, formula::Influence};
use crate::{
    formula::{error::EvalError, term::Term, trace::Trace},
    id::ModelId,
    model::ScoringModel,
    score::Scale,
};

/// Version 1.0.0: the mean strength of all connected networks, weighted by their audiences.
///
/// So one large network decides: this is what made the later change felt so much. A network's strength grows
/// with the logarithms of its reach (the whole audience) and, more than twice as much, of its reactions.
///
/// A modelling assumption in the spirit of the score of 2011; formula and constants stand at the top of its
/// source file, and a published version never moves.
///
/// Points from 0 to 100. A profile without a connected network, or whose connected networks have no audience
/// at all, has no follower-weighted score: that is an error, not a zero.
///
/// # Examples
///
/// ```
/// use scoreshift::{ScoringModel, influence::{FollowerWeighted, Network, Profile}};
///
/// let twitter = Profile::new().with("Twitter", Network::new(3000, 1800, 900))?;
/// let score = FollowerWeighted::default().score(&twitter)?;
///
/// // A network that is not connected costs nothing.
/// assert_eq!(FollowerWeighted::default().score(&twitter.without("Facebook"))?, score);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct FollowerWeighted(Influence);

impl Default for FollowerWeighted {
    /// The constants of the version.
    fn default() -> Self {
        Self(Influence::FOLLOWER_WEIGHTED)
    }
}

impl ScoringModel for FollowerWeighted {
    type Input = Profile;

    fn id(&self) -> ModelId {
        ModelId::new(NAME, FIRST)
    }

    fn scale(&self) -> Scale {
        SCALE
    }

    fn evaluate<T: Trace>(&self, profile: &Profile, t: T) -> Result<Term<T>, EvalError> {
        self.0.evaluate(profile, t)
    }
}
