//! What the functions give.

use datafusion::{
    arrow::{
        array::{Array, AsArray},
        datatypes::{Float64Type, Int64Type},
    },
    dataframe::DataFrameWriteOptions,
    execution::FunctionRegistry as _,
    prelude::{ParquetReadOptions, SessionContext, col},
};
use scoreshift::{
    ScoringModel, at,
    influence::{self, Network, Profile},
    present::{Audience, English, Presenter},
    reasons::ReasonCodes,
    score::micro,
};
use scoreshift_datafusion::{Functions, InfluenceRows, Serde};

use crate::common::{Applicant, ask, credit, one_text, people, refusal, risk, session, texts};

const PEOPLE: &str = "SELECT * FROM (VALUES
    ('ann', MAP {'Twitter': named_struct('audience', 8700, 'active', 3600, 'reactions', 1900),
                 'Facebook': named_struct('audience', 420, 'active', 130, 'reactions', 38)}),
    ('bob', MAP {'Twitter': named_struct('audience', 900, 'active', 300, 'reactions', 12)}),
    ('eve', MAP {'Twitter': named_struct('audience', 3, 'active', 30, 'reactions', 12)}),
    ('nil', NULL)) AS people (key, profile)";

fn ann() -> Profile {
    let profile = Profile::new().with("Twitter", Network::new(8700, 3600, 1900));
    profile
        .unwrap()
        .with("Facebook", Network::new(420, 130, 38))
        .unwrap()
}

async fn with_people(functions: &[Functions]) -> SessionContext {
    let ctx = session(functions);
    ctx.sql(&format!("CREATE TABLE people AS {PEOPLE}"))
        .await
        .unwrap()
        .collect()
        .await
        .unwrap();
    ctx
}

#[tokio::test]
async fn a_score_is_that_of_the_model_to_the_last_bit() {
    let ctx = with_people(&[people()]).await;
    for release in influence::lineage().releases() {
        let version = release.id().version().to_string().replace('.', "_");
        let sql = format!("SELECT influence_{version}(profile) FROM people WHERE key = 'ann'");
        let found = ask(&ctx, &sql).await.unwrap();
        let found = found.column(0).as_primitive::<Float64Type>().value(0);
        assert_eq!(
            found.to_bits(),
            release.model().score(&ann()).unwrap().to_bits()
        );
    }
}

#[tokio::test]
async fn a_move_is_that_of_the_explanation_to_the_micro_point() {
    let ctx = with_people(&[people()]).await;
    let lineage = influence::lineage();
    let ann = &ann();
    let why = lineage.explain(at("1.0.0", ann), at("2.0.0", ann)).unwrap();
    let sql = "SELECT influence_1_0_0_2_0_0_delta(profile), influence_2_0_0_1_0_0_delta(profile), \
        influence_1_0_0_2_0_0_moves(profile) FROM people WHERE key = 'ann'";
    let found = ask(&ctx, sql).await.unwrap();
    assert_eq!(
        found.column(0).as_primitive::<Int64Type>().value(0),
        why.delta_micro
    );
    assert_eq!(
        found.column(1).as_primitive::<Int64Type>().value(0),
        -why.delta_micro
    );
    let moves = found.column(2).as_struct();
    let score = |name: &str| {
        moves
            .column_by_name(name)
            .unwrap()
            .as_primitive::<Float64Type>()
            .value(0)
    };
    let level = |name: &str| {
        moves
            .column_by_name(name)
            .unwrap()
            .as_primitive::<Int64Type>()
            .value(0)
    };
    assert_eq!(level("micro_before"), micro(score("before")).unwrap());
    assert_eq!(
        level("micro_after") - level("micro_before"),
        why.delta_micro
    );
    assert!(moves.column_by_name("failed").unwrap().is_null(0));
}

