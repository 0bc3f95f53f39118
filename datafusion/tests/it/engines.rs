//! Reports of rows that were made to break how they are counted, by engines of every setting.

use std::sync::Arc;

use datafusion::{
    arrow::{array::StringArray, compute::cast, datatypes::DataType},
    common::DFSchema,
    execution::runtime_env::RuntimeEnvBuilder,
    functions::core::expr_fn::named_struct,
    logical_expr::Expr,
    prelude::{SessionConfig, SessionContext, ident, lit},
    scalar::ScalarValue,
};
use scoreshift::{
    Scale,
    impact::{Impact, Study, Subject},
    score::{Bands, Direction},
};
use scoreshift_datafusion::{Functions, Serde};

use crate::{
    attacks::{
        Columns, asked, floats, hundred, moving, people, query, session, study, table, texts,
    },
    impact::{Given, lineage},
};

/// A session of this batch size, number of partitions and optimiser passes; where it skips, hardly anything is grouped
/// before it is sent on.
pub(crate) fn engine(batch: usize, parts: usize, passes: usize, skips: bool) -> SessionConfig {
    let config = SessionConfig::new()
        .with_batch_size(batch)
        .with_target_partitions(parts)
        .set_usize("datafusion.optimizer.max_passes", passes);
    let skip = "datafusion.execution.skip_partial_aggregation_probe";
    if skips {
        config
            .set_usize(&format!("{skip}_rows_threshold"), 1)
            .set_str(&format!("{skip}_ratio_threshold"), "0.0")
    } else {
        config
    }
}

