//! SQL as data people write it: filters, maps, columns that are left out or misspelt, and calls that cannot be.

#![allow(
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::{
    arrow::{array::Array, datatypes::DataType},
    dataframe::DataFrameWriteOptions,
    prelude::{ParquetReadOptions, SessionConfig, SessionContext},
};
use scoreshift::{
    Change, EvalError, Lineage, ModelId, Scale, ScoringModel, Term, Trace, Version, influence,
};
use scoreshift_datafusion::{Functions, InfluenceRows, Reader, RowError, Rows, Serde};

use crate::common::{ask, one_text, people, refusal, session, texts};

#[derive(Clone, Debug, serde::Deserialize)]
struct Page {
    seconds: f64,
    images: Option<u32>,
    fonts: Option<u32>,
    sizes: Option<Sizes>,
}

#[derive(Clone, Debug, serde::Deserialize)]
struct Sizes {
    text: Option<f64>,
    code: Option<f64>,
}

#[derive(Clone)]
struct Speed {
    lost: f64,
}

impl ScoringModel for Speed {
    type Input = Page;

    fn id(&self) -> ModelId {
        ModelId::new("speed", Version::new(1, 0, 0))
    }

    fn scale(&self) -> Scale {
        Scale::new(0.0, 100.0)
    }

    fn evaluate<T: Trace>(&self, page: &Page, t: T) -> Result<Term<T>, EvalError> {
        let images = t.input("images", page.images.unwrap_or(0));
        let fonts = t.input("fonts", page.fonts.unwrap_or(0));
        let sizes = page.sizes.as_ref();
        let text = sizes.and_then(|sizes| sizes.text).unwrap_or(0.0);
        let code = sizes.and_then(|sizes| sizes.code).unwrap_or(0.0);
        let lost = t.parameter("lost", self.lost) * t.input("seconds", page.seconds);
        Ok(100.0 - lost - images - fonts - t.input("text", text) - t.input("code", code))
    }
}

fn speed_of(releases: u64) -> Lineage<Page> {
    let probe = Page {
        seconds: 1.0,
        images: Some(1),
        fonts: None,
        sizes: None,
    };
    let first = Lineage::starting_with(Speed { lost: 1.0 }).probes([probe]);
    (2..=releases)
        .fold(first, |all, release| {
            let change = Change::new(format!("c{release}")).sentence("Waiting costs more.");
            all.release(format!("{release}.0.0"))
                .change(change, |speed: &mut Speed| speed.lost += 1.0)
        })
        .build()
        .unwrap()
}

fn speed() -> Functions {
    Functions::new("speed", speed_of(2), Serde::<Page>::new()).unwrap()
}

const PAGES: &str = "SELECT * FROM (VALUES
    ('a', 1.5, 2, 'x', 'y'), ('b', -500.0, 0, 'x', 'y'), ('c', 3.0, 1, 'x', 'y')) AS pages (id, seconds, images, p, q)";

/// A session that puts nothing between a filter and what is under it.
fn one_partition() -> SessionContext {
    SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1))
}

/// The pages in memory and in a file, to a session.
async fn with_pages(ctx: &SessionContext, path: &str) {
    ctx.sql(&format!("CREATE TABLE pages AS {PAGES}"))
        .await
        .unwrap();
    let pages = ctx.table("pages").await.unwrap();
    let written = pages.write_parquet(path, DataFrameWriteOptions::new(), None);
    written.await.unwrap();
    ctx.register_parquet("stored", path, ParquetReadOptions::default())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_row_that_a_filter_takes_away_is_not_scored() {
    let file = tempfile::Builder::new().suffix(".parquet").tempfile();
    let file = file.unwrap().into_temp_path();
    let path = file.to_str().unwrap();
    let ctx = one_partition();
    speed().register(&ctx).unwrap();
    with_pages(&ctx, path).await;
    // What the engine does by itself, so that this is known to be a test.
    let unguarded = one_partition();
    speed().register_in(&mut unguarded.clone()).unwrap();
    with_pages(&unguarded, path).await;
    for table in ["pages", "stored"] {
        for (what, filter) in [
            ("speed_1_0_0(seconds, images)", "id = 'a'"),
            ("round(speed_1_0_0(seconds, images) / 2) * 2", "id < 'b'"),
            ("speed_1_0_0_2_0_0_delta(seconds, images)", "id = 'a'"),
            // A condition that scores is asked of the rows that the others leave.
            (
                "images",
                "seconds > 0 AND speed_1_0_0(seconds, images) > 96.2",
            ),
            (
                "images",
                "speed_1_0_0(seconds, images) > 96.2 AND seconds > 0",
            ),
        ] {
            let sql = format!("SELECT id, {what} FROM {table} WHERE {filter}");
            let found = ask(&ctx, &sql).await.unwrap();
            assert_eq!(found.num_rows(), 1, "{sql}");
            let refused = refusal(&unguarded, &sql).await;
            assert!(refused.contains("stops at a row"), "{refused}");
        }
        let sql = format!("SELECT id, speed_1_0_0(seconds, images) FROM {table}");
        assert!(refusal(&ctx, &sql).await.contains("stops at a row"));
    }
}

static READ: AtomicU64 = AtomicU64::new(0);

/// Reads profiles, and counts how many.
struct Counting;

struct Counted<'b>(Box<dyn Reader<influence::Profile> + 'b>);

impl Rows<influence::Profile> for Counting {
    fn columns(&self) -> Vec<String> {
        InfluenceRows.columns()
    }

    fn check(&self, subject: &DataType) -> Result<(), RowError> {
        InfluenceRows.check(subject)
    }

