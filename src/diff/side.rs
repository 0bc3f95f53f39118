//! One recording, prepared for comparison.
//!
//! It is long: whatever a rule asks of one recording is answered here, so that it is computed once.

use crate::formula::{
    breakdown::{Breakdown, Formula, Node},
    curve::Curve,
    op::{LeafKind, Op},
    paths::{NOWHERE, PathId, PathTable, ROOT},
};
use std::{
    borrow::Cow,
    cell::OnceCell,
    sync::{Arc, OnceLock},
};

use super::{
    half::Skeleton,
    structure::{PathElements, Structure},
};

/// One recording with what a comparison asks of it again and again.
#[derive(Debug)]
pub(crate) struct Side<'a> {
    pub(super) formula: &'a Formula,
    pub(super) root: u32,
    /// The shared id of each own path; `None` where they are the same.
    ids: Option<Vec<PathId>>,
    elements: Arc<PathElements>,
    /// Shared by neighbours that were computed in one way.
    computed: Arc<Computed>,
    /// The same for all that share a structure.
    pub(super) recipe: usize,
}

/// What recordings that were computed in one way share.
#[derive(Debug, Default)]
struct Computed {
    /// By node.
    about: Vec<About>,
    structure: OnceLock<Structure>,
    skeleton: OnceLock<Arc<Skeleton>>,
}

/// What is known of a node besides its operation.
#[derive(Clone, Copy, Debug)]
struct About {
    /// How many arguments of reachable nodes it is.
    users: u32,
    /// The common path of the data leaves below it, else of the parameters below it.
    leaves: PathId,
    /// The common scope of the same leaves, those of a mean standing in the scope of the mean.
    scope: PathId,
    /// Whether `leaves` and `scope` speak of data, not of parameters.
    data: bool,
    /// Where its own effects are reported.
    place: PathId,
    /// What a mean calls it that has it as a part.
    part: PathId,
    /// The name that it has itself, or that the only value of data has which it is made of; none of what is looked up.
    name: PathId,
    /// The node itself, or what is below the sums of one that it begins with.
    unwrapped: u32,
    /// Whether it is the beginning of a sum in brackets that say nothing, as `a + b` is in `a + b − c`.
    is_beginning: bool,
}

const UNKNOWN: About = About {
    users: 0,
    leaves: NOWHERE,
    scope: NOWHERE,
    data: false,
    place: NOWHERE,
    part: NOWHERE,
    name: NOWHERE,
    is_beginning: false,
    unwrapped: u32::MAX,
};

/// With how many of the last ways to compute a score a recording is compared, to find that it is one of them.
const LOOKED_AT: usize = 32;

/// Several recordings with one table of all their paths, prepared for comparison when that is first asked for.
pub(crate) struct Recordings<'a> {
    breakdowns: Vec<&'a Breakdown>,
    places: Cow<'a, PathTable>,
    /// By recording: the shared id of each own path; `None` where they are the same.
    ids: Vec<Option<Vec<PathId>>>,
    sides: OnceCell<Vec<Side<'a>>>,
}

impl<'a> Recordings<'a> {
    pub(crate) fn new(breakdowns: Vec<&'a Breakdown>) -> Self {
        let mut places = match breakdowns.first() {
            Some(first) => Cow::Borrowed(&first.formula().paths),
            None => Cow::Owned(PathTable::new()),
        };
        let mut ids: Vec<Option<Vec<PathId>>> = Vec::with_capacity(breakdowns.len());
        let mut earlier: Option<&PathTable> = None;
        for breakdown in &breakdowns {
            let own = &breakdown.formula().paths;
            let known = match earlier {
                // Neighbours mostly come from one model.
                Some(earlier) if earlier.is_same(own) => ids.last().cloned().flatten(),
                _ if places.is_same(own) => None,
                _ => Some(places.to_mut().absorb(own)),
            };
            ids.push(known);
            earlier = Some(own);
        }
        Self {
            breakdowns,
            places,
            ids,
            sides: OnceCell::new(),
        }
    }

