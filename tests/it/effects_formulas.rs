//! Formulas of every operation that a trace has, and edits of them that can be made one by one: what
//! `effects_digest` compares.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "to clippy a helper of tests is not a test, but it may fail like one; numbers are small"
)]

use std::{collections::BTreeMap, sync::Arc};

use scoreshift::{
    Category, Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version,
    formula::{Code, Coded, Continuity, Function},
};

use crate::edits::Random;

scoreshift::category! { enum Special { Never = "never", Unknown = "unknown" } }

impl Code for Special {
    fn number(&self) -> f64 {
        match self {
            Self::Never => 7.0,
            Self::Unknown => 9.0,
        }
    }
}

scoreshift::category! { enum Size { Low = "low", Mid = "mid", High = "high" } }

pub(crate) fn pick<X: Clone>(random: &mut Random, of: &[X]) -> X {
    of[random.below(of.len())].clone()
}

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Input,
    Reference,
    /// What the population has under this version.
    Standing(f64),
    Parameter(f64),
    Number(f64),
    /// Which parts are subtracted.
    Sum(Vec<bool>),
    Product,
    Ratio,
    Power,
    Maximum,
    Minimum,
    Curve(Curve),
    /// A curve of the population's, that many times as high as its value.
    Population,
    /// Which way, and to which step.
    Rounding(usize, f64),
    /// Whether it opens above its threshold only; a term, a threshold and a part.
    Gate(bool),
    /// What the parts are called; weights, then values.
    Mean(Vec<String>),
    Points([f64; 3]),
    /// Of a category that may have any label.
    Open([f64; 3]),
    Choice,
    Codes([f64; 2]),
    /// Its revision, its factor, and whether it jumps.
    Custom(u32, f64, bool),
    Opaque(u32),
    /// The author's own: above that value the first, else the second; or other numbers around the first.
    Branch(f64),
}

impl Op {
    /// Whether its name is part of what it is, if it has one.
    fn has_its_name(&self) -> bool {
        let is_leaf = matches!(
            self,
            Self::Input | Self::Reference | Self::Parameter(_) | Self::Number(_)
        ) || matches!(self, Self::Standing(_));
        let is_labelled = matches!(
            self,
            Self::Points(_) | Self::Open(_) | Self::Choice | Self::Codes(_)
        );
        let is_asked = matches!(
            self,
            Self::Population | Self::Gate(_) | Self::Mean(_) | Self::Opaque(_)
        );
        is_leaf || is_labelled || is_asked
    }
}

/// What may be in a formula.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum What {
    Sum,
    Product,
    Factor,
    Ratio,
    Power,
    Extremum,
    Curve,
    Population,
    Rounding,
    Gate,
    Mean,
    Points,
    Open,
    Choice,
    Codes,
    Custom,
    Opaque,
    Branch,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    /// As often as it is listed.
    pub(crate) of: &'static [What],
    pub(crate) depth: usize,
    /// The most parts of a list.
    pub(crate) parts: usize,
    /// How many of a hundred leaves and inner nodes are used again.
    pub(crate) shared: usize,
    /// How many of a hundred inner nodes have names.
    pub(crate) named: usize,
    pub(crate) values: Numbers,
}

/// Which numbers values are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Numbers {
    /// With two decimals.
    Usual,
    /// Few and whole, so that many are equal and at a border.
    Small,
    /// A third of them large, tiny, nothing or negative.
    Odd,
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    op: Op,
    of: Vec<usize>,
    /// `scope/name` of a leaf, and of what cannot be without one.
    name: Option<String>,
}

