//! Tables, columns and queries of any kind, that a report is asked of.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, BinaryArray, BooleanArray, Float64Array, ListArray, StringArray},
        datatypes::Int32Type,
    },
    prelude::{ident, lit},
};
use scoreshift::impact::Subject;
#[cfg(feature = "ballista")]
use {
    datafusion::prelude::SessionContext,
    scoreshift::score::Bands,
    scoreshift_datafusion::{Functions, Serde},
};

use crate::{
    attacks::{asked, hundred, moving, people, query, session, study, table, texts},
    impact::Given,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn segments_and_keys_of_other_types_read_as_sql_casts_them() {
    let values: Vec<(ArrayRef, [Option<&str>; 4])> = vec![
        (
            Arc::new(Float64Array::from(vec![
                Some(0.5),
                Some(-0.0),
                None,
                Some(f64::NAN),
            ])),
            [Some("0.5"), Some("-0.0"), None, Some("NaN")],
        ),
        (
            Arc::new(BooleanArray::from(vec![
                Some(true),
                None,
                Some(false),
                None,
            ])),
            [Some("true"), None, Some("false"), None],
        ),
        (
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([
                Some(vec![Some(1), None]),
                Some(vec![]),
                None,
                Some(vec![Some(2)]),
            ])),
            [Some("[1, ]"), Some("[]"), None, Some("[2]")],
        ),
        (
            Arc::new(BinaryArray::from_opt_vec(vec![
                Some(b"a"),
                Some(b""),
                None,
                Some(b"\0"),
            ])),
            [Some("a"), Some(""), None, Some("\0")],
        ),
        (
            Arc::new(StringArray::from(vec![
                Some("\u{0}\u{0}"),
                Some("NULL"),
                Some("a'b\"; DROP TABLE people --"),
                Some("\u{1}\u{202e}"),
            ])),
            [
                Some("\u{0}\u{0}"),
                Some("NULL"),
                Some("a'b\"; DROP TABLE people --"),
                Some("\u{1}\u{202e}"),
            ],
        ),
    ];
    for (column, told) in values {
        let ctx = session();
        let (mut columns, _) = people(4, moving);
        columns.push(("s", column));
        table(&ctx, "people", columns, 2);
        let list = (0..4).zip(told).map(|(at, value)| {
            let subject = Subject::new(value.unwrap_or("NULL"), moving(at));
            match value {
                Some(value) => subject.segment("s", value),
                None => subject,
            }
        });
        let here = study().run(list).unwrap();
        let rows = ctx.table("people").await.unwrap();
        let asked_for = query(&study(), hundred()).key(ident("s")).segment("s");
        assert_eq!(asked(asked_for, rows).await.as_ref(), Ok(&here));
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_an_error_of_the_query() {
    let ctx = session();
    let (mut columns, _) = people(2, moving);
    columns.push(("s", Arc::new(BinaryArray::from_vec(vec![b"a", b"\xff"]))));
    table(&ctx, "people", columns, 2);
    for asked_for in [
        query(&study(), hundred()).key(ident("s")),
        query(&study(), hundred()).segment("s"),
    ] {
        let rows = ctx.table("people").await.unwrap();
        let error = asked(asked_for, rows).await.unwrap_err();
        assert!(error.contains("UTF-8"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_may_be_called_anything() {
    for name in [
        "Plan",
        "a.b",
        "a b",
        "a\"b",
        "n",
        "weight",
        "k_before",
        "scoreshift_key",
        "moved",
        "ä",
        "scoreshift_segment_0",
        "scoreshift_moves",
        "u_moved",
        "c_0",
        "r_moves",
        "change_0",
        "",
    ] {
        let ctx = session();
        let (mut columns, list) = people(20, moving);
        let plan = |at: u32| format!("p{}", at % 3);
        columns.push((name, texts((0..20).map(plan))));
        table(&ctx, "people", columns, 2);
        let list = (0..)
            .zip(list)
            .map(|(at, subject)| subject.segment(name, plan(at)));
        let study = study().by_change();
        let here = study.run(list).unwrap();
        let rows = ctx.table("people").await.unwrap();
        let asked_for = query(&study, hundred()).segment(name).weight(lit(1.0));
        assert_eq!(asked(asked_for, rows).await.as_ref(), Ok(&here), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_any_query_are_measured() {
    let ctx = session();
    let (columns, list) = people(100, moving);
    table(&ctx, "people", columns, 5);
    let kinds = vec![
        ("key", texts((0..100).map(|at| list[at].key().to_owned()))),
        ("kind", texts((0..100).map(|at| format!("p{}", at % 3)))),
    ];
    table(&ctx, "kinds", kinds, 1);
    ctx.sql("CREATE VIEW seen AS SELECT * FROM people WHERE before < 1000")
        .await
        .unwrap();
    let whole = study().run(&list).unwrap();
    for sql in [
        "SELECT * FROM seen",
        "SELECT * FROM people WHERE before < 50 UNION ALL SELECT * FROM people WHERE before >= 50",
        "SELECT p.*, kind FROM people p JOIN kinds k ON p.key = k.key",
        "SELECT * FROM people ORDER BY after LIMIT 100",
        "SELECT DISTINCT * FROM people",
    ] {
        let rows = ctx.sql(sql).await.unwrap();
        let there = asked(query(&study(), hundred()), rows).await;
        assert_eq!(there.as_ref(), Ok(&whole), "{sql}");
    }
    let rows = ctx
        .sql("SELECT * FROM people p JOIN kinds k ON p.key = k.key")
        .await
        .unwrap();
    let error = asked(query(&study(), hundred()), rows).await.unwrap_err();
    assert!(error.contains("key"), "{error}");
    for sql in [
        "SELECT * FROM people LIMIT 0",
        "SELECT * FROM seen WHERE false",
    ] {
        let rows = ctx.sql(sql).await.unwrap();
        let there = asked(query(&study(), hundred()).segment("key"), rows).await;
        assert_eq!(
            there,
            Ok(study().run(Vec::<Subject<Given>>::new()).unwrap())
        );
    }
}

#[cfg(feature = "ballista")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_takes_what_one_process_takes() {
    let functions = || Functions::new("given", hundred(), Serde::<Given>::new()).unwrap();
    let (mut columns, list) = people(500, moving);
    columns.push((
        "a \"b\".C",
        texts((0..500).map(|at| format!("\u{0}{}", at % 40))),
    ));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.parquet");
    let path = path.to_str().unwrap();
    let here = SessionContext::new();
    table(&here, "people", columns, 3);
    let rows = here.table("people").await.unwrap();
    let options = datafusion::dataframe::DataFrameWriteOptions::new();
    rows.write_parquet(path, options, None).await.unwrap();

    let bounds = || (0..300).map(|at| f64::from(at) / 7.0);
    let study = study().count_falls(bounds()).bands(Bands::at(bounds()));
    let study = study.by_change();
    let list = (0..)
        .zip(list)
        .map(|(at, subject): (u32, _)| subject.segment("a \"b\".C", format!("\u{0}{}", at % 40)));
    let here = study.run(list).unwrap();
    let cluster = scoreshift_datafusion::Cluster::of([functions()]);
    let ctx = cluster.standalone().await.unwrap();
    let rows = ctx
        .read_parquet(path, datafusion::prelude::ParquetReadOptions::default())
        .await
        .unwrap();
    let asked_for = query(&study, hundred()).segment("a \"b\".C");
    assert_eq!(asked(asked_for, rows).await, Ok(here));
}
