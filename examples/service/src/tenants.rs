//! Whose scores they are: a sheet for each tenant, in a folder that is looked at while the service runs.

use std::{collections::BTreeMap, fs, io, ops::ControlFlow, path::PathBuf, sync::Arc};

use itertools::Itertools as _;
use parking_lot::RwLock;
use scoreshift::{
    Lineage,
    bump::BumpPolicy,
    impact::{Gate, Impact, ReadError, Subject},
    lineage::{ReleaseSheet, SheetRelease},
    lock,
    present::{Catalogue, English, Language, TextDirection},
};
use serde::Deserialize;

use crate::{
    problem::Failure,
    score::{Account, SellerTrust, corpus},
    store::Store,
};

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
    pub(crate) gate: Gate,
    languages: Vec<Catalogue>,
}

impl Tenant {
    pub(crate) fn read(name: &str, sheet: &str) -> Result<Self, Failure> {
        let sheet: Sheet = toml::from_str(sheet)?;
        let words = |(tag, own): (String, String)| {
            let words = Catalogue::shipped(&tag)?.with(&own)?;
            // Dates and names stand the right way round in Arabic.
            let isolates = words.direction() == TextDirection::RightToLeft;
            Ok::<_, Failure>(words.isolating(isolates))
        };
        let probes = corpus()?.into_values();
        let releases = ReleaseSheet::new(sheet.score, sheet.release);
        Ok(Self {
            name: name.to_owned(),
            lineage: releases.lineage_with_probes::<SellerTrust>(probes)?,
            gate: sheet.gate,
            languages: sheet.words.into_iter().map(words).try_collect()?,
        })
    }

    /// The language that a reader understands best; English where they accept none of the tenant's.
    pub(crate) fn language(&self, accepted: &str) -> &dyn Language {
        Catalogue::negotiate(accepted, &self.languages).map_or(&English, |found| found)
    }

    /// What the newest release of `proposed` does to everybody, against this tenant's newest one and for its gate.
    pub(crate) fn impact_of(
        &self,
        proposed: &Self,
        store: &Store,
        progress: impl Fn(u64) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Result<Impact, Failure> {
        let before = self.lineage.latest().id().version().to_string();
        let study = proposed.lineage.impact(&before, "latest")?.by_change();
        let rows = store.others(&self.name, "").flatten_ok().zip(1..);
        let subjects = rows.map(|(row, number)| {
            let read = row.map_err(Failure::from).and_then(|row| Ok((row.account()?, row.subject)));
            let read = read.map_err(|error| ReadError::new(number, error.to_string()));
            read.map(|(account, subject)| {
                let buyers = account.reviews.iter().max_by_key(|(_, reviews)| reviews.count);
                let buyers = buyers.map_or("unknown", |(country, _)| country).to_owned();
                Subject::new(subject, account).segment("buyers", buyers)
            })
        });
        Ok(study.measuring(&self.gate).progress(progress).read(subjects)?)
    }
}

/// All tenants.
pub(crate) struct Tenants {
    folder: PathBuf,
    store: Arc<Store>,
    known: RwLock<BTreeMap<String, Known>>,
}

/// A tenant as it was accepted last, and its sheet as it was seen last.
#[derive(Clone, Default)]
struct Known {
    tenant: Option<Arc<Tenant>>,
    sheet: String,
    refused: Option<String>,
}

impl Tenants {
    /// Those that were accepted before, and then whatever has changed in the folder since.
    pub(crate) fn open(folder: PathBuf, store: Arc<Store>) -> Result<Self, Failure> {
        let mut known = BTreeMap::new();
        for (name, sheet) in store.sheets()? {
            // Another build may have its doubts; a look holds it against the lock.
            let read = Tenant::read(&name, &sheet);
            let read = read.inspect_err(|refusal| tracing::error!(name, refusal, "was accepted"));
            let tenant = read.ok().map(Arc::new);
            known.insert(name, Known { tenant, ..Known::default() });
        }
        let tenants = Self { folder, store, known: RwLock::new(known) };
        tenants.look()?;
        Ok(tenants)
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<Tenant>> {
        self.known.read().get(name)?.tenant.clone()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Tenant>> {
        self.known.read().values().filter_map(|known| known.tenant.clone()).collect()
    }

    /// Why sheets were not taken, by tenant.
    pub(crate) fn refused(&self) -> BTreeMap<String, String> {
        let known = self.known.read();
        let refused =
            |(name, known): (&String, &Known)| Some((name.clone(), known.refused.clone()?));
        known.iter().filter_map(refused).collect()
    }

    /// Takes every sheet that has changed, or says why not. What a tenant was, it then stays.
    pub(crate) fn look(&self) -> io::Result<()> {
        for (name, sheet) in self.sheets()? {
            let mut known = self.known.read().get(&name).cloned().unwrap_or_default();
            if known.sheet == sheet {
                continue;
            }
            // It takes long, and nobody waits for it meanwhile.
            known.refused = match self.take(&name, &sheet, known.tenant.as_deref()) {
                Ok(tenant) => {
                    tracing::info!(tenant = name, version = %tenant.lineage.latest().id(), "accepted");
                    known.tenant = Some(Arc::new(tenant));
                    None
                }
                Err(refusal) => {
                    tracing::warn!(tenant = name, refusal, "refused");
                    Some(refusal.to_string())
                }
            };
            known.sheet = sheet;
            self.known.write().insert(name, known);
        }
        Ok(())
    }

    /// Holds a sheet against the gate in force, with everybody who is scored, and against the lock, which then knows what
    /// is new.
    fn take(&self, name: &str, sheet: &str, now: Option<&Tenant>) -> Result<Tenant, Failure> {
        let tenant = Tenant::read(name, sheet)?;
        if let Some(now) = now {
            if now.lineage.latest().id() != tenant.lineage.latest().id() {
                let go_on = |_| ControlFlow::Continue(());
                let impact = now.impact_of(&tenant, &self.store, go_on)?;
                let outcome = now.gate.check(&impact);
                if !outcome.passed() {
                    return Err(outcome.to_string().into());
                }
            }
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
