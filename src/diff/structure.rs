//! What each node of a recording computes, whatever its numbers and names are.

use std::hash::Hash as _;

use super::{
    field::{Element, Mixer},
    side::Side,
};
use crate::formula::{
    breakdown::Node,
    op::{LeafKind, Op},
    paths::{PathId, PathTable, ROOT},
};

/// Tags of the kinds of elements; operations have those of [`Op::rank`].
const PATH: u64 = 1;
const PARAMETER: u64 = 2;
const LEAF: u64 = 3;
const OWNERS: u64 = 4;
const FACTOR: u64 = 5;
const PART: u64 = 6;
const MEAN: u64 = 7;
const REPEATED: u64 = 8;
const CANCELLED: u64 = 9;

/// What a node computes: a coefficient that belongs to the owner, times the rest.
///
/// Two nodes with equal `rest` are the same formula up to that coefficient. An owner's number is the same in both halves
/// of an element, so that the ratio of the halves stays what it is whatever numbers stand before a formula: that ratio is
/// the `rest`, and one half of the element is the coefficient. Of the owner's formulas it is their own number, of others
/// only the ratio of two coefficients means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) coefficient: Element,
    /// What is left; [`owners`] where nothing is.
    pub(super) rest: Element,
}

impl Class {
    fn of(element: Element) -> Self {
        match element.split() {
            Some((coefficient, rest)) => Self { coefficient, rest },
            None => Self {
                coefficient: Element::ZERO,
                rest: owners(),
            },
        }
    }

    fn times(self, factor: Element) -> Self {
        Self {
            coefficient: factor.times(self.coefficient),
            ..self
        }
    }

    pub(super) fn whole(self) -> Element {
        self.coefficient.times(self.rest)
    }
}

/// The classes of a recording's nodes. Recordings of one shape have equal structures.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Structure {
    classes: Vec<Class>,
    /// By node: what it is matched by, [`Element::ZERO`] where it is numbers alone.
    matched: Vec<Element>,
    /// By node: whether it is made of the owner's numbers alone.
    owned: Vec<bool>,
    root: u32,
}

/// What is needed of a list while its class is found.
#[derive(Clone, Copy)]
struct Listed {
    /// The sum of its parts' elements, in whatever order and brackets.
    raw: Element,
    count: u32,
    /// Of a product, what its factors are multiples by.
    coefficient: Element,
}

fn owners() -> Element {
    Mixer::new(OWNERS).parts().1
}

/// The elements of all paths of a table.
#[derive(Debug)]
pub(crate) struct PathElements(Vec<Mixer>);

impl PathElements {
    pub(super) fn of(places: &PathTable) -> Self {
        let mut elements: Vec<Mixer> = Vec::with_capacity(places.len());
        for id in (ROOT..).take(places.len()) {
            let above = if id == ROOT {
                Mixer::new(PATH)
            } else {
                let parent = elements.get(places.parent(id) as usize).copied();
                let mut mixer = parent.unwrap_or_else(|| Mixer::new(PATH));
                places.name(id).hash(&mut mixer);
                mixer
            };
            elements.push(above);
        }
        Self(elements)
    }

    fn mixer(&self, path: PathId) -> Mixer {
        let found = self.0.get(path as usize).copied();
        found.unwrap_or_else(|| Mixer::new(PATH))
    }
}

impl Structure {
    pub(super) fn of(side: &Side<'_>, paths: &PathElements) -> Self {
        let mut builder = Builder {
            side,
            paths,
            owners: owners(),
            classes: Vec::with_capacity(side.formula.nodes.len()),
            lists: vec![None; side.formula.nodes.len()],
        };
        let mut matched = Vec::with_capacity(side.formula.nodes.len());
        for (index, node) in side.formula.nodes.iter().enumerate() {
            let class = builder.class(index, node);
            builder.classes.push(class);
            matched.push(builder.matched(node, class, &matched));
        }
        // What cancels itself is no number: its parts have answers.
        let is_owned = |(class, matched): (&Class, &Element)| {
            let cancelled = class.coefficient.is_zero() && !matched.is_zero();
            class.rest == builder.owners && !cancelled
        };
        let owned = builder.classes.iter().zip(&matched).map(is_owned).collect();
        Self {
            classes: builder.classes,
            matched,
            owned,
            root: side.root,
        }
    }

    /// Whether a node is made of the owner's numbers alone.
    pub(super) fn is_owned(&self, node: u32) -> bool {
        self.owned.get(node as usize) == Some(&true)
    }

    /// What a node is matched by: what it computes up to the owner's factors, of the owner's formulas all of it. `None`
    /// where it is numbers alone.
    pub(super) fn matched(&self, node: u32) -> Option<Element> {
        let found = self.matched.get(node as usize).copied();
        found.filter(|element| !element.is_zero())
    }

    /// What names a node among all that lies below another one.
    pub(super) fn key(&self, node: u32) -> Option<u64> {
        let matched = self.matched(node);
        let found = matched.or_else(|| Some(self.class(node)?.whole()))?;
        Some(found.key())
    }

