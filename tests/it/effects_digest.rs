//! Everything that is said of generated versions of generated formulas, as digests of what came out before.
//!
//! These values are copied output: they guard against a change that nobody meant, and say nothing about what is right,
//! which is held by the laws and by the cases checked by hand. Where a rule is changed on purpose, they are written
//! anew: `UPDATE_SNAPSHOTS=1 cargo test --test it effects_digest`, and the families that moved are those that the rule is
//! about. `SHOWN_EFFECTS=family cargo test --test it effects_digest -- --nocapture` prints what a family's digests are
//! taken of, so that two checkouts can be compared.
//!
//! Neither a clock nor randomness is asked, so the digests are the same everywhere.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::{
    collections::BTreeMap,
    fmt::{Display, Write as _},
    sync::Arc,
};

use scoreshift::{
    Breakdown, Change, Diff, Explainer, Lineage, ScoringModel, at, explain::Method,
    lineage::Rewrite,
};
use sha2::{Digest, Sha256};

use crate::{
    edits::{self, Edited, Naming, Random},
    effects_formulas::{EditOf, Formula, Numbers, Palette, Release, Values, What, pick},
};

/// Each digest is of so many cases.
const CASES: u64 = 16;
/// So many digests are there of each family.
const DIGESTS: u64 = 8;

/// Where the digests are.
const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/it/snapshots/effects.txt"
);

const HEAD: &str = "\
# What is said of generated versions of generated formulas: the beginning of the SHA-256 of so many cases of each family.
# Copied output, which guards against unintended change. Written by
# UPDATE_SNAPSHOTS=1 cargo test --test it effects_digest
";

const SMOOTH: Palette = Palette {
    of: &[
        What::Sum,
        What::Sum,
        What::Product,
        What::Factor,
        What::Factor,
        What::Ratio,
        What::Curve,
        What::Mean,
        What::Extremum,
    ],
    depth: 3,
    parts: 3,
    shared: 15,
    named: 40,
    values: Numbers::Usual,
};

const JUMPS: Palette = Palette {
    of: &[
        What::Sum,
        What::Factor,
        What::Gate,
        What::Points,
        What::Open,
        What::Choice,
        What::Rounding,
        What::Custom,
        What::Codes,
        What::Extremum,
        What::Curve,
    ],
    ..SMOOTH
};

const BRANCHES: Palette = Palette {
    of: &[
        What::Branch,
        What::Branch,
        What::Sum,
        What::Product,
        What::Factor,
        What::Opaque,
        What::Curve,
        What::Mean,
    ],
    ..SMOOTH
};

const CURVES: Palette = Palette {
    of: &[
        What::Curve,
        What::Curve,
        What::Sum,
        What::Product,
        What::Extremum,
    ],
    depth: 4,
    ..SMOOTH
};

const LINEAR: Palette = Palette {
    of: &[What::Sum, What::Factor, What::Factor],
    depth: 4,
    ..SMOOTH
};

const MEANS: Palette = Palette {
    of: &[What::Mean, What::Mean, What::Sum, What::Factor, What::Curve],
    parts: 4,
    ..SMOOTH
};

const RATIOS: Palette = Palette {
    of: &[
        What::Ratio,
        What::Ratio,
        What::Power,
        What::Product,
        What::Sum,
        What::Factor,
    ],
    shared: 30,
    ..SMOOTH
};

const WIDE: Palette = Palette {
    of: &[
        What::Sum,
        What::Sum,
        What::Product,
        What::Extremum,
        What::Curve,
        What::Mean,
    ],
    depth: 2,
    parts: 14,
    ..SMOOTH
};

const FLAT: Palette = Palette {
    of: &[What::Sum, What::Factor, What::Product, What::Curve],
    depth: 2,
    parts: 5,
    ..SMOOTH
};

const POPULATION: Palette = Palette {
    of: &[
        What::Population,
        What::Population,
        What::Sum,
        What::Product,
        What::Mean,
    ],
    ..SMOOTH
};

const EVERYTHING: Palette = Palette {
    of: &[
        What::Sum,
        What::Sum,
        What::Product,
        What::Factor,
        What::Factor,
        What::Ratio,
        What::Power,
        What::Extremum,
        What::Curve,
        What::Population,
        What::Rounding,
        What::Gate,
        What::Mean,
        What::Points,
        What::Open,
        What::Choice,
        What::Codes,
        What::Custom,
        What::Opaque,
        What::Branch,
    ],
    depth: 4,
    ..SMOOTH
};

