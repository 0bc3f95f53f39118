//! When a release takes effect, everybody is scored by it: in batches, each in one transaction, so that a crash or a power cut
//! finds every subject scored once when the service is back.

use scoreshift::time::Time;

use crate::{
    store::{self, New, Store},
    tenants::{Refusal, Tenant},
};

const BATCH: u32 = 500;

/// Scores every subject whose current score is of another version than the one in force, and says how many there were. What is
/// left to do is read from the scores themselves, so that there is no list of it that could be lost.
pub(crate) fn rescore(tenant: &Tenant, store: &Store, now: Time) -> Result<usize, Refusal> {
    let Some(release) = tenant.in_force(now) else { return Ok(0) };
    let version = release.id().version().to_string();
    let (mut after, mut scored) = (String::new(), 0);
    loop {
        let batch = store.outdated(&tenant.name, &version, &after, BATCH)?;
        let Some(last) = batch.last() else { return Ok(scored) };
        after.clone_from(&last.subject);
        let mut records = Vec::new();
        for row in &batch {
            // Who cannot be scored by this release keeps the score that they have.
            match release.record_with_digest(&row.account()?) {
                Ok(record) => records.push((row, record.with_subject(&row.subject))),
                Err(error) => tracing::debug!(tenant = tenant.name, row.subject, %error, "cannot be scored again"),
            }
        }
        if records.is_empty() {
            continue;
        }
        // One time for all, also when this was begun before and cut off, and later than what they have.
        let begun = store.begin(&tenant.name, &version, store::micros(now))?;
        let timed = records.into_iter().map(|(row, record)| {
            let at = begun.max(row.at + 1);
            Ok((row, at, record.with_time(store::time(at)?)))
        });
        let timed = timed.collect::<Result<Vec<_>, Refusal>>()?;
        let new =
            timed.iter().map(|(row, at, record)| New { subject: &row.subject, at: *at, account: &row.account, record });
        store.put_all(&tenant.name, new)?;
        scored += timed.len();
    }
}
