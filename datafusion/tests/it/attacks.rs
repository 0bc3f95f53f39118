//! Tables, segments, weights and studies that were made to break the report by query.

use std::sync::Arc;

use datafusion::{
    arrow::array::{
        ArrayRef, Decimal128Array, Float32Array, Float64Array, Int64Array, RecordBatch,
        StringArray, UInt64Array,
    },
    dataframe::DataFrame,
    datasource::MemTable,
    functions::core::expr_fn::named_struct,
    prelude::{SessionConfig, SessionContext, ident, lit},
};
use scoreshift::{
    Lineage, Scale,
    impact::{Impact, Study, Subject},
    score::Bands,
};
use scoreshift_datafusion::{Functions, ImpactQuery, ImpactQueryError, Serde};

use crate::impact::{Given, lineage};

pub(crate) fn hundred() -> Lineage<Given> {
    lineage(Scale::new(0.0, 100.0), Scale::new(0.0, 100.0))
}

pub(crate) fn study() -> Study<Given> {
    hundred().impact("1.0.0", "2.0.0").unwrap()
}

/// A session that cuts everything into the smallest pieces.
pub(crate) fn session() -> SessionContext {
    let config = SessionConfig::new()
        .with_target_partitions(8)
        .with_batch_size(1);
    SessionContext::new_with_config(config)
}

pub(crate) type Columns = Vec<(&'static str, ArrayRef)>;

/// A table of these columns, in as many parts as asked for.
pub(crate) fn table(ctx: &SessionContext, name: &str, columns: Columns, parts: usize) {
    let columns = columns
        .into_iter()
        .map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let size = batch.num_rows().div_ceil(parts).max(1);
    let parts = (0..batch.num_rows())
        .step_by(size)
        .map(|first| vec![batch.slice(first, size.min(batch.num_rows() - first))])
        .collect::<Vec<_>>();
    let parts = if parts.is_empty() {
        vec![vec![]]
    } else {
        parts
    };
    let table = MemTable::try_new(batch.schema(), parts).unwrap();
    ctx.register_table(name, Arc::new(table)).unwrap();
}

pub(crate) fn floats(values: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(values))
}

