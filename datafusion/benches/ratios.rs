//! Rows a second of the report by query, against the report of one process on as many threads.
//!
//! `cargo bench -p scoreshift-datafusion --bench ratios [-- SUBJECTS]`; 1,000,000 by default.
//!
//! Both read the same Parquet file: one as an app would by hand, row groups side by side on two threads; the other by
//! query on two threads. The reports are compared. Prints `ratio <name> <value>`: more is faster for the query. Then the most
//! memory that each took, in a process of its own.
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
    process::Command,
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

/// As [`study`], with room for a segment of each town.
fn by_town() -> Result<Study<Profile>, Box<dyn Error>> {
    Ok(study()?.segments(20_000))
}

fn by_query(
    path: &str,
    study: &Study<Profile>,
    segment: Option<&str>,
) -> Result<Impact, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_time()
        .build()?;
    runtime.block_on(async {
        let config = SessionConfig::new().with_target_partitions(THREADS);
        let ctx = SessionContext::new_with_config(config);
        let people = ctx
            .read_parquet(path, ParquetReadOptions::default())
            .await?;
        let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
        let mut query = functions.impact(study)?.subject(col("profile"));
        if let Some(segment) = segment {
            query = query.segment(segment);
        }
        Ok(query.run(people).await?)
    })
}

fn in_process(
    path: &str,
    study: &Study<Profile>,
    segment: Option<&str>,
) -> Result<Impact, Box<dyn Error>> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(THREADS)
        .build()?;
    Ok(pool.install(|| study.read_parallel(rows(path, segment.map(str::to_owned))))?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [PEAK, how, segment, path] =
        &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        return peak(how, segment, path);
    }
    let subjects: u64 = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000);
    let file = tempfile::Builder::new()
        .suffix(".parquet")
        .tempfile()?
        .into_temp_path();
    people::write(&file, subjects, people::batch, |_| {})?;
    let path = file.to_str().ok_or("a path that is no text")?;

    for (name, study, segment) in [
        ("sql_vs_in_process", study()?, None),
        ("sql_vs_in_process_without_movers", study()?.movers(0), None),
        ("sql_vs_in_process_by_segment", study()?, Some("kind")),
        (
            "sql_vs_in_process_by_10_000_segments",
            by_town()?,
            Some("town"),
        ),
    ] {
        let (there, query) = shortest(|| by_query(path, &study, segment))?;
        let (here, process) = shortest(|| in_process(path, &study, segment))?;
        if process != query {
            return Err(format!("{name}: the reports differ").into());
        }
        let ratio = here.as_secs_f64() / there.as_secs_f64();
        println!("ratio {name} {ratio:.2}");
        let a_second = |took: Duration| subjects as f64 / took.as_secs_f64();
        println!(
            "  {:.0} rows a second by query, {:.0} in one process",
            a_second(there),
            a_second(here)
        );
    }
    for (name, segment) in [("", ""), ("_by_10_000_segments", "town")] {
        let peaks = [QUERY, PROCESS].map(|how| {
            let child = Command::new(std::env::current_exe()?)
                .args([PEAK, how, segment, path])
                .output()?;
            let told = String::from_utf8(child.stdout)?;
            Ok::<f64, Box<dyn Error>>(told.trim().parse::<f64>()? / 1024.0)
        });
        let [query, process] = peaks;
        let (query, process) = (query?, process?);
        println!(
            "ratio sql_vs_in_process_memory{name} {:.2}",
            query / process
        );
        println!("  {query:.0} MB by query, {process:.0} MB in one process");
    }
    Ok(())
}

const PEAK: &str = "peak";
const QUERY: &str = "query";
const PROCESS: &str = "process";

/// Makes one report and prints the most memory that this process has held, in kilobytes.
fn peak(how: &str, segment: &str, path: &str) -> Result<(), Box<dyn Error>> {
    let segment = Some(segment).filter(|segment| !segment.is_empty());
    let make = if how == QUERY { by_query } else { in_process };
    black_box(make(path, &by_town()?, segment)?);
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("the system does not say how much memory there was")?;
    println!("{}", line.trim().trim_end_matches(" kB"));
    Ok(())
}

/// The subjects of a file as an app would read them by hand: row groups side by side.
fn rows(
    path: &str,
    segment: Option<String>,
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
        let segment = segment.clone();
        batches.flat_map(move |batch| subjects(&batch, segment.as_deref()))
    })
}

fn subjects(
    batch: &RecordBatch,
    segment: Option<&str>,
) -> Vec<Result<Subject<Profile>, ReadError>> {
    let keys = batch.column(0).as_string::<i32>();
    let kinds = batch.column(1).as_string::<i32>();
    let towns = batch.column(4).as_primitive::<Int64Type>();
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
        Ok(match segment {
            Some("town") => subject.segment("town", towns.value(row).to_string()),
            Some(segment) => subject.segment(segment, kinds.value(row)),
            None => subject,
        })
    };
    (0..batch.num_rows()).map(subject).collect()
}
