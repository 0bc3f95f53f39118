//! What a release does to the subjects of a Parquet file, here or on a cluster.
//!
//! ```text
//! cargo run --release -p scoreshift-datafusion --example impact -- people.parquet 1.0.0 2.0.0 --segment kind
//! ```
//!
//! `--help` lists the options; those of the report are the same as of the core's example `impact`.
//!
//! * `--moves FILE` writes what each subject moved: subject, before, after, `delta_micro` and the code of the top reason, or
//!   why it cannot be scored. Every subject is explained for it, which takes some hundred times as long as its score.
//!   The file is Parquet, whatever it is called; what is there under its name is replaced, save for FILE itself.
//! * `--cluster df://HOST:PORT` runs on a Ballista cluster, whose machines must reach the file under the same path; it needs
//!   `--features ballista`. See `cluster.sh`.

use std::{
    error::Error,
    io::{self, IsTerminal as _, Write as _},
    path::Path,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
};

use clap::{Arg, ArgAction, Command};
use datafusion::{
    dataframe::DataFrameWriteOptions,
    functions::core::expr_fn::get_field,
    prelude::{DataFrame, Expr, ParquetReadOptions, SessionConfig, SessionContext, ident},
};
use scoreshift::{
    impact::{Condition, Gate},
    influence,
    present::{Audience, Presenter},
};
use scoreshift_datafusion::{Functions, InfluenceRows};

#[path = "../../examples/impact/options.rs"]
mod options;
#[path = "../../examples/telling/mod.rs"]
mod telling;

use options::{Asked, value};
use telling::Telling;

