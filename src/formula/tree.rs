//! A breakdown as an indented tree.

use std::fmt;

use super::{
    breakdown::Breakdown,
    op::{GateOpens, Op},
    paths::{NOWHERE, ROOT},
};
use crate::exact;

/// One line a node, each node once: a second user shows only a reference to the first.
///
/// The walk keeps its own stack, so that a deep formula cannot exhaust the thread's.
pub(super) fn write(breakdown: &Breakdown, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let formula = breakdown.formula();
    let mut users = vec![0_u32; formula.nodes.len()];
    for child in &formula.arguments {
        if let Some(count) = users.get_mut(*child as usize) {
            *count += 1;
        }
    }
    let mut shown = vec![false; formula.nodes.len()];
    let mut stack = vec![(breakdown.root(), 0_usize, None::<String>)];
    write!(f, "{}", breakdown.model())?;
    while let Some((id, depth, role)) = stack.pop() {
        let Some(node) = formula.node(id) else {
            continue;
        };
        write!(f, "\n{:indent$}", "", indent = 2 * depth.min(40))?;
        if depth > 40 {
            write!(f, "(depth {depth}) ")?;
        }
        if let Some(role) = role {
            write!(f, "{role}: ")?;
        }
        let seen = shown.get(id as usize).copied().unwrap_or(true);
        let shared = users.get(id as usize).is_some_and(|&count| count > 1) && node.len > 0;
        if node.path != NOWHERE {
            write!(f, "{} = ", formula.paths.path(node.path))?;
        }
        match &node.op {
            Op::Category(label) => write!(f, "{}", label.escape_debug())?,
            _ => f.write_str(&exact::write(node.value))?,
        }
        describe(&node.op, f)?;
        if seen && node.len > 0 {
            write!(f, " (#{id}, shown above)")?;
            continue;
        }
        if shared {
            write!(f, " (#{id})")?;
        }
        if let Some(slot) = shown.get_mut(id as usize) {
            *slot = true;
        }
        let children = formula.children_of(node);
        for (place, &child) in children.iter().enumerate().rev() {
            stack.push((child, depth + 1, role_of(breakdown, &node.op, place)));
        }
        if let Op::WeightedMean(parts) = &node.op {
            for &path in &parts.absent {
                let indent = 2 * (depth + 1).min(40);
                write!(f, "\n{:indent$}{} is absent", "", formula.paths.path(path))?;
            }
        }
    }
    Ok(())
}

fn describe(op: &Op, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match op {
        Op::Curve(curve) => write!(f, "  [{curve}]"),
        Op::ReferenceCurve(curve) => write!(f, "  [reference: {curve}]"),
        Op::Rounding(rounding) => write!(f, "  [{rounding}]"),
        Op::Custom(spec) => write!(f, "  [{} r{}]", spec.name.escape_debug(), spec.revision),
        Op::Opaque(spec) => write!(f, "  [{} r{}]", spec.name.escape_debug(), spec.revision),
        Op::Points(table) => {
            write!(f, "  [points")?;
            for (label, points) in table.iter() {
                write!(f, ", {}: {}", label.escape_debug(), exact::write(*points))?;
            }
            write!(f, "]")
        }
        op => write!(f, "  [{}]", op.name()),
    }
}

fn role_of(breakdown: &Breakdown, op: &Op, place: usize) -> Option<String> {
    match op {
        Op::WeightedMean(parts) => {
            let path = parts.present.get(place / 2).copied().unwrap_or(ROOT);
            let part = breakdown.formula().paths.path(path);
            Some(if place % 2 == 0 {
                format!("weight of {part}")
            } else {
                part.to_string()
            })
        }
        Op::Gate(opens) => {
            let limit = match opens {
                GateOpens::AtLeast => "at least",
                GateOpens::Above => "more than",
            };
            let roles = ["if", limit, "then"];
            roles.get(place).map(|&role| role.to_owned())
        }
        _ => None,
    }
}
