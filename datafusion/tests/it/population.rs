//! The report of 200,000 invented accounts, in one process and by query.

use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext, col};
use scoreshift::{
    Subject,
    impact::{Bands, Impact, ReadError, Study},
    influence::{self, Profile},
};
use scoreshift_datafusion::{Functions, InfluenceRows};

#[path = "../../examples/people/mod.rs"]
mod people;

pub(crate) const SUBJECTS: u64 = 200_000;

pub(crate) fn study() -> Study<Profile> {
    influence::lineage()
        .impact("1.0.0", "2.0.0")
        .unwrap()
        .bands(Bands::at([20.0, 50.0]))
        .count_falls([5.0, 10.0])
        .count_rises([5.0])
}

pub(crate) fn here(study: &Study<Profile>, subjects: u64) -> Impact {
    let subject = |number: u64| {
        let person = people::population::person(number)
            .map_err(|error| ReadError::new(number, error.to_string()))?;
        let networks = person.profile.networks().count();
        Ok::<_, ReadError>(
            Subject::new(format!("account {number}"), person.profile)
                .segment("kind", person.kind.name())
                .segment("networks", networks.to_string()),
        )
    };
    study.read((0..subjects).map(subject)).unwrap()
}

pub(crate) async fn there(
    context: &SessionContext,
    study: &Study<Profile>,
    path: &std::path::Path,
) -> Impact {
    let people = context
        .read_parquet(path.to_str().unwrap(), ParquetReadOptions::default())
        .await
        .unwrap();
    let functions = Functions::new("influence", influence::lineage(), InfluenceRows).unwrap();
    functions
        .impact(study)
        .unwrap()
        .subject(col("profile"))
        .segment("kind")
        .segment("networks")
        .run(people)
        .await
        .unwrap()
}

/// A file of so many accounts, which is removed in the end.
pub(crate) fn file(subjects: u64) -> tempfile::TempPath {
    let path = tempfile::Builder::new()
        .suffix(".parquet")
        .tempfile()
        .unwrap()
        .into_temp_path();
    people::write(&path, subjects, |_| {}).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_thousand_subjects_have_the_report_of_one_process() {
    let path = file(SUBJECTS);
    let study = study();
    let here = here(&study, SUBJECTS);
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(3));
    let there = there(&context, &study, &path).await;
    assert_eq!(there, here);
}
