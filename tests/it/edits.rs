//! Generated formulas and generated edits of them: parts added, taken away and wrapped, constants and curves changed,
//! weights made other weights, factors collected and distributed.
//!
//! Every subset of a formula's edits can be built, so that what each edit did can be told exactly, as the Shapley value
//! of the edit among the others. Nothing but the crate and the standard library is used, so that a benchmark can include
//! this file.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one; not every user uses all of it"
)]

use std::{collections::BTreeMap, sync::Arc};

use scoreshift::{Curve, EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version};

/// Numbers that depend on the seed alone.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap()
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// With two decimals.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> f64 {
        let steps = self.below(usize::try_from(high - low).unwrap() * 100 + 1);
        f64::from(low) + f64::from(u32::try_from(steps).unwrap()) / 100.0
    }

    fn pick<X: Clone>(&mut self, of: &[X]) -> X {
        of[self.below(of.len())].clone()
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Input,
    Parameter,
    Constant(f64),
    /// Which parts are subtracted.
    Sum(Vec<bool>),
    Product,
    Maximum,
    Minimum,
    Ratio,
    Curve(Curve),
    Rounding(f64),
    /// Weights, then values.
    Mean,
}

impl Kind {
    fn is_the_owners(&self) -> bool {
        matches!(self, Self::Constant(_) | Self::Parameter)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) of: Vec<usize>,
    /// The name of a leaf, and of what the author named.
    pub(crate) name: Option<String>,
}

/// One change of a formula.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Constant(usize, f64),
    Curve(usize, Curve),
    /// A part comes into a list, perhaps subtracted, perhaps in front.
    Add(usize, usize, bool, bool),
    /// A part leaves a list.
    Remove(usize, usize),
    /// Something stands around a node: its kind, what else goes into it, whether that stands in front.
    Wrap(usize, Kind, Vec<usize>, bool),
    /// The owner's factors of a product go to each part of the sum that is another factor, and of the sums in it.
    Distribute(usize),
}

