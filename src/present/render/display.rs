//! Explanations print as the person scored reads them in English, with everything disclosed.

use std::fmt;

use crate::{
    explain::Explanation,
    history::{HistoryWithSteps, Step},
    present::{
        Audience, Disclosure, English, Note, Presentable, Presenter,
        presenter::step::not_from_inputs,
    },
    preview::Preview,
};

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

impl fmt::Display for HistoryWithSteps<'_> {
    /// The history in English for the person scored, with everything disclosed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, |f, step| {
            let mut message = disclosed().message(step);
            // The line above says how far the score moved, and by what.
            message.headline.clear();
            let note = step.note.as_ref().map(not_from_inputs);
            let note = note.map(|note| Note::new("note:records", note));
            message.notes.extend(note);
            let text = message.localize(&English).text().width(WIDTH).to_string();
            for line in text.lines().filter(|line| !line.is_empty()) {
                write!(f, "\n      {line}")?;
            }
            Ok(())
        })
    }
}

/// So many columns are left for why a score moved.
const WIDTH: usize = 74;

impl fmt::Display for Preview {
    /// The notice in English for the person scored, with everything disclosed: also weights and limits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, f)
    }
}

fn print(of: &impl Presentable, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}", disclosed().message(of).localize(&English).text())
}

fn disclosed() -> Presenter<'static> {
    Presenter::new(Audience::Person).disclosure(Disclosure::new().internals())
}
