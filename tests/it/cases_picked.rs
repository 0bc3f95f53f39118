//! The worst of several parts counted, and now all of them do: no part is what went on, and none came or went.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

use scoreshift::{
    Diff, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, diff::EffectKind,
};

/// How three parts are put together, beside a bonus.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Together {
    Worst,
    Best,
    Average,
    /// By weights, with a fourth part.
    Weighed,
    Sum,
}

const ALL: [Together; 5] = [
    Together::Worst,
    Together::Best,
    Together::Average,
    Together::Weighed,
    Together::Sum,
];

#[derive(Clone, Copy)]
struct Water {
    together: Together,
    /// Whether the parts stand beside something else, below a limit and a rounding.
    deep: bool,
    bonus: f64,
}

impl ScoringModel for Water {
    type Input = [f64; 4];

    fn id(&self) -> ModelId {
        ModelId::new("water", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, input: &[f64; 4], t: T) -> Result<Term<T>, EvalError> {
        let [lead, nitrate, clear, hard] = *input;
        let lead = t.named("lead score", 100.0 - 2.0 * t.input("lead", lead));
        let nitrate = t.named("nitrate score", 100.0 - t.input("nitrate", nitrate));
        let clear = t.input("clarity", clear);
        let parts = [lead, nitrate, clear];
        let all = match self.together {
            Together::Worst => t.min(lead, [nitrate, clear]),
            Together::Best => t.max(lead, [nitrate, clear]),
            Together::Average => t.sum(parts) / 3.0,
            Together::Sum => t.sum(parts),
            Together::Weighed => {
                let mut mean = t.weighted_mean("measurements");
                mean.part("lead", t.parameter("weight of lead", 3.0), lead);
                mean.part("nitrate", 2.0, nitrate);
                mean.part("clarity", 1.0, clear);
                mean.part("hardness", 1.0, t.input("hardness", hard));
                mean.finish()?
            }
        };
        if !self.deep {
            return Ok(all);
        }
        let bonus = t.parameter("bonus", self.bonus);
        Ok((all + bonus - t.input("nitrate", input[1]) * 0.5)
            .at_most(1000.0)
            .round_to(0.25, 1e-9))
    }
}

fn is_picked(together: Together) -> bool {
    matches!(together, Together::Worst | Together::Best)
}

#[test]
fn between_the_worst_part_and_all_of_them_the_whole_is_put_together_otherwise() {
    for input in [
        [25.0, 18.0, 93.0, 70.0],
        [40.0, 90.0, 30.0, 10.0],
        [1.0, 1.0, 1.0, 1.0],
    ] {
        for (before, after) in ALL.into_iter().flat_map(|b| ALL.map(|a| (b, a))) {
            if is_picked(before) == is_picked(after) {
                continue;
            }
            for deep in [false, true] {
                let water = |together, bonus| Water {
                    together,
                    deep,
                    bonus,
                };
                let [ours, theirs] = [water(before, 5.0), water(after, 5.0)]
                    .map(|water| water.breakdown(&input).unwrap());
                let diff = Diff::between(&ours, &theirs).unwrap();
                let told: Vec<(EffectKind, f64)> = diff
                    .effects()
                    .iter()
                    .filter(|effect| effect.kind != EffectKind::Rounding)
                    .map(|effect| (effect.kind, effect.effect))
                    .collect();
                let rounded: f64 = diff
                    .effects()
                    .iter()
                    .filter(|effect| effect.kind == EffectKind::Rounding)
                    .map(|effect| effect.effect.abs())
                    .sum();
                assert!(rounded <= 0.25, "{before:?} → {after:?} {diff}");
                let [(EffectKind::Replaced, effect)] = told[..] else {
                    panic!("{before:?} → {after:?}, deep {deep}: {diff}");
                };
                let moved = theirs.value() - ours.value();
                assert!(
                    (effect - moved).abs() <= 0.25,
                    "{before:?} → {after:?} {diff}"
                );
                // What changed beside it is told by itself.
                if deep {
                    let more = water(after, 9.0).breakdown(&input).unwrap();
                    let diff = Diff::between(&ours, &more).unwrap();
                    let of = |wanted| -> f64 {
                        let effects = diff.effects().iter();
                        let of_kind = effects.filter(|effect| effect.kind == wanted);
                        of_kind.map(|effect| effect.effect).sum()
                    };
                    assert_eq!(of(EffectKind::Parameter), 4.0, "{diff}");
                    assert!((of(EffectKind::Replaced) - moved).abs() <= 0.25, "{diff}");
                }
            }
        }
    }
}
