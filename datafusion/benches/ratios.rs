//! Rows a second of the report by query, against the report of one process on as many threads.
//!
//! `cargo bench -p scoreshift-datafusion --bench ratios [-- SUBJECTS]`; 1,000,000 by default.
//!
//! Both read the same Parquet file: one as an app would by hand, row groups side by side on two threads; the other by
//! query on two threads. The reports are compared. Prints `ratio <name> <value>`: more is faster for the query.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench measures time, prints it and may stop"
)]

use std::{
    error::Error,
    fs::File,
    hint::black_box,
    time::{Duration, Instant},
};

use datafusion::{
    arrow::{
        array::{AsArray as _, RecordBatch},
        datatypes::Int64Type,
    },
    parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder,
    prelude::{ParquetReadOptions, SessionConfig, SessionContext, col},
};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator};
use scoreshift::{
    impact::{Impact, ReadError, Study, Subject},
    influence::{self, Network, Profile},
    score::Bands,
};
use scoreshift_datafusion::{Functions, InfluenceRows};

#[path = "../examples/people/mod.rs"]
mod people;

const THREADS: usize = 2;
const RUNS: usize = 3;

fn study() -> Result<Study<Profile>, Box<dyn Error>> {
    let study = influence::lineage().impact("1.0.0", "2.0.0")?;
    Ok(study.bands(Bands::at([20.0, 50.0])).count_falls([10.0]))
}

/// The shortest of some runs, and the report.
fn shortest(
    mut run: impl FnMut() -> Result<Impact, Box<dyn Error>>,
) -> Result<(Duration, Impact), Box<dyn Error>> {
    let mut best: Option<(Duration, Impact)> = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let impact = black_box(run()?);
        let took = start.elapsed();
        if best.as_ref().is_none_or(|(least, _)| took < *least) {
            best = Some((took, impact));
        }
    }
    best.ok_or_else(|| "no run".into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let subjects: u64 = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000);
    let file = tempfile::Builder::new()
        .suffix(".parquet")
        .tempfile()?
        .into_temp_path();
    people::write(&file, subjects, |_| {})?;
    let path = file.to_str().ok_or("a path that is no text")?;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_time()
        .build()?;
    let query = |study: &Study<Profile>, segment: bool| {
        runtime.block_on(async {
            let config = SessionConfig::new().with_target_partitions(THREADS);
            let ctx = SessionContext::new_with_config(config);
            let people = ctx
                .read_parquet(path, ParquetReadOptions::default())
                .await?;
            let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
            let mut query = functions.impact(study)?.subject(col("profile"));
            if segment {
                query = query.segment("kind");
            }
            Ok::<_, Box<dyn Error>>(query.run(people).await?)
        })
    };
    let mut measured = Vec::new();
    for (name, study, segment) in [
        ("sql_vs_in_process", study()?, false),
        (
            "sql_vs_in_process_without_movers",
            study()?.movers(0),
            false,
        ),
        ("sql_vs_in_process_by_segment", study()?, true),
    ] {
        measured.push((name, segment, shortest(|| query(&study, segment))?, study));
    }
    // What a query held at most.
    let peak = std::fs::read_to_string("/proc/self/status").ok();
    let peak = peak.and_then(|status| {
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().to_owned())
    });
    println!(
        "peak memory of the queries: {}",
        peak.as_deref().unwrap_or("not known here")
    );

    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .build()?;
    for (name, segment, (there, by_query), study) in measured {
        let (here, in_process) =
            shortest(|| Ok(pool.install(|| study.read_parallel(rows(path, segment)))?))?;
        if in_process != by_query {
            return Err(format!("{name}: the reports differ").into());
        }
        let ratio = here.as_secs_f64() / there.as_secs_f64();
        println!("ratio {name} {ratio:.2}");
        let a_second = subjects as f64 / there.as_secs_f64();
        println!("  {a_second:.0} rows a second by query");
    }
    Ok(())
}

/// The subjects of a file as an app would read them by hand: row groups side by side.
fn rows(
    path: &str,
    segment: bool,
) -> impl ParallelIterator<Item = Result<Subject<Profile>, ReadError>> {
    let open = |path: &str| {
        let file = File::open(path).expect("the file was just written");
        ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet")
    };
    let groups = open(path).metadata().num_row_groups();
    let path = path.to_owned();
    (0..groups).into_par_iter().flat_map_iter(move |group| {
        let reader = open(&path).with_row_groups(vec![group]).build();
        let batches = reader
            .expect("a row group")
            .map(|batch| batch.expect("a batch"));
        batches.flat_map(move |batch| subjects(&batch, segment))
    })
}

fn subjects(batch: &RecordBatch, segment: bool) -> Vec<Result<Subject<Profile>, ReadError>> {
    let keys = batch.column(0).as_string::<i32>();
    let kinds = batch.column(1).as_string::<i32>();
    let profiles = batch.column(3).as_map();
    let names = profiles.keys().as_string::<i32>();
    let networks = profiles.values().as_struct();
    let counts = [0, 1, 2].map(|at| networks.column(at).as_primitive::<Int64Type>());
    let subject = |row: usize| {
        let range =
            profiles.value_offsets()[row] as usize..profiles.value_offsets()[row + 1] as usize;
        let mut profile = Profile::new();
        for at in range {
            let [audience, active, reactions] = counts.map(|count| count.value(at) as f64);
            profile = profile
                .with(names.value(at), Network::new(audience, active, reactions))
                .map_err(|error| ReadError::new(row as u64, error.to_string()))?;
        }
        let subject = Subject::new(keys.value(row), profile);
        Ok(if segment {
            subject.segment("kind", kinds.value(row))
        } else {
            subject
        })
    };
    (0..batch.num_rows()).map(subject).collect()
}
