//! What each named change, and each place, did to one subject.

use crate::{
    attribution,
    explain::{self, Cause, CauseKind, ExplainError, Explainer, at},
    formula::{backend::Plain, error::EvalError, substitute::Substitution},
    id::ModelId,
    impact::{Attribution, ImpactError, report::heading::ChangeHead},
    lineage::{Lineage, Release, is_close},
    model::{AnyModel, Runnable as _, ScoringModel as _},
    score::{ApportionError, exact_sum},
};

/// The most scores of one subject.
const MOST_SCORES: u64 = 5000;

/// The named changes between two releases, ready to be measured.
pub(in crate::impact) struct Changing<I: ?Sized> {
    lineage: Lineage<I>,
    /// The two releases as they are asked for.
    from: String,
    to: String,
    /// From the newer release back to the older one.
    backwards: bool,
    /// The same.
    models: [AnyModel<I>; 2],
    steps: Vec<Step<I>>,
    heads: Vec<ChangeHead>,
    /// The causes in the order of their keys, which settles ties.
    by_key: Vec<usize>,
    places: Option<usize>,
}

/// From one release to the next.
struct Step<I: ?Sized> {
    before: AnyModel<I>,
    after: AnyModel<I>,
    /// Whether there is a base, which could be another model than the two releases.
    is_declared: bool,
    /// The base with each coalition of the changes.
    coalitions: Vec<AnyModel<I>>,
    changes: usize,
    weights: Vec<f64>,
}