const SHARED: Palette = Palette {
    shared: 45,
    ..EVERYTHING
};

const ODD: Palette = Palette {
    values: Numbers::Odd,
    ..EVERYTHING
};

const SMALL: Palette = Palette {
    values: Numbers::Small,
    ..EVERYTHING
};

/// Many leaves under curves.
const CROWDS: Palette = Palette {
    of: &[],
    parts: 14,
    ..SMOOTH
};

const SMALL_CROWDS: Palette = Palette {
    values: Numbers::Small,
    ..CROWDS
};

const SMALL_CURVES: Palette = Palette {
    values: Numbers::Small,
    ..CURVES
};

const TABLES: Palette = Palette {
    of: &[
        What::Open,
        What::Points,
        What::Codes,
        What::Sum,
        What::Factor,
        What::Custom,
    ],
    depth: 2,
    ..SMOOTH
};

/// More leaves than a sketch of them keeps.
const LARGE: Palette = Palette {
    of: &[
        What::Sum,
        What::Product,
        What::Factor,
        What::Sum,
        What::Extremum,
        What::Mean,
    ],
    depth: 2,
    parts: 26,
    ..SMOOTH
};

const LARGE_SHARED: Palette = Palette {
    shared: 40,
    ..LARGE
};

const ODD_RATIOS: Palette = Palette {
    values: Numbers::Odd,
    ..RATIOS
};

const SMALL_RATIOS: Palette = Palette {
    values: Numbers::Small,
    ..RATIOS
};

const ONLY_MEANS: Palette = Palette {
    of: &[What::Mean],
    depth: 2,
    parts: 4,
    ..SMOOTH
};

const ANY: &[EditOf] = &[
    EditOf::Number,
    EditOf::Function,
    EditOf::Shape,
    EditOf::Add,
    EditOf::Remove,
    EditOf::Wrap,
    EditOf::Around,
    EditOf::Unwrap,
    EditOf::Move,
    EditOf::Swap,
    EditOf::Reorder,
    EditOf::Operation,
    EditOf::Group,
    EditOf::Open,
    EditOf::Replace,
    EditOf::Rename,
    EditOf::Spread,
    EditOf::Use,
    EditOf::Sign,
    EditOf::Leaf,
    EditOf::Factor,
    EditOf::Twice,
];

/// What is asked of a case.
#[derive(Clone, Copy)]
enum How {
    /// The difference of two breakdowns.
    Differ,
    /// The same, read from what was stored, and as lines.
    Stored,
    /// How much a unit of each leaf moves.
    Slopes,
    /// Two models, explained.
    Models(Method),
    /// Versions of one lineage, explained; backwards as well.
    Releases(Method),
    /// What cannot be explained, and how much would have been needed.
    Refused,
}

#[derive(Clone, Copy)]
struct Family {
    name: &'static str,
    palette: Palette,
    /// The kinds of edits.
    edits: &'static [EditOf],
    /// The most edits of a case.
    most: usize,
    /// The most values that move.
    moved: usize,
    how: How,
}

const fn family(
    name: &'static str,
    palette: Palette,
    edits: &'static [EditOf],
    most: usize,
    moved: usize,
) -> Family {
    Family {
        name,
        palette,
        edits,
        most,
        moved,
        how: How::Differ,
    }
}

const fn asked(family: Family, how: How) -> Family {
    Family { how, ..family }
}

use EditOf as E;

