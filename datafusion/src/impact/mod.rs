//! The impact of a release by a query: the same report as in one process, at any partitioning and on a cluster.

mod cells;
mod columns;
mod error;
mod gather;
mod movers;
mod passes;

use std::{collections::BTreeMap, fmt, sync::Arc};

use datafusion::{
    arrow::{array::RecordBatch, datatypes::DataType},
    dataframe::DataFrame,
    functions::core::expr_fn::coalesce,
    logical_expr::{Expr, ExprSchemable as _, ScalarUDF, cast, lit},
    prelude::{col, ident},
};
use scoreshift::impact::{Counts, Failure, Impact, Mode, Mover, PreparedStudy};

use cells::{
    Cells, KEY, MOVES, NO_SEGMENT, WEIGHT, field, grouping_sets, is_scored, segment_column,
    segment_of, stored_segment, stored_weight,
};
use columns::{Floats, Numbers, Texts};
pub use error::ImpactQueryError;
use gather::Gather;
use movers::{Movers, finish, may_be_mover};
use passes::{Pass, Progress};

/// The column of a weight as it is in the table.
const GIVEN: &str = "scoreshift_given_weight";

/// The impact of a release on the rows of a table or of any query; made by
/// [`Functions::impact`](crate::Functions::impact).
///
/// The report is the core's [`Impact`], and equal to that of [`Study::run`](scoreshift::impact::Study::run) on the
/// same subjects. It is made of counts, sums of whole numbers, and least and largest values, so that neither
/// partitions nor machines show in it.
///
/// # What it costs
///
/// One pass over the rows, in which every subject is scored once under both versions. A second one finds
/// [those that moved most](scoreshift::impact::Study::movers); `.movers(0)` spares it. If there are failures, or moves
/// that cannot be explained, one more for each finds examples. Memory does not grow with the number of rows, but with
/// the number of segments.
///
/// Every pass asks for the rows anew, so they must be the same ones each time: order what has a `LIMIT`, and store what
/// is drawn at random.
///
/// # What cannot be had
///
/// Exact mode with its rank statistics, which need every score in one place; mean effects by place and explanations of
/// movers, which need full explanations: ask `…_explain` for those that are wanted.
pub struct ImpactQuery<I: ?Sized + 'static> {
    ready: PreparedStudy<I>,
    /// With the effects of named changes, where they are asked for, and without.
    by_change: Arc<ScalarUDF>,
    moves: Arc<ScalarUDF>,
    subject: Expr,
    key: Expr,
    segments: Vec<(String, Expr)>,
    weight: Option<Expr>,
    progress: Option<Progress>,
}

