//! The built-in family: how strongly a person's networks and blogs answer.
//!
//! A score from 0 to 100 in the spirit of the social-influence score that changed overnight in October 2011.
//! What is known of that change is its direction: before, one primary network drove the score; after, there was
//! more parity between networks. Everything else here, formulas and constants, is a *modelling assumption of
//! this project*, chosen so that the moves which people reported come out. The profiles under
//! `examples/profiles` are invented to fit those reports.
//!
//! | version | model | a network weighs | reach | midpoint | a blog counts |
//! | --- | --- | --- | --- | --- | --- |
//! | 1.0.0 | [`FollowerWeighted`] | its audience | audience | 6.0 | not at all |
//! | 2.0.0 | [`EqualNetworkWeight`] | the same as every other | active audience | 5.5 | not at all |
//! | 3.0.0 | [`NetworksAndBlogs`] | the same as every other | active audience | 5.5 | as one more network |
//!
//! [`Bridge`] is the model between the first two, from which the three named changes start, and [`BlogBridge`] the
//! one between the last two, with two named changes. A version that is published never moves: the test suite pins
//! its scores to the last bit.
//!
//! # Examples
//!
//! ```
//! use scoreshift::{ScoringModel, influence::{EqualNetworkWeight, FollowerWeighted, Network, Profile}};
//!
//! let marketer = Profile::new()
//!     .with("Twitter", Network::new(8700, 3600, 1900))?
//!     .with("Facebook", Network::new(420, 130, 38))?;
//!
//! let before = FollowerWeighted::default();
//! let after = EqualNetworkWeight::default();
//! assert_eq!(before.scale().show(before.score(&marketer)?), "71");
//! assert_eq!(after.scale().show(after.score(&marketer)?), "54");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod blog_bridge;
mod blogs;
mod bridge;
mod equal_network_weight;
mod follower_weighted;
mod profile;

pub use blog_bridge::BlogBridge;
pub use blogs::NetworksAndBlogs;
pub use bridge::Bridge;
pub use equal_network_weight::EqualNetworkWeight;
pub use follower_weighted::FollowerWeighted;
pub use profile::{Blog, Network, Profile, ProfileError};

use crate::{
    lineage::{Change, ChangeKind, Changes, Lineage},
    score::Scale,
};

/// The name that all versions of the family share.
const NAME: &str = "influence";

/// Shown in whole points, as the score of 2011 was.
const SCALE: Scale = Scale::new(0.0, 100.0).decimals(0);

/// The releases of the family and the named changes between them.
///
/// # Examples
///
/// ```
/// use scoreshift::influence;
///
/// let lineage = influence::lineage();
/// let keys = |version| -> Result<Vec<&str>, scoreshift::LineageError> {
///     Ok(lineage.find(version)?.changes().iter().map(|change| change.key.as_str()).collect())
/// };
/// assert_eq!(keys("2.0.0")?, ["equal-network-weight", "active-audience", "recalibration"]);
/// assert_eq!(keys("3.0.0")?, ["self-hosted-blogs", "who-comments"]);
/// # Ok::<(), scoreshift::LineageError>(())
/// ```
#[must_use]
pub fn lineage() -> Lineage<Profile> {
    let v2 = Changes::starting_from(Bridge::like_v1())
        .change(
            Change::new("equal-network-weight")
                .sentence("Every network you connect now counts the same."),
            |model| model.equal_weights = true,
        )
        .change(
            Change::new("active-audience").sentence("Followers who never react no longer count."),
            |model| model.active_only = true,
        )
        .change(
            Change::new("recalibration")
                .kind(ChangeKind::Recalibration)
                .sentence(
                    "The whole scale was lifted so that typical scores stay where they were.",
                ),
            |model| model.midpoint = 5.5,
        );
    let v3 = Changes::starting_from(BlogBridge::like_v2())
        .change(
            Change::new("self-hosted-blogs")
                .kind(ChangeKind::NewData)
                .sentence("Your own blog now counts like a network."),
            |model| model.blogs = true,
        )
        .change(
            Change::new("who-comments")
                .kind(ChangeKind::NewData)
                .sentence("Comments by many different people now count more than many by a few."),
            |model| model.people_weight = 0.5,
        );
    Lineage::starting_with(FollowerWeighted::default())
        .release_trusted(EqualNetworkWeight::default(), v2)
        .release_trusted(NetworksAndBlogs::default(), v3)
}
