//! What a lock finds, in words that say what to do.

use std::{collections::BTreeSet, fmt, io, iter, path::PathBuf};

use semver::Version;

use super::{LockFlaw, VARIABLE};
use crate::{
    bump::{BumpError, UnderDeclared},
    corpus::CorpusError,
    diff::Diff,
    exact,
    lineage::Fingerprint,
    path::{Path, printable, prose},
    worded::worded,
};

/// How many problems are printed.
const SHOWN: usize = 20;

/// How many places are printed of one score that moved.
const PLACES: usize = 8;

/// Why a lock does not hold.
///
/// `Display` and `Debug` are the same text: a test that returns or unwraps the error shows what to do.
///
/// # Examples
///
/// ```
/// use scoreshift::{influence::{self, Profile}, lock};
///
/// let nothing: [(&str, Profile); 0] = [];
/// let error = lock::verify(&influence::lineage(), &nothing, "tests/released.lock").unwrap_err();
/// assert_eq!(error.to_string(), "the corpus has no input, so nothing would be checked");
/// ```
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The corpus is empty, or names an input twice.
    #[error(transparent)]
    Corpus(#[from] CorpusError),

    /// What a new release does could not be measured.
    #[error(transparent)]
    Bump(#[from] BumpError),

    /// An update was asked for where nobody reviews it.
    #[error(
        "{VARIABLE}=update is refused where CI is set: update the lock on your own machine, and commit it for review"
    )]
    UpdateInCi,

    /// The variable asks for something unknown.
    #[error(
        "{VARIABLE} is `{}`; it can be `update`, or not be set at all",
        printable(value)
    )]
    #[non_exhaustive]
    UnknownMode {
        /// What it asks for.
        value: String,
    },

    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    #[non_exhaustive]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },

    /// The file is not a lock, or not a whole one.
    #[error("{}, line {line}: {}", path.display(), prose(&problem.to_string()))]
    #[non_exhaustive]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: LockFlaw,
    },

    /// The file locks another score.
    #[error(
        "{} locks `{}`, not `{}`",
        path.display(),
        printable(found),
        printable(expected)
    )]
    #[non_exhaustive]
    OtherScore {
        /// The file.
        path: PathBuf,
        /// The score that it locks.
        found: String,
        /// The score that is checked.
        expected: String,
    },

    /// Another process changed the file while an update was worked out.
    #[error(
        "{} was changed while the update was worked out, and stays as it is now: update once more",
        path.display()
    )]
    #[non_exhaustive]
    ChangedMeanwhile {
        /// The file.
        path: PathBuf,
    },

    /// What the releases do is not what the file says.
    #[error("{}", listed(path, problems))]
    #[non_exhaustive]
    Broken {
        /// The file.
        path: PathBuf,
        /// Every difference, by release.
        problems: Vec<Problem>,
    },
}

