//! What identifies the named changes between two releases.

use std::fmt::Write as _;

use scoreshift::{Lineage, Release, impact::PreparedStudy};
use sha2::{Digest as _, Sha256};

use super::name::DIGITS;

/// The first digits of a hash of everything that lies between a release and a later one: the fingerprints of those that
/// are passed, the changes with their keys and words, and what each change does to the probes of both releases.
///
/// Releases can be the same in two builds and still be told apart by other changes.
pub(super) fn fingerprint<I: ?Sized + 'static>(
    lineage: &Lineage<I>,
    [from, to]: [usize; 2],
    by_change: Option<&PreparedStudy<I>>,
) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    part("scoreshift-changes-1");
    for release in lineage.releases().skip(from + 1).take(to - from) {
        part(&release.id().to_string());
        if let Some(fingerprint) = release.fingerprint() {
            part(&fingerprint.sha256());
        }
        for change in release.changes() {
            // What serialises everywhere else does so in memory.
            part(&serde_json::to_string(change).unwrap_or_default());
        }
    }
    let ends = [from, to].map(|at| lineage.releases().nth(at));
    for probe in ends.into_iter().flatten().flat_map(Release::probes) {
        let why = by_change.map(|study| study.measure(probe).map(|measured| measured.why));
        part(&format!("{why:?}"));
    }
    let mut digits = String::new();
    for byte in hash.finalize() {
        // Writing to memory does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits.truncate(DIGITS);
    digits
}
