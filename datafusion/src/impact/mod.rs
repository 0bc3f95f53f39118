//! The impact of a release by a query: the same report as in one process, at any partitioning and on a cluster.

mod columns;
mod error;
mod gather;
mod pass;
mod segments;

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{compute::can_cast_types, datatypes::DataType},
    dataframe::DataFrame,
    error::DataFusionError,
    functions::core::expr_fn::get_field,
    functions_aggregate::expr_fn::{count, max, min, sum},
    logical_expr::{Expr, ScalarUDF, cast, lit},
    prelude::{col, ident},
};
use scoreshift::impact::{Impact, Mode, PreparedStudy};

pub use error::ImpactQueryError;
use gather::Gather;
use pass::{Pass, Progress};

use crate::cells::{CELL, Cells, KEPT, POINTS, Questions, REST, SQUARE, WEIGHT, least};

/// The column of the subject.
const SUBJECT: &str = "scoreshift_subject";
/// The column of the subject's key.
const KEY: &str = "scoreshift_key";
/// The column of the cells in which a row is counted.
const CELLS: &str = "scoreshift_cells";

/// The impact of a release on the rows of a table or of any query; made by
/// [`Functions::impact`](crate::Functions::impact).
///
/// The report is the core's [`Impact`], and equal to that of [`Study::run`](scoreshift::impact::Study::run) on the
/// same subjects [as far as counts hold it](Impact::to_counted). It is made of counts, sums of whole numbers, and least and largest values, so that neither
/// partitions nor machines show in it. Every row has a key, so one that cannot be read is a failure of its key, where
/// [`Study::read`](scoreshift::impact::Study::read) knows only the number of its line.
///
/// # How it is counted
///
/// ```sql
/// SELECT kind, cell, count(*), sum(rest), sum(square), min(points), max(points), scoreshift_least(kept, 100)
/// FROM (SELECT kind, unnest(influence_1_0_0_2_0_0_cells(profile, …)) FROM people) GROUP BY kind, cell
/// ```
///
/// A *cell* is a bin of scores or moves with the bands and bounds that are passed, `rest` and `square` are whole numbers of
/// millionths of a point, and `kept` are the few rows that may be named. From these the study
/// [assembles](PreparedStudy::assemble) the report.
///
/// # What it costs
///
/// One pass over the rows, in which every subject is scored once under both versions. Memory does not grow with the
/// number of rows, but with the number of segments.
///
/// # What cannot be had
///
/// Exact mode with its rank statistics, which need every score in one place; mean effects by place and explanations of
/// movers, which need full explanations: ask `…_explain` for those that are wanted. Who loses a score and who gains one are
/// counted as failures together, moves are not told by where subjects stood before, and there is one snapshot of each.
pub struct ImpactQuery<I: ?Sized + 'static> {
    ready: PreparedStudy<I>,
    cells: Arc<ScalarUDF>,
    subject: Expr,
    key: Expr,
    segments: Vec<(String, Expr)>,
    weight: Option<Expr>,
    progress: Option<Progress>,
}

