//! Explanations print as the person scored reads them in English, with everything disclosed.

use std::fmt;

use super::{Audience, Disclosure, English, Presentable, Presenter};
use crate::{explain::Explanation, history::Step, preview::Preview};

impl fmt::Display for Explanation {
    /// The explanation in English for the person scored, with everything disclosed: also weights and limits.
    ///
    /// For other readers, languages, forms and policies see [`present`](crate::present).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, f)
    }
}

impl fmt::Display for Step {
    /// The step in English for the person scored, with everything disclosed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, f)
    }
}

impl fmt::Display for Preview {
    /// The notice in English for the person scored, with everything disclosed: also weights and limits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, f)
    }
}

fn print(of: &impl Presentable, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let presenter = Presenter::new(Audience::Person).disclosure(Disclosure::new().internals());
    write!(f, "{}", presenter.message(of).localize(&English).text())
}
