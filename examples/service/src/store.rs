//! What is kept, in one file: each record beside the account that was scored, and who stands where.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rusqlite::{Connection, OptionalExtension as _, Params, Row as Columns, TransactionBehavior, params};
use scoreshift::{
    record::ScoreRecord,
    time::{Time, TimeError},
};

use crate::score::Account;

type Result<T, E = rusqlite::Error> = std::result::Result<T, E>;

/// One file, with one who writes at a time and as many who read as there is work.
pub(crate) struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

/// What became of a record.
pub(crate) enum Put {
    New,
    /// The same account was scored at this time before: the record is the one of then.
    Same(String),
    /// Another account was scored at this time.
    Other,
}

/// A record to be kept.
pub(crate) struct New<'r> {
    pub(crate) subject: &'r str,
    pub(crate) at: i64,
    pub(crate) account: &'r str,
    pub(crate) record: String,
    pub(crate) version: String,
    pub(crate) score: f64,
}

impl<'r> New<'r> {
    pub(crate) fn of(subject: &'r str, at: i64, account: &'r str, record: &ScoreRecord) -> serde_json::Result<Self> {
        let (version, score) = (record.model().version().to_string(), record.value());
        Ok(Self { subject, at, account, record: serde_json::to_string(record)?, version, score })
    }
}

/// A record as it is kept.
pub(crate) struct Row {
    pub(crate) subject: String,
    pub(crate) at: i64,
    pub(crate) account: String,
    record: String,
}

impl Row {
    const COLUMNS: &'static str = "subject, at, account, record";

    fn of(columns: &Columns<'_>) -> Result<Self> {
        Ok(Self { subject: columns.get(0)?, at: columns.get(1)?, account: columns.get(2)?, record: columns.get(3)? })
    }

    /// What was scored.
    pub(crate) fn account(&self) -> serde_json::Result<Account> {
        serde_json::from_str(&self.account)
    }

    /// What was issued, if this build can read it; it says which record it is, and why not.
    pub(crate) fn record(&self) -> Result<ScoreRecord, String> {
        let when = || time(self.at).map_or_else(|_| self.at.to_string(), |time| time.to_string());
        serde_json::from_str(&self.record).map_err(|error| format!("the score of {}: {error}", when()))
    }
}

impl Store {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let writer = Connection::open(path)?;
        writer.execute_batch(include_str!("schema.sql"))?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Keeps a record, and the subject's current score with it, or neither.
    pub(crate) fn put(&self, tenant: &str, new: &New<'_>) -> Result<Put> {
        let mut writer = lock(&self.writer);
        let change = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let kept = "SELECT account, record FROM record WHERE tenant = ?1 AND subject = ?2 AND at = ?3";
        let kept = change.prepare_cached(kept)?.query_row(params![tenant, new.subject, new.at], pair).optional()?;
        match kept {
            Some((account, record)) if account == new.account => return Ok(Put::Same(record)),
            Some(_) => return Ok(Put::Other),
            None => insert(&change, tenant, new)?,
        }
        change.commit()?;
        Ok(Put::New)
    }

