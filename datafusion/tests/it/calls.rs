//! The bounded aggregate and the cells of a row, as somebody may call them by hand.

use std::{collections::BTreeMap, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BinaryArray, Int64Array},
        datatypes::Int64Type,
    },
    prelude::SessionContext,
};
use scoreshift_datafusion::{Functions, Serde};

use crate::{
    attacks::{Columns, hundred, session, table},
    cells::engine,
    common::{ask, one_text, refusal},
    impact::Given,
};

type Kept = BTreeMap<i64, Vec<(Vec<u8>, i64)>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_least_values_are_those_of_a_count_whatever_the_engine_does() {
    let group = |at: u32| i64::from(at.wrapping_mul(2_654_435_761) >> 9) % 50;
    let value =
        |at: u32| (!at.is_multiple_of(7)).then(|| (at * 40_503 % 97).to_string().into_bytes());
    let mut counted: BTreeMap<i64, BTreeMap<Vec<u8>, i64>> = BTreeMap::new();
    for at in 0..1000 {
        let values = counted.entry(group(at)).or_default();
        if let Some(value) = value(at).filter(|value| value != b"13") {
            *values.entry(value).or_default() += 1;
        }
    }
    let groups = Int64Array::from_iter_values((0..1000).map(group));
    let values: BinaryArray = (0..1000).map(value).collect();
    let columns: Columns = vec![("g", Arc::new(groups)), ("v", Arc::new(values) as ArrayRef)];
    for (batch, parts, skips) in [
        (1, 3, false),
        (3, 16, true),
        (8192, 1, false),
        (100, 4, true),
    ] {
        let ctx = SessionContext::new_with_config(engine(batch, parts, 3, skips));
        let functions = Functions::new("given", hundred(), Serde::<Given>::new()).unwrap();
        functions.register(&ctx).unwrap();
        table(&ctx, "t", columns.clone(), 3);
        for most in [0, 1, 3, 1000] {
            let first = |values: &BTreeMap<_, _>| values.clone().into_iter().take(most).collect();
            let expected: Kept = counted
                .iter()
                .map(|(group, values)| (*group, first(values)))
                .collect();
            for from in [
                "t",
                "(SELECT * FROM t ORDER BY g)",
                "(SELECT * FROM t ORDER BY g, v DESC)",
            ] {
                let sql = format!(
                    "SELECT g, scoreshift_least(v, {most}) FILTER (WHERE v <> X'3133') FROM {from} GROUP BY g"
                );
                let batch = ask(&ctx, &sql).await.unwrap();
                let lists = batch.column(1).as_list::<i32>();
                let kept = |row: usize| {
                    let list = lists.value(row);
                    let (values, times) = (list.as_struct().column(0), list.as_struct().column(1));
                    let value = |at: usize| values.as_binary::<i32>().value(at).to_vec();
                    let times = times.as_primitive::<Int64Type>();
                    (0..list.len())
                        .map(|at| (value(at), times.value(at)))
                        .collect()
                };
                let groups = batch.column(0).as_primitive::<Int64Type>().values();
                let found: Kept = groups
                    .iter()
                    .zip(0..)
                    .map(|(group, row)| (*group, kept(row)))
                    .collect();
                assert_eq!(
                    (groups.len(), found),
                    (expected.len(), expected.clone()),
                    "{sql}"
                );
            }
        }
    }
}

