//! What did not count, what is held, and what else must be said.

use super::rows::{Rows, id_of};
use crate::{
    explain::{Explanation, Method},
    formula::breakdown::ActiveCap,
    path::{Path, called, printable},
    present::{
        Audience, Digits, Note, Section, SectionKind, Sentence,
        message::{
            argument::{Limit, Scopes, Tense},
            inside,
        },
    },
};

/// Caps and floors beyond this many are only counted.
const MOST_CAPS: usize = 4;

/// Absent parts beyond this many are only counted.
const MOST_ABSENT: usize = 12;

/// Of places of one name that are held alike, so many are named, and the others only counted.
const MOST_ALIKE: usize = 8;

pub(in crate::present) fn of(
    rows: &Rows<'_>,
    why: &Explanation,
    sections: &[Section],
) -> Vec<Note> {
    let mut sentences = Vec::new();
    // A label decided something only where something is told that counts on one side.
    let branches = why
        .branches
        .iter()
        .filter(|_| mentions_other_things(sections));
    for branch in branches {
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
    let is_own = |section: &Section| section.kind == SectionKind::OwnData;
    if rows.tense == Tense::Planned && !sections.iter().any(is_own) {
        sentences.insert(0, Sentence::DataOfToday {});
    }
    absent(rows, why, sections, &mut sentences);
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
pub(in crate::present) fn numbered(sentences: Vec<Sentence>) -> Vec<Note> {
    let numbered = (1..).zip(sentences);
    let note = |(at, sentence): (usize, Sentence)| {
        Note::new(format!("note:{}:{at}", id_of(sentence.id())), sentence)
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

/// Whether some row says that something counts on one side only, or is another formula.
fn mentions_other_things(sections: &[Section]) -> bool {
    let mut sentences = inside(sections).flat_map(|row| &row.sentences);
    sentences.any(|sentence| {
        matches!(
            sentence,
            Sentence::Came { .. }
                | Sentence::Went { .. }
                | Sentence::PartCame { .. }
                | Sentence::PartWent { .. }
                | Sentence::Remeasured { .. }
                | Sentence::RemeasuredFrom { .. }
        )
    })
}

/// Whether a row of its own says that a part is gone.
fn mentions_removal(rows: &Rows<'_>, sections: &[Section], place: &Path) -> bool {
    let outer = place.prefix(rows.depth);
    let went = |sentence: &Sentence| matches!(sentence, Sentence::Went { .. });
    inside(sections)
        .filter(|row| [Some(&outer), Some(place)].contains(&row.place.as_ref()))
        .any(|row| row.sentences.iter().any(went))
}

fn absent(rows: &Rows<'_>, why: &Explanation, sections: &[Section], sentences: &mut Vec<Sentence>) {
    // A part that moved the score by being there on one side only is told among the reasons.
    let absent: Vec<&Path> = seen(rows, why.absent.iter())
        .filter(|place| !mentions_removal(rows, sections, place))
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

/// Values of one name that are held alike, in one or several scopes.
struct Alike {
    name: String,
    scopes: Vec<String>,
    limit: Limit,
    held: Option<Digits>,
    /// What they would be, where it is the same for all.
    without: Option<Digits>,
}

fn held(rows: &Rows<'_>, caps: &[ActiveCap], sentences: &mut Vec<Sentence>) {
    let mut groups: Vec<Alike> = Vec::new();
    // Values that are only counted: none of them is searched for, however many there are.
    let mut count = 0_u64;
    let seen = caps
        .iter()
        .filter(|cap| !rows.presenter.hides_place(&cap.place));
    for cap in seen {
        if cap.place.is_root() {
            sentences.extend(score_held(rows, cap));
            continue;
        }
        let one = alike(rows, cap);
        let is_full = groups.len() >= MOST_CAPS;
        let found = groups.iter_mut().find(|group| {
            let is_alike =
                (&group.name, group.limit, group.held) == (&one.name, one.limit, one.held);
            is_alike && !group.scopes.is_empty() && !one.scopes.is_empty()
        });
        match found {
            Some(group) => {
                let new = |scope: &String| !group.scopes.contains(scope);
                let scopes: Vec<String> = one.scopes.into_iter().filter(new).collect();
                // The newest limits come first, and are read last.
                group.scopes.splice(0..0, scopes);
                if group.scopes.len() > MOST_ALIKE {
                    count += group.scopes.drain(MOST_ALIKE..).count() as u64;
                }
                if group.without != one.without {
                    group.without = None;
                }
            }
            None if is_full => count += 1,
            None => groups.push(one),
        }
    }
    let held = |group: Alike| {
        let (name, scopes, limit) = (group.name, Scopes(group.scopes), group.limit);
        let held = group.held.filter(|_| rows.presenter.shows_internals());
        match (held, group.without) {
            (Some(held), Some(without)) => Sentence::Held {
                name,
                scopes,
                limit,
                held,
                without,
            },
            (Some(held), None) => Sentence::HeldAt {
                name,
                scopes,
                limit,
                held,
            },
            (None, _) => Sentence::HeldPlain {
                name,
                scopes,
                limit,
            },
        }
    };
    sentences.extend(groups.into_iter().map(held));
    if count > 0 {
        sentences.push(Sentence::MoreHeld { count });
    }
}

fn limit_of(cap: &ActiveCap) -> Limit {
    if cap.without > cap.held_at {
        Limit::Cap
    } else {
        Limit::Floor
    }
}

fn alike(rows: &Rows<'_>, cap: &ActiveCap) -> Alike {
    // The app's own name for a place says where it is.
    let scope = match rows.presenter.given(&cap.place) {
        Some(_) => None,
        None => cap.place.parent().and_then(|scope| {
            let given = rows.presenter.given(&scope);
            given.or_else(|| called(&scope))
        }),
    };
    Alike {
        name: name(rows, &cap.place),
        scopes: scope.into_iter().collect(),
        limit: limit_of(cap),
        held: Digits::of(cap.held_at),
        without: Digits::of(cap.without),
    }
}

fn score_held(rows: &Rows<'_>, cap: &ActiveCap) -> Option<Sentence> {
    let limit = limit_of(cap);
    if !rows.presenter.shows_internals() {
        return Some(Sentence::ScoreHeldPlain { limit });
    }
    let level = |value| rows.level(value).or_else(|| Digits::of(value));
    Some(Sentence::ScoreHeld {
        limit,
        held: level(cap.held_at)?,
        without: level(cap.without)?,
    })
}
