//! What named changes do and say, beside the lock of what releases score.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use semver::Version;
use serde::{Deserialize, Serialize};

use super::{
    ChangeText, LockError, LockFlaw, Problem,
    file::{Header, headed},
    place::Place,
};
use crate::{
    exact,
    formula::breakdown::Breakdown,
    lineage::{Change, ChangeKind, ChangeSet, Fingerprint, Lineage, Release},
    model::{AnyModel, Runnable as _},
};

const FORMAT: &str = "scoreshift-changes-lock-1";

const ABOUT: &str = "what the named changes of released versions do on the probes, and say; added to by \
                     SCORESHIFT_LOCK=update, which also takes new words";

/// With more changes than this, not every combination of them has a line.
const MOST_COMBINED: usize = 6;

/// The file of the changes, beside that of the scores: `released.changes.lock` for `released.lock`.
pub(super) fn path_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".lock").unwrap_or(&name);
    path.with_file_name(format!("{stem}.changes.lock"))
}

/// What is locked of the changes of one release.
#[derive(Debug)]
pub(super) struct Locked {
    version: Version,
    changes: Vec<Worded>,
    /// Without probes there is none.
    combinations: Vec<Combination>,
}

/// The words of a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Worded {
    release: Version,
    change: String,
    kind: ChangeKind,
    title: String,
    sentence: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    upcoming: String,
}

/// The release before with some changes, on the probes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Combination {
    release: Version,
    with: Vec<String>,
    scores: Vec<Option<Score>>,
    recordings: Fingerprint,
}

/// A score, by its bits.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(transparent)]
struct Score(#[serde(with = "exact")] f64);

impl PartialEq for Score {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseLine {
    release: Version,
    changes: usize,
    combinations: usize,
}

/// A line below the header: each is told from the others by a key that only it has.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Release(ReleaseLine),
    Change(Worded),
    Combination(Combination),
}

impl Locked {
    /// What there is to lock of a release; none where it has no changes.
    fn of<I: ?Sized + 'static>(release: &Release<I>) -> Option<Self> {
        let set = release
            .changes
            .as_ref()
            .filter(|set| !set.changes.is_empty())?;
        let version = release.id().version();
        let worded = |change: &Change| Worded {
            release: version.clone(),
            change: change.key.clone(),
            kind: change.kind,
            title: change.title.clone(),
            sentence: change.sentence.clone(),
            upcoming: change.upcoming.clone(),
        };
        Some(Self {
            version: version.clone(),
            changes: set.changes.iter().map(worded).collect(),
            combinations: combined(set)
                .filter_map(|some| Combination::of(release, set, some))
                .collect(),
        })
    }

    fn keys(&self) -> Vec<&str> {
        self.changes
            .iter()
            .map(|change| change.change.as_str())
            .collect()
    }
}

/// The combinations of changes that are locked: each but none and all, which are releases; of many changes, those of one
/// and of all but one.
fn combined<I: ?Sized + 'static>(set: &ChangeSet<I>) -> impl Iterator<Item = u32> {
    let (changes, full) = (set.changes.len(), set.full());
    let is_locked = move |some: &u32| {
        let size = some.count_ones() as usize;
        changes <= MOST_COMBINED || size == 1 || size + 1 == changes
    };
    (1..full).filter(is_locked)
}

impl Combination {
    fn of<I: ?Sized + 'static>(
        release: &Release<I>,
        set: &ChangeSet<I>,
        some: u32,
    ) -> Option<Self> {
        let model: AnyModel<I> = set.model(some);
        // As explanations do: such a score may lie outside the scale.
        let recordings: Vec<Option<Breakdown>> = release
            .probes()
            .map(|probe| model.record_unchecked(probe, None).ok())
            .collect();
        let has = |bit: usize| some >> bit & 1 == 1;
        let with = set.changes.iter().enumerate().filter(|(bit, _)| has(*bit));
        let score = |recording: &Breakdown| Score(recording.value());
        Some(Self {
            release: release.id().version().clone(),
            with: with.map(|(_, change)| change.key.clone()).collect(),
            scores: recordings
                .iter()
                .map(|recording| recording.as_ref().map(score))
                .collect(),
            recordings: Fingerprint::over(&model, &recordings)?,
        })
    }
}

