//! A model whose type is hidden, so that models of one input type can be held together.

use super::{
    backend::Plain, error::EvalError, recorder::Recording, substitute::Substituting, term::Term,
};

/// The formula of a model, run with each of the three traces there are.
pub trait Erased<I: ?Sized>: Send + Sync {
    fn plain(&self, input: &I) -> Result<Term<Plain>, EvalError>;

    fn recorded<'r>(
        &self,
        input: &I,
        trace: Recording<'r>,
    ) -> Result<Term<Recording<'r>>, EvalError>;

    fn substituted<'s>(
        &self,
        input: &I,
        trace: Substituting<'s>,
    ) -> Result<Term<Substituting<'s>>, EvalError>;
}
