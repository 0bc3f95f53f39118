//! What functions are called, here and elsewhere.

use std::sync::Arc;

use datafusion::{
    common::tree_node::{TreeNode, TreeNodeRecursion},
    execution::FunctionRegistry,
    logical_expr::{Expr, LogicalPlan},
};
use datafusion_proto::bytes::{
    logical_plan_from_bytes, logical_plan_to_bytes, physical_plan_from_bytes,
    physical_plan_to_bytes,
};
use scoreshift::{
    Change, Lineage,
    influence::{self, EqualNetworkWeight, FollowerWeighted, Network, Profile},
};
use scoreshift_datafusion::{Functions, FunctionsError, InfluenceRows, Serde};

use crate::common::{Applicant, Risk, applicant, ask, credit, people, risk, session};

fn tag(lineage: &Lineage<influence::Profile>, version: &str) -> String {
    let fingerprint = lineage.find(version).unwrap().fingerprint().unwrap();
    fingerprint.sha256()[..6].to_owned()
}

#[test]
fn a_name_carries_versions_and_fingerprints() {
    let lineage = influence::lineage();
    let (one, two) = (tag(&lineage, "1.0.0"), tag(&lineage, "2.0.0"));
    let functions = people();
    let name = |function: Result<Arc<datafusion::logical_expr::ScalarUDF>, FunctionsError>| {
        function.unwrap().name().to_owned()
    };
    assert_eq!(
        name(functions.score("2.0.0")),
        format!("influence_2_0_0_{two}")
    );
    assert_eq!(
        name(functions.failure("2.0.0")),
        format!("influence_2_0_0_{two}_failure")
    );
    let pair = format!("influence_1_0_0_{one}_2_0_0_{two}");
    for (kind, function) in [
        ("delta", functions.delta("1.0.0", "2.0.0")),
        ("moves", functions.moves("1.0.0", "2.0.0")),
    ] {
        assert_eq!(name(function), format!("{pair}_{kind}"));
    }
    // What depends on the named changes carries a fingerprint of these as well.
    for (kind, function) in [
        ("explain", functions.explain("1.0.0", "2.0.0")),
        ("reason", functions.reason("1.0.0", "2.0.0")),
    ] {
        let name = name(function);
        let changes = name.strip_prefix(&format!("{pair}_{kind}_")).unwrap();
        assert_eq!(changes.len(), 6, "{name}");
    }
    // 3 releases: score, try and failure; 3 pairs and one that was asked for: 3 with try, and moves, without and with named
    // changes.
    assert_eq!(functions.udfs().unwrap().len(), 3 * 3 + 4 * 8);
}

#[test]
fn the_name_of_a_score_becomes_an_identifier() {
    let name = |text: &str| {
        let functions = Functions::new(text, risk(), Serde::<Applicant>::new())?;
        Ok::<_, FunctionsError>(functions.score("1.0.0")?.aliases()[0].clone())
    };
    assert_eq!(name("Credit risk").unwrap(), "credit_risk_1_0_0");
    assert_eq!(name("Last.fm -- score!").unwrap(), "last_fm_score_1_0_0");
    assert_eq!(name("2nd").unwrap(), "_2nd_1_0_0");
    assert_eq!(name("Größe").unwrap(), "größe_1_0_0");
    assert_eq!(name("a\"; DROP TABLE x").unwrap(), "a_drop_table_x_1_0_0");
    let error = name("\u{202e}-").unwrap_err().to_string();
    assert_eq!(
        error,
        "no function can be named after `\\u{202e}-`: it has no letter or digit"
    );
    let aliases = credit().score("1.1.0-rc.1").unwrap().aliases().to_vec();
    assert_eq!(aliases, ["credit_risk_1_1_0_rc_1", "credit_risk_latest"]);
}

