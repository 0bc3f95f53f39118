//! A second model, from another field, and how tests ask.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, RecordBatch, StructArray},
        compute::concat_batches,
    },
    prelude::SessionContext,
};
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, influence,
    score::Direction,
};
use scoreshift_datafusion::{Functions, InfluenceRows, Serde};
use serde::{Deserialize, Serialize};

/// What a lender knows of an applicant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Applicant {
    pub(crate) income: f64,
    pub(crate) kind: Kind,
    pub(crate) age: Option<u8>,
    #[serde(default = "one")]
    pub(crate) people: u32,
    #[serde(default)]
    pub(crate) loans: Vec<Loan>,
}

fn one() -> u32 {
    1
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Employed,
    SelfEmployed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Loan {
    pub(crate) rest: f64,
    pub(crate) late: Option<u32>,
}

/// A risk from 0 to 1000: debts against income, and what was paid late.
#[derive(Clone)]
pub(crate) struct Risk {
    pub(crate) version: Version,
    pub(crate) per_late: f64,
}

impl ScoringModel for Risk {
    type Input = Applicant;

    fn id(&self) -> ModelId {
        ModelId::new("credit risk", self.version.clone())
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 1000.0).direction(Direction::LowerIsBetter)
    }

    fn evaluate<T: Trace>(&self, person: &Applicant, t: T) -> Result<Term<T>, EvalError> {
        let income = t.input("income", person.income);
        let late: u32 = person.loans.iter().filter_map(|loan| loan.late).sum();
        let debt: f64 = person.loans.iter().map(|loan| loan.rest).sum();
        let age = t.input("age", person.age.unwrap_or(40));
        let late = t.parameter("per late payment", self.per_late) * t.input("late", late);
        let burden = t.input("debt", debt) / (income / f64::from(person.people));
        Ok((100.0 * burden + late - age).clamp(0.0, 1000.0))
    }
}

pub(crate) fn applicant() -> Applicant {
    Applicant {
        income: 2000.0,
        kind: Kind::Employed,
        age: Some(30),
        people: 1,
        loans: vec![Loan {
            rest: 5000.0,
            late: Some(2),
        }],
    }
}

pub(crate) fn risk() -> Lineage<Applicant> {
    let before = Risk {
        version: Version::new(1, 0, 0),
        per_late: 10.0,
    };
    let after = Risk {
        version: "1.1.0-rc.1".parse().unwrap(),
        per_late: 25.0,
    };
    Lineage::starting_with(before)
        .probes([applicant()])
        .rewritten(
            after,
            Change::new("late").sentence("Paying late costs more."),
        )
        .build()
        .unwrap()
}

pub(crate) fn credit() -> Functions {
    Functions::new("Credit risk", risk(), Serde::<Applicant>::new()).unwrap()
}

pub(crate) fn people() -> Functions {
    let functions = Functions::new("influence", influence::lineage(), InfluenceRows);
    functions.unwrap().pair("2.0.0", "1.0.0").unwrap()
}

pub(crate) fn session(functions: &[Functions]) -> SessionContext {
    let ctx = SessionContext::new();
    for functions in functions {
        functions.register(&ctx).unwrap();
    }
    ctx
}

/// A struct array as a table of one column `s` in batches of three rows, so that batches are slices.
pub(crate) fn table(ctx: &SessionContext, name: &str, subjects: ArrayRef) {
    let batch = RecordBatch::try_from_iter_with_nullable([("s", subjects, true)]).unwrap();
    let rows = batch.num_rows();
    let slices: Vec<_> = (0..rows)
        .step_by(3)
        .map(|first| batch.slice(first, 3.min(rows - first)))
        .collect();
    let table = datafusion::datasource::MemTable::try_new(batch.schema(), vec![slices]).unwrap();
    ctx.register_table(name, Arc::new(table)).unwrap();
}

pub(crate) async fn ask(ctx: &SessionContext, sql: &str) -> Result<RecordBatch, String> {
    let frame = ctx.sql(sql).await.map_err(|error| error.to_string())?;
    let schema = Arc::new(frame.schema().as_arrow().clone());
    let batches = frame.collect().await.map_err(|error| error.to_string())?;
    let schema = batches.first().map_or(schema, RecordBatch::schema);
    Ok(concat_batches(&schema, &batches).unwrap())
}

/// The first column of the answer, as text.
pub(crate) async fn texts(ctx: &SessionContext, sql: &str) -> Vec<Option<String>> {
    let batch = ask(ctx, sql).await.unwrap();
    let column = datafusion::arrow::compute::cast(
        batch.column(0),
        &datafusion::arrow::datatypes::DataType::Utf8,
    )
    .unwrap();
    column
        .as_string::<i32>()
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

/// The only value of the answer, as text.
pub(crate) async fn one_text(ctx: &SessionContext, sql: &str) -> Option<String> {
    let texts = texts(ctx, sql).await;
    assert_eq!(texts.len(), 1, "{sql}");
    texts.into_iter().next().unwrap()
}

pub(crate) async fn refusal(ctx: &SessionContext, sql: &str) -> String {
    ask(ctx, sql).await.expect_err(sql)
}

pub(crate) fn structs(batch: &RecordBatch, column: &str) -> StructArray {
    batch.column_by_name(column).unwrap().as_struct().clone()
}

pub(crate) fn same(one: &dyn Array, other: &dyn Array) {
    assert_eq!(one.to_data(), other.to_data());
}