impl<I: ?Sized + 'static> ImpactQuery<I> {
    pub(crate) fn new(
        ready: PreparedStudy<I>,
        by_change: Arc<ScalarUDF>,
        moves: Arc<ScalarUDF>,
    ) -> Self {
        Self {
            ready,
            by_change,
            moves,
            subject: ident("subject"),
            key: ident("key"),
            segments: Vec::new(),
            weight: None,
            progress: None,
        }
    }

    /// What is scored, as the functions take it: the column `subject` by default. Where a subject is several columns, they
    /// become one: `named_struct(vec![lit("age"), col("age"), lit("sex"), col("sex")])`, a function that DataFusion has in
    /// `functions::core::expr_fn`.
    #[must_use]
    pub fn subject(mut self, subject: Expr) -> Self {
        self.subject = subject;
        self
    }

    /// What names a subject: the column `key` by default, of any type that SQL can cast to text. A key that is NULL reads
    /// `NULL`.
    #[must_use]
    pub fn key(mut self, key: Expr) -> Self {
        self.key = key;
        self
    }

    /// Divides the population by the values of a column, as text, under the column's name. NULL is in no segment.
    #[must_use]
    pub fn segment(self, column: &str) -> Self {
        let value = ident(column);
        self.segment_by(column, value)
    }

    /// Divides the population by an expression.
    #[must_use]
    pub fn segment_by(mut self, dimension: impl Into<String>, value: Expr) -> Self {
        self.segments.push((dimension.into(), value));
        self
    }

    /// How many subjects a row stands for: from 10⁻⁶ to 10⁹, as in [`Subject::weight`](scoreshift::Subject::weight).
    /// NULL is 1.
    #[must_use]
    pub fn weight(mut self, weight: Expr) -> Self {
        self.weight = Some(weight);
        self
    }

    /// Is told twice a second how many rows the current pass has read. On a cluster it is told 0, for its machines do not
    /// say.
    #[must_use]
    pub fn progress(mut self, read: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(read));
        self
    }

    /// Measures the rows of a table or query.
    ///
    /// # Errors
    ///
    /// [`ImpactQueryError`]: the study asks for what a query cannot find out, the query fails, or a subject cannot be
    /// scored and the study stops at failures.
    pub async fn run(self, people: DataFrame) -> Result<Impact, ImpactQueryError> {
        self.check(&people)?;
        let people = computed_once(people);
        let cells = Cells::of(&self.ready)?;
        let names: Vec<String> = self.segments.iter().map(|(name, _)| name.clone()).collect();
        let weighted = self.weight.is_some();

        let mut columns = cells.columns(weighted)?;
        columns.extend((0..names.len()).map(|at| col(segment_column(at))));
        let groups = self
            .measured(people.clone(), &self.by_change)?
            .select(columns)?
            .aggregate(
                vec![grouping_sets(names.len())],
                cells.aggregates(weighted)?,
            )?;
        let mut gather = Gather::new(cells.clone(), &self.ready, weighted, names.len());
        let mut batches = self.pass(groups).await?;
        while let Some(batch) = batches.next().await? {
            gather.add(&batch)?;
        }

        let failed = gather.whole.counts.failed;
        let failures = self.failures(&people, failed).await?;
        if let (true, Some(first)) = (self.ready.stops_at_failure(), failures.first()) {
            return Err(ImpactQueryError::Subject {
                key: first.at.to_string(),
                reason: first.reason.clone(),
            });
        }
        let movers = self.movers(&people, &cells, &gather).await?;
        let examples = self.examples(&people, &gather).await?;
        let mut counts = gather.counts(&names);
        counts.failures = failures;
        self.put(&mut counts, movers, examples, &names);
        Ok(self.ready.assemble(counts)?)
    }
}

