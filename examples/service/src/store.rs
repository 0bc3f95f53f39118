//! What is kept, in one file: each record beside the account that was scored, and who stands where.

use std::{iter, path::Path};

use parking_lot::Mutex;
use rusqlite::{Connection, Params, Result, Row as Columns, TransactionBehavior, params};
use scoreshift::{record::ScoreRecord, time::Time};

use crate::score::Account;

/// How many subjects are read or written at a time.
const BATCH: u32 = 500;

/// One file and one connection: there is one writer at a time in any case, and reading takes little time.
pub(crate) struct Store(Mutex<Connection>);

/// A record as it is kept.
pub(crate) struct Row {
    pub(crate) subject: String,
    /// When, in microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) version: String,
    pub(crate) account: String,
    pub(crate) record: String,
}

impl Row {
    pub(crate) fn new(record: &ScoreRecord, account: &Account) -> serde_json::Result<Self> {
        Ok(Self {
            subject: record.subject().unwrap_or_default().to_owned(),
            at: record.time().map_or(0, Time::unix_micros),
            version: record.model().version().to_string(),
            account: serde_json::to_string(account)?,
            record: serde_json::to_string(record)?,
        })
    }

    fn of(columns: &Columns<'_>) -> Result<Self> {
        let text = |name| columns.get(name);
        let (subject, at, version) = (text("subject")?, columns.get("at")?, text("version")?);
        Ok(Self { subject, at, version, account: text("account")?, record: text("record")? })
    }

    /// What was scored.
    pub(crate) fn account(&self) -> serde_json::Result<Account> {
        serde_json::from_str(&self.account)
    }

    /// What was issued, if this build can read it; it says which record it is, and why not.
    pub(crate) fn record(&self) -> Result<ScoreRecord, String> {
        let when = Time::from_unix_micros(self.at).map_err(|error| error.to_string())?;
        serde_json::from_str(&self.record).map_err(|error| format!("the score of {when}: {error}"))
    }
}

impl Store {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Keeps records, and with them which are the newest of their subjects: all or none. What is kept already stays as it
    /// is; how many were new is said.
    pub(crate) fn put(&self, tenant: &str, rows: &[Row]) -> Result<usize> {
        let mut connection = self.0.lock();
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut new = 0;
        for Row { subject, at, version, account, record } in rows {
            let kept = "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
            let values = params![tenant, subject, at, version, account, record];
            new += change.prepare_cached(kept)?.execute(values)?;
        }
        change.commit()?;
        Ok(new)
    }

    /// The newest records of a tenant's subject up to a time, oldest first.
    pub(crate) fn history(&self, whose: [&str; 2], until: i64, most: u32) -> Result<Vec<Row>> {
        let newest = "SELECT * FROM record WHERE tenant = ?1 AND subject = ?2 AND at <= ?3
            ORDER BY at DESC LIMIT ?4";
        let mut rows = self.all(newest, params![whose[0], whose[1], until, most], Row::of)?;
        rows.reverse();
        Ok(rows)
    }

    /// Newest records of another version than this one, by subject, in batches that are read when they are asked for.
    pub(crate) fn others(&self, whose: [&str; 2]) -> impl Iterator<Item = Result<Vec<Row>>> {
        let others = "SELECT record.* FROM current JOIN record USING (tenant, subject, at)
            WHERE tenant = ?1 AND current.version <> ?2 AND subject > ?3 ORDER BY subject LIMIT ?4";
        let mut after = Some(String::new());
        iter::from_fn(move || {
            let asked = params![whose[0], whose[1], after.take()?, BATCH];
            let batch = self.all(others, asked, Row::of);
            let last = batch.as_ref().ok().and_then(|rows| rows.last());
            after = last.map(|row| row.subject.clone());
            (after.is_some() || batch.is_err()).then_some(batch)
        })
    }

    /// How many subjects there are, and how many of them have a newest score of this version.
    pub(crate) fn count(&self, tenant: &str, version: &str) -> Result<(u64, u64)> {
        let count = "SELECT count(*), count(CASE WHEN version = ?2 THEN 1 END) FROM current
            WHERE tenant = ?1";
        let counts = self.all(count, [tenant, version], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counts.into_iter().next().unwrap_or_default())
    }

    /// The sheets that were accepted, by tenant.
    pub(crate) fn sheets(&self) -> Result<Vec<(String, String)>> {
        self.all("SELECT * FROM sheet", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    pub(crate) fn accept(&self, tenant: &str, sheet: &str) -> Result<usize> {
        let kept = "INSERT OR REPLACE INTO sheet VALUES (?1, ?2)";
        self.0.lock().execute(kept, [tenant, sheet])
    }

    fn all<T, P: Params>(&self, query: &str, asked: P, row: ReadRow<T>) -> Result<Vec<T>> {
        self.0.lock().prepare_cached(query)?.query_map(asked, row)?.collect()
    }
}

type ReadRow<T> = fn(&Columns<'_>) -> Result<T>;
