//! How often what is told is true: `cargo bench --bench truth` prints `truth <name> <value>`, the same in every run.
//!
//! Each family has 20,000 generated cases, and each case depends on its number alone. Nothing is timed.
//!
//! | names | what is generated | what it is held against |
//! | --- | --- | --- |
//! | `one_shape_…` | a formula, and 2 to 8 of its inputs moved; each input once or shared, smooth or with jumps | exact Shapley values of the inputs, by a table of plain scores |
//! | `edited_…` | a formula with 1 to 3 edits and 0 to 3 moved inputs | exact Shapley values of the edits and inputs |
//! | `coefficients_…` | the same of sums of sums with coefficients at several levels, half of them with factors distributed or collected | the same |
//! | `sentence_…` | an edited formula as a lineage of named changes, half of them with moved inputs, told to a person and an agent | the recorded formulas, read from their JSON, and the exact values |
//!
//! An argument is the number of cases or the beginning of the names that are wanted (`one_shape`, `edited`, `coefficients`,
//! `sentence`), and `--show` prints the number of each case that speaks against the crate:
//! `cargo bench --bench truth -- 2000 edited --show`.
#![allow(missing_docs, reason = "a bench")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench may stop, and prints"
)]

#[path = "../../tests/it/edits.rs"]
mod edits;
#[path = "../../tests/it/edits_measured.rs"]
mod edits_measured;
#[path = "../../tests/it/recorded.rs"]
mod recorded;
#[path = "../../tests/it/told_shares.rs"]
mod told_shares;

mod changed;
mod one_shape;
mod told;

use std::{num::NonZero, thread};

/// What a bench is asked for.
struct Asked {
    cases: u64,
    show: bool,
    /// Families of names; all where none is asked for.
    families: Vec<String>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let cases = arguments.iter().find_map(|argument| argument.parse().ok());
    let asked = Asked {
        cases: cases.unwrap_or(20_000),
        show: arguments.iter().any(|argument| argument == "--show"),
        families: arguments
            .into_iter()
            .filter(|argument| !argument.starts_with("--") && argument.parse::<u64>().is_err())
            .collect(),
    };
    if asked.wants("one_shape") {
        one_shape::print(&asked);
    }
    changed::print(&asked);
    if asked.wants("sentence") {
        told::print(&asked);
    }
}

impl Asked {
    fn wants(&self, family: &str) -> bool {
        self.families.is_empty() || self.families.iter().any(|asked| asked == family)
    }

    /// What each case comes to, in the order of their numbers.
    fn each<T: Send>(&self, case: impl Fn(u64) -> Option<T> + Sync) -> Vec<(u64, T)> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get) as u64;
        let of = |first: u64| {
            let numbers = (first..self.cases).step_by(usize::try_from(threads).expect("few"));
            numbers
                .filter_map(|number| Some((number, case(number)?)))
                .collect::<Vec<_>>()
        };
        let mut all: Vec<(u64, T)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|first| scope.spawn(move || of(first)))
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().expect("a case does not stop"))
                .collect()
        });
        all.sort_by_key(|(number, _)| *number);
        all
    }

    /// Prints in how many of the cases something is so.
    fn share<T>(
        &self,
        name: &str,
        cases: &[(u64, T)],
        is_so: impl Fn(&T) -> bool,
        speaks_against: Against,
    ) {
        let of = cases.iter().filter(|(_, case)| is_so(case)).count();
        self.list(name, cases, |case| {
            is_so(case) == (speaks_against == Against::Where)
        });
        println!(
            "truth {name} {:.3}",
            100.0 * of as f64 / cases.len().max(1) as f64
        );
    }

    /// Prints how many of the cases something is so of.
    fn count<T>(&self, name: &str, cases: &[(u64, T)], is_so: impl Fn(&T) -> bool) {
        self.list(name, cases, &is_so);
        println!(
            "truth {name} {}",
            cases.iter().filter(|(_, case)| is_so(case)).count()
        );
    }

    fn list<T>(&self, name: &str, cases: &[(u64, T)], against: impl Fn(&T) -> bool) {
        for (number, _) in cases.iter().filter(|(_, case)| self.show && against(case)) {
            println!("case {name} {number}");
        }
    }
}

/// Which cases speak against the crate.
#[derive(Clone, Copy, PartialEq)]
enum Against {
    Where,
    WhereNot,
}

/// The value below which a share of all lies.
fn quantile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let at = (sorted.len() as f64 * share) as usize;
    sorted
        .get(at.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// The largest, and whether another is as large but for noise.
fn is_top(values: &[f64], at: usize) -> bool {
    let top = values
        .iter()
        .fold(0.0, |top: f64, value| top.max(value.abs()));
    values[at].abs() >= top - 1e-9 * (1.0 + top)
}

fn top(values: &[f64]) -> usize {
    (0..values.len())
        .max_by(|&a, &b| values[a].abs().total_cmp(&values[b].abs()).then(b.cmp(&a)))
        .unwrap_or(0)
}
