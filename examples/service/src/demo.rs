//! Sheets and sellers to begin with.

use std::{fs, io, path::PathBuf};

use scoreshift::time::Time;

use crate::store::{Row, Store};
use crate::{score::Account, tenants::Tenant, visit::Failure};

/// A folder of sheets, to be changed at will: what is there stays.
pub(crate) fn sheets(folder: PathBuf) -> io::Result<PathBuf> {
    fs::create_dir_all(&folder)?;
    let market = ("market.toml", include_str!("../sheets/market.toml"));
    for (name, text) in [market, ("boutique.toml", include_str!("../sheets/boutique.toml"))] {
        if !folder.join(name).exists() {
            fs::write(folder.join(name), text)?;
        }
    }
    Ok(folder)
}

/// So many made-up sellers, where there is nobody yet: each scored in two years by the releases of then.
pub(crate) fn sellers(tenant: &Tenant, store: &Store, subjects: usize) -> Result<(), Failure> {
    if store.count(&tenant.name, "")?.0 > 0 {
        return Ok(());
    }
    let accounts: Vec<Account> = serde_json::from_str(include_str!("../sheets/sellers.json"))?;
    let mut rows = Vec::new();
    for (more, time) in [(0, "2024-09-01"), (40, "2025-02-01")] {
        let time: Time = time.parse()?;
        let release = tenant.lineage.in_force(time).ok_or("there is no release")?;
        for (number, account) in (1..=subjects).zip(accounts.iter().cycle()) {
            let orders = account.orders.map(|orders| orders + more);
            let account = Account { orders, ..account.clone() };
            let record = release.record_with_digest(&account)?.with_time(time);
            rows.push(Row::new(&record.with_subject(format!("seller {number}")), &account)?);
        }
    }
    store.put(&tenant.name, &rows)?;
    Ok(())
}