impl<I: ?Sized + 'static> Changing<I> {
    pub(in crate::impact) fn new(
        lineage: &Lineage<I>,
        (from, to): (usize, usize),
        models: [AnyModel<I>; 2],
        places: Option<usize>,
    ) -> Result<Self, ImpactError> {
        let releases: Vec<&Release<I>> = lineage
            .releases()
            .skip(from.min(to))
            .take(from.abs_diff(to) + 1)
            .collect();
        let sets = || releases.iter().skip(1).filter_map(|r| r.changes.as_ref());
        let needed: u64 = sets().map(|set| 1_u64 << set.changes.len()).sum();
        if needed > MOST_SCORES {
            return Err(ImpactError::TooManyChanges {
                needed,
                most: MOST_SCORES,
            });
        }
        let mut heads = Vec::new();
        let mut steps = Vec::new();
        for (before, after) in releases.iter().zip(releases.iter().skip(1)) {
            let Some(set) = &after.changes else { continue };
            heads.extend(set.changes.iter().map(|change| ChangeHead {
                key: change.key.clone(),
                title: change.title.clone(),
                sentence: change.sentence.clone(),
                kind: change.kind,
                release: after.id().version().clone(),
            }));
            if set.is_same() {
                continue;
            }
            steps.push(Step {
                before: before.model().clone(),
                after: after.model().clone(),
                is_declared: set.is_declared(),
                coalitions: (0..=set.full())
                    .map(|coalition| set.model(coalition))
                    .collect(),
                changes: set.changes.len(),
                weights: attribution::weights(set.changes.len()),
            });
        }
        let mut by_key: Vec<usize> = (0..heads.len()).collect();
        by_key.sort_by(|&a, &b| {
            heads
                .get(a)
                .map(|h| &h.key)
                .cmp(&heads.get(b).map(|h| &h.key))
        });
        let version = |index: usize| {
            let release = lineage.releases().nth(index);
            release.map_or_else(String::new, |release| release.id().version().to_string())
        };
        Ok(Self {
            models,
            lineage: lineage.clone(),
            from: version(from),
            to: version(to),
            backwards: from > to,
            steps,
            heads,
            by_key,
            places,
        })
    }

    pub(in crate::impact) fn heads(&self) -> Vec<ChangeHead> {
        self.heads.clone()
    }

    /// What moved a subject that was this and is that from `before` to `after`, in micro-points that add up to `micro`.
    pub(in crate::impact) fn why(
        &self,
        [was, is]: [&I; 2],
        (before, after): (f64, f64),
        micro: i64,
    ) -> Attribution {
        let told = if self.places.is_some() {
            self.explained([was, is])
        } else if std::ptr::eq(was, is) {
            self.measured(is, (before, after), micro)
        } else {
            let measured = self.measured_moved([was, is], (before, after), micro);
            // What the others' data did takes recordings of both.
            measured.map_or_else(|| self.explained([was, is]), Ok)
        };
        told.unwrap_or_else(|reason| Attribution {
            unexplained: Some(reason.to_string()),
            ..Attribution::default()
        })
    }

    fn explained(&self, [was, is]: [&I; 2]) -> Result<Attribution, Unattributed> {
        let explainer = if self.places.is_some() {
            Explainer::new()
        } else {
            Explainer::new().causes_alone()
        };
        let why = explainer.releases(&self.lineage, at(&self.from, was), at(&self.to, is))?;
        let of = |head: &ChangeHead| {
            let is_it = |cause: &&Cause| {
                cause.id == head.key && cause.release.as_ref() == Some(&head.release)
            };
            let cause = why.causes.iter().find(is_it);
            cause.map_or(0, |cause| cause.micro)
        };
        let of_kind = |kind: CauseKind| {
            let causes = why.causes.iter().filter(|cause| cause.kind == kind);
            causes.map(|cause| cause.micro).sum()
        };
        let places = why.causes.iter().flat_map(|cause| &cause.places);
        let places = self.places.map(|depth| {
            let effects = places.map(|place| (place.id.prefix(depth), place.micro));
            effects.collect()
        });
        Ok(Attribution {
            causes: self.heads.iter().map(of).collect(),
            data: of_kind(CauseKind::Data),
            reference: of_kind(CauseKind::Reference),
            places: places.unwrap_or_default(),
            unexplained: None,
        })
    }

    /// The Shapley values that an explanation of one input under two releases comes to, from plain scores.
    fn measured(
        &self,
        input: &I,
        (before, after): (f64, f64),
        micro: i64,
    ) -> Result<Attribution, Unattributed> {
        let (oldest, newest) = if self.backwards {
            (after, before)
        } else {
            (before, after)
        };
        let mut effects = Vec::with_capacity(self.heads.len());
        let mut from = oldest;
        for (index, step) in self.steps.iter().enumerate() {
            let to = if index + 1 == self.steps.len() {
                newest
            } else {
                step.after.score(input)?
            };
            let freely = |model: &AnyModel<I>| {
                freely(model, input).map_err(|source| Unattributed::Coalition {
                    version: Box::new(step.after.id()),
                    source: Box::new(source),
                })
            };
            step.effects(&[step.values(freely, (from, to))?], &mut effects);
            from = to;
        }
        Ok(self.attribution(micro, &effects, None)?)
    }

    /// The Owen values that an explanation of two inputs comes to, from plain scores. None where references may differ, or
    /// anything cannot be told: then it takes an explanation.
    fn measured_moved(
        &self,
        [was, is]: [&I; 2],
        (before, after): (f64, f64),
        micro: i64,
    ) -> Option<Attribution> {
        let [first, second] = &self.models;
        let (inputs, known, oldest, newest) = if self.backwards {
            ([is, was], [after, before], second, first)
        } else {
            ([was, is], [before, after], first, second)
        };
        let noting = Substitution::noting_references();
        let scored = |model: &AnyModel<I>, input: &I| {
            let value = model.try_score(input, &noting);
            value.filter(|value| model.scale().contains(*value))
        };
        let mut from = [known[0], scored(oldest, inputs[1])?];
        let last = [scored(newest, inputs[0])?, known[1]];
        if noting.asked_for_references() {
            scored(oldest, inputs[0])?;
            scored(newest, inputs[1])?;
        }
        let data = exact_sum([0.5 * (from[1] - from[0]), 0.5 * (last[1] - last[0])]);
        let mut effects = Vec::with_capacity(self.heads.len());
        for (index, step) in self.steps.iter().enumerate() {
            if noting.references_may_differ() {
                return None;
            }
            let to = if index + 1 == self.steps.len() {
                last
            } else {
                [
                    scored(&step.after, inputs[0])?,
                    scored(&step.after, inputs[1])?,
                ]
            };
            let on = |at: usize| {
                let input = *inputs.get(at)?;
                let freely = |model: &AnyModel<I>| {
                    let score = model.try_score(input, &noting);
                    score.ok_or(None::<Unattributed>)
                };
                step.values(freely, (*from.get(at)?, *to.get(at)?)).ok()
            };
            step.effects(&[on(0)?, on(1)?], &mut effects);
            from = to;
        }
        if noting.references_may_differ() {
            return None;
        }
        self.attribution(micro, &effects, Some(data)).ok()
    }

    /// Effects in points, as they lead from the older release to the newer one, in millionths that add up to the move.
    fn attribution(
        &self,
        micro: i64,
        effects: &[f64],
        data: Option<f64>,
    ) -> Result<Attribution, ApportionError> {
        let direction = if self.backwards { -1 } else { 1 };
        let of = |at: &usize| effects.get(*at).copied();
        // Ties are settled by name, and a cause of the data's name is before it.
        let key = |at: &usize| self.heads.get(*at).map(|head| head.key.as_str());
        let before_data = self.by_key.partition_point(|at| key(at) <= Some("data"));
        let mut in_order: Vec<f64> = self.by_key.iter().filter_map(of).collect();
        if let Some(data) = data {
            in_order.insert(before_data.min(in_order.len()), data);
        }
        let mut micros = explain::apportion_points(direction * micro, &in_order)?;
        let data = data.map_or(0, |_| micros.remove(before_data.min(micros.len() - 1)));
        let mut causes = vec![0; effects.len()];
        for (&at, micro) in self.by_key.iter().zip(micros) {
            if let Some(cause) = causes.get_mut(at) {
                *cause = direction * micro;
            }
        }
        Ok(Attribution {
            causes,
            data: direction * data,
            ..Attribution::default()
        })
    }
}

