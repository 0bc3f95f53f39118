//! The one formula of the family, of which every version is a setting.
//!
//! Formula and constants of each version stand at the top of its own file.

use super::{FIRST, NAME, Profile, SCALE};
use crate::{
    formula::{
        curve::{Curve, Kind},
        error::EvalError,
        term::Term,
        trace::Trace,
    },
    id::ModelId,
    model::ScoringModel,
    score::Scale,
};

/// The settings of a version: what releases change.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Influence {
    /// Every connected network weighs the same, instead of by its audience.
    pub(super) equal_weights: bool,
    /// Reach is the active audience, instead of the whole of it, and so is the weight while networks do not weigh the
    /// same. Where nobody is active on any network, none can weigh more than another, and they weigh the same.
    pub(super) active_only: bool,
    /// The z at which a network has half its strength.
    pub(super) midpoint: f64,
    /// Each blog is a part of the mean, as a network is.
    pub(super) blogs: bool,
    /// How much of the reactions to a blog is how many people comment, and not how many comments there are.
    pub(super) people_weight: f64,
}

/// How much of z an e-fold of reach makes.
const REACH_WEIGHT: f64 = 0.3;

/// How much of z an e-fold of reactions makes.
const REACTIONS_WEIGHT: f64 = 0.7;

/// How far z must rise for strength to go from 50 to 73.
const SPREAD: f64 = 2.0;

impl Influence {
    /// Version 1.0.0.
    pub(super) const FOLLOWER_WEIGHTED: Self = Self {
        equal_weights: false,
        active_only: false,
        midpoint: 6.0,
        blogs: false,
        people_weight: 0.0,
    };

    /// Version 2.0.0.
    pub(super) const EQUAL_NETWORK_WEIGHT: Self = Self {
        equal_weights: true,
        active_only: true,
        midpoint: 5.5,
        ..Self::FOLLOWER_WEIGHTED
    };

    /// Version 3.0.0.
    pub(super) const NETWORKS_AND_BLOGS: Self = Self {
        blogs: true,
        people_weight: 0.5,
        ..Self::EQUAL_NETWORK_WEIGHT
    };
}

impl ScoringModel for Influence {
    type Input = Profile;

    fn id(&self) -> ModelId {
        ModelId::new(NAME, FIRST)
    }

    fn scale(&self) -> Scale {
        SCALE
    }

    fn evaluate<T: Trace>(&self, profile: &Profile, t: T) -> Result<Term<T>, EvalError> {
        let response = Curve(Kind::Logistic {
            midpoint: self.midpoint,
            spread: SPREAD,
        });
        let reach_weight = t.parameter("reach weight", REACH_WEIGHT);
        let reactions_weight = t.parameter("reactions weight", REACTIONS_WEIGHT);
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
        for (name, blog) in profile.blogs().filter(|_| self.blogs) {
            let t = t.scope(name);
            // Asked for here, so that what it does to a blog is told of that blog.
            let people_weight = t.parameter("weight of different people", self.people_weight);
            let reach = t.named("reach", t.input("readers", blog.readers));
            let comments = t.input("comments", blog.comments);
            let commenters = t.input("commenters", blog.commenters);
            let reactions =
                (1.0 - people_weight) * comments.ln_1p() + people_weight * commenters.ln_1p();
            let z = reach_weight * reach.ln_1p() + reactions_weight * reactions;
            let strength = t.named("strength", 100.0 * z.curve(&response));
            mean.part(name, 1.0, strength);
        }
        mean.finish()
    }
}
