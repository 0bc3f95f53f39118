//! From version 1 to version 2, one named change at a time.
//!
//! The formula is that of both versions, with one field for each change. As [`Bridge::like_v1`] builds it, it is
//! version 1.0.0; with all three changes it is version 2.0.0, both to the last bit. It asks for the same names
//! as they do, so that its recordings can be compared with theirs. The constants are those of the two versions.

use super::{NAME, Profile, SCALE};
use crate::{
    formula::{curve::Curve, error::EvalError, term::Term, trace::Trace},
    id::ModelId,
    model::ScoringModel,
    score::Scale,
};
use semver::{BuildMetadata, Prerelease, Version};

/// The model between [`FollowerWeighted`](super::FollowerWeighted) and
/// [`EqualNetworkWeight`](super::EqualNetworkWeight).
///
/// A released model has no switches for its past. What a release changed is told by a bridge: a model that is
/// the version before, and becomes the release when every named change is applied to it.
///
/// Points from 0 to 100. It fails where the version fails that it stands for, and refuses a midpoint that is not
/// finite.
///
/// # Examples
///
/// ```
/// use scoreshift::{ScoringModel, influence::{Bridge, EqualNetworkWeight, FollowerWeighted, Network, Profile}};
///
/// let profile = Profile::new()
///     .with("Twitter", Network::new(8700, 3600, 1900))?
///     .with("Facebook", Network::new(420, 130, 38))?;
///
/// let mut bridge = Bridge::like_v1();
/// assert_eq!(bridge.score(&profile)?, FollowerWeighted::default().score(&profile)?);
///
/// bridge.equal_weights = true;
/// bridge.active_only = true;
/// bridge.midpoint = 5.5;
/// assert_eq!(bridge.score(&profile)?, EqualNetworkWeight::default().score(&profile)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bridge {
    /// Every connected network weighs the same, instead of by its audience.
    pub equal_weights: bool,
    /// Reach is the active audience, instead of the whole of it, and so is the weight while networks do not weigh
    /// the same. Where nobody is active on any network, none can weigh more than another, and they weigh the same.
    pub active_only: bool,
    /// The z at which a network has half its strength: 6.0 in version 1, 5.5 in version 2.
    pub midpoint: f64,
}

impl Bridge {
    /// The bridge with no change applied: version 1.0.0.
    #[must_use]
    pub fn like_v1() -> Self {
        Self {
            equal_weights: false,
            active_only: false,
            midpoint: 6.0,
        }
    }
}

impl ScoringModel for Bridge {
    type Input = Profile;

    /// A pre-release: on the way to 2.0.0, and not a version of its own.
    fn id(&self) -> ModelId {
        let version = Version {
            major: 2,
            minor: 0,
            patch: 0,
            pre: Prerelease::new("bridge").unwrap_or(Prerelease::EMPTY),
            build: BuildMetadata::EMPTY,
        };
        ModelId::new(NAME, version)
    }

    fn scale(&self) -> Scale {
        SCALE
    }

    fn evaluate<T: Trace>(&self, profile: &Profile, t: T) -> Result<Term<T>, EvalError> {
        let response =
            Curve::logistic(self.midpoint, 2.0).map_err(|error| t.refuse("midpoint", error))?;
        let reach_weight = t.parameter("reach weight", 0.3);
        let reactions_weight = t.parameter("reactions weight", 0.7);
        let mut connected = profile.networks().filter_map(|(_, network)| network);
        let somebody_is_active = connected.any(|network| network.active > 0.0);
        let equal_weights = self.equal_weights || self.active_only && !somebody_is_active;
        let mut mean = t.weighted_mean("networks");
        for (name, network) in profile.networks() {
            let Some(network) = network else {
                mean.absent(name);
                continue;
            };
            let t = t.scope(name);
            let counted = if self.active_only {
                t.input("active audience", network.active)
            } else {
                t.input("audience", network.audience)
            };
            let reach = t.named("reach", counted);
            let reactions = t.input("reactions", network.reactions);
            let z = reach_weight * reach.ln_1p() + reactions_weight * reactions.ln_1p();
            let strength = t.named("strength", 100.0 * z.curve(&response));
            if equal_weights {
                mean.part(name, 1.0, strength);
            } else {
                // Followers who do not count for reach do not count for weight either.
                mean.part(name, counted, strength);
            }
        }
        mean.finish()
    }
}
