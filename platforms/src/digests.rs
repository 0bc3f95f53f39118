//! The digests of this run, and how they compare with those that are committed.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::{self, Display, Write as _},
    fs,
};

use sha2::{Digest, Sha256};

use crate::parts::Part;

/// Where the committed digests are.
pub(crate) const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/digests.txt");

/// As they were when this was compiled: some platforms that this runs on have no files.
const COMMITTED: &str = include_str!("../digests.txt");

const HEAD: &str = "\
# What scoreshift computes, as SHA-256 of each part: the same on every platform. Written by
# SCORESHIFT_DIGESTS=update cargo run -p scoreshift-platforms
";

/// A digest for each part, in the order of the parts.
pub(crate) struct Digests(Vec<(&'static str, String)>);

impl Digests {
    pub(crate) fn of(parts: &[(&'static str, Part)]) -> Result<Self, Box<dyn Error>> {
        let digest = |(name, part): &(&'static str, Part)| {
            let (mut hash, mut text) = (Sha256::new(), String::new());
            let mut lost = false;
            part(&mut |line: &dyn Display| {
                text.clear();
                lost |= writeln!(text, "{line}").is_err();
                hash.update(&text);
            })?;
            if lost {
                return Err(format!("a line of {name} cannot be written").into());
            }
            let mut hex = String::new();
            for byte in hash.finalize() {
                write!(hex, "{byte:02x}")?;
            }
            Ok((*name, hex))
        };
        parts.iter().map(digest).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn write(&self) -> Result<(), Box<dyn Error>> {
        let mut text = HEAD.to_owned();
        for (name, digest) in &self.0 {
            writeln!(text, "{name} {digest}")?;
        }
        fs::write(FILE, text).map_err(|error| format!("{FILE}: {error}").into())
    }

    pub(crate) fn compared_with_committed(self) -> Result<Compared, Box<dyn Error>> {
        let lines = COMMITTED
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut committed = BTreeMap::new();
        for line in lines {
            let Some((name, digest)) = line.split_once(' ') else {
                return Err(format!("digests.txt: {line:?} is not a name and a digest").into());
            };
            if committed.insert(name, digest).is_some() {
                return Err(format!("digests.txt: {name} is listed twice").into());
            }
        }
        let compared = self.0.into_iter().map(|(name, here)| {
            let is_same = committed.remove(name).map(|there| there == here);
            (name, here, is_same)
        });
        Ok(Compared {
            parts: compared.collect(),
            gone: committed.into_keys().collect(),
        })
    }
}

/// What is the same here as in the committed digests, and what is not.
pub(crate) struct Compared {
    /// Name, digest here, and whether it is the committed one, if there is one.
    parts: Vec<(&'static str, String, Option<bool>)>,
    /// Committed, and no part any more.
    gone: Vec<&'static str>,
}

impl Compared {
    pub(crate) fn is_same(&self) -> bool {
        self.gone.is_empty() && self.parts.iter().all(|(.., same)| *same == Some(true))
    }
}

impl Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, digest, same) in &self.parts {
            let verdict = match same {
                Some(true) => "same",
                Some(false) => "DIFFERENT",
                None => "NOT COMMITTED",
            };
            let begin: String = digest.chars().take(16).collect();
            writeln!(f, "{name:<20} {begin}…  {verdict}")?;
        }
        for name in &self.gone {
            writeln!(f, "{name:<20} is committed and no longer computed")?;
        }
        let system = if cfg!(target_os = "wasi") {
            "wasi"
        } else {
            std::env::consts::OS
        };
        let endian = if cfg!(target_endian = "big") {
            "big"
        } else {
            "little"
        };
        let built = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        let platform = format!(
            "{} {system} ({} bits, {endian} endian, {built})",
            std::env::consts::ARCH,
            usize::BITS,
        );
        if self.is_same() {
            return writeln!(f, "the same bits as everywhere, on {platform}");
        }
        let differ = self.parts.iter().filter(|(.., same)| *same != Some(true));
        let differ: Vec<&str> = differ.map(|(name, ..)| *name).collect();
        writeln!(
            f,
            "\nNot what platforms/digests.txt says, on {platform}: {}.\n\
             If every platform computes this now, and no released score moved, write the digests anew:\n    \
             SCORESHIFT_DIGESTS=update cargo run -p scoreshift-platforms\n\
             If only this platform does, see where it differs from another:\n    \
             cargo run -p scoreshift-platforms -- {} > here.txt",
            if differ.is_empty() {
                "a part is gone".to_owned()
            } else {
                differ.join(", ")
            },
            differ.first().copied().unwrap_or("PART"),
        )
    }
}