    pub(super) fn class(&self, node: u32) -> Option<Class> {
        self.classes.get(node as usize).copied()
    }
}

struct Builder<'b, 'a> {
    side: &'b Side<'a>,
    paths: &'b PathElements,
    owners: Element,
    classes: Vec<Class>,
    lists: Vec<Option<Listed>>,
}

impl Builder<'_, '_> {
    fn class(&mut self, index: usize, node: &Node) -> Class {
        let children = self.side.formula.children_of(node);
        let path = || self.paths.mixer(self.side.shared(node.path));
        let tag = u64::from(node.op.rank());
        match &node.op {
            Op::Constant => self.owned(Element::of_constant(node.value)),
            Op::Leaf(LeafKind::Parameter) => self.owned(path().with(PARAMETER).parts().0),
            Op::Leaf(kind) => plain(path().with(LEAF).with(kind.index() as u64)),
            // An input like any other: what stands in its place is a value of it.
            Op::Code(_) => plain(path().with(LEAF).with(LeafKind::Input.index() as u64)),
            Op::Category(_) => plain(path().with(LEAF).with(tag << 8)),
            Op::Sum => self.linear(children.iter().map(|&child| (Element::UNIT, child))),
            Op::Negation => self.linear(children.iter().map(|&child| (Element::MINUS, child))),
            Op::Difference => {
                let signs = [Element::UNIT, Element::MINUS];
                self.linear(signs.into_iter().zip(children.iter().copied()))
            }
            Op::Product => self.product(index, children),
            Op::Maximum | Op::Minimum => self.extremum(index, node, children),
            Op::Ratio => self.ratio(children),
            Op::WeightedMean(_) => self.mean(children),
            Op::Curve(curve) => {
                let mut mixer = Mixer::new(tag);
                curve.hash(&mut mixer);
                self.over(mixer, children)
            }
            Op::Rounding(rounding) => {
                let mut mixer = Mixer::new(tag);
                rounding.hash(&mut mixer);
                self.over(mixer, children)
            }
            Op::ReferenceCurve(_) => self.over(path().with(tag), children),
            Op::Points(table) => {
                let mut mixer = Mixer::new(tag);
                for (label, points) in table.iter() {
                    label.hash(&mut mixer);
                    mixer = mixer.with(points.to_bits());
                }
                self.over(mixer, children)
            }
            Op::Custom(spec) => {
                let mut mixer = Mixer::new(tag).with(u64::from(spec.revision));
                spec.name.hash(&mut mixer);
                for constant in &spec.constants {
                    mixer = mixer.with(constant.to_bits());
                }
                self.over(mixer.with(spec.continuity as u64), children)
            }
            Op::Opaque(spec) => {
                let mut mixer = Mixer::new(tag).with(u64::from(spec.revision));
                spec.name.hash(&mut mixer);
                self.over(mixer, children)
            }
            Op::Gate(opens) => self.over(
                Mixer::new(tag).with(u64::from(opens.is_at_least())),
                children,
            ),
            Op::Power | Op::Choice => self.over(Mixer::new(tag), children),
        }
    }

    fn matched(&self, node: &Node, class: Class, below: &[Element]) -> Element {
        if class.rest != self.owners {
            return class.rest;
        }
        let own = matches!(node.op, Op::Leaf(LeafKind::Parameter));
        let children = self.side.formula.children_of(node);
        let of = |child: u32| below.get(child as usize).copied().unwrap_or(Element::ZERO);
        if !own && children.iter().all(|&child| of(child).is_zero()) {
            return Element::ZERO;
        }
        if !class.coefficient.is_zero() {
            return class.coefficient;
        }
        // It cancels itself, but somebody wrote it.
        let parts = children.iter().fold(Element::ZERO, |sum, &child| {
            let part = Mixer::new(PART)
                .of(of(child))
                .of(self.of(child).coefficient);
            sum.plus(part.element())
        });
        Mixer::new(CANCELLED).of(parts).element()
    }

    fn of(&self, node: u32) -> Class {
        let found = self.classes.get(node as usize).copied();
        found.unwrap_or_else(|| self.owned(Element::ZERO))
    }

    fn owned(&self, coefficient: Element) -> Class {
        Class {
            coefficient,
            rest: self.owners,
        }
    }

    /// A function of its arguments in their order.
    fn over(&self, mixer: Mixer, children: &[u32]) -> Class {
        let with = |mixer: Mixer, &child: &u32| mixer.of(self.of(child).whole());
        plain(children.iter().fold(mixer, with))
    }

