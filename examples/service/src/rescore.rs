//! When a release takes effect, everybody is scored by it: in batches, each in one transaction, so that a crash or a power cut
//! finds every subject scored once when the service is back.

use scoreshift::time::Time;

use crate::{
    problem::Failure,
    store::{Row, Store},
    tenants::Tenant,
};

/// Scores every subject whose newest score is of another version than the one in force, and says how many there were. What is
/// left to do is read from the scores themselves, so that there is no list of it that could be lost.
pub(crate) fn rescore(tenant: &Tenant, store: &Store, now: Time) -> Result<usize, Failure> {
    let Some(release) = tenant.lineage.in_force(now) else {
        return Ok(0);
    };
    let mut scored = 0;
    for batch in store.others(&tenant.name, &release.id().version().to_string()) {
        let mut again = Vec::new();
        for row in batch? {
            // Later than the score that it takes the place of.
            let time = Time::from_unix_micros(now.unix_micros().max(row.at + 1))?;
            let account = row.account()?;
            match release.record_with_digest(&account) {
                Ok(record) => {
                    let record = record.with_subject(&row.subject).with_time(time);
                    again.push(Row::new(&record, &account)?);
                }
                // Who cannot be scored by this release keeps the score that they have.
                Err(error) => tracing::debug!(tenant = tenant.name, row.subject, %error, "kept"),
            }
        }
        scored += store.put(&tenant.name, &again)?;
    }
    Ok(scored)
}
