//! Ratios measured side by side in one run: `cargo bench --bench ratios` prints `ratio <name> <value>` lines.
//!
//! Absolute times differ between machines and minutes; a ratio of two things that take turns does not. Each
//! ratio is the median over interleaved rounds, each round long enough to be timed well.
//!
//! Words after `--` choose the ratios whose names hold one of them: `cargo bench --bench ratios -- explain`; the
//! functions of `math` have `_vs_std`. The impact on a population takes a gigabyte of memory and half a minute.
#![allow(missing_docs, reason = "a bench")]
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench prints and may stop"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "a bench measures time; nothing else does"
)]

mod common;
#[path = "ratios/mathematics.rs"]
mod mathematics;
#[path = "../examples/impact/population.rs"]
mod population;
#[path = "ratios/sixteen.rs"]
mod sixteen;

use std::{hint::black_box, time::Instant};

use common::{Engagement, USAGE, Wide, engagement_by_hand, influence_by_hand, profile, wide};
use scoreshift::influence::{self, EqualNetworkWeight, FollowerWeighted, Profile};
#[cfg(feature = "html")]
use scoreshift::present::{Audience, Disclosure, English, Presenter};
use scoreshift::{AnyModel, Diff, Explanation, ScoringModel, at};
use scoreshift::{
    impact::{Study, Subject},
    score::Bands,
};

const ROUNDS: usize = 31;
const ROUND_SECONDS: f64 = 0.004;

/// Rounds of calls that take a second each.
const LONG_ROUNDS: usize = 5;
const SUBJECTS: u64 = 1_000_000;

fn main() {
    mathematics::measure();
    let four = profile(4, 1.0);
    let four_later = profile(4, 1.3);
    let v1 = FollowerWeighted::default();
    let any_v1 = AnyModel::new(v1.clone());
    let engagement = Engagement { depth: 1.5 };
    let any_engagement = AnyModel::new(engagement);

    let influence_by_hand = || influence_by_hand(black_box(&four)).unwrap_or(f64::NAN);
    let engagement_by_hand =
        || engagement_by_hand(black_box(&USAGE), black_box(1.5)).unwrap_or(f64::NAN);
    let score_v1 = || v1.score(black_box(&four)).unwrap_or(f64::NAN);
    let score_engagement = || engagement.score(black_box(&USAGE)).unwrap_or(f64::NAN);
    print_worst(
        "score_vs_handwritten",
        || ratio(score_v1, influence_by_hand),
        || ratio(score_engagement, engagement_by_hand),
    );
    let any_score_v1 = || any_v1.score(black_box(&four)).unwrap_or(f64::NAN);
    let any_score_engagement = || any_engagement.score(black_box(&USAGE)).unwrap_or(f64::NAN);
    print_worst(
        "any_score_vs_handwritten",
        || ratio(any_score_v1, influence_by_hand),
        || ratio(any_score_engagement, engagement_by_hand),
    );
    print("breakdown_vs_score", || {
        ratio(|| v1.breakdown(black_box(&four)), score_v1)
    });

    let lineage = influence::lineage();
    let release = lineage.find("1.0.0").expect("the first release");
    black_box(release.fingerprint()); // taken once, and kept
    print("record_vs_score", || {
        ratio(|| release.record(black_box(&four)), score_v1)
    });
    let explain = |to| lineage.explain(at("1.0.0", black_box(&four)), at(to, &four_later));
    print("explain_two_point_vs_score", || {
        ratio(|| explain(black_box("1.0.0")), score_v1)
    });
    print("explain_v1_v2_vs_score", || {
        ratio(|| explain(black_box("2.0.0")), score_v1)
    });

    print_shown(|| explain("2.0.0").expect("an explanation"));

    let recorded = |leaves, factor| {
        Wide.breakdown(&wide(leaves, factor))
            .expect("a finite formula")
    };
    let (small, small_later) = (recorded(25, 1.0), recorded(25, 1.1));
    let (large, large_later) = (recorded(2500, 1.0), recorded(2500, 1.1));
    let per_node = large.node_count() as f64 / small.node_count() as f64;
    print("diff_per_node_10k_vs_100", || {
        ratio(
            || Diff::between(black_box(&large), &large_later),
            || Diff::between(black_box(&small), &small_later),
        ) / per_node
    });

    sixteen::measure();

    impacts();
}

