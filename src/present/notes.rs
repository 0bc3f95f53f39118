//! What did not count, what is held, and what else must be said.

use std::collections::BTreeSet;

use super::{
    Audience, Digits, Note, Sentence,
    argument::Limit,
    rows::{Rows, id_of},
};
use crate::{
    explain::{Explanation, Method},
    formula::breakdown::ActiveCap,
    path::{Path, printable},
};

/// Caps and floors beyond this many are only counted.
const MOST_CAPS: usize = 4;

/// Absent parts beyond this many are only counted.
const MOST_ABSENT: usize = 12;

pub(super) fn of(rows: &Rows<'_>, why: &Explanation) -> Vec<Note> {
    let mut sentences = Vec::new();
    for branch in &why.branches {
        let labels = [&branch.before, &branch.after];
        if rows.presenter.hides_place(&branch.id)
            || labels.iter().any(|label| rows.presenter.hides(label))
        {
            continue;
        }
        let [before, after] = labels.map(|label| printable(label));
        sentences.push(Sentence::Branch {
            name: name(rows, &branch.id),
            before,
            after,
        });
    }
    absent(rows, why, &mut sentences);
    held(rows, &why.caps, &mut sentences);
    if rows.presenter.audience != Audience::Person && is_coarse(why) {
        sentences.push(Sentence::Coarse {});
    }
    let one_sided: Vec<String> = seen(rows, why.unmatched_references.iter())
        .take(MOST_ABSENT)
        .map(|place| name(rows, place))
        .collect();
    if !one_sided.is_empty() {
        sentences.push(Sentence::OneSided { names: one_sided });
    }
    let level = &why.before;
    let now = why.scale.band_of(level.value);
    if now.is_some() && level.band.is_some() && now != level.band.as_deref() {
        sentences.push(Sentence::BandsMoved {});
    }
    numbered(sentences)
}

/// Whether single inputs were asked for, and are not told.
fn is_coarse(why: &Explanation) -> bool {
    why.method == Method::Owen && why.data_method() != Method::Owen
}

/// Notes with ids that differ.
pub(super) fn numbered(sentences: Vec<Sentence>) -> Vec<Note> {
    let numbered = sentences.into_iter().enumerate();
    let note = |(index, sentence): (usize, Sentence)| Note {
        id: format!("note:{}:{}", id_of(sentence.id()), index + 1),
        sentence,
    };
    numbered.map(note).collect()
}

fn seen<'p>(
    rows: &Rows<'_>,
    places: impl Iterator<Item = &'p Path>,
) -> impl Iterator<Item = &'p Path> {
    places.filter(|place| !rows.presenter.hides_place(place))
}

fn name(rows: &Rows<'_>, place: &Path) -> String {
    rows.presenter
        .label(place)
        .unwrap_or_else(|| printable(&place.to_string()))
}

fn absent(rows: &Rows<'_>, why: &Explanation, sentences: &mut Vec<Sentence>) {
    // A part that moved the score by being there on one side only is told among the reasons.
    let moved: BTreeSet<&Path> = why
        .causes
        .iter()
        .flat_map(|cause| &cause.places)
        .map(|cell| &cell.id)
        .collect();
    let absent: Vec<&Path> = seen(rows, why.absent.iter())
        .filter(|place| !moved.contains(place))
        .collect();
    let names: Vec<String> = absent
        .iter()
        .take(MOST_ABSENT)
        .map(|place| name(rows, place))
        .collect();
    if !names.is_empty() {
        sentences.push(Sentence::Absent { names });
    }
    let further = absent.len().saturating_sub(MOST_ABSENT);
    if further > 0 {
        let count = further as u64;
        sentences.push(Sentence::MoreAbsent { count });
    }
}

fn held(rows: &Rows<'_>, caps: &[ActiveCap], sentences: &mut Vec<Sentence>) {
    let caps: Vec<&ActiveCap> = caps
        .iter()
        .filter(|cap| !rows.presenter.hides_place(&cap.place))
        .collect();
    sentences.extend(
        caps.iter()
            .take(MOST_CAPS)
            .filter_map(|cap| one_held(rows, cap)),
    );
    let further = caps.len().saturating_sub(MOST_CAPS);
    if further > 0 {
        let count = further as u64;
        sentences.push(Sentence::MoreHeld { count });
    }
}

fn one_held(rows: &Rows<'_>, cap: &ActiveCap) -> Option<Sentence> {
    let limit = if cap.without > cap.held_at {
        Limit::Cap
    } else {
        Limit::Floor
    };
    if cap.place.is_root() {
        let level = |value| rows.level(value).or_else(|| Digits::of(value));
        if rows.presenter.disclosure.banded {
            return Some(Sentence::ScoreHeldPlain { limit });
        }
        return Some(Sentence::ScoreHeld {
            limit,
            held: level(cap.held_at)?,
            without: level(cap.without)?,
        });
    }
    let name = name(rows, &cap.place);
    if !rows.presenter.shows_internals() {
        return Some(Sentence::HeldPlain { name, limit });
    }
    Some(Sentence::Held {
        name,
        limit,
        held: Digits::of(cap.held_at)?,
        without: Digits::of(cap.without)?,
    })
}
