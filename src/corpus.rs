//! Inputs with names, on which the behaviour of models is measured.

use std::borrow::Borrow;

use crate::path::printable;

/// One input of a corpus, with the name by which reports and lock files speak of it.
///
/// Implemented for pairs of a name and an input, owned or borrowed, so that an array, a slice, a `Vec` or a map of
/// them is a corpus. Implement it for a type of your own that has both.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
/// use scoreshift::corpus::NamedInput;
///
/// fn names<E: NamedInput<f64>>(corpus: impl IntoIterator<Item = E>) -> Vec<String> {
///     corpus.into_iter().map(|entry| entry.name().to_owned()).collect()
/// }
///
/// let pairs = [("cold", -3.0), ("warm", 21.5)];
/// assert_eq!(names(pairs), ["cold", "warm"]);
/// assert_eq!(names(&pairs), ["cold", "warm"]);
/// assert_eq!(names(&BTreeMap::from(pairs)), ["cold", "warm"]);
/// ```
pub trait NamedInput<I: ?Sized> {
    /// The name; each name stands once in a corpus.
    fn name(&self) -> &str;

    /// What is scored.
    fn input(&self) -> &I;

    /// The segments that it belongs to, each a dimension and a value, such as `("country", "PL")`; none by default.
    /// Used by the population impact of a release; see [`Subject`](crate::impact::Subject).
    fn segments(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    /// How many subjects it stands for; 1 by default. Used by the population impact of a release.
    fn weight(&self) -> f64 {
        1.0
    }

    /// What it is at the two times that a population is compared at; the same at both by default. Used by the population
    /// impact of a release; see [`Subject::moved`](crate::impact::Subject::moved).
    fn snapshots(&self) -> Snapshots<'_, I> {
        Snapshots::Same(self.input())
    }
}

/// A subject of a population at two times.
#[derive(Debug)]
#[non_exhaustive]
pub enum Snapshots<'i, I: ?Sized> {
    /// The same at both.
    Same(&'i I),
    /// It has moved meanwhile.
    Moved {
        /// What it was.
        before: &'i I,
        /// What it is.
        after: &'i I,
    },
    /// It was not there before.
    Joined(&'i I),
    /// It is not there any more.
    Left(&'i I),
}

impl<I: ?Sized> Clone for Snapshots<'_, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: ?Sized> Copy for Snapshots<'_, I> {}

impl<I: ?Sized, N: AsRef<str>, B: Borrow<I>> NamedInput<I> for (N, B) {
    fn name(&self) -> &str {
        self.0.as_ref()
    }

    fn input(&self) -> &I {
        self.1.borrow()
    }
}

impl<I: ?Sized, N: AsRef<str>, B: Borrow<I>> NamedInput<I> for &(N, B) {
    fn name(&self) -> &str {
        self.0.as_ref()
    }

    fn input(&self) -> &I {
        self.1.borrow()
    }
}

/// Why inputs are no corpus.
///
/// # Examples
///
/// ```
/// use scoreshift::{bump::{Bump, BumpPolicy}, influence::{FollowerWeighted, Profile}};
///
/// let model = FollowerWeighted::default();
/// let twice = [("nobody", Profile::new()), ("nobody", Profile::new())];
/// let error = Bump::required(&model, &model, &twice, &BumpPolicy::default()).unwrap_err();
/// assert_eq!(error.to_string(), "the corpus has two inputs named `nobody`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// There is no input.
    #[error("the corpus has no input, so nothing would be checked")]
    Empty,

    /// Two inputs have one name.
    #[error("the corpus has two inputs named `{}`", printable(name))]
    #[non_exhaustive]
    NameTwice {
        /// The name.
        name: String,
    },
}

/// Whether there are inputs, and each has a name of its own.
pub(crate) fn check<I: ?Sized>(corpus: &[(&str, &I)]) -> Result<(), CorpusError> {
    if corpus.is_empty() {
        return Err(CorpusError::Empty);
    }
    let mut names: Vec<&str> = corpus.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let twice = names.windows(2).find_map(|pair| match pair {
        [a, b] if a == b => Some(*a),
        _ => None,
    });
    twice.map_or(Ok(()), |name| {
        Err(CorpusError::NameTwice {
            name: name.to_owned(),
        })
    })
}