impl fmt::Debug for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// One difference between the lock and what the releases do.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A release is not in the lock yet.
    #[non_exhaustive]
    NewRelease {
        /// The release.
        version: Version,
    },
    /// An input is not in the lock yet.
    #[non_exhaustive]
    NewInput {
        /// The release.
        version: Version,
        /// The input.
        input: String,
    },
    /// A release has probes, and its fingerprint is not in the lock yet.
    #[non_exhaustive]
    NewProbes {
        /// The release.
        version: Version,
    },
    /// A locked score moved.
    #[non_exhaustive]
    Moved {
        /// The release.
        version: Version,
        /// The input.
        input: String,
        /// The locked score, in points.
        locked: f64,
        /// The score today, in points.
        found: f64,
        /// Whether the input itself is another one.
        is_data: bool,
        /// What moved it, from the locked recording to today's.
        diff: Option<Box<Diff>>,
    },
    /// The score is the locked one, but comes from another formula.
    #[non_exhaustive]
    Formula {
        /// The release.
        version: Version,
        /// The input.
        input: String,
        /// Whether the input itself is another one.
        is_data: bool,
        /// The named place next to the first difference, with what is computed there by the locked formula and by today's.
        near: Option<(Path, [String; 2])>,
    },
    /// An input was locked as refused and has a score, or the other way round.
    #[non_exhaustive]
    Refused {
        /// The release.
        version: Version,
        /// The input.
        input: String,
        /// The locked score; none where it was refused.
        locked: Option<f64>,
        /// The score today; none where it is refused.
        found: Option<f64>,
    },
    /// The probes of a release, or what it does on them, are other ones.
    #[non_exhaustive]
    Fingerprint {
        /// The release.
        version: Version,
        /// The locked fingerprint.
        locked: Option<Fingerprint>,
        /// The fingerprint today.
        found: Option<Fingerprint>,
    },
    /// A locked input is not in the corpus.
    #[non_exhaustive]
    InputGone {
        /// The release.
        version: Version,
        /// The input.
        input: String,
    },
    /// A locked release is not in the lineage.
    #[non_exhaustive]
    ReleaseGone {
        /// The release.
        version: Version,
    },
    /// A new release declares less than it does.
    UnderDeclared(UnderDeclared),
    /// What the named changes of a release do or say is not in the lock yet.
    #[non_exhaustive]
    NewChanges {
        /// The release.
        version: Version,
    },
    /// A release has other named changes than those locked.
    #[non_exhaustive]
    OtherChanges {
        /// The release.
        version: Version,
        /// The locked keys, in order.
        locked: Vec<String>,
        /// The keys today, in order.
        found: Vec<String>,
    },
    /// A change is told in other words. An update takes them.
    #[non_exhaustive]
    Wording {
        /// The release.
        version: Version,
        /// The key of the change.
        change: String,
        /// What of it.
        what: ChangeText,
        /// The locked words.
        locked: String,
        /// The words today.
        found: String,
    },
    /// Some changes of a release by themselves do something else on its probes.
    #[non_exhaustive]
    Change {
        /// The release.
        version: Version,
        /// The keys of the changes that were made.
        with: Vec<String>,
        /// The first probe, from 0, whose score is another one, with the locked score and today's; none where only the
        /// formula is another one, and for a score that is refused.
        moved: Option<(usize, Option<f64>, Option<f64>)>,
    },
}

