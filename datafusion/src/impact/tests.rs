//! Any population, however it is divided, gives the report of one process.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, Float64Array, RecordBatch, StringArray, StructArray},
        datatypes::{DataType, Field, Float64Type, Schema},
    },
    datasource::MemTable,
    error::Result,
    functions::core::expr_fn::named_struct,
    logical_expr::ScalarUDF,
    prelude::{SessionConfig, SessionContext, ident, lit},
};
use proptest::{prelude::*, sample::select};
use scoreshift::{
    EvalError, ModelId, Scale, ScoringModel, Subject, Term, Trace, Version,
    impact::{Bands, Study},
};

use super::{ImpactQuery, Moves};
use crate::rows::{Read, Rows};

#[derive(Clone, Copy, Debug)]
struct Given {
    before: f64,
    after: f64,
}

#[derive(Clone, Copy, Debug)]
struct Told {
    major: u64,
    scale: Scale,
}

impl ScoringModel for Told {
    type Input = Given;

    fn id(&self) -> ModelId {
        ModelId::new("given", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale
    }

    fn evaluate<T: Trace>(&self, given: &Given, t: T) -> Result<Term<T>, EvalError> {
        Ok(if self.major == 1 {
            t.input("before", given.before)
        } else {
            t.input("after", given.after)
        })
    }
}

#[derive(Debug)]
struct GivenRows;

impl Rows<Given> for GivenRows {
    fn open<'r>(&self, subjects: &'r ArrayRef) -> Result<Read<'r, Given>> {
        let both = subjects.as_struct();
        let (before, after) = (
            both.column(0).as_primitive::<Float64Type>(),
            both.column(1).as_primitive::<Float64Type>(),
        );
        Ok(Box::new(move |row| {
            Ok(Given {
                before: before.value(row),
                after: after.value(row),
            })
        }))
    }
}

#[derive(Clone, Debug)]
struct Row {
    key: String,
    given: Given,
    plan: Option<&'static str>,
    land: Option<&'static str>,
    weight: Option<f64>,
}

fn score() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (0_i32..21).prop_map(|five| f64::from(five) * 5.0),
        2 => 0.0..100.0_f64,
        1 => select(vec![0.0, -0.0, 49.999_999_9, 50.0, 50.000_000_4, 99.5, 100.0, 5e-324, 1e-9]),
        1 => select(vec![-1.0, 100.000_001, f64::INFINITY, f64::NAN]),
    ]
}

fn weight() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        5 => Just(Some(1.0)),
        1 => Just(None),
        2 => (1_i32..4).prop_map(|weight| Some(f64::from(weight))),
        1 => (0.000_01..3.0_f64).prop_map(Some),
        1 => select(vec![Some(0.0), Some(-1.0), Some(f64::NAN), Some(2e9), Some(1e9)]),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let plan = select(vec![
        None,
        Some("pro"),
        Some("free"),
        Some(""),
        Some("\u{0}"),
        Some("\u{0}\u{0}x"),
    ]);
    let land = select(vec![None, Some("PL"), Some("DE")]);
    let one = (
        score(),
        score(),
        any::<bool>(),
        0_u8..12,
        plan,
        land,
        weight(),
    );
    prop::collection::vec(one, 0..60).prop_map(|all| {
        all.into_iter()
            .map(|(before, after, stays, key, plan, land, weight)| Row {
                key: format!("k{key}"),
                given: Given {
                    before,
                    after: if stays { before } else { after },
                },
                plan,
                land,
                weight,
            })
            .collect()
    })
}

