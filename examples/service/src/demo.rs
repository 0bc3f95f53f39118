//! Sheets and sellers to begin with.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use scoreshift::time::Time;

use crate::{
    score::{Account, Reviews},
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
pub(crate) fn sellers(tenant: &Tenant, store: &Store, subjects: u32) -> Result<(), Refusal> {
    if store.count(&tenant.name, "")?.0 > 0 {
        return Ok(());
    }
    for (year, time) in ["2024-09-01", "2025-02-01"].into_iter().enumerate() {
        let time: Time = time.parse()?;
        let Some(release) = tenant.in_force(time) else {
            continue;
        };
        let mut records = Vec::new();
        for number in 1..=subjects {
            let (subject, account) = (format!("seller {number}"), seller(number, u32::try_from(year)?));
            let record = release.record_with_digest(&account)?.with_subject(&subject).with_time(time);
            records.push((subject, serde_json::to_string(&account)?, record));
        }
        let at = store::micros(time);
        store
            .put_all(&tenant.name, records.iter().map(|(subject, account, record)| New { subject, at, account, record }))?;
    }
    Ok(())
}

/// A seller like others, and the same one in every run. Some lack one thing, some another.
fn seller(number: u32, year: u32) -> Account {
    let mut mixed = number.wrapping_mul(0x9e37_79b9);
    let mut up_to = |most: u32| {
        mixed = mixed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (mixed >> 8) % (most + 1)
    };
    let orders = 20 + up_to(600) + 40 * year;
    let (disputes, days) = (up_to(orders / 25), 1.0 + f64::from(up_to(50)) / 10.0);
    let mut reviews = BTreeMap::new();
    for country in ["AT", "DE", "FR", "PL"] {
        let (stars, count) = (2.5 + f64::from(up_to(25)) / 10.0, up_to(120));
        if count % 4 != 3 && count > 0 {
            reviews.insert(country.to_owned(), Reviews { stars, count });
        }
    }
    Account {
        orders: Some(orders),
        disputes: (number % 7 != 3).then_some(disputes),
        delivery_days: (number % 5 != 4).then_some(days),
        reviews,
    }
}