/// A session with the functions, and a table of groups and bytes.
async fn with_functions() -> SessionContext {
    let ctx = session();
    let functions = Functions::new("given", hundred(), Serde::<Given>::new()).unwrap();
    functions.register(&ctx).unwrap();
    let sql = "CREATE TABLE t AS SELECT * FROM (VALUES (1, X'61'), (1, X'61'), (2, X'62'), (2, NULL)) AS t (g, v)";
    ctx.sql(sql).await.unwrap();
    ctx
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_aggregate_by_hand_gives_what_it_says_or_an_error() {
    let ctx = with_functions().await;
    for (sql, says) in [
        (
            "SELECT scoreshift_least(v, 1) FROM t",
            "[{value: 61, times: 2}]",
        ),
        (
            "SELECT scoreshift_least(v, 9223372036854775807) FROM t WHERE v > X'61'",
            "[{value: 62, times: 1}]",
        ),
        ("SELECT scoreshift_least(NULL, 2) FROM t", "[]"),
        ("SELECT scoreshift_least(v, 2) FROM t WHERE false", "[]"),
        (
            "SELECT scoreshift_least(v, 1) OVER () FROM t LIMIT 1",
            "[{value: 61, times: 2}]",
        ),
        (
            "SELECT (SELECT scoreshift_least(u.v, 2) FROM t u WHERE u.g = t.g + 5) FROM t LIMIT 1",
            "[]",
        ),
    ] {
        assert_eq!(one_text(&ctx, sql).await.as_deref(), Some(says), "{sql}");
    }
    for (arguments, problem) in [
        ("DISTINCT v, 2", "takes no DISTINCT"),
        ("v, -1", "a whole number of values"),
        ("v, g", "a whole number of values"),
        ("v, NULL", "a whole number of values"),
        ("v, 1.5", "Exact(Binary, Int64)"),
        ("v, 9223372036854775808", "Exact(Binary, Int64)"),
        ("g, 2", "Exact(Binary, Int64)"),
        ("v", "Exact(Binary, Int64)"),
    ] {
        for behind in [
            "FROM t",
            "FROM t GROUP BY g",
            "OVER (PARTITION BY g) FROM t",
        ] {
            let error = refusal(
                &ctx,
                &format!("SELECT scoreshift_least({arguments}) {behind}"),
            )
            .await;
            assert!(error.contains(problem), "{arguments} {behind}: {error}");
        }
    }
    let sliding = "SELECT scoreshift_least(v, 2) OVER (ORDER BY g ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t";
    assert!(refusal(&ctx, sliding).await.contains("retract_batch"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cells_by_hand_of_what_makes_no_sense_are_an_error() {
    let ctx = with_functions().await;
    let asks = |resolution: &str, bands: &str, falls: &str, rest: &str| {
        format!(
            r#"'{{"resolution":{resolution},"bands":{bands},"falls":{falls},"rises":[],"movers":1,{rest}}}'"#
        )
    };
    let good = asks("10000", "[[],[]]", "[]", r#""by_change":false"#);
    let wrong = |what: &str| format!("{good}, {what}");
    let nested = format!("'{}', 'k', 1", "[".repeat(100_000));
    for (rest, problem) in [
        (
            wrong("'k', 'abc'"),
            "Cannot cast string 'abc' to value of Float64 type",
        ),
        (wrong("X'ff', 1"), "UTF-8"),
        (wrong("'k', 1, X'ff'"), "UTF-8"),
        (
            wrong("'k', 1, named_struct('a', 1)"),
            "to Utf8 not supported",
        ),
        (wrong("'k'"), "takes what a report asks"),
        ("NULL, 'k', 1".to_owned(), "as text"),
        ("concat('{', g), 'k', 1".to_owned(), "as text"),
        (nested, "invalid type: sequence"),
        (
            asks("0", "[[],[]]", "[]", r#""by_change":false"#) + ", 'k', 1",
            "the resolution is 0 points",
        ),
        (
            asks("1", "[[1],[]]", "[]", r#""by_change":false"#) + ", 'k', 1",
            "the number of limits is 1 before and 0 after",
        ),
        (
            asks(
                "1",
                "[[9221120237041090560],[1]]",
                "[]",
                r#""by_change":false"#,
            ) + ", 'k', 1",
            "is NaN",
        ),
        (
            asks(
                "1",
                "[[],[]]",
                "[-9223372036854775808]",
                r#""by_change":false"#,
            ) + ", 'k', 1",
            "-9223372036854",
        ),
        (
            asks("1", "[[],[]]", "[]", r#""by_change":true"#) + ", 'k', 1",
            "is asked of the function for it",
        ),
        (
            asks("1", "[[],[]]", "[]", r#""by_change":false,"x":1"#) + ", 'k', 1",
            "unknown field `x`",
        ),
    ] {
        let call = format!(
            "SELECT given_1_0_0_2_0_0_cells(named_struct('before', 1.0, 'after', 2.0), {rest}) FROM t"
        );
        let error = refusal(&ctx, &call).await;
        assert!(error.contains(problem), "{rest:.200}: {error:.500}");
    }
}