#[tokio::test]
async fn aliases_of_the_lineage_are_aliases_of_functions() {
    let lineage = influence::lineage().alias("Champion", "1.0.0").unwrap();
    let lineage = lineage.alias("next-one", "2.0.0").unwrap();
    let ctx = session(&[Functions::new("influence", lineage, InfluenceRows).unwrap()]);
    let profile = "MAP {'Twitter': named_struct('audience', 900, 'active', 300, 'reactions', 12)}";
    for (alias, name) in [
        ("influence_champion", "influence_1_0_0"),
        ("influence_latest", "influence_3_0_0"),
        ("try_influence_next_one", "influence_2_0_0"),
        (
            "INFLUENCE_champion_next_one_delta",
            "influence_1_0_0_2_0_0_delta",
        ),
        (
            "influence_next_one_champion_delta",
            "influence_2_0_0_1_0_0_delta",
        ),
        (
            "influence_1_0_0_next_one_reason",
            "influence_champion_2_0_0_reason",
        ),
    ] {
        let sql = format!("SELECT {alias}({profile}) IS NOT DISTINCT FROM {name}({profile})");
        let found = ask(&ctx, &sql).await.unwrap();
        let found = datafusion::arrow::array::AsArray::as_boolean(found.column(0)).value(0);
        assert!(found, "{alias}");
    }
}

#[test]
fn names_that_cannot_be_told_apart_are_an_error() {
    let lineage = risk().alias("2_0", "1.0.0").unwrap();
    let lineage = lineage.alias("2.0!", "1.1.0-rc.1").unwrap();
    let error = Functions::new("risk", lineage, Serde::<Applicant>::new()).unwrap_err();
    assert!(
        matches!(&error, FunctionsError::SameName { name, .. } if name == "risk_2_0"),
        "{error}"
    );

    let version = |text: &str| Risk {
        version: text.parse().unwrap(),
        per_late: 1.0,
    };
    let lineage = Lineage::starting_with(version("1.0.0-a.b"))
        .probes([applicant()])
        .rewritten(version("1.0.0-a.b-"), Change::new("x").sentence("X."))
        .build()
        .unwrap();
    let error = Functions::new("risk", lineage, Serde::<Applicant>::new()).unwrap_err();
    assert!(matches!(error, FunctionsError::SameName { .. }), "{error}");
}

#[test]
fn a_release_without_probes_is_an_error_that_says_what_to_do() {
    let lineage = Lineage::starting_with(FollowerWeighted::default())
        .build()
        .unwrap();
    let error = Functions::new("influence", lineage, InfluenceRows).unwrap_err();
    assert!(matches!(error, FunctionsError::NoFingerprint { .. }));
}

fn functions_of(plan: &LogicalPlan) -> Vec<String> {
    let mut names = Vec::new();
    plan.apply(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                if let Expr::ScalarFunction(call) = part
                    && call.func.name().contains("influence")
                {
                    names.push(call.func.name().to_owned());
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })
    .unwrap();
    names
}

#[tokio::test]
async fn a_plan_that_is_sent_carries_the_full_name_and_a_stale_process_refuses_it() {
    let client = session(&[people()]);
    let sql = "SELECT influence_latest(p) AS score FROM (SELECT MAP {k: \
        named_struct('audience', 900, 'active', 300, 'reactions', 12)} AS p FROM (VALUES ('a'), ('b')) AS t (k))";
    let plan = client
        .sql(sql)
        .await
        .unwrap()
        .into_optimized_plan()
        .unwrap();
    let full = people().score("latest").unwrap().name().to_owned();
    assert_eq!(functions_of(&plan), [full.as_str()]);

    // Another build: the version is the same, and a constant is not.
    let lineage = influence::lineage()
        .continued()
        .probes([influence::Profile::new()])
        .build()
        .unwrap();
    let stale = Functions::new("influence", lineage, InfluenceRows).unwrap();
    let other = session(std::slice::from_ref(&stale));
    let mine = stale.score("latest").unwrap().name().to_owned();
    assert_ne!(mine, full);
    assert!(other.udf("influence_latest").is_ok());

    let sent = logical_plan_to_bytes(&plan).unwrap();
    assert!(String::from_utf8_lossy(&sent).contains(&full));
    let here = logical_plan_from_bytes(&sent, &client.task_ctx()).unwrap();
    assert_eq!(functions_of(&here), [full.as_str()]);
    assert!(logical_plan_from_bytes(&sent, &other.task_ctx()).is_err());

    let plan = client
        .sql(sql)
        .await
        .unwrap()
        .create_physical_plan()
        .await
        .unwrap();
    let sent = physical_plan_to_bytes(plan).unwrap();
    assert!(String::from_utf8_lossy(&sent).contains(&full));
    physical_plan_from_bytes(&sent, &client.task_ctx()).unwrap();
    assert!(physical_plan_from_bytes(&sent, &other.task_ctx()).is_err());

    assert_eq!(
        stale.missing(&full).unwrap(),
        format!(
            "this process has influence 3.0.0 as {mine}, but the query asks for {full}: its build is not that of the \
             client; update and restart it"
        )
    );
}

