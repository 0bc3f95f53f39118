//! What is kept, in one file: each record beside the account that was scored, and who stands where.

use std::{iter, path::PathBuf};

use parking_lot::Mutex;
use rusqlite::{Connection, Params, Result, Row as Columns, TransactionBehavior, params};
use scoreshift::{record::ScoreRecord, time::Time};

use crate::score::Account;

/// How many subjects are read or written at a time.
const BATCH: u32 = 500;

/// One file, with one who writes at a time and as many who read as there is work.
pub(crate) struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

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
        Ok(Self {
            subject: columns.get("subject")?,
            at: columns.get("at")?,
            version: columns.get("version")?,
            account: columns.get("account")?,
            record: columns.get("record")?,
        })
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
    pub(crate) fn open(path: PathBuf) -> Result<Self> {
        let writer = Mutex::new(Connection::open(&path)?);
        writer.lock().execute_batch(include_str!("schema.sql"))?;
        let readers = Mutex::default();
        Ok(Self { path, writer, readers })
    }

    /// Keeps records, and with them which are the newest of their subjects: all or none. What is kept already stays as it
    /// is; how many were new is said.
    pub(crate) fn put(&self, tenant: &str, rows: &[Row]) -> Result<usize> {
        let mut writer = self.writer.lock();
        let change = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut new = 0;
        for row in rows {
            let Row { subject, at, version, account, record } = row;
            let kept = "INSERT OR IGNORE INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let kept = change
                .prepare_cached(kept)?
                .execute(params![tenant, subject, at, version, account, record])?;
            let newest = "INSERT INTO current VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE
                SET at = excluded.at, version = excluded.version WHERE excluded.at > at";
            let mut newest = change.prepare_cached(newest)?;
            newest.execute(params![tenant, subject, at, version])?;
            new += kept;
        }
        change.commit()?;
        Ok(new)
    }

    /// The newest records of a subject up to a time, oldest first.
    pub(crate) fn history(
        &self,
        tenant: &str,
        subject: &str,
        until: i64,
        most: u32,
    ) -> Result<Vec<Row>> {
        let newest = "SELECT * FROM record WHERE tenant = ?1 AND subject = ?2 AND at <= ?3
            ORDER BY at DESC LIMIT ?4";
        let mut rows = self.all(newest, params![tenant, subject, until, most], Row::of)?;
        rows.reverse();
        Ok(rows)
    }

    /// Newest records of another version than this one, by subject, in batches that are read when they are asked for.
    pub(crate) fn others(
        &self,
        tenant: &str,
        version: &str,
    ) -> impl Iterator<Item = Result<Vec<Row>>> {
        let others = "SELECT record.* FROM current JOIN record USING (tenant, subject, at)
            WHERE tenant = ?1 AND current.version <> ?2 AND subject > ?3 ORDER BY subject LIMIT ?4";
        let mut after = Some(String::new());
        iter::from_fn(move || {
            let asked = params![tenant, version, after.take()?, BATCH];
            let batch = self.all(others, asked, Row::of);
            let last = batch.as_ref().ok().and_then(|rows| rows.last());
            after = last.map(|row| row.subject.clone());
            Some(batch)
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
        self.all("SELECT tenant, text FROM sheet", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    pub(crate) fn accept(&self, tenant: &str, sheet: &str) -> Result<usize> {
        let kept = "INSERT OR REPLACE INTO sheet VALUES (?1, ?2)";
        self.writer.lock().execute(kept, [tenant, sheet])
    }

    fn all<T>(
        &self,
        query: &str,
        asked: impl Params,
        row: impl FnMut(&Columns<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let idle = self.readers.lock().pop();
        let reader = idle.map_or_else(|| Connection::open(&self.path), Ok)?;
        let rows = reader.prepare_cached(query)?.query_map(asked, row)?.collect();
        self.readers.lock().push(reader);
        rows
    }
}
