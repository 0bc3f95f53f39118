//! The parts of a sum, each with its coefficient: the owner's factors on it, also those outside of brackets.

use super::{align::Family, common::Common, field::Element, half::NONE, side::Side};
use crate::formula::op::Op;

/// One of the owner's factors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factor {
    pub(super) node: u32,
    /// Whether it divides.
    pub(super) under: bool,
}

/// What is left of a node without the owner's factors around it.
#[derive(Clone, Debug)]
pub(super) struct Stripped {
    /// [`NONE`] where nothing is left.
    pub(super) core: u32,
    pub(super) coefficient: f64,
    /// The coefficient without parameters, also as the owner wrote it.
    pub(super) plain: f64,
    pub(super) number: Element,
    /// The parameters among the factors, and what is made of parameters.
    pub(super) parameters: Vec<Factor>,
}

/// A part of a sum.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// The part as it stands in its bracket, and the factors around that.
    pub(super) top: u32,
    pub(super) outer: f64,
    /// Those factors one by one.
    pub(super) around: Stripped,
    /// All factors, and what they are on.
    pub(super) all: Stripped,
    /// The outermost bracket that was opened for it.
    pub(super) bracket: Option<Bracket>,
    /// The part of what its coefficient did that it has in common with the other terms of its bracket.
    pub(super) common: Option<Common>,
}

/// A bracket that was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bracket {
    /// Which list of terms it was opened in.
    pub(super) list: usize,
    /// One bracket may be opened in several places.
    pub(super) number: usize,
    pub(super) node: u32,
    /// The factors around it.
    pub(super) outer: f64,
}

impl Term {
    /// The part with only those factors told apart from it that stand around one of its nodes.
    pub(super) fn with_core(&self, side: &Side<'_>, core: u32) -> Self {
        let own = Stripped::down_to(side, self.top, core);
        Self {
            all: self.around.around(&own),
            ..self.clone()
        }
    }

    /// The nodes between the part and what it is without factors, the outermost first.
    pub(super) fn layers(&self, side: &Side<'_>) -> Vec<u32> {
        let mut found = Vec::new();
        let mut at = side.unwrap(self.top);
        while at != self.all.core {
            found.push(at);
            let mut rest = side
                .children(at)
                .iter()
                .filter(|&&child| !is_owned(side, child));
            match (rest.next(), rest.next()) {
                (Some(&only), None) => at = side.unwrap(only),
                _ => break,
            }
        }
        found
    }

    pub(super) fn worth(&self, side: &Side<'_>) -> f64 {
        self.outer * side.value(self.top)
    }
}

/// Whether a node is made of the owner's numbers alone.
pub(super) fn is_owned(side: &Side<'_>, node: u32) -> bool {
    side.structure().is_owned(node)
}

impl Default for Stripped {
    /// Nothing, and no factors.
    fn default() -> Self {
        Self {
            core: NONE,
            coefficient: 1.0,
            plain: 1.0,
            number: Element::UNIT,
            parameters: Vec::new(),
        }
    }
}

impl Stripped {
    fn take(&mut self, side: &Side<'_>, node: u32, under: bool) {
        let value = side.value(node);
        self.coefficient = if under {
            self.coefficient / value
        } else {
            self.coefficient * value
        };
        if side.structure().matched(node).is_some() {
            self.parameters.push(Factor { node, under });
            return;
        }
        self.plain = if under {
            self.plain / value
        } else {
            self.plain * value
        };
        let element = side
            .structure()
            .class(node)
            .map_or(Element::UNIT, |class| class.coefficient);
        let element = if under {
            element.inverse().unwrap_or(Element::UNIT)
        } else {
            element
        };
        self.number = self.number.times(element);
    }

    /// Owner's factors, down to the first node that is something else.
    pub(super) fn of(side: &Side<'_>, node: u32) -> Self {
        Self::down_to(side, node, NONE)
    }

    /// Owner's factors, down to the first node that is something else, or to this one.
    fn down_to(side: &Side<'_>, node: u32, last: u32) -> Self {
        let mut found = Self::default();
        let top = side.unwrap(node);
        let is_around = |op: &Op| matches!(op, Op::Negation | Op::Product | Op::Ratio);
        if !is_owned(side, top) && !side.node(top).is_some_and(|top| is_around(&top.op)) {
            // Nothing stands around it, as around most.
            found.core = top;
            return found;
        }
        let mut open = vec![(top, false)];
        while let Some((at, under)) = open.pop() {
            let at = side.unwrap(at);
            let children = side.children(at);
            match side.node(at).map(|node| &node.op) {
                _ if at == last => found.core = at,
                Some(Op::Negation) => {
                    found.coefficient = -found.coefficient;
                    found.plain = -found.plain;
                    found.number = found.number.negated();
                    open.extend(children.iter().map(|&child| (child, under)));
                }
                Some(Op::Product) if is_owned(side, at) => {
                    open.extend(children.iter().rev().map(|&child| (child, under)));
                }
                Some(Op::Product) if !under => {
                    let rest = || children.iter().filter(|&&child| !is_owned(side, child));
                    if rest().count() == 1 {
                        let owned = children.iter().filter(|&&child| is_owned(side, child));
                        open.extend(rest().chain(owned).map(|&child| (child, false)));
                    } else {
                        found.core = at;
                    }
                }
                Some(Op::Ratio) => match *children {
                    [over, divisor] if is_owned(side, divisor) => {
                        open.push((over, under));
                        open.push((divisor, !under));
                    }
                    _ => found.core = at,
                },
                _ if is_owned(side, at) => found.take(side, at, under),
                _ => found.core = at,
            }
        }
        found
    }

