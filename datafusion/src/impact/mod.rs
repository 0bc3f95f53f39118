//! The impact of a release by a query: the same report as in one process, at any partitioning and on a cluster.

mod error;
mod pass;

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{
        array::AsArray as _,
        compute::can_cast_types,
        datatypes::{DataType, Field},
    },
    dataframe::DataFrame,
    error::DataFusionError,
    functions::core::expr_fn::named_struct,
    logical_expr::{AggregateUDF, Expr, cast, lit},
    prelude::{col, ident},
};
use scoreshift::impact::{FailedAt, Impact, PreparedStudy, Questions, Tally};

pub use error::{ColumnKind, ImpactQueryError, SubjectPart};
use pass::{Pass, Progress};

use crate::{Functions, functions::Request};

/// The impact of a release on the rows of a table or of any query; made by
/// [`Functions::impact`](crate::Functions::impact).
///
/// The report is the core's [`Impact`], and equal to that of [`Study::run`](scoreshift::impact::Study::run) on the same
/// subjects, whatever the study asks: neither partitions nor machines show in it. Every row has a key, so one that cannot be
/// read is a failure of its key, where [`Study::read`](scoreshift::impact::Study::read) knows only the number of its line.
///
/// # How it is counted
///
/// By one aggregate function, of two releases, to which the study goes along. Its state is a part of the report as
/// [bytes](Impact::to_bytes): each partition counts its rows, and the parts are [merged](Impact::merge), which refuses what
/// does not belong together. Its name carries the fingerprints of the releases and of the changes between them, as those of
/// all [`Functions`] do.
///
/// # What it costs
///
/// One pass over the rows, in which every subject is scored once under both versions; what more a study asks costs what it
/// costs in one process. Memory does not grow with the number of rows, save in exact mode, but with the number of segments:
/// each partition has a table of each.
pub struct ImpactQuery {
    functions: Functions,
    releases: [usize; 2],
    questions: Questions,
    nothing: Tally,
    stops: bool,
    subject: Subject,
    key: Expr,
    segments: Vec<(String, Expr)>,
    weight: Option<Expr>,
    progress: Option<Progress>,
}

/// What is scored.
enum Subject {
    /// The column `subject`, or the columns that the mapping declares.
    ByName,
    One(Expr),
    /// What it was, and what it is.
    Two(Expr, Expr),
}

