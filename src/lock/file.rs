//! The lock file: lines of JSON; reading checks that they belong together.

use std::{collections::BTreeMap, path::Path};

use semver::Version;
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{LockError, LockFlaw, place::Place};
use crate::{exact, formula::breakdown::Breakdown, lineage::Fingerprint, path::prose};

const FORMAT: &str = "scoreshift-lock-1";

const ABOUT: &str =
    "what released versions score; added to by SCORESHIFT_LOCK=update, and never changed";

/// What is locked.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) score: String,
    pub(super) releases: Vec<Locked>,
}

/// What is locked of one release.
#[derive(Debug)]
pub(super) struct Locked {
    pub(super) version: Version,
    pub(super) fingerprint: Option<Fingerprint>,
    pub(super) entries: Vec<Entry>,
}

/// What one release makes of one input.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) input: String,
    /// None where the release refuses the input.
    pub(super) recording: Option<Breakdown>,
}

/// The first line of either file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) format: String,
    pub(super) score: String,
    pub(super) about: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseLine {
    release: Version,
    inputs: usize,
    fingerprint: Option<Fingerprint>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoreLine {
    release: Version,
    input: String,
    #[serde(with = "exact")]
    score: f64,
    bits: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefusedLine {
    release: Version,
    input: String,
    refused: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordingLine {
    release: Version,
    input: String,
    recording: Breakdown,
}

/// By which of its keys a line is told from the others.
#[derive(Deserialize)]
struct Keys {
    #[serde(default)]
    inputs: Option<IgnoredAny>,
    #[serde(default)]
    score: Option<IgnoredAny>,
    #[serde(default)]
    recording: Option<IgnoredAny>,
}

impl File {
    /// What is locked, by the bytes of the file; none where there is no such file.
    pub(super) fn parse(path: &Path, bytes: Option<&[u8]>) -> Result<Option<Self>, LockError> {
        bytes
            .map(parse)
            .transpose()
            .map_err(|(line, problem)| LockError::Malformed {
                path: path.to_owned(),
                line,
                problem,
            })
    }

    /// Replaces the file, if it still is what was read: `before`.
    pub(super) fn write(&self, place: &Place, before: Option<&[u8]>) -> Result<(), LockError> {
        let text = self.text().map_err(|error| place.failed(error.into()))?;
        if before == Some(text.as_bytes()) {
            return Ok(());
        }
        place.replace(before, &text)
    }

    fn text(&self) -> serde_json::Result<String> {
        let mut lines = vec![serde_json::to_string(&Header {
            format: FORMAT.to_owned(),
            score: self.score.clone(),
            about: ABOUT.to_owned(),
        })?];
        let mut recordings = Vec::new();
        for locked in &self.releases {
            lines.push(serde_json::to_string(&ReleaseLine {
                release: locked.version.clone(),
                inputs: locked.entries.len(),
                fingerprint: locked.fingerprint,
            })?);
            for entry in &locked.entries {
                let (release, input) = (locked.version.clone(), entry.input.clone());
                let Some(recording) = &entry.recording else {
                    lines.push(serde_json::to_string(&RefusedLine {
                        release,
                        input,
                        refused: true,
                    })?);
                    continue;
                };
                let score = recording.value();
                lines.push(serde_json::to_string(&ScoreLine {
                    release: release.clone(),
                    input: input.clone(),
                    score,
                    bits: bits(score),
                })?);
                recordings.push(serde_json::to_string(&RecordingLine {
                    release,
                    input,
                    recording: recording.clone(),
                })?);
            }
        }
        lines.append(&mut recordings);
        Ok(lines.join("\n") + "\n")
    }
}

fn bits(score: f64) -> String {
    format!("{:016x}", score.to_bits())
}

/// A line, from 1, and what is wrong with it.
type Flaw = (usize, LockFlaw);

/// A score whose recording has not come yet.
struct Awaited {
    line: usize,
    score: f64,
}

fn parse(bytes: &[u8]) -> Result<File, Flaw> {
    let (header, lines) = headed(bytes, FORMAT)?;
    let mut reader = Reader {
        file: File {
            score: header.score,
            releases: Vec::new(),
        },
        counts: Vec::new(),
        places: BTreeMap::new(),
        awaited: BTreeMap::new(),
    };
    let mut last = 1;
    for (line, text) in lines {
        last = line;
        let keys: Keys = json(line, text)?;
        if keys.inputs.is_some() {
            reader.release(line, json(line, text)?)?;
        } else if keys.recording.is_some() {
            reader.recording(line, json(line, text)?)?;
        } else if keys.score.is_some() {
            reader.score(line, json(line, text)?)?;
        } else {
            reader.refused(line, json(line, text)?)?;
        }
    }
    reader.finish(last)
}

/// The header of a file of this format, and the lines below it, each with its number from 1.
pub(super) fn headed<'b>(
    bytes: &'b [u8],
    expected: &'static str,
) -> Result<(Header, impl Iterator<Item = (usize, &'b str)>), Flaw> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        (
            1 + before.filter(|byte| **byte == b'\n').count(),
            LockFlaw::NotUtf8,
        )
    })?;
    let mut lines = (1..).zip(text.lines());
    let (line, first) = lines.next().ok_or((1, LockFlaw::Empty))?;
    let header: Header = json(line, first)?;
    if header.format != expected {
        let found = header.format;
        return Err((line, LockFlaw::Format { found, expected }));
    }
    Ok((header, lines))
}

