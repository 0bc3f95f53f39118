//! A Ballista executor that knows the influence score.
//!
//! `cargo run --release -p scoreshift-datafusion --features ballista --example executor [-- [--scheduler HOST:PORT]
//! [--port PORT] [--grpc-port PORT] [--threads N]]`

use std::{error::Error, sync::Arc};

use ballista_executor::executor_process::start_executor_process;
use scoreshift::influence;
use scoreshift_datafusion::{Cluster, Functions, InfluenceRows};

const USAGE: &str =
    "usage: executor [--scheduler HOST:PORT] [--port PORT] [--grpc-port PORT] [--threads N]";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    let mut config = Cluster::of([functions]).executor()?;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--scheduler" => {
                let (host, port) = value.rsplit_once(':').ok_or(USAGE)?;
                host.clone_into(&mut config.scheduler_host);
                config.scheduler_port = port.parse()?;
            }
            "--port" => config.port = value.parse()?,
            "--grpc-port" => config.grpc_port = value.parse()?,
            "--threads" => config.vcores = value.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    eprintln!("executor on {}:{}", config.bind_host, config.port);
    start_executor_process(Arc::new(config)).await?;
    Ok(())
}
