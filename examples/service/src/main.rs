//! A service that scores, keeps, explains and re-scores, to be read and copied.
//!
//! ```text
//! cargo run -p scoreshift-service
//! SERVICE_DATA=folder SERVICE_LISTEN=127.0.0.1:8080 SERVICE_SELLERS=5000 cargo run -p scoreshift-service
//! ```
//!
//! A new folder begins with sheets to be changed at will, in `sheets`, and with made-up sellers.

mod access;
mod api;
mod bare;
mod demo;
mod pages;
mod problem;
mod rescore;
mod score;
mod server;
mod store;
mod tenants;

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use access::{Key, hex, unhex};
use api::{App, now, page_link, seconds};
use scoreshift::present::Audience;
use store::Store;
use tenants::{Refusal, Tenants};
use tokio::{net::TcpListener, sync::Semaphore};
use tracing_subscriber::EnvFilter;

fn main() -> Result<(), Refusal> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let setting = |name: &str, otherwise: &str| env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let folder = PathBuf::from(setting("SERVICE_DATA", concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/service")));
    fs::create_dir_all(&folder)?;
    let key = key(&folder.join("key"))?;
    let store = Arc::new(Store::open(&folder.join("scores.db"))?);
    let tenants = Tenants::open(demo::sheets(&folder.join("sheets"))?, Arc::clone(&store))?;
    if let Some(market) = tenants.get("market") {
        demo::sellers(&market, &store, setting("SERVICE_SELLERS", "200").parse()?)?;
    }
    let processors = thread::available_parallelism().map_or(2, usize::from);
    let app = Arc::new(App {
        store,
        tenants,
        key,
        work: Arc::new(Semaphore::new(processors)),
        reports: Arc::new(Semaphore::new(1)),
    });
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(serve(app, &setting("SERVICE_LISTEN", "127.0.0.1:0")))
}

async fn serve(app: Arc<App>, address: &str) -> Result<(), Refusal> {
    let listener = TcpListener::bind(address).await?;
    let watched = Arc::clone(&app);
    // A thread of its own: it reads, measures and scores, and ends with the process, whenever that is.
    thread::spawn(move || watch(&watched));
    greet(&app, listener.local_addr()?);
    let bare = env::var_os("SERVICE_BARE").map(|_| bare::router(Arc::clone(&app)));
    server::run(listener, api::router(app).merge(bare.unwrap_or_default())).await;
    Ok(())
}

/// Looks for changed sheets once a second, and re-scores everybody whose release has come into force.
fn watch(app: &App) {
    loop {
        if let Err(error) = app.tenants.look() {
            tracing::error!(%error, "the folder of sheets cannot be read");
        }
        for tenant in app.tenants.all() {
            match now().map_err(|problem| problem.error.into()).and_then(|now| rescore::rescore(&tenant, &app.store, now)) {
                Ok(0) => {}
                Ok(scored) => tracing::info!(tenant = tenant.name, scored, "scored again by the release in force"),
                Err(error) => {
                    tracing::error!(tenant = tenant.name, error, "re-scoring stopped; it goes on where it was");
                }
            }
        }
        thread::sleep(Duration::from_secs(1));
    }
}

#[allow(clippy::print_stdout, reason = "the addresses are for whoever started it, and the log is not the place for tokens")]
fn greet(app: &App, address: SocketAddr) {
    println!("listening on http://{address}");
    for tenant in app.tenants.all() {
        for role in [Audience::Agent, Audience::Auditor] {
            println!("{}: {role:?} token {}", tenant.name, app.key.token(&tenant.name, role));
        }
    }
    if app.tenants.get("market").is_some() {
        let link = page_link(&app.key, "market", "seller 1", seconds() + 24 * 3600);
        println!("a seller's page, for a day: http://{address}{link}");
    }
}

/// The key of this folder, made at the first start; nobody else may read it.
fn key(path: &Path) -> Result<Key, Refusal> {
    if !path.exists() {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        std::io::Write::write_all(&mut options.open(path)?, hex(&bytes).as_bytes())?;
    }
    let bytes = unhex(fs::read_to_string(path)?.trim()).and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    Ok(Key(bytes.ok_or_else(|| format!("{} is no key of 128 hexadecimal digits", path.display()))?))
}
