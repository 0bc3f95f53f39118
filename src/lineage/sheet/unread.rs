//! What stands for a model whose settings cannot be read, so that the rest of its sheet is checked all the same.

use std::marker::PhantomData;

use semver::Version;

use crate::{
    formula::{error::EvalError, term::Term, trace::Trace},
    id::ModelId,
    model::ScoringModel,
    score::Scale,
};

/// A model that scores nothing. No lineage has it: its sheet is refused.
pub(super) struct Unread<I: ?Sized> {
    score: String,
    input: PhantomData<fn(&I)>,
}

impl<I: ?Sized> Unread<I> {
    pub(super) fn of(score: &str) -> Self {
        Self {
            score: score.to_owned(),
            input: PhantomData,
        }
    }
}

impl<I: ?Sized> Clone for Unread<I> {
    fn clone(&self) -> Self {
        Self::of(&self.score)
    }
}

impl<I: ?Sized> ScoringModel for Unread<I> {
    type Input = I;

    fn id(&self) -> ModelId {
        ModelId::new(self.score.clone(), Version::new(0, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, _: &I, t: T) -> Result<Term<T>, EvalError> {
        Err(t.refuse("settings", "they cannot be read"))
    }
}
