//! What `load/run.sh` compares with, where it is asked for: the same reads and writes, and answers of the same size, without
//! the crate.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::put,
};
use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::{problem::Answer, store::Row, visit::App};

pub(crate) fn router(app: Arc<App>) -> Router {
    let route = put(score).get(read);
    Router::new().route("/bare/{subject}/{number}/{bytes}", route).with_state(app)
}

/// A subject, when it was scored or how many of its records are read, and how long the answer is.
type Named = Path<(String, u32, usize)>;

async fn score(
    State(app): State<Arc<App>>,
    Path((subject, at, bytes)): Named,
    Json(account): Json<Value>,
) -> Answer<String> {
    let (at, version, record) = (at.into(), "1.0.0".to_owned(), "r".repeat(bytes.min(1 << 20)));
    let account = account.to_string();
    let row = [Row { subject, at, version, account, record }];
    spawn_blocking(move || {
        app.store.put("bare", &row)?;
        let [row] = row;
        Ok(row.record)
    })
    .await?
}

async fn read(State(app): State<Arc<App>>, Path((subject, most, bytes)): Named) -> Answer<String> {
    spawn_blocking(move || {
        let rows = app.store.history("market", &subject, i64::MAX, most)?;
        let accounts = rows.iter().map(Row::account).collect::<Result<Vec<_>, _>>()?;
        Ok("a".repeat(bytes.min(1 << 20) * accounts.len().min(1)))
    })
    .await?
}
