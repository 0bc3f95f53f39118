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
//! All three are settings of one formula, and [`lineage`] makes each of the one before by its named changes. A version
//! that is published never moves: the test suite pins its scores to the last bit.
//!
//! # Examples
//!
//! ```
//! use scoreshift::{
//!     ScoringModel, influence::{EqualNetworkWeight, FollowerWeighted, Network, Profile},
//! };
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

mod blogs;
mod equal_network_weight;
mod follower_weighted;
mod formula;
mod profile;
mod releases;

pub use blogs::NetworksAndBlogs;
pub use equal_network_weight::EqualNetworkWeight;
pub use follower_weighted::FollowerWeighted;
pub use profile::{Blog, Network, Profile, ProfileError, ProfileWhole};
pub use releases::lineage;

use semver::Version;

use crate::score::Scale;

/// The name that all versions of the family share.
const NAME: &str = "influence";

/// The version of the first release.
const FIRST: Version = Version::new(1, 0, 0);

/// Shown in whole points, as the score of 2011 was.
const SCALE: Scale = Scale::new(0.0, 100.0).decimals(0);