fn study(which: u8) -> Study<Given> {
    let told = |major, scale| Told { major, scale };
    match which {
        0 => Study::between(
            told(1, Scale::new(0.0, 100.0)),
            told(2, Scale::new(0.0, 100.0)),
        )
        .bands(Bands::at([25.0, 50.0]).rebased([20.0, 50.0]))
        .count_falls([0.0, 5.0])
        .count_rises([10.0])
        .movers(3)
        .failures(4),
        1 => Study::between(
            told(1, Scale::new(-7.5, 120.0).decimals(1)),
            told(2, Scale::new(-3.0, 200.0).decimals(2)),
        )
        .bands(Bands::at([0.0, 50.0]))
        .resolution(0.003)
        .movers(1)
        .count_falls([1.0]),
        _ => Study::between(
            told(1, Scale::new(0.0, 100.0)),
            told(2, Scale::new(0.0, 100.0)),
        )
        .movers(0),
    }
}

fn table(rows: &[Row], parts: usize, weighted: bool) -> MemTable {
    let batch = |rows: &[Row]| {
        let points = |of: fn(&Row) -> f64| {
            Arc::new(Float64Array::from_iter_values(rows.iter().map(of))) as ArrayRef
        };
        let texts = |of: fn(&Row) -> Option<&'static str>| {
            Arc::new(StringArray::from_iter(rows.iter().map(of))) as ArrayRef
        };
        RecordBatch::try_from_iter_with_nullable([
            (
                "Key",
                Arc::new(StringArray::from_iter_values(
                    rows.iter().map(|row| &row.key),
                )) as ArrayRef,
                true,
            ),
            ("before", points(|row| row.given.before), true),
            ("after", points(|row| row.given.after), true),
            ("plan", texts(|row| row.plan), true),
            ("land", texts(|row| row.land), true),
            (
                "weight",
                Arc::new(Float64Array::from_iter(
                    rows.iter().map(|row| row.weight.filter(|_| weighted)),
                )) as ArrayRef,
                true,
            ),
        ])
        .unwrap()
    };
    let size = rows.len().div_ceil(parts).max(1);
    let mut batches: Vec<Vec<RecordBatch>> =
        rows.chunks(size).map(|rows| vec![batch(rows)]).collect();
    if batches.is_empty() {
        batches.push(vec![batch(rows)]);
    }
    let schema = batches[0][0].schema();
    MemTable::try_new(schema, batches).unwrap()
}

async fn queried(
    study: &Study<Given>,
    rows: &[Row],
    parts: usize,
    dimensions: usize,
    weighted: bool,
) -> scoreshift::impact::Impact {
    let moves = Arc::new(ScalarUDF::from(Moves::new(
        "given_1_2_moves".to_owned(),
        Vec::new(),
        study.prepare().unwrap(),
        Arc::new(GivenRows),
    )));
    let context = SessionContext::new_with_config(
        SessionConfig::new()
            .with_target_partitions(parts)
            .with_batch_size(7),
    );
    context
        .register_table("people", Arc::new(table(rows, parts, weighted)))
        .unwrap();
    let people = context.table("people").await.unwrap();
    let mut query = ImpactQuery::new(study.prepare().unwrap(), Arc::clone(&moves), moves)
        .key(ident("Key"))
        .subject(named_struct(vec![
            lit("before"),
            ident("before"),
            lit("after"),
            ident("after"),
        ]));
    for name in ["plan", "land"].into_iter().take(dimensions) {
        query = query.segment(name);
    }
    if weighted {
        query = query.weight(ident("weight"));
    }
    query.run(people).await.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_query_gives_the_report_of_one_process(
        rows in rows(),
        which in 0_u8..3,
        parts in 1_usize..5,
        dimensions in 0_usize..3,
        weighted in any::<bool>(),
    ) {
        let study = study(which);
        let subjects = rows.iter().map(|row| {
            let mut subject = Subject::new(&row.key, row.given);
            for (name, value) in [("plan", row.plan), ("land", row.land)].into_iter().take(dimensions) {
                if let Some(value) = value {
                    subject = subject.segment(name, value);
                }
            }
            subject.weight(row.weight.filter(|_| weighted).unwrap_or(1.0))
        });
        let here = study.run(subjects).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let there = runtime.block_on(queried(&study, &rows, parts, dimensions, weighted));
        prop_assert_eq!(there, here);
    }
}
