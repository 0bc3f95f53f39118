//! A lineage as SQL functions.

mod changes;
mod engine;
mod guard;
mod moves;
mod name;
mod report;
mod scalar;
mod tasks;

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{Arc, OnceLock},
};

use datafusion::{
    arrow::datatypes::DataType,
    execution::FunctionRegistry,
    logical_expr::{ScalarUDF, Signature, Volatility},
    prelude::SessionContext,
};
use scoreshift::{
    Lineage, ModelId,
    impact::Study,
    present::{Language, Presenter},
    reasons::ReasonCodes,
};

use self::{
    engine::{Engine, Presentation, Scorer},
    name::{DIGITS, Kind, identifier, part},
};
use crate::{ColumnProblem, FunctionsError, ImpactQuery, ImpactQueryError, RowError, Rows};

pub(crate) use guard::guarded;
#[cfg(feature = "ballista")]
pub(crate) use report::{BYTES, state};
pub(crate) use report::{Report, Request};

/// The releases of a lineage as SQL functions.
///
/// For a score that is called `influence` and has releases 1.0.0 and 2.0.0:
///
/// | function | gives |
/// | --- | --- |
/// | `influence_2_0_0(…)` | `DOUBLE`: the score, in points |
/// | `influence_2_0_0_failure(…)` | text: why the row cannot be scored; NULL where it can |
/// | `influence_1_0_0_2_0_0_delta(…)` | `BIGINT`: the move in millionths of a point, after − before |
/// | `influence_1_0_0_2_0_0_explain(…)` | text: the [explanation as JSON](scoreshift::present::LocalizedMessage::json) |
/// | `influence_1_0_0_2_0_0_reason(…)` | text: the code of what moved the score most in the direction in which it went; NULL where it did not move |
/// | `influence_1_0_0_2_0_0_moves(…)` | `STRUCT(before, after, micro_before, micro_after, direction, failed)` |
/// | `influence_1_0_0_2_0_0_moves_by_change(…)` | the same with `unexplained, change_0, change_1, …`: what each named change did, in millionths of a point, in the order in which the releases declare them |
///
/// Who reads several fields of one `…_moves` sets `datafusion.optimizer.enable_leaf_expression_pushdown` to false, or the
/// optimiser has it computed once for each field; [`impact`](Self::impact) and a `Cluster` do so.
/// `failed` is NULL, or why the row cannot be scored, and then the others are NULL. `direction` is −1 for a
/// fall, 0, or 1 for a rise. `unexplained` says why the named changes cannot be told apart, and is NULL where they can.
/// Fields are read as `(influence_1_0_0_2_0_0_moves(profile))['before']`.
///
/// # A row that cannot be scored
///
/// It stops the query, with an error that says why. `try_influence_2_0_0(…)` gives NULL instead, as `try_cast` does for
/// `cast`; there is such a function for the score, `delta`, `explain` and `reason`. `…_failure` and `…_moves` never stop,
/// so that failures can be counted: `GROUP BY influence_2_0_0_failure(…)`.
///
/// A reason names the place and the value. A row with two values under one name, such as two items of a list that are called
/// alike, can be scored but not explained: only `…_explain` and `…_reason` stop at it.
///
/// # The subject
///
/// Either one struct or map, `influence_2_0_0(profile)`, or its columns: by name, `egfr_1_0_0(age => a, creatinine => c)`, or
/// in the order in which the mapping or [`columns`](Self::columns) declare them. What the input can do without may be left
/// out: columns at the end, and any field of a struct; a column in the middle is said to be NULL, `sex => NULL`. One argument
/// is the subject if it is a struct that has one of the declared columns, or a struct or map that the first column cannot be,
/// and else the first column; if it is NULL, the subject is.
///
/// # Names
///
/// There are functions from each release to the next, from each to the last, and between those with aliases of their own;
/// [`pair`](Self::pair) adds others. A function's name carries the first six digits of its releases' fingerprints: `influence_2_0_0_3fa9c1`,
/// `influence_1_0_0_ab12cd_2_0_0_3fa9c1_delta`. What depends on the named changes carries theirs as well:
/// `influence_1_0_0_ab12cd_2_0_0_3fa9c1_reason_77d0e2`. The names above are aliases, with the aliases of the lineage and `latest`
/// in place of a version as well: `influence_latest`, `influence_champion_challenger_delta`. Aliases are resolved where a
/// query is planned, and a plan that is sent elsewhere holds the full name. So a process that has other code under the
/// same version does not have the function, instead of giving other figures; [`missing`](Self::missing) says what to
/// update.
///
/// # Examples
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use datafusion::prelude::SessionContext;
/// use scoreshift::influence;
/// use scoreshift_datafusion::{Functions, InfluenceRows};
///
/// let ctx = SessionContext::new();
/// Functions::new("influence", influence::lineage(), InfluenceRows)?.register(&ctx)?;
///
/// let people = "SELECT 'ann' AS key, MAP {'Twitter': named_struct('audience', 8700, 'active', 3600, 'reactions', 1900)} \
///     AS profile";
/// let moved = ctx
///     .sql(&format!(
///         "SELECT key, round(influence_2_0_0(profile)) AS score, influence_1_0_0_2_0_0_delta(profile) AS moved \
///          FROM ({people})"
///     ))
///     .await?;
/// assert_eq!(moved.to_string().await?, "\
/// +-----+-------+---------+
/// | key | score | moved   |
/// +-----+-------+---------+
/// | ann | 75.0  | 2246176 |
/// +-----+-------+---------+");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Functions {
    name: String,
    engine: Arc<dyn Engine>,
    finder: Arc<Finder>,
    releases: Vec<Named>,
    /// The two releases of each function that is about two.
    pairs: BTreeSet<(usize, usize)>,
    pub(crate) columns: Arc<[String]>,
    presentation: Presentation,
    /// Whether functions that are asked for by release give NULL where they would stop.
    lenient: bool,
}

