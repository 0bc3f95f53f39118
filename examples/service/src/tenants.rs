//! Whose scores they are: a sheet of releases for each tenant, in a folder that is looked at while the service runs.

use std::{
    collections::BTreeMap,
    error::Error,
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use scoreshift::{
    Lineage, Release,
    bump::BumpPolicy,
    impact::{Gate, Impact, ReadError, Subject},
    lineage::ReleaseSheet,
    lock,
    present::{Catalogue, English, Language, TextDirection},
    time::Time,
};

use crate::{
    score::{Account, SellerTrust, corpus},
    store::Store,
};

/// Languages that pages and messages are told in.
const LANGUAGES: [&str; 3] = ["en", "de", "ar"];

/// A tenant, as accepted.
pub(crate) struct Tenant {
    pub(crate) name: String,
    pub(crate) lineage: Lineage<Account>,
    pub(crate) gate: Gate,
    languages: Vec<Catalogue>,
}

/// Why a tenant stays as it was.
pub(crate) type Refusal = Box<dyn Error + Send + Sync>;

impl Tenant {
    fn read(name: &str, files: &Files) -> Result<Self, Refusal> {
        let words = |tag: &&str| {
            let own = files.get(&format!("{tag}.ftl")).map_or("", String::as_str);
            let words = Catalogue::shipped(tag)?.with(own)?;
            // Dates and names stand the right way round in Arabic.
            let isolates = words.direction() == TextDirection::RightToLeft;
            Ok::<_, Refusal>(words.isolating(isolates))
        };
        Ok(Self {
            name: name.to_owned(),
            lineage: lineage(files.get("toml").map_or("", String::as_str))?,
            gate: files.get("gate.json").map_or(Ok(Gate::default()), |text| serde_json::from_str(text))?,
            languages: LANGUAGES.iter().map(words).collect::<Result<_, _>>()?,
        })
    }

    /// The release by which a score of this time is calculated.
    pub(crate) fn in_force(&self, time: Time) -> Option<&Release<Account>> {
        self.lineage.in_force(time)
    }

    /// The release that is announced for after this time.
    pub(crate) fn announced(&self, time: Time) -> Option<(&Release<Account>, Time)> {
        let dated = |release: &'_ Release<Account>| release.date().filter(|date| *date > time);
        self.lineage.releases().find_map(|release| Some((release, dated(release)?)))
    }

    /// The language that a reader understands best; English where they accept none of ours.
    pub(crate) fn language(&self, accepted: &str) -> &dyn Language {
        Catalogue::negotiate(accepted, &self.languages).map_or(&English, |found| found)
    }

    /// What the newest release of `proposed` does to everybody, against this tenant's newest one. `go_on` is told how many
    /// have been seen, and stops it.
    pub(crate) fn impact_of(
        &self,
        proposed: &Lineage<Account>,
        gate: &Gate,
        store: &Store,
        mut go_on: impl FnMut(u64) -> bool,
    ) -> Result<Impact, Refusal> {
        let before = self.lineage.latest().id().version().to_string();
        let study = proposed.impact(&before, "latest")?.by_change().measuring(gate);
        let mut seen = 0;
        Ok(store.population(&self.name, |rows| {
            let subjects = rows.take_while(|_| {
                seen += 1;
                go_on(seen)
            });
            study.read(subjects.enumerate().map(|(index, row)| {
                let problem = |error: &dyn Error| ReadError::new(index as u64 + 1, error.to_string());
                let row = row.map_err(|error| problem(&error))?;
                let account = row.account().map_err(|error| problem(&error))?;
                let buyers = account.reviews.iter().max_by_key(|(_, reviews)| reviews.count);
                let buyers = buyers.map_or_else(|| "unknown".to_owned(), |(country, _)| country.clone());
                Ok::<_, ReadError>(Subject::new(row.subject, account).segment("buyers", buyers))
            }))
        })??)
    }
}

/// What a sheet makes of the score.
pub(crate) fn lineage(sheet: &str) -> Result<Lineage<Account>, Refusal> {
    let sheet: ReleaseSheet = toml::from_str(sheet)?;
    Ok(sheet.lineage_with_probes::<SellerTrust>(corpus()?.into_values())?)
}

/// The texts of one tenant, by what follows its name: `toml`, `gate.json`, `de.ftl`.
type Files = BTreeMap<String, String>;

/// All tenants, and what is wrong with those files that were not taken.
pub(crate) struct Tenants {
    folder: PathBuf,
    store: Arc<Store>,
    accepted: RwLock<BTreeMap<String, Arc<Tenant>>>,
    refused: RwLock<BTreeMap<String, String>>,
    /// What was looked at last; held while looking, so that no two looks meet.
    seen: Mutex<BTreeMap<String, Files>>,
}

impl Tenants {
    /// Those that were accepted before, and then whatever has changed in the folder since.
    pub(crate) fn open(folder: PathBuf, store: Arc<Store>) -> Result<Self, Refusal> {
        let tenants =
            Self { folder, store, accepted: RwLock::default(), refused: RwLock::default(), seen: Mutex::default() };
        for (name, sheet) in tenants.store.sheets()? {
            let files = Files::from([("toml".to_owned(), sheet)]);
            match Tenant::read(&name, &files) {
                Ok(tenant) => tenants.hold(tenant),
                Err(refusal) => {
                    tracing::error!(tenant = name, %refusal, "what was accepted before is not any more");
                }
            }
        }
        tenants.look()?;
        Ok(tenants)
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<Tenant>> {
        self.accepted.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Tenant>> {
        self.accepted.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Why the files of a tenant were not taken.
    pub(crate) fn refused(&self) -> BTreeMap<String, String> {
        self.refused.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes every tenant whose files have changed, or says why not. What a tenant was, it then stays.
    pub(crate) fn look(&self) -> io::Result<()> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, files) in self.files()? {
            if seen.get(&name) == Some(&files) {
                continue;
            }
            // It takes long, and nobody waits for it meanwhile.
            let taken = self.take(&name, &files);
            let mut refused = self.refused.write().unwrap_or_else(PoisonError::into_inner);
            match taken {
                Ok(tenant) => {
                    tracing::info!(tenant = name, version = %tenant.lineage.latest().id().version(), "accepted");
                    self.hold(tenant);
                    refused.remove(&name);
                }
                Err(refusal) => {
                    tracing::warn!(tenant = name, %refusal, "refused");
                    refused.insert(name.clone(), refusal.to_string());
                }
            }
            drop(refused);
            seen.insert(name, files);
        }
        Ok(())
    }

    /// Holds files against the gate, with everybody who is scored, and against the lock, which then knows what is new.
    fn take(&self, name: &str, files: &Files) -> Result<Tenant, Refusal> {
        let tenant = Tenant::read(name, files)?;
        if let Some(before) = self.get(name) {
            let newest = |tenant: &Tenant| tenant.lineage.latest().id().clone();
            if newest(&before) != newest(&tenant) {
                let impact = before.impact_of(&tenant.lineage, &tenant.gate, &self.store, |_| true)?;
                let outcome = tenant.gate.check(&impact);
                if !outcome.passed() {
                    return Err(outcome.to_string().into());
                }
            }
        }
        let lock = self.folder.join(format!("{name}.lock"));
        lock::extend(&tenant.lineage, corpus()?, lock, Some(&BumpPolicy::default()))?;
        self.store.accept(name, files.get("toml").map_or("", String::as_str))?;
        Ok(tenant)
    }

    fn hold(&self, tenant: Tenant) {
        let mut accepted = self.accepted.write().unwrap_or_else(PoisonError::into_inner);
        accepted.insert(tenant.name.clone(), Arc::new(tenant));
    }

    /// What is in the folder, by tenant: those that have a sheet. Locks are not ours to read.
    fn files(&self) -> io::Result<BTreeMap<String, Files>> {
        let mut tenants: BTreeMap<String, Files> = BTreeMap::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some((tenant, kind)) = name.split_once('.') else {
                continue;
            };
            if is_name(tenant) && (kind == "toml" || kind == "gate.json" || kind.split('.').next_back() == Some("ftl")) {
                let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
                tenants.entry(tenant.to_owned()).or_default().insert(kind.to_owned(), text);
            }
        }
        tenants.retain(|_, files| files.contains_key("toml"));
        Ok(tenants)
    }
}

/// 1 to 32 small letters, digits and hyphens.
fn is_name(text: &str) -> bool {
    let allowed = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(allowed)
}
