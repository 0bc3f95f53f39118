//! A lock on what released versions do.
//!
//! [`verify`] freezes the score of every release on a corpus of inputs in a file that is committed, as easily as a
//! snapshot test:
//!
//! ```no_run
//! # use scoreshift::influence::{self, Network, Profile};
//! #[test]
//! fn released_scores_never_move() -> Result<(), Box<dyn std::error::Error>> {
//!     # fn lineage() -> scoreshift::Lineage<Profile> { influence::lineage() }
//!     let corpus = [
//!         ("one network", Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?),
//!         ("no network", Profile::new()),
//!     ];
//!     scoreshift::lock::verify(&lineage(), &corpus, "tests/released.lock")?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```
//!
//! `SCORESHIFT_LOCK=update cargo test` writes what is not yet in the file: the first time everything, later new
//! releases and new inputs. It never changes what is in it, and where `CI` is set it is refused. After that, a score
//! that moves by one bit fails the test, with the version, the input, both values, and what moved it: the diff engine
//! compares the locked recording with today's.
//!
//! A release that is not in the file yet must also carry the version that its behaviour asks for: see [`bump`].
//!
//! # The file
//!
//! Lines of JSON, to be read in a review and merged as text. First a header, then for each release its fingerprint and
//! a line for each input with its score, as a decimal and as the bits of its `f64`, or `refused`; then, on long lines
//! at the end, the recordings. Everything is written twice in some way, so that a file that was cut off or edited by
//! hand is found: errors name the line. Keep the corpus small; each recording takes a few kilobytes.
//!
//! Beside it stands a second one, `released.changes.lock`, with what the *named changes* of each release do and say: a line
//! for each change with its kind and its words, and one for each combination of changes with the scores of the release's
//! probes and a fingerprint of their recordings. So an explanation that was given once can be given again in years: neither
//! a change that works differently beside others nor one that is told differently goes unseen. What changes do is locked
//! as scores are; new words fail the test until an update takes them, as a line that is reviewed. It is a file of its own so
//! that the first one, which pins scores, has no reason ever to change. Releases without probes lock their words alone, and
//! of more than six changes those combinations of one and of all but one.
//!
//! Each file is replaced in one step, that of the scores last: an update that is interrupted leaves the old lock, and a
//! killed one leaves at most a file that the next check removes. Updaters wait for each other, so that none loses what
//! another one adds (where the system has no locks on folders, the later one fails instead). A symbolic link is followed,
//! and the file keeps its permissions and, where the updater may give files away, its owner.

mod changes;
mod error;
mod file;
mod flaw;
mod place;

pub use error::{ChangeText, LockError, Problem};
pub use flaw::LockFlaw;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::Path,
};

use semver::Version;

use crate::{
    bump::{self, BumpError, BumpPolicy},
    conformance::Difference,
    corpus::{self, NamedInput},
    diff::Diff,
    formula::breakdown::Breakdown,
    lineage::{Lineage, Release},
    model::ScoringModel,
};
use file::{Entry, File, Locked};
use place::Place;

/// The variable that asks for an update.
const VARIABLE: &str = "SCORESHIFT_LOCK";

/// Holds every release of a lineage against the lock file at `path`, on every input of the corpus.
///
/// `path` is relative to the directory in which the test runs: for `cargo test`, that of the package.
///
/// # Errors
///
/// [`LockError`], whose text says what happened and what to do: a release or input that is not locked yet, a locked
/// score that moved, something locked that is gone, a new release whose version declares less than it does under the
/// default [`BumpPolicy`], a corpus without inputs or with a name given twice, a file that
/// cannot be read or is not a lock, an update where it is refused, or one that finds the file changed since it was read. Its `Debug` form is the same text, so that
/// a test that returns or unwraps it shows it.
///
/// # Examples
///
/// See the [module](self).
pub fn verify<I, C>(
    lineage: &Lineage<I>,
    corpus: C,
    path: impl AsRef<Path>,
) -> Result<(), LockError>
where
    I: ?Sized + 'static,
    C: IntoIterator,
    C::Item: NamedInput<I>,
{
    verify_with(lineage, corpus, path, Some(&BumpPolicy::default()))
}

/// As [`verify`], with bounds of your own for minor versions, or with none: then the versions of new releases are not
/// held against their behaviour. That is for a score whose past versions were not numbered by this rule.
///
/// # Errors
///
/// As [`verify`].
///
/// # Examples
///
/// ```no_run
/// # use scoreshift::{bump::BumpPolicy, influence::{self, Network, Profile}, lock};
/// # let corpus = [("one network", Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?)];
/// let policy = BumpPolicy::default().grades([50.0, 70.0]);
/// lock::verify_with(&influence::lineage(), &corpus, "tests/released.lock", Some(&policy))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_with<I, C>(
    lineage: &Lineage<I>,
    corpus: C,
    path: impl AsRef<Path>,
    policy: Option<&BumpPolicy>,
) -> Result<(), LockError>
where
    I: ?Sized + 'static,
    C: IntoIterator,
    C::Item: NamedInput<I>,
{
    held_against(lineage, corpus, path.as_ref(), policy, wants_update()?)
}

