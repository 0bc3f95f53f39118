//! Subjects from files, line by line.

use std::io::BufRead;

use serde::de::DeserializeOwned;

use crate::path::prose;

/// A line that holds no subject.
///
/// # Examples
///
/// ```
/// use scoreshift::impact::ReadError;
///
/// assert_eq!(ReadError::new(17, "no such plan: `gold`").to_string(), "line 17: no such plan: `gold`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {}", prose(problem))]
#[non_exhaustive]
pub struct ReadError {
    /// Which line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: String,
}

impl ReadError {
    /// A problem with a line, for readers of your own.
    pub fn new(line: u64, problem: impl Into<String>) -> Self {
        Self {
            line,
            problem: problem.into(),
        }
    }
}

/// Reads one JSON value from each line (NDJSON, also known as JSON Lines); empty lines are passed over.
///
/// `T` is what a line holds: a [`Subject`](crate::impact::Subject) of an input that can be deserialised, or a type of your own
/// that you turn into a subject. A line that cannot be read is an error of its own, and the next one follows.
///
/// Nothing but the current line is kept. After an error of the reader itself there are no more lines.
///
/// # Examples
///
/// ```
/// use scoreshift::{impact::{Subject, ndjson}, influence::{self, Profile}};
///
/// let file = r#"
/// {"key": "ann", "input": {"networks": {"Twitter": {"audience": 900, "active": 300, "reactions": 12}}}}
/// {"key": "bob", "input": {"networks": {"Twitter": {"audience": -5, "active": 0, "reactions": 0}}}}
/// "#;
/// let impact = influence::lineage()
///     .impact("1.0.0", "2.0.0")?
///     .read(ndjson::<Subject<Profile>>(file.as_bytes()))?;
/// assert_eq!((impact.whole().scored().subjects, impact.whole().failed()), (1, 1));
/// let bad = impact.failures().next().ok_or("one is bad")?;
/// assert_eq!(bad.at.to_string(), "line 3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn ndjson<T: DeserializeOwned>(
    mut reader: impl BufRead,
) -> impl Iterator<Item = Result<T, ReadError>> {
    let (mut line, mut number, mut ended) = (Vec::new(), 0, false);
    std::iter::from_fn(move || {
        while !ended {
            line.clear();
            number += 1;
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => ended = true,
                Ok(_) if unmarked(&line).trim_ascii().is_empty() => {}
                Ok(_) => return Some(parse(unmarked(&line), number)),
                Err(error) => {
                    ended = true;
                    return Some(Err(ReadError::new(number, error.to_string())));
                }
            }
        }
        None
    })
}

/// A byte order mark stands at the beginning of some files.
fn unmarked(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

fn parse<T: DeserializeOwned>(line: &[u8], number: u64) -> Result<T, ReadError> {
    serde_json::from_slice(line).map_err(|error| {
        let mut problem = error.to_string();
        // Every line is line 1 to the parser.
        if let Some(at) = problem.rfind(" at line 1 column ") {
            let column = problem
                .split_off(at)
                .replace(" at line 1 column ", ", column ");
            problem.push_str(&column);
        }
        ReadError::new(number, problem)
    })
}

/// Reads one record from each row of a CSV file with a header, and makes a subject of it.
///
/// `T` is a flat struct of your own, whose fields go by the header's names. A row that cannot be read, or of which
/// `subject` makes none, is an error of its own with the line on which the row begins, and the next one follows.
///
/// # Examples
///
/// ```
/// use scoreshift::{impact::{Subject, csv}, influence::{self, Network, Profile}};
///
/// #[derive(serde::Deserialize)]
/// struct Row { user: String, plan: String, followers: u32, active: u32, reactions: u32 }
///
/// let file = "user,plan,followers,active,reactions\nann,pro,900,300,12\nbob,free,many,0,0\n";
/// let people = csv(file.as_bytes(), |row: Row| {
///     let network = Network::new(row.followers, row.active, row.reactions);
///     Profile::new().with("Twitter", network).map(|profile| Subject::new(row.user, profile).segment("plan", row.plan))
/// });
/// let impact = influence::lineage().impact("1.0.0", "2.0.0")?.read(people)?;
/// assert_eq!((impact.whole().scored().subjects, impact.whole().failed()), (1, 1));
/// let bad = impact.failures().next().ok_or("one is bad")?;
/// assert_eq!(bad.at.to_string(), "line 3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "csv")]
pub fn csv<T: DeserializeOwned, S, E: ToString>(
    reader: impl std::io::Read,
    mut subject: impl FnMut(T) -> Result<S, E>,
) -> impl Iterator<Item = Result<S, ReadError>> {
    let mut rows = csv::ReaderBuilder::new().from_reader(Lines::new(reader));
    let (headers, mut failed) = match rows.headers() {
        Ok(headers) => (headers.clone(), None),
        Err(error) => {
            let problem = problem(&error);
            let line = rows.get_mut().line_at(0);
            (
                csv::StringRecord::new(),
                Some(ReadError::new(line, problem)),
            )
        }
    };
    let mut record = csv::StringRecord::new();
    let mut ended = failed.is_some();
    std::iter::from_fn(move || {
        if let Some(error) = failed.take() {
            return Some(Err(error));
        }
        if ended {
            return None;
        }
        let begin = rows.position().byte();
        let read = rows.read_record(&mut record);
        let line = rows.get_mut().line_at(begin);
        match read {
            Ok(false) => {
                ended = true;
                None
            }
            Ok(true) => {
                let row = record
                    .deserialize(Some(&headers))
                    .map_err(|error| ReadError::new(line, problem(&error)));
                Some(row.and_then(|row| {
                    subject(row).map_err(|error| ReadError::new(line, error.to_string()))
                }))
            }
            Err(error) => {
                ended = matches!(error.kind(), csv::ErrorKind::Io(_));
                Some(Err(ReadError::new(line, problem(&error))))
            }
        }
    })
}

/// A reader that knows which line a byte is on, for rows that are read in order.
///
/// The position that `csv` itself tells of a row is that of the end of the row before: where lines end in two
/// characters, or are empty, that is not the line on which the row begins.
#[cfg(feature = "csv")]
struct Lines<R> {
    reader: R,
    /// How many bytes were read.
    read: u64,
    /// Just behind the last byte read that is not part of a line's end.
    content: u64,
    /// The ends of lines that are not counted yet: where each is, and what `content` was.
    ends: std::collections::VecDeque<(u64, u64)>,
    line: u64,
}

#[cfg(feature = "csv")]
impl<R> Lines<R> {
    fn new(reader: R) -> Self {
        Self {
            reader,
            read: 0,
            content: 0,
            ends: std::collections::VecDeque::new(),
            line: 1,
        }
    }

    /// The line of the first byte from this one on that is not part of a line's end.
    fn line_at(&mut self, byte: u64) -> u64 {
        while let Some((end, content)) = self.ends.front() {
            if *end >= byte && *content > byte {
                break;
            }
            self.ends.pop_front();
            self.line += 1;
        }
        self.line
    }
}

#[cfg(feature = "csv")]
impl<R: std::io::Read> std::io::Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        for byte in buffer.iter().take(count) {
            match byte {
                b'\n' => self.ends.push_back((self.read, self.content)),
                b'\r' => {}
                _ => self.content = self.read + 1,
            }
            self.read += 1;
        }
        Ok(count)
    }
}

/// Without the position, which stands before it.
#[cfg(feature = "csv")]
fn problem(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("it has {len} fields, and the header has {expected_len}")
        }
        csv::ErrorKind::Utf8 { err, .. } => err.to_string(),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