impl Node {
    fn is_list(&self) -> bool {
        matches!(
            self.op,
            Op::Sum(_) | Op::Product | Op::Maximum | Op::Minimum
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum EditOf {
    Number,
    Function,
    Shape,
    Add,
    Remove,
    Wrap,
    /// The same of the whole.
    Around,
    Unwrap,
    Move,
    /// Two parts of two lists or means take each other's place.
    Swap,
    Reorder,
    Operation,
    Group,
    Open,
    Replace,
    Rename,
    Spread,
    Use,
    Sign,
    Leaf,
    Factor,
    Twice,
}

pub(crate) type Values = BTreeMap<String, f64>;

#[derive(Clone, Debug, Default)]
pub(crate) struct Formula {
    nodes: Vec<Node>,
    root: usize,
    /// Each puts other nodes in the place of some.
    edits: Vec<Vec<(usize, Node)>>,
    leaves: Vec<usize>,
    /// What has a value: leaves, and whether a part of a mean is there.
    valued: Vec<String>,
}

impl Formula {
    pub(crate) fn generate(random: &mut Random, palette: &Palette) -> Self {
        let mut formula = Self::default();
        formula.root = if palette.of.is_empty() {
            formula.crowd(random, palette)
        } else {
            formula.term(random, palette, palette.depth)
        };
        formula
    }

    /// Many leaves under one or two curves.
    fn crowd(&mut self, random: &mut Random, palette: &Palette) -> usize {
        let count = 2 + random.below(palette.parts - 1);
        let mut of = Vec::new();
        for _ in 0..count {
            let leaf = self.called(Op::Input, Vec::new(), "x");
            self.valued.extend(self.nodes[leaf].name.clone());
            of.push(match random.below(6) {
                0 => {
                    let factor = self.factor(random);
                    self.add(Op::Product, vec![leaf, factor])
                }
                1 => self.add(Op::Curve(Self::shape(random)), vec![leaf]),
                _ => leaf,
            });
        }
        let signs = of.iter().map(|_| random.chance(20)).collect();
        let sum = Op::Sum(signs);
        let op = pick(
            random,
            &[sum.clone(), sum, Op::Maximum, Op::Minimum, Op::Product],
        );
        let mut whole = self.add(op, of);
        for _ in 0..=random.below(2) {
            whole = self.add(Op::Curve(Self::shape(random)), vec![whole]);
        }
        whole
    }

    pub(crate) fn edits(&self) -> usize {
        self.edits.len()
    }

    fn add(&mut self, op: Op, of: Vec<usize>) -> usize {
        self.nodes.push(Node { op, of, name: None });
        self.nodes.len() - 1
    }

    fn number(&mut self, value: f64) -> usize {
        self.add(Op::Number(value), Vec::new())
    }

    /// A node that needs a name, and what it is asked for.
    fn called(&mut self, op: Op, of: Vec<usize>, kind: &str) -> usize {
        let node = self.add(op, of);
        self.nodes[node].name = Some(format!("{kind}{node}"));
        node
    }

    fn leaf(&mut self, random: &mut Random) -> usize {
        let op = match random.below(20) {
            0..=2 => Op::Parameter(random.between(1, 4)),
            3 if random.chance(40) => Op::Standing(random.between(1, 9)),
            3 => Op::Reference,
            _ => Op::Input,
        };
        let kind = match op {
            Op::Parameter(_) => "p",
            Op::Reference | Op::Standing(_) => "all/r",
            _ if random.chance(30) => "user/x",
            _ => "x",
        };
        let leaf = self.called(op, Vec::new(), kind);
        self.leaves.push(leaf);
        if !matches!(self.nodes[leaf].op, Op::Parameter(_) | Op::Standing(_)) {
            self.valued.extend(self.nodes[leaf].name.clone());
        }
        leaf
    }

    /// A number of the owner's.
    fn factor(&mut self, random: &mut Random) -> usize {
        if random.chance(60) {
            let free = random.between(20, 300) / 100.0;
            if random.chance(4) {
                let odd = [-2.0, 1.0, 0.0, 1e16, 3e-20, -123.456, 1.0 / 3.0, 1e300];
                let value = pick(random, &odd);
                return self.number(value);
            }
            let value = pick(random, &[0.5, 2.0, 10.0, 0.1, 1.25, free]);
            return self.number(value);
        }
        let known: Vec<usize> = (0..self.nodes.len())
            .filter(|&node| matches!(self.nodes[node].op, Op::Parameter(_)))
            .collect();
        if !known.is_empty() && random.chance(40) {
            return pick(random, &known);
        }
        let value = random.between(1, 4);
        self.called(Op::Parameter(value), Vec::new(), "p")
    }

    fn shape(random: &mut Random) -> Curve {
        let size = pick(random, &[2.0, 5.0, 8.0, 15.0]);
        match random.below(17) {
            0 => Curve::logistic(5.0, size).unwrap(),
            1 => Curve::saturating(size).unwrap(),
            2 | 3 => Curve::tanh(),
            4 => Curve::ln_1p(),
            5 => Curve::sqrt(),
            6 => Curve::abs(),
            7 => Curve::power(pick(random, &[2.0, 0.5, 3.0, -1.0])),
            8 => Curve::exponential(pick(random, &[0.5, 1.1])),
            9 => Curve::at_least(size),
            10 => Curve::at_most(size),
            11 | 12 => Curve::clamp(random.below(3) as f64, size + 2.0),
            13 => Curve::linear(pick(random, &[0.5, 2.0, -1.0]), size),
            14 => Curve::piecewise_linear([(0.0, 0.0), (size, 6.0), (20.0, 8.0)]).unwrap(),
            15 => Curve::log_normal(size, size / 2.0).unwrap(),
            _ => Curve::bands(0.0, [(size, 3.0), (size + 3.0, 9.0)]).unwrap(),
        }
    }

    fn term(&mut self, random: &mut Random, palette: &Palette, depth: usize) -> usize {
        let is_whole = self.nodes.is_empty();
        if depth == 0 || (random.chance(10) && !is_whole) {
            if !self.leaves.is_empty() && random.chance(palette.shared) {
                return pick(random, &self.leaves);
            }
            return self.leaf(random);
        }
        if random.chance(palette.shared / 3) && !is_whole {
            return random.below(self.nodes.len());
        }
        let what = pick(random, palette.of);
        let node = self.of_kind(random, palette, what, depth - 1);
        if self.nodes[node].name.is_none() && random.chance(palette.named) {
            self.nodes[node].name = Some(format!("n{node}"));
        }
        node
    }

    fn several(&mut self, random: &mut Random, palette: &Palette, depth: usize) -> Vec<usize> {
        let one = usize::from(random.chance(4));
        let count = 2 + random.below(palette.parts - 1) - one;
        (0..count)
            .map(|_| self.term(random, palette, depth))
            .collect()
    }

    fn of_kind(
        &mut self,
        random: &mut Random,
        palette: &Palette,
        what: What,
        depth: usize,
    ) -> usize {
        let one = |formula: &mut Self, random: &mut Random| formula.term(random, palette, depth);
        match what {
            What::Sum => {
                let mut of = self.several(random, palette, depth);
                if random.chance(30) {
                    let factor = self.factor(random);
                    of.insert(random.below(of.len() + 1), factor);
                }
                let signs = (0..of.len()).map(|_| random.chance(20)).collect();
                self.add(Op::Sum(signs), of)
            }
            What::Product => {
                let of = self.several(random, palette, depth);
                self.add(Op::Product, of)
            }
            What::Factor => {
                let mut of = vec![one(self, random)];
                for _ in 0..=random.below(2) {
                    let factor = self.factor(random);
                    of.insert(random.below(of.len() + 1), factor);
                }
                self.add(Op::Product, of)
            }
            What::Ratio => {
                let over = one(self, random);
                let under = if random.chance(30) {
                    self.factor(random)
                } else {
                    let (under, two) = (one(self, random), self.number(2.0));
                    self.add(Op::Sum(vec![false; 2]), vec![under, two])
                };
                self.add(Op::Ratio, vec![over, under])
            }
            What::Power => {
                let (base, exponent) = (one(self, random), self.factor(random));
                if random.chance(60) {
                    let base = self.add(Op::Curve(Curve::abs()), vec![base]);
                    return self.add(Op::Power, vec![base, exponent]);
                }
                self.add(Op::Power, vec![base, exponent])
            }
            What::Extremum => {
                let mut of = self.several(random, palette, depth);
                if random.chance(40) {
                    of[0] = self.factor(random);
                }
                let op = pick(random, &[Op::Maximum, Op::Minimum]);
                self.add(op, of)
            }
            What::Curve => {
                let of = one(self, random);
                self.add(Op::Curve(Self::shape(random)), vec![of])
            }
            What::Rounding => {
                let of = one(self, random);
                let step = pick(random, &[0.5, 1.0, 5.0]);
                self.add(Op::Rounding(random.below(3), step), vec![of])
            }
            What::Mean => self.mean(random, palette, depth),
            _ => self.with_a_name(random, palette, what, depth),
        }
    }

    fn mean(&mut self, random: &mut Random, palette: &Palette, depth: usize) -> usize {
        let values = self.several(random, palette, depth);
        let mut of = Vec::new();
        for _ in &values {
            let weight = match random.below(10) {
                0..=4 => self.number(1.0 + random.below(4) as f64),
                5..=7 => self.factor(random),
                _ => self.leaf(random),
            };
            of.push(weight);
        }
        let count = values.len();
        of.extend(values);
        let mean = self.called(Op::Mean(Vec::new()), of, "mean ");
        let parts: Vec<String> = (0..count)
            .map(|part| format!("mean {mean} part {part}"))
            .collect();
        if random.chance(25) {
            self.valued.push(format!("{}?", parts[0]));
        }
        self.nodes[mean].op = Op::Mean(parts);
        mean
    }

    fn with_a_name(
        &mut self,
        random: &mut Random,
        palette: &Palette,
        what: What,
        depth: usize,
    ) -> usize {
        let one = |formula: &mut Self, random: &mut Random| formula.term(random, palette, depth);
        let points = |random: &mut Random| [0; 3].map(|_| random.between(0, 9).round());
        let node = match what {
            What::Population => {
                let of = one(self, random);
                self.called(Op::Population, vec![of], "all/curve ")
            }
            What::Gate => {
                let (term, part) = (one(self, random), one(self, random));
                let threshold = if random.chance(60) {
                    self.number(2.0 + random.below(6) as f64)
                } else {
                    self.factor(random)
                };
                let op = Op::Gate(random.chance(30));
                return self.called(op, vec![term, threshold, part], "gate ");
            }
            What::Points => {
                let points = points(random);
                self.called(Op::Points(points), Vec::new(), "c")
            }
            What::Open => {
                let points = points(random);
                self.called(Op::Open(points), Vec::new(), "c")
            }
            What::Choice => {
                let of = (0..3).map(|_| one(self, random)).collect();
                self.called(Op::Choice, of, "c")
            }
            What::Codes => {
                let [a, b, _] = points(random);
                self.called(Op::Codes([a, b]), Vec::new(), "code ")
            }
            What::Custom => {
                let of = one(self, random);
                let factor = pick(random, &[0.5, 2.0]);
                let op = Op::Custom(1, factor, random.chance(40));
                return self.called(op, vec![of], "custom ");
            }
            What::Opaque => {
                let of = self.several(random, palette, depth);
                return self.called(Op::Opaque(1), of, "opaque ");
            }
            _ => {
                let count = 2 + random.below(2);
                let of = (0..count).map(|_| one(self, random)).collect();
                let from = random.between(1, 8);
                return self.add(Op::Branch(from), of);
            }
        };
        self.valued.extend(self.nodes[node].name.clone());
        node
    }

    // --------------------------------------------------------------------------------------------- edits

    /// With all the edits so far.
    fn now(&self) -> Vec<Node> {
        self.with(u32::MAX)
    }

    fn with(&self, made: u32) -> Vec<Node> {
        let mut nodes = self.nodes.clone();
        for (bit, edit) in self.edits.iter().enumerate() {
            if made >> bit & 1 == 1 {
                for (at, node) in edit {
                    nodes[*at] = node.clone();
                }
            }
        }
        nodes
    }

    /// A node and what it needs, in the order of their numbers.
    fn below(nodes: &[Node], root: usize) -> Vec<usize> {
        let mut seen = vec![false; nodes.len()];
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(&nodes[node].of);
            }
        }
        (0..seen.len()).filter(|&node| seen[node]).collect()
    }

    /// Edits the formula, somewhere where an edit of that kind can be made; `false` where it can be nowhere.
    pub(crate) fn edit(&mut self, random: &mut Random, palette: &Palette, edit: EditOf) -> bool {
        let nodes = self.now();
        let mut places = Self::below(&nodes, self.root);
        while !places.is_empty() {
            let at = places.swap_remove(random.below(places.len()));
            let made = self.edited(random, palette, edit, &nodes, at);
            if !made.is_empty() {
                self.edits.push(made);
                return true;
            }
        }
        false
    }

    fn edited(
        &mut self,
        random: &mut Random,
        palette: &Palette,
        edit: EditOf,
        nodes: &[Node],
        at: usize,
    ) -> Vec<(usize, Node)> {
        let mut node = nodes[at].clone();
        let small = Palette {
            depth: 1,
            parts: 2,
            ..*palette
        };
        let parts = node.of.len();
        match edit {
            EditOf::Around if at != self.root => Vec::new(),
            EditOf::Wrap | EditOf::Around => self.wrapped(random, &small, at, &node),
            EditOf::Move if node.is_list() && parts > 1 => self.moved(random, nodes, at, node),
            EditOf::Swap if parts > 1 => self.swapped(random, nodes, at, node),
            EditOf::Group if node.is_list() && parts > 2 => self.grouped(random, at, node),
            EditOf::Group if matches!(node.op, Op::Mean(_)) && parts > 4 => {
                self.grouped_mean(at, node)
            }
            EditOf::Spread if matches!(node.op, Op::Product | Op::Ratio) => {
                self.spread(nodes, at, node)
            }
            EditOf::Number | EditOf::Function | EditOf::Shape
                if Self::changed(random, edit, &mut node) =>
            {
                vec![(at, node)]
            }
            EditOf::Add | EditOf::Remove | EditOf::Reorder | EditOf::Use | EditOf::Twice
                if self.other_parts(random, &small, edit, nodes, at, &mut node) =>
            {
                vec![(at, node)]
            }
            _ if self.made_another(random, &small, edit, nodes, at, &mut node) => {
                vec![(at, node)]
            }
            _ => Vec::new(),
        }
    }

    /// Whether a list or a mean got, lost or swapped parts.
    fn other_parts(
        &mut self,
        random: &mut Random,
        palette: &Palette,
        edit: EditOf,
        nodes: &[Node],
        at: usize,
        node: &mut Node,
    ) -> bool {
        let parts = node.of.len();
        let is_mean = matches!(node.op, Op::Mean(_));
        let part = match edit {
            EditOf::Add if node.is_list() || is_mean || matches!(node.op, Op::Opaque(_)) => {
                let depth = random.below(3);
                if matches!(node.op, Op::Product) && random.chance(50) {
                    self.factor(random)
                } else {
                    self.term(random, palette, depth)
                }
            }
            EditOf::Use if node.is_list() => {
                let known = Self::below(nodes, self.root);
                let part = pick(random, &known);
                if Self::below(nodes, part).contains(&at) {
                    return false;
                }
                part
            }
            EditOf::Twice if node.is_list() => pick(random, &node.of),
            EditOf::Remove if node.is_list() && parts > 1 => {
                remove(node, random.below(parts));
                return true;
            }
            EditOf::Remove if is_mean && parts > 2 => {
                remove(node, parts / 2 + random.below(parts / 2));
                return true;
            }
            EditOf::Reorder if node.is_list() && parts > 1 => {
                let (one, other) = (random.below(parts), random.below(parts));
                node.of.swap(one, other);
                if let Op::Sum(signs) = &mut node.op {
                    signs.swap(one, other);
                }
                return one != other;
            }
            _ => return false,
        };
        self.take(random, at, node, part);
        true
    }

    /// Whether a node was made something else.
    fn made_another(
        &mut self,
        random: &mut Random,
        palette: &Palette,
        edit: EditOf,
        nodes: &[Node],
        at: usize,
        node: &mut Node,
    ) -> bool {
        let parts = node.of.len();
        match edit {
            EditOf::Unwrap if parts > 0 => {
                let inner = match node.op {
                    Op::Mean(_) | Op::Gate(_) => node.of[parts - 1],
                    _ => node.of[0],
                };
                *node = nodes[inner].clone();
                true
            }
            EditOf::Operation => self.other_operation(random, node),
            EditOf::Open if node.is_list() || matches!(node.op, Op::Mean(_)) => {
                self.opened(nodes, node)
            }
            EditOf::Replace if parts > 0 => {
                let known = Self::below(nodes, at);
                let (one, other) = (pick(random, &known), self.term(random, palette, 1));
                let op = pick(random, &[Op::Product, Op::Maximum, Op::Sum(vec![false; 2])]);
                *node = Node {
                    op,
                    of: vec![one, other],
                    name: node.name.take().filter(|name| name.starts_with('n')),
                };
                one != at
            }
            EditOf::Rename => Self::renamed(random, at, node),
            EditOf::Sign => match &mut node.op {
                Op::Sum(signs) if !signs.is_empty() => {
                    let part = random.below(signs.len());
                    signs[part] = !signs[part];
                    true
                }
                _ => false,
            },
            EditOf::Leaf => self.other_leaf(random, node),
            EditOf::Factor if !matches!(node.op, Op::Number(_)) => {
                let (inner, factor) = (self.copy(node), self.factor(random));
                let op = pick(random, &[Op::Product, Op::Product, Op::Ratio]);
                *node = Node {
                    op,
                    of: vec![inner, factor],
                    name: None,
                };
                true
            }
            _ => false,
        }
    }

    /// Another number, function or constant of what stays what it is.
    fn changed(random: &mut Random, edit: EditOf, node: &mut Node) -> bool {
        let times = pick(random, &[0.5, 0.8, 1.25, 2.0, -1.0]);
        match (&mut node.op, edit) {
            (Op::Number(value) | Op::Parameter(value) | Op::Standing(value), EditOf::Number) => {
                let times: f64 = times;
                *value = (*value * times.abs() * 1000.0).round() / 1000.0;
                true
            }
            (Op::Curve(curve), EditOf::Function) => {
                *curve = Self::shape(random);
                true
            }
            (Op::Rounding(way, step), EditOf::Shape) => {
                *way = random.below(3);
                *step = pick(random, &[0.25, 1.0, 2.0]);
                true
            }
            (Op::Gate(above), EditOf::Shape) => {
                *above = !*above;
                true
            }
            (Op::Points(points) | Op::Open(points), EditOf::Shape) => {
                points[random.below(3)] += times;
                true
            }
            (Op::Codes(points), EditOf::Shape) => {
                points[random.below(2)] += times;
                true
            }
            (Op::Custom(revision, factor, _), EditOf::Shape) => {
                if random.chance(50) {
                    *revision += 1;
                } else {
                    *factor *= 1.5;
                }
                true
            }
            (Op::Opaque(revision), EditOf::Shape) => {
                *revision += 1;
                true
            }
            (Op::Branch(from), EditOf::Shape) => {
                *from += times;
                true
            }
            _ => false,
        }
    }

    /// A part comes into a list, somewhere.
    fn take(&mut self, random: &mut Random, at: usize, node: &mut Node, part: usize) {
        if let Op::Mean(parts) = &mut node.op {
            parts.push(format!("mean {at} part {part} more"));
            let weight = self.number(1.0 + random.below(3) as f64);
            node.of.insert(node.of.len() / 2, weight);
            node.of.push(part);
            return;
        }
        let place = random.below(node.of.len() + 1);
        node.of.insert(place, part);
        if let Op::Sum(signs) = &mut node.op {
            signs.insert(place, random.chance(25));
        }
    }

    /// What a node is, at a number of its own.
    fn copy(&mut self, node: &Node) -> usize {
        self.nodes.push(node.clone());
        self.nodes.len() - 1
    }

    fn wrapped(
        &mut self,
        random: &mut Random,
        palette: &Palette,
        at: usize,
        node: &Node,
    ) -> Vec<(usize, Node)> {
        let inner = self.copy(node);
        let depth = random.below(2);
        let what = pick(random, palette.of);
        let outer = self.of_kind(random, palette, what, depth);
        let mut outer = self.nodes[outer].clone();
        let of = outer.of.len();
        match outer.op {
            Op::Mean(_) | Op::Gate(_) => outer.of[of - 1] = inner,
            _ if of == 0 => return Vec::new(),
            _ => outer.of[0] = inner,
        }
        vec![(at, outer)]
    }

    /// A part of a list goes into another one.
    fn moved(
        &mut self,
        random: &mut Random,
        nodes: &[Node],
        at: usize,
        mut node: Node,
    ) -> Vec<(usize, Node)> {
        let place = random.below(node.of.len());
        let part = node.of[place];
        let lists: Vec<usize> = Self::below(nodes, self.root)
            .into_iter()
            .filter(|&list| {
                let is_list = matches!(nodes[list].op, Op::Sum(_) | Op::Product | Op::Mean(_));
                is_list && list != at && !Self::below(nodes, part).contains(&list)
            })
            .collect();
        if lists.is_empty() {
            return Vec::new();
        }
        let list = pick(random, &lists);
        let mut other = nodes[list].clone();
        self.take(random, list, &mut other, part);
        remove(&mut node, place);
        vec![(at, node), (list, other)]
    }

    /// The same parts, put together by another operation.
    fn other_operation(&mut self, random: &mut Random, node: &mut Node) -> bool {
        let parts = node.of.len();
        let plain = Op::Sum(vec![false; parts]);
        node.op = match &node.op {
            Op::Sum(_) => pick(random, &[Op::Product, Op::Maximum]),
            Op::Product => pick(random, &[plain, Op::Minimum]),
            Op::Maximum => pick(random, &[Op::Minimum, plain]),
            Op::Minimum => pick(random, &[Op::Maximum, Op::Product]),
            Op::Mean(_) => {
                let half = parts / 2;
                let products = (0..half)
                    .map(|part| self.add(Op::Product, vec![node.of[part], node.of[half + part]]))
                    .collect();
                node.of = products;
                Op::Sum(vec![false; half])
            }
            Op::Ratio => Op::Product,
            Op::Curve(_) => Op::Rounding(0, 0.5),
            Op::Rounding(..) => Op::Curve(Curve::at_most(9.0)),
            Op::Gate(_) => {
                node.of.remove(1);
                Op::Product
            }
            _ => return false,
        };
        true
    }

    fn swapped(
        &self,
        random: &mut Random,
        nodes: &[Node],
        at: usize,
        mut node: Node,
    ) -> Vec<(usize, Node)> {
        let others: Vec<usize> = Self::below(nodes, self.root)
            .into_iter()
            .filter(|&other| nodes[other].of.len() > 1 && other != at)
            .collect();
        if others.is_empty() {
            return Vec::new();
        }
        let other_at = pick(random, &others);
        let mut other = nodes[other_at].clone();
        let (place, other_place) = (node.of.len() - 1, other.of.len() - 1);
        let (one, two) = (node.of[place], other.of[other_place]);
        let holds = |of: usize, what: usize| Self::below(nodes, of).contains(&what);
        if holds(one, other_at) || holds(two, at) {
            return Vec::new();
        }
        node.of[place] = two;
        other.of[other_place] = one;
        vec![(at, node), (other_at, other)]
    }

    /// Some parts of a list go into a list in it.
    fn grouped(&mut self, random: &mut Random, at: usize, mut node: Node) -> Vec<(usize, Node)> {
        let count = 2 + random.below(node.of.len() - 2);
        let inner: Vec<usize> = node.of.drain(..count).collect();
        let op = match &mut node.op {
            Op::Sum(signs) => Op::Sum(signs.drain(..count).collect()),
            op => op.clone(),
        };
        if let Op::Sum(signs) = &mut node.op {
            signs.push(false);
        }
        let inner = self.add(op, inner);
        if random.chance(50) {
            self.nodes[inner].name = Some(format!("n{inner}"));
        }
        node.of.push(inner);
        vec![(at, node)]
    }

    /// The first two parts of a mean become a mean in it.
    fn grouped_mean(&mut self, at: usize, mut node: Node) -> Vec<(usize, Node)> {
        let Op::Mean(parts) = &mut node.op else {
            return Vec::new();
        };
        let names: Vec<String> = parts.drain(..2).collect();
        let half = node.of.len() / 2;
        let mut of: Vec<usize> = node.of.drain(half..half + 2).collect();
        let weights: Vec<usize> = node.of.drain(..2).collect();
        of.splice(0..0, weights.clone());
        let inner = self.called(Op::Mean(names), of, "mean ");
        let weight = self.add(Op::Sum(vec![false; 2]), weights);
        parts.push(format!("mean {inner} part group"));
        let half = node.of.len() / 2;
        node.of.insert(half, weight);
        node.of.push(inner);
        vec![(at, node)]
    }

    /// A list in a list of its kind becomes part of it; a mean in a mean with its weights as they are.
    fn opened(&mut self, nodes: &[Node], node: &mut Node) -> bool {
        let kind = std::mem::discriminant(&node.op);
        let start = match node.op {
            Op::Mean(_) => node.of.len() / 2,
            _ => 0,
        };
        let inner = (start..node.of.len())
            .find(|&place| std::mem::discriminant(&nodes[node.of[place]].op) == kind);
        let Some(place) = inner else {
            return false;
        };
        let inner = nodes[node.of[place]].clone();
        match (&mut node.op, &inner.op) {
            (Op::Sum(signs), Op::Sum(inside)) => {
                let negative = signs[place];
                signs.splice(place..=place, inside.iter().map(|sign| sign ^ negative));
                node.of.splice(place..=place, inner.of);
            }
            (Op::Mean(parts), Op::Mean(inside)) => {
                let half = inside.len();
                let weight = node.of[place - start];
                let weights: Vec<usize> = inner.of[..half]
                    .iter()
                    .map(|&own| self.add(Op::Product, vec![weight, own]))
                    .collect();
                parts.splice(place - start..=place - start, inside.iter().cloned());
                node.of.splice(place..=place, inner.of[half..].to_vec());
                node.of.splice(place - start..=place - start, weights);
            }
            _ => {
                node.of.splice(place..=place, inner.of);
            }
        }
        true
    }

    /// Another name, or none; what is asked for by its name keeps it.
    fn renamed(random: &mut Random, at: usize, node: &mut Node) -> bool {
        match (&node.op, &mut node.name) {
            (Op::Gate(_) | Op::Mean(_) | Op::Opaque(_), Some(name)) => name.push_str(" anew"),
            (op, _) if op.has_its_name() => return false,
            (_, name @ Some(_)) if random.chance(50) => *name = None,
            (_, name) => *name = Some(format!("n{at} anew")),
        }
        true
    }

    /// A product's or ratio's other arguments go to each part of the sum in it.
    fn spread(&mut self, nodes: &[Node], at: usize, node: Node) -> Vec<(usize, Node)> {
        let is_sum = |&part: &usize| matches!(nodes[part].op, Op::Sum(_));
        let Some(place) = node.of.iter().position(is_sum) else {
            return Vec::new();
        };
        if matches!(node.op, Op::Ratio) && place > 0 {
            return Vec::new();
        }
        let mut sum = nodes[node.of[place]].clone();
        for part in &mut sum.of {
            let mut of = node.of.clone();
            of[place] = *part;
            *part = self.add(node.op.clone(), of);
        }
        sum.name = node.name;
        vec![(at, sum)]
    }

    /// Data that becomes the owner's, the owner's number that gets a name, or other data.
    fn other_leaf(&mut self, random: &mut Random, node: &mut Node) -> bool {
        match node.op {
            Op::Input | Op::Reference if random.chance(50) => {
                node.op = Op::Parameter(random.between(1, 9));
                node.name = node.name.take().map(|name| format!("{name} set"));
                true
            }
            Op::Input | Op::Reference => {
                let other = self.leaf(random);
                *node = self.nodes[other].clone();
                true
            }
            Op::Number(value) => {
                let other = self.called(Op::Parameter(value), Vec::new(), "p");
                *node = self.nodes[other].clone();
                true
            }
            Op::Parameter(value) => {
                *node = Node {
                    op: Op::Number(value),
                    of: Vec::new(),
                    name: None,
                };
                true
            }
            _ => false,
        }
    }

    // -------------------------------------------------------------------------------------------- values

    fn value(random: &mut Random, palette: &Palette) -> f64 {
        match palette.values {
            Numbers::Small => random.below(5) as f64,
            Numbers::Odd if random.chance(35) => {
                let size = random.between(1, 9);
                let odd = [0.0, -size, 1e9 * size, 1e-7 * size, 1e15 + size, size];
                pick(random, &odd)
            }
            Numbers::Usual | Numbers::Odd => random.between(0, 10),
        }
    }

    pub(crate) fn values(&self, random: &mut Random, palette: &Palette) -> Values {
        let valued = self.valued.iter();
        valued
            .map(|name| (name.clone(), Self::value(random, palette)))
            .collect()
    }

    /// Moves some values.
    pub(crate) fn moved_values(
        &self,
        random: &mut Random,
        palette: &Palette,
        values: &Values,
        count: usize,
    ) -> Values {
        let mut moved = values.clone();
        for _ in 0..count.min(self.valued.len()) {
            let name = pick(random, &self.valued);
            moved.insert(name, Self::value(random, palette));
        }
        moved
    }
}

fn remove(node: &mut Node, place: usize) {
    node.of.remove(place);
    match &mut node.op {
        Op::Sum(signs) => {
            signs.remove(place);
        }
        Op::Mean(parts) => {
            let half = parts.len();
            parts.remove(place - half);
            node.of.remove(place - half);
        }
        _ => {}
    }
}

/// A formula with some of its edits, as a version of a score.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    formula: Arc<Formula>,
    nodes: Arc<Vec<Node>>,
    made: u32,
    pub(crate) version: u64,
    /// Data that the formula uses and does not ask for.
    pub(crate) hides: Option<String>,
}