/// The file as it should be, and what stands in the way.
pub(super) struct Compared {
    place: Place,
    bytes: Option<Vec<u8>>,
    score: String,
    releases: Vec<Locked>,
    pub(super) problems: Vec<Problem>,
}

/// Holds what the changes of a lineage do and say against the file at `place`. Whoever holds the folder for the lock of the
/// scores holds it for this one.
///
/// Of a release that is not in `locked`, there are no locked scores, and what is in the file is of an update that was killed.
/// Of one in `unlike`, the probes are other ones, and so what its changes do on them.
pub(super) fn compare<I: ?Sized + 'static>(
    lineage: &Lineage<I>,
    place: Place,
    locked: &BTreeSet<Version>,
    unlike: &BTreeSet<Version>,
    update: bool,
) -> Result<Compared, LockError> {
    let bytes = place.bytes()?;
    let mut known = match &bytes {
        Some(bytes) => read(place.shown(), bytes, lineage.name())?,
        None => Vec::new(),
    };
    let (versions, mut releases, mut problems) = (locked, Vec::new(), Vec::new());
    for release in lineage.releases() {
        let version = release.id().version();
        let place = known.iter().position(|locked| locked.version == *version);
        let locked = place.map(|place| known.remove(place));
        let locked = locked.filter(|_| versions.contains(version));
        let Some(now) = Locked::of(release) else {
            if let Some(locked) = locked {
                problems.push(Problem::OtherChanges {
                    version: version.clone(),
                    locked: locked.keys().into_iter().map(str::to_owned).collect(),
                    found: Vec::new(),
                });
            }
            continue;
        };
        match locked {
            None if !update => problems.push(Problem::NewChanges {
                version: version.clone(),
            }),
            None => {}
            Some(locked) if unlike.contains(version) => {
                releases.push(locked);
                continue;
            }
            Some(locked) => problems.extend(changed(&locked, &now, update)),
        }
        releases.push(now);
    }
    // What is gone is told by the lock of the scores, and stays here as well.
    releases.extend(known);
    Ok(Compared {
        place,
        bytes,
        score: lineage.name().to_owned(),
        releases,
        problems,
    })
}

/// In what the locked changes of a release differ from what they are now. An update takes new words, and what is done on
/// probes where nothing is locked yet.
fn changed(locked: &Locked, now: &Locked, update: bool) -> Vec<Problem> {
    let version = &now.version;
    if locked.keys() != now.keys() {
        let owned = |keys: Vec<&str>| keys.into_iter().map(str::to_owned).collect();
        return vec![Problem::OtherChanges {
            version: version.clone(),
            locked: owned(locked.keys()),
            found: owned(now.keys()),
        }];
    }
    let mut problems = Vec::new();
    for (then, now) in locked.changes.iter().zip(&now.changes).filter(|_| !update) {
        let kind = |kind: ChangeKind| format!("{:?}", kind.name());
        let texts = [
            (ChangeText::Kind, kind(then.kind), kind(now.kind)),
            (ChangeText::Title, then.title.clone(), now.title.clone()),
            (
                ChangeText::Sentence,
                then.sentence.clone(),
                now.sentence.clone(),
            ),
            (
                ChangeText::SentenceBeforehand,
                then.upcoming.clone(),
                now.upcoming.clone(),
            ),
        ];
        let other = texts.into_iter().filter(|(_, then, now)| then != now);
        problems.extend(other.map(|(what, locked, found)| Problem::Wording {
            version: version.clone(),
            change: now.change.clone(),
            what,
            locked,
            found,
        }));
    }
    if locked.combinations.is_empty() && !now.combinations.is_empty() {
        if !update {
            problems.push(Problem::NewChanges {
                version: version.clone(),
            });
        }
        return problems;
    }
    for then in &locked.combinations {
        let now = now.combinations.iter().find(|now| now.with == then.with);
        if now == Some(then) {
            continue;
        }
        let score = |of: Option<&Combination>, at: usize| -> Option<f64> {
            let score = of?.scores.get(at).copied()?;
            score.map(|score| score.0)
        };
        let moved = (0..then.scores.len()).find(|&at| {
            score(Some(then), at).map(f64::to_bits) != score(now, at).map(f64::to_bits)
        });
        problems.push(Problem::Change {
            version: version.clone(),
            with: then.with.clone(),
            moved: moved.map(|at| (at, score(Some(then), at), score(now, at))),
        });
    }
    problems
}