/// Where in the lineage a release stands.
type Finder = dyn Fn(&str) -> Result<usize, scoreshift::lineage::LineageError> + Send + Sync;

/// A release and what it is called.
#[derive(Clone, Debug)]
struct Named {
    /// Such as `influence 2.0.0`.
    id: String,
    version: String,
    /// The version inside a name.
    part: String,
    fingerprint: String,
    /// The version and the aliases, inside a name.
    aliases: Vec<String>,
}

impl Functions {
    /// The functions of a lineage, with how rows become what it scores.
    ///
    /// The name is how the functions' names begin, made an SQL identifier: `Page quality` becomes `page_quality`.
    ///
    /// # Errors
    ///
    /// [`FunctionsError::NoFingerprint`] if a release declares no probes; [`FunctionsError::Name`] and
    /// [`FunctionsError::SameName`] if names cannot be told apart.
    pub fn new<I>(
        name: impl AsRef<str>,
        lineage: Lineage<I>,
        rows: impl Rows<I>,
    ) -> Result<Self, FunctionsError>
    where
        I: ?Sized + ToOwned + Send + Sync + 'static,
        I::Owned: Send + Sync,
    {
        let name = name.as_ref();
        let unusable = |name: &str| FunctionsError::Name {
            name: name.to_owned(),
        };
        let releases = lineage
            .releases()
            .map(|release| {
                let (id, version) = (release.id(), release.id().version().to_string());
                let fingerprint = release.fingerprint().ok_or_else(|| {
                    let release = id.to_string();
                    FunctionsError::NoFingerprint { release }
                })?;
                let part = part(&version).ok_or_else(|| unusable(&version))?;
                Ok(Named {
                    id: id.to_string(),
                    version,
                    aliases: vec![part.clone()],
                    part,
                    fingerprint: fingerprint.sha256().chars().take(DIGITS).collect(),
                })
            })
            .collect::<Result<Vec<_>, FunctionsError>>()?;
        let columns = rows.columns();
        let count = releases.len();
        let mut functions = Self {
            name: identifier(name).ok_or_else(|| unusable(name))?,
            engine: Arc::new(Scorer {
                versions: releases.iter().map(|named| named.version.clone()).collect(),
                models: lineage
                    .releases()
                    .map(|release| release.model().clone())
                    .collect(),
                lineage: lineage.clone(),
                rows: Box::new(rows),
                studies: (0..count * count * 2).map(|_| OnceLock::new()).collect(),
                changes: (0..count * count).map(|_| OnceLock::new()).collect(),
            }),
            // From each release to the next one and to the last one.
            pairs: (1..count)
                .flat_map(|to| [(to - 1, to), (to - 1, count - 1)])
                .collect(),
            releases,
            columns: Arc::new([]),
            presentation: Presentation::default(),
            lenient: false,
            finder: Arc::new(|_| Ok(0)),
        };
        functions.name_aliases(&lineage)?;
        functions.finder = Arc::new(move |request| {
            let id = lineage.find(request)?.id();
            let at = lineage.releases().position(|release| release.id() == id);
            Ok(at.unwrap_or_default())
        });
        functions.check_names()?;
        functions.columns(columns)
    }

