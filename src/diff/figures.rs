//! The figures of what a named value is computed by are the value's own.

use super::{
    RawEffect,
    effect::{EffectKind, Value},
    side::Side,
};
use crate::formula::paths::PathId;

/// Where a curve changed, or another formula stands, inside a named value, the effect is told at that name: its figures are
/// the value's own on both sides, not those of a node without a name inside it.
pub(super) fn of_named_values(effects: &mut [RawEffect], a: &Side<'_>, b: &Side<'_>) {
    let is_inside =
        |effect: &RawEffect| matches!(effect.kind, EffectKind::Curve | EffectKind::Replaced);
    let inside = effects.iter().filter(|effect| is_inside(effect));
    let mut names: Vec<PathId> = inside.map(|effect| effect.place).collect();
    if names.is_empty() {
        return;
    }
    names.sort_unstable();
    names.dedup();
    let sides = [a, b].map(|side| side.composed(&names));
    for effect in effects.iter_mut().filter(|effect| is_inside(effect)) {
        let Ok(at) = names.binary_search(&effect.place) else {
            continue;
        };
        let values = sides.each_ref().map(|side| side.get(at).copied().flatten());
        if let [Some(before), Some(after)] = values {
            if before == after {
                // What changed stands around it.
                continue;
            }
            effect.before = figure(&effect.before, before);
            effect.after = figure(&effect.after, after);
        }
    }
}

fn figure(told: &Value, value: f64) -> Value {
    match told {
        Value::Curve { curve, value: own } => Value::Curve {
            curve: curve.clone(),
            value: own.map(|_| value),
        },
        Value::Several => Value::Several,
        _ => Value::Number(value),
    }
}