    /// A sum of multiples.
    fn linear(&self, terms: impl Iterator<Item = (Element, u32)>) -> Class {
        let mut whole = Element::ZERO;
        let (mut count, mut only) = (0, self.owned(Element::ZERO));
        let mut repeated = true;
        for (factor, child) in terms {
            let class = self.of(child);
            let own = factor.times(class.coefficient);
            if own.is_zero() {
                continue;
            }
            count += 1;
            repeated &= count == 1 || only.rest == class.rest;
            only = Class {
                coefficient: own,
                ..class
            };
            whole = whole.plus(own.times(class.rest));
        }
        if count == 1 {
            return only;
        }
        let class = Class::of(whole);
        if repeated && !class.coefficient.is_zero() && only.rest != self.owners {
            // x + x is twice x, but it does not stand where an x stood.
            let twice = plain(Mixer::new(REPEATED).of(only.rest));
            return twice.times(class.coefficient);
        }
        class
    }

    fn product(&mut self, index: usize, children: &[u32]) -> Class {
        let mut coefficient = Element::UNIT;
        let (mut raw, mut count) = (Element::ZERO, 0);
        let mut only = self.owned(Element::UNIT);
        for &child in children {
            let child = self.side.unwrap(child);
            let class = self.of(child);
            let inner = self.list(child, &Op::Product);
            let own = inner.map_or(class.coefficient, |inner| inner.coefficient);
            coefficient = coefficient.times(own);
            if class.rest == self.owners {
                continue;
            }
            count += inner.map_or(1, |inner| inner.count);
            raw = raw.plus(match inner {
                Some(inner) => inner.raw,
                None => Mixer::new(FACTOR).of(class.rest).element(),
            });
            only = class;
        }
        if coefficient.is_zero() {
            return self.owned(Element::ZERO);
        }
        if count == 0 {
            return self.owned(coefficient);
        }
        let class = if count == 1 {
            Class {
                coefficient,
                ..only
            }
        } else {
            plain(Mixer::new(FACTOR).of(raw)).times(coefficient)
        };
        self.note(
            index,
            Listed {
                raw,
                count,
                coefficient,
            },
        );
        class
    }

    fn extremum(&mut self, index: usize, node: &Node, children: &[u32]) -> Class {
        let tag = u64::from(node.op.rank());
        let (mut raw, mut count) = (Element::ZERO, 0);
        let mut only = self.owned(Element::ZERO);
        for &child in children {
            let child = self.side.unwrap(child);
            let class = self.of(child);
            let inner = self.list(child, &node.op);
            count += inner.map_or(1, |inner| inner.count);
            raw = raw.plus(match inner {
                Some(inner) => inner.raw,
                None => Mixer::new(PART).with(tag).of(class.whole()).element(),
            });
            only = class;
        }
        let listed = Listed {
            raw,
            count,
            coefficient: Element::UNIT,
        };
        self.note(index, listed);
        if count == 1 {
            only
        } else {
            plain(Mixer::new(tag).of(raw))
        }
    }

    fn note(&mut self, index: usize, listed: Listed) {
        if let Some(slot) = self.lists.get_mut(index) {
            *slot = Some(listed);
        }
    }

    /// The list that a part of the same family is, so that brackets do not count.
    fn list(&self, child: u32, family: &Op) -> Option<Listed> {
        let same = self
            .side
            .node(child)
            .is_some_and(|node| node.op.rank() == family.rank());
        let listed = self.lists.get(child as usize).copied().flatten();
        listed.filter(|listed| same && listed.count > 0)
    }

    fn ratio(&self, children: &[u32]) -> Class {
        let &[over, under] = children else {
            return self.owned(Element::ZERO);
        };
        let (over, under) = (self.of(over), self.of(under));
        let Some(inverse) = under.coefficient.inverse() else {
            return plain(Mixer::new(MEAN).of(over.whole()).of(under.whole()));
        };
        let coefficient = over.coefficient.times(inverse);
        if coefficient.is_zero() {
            return self.owned(Element::ZERO);
        }
        if under.rest == self.owners {
            return Class {
                coefficient,
                ..over
            };
        }
        let tag = u64::from(Op::Ratio.rank());
        plain(Mixer::new(tag).of(over.rest).of(under.rest)).times(coefficient)
    }

    /// With the owner's weights a mean is a sum of multiples; only their shares count.
    fn mean(&self, children: &[u32]) -> Class {
        let pairs = || {
            children
                .chunks_exact(2)
                .filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
        };
        let owned = pairs().all(|(weight, _)| self.of(weight).rest == self.owners);
        let total = pairs().fold(Element::ZERO, |total, (weight, _)| {
            total.plus(self.of(weight).coefficient)
        });
        // A mean of one part is a mean whose other parts are absent.
        if let (true, Some(inverse), 3..) = (owned, total.inverse(), children.len()) {
            return self.linear(
                pairs().map(|(weight, value)| (self.of(weight).coefficient.times(inverse), value)),
            );
        }
        let raw = pairs().fold(Element::ZERO, |raw, (weight, value)| {
            let (weight, value) = (self.of(weight).whole(), self.of(value).whole());
            raw.plus(Mixer::new(MEAN).of(weight).of(value).element())
        });
        plain(Mixer::new(MEAN).of(raw))
    }
}

fn plain(mixer: Mixer) -> Class {
    let (coefficient, rest) = mixer.parts();
    Class { coefficient, rest }
}
