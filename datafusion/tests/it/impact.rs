//! Any population, however it is divided, gives the report of one process.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, Float64Array, RecordBatch, StringArray, StructArray},
        buffer::NullBuffer,
    },
    datasource::MemTable,
    prelude::{SessionConfig, SessionContext, ident},
};
use proptest::{prelude::*, sample::select};
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version,
    impact::{Impact, Study, Subject},
    score::Bands,
};

use scoreshift_datafusion::{Functions, Serde};

#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub(crate) struct Given {
    pub(crate) before: f64,
    pub(crate) after: f64,
}

#[derive(Clone, Debug)]
struct LocalizedMessage {
    major: u64,
    scale: Scale,
}

impl ScoringModel for LocalizedMessage {
    type Input = Given;

    fn id(&self) -> ModelId {
        ModelId::new("given", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        self.scale.clone()
    }

    fn evaluate<T: Trace>(&self, given: &Given, t: T) -> Result<Term<T>, EvalError> {
        Ok(if self.major == 1 {
            t.input("before", given.before)
        } else {
            t.input("after", given.after)
        })
    }
}

#[derive(Clone, Debug)]
struct Row {
    key: String,
    given: Given,
    /// What it was, and whether it is there before and after.
    was: Given,
    there: [bool; 2],
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
    let there =
        prop_oneof![6 => Just([true, true]), 1 => Just([true, false]), 1 => Just([false, true])];
    let one = (
        (score(), score(), score(), score()),
        any::<bool>(),
        there,
        0_u8..12,
        plan,
        land,
        weight(),
    );
    prop::collection::vec(one, 0..60).prop_map(|all| {
        all.into_iter()
            .map(|(scores, stays, there, key, plan, land, weight)| {
                let (before, after, was_before, was_after) = scores;
                let given = Given {
                    before,
                    after: if stays { before } else { after },
                };
                let was = Given {
                    before: was_before,
                    after: was_after,
                };
                Row {
                    key: format!("k{key}"),
                    given,
                    was: if stays { given } else { was },
                    there,
                    plan,
                    land,
                    weight,
                }
            })
            .collect()
    })
}

pub(crate) fn lineage(before: Scale, after: Scale) -> Lineage<Given> {
    let probe = Given {
        before: 1.0,
        after: 2.0,
    };
    Lineage::starting_with(LocalizedMessage {
        major: 1,
        scale: before,
    })
    .probes([probe])
    .rewritten(
        LocalizedMessage {
            major: 2,
            scale: after,
        },
        Change::new("told").sentence("It is told anew."),
    )
    .probes([probe])
    .build()
    .unwrap()
}

fn study(which: u8) -> (Lineage<Given>, Study<Given>) {
    let hundred = Scale::new(0.0, 100.0);
    let (before, after) = match which {
        1 => (
            Scale::new(-7.5, 120.0).decimals(1),
            Scale::new(-3.0, 200.0).decimals(2),
        ),
        _ => (hundred.clone(), hundred),
    };
    let lineage = lineage(before, after);
    let study = lineage.impact("1.0.0", "2.0.0").unwrap();
    let study = match which {
        0 => study
            .bands(Bands::at([25.0, 50.0]).rebased([20.0, 50.0]))
            .count_falls([0.0, 5.0])
            .count_rises([10.0])
            .movers(3)
            .failures(4),
        1 => study
            .bands(Bands::at([0.0, 50.0]))
            .resolution(0.003)
            .movers(1)
            .count_falls([1.0]),
        2 => study.by_change().failures(1),
        3 => study.movers(0).failures(0),
        4 => study.exact().by_change().count_falls([1.0]),
        5 => study.by_place(1).movers(2).explain_movers().sampled(),
        _ => study.exact().by_place(2).explain_movers(),
    };
    (lineage, study)
}

/// A column of structs, NULL where a subject is not there.
fn snapshot(rows: &[Row], of: fn(&Row) -> Given, is_there: fn(&Row) -> bool) -> ArrayRef {
    let column = |score: fn(Given) -> f64| {
        let scores = rows.iter().map(|row| score(of(row)));
        Arc::new(Float64Array::from_iter_values(scores)) as ArrayRef
    };
    let columns = [
        ("before", column(|given| given.before)),
        ("after", column(|given| given.after)),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.map(|(name, column)| (name, column, true)),
    );
    let (fields, columns, _) = StructArray::from(batch.unwrap()).into_parts();
    let there: NullBuffer = rows.iter().map(is_there).collect();
    Arc::new(StructArray::new(fields, columns, Some(there)))
}

fn table(rows: &[Row], parts: usize, weighted: bool) -> MemTable {
    let batch = |rows: &[Row]| {
        let points = |of: fn(&Row) -> f64| {
            Arc::new(Float64Array::from_iter_values(rows.iter().map(of))) as ArrayRef
        };
        let texts = |of: fn(&Row) -> Option<&'static str>| {
            Arc::new(rows.iter().map(of).collect::<StringArray>()) as ArrayRef
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
            (
                "was",
                snapshot(rows, |row| row.was, |row| row.there[0]),
                true,
            ),
            (
                "is",
                snapshot(rows, |row| row.given, |row| row.there[1]),
                true,
            ),
            ("plan", texts(|row| row.plan), true),
            ("land", texts(|row| row.land), true),
            (
                "weight",
                Arc::new(
                    rows.iter()
                        .map(|row| row.weight.filter(|_| weighted))
                        .collect::<Float64Array>(),
                ) as ArrayRef,
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
    (lineage, study): (Lineage<Given>, &Study<Given>),
    rows: &[Row],
    parts: usize,
    dimensions: usize,
    (weighted, moved): (bool, bool),
) -> Impact {
    let config = SessionConfig::new()
        .with_target_partitions(parts)
        .with_batch_size(7);
    let context = SessionContext::new_with_config(config);
    context
        .register_table("people", Arc::new(table(rows, parts, weighted)))
        .unwrap();
    let people = context.table("people").await.unwrap();
    let functions = Functions::new("given", lineage, Serde::<Given>::new()).unwrap();
    // The subject is its columns.
    let mut query = functions.impact(study).unwrap().key(ident("Key"));
    if moved {
        query = query.moved(ident("was"), ident("is"));
    }
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
        which in 0_u8..7,
        parts in 1_usize..5,
        dimensions in 0_usize..3,
        weighted in any::<bool>(),
        moved in any::<bool>(),
    ) {
        let (lineage, study) = study(which);
        let subjects = rows.iter().map(|row| {
            let mut subject = match row.there {
                _ if !moved => Subject::new(&row.key, row.given),
                [true, true] => Subject::moved(&row.key, row.was, row.given),
                [true, false] => Subject::left(&row.key, row.was),
                _ => Subject::joined(&row.key, row.given),
            };
            for (name, value) in [("plan", row.plan), ("land", row.land)].into_iter().take(dimensions) {
                if let Some(value) = value {
                    subject = subject.segment(name, value);
                }
            }
            subject.weight(row.weight.filter(|_| weighted).unwrap_or(1.0))
        });
        let here = study.run(subjects).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
        let there = runtime.block_on(queried((lineage, &study), &rows, parts, dimensions, (weighted, moved)));
        prop_assert_eq!(there.to_bytes(), here.to_bytes());
        prop_assert_eq!(there, here);
    }
}

#[tokio::test]
async fn there_is_one_zero() {
    let zeros = [
        (-0.0, 0.0),
        (0.0, -0.0),
        (-0.0, 5.0),
        (0.0, 5.0),
        (5.0, -0.0),
        (-0.0, -0.0),
    ];
    let rows: Vec<Row> = zeros
        .into_iter()
        .map(|(before, after)| Row {
            key: format!("{before} {after}"),
            given: Given { before, after },
            was: Given { before, after },
            there: [true, true],
            plan: None,
            land: None,
            weight: None,
        })
        .collect();
    for which in 0..7 {
        let (lineage, study) = study(which);
        let here = study
            .run(rows.iter().map(|row| (&row.key, row.given)))
            .unwrap();
        let there = queried((lineage, &study), &rows, 3, 0, (false, false)).await;
        assert_eq!(there, here);
        let written = |impact: &Impact| serde_json::to_string(&impact.report()).unwrap();
        assert_eq!(written(&there), written(&here));
    }
}
