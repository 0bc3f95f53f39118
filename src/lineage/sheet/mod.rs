//! Releases as data: settings that live in a file, on an admin page or in a tenant's row.

mod between;
mod finite;
mod names;
mod nearest;
mod settings;
mod together;
mod unread;

pub use settings::SettingsError;

use std::sync::Arc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    Change, ChangeKind, Changes, Lineage, LineageBuilder, LineageFault, LineageFaults,
    LineageProblem, MAX_CHANGES,
    changes::{Apply, Step},
};
use crate::model::ScoringModel;
pub(super) use settings::Edits;
use unread::Unread;

/// The releases of a score as data: the settings of the first one, and what each later one changes in them.
///
/// It is read from whatever serde reads, such as TOML, JSON or a column of a database; the crate depends on no file format.
/// The formula is a model of yours whose fields are the settings: any [`ScoringModel`] that is `Serialize` and
/// `DeserializeOwned`. A change is a merge patch on its serde form, by the rules of
/// [RFC 7386](https://www.rfc-editor.org/rfc/rfc7386): a struct or map is merged field by field, everything else replaces what
/// was there, and null, which TOML does not have, removes it. Numbers keep their bits, and a TOML date is its text. Sheets can be read while a program runs,
/// and lineages are cheap to replace.
///
/// ```toml
/// score = "air"
///
/// [[release]]
/// version = "1.0.0"
/// model = { points_per_ppm = 0.05, outside = 400.0 }
///
/// [[release]]
/// version = "2.0.0"
/// date = "2026-12-01"
/// notes = "Stale air costs more."
/// aliases = ["champion"]
///
/// [[release.change]]
/// key = "stricter"
/// sentence = "Stale air now costs more."
/// upcoming = "Stale air will cost more."
/// kind = "policy"
/// set = { points_per_ppm = 0.08 }
/// ```
///
/// `schema/release-sheet-1.json` is its JSON Schema. A field that a sheet does not have, such as `sentense`, is an error where
/// it is read; what the model does not have is one of [`lineage`](Self::lineage). An enum that is changed to another variant
/// with fields of its own is best given a tag (`#[serde(tag = "kind")]`): by the rules of merging, an untagged one would
/// keep the fields of both.
///
/// # Examples
///
/// ```
/// use scoreshift::{
///     EvalError, ModelId, Scale, ScoringModel, Term, Trace, Version, at, lineage::ReleaseSheet,
/// };
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Serialize, Deserialize)]
/// struct Air { points_per_ppm: f64, outside: f64 }
///
/// impl ScoringModel for Air {
///     type Input = f64;
///     fn id(&self) -> ModelId { ModelId::new("air", Version::new(1, 0, 0)) }
///     fn scale(&self) -> Scale { Scale::new(0.0, 100.0) }
///     fn evaluate<T: Trace>(&self, ppm: &f64, t: T) -> Result<Term<T>, EvalError> {
///         let stale = t.input("carbon dioxide", *ppm) - t.parameter("outside", self.outside);
///         Ok((100.0 - t.parameter("points per ppm", self.points_per_ppm) * stale).at_least(0.0).at_most(100.0))
///     }
/// }
///
/// let sheet: ReleaseSheet = serde_json::from_str(r#"{
///     "score": "air",
///     "release": [
///         { "version": "1.0.0", "model": { "points_per_ppm": 0.05, "outside": 400 } },
///         { "version": "2.0.0", "change": [
///             { "key": "stricter", "sentence": "Stale air now costs more.", "set": { "points_per_ppm": 0.08 } }
///         ] }
///     ]
/// }"#)?;
/// let lineage = sheet.lineage::<Air>()?;
/// let why = lineage.explain(at("1.0.0", &900.0), at("2.0.0", &900.0))?;
/// assert_eq!((why.before.value, why.after.value), (75.0, 60.0));
///
/// // What is wrong is named by release, change and field.
/// let wrong = serde_json::to_string(&sheet)?.replace("\"points_per_ppm\":0.08", "\"points_per_pm\":0.08");
/// let faults = serde_json::from_str::<ReleaseSheet>(&wrong)?.lineage::<Air>().unwrap_err();
/// assert_eq!(
///     faults.to_string(),
///     "the lineage of `air` has 1 fault:\n  release 2.0.0, change `stricter`: the model has no setting `points_per_pm`; did \
///      you mean `points_per_ppm`?",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ReleaseSheet {
    /// The score's name: that of the model which reads the sheet.
    pub score: String,
    /// The releases, oldest first.
    #[serde(rename = "release")]
    pub releases: Vec<SheetRelease>,
}

