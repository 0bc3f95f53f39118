//! Data and calls that are not what they should be.

use std::sync::Arc;

use datafusion::{
    arrow::array::{ArrayRef, RecordBatch, StringArray},
    dataframe::DataFrameWriteOptions,
    prelude::ParquetReadOptions,
};
use scoreshift::{EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version};
use scoreshift_datafusion::{Functions, Serde};

use crate::common::{ask, credit, one_text, people, refusal, session, structs, table, texts};

#[tokio::test]
async fn a_missing_column_and_a_wrong_type_are_errors_of_the_query() {
    let ctx = session(&[people(), credit()]);
    for (call, said) in [
        (
            "credit_risk_1_0_0(named_struct('income', 1.0))",
            "missing field `kind`",
        ),
        (
            "credit_risk_1_0_0(income => 'much', kind => 'Employed')",
            "`income` is Utf8, expected f64",
        ),
        (
            "credit_risk_1_0_0(named_struct('income', 1.0, 'knd', 'Employed'))",
            "unknown field `knd`: there is income, kind, age, people, loans",
        ),
        (
            "credit_risk_1_0_0(1.0, 'Employed', loans => make_array('x'), people => 1, age => 1)",
            "expected struct Loan",
        ),
        (
            "influence_2_0_0(3)",
            "`networks` is Int64, expected networks by name",
        ),
        (
            "credit_risk_1_0_0(named_struct('incom', 1.0))",
            "unknown field `incom`: there is income, kind, age, people, loans",
        ),
        (
            "influence_2_0_0(named_struct('networks', 'none'))",
            "`networks` is Utf8, expected networks by name",
        ),
        (
            "influence_2_0_0(named_struct('blogs', MAP {'a': named_struct('readers', 1, 'comments', 0, 'commenters', 0)}))",
            "missing field `networks`",
        ),
        (
            "influence_2_0_0(people => 1)",
            "Valid parameters are: [networks, blogs]",
        ),
        ("influence_2_0_0()", "influence_2_0_0"),
        ("influence_2_0_0(1, 2, 3)", "influence_2_0_0"),
        ("influence_9_0_0(1)", "Invalid function 'influence_9_0_0'"),
        ("influence_2_0_0(INTERVAL '1 day')", "cast it"),
    ] {
        let error = refusal(&ctx, &format!("SELECT {call}")).await;
        assert!(error.contains(said), "{call}: {error}");
    }
    let error = refusal(
        &ctx,
        "SELECT influence_2_0_0(profil) FROM (SELECT 1 AS profile)",
    )
    .await;
    assert!(error.contains("profil"), "{error}");
}

#[tokio::test]
async fn what_only_a_row_can_tell_is_a_failure_of_its_row() {
    let ctx = session(&[credit()]);
    let sql = "SELECT credit_risk_1_0_0_failure(1.0, 'Employed', 1, 1, make_array(named_struct('late', -1, 'rest', 1)))";
    assert_eq!(
        one_text(&ctx, sql).await.as_deref(),
        Some("`loans.0.late` is integer `-1`, expected u32")
    );
    let sql =
        "SELECT credit_risk_1_0_0_failure(income => CAST('NaN' AS DOUBLE), kind => 'Employed')";
    let found = one_text(&ctx, sql).await.unwrap();
    assert!(found.contains("NaN") && found.contains("income"), "{found}");
}

#[tokio::test]
async fn names_in_data_cannot_break_a_line_and_megabytes_are_cut() {
    let ctx = session(&[people(), credit()]);
    let sql = "SELECT influence_2_0_0_failure(MAP {concat('a', chr(10), chr(8238)): \
        named_struct('audience', -1, 'active', 0, 'reactions', 0)})";
    assert_eq!(
        one_text(&ctx, sql).await.as_deref(),
        Some("`networks`: `a\\u{a}\\u{202e}.audience` is -1, not a count from 0 to 2^53")
    );
    let sql = "SELECT credit_risk_1_0_0_failure(1.0, repeat('é', 1000000))";
    let found = one_text(&ctx, sql).await.unwrap();
    assert!(
        found.starts_with("`kind`: unknown variant `éé") && found.len() < 500,
        "{}",
        found.len()
    );
}

#[tokio::test]
async fn the_same_row_fails_in_the_same_words_whatever_stands_beside_it() {
    let ctx = session(&[people()]);
    let rows = "(VALUES (1, 2.0), (2, -1.0), (3, NULL), (4, 5.0), (5, 3.0), (6, -1.0), (7, NULL)) AS t (k, a)";
    let sql = format!(
        "SELECT named_struct('networks', MAP {{'x': named_struct('audience', a, 'active', 0, 'reactions', 1)}}) AS s \
         FROM {rows} ORDER BY k"
    );
    let batch = ask(&ctx, &sql).await.unwrap();
    let subjects: ArrayRef = Arc::new(structs(&batch, "s"));
    table(&ctx, "sliced", subjects);
    let sql = "SELECT concat(count(*), ' ', coalesce(influence_2_0_0_failure(s), 'scored')) AS line FROM sliced \
        GROUP BY influence_2_0_0_failure(s) ORDER BY line";
    let expected = [
        "2 `networks`: `x.audience` is -1, not a count from 0 to 2^53",
        "2 `networks`: network `x`: missing field `x.audience`",
        "3 scored",
    ];
    assert_eq!(
        texts(&ctx, sql).await,
        expected.map(|line| Some(line.to_owned()))
    );
}