    pub(crate) fn places(&self) -> &PathTable {
        &self.places
    }

    pub(crate) fn totals(&self) -> impl Iterator<Item = f64> {
        self.breakdowns.iter().map(|breakdown| breakdown.value())
    }

    pub(crate) fn total(&self, recording: usize) -> f64 {
        let found = self.breakdowns.get(recording);
        found.map_or(f64::NAN, |breakdown| breakdown.value())
    }

    pub(crate) fn sides(&self) -> &[Side<'a>] {
        self.sides.get_or_init(|| self.prepared())
    }

    fn prepared(&self) -> Vec<Side<'a>> {
        let elements = Arc::new(PathElements::of(&self.places));
        let mut sides: Vec<Side<'a>> = Vec::with_capacity(self.breakdowns.len());
        let mut recipes: Vec<usize> = Vec::new();
        for (recipe, (breakdown, ids)) in self.breakdowns.iter().zip(&self.ids).enumerate() {
            let (formula, root) = (breakdown.formula(), breakdown.root());
            let mut side = Side::bare(formula, root, ids.clone(), &elements);
            side.recipe = recipe;
            // One model on two inputs: most often only the numbers differ.
            let known = recipes.iter().rev().take(LOOKED_AT);
            let known = known.filter_map(|&known| sides.get(known));
            if let Some(other) = known.into_iter().find(|other| side.is_computed_as(other)) {
                side.recipe = other.recipe;
                side.computed = Arc::clone(&other.computed);
            } else {
                side.look_around(&self.places);
                recipes.push(recipe);
            }
            sides.push(side);
        }
        sides
    }
}

impl<'a> Side<'a> {
    /// Whether both recordings are the same operations on the same leaves, node by node, whatever their values are.
    fn is_computed_as(&self, other: &Self) -> bool {
        let same_op = |(one, other): (&Node, &Node)| {
            let same = match (&one.op, &other.op) {
                (Op::Constant, Op::Constant) => one.value.to_bits() == other.value.to_bits(),
                (Op::Custom(one), Op::Custom(other)) => one.same_function(other),
                (Op::Category(_), Op::Category(_))
                | (Op::Code(_), Op::Code(_))
                | (Op::ReferenceCurve(_), Op::ReferenceCurve(_)) => true,
                (one, other) => one == other,
            };
            same && (one.path, one.start, one.len) == (other.path, other.start, other.len)
        };
        let (ours, theirs) = (self.formula, other.formula);
        self.root == other.root
            && self.ids == other.ids
            && ours.arguments == theirs.arguments
            && ours.nodes.len() == theirs.nodes.len()
            && ours.nodes.iter().zip(&theirs.nodes).all(same_op)
    }

