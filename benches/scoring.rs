//! Absolute times of the same things as `ratios`, by criterion: `cargo bench --bench scoring`.
#![allow(missing_docs, reason = "a bench")]
#![allow(clippy::expect_used, reason = "a bench may stop")]

mod common;

use std::{hint::black_box, time::Duration};

use common::{
    Engagement, Sixteen, USAGE, Wide, engagement_by_hand, influence_by_hand, profile, wide,
};
use criterion::{Criterion, criterion_group, criterion_main};
use scoreshift::influence::{self, FollowerWeighted};
use scoreshift::{AnyModel, Curve, Diff, Explainer, ScoringModel, at, explain::Method};

fn scoring(c: &mut Criterion) {
    let four = profile(4, 1.0);
    let v1 = FollowerWeighted::default();
    let any = AnyModel::new(v1.clone());
    let engagement = Engagement { depth: 1.5 };
    let mut group = c.benchmark_group("score");
    group.bench_function("influence by hand", |b| {
        b.iter(|| influence_by_hand(black_box(&four)));
    });
    group.bench_function("influence", |b| b.iter(|| v1.score(black_box(&four))));
    group.bench_function("influence, any model", |b| {
        b.iter(|| any.score(black_box(&four)));
    });
    group.bench_function("products by hand", |b| {
        b.iter(|| engagement_by_hand(black_box(&USAGE), 1.5));
    });
    group.bench_function("products", |b| {
        b.iter(|| engagement.score(black_box(&USAGE)));
    });
    group.bench_function("influence, recorded", |b| {
        b.iter(|| v1.breakdown(black_box(&four)));
    });
    group.finish();
}

fn explaining(c: &mut Criterion) {
    let (then, now) = (profile(4, 1.0), profile(4, 1.3));
    let lineage = influence::lineage();
    let mut group = c.benchmark_group("explain");
    group.bench_function("two points of one version", |b| {
        b.iter(|| lineage.explain(at("1.0.0", black_box(&then)), at("1.0.0", black_box(&now))));
    });
    group.bench_function("v1 to v2, three changes", |b| {
        b.iter(|| lineage.explain(at("1.0.0", black_box(&then)), at("2.0.0", black_box(&now))));
    });
    let sixteen = Sixteen {
        curve: Curve::logistic(20.0, 8.0).expect("a curve"),
    };
    let (before, after) = (wide(16, 1.0), wide(16, 1.7));
    let owen = Explainer::new().method(Method::Owen);
    group.sample_size(10);
    group.bench_function("sixteen inputs, exactly", |b| {
        b.iter(|| owen.models((&sixteen, &before[..]), (&sixteen, &after[..])));
    });
    group.finish();
}

fn comparing(c: &mut Criterion) {
    let mut group = c.benchmark_group("diff");
    for leaves in [25, 250, 2500] {
        let recorded = |factor| {
            Wide.breakdown(&wide(leaves, factor))
                .expect("a finite formula")
        };
        let (before, after) = (recorded(1.0), recorded(1.1));
        group.bench_function(format!("{} nodes", before.node_count()), |b| {
            b.iter(|| Diff::between(black_box(&before), black_box(&after)));
        });
    }
    group.finish();
}

/// Short enough that `cargo bench` as a whole takes minutes; an explanation of a second is still measured ten times.
fn settings() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group!(name = benches; config = settings(); targets = scoring, explaining, comparing);
criterion_main!(benches);