/// One release of a [`ReleaseSheet`].
///
/// # Examples
///
/// See [`ReleaseSheet`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SheetRelease {
    /// Its version, which rises from release to release.
    pub version: String,
    /// From when it holds, such as `2026-12-01`; in TOML with quotes or without.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "finite::optional_date"
    )]
    pub date: Option<String>,
    /// What it is about, for the changelog.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Other names by which it can be asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// All settings of the first release; later ones have none.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "finite::optional_object"
    )]
    pub model: Option<Map<String, Value>>,
    /// What it changes; nothing for a patch, under which no score moves.
    #[serde(default, rename = "change", skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<SheetChange>,
}

/// One named change of a [`ReleaseSheet`]: the fields of a [`Change`], and what is set.
///
/// # Examples
///
/// See [`ReleaseSheet`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SheetChange {
    /// See [`Change::key`].
    pub key: String,
    /// See [`Change::title`]; the key made readable, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// See [`Change::sentence`].
    #[serde(default)]
    pub sentence: String,
    /// See [`Change::upcoming`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub upcoming: String,
    /// See [`Change::kind`]: `policy` where there is none, `fix`, `recalibration` or `new_data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The settings that change, with the values that they get.
    #[serde(deserialize_with = "finite::object")]
    pub set: Map<String, Value>,
}

