//! Why a subject that moved far did so, told when it is asked for.

use std::{
    borrow::Borrow as _,
    sync::{Arc, OnceLock},
};

use crate::{
    explain::{self, ExplainError, Explanation, at},
    lineage::Lineage,
    model::AnyModel,
};

/// What tells why a subject moved; shared by the groups that the subject is in, so that it is explained once.
pub(in crate::impact) trait Explained: Send + Sync {
    /// The explanation, or why there is none.
    fn why(&self) -> &Result<Arc<Explanation>, ExplainError>;

    /// The same as text, which tells apart what is not the same.
    fn text(&self) -> &str;
}

/// How the subjects of a study are explained.
pub(in crate::impact) enum Explainer<I: ?Sized> {
    Lineage {
        lineage: Box<Lineage<I>>,
        /// The two releases, as they are asked for.
        versions: [String; 2],
    },
    Models([AnyModel<I>; 2]),
}

impl<I: ?Sized + 'static> Explainer<I> {
    fn explain(&self, was: &I, is: &I) -> Result<Explanation, ExplainError> {
        match self {
            Self::Lineage {
                lineage,
                versions: [from, to],
            } => lineage.explain(at(from, was), at(to, is)),
            Self::Models([before, after]) => explain::explain((before, was), (after, is)),
        }
    }
}

/// A subject's input, and its explanation once it was asked for.
pub(in crate::impact) struct Kept<I: ?Sized + ToOwned> {
    /// What it was, where that is something else.
    was: Option<I::Owned>,
    is: I::Owned,
    explainer: Arc<Explainer<I>>,
    why: OnceLock<Result<Arc<Explanation>, ExplainError>>,
    text: OnceLock<String>,
}

/// Keeps what a subject was and is.
pub(in crate::impact) fn keep<I>(
    [was, is]: [&I; 2],
    explainer: &Arc<Explainer<I>>,
) -> Arc<dyn Explained>
where
    I: ?Sized + ToOwned + Send + Sync + 'static,
    I::Owned: Send + Sync,
{
    Arc::new(Kept {
        was: (!std::ptr::eq(was, is)).then(|| was.to_owned()),
        is: is.to_owned(),
        explainer: Arc::clone(explainer),
        why: OnceLock::new(),
        text: OnceLock::new(),
    })
}

impl<I> Explained for Kept<I>
where
    I: ?Sized + ToOwned + Send + Sync + 'static,
    I::Owned: Send + Sync,
{
    fn why(&self) -> &Result<Arc<Explanation>, ExplainError> {
        self.why.get_or_init(|| {
            let was = self.was.as_ref().unwrap_or(&self.is);
            let why = self.explainer.explain(was.borrow(), self.is.borrow());
            why.map(Arc::new)
        })
    }

    fn text(&self) -> &str {
        self.text.get_or_init(|| {
            let why = self.why().as_ref();
            text(why.ok(), why.err().map(ToString::to_string).as_ref())
        })
    }
}

/// All that is told of why a subject moved, as text.
pub(in crate::impact) fn text(why: Option<&Arc<Explanation>>, note: Option<&String>) -> String {
    format!("{why:?} {note:?}")
}