impl<I: ?Sized + 'static> ImpactQuery<I> {
    pub(crate) fn new(ready: PreparedStudy<I>, cells: Arc<ScalarUDF>) -> Self {
        Self {
            ready,
            cells,
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

    /// How many subjects a row stands for: from 10⁻⁶ to 10⁹, as in [`Subject::weight`](scoreshift::impact::Subject::weight).
    /// NULL is 1.
    #[must_use]
    pub fn weight(mut self, weight: Expr) -> Self {
        self.weight = Some(weight);
        self
    }

    /// Is told twice a second how many rows have been read. On a cluster it is told 0, for its machines do not
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
        let cells = Cells::of(&self.ready)?;
        let mut gather = Gather::new(
            cells,
            &self.ready,
            self.weight.is_some(),
            self.segments.len(),
        );
        let groups = self.groups(people)?;
        let mut batches = Pass::over(groups, self.progress.as_ref()).await?;
        while let Some(batch) = batches.next().await? {
            gather.add(&batch)?;
        }
        if self.ready.stops_at_failure() {
            gather.first_failure()?;
        }
        let names = self.segments.iter().map(|(name, _)| name.as_str());
        Ok(self.ready.assemble(gather.counts(names))?)
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
        // A column that is not there is often one that nobody named: the subject and the key have defaults. It is selected, for
        // in the columns of a join only the engine finds its way.
        let type_of = |what: &str, expr: &Expr| -> Result<DataType, DataFusionError> {
            let selected = people.clone().select(vec![expr.clone().alias(SUBJECT)]);
            let selected =
                selected.map_err(|error| error.context(format!("{what} is read from `{expr}`")))?;
            let column = selected.schema().fields().first();
            Ok(column.map_or(DataType::Null, |column| column.data_type().clone()))
        };
        type_of("the subject", &self.subject)?;
        if let Some(weight) = &self.weight {
            let found = type_of("the weight", weight)?;
            if !(found.is_numeric() || found == DataType::Null) {
                return Err(ImpactQueryError::Weight { found });
            }
        }
        let keys = std::iter::once(("the key".to_owned(), &self.key));
        let divided = self.segments.iter();
        let divided = divided.map(|(name, value)| (format!("the segment `{name}`"), value));
        for (what, expr) in keys.chain(divided) {
            let found = type_of(&what, expr)?;
            if !can_cast_types(&found, &DataType::Utf8) {
                return Err(ImpactQueryError::NoText { what, found });
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

    /// What is counted in each cell.
    fn groups(&self, people: DataFrame) -> Result<DataFrame, ImpactQueryError> {
        // What several places ask for is computed once.
        let weight = self.weight.clone().unwrap_or_else(|| lit(1_i64));
        let mut given = vec![
            self.subject.clone().alias(SUBJECT),
            cast(self.key.clone(), DataType::Utf8).alias(KEY),
            cast(weight, DataType::Float64).alias(WEIGHT),
        ];
        let dimensions = 0..self.segments.len();
        let values: Vec<Expr> = dimensions.map(|at| col(segments::column(at))).collect();
        let mut stored = vec![col(SUBJECT), col(KEY), col(WEIGHT)];
        for (at, (_, value)) in self.segments.iter().enumerate() {
            let name = segments::column(at);
            given.push(cast(value.clone(), DataType::Utf8).alias(&name));
            // Behind the column, not the expression: it may be another value each time it is computed.
            stored.push(segments::stored(&col(&name))?.alias(&name));
        }

        let questions = serde_json::to_string(&Questions::of(&self.ready));
        let questions = questions.map_err(|_| ImpactQueryError::Unreadable {
            what: "questions of a study",
        })?;
        let mut asked = vec![col(SUBJECT), lit(questions), col(KEY), col(WEIGHT)];
        asked.extend(values.iter().cloned());
        let mut counted = vec![self.cells.call(asked).alias(CELLS)];
        counted.extend(values.iter().cloned());

        let of_cell = [CELL, WEIGHT, REST, SQUARE, POINTS, KEPT];
        let of_cell = of_cell.map(|name| get_field(col(CELLS), name).alias(name));
        Ok(computed_once(people)
            .select(given)?
            .select(stored)?
            .select(counted)?
            .unnest_columns(&[CELLS])?
            .select(of_cell.into_iter().chain(values).collect::<Vec<_>>())?
            .aggregate(
                segments::groups(CELL, self.segments.len()),
                self.aggregates(),
            )?)
    }

    fn aggregates(&self) -> Vec<Expr> {
        let most = self.ready.movers().max(self.ready.failures()).max(1);
        let mut aggregates = vec![
            count(lit(1_i64)).alias(gather::COUNT),
            sum(col(REST)).alias(REST),
            sum(col(SQUARE)).alias(SQUARE),
            min(col(POINTS)).alias(gather::LEAST),
            max(col(POINTS)).alias(gather::MOST),
            least(col(KEPT), most).alias(KEPT),
        ];
        if self.weight.is_some() {
            let wide = cast(col(WEIGHT), DataType::Decimal128(38, 0));
            aggregates.push(sum(wide).alias(WEIGHT));
            aggregates.push(min(col(WEIGHT)).alias(gather::LIGHTEST));
        }
        aggregates
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
