//! The shares that a message tells, for the laws and for the truth bench.

use scoreshift::present::{Message, Percent, Referent, Row, Sentence};

/// Every share that is told, once: of which part, before and after.
pub(crate) fn told_shares(message: &Message) -> Vec<(String, Percent, Percent)> {
    let (mut open, mut found): (Vec<&Row>, Vec<_>) = (message.rows().collect(), Vec::new());
    while let Some(row) = open.pop() {
        let Sentence::Place { name: place, .. } = &row.label else {
            open.extend(&row.rows);
            continue;
        };
        for sentence in &row.sentences {
            let (name, before, after) = match sentence {
                Sentence::Counts {
                    thing: Referent::Named(name),
                    before,
                    after,
                    ..
                } => (name, before, after),
                Sentence::CountsAndScores { before, after, .. }
                | Sentence::Counts { before, after, .. } => (place, before, after),
                _ => continue,
            };
            found.push((name.clone(), *before, *after));
        }
        open.extend(&row.rows);
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup();
    found
}