/// What the differences of are looked at.
const DIFFERENCES: [Family; 51] = [
    family("data smooth", SMOOTH, &[], 0, 6),
    family("data jumps", JUMPS, &[], 0, 4),
    family("data branches", BRANCHES, &[], 0, 3),
    family("data curves", CURVES, &[], 0, 8),
    family("data ratios", RATIOS, &[], 0, 4),
    family("data wide", WIDE, &[], 0, 30),
    family("data population", POPULATION, &[], 0, 4),
    family("data odd", ODD, &[], 0, 5),
    family("data small", SMALL, &[], 0, 5),
    family("crowds", CROWDS, &[], 0, 40),
    family("crowds small", SMALL_CROWDS, &[], 0, 40),
    family(
        "crowds edited",
        CROWDS,
        &[E::Number, E::Function, E::Factor],
        1,
        20,
    ),
    family("curves small", SMALL_CURVES, &[], 0, 12),
    family("tables", TABLES, &[E::Shape], 2, 3),
    family("around", SMOOTH, &[E::Around], 3, 1),
    family(
        "around any",
        EVERYTHING,
        &[E::Around, E::Around, E::Unwrap],
        3,
        1,
    ),
    family(
        "brackets",
        LINEAR,
        &[E::Group, E::Open, E::Spread, E::Factor, E::Move, E::Sign],
        3,
        1,
    ),
    family("several small", SMALL, ANY, 3, 3),
    family("several branches", BRANCHES, ANY, 2, 2),
    family("ratios odd", ODD_RATIOS, &[E::Number, E::Wrap], 1, 3),
    family(
        "ratios small",
        SMALL_RATIOS,
        &[E::Number, E::Wrap, E::Operation],
        1,
        3,
    ),
    family(
        "large",
        LARGE,
        &[E::Add, E::Remove, E::Move, E::Wrap, E::Group],
        3,
        3,
    ),
    family(
        "large shared",
        LARGE_SHARED,
        &[E::Number, E::Replace, E::Around, E::Move],
        2,
        3,
    ),
    family(
        "means of means",
        ONLY_MEANS,
        &[E::Group, E::Open, E::Move, E::Swap],
        3,
        1,
    ),
    family("swapped", SMOOTH, &[E::Swap], 2, 1),
    family("numbers", EVERYTHING, &[E::Number], 3, 2),
    family("numbers linear", LINEAR, &[E::Number], 3, 2),
    family("functions", CURVES, &[E::Function], 2, 3),
    family("shapes", JUMPS, &[E::Shape], 2, 2),
    family("shapes branches", BRANCHES, &[E::Shape, E::Number], 2, 2),
    family("added", EVERYTHING, &[E::Add], 2, 2),
    family("removed", SMOOTH, &[E::Remove], 2, 2),
    family("wrapped", EVERYTHING, &[E::Wrap], 2, 2),
    family("wrapped means", MEANS, &[E::Wrap, E::Unwrap], 2, 1),
    family("unwrapped", EVERYTHING, &[E::Unwrap], 2, 2),
    family("moved parts", SMOOTH, &[E::Move], 2, 1),
    family("reordered", SMOOTH, &[E::Reorder, E::Rename], 3, 1),
    family("operations", SMOOTH, &[E::Operation], 2, 1),
    family("operations jumps", JUMPS, &[E::Operation, E::Sign], 2, 1),
    family("grouped", FLAT, &[E::Group, E::Open, E::Spread], 2, 1),
    family("means", MEANS, &[E::Number, E::Add, E::Remove], 2, 2),
    family(
        "means grouped",
        MEANS,
        &[E::Group, E::Open, E::Operation],
        2,
        1,
    ),
    family("replaced", SMOOTH, &[E::Replace], 2, 1),
    family("replaced jumps", JUMPS, &[E::Replace, E::Add], 2, 1),
    family(
        "coefficients",
        LINEAR,
        &[E::Factor, E::Spread, E::Number],
        3,
        2,
    ),
    family("factors", RATIOS, &[E::Factor, E::Spread, E::Leaf], 2, 2),
    family("leaves", EVERYTHING, &[E::Leaf], 2, 2),
    family("used again", SMOOTH, &[E::Use, E::Twice], 2, 2),
    family("several", EVERYTHING, ANY, 4, 3),
    family("several shared", SHARED, ANY, 3, 3),
    family("several wide", WIDE, ANY, 3, 4),
];