/// Why a move is not taken apart.
#[derive(Debug, thiserror::Error)]
enum Unattributed {
    #[error(transparent)]
    Explain(#[from] ExplainError),
    #[error(transparent)]
    Evaluation(#[from] EvalError),
    #[error("its named changes cannot be told apart: {version} with some of them: {source}")]
    Coalition {
        version: Box<ModelId>,
        source: Box<EvalError>,
    },
    /// The scores of all coalitions do not lead from release to release.
    #[error("the named changes of {version} give {value} where {which} gives {released}")]
    Differs {
        version: Box<ModelId>,
        value: f64,
        which: Box<ModelId>,
        released: f64,
    },
    #[error(transparent)]
    Apportion(#[from] ApportionError),
}

impl<I: ?Sized + 'static> Step<I> {
    /// The score of each coalition on one input, on which the releases have these scores.
    fn values<E: From<Unattributed>>(
        &self,
        freely: impl Fn(&AnyModel<I>) -> Result<f64, E>,
        (from, to): (f64, f64),
    ) -> Result<Vec<f64>, E> {
        let mut values = Vec::with_capacity(self.coalitions.len());
        let full = self.coalitions.len().saturating_sub(1);
        for (coalition, model) in self.coalitions.iter().enumerate() {
            let ends = [(full, to, &self.after), (0, from, &self.before)];
            let ends = ends.iter().filter(|(end, ..)| *end == coalition);
            let released = ends.clone().next_back().map(|(_, released, _)| *released);
            // A derived release is its changes, and need not be scored twice.
            if let Some(released) = released.filter(|_| !self.is_declared) {
                values.push(released);
                continue;
            }
            let value = freely(model)?;
            // As at every explanation: the changes must lead from release to release.
            for (_, released, which) in ends {
                if !is_close(value, *released, which.scale().span()) {
                    return Err(E::from(Unattributed::Differs {
                        version: Box::new(self.after.id()),
                        value,
                        which: Box::new(which.id()),
                        released: *released,
                    }));
                }
            }
            values.push(released.unwrap_or(value));
        }
        Ok(values)
    }

    /// What each change does on average over the inputs, of which there are the scores of each coalition.
    fn effects(&self, inputs: &[Vec<f64>], effects: &mut Vec<f64>) {
        let outer = if inputs.len() == 2 { 0.5 } else { 1.0 };
        for change in 0..self.changes {
            let bit = 1_usize << change;
            let weighted = inputs.iter().flat_map(|values| {
                let gains = values
                    .iter()
                    .enumerate()
                    .filter(move |(coalition, _)| coalition & bit == 0);
                gains.filter_map(move |(coalition, without)| {
                    let weight = self.weights.get(coalition.count_ones() as usize)?;
                    Some(outer * weight * (values.get(coalition | bit)? - without))
                })
            });
            effects.push(exact_sum(weighted));
        }
    }
}

/// The score of a model that is not a release, and may lie outside the scale.
fn freely<I: ?Sized + 'static>(model: &AnyModel<I>, input: &I) -> Result<f64, EvalError> {
    let value = model
        .evaluate(input, Plain)
        .map(crate::formula::term::Term::value);
    match value {
        Ok(value) if value.is_finite() => Ok(value),
        // The recording knows the full place of what went wrong.
        _ => model
            .record_unchecked(input, None)
            .map(|breakdown| breakdown.value()),
    }
}
