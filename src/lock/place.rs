//! Where the file of a lock is: read by anyone, replaced in one step, and by one updater at a time.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use super::LockError;

/// As many links in a row as Linux follows.
const LINKS: usize = 40;

/// How the name of a file ends that is not yet the lock.
const NEW: &str = ".new";

/// How many updates this process has begun.
static UPDATES: AtomicU64 = AtomicU64::new(0);

/// Where a file is, or will be.
#[derive(Debug)]
pub(super) struct Place {
    /// As the caller says it.
    shown: PathBuf,
    /// Where symbolic links lead.
    path: PathBuf,
}

/// While it is held, no other process updates a file of its folder; the system lets go of it with the process, however
/// that ends. None where the file system has no such locks.
#[derive(Debug)]
pub(super) struct Held(#[allow(dead_code, reason = "it is held, and nothing else")] Option<File>);

impl Place {
    /// Where a path leads, also to a file that is not there yet.
    pub(super) fn of(shown: &Path) -> Result<Self, LockError> {
        let mut path = shown.to_owned();
        for _ in 0..LINKS {
            match fs::read_link(&path) {
                // Absolute, it replaces the folder.
                Ok(link) => path = folder_of(&path).join(link),
                Err(_) => {
                    let shown = shown.to_owned();
                    return Ok(Self { shown, path });
                }
            }
        }
        let source = io::Error::other("its symbolic links lead in a circle");
        Err(LockError::Io {
            path: shown.to_owned(),
            source,
        })
    }

    /// Where it is, as the caller says it.
    pub(super) fn shown(&self) -> &Path {
        &self.shown
    }

    /// What the file holds; none where there is none.
    pub(super) fn bytes(&self) -> Result<Option<Vec<u8>>, LockError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.failed(source)),
        }
    }

    /// Waits for other updaters, and removes what is left of those that were killed.
    pub(super) fn hold(&self) -> Result<Held, LockError> {
        let folder = folder_of(&self.path);
        fs::create_dir_all(folder).map_err(|error| self.failed(error))?;
        let held = system::lock(folder, Wait::ForOthers);
        if held.is_some() {
            self.remove_leftovers();
        }
        Ok(Held(held))
    }

    /// Removes what is left of updaters that were killed, if none is at work.
    pub(super) fn tidy(&self) {
        if self.leftovers().next().is_some() {
            let held = system::lock(folder_of(&self.path), Wait::Not);
            if held.is_some() {
                self.remove_leftovers();
            }
        }
    }

    /// Replaces the file in one step, if it still is what was read: `before`.
    ///
    /// Where there are no locks, another process has an instant between the last look and the step to do the same; the
    /// look after it finds that the file is not what was written.
    pub(super) fn replace(&self, before: Option<&[u8]>, text: &str) -> Result<(), LockError> {
        let number = UPDATES.fetch_add(1, Ordering::Relaxed);
        let new = self.beside(&format!(".{}.{number}{NEW}", process::id()));
        let replaced = self.write_and_move(&new, before, text);
        if replaced.is_err() {
            // What is left of the attempt is of no use; that it cannot be removed either is not the news.
            let _ = fs::remove_file(&new);
        }
        replaced?;
        if self.bytes()?.as_deref() == Some(text.as_bytes()) {
            Ok(())
        } else {
            Err(self.changed())
        }
    }

    fn write_and_move(
        &self,
        new: &Path,
        before: Option<&[u8]>,
        text: &str,
    ) -> Result<(), LockError> {
        let failed = |error| self.failed(error);
        let unnamed = system::unnamed(folder_of(new)).filter(|file| self.fill(file, text).is_ok());
        if self.bytes()?.as_deref() != before {
            return Err(self.changed());
        }
        // Whoever is killed until now leaves nothing behind, and afterwards it is one step.
        if !unnamed.is_some_and(|file| system::give_name(&file, new)) {
            let file = File::create(new).map_err(failed)?;
            self.fill(&file, text).map_err(failed)?;
        }
        fs::rename(new, &self.path).map_err(failed)
    }

    /// Writes all of a new file that takes the place of the old one, for those who may read and write that.
    fn fill(&self, mut file: &File, text: &str) -> io::Result<()> {
        file.write_all(text.as_bytes())?;
        if let Ok(old) = fs::metadata(&self.path) {
            system::keep_owner(file, &old);
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()
    }

    fn remove_leftovers(&self) {
        for left in self.leftovers() {
            // It does no harm where it cannot be removed.
            let _ = fs::remove_file(left);
        }
    }

    /// Files named as [`replace`](Self::replace) names them.
    fn leftovers(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let entries = fs::read_dir(folder_of(&self.path)).ok();
        let names = entries.into_iter().flatten().flatten();
        names.map(|entry| entry.path()).filter(|path| {
            let (name, ours) = (path.file_name(), self.path.file_name());
            let name = name.unwrap_or_default().as_encoded_bytes();
            name.strip_prefix(ours.unwrap_or_default().as_encoded_bytes())
                .and_then(|rest| rest.strip_suffix(NEW.as_bytes()))
                .is_some_and(|numbers| {
                    let of_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
                    numbers.first() == Some(&b'.') && numbers.iter().all(of_number)
                })
        })
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        self.path.with_file_name(name)
    }

    fn changed(&self) -> LockError {
        LockError::ChangedMeanwhile {
            path: self.shown.clone(),
        }
    }

    pub(super) fn failed(&self, source: io::Error) -> LockError {
        LockError::Io {
            path: self.shown.clone(),
            source,
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether to wait for a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    ForOthers,
    Not,
}

/// What `std` gives from Rust 1.89 on, and what only some systems have.
#[cfg(unix)]
mod system {
    use std::{
        fs::{File, Metadata},
        os::unix::fs::{MetadataExt, fchown},
        path::Path,
    };

    use rustix::{fs, io::retry_on_intr};

    use super::Wait;

    /// Locks a folder, since the file itself is another one after each update; none where it cannot be locked.
    pub(super) fn lock(folder: &Path, wait: Wait) -> Option<File> {
        let folder = File::open(folder).ok()?;
        let operation = match wait {
            Wait::ForOthers => fs::FlockOperation::LockExclusive,
            Wait::Not => fs::FlockOperation::NonBlockingLockExclusive,
        };
        retry_on_intr(|| fs::flock(&folder, operation)).ok()?;
        Some(folder)
    }

    /// A file without a name, which is gone with this process; none where there is no such thing.
    #[cfg(target_os = "linux")]
    pub(super) fn unnamed(folder: &Path) -> Option<File> {
        let flags = fs::OFlags::TMPFILE | fs::OFlags::WRONLY | fs::OFlags::CLOEXEC;
        // As `File::create` does it: what the process masks is taken away.
        let mode = fs::Mode::from_raw_mode(0o666);
        fs::open(folder, flags, mode).ok().map(File::from)
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn unnamed(_: &Path) -> Option<File> {
        None
    }

    /// Names a file without a name; whether it could.
    #[cfg(target_os = "linux")]
    pub(super) fn give_name(file: &File, name: &Path) -> bool {
        use std::os::fd::AsRawFd;

        let file = format!("/proc/self/fd/{}", file.as_raw_fd());
        fs::linkat(fs::CWD, file, fs::CWD, name, fs::AtFlags::SYMLINK_FOLLOW).is_ok()
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn give_name(_: &File, _: &Path) -> bool {
        false
    }

    /// The owner and group of another file, as far as this process may give files away.
    pub(super) fn keep_owner(file: &File, of: &Metadata) {
        let is_ours = |own: Metadata| (own.uid(), own.gid()) == (of.uid(), of.gid());
        if !file.metadata().is_ok_and(is_ours) {
            let _ = fchown(file, Some(of.uid()), Some(of.gid()));
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::{
        fs::{File, Metadata},
        path::Path,
    };

    use super::Wait;

    pub(super) fn lock(_: &Path, _: Wait) -> Option<File> {
        None
    }

    pub(super) fn unnamed(_: &Path) -> Option<File> {
        None
    }

    pub(super) fn give_name(_: &File, _: &Path) -> bool {
        false
    }

    pub(super) fn keep_owner(_: &File, _: &Metadata) {}
}