    fn name_aliases<I: ?Sized + 'static>(
        &mut self,
        lineage: &Lineage<I>,
    ) -> Result<(), FunctionsError> {
        let latest = lineage.latest().id().to_string();
        let aliases = lineage
            .aliases()
            .map(|(alias, release)| (alias, release.id().to_string()));
        for (alias, id) in aliases.chain([("latest", latest)]) {
            let alias = part(alias).ok_or_else(|| FunctionsError::Name {
                name: alias.to_owned(),
            })?;
            let named = self.releases.iter_mut().find(|named| named.id == id);
            if let Some(named) = named.filter(|named| !named.aliases.contains(&alias)) {
                named.aliases.push(alias);
            }
        }
        // Who named two releases asks about them.
        let named = |at: &usize| {
            let aliases = self.releases.get(*at).map(|named| &named.aliases);
            aliases.is_some_and(|all| all.iter().skip(1).any(|alias| alias != "latest"))
        };
        let named: Vec<usize> = (0..self.releases.len()).filter(named).collect();
        let pairs = named
            .iter()
            .flat_map(|&a| named.iter().map(move |&b| (a, b)));
        self.pairs.extend(pairs.filter(|(a, b)| a != b));
        Ok(())
    }

    fn check_names(&self) -> Result<(), FunctionsError> {
        let mut meanings: BTreeMap<String, String> = BTreeMap::new();
        for task in self.tasks() {
            for name in std::iter::once(&task.name).chain(&task.aliases) {
                if let Some(first) = meanings.insert(name.clone(), task.name.clone()) {
                    return Err(FunctionsError::SameName {
                        name: name.clone(),
                        first,
                        second: task.name,
                    });
                }
            }
        }
        Ok(())
    }

    /// Functions of these two releases as well, asked for as by [`Lineage::find`].
    ///
    /// Without this there are functions from each release to the next one, from each one to the last, and between those that
    /// have an alias of their own.
    ///
    /// # Errors
    ///
    /// As [`delta`](Self::delta).
    pub fn pair(mut self, before: &str, after: &str) -> Result<Self, FunctionsError> {
        self.pairs.insert(self.both(before, after)?);
        self.check_names()?;
        Ok(self)
    }

    /// The columns of a subject by name, in the order in which they are passed without names, instead of those of the
    /// mapping.
    ///
    /// They are the fields that the mapping reads; those at the end may be left out of a call.
    ///
    /// # Errors
    ///
    /// [`FunctionsError::Column`] if one has no name, or a name is given twice.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence;
    /// use scoreshift_datafusion::{Functions, InfluenceRows};
    ///
    /// let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    /// let error = functions.columns(["networks", "networks"]).unwrap_err();
    /// assert_eq!(error.to_string(), "the column `networks` is named twice");
    /// # Ok::<(), scoreshift_datafusion::FunctionsError>(())
    /// ```
    pub fn columns(
        mut self,
        columns: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, FunctionsError> {
        let columns: Vec<String> = columns.into_iter().map(Into::into).collect();
        let mut seen = BTreeSet::new();
        for name in &columns {
            let problem = if name.trim().is_empty() {
                ColumnProblem::NoName
            } else if !seen.insert(name) {
                ColumnProblem::Twice
            } else {
                continue;
            };
            let name = name.clone();
            return Err(FunctionsError::Column { name, problem });
        }
        self.columns = columns.into();
        Ok(self)
    }

    /// How `…_explain` tells a move: to whom, what is disclosed, in which language. By default to the person scored, in
    /// English.
    #[must_use]
    pub fn presented(
        mut self,
        presenter: Presenter<'static>,
        language: impl Language + Send + Sync + 'static,
    ) -> Self {
        self.presentation.presenter = Arc::new(presenter);
        self.presentation.language = Arc::new(language);
        self
    }

    /// The codes that `…_reason` gives, by [`ReasonCodes::code`]. How many reasons they take, and whether opposing ones,
    /// is not asked: it is the one that moved the score most in the direction in which it went, however little shows of it,
    /// and a recalibration only where nothing else went that way.
    #[must_use]
    pub fn reason_codes(mut self, codes: ReasonCodes) -> Self {
        self.presentation.codes = codes;
        self
    }

    /// Registers all functions in a session, and keeps its optimiser from computing them for rows that a filter takes away.
    ///
    /// # Errors
    ///
    /// [`FunctionsError::Taken`] if the session has another function of one of these names; then nothing is registered.
    pub fn register(&self, ctx: &SessionContext) -> Result<(), FunctionsError> {
        // A context is a handle: its clone is the same session.
        self.register_in(&mut ctx.clone())?;
        let state = guarded(ctx.state());
        *ctx.state_ref().write() = state;
        Ok(())
    }

    /// Registers all functions in any registry, such as that of a cluster's executor.
    ///
    /// A session that is not [registered](Self::register) in by itself may compute a function for rows that `WHERE` takes away
    /// afterwards: `SELECT id, score(a, b) FROM t WHERE id = 'a'` may then stop at another row.
    ///
    /// # Errors
    ///
    /// As [`register`](Self::register).
    pub fn register_in(&self, registry: &mut dyn FunctionRegistry) -> Result<(), FunctionsError> {
        let functions = self.udfs()?;
        for function in &functions {
            let aliases = function.aliases().iter().map(String::as_str);
            for name in std::iter::once(function.name()).chain(aliases) {
                if registry.udf(name).is_ok_and(|there| there != *function) {
                    let name = name.to_owned();
                    return Err(FunctionsError::Taken { name });
                }
            }
        }
        for function in functions {
            registry.register_udf(function)?;
        }
        Ok(())
    }

    /// All functions, to be registered wherever DataFusion asks for them.
    ///
    /// # Errors
    ///
    /// [`FunctionsError::DataFusion`] if DataFusion refuses the columns' names.
    pub fn udfs(&self) -> Result<Vec<Arc<ScalarUDF>>, FunctionsError> {
        self.tasks().map(|task| self.udf(task)).collect()
    }

    /// The same functions, of which those that are asked for by release are `try_…`: they give NULL where a row cannot
    /// be scored.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence;
    /// use scoreshift_datafusion::{Functions, InfluenceRows};
    ///
    /// let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    /// assert!(functions.score("2.0.0")?.name().starts_with("influence_2_0_0_"));
    /// assert!(functions.lenient().score("2.0.0")?.name().starts_with("try_influence_2_0_0_"));
    /// # Ok::<(), scoreshift_datafusion::FunctionsError>(())
    /// ```
    #[must_use]
    pub fn lenient(&self) -> Self {
        Self {
            lenient: true,
            ..self.clone()
        }
    }

    /// The score of a release, asked for as by [`Lineage::find`], for a query that is built and not written.
    ///
    /// # Errors
    ///
    /// [`FunctionsError::Lineage`] if there is no such release.
    ///
    /// # Examples
    ///
    /// ```
    /// use datafusion::prelude::col;
    /// use scoreshift::influence;
    /// use scoreshift_datafusion::{Functions, InfluenceRows};
    ///
    /// let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    /// let score = functions.score("latest")?.call(vec![col("profile")]).alias("score");
    /// # let _ = score;
    /// # Ok::<(), scoreshift_datafusion::FunctionsError>(())
    /// ```
    pub fn score(&self, release: &str) -> Result<Arc<ScalarUDF>, FunctionsError> {
        self.of_one(Kind::Score, release)
    }

    /// Why a release cannot score a row; see [`score`](Self::score).
    ///
    /// # Errors
    ///
    /// As [`score`](Self::score).
    pub fn failure(&self, release: &str) -> Result<Arc<ScalarUDF>, FunctionsError> {
        self.of_one(Kind::Failure, release)
    }

    /// The move from one release to another, in micro-points; see [`score`](Self::score).
    ///
    /// # Errors
    ///
    /// [`FunctionsError::Lineage`] if there is no such release, [`FunctionsError::SameRelease`] if both are one.
    pub fn delta(&self, before: &str, after: &str) -> Result<Arc<ScalarUDF>, FunctionsError> {
        self.of_two(Kind::Delta, before, after)
    }

    /// The explanation of a move, as JSON; see [`score`](Self::score).
    ///
    /// # Errors
    ///
    /// As [`delta`](Self::delta).
    pub fn explain(&self, before: &str, after: &str) -> Result<Arc<ScalarUDF>, FunctionsError> {
        self.of_two(Kind::Explain, before, after)
    }

    /// The code of the reason that moved the score most; see [`score`](Self::score).
    ///
    /// # Errors
    ///
    /// As [`delta`](Self::delta).
    pub fn reason(&self, before: &str, after: &str) -> Result<Arc<ScalarUDF>, FunctionsError> {
        self.of_two(Kind::Reason, before, after)
    }

    /// Both scores of a move, or why there are none; see [`score`](Self::score).
    ///
    /// # Errors
    ///
    /// As [`delta`](Self::delta).
    pub fn moves(&self, before: &str, after: &str) -> Result<Arc<ScalarUDF>, FunctionsError> {
        self.of_two(Kind::Moves, before, after)
    }

    /// The impact of a release on a table: the report of a study of this lineage, by a query.
    ///
    /// # Errors
    ///
    /// [`ImpactQueryError::Study`] if the study cannot be measured, and [`ImpactQueryError::Functions`] if it is of
    /// releases that this lineage does not have.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use datafusion::prelude::{SessionContext, col};
    /// use scoreshift::influence;
    /// use scoreshift_datafusion::{Functions, InfluenceRows};
    ///
    /// let ctx = SessionContext::new();
    /// let people = ctx
    ///     .sql("SELECT 'ann' AS key, MAP {'Twitter': named_struct('audience', 8700, 'active', 3600, 'reactions', 1900)} \
    ///         AS profile")
    ///     .await?;
    ///
    /// let study = influence::lineage().impact("1.0.0", "2.0.0")?.by_change();
    /// let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    /// let impact = functions.impact(&study)?.subject(col("profile")).run(people).await?;
    /// println!("{impact}");
    /// assert_eq!(impact.whole().exactly().up.subjects, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn impact<I: ?Sized + 'static>(
        &self,
        study: &Study<I>,
    ) -> Result<ImpactQuery, ImpactQueryError> {
        let ready = study.prepare()?;
        let at = |id: &ModelId| {
            let id = id.to_string();
            self.releases
                .iter()
                .position(|named| named.id == id)
                .ok_or(FunctionsError::NoRelease { release: id })
        };
        let (from, to) = (at(ready.model_before())?, at(ready.model_after())?);
        let engine: &dyn Any = &*self.engine;
        let scorer = engine.downcast_ref::<Scorer<I>>();
        if !scorer.is_some_and(|scorer| scorer.measures_as(&ready, from, to)) {
            let (before, after) = (ready.model_before(), ready.model_after());
            return Err(FunctionsError::OtherModels {
                before: before.to_string(),
                after: after.to_string(),
            }
            .into());
        }
        let stops = study.questions().stop_at_failure;
        Ok(ImpactQuery::new(self.clone(), [from, to], &ready, stops))
    }

    /// The aggregate that makes the report of two releases.
    pub(crate) fn report(&self, [before, after]: [usize; 2], request: String) -> Report {
        Report {
            name: self.task(Kind::Report, before, after, false).name,
            engine: Arc::clone(&self.engine),
            releases: [before, after],
            request,
            signature: Signature::variadic_any(Volatility::Immutable),
        }
    }

    /// The same by its name, where it is one of these releases.
    #[cfg(feature = "ballista")]
    pub(crate) fn report_named(&self, name: &str, request: &str) -> Option<Report> {
        let (_, before, after) = self.named(name)?;
        Some(self.report([before, after], request.to_owned()))
    }

    /// A function by its full name, whether it is registered or not.
    #[cfg(feature = "ballista")]
    pub(crate) fn udf_named(&self, name: &str) -> Option<Arc<ScalarUDF>> {
        let bare = name.strip_prefix("try_").unwrap_or(name);
        let (kind, before, after) = self.named(bare)?;
        self.udf(self.task(kind, before, after, bare != name)).ok()
    }

    /// What a full name means.
    #[cfg(feature = "ballista")]
    fn named(&self, name: &str) -> Option<(Kind, usize, usize)> {
        self.all().find(|&(kind, before, after)| {
            let asked = self.template(kind, before, after).fingerprints(name);
            asked.is_some_and(|asked| asked == self.fingerprints(kind, before, after))
        })
    }

    /// Whether subjects of this type can be read.
    pub(crate) fn check(&self, subject: &DataType) -> Result<(), RowError> {
        self.engine.check(subject)
    }

    /// The column that this is, where it is not the subject itself.
    pub(crate) fn first_column(&self, of: &DataType) -> Option<&str> {
        let first = self.columns.first().map(String::as_str);
        first.filter(|_| !scalar::is_subject(&self.columns, self.engine.as_ref(), of))
    }

    /// What to say where a function is asked for that this process does not have, because its build is not that of who
    /// asks; none if the name is that of another score's function, or one that is here.
    ///
    /// # Examples
    ///
    /// ```
    /// use scoreshift::influence;
    /// use scoreshift_datafusion::{Functions, InfluenceRows};
    ///
    /// let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    /// let said = functions.missing("influence_2_0_0_000000").ok_or("it is another build")?;
    /// assert!(said.ends_with(
    ///     "but the query asks for influence_2_0_0_000000: its build is not that of the client; update and restart it"
    /// ));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn missing(&self, name: &str) -> Option<String> {
        const UPDATE: &str = "its build is not that of the client; update and restart it";
        let bare = name.strip_prefix("try_").unwrap_or(name);
        let behind = bare.strip_prefix(self.name.as_str())?.strip_prefix('_')?;
        for (kind, before, after) in self.all() {
            let template = self.template(kind, before, after);
            let Some(asked) = template.fingerprints(bare) else {
                continue;
            };
            let own = self.fingerprints(kind, before, after);
            if own == asked {
                return None;
            }
            let (about, has) = (self.about(kind, before, after), template.with(&own));
            return Some(format!(
                "this process has {about} as {has}, but the query asks for {bare}: {UPDATE}"
            ));
        }
        // Only what looks like a release: another score may have a longer name.
        if !behind.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let versions: Vec<&str> = self
            .releases
            .iter()
            .map(|named| named.id.as_str())
            .collect();
        let versions = versions.join(", ");
        Some(format!(
            "this process has {versions}, but the query asks for {bare}: {UPDATE}"
        ))
    }

    fn of_one(&self, kind: Kind, release: &str) -> Result<Arc<ScalarUDF>, FunctionsError> {
        let at = (self.finder)(release)?;
        self.udf(self.task(kind, at, at, self.lenient && kind.stops()))
    }

    fn of_two(
        &self,
        kind: Kind,
        before: &str,
        after: &str,
    ) -> Result<Arc<ScalarUDF>, FunctionsError> {
        let (from, to) = self.both(before, after)?;
        self.udf(self.task(kind, from, to, self.lenient && kind.stops()))
    }

    fn both(&self, before: &str, after: &str) -> Result<(usize, usize), FunctionsError> {
        let (from, to) = ((self.finder)(before)?, (self.finder)(after)?);
        if from == to {
            let version = self.release(from).map(|named| named.version.clone());
            return Err(FunctionsError::SameRelease {
                version: version.unwrap_or_default(),
            });
        }
        Ok((from, to))
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Functions")
            .field("name", &self.name)
            .field("releases", &self.releases)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}