impl Problem {
    /// What to do about it.
    fn advice(&self) -> &'static str {
        match self {
            Self::NewRelease { .. }
            | Self::NewInput { .. }
            | Self::NewProbes { .. }
            | Self::NewChanges { .. } => {
                "To lock what is new, run the test once with SCORESHIFT_LOCK=update, and commit the file."
            }
            Self::Moved { is_data: true, .. } | Self::Formula { is_data: true, .. } => {
                "An input that is locked stays as it is: give the changed input a name of its own."
            }
            Self::Moved { .. } | Self::Formula { .. } | Self::Refused { .. } => {
                "A released version never moves: restore its formula, and release the change as a new version."
            }
            Self::Fingerprint { .. } => {
                "Probes belong to a release as its formula does: restore them, and declare others with the next release."
            }
            Self::UnderDeclared(_) => {
                "A version number says what may happen to scores; what is released keeps it."
            }
            Self::Wording { .. } => {
                "Words may become better: run the test once with SCORESHIFT_LOCK=update, and review the line that changed."
            }
            Self::OtherChanges { .. } | Self::Change { .. } => {
                "What a released change does is locked with its release, so that an explanation given once can be given \
                 again: restore it."
            }
            Self::InputGone { .. } | Self::ReleaseGone { .. } => {
                "What is locked stays: put it back, so that scores issued under it can be reproduced."
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |input: &String| printable(input);
        match self {
            Self::NewRelease { version } => write!(f, "{version} is not locked yet"),
            Self::NewInput { version, input } => {
                write!(f, "{version}, {}: not locked yet", name(input))
            }
            Self::NewProbes { version } => {
                write!(f, "{version}: its fingerprint is not locked yet")
            }
            Self::Moved {
                version,
                input,
                locked,
                found,
                is_data,
                diff,
            } => {
                let (input, was, is) = (name(input), bits(*locked), bits(*found));
                let what = if *is_data {
                    "the input changed, and the score with it"
                } else {
                    "the score moved"
                };
                write!(f, "{version}, {input}: {what}, from {was} to {is}")?;
                let effects = diff.iter().flat_map(|diff| diff.effects());
                for effect in effects.clone().take(PLACES) {
                    let (before, after) = (&effect.before, &effect.after);
                    let (place, kind) = (effect.named_place(), effect.kind);
                    let points = exact::signed(effect.effect);
                    write!(
                        f,
                        "\n      {points} points at {place} ({kind}): {before} then, {after} now"
                    )?;
                }
                let more = effects.count().saturating_sub(PLACES);
                if more > 0 {
                    write!(f, "\n      and {more} more")?;
                }
                Ok(())
            }
            Self::Formula {
                version,
                input,
                is_data,
                near,
            } => {
                let what = if *is_data {
                    "the input changed, though not the score"
                } else {
                    "the score is the same, but its formula is another one, so that stored fingerprints and \
                     breakdowns no longer match"
                };
                write!(f, "{version}, {}: {what}", name(input))?;
                near.iter().try_for_each(|(place, [then, now])| {
                    write!(f, "\n      near `{place}`: {then} then, {now} now")
                })
            }
            Self::Refused {
                version,
                input,
                locked,
                found,
            } => {
                let (was, is) = (scored(*locked), scored(*found));
                write!(f, "{version}, {}: it was {was}, and is {is}", name(input))
            }
            Self::Fingerprint {
                version,
                locked,
                found,
            } => {
                let shown = |print: &Option<Fingerprint>| {
                    print.map_or("none".to_owned(), |print| print.to_string())
                };
                let (was, is) = (shown(locked), shown(found));
                write!(f, "{version}: the fingerprint was {was}, and is {is}")
            }
            Self::InputGone { version, input } => {
                write!(
                    f,
                    "{version}, {}: locked, but not in the corpus",
                    name(input)
                )
            }
            Self::UnderDeclared(release) => f.write_str(
                &release
                    .to_string()
                    .replace('\n', "\n    ")
                    .replace("\n    \n", "\n\n"),
            ),
            Self::ReleaseGone { version } => {
                write!(f, "{version} is locked, but not in the lineage")
            }
            Self::NewChanges { .. }
            | Self::OtherChanges { .. }
            | Self::Wording { .. }
            | Self::Change { .. } => self.of_changes(f),
        }
    }
}

impl Problem {
    /// What is another one of what named changes do and say.
    fn of_changes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NewChanges { version } => {
                write!(f, "{version}: what its named changes do is not locked yet")
            }
            Self::OtherChanges {
                version,
                locked,
                found,
            } => {
                let listed = |keys: &[String]| match keys {
                    [] => "none".to_owned(),
                    keys => printable(&keys.join(", ")),
                };
                let (was, is) = (listed(locked), listed(found));
                write!(f, "{version}: its named changes were {was}, and are {is}")
            }
            Self::Wording {
                version,
                change,
                what,
                locked,
                found,
            } => {
                let (change, was, is) = (printable(change), prose(locked), prose(found));
                write!(
                    f,
                    "{version}, change `{change}`: its {what} was “{was}”, and is “{is}”"
                )
            }
            Self::Change {
                version,
                with,
                moved,
            } => {
                write!(
                    f,
                    "{version} with only {}: ",
                    printable(&with.join(" and "))
                )?;
                let Some((probe, locked, found)) = moved else {
                    return f.write_str(
                        "the scores of the probes are the same, but their formula is another one",
                    );
                };
                let (was, is) = (scored(*locked), scored(*found));
                write!(f, "probe {probe} was {was}, and is {is}")
            }
            _ => Ok(()),
        }
    }
}

worded! {
    /// What a change says of itself, which is locked: [`Problem::Wording`].
    pub enum ChangeText {
        Kind = "kind",
        Title = "title",
        Sentence = "sentence",
        SentenceBeforehand = "sentence beforehand",
    }
}

fn scored(value: Option<f64>) -> String {
    value.map_or("refused".to_owned(), bits)
}

/// A score with its bits.
fn bits(value: f64) -> String {
    format!("{value} (bits {:016x})", value.to_bits())
}

fn listed(path: &std::path::Path, problems: &[Problem]) -> String {
    let head = format!("{} does not hold:", path.display());
    let shown = problems.iter().take(SHOWN);
    let shown = shown.map(|problem| format!("  - {problem}"));
    let more = problems.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("  - and {more} more"));
    let advice: BTreeSet<&str> = problems.iter().map(Problem::advice).collect();
    let advice = advice.into_iter().map(str::to_owned);
    let lines: Vec<String> = iter::once(head)
        .chain(shown)
        .chain(more)
        .chain(advice)
        .collect();
    lines.join("\n")
}