    /// These factors and some more nodes of the owner's, on nothing.
    pub(super) fn with(&self, side: &Side<'_>, factors: &[u32]) -> Self {
        let none = Self {
            core: NONE,
            ..self.clone()
        };
        let with = |all: Self, &factor: &u32| all.around(&Self::of(side, factor));
        factors.iter().fold(none, with)
    }

    /// These factors on what others are on, with those others or without them.
    pub(super) fn on(&self, inner: &Self, is_bare: bool) -> Self {
        if is_bare {
            Self {
                core: inner.core,
                ..self.clone()
            }
        } else {
            self.around(inner)
        }
    }

    pub(super) fn has_factors(&self) -> bool {
        self.number != Element::UNIT || !self.parameters.is_empty()
    }

    pub(super) fn bare_value(&self, side: &Side<'_>) -> f64 {
        if self.core == NONE {
            1.0
        } else {
            side.value(self.core)
        }
    }

    /// All of the factors, numbers and parameters, as one element.
    pub(super) fn element(&self, side: &Side<'_>) -> Element {
        let with = |product: Element, factor: &Factor| {
            let class = side.structure().class(factor.node);
            let own = class.map_or(Element::UNIT, |class| class.coefficient);
            let own = if factor.under {
                own.inverse()
            } else {
                Some(own)
            };
            product.times(own.unwrap_or(Element::UNIT))
        };
        self.parameters.iter().fold(self.number, with)
    }

    /// A sum of the owner's numbers and parameters has parts as any sum.
    pub(super) fn or_owned_sum(self, side: &Side<'_>, node: u32) -> Self {
        let node = side.unwrap(node);
        if self.core == NONE && Family::Sum.is(side, node) && side.children(node).len() > 1 {
            return Self {
                core: node,
                ..Self::default()
            };
        }
        let is_sum = |factor: &Factor| {
            let node = factor.node;
            !factor.under && is_bracket(side, node) && side.children(node).len() > 1
        };
        let place = self.parameters.iter().position(is_sum);
        let Some(place) = place.filter(|_| self.core == NONE) else {
            return self;
        };
        let mut rest = self;
        rest.core = rest.remove(side, place);
        rest
    }

    /// Takes one of the parameters out.
    pub(super) fn remove(&mut self, side: &Side<'_>, place: usize) -> u32 {
        let removed = self.parameters.remove(place).node;
        let factor = |coefficient: f64, factor: &Factor| {
            let value = side.value(factor.node);
            if factor.under {
                coefficient / value
            } else {
                coefficient * value
            }
        };
        self.coefficient = self.parameters.iter().fold(self.plain, factor);
        removed
    }

    /// These factors around those.
    pub(super) fn around(&self, inner: &Self) -> Self {
        Self {
            core: inner.core,
            coefficient: self.coefficient * inner.coefficient,
            plain: self.plain * inner.plain,
            number: self.number.times(inner.number),
            parameters: self
                .parameters
                .iter()
                .chain(&inner.parameters)
                .copied()
                .collect(),
        }
    }
}

/// Whether a node is a sum, or something that the owner's factors stand around.
pub(super) fn is_linear(side: &Side<'_>, node: u32) -> bool {
    let node = side.unwrap(node);
    match side.node(node).map(|node| &node.op) {
        Some(op) if Family::of(op) == Some(Family::Sum) => true,
        Some(Op::Product | Op::Ratio) => Stripped::of(side, node).core != node,
        Some(Op::WeightedMean(_)) => is_owned_mean(side, node),
        _ => false,
    }
}

/// Whether a node is a product of the owner's factors and at most one other thing.
pub(super) fn is_one_with_factors(side: &Side<'_>, node: u32) -> bool {
    let node = side.unwrap(node);
    Family::Product.is(side, node)
        && side
            .children(node)
            .iter()
            .filter(|&&child| !is_owned(side, child))
            .count()
            <= 1
}

