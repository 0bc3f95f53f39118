//! What reading rows costs, as ratios: `cargo bench -p scoreshift-datafusion --bench rows`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench looks at the clock, prints, and stops where it cannot go on"
)]

use std::{hint::black_box, sync::Arc, time::Instant};

use datafusion::{
    arrow::{
        array::{Array, RecordBatch, StructArray},
        datatypes::{DataType, Field},
    },
    prelude::SessionContext,
};
use scoreshift::{
    ScoringModel,
    influence::{EqualNetworkWeight, Profile},
};
use scoreshift_datafusion::{InfluenceRows, Rows, Serde};
use serde::{Deserialize, Serialize};

/// A flat input, as most scorecards have.
#[derive(Clone, Serialize, Deserialize)]
struct Lab {
    creatinine: f64,
    age: f64,
    weight: Option<f64>,
    female: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let profiles = profiles().await;
    let by_hand = nanoseconds(&profiles, &InfluenceRows);
    let by_serde = nanoseconds(&profiles, &Serde::<Profile>::new());
    println!("a profile of three networks: {by_hand:.0} ns by hand, {by_serde:.0} ns by serde");
    println!("ratio rows_by_hand_of_serde {:.2}", by_hand / by_serde);

    let mut reader = InfluenceRows.read(&profiles).unwrap();
    let read: Vec<Profile> = (0..profiles.len())
        .map(|row| reader.row(row).unwrap().clone())
        .collect();
    let model = EqualNetworkWeight::default();
    let scored = best(read.len(), || {
        for profile in &read {
            black_box(model.score(black_box(profile)).unwrap());
        }
    });
    println!("ratio rows_by_hand_of_one_score {:.2}", by_hand / scored);

    let labs: Vec<Lab> = (0..8192_u32)
        .map(|row| Lab {
            creatinine: 0.5 + f64::from(row % 100) / 50.0,
            age: f64::from(row % 90),
            weight: Some(f64::from(row % 120)),
            female: row % 2 == 0,
        })
        .collect();
    let fields = [
        Field::new("creatinine", DataType::Float64, false),
        Field::new("age", DataType::Float64, false),
        Field::new("weight", DataType::Float64, true),
        Field::new("female", DataType::Boolean, false),
    ];
    let batch = serde_arrow::to_record_batch(fields.map(Arc::new).as_ref(), &labs).unwrap();
    let theirs = best(labs.len(), || {
        let rows = serde_arrow::Deserializer::from_record_batch(black_box(&batch)).unwrap();
        for row in &rows {
            black_box(Lab::deserialize(row).unwrap());
        }
    });
    let ours = nanoseconds(&StructArray::from(batch.clone()), &Serde::<Lab>::new());
    println!("a flat struct: {ours:.0} ns, {theirs:.0} ns by serde_arrow");
    println!("ratio rows_by_serde_of_serde_arrow {:.2}", ours / theirs);
}

async fn profiles() -> StructArray {
    let network = |of: u32| {
        format!("named_struct('audience', k * {of}, 'active', k * {of} / 3, 'reactions', k)")
    };
    let sql = format!(
        "SELECT MAP {{'Twitter': {}, 'Facebook': {}, 'LinkedIn': {}}} AS networks FROM generate_series(1, 8192) AS t (k)",
        network(9),
        network(4),
        network(2)
    );
    let frame = SessionContext::new().sql(&sql).await.unwrap();
    let batches: Vec<RecordBatch> = frame.collect().await.unwrap();
    let batch =
        datafusion::arrow::compute::concat_batches(&batches.first().unwrap().schema(), &batches);
    StructArray::from(batch.unwrap())
}

/// For one row.
fn nanoseconds<I: 'static>(subjects: &StructArray, rows: &impl Rows<I>) -> f64 {
    best(subjects.len(), || {
        let mut reader = rows.read(black_box(subjects)).unwrap();
        for row in 0..subjects.len() {
            black_box(reader.row(row).unwrap());
        }
    })
}

/// The best of many runs, in nanoseconds for each of so many.
#[allow(clippy::cast_precision_loss, reason = "a few thousand rows")]
fn best(rows: usize, mut run: impl FnMut()) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..60 {
        let start = Instant::now();
        run();
        least = least.min(start.elapsed().as_secs_f64());
    }
    least * 1e9 / rows as f64
}