    /// Keeps many records in one transaction, and none of those that are kept already.
    pub(crate) fn put_all(&self, tenant: &str, records: &[New<'_>]) -> Result<()> {
        let mut writer = lock(&self.writer);
        let change = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        records.iter().try_for_each(|new| insert(&change, tenant, new))?;
        change.commit()
    }

    /// The newest records of a subject up to a time, oldest first.
    pub(crate) fn history(&self, tenant: &str, subject: &str, until: i64, most: u32) -> Result<Vec<Row>> {
        let which = "FROM record WHERE tenant = ?1 AND subject = ?2 AND at <= ?3 ORDER BY at DESC LIMIT ?4";
        let mut rows =
            self.all(&format!("SELECT {} {which}", Row::COLUMNS), params![tenant, subject, until, most], Row::of)?;
        rows.reverse();
        Ok(rows)
    }

    /// Subjects whose current score is of another version, with what was scored, after this one in their order.
    pub(crate) fn outdated(&self, tenant: &str, version: &str, after: &str, most: u32) -> Result<Vec<Row>> {
        let which = "FROM current JOIN record USING (tenant, subject, at)
            WHERE tenant = ?1 AND version <> ?2 AND subject > ?3 ORDER BY subject LIMIT ?4";
        self.all(&format!("SELECT {} {which}", Row::COLUMNS), params![tenant, version, after, most], Row::of)
    }

    /// Hands each subject's newest account to `all`, as they are read.
    pub(crate) fn population<R>(
        &self,
        tenant: &str,
        all: impl FnOnce(&mut dyn Iterator<Item = Result<Row>>) -> R,
    ) -> Result<R> {
        let which = "FROM current JOIN record USING (tenant, subject, at) WHERE tenant = ?1 ORDER BY subject";
        self.read(|reader| {
            let mut query = reader.prepare(&format!("SELECT {} {which}", Row::COLUMNS))?;
            let mut rows = query.query_map([tenant], Row::of)?;
            Ok(all(&mut rows))
        })
    }

    /// How many subjects there are, and how many of them have a current score of this version.
    pub(crate) fn count(&self, tenant: &str, version: &str) -> Result<(u64, u64)> {
        let count = "SELECT count(*), count(CASE WHEN version = ?2 THEN 1 END) FROM current WHERE tenant = ?1";
        self.read(|reader| reader.query_row(count, [tenant, version], |row| Ok((row.get(0)?, row.get(1)?))))
    }

    /// When the subjects began to be re-scored under a version: the given time, unless they began before.
    pub(crate) fn begin(&self, tenant: &str, version: &str, now: i64) -> Result<i64> {
        let begin = "INSERT INTO rescoring VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET at = at RETURNING at";
        lock(&self.writer).query_row(begin, params![tenant, version, now], |row| row.get(0))
    }

    /// The sheets that were accepted, by tenant.
    pub(crate) fn sheets(&self) -> Result<Vec<(String, String)>> {
        self.all("SELECT tenant, text FROM sheet", [], pair)
    }

    pub(crate) fn accept(&self, tenant: &str, sheet: &str) -> Result<usize> {
        lock(&self.writer).execute("INSERT OR REPLACE INTO sheet VALUES (?1, ?2)", [tenant, sheet])
    }

    fn all<T>(&self, query: &str, asked: impl Params, row: fn(&Columns<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.read(|reader| reader.prepare_cached(query)?.query_map(asked, row)?.collect())
    }

    fn read<R>(&self, ask: impl FnOnce(&Connection) -> Result<R>) -> Result<R> {
        let idle = lock(&self.readers).pop();
        let reader = idle.map_or_else(|| Connection::open(&self.path), Ok)?;
        let answer = ask(&reader);
        lock(&self.readers).push(reader);
        answer
    }
}

fn insert(change: &Connection, tenant: &str, new: &New<'_>) -> Result<()> {
    let New { subject, at, account, record, version, score } = new;
    let kept = "INSERT OR IGNORE INTO record VALUES (?1, ?2, ?3, ?4, ?5)";
    change.prepare_cached(kept)?.execute(params![tenant, subject, at, account, record])?;
    let current = "INSERT INTO current VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE
        SET at = excluded.at, version = excluded.version, score = excluded.score WHERE excluded.at > at";
    change.prepare_cached(current)?.execute(params![tenant, subject, at, version, score])?;
    Ok(())
}

fn pair(columns: &Columns<'_>) -> Result<(String, String)> {
    Ok((columns.get(0)?, columns.get(1)?))
}

/// A panic elsewhere leaves nothing half done here: a transaction that is not committed is none.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Microseconds since 1970, by which times are ordered in the file.
pub(crate) fn micros(time: Time) -> i64 {
    let since = SystemTime::from(time).duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// The time that is kept as so many microseconds.
pub(crate) fn time(at: i64) -> Result<Time, TimeError> {
    Time::try_from(UNIX_EPOCH + Duration::from_micros(at.unsigned_abs()))
}
