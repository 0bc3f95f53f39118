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
        // One time for all, also when this was begun before and cut off, and later than what they have.
        let begun = store.begin(&tenant.name, &version, store::micros(now))?;
        let mut records = Vec::new();
        for row in &batch {
            let at = begun.max(row.at + 1);
            match release.record_with_digest(&row.account()?) {
                Ok(record) => {
                    let record = record.with_subject(&row.subject).with_time(store::time(at)?);
                    records.push(New::of(&row.subject, at, &row.account, &record)?);
                }
                // Who cannot be scored by this release keeps the score that they have.
                Err(error) => tracing::debug!(tenant = tenant.name, row.subject, %error, "cannot be scored again"),
            }
        }
        store.put_all(&tenant.name, &records)?;
        scored += records.len();
    }
}
