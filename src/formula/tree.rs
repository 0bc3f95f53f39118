//! A breakdown as an indented tree.

use std::{fmt, sync::Arc};

use super::{
    breakdown::Breakdown,
    op::{GateOpens, Op},
    paths::{NOWHERE, PathId, ROOT},
};
use crate::{
    exact,
    path::{listed, printable, shortened, shown},
};

/// Uses of nodes that were shown already are told up to this many, and four for each node; the others are counted.
const MOST_REPEATED: usize = 1_000;

/// One line a node, each node once: a second user shows only a reference to the first.
///
/// The walk keeps its own stack, so that a deep formula cannot exhaust the thread's. What is written grows with the number
/// of nodes, however often they are used and however long their names are.
pub(super) fn write(breakdown: &Breakdown, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let formula = breakdown.formula();
    let mut users = vec![0_u32; formula.nodes.len()];
    for child in &formula.arguments {
        if let Some(count) = users.get_mut(*child as usize) {
            *count += 1;
        }
    }
    let mut shown_nodes = vec![false; formula.nodes.len()];
    let mut stack = vec![(breakdown.root(), 0_usize, None::<Role>)];
    let most_repeated = MOST_REPEATED + 4 * formula.nodes.len();
    let mut repeated = 0;
    write!(f, "{}", breakdown.model())?;
    while let Some((id, depth, role)) = stack.pop() {
        let Some(node) = formula.node(id) else {
            continue;
        };
        let seen = shown_nodes.get(id as usize).copied().unwrap_or(true);
        if seen {
            repeated += 1;
            if repeated > most_repeated {
                continue;
            }
        }
        write!(f, "\n{:indent$}", "", indent = 2 * depth.min(40))?;
        if depth > 40 {
            write!(f, "(depth {depth}) ")?;
        }
        match role {
            Some(Role::Word(word)) => write!(f, "{word}: ")?,
            Some(Role::Part(path)) => write!(f, "{}: ", shown(&formula.paths.path(path)))?,
            Some(Role::WeightOf(path)) => {
                write!(f, "weight of {}: ", shown(&formula.paths.path(path)))?;
            }
            None => {}
        }
        let shared = users.get(id as usize).is_some_and(|&count| count > 1) && node.len > 0;
        if node.path != NOWHERE {
            write!(f, "{} = ", shown(&formula.paths.path(node.path)))?;
        }
        match &node.op {
            Op::Category(label) | Op::Code(label) => write!(f, "{}", printable(label))?,
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
        if let Some(slot) = shown_nodes.get_mut(id as usize) {
            *slot = true;
        }
        let children = formula.children_of(node);
        for (place, &child) in children.iter().enumerate().rev() {
            stack.push((child, depth + 1, role_of(&node.op, place)));
        }
        if let Op::WeightedMean(parts) = &node.op {
            for &path in &parts.absent {
                let indent = 2 * (depth + 1).min(40);
                write!(
                    f,
                    "\n{:indent$}{} is absent",
                    "",
                    shown(&formula.paths.path(path))
                )?;
            }
        }
    }
    if let Some(more) = repeated.checked_sub(most_repeated).filter(|more| *more > 0) {
        write!(f, "\n… and {more} more uses of what is shown above")?;
    }
    Ok(())
}

fn describe(op: &Op, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match op {
        Op::Curve(curve) => write!(f, "  [{}]", shortened(&curve.to_string())),
        Op::ReferenceCurve(curve) => {
            write!(f, "  [reference: {}]", shortened(&curve.to_string()))
        }
        Op::Rounding(rounding) => write!(f, "  [{rounding}]"),
        Op::Custom(spec) => write!(f, "  [{} r{}]", printable(&spec.name), spec.revision),
        Op::Opaque(spec) => write!(f, "  [{} r{}]", printable(&spec.name), spec.revision),
        Op::Points(table) => {
            let told = |(label, points): &(Arc<str>, f64)| {
                format!("{}: {}", printable(label), exact::write(*points))
            };
            write!(f, "  [points, {}]", listed(table.iter().map(told)))
        }
        op => write!(f, "  [{}]", op.name()),
    }
}

/// What a node is to the one that uses it.
enum Role {
    Word(&'static str),
    Part(PathId),
    WeightOf(PathId),
}

fn role_of(op: &Op, place: usize) -> Option<Role> {
    match op {
        Op::WeightedMean(parts) => {
            let path = parts.present.get(place / 2).copied().unwrap_or(ROOT);
            Some(if place % 2 == 0 {
                Role::WeightOf(path)
            } else {
                Role::Part(path)
            })
        }
        Op::Gate(opens) => {
            let limit = match opens {
                GateOpens::AtLeast => "at least",
                GateOpens::Above => "more than",
            };
            let roles = ["if", limit, "then"];
            roles.get(place).map(|&role| Role::Word(role))
        }
        _ => None,
    }
}