impl Edit {
    /// The node that is edited.
    pub(crate) fn node(&self) -> usize {
        let (Self::Constant(at, _)
        | Self::Curve(at, _)
        | Self::Add(at, ..)
        | Self::Remove(at, _)
        | Self::Wrap(at, ..)
        | Self::Distribute(at)) = self;
        *at
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Formula {
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: usize,
    pub(crate) edits: Vec<Edit>,
    leaves: Vec<usize>,
    inner: Vec<usize>,
}

pub(crate) type Values = BTreeMap<String, f64>;

impl Formula {
    /// A formula of some depth.
    pub(crate) fn generate(random: &mut Random) -> Self {
        let mut formula = Self::default();
        let depth = 2 + random.below(3);
        let shares = random.chance(50);
        formula.root = formula.term(random, depth, shares);
        formula
    }

    /// Sums of sums with the owner's factors at several levels.
    pub(crate) fn generate_linear(random: &mut Random) -> Self {
        let mut formula = Self::default();
        let depth = 1 + random.below(3);
        formula.root = formula.linear(random, depth);
        formula
    }

    fn linear(&mut self, random: &mut Random, depth: usize) -> usize {
        let count = random.pick(&[2, 2, 3, 4]);
        let mut of = Vec::new();
        for _ in 0..count {
            let mut term = self.linear_term(random, depth);
            for _ in 0..random.pick(&[0, 1, 1, 2]) {
                let factor = self.factor(random);
                term = self.add(Kind::Product, vec![term, factor], None);
            }
            if random.chance(15) {
                let divisor = self.factor(random);
                term = self.add(Kind::Ratio, vec![term, divisor], None);
            }
            of.push(term);
        }
        if random.chance(40) {
            let factor = self.factor(random);
            of.push(factor);
        }
        let signs = (0..of.len())
            .map(|place| place > 0 && random.chance(30))
            .collect();
        let name = random.chance(30).then(|| format!("n{}", self.nodes.len()));
        let mut term = self.add(Kind::Sum(signs), of, name);
        for _ in 0..random.pick(&[0, 0, 1, 2]) {
            let factor = self.factor(random);
            term = self.add(Kind::Product, vec![term, factor], None);
        }
        self.inner.push(term);
        term
    }

    fn linear_term(&mut self, random: &mut Random, depth: usize) -> usize {
        let choice = random.below(100);
        if depth == 0 || choice < 30 {
            if !self.leaves.is_empty() && random.chance(20) {
                let leaf = random.pick(&self.leaves);
                if matches!(self.nodes[leaf].kind, Kind::Input) {
                    return leaf;
                }
            }
            return self.leaf(false);
        }
        let inner = self.linear(random, depth - 1);
        match choice {
            30..=44 => {
                let tenth = self.constant(0.1);
                let small = self.add(Kind::Product, vec![inner, tenth], None);
                self.add(Kind::Curve(Curve::tanh()), vec![small], None)
            }
            45..=51 => self.add(Kind::Rounding(0.5), vec![inner], None),
            52..=59 => {
                let leaf = self.leaf(false);
                self.add(Kind::Product, vec![leaf, inner], None)
            }
            _ => inner,
        }
    }

    /// A number of the owner's.
    fn factor(&mut self, random: &mut Random) -> usize {
        if random.chance(65) {
            let free = random.between(20, 300) / 100.0;
            let value = random.pick(&[0.5, 2.0, 10.0, 0.1, 1.25, free]);
            self.constant(value)
        } else {
            self.leaf(true)
        }
    }

    /// Another number where the owner has one.
    pub(crate) fn edit_of_a_number(&mut self, random: &mut Random) -> Option<Edit> {
        let numbers: Vec<(usize, f64)> = self
            .reached()
            .into_iter()
            .filter_map(|node| match self.nodes[node].kind {
                Kind::Constant(value) => Some((node, value)),
                _ => None,
            })
            .collect();
        if numbers.is_empty() {
            return None;
        }
        let (node, value) = random.pick(&numbers);
        let value = ((value * random.pick(&[0.5, 0.8, 1.2, 2.0])) * 1000.0).round() / 1000.0;
        Some(Edit::Constant(node, value))
    }

    fn add(&mut self, kind: Kind, of: Vec<usize>, name: Option<String>) -> usize {
        self.nodes.push(Node { kind, of, name });
        self.nodes.len() - 1
    }

    fn leaf(&mut self, parameter: bool) -> usize {
        let number = self.leaves.len();
        let kind = if parameter {
            Kind::Parameter
        } else {
            Kind::Input
        };
        let name = format!("{}{number}", if parameter { "p" } else { "x" });
        let leaf = self.add(kind, Vec::new(), Some(name));
        self.leaves.push(leaf);
        leaf
    }

    /// A parameter, perhaps one that is used already.
    fn parameter(&mut self, random: &mut Random, shares: bool) -> usize {
        let known: Vec<usize> = self
            .leaves
            .iter()
            .copied()
            .filter(|&leaf| matches!(self.nodes[leaf].kind, Kind::Parameter))
            .collect();
        if shares && !known.is_empty() && random.chance(50) {
            return random.pick(&known);
        }
        self.leaf(true)
    }

    fn constant(&mut self, value: f64) -> usize {
        self.add(Kind::Constant(value), Vec::new(), None)
    }

    fn shape(random: &mut Random) -> Curve {
        match random.below(5) {
            0 => Curve::logistic(5.0, 4.0).unwrap(),
            1 => Curve::saturating(6.0).unwrap(),
            2 => Curve::tanh(),
            3 => Curve::ln_1p(),
            _ => Curve::clamp(0.0, random.pick(&[8.0, 15.0, 30.0])),
        }
    }

    fn term(&mut self, random: &mut Random, depth: usize, shares: bool) -> usize {
        if depth == 0 || random.chance(8) {
            if shares && !self.leaves.is_empty() && random.chance(25) {
                return random.pick(&self.leaves);
            }
            let parameter = random.chance(15);
            return self.leaf(parameter);
        }
        if shares && !self.inner.is_empty() && random.chance(8) {
            return random.pick(&self.inner);
        }
        let part =
            |formula: &mut Self, random: &mut Random| formula.term(random, depth - 1, shares);
        let (kind, of) = match random.below(13) {
            0..=2 => {
                let count = random.pick(&[2, 2, 3, 4]);
                let mut of: Vec<usize> = (0..count).map(|_| part(self, random)).collect();
                if random.chance(30) {
                    let value = random.pick(&[1.0, 2.0, 5.0]);
                    of.push(self.constant(value));
                }
                let signs = (0..of.len())
                    .map(|place| place > 0 && random.chance(25))
                    .collect();
                (Kind::Sum(signs), of)
            }
            3..=5 => {
                let first = part(self, random);
                let second = match random.below(10) {
                    0..=4 => self.factor(random),
                    5 | 6 => self.parameter(random, shares),
                    7 => part(self, random),
                    _ => {
                        let of = part(self, random);
                        self.add(Kind::Curve(Curve::tanh()), vec![of], None)
                    }
                };
                let mut of = vec![first, second];
                if random.chance(20) {
                    let third = self.parameter(random, shares);
                    of.insert(random.below(3), third);
                }
                (Kind::Product, of)
            }
            6 | 7 => (Kind::Curve(Self::shape(random)), vec![part(self, random)]),
            8 | 9 => {
                let first = part(self, random);
                let second = if random.chance(60) {
                    part(self, random)
                } else {
                    let value = random.pick(&[3.0, 6.0, 12.0]);
                    self.constant(value)
                };
                (
                    if random.chance(50) {
                        Kind::Maximum
                    } else {
                        Kind::Minimum
                    },
                    vec![first, second],
                )
            }
            10 => {
                let over = part(self, random);
                let (leaf, two) = (self.leaf(false), self.constant(2.0));
                let under = self.add(Kind::Sum(vec![false; 2]), vec![leaf, two], None);
                (Kind::Ratio, vec![over, under])
            }
            11 => (
                Kind::Rounding(random.pick(&[0.5, 1.0])),
                vec![part(self, random)],
            ),
            _ => {
                let count = 2 + random.below(2);
                let mut of: Vec<usize> = Vec::new();
                for _ in 0..count {
                    let weight = if random.chance(50) {
                        let value = random.pick(&[1.0, 2.0, 3.0]);
                        self.constant(value)
                    } else {
                        self.leaf(true)
                    };
                    of.push(weight);
                }
                of.extend((0..count).map(|_| part(self, random)).collect::<Vec<_>>());
                (Kind::Mean, of)
            }
        };
        let name = random.chance(30).then(|| format!("n{}", self.nodes.len()));
        let node = self.add(kind, of, name);
        self.inner.push(node);
        node
    }

    /// What the root needs, in the version without edits.
    pub(crate) fn reached(&self) -> Vec<usize> {
        self.below(self.root)
    }

    /// A node and all that it needs.
    pub(crate) fn below(&self, node: usize) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(&self.nodes[node].of);
            }
        }
        (0..seen.len()).filter(|&node| seen[node]).collect()
    }

    fn is_list(&self, node: usize) -> bool {
        matches!(
            self.nodes[node].kind,
            Kind::Sum(_) | Kind::Product | Kind::Maximum | Kind::Minimum
        )
    }

    /// Something new that could stand in a list of that kind.
    fn part_for(&mut self, random: &mut Random, list: usize) -> usize {
        if matches!(self.nodes[list].kind, Kind::Product) {
            if random.chance(70) {
                return self.factor(random);
            }
            let of = self.term(random, 1, false);
            return self.add(Kind::Curve(Curve::tanh()), vec![of], None);
        }
        let depth = random.pick(&[0, 0, 1, 2]);
        self.term(random, depth, false)
    }

    /// Nothing divides by what may be edited.
    fn editable(&self) -> Vec<usize> {
        let reached = self.reached();
        let under: Vec<usize> = reached
            .iter()
            .filter(|&&node| matches!(self.nodes[node].kind, Kind::Ratio))
            .map(|&node| self.nodes[node].of[1])
            .collect();
        reached
            .into_iter()
            .filter(|node| !under.contains(node))
            .collect()
    }

    /// One part more in some list; `None` where the formula has none.
    pub(crate) fn insert(&mut self, random: &mut Random) -> Option<Edit> {
        let lists: Vec<usize> = self
            .editable()
            .into_iter()
            .filter(|&node| self.is_list(node))
            .collect();
        if lists.is_empty() {
            return None;
        }
        let list = random.pick(&lists);
        let part = self.part_for(random, list);
        let negative = matches!(self.nodes[list].kind, Kind::Sum(_)) && random.chance(30);
        Some(Edit::Add(list, part, negative, random.chance(30)))
    }

    /// One operation more around a node.
    pub(crate) fn wrap(&mut self, random: &mut Random, node: usize) -> Edit {
        let depth = random.pick(&[0, 0, 1, 2]);
        let (kind, of) = match random.below(11) {
            0 | 1 => (
                Kind::Sum(vec![false; 2]),
                vec![self.term(random, depth, false)],
            ),
            2 | 3 => {
                let value = (random.between(40, 180)).round() / 100.0;
                (
                    Kind::Product,
                    vec![if random.chance(60) {
                        self.constant(value)
                    } else {
                        self.leaf(true)
                    }],
                )
            }
            4 => (Kind::Maximum, vec![self.constant(6.0)]),
            5 => (Kind::Minimum, vec![self.term(random, depth, false)]),
            6 | 7 => (Kind::Curve(Self::shape(random)), Vec::new()),
            8 => (Kind::Rounding(random.pick(&[0.5, 1.0])), Vec::new()),
            9 => {
                let (leaf, one) = (self.leaf(false), self.constant(1.0));
                (
                    Kind::Ratio,
                    vec![self.add(Kind::Sum(vec![false; 2]), vec![leaf, one], None)],
                )
            }
            _ => {
                let (two, weight) = (self.constant(2.0), self.leaf(true));
                (
                    Kind::Mean,
                    vec![two, weight, self.term(random, depth, false)],
                )
            }
        };
        Edit::Wrap(node, kind, of, random.chance(50))
    }

    /// Some change somewhere.
    pub(crate) fn edit(&mut self, random: &mut Random) -> Option<Edit> {
        let editable = self.editable();
        let node = random.pick(&editable);
        match random.below(10) {
            0 | 1 => self.insert(random),
            2 | 3 => Some(self.wrap(random, self.root)),
            4 => (!matches!(self.nodes[node].kind, Kind::Constant(_)))
                .then(|| self.wrap(random, node)),
            5 | 6 => match self.nodes[node].kind {
                Kind::Constant(value) => Some(Edit::Constant(
                    node,
                    value * random.pick(&[0.5, 0.8, 1.2, 2.0]),
                )),
                _ => None,
            },
            7 => matches!(self.nodes[node].kind, Kind::Curve(_))
                .then(|| Edit::Curve(node, Self::shape(random))),
            8 => (self.is_list(node) && self.nodes[node].of.len() > 2)
                .then(|| Edit::Remove(node, random.below(self.nodes[node].of.len()))),
            _ => {
                let weights: Vec<usize> = match self.nodes[node].kind {
                    Kind::Mean => self.nodes[node].of[..self.nodes[node].of.len() / 2].to_vec(),
                    _ => Vec::new(),
                };
                let weight = weights
                    .into_iter()
                    .find(|&weight| matches!(self.nodes[weight].kind, Kind::Constant(_)))?;
                Some(Edit::Constant(weight, random.pick(&[0.5, 2.0, 4.0])))
            }
        }
    }

    /// Products of the owner's factors and a sum, which can be distributed.
    pub(crate) fn collected(&self) -> Vec<usize> {
        let has = |node: usize, wanted: fn(&Kind) -> bool| {
            let mut parts = self.nodes[node].of.iter();
            parts.any(|&part| wanted(&self.nodes[part].kind))
        };
        let found = self.reached().into_iter().filter(|&node| {
            matches!(self.nodes[node].kind, Kind::Product)
                && has(node, |kind| matches!(kind, Kind::Sum(_)))
                && has(node, Kind::is_the_owners)
        });
        found.collect()
    }

    /// Values for all leaves.
    pub(crate) fn values(&self, random: &mut Random) -> Values {
        let names = self
            .leaves
            .iter()
            .filter_map(|&leaf| self.nodes[leaf].name.clone());
        names.map(|name| (name, random.between(1, 10))).collect()
    }

    /// The inputs and parameters that the version without edits asks for.
    pub(crate) fn asked(&self) -> Vec<String> {
        let reached = self.reached();
        let leaves = self.leaves.iter().filter(|leaf| reached.contains(leaf));
        leaves
            .filter_map(|&leaf| self.nodes[leaf].name.clone())
            .collect()
    }
}

