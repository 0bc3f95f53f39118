//! Inputs with names, on which the behaviour of models is measured.

use std::borrow::Borrow;

/// One input of a corpus, with the name by which reports and lock files speak of it.
///
/// Implemented for pairs of a name and an input, owned or borrowed, so that an array, a slice, a `Vec` or a map of
/// them is a corpus. Implement it for a type of your own that has both.
///
/// # Examples
///
/// ```
/// use std::collections::BTreeMap;
/// use scoreshift::NamedInput;
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
}

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
