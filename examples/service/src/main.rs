//! A service that scores, keeps, explains and re-scores, to be read and copied.
//!
//! ```text
//! cargo run -p scoreshift-service
//! SERVICE_DATA=folder SERVICE_LISTEN=127.0.0.1:8080 SERVICE_SELLERS=5000 cargo run -p scoreshift-service
//! ```
//!
//! A new folder begins with sheets to be changed at will, in `sheets`, and with made-up sellers.

mod api;
mod demo;
mod score;
mod server;
mod store;
mod tenants;
mod visit;

use std::{env, fs, io, net::SocketAddr, path::PathBuf, sync::Arc, thread, time::Duration};

use scoreshift::present::Audience;
use store::Store;
use tenants::Tenants;
use tokio::{net::TcpListener, runtime::Builder, sync::Semaphore};
use tracing_subscriber::EnvFilter;
use visit::{App, Failure, Key, Pass, from_now, now};

fn main() -> Result<(), Failure> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let setting = |name, otherwise: &str| env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/service");
    let folder = PathBuf::from(setting("SERVICE_DATA", here));
    fs::create_dir_all(&folder)?;
    let key = Key::of(&folder)?;
    let store = Store::open(&folder.join("scores.db"))?;
    let tenants = Tenants::open(demo::sheets(folder.join("sheets"))?, store)?;
    if let Some(market) = tenants.all().remove("market").and_then(|known| known.tenant) {
        demo::sellers(&market, &tenants.store, setting("SERVICE_SELLERS", "200").parse()?)?;
    }
    let reports = Arc::new(Semaphore::new(1));
    let app = Arc::new(App { tenants, key, reports });
    // As much work at a time as there are processors, since explanations compute and never wait; and one report.
    let processors = thread::available_parallelism().map_or(2, usize::from);
    let mut runtime = Builder::new_multi_thread();
    let runtime = runtime.enable_all().max_blocking_threads(processors + 1).build()?;
    runtime.block_on(serve(app, &setting("SERVICE_LISTEN", "127.0.0.1:0")))
}

async fn serve(app: Arc<App>, address: &str) -> Result<(), Failure> {
    let listener = TcpListener::bind(address).await?;
    let watched = Arc::clone(&app);
    // A thread of its own: it reads, measures and scores, and ends with the process, whenever that is.
    thread::spawn(move || watch(&watched));
    greet(&app, listener.local_addr()?)?;
    let bare = env::var_os("SERVICE_BARE").map(|_| api::bare(Arc::clone(&app)));
    server::run(listener, api::router(app).merge(bare.unwrap_or_default())).await;
    Ok(())
}

/// Looks for changed sheets once a second, and re-scores everybody whose release has come into force.
fn watch(app: &App) {
    let look = || -> Result<(), Failure> {
        app.tenants.look()?;
        let tenants = app.tenants.all().into_values().filter_map(|known| known.tenant);
        tenants.into_iter().try_for_each(|tenant| tenant.rescore(&app.tenants.store, now()?))
    };
    loop {
        if let Err(error) = look() {
            tracing::error!(error, "it goes on where it was");
        }
        thread::sleep(Duration::from_secs(1));
    }
}

#[allow(clippy::print_stdout, reason = "for whoever started it; the log is no place for tokens")]
fn greet(app: &App, address: SocketAddr) -> Result<(), Failure> {
    println!("listening on http://{address}");
    let pass = |tenant: &str, subject: Option<&str>, role| {
        let (tenant, subject) = (tenant.to_owned(), subject.map(str::to_owned));
        from_now(30).map(|until| Pass { tenant, subject, role, until })
    };
    for tenant in app.tenants.all().into_keys() {
        for role in [Audience::Agent, Audience::Auditor] {
            println!("{tenant}: {role:?} token {}", app.key.sign(&pass(&tenant, None, role)?)?);
        }
    }
    let link = app.key.link(&pass("market", Some("seller 1"), Audience::Person)?)?;
    println!("a seller's page: http://{address}{link}");
    Ok(())
}
