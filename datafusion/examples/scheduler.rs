//! A Ballista scheduler that knows the influence score.
//!
//! `cargo run --release -p scoreshift-datafusion --features ballista --example scheduler [-- [--bind HOST] [--port PORT]]`

use std::{error::Error, sync::Arc};

use ballista_scheduler::{cluster::BallistaCluster, scheduler_process::start_server};
use scoreshift::influence;
use scoreshift_datafusion::{Cluster, Functions, InfluenceRows};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    let mut config = Cluster::of([functions]).scheduler()?;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--bind" => config.bind_host = value,
            "--port" => config.bind_port = value.parse()?,
            _ => return Err("usage: scheduler [--bind HOST] [--port PORT]".into()),
        }
    }
    let address = format!("{}:{}", config.bind_host, config.bind_port).parse()?;
    let cluster = BallistaCluster::new_from_config(&config).await?;
    eprintln!("scheduler on df://{address}");
    start_server(cluster, address, Arc::new(config)).await?;
    Ok(())
}
