//! Tables, segments, weights and studies that were made to break the report by query.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{
            ArrayRef, BinaryArray, BooleanArray, Decimal128Array, Float32Array, Float64Array,
            Int64Array, ListArray, RecordBatch, StringArray, UInt64Array,
        },
        datatypes::Int32Type,
    },
    dataframe::DataFrame,
    datasource::MemTable,
    functions::core::expr_fn::named_struct,
    prelude::{SessionConfig, SessionContext, ident, lit},
};
use scoreshift::{
    Change, Changes, EvalError, Lineage, ModelId, Scale, ScoringModel, Subject, Term, Trace,
    Version,
    impact::{Bands, Impact, Study},
};
use scoreshift_datafusion::{Functions, ImpactQuery, Serde};

use crate::impact::{Given, lineage};

fn hundred() -> Lineage<Given> {
    lineage(Scale::new(0.0, 100.0), Scale::new(0.0, 100.0))
}

fn study() -> Study<Given> {
    hundred().impact("1.0.0", "2.0.0").unwrap()
}

/// A session that cuts everything into the smallest pieces.
fn session() -> SessionContext {
    let config = SessionConfig::new()
        .with_target_partitions(8)
        .with_batch_size(1);
    SessionContext::new_with_config(config)
}

type Columns = Vec<(&'static str, ArrayRef)>;

/// A table of these columns, in as many parts as asked for.
fn table(ctx: &SessionContext, name: &str, columns: Columns, parts: usize) {
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

fn floats(values: impl IntoIterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(values))
}

fn texts(values: impl IntoIterator<Item = String>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// Keys and scores of so many subjects.
fn people(subjects: u32, given: impl Fn(u32) -> Given) -> (Columns, Vec<Subject<Given>>) {
    let key = |at: u32| format!("k{}", at.wrapping_mul(7919) % 100_003);
    let columns = vec![
        ("key", texts((0..subjects).map(key))),
        ("before", floats((0..subjects).map(|at| given(at).before))),
        ("after", floats((0..subjects).map(|at| given(at).after))),
    ];
    let list = (0..subjects).map(|at| Subject::new(key(at), given(at)));
    (columns, list.collect())
}

fn query(study: &Study<Given>, lineage: Lineage<Given>) -> ImpactQuery<Given> {
    let functions = Functions::new("given", lineage, Serde::<Given>::new()).unwrap();
    let subject = vec![lit("before"), ident("before"), lit("after"), ident("after")];
    functions
        .impact(study)
        .unwrap()
        .subject(named_struct(subject))
}

async fn asked(query: ImpactQuery<Given>, rows: DataFrame) -> Result<Impact, String> {
    query.run(rows).await.map_err(|error| error.to_string())
}

fn moving(at: u32) -> Given {
    Given {
        before: f64::from(at % 101),
        after: f64::from(at * 37 % 101) + f64::from(at % 3) * -0.000_4,
    }
}

fn steady(_: u32) -> Given {
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
        assert_eq!(there, Ok(study.run(&list).unwrap()));
    }
    let rows = ctx.table("people").await.unwrap();
    let study = study().stop_at_failure();
    let error = asked(query(&study, hundred()), rows).await.unwrap_err();
    assert!(
        error.starts_with("`k0`: ") && error.contains("NaN"),
        "{error}"
    );
}

#[derive(Clone, Debug, serde::Deserialize)]
struct Kitchen {
    visits: Vec<Visit>,
    staff: Option<u32>,
}

#[derive(Clone, Debug, serde::Deserialize)]
struct Visit {
    faults: u32,
    fine: Option<f64>,
}

/// The hygiene of a kitchen: full points, less for faults and fines.
#[derive(Clone, Debug)]
struct Hygiene {
    major: u64,
    full: f64,
    factor: f64,
    per_fine: f64,
}

impl ScoringModel for Hygiene {
    type Input = Kitchen;

    fn id(&self) -> ModelId {
        ModelId::new("hygiene", Version::new(self.major, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, kitchen: &Kitchen, t: T) -> Result<Term<T>, EvalError> {
        let faults: u32 = kitchen.visits.iter().map(|visit| visit.faults).sum();
        let fines: f64 = kitchen.visits.iter().filter_map(|visit| visit.fine).sum();
        let staff = t.input("staff", kitchen.staff.unwrap_or(1));
        let fines = t.parameter("per fine", self.per_fine) * t.input("fines", fines);
        let lost = 5.0 * (t.input("faults", faults) / staff) + fines;
        let left = (t.parameter("full", self.full) - lost).at_least(0.0);
        Ok(left * t.parameter("factor", self.factor))
    }
}

const FIRST: Hygiene = Hygiene {
    major: 1,
    full: 100.0,
    factor: 1.0,
    per_fine: 0.0,
};

const SECOND: Hygiene = Hygiene {
    major: 2,
    full: 180.0,
    factor: 0.5,
    per_fine: 0.0,
};

const THIRD: Hygiene = Hygiene {
    major: 3,
    per_fine: 0.01,
    ..SECOND
};

/// Full points by themselves are more than the scale has: where few are lost, changes cannot be told apart.
fn hygiene() -> Lineage<Kitchen> {
    let probe = || {
        [(3, None), (5, Some(100.0))].map(|(faults, fine)| Kitchen {
            visits: vec![Visit { faults, fine }],
            staff: Some(2),
        })
    };
    let changes = Changes::starting_from(FIRST)
        .change(
            Change::new("full").sentence("There is more to lose."),
            |m| {
                m.full = 180.0;
            },
        )
        .change(
            Change::new("factor").sentence("Each point counts half."),
            |m| {
                m.factor = 0.5;
            },
        );
    Lineage::starting_with(FIRST)
        .probes(probe())
        .release(SECOND, changes)
        .unwrap()
        .probes(probe())
        .release_whole(THIRD, Change::new("fines").sentence("Fines count."))
        .unwrap()
        .probes(probe())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_two_releases_with_moves_that_cannot_be_explained() {
    let ctx = session();
    Functions::new("hygiene", hygiene(), Serde::<Kitchen>::new())
        .unwrap()
        .register(&ctx)
        .unwrap();
    let sql = "CREATE TABLE kitchens AS SELECT name AS key, land, w, named_struct('visits', visits, 'staff', staff) AS subject FROM (VALUES
        ('Ada', 'PL', 1.0, [named_struct('faults', 1, 'fine', NULL), named_struct('faults', 3, 'fine', 50.0)], 1),
        ('Ben', NULL, 2.5, [named_struct('faults', 20, 'fine', 400.0)], 1),
        ('Cleo', 'PL', 3.0, [], NULL),
        ('Dan', 'DE', 1.0, [named_struct('faults', 18, 'fine', NULL)], NULL),
        ('Eve', 'DE', 1.0, [named_struct('faults', 18, 'fine', NULL)], 0),
        ('Fay', 'DE', 1.0, NULL, 1)) AS t (name, land, w, visits, staff)";
    ctx.sql(sql).await.unwrap();
    let sql = "SELECT concat(key, ' ', try_hygiene_2_0_0_3_0_0_delta(subject), ' ', try_hygiene_2_0_0_3_0_0_reason(subject)) FROM kitchens
        WHERE hygiene_2_0_0_failure(subject) IS NULL ORDER BY key";
    let moves = crate::common::texts(&ctx, sql).await;
    let moves: Vec<_> = moves.into_iter().flatten().collect();
    // A move that shows in no digit has a reason as well.
    assert_eq!(
        moves,
        [
            "Ada -250000 fines",
            "Ben -2000000 fines",
            "Cleo 0 ",
            "Dan 0 "
        ]
    );
    let visit = |faults, fine| Visit { faults, fine };
    let kitchens = || {
        let ada = vec![visit(1, None), visit(3, Some(50.0))];
        [
            ("Ada", Some("PL"), 1.0, ada, Some(1)),
            ("Ben", None, 2.5, vec![visit(20, Some(400.0))], Some(1)),
            ("Cleo", Some("PL"), 3.0, vec![], None),
            ("Dan", Some("DE"), 1.0, vec![visit(18, None)], None),
            ("Eve", Some("DE"), 1.0, vec![visit(18, None)], Some(0)),
        ]
    };
    for (from, to) in [
        ("1.0.0", "2.0.0"),
        ("2.0.0", "1.0.0"),
        ("1.0.0", "3.0.0"),
        ("3.0.0", "1.0.0"),
        ("3.0.0", "2.0.0"),
    ] {
        let study = hygiene().impact(from, to).unwrap().by_change();
        let list = kitchens().map(|(key, land, weight, visits, staff)| {
            let subject = Subject::new(key, Kitchen { visits, staff })
                .weight(weight)
                .segment("big", (weight > 2.0).to_string());
            match land {
                Some(land) => subject.segment("land", land),
                None => subject,
            }
        });
        let here = study.run(list).unwrap();
        let functions = Functions::new("hygiene", hygiene(), Serde::<Kitchen>::new()).unwrap();
        let rows = ctx.table("kitchens").await.unwrap();
        let there = functions
            .impact(&study)
            .unwrap()
            .segment("land")
            .segment_by("big", ident("w").gt(lit(2.0)))
            .weight(ident("w"))
            .run(rows.filter(ident("key").not_eq(lit("Fay"))).unwrap())
            .await
            .unwrap();
        assert_eq!(there, here, "{from} {to}");
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