/// What else is asked.
const EXPLAINED: [Family; 23] = [
    family("several odd", ODD, ANY, 3, 3),
    asked(family("stored", EVERYTHING, ANY, 2, 2), How::Stored),
    asked(family("slopes", EVERYTHING, &[], 0, 0), How::Slopes),
    asked(family("slopes odd", ODD, &[], 0, 0), How::Slopes),
    asked(
        family("slopes ratios", SMALL_RATIOS, &[], 0, 0),
        How::Slopes,
    ),
    asked(family("slopes small", SMALL, &[], 0, 0), How::Slopes),
    asked(
        family("slopes crowds", SMALL_CROWDS, &[], 0, 0),
        How::Slopes,
    ),
    asked(
        family("explained small", SMALL, ANY, 2, 5),
        How::Models(Method::Automatic),
    ),
    asked(
        family("explained changes small", SMALL, ANY, 3, 4),
        How::Releases(Method::Automatic),
    ),
    asked(
        family("explained data", SMOOTH, &[], 0, 4),
        How::Models(Method::Automatic),
    ),
    asked(
        family("explained jumps", JUMPS, &[], 0, 4),
        How::Models(Method::Automatic),
    ),
    asked(
        family("explained branches", BRANCHES, &[], 0, 4),
        How::Models(Method::Automatic),
    ),
    asked(
        family("explained wide", WIDE, &[], 0, 12),
        How::Models(Method::Automatic),
    ),
    asked(
        family("explained secant", EVERYTHING, &[], 0, 6),
        How::Models(Method::Secant),
    ),
    asked(
        family("explained exact", EVERYTHING, &[], 0, 6),
        How::Models(Method::Owen),
    ),
    asked(
        family("explained models", EVERYTHING, ANY, 2, 3),
        How::Models(Method::Automatic),
    ),
    asked(
        family(
            "explained population",
            POPULATION,
            &[E::Number, E::Wrap],
            2,
            4,
        ),
        How::Models(Method::Automatic),
    ),
    asked(
        family("explained changes", SMOOTH, ANY, 3, 2),
        How::Releases(Method::Automatic),
    ),
    asked(
        family("explained changes jumps", JUMPS, ANY, 2, 3),
        How::Releases(Method::Automatic),
    ),
    asked(
        family("explained changes secant", EVERYTHING, ANY, 3, 3),
        How::Releases(Method::Secant),
    ),
    asked(
        family("explained changes exact", EVERYTHING, ANY, 3, 3),
        How::Releases(Method::Owen),
    ),
    asked(
        family("explained changes population", POPULATION, ANY, 2, 3),
        How::Releases(Method::Automatic),
    ),
    asked(family("refused", EVERYTHING, ANY, 3, 4), How::Refused),
];

/// What is taken a digest of.
#[derive(Default)]
struct Lines {
    text: String,
    /// Anything was said of how many cases.
    said: u64,
}

impl Lines {
    fn add(&mut self, line: &dyn Display) {
        writeln!(self.text, "{line}").unwrap();
    }

    fn json(&mut self, of: &impl serde::Serialize) {
        self.add(&serde_json::to_string(of).unwrap());
    }

    fn outcome<V: serde::Serialize, E: Display>(&mut self, outcome: Result<V, E>) {
        match outcome {
            Ok(value) => self.json(&value),
            Err(error) => self.add(&error),
        }
    }
}

/// Two versions, and what they are given.
struct Case {
    formula: Arc<Formula>,
    all: u32,
    values: [Values; 2],
    breakdowns: [Breakdown; 2],
}

impl Case {
    /// The first of a few formulas that have a score under both versions, not too large a one.
    fn generate(random: &mut Random, family: &Family) -> Option<Self> {
        (0..20).find_map(|_| Self::try_once(random, family))
    }

    fn try_once(random: &mut Random, family: &Family) -> Option<Self> {
        let palette = &family.palette;
        let mut formula = Formula::generate(random, palette);
        for _ in 0..family.most.min(1 + random.below(family.most.max(1))) {
            let edit = pick(random, family.edits);
            formula.edit(random, palette, edit);
        }
        if family.most > 0 && formula.edits() == 0 {
            return None;
        }
        let before = formula.values(random, palette);
        let moved = match family.most {
            0 => 1 + random.below(family.moved.max(1)),
            _ if random.chance(40) => 0,
            _ => random.below(family.moved + 1),
        };
        let after = formula.moved_values(random, palette, &before, moved);
        let formula = Arc::new(formula);
        let all = (1 << formula.edits()) - 1;
        let sides = [(0, &before), (all, &after)];
        let mut breakdowns = Vec::new();
        for (made, values) in sides {
            let model = Release::new(&formula, made, if made == 0 { 1 } else { 2 });
            let breakdown = model.breakdown(values).ok()?;
            if palette.values != Numbers::Odd && breakdown.value().abs() > 1e5 {
                return None;
            }
            breakdowns.push(breakdown);
        }
        // Where nothing moved there is little to say, which is of interest as well.
        if breakdowns[0].value() == breakdowns[1].value() && random.chance(85) {
            return None;
        }
        let [a, b] = <[Breakdown; 2]>::try_from(breakdowns).ok()?;
        Some(Self {
            formula,
            all,
            values: [before, after],
            breakdowns: [a, b],
        })
    }

