//! Version 3: a self-hosted blog counts like a network.
//!
//! ```text
//! score     = Σ strength / n                              over the n connected networks and blogs
//! strength  = 100 / (1 + e^(−(z − 5.5) / 2))
//! z         = 0.3 · ln(1 + active) + 0.7 · ln(1 + reactions)                          of a network
//! z         = 0.3 · ln(1 + readers) + 0.7 · ((1 − p) · ln(1 + comments) + p · ln(1 + commenters))
//!           = 0.3 · ln(1 + readers) + 0.35 · ln(1 + comments) + 0.35 · ln(1 + commenters)   of a blog
//! ```
//!
//! | constant | value | meaning | source |
//! | --- | --- | --- | --- |
//! | reach weight | 0.3 | points of z for each e-fold of reach | modelling assumption of this project |
//! | reactions weight | 0.7 | points of z for each e-fold of reactions | modelling assumption of this project |
//! | weight of different people, p | 0.5 | how much of a blog's reactions is how many people comment, not how often | modelling assumption of this project |
//! | midpoint | 5.5 | the z of strength 50 | modelling assumption of this project |
//! | spread | 2.0 | how far z must rise for strength to go from 50 to 73 | modelling assumption of this project |
//!
//! What changed since version 2.0.0, and why:
//!
//! * *self-hosted blogs*: each blog is one more part of the mean, with its readers as reach and its comments as
//!   reactions, because people asked that what they write at home counts as well. Like any other part, a blog
//!   that answers less than the networks do pulls the score down;
//! * *who comments*: half of the weight of a blog's reactions goes to how many different people they come from,
//!   so that a hundred comments by one person count less than a hundred by many.
//!
//! Whoever has no blog keeps the score of version 2.0.0, to the last bit.

use super::{NAME, Profile, SCALE, formula::Influence};
use crate::{
    formula::{error::EvalError, term::Term, trace::Trace},
    id::ModelId,
    model::ScoringModel,
    score::Scale,
};
use semver::Version;

/// Version 3.0.0: the plain mean of the strengths of all connected networks and all blogs.
///
/// A network is scored as in version 2.0.0. A blog's strength grows with the logarithms of its readers, of its
/// comments, and of the number of different people who wrote them.
///
/// A modelling assumption in the spirit of the score of 2011; formula, constants and the changes since version
/// 2.0.0 stand at the top of its source file, and a published version never moves.
///
/// Points from 0 to 100. A profile with neither a connected network nor a blog has no score: that is an error, not
/// a zero.
///
/// # Examples
///
/// ```
/// use scoreshift::{ScoringModel, influence::{Blog, Network, NetworksAndBlogs, Profile}};
///
/// let twitter = Profile::new().with("Twitter", Network::new(3000, 1800, 900))?;
/// let many = twitter.clone().with_blog("jane.example", Blog::new(900, 60, 25))?;
/// let few = twitter.with_blog("jane.example", Blog::new(900, 60, 2))?;
/// let model = NetworksAndBlogs::default();
///
/// // The same sixty comments count for less where two people wrote them all.
/// assert!(model.score(&few)? < model.score(&many)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct NetworksAndBlogs(Influence);

impl Default for NetworksAndBlogs {
    /// The constants of the version.
    fn default() -> Self {
        Self(Influence::NETWORKS_AND_BLOGS)
    }
}

impl ScoringModel for NetworksAndBlogs {
    type Input = Profile;

    fn id(&self) -> ModelId {
        ModelId::new(NAME, Version::new(3, 0, 0))
    }

    fn scale(&self) -> Scale {
        SCALE
    }

    fn evaluate<T: Trace>(&self, profile: &Profile, t: T) -> Result<Term<T>, EvalError> {
        self.0.evaluate(profile, t)
    }
}
