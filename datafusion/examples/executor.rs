//! A Ballista executor that knows the influence score.
//!
//! `cargo run --release -p scoreshift-datafusion --features ballista --example executor [-- [--scheduler HOST:PORT]
//! [--port PORT] [--grpc-port PORT] [--threads N]]`

use std::{error::Error, sync::Arc};

use ballista_executor::executor_process::start_executor_process;
use clap::{Arg, Command, value_parser};
use scoreshift::influence;
use scoreshift_datafusion::{Cluster, Functions, InfluenceRows};

fn command() -> Command {
    let port = |name: &'static str| {
        let option = Arg::new(name).long(name).value_name("PORT");
        option.value_parser(value_parser!(u16))
    };
    let threads = Arg::new("threads").long("threads").value_name("N");
    Command::new("executor")
        .about("Runs parts of queries for a scheduler")
        .arg(
            Arg::new("scheduler")
                .long("scheduler")
                .value_name("HOST:PORT"),
        )
        .arg(port("port"))
        .arg(port("grpc-port"))
        .arg(threads.value_parser(value_parser!(usize)))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    let mut config = Cluster::of([functions]).executor()?;
    let matches = command().get_matches();
    if let Some(address) = matches.get_one::<String>("scheduler") {
        let (host, port) = address.rsplit_once(':').ok_or("--scheduler is HOST:PORT")?;
        host.clone_into(&mut config.scheduler_host);
        config.scheduler_port = port.parse()?;
    }
    let number = |name| matches.get_one::<u16>(name).copied();
    config.port = number("port").unwrap_or(config.port);
    config.grpc_port = number("grpc-port").unwrap_or(config.grpc_port);
    config.vcores = matches.get_one("threads").copied().unwrap_or(config.vcores);
    eprintln!("executor on {}:{}", config.bind_host, config.port);
    start_executor_process(Arc::new(config)).await?;
    Ok(())
}