    /// Whether both are known to be the same operations on the same leaves, node by node.
    pub(super) fn is_known_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.computed, &other.computed)
    }

    /// Whether both have one structure, operation by operation and argument by argument: parts of a list in another order have
    /// not, nor has a sum of one that became a product of it, since they would be compared by their places.
    pub(super) fn has_structure_of(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.formula, other.formula);
        let mut pairs = ours.nodes.iter().zip(&theirs.nodes);
        self.is_known_as(other)
            || (ours.arguments == theirs.arguments
                && pairs.all(|(one, other)| one.op.rank() == other.op.rank())
                && self.structure() == other.structure())
    }

    /// An order of any two recordings, so that each pair is walked in one direction.
    pub(super) fn goes_before(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.formula.nodes, &other.formula.nodes);
        let key = |node: &Node| (node.value.to_bits(), node.op.name(), node.len);
        let different = ours
            .iter()
            .zip(theirs)
            .map(|(ours, theirs)| key(ours).cmp(&key(theirs)))
            .find(|order| order.is_ne());
        different
            .unwrap_or_else(|| ours.len().cmp(&theirs.len()))
            .is_lt()
    }

    /// The same recording with some nodes replaced.
    pub(super) fn of<'b>(&self, formula: &'b Formula, places: &PathTable) -> Side<'b> {
        let mut side = Side::bare(formula, self.root, self.ids.clone(), &self.elements);
        side.look_around(places);
        side
    }

    /// A recording of whose nodes nothing is known yet.
    fn bare(
        formula: &'a Formula,
        root: u32,
        ids: Option<Vec<PathId>>,
        elements: &Arc<PathElements>,
    ) -> Self {
        Self {
            formula,
            root,
            ids,
            elements: elements.clone(),
            computed: Arc::default(),
            recipe: usize::MAX,
        }
    }

    fn look_around(&mut self, places: &PathTable) {
        let mut about = self.homes(places);
        self.find_users_and_places(&mut about);
        self.computed = Arc::new(Computed {
            about,
            ..Computed::default()
        });
    }

    /// Upwards: the common path and scope of the leaves below each node.
    fn homes(&self, places: &PathTable) -> Vec<About> {
        let mut homes: Vec<About> = Vec::with_capacity(self.formula.nodes.len());
        for (own, node) in (0..).zip(&self.formula.nodes) {
            let known = |child: u32| homes.get(child as usize).copied().unwrap_or(UNKNOWN);
            let mut about = UNKNOWN;
            let own_leaf = node.op.leaf_kind().filter(|_| node.path != NOWHERE);
            if let Some(kind) = own_leaf {
                about.leaves = self.shared(node.path);
                about.scope = places.parent(about.leaves);
                about.data = kind != LeafKind::Parameter;
            }
            for &child in self.formula.children_of(node) {
                let below = known(child);
                if below.leaves == NOWHERE || (about.data && !below.data) {
                    continue;
                }
                if about.leaves == NOWHERE || (below.data && !about.data) {
                    about = About {
                        users: 0,
                        place: NOWHERE,
                        ..below
                    };
                } else {
                    about.leaves = places.common(about.leaves, below.leaves);
                    about.scope = places.common(about.scope, below.scope);
                }
            }
            about.name = match node.path {
                _ if own_leaf.is_some() => NOWHERE,
                NOWHERE => only_of_data(&homes, self.formula.children_of(node))
                    .map_or(NOWHERE, |below| below.name),
                path => self.shared(path),
            };
            // A mean stands where it was made, however many parts it has today.
            if matches!(node.op, Op::WeightedMean(_)) && node.path != NOWHERE {
                about.scope = places.parent(self.shared(node.path));
            }
            about.unwrapped = match (&node.op, self.formula.children_of(node)) {
                (Op::Sum, &[only]) => known(only).unwrapped,
                _ => own,
            };
            homes.push(about);
        }
        homes
    }

    /// Downwards from the root: users, and the place of each node.
    ///
    /// An unnamed node is reported where a mean has it as a part; the beginning of a sum where the sum is; at its nearest named
    /// ancestor while both rest on the same leaves; under the name that the only value has which it is made of; else at the
    /// common path of its own leaves.
    fn find_users_and_places(&self, nodes: &mut [About]) {
        let root = self.root as usize;
        let root_path = self
            .formula
            .node(self.root)
            .map_or(NOWHERE, |node| node.path);
        let root_place = if root_path == NOWHERE {
            ROOT
        } else {
            self.shared(root_path)
        };
        if let Some(about) = nodes.get_mut(root) {
            about.users = 1;
            about.place = root_place;
        }
        for index in (0..=root).rev() {
            let (Some(node), Some(&parent)) = (self.formula.nodes.get(index), nodes.get(index))
            else {
                continue;
            };
            if parent.users == 0 {
                continue;
            }
            let own_children = self.formula.children_of(node);
            let is_made_of_one =
                !parent.is_beginning && only_of_data(nodes, own_children).is_some();
            for (at, &child) in own_children.iter().enumerate() {
                let path = self.formula.node(child).map_or(NOWHERE, |node| node.path);
                let part = self.part(&node.op, at);
                let own = if path == NOWHERE {
                    part
                } else {
                    self.shared(path)
                };
                // Bare numbers are parameters too, but not the one they stand beside.
                let beside = if !parent.data && parent.place == parent.leaves {
                    parent.scope
                } else {
                    parent.place
                };
                let Some(about) = nodes.get_mut(child as usize) else {
                    continue;
                };
                about.users += 1;
                about.part = part;
                if about.place == NOWHERE {
                    about.place = if own != NOWHERE {
                        own
                    } else if about.leaves == NOWHERE {
                        beside
                    } else if at == 0 && self.is_sum_in_a_sum(node, child) {
                        about.is_beginning = true;
                        parent.place
                    } else if about.name != NOWHERE && !is_made_of_one {
                        about.name
                    } else if about.leaves == parent.leaves && !parent.is_beginning {
                        parent.place
                    } else {
                        about.leaves
                    };
                }
            }
        }
    }

    /// Whether a node adds up several things in a sum.
    fn is_sum_in_a_sum(&self, sum: &Node, child: u32) -> bool {
        let adds = |op: &Op| matches!(op, Op::Sum | Op::Difference);
        adds(&sum.op)
            && self.children(child).len() > 1
            && self.node(child).is_some_and(|node| adds(&node.op))
    }

    /// What a mean calls the value at this place of its arguments: weight, value, weight, value, ….
    fn part(&self, op: &Op, at: usize) -> PathId {
        match op {
            Op::WeightedMean(parts) if at % 2 == 1 => {
                let part = parts.present.get(at / 2).copied();
                self.shared(part.unwrap_or(NOWHERE))
            }
            _ => NOWHERE,
        }
    }

    fn known(&self, node: u32) -> About {
        let known = self.computed.about.get(node as usize);
        known.copied().unwrap_or(UNKNOWN)
    }

    /// The shared id of an own path.
    pub(super) fn shared(&self, path: PathId) -> PathId {
        match &self.ids {
            None => path,
            Some(ids) => ids.get(path as usize).copied().unwrap_or(NOWHERE),
        }
    }

    pub(super) fn node(&self, node: u32) -> Option<&'a Node> {
        self.formula.node(node)
    }

    pub(super) fn children(&self, node: u32) -> &'a [u32] {
        self.formula.children(node)
    }

    pub(super) fn child(&self, node: u32, place: usize) -> u32 {
        self.children(node).get(place).copied().unwrap_or(u32::MAX)
    }

    pub(super) fn value(&self, node: u32) -> f64 {
        self.formula.value(node)
    }

    /// The value of the whole recording.
    pub(crate) fn total(&self) -> f64 {
        self.value(self.root)
    }

    /// The node's own path, or [`NOWHERE`].
    pub(super) fn path(&self, node: u32) -> PathId {
        self.node(node)
            .map_or(NOWHERE, |node| self.shared(node.path))
    }

    /// Where the node's own effects are reported.
    pub(super) fn place(&self, node: u32) -> PathId {
        let place = self.known(node).place;
        if place == NOWHERE { ROOT } else { place }
    }

    /// Whether the node's own effects are reported at the leaves that it is made of.
    pub(super) fn is_told_at_its_leaves(&self, node: u32) -> bool {
        let about = self.known(node);
        about.place == about.leaves
    }

    /// What a mean calls the node that has it as a part; [`NOWHERE`] of others.
    pub(super) fn mean_part(&self, node: u32) -> PathId {
        self.known(node).part
    }

    /// The values of what is computed under these names, which are in order; none for leaves and for names that are not there.
    pub(super) fn composed(&self, names: &[PathId]) -> Vec<Option<f64>> {
        let mut values = vec![None; names.len()];
        for node in self
            .formula
            .nodes
            .iter()
            .filter(|node| node.path != NOWHERE)
        {
            let found = names.binary_search(&self.shared(node.path)).ok();
            if let Some(slot) = found.and_then(|at| values.get_mut(at)) {
                *slot = node.op.leaf_kind().is_none().then_some(node.value);
            }
        }
        values
    }

    /// The common scope of the leaves and means below the node, or [`NOWHERE`].
    pub(super) fn scope(&self, node: u32) -> PathId {
        self.known(node).scope
    }

    /// Whether the node may be dissolved into its parent's sum or product.
    pub(super) fn dissolves(&self, node: u32) -> bool {
        self.known(node).users == 1 && self.path(node) == NOWHERE
    }

    /// How many arguments of others a node is.
    pub(super) fn users(&self, node: u32) -> usize {
        self.known(node).users as usize
    }

    /// Through sums of one, which only give a name.
    pub(super) fn unwrap(&self, node: u32) -> u32 {
        self.known(node).unwrapped
    }

    /// The shared path of a leaf with its kind, or `None` where the node is something composed.
    pub(super) fn leaf(&self, node: u32) -> Option<(PathId, LeafKind)> {
        let found = self.node(node)?;
        match &found.op {
            Op::ReferenceCurve(_) => None,
            op => Some((self.shared(found.path), op.leaf_kind()?)),
        }
    }

    /// The same by the node's own id, with the curves of the population.
    pub(super) fn leaf_of(&self, node: u32) -> Option<(PathId, LeafKind)> {
        let found = self.node(node)?;
        Some((self.shared(found.path), found.op.leaf_kind()?))
    }

    /// Whether the node has a name of its own.
    pub(super) fn is_named(side: &Self, node: u32) -> bool {
        side.path(node) != NOWHERE
    }

    /// Whether at least two of a node's arguments rest on data.
    pub(super) fn has_several_of_data(&self, node: u32) -> bool {
        let arguments = self.children(node).iter();
        let mut of_data = arguments.filter(|&&at| !self.is_the_owners(at));
        of_data.nth(1).is_some()
    }

    /// Whether a node rests on no data: on the owner's numbers alone.
    pub(super) fn is_the_owners(&self, node: u32) -> bool {
        !self.known(node).data
    }

    /// Whether a node is a number that the owners gave a name, and all that it does is to hold something down or up.
    pub(super) fn is_limit(&self, node: u32) -> bool {
        let is_parameter = |node| matches!(self.leaf_of(node), Some((_, LeafKind::Parameter)));
        is_parameter(node) && self.held_by(node).is_some()
    }

    /// A number without a name of which all that it does is to hold something down or up, as the curve that does the same.
    pub(super) fn bare_limit(&self, node: u32) -> Option<Curve> {
        let is_bare = self.structure().matched(node).is_none() && !Self::is_named(self, node);
        let held_by = is_bare.then(|| self.held_by(node)).flatten()?;
        let value = self.value(node);
        Some(match held_by {
            Op::Maximum => Curve::at_least(value),
            _ => Curve::at_most(value),
        })
    }

    /// The maximum or minimum of data that is the only user of a node.
    fn held_by(&self, node: u32) -> Option<&'a Op> {
        let holds = |user: &&Node| {
            let children = self.formula.children_of(user);
            matches!(user.op, Op::Maximum | Op::Minimum)
                && children.contains(&node)
                && children.iter().any(|&other| !self.is_the_owners(other))
        };
        if self.users(node) != 1 {
            return None;
        }
        let user = self.formula.nodes.iter().find(holds)?;
        Some(&user.op)
    }

    /// What its nodes compute, whatever their numbers are.
    pub(super) fn structure(&self) -> &Structure {
        let known = &self.computed.structure;
        known.get_or_init(|| Structure::of(self, &self.elements))
    }

    /// What a matching asks of it, whatever it is matched with.
    pub(super) fn skeleton(&self) -> &Arc<Skeleton> {
        let known = &self.computed.skeleton;
        known.get_or_init(|| Arc::new(Skeleton::of(self)))
    }
}

/// The only argument that rests on data.
fn only_of_data(about: &[About], arguments: &[u32]) -> Option<About> {
    let known = |child: &u32| about.get(*child as usize).copied().unwrap_or(UNKNOWN);
    let mut of_data = arguments.iter().map(known).filter(|below| below.data);
    of_data.next().filter(|_| of_data.next().is_none())
}
