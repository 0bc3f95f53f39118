//! Whose scores they are: a sheet for each tenant, in a folder that is looked at while the service runs.

use std::{collections::BTreeMap, fs, io, ops::ControlFlow, path::PathBuf, sync::Arc};

use itertools::Itertools as _;
use parking_lot::RwLock;
use scoreshift::impact::{Gate, GateOutcome, Impact, ReadError, Subject};
use scoreshift::lineage::{ReleaseSheet, SheetRelease};
use scoreshift::present::{Catalogue, English, Language};
use scoreshift::{Lineage, bump::BumpPolicy, lock, time::Time};
use serde::Deserialize;

use crate::score::{Account, SellerTrust, corpus};
use crate::store::{Row, Store};
use crate::visit::Failure;

/// What a tenant hands in: the releases of its score, what a new one must not do, and its words in other languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    score: String,
    release: Vec<SheetRelease>,
    #[serde(default)]
    gate: Gate,
    #[serde(default)]
    words: BTreeMap<String, String>,
}

/// A tenant, as its sheet says.
pub(crate) struct Tenant {
    pub(crate) name: String,
    pub(crate) lineage: Lineage<Account>,
    gate: Gate,
    languages: Vec<Catalogue>,
}

impl Tenant {
    pub(crate) fn read(name: &str, sheet: &str) -> Result<Self, Failure> {
        let Sheet { score, release, gate, words } = toml::from_str(sheet)?;
        let releases = ReleaseSheet::new(score, release);
        let lineage = releases.lineage_with_probes::<SellerTrust>(corpus()?.into_values())?;
        let words = words.iter().map(|(tag, own)| Catalogue::shipped(tag)?.with(own));
        Ok(Self { name: name.to_owned(), lineage, gate, languages: words.try_collect()? })
    }

    /// The language that a reader understands best; English where they accept none of the tenant's.
    pub(crate) fn language(&self, accepted: &str) -> &dyn Language {
        Catalogue::negotiate(accepted, &self.languages).map_or(&English, |found| found)
    }

    /// What the newest release of a proposed sheet does to everybody, against this tenant's newest one, and what its gate says
    /// of that.
    pub(crate) fn impact_of(
        &self,
        proposed: &Self,
        store: &Store,
        progress: impl Fn(u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Result<(Impact, GateOutcome), Failure> {
        let before = self.lineage.latest().id().version().to_string();
        let study = proposed.lineage.impact(&before, "latest")?.by_change();
        let rows = store.others([&self.name, ""]).flatten_ok().zip(1..);
        let subjects = rows.map(|(row, number)| {
            let read = row.map_err(Failure::from).and_then(|row| {
                let account = row.account()?;
                let buyers = account.reviews.iter().max_by_key(|(_, reviews)| reviews.count);
                let buyers = buyers.map_or("unknown", |(country, _)| country).to_owned();
                Ok(Subject::new(row.subject, account).segment("buyers", buyers))
            });
            read.map_err(|error| ReadError::new(number, error.to_string()))
        });
        let impact = study.measuring(&self.gate).progress(progress).read(subjects)?;
        let outcome = self.gate.check(&impact);
        Ok((impact, outcome))
    }

    /// Scores everybody whose newest score is of another version than the one in force: in batches, each in one transaction,
    /// so that a crash or a power cut finds every subject scored once when the service is back. What is left to do is read
    /// from the scores themselves, so that there is no list of it that could be lost.
    pub(crate) fn rescore(&self, store: &Store, now: Time) -> Result<(), Failure> {
        let Some(release) = self.lineage.in_force(now) else { return Ok(()) };
        for batch in store.others([&self.name, &release.id().version().to_string()]) {
            let mut again = Vec::new();
            for row in batch? {
                // Who cannot be scored by this release keeps the score that they have.
                let Ok(account) = row.account() else { continue };
                let Ok(record) = release.record_with_digest(&account) else { continue };
                // Later than the score that it takes the place of.
                let time = Time::from_unix_micros(now.unix_micros().max(row.at + 1))?;
                let record = record.with_subject(&row.subject).with_time(time);
                again.push(Row::new(&record, &account)?);
            }
            let scored = store.put(&self.name, &again)?;
            tracing::info!(tenant = self.name, scored, "scored again by the release in force");
        }
        Ok(())
    }
}

/// All tenants, by name.
pub(crate) struct Tenants {
    folder: PathBuf,
    pub(crate) store: Store,
    known: RwLock<BTreeMap<String, Known>>,
}

/// A tenant as it was accepted last, its sheet as it was seen last, and why that was refused.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub(crate) tenant: Option<Arc<Tenant>>,
    sheet: Arc<str>,
    pub(crate) refused: Option<String>,
}

impl Tenants {
    /// Those that were accepted before, and then whatever has changed in the folder since.
    pub(crate) fn open(folder: PathBuf, store: Store) -> Result<Self, Failure> {
        let known: RwLock<BTreeMap<String, Known>> = RwLock::default();
        for (name, sheet) in store.sheets()? {
            // Another build may have its doubts; a look holds it against the lock.
            let tenant = Tenant::read(&name, &sheet).map(Arc::new);
            let tenant = tenant.inspect_err(|error| tracing::error!(name, error, "was accepted"));
            known.write().insert(name, Known { tenant: tenant.ok(), ..Known::default() });
        }
        let tenants = Self { folder, store, known };
        tenants.look()?;
        Ok(tenants)
    }