/// A formula with some of its edits.
#[derive(Clone, Debug)]
pub(crate) struct Edited {
    pub(crate) formula: Arc<Formula>,
    /// Which edits are made, as bits.
    pub(crate) made: u32,
    /// What the inner nodes are called.
    pub(crate) names: Naming,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Naming {
    AsWritten,
    Nothing,
    Everything,
}

impl ScoringModel for Edited {
    type Input = Values;

    fn id(&self) -> ModelId {
        ModelId::new("edited", Version::new(1, u64::from(self.made), 0))
    }

    fn scale(&self) -> Scale {
        Scale::unbounded()
    }

    fn evaluate<T: Trace>(&self, values: &Values, t: T) -> Result<Term<T>, EvalError> {
        let mut known = BTreeMap::new();
        self.build(self.formula.root, values, t, &mut known)
    }
}

impl Edited {
    fn edits(&self, node: usize) -> impl Iterator<Item = &Edit> {
        let made = (0..)
            .zip(&self.formula.edits)
            .filter(|(bit, _)| self.made >> bit & 1 == 1);
        made.map(|(_, edit)| edit)
            .filter(move |edit| edit.node() == node)
    }

    /// What a node is and what it is made of, with the edits that are made to it.
    fn shape(&self, node: usize) -> (Kind, Vec<usize>) {
        let found = &self.formula.nodes[node];
        let (mut kind, mut of) = (found.kind.clone(), found.of.clone());
        for edit in self.edits(node) {
            match edit {
                Edit::Constant(_, value) => kind = Kind::Constant(*value),
                Edit::Curve(_, curve) => kind = Kind::Curve(curve.clone()),
                Edit::Add(_, part, negative, first) => {
                    let place = if *first { 0 } else { of.len() };
                    of.insert(place, *part);
                    if let Kind::Sum(signs) = &mut kind {
                        signs.insert(place, *negative);
                    }
                }
                // Another edit may have taken a part away before.
                Edit::Remove(_, place) if *place < of.len() => {
                    of.remove(*place);
                    if let Kind::Sum(signs) = &mut kind {
                        signs.remove(*place);
                    }
                }
                Edit::Remove(..) | Edit::Distribute(_) | Edit::Wrap(..) => {}
            }
        }
        (kind, of)
    }

