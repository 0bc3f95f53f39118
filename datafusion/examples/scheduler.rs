//! A Ballista scheduler that knows the influence score.
//!
//! `cargo run --release -p scoreshift-datafusion --features ballista --example scheduler [-- [--bind HOST] [--port PORT]]`

use std::{error::Error, sync::Arc};

use ballista_scheduler::{cluster::BallistaCluster, scheduler_process::start_server};
use clap::{Arg, Command, value_parser};
use scoreshift::influence;
use scoreshift_datafusion::{Cluster, Functions, InfluenceRows};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    let mut config = Cluster::of([functions]).scheduler()?;
    let port = Arg::new("port").long("port").value_name("PORT");
    let command = Command::new("scheduler")
        .about("Divides queries among executors")
        .arg(Arg::new("bind").long("bind").value_name("HOST"))
        .arg(port.value_parser(value_parser!(u16)));
    let mut matches = command.get_matches();
    config.bind_host = matches.remove_one("bind").unwrap_or(config.bind_host);
    config.bind_port = matches.remove_one("port").unwrap_or(config.bind_port);
    let address = format!("{}:{}", config.bind_host, config.bind_port).parse()?;
    let cluster = BallistaCluster::new_from_config(&config).await?;
    eprintln!("scheduler on df://{address}");
    start_server(cluster, address, Arc::new(config)).await?;
    Ok(())
}
