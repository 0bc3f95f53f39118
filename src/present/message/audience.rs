//! Who reads an explanation, and what is disclosed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::path::Path;

/// Who reads an explanation.
///
/// | audience | reads |
/// | --- | --- |
/// | person | short reasons in the second person; no weights, parameters or limits unless [allowed](Disclosure::internals) |
/// | agent | the same about somebody else, with every place and its figures before and after |
/// | auditor | everything, with the method, the work it took, fingerprints, and points to the last millionth |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Audience {
    /// Who was scored.
    #[default]
    Person,
    /// Who answers their questions.
    Agent,
    /// Who checks that the answers are right.
    Auditor,
}

impl Audience {
    /// How the audience is spoken to.
    #[must_use]
    pub const fn voice(self) -> Voice {
        match self {
            Self::Person => Voice::You,
            Self::Agent | Self::Auditor => Voice::Subject,
        }
    }

    /// Whether everything is told that fits, even if it shows in no digit.
    pub(in crate::present) const fn is_thorough(self) -> bool {
        matches!(self, Self::Auditor)
    }

    /// How many reasons are told one by one, unless the presenter says otherwise.
    pub(in crate::present) const fn reasons(self) -> usize {
        match self {
            // Regulators and readers agree that more than four reasons help nobody.
            Self::Person | Self::Agent => 4,
            Self::Auditor => 32,
        }
    }

    /// How many groups of a population are told, unless the presenter says otherwise.
    pub(in crate::present) const fn groups(self) -> usize {
        match self {
            Self::Person => 0,
            Self::Agent => 8,
            Self::Auditor => 50,
        }
    }

    /// How many places are told one by one inside a reason, unless the presenter says otherwise.
    pub(in crate::present) const fn places(self) -> usize {
        match self {
            Self::Person => 7,
            Self::Agent => 20,
            Self::Auditor => 200,
        }
    }
}

/// Whether the reader is the one who was scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Voice {
    /// The reader is: "your score".
    You,
    /// The reader is told about somebody else: "their score".
    Subject,
}

impl Voice {
    /// The word by which a catalogue of messages chooses: `you` or `subject`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::You => "you",
            Self::Subject => "subject",
        }
    }
}

/// What may be seen: a score's owner can explain without handing out a manual for gaming.
///
/// Whatever is not shown is folded into "other", so that what is read still adds up. That something is not shown can
/// therefore be inferred, though not what it is called.
///
/// # Examples
///
/// ```
/// use scoreshift::{at, influence::{self, Profile}};
/// use scoreshift::present::{Audience, Disclosure, English, Presenter};
///
/// let marketer: Profile = serde_json::from_str(include_str!("../../../examples/profiles/marketer.json"))?;
/// let why = influence::lineage().explain(at("1.0.0", &marketer), at("2.0.0", &marketer))?;
///
/// let policy = Disclosure::new().banded().withhold("Facebook");
/// let text = Presenter::new(Audience::Person).disclosure(policy).message(&why).localize(&English).text().to_string();
/// assert!(text.contains("large fall  Every network you connect now counts the same."), "{text}");
/// assert!(!text.contains("Facebook"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disclosure {
    pub(in crate::present) internals: bool,
    pub(in crate::present) banded: bool,
    withheld: BTreeSet<String>,
    private: BTreeSet<String>,
}

impl Disclosure {
    /// Effects in figures, every place by name, and no internals for the person scored.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the person scored see internals as well: weights, parameters, curves, limits, and values between the data
    /// and the score. Agents and auditors see them anyhow, unless effects are banded.
    #[must_use]
    pub fn internals(mut self) -> Self {
        self.internals = true;
        self
    }

    /// Shows effects as large, medium or small instead of in points, and no internals. The scores themselves are shown.
    ///
    /// An effect is large if it is two fifths or more of all effects together, and small below three twentieths.
    #[must_use]
    pub fn banded(mut self) -> Self {
        self.banded = true;
        self
    }

    /// Withholds every place of this name, and every place inside it, from all audiences.
    ///
    /// The name is compared with each segment of a path, whatever its case, and with the labels that stand at other
    /// places. The sentences of changes are shown as their author wrote them.
    #[must_use]
    pub fn withhold(mut self, name: impl AsRef<str>) -> Self {
        self.withheld.insert(folded(name.as_ref()));
        self
    }

    /// Withholds every place of this name from everybody but the person scored, who marked it private.
    #[must_use]
    pub fn private(mut self, name: impl AsRef<str>) -> Self {
        self.private.insert(folded(name.as_ref()));
        self
    }

    pub(in crate::present) fn hides(&self, audience: Audience, name: &str) -> bool {
        if self.withheld.is_empty() && self.private.is_empty() {
            return false;
        }
        let name = folded(name);
        self.withheld.contains(&name)
            || (audience != Audience::Person && self.private.contains(&name))
    }

    /// Whether words have a name in them that must not be seen, as words of their own.
    pub(in crate::present) fn hides_words(&self, audience: Audience, words: &str) -> bool {
        let hidden = || {
            let private = (audience != Audience::Person).then_some(&self.private);
            self.withheld.iter().chain(private.into_iter().flatten())
        };
        if hidden().next().is_none() {
            return false;
        }
        let words = words.to_lowercase();
        hidden().any(|name| {
            if name.is_empty() {
                return words.trim().is_empty();
            }
            words.match_indices(name.as_str()).any(|(at, found)| {
                let before = words.get(..at).and_then(|text| text.chars().next_back());
                let after = words
                    .get(at + found.len()..)
                    .and_then(|text| text.chars().next());
                [before, after]
                    .iter()
                    .flatten()
                    .all(|c| !c.is_alphanumeric())
            })
        })
    }

    pub(in crate::present) fn hides_place(&self, audience: Audience, place: &Path) -> bool {
        place
            .segments()
            .any(|segment| self.hides(audience, segment))
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