    fn release(&self, made: u32, version: u64) -> Release {
        Release::new(&self.formula, made, version)
    }

    /// Versions whose changes are the edits: in one release, or each of the later ones in a second.
    fn lineage(&self, random: &mut Random) -> Lineage<Values> {
        let change = |edit: usize| {
            Change::new(format!("edit-{edit}")).sentence(format!("Edit {edit} was made."))
        };
        let turn = |edit: usize| move |release: &mut Release| release.turn(edit);
        let edits = self.formula.edits();
        let first = self.release(0, 1);
        if random.chance(30) {
            let mut changes = Rewrite::starting_from(first.clone());
            for edit in 0..edits {
                changes = changes.change(change(edit), turn(edit));
            }
            let last = self.release(self.all, 2);
            return Lineage::starting_with(first)
                .rewritten(last, changes)
                .build()
                .unwrap();
        }
        let split = random.below(edits.max(1));
        let mut builder = Lineage::starting_with(first).release("2.0.0");
        for edit in 0..edits {
            if edit == split && split > 0 {
                builder = builder.release("3.0.0");
            }
            builder = builder.change(change(edit), turn(edit));
        }
        builder.build().unwrap()
    }
}

fn case(random: &mut Random, family: &Family, lines: &mut Lines) {
    let Some(case) = Case::generate(random, family) else {
        lines.add(&"no score");
        return;
    };
    lines.said += 1;
    let [a, b] = &case.breakdowns;
    match family.how {
        How::Differ if random.chance(50) => lines.outcome(Diff::between(b, a)),
        How::Differ => lines.outcome(Diff::between(a, b)),
        How::Stored => {
            let [a, b] = [a, b].map(|breakdown| {
                let stored = serde_json::to_string(breakdown).unwrap();
                serde_json::from_str::<Breakdown>(&stored).unwrap()
            });
            let diff = Diff::between(&a, &b);
            if let Ok(diff) = &diff {
                lines.add(diff);
            }
            lines.outcome(diff);
        }
        How::Slopes => lines.json(&b.sensitivities()),
        How::Models(method) => {
            let explainer = Explainer::new().method(method);
            let [before, after] = &case.values;
            let model = case.release(0, 1);
            if case.all == 0 && random.chance(20) {
                lines.outcome(explainer.level(&model, before, after));
            } else if case.all == 0 {
                lines.outcome(explainer.models((&model, before), (&model, after)));
            } else {
                let newer = case.release(case.all, 2);
                lines.outcome(explainer.models((&model, before), (&newer, after)));
            }
        }
        How::Releases(method) => {
            let explainer = Explainer::new().method(method);
            let lineage = case.lineage(random);
            let [before, after] = &case.values;
            let last = lineage.latest().id().version().to_string();
            let ends = (at("1.0.0", before), at(&last, after));
            if random.chance(50) {
                lines.outcome(explainer.releases(&lineage, ends.0, ends.1));
            } else {
                lines.outcome(explainer.releases(&lineage, ends.1, ends.0));
            }
        }
        How::Refused => refused(random, &case, lines),
    }
}

/// Too few evaluations, and data that a formula does not ask for.
fn refused(random: &mut Random, case: &Case, lines: &mut Lines) {
    let [before, after] = &case.values;
    let method = pick(random, &[Method::Automatic, Method::Secant, Method::Owen]);
    let explainer = Explainer::new().method(method);
    let few = [1, 2, 4, 6, 9, 14, 20, 40][random.below(8)];
    let lineage = case.lineage(random);
    let last = lineage.latest().id().version().to_string();
    let ends = (at("1.0.0", before), at(&last, after));
    lines.outcome(explainer.budget(few).releases(&lineage, ends.0, ends.1));
    let mut hiding = case.release(0, 1);
    hiding.hides = before.keys().next().cloned();
    lines.outcome(explainer.models((&hiding, before), (&hiding, after)));
}