impl ImpactQuery {
    pub(crate) fn new<I: ?Sized + 'static>(
        functions: Functions,
        releases: [usize; 2],
        ready: &PreparedStudy<I>,
        stops: bool,
    ) -> Self {
        Self {
            functions,
            releases,
            questions: ready.questions().clone(),
            nothing: ready.tally(),
            stops,
            subject: Subject::ByName,
            key: ident("key"),
            segments: Vec::new(),
            weight: None,
            progress: None,
        }
    }

    /// What is scored, as the functions take it.
    ///
    /// Without this it is the column `subject`, or, where there is none, the columns that the mapping
    /// [declares](Functions::columns), as far as they are there.
    #[must_use]
    pub fn subject(mut self, subject: Expr) -> Self {
        self.subject = Subject::One(subject);
        self
    }

    /// What is scored where each row is a subject at two times: what it was, which the version before scores, and what it is,
    /// which the version after scores. One that is NULL before [joined](scoreshift::impact::Subject::joined), and one that is NULL
    /// after [left](scoreshift::impact::Subject::left).
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
    /// let network = |reactions: u32| {
    ///     format!("MAP {{'Twitter': named_struct('audience', 900, 'active', 300, 'reactions', {reactions})}}")
    /// };
    /// let (low, high) = (network(12), network(90));
    /// let people = format!("(VALUES ('ann', {low}, {high}), ('bob', {high}, {high}), ('cem', NULL, {low}))");
    /// let people = SessionContext::new().sql(&format!("SELECT * FROM {people} AS t (key, june, july)")).await?;
    ///
    /// let study = influence::lineage().impact("1.0.0", "2.0.0")?.by_change();
    /// let functions = Functions::new("influence", influence::lineage(), InfluenceRows)?;
    /// let impact = functions.impact(&study)?.moved(col("june"), col("july")).run(people).await?;
    /// let whole = impact.whole();
    /// let why = whole.why().ok_or("it was asked for")?;
    /// assert!(why.data_micro > 0 && why.joined_micro < 0);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn moved(mut self, before: Expr, after: Expr) -> Self {
        self.subject = Subject::Two(before, after);
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
    /// [`ImpactQueryError`]: a column is not there or not what it should be, the query fails, or a subject cannot be scored
    /// and the study stops at failures.
    pub async fn run(self, people: DataFrame) -> Result<Impact, ImpactQueryError> {
        let reports = self.reports(people)?;
        let mut impact = self.nothing;
        let mut batches = Pass::over(reports, self.progress.as_ref()).await?;
        while let Some(batch) = batches.next().await? {
            let column = batch.columns().first();
            let parts = column.and_then(|column| column.as_binary_opt::<i64>());
            let parts = parts.ok_or(ImpactQueryError::Unreadable)?;
            for part in parts.iter().flatten() {
                let part = Impact::from_bytes(part).map_err(|_| ImpactQueryError::Unreadable)?;
                impact.merge(part.into())?;
            }
        }
        let impact = impact.finish();
        match impact.first_failure() {
            Some(failure) if self.stops => Err(ImpactQueryError::Subject {
                key: match &failure.at {
                    FailedAt::Subject(key) => key.clone(),
                    at => at.to_string(),
                },
                reason: failure.reason.clone(),
            }),
            _ => Ok(impact),
        }
    }

    /// One row with one report.
    fn reports(&self, people: DataFrame) -> Result<DataFrame, ImpactQueryError> {
        let mut segments: Vec<&(String, Expr)> = self.segments.iter().collect();
        // As in one process, where a subject has its segments by name.
        segments.sort_by(|a, b| a.0.cmp(&b.0));
        let twice = segments
            .windows(2)
            .find(|pair| matches!(pair, [a, b] if a.0 == b.0));
        if let Some([(name, _), _]) = twice {
            let name = name.clone();
            return Err(ImpactQueryError::DimensionTwice { name });
        }

        let mut given = vec![text(&people, SubjectPart::Key, &self.key)?];
        if let Some(weight) = &self.weight {
            let found = type_of(&people, &SubjectPart::Weight, weight)?;
            if !(found.is_numeric() || found == DataType::Null) {
                return Err(ImpactQueryError::Column {
                    what: SubjectPart::Weight,
                    found,
                    expected: ColumnKind::Number,
                });
            }
            given.push(cast(weight.clone(), DataType::Float64));
        }
        let mut column = None;
        for (what, subject) in self.subjects(&people) {
            let mut found = type_of(&people, &what, &subject)?;
            if let Some(first) = self.functions.first_column(&found) {
                column = Some(first.to_owned());
                found = DataType::Struct(vec![Field::new(first, found, true)].into());
            }
            let checked = self.functions.check(&found);
            checked.map_err(|problem| ImpactQueryError::Unread { what, problem })?;
            given.push(subject);
        }
        for (name, value) in &segments {
            let dimension = name.clone();
            given.push(text(&people, SubjectPart::Segment { dimension }, value)?);
        }

        let request = Request {
            questions: self.questions.clone(),
            has_weights: self.weight.is_some(),
            has_before: matches!(self.subject, Subject::Two(..)),
            column,
            dimensions: segments.iter().map(|(name, _)| name.clone()).collect(),
        };
        let request = serde_json::to_string(&request).map_err(|_| ImpactQueryError::Unreadable)?;
        let report = AggregateUDF::from(self.functions.report(self.releases, request));
        // Under names of their own: in the columns of a join only the engine finds its way.
        let names: Vec<String> = (0..given.len())
            .map(|at| format!("scoreshift_{at}"))
            .collect();
        let given = given.into_iter().zip(&names);
        let given: Vec<Expr> = given.map(|(expr, name)| expr.alias(name)).collect();
        let report = report.call(names.iter().map(col).collect());
        Ok(people
            .select(given)?
            .aggregate(Vec::new(), vec![report.alias("impact")])?)
    }

    /// What is scored, and what to call it.
    fn subjects(&self, people: &DataFrame) -> Vec<(SubjectPart, Expr)> {
        match &self.subject {
            Subject::One(subject) => vec![(SubjectPart::Subject, subject.clone())],
            Subject::Two(before, after) => vec![
                (SubjectPart::Before, before.clone()),
                (SubjectPart::After, after.clone()),
            ],
            Subject::ByName => {
                let there = people.schema().fields();
                let is_there = |name: &str| there.iter().any(|field| field.name() == name);
                let declared = self.functions.columns.iter();
                let declared: Vec<&String> = declared.filter(|name| is_there(name)).collect();
                if is_there("subject") || declared.is_empty() {
                    return vec![(SubjectPart::Subject, ident("subject"))];
                }
                let columns = declared
                    .into_iter()
                    .flat_map(|name| [lit(name.as_str()), ident(name)]);
                vec![(SubjectPart::Subject, named_struct(columns.collect()))]
            }
        }
    }
}

/// The type of an expression. It is selected: a column that is not there is often one that nobody named, for the subject
/// and the key have defaults.
fn type_of(
    people: &DataFrame,
    what: &SubjectPart,
    expr: &Expr,
) -> Result<DataType, ImpactQueryError> {
    if let Expr::Column(column) = expr {
        let mut there: Vec<String> = Vec::new();
        for field in people.schema().fields() {
            if !there.contains(field.name()) {
                there.push(field.name().clone());
            }
        }
        if !there.contains(&column.name) {
            return Err(ImpactQueryError::NotThere {
                what: what.clone(),
                column: column.name.clone(),
                there,
            });
        }
    }
    let selected = people.clone().select(vec![expr.clone().alias("selected")]);
    let selected = selected
        .map_err(|error: DataFusionError| error.context(format!("{what} is read from `{expr}`")))?;
    let column = selected.schema().fields().first();
    Ok(column.map_or(DataType::Null, |column| column.data_type().clone()))
}

/// An expression as text.
fn text(people: &DataFrame, what: SubjectPart, expr: &Expr) -> Result<Expr, ImpactQueryError> {
    let found = type_of(people, &what, expr)?;
    if found.is_string() {
        Ok(expr.clone())
    } else if can_cast_types(&found, &DataType::Utf8) {
        Ok(cast(expr.clone(), DataType::Utf8))
    } else {
        Err(ImpactQueryError::Column {
            what,
            found,
            expected: ColumnKind::Text,
        })
    }
}

impl fmt::Debug for ImpactQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImpactQuery")
            .field("segments", &self.segments)
            .finish_non_exhaustive()
    }
}
