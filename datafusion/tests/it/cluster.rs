//! The same report on a Ballista cluster in this process, and what a stale machine says.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use ballista_executor::executor_process::start_executor_process;
use ballista_scheduler::{cluster::BallistaCluster, scheduler_process::start_server};
use datafusion::{
    arrow::{
        array::{Array, AsArray as _, Float64Array},
        datatypes::Float64Type,
    },
    prelude::{ParquetReadOptions, SessionContext},
};
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, influence,
};
use scoreshift_datafusion::{Cluster, Functions, InfluenceRows, Reader, RowError, Rows, Serde};

use crate::population;

fn functions() -> Functions {
    Functions::new("influence", influence::lineage(), InfluenceRows).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_gives_the_report_of_one_process() {
    let path = population::file(population::SUBJECTS);
    let study = population::study();
    let context = Cluster::of([functions()]).standalone().await.unwrap();
    let there = population::there(&context, &study, &path).await;
    assert_eq!(there, population::here(&study, population::SUBJECTS));
}

/// `factor` times the input, in its second version.
#[derive(Clone, Copy, Debug)]
struct Times {
    major: u64,
    factor: f64,
}

impl ScoringModel for Times {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("times", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, given: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.parameter("factor", self.factor) * t.input("given", *given))
    }
}

/// A build in which version 2.0.0 has this factor.
fn build(factor: f64) -> Functions {
    Functions::new("times", times(factor), Serde::<f64>::new()).unwrap()
}

fn times(factor: f64) -> Lineage<f64> {
    let (old, new) = (
        Times {
            major: 1,
            factor: 1.0,
        },
        Times { major: 2, factor },
    );
    Lineage::starting_with(old)
        .probes([1.0])
        .rewritten(new, Change::new("factor").sentence("It counts more."))
        .probes([1.0])
        .build()
        .unwrap()
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Starts a cluster of these builds in this process, and asks it as a client of another build.
async fn asked(scheduler: f64, executor: f64, client: f64) -> Result<String, [String; 2]> {
    let port = free_port();
    let mut config = Cluster::of([build(scheduler)]).scheduler().unwrap();
    (config.bind_host, config.bind_port) = ("127.0.0.1".to_owned(), port);
    let address = format!("127.0.0.1:{port}").parse().unwrap();
    let cluster = BallistaCluster::new_from_config(&config).await.unwrap();
    tokio::spawn(start_server(cluster, address, Arc::new(config)));

    let mut config = Cluster::of([build(executor)]).executor().unwrap();
    (config.scheduler_host, config.scheduler_port) = ("127.0.0.1".to_owned(), port);
    (config.port, config.grpc_port, config.vcores) = (free_port(), free_port(), 1);
    config.scheduler_connect_timeout_seconds = 20;
    tokio::spawn(start_executor_process(Arc::new(config)));

    let context = Cluster::of([build(client)])
        .connect(&format!("df://127.0.0.1:{port}"))
        .await
        .unwrap();
    let rows = "(VALUES ('a', 1.0), ('b', 2.5)) AS t (key, subject)";
    let query = format!("SELECT sum(times_1_0_0_2_0_0_delta(subject)) AS moved FROM {rows}");
    let answer = async { context.sql(&query).await?.to_string().await };
    let answer = answer.await.map_err(|error| error.to_string());

    let rows = context.sql(&format!("SELECT * FROM {rows}")).await.unwrap();
    let study = times(client).impact("1.0.0", "2.0.0").unwrap().by_change();
    let report = build(client).impact(&study).unwrap().run(rows).await;
    match (answer, report) {
        (Ok(answer), Ok(report)) => {
            assert_eq!(report.whole().mean_move_micro() * 2, 3_500_000);
            Ok(answer)
        }
        (Err(of_query), Err(of_report)) => Err([of_query, of_report.to_string()]),
        (answer, report) => panic!("one answers and the other does not: {answer:?}, {report:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn machines_of_one_build_answer() {
    let answer = asked(2.0, 2.0, 2.0).await.unwrap();
    assert!(answer.contains("3500000"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_machine_says_what_to_update_instead_of_adding_other_figures() {
    for (scheduler, executor) in [(3.0, 3.0), (2.0, 3.0)] {
        // Of a query, and of a report.
        for error in asked(scheduler, executor, 2.0).await.unwrap_err() {
            for said in [
                "this process has times 1.0.0 or times 2.0.0 as times_1_0_0_",
                "update and restart it",
            ] {
                assert!(error.contains(said), "{error}");
            }
        }
    }
}

static READ: AtomicU64 = AtomicU64::new(0);

/// Counts how often a row is read.
struct Counting;

impl Rows<f64> for Counting {
    fn read<'b>(&self, subjects: &'b dyn Array) -> Result<Box<dyn Reader<f64> + 'b>, RowError> {
        let column = subjects
            .as_primitive_opt::<Float64Type>()
            .ok_or("no number")?;
        Ok(Box::new(Numbers(column)))
    }
}

struct Numbers<'b>(&'b Float64Array);

impl Reader<f64> for Numbers<'_> {
    fn row(&mut self, row: usize) -> Result<&f64, RowError> {
        READ.fetch_add(1, Ordering::Relaxed);
        self.0.values().get(row).ok_or_else(|| "no row".into())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_reads_each_subject_once() {
    let lineage = || times(2.0);
    let functions = || Functions::new("times", lineage(), Counting).unwrap();
    let study = || lineage().impact("1.0.0", "2.0.0").unwrap().by_change();
    let local = SessionContext::new();
    let cluster = Cluster::of([functions()]).standalone().await.unwrap();
    let path = population::file(1000);
    for context in [local, cluster] {
        let options = ParquetReadOptions::default();
        context
            .register_parquet("people", path.to_str().unwrap(), options)
            .await
            .unwrap();
        for study in [study().movers(0), study()] {
            READ.store(0, Ordering::Relaxed);
            let people = context
                .sql("SELECT key, CAST(networks AS DOUBLE) AS subject FROM people")
                .await
                .unwrap();
            functions()
                .impact(&study)
                .unwrap()
                .run(people)
                .await
                .unwrap();
            assert_eq!(READ.load(Ordering::Relaxed), 1000);
        }
    }
}