/// The formulas of `edits`, with the edits of it.
fn edited(random: &mut Random, linear: bool, lines: &mut Lines) {
    let mut formula = if linear {
        edits::Formula::generate_linear(random)
    } else {
        edits::Formula::generate(random)
    };
    for _ in 0..=random.below(3) {
        let edit = formula.edit(random);
        formula.edits.extend(edit);
    }
    if linear {
        let product = formula.collected().first().copied();
        formula.edits.extend(product.map(edits::Edit::Distribute));
    }
    let values = [formula.values(random), formula.values(random)];
    let all = (1 << formula.edits.len()) - 1;
    let formula = Arc::new(formula);
    let names = [Naming::AsWritten, Naming::Nothing, Naming::Everything];
    let stays = random.chance(60);
    let sides = [(0, 0), (all, usize::from(!stays))].map(|(made, values_of)| {
        let edited = Edited {
            formula: Arc::clone(&formula),
            made,
            names: pick(random, &names),
        };
        edited.breakdown(&values[values_of])
    });
    if let [Ok(a), Ok(b)] = sides {
        lines.said += 1;
        lines.outcome(Diff::between(&a, &b));
    }
}

/// A family's cases, by number.
type Cases = Box<dyn Fn(&mut Random, &mut Lines)>;

fn families() -> Vec<(&'static str, Cases)> {
    let mut families: Vec<(&'static str, Cases)> = Vec::new();
    for family in DIFFERENCES.into_iter().chain(EXPLAINED) {
        let name = family.name;
        let of = move |random: &mut Random, lines: &mut Lines| case(random, &family, lines);
        families.push((name, Box::new(of)));
    }
    families.push((
        "edited",
        Box::new(|random, lines| edited(random, false, lines)),
    ));
    families.push((
        "edited linear",
        Box::new(|random, lines| edited(random, true, lines)),
    ));
    families
}

/// The digests of a family, and of how many of its cases anything was said.
fn digests(name: &str, cases: &Cases, shown: bool) -> (Vec<String>, u64) {
    // Families do not move where another one comes in between.
    let seed = Sha256::digest(name)
        .iter()
        .fold(0_u64, |seed, byte| seed.rotate_left(8) ^ u64::from(*byte));
    let mut said = 0;
    let digest = |number: u64| {
        let mut lines = Lines::default();
        for case in CASES * number..CASES * (number + 1) {
            lines.add(&format_args!("{name} {case}"));
            cases(
                &mut Random(seed ^ case.wrapping_mul(0x9e37_79b9)),
                &mut lines,
            );
        }
        if shown {
            eprint!("{}", lines.text);
        }
        said += lines.said;
        let digest = Sha256::digest(&lines.text);
        digest.iter().take(4).fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
    };
    ((0..DIGESTS).map(digest).collect(), said)
}

#[test]
fn what_is_said_of_generated_versions_is_what_was_said() {
    let shown = std::env::var("SHOWN_EFFECTS").ok();
    let committed = std::fs::read_to_string(FILE).unwrap_or_default();
    let committed: BTreeMap<&str, &str> = committed
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .collect();
    let (mut text, mut differ) = (HEAD.to_owned(), Vec::new());
    for (name, cases) in families() {
        let is_shown = shown.as_deref() == Some(name);
        let (found, said) = digests(name, &cases, is_shown);
        assert!(
            2 * said > CASES * DIGESTS,
            "{name}: nothing is said of most cases, {said}"
        );
        let found = found.join(" ");
        writeln!(text, "{name}: {found}").unwrap();
        if committed.get(name) != Some(&found.as_str()) {
            let before = committed.get(name).copied().unwrap_or_default();
            let of = before.split(' ').zip(found.split(' '));
            let of: Vec<usize> = (0..)
                .zip(of)
                .filter(|(_, (before, now))| before != now)
                .map(|(number, _)| number)
                .collect();
            differ.push(format!("{name} (digests {of:?}, each of {CASES} cases)"));
        }
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(FILE, text).unwrap();
        return;
    }
    assert!(
        differ.is_empty(),
        "something else is said of: {}. If that is what was meant, write the digests anew, as the head of this file \
         says; SHOWN_EFFECTS=family prints what is said.",
        differ.join("; ")
    );
}