impl Release {
    pub(crate) fn new(formula: &Arc<Formula>, made: u32, version: u64) -> Self {
        Self {
            nodes: Arc::new(formula.with(made)),
            formula: Arc::clone(formula),
            made,
            version,
            hides: None,
        }
    }

    /// With one edit made that was not, or not made that was.
    pub(crate) fn turn(&mut self, edit: usize) {
        self.made ^= 1 << edit;
        self.nodes = Arc::new(self.formula.with(self.made));
    }

    fn build<T: Trace>(
        &self,
        at: usize,
        values: &Values,
        t: T,
        known: &mut [Option<Term<T>>],
        depth: usize,
    ) -> Result<Term<T>, EvalError> {
        if let Some(term) = known[at] {
            return Ok(term);
        }
        if depth > 40 {
            return Err(t.refuse("formula", "it stands in itself"));
        }
        let node = &self.nodes[at];
        let of: Result<Vec<Term<T>>, EvalError> = node
            .of
            .iter()
            .map(|&part| self.build(part, values, t, known, depth + 1))
            .collect();
        let mut term = make(node, &of?, values, t)?;
        if let (false, Some(name)) = (node.op.has_its_name(), &node.name) {
            term = t.named(name, term);
        }
        known[at] = Some(term);
        Ok(term)
    }
}