/// As [`verify_with`] when an update is asked for, whatever the environment says: what is locked must be as it was, and what
/// is new is added.
///
/// For a program that takes new releases while it runs, such as [sheets](crate::lineage::ReleaseSheet) of settings, and holds
/// them against what it released before. A test has no use for it: there, a release that is not in the file is an oversight.
///
/// # Errors
///
/// As [`verify`], save that nothing is missing from the file; what is locked then stays as it was, and nothing is added.
///
/// # Examples
///
/// ```
/// use scoreshift::{Lineage, bump::BumpPolicy, influence::{self, Network, Profile}, lock};
///
/// let folder = std::env::temp_dir().join(format!("scoreshift-extend-{}", std::process::id()));
/// std::fs::create_dir_all(&folder)?;
/// let file = folder.join("released.lock");
/// let corpus = [("one network", Profile::new().with("Twitter", Network::new(8700, 3600, 1900))?)];
/// let policy = BumpPolicy::default();
///
/// // The first time, everything is new. After that, nothing may move.
/// lock::extend(&influence::lineage(), &corpus, &file, Some(&policy))?;
/// lock::extend(&influence::lineage(), &corpus, &file, Some(&policy))?;
///
/// let cut = Lineage::starting_with(influence::EqualNetworkWeight::default()).build()?;
/// let error = lock::extend(&cut, &corpus, &file, Some(&policy)).unwrap_err();
/// assert!(error.to_string().contains("1.0.0 is locked, but not in the lineage"), "{error}");
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn extend<I, C>(
    lineage: &Lineage<I>,
    corpus: C,
    path: impl AsRef<Path>,
    policy: Option<&BumpPolicy>,
) -> Result<(), LockError>
where
    I: ?Sized + 'static,
    C: IntoIterator,
    C::Item: NamedInput<I>,
{
    held_against(lineage, corpus, path.as_ref(), policy, true)
}

fn held_against<I, C>(
    lineage: &Lineage<I>,
    corpus: C,
    path: &Path,
    policy: Option<&BumpPolicy>,
    update: bool,
) -> Result<(), LockError>
where
    I: ?Sized + 'static,
    C: IntoIterator,
    C::Item: NamedInput<I>,
{
    let corpus: Vec<C::Item> = corpus.into_iter().collect();
    let corpus: Vec<(&str, &I)> = corpus
        .iter()
        .map(|entry| (entry.name(), entry.input()))
        .collect();
    corpus::check(&corpus)?;
    policy
        .map_or(Ok(()), BumpPolicy::check)
        .map_err(BumpError::from)?;
    let place = Place::of(path)?;
    let beside = Place::of(&changes::path_beside(path))?;
    // Before the folder is held, which nobody can hold twice.
    beside.tidy();
    // From the reading on, so that no update loses what another one adds.
    let held = if update {
        Some(place.hold()?)
    } else {
        place.tidy();
        None
    };
    let before = place.bytes()?;
    let locked = File::parse(path, before.as_deref())?;
    if let Some(locked) = locked.as_ref().filter(|file| file.score != lineage.name()) {
        return Err(LockError::OtherScore {
            path: path.to_owned(),
            found: locked.score.clone(),
            expected: lineage.name().to_owned(),
        });
    }
    let locked = locked.unwrap_or_default();
    let versions = locked.releases.iter().map(|locked| locked.version.clone());
    let versions: BTreeSet<Version> = versions.collect();
    let mut under_declared = Vec::new();
    for release in lineage.releases() {
        let id = release.id();
        let is_new = locked
            .releases
            .iter()
            .all(|locked| locked.version != *id.version());
        if let Some(policy) = policy.filter(|_| is_new) {
            match bump::under_declared(lineage, id, &corpus, policy) {
                // That the release refuses all inputs is locked as well.
                Err(BumpError::NothingScored { .. }) => {}
                found => under_declared.extend(found?),
            }
        }
    }
    let (file, mut problems) = compare(lineage, &corpus, locked, update);
    let unlike = problems.iter().filter_map(|problem| match problem {
        Problem::Fingerprint { version, .. } | Problem::NewProbes { version } => {
            Some(version.clone())
        }
        _ => None,
    });
    let unlike = unlike.collect();
    let changes = changes::compare(lineage, beside, &versions, &unlike, update)?;
    // Of a release that is not locked yet, that is all there is to say.
    let is_new = |version: &Version| {
        let of = |problem: &Problem| matches!(problem, Problem::NewRelease { version: new } if new == version);
        problems.iter().any(of)
    };
    let further: Vec<Problem> = changes
        .problems
        .iter()
        .filter(|problem| !matches!(problem, Problem::NewChanges { version } if is_new(version)))
        .cloned()
        .collect();
    problems.extend(further);
    problems.extend(under_declared.into_iter().map(Problem::UnderDeclared));
    if !problems.is_empty() {
        return Err(LockError::Broken {
            path: path.to_owned(),
            problems,
        });
    }
    if update {
        // Whoever is killed between the two has locked no release: without its scores, its changes are not locked.
        changes.write()?;
        file.write(&place, before.as_deref())?;
    }
    drop(held);
    Ok(())
}

