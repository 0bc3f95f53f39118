//! The same queries on a Ballista cluster.

mod codec;

use std::sync::Arc;

use ballista::prelude::SessionContextExt as _;
use ballista_core::{extension::SessionConfigExt as _, utils::default_session_builder};
use ballista_executor::executor_process::ExecutorProcessConfig;
use ballista_scheduler::config::SchedulerConfig;
use datafusion::{
    error::Result,
    execution::SessionState,
    prelude::{SessionConfig, SessionContext},
};

use self::codec::Codec;
use crate::{Functions, FunctionsError, functions::guarded};

/// Seconds between two signs of life of an executor. By default a minute, after which a query would wait for minutes
/// more for an executor that is gone.
const HEARTBEAT: u64 = 2;

/// Seconds without a sign of life after which an executor counts as gone.
const TIMEOUT: u64 = 8;

/// The largest message, in bytes, as far as a column of bytes reaches. A part of a report is one value, and in exact mode it
/// has every score; by default a message has 16 MB.
const MOST_BYTES: u32 = i32::MAX.unsigned_abs();

/// A Ballista cluster whose machines have the functions of one or more lineages (feature `ballista`).
///
/// The functions are needed in three places: where a query is planned (the scheduler's sessions), where it runs (the
/// executors), and where it is written (the client, *after* it has connected, for connecting replaces its functions).
/// This makes the configuration of each, to be started with Ballista's own
/// [`start_server`](ballista_scheduler::scheduler_process::start_server) and
/// [`start_executor_process`](ballista_executor::executor_process::start_executor_process); the examples `scheduler` and
/// `executor` do so in a few lines.
///
/// An executor of another build lacks the functions that the client asks for, since their names carry fingerprints; the
/// query then fails with an error that says which process has what and is to be updated.
///
/// # Examples
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use scoreshift::influence;
/// use scoreshift_datafusion::{Cluster, Functions, InfluenceRows};
///
/// let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
/// let ctx = Cluster::of([functions]).connect("df://localhost:50050").await?;
/// ctx.sql("SELECT influence_2_0_0(profile) FROM 'people.parquet'").await?.show().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Cluster {
    lineages: Arc<[Functions]>,
}

impl Cluster {
    /// A cluster with the functions of these lineages.
    pub fn of(lineages: impl IntoIterator<Item = Functions>) -> Self {
        Self {
            lineages: lineages.into_iter().collect(),
        }
    }

    /// What a scheduler needs: sessions with the functions, a timeout of 8 seconds for executors that are gone, and messages
    /// of up to 2 GB, for a part of an exact report has every score.
    ///
    /// Host, port and all else are Ballista's own defaults, to be changed as needed.
    ///
    /// # Errors
    ///
    /// [`FunctionsError`] if the functions cannot be made.
    pub fn scheduler(&self) -> Result<SchedulerConfig, FunctionsError> {
        self.check()?;
        let cluster = self.clone();
        let sessions = move |config: SessionConfig| cluster.session(config);
        Ok(SchedulerConfig {
            override_session_builder: Some(Arc::new(sessions)),
            override_logical_codec: Some(Codec::logical(Arc::clone(&self.lineages))),
            override_physical_codec: Some(Codec::physical(Arc::clone(&self.lineages))),
            executor_timeout_seconds: TIMEOUT,
            expire_dead_executor_interval_seconds: HEARTBEAT,
            no_executors_grace_period_seconds: TIMEOUT,
            grpc_server_max_decoding_message_size: MOST_BYTES,
            grpc_server_max_encoding_message_size: MOST_BYTES,
            grpc_client_max_message_size: MOST_BYTES,
            ..SchedulerConfig::default()
        })
    }

    /// What an executor needs: the functions, a sign of life every 2 seconds, and messages of up to 2 GB.
    ///
    /// Host, ports, the scheduler's address and all else are Ballista's own defaults, to be changed as needed.
    ///
    /// # Errors
    ///
    /// As [`scheduler`](Self::scheduler).
    pub fn executor(&self) -> Result<ExecutorProcessConfig, FunctionsError> {
        // Functions are found by the codec.
        self.check()?;
        Ok(ExecutorProcessConfig {
            override_logical_codec: Some(Codec::logical(Arc::clone(&self.lineages))),
            override_physical_codec: Some(Codec::physical(Arc::clone(&self.lineages))),
            executor_heartbeat_interval_seconds: HEARTBEAT,
            grpc_max_decoding_message_size: MOST_BYTES,
            grpc_max_encoding_message_size: MOST_BYTES,
            ..ExecutorProcessConfig::default()
        })
    }

    /// A session on a running cluster, by the scheduler's address, such as `df://localhost:50050`.
    ///
    /// # Errors
    ///
    /// The address is none, or the functions cannot be registered.
    pub async fn connect(&self, url: &str) -> Result<SessionContext> {
        let state = self.session(SessionConfig::new_with_ballista())?;
        let context = SessionContext::remote_with_state(url, state).await?;
        // Connecting has replaced the functions.
        self.register(&context)?;
        Ok(context)
    }

    /// A session on a scheduler and an executor in this process, for tests.
    ///
    /// # Errors
    ///
    /// No port is free, or the functions cannot be registered.
    pub async fn standalone(&self) -> Result<SessionContext> {
        let state = self.session(SessionConfig::new_with_ballista())?;
        let context = SessionContext::standalone_with_state(state).await?;
        self.register(&context)?;
        Ok(context)
    }

    fn check(&self) -> Result<(), FunctionsError> {
        self.lineages
            .iter()
            .try_for_each(|lineage| lineage.udfs().map(|_| ()))
    }

    fn session(&self, config: SessionConfig) -> Result<SessionState> {
        // Else a query that reads two fields of one `…_moves` computes it twice.
        let config = config
            .set_bool(
                "datafusion.optimizer.enable_leaf_expression_pushdown",
                false,
            )
            .with_ballista_grpc_client_max_message_size(MOST_BYTES as usize)
            .with_ballista_logical_extension_codec(Codec::logical(Arc::clone(&self.lineages)))
            .with_ballista_physical_extension_codec(Codec::physical(Arc::clone(&self.lineages)));
        let mut state = default_session_builder(config)?;
        for lineage in self.lineages.iter() {
            lineage.register_in(&mut state)?;
        }
        Ok(guarded(state))
    }

    fn register(&self, context: &SessionContext) -> Result<()> {
        for lineage in self.lineages.iter() {
            lineage.register_in(&mut context.clone())?;
        }
        Ok(())
    }
}
