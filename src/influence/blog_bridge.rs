//! From version 2 to version 3, one named change at a time.
//!
//! The formula is that of both versions, with one field for each change. As [`BlogBridge::like_v2`] builds it, it
//! is version 2.0.0; with both changes it is version 3.0.0, both to the last bit. It asks for the same names as
//! they do, so that its recordings can be compared with theirs. The constants are those of the two versions.

use super::{NAME, Profile, SCALE};
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
use semver::{BuildMetadata, Prerelease, Version};

/// The model between [`EqualNetworkWeight`](super::EqualNetworkWeight) and
/// [`NetworksAndBlogs`](super::NetworksAndBlogs).
///
/// What a bridge is for is told at [`Bridge`](super::Bridge).
///
/// Points from 0 to 100. Without blogs it fails where version 2.0.0 does, with them where version 3.0.0 does, and
/// it refuses a weight of different people that is not a share from 0 to 1.
///
/// # Examples
///
/// ```
/// use scoreshift::{
///     ScoringModel,
///     influence::{Blog, BlogBridge, EqualNetworkWeight, Network, NetworksAndBlogs, Profile},
/// };
///
/// let profile = Profile::new()
///     .with("Twitter", Network::new(2700, 1400, 880))?
///     .with_blog("jane.example", Blog::new(900, 60, 25))?;
///
/// let mut bridge = BlogBridge::like_v2();
/// assert_eq!(bridge.score(&profile)?, EqualNetworkWeight::default().score(&profile)?);
///
/// bridge.blogs = true;
/// bridge.people_weight = 0.5;
/// assert_eq!(bridge.score(&profile)?, NetworksAndBlogs::default().score(&profile)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlogBridge {
    /// Each blog is a part of the mean, as a network is.
    pub blogs: bool,
    /// How much of the reactions to a blog is how many people comment, and not how many comments there are: 0.0
    /// where every comment counts alike, 0.5 in version 3.
    pub people_weight: f64,
}

impl BlogBridge {
    /// The bridge with no change applied: version 2.0.0.
    #[must_use]
    pub fn like_v2() -> Self {
        Self {
            blogs: false,
            people_weight: 0.0,
        }
    }
}

impl ScoringModel for BlogBridge {
    type Input = Profile;

    /// A pre-release: on the way to 3.0.0, and not a version of its own.
    fn id(&self) -> ModelId {
        let version = Version {
            major: 3,
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
        if !(0.0..=1.0).contains(&self.people_weight) {
            let reason = format_args!("{} is not a share from 0 to 1", self.people_weight);
            return Err(t.refuse("weight of different people", reason));
        }
        let response = Curve(Kind::Logistic {
            midpoint: 5.5,
            spread: 2.0,
        });
        let reach_weight = t.parameter("reach weight", 0.3);
        let reactions_weight = t.parameter("reactions weight", 0.7);
        let mut mean = t.weighted_mean("networks");
        for (name, network) in profile.networks() {
            let Some(network) = network else {
                mean.absent(name);
                continue;
            };
            let t = t.scope(name);
            let reach = t.named("reach", t.input("active audience", network.active));
            let reactions = t.input("reactions", network.reactions);
            let z = reach_weight * reach.ln_1p() + reactions_weight * reactions.ln_1p();
            let strength = t.named("strength", 100.0 * z.curve(&response));
            mean.part(name, 1.0, strength);
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