pub(crate) fn texts(values: impl IntoIterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// Keys and scores of so many subjects.
pub(crate) fn people(
    subjects: u32,
    given: impl Fn(u32) -> Given,
) -> (Columns, Vec<Subject<Given>>) {
    let key = |at: u32| format!("k{}", at.wrapping_mul(7919) % 100_003);
    let columns = vec![
        ("key", texts((0..subjects).map(key))),
        ("before", floats((0..subjects).map(|at| given(at).before))),
        ("after", floats((0..subjects).map(|at| given(at).after))),
    ];
    let list = (0..subjects).map(|at| Subject::new(key(at), given(at)));
    (columns, list.collect())
}

pub(crate) fn query(study: &Study<Given>, lineage: Lineage<Given>) -> ImpactQuery {
    let functions = Functions::new("given", lineage, Serde::<Given>::new()).unwrap();
    let subject = vec![lit("before"), ident("before"), lit("after"), ident("after")];
    functions
        .impact(study)
        .unwrap()
        .subject(named_struct(subject))
}

pub(crate) async fn asked(query: ImpactQuery, rows: DataFrame) -> Result<Impact, String> {
    query.run(rows).await.map_err(|error| error.to_string())
}

pub(crate) fn moving(at: u32) -> Given {
    Given {
        before: f64::from(at % 101),
        after: f64::from(at * 37 % 101) + f64::from(at % 3) * -0.000_4,
    }
}

pub(crate) fn steady(_: u32) -> Given {
    Given {
        before: 40.0,
        after: 60.0,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_thousand_equal_moves_the_first_by_key_are_named() {
    let config = SessionConfig::new().with_target_partitions(8);
    let ctx = SessionContext::new_with_config(config.with_batch_size(100));
    let (columns, list) = people(10_000, steady);
    table(&ctx, "people", columns, 5);
    let there = asked(
        query(&study(), hundred()),
        ctx.table("people").await.unwrap(),
    )
    .await;
    let here = study().run(list).unwrap();
    assert_eq!(here.whole().rising().len(), 10);
    assert_eq!(there.unwrap(), here);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_are_others_each_time_are_read_once() {
    let ctx = session();
    let random = "SELECT CAST(value AS VARCHAR) AS key, random() * 100 AS before, random() * 110 AS after \
        FROM generate_series(1, 5000)";
    let rows = ctx.sql(random).await.unwrap();
    let found = asked(query(&study().stop_at_failure(), hundred()), rows).await;
    // Every tenth or so is beyond the scale, and the first of them by key is named, whoever it is.
    assert!(found.unwrap_err().contains("outside"), "{random}");
    let rows = ctx.sql(random).await.unwrap();
    let found = asked(query(&study(), hundred()), rows).await.unwrap();
    let whole = found.whole();
    assert_eq!(whole.scored().subjects + whole.failed(), 5000);
    assert!(found.failures().len() > 50);
    // Who moved farthest is one of those that were counted.
    let farthest = [whole.falling(), whole.rising()].map(|movers| movers[0].moved);
    assert_eq!(farthest, [whole.moves().min(), whole.moves().max()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_study_of_other_models_under_the_same_ids_is_refused() {
    let other = lineage(Scale::new(0.0, 100.0), Scale::new(0.0, 90.0));
    let functions = Functions::new("given", hundred(), Serde::<Given>::new()).unwrap();
    let same = hundred().impact("1.0.0", "2.0.0").unwrap();
    assert!(functions.impact(&same).is_ok());
    assert!(functions.impact(&same.by_place(1)).is_ok());
    let error = functions
        .impact(&other.impact("1.0.0", "2.0.0").unwrap())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the study's given 1.0.0 and given 2.0.0 do not score as those of the functions: make it of the same lineage, by \
         `Lineage::impact`"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_of_bounds_and_bands_are_counted() {
    let (columns, list) = people(300, moving);
    let ctx = SessionContext::new();
    table(&ctx, "people", columns, 2);
    let bounds = || (0..500).map(|at| f64::from(at) / 7.0);
    let many = study().count_falls(bounds()).count_rises(bounds());
    let banded = study().bands(Bands::at((0..300).map(|at| f64::from(at) / 3.0)));
    for study in [many, banded] {
        let rows = ctx.table("people").await.unwrap();
        let here = study.run(&list).unwrap();
        assert_eq!(asked(query(&study, hundred()), rows).await.unwrap(), here);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thresholds_and_resolutions_at_their_ends() {
    let scale = |min, max, decimals| Scale::new(min, max).decimals(decimals);
    for (old, new) in [
        (scale(0.0, 100.0, 0), scale(0.0, 100.0, 6)),
        (scale(-0.3, 100.7, 3), scale(-12.345_678, 100.5, 1)),
        (scale(-200.0, 101.0, 0), scale(-1e7, 1e7, 2)),
    ] {
        let lineage = lineage(old, new);
        let (columns, list) = people(404, |at| Given {
            before: (f64::from(at % 101) - 0.3).max(0.0),
            after: f64::from(at * 37 % 100) + 0.4,
        });
        let ctx = session();
        table(&ctx, "people", columns, 3);
        let study = || lineage.impact("1.0.0", "2.0.0").unwrap();
        for study in [
            study().resolution(0.000_001),
            study().resolution(0.000_001).movers(1).by_change(),
            study().bands(Bands::at([-1e300, f64::MIN_POSITIVE, 100.0, f64::MAX])),
            study().count_falls([0.0, 1e8]).count_rises([1e8]),
        ] {
            match study.run(&list) {
                Ok(here) => {
                    let rows = ctx.table("people").await.unwrap();
                    let there = asked(query(&study, lineage.clone()), rows).await;
                    assert_eq!(there.unwrap(), here);
                }
                Err(error) => {
                    let functions =
                        Functions::new("given", lineage.clone(), Serde::<Given>::new()).unwrap();
                    let refused = functions.impact(&study).unwrap_err();
                    assert_eq!(refused.to_string(), error.to_string());
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_scored_weighs_nothing_however_much_it_is() {
    let ctx = SessionContext::new();
    let (mut columns, list) = people(20_000, |at| Given {
        before: if at == 7 { 1.0 } else { -1.0 },
        after: 2.0,
    });
    columns.push(("w", floats(vec![1e9; 20_000])));
    table(&ctx, "people", columns, 3);
    let here = study()
        .run(list.into_iter().map(|subject| subject.weight(1e9)))
        .unwrap();
    let rows = ctx.table("people").await.unwrap();
    let there = asked(query(&study(), hundred()).weight(ident("w")), rows).await;
    assert_eq!(there.unwrap(), here);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_weight_than_can_be_counted_is_an_error_and_no_overflow() {
    for subjects in [9_300_u32, 20_000] {
        for spread in [1_u32, 2, 97] {
            let ctx = SessionContext::new();
            let (mut columns, list) = people(subjects, |at| Given {
                before: f64::from(at % spread) / 100.0,
                after: f64::from(at % spread) / 50.0,
            });
            columns.push(("w", floats(vec![1e9; subjects as usize])));
            table(&ctx, "people", columns, 4);
            let list = list.into_iter().map(|subject| subject.weight(1e9));
            assert!(study().run(list).is_err());
            let rows = ctx.table("people").await.unwrap();
            let there = asked(query(&study(), hundred()).weight(ident("w")), rows).await;
            assert_eq!(
                there.unwrap_err(),
                "the subjects weigh more than 9e12 together",
                "{subjects} {spread}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_no_text_neither_names_nor_divides() {
    let rows = || async {
        let (columns, _) = people(4, moving);
        let ctx = session();
        table(&ctx, "people", columns, 2);
        let sql = "SELECT *, MAP {'a': 1} AS counts FROM people";
        ctx.sql(sql).await.unwrap()
    };
    let asks = || query(&study(), hundred());
    let divided = asks().segment("counts").run(rows().await).await;
    let said = divided.unwrap_err().to_string();
    assert!(said.starts_with("the segment `counts` is Map("), "{said}");
    let named = asks().key(ident("counts")).run(rows().await).await;
    let said = named.unwrap_err().to_string();
    assert!(said.starts_with("the key is Map("), "{said}");
}

#[tokio::test]
async fn a_column_that_is_not_there_is_said_with_what_it_was_for() {
    let (columns, _) = people(4, moving);
    let ctx = session();
    table(&ctx, "people", columns, 2);
    let run = async |query: ImpactQuery| {
        let rows = ctx.table("people").await.unwrap();
        query.run(rows).await.unwrap_err()
    };
    let asks = || query(&study(), hundred());
    for (asked, part, from) in [
        (asks().key(ident("id")), "the key", "id"),
        (asks().segment("plam"), "the segment `plam`", "plam"),
        (asks().weight(ident("w")), "the weight", "w"),
        (asks().subject(ident("subject")), "the subject", "subject"),
    ] {
        let error = run(asked).await;
        let said = error.to_string();
        let said_so = format!("{part} is read from `{from}`, which is not there: there is key, ");
        assert!(said.starts_with(&said_so), "{said}");
        let ImpactQueryError::NotThere { what, column, .. } = error else {
            panic!("{said}")
        };
        assert_eq!((what.to_string().as_str(), column.as_str()), (part, from));
    }
}

#[tokio::test]
async fn a_key_that_two_tables_share_names_the_subject() {
    let (columns, list) = people(4, moving);
    let ctx = session();
    table(&ctx, "people", columns, 2);
    let joined =
        ctx.sql("SELECT * FROM people AS p JOIN (SELECT key, 1 AS w FROM people) AS q USING (key)");
    let there = query(&study(), hundred())
        .run(joined.await.unwrap())
        .await
        .unwrap();
    let here = study().run(list).unwrap();
    assert_eq!(there, here);
}

#[tokio::test]
async fn weights_of_any_type_of_number() {
    let three = || people(4, moving);
    let decimals = Decimal128Array::from(vec![Some(150_i128), Some(1), None, Some(-5)])
        .with_precision_and_scale(20, 2)
        .unwrap();
    for (weights, told) in [
        (Arc::new(decimals) as ArrayRef, [1.5, 0.01, 1.0, -0.05]),
        (
            Arc::new(Int64Array::from(vec![0, 1, 7, i64::MAX])),
            [0.0, 1.0, 7.0, 9e18],
        ),
        (
            Arc::new(UInt64Array::from(vec![0, 1, 7, u64::MAX])),
            [0.0, 1.0, 7.0, 1.8e19],
        ),
        (
            Arc::new(Float32Array::from(vec![0.1, 1e-6, f32::INFINITY, 1.0])),
            [f64::from(0.1_f32), f64::from(1e-6_f32), f64::INFINITY, 1.0],
        ),
        (
            floats([1e300, f64::NEG_INFINITY, 0.000_000_5, 0.000_000_499]),
            [1e300, f64::NEG_INFINITY, 0.000_000_5, 0.000_000_499],
        ),
    ] {
        let ctx = session();
        let (mut columns, list) = three();
        columns.push(("w", weights));
        table(&ctx, "people", columns, 2);
        let list = list
            .into_iter()
            .zip(told)
            .map(|(one, weight)| one.weight(weight));
        let here = study().run(list).unwrap();
        let rows = ctx.table("people").await.unwrap();
        let there = asked(query(&study(), hundred()).weight(ident("w")), rows)
            .await
            .unwrap();
        assert_eq!(there.whole().scored(), here.whole().scored(), "{told:?}");
        assert_eq!(there.whole().failed(), here.whole().failed(), "{told:?}");
        if !told.contains(&9e18) && !told.contains(&1.8e19) {
            assert_eq!(there, here);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_many_segments_as_are_allowed_and_one_more() {
    let ctx = SessionContext::new();
    let (columns, list) = people(300, moving);
    table(&ctx, "people", columns, 5);
    let list: Vec<_> = list
        .into_iter()
        .map(|subject| {
            let key = subject.key().to_owned();
            subject.segment("key", key)
        })
        .collect();
    for most in [300, 299] {
        let study = study().segments(most);
        let rows = ctx.table("people").await.unwrap();
        let there = asked(query(&study, hundred()).segment("key"), rows).await;
        match study.run(&list) {
            Ok(here) => assert_eq!(there, Ok(here)),
            Err(_) => assert!(there.unwrap_err().contains("more than 299 segments")),
        }
    }
}

#[tokio::test]
async fn where_nobody_can_be_scored_everybody_is_a_failure() {
    let ctx = session();
    let (columns, list) = people(300, |_| Given {
        before: f64::NAN,
        after: 1e9,
    });
    table(&ctx, "people", columns, 3);
    let list: Vec<_> = list
        .into_iter()
        .map(|subject| subject.segment("after", "1000000000.0"))
        .collect();
    for most in [0, 1, 100, 1000] {
        let study = study().failures(most).by_change();
        let rows = ctx.table("people").await.unwrap();
        let there = asked(query(&study, hundred()).segment("after"), rows).await;
        let here = study.run(&list).unwrap();
        assert_eq!(there, Ok(here));
    }
    let rows = ctx.table("people").await.unwrap();
    let study = study().stop_at_failure();
    let error = asked(query(&study, hundred()), rows).await.unwrap_err();
    assert!(
        error.starts_with("`k0`: ") && error.contains("NaN"),
        "{error}"
    );
}