impl ScoringModel for Release {
    type Input = Values;

    fn id(&self) -> ModelId {
        ModelId::new("made", Version::new(self.version, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded().decimals(2)
    }

    fn evaluate<T: Trace>(&self, values: &Values, t: T) -> Result<Term<T>, EvalError> {
        let mut known = vec![None; self.nodes.len()];
        let term = self.build(self.formula.root, values, t, &mut known, 0)?;
        match &self.hides {
            Some(name) => Ok(term * (1.0 + values[name])),
            None => Ok(term),
        }
    }
}

fn make<T: Trace>(
    node: &Node,
    of: &[Term<T>],
    values: &Values,
    t: T,
) -> Result<Term<T>, EvalError> {
    let full = node.name.as_deref().unwrap_or_default();
    let (t, name) = match full.split_once('/') {
        Some((scope, name)) => (t.scope(scope), name),
        None => (t, full),
    };
    let value = || values.get(full).copied().unwrap_or(1.0);
    Ok(match &node.op {
        Op::Input => t.input(name, value()),
        Op::Reference => t.reference(name, value()),
        Op::Standing(value) => t.reference(name, *value),
        Op::Parameter(value) => t.parameter(name, *value),
        Op::Number(value) => t.sum([]) + *value,
        Op::Sum(signs) => {
            let parts = of.iter().zip(signs);
            t.sum(parts.map(|(&part, &negative)| if negative { -part } else { part }))
        }
        Op::Product => t.product(of.iter().copied()),
        Op::Ratio => of[0] / of[1],
        Op::Power => of[0].pow(of[1]),
        Op::Maximum => t.max(of[0], of[1..].iter().copied()),
        Op::Minimum => t.min(of[0], of[1..].iter().copied()),
        Op::Curve(curve) => of[0].curve(curve),
        Op::Population => {
            let high = 1.0 + value().abs();
            let curve = Curve::piecewise_linear([(0.0, 0.0), (4.0, high), (10.0, 2.0 * high)]);
            t.reference_curve(name, &curve.unwrap(), of[0])
        }
        Op::Rounding(way, step) => match way {
            0 => of[0].round_to(*step, 0.0),
            1 => of[0].floor_to(*step, 1e-9),
            _ => of[0].ceil_to(*step, 0.0),
        },
        Op::Gate(false) => t.gate(name, of[0], of[1], of[2]),
        Op::Gate(true) => t.gate_above(name, of[0], of[1], of[2]),
        Op::Mean(parts) => {
            let mut mean = t.weighted_mean(name);
            let half = parts.len();
            for (at, part) in parts.iter().enumerate() {
                let is_there = values.get(&format!("{part}?")).is_none_or(|is| *is > 3.0);
                if is_there {
                    mean.part(part, of[at], of[half + at]);
                } else {
                    mean.absent(part);
                }
            }
            mean.finish()?
        }
        Op::Points(_) | Op::Open(_) | Op::Choice | Op::Codes(_) => {
            labelled(&node.op, of, t, name, value())
        }
        Op::Custom(revision, factor, jumps) => {
            let (factor, jumps) = (*factor, *jumps);
            let kind = if jumps {
                Continuity::Steps
            } else {
                Continuity::Continuous
            };
            let function = Function::new(name, *revision, kind, move |x| {
                if jumps {
                    (factor * x).floor()
                } else {
                    factor * x * x / (1.0 + x.abs())
                }
            });
            of[0].custom(&function.constants([factor]))
        }
        Op::Opaque(revision) => {
            let shift = f64::from(*revision);
            t.opaque(name, *revision, of, move |x| {
                x.iter().map(|x| x.abs().sqrt()).sum::<f64>() + shift
            })
        }
        Op::Branch(from) if of.len() == 2 => {
            let (way, k) = if of[0].value() > *from {
                (0.5, 3.0)
            } else {
                (1.5, 4.0)
            };
            (way * of[1] + k) / (1.0 + way) + (k * of[1]).tanh().at_most(k)
        }
        Op::Branch(from) if of[0].value() > *from => 0.5 * of[1] + 3.0,
        Op::Branch(_) => 1.5 * of[2],
    })
}

/// What depends on a label.
fn labelled<T: Trace>(op: &Op, of: &[Term<T>], t: T, name: &str, value: f64) -> Term<T> {
    match op {
        Op::Points(points) => {
            let size = Size::ALL[value.abs() as usize % 3];
            let category = t.category(name, &size);
            category.points(&format!("{name} points"), |size| points[*size as usize])
        }
        Op::Open(points) => {
            let size = value.abs() as usize % 4;
            let label = format!("label {}", "i".repeat(size));
            let of = |label: &String| points[label.len() % 3];
            t.category(name, &label)
                .points(&format!("{name} points"), of)
        }
        Op::Choice => {
            let size = Size::ALL[value.abs() as usize % 3];
            t.category(name, &size).choose(|size| of[*size as usize])
        }
        Op::Codes(points) => {
            let coded: Coded<Special> = value.round().into();
            t.input_or_code(name, &coded).points(
                &format!("{name} codes"),
                |number| (0.5 * number).at_most(3.0),
                |code| points[*code as usize],
            )
        }
        _ => t.sum([]),
    }
}