/// Whether all weights of a mean are the owner's, so that it is a sum of multiples.
pub(super) fn is_owned_mean(side: &Side<'_>, node: u32) -> bool {
    matches!(
        side.node(node).map(|node| &node.op),
        Some(Op::WeightedMean(_))
    ) && side.children(node).len() > 2
        && side
            .children(node)
            .iter()
            .step_by(2)
            .all(|&weight| is_owned(side, weight))
}

/// How many brackets are opened at most for one list: shared brackets could be opened without end.
const OPENED: usize = 2048;

/// A node as a list of terms. `keeps` says which brackets stay whole.
pub(super) fn terms(side: &Side<'_>, root: u32, keeps: impl Fn(u32) -> bool) -> Vec<Term> {
    let all = Stripped::of(side, root).or_owned_sum(side, root);
    if !is_bracket(side, all.core) {
        return whole(side, root);
    }
    let mut open = Vec::new();
    push_parts(side, &all, None, &mut open);
    all_of(side, open, keeps)
}

fn all_of(
    side: &Side<'_>,
    mut open: Vec<(u32, Stripped, Option<Bracket>)>,
    keeps: impl Fn(u32) -> bool,
) -> Vec<Term> {
    let mut found = Vec::new();
    let mut opened = 0;
    while let Some((top, outer, bracket)) = open.pop() {
        let own = Stripped::of(side, top);
        let of_parts = own.clone().or_owned_sum(side, top);
        let is_number = side.structure().matched(of_parts.core).is_none();
        if !is_number && opened < OPENED && is_bracket(side, of_parts.core) && !keeps(of_parts.core)
        {
            let all = outer.around(&of_parts);
            opened += 1;
            let own = Bracket {
                list: 0,
                number: opened,
                node: top,
                outer: outer.coefficient,
            };
            push_parts(side, &all, bracket.or(Some(own)), &mut open);
            continue;
        }
        found.push(Term {
            top,
            outer: outer.coefficient,
            all: outer.around(&own),
            around: outer,
            bracket,
            common: None,
        });
    }
    found
}

/// A bracket under its factors, as the terms in it; what is no bracket is the only term.
pub(super) fn opened(
    side: &Side<'_>,
    bracket: &Stripped,
    keeps: impl Fn(u32) -> bool,
) -> Vec<Term> {
    if !is_bracket(side, bracket.core) {
        return vec![Term {
            top: bracket.core,
            outer: bracket.coefficient,
            around: bracket.clone(),
            all: bracket.clone(),
            bracket: None,
            common: None,
        }];
    }
    let mut open = Vec::new();
    push_parts(side, bracket, None, &mut open);
    all_of(side, open, keeps)
}

/// A node as it stands, as the only term.
pub(super) fn whole(side: &Side<'_>, root: u32) -> Vec<Term> {
    vec![Term {
        top: root,
        outer: 1.0,
        around: Stripped::default(),
        all: Stripped::of(side, root),
        bracket: None,
        common: None,
    }]
}

pub(super) fn is_bracket(side: &Side<'_>, node: u32) -> bool {
    side.node(node)
        .is_some_and(|found| Family::of(&found.op) == Some(Family::Sum))
        || is_owned_mean(side, node)
}

/// Pushes the parts of a sum or mean so that they are popped in their order.
fn push_parts(
    side: &Side<'_>,
    around: &Stripped,
    bracket: Option<Bracket>,
    open: &mut Vec<(u32, Stripped, Option<Bracket>)>,
) {
    let node = around.core;
    let children = side.children(node);
    let op = side.node(node).map(|node| &node.op);
    if let Some(Op::WeightedMean(_)) = op {
        let total: f64 = children
            .iter()
            .step_by(2)
            .map(|&weight| side.value(weight))
            .sum();
        let of = |weight: u32| {
            side.structure()
                .class(weight)
                .map_or(Element::ZERO, super::structure::Class::whole)
        };
        let whole = children
            .iter()
            .step_by(2)
            .fold(Element::ZERO, |sum, &weight| sum.plus(of(weight)));
        for pair in children.chunks_exact(2).rev() {
            let &[weight, value] = pair else { continue };
            let mut outer = around.clone();
            outer.coefficient *= side.value(weight) / total;
            outer.plain *= side.value(weight) / total;
            let share = whole
                .inverse()
                .map_or(Element::UNIT, |inverse| inverse.times(of(weight)));
            outer.number = outer.number.times(share);
            open.push((value, outer, bracket));
        }
        return;
    }
    for (place, &child) in children.iter().enumerate().rev() {
        let mut outer = around.clone();
        if matches!(
            (op, place),
            (Some(Op::Difference), 1) | (Some(Op::Negation), _)
        ) {
            outer.coefficient = -outer.coefficient;
            outer.plain = -outer.plain;
            outer.number = outer.number.negated();
        }
        open.push((child, outer, bracket));
    }
}
