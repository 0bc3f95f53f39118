//! What the same bits on every platform cost: functions of `math` against those of std, and a score made of them.

use std::hint::black_box;

use scoreshift::{EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, math};

use crate::{print, ratio};

/// Arguments of one round: enough that none is learnt by heart, few enough for the nearest cache.
const ARGUMENTS: usize = 1024;

pub(crate) fn measure() {
    let all: Vec<(f64, f64)> = arguments();
    let all = all.as_slice();
    print("powf_vs_std", || {
        ratio(|| sum(all, math::powf), || sum(all, f64::powf))
    });
    let ln_1p = |x, _| math::ln_1p(x);
    print("ln_1p_vs_std", || {
        ratio(|| sum(all, ln_1p), || sum(all, |x, _| x.ln_1p()))
    });
    let exp = |x, _| math::exp(x);
    print("exp_vs_std", || {
        ratio(|| sum(all, exp), || sum(all, |x, _| x.exp()))
    });
    let score = |creatinine, _| Kidneys.score(&[creatinine, 61.0]).unwrap_or(f64::NAN);
    print("egfr_score_vs_std", || {
        ratio(
            || sum(all, score),
            || sum(all, |creatinine, _| by_hand(creatinine, 61.0)),
        )
    });
}

fn sum(arguments: &[(f64, f64)], function: impl Fn(f64, f64) -> f64) -> f64 {
    arguments
        .iter()
        .map(|&(x, y)| function(black_box(x), black_box(y)))
        .sum()
}

/// Bases from 0 to 10 in no order, and exponents as formulas have them.
fn arguments() -> Vec<(f64, f64)> {
    const EXPONENTS: [f64; 8] = [0.4, -0.302, 1.2, -1.209, 0.25, 2.7, -0.329, 0.993];
    let golden = 0.5 * (5_f64.sqrt() - 1.0);
    (1..=ARGUMENTS)
        .zip(EXPONENTS.into_iter().cycle())
        .map(|(index, y)| (10.0 * (golden * index as f64).fract(), y))
        .collect()
}

/// Kidney filtration (CKD-EPI 2009, men): creatinine in mg/dL and age in years.
struct Kidneys;

impl ScoringModel for Kidneys {
    type Input = [f64; 2];

    fn id(&self) -> ModelId {
        ModelId::new("eGFR", Version::new(2009, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, f64::INFINITY)
    }

    fn evaluate<T: Trace>(
        &self,
        &[creatinine, age]: &[f64; 2],
        t: T,
    ) -> Result<Term<T>, EvalError> {
        let ratio = t.input("creatinine", creatinine) / 0.9;
        let low = ratio.at_most(1.0).powf(-0.411);
        let high = ratio.at_least(1.0).powf(-1.209);
        Ok(t.parameter("base", 141.0) * low * high * t.input("age", age).exponential(0.993))
    }
}

/// The same with what std has.
fn by_hand(creatinine: f64, age: f64) -> f64 {
    let ratio = creatinine / 0.9;
    141.0 * ratio.min(1.0).powf(-0.411) * ratio.max(1.0).powf(-1.209) * 0.993_f64.powf(age)
}