    pub(crate) fn all(&self) -> BTreeMap<String, Known> {
        self.known.read().clone()
    }

    /// Takes every sheet that has changed, or says why not. What a tenant was, it then stays.
    pub(crate) fn look(&self) -> io::Result<()> {
        for (name, sheet) in self.sheets()? {
            let mut known = self.all().remove(&name).unwrap_or_default();
            if *known.sheet == *sheet {
                continue;
            }
            // It takes long, and nobody waits for it meanwhile.
            let taken = self.take(&name, &sheet, known.tenant.as_deref());
            known.refused = taken.as_ref().err().map(ToString::to_string);
            tracing::info!(tenant = name, known.refused, "looked at");
            known.tenant = taken.ok().map(Arc::new).or(known.tenant);
            known.sheet = sheet.into();
            self.known.write().insert(name, known);
        }
        Ok(())
    }

    /// Holds a sheet against the gate in force, with everybody who is scored, and against the lock, which then knows what
    /// is new.
    fn take(&self, name: &str, sheet: &str, now: Option<&Tenant>) -> Result<Tenant, Failure> {
        let tenant = Tenant::read(name, sheet)?;
        let newest = |tenant: &Tenant| tenant.lineage.latest().id().clone();
        if let Some(now) = now.filter(|now| newest(now) != newest(&tenant)) {
            let go_on = |_| ControlFlow::Continue(());
            let (_, outcome) = now.impact_of(&tenant, &self.store, go_on)?;
            outcome.passed().then_some(()).ok_or_else(|| outcome.to_string())?;
        }
        let lock = self.folder.join(format!("{name}.lock"));
        lock::extend(&tenant.lineage, corpus()?, lock, Some(&BumpPolicy::default()))?;
        self.store.accept(name, sheet)?;
        Ok(tenant)
    }

    /// The sheets in the folder by tenant, whose names are 1 to 32 small letters, digits and hyphens.
    fn sheets(&self) -> io::Result<BTreeMap<String, String>> {
        let is_allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        let mut sheets = BTreeMap::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let is_name = (1..=32).contains(&name.len()) && name.bytes().all(is_allowed);
            if is_name && path.extension().is_some_and(|kind| kind == "toml") {
                sheets.insert(name, String::from_utf8_lossy(&fs::read(&path)?).into_owned());
            }
        }
        Ok(sheets)
    }
}
