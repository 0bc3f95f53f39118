//! Why subjects have no score, by kind and place, values aside.

use std::collections::{BTreeMap, btree_map::Entry};

use serde::{Deserialize, Serialize};

use super::wire;
use crate::{impact::WeightedCount, path::Path};

/// Most reasons that are told apart; those beyond, by their order, are counted together.
const MOST: usize = 200;

/// Which versions score a subject that is not part of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unscored {
    /// The version before scores it and the version after does not: it loses its score.
    Lost,
    /// The version after scores it and the version before does not: it gains a score.
    Gained,
    /// Neither version scores it.
    Neither,
}

/// Why subjects have no score, and how many have none for this reason: values are left out, so that those who miss one
/// thing are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reason {
    /// Which versions score them.
    pub unscored: Unscored,
    /// What is wrong, as [`EvalError::kind`](crate::EvalError::kind) calls it. Where neither version scores them, it is what the version after says.
    pub kind: String,
    /// Where; the root where no place is to blame.
    pub place: Path,
    /// How many.
    pub who: WeightedCount,
}

/// Reasons, and how many subjects have each; of more than can be told apart, the first by order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::impact) struct Reasons {
    #[serde(with = "wire")]
    known: BTreeMap<(Unscored, String, Path), WeightedCount>,
    /// Those whose reasons are not told apart.
    #[serde(with = "wire")]
    others: [WeightedCount; 3],
}

impl wire::Wire for BTreeMap<(Unscored, String, Path), WeightedCount> {
    type Form = Vec<((Unscored, String, Path), (u64, u64))>;

    fn form(&self) -> Self::Form {
        let form = |of: &WeightedCount| wire::Wire::form(of);
        self.iter().map(|(at, of)| (at.clone(), form(of))).collect()
    }

    fn of(form: Self::Form) -> Result<Self, wire::WireError> {
        let mut map = Self::new();
        for (at, of) in form {
            let who = wire::Wire::of(of)?;
            match map.entry(at) {
                Entry::Vacant(vacant) => vacant.insert(who),
                Entry::Occupied(known) => {
                    let ((_, kind, place), _) = known.remove_entry();
                    return Err(wire::WireError::ReasonTwice { kind, place });
                }
            };
        }
        Ok(map)
    }
}

impl Reasons {
    pub(in crate::impact) fn add(
        &mut self,
        (unscored, kind, place): (Unscored, &str, &Path),
        weight: u64,
    ) {
        let mut one = WeightedCount::default();
        one.add(weight);
        self.insert((unscored, kind.to_owned(), place.clone()), one);
    }

    /// The first by order are the first of any part that holds them, so that their counts are complete.
    fn insert(&mut self, key: (Unscored, String, Path), who: WeightedCount) {
        let others = |of: &mut Self, unscored: Unscored, who| {
            if let Some(other) = of.others.get_mut(unscored as usize) {
                other.merge(who);
            }
        };
        let is_full = self.known.len() >= MOST;
        let is_beyond = |last: (&(Unscored, String, Path), &WeightedCount)| key > *last.0;
        if is_full && self.known.last_key_value().is_some_and(is_beyond) {
            others(self, key.0, who);
            return;
        }
        self.known.entry(key).or_default().merge(who);
        if self.known.len() > MOST {
            if let Some(((unscored, ..), who)) = self.known.pop_last() {
                others(self, unscored, who);
            }
        }
    }

    pub(in crate::impact) fn merge(&mut self, other: Self) {
        for (into, of) in self.others.iter_mut().zip(other.others) {
            into.merge(of);
        }
        for (key, who) in other.known {
            self.insert(key, who);
        }
    }

    pub(in crate::impact) fn iter(&self) -> impl Iterator<Item = Reason> + '_ {
        let known = self
            .known
            .iter()
            .map(|((unscored, kind, place), who)| Reason {
                unscored: *unscored,
                kind: kind.clone(),
                place: place.clone(),
                who: *who,
            });
        let each = [Unscored::Lost, Unscored::Gained, Unscored::Neither];
        let others = each
            .into_iter()
            .zip(self.others)
            .map(|(unscored, who)| Reason {
                unscored,
                kind: "other".to_owned(),
                place: Path::default(),
                who,
            });
        known.chain(others.filter(|reason| reason.who.subjects > 0))
    }

    /// How many lose, gain and never had a score; none where they are more than can be counted.
    pub(in crate::impact) fn totals(&self) -> [Option<u64>; 3] {
        let mut totals = self.others.map(|who| Some(who.subjects));
        for ((unscored, ..), who) in &self.known {
            if let Some(total) = totals.get_mut(*unscored as usize) {
                *total = total.and_then(|total| total.checked_add(who.subjects));
            }
        }
        totals
    }
}