impl<I: ?Sized + 'static> ImpactQuery<I> {
    fn check(&self, people: &DataFrame) -> Result<(), ImpactQueryError> {
        let not = |what, instead| Err(ImpactQueryError::NotByQuery { what, instead });
        if self.ready.mode() == Mode::Exact {
            return not(
                "exact quantiles and rank statistics",
                "they need every score in one place, 16 bytes each; leave out `.exact()`, or run the study in one process",
            );
        }
        if self.ready.places().is_some() {
            return not(
                "mean effects by place",
                "they take a full explanation of each subject; leave out `.by_place(…)`, or run the study on a sample in \
                 one process",
            );
        }
        if self.ready.explains_movers() {
            return not(
                "explanations of those that moved most",
                "a report by query holds no inputs; leave out `.explain_movers()`, and ask the function `…_explain` of \
                 their rows",
            );
        }
        if let Some(weight) = &self.weight {
            let found = weight.get_type(people.schema())?;
            if !(found.is_numeric() || found == DataType::Null) {
                return Err(ImpactQueryError::Weight { found });
            }
        }
        let mut names: Vec<&str> = self
            .segments
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return not(
                "two divisions of one name",
                "name each dimension of segments once",
            );
        }
        Ok(())
    }

    /// The rows with key, segments and what was measured.
    fn measured(
        &self,
        people: DataFrame,
        by: &Arc<ScalarUDF>,
    ) -> Result<DataFrame, ImpactQueryError> {
        let key = coalesce(vec![cast(self.key.clone(), DataType::Utf8), lit("NULL")]);
        let moves = by.call(vec![self.subject.clone()]);
        let mut columns = vec![key.alias(KEY), moves.alias(MOVES)];
        if let Some(weight) = &self.weight {
            columns.push(stored_weight(weight)?.alias(WEIGHT));
            columns.push(cast(weight.clone(), DataType::Float64).alias(GIVEN));
        }
        for (at, (_, value)) in self.segments.iter().enumerate() {
            columns.push(stored_segment(value.clone())?.alias(segment_column(at)));
        }
        Ok(people.select(columns)?)
    }

    /// The first failures by key and reason.
    async fn failures(
        &self,
        people: &DataFrame,
        failed: u64,
    ) -> Result<Vec<Failure>, ImpactQueryError> {
        let most = self
            .ready
            .failures()
            .max(usize::from(self.ready.stops_at_failure()));
        if failed == 0 || most == 0 {
            return Ok(Vec::new());
        }
        let weighted = self.weight.is_some();
        let reason = "scoreshift_reason";
        let mut columns = vec![col(KEY), field("failed").alias(reason)];
        if weighted {
            columns.extend([col(WEIGHT), col(GIVEN)]);
        }
        // Those that are equal in key and reason are kept once, and the reason of a weight is worded here: more rows
        // may be needed than are kept, and at least one of a later key than the last.
        let mut limit = most.saturating_add(1);
        loop {
            let first = self
                .measured(people.clone(), &self.moves)?
                .filter(Expr::Not(Box::new(is_scored(weighted))))?
                .select(columns.clone())?
                .sort(vec![
                    col(KEY).sort(true, false),
                    col(reason).sort(true, false),
                ])?
                .limit(0, Some(limit))?;
            let mut kept = Vec::new();
            let mut seen = 0_usize;
            let mut batches = self.pass(first).await?;
            while let Some(batch) = batches.next().await? {
                let (keys, reasons) = (Texts::of(&batch, KEY)?, Texts::of(&batch, reason)?);
                let weights = if weighted {
                    Some((Numbers::of(&batch, WEIGHT)?, Floats::of(&batch, GIVEN)?))
                } else {
                    None
                };
                for row in 0..batch.num_rows() {
                    let refused = weights
                        .as_ref()
                        .filter(|(weight, _)| weight.at(row).is_none());
                    let refused = refused
                        .and_then(|(_, given)| PreparedStudy::<I>::weight(given.at(row)?).err());
                    let reason = match refused {
                        Some(refused) => refused.to_string(),
                        None => reasons.at(row).unwrap_or_default().to_owned(),
                    };
                    kept.push(Failure::of_subject(
                        keys.at(row).unwrap_or_default(),
                        reason,
                    ));
                    seen += 1;
                }
            }
            kept.sort();
            kept.dedup();
            let complete = kept
                .get(most)
                .zip(most.checked_sub(1).and_then(|last| kept.get(last)))
                .is_some_and(|(next, last)| next.at > last.at);
            if complete || seen < limit {
                kept.truncate(most);
                return Ok(kept);
            }
            limit = limit.saturating_mul(4);
        }
    }

    /// Those who moved most.
    async fn movers(
        &self,
        people: &DataFrame,
        cells: &Cells,
        gather: &Gather,
    ) -> Result<Movers, ImpactQueryError> {
        let dimensions = self.segments.len();
        let mut movers = Movers::new(dimensions);
        let most = self.ready.movers();
        let nobody = gather.whole.fallen.is_empty() && gather.whole.risen.is_empty();
        if most == 0 || nobody {
            return Ok(movers);
        }
        let (before, after) = ("scoreshift_before", "scoreshift_after");
        let mut columns = vec![
            col(KEY),
            field("before").alias(before),
            field("after").alias(after),
        ];
        columns.extend((0..dimensions).map(|at| col(segment_column(at))));
        let far = self
            .measured(people.clone(), &self.moves)?
            .filter(is_scored(self.weight.is_some()).and(may_be_mover(cells, gather, most)?))?
            .select(columns)?;
        let mut batches = self.pass(far).await?;
        while let Some(batch) = batches.next().await? {
            let keys = Texts::of(&batch, KEY)?;
            let (before, after) = (Floats::of(&batch, before)?, Floats::of(&batch, after)?);
            let segments = self.segments_of(&batch)?;
            for row in 0..batch.num_rows() {
                let points = |of: &Floats| of.at(row).unwrap_or(f64::NAN);
                let mover = Mover::new(
                    keys.at(row).unwrap_or_default(),
                    points(&before),
                    points(&after),
                );
                movers.add(most, &mover, &segments_at(&segments, row));
            }
        }
        Ok(movers)
    }

    /// The first subject by key whose move cannot be explained, of all and of each segment.
    async fn examples(
        &self,
        people: &DataFrame,
        gather: &Gather,
    ) -> Result<Examples, ImpactQueryError> {
        let dimensions = self.segments.len();
        let mut examples = Examples::new(dimensions);
        if gather.whole.counts.why.unexplained.subjects == 0 {
            return Ok(examples);
        }
        let reason = "scoreshift_reason";
        let mut columns = vec![col(KEY), field("unexplained").alias(reason)];
        columns.extend((0..dimensions).map(|at| col(segment_column(at))));
        let unexplained = self
            .measured(people.clone(), &self.by_change)?
            .filter(is_scored(self.weight.is_some()).and(field("unexplained").is_not_null()))?
            .select(columns)?;
        let mut batches = self.pass(unexplained).await?;
        while let Some(batch) = batches.next().await? {
            let (keys, reasons) = (Texts::of(&batch, KEY)?, Texts::of(&batch, reason)?);
            let segments = self.segments_of(&batch)?;
            for row in 0..batch.num_rows() {
                let example = (
                    keys.at(row).unwrap_or_default(),
                    reasons.at(row).unwrap_or_default(),
                );
                examples.add(example, segments_at(&segments, row));
            }
        }
        Ok(examples)
    }

    async fn pass(&self, rows: DataFrame) -> Result<Pass, ImpactQueryError> {
        Pass::over(rows, self.progress.as_ref()).await
    }

    fn segments_of(&self, batch: &RecordBatch) -> Result<Vec<Texts>, ImpactQueryError> {
        (0..self.segments.len())
            .map(|at| Texts::of(batch, &segment_column(at)))
            .collect()
    }

    /// Puts what the later passes found beside what was counted.
    fn put(
        &self,
        counts: &mut Counts,
        mut movers: Movers,
        mut examples: Examples,
        names: &[String],
    ) {
        let most = self.ready.movers();
        [counts.whole.falling, counts.whole.rising] = finish(movers.whole, most);
        counts.whole.why.example = examples.whole;
        let found = movers.segments.iter_mut().zip(&mut examples.segments);
        for (name, (movers, examples)) in names.iter().zip(found) {
            let Some(values) = counts.segments.get_mut(name) else {
                continue;
            };
            for (value, group) in values {
                if let Some(both) = movers.remove(value) {
                    [group.falling, group.rising] = finish(both, most);
                }
                group.why.example = examples.remove(value);
            }
        }
    }
}

