//! Populations from files: what cannot be read is told by line.

#![allow(
    clippy::format_push_string,
    clippy::unwrap_used,
    reason = "to clippy a helper of tests is not a test, but it may fail like one"
)]

use std::{
    io::{BufReader, Error, Read},
    ops::ControlFlow,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use scoreshift::impact::{Impact, ImpactError, ReadError, Study, Subject, ndjson};

use crate::impact::{Given, study, subject};

fn line(key: &str) -> String {
    format!(r#"{{"key": "{key}", "input": {{"before": 1, "after": 2}}}}"#)
}

fn failures(impact: &Impact) -> Vec<String> {
    impact
        .failures()
        .map(|failure| format!("{}: {}", failure.at, failure.reason))
        .collect()
}

/// Gives what it has, and then fails.
struct Breaks<'t>(&'t [u8]);

impl Read for Breaks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(Error::other("the cable is out"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn bad_lines_are_told_by_number_and_the_next_ones_are_read() {
    let file = format!(
        "\u{feff}{}\r\n\r\n  \nnonsense\r\n{}\n{{\"key\": \"c\"}}\n\n{}",
        line("a"),
        line("b"),
        line("d")
    );
    let impact = study()
        .read(ndjson::<Subject<Given>>(file.as_bytes()))
        .unwrap();
    assert_eq!(impact.whole().scored().subjects, 3);
    assert_eq!(
        failures(&impact),
        [
            "line 4: expected ident, column 2",
            "line 6: missing field `input`, column 12"
        ]
    );
}

#[test]
fn neither_other_bytes_nor_other_fields_stop_the_reading() {
    let mut file = b"\xff\xfe\n{\"key\": \"\xc3\", \"input\": 1}\n".to_vec();
    file.extend(line("a").bytes());
    file.extend(
        br#"
{"key": "b", "input": {"before": 1, "after": 2}, "wieght": 3}
{"key": "c", "input": {"before": 1e999, "after": 2}}
[]
{"key": "d", "input": {"before": 1, "after": 2}} {"#,
    );
    let impact = study().read(ndjson::<Subject<Given>>(&file[..])).unwrap();
    assert_eq!(impact.whole().scored().subjects, 1);
    let told = failures(&impact);
    assert_eq!(told.len(), 6, "{told:#?}");
    assert!(told[2].contains("unknown field `wieght`"), "{told:#?}");
    assert!(
        told[5].starts_with("line 7: trailing characters"),
        "{told:#?}"
    );
    let only_a_mark = study()
        .read(ndjson::<Subject<Given>>("\u{feff}\n".as_bytes()))
        .unwrap();
    assert_eq!(only_a_mark.whole().failed(), 0);
}

#[test]
fn a_reader_that_fails_ends_the_reading() {
    let file = format!("{}\n{}\n{{\"key", line("a"), line("b"));
    let lines = ndjson::<Subject<Given>>(BufReader::new(Breaks(file.as_bytes())));
    let impact = study().read(lines).unwrap();
    assert_eq!(impact.whole().scored().subjects, 2);
    assert_eq!(failures(&impact), ["line 3: the cable is out"]);
}

#[test]
fn reading_stops_at_the_first_failure_if_asked_to() {
    let study = study().stop_at_failure();
    let file = format!("{}\nbad\n{}", line("a"), line("b"));
    let error = study
        .read(ndjson::<Subject<Given>>(file.as_bytes()))
        .unwrap_err();
    assert!(matches!(
        &error,
        ImpactError::Read(ReadError { line: 2, .. })
    ));
    assert_eq!(error.to_string(), "line 2: expected value, column 1");
    let beyond = study
        .run([subject("a\u{202e}b\n", 1.0, 101.0)])
        .unwrap_err();
    let told = beyond.to_string();
    assert!(told.contains("2.0.0 cannot score it"), "{told}");
    assert!(!told.contains(['\u{202e}', '\n']), "{told:?}");
}

#[test]
fn progress_is_the_number_seen_so_far() {
    let told: Arc<Mutex<Vec<u64>>> = Arc::default();
    let listener = Arc::clone(&told);
    let study = study().progress(move |seen| {
        listener.lock().unwrap().push(seen);
        ControlFlow::Continue(())
    });
    let people = |count: u32| {
        (0..count).map(|at| {
            (
                at.to_string(),
                Given {
                    before: 1.0,
                    after: 2.0,
                },
            )
        })
    };
    study.run(people(2500)).unwrap();
    assert_eq!(*told.lock().unwrap(), [1000, 2000, 2500]);
    told.lock().unwrap().clear();
    study.run(people(1000)).unwrap();
    assert_eq!(*told.lock().unwrap(), [1000]);
    told.lock().unwrap().clear();
    study.run(people(3)).unwrap();
    assert_eq!(*told.lock().unwrap(), [3]);
    #[cfg(feature = "parallel")]
    {
        told.lock().unwrap().clear();
        study
            .run_parallel(people(40_000).collect::<Vec<_>>())
            .unwrap();
        let told = told.lock().unwrap();
        assert_eq!(told.iter().max(), Some(&40_000));
        assert!(told.len() < 2000, "{}", told.len());
    }
}

#[test]
fn a_run_ends_when_nobody_waits_for_it_any_more() {
    let stopped = |study: Study<Given>| {
        study.progress(|seen| {
            if seen >= 3000 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    };
    let handed_out = AtomicU32::new(0);
    let person = |number: u32| {
        handed_out.fetch_add(1, Relaxed);
        subject(&number.to_string(), 1.0, 2.0)
    };
    let error = stopped(study()).run((0..100_000).map(person)).unwrap_err();
    assert!(matches!(error, ImpactError::Stopped { seen: 3000, .. }));
    assert_eq!(handed_out.load(Relaxed), 3000);
    // What is stopped has no report, also where everybody had been seen.
    let all = stopped(study()).run((0..3000).map(person));
    assert!(matches!(all, Err(ImpactError::Stopped { .. })));
    #[cfg(feature = "parallel")]
    {
        use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
        handed_out.store(0, Relaxed);
        let all = (0..1_000_000).into_par_iter().map(person);
        let error = stopped(study()).run_parallel(all).unwrap_err();
        assert!(matches!(error, ImpactError::Stopped { seen: 3000.., .. }));
        assert!(handed_out.load(Relaxed) < 1_000_000);
    }
}

#[cfg(feature = "csv")]
mod csv {
    use scoreshift::impact::csv;

    use super::{Breaks, failures};
    use crate::impact::{Given, study, subject};

    #[derive(serde::Deserialize)]
    struct Row {
        key: String,
        before: f64,
        after: f64,
    }

    fn read(file: &[u8]) -> (u64, Vec<String>) {
        let rows = csv(file, |row: Row| {
            if row.key == "refused" {
                return Err("we do not want it");
            }
            Ok(subject(&row.key, row.before, row.after))
        });
        let impact = study().read(rows).unwrap();
        (impact.whole().scored().subjects, failures(&impact))
    }

    #[test]
    fn rows_are_told_by_the_line_on_which_they_begin() {
        let rows = [
            "\u{feff}key,before,after,note",
            "a,1,2,",
            "",
            "b,many,2,",
            "\"c, d\",1,2,\"two",
            "",
            "lines \"\"quoted\"\"\"",
            "",
            "",
            "e,1",
            "refused,1,2,",
            "f,1,2,\"no",
            "end\"",
            "g,1,,",
        ];
        for end in ["\n", "\r\n"] {
            let (scored, told) = read(rows.join(end).as_bytes());
            assert_eq!(scored, 3);
            assert_eq!(
                told,
                [
                    "line 4: field 1: invalid float literal",
                    "line 10: it has 2 fields, and the header has 4",
                    "line 11: we do not want it",
                    "line 14: field 2: cannot parse float from empty string",
                ],
                "{end:?}"
            );
        }
    }

    #[test]
    fn long_files_do_not_lose_count() {
        for end in ["\n", "\r\n"] {
            let mut file = format!("key,before,after{end}");
            for at in 0..3000 {
                file += &format!(
                    "\"k{end}{at}\",1,{}{end}{end}",
                    if at == 2999 { "x" } else { "2" }
                );
            }
            let (scored, told) = read(file.as_bytes());
            assert_eq!(scored, 2999);
            assert_eq!(told, ["line 8999: field 2: invalid float literal"]);
        }
    }

    #[test]
    fn other_files_are_told_as_what_they_are() {
        assert_eq!(read(b""), (0, vec![]));
        assert_eq!(read(b"key,before,after\n"), (0, vec![]));
        let (scored, told) = read(b"key,before\na,1\nb,1\n");
        assert_eq!(scored, 0);
        assert_eq!(
            told,
            [
                "line 2: missing field `after`",
                "line 3: missing field `after`"
            ]
        );
        let (scored, told) = read(b"key,before,after\r\n\xff,1,2\r\na,1,2\r\n");
        assert_eq!((scored, told.len()), (1, 1));
        assert!(told[0].starts_with("line 2: invalid utf-8"), "{told:?}");
        let (_, told) = read(b"k\xff,before,after\na,1,2\n");
        assert!(told[0].starts_with("line 1: invalid utf-8"), "{told:?}");
        let rows = csv(Breaks(b"key,before,after\na,1,2\nb,1"), |row: Row| {
            Ok::<_, String>(subject(&row.key, row.before, row.after))
        });
        let impact = study().read(rows).unwrap();
        assert_eq!(impact.whole().scored().subjects, 1);
        assert_eq!(failures(&impact), ["line 3: the cable is out"]);
    }

    #[cfg(feature = "parallel")]
    #[test]
    fn files_are_read_on_all_cores() {
        use rayon::iter::ParallelBridge as _;
        let mut file = "key,before,after\n".to_owned();
        for at in 0..500 {
            file += &format!("k{at},{},{}\n", at % 90, at % 7);
        }
        let rows = || {
            csv(file.as_bytes(), |row: Row| {
                Ok::<_, String>((
                    row.key,
                    Given {
                        before: row.before,
                        after: row.after,
                    },
                ))
            })
        };
        let study = study();
        assert_eq!(
            study.read_parallel(rows().par_bridge()).unwrap(),
            study.read(rows()).unwrap()
        );
    }
}