impl ReleaseSheet {
    /// The releases of a score: for a file that has more in it than them, which is read into a struct of your own.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::{impact::Gate, lineage::{ReleaseSheet, SheetRelease}};
    /// use serde::Deserialize;
    ///
    /// /// What a tenant of ours hands in.
    /// #[derive(Deserialize)]
    /// struct Tenant {
    ///     score: String,
    ///     release: Vec<SheetRelease>,
    ///     gate: Gate,
    /// }
    ///
    /// let tenant: Tenant = serde_json::from_str(r#"{
    ///     "score": "air",
    ///     "release": [{ "version": "1.0.0", "model": { "points_per_ppm": 0.05 } }],
    ///     "gate": [{ "failures": { "share": 0.0 } }]
    /// }"#)?;
    /// let sheet = ReleaseSheet::new(tenant.score, tenant.release);
    /// assert_eq!((sheet.releases.len(), tenant.gate.conditions().len()), (1, 1));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn new(score: impl Into<String>, releases: Vec<SheetRelease>) -> Self {
        let score = score.into();
        Self { score, releases }
    }

    /// The lineage that the sheet describes, of models of type `M`.
    ///
    /// # Errors
    ///
    /// [`LineageFaults`]: everything that is wrong with the sheet at once, by release and change. Besides what can be wrong
    /// with any lineage: a score that is not the model's, no settings for the first release or settings for a later one, a
    /// kind of change that is none, and [`SettingsError`]: a setting that the model does not have, a value that a setting
    /// cannot have, a change that changes nothing.
    ///
    /// # Examples
    ///
    /// See [`ReleaseSheet`].
    pub fn lineage<M>(&self) -> Result<Lineage<M::Input>, LineageFaults>
    where
        M: ScoringModel + Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
        M::Input: 'static,
    {
        self.lineage_with_probes::<M>(std::iter::empty::<Arc<M::Input>>())
    }

    /// As [`lineage`](Self::lineage), where all releases declare these [probes](LineageBuilder::probes): they are inputs, and
    /// stand in no sheet.
    ///
    /// # Errors
    ///
    /// As [`lineage`](Self::lineage).
    pub fn lineage_with_probes<M>(
        &self,
        probes: impl IntoIterator<Item = impl Into<Arc<M::Input>>>,
    ) -> Result<Lineage<M::Input>, LineageFaults>
    where
        M: ScoringModel + Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
        M::Input: 'static,
    {
        let Some(first) = self.releases.first() else {
            return Err(LineageFaults {
                name: self.score.clone(),
                faults: vec![LineageFault {
                    release: String::new(),
                    change: None,
                    problem: LineageProblem::NoRelease,
                }],
            });
        };
        let problems = match first.model.as_ref().map(settings::model::<M>) {
            Some(Ok(model)) => return self.lineage_from(model, &first.version, probes),
            Some(Err(wrong)) => wrong.into_iter().map(LineageProblem::Settings).collect(),
            None => vec![LineageProblem::NoSettings],
        };
        // Without a model, settings are not known to be right or wrong, but all else is.
        let model = Unread::<M::Input>::of(&self.score);
        let builder = problems.into_iter().fold(
            LineageBuilder::beginning(model, &first.version),
            |builder, problem| builder.noting(None, problem),
        );
        self.written_into(builder, |_, _| (Vec::new(), nothing()))
            .build()
    }

    fn lineage_from<M>(
        &self,
        model: M,
        version: &str,
        probes: impl IntoIterator<Item = impl Into<Arc<M::Input>>>,
    ) -> Result<Lineage<M::Input>, LineageFaults>
    where
        M: ScoringModel + Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
        M::Input: 'static,
    {
        let id = model.id();
        let mut builder = LineageBuilder::beginning(model, version).probes(probes);
        if id.name() != self.score {
            let problem = LineageProblem::OtherScore {
                sheet: self.score.clone(),
                model: id.name().to_owned(),
            };
            builder = builder.noting(None, problem);
        }
        let step = |newest: &M, set: &Map<String, Value>| {
            let edits = Edits::of_patch(set);
            let wrong = edits.checked(newest).err().unwrap_or_default();
            (wrong, edits.applied())
        };
        self.written_into(builder, step).build()
    }

    /// The releases, whose changes are made of what they set by `step`, which says what is wrong with it.
    fn written_into<M>(
        &self,
        mut builder: LineageBuilder<M>,
        step: impl Fn(&M, &Map<String, Value>) -> (Vec<SettingsError>, Apply<M>),
    ) -> LineageBuilder<M>
    where
        M: ScoringModel + Clone + Send + Sync + 'static,
        M::Input: 'static,
    {
        for (index, release) in self.releases.iter().enumerate() {
            if index > 0 {
                builder = builder.release(&release.version);
                if release.model.is_some() {
                    builder = builder.noting(None, LineageProblem::SettingsAgain);
                }
            }
            builder = builder.notes(&release.notes);
            if let Some(date) = &release.date {
                builder = builder.dated(date);
            }
            for alias in &release.aliases {
                builder = builder.alias(alias, &release.version);
            }
            for (place, change) in release.changes.iter().enumerate() {
                let (declared, of_kind) = change.declared();
                // A release of more changes is refused, whatever they do: a hostile sheet may have thousands.
                let (wrong, apply) = if place < MAX_CHANGES {
                    step(builder.newest(), &change.set)
                } else {
                    (Vec::new(), nothing())
                };
                for problem in of_kind
                    .into_iter()
                    .chain(wrong.into_iter().map(LineageProblem::Settings))
                {
                    builder = builder.noting(Some(change.key.clone()), problem);
                }
                builder = builder.changes(Changes {
                    steps: vec![Step {
                        change: declared,
                        apply,
                        edits: Some(Edits::of_patch(&change.set)),
                    }],
                });
            }
        }
        builder
    }

    /// All settings of a release, by the version as it stands in the sheet: those of the first with all changes up to it
    /// applied; none where there is no such release or the first has no settings.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::lineage::ReleaseSheet;
    ///
    /// let sheet: ReleaseSheet = serde_json::from_str(r#"{
    ///     "score": "air",
    ///     "release": [
    ///         { "version": "1.0.0", "model": { "points_per_ppm": 0.05, "outside": 400.0 } },
    ///         { "version": "2.0.0", "change": [{ "key": "stricter", "set": { "points_per_ppm": 0.08 } }] }
    ///     ]
    /// }"#)?;
    /// let settings = sheet.settings("2.0.0").ok_or("no such release")?;
    /// assert_eq!(settings, serde_json::json!({ "points_per_ppm": 0.08, "outside": 400.0 }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn settings(&self, version: &str) -> Option<Value> {
        let last = self
            .releases
            .iter()
            .position(|release| release.version == version)?;
        let mut settings = Value::Object(self.releases.first()?.model.clone()?);
        let changes = self.releases.iter().take(last + 1).skip(1);
        for change in changes.flat_map(|release| &release.changes) {
            Edits::of_patch(&change.set).apply(&mut settings);
        }
        Some(settings)
    }
}

/// What is done where nothing can be.
fn nothing<M>() -> Apply<M> {
    Arc::new(|_| Ok(()))
}

impl SheetChange {
    /// The change as it is declared, and what is wrong with its kind.
    fn declared(&self) -> (Change, Option<LineageProblem>) {
        let mut change = Change::new(&self.key)
            .sentence(&self.sentence)
            .upcoming(&self.upcoming);
        if let Some(title) = &self.title {
            change = change.title(title);
        }
        let Some(given) = &self.kind else {
            return (change, None);
        };
        let of_name = |name: &str| ChangeKind::ALL.into_iter().find(|kind| kind.name() == name);
        match of_name(given) {
            Some(kind) => (change.kind(kind), None),
            None => {
                let names = ChangeKind::ALL.map(ChangeKind::name);
                let problem = LineageProblem::UnknownKind {
                    kind: given.clone(),
                    nearest: nearest::nearest(given, names).and_then(of_name),
                };
                (change, Some(problem))
            }
        }
    }
}
