//! What `load/run.sh` compares with, where it is asked for: the same reads and writes, and answers of the same size, without the
//! crate.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    routing::put,
};
use serde_json::Value;

use crate::{
    api::{Answer, App, blocking},
    store::New,
};

#[derive(serde::Deserialize)]
struct Size {
    bytes: usize,
}

pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new().route("/bare/{subject}/{at}", put(score).get(read)).with_state(app)
}

async fn score(State(app): State<Arc<App>>, named: Path<(String, i64)>, Json(account): Json<Value>) -> Answer<String> {
    blocking(&app, move |app| {
        let (account, record) = (account.to_string(), "r".repeat(560));
        let new = New {
            subject: &named.0.0,
            at: named.0.1,
            account: &account,
            record: record.clone(),
            version: "1.0.0".to_owned(),
            score: 1.0,
        };
        app.store.put("bare", &new)?;
        Ok(record)
    })
    .await
}

async fn read(
    State(app): State<Arc<App>>,
    Path((subject, most)): Path<(String, u32)>,
    Query(size): Query<Size>,
) -> Answer<String> {
    blocking(&app, move |app| {
        let rows = app.store.history("market", &subject, i64::MAX, most)?;
        let accounts: Vec<_> = rows.iter().map(crate::store::Row::account).collect::<Result<_, _>>()?;
        Ok("a".repeat(size.bytes.min(1 << 20) * accounts.len().min(1)))
    })
    .await
}