/// Few keys and many ties, odd texts, weights at their ends, and columns that are called as the engine's are.
fn odd(rows: u32) -> (Columns, Vec<Subject<Given>>) {
    let pick = |at: u32, of: usize| (at.wrapping_mul(2_654_435_761) >> 7) as usize % of;
    let before = [0.0, -0.0, 5.0, 99.999_999_9, 100.0, 1e-9, 50.000_000_4];
    let after = [0.0, 5.0, 5.000_000_1, f64::NAN, 100.1, -0.0, 42.0, 5e-324];
    let given = |at: u32| Given {
        before: before[pick(at, 7)],
        after: after[pick(at * 7 + 1, 8)],
    };
    let keys = ["", "\0", "\0\0", "NULL", "\u{10ffff}", "a", "a\0b", "'\"\\"];
    let values = [
        None,
        Some(""),
        Some("\0"),
        Some("\0\0"),
        Some("cell"),
        Some("x"),
    ];
    let weights = [1.0, 1e-6, 1e9, 0.3, 4e-7, 17.25];
    let key = |at: u32| keys[pick(at * 3, 8)].to_owned();
    let value = |at: u32| values[pick(at * 11, 6)];
    let other = |at: u32| values[pick(at * 5 + 2, 6)];
    let weight = |at: u32| weights[pick(at * 13, 6)];
    let others: StringArray = (0..rows).map(other).collect();
    let dictionary = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let columns: Columns = vec![
        ("key", texts((0..rows).map(key))),
        ("before", floats((0..rows).map(|at| given(at).before))),
        ("after", floats((0..rows).map(|at| given(at).after))),
        (
            "cell",
            Arc::new((0..rows).map(value).collect::<StringArray>()),
        ),
        ("kept", cast(&others, &dictionary).unwrap()),
        ("weight", floats((0..rows).map(weight))),
    ];
    let list = (0..rows).map(|at| {
        let subject = Subject::new(key(at), given(at)).weight(weight(at));
        let named = [
            ("cell", value(at)),
            ("kept", other(at)),
            ("scoreshift_cells", Some("x")),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        named.fold(subject, |subject, (name, value)| {
            subject.segment(name, value)
        })
    });
    (columns, list.collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_the_engine_is_set_up_the_report_is_the_same() {
    let studies: [Study<Given>; 4] = [
        study().movers(0).failures(0).count_rises([0.0]),
        study()
            .movers(1)
            .failures(1)
            .count_falls([0.0, 0.000_001, 5.0]),
        study()
            .movers(100_000)
            .failures(100_000)
            .by_change()
            .resolution(0.000_1),
        study().bands(Bands::at([0.0, 1e-9, 5.0]).rebased([-1.0, 0.0, 1e300])),
    ];
    for (rows, config) in [
        (150, engine(1, 3, 3, false)),
        (150, engine(3, 16, 0, true)),
        (1500, engine(8192, 1, 3, false)),
        (1500, engine(64, 4, 3, true)),
        (1500, engine(1 << 20, 2, 0, false)),
    ] {
        let (columns, list) = odd(rows);
        let ctx = SessionContext::new_with_config(config);
        table(&ctx, "people", columns, 4);
        for study in &studies {
            let here = study.run(&list).unwrap();
            let one = || {
                query(study, hundred())
                    .weight(ident("weight"))
                    .segment("cell")
            };
            let several = one()
                .segment("kept")
                .segment_by("scoreshift_cells", lit("x"));
            let there = asked(several, ctx.table("people").await.unwrap()).await;
            assert_eq!(there.as_ref(), Ok(&here));
            let there = asked(one(), ctx.table("people").await.unwrap()).await;
            let whole = |impact: &Impact| serde_json::to_string(&impact.whole()).unwrap();
            assert_eq!(whole(&there.unwrap()), whole(&here));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_segments_than_memory_holds_are_an_error_of_the_engine() {
    let (columns, _) = people(3000, moving);
    for (megabytes, fits) in [(1, false), (4000, true)] {
        let runtime = RuntimeEnvBuilder::new().with_memory_limit(megabytes << 20, 1.0);
        let runtime = runtime.build_arc().unwrap();
        let ctx = SessionContext::new_with_config_rt(engine(100, 2, 3, false), runtime);
        table(&ctx, "people", columns.clone(), 2);
        let rows = ctx.table("people").await.unwrap();
        let divided = query(&study().segments(3000), hundred()).segment("key");
        let there = asked(divided, rows).await;
        match there {
            Ok(there) => assert!(fits && there.segments().count() == 3000),
            Err(error) => assert!(!fits && error.contains("Resources exhausted"), "{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scales_that_are_tiny_one_point_or_far_apart() {
    let worse = |scale: Scale| scale.direction(Direction::LowerIsBetter);
    for (old, new) in [
        (
            Scale::new(0.0, 1e-4).decimals(6),
            worse(Scale::new(-1e-4, 1e-6)),
        ),
        (Scale::new(5.0, 5.0), Scale::new(5.0, 5.0).decimals(6)),
        (
            worse(Scale::new(-1e8, -1e8 + 1.0)),
            Scale::new(-1e8, -1e8 + 2.0).decimals(2),
        ),
        (Scale::new(300.0, 850.0), Scale::new(0.0, 1.0).decimals(4)),
        (Scale::new(0.0, 1.0), Scale::new(9_999_999.0, 1e7)),
    ] {
        let lineage = lineage(old.clone(), new.clone());
        let between = |scale: &Scale, at: u32| scale.min() + scale.span() * f64::from(at % 7) / 6.0;
        let (columns, list) = people(200, |at| Given {
            before: between(&old, at),
            after: between(&new, at / 3),
        });
        let ctx = SessionContext::new();
        table(&ctx, "people", columns, 2);
        let study = lineage.impact("1.0.0", "2.0.0").unwrap();
        let here = study.run(&list).unwrap();
        assert!(here.whole().scored().subjects > 0);
        let rows = ctx.table("people").await.unwrap();
        let there = asked(query(&study, lineage), rows).await;
        assert_eq!(there, Ok(here), "{old:?} {new:?}");
    }
}

fn expression(ctx: &SessionContext, sql: &str) -> Expr {
    ctx.parse_sql_expr(sql, &DFSchema::empty()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_drawn_at_random_is_drawn_once_for_each_row() {
    let ctx = session();
    let (columns, list) = people(300, moving);
    table(&ctx, "people", columns, 3);
    let here = study().run(&list).unwrap();
    let drawn = || expression(&ctx, "CASE WHEN random() < 0.5 THEN 'x' END");
    let asked_for = query(&study(), hundred())
        .segment_by("a", drawn())
        .segment_by("b", drawn());
    let there = asked(asked_for, ctx.table("people").await.unwrap()).await;
    let there = there.unwrap();
    let whole = there.whole().scored();
    assert_eq!(whole, here.whole().scored());
    let [a, b] = ["a", "b"].map(|name| there.segment(name, "x").unwrap().scored());
    assert!(a.subjects < whole.subjects && b.subjects < whole.subjects);
    assert_ne!(
        there.segment("a", "x").unwrap().moves().mean(),
        there.segment("b", "x").unwrap().moves().mean()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_the_same_for_each_row_is_counted_for_each() {
    let ctx = session();
    let (columns, _) = people(200, moving);
    table(&ctx, "people", columns, 3);
    let given = Given {
        before: 3.0,
        after: 4.0,
    };
    let asked_for = || {
        let subject = expression(&ctx, "named_struct('before', 3.0, 'after', 4.0)");
        query(&study(), hundred())
            .subject(subject)
            .segment_by("S", lit("x"))
    };
    for (key, weight, told) in [
        (lit("one"), lit(2), Subject::new("one", given).weight(2.0)),
        (
            lit(ScalarValue::Null),
            lit(ScalarValue::Null),
            Subject::new("NULL", given),
        ),
    ] {
        let here = study().run(vec![told.segment("S", "x"); 200]).unwrap();
        let here = here;
        let asked_for = asked_for().key(key).weight(weight);
        let there = asked(asked_for, ctx.table("people").await.unwrap()).await;
        assert_eq!(there, Ok(here));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_studies_are_asked_of_the_same_functions_at_once() {
    let ctx = SessionContext::new_with_config(engine(20, 3, 3, false));
    let key = |at: u32| format!("{}{at}", "\u{10ffff}\0".repeat(1000));
    let (mut columns, _) = people(600, moving);
    columns[0] = ("key", texts((0..600).map(key)));
    table(&ctx, "people", columns, 3);
    let list: Vec<_> = (0..600)
        .map(|at| Subject::new(key(at), moving(at)))
        .collect();
    let functions = Functions::new("given", hundred(), Serde::<Given>::new()).unwrap();
    let studies = [
        study().movers(1),
        study().bands(Bands::at([50.0])),
        study().by_change(),
        hundred()
            .impact("2.0.0", "1.0.0")
            .unwrap()
            .resolution(0.001),
    ];
    let rows = ctx.table("people").await.unwrap();
    let run = |study: &Study<Given>| {
        let subject = vec![lit("before"), ident("before"), lit("after"), ident("after")];
        let subject = named_struct(subject);
        let asked_for = functions.impact(study).unwrap().subject(subject);
        tokio::spawn(asked_for.run(rows.clone()))
    };
    let running = studies.each_ref().map(run);
    for (there, study) in running.into_iter().zip(&studies) {
        let there = there.await.unwrap().unwrap();
        let here = study.run(&list).unwrap();
        assert!(there == here);
    }
}