    /// A product whose factors of the owner's went to the parts of its sum.
    fn distributed<T: Trace>(
        &self,
        of: Vec<usize>,
        values: &Values,
        t: T,
        known: &mut BTreeMap<usize, Term<T>>,
    ) -> Result<Term<T>, EvalError> {
        let kind = |node: usize| &self.formula.nodes[node].kind;
        let Some(sum) = of
            .iter()
            .copied()
            .find(|&part| matches!(kind(part), Kind::Sum(_)))
        else {
            let mut parts = Vec::new();
            for part in of {
                parts.push(self.build(part, values, t, known)?);
            }
            return make(t, &Kind::Product, &parts, "");
        };
        let (mut owned, mut parts, mut taken) = (Vec::new(), Vec::new(), false);
        for part in of {
            if part == sum && !taken {
                taken = true;
            } else if kind(part).is_the_owners() {
                owned.push(self.build(part, values, t, known)?);
            } else {
                parts.push(self.build(part, values, t, known)?);
            }
        }
        let spread = self.spread(sum, &owned, values, t, known)?;
        if parts.is_empty() {
            return Ok(spread);
        }
        parts.push(spread);
        make(t, &Kind::Product, &parts, "")
    }

    fn spread<T: Trace>(
        &self,
        sum: usize,
        factors: &[Term<T>],
        values: &Values,
        t: T,
        known: &mut BTreeMap<usize, Term<T>>,
    ) -> Result<Term<T>, EvalError> {
        let (kind, of) = self.shape(sum);
        let mut parts = Vec::new();
        for part in of {
            // Every other bracket stays one.
            let opens = matches!(self.formula.nodes[part].kind, Kind::Sum(_)) && part % 2 == 0;
            parts.push(if opens && self.edits(part).next().is_none() {
                self.spread(part, factors, values, t, known)?
            } else {
                let part = self.build(part, values, t, known)?;
                t.product([part].into_iter().chain(factors.iter().copied()))
            });
        }
        make(t, &kind, &parts, "")
    }