/// Whether the environment asks for an update, and may.
fn wants_update() -> Result<bool, LockError> {
    let value = env::var_os(VARIABLE).unwrap_or_default();
    match value.to_str() {
        Some("") => Ok(false),
        Some("update") => {
            let ci = env::var_os("CI").unwrap_or_default();
            if ci.is_empty() || ci == "false" || ci == "0" {
                Ok(true)
            } else {
                Err(LockError::UpdateInCi)
            }
        }
        _ => Err(LockError::UnknownMode {
            value: value.to_string_lossy().into_owned(),
        }),
    }
}

/// The file as it should be, and what stands in the way.
fn compare<I: ?Sized + 'static>(
    lineage: &Lineage<I>,
    corpus: &[(&str, &I)],
    locked: File,
    update: bool,
) -> (File, Vec<Problem>) {
    let mut problems = Vec::new();
    let names: BTreeSet<&str> = corpus.iter().map(|(name, _)| *name).collect();
    let mut known = locked.releases;
    let mut file = File {
        score: lineage.name().to_owned(),
        releases: Vec::new(),
    };
    for release in lineage.releases() {
        let version = release.id().version();
        let before = known
            .iter()
            .position(|locked| locked.version == *version)
            .map(|index| known.remove(index));
        if before.is_none() && !update {
            problems.push(Problem::NewRelease {
                version: version.clone(),
            });
            continue;
        }
        let is_new = before.is_none();
        let mut before = before.unwrap_or_else(|| Locked {
            version: version.clone(),
            fingerprint: release.fingerprint(),
            entries: Vec::new(),
        });
        if before.fingerprint.is_none() && release.fingerprint().is_some() {
            if update {
                before.fingerprint = release.fingerprint();
            } else {
                problems.push(Problem::NewProbes {
                    version: version.clone(),
                });
            }
        } else if before.fingerprint != release.fingerprint() {
            problems.push(Problem::Fingerprint {
                version: version.clone(),
                locked: before.fingerprint,
                found: release.fingerprint(),
            });
        }
        let known_inputs: BTreeMap<String, usize> = before
            .entries
            .iter()
            .enumerate()
            .map(|(index, entry)| (entry.input.clone(), index))
            .collect();
        for &(name, input) in corpus {
            let now = release.model().breakdown(input);
            let entry = known_inputs
                .get(name)
                .and_then(|&index| before.entries.get(index));
            match entry {
                Some(entry) => problems.extend(changed(release, entry, now.as_ref().ok())),
                None if update => before.entries.push(Entry {
                    input: name.to_owned(),
                    recording: now.ok(),
                }),
                None => problems.push(Problem::NewInput {
                    version: version.clone(),
                    input: name.to_owned(),
                }),
            }
        }
        for entry in &before.entries {
            if !is_new && !names.contains(entry.input.as_str()) {
                problems.push(Problem::InputGone {
                    version: version.clone(),
                    input: entry.input.clone(),
                });
            }
        }
        file.releases.push(before);
    }
    problems.extend(known.into_iter().map(|gone| Problem::ReleaseGone {
        version: gone.version,
    }));
    (file, problems)
}

/// What changed in what a release makes of an input.
fn changed<I: ?Sized + 'static>(
    release: &Release<I>,
    entry: &Entry,
    now: Option<&Breakdown>,
) -> Option<Problem> {
    let version = release.id().version().clone();
    let input = entry.input.clone();
    let (then, now) = match (&entry.recording, now) {
        (None, None) => return None,
        (Some(then), Some(now)) if then == now => return None,
        (Some(then), Some(now)) => (then, now),
        (then, now) => {
            return Some(Problem::Refused {
                version,
                input,
                locked: then.as_ref().map(Breakdown::value),
                found: now.map(Breakdown::value),
            });
        }
    };
    let is_data = !then.has_the_data_of(now);
    let diff = Diff::between(then, now).ok();
    if then.value().to_bits() == now.value().to_bits() {
        let near = Difference::between(then, now);
        return Some(Problem::Formula {
            version,
            input,
            is_data,
            near: near.map(|near| (near.near, [near.ours, near.theirs])),
        });
    }
    Some(Problem::Moved {
        version,
        input,
        locked: then.value(),
        found: now.value(),
        is_data,
        diff: diff.map(Box::new),
    })
}