/// A whole report on a population, against just scoring it under both versions.
fn impacts() {
    let names = [
        "impact_vs_bare_scoring",
        "impact_by_change_vs_bare_scoring",
        "impact_two_snapshots_vs_by_change",
    ];
    let on_two_threads = ["impact_2_threads_vs_1", "bare_scoring_2_threads_vs_1"];
    if !names
        .iter()
        .chain(&on_two_threads)
        .any(|name| is_wanted(name))
    {
        return;
    }
    let people: Vec<(String, Profile)> = (0..SUBJECTS)
        .map(|number| {
            let profile = population::person_on(4, number).expect("the numbers are in range");
            (format!("account {number}"), profile)
        })
        .collect();
    let study = || -> Study<Profile> {
        influence::lineage()
            .impact("1.0.0", "2.0.0")
            .expect("both are released")
            .bands(Bands::at([20.0, 50.0]))
    };
    let (v1, v2) = (FollowerWeighted::default(), EqualNetworkWeight::default());
    let bare = || {
        for (_, profile) in &people {
            black_box((v1.score(black_box(profile)), v2.score(black_box(profile))))
                .0
                .expect("it has networks");
        }
    };
    let plain = study();
    let whole = || plain.run(&people).expect("bounded scales");
    print("impact_vs_bare_scoring", || {
        long_ratio(LONG_ROUNDS, whole, bare)
    });
    let by_change = study().by_change();
    let why = || by_change.run(&people).expect("bounded scales");
    print("impact_by_change_vs_bare_scoring", || {
        long_ratio(3, why, bare)
    });
    // Everybody's data moved. What a subject was and what it is lie beside each other, as in a row that was read.
    let pairs: Vec<_> = people
        .iter()
        .step_by(2)
        .zip(people.iter().skip(1).step_by(2))
        .collect();
    let ones = || by_change.run(people.iter().take(pairs.len()));
    let months = pairs
        .iter()
        .map(|((key, was), (_, is))| Subject::moved(key.as_str(), was, is));
    let moved = || by_change.run(months.clone()).expect("bounded scales");
    print("impact_two_snapshots_vs_by_change", || {
        long_ratio(LONG_ROUNDS, moved, || ones().expect("bounded scales"))
    });
    #[cfg(feature = "parallel")]
    {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(2)
            .build()
            .expect("two threads");
        let both = || pool.install(|| plain.run_parallel(&people).expect("bounded scales"));
        print("impact_2_threads_vs_1", || {
            long_ratio(LONG_ROUNDS, both, whole)
        });
        // What two threads are worth here: on a machine that is busy with other things they are not worth two.
        let bare_both = || {
            use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
            pool.install(|| {
                people.par_iter().for_each(|(_, profile)| {
                    black_box((v1.score(black_box(profile)), v2.score(black_box(profile))))
                        .0
                        .expect("it has networks");
                });
            });
        };
        print("bare_scoring_2_threads_vs_1", || {
            long_ratio(LONG_ROUNDS, bare_both, bare)
        });
    }
}

/// What it takes to show an explanation, against what it takes to make it.
fn print_shown(explained: impl Fn() -> Explanation) {
    let why = explained();
    print("text_vs_explain", || {
        ratio(|| black_box(&why).to_string(), &explained)
    });
    #[cfg(feature = "html")]
    {
        let presenter = Presenter::new(Audience::Person).disclosure(Disclosure::new().internals());
        let page = || {
            presenter
                .message(black_box(&why))
                .localize(&English)
                .html()
                .page()
                .to_string()
        };
        print("html_vs_explain", || ratio(page, &explained));
    }
}

/// Both formulas, and the worse of the two under the plain name.
fn print_worst(name: &str, influence: impl FnOnce() -> f64, products: impl FnOnce() -> f64) {
    if is_wanted(name) {
        let (influence, products) = (influence(), products());
        print(&format!("{name}_influence"), || influence);
        print(&format!("{name}_products"), || products);
        print(name, || influence.max(products));
    }
}

/// Measures what is asked for.
fn print(name: &str, value: impl FnOnce() -> f64) {
    if is_wanted(name) {
        println!("ratio {name} {:.3}", value());
    }
}

/// Whether a word of the command line is in the name; without one, all are.
fn is_wanted(name: &str) -> bool {
    let words = || {
        std::env::args()
            .skip(1)
            .filter(|word| !word.starts_with("--"))
    };
    words().next().is_none() || words().any(|word| name.contains(&word))
}

/// How many times as long the first takes as the second: the median over rounds in which they take turns.
fn ratio<A, B>(mut first: impl FnMut() -> A, mut second: impl FnMut() -> B) -> f64 {
    let (first_count, second_count) = (calibrate(&mut first), calibrate(&mut second));
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| time(&mut first, first_count) / time(&mut second, second_count))
        .collect();
    ratios.sort_by(f64::total_cmp);
    *ratios.get(ROUNDS / 2).expect("rounds")
}

/// As [`ratio`], for calls that are long enough each.
fn long_ratio<A, B>(
    rounds: usize,
    mut first: impl FnMut() -> A,
    mut second: impl FnMut() -> B,
) -> f64 {
    let mut ratios: Vec<f64> = (0..rounds)
        .map(|_| time(&mut first, 1) / time(&mut second, 1))
        .collect();
    ratios.sort_by(f64::total_cmp);
    *ratios.get(rounds / 2).expect("rounds")
}

/// How many calls fill a round.
fn calibrate<R>(call: &mut impl FnMut() -> R) -> u32 {
    let mut count = 1;
    while time(call, count) * f64::from(count) < ROUND_SECONDS && count < 1 << 24 {
        count *= 2;
    }
    count
}

/// Seconds for one call.
fn time<R>(call: &mut impl FnMut() -> R, count: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..count {
        black_box(call());
    }
    start.elapsed().as_secs_f64() / f64::from(count)
}
