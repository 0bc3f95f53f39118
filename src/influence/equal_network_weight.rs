//! Version 2: every connected network weighs the same, and only active audience counts.
//!
//! ```text
//! score    = Σ strength / n                              over the n connected networks
//! strength = 100 / (1 + e^(−(z − 5.5) / 2))
//! z        = 0.3 · ln(1 + active) + 0.7 · ln(1 + reactions)
//! ```
//!
//! | constant | value | meaning | source |
//! | --- | --- | --- | --- |
//! | reach weight | 0.3 | points of z for each e-fold of reach | modelling assumption of this project |
//! | reactions weight | 0.7 | points of z for each e-fold of reactions | modelling assumption of this project |
//! | midpoint | 5.5 | the z of strength 50 | modelling assumption of this project |
//! | spread | 2.0 | how far z must rise for strength to go from 50 to 73 | modelling assumption of this project |
//!
//! What changed since version 1.0.0, and why:
//!
//! * *equal network weight*: a network weighs 1, not its audience, so that nobody is judged by one network alone;
//! * *active audience*: reach is the audience that reacts, not the whole of it, so that bought or abandoned
//!   followers do not count;
//! * *recalibration*: the midpoint went from 6.0 to 5.5, because the first two changes lower nearly every score.

use super::{NAME, Profile, SCALE, formula::Influence};
use crate::{
    formula::{error::EvalError, term::Term, trace::Trace},
    id::ModelId,
    model::ScoringModel,
    score::Scale,
};
use semver::Version;

/// Version 2.0.0: the plain mean of the strengths of all connected networks.
///
/// So a network that is kept for friends and family counts as much as the one with the followers. A network's
/// strength grows with the logarithms of its reach (the active audience) and, more than twice as much, of its
/// reactions.
///
/// A modelling assumption in the spirit of the score of 2011; formula, constants and the changes since version
/// 1.0.0 stand at the top of its source file, and a published version never moves.
///
/// Points from 0 to 100. A profile without a connected network has no score: that is an error, not a zero.
///
/// # Examples
///
/// ```
/// use scoreshift::{ScoringModel, influence::{EqualNetworkWeight, Network, Profile}};
///
/// let twitter = Profile::new().with("Twitter", Network::new(3000, 1800, 900))?;
/// let both = twitter.clone().with("Facebook", Network::new(200, 90, 4))?;
/// let model = EqualNetworkWeight::default();
///
/// // Connecting a quiet network pulls the mean down; not connecting it costs nothing.
/// assert!(model.score(&both)? < model.score(&twitter)?);
/// assert_eq!(model.score(&twitter.clone().without("Facebook"))?, model.score(&twitter)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct EqualNetworkWeight(Influence);

impl Default for EqualNetworkWeight {
    /// The constants of the version.
    fn default() -> Self {
        Self(Influence::EQUAL_NETWORK_WEIGHT)
    }
}

impl ScoringModel for EqualNetworkWeight {
    type Input = Profile;

    fn id(&self) -> ModelId {
        ModelId::new(NAME, Version::new(2, 0, 0))
    }

    fn scale(&self) -> Scale {
        SCALE
    }

    fn evaluate<T: Trace>(&self, profile: &Profile, t: T) -> Result<Term<T>, EvalError> {
        self.0.evaluate(profile, t)
    }
}