    fn read<'b>(
        &self,
        subjects: &'b dyn Array,
    ) -> Result<Box<dyn Reader<influence::Profile> + 'b>, RowError> {
        Ok(Box::new(Counted(InfluenceRows.read(subjects)?)))
    }
}

impl Reader<influence::Profile> for Counted<'_> {
    fn row(&mut self, row: usize) -> Result<&influence::Profile, RowError> {
        READ.fetch_add(1, Ordering::Relaxed);
        self.0.row(row)
    }
}

#[tokio::test]
async fn one_row_is_explained_and_not_two_thousand() {
    let functions = Functions::new("influence", influence::lineage(), Counting).unwrap();
    let ctx = one_partition();
    functions.register(&ctx).unwrap();
    let profile = "MAP {'x': named_struct('audience', 900 + k, 'active', 300, 'reactions', 12)}";
    let sql = format!(
        "CREATE TABLE people AS SELECT k AS key, {profile} AS profile, 1 AS a, 2 AS b FROM generate_series(1, 2000) AS t (k)"
    );
    ctx.sql(&sql).await.unwrap();
    READ.store(0, Ordering::Relaxed);
    let sql = "SELECT key, influence_1_0_0_2_0_0_explain(profile) FROM people WHERE key = 77";
    assert_eq!(ask(&ctx, sql).await.unwrap().num_rows(), 1);
    assert_eq!(READ.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_map_is_a_subject_and_what_a_struct_leaves_out_is_not_there() {
    let ctx = session(&[speed(), people()]);
    for (call, score) in [
        ("speed_1_0_0(MAP {'seconds': 2.0})", "98.0"),
        (
            "speed_1_0_0(named_struct('seconds', 2, 'fonts', 3))",
            "95.0",
        ),
        ("speed_1_0_0(2, NULL, 3)", "95.0"),
        (
            "speed_1_0_0(seconds => 2, images => NULL, fonts => 3)",
            "95.0",
        ),
        ("speed_1_0_0(2)", "98.0"),
        (
            "speed_1_0_0(named_struct('seconds', 2, 'sizes', named_struct('code', 1.5)))",
            "96.5",
        ),
        // Whoever has all fields may have more.
        (
            "speed_1_0_0(named_struct('seconds', 2, 'images', 1, 'fonts', 1, 'sizes', NULL, 'id', 'a'))",
            "96.0",
        ),
    ] {
        let found = one_text(&ctx, &format!("SELECT {call}")).await;
        assert_eq!(found.as_deref(), Some(score), "{call}");
    }
    let networks = "MAP {'x': named_struct('audience', 9, 'active', 3, 'reactions', 1)}";
    let sql = format!(
        "SELECT influence_1_0_0({networks}) = influence_1_0_0(named_struct('networks', {networks}))"
    );
    assert_eq!(texts(&ctx, &sql).await, [Some("true".to_owned())]);
    // A map of another kind is still its first column, and says what is wrong with it.
    let error = refusal(&ctx, "SELECT influence_1_0_0(MAP {'x': 1})").await;
    assert!(error.contains("`networks`"), "{error}");
}

#[tokio::test]
async fn what_cannot_be_called_says_why_and_names_each_field_once() {
    let ctx = session(&[speed()]);
    for (call, said) in [
        (
            "speed_1_0_0(named_struct('seconds', 2, 'imags', 3))",
            "unknown field `imags`: there is seconds, images, fonts, sizes",
        ),
        (
            "speed_1_0_0(named_struct('second', 2))",
            "unknown field `second`: there is seconds, images, fonts, sizes",
        ),
        (
            "speed_1_0_0(named_struct('seconds', 2, 'sizes', named_struct('coed', 1.5)))",
            "unknown field `sizes.coed`: there is text, code",
        ),
        (
            "speed_1_0_0(named_struct('images', 3))",
            "missing field `seconds`",
        ),
        (
            "speed_1_0_0(MAP {'seconds': 2.0, 'imags': 3.0})",
            "unknown field `imags`: there is seconds, images, fonts, sizes",
        ),
        (
            "speed_1_0_0('fast')",
            "`seconds` is Utf8, expected f64; one argument, Utf8, was taken as `seconds`: the subject is a struct, a map, or \
             its columns",
        ),
        (
            "speed_1_0_0(1, 2, 3, NULL, 5)",
            "takes one subject, or up to 4 columns, and was given 5 arguments",
        ),
        ("speed_1_0_0()", "was given 0 arguments"),
        (
            "speed_1_0_0(seconds => 1, fonts => 2)",
            "Missing required parameter 'images'",
        ),
    ] {
        let error = refusal(&ctx, &format!("SELECT {call}")).await;
        assert!(error.contains(said), "{call}: {error}");
        assert!(!error.contains("Internal error"), "{call}: {error}");
        let listed = error.matches("fonts").count();
        assert!(listed <= 1 || call.contains("fonts"), "{call}: {error}");
    }
}

#[test]
fn a_lineage_has_low_hundreds_of_functions_however_long_it_is() {
    let functions = |releases| Functions::new("speed", speed_of(releases), Serde::<Page>::new());
    assert_eq!(functions(3).unwrap().udfs().unwrap().len(), 33);
    let many = functions(16).unwrap();
    assert_eq!(many.udfs().unwrap().len(), 3 * 16 + (15 + 14) * 8);
    let name = |of: &Functions| of.delta("9.0.0", "2.0.0").unwrap().name().to_owned();
    let is_there = |of: &Functions| of.udfs().unwrap().iter().any(|udf| udf.name() == name(of));
    assert!(!is_there(&many));
    assert!(is_there(&many.pair("9.0.0", "2.0.0").unwrap()));
}
