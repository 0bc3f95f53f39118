//! Sheets and sellers to begin with.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use scoreshift::time::Time;

use crate::{
    score::Account,
    store::{self, New, Store},
    tenants::{Refusal, Tenant},
};

const SHEETS: [(&str, &str); 5] = [
    ("market.toml", include_str!("../sheets/market.toml")),
    ("market.gate.json", include_str!("../sheets/market.gate.json")),
    ("market.de.ftl", include_str!("../sheets/market.de.ftl")),
    ("market.ar.ftl", include_str!("../sheets/market.ar.ftl")),
    ("boutique.toml", include_str!("../sheets/boutique.toml")),
];

/// A folder of sheets, to be changed at will: what is there stays.
pub(crate) fn sheets(folder: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    for (name, text) in SHEETS {
        let path = folder.join(name);
        if !path.exists() {
            fs::write(path, text)?;
        }
    }
    Ok(folder.to_owned())
}

/// So many made-up sellers, where there is nobody yet: each scored in two years by the releases of then.
pub(crate) fn sellers(tenant: &Tenant, store: &Store, subjects: usize) -> Result<(), Refusal> {
    if store.count(&tenant.name, "")?.0 > 0 {
        return Ok(());
    }
    let accounts: Vec<Account> = serde_json::from_str(include_str!("../sheets/sellers.json"))?;
    let mut scored = Vec::new();
    for (year, time) in [(0, "2024-09-01"), (1, "2025-02-01")] {
        let time: Time = time.parse()?;
        let Some(release) = tenant.in_force(time) else { continue };
        for number in 1..=subjects {
            let mut account = accounts.get(number % accounts.len()).cloned().unwrap_or_default();
            account.orders = account.orders.map(|orders| orders + 40 * year);
            let subject = format!("seller {number}");
            let record = release.record_with_digest(&account)?.with_subject(&subject).with_time(time);
            scored.push((subject, serde_json::to_string(&account)?, record));
        }
    }
    let new = scored
        .iter()
        .map(|(subject, account, record)| New::of(subject, record.time().map_or(0, store::micros), account, record));
    Ok(store.put_all(&tenant.name, &new.collect::<Result<Vec<_>, _>>()?)?)
}