struct Options {
    file: String,
    before: String,
    after: String,
    segments: Vec<String>,
    subject: String,
    was: Option<String>,
    key: String,
    weight: Option<String>,
    moves: Option<String>,
    cluster: Option<String>,
    asked: Asked,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ExitCode, Box<dyn Error>> {
    let options = options()?;
    let gate: Gate = serde_json::from_str(include_str!("../../examples/impact/gate.json"))?;
    let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    let study = influence::lineage().impact(&options.before, &options.after)?;
    let study = options.asked.study(study, &gate);

    let ctx = context(&functions, options.cluster.as_deref()).await?;
    let people = ctx
        .read_parquet(&options.file, ParquetReadOptions::default())
        .await?;
    is_there(&people, &options)?;
    let mut query = functions
        .impact(&study)?
        .key(ident(&options.key))
        .progress(progress());
    query = match &options.was {
        Some(was) => query.moved(ident(was), ident(&options.subject)),
        None => query.subject(ident(&options.subject)),
    };
    let mut segments: Vec<&str> = options.segments.iter().map(String::as_str).collect();
    // What the gate tells apart is told apart as well, where the file can.
    for (dimension, _) in gate.conditions().iter().filter_map(Condition::within) {
        let there = people.schema().fields();
        if there.iter().any(|field| field.name() == dimension) {
            segments.push(dimension);
        }
    }
    segments.sort_unstable();
    segments.dedup();
    for segment in segments {
        query = query.segment(segment);
    }
    if let Some(weight) = &options.weight {
        query = query.weight(ident(weight));
    }
    let impact = query.run(people.clone()).await?;

    let outcome = gate.check(&impact);
    if options.asked.telling.is_asked_for() {
        let presenter = Presenter::new(options.asked.telling.audience)
            .subjects("account", "accounts")
            .gate(&outcome);
        options.asked.telling.show(presenter, &impact)?;
    } else if options.asked.json {
        let report = serde_json::to_string_pretty(&impact.report())?;
        print(|out| writeln!(out, "{report}"))?;
    } else {
        print(|out| writeln!(out, "{impact}"))?;
    }
    if let Some(file) = &options.moves {
        moves(&functions, people, &options)?
            .write_parquet(file, DataFrameWriteOptions::new(), None)
            .await?;
    }
    if options.asked.gate && !outcome.passed() {
        eprintln!("{outcome}");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints, to a reader who may stop reading: `| head` is no failure, and what else was asked for is still done.
fn print(what: impl FnOnce(&mut io::StdoutLock) -> io::Result<()>) -> Result<(), Box<dyn Error>> {
    match what(&mut io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Whether the file has the columns that are asked for: who names one that it lacks is told what there is.
fn is_there(people: &DataFrame, options: &Options) -> Result<(), String> {
    let of_every_file = [
        ("--subject", Some(&options.subject)),
        ("--was", options.was.as_ref()),
        ("--key", Some(&options.key)),
        ("--weight", options.weight.as_ref()),
    ];
    let divides = options
        .segments
        .iter()
        .map(|name| ("--segment", Some(name)));
    let there: Vec<&str> = people
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    for (option, name) in of_every_file.into_iter().chain(divides) {
        let Some(name) = name.filter(|name| !there.contains(&name.as_str())) else {
            continue;
        };
        let (file, there) = (&options.file, there.join(", "));
        return Err(format!(
            "{file} has no column `{name}`; `{option}` names one of {there}"
        ));
    }
    Ok(())
}

/// What each subject moved, and why.
fn moves(
    functions: &Functions,
    people: DataFrame,
    options: &Options,
) -> Result<DataFrame, Box<dyn Error>> {
    let (before, after) = (options.before.as_str(), options.after.as_str());
    let subject = || ident(&options.subject);
    let moves = functions.moves(before, after)?.call(vec![subject()]);
    let reason = functions
        .lenient()
        .reason(before, after)?
        .call(vec![subject()]);
    let field = |name: &str| get_field(ident("moves"), name);
    let delta: Expr = field("micro_after") - field("micro_before");
    Ok(people
        .select(vec![
            ident(&options.key).alias("subject"),
            moves.alias("moves"),
            reason.alias("top_reason"),
        ])?
        .select(vec![
            ident("subject"),
            field("before").alias("before"),
            field("after").alias("after"),
            delta.alias("delta_micro"),
            ident("top_reason"),
            field("failed").alias("failed"),
        ])?)
}

#[cfg_attr(
    not(feature = "ballista"),
    allow(clippy::unused_async, reason = "only a cluster is waited for")
)]
async fn context(
    functions: &Functions,
    cluster: Option<&str>,
) -> Result<SessionContext, Box<dyn Error>> {
    match cluster {
        #[cfg(feature = "ballista")]
        Some(url) => {
            let cluster = scoreshift_datafusion::Cluster::of([functions.clone()]);
            Ok(cluster.connect(url).await?)
        }
        #[cfg(not(feature = "ballista"))]
        Some(_) => Err("--cluster needs `--features ballista`".into()),
        None => {
            // Else `--moves`, which reads several fields of one result, would compute it for each of them.
            let config = SessionConfig::new().set_bool(
                "datafusion.optimizer.enable_leaf_expression_pushdown",
                false,
            );
            let ctx = SessionContext::new_with_config(config);
            functions.register(&ctx)?;
            Ok(ctx)
        }
    }
}

/// Tells how far a pass is, where somebody looks. The machines of a cluster do not say; there, it tells that time goes on.
fn progress() -> impl Fn(u64) + Send + Sync + 'static {
    let (told, terminal) = (AtomicU64::new(0), io::stderr().is_terminal());
    move |rows| {
        let seconds = told.fetch_add(1, Ordering::Relaxed) / 2;
        if terminal && rows > 0 {
            eprint!("\r{rows} rows read ");
        } else if terminal {
            eprint!("\r{seconds} s on the cluster ");
        }
    }
}

fn options() -> Result<Options, String> {
    let named = |name: &'static str, help: &'static str| Arg::new(name).required(true).help(help);
    let command = Command::new("impact")
        .about("What a release does to the subjects of a Parquet file, here or on a cluster")
        .arg(named("file", "A Parquet file, or a folder of such"))
        .arg(named("before", "The version before"))
        .arg(named("after", "The version after"))
        .arg(
            value(
                "segment",
                "COLUMN",
                "Divide the report by a column, or by several",
            )
            .action(ArgAction::Append),
        )
        .arg(value("subject", "COLUMN", "What is scored").default_value("profile"))
        .arg(value(
            "was",
            "COLUMN",
            "What it was, where the subject is what it is now",
        ))
        .arg(value("key", "COLUMN", "What names a subject").default_value("key"))
        .arg(value(
            "weight",
            "COLUMN",
            "How many subjects a row stands for",
        ))
        .arg(
            value(
                "moves",
                "FILE",
                "Write what each subject moved, and why, as Parquet; of subjects at one time",
            )
            .conflicts_with("was"),
        )
        .arg(value(
            "cluster",
            "df://HOST:PORT",
            "Run on a Ballista cluster",
        ));
    let matches = options::shared(command).get_matches();
    let one = |name: &str| matches.get_one::<String>(name).cloned();
    let given = |name: &str| one(name).unwrap_or_default();
    let segments = matches.get_many::<String>("segment");
    let options = Options {
        file: given("file"),
        before: given("before"),
        after: given("after"),
        segments: segments.into_iter().flatten().cloned().collect(),
        subject: given("subject"),
        was: one("was"),
        key: given("key"),
        weight: one("weight"),
        moves: one("moves"),
        cluster: one("cluster"),
        asked: Asked::of(&matches, Telling::of(&matches, Audience::Agent)),
    };
    // The moves would be written over what they are still read from.
    let same = |moves: &String| match (
        Path::new(moves).canonicalize(),
        Path::new(&options.file).canonicalize(),
    ) {
        (Ok(moves), Ok(file)) => moves.starts_with(file),
        _ => *moves == options.file,
    };
    if options.moves.as_ref().is_some_and(same) {
        return Err(format!(
            "--moves would replace what is read, {}; name another file",
            options.file
        ));
    }
    Ok(options)
}
