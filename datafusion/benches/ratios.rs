//! Rows a second of the report by query, against the report of one process on as many threads.
//!
//! `cargo bench -p scoreshift-datafusion --bench ratios [-- SUBJECTS]`; 1,000,000 by default.
//!
//! In one process, all subjects lie in memory as the model takes them; the query reads them from Parquet. Both count the
//! same report, which is compared. Prints `ratio <name> <value>`: more is faster for the query.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a bench measures time and prints it"
)]

use std::{
    error::Error,
    hint::black_box,
    time::{Duration, Instant},
};

use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext, col};
use scoreshift::{
    Subject,
    impact::{Bands, Impact, Study},
    influence::{self, Profile},
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
    // What a query held at most: the subjects come into memory only now.
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
    let everybody = (0..subjects)
        .map(|number| {
            let person = people::population::person(number)?;
            let key = format!("account {number}");
            Ok(Subject::new(key, person.profile).segment("kind", person.kind.name()))
        })
        .collect::<Result<Vec<Subject<Profile>>, Box<dyn Error>>>()?;
    let alone: Vec<Subject<&Profile>> = everybody
        .iter()
        .map(|subject| {
            Subject::new(
                subject.key(),
                scoreshift::NamedInput::<Profile>::input(subject),
            )
        })
        .collect();
    for (name, segment, (there, by_query), study) in measured {
        let (here, in_process) = shortest(|| {
            Ok(pool.install(|| {
                if segment {
                    study.run_parallel(&everybody)
                } else {
                    study.run_parallel(&alone)
                }
            })?)
        })?;
        if in_process != by_query {
            return Err(format!("{name}: the reports differ").into());
        }
        println!(
            "ratio {name} {:.2}",
            here.as_secs_f64() / there.as_secs_f64()
        );
        println!(
            "  {:.0} rows a second by query",
            subjects as f64 / there.as_secs_f64()
        );
    }
    Ok(())
}