impl<I: ?Sized + 'static> fmt::Debug for ImpactQuery<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImpactQuery")
            .field("subject", &self.subject)
            .field("key", &self.key)
            .field("segments", &self.segments)
            .field("weight", &self.weight)
            .finish_non_exhaustive()
    }
}

/// The same rows, of which what is measured is measured once.
///
/// By default the optimiser moves each field that is read of a struct to where the struct is made, and so has every
/// subject scored anew for each field.
fn computed_once(people: DataFrame) -> DataFrame {
    let (mut state, plan) = people.into_parts();
    let options = state.config_mut().options_mut();
    options.optimizer.enable_leaf_expression_pushdown = false;
    DataFrame::new(state, plan)
}

/// Key and reason.
type Example = (String, String);

#[derive(Debug)]
struct Examples {
    whole: Option<Example>,
    segments: Vec<BTreeMap<String, Example>>,
}

impl Examples {
    fn new(dimensions: usize) -> Self {
        Self {
            whole: None,
            segments: (0..dimensions).map(|_| BTreeMap::new()).collect(),
        }
    }

    fn add(&mut self, (key, reason): (&str, &str), segments: Vec<Option<String>>) {
        let earlier = |known: Option<&Example>| {
            known.is_none_or(|(k, r)| (key, reason) < (k.as_str(), r.as_str()))
        };
        let example = || (key.to_owned(), reason.to_owned());
        if earlier(self.whole.as_ref()) {
            self.whole = Some(example());
        }
        for (values, value) in self.segments.iter_mut().zip(segments) {
            if let Some(value) = value
                && earlier(values.get(&value))
            {
                values.insert(value, example());
            }
        }
    }
}

fn segments_at(segments: &[Texts], row: usize) -> Vec<Option<String>> {
    let stored = segments
        .iter()
        .map(|values| values.at(row).unwrap_or(NO_SEGMENT));
    stored
        .map(|stored| segment_of(stored).map(ToOwned::to_owned))
        .collect()
}