    fn build<T: Trace>(
        &self,
        node: usize,
        values: &Values,
        t: T,
        known: &mut BTreeMap<usize, Term<T>>,
    ) -> Result<Term<T>, EvalError> {
        if let Some(term) = known.get(&node) {
            return Ok(*term);
        }
        let name = &self.formula.nodes[node].name;
        let (kind, of) = self.shape(node);
        let distributed = self
            .edits(node)
            .any(|edit| matches!(edit, Edit::Distribute(_)));
        let mut term = if distributed {
            self.distributed(of, values, t, known)?
        } else {
            let mut parts = Vec::new();
            for part in of {
                parts.push(self.build(part, values, t, known)?);
            }
            match (&kind, name) {
                (Kind::Input, Some(name)) => t.input(name, values[name]),
                (Kind::Parameter, Some(name)) => t.parameter(name, values[name]),
                _ => make(t, &kind, &parts, &format!("mean {node}"))?,
            }
        };
        let is_leaf = matches!(
            kind,
            Kind::Input | Kind::Parameter | Kind::Constant(_) | Kind::Mean
        );
        term = match (self.names, name) {
            (Naming::AsWritten, Some(name)) if !is_leaf => t.named(name, term),
            (Naming::Everything, _) if !is_leaf => t.named(&format!("node {node}"), term),
            _ => term,
        };
        for (level, edit) in self.edits(node).enumerate() {
            if let Edit::Wrap(_, kind, of, first) = edit {
                let mut parts = Vec::new();
                for &part in of {
                    parts.push(self.build(part, values, t, known)?);
                }
                match kind {
                    Kind::Mean => parts.insert(2, term),
                    Kind::Ratio => parts.insert(0, term),
                    _ if *first => parts.insert(0, term),
                    _ => parts.push(term),
                }
                term = make(t, kind, &parts, &format!("mean {node} {level}"))?;
                if self.names == Naming::Everything && !matches!(kind, Kind::Mean) {
                    term = t.named(&format!("wrap {node} {level}"), term);
                }
            }
        }
        known.insert(node, term);
        Ok(term)
    }
}

fn make<T: Trace>(t: T, kind: &Kind, of: &[Term<T>], mean: &str) -> Result<Term<T>, EvalError> {
    Ok(match kind {
        Kind::Input | Kind::Parameter => t.sum([]),
        Kind::Constant(value) => t.sum([]) + *value,
        Kind::Sum(signs) => {
            if signs.iter().any(|negative| *negative) {
                let mut sum: Option<Term<T>> = None;
                for (&part, negative) in of.iter().zip(signs) {
                    sum = Some(match (sum, negative) {
                        (None, true) => -part,
                        (None, false) => part,
                        (Some(sum), true) => sum - part,
                        (Some(sum), false) => sum + part,
                    });
                }
                sum.unwrap()
            } else {
                t.sum(of.iter().copied())
            }
        }
        Kind::Product => t.product(of.iter().copied()),
        Kind::Maximum => t.max(of[0], of[1..].iter().copied()),
        Kind::Minimum => t.min(of[0], of[1..].iter().copied()),
        Kind::Ratio => of[0] / of[1],
        Kind::Curve(curve) => of[0].curve(curve),
        Kind::Rounding(step) => of[0].round_to(*step, 0.0),
        Kind::Mean => {
            let (weights, values) = of.split_at(of.len() / 2);
            let names: Vec<String> = (0..weights.len())
                .map(|part| format!("{mean} part {part}"))
                .collect();
            let mut mean = t.weighted_mean(mean);
            for ((name, &weight), &value) in names.iter().zip(weights).zip(values) {
                mean.part(name, weight, value);
            }
            mean.finish()?
        }
    })
}
