//! Sixteen inputs that all move: their diff, and their exact values.

use std::hint::black_box;

use scoreshift::{
    Curve, Diff, EvalError, Explainer, ModelId, Scale, ScoringModel, Term, Trace, Version,
    explain::Method,
};

use crate::{
    common::{Sixteen, wide},
    print, ratio,
};

pub(crate) fn measure() {
    let (before, after) = (wide(16, 1.0), wide(16, 1.7));
    let curves = SixteenCurves {
        curve: Curve::log_normal(12.0, 4.0).expect("a curve"),
    };
    let recorded = |input: &[(String, f64)]| curves.breakdown(input).expect("a finite formula");
    let (ours, theirs) = (recorded(&before), recorded(&after));
    print("diff16_vs_score", || {
        ratio(
            || Diff::between(black_box(&ours), &theirs),
            || curves.score(black_box(&before[..])),
        )
    });
    let logarithms = Sixteen {
        curve: Curve::logistic(20.0, 8.0).expect("a curve"),
    };
    let name = "owen16_vs_plain_loop";
    print(&format!("{name}_logarithms"), || {
        owen_ratio(&logarithms, &before, &after)
    });
    print(&format!("{name}_terms"), || {
        owen_ratio(&SixteenTerms, &before, &after)
    });
}

/// Exact values of sixteen inputs, against a loop that scores every mixture of the two inputs and keeps the scores.
fn owen_ratio<M>(model: &M, before: &[(String, f64)], after: &[(String, f64)]) -> f64
where
    M: ScoringModel<Input = [(String, f64)]>,
{
    let owen = Explainer::new().method(Method::Owen);
    let exact = || {
        owen.models((model, black_box(before)), (model, after))
            .expect("16 players")
    };
    let plain = || -> Vec<f64> {
        let mut mixed = before.to_vec();
        (0..1_u32 << before.len())
            .map(|coalition| {
                let sides = before.iter().zip(after);
                for (bit, (mixed, ((_, ours), (_, theirs)))) in
                    mixed.iter_mut().zip(sides).enumerate()
                {
                    mixed.1 = if coalition >> bit & 1 == 1 {
                        *theirs
                    } else {
                        *ours
                    };
                }
                model.score(black_box(&mixed)).expect("a finite score")
            })
            .collect()
    };
    ratio(exact, plain)
}

/// A weighted mean of sixteen log-normal curves, each of one input.
#[derive(Clone, Debug)]
struct SixteenCurves {
    curve: Curve,
}

impl ScoringModel for SixteenCurves {
    type Input = [(String, f64)];

    fn id(&self) -> ModelId {
        ModelId::new("sixteen curves", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, input: &[(String, f64)], t: T) -> Result<Term<T>, EvalError> {
        let mut mean = t.weighted_mean("parts");
        for (index, (name, value)) in input.iter().enumerate() {
            let part = 100.0 * t.input(name, *value).curve(&self.curve);
            let weight = [1.0, 2.0, 3.0, 4.0].get(index % 4).copied().unwrap_or(1.0);
            mean.part(name, weight, part);
        }
        mean.finish()
    }
}

/// Sixteen inputs times numbers: nothing that takes time but the arithmetic.
#[derive(Clone, Copy, Debug)]
struct SixteenTerms;

impl ScoringModel for SixteenTerms {
    type Input = [(String, f64)];

    fn id(&self) -> ModelId {
        ModelId::new("sixteen terms", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 10_000.0)
    }

    fn evaluate<T: Trace>(&self, input: &[(String, f64)], t: T) -> Result<Term<T>, EvalError> {
        let parts = input
            .iter()
            .map(|(name, value)| 0.5 * t.input(name, *value));
        Ok(t.sum(parts))
    }
}
