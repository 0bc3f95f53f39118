//! The report of 200,000 invented accounts, in one process and by query.

use datafusion::{
    parquet::file::reader::{FileReader as _, SerializedFileReader},
    prelude::{ParquetReadOptions, SessionConfig, SessionContext, col},
};
use scoreshift::{
    impact::{Impact, ReadError, Study, Subject},
    influence::{self, Profile},
    score::Bands,
};
use scoreshift_datafusion::{Functions, ImpactQueryError, InfluenceRows};

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
    asked(context, study, path).await.unwrap()
}

async fn asked(
    context: &SessionContext,
    study: &Study<Profile>,
    path: &std::path::Path,
) -> Result<Impact, ImpactQueryError> {
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
}

/// A file of so many accounts, which is removed in the end.
pub(crate) fn file(subjects: u64) -> tempfile::TempPath {
    let path = tempfile::Builder::new()
        .suffix(".parquet")
        .tempfile()
        .unwrap()
        .into_temp_path();
    people::write(&path, subjects, people::batch, |_| {}).unwrap();
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_page_among_good_ones_is_an_error_and_no_smaller_report() {
    let path = file(140_000);
    let good = std::fs::read(&path).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    assert_eq!(reader.num_row_groups(), 2);
    // The first page of a column of the last row group: of what is scored, and of what names it.
    let columns = reader.metadata().row_group(1).columns();
    for name in ["reactions", "key"] {
        let column = columns
            .iter()
            .find(|column| column.column_path().parts().last().unwrap() == name);
        let at = usize::try_from(column.unwrap().data_page_offset()).unwrap();
        let mut bytes = good.clone();
        for byte in &mut bytes[at..at + 16] {
            *byte = !*byte;
        }
        std::fs::write(&path, &bytes).unwrap();
        let error = asked(&SessionContext::new(), &study(), &path).await;
        let error = error.unwrap_err();
        assert!(
            matches!(error, ImpactQueryError::Query(_)),
            "{name}: {error}"
        );
    }
    // Unbroken, it is read.
    std::fs::write(&path, &good).unwrap();
    let whole = asked(&SessionContext::new(), &study(), &path)
        .await
        .unwrap();
    let whole = whole.whole();
    assert_eq!(whole.scored().subjects + whole.failed(), 140_000);
}