#[tokio::test]
async fn an_explanation_is_the_documented_json() {
    let ctx = with_people(&[people()]).await;
    let sql = "SELECT influence_1_0_0_2_0_0_explain(profile) FROM people WHERE key = 'ann'";
    let lineage = influence::lineage();
    let ann = &ann();
    let why = lineage.explain(at("1.0.0", ann), at("2.0.0", ann)).unwrap();
    let json = |presenter: Presenter<'_>| {
        serde_json::to_string(&presenter.message(&why).localize(&English).json()).unwrap()
    };
    assert_eq!(
        one_text(&ctx, sql).await.unwrap(),
        json(Presenter::new(Audience::Person))
    );

    let auditor = people().presented(Presenter::new(Audience::Auditor), English);
    let ctx = with_people(&[auditor]).await;
    let text = one_text(&ctx, sql).await.unwrap();
    assert_eq!(text, json(Presenter::new(Audience::Auditor)));
    assert!(text.contains(r#""schema":"scoreshift-explanation-1""#));
}

#[tokio::test]
async fn the_reason_is_the_one_that_moved_the_score_most_that_way() {
    let ctx = with_people(&[people()]).await;
    let sql = "SELECT influence_1_0_0_2_0_0_reason(profile) FROM people WHERE key IN ('ann', 'bob') ORDER BY key";
    // Bob has one network, so its weight does not matter: he lost for followers who never react.
    let found = texts(&ctx, sql).await;
    assert_eq!(
        found,
        [
            Some("equal-network-weight".into()),
            Some("recalibration".into())
        ]
    );
    // Backwards, what harmed has helped.
    let sql = "SELECT influence_2_0_0_1_0_0_reason(profile) FROM people WHERE key = 'ann'";
    assert_eq!(
        one_text(&ctx, sql).await.as_deref(),
        Some("equal-network-weight")
    );
    // Nobody has a blog.
    let sql = "SELECT influence_2_0_0_3_0_0_reason(profile) FROM people WHERE key = 'ann'";
    assert_eq!(one_text(&ctx, sql).await, None);

    let codes = ReasonCodes::new().code("equal-network-weight", "R01");
    let ctx = with_people(&[people().reason_codes(codes)]).await;
    let sql = "SELECT influence_1_0_0_2_0_0_reason(profile) FROM people WHERE key = 'ann'";
    assert_eq!(one_text(&ctx, sql).await.as_deref(), Some("R01"));
}

#[tokio::test]
async fn a_row_that_cannot_be_scored_stops_or_is_null_or_is_counted() {
    let ctx = with_people(&[people()]).await;
    let eve = "`networks`: `Twitter.active` is 30, more than the whole audience of 3";
    for (call, about) in [
        ("influence_2_0_0", "influence 2.0.0"),
        (
            "influence_1_0_0_2_0_0_delta",
            "influence 1.0.0 or influence 2.0.0",
        ),
        (
            "influence_1_0_0_2_0_0_explain",
            "influence 1.0.0 or influence 2.0.0",
        ),
        (
            "influence_1_0_0_2_0_0_reason",
            "influence 1.0.0 or influence 2.0.0",
        ),
    ] {
        let sql = format!("SELECT {call}(profile) FROM people WHERE key = 'eve'");
        let error = refusal(&ctx, &sql).await;
        let says_why = match call {
            "influence_2_0_0" => ", and influence_2_0_0_failure says why",
            _ => "",
        };
        // What has a score may have no explanation.
        let cannot = if call.ends_with("explain") || call.ends_with("reason") {
            "cannot explain"
        } else {
            "cannot score"
        };
        assert!(
            error.ends_with(&format!(
                " stops at a row that {about} {cannot}: {eve} (try_{call} gives NULL instead{says_why})"
            )),
            "{error}"
        );
        let start = call.split("_2_0_0").next().unwrap();
        assert!(
            error.starts_with(&format!("Execution error: {start}")),
            "{error}"
        );

        let sql = format!("SELECT try_{call}(profile) IS NULL FROM people ORDER BY key");
        let found = texts(&ctx, &sql).await;
        let is_null = |text: &str| Some(text.to_owned());
        assert_eq!(
            found,
            ["false", "false", "true", "true"].map(is_null),
            "{call}"
        );
    }
    // Counting is no way around it.
    let error = refusal(&ctx, "SELECT count(influence_2_0_0(profile)) FROM people").await;
    assert!(error.contains(eve) || error.contains("NULL"), "{error}");
    let counted = "SELECT concat(count(*), ' ', coalesce(influence_2_0_0_failure(profile), 'scored')) AS line \
        FROM people GROUP BY influence_2_0_0_failure(profile) ORDER BY line";
    let counted = texts(&ctx, counted).await;
    let expected = [
        format!("1 {eve}"),
        "1 the subject is NULL".into(),
        "2 scored".into(),
    ];
    assert_eq!(counted, expected.map(Some));

    let failed = "SELECT influence_1_0_0_2_0_0_moves(profile)['failed'] FROM people ORDER BY key";
    let failed = texts(&ctx, failed).await;
    assert_eq!(
        failed,
        [
            None,
            None,
            Some(eve.to_owned()),
            Some("the subject is NULL".into())
        ]
    );
}

#[tokio::test]
async fn why_both_versions_fail_is_said_as_the_impact_report_says_it() {
    let ctx = session(&[people()]);
    // Nobody's networks: the versions have different words for it.
    let nobody = Profile::new()
        .with("Twitter", Network::new(0, 0, 0))
        .unwrap();
    let impact = influence::lineage().impact("1.0.0", "2.0.0").unwrap();
    let impact = impact.run([("nobody", nobody)]).unwrap();
    let expected = impact.failures().next().unwrap().reason.clone();
    assert!(
        expected.starts_with("1.0.0 cannot score it: "),
        "{expected}"
    );
    let sql = "SELECT influence_1_0_0_2_0_0_moves(MAP {'Twitter': \
        named_struct('audience', 0, 'active', 0, 'reactions', 0)})['failed']";
    assert_eq!(one_text(&ctx, sql).await, Some(expected.clone()));
    let error = refusal(
        &ctx,
        &sql.replace("moves", "explain").replace("['failed']", ""),
    )
    .await;
    assert!(error.contains(&expected), "{error}");
}

#[tokio::test]
async fn columns_are_passed_by_name_by_position_or_as_a_struct() {
    let ctx = session(&[credit()]);
    let loans = "make_array(named_struct('rest', 5000.0, 'late', 2), named_struct('rest', 0.5, 'late', NULL))";
    let expected = one_text(
        &ctx,
        &format!("SELECT credit_risk_1_0_0(2000.0, 'Employed', 30, 2, {loans})"),
    )
    .await;
    assert!(expected.is_some());
    for call in [
        format!("kind => 'Employed', loans => {loans}, income => 2000.0, people => 2, age => 30"),
        format!("2000.0, 'Employed', loans => {loans}, people => 2, age => 30"),
        format!(
            "named_struct('loans', {loans}, 'kind', 'Employed', 'age', 30, 'people', 2, 'income', 2000)"
        ),
    ] {
        let sql = format!("SELECT credit_risk_1_0_0({call})");
        assert_eq!(one_text(&ctx, &sql).await, expected, "{call}");
    }
    // Columns at the end have defaults.
    let sql = "SELECT credit_risk_1_0_0(2000.0, 'SelfEmployed')";
    assert_eq!(one_text(&ctx, sql).await.as_deref(), Some("0.0"));
}

#[tokio::test]
async fn columns_can_be_declared() {
    let functions = credit().columns(["kind", "income"]).unwrap();
    let ctx = session(&[functions]);
    let sql = "SELECT credit_risk_1_0_0('Employed', 2000.0)";
    assert_eq!(one_text(&ctx, sql).await.as_deref(), Some("0.0"));
    let error = refusal(&ctx, "SELECT credit_risk_1_0_0(incomes => 1.0)").await;
    assert!(
        error.contains("Valid parameters are: [kind, income]"),
        "{error}"
    );
    let error = credit().columns(["kind", " "]).unwrap_err();
    assert_eq!(error.to_string(), "the column ` ` has no name");
}

#[tokio::test]
async fn constants_are_folded_and_an_empty_table_has_no_rows() {
    let ctx = with_people(&[people()]).await;
    let constant = "MAP {'Twitter': named_struct('audience', 900, 'active', 300, 'reactions', 12)}";
    let folded = ctx
        .sql(&format!("SELECT influence_2_0_0({constant}) AS score"))
        .await
        .unwrap()
        .into_optimized_plan()
        .unwrap()
        .to_string();
    assert!(folded.contains("Float64("), "{folded}");
    let sql = format!("SELECT DISTINCT influence_2_0_0({constant}) FROM people");
    assert_eq!(texts(&ctx, &sql).await.len(), 1);
    for call in [
        "2_0_0",
        "2_0_0_failure",
        "1_0_0_2_0_0_delta",
        "1_0_0_2_0_0_explain",
    ] {
        let sql = format!("SELECT influence_{call}(profile) FROM people WHERE key = 'nobody'");
        assert_eq!(ask(&ctx, &sql).await.unwrap().num_rows(), 0);
    }
    // A constant that cannot be scored fails when the query runs, and only then.
    assert!(
        refusal(&ctx, "SELECT influence_2_0_0(NULL)")
            .await
            .contains("the subject is NULL")
    );
    assert_eq!(
        one_text(&ctx, "SELECT try_influence_2_0_0(NULL)").await,
        None
    );
}

#[tokio::test]
async fn parquet_gives_what_memory_gives() {
    let ctx = with_people(&[people()]).await;
    let file = std::env::temp_dir().join(format!("scoreshift-{}.parquet", std::process::id()));
    let file = file.to_str().unwrap();
    let table = ctx.table("people").await.unwrap();
    table
        .write_parquet(file, DataFrameWriteOptions::default(), None)
        .await
        .unwrap();
    ctx.register_parquet("stored", file, ParquetReadOptions::default())
        .await
        .unwrap();
    let sql = |table: &str| {
        format!("SELECT influence_1_0_0_3_0_0_moves(profile) AS m FROM {table} ORDER BY key")
    };
    let memory = ask(&ctx, &sql("people")).await.unwrap();
    let stored = ask(&ctx, &sql("stored")).await.unwrap();
    std::fs::remove_file(file).unwrap();
    crate::common::same(memory.column(0), stored.column(0));
    assert_eq!(memory.num_rows(), 4);
}

#[tokio::test]
async fn functions_are_called_without_sql() {
    let functions = people();
    let ctx = with_people(std::slice::from_ref(&functions)).await;
    let call = functions
        .moves("1.0.0", "latest")
        .unwrap()
        .call(vec![col("profile")]);
    let frame = ctx
        .table("people")
        .await
        .unwrap()
        .select(vec![call])
        .unwrap();
    assert_eq!(frame.count().await.unwrap(), 4);

    let error = functions.score("9.0.0").unwrap_err().to_string();
    assert!(
        error.starts_with("`influence` has no release `9.0.0`; it has 1.0.0, "),
        "{error}"
    );
    let error = functions.delta("^2", "2.0.0").unwrap_err().to_string();
    assert_eq!(
        error,
        "both versions are 2.0.0: nothing moves from a version to itself"
    );
}

#[tokio::test]
async fn both_mappings_give_the_same_functions() {
    let serde = Functions::new("influence", influence::lineage(), Serde::<Profile>::new()).unwrap();
    let (one, other) = (with_people(&[people()]).await, with_people(&[serde]).await);
    let sql = "SELECT influence_1_0_0_3_0_0_moves(profile) AS m FROM people ORDER BY key";
    let (one, other) = (
        ask(&one, sql).await.unwrap(),
        ask(&other, sql).await.unwrap(),
    );
    crate::common::same(one.column(0), other.column(0));
}

#[test]
fn a_function_that_is_taken_is_not_replaced() {
    let ctx = session(&[people()]);
    people().register(&ctx).unwrap();
    let other = Functions::new("influence", risk(), Serde::<Applicant>::new()).unwrap();
    let error = other.register(&ctx).unwrap_err().to_string();
    assert!(
        error.starts_with("there is already another function `influence_1_0_0`"),
        "{error}"
    );
    assert!(ctx.udf("credit_risk_1_0_0").is_err());

    let mut registry = datafusion::execution::registry::MemoryFunctionRegistry::new();
    Functions::new("influence", influence::lineage(), InfluenceRows)
        .unwrap()
        .register_in(&mut registry)
        .unwrap();
}
