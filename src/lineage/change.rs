//! Named changes from one release to the next.

use serde::{Deserialize, Serialize};

use crate::path::readable;

/// Why the owners of a score changed its algorithm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// They decided to count something differently.
    #[default]
    Policy,
    /// Something had been counted wrongly.
    Fix,
    /// The whole scale was moved so that typical scores stay where they were. Beside other changes it is told apart
    /// from the ranked reasons; alone it is told as they are.
    Recalibration,
    /// Something new is counted.
    NewData,
}

impl ChangeKind {
    pub(crate) const ALL: [Self; 4] = [Self::Policy, Self::Fix, Self::Recalibration, Self::NewData];

    /// Its name in the stored form.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Fix => "fix",
            Self::Recalibration => "recalibration",
            Self::NewData => "new_data",
        }
    }
}

/// One named change of a release.
///
/// # Examples
///
/// ```
/// use scoreshift::{Change, ChangeKind};
///
/// let change = Change::new("active-audience")
///     .title("Active audience")
///     .sentence("Followers who never react no longer count.")
///     .kind(ChangeKind::Policy);
/// assert_eq!(change.key, "active-audience");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The stable key: the reason code by which people and programs refer to the change.
    pub key: String,
    /// The change in a few words.
    pub title: String,
    /// One sentence for the person scored, once the change holds.
    pub sentence: String,
    /// The same for the time before the change takes effect; empty where [`sentence`](Self::sentence) will do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub upcoming: String,
    /// Why the change was made.
    pub kind: ChangeKind,
}

impl Change {
    /// A change with a stable key, of kind [`ChangeKind::Policy`].
    ///
    /// Its title is the key made readable until [`title`](Self::title) says otherwise.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        let key = key.into();
        let title = readable(&key);
        Self {
            key,
            title,
            sentence: String::new(),
            upcoming: String::new(),
            kind: ChangeKind::Policy,
        }
    }

    /// The change in a few words.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// One sentence for the person scored; every change has one.
    #[must_use]
    pub fn sentence(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = sentence.into();
        self
    }

    /// The sentence for the time before the change takes effect, such as "Every network you connect will count the
    /// same." A [preview](crate::preview::Preview) says it instead of [`sentence`](Self::sentence).
    #[must_use]
    pub fn upcoming(mut self, sentence: impl Into<String>) -> Self {
        self.upcoming = sentence.into();
        self
    }

    /// Why the change was made.
    #[must_use]
    pub fn kind(mut self, kind: ChangeKind) -> Self {
        self.kind = kind;
        self
    }
}