#[test]
fn what_is_missing_is_said_of_every_kind_of_function() {
    let functions = people();
    for function in functions.udfs().unwrap() {
        assert_eq!(
            functions.missing(function.name()),
            None,
            "{}",
            function.name()
        );
    }
    let pair = functions.delta("1.0.0", "2.0.0").unwrap().name().to_owned();
    let end = pair.len() - "_delta".len();
    let asked = format!("{}ffffff_delta", &pair[..end - 6]);
    let said = functions.missing(&format!("try_{asked}")).unwrap();
    assert!(
        said.starts_with(&format!(
            "this process has influence 1.0.0 or influence 2.0.0 as {pair}, but the query asks for {asked}: "
        )),
        "{said}"
    );
    let said = functions.missing("influence_4_0_0_abcdef").unwrap();
    assert!(
        said.starts_with(
            "this process has influence 1.0.0, influence 2.0.0, influence 3.0.0, but the query asks for \
             influence_4_0_0_abcdef: "
        ),
        "{said}"
    );
    assert_eq!(functions.missing("influence_of_friends_1_0_0_abcdef"), None);
    assert_eq!(functions.missing("abs"), None);
    assert_eq!(
        credit()
            .missing("credit_risk_1_1_0_rc_1_zzzzzz")
            .map(|said| said.is_empty()),
        Some(false)
    );
}

#[test]
fn builds_with_the_same_releases_and_other_changes_are_told_apart_where_it_matters() {
    let build = |key: &str, sentence: &str| {
        let (old, new) = (FollowerWeighted::default(), EqualNetworkWeight::default());
        let probe = Profile::new()
            .with("Twitter", Network::new(900, 300, 12))
            .unwrap();
        let lineage = Lineage::starting_with(old)
            .probes([probe.clone()])
            .rewritten(new, Change::new(key).sentence(sentence))
            .probes([probe])
            .build()
            .unwrap();
        Functions::new("influence", lineage, InfluenceRows).unwrap()
    };
    let name = |function: Result<Arc<datafusion::logical_expr::ScalarUDF>, FunctionsError>| {
        function.unwrap().name().to_owned()
    };
    let (ours, theirs) = (build("new", "All is new."), build("other", "All is new."));
    let deltas = [&ours, &theirs].map(|build| name(build.delta("1.0.0", "2.0.0")));
    assert_eq!(deltas[0], deltas[1]);
    let reasons = [&ours, &theirs].map(|build| name(build.reason("1.0.0", "2.0.0")));
    assert_ne!(reasons[0], reasons[1]);
    let said = theirs.missing(&reasons[0]).unwrap();
    assert!(said.contains(&reasons[1]), "{said}");
    assert_eq!(
        name(ours.explain("2.0.0", "1.0.0")),
        name(build("new", "All is new.").explain("2.0.0", "1.0.0"))
    );
}
