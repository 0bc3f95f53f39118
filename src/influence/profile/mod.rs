//! What the family scores: a person's networks and blogs.

mod blog;
mod by_name;
mod count;
mod error;
mod network;
mod stored;

pub use blog::Blog;
pub use error::{ProfileError, ProfileWhole};
pub use network::Network;

use by_name::ByName;
use stored::Entry;

/// A person's networks and blogs, by name.
///
/// The names are an open set, and one for both: no network has the name of a blog. A network that is known but not
/// connected is listed as absent; it costs nothing, scores the same as one that is not listed, and is named in the
/// breakdown. Blogs count from version 3.0.0 of the family on.
///
/// A profile is always valid: every count lies between 0 and 2⁵³, no more of an audience is active than there is,
/// and no more people comment on a blog than there are comments or readers. Builder and reader check this, so that
/// a model does not need to.
///
/// # The stored form
///
/// `{"networks": {"Twitter": {"audience": 8700, "active": 3600, "reactions": 1900}, "Facebook": null}, "blogs":
/// {"jane.example": {"readers": 900, "comments": 60, "commenters": 25}}}`.
/// `blogs` may be missing, and is left out where there are none and people may read what is written; a binary
/// format always has both fields. Unknown fields and a name that is given twice, be it as a network and as a blog,
/// are errors, so that a misspelt count cannot be taken for none.
///
/// # Examples
///
/// ```
/// use scoreshift::influence::{Blog, Network, Profile};
///
/// let built = Profile::new()
///     .with("Twitter", Network::new(8700, 3600, 1900))?
///     .without("Facebook")
///     .with_blog("jane.example", Blog::new(900, 60, 25))?;
/// let read: Profile = serde_json::from_str(
///     r#"{
///         "networks": {
///             "Twitter": {"audience": 8700, "active": 3600, "reactions": 1900},
///             "Facebook": null
///         },
///         "blogs": {"jane.example": {"readers": 900, "comments": 60, "commenters": 25}}
///     }"#,
/// )?;
/// assert_eq!(read, built);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    networks: ByName<Option<Network>>,
    /// No name of a network.
    blogs: ByName<Blog>,
}

impl Profile {
    /// A profile without networks or blogs.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same profile with a connected network, in place of the network or blog that had this name.
    ///
    /// # Errors
    ///
    /// [`ProfileError`]: a count that is negative, NaN, infinite or beyond 2⁵³, or more active than audience.
    pub fn with(mut self, name: impl Into<String>, network: Network) -> Result<Self, ProfileError> {
        let name = name.into();
        let network = network.checked(&name)?;
        self.blogs.remove(&name);
        self.networks.insert(name, Some(network));
        Ok(self)
    }

    /// The same profile with a network that is known but not connected, in place of the network or blog that had
    /// this name.
    #[must_use]
    pub fn without(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.blogs.remove(&name);
        self.networks.insert(name, None);
        self
    }

    /// The same profile with a self-hosted blog, in place of the network or blog that had this name.
    ///
    /// # Errors
    ///
    /// [`ProfileError`]: a count that is negative, NaN, infinite or beyond 2⁵³, or more commenters than comments
    /// or readers.
    pub fn with_blog(mut self, name: impl Into<String>, blog: Blog) -> Result<Self, ProfileError> {
        let name = name.into();
        let blog = blog.checked(&name)?;
        self.networks.remove(&name);
        self.blogs.insert(name, blog);
        Ok(self)
    }

    /// All listed networks in the order of their names; `None` for one that is not connected.
    pub fn networks(&self) -> impl Iterator<Item = (&str, Option<&Network>)> {
        self.networks
            .iter()
            .map(|(name, network)| (name, network.as_ref()))
    }

    /// All blogs in the order of their names.
    pub fn blogs(&self) -> impl Iterator<Item = (&str, &Blog)> {
        self.blogs.iter()
    }
}
