//! Sheets and sellers to begin with.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use scoreshift::time::Time;

use crate::{
    problem::Failure,
    score::Account,
    store::{Row, Store},
    tenants::Tenant,
};

/// A folder of sheets, to be changed at will: what is there stays.
pub(crate) fn sheets(folder: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let (market, boutique) =
        (include_str!("../sheets/market.toml"), include_str!("../sheets/boutique.toml"));
    for (name, text) in [("market.toml", market), ("boutique.toml", boutique)] {
        if !folder.join(name).exists() {
            fs::write(folder.join(name), text)?;
        }
    }
    Ok(folder.to_owned())
}

/// So many made-up sellers, where there is nobody yet: each scored in two years by the releases of then.
pub(crate) fn sellers(tenant: &Tenant, store: &Store, subjects: usize) -> Result<(), Failure> {
    if store.count(&tenant.name, "")?.0 > 0 {
        return Ok(());
    }
    let accounts: Vec<Account> = serde_json::from_str(include_str!("../sheets/sellers.json"))?;
    let mut rows = Vec::new();
    for (year, time) in [(0, "2024-09-01"), (1, "2025-02-01")] {
        let time: Time = time.parse()?;
        let Some(release) = tenant.lineage.in_force(time) else {
            continue;
        };
        for (number, account) in (1..=subjects).zip(accounts.iter().cycle()) {
            let mut account = account.clone();
            account.orders = account.orders.map(|orders| orders + 40 * year);
            let record = release.record_with_digest(&account)?;
            let record = record.with_subject(format!("seller {number}")).with_time(time);
            rows.push(Row::new(&record, &account)?);
        }
    }
    store.put(&tenant.name, &rows)?;
    Ok(())
}