fn json<'a, T: Deserialize<'a>>(line: usize, text: &'a str) -> Result<T, Flaw> {
    serde_json::from_str(text).map_err(|error| {
        let problem = error
            .to_string()
            .replace(" at line 1 column ", " at column ");
        // It may quote what stands in the file.
        let reason = prose(&problem);
        (line, LockFlaw::Json { reason })
    })
}

/// What has been read so far.
struct Reader {
    file: File,
    /// The line of each release, and how many inputs it announces.
    counts: Vec<(usize, usize)>,
    /// Where each input of each release stands in the file.
    places: BTreeMap<(Version, String), (usize, usize)>,
    /// Scores without a recording yet, by release and input.
    awaited: BTreeMap<(Version, String), Awaited>,
}

impl Reader {
    fn release(&mut self, line: usize, read: ReleaseLine) -> Result<(), Flaw> {
        let known = &self.file.releases;
        if known.iter().any(|locked| locked.version == read.release) {
            let release = read.release;
            return Err((line, LockFlaw::ReleaseTwice { release }));
        }
        self.counts.push((line, read.inputs));
        self.file.releases.push(Locked {
            version: read.release,
            fingerprint: read.fingerprint,
            entries: Vec::new(),
        });
        Ok(())
    }

    fn score(&mut self, line: usize, read: ScoreLine) -> Result<(), Flaw> {
        let (score, found) = (read.score, read.bits);
        if found != bits(score) {
            return Err((line, LockFlaw::Bits { score, found }));
        }
        let key = (read.release.clone(), read.input.clone());
        self.entry(line, &read.release, read.input)?;
        self.awaited.insert(key, Awaited { line, score });
        Ok(())
    }

    fn refused(&mut self, line: usize, read: RefusedLine) -> Result<(), Flaw> {
        if !read.refused {
            return Err((line, LockFlaw::NotRefused));
        }
        self.entry(line, &read.release, read.input)
    }

    /// An input of the release whose lines are being read.
    fn entry(&mut self, line: usize, release: &Version, input: String) -> Result<(), Flaw> {
        let Some(locked) = self
            .file
            .releases
            .last_mut()
            .filter(|last| last.version == *release)
        else {
            let release = release.clone();
            return Err((line, LockFlaw::Misplaced { release }));
        };
        let place = (self.counts.len(), locked.entries.len());
        let key = (release.clone(), input.clone());
        if self.places.insert(key, place).is_some() {
            let release = release.clone();
            return Err((line, LockFlaw::InputTwice { release, input }));
        }
        locked.entries.push(Entry {
            input,
            recording: None,
        });
        Ok(())
    }

    fn recording(&mut self, line: usize, read: RecordingLine) -> Result<(), Flaw> {
        let RecordingLine {
            release,
            input,
            recording,
        } = read;
        let key = (release, input);
        let Some(Awaited { line: of, score }) = self.awaited.remove(&key) else {
            let (release, input) = key;
            return Err((line, LockFlaw::NoScore { release, input }));
        };
        let (id, found) = (recording.model(), recording.value());
        if id.name() != self.file.score || *id.version() != key.0 {
            let found = id.clone();
            return Err((line, LockFlaw::OtherModel { found }));
        }
        if found.to_bits() != score.to_bits() {
            return Err((
                line,
                LockFlaw::OtherScore {
                    found,
                    line: of,
                    score,
                },
            ));
        }
        let entry = self.places.get(&key).and_then(|&(release, entry)| {
            let locked = self.file.releases.get_mut(release.checked_sub(1)?)?;
            locked.entries.get_mut(entry)
        });
        if let Some(entry) = entry {
            entry.recording = Some(recording);
        }
        Ok(())
    }

    fn finish(self, last: usize) -> Result<File, Flaw> {
        if let Some(((release, input), awaited)) =
            self.awaited.iter().min_by_key(|(_, awaited)| awaited.line)
        {
            let (release, input) = (release.clone(), input.clone());
            return Err((awaited.line, LockFlaw::NoRecording { release, input }));
        }
        for (locked, (line, inputs)) in self.file.releases.iter().zip(&self.counts) {
            let found = locked.entries.len();
            if found != *inputs {
                let flaw = LockFlaw::Inputs {
                    release: locked.version.clone(),
                    expected: *inputs,
                    found,
                };
                return Err((*line, flaw));
            }
        }
        if self.file.releases.is_empty() {
            return Err((last, LockFlaw::NoRelease));
        }
        Ok(self.file)
    }
}
