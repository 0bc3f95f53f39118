//! Settings that make no model without each other.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::settings::Edits;
use crate::lineage::MAX_CHANGES;

/// Settings that are changed together: one by its path, or more.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    pub(super) paths: Vec<Vec<String>>,
    pub(super) edits: Edits,
}

impl Together {
    pub(super) fn of(path: Vec<String>, edits: Edits) -> Self {
        Self {
            paths: vec![path],
            edits,
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.edits.append(other.edits);
    }
}

/// These settings, where those that make no model alone, or leave none when they alone are left out, are put together: with
/// what is beside them in their struct, else with each other. `others` are the changes beside them.
///
/// Only as many are tried as can be told one by one: the rest is one change anyway. What is tried are the model before with
/// one change and the model after without one; it is the author's to say what else belongs together.
pub(super) fn standing_alone<M: DeserializeOwned>(
    before: &Value,
    others: &[&Together],
    mut all: Vec<Together>,
) -> Vec<Together> {
    loop {
        let stands = |index: usize| {
            let mut rest = Edits::default();
            let beside = all.iter().enumerate().filter(|(other, _)| *other != index);
            for one in others.iter().copied().chain(beside.map(|(_, one)| one)) {
                rest.append(one.edits.clone());
            }
            let alone = all.get(index).map(|one| &one.edits);
            rest.make_a_model::<M>(before) && alone.is_none_or(|one| one.make_a_model::<M>(before))
        };
        let failing: Vec<usize> = (0..all.len().min(MAX_CHANGES))
            .filter(|&index| !stands(index))
            .collect();
        // The deepest first: what goes together is close together.
        let depth = |index: usize| {
            let paths = all.get(index).map(|one| one.paths.as_slice());
            match paths {
                Some([path]) => path.len(),
                // What is together already is not taken further.
                _ => 0,
            }
        };
        match failing.iter().copied().map(depth).max() {
            None | Some(0) => return all,
            Some(1) => {
                let failing: Vec<usize> = failing.into_iter().filter(|&i| depth(i) == 1).collect();
                if failing.len() == 1 {
                    return all;
                }
                all = merged(all, |index, _| failing.contains(&index).then(Vec::new));
            }
            Some(deepest) => {
                let parents: Vec<Vec<String>> = failing
                    .into_iter()
                    .filter(|&index| depth(index) == deepest)
                    .filter_map(|index| Some(parent(all.get(index)?)?.to_vec()))
                    .collect();
                all = merged(all, |_, one| {
                    let [path] = one.paths.as_slice() else {
                        return None;
                    };
                    parents
                        .iter()
                        .find(|parent| path.starts_with(parent))
                        .cloned()
                });
            }
        }
    }
}

fn parent(one: &Together) -> Option<&[String]> {
    let [path] = one.paths.as_slice() else {
        return None;
    };
    path.split_last().map(|(_, parents)| parents)
}

/// All settings, where those that are given one path are one at the place of the first; without names in it, they keep
/// theirs.
fn merged(
    all: Vec<Together>,
    under: impl Fn(usize, &Together) -> Option<Vec<String>>,
) -> Vec<Together> {
    let mut found: Vec<(Option<Vec<String>>, Together)> = Vec::new();
    for (index, one) in all.into_iter().enumerate() {
        let path = under(index, &one);
        let same = |seen: &&mut (Option<Vec<String>>, Together)| path.is_some() && seen.0 == path;
        match found.iter_mut().find(same) {
            Some((_, together)) => together.join(one),
            None => found.push((path, one)),
        }
    }
    let named = found.into_iter().map(|(path, one)| match path {
        Some(path) if !path.is_empty() => Together::of(path, one.edits),
        _ => one,
    });
    named.collect()
}