#[tokio::test]
async fn a_name_that_is_given_twice_and_an_integer_that_no_double_holds_are_failures() {
    let ctx = session(&[people()]);
    let network = |audience: &str| {
        format!("named_struct('audience', {audience}, 'active', 0, 'reactions', 0)")
    };
    let sql = format!(
        "SELECT influence_2_0_0_failure(MAP {{'x': {}}})",
        network("9007199254740993")
    );
    assert_eq!(
        one_text(&ctx, &sql).await.as_deref(),
        Some(
            "`networks`: network `x`: `x.audience` is integer `9007199254740993`, expected a count from 0 to 2^53"
        )
    );
    let sql = format!(
        "SELECT influence_2_0_0_failure(networks => MAP {{'x': {}}}, blogs => MAP {{'x': named_struct('readers', 1, \
         'comments', 0, 'commenters', 0)}})",
        network("1")
    );
    assert_eq!(
        one_text(&ctx, &sql).await.as_deref(),
        Some("`x` is both a network and a blog")
    );
}

#[tokio::test]
async fn an_empty_and_a_broken_file_are_not_taken_for_data() {
    let ctx = session(&[people()]);
    let folder = std::env::temp_dir().join(format!("scoreshift-broken-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();

    let subject = "named_struct('audience', k, 'active', 0, 'reactions', 1)";
    let sql =
        format!("SELECT MAP {{'x': {subject}}} AS profile FROM generate_series(1, 5000) AS t (k)");
    let frame = ctx.sql(&sql).await.unwrap();
    frame
        .write_parquet(
            &path("good.parquet"),
            DataFrameWriteOptions::default(),
            None,
        )
        .await
        .unwrap();
    let mut bytes = std::fs::read(path("good.parquet")).unwrap();
    for byte in &mut bytes[4..60] {
        *byte = !*byte;
    }
    std::fs::write(path("broken.parquet"), &bytes).unwrap();
    std::fs::write(path("empty.parquet"), b"").unwrap();

    let query = "SELECT count(influence_2_0_0(profile)) FROM people";
    for name in ["broken.parquet", "empty.parquet"] {
        let ctx = session(&[people()]);
        let read = ctx
            .register_parquet("people", path(name), ParquetReadOptions::default())
            .await;
        let failed = match read {
            Err(error) => Err(error.to_string()),
            Ok(()) => ask(&ctx, query).await,
        };
        assert!(failed.is_err(), "{name}: {failed:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What a page weighs: its input is no struct.
#[derive(Clone)]
struct Weight;

impl ScoringModel for Weight {
    type Input = f64;

    fn id(&self) -> ModelId {
        ModelId::new("weight", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 10.0)
    }

    fn evaluate<T: Trace>(&self, mass: &f64, t: T) -> Result<Term<T>, EvalError> {
        Ok(t.input("mass", *mass))
    }
}

#[tokio::test]
async fn an_input_without_fields_is_one_value() {
    let lineage = Lineage::starting_with(Weight)
        .probes([1.0])
        .build()
        .unwrap();
    let ctx = session(&[Functions::new("weight", lineage, Serde::<f64>::new()).unwrap()]);
    let sql = "SELECT weight_1_0_0_failure(m) FROM (VALUES (1), (11), (NULL)) AS t (m)";
    let expected = [
        None,
        Some("weight 1.0.0 scored 11, outside its scale 0 to 10".to_owned()),
        Some("the subject is NULL".to_owned()),
    ];
    assert_eq!(texts(&ctx, sql).await, expected);
    let error = refusal(&ctx, "SELECT weight_1_0_0('heavy')").await;
    assert!(
        error.contains("the subject is Utf8, expected f64"),
        "{error}"
    );
    let error = refusal(&ctx, "SELECT weight_1_0_0(1, 2)").await;
    assert!(error.contains("weight_1_0_0"), "{error}");
}

#[test]
fn a_batch_of_a_type_that_is_not_read_says_so() {
    use scoreshift_datafusion::Rows as _;
    let text: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let batch = RecordBatch::try_from_iter([("a", text)]).unwrap();
    assert!(Serde::<f64>::new().read(batch.column(0)).is_ok());
    let ends: datafusion::arrow::array::Int32Array = vec![2].into();
    let runs = datafusion::arrow::array::RunArray::try_new(&ends, batch.column(0)).unwrap();
    let error = Serde::<f64>::new().read(&runs).err().unwrap();
    assert!(
        matches!(
            error.problem(),
            scoreshift_datafusion::RowProblem::ColumnType { .. }
        ),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .ends_with("is none of the types that are read; cast it"),
        "{error}"
    );
}