impl Compared {
    pub(super) fn write(&self) -> Result<(), LockError> {
        if self.releases.is_empty() {
            return Ok(());
        }
        let text = self
            .text()
            .map_err(|error| self.place.failed(error.into()))?;
        if self.bytes.as_deref() == Some(text.as_bytes()) {
            return Ok(());
        }
        self.place.replace(self.bytes.as_deref(), &text)
    }

    fn text(&self) -> serde_json::Result<String> {
        let mut lines = vec![serde_json::to_string(&Header {
            format: FORMAT.to_owned(),
            score: self.score.clone(),
            about: ABOUT.to_owned(),
        })?];
        for locked in &self.releases {
            lines.push(serde_json::to_string(&ReleaseLine {
                release: locked.version.clone(),
                changes: locked.changes.len(),
                combinations: locked.combinations.len(),
            })?);
            for change in &locked.changes {
                lines.push(serde_json::to_string(change)?);
            }
            for combination in &locked.combinations {
                lines.push(serde_json::to_string(combination)?);
            }
        }
        Ok(lines.join("\n") + "\n")
    }
}

/// What a file holds, each line below that of its release.
fn read(path: &Path, bytes: &[u8], score: &str) -> Result<Vec<Locked>, LockError> {
    let flaw = |(line, problem)| LockError::Malformed {
        path: path.to_owned(),
        line,
        problem,
    };
    let (header, lines) = headed(bytes, FORMAT).map_err(flaw)?;
    if header.score != score {
        return Err(LockError::OtherScore {
            path: path.to_owned(),
            found: header.score,
            expected: score.to_owned(),
        });
    }
    let mut releases: Vec<(usize, ReleaseLine, Locked)> = Vec::new();
    for (line, text) in lines {
        let read: Line =
            serde_json::from_str(text).map_err(|_| flaw((line, LockFlaw::NotALine)))?;
        let last = releases.last_mut().map(|(.., locked)| locked);
        match (read, last) {
            (Line::Release(counts), _) => {
                let version = counts.release.clone();
                if releases
                    .iter()
                    .any(|(_, known, _)| known.release == version)
                {
                    let twice = LockFlaw::ReleaseTwice { release: version };
                    return Err(flaw((line, twice)));
                }
                let locked = Locked {
                    version,
                    changes: Vec::new(),
                    combinations: Vec::new(),
                };
                releases.push((line, counts, locked));
            }
            (Line::Change(change), Some(last)) if last.version == change.release => {
                last.changes.push(change);
            }
            (Line::Combination(some), Some(last)) if last.version == some.release => {
                last.combinations.push(some);
            }
            (
                Line::Change(Worded { release, .. })
                | Line::Combination(Combination { release, .. }),
                _,
            ) => return Err(flaw((line, LockFlaw::Misplaced { release }))),
        }
    }
    for (line, counts, locked) in &releases {
        let expected = (counts.changes, counts.combinations);
        let found = (locked.changes.len(), locked.combinations.len());
        if expected != found {
            let release = counts.release.clone();
            let problem = LockFlaw::Changes {
                release,
                expected,
                found,
            };
            return Err(flaw((*line, problem)));
        }
    }
    Ok(releases.into_iter().map(|(.., locked)| locked).collect())
}
