//! Files that hold a secret: readable by their owner only, whole or not there at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use zeroize::Zeroizing;

use crate::Randomness;

/// Longer than any secret file, shorter than a mistake.
const MAX_BYTES: u64 = 4_096;

/// Why a secret cannot be used. The text tells people what to do; it holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// It is not there.
    #[error("{place} is missing")]
    Missing {
        /// Where it was looked for.
        place: String,
    },
    /// Others than the owner may read or write it.
    #[error("{place} can be read or written by others (mode {mode:03o}): run `chmod 600 {place}`")]
    Exposed {
        /// The file.
        place: String,
        /// Its permission bits.
        mode: u32,
    },
    /// It holds something else.
    #[error("{place} does not hold what yagura wrote there")]
    Malformed {
        /// Where it was read from.
        place: String,
    },
    /// It is there already; secrets are never overwritten.
    #[error("{place} exists already and is left as it is")]
    Exists {
        /// The file.
        place: String,
    },
    /// No new secret could be drawn.
    #[error(transparent)]
    Randomness(#[from] Randomness),
    /// The system refused.
    #[error("{place}: {source}")]
    Io {
        /// The file.
        place: String,
        /// What the system said.
        source: io::Error,
    },
}

impl SecretFileError {
    fn of(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        move |source| {
            let place = path.display().to_string();
            match source.kind() {
                io::ErrorKind::NotFound => Self::Missing { place },
                io::ErrorKind::AlreadyExists => Self::Exists { place },
                _ => Self::Io { place, source },
            }
        }
    }
}

/// The text of a secret file. Refused when anyone but the owner may read or write it.
pub fn read(path: &Path) -> Result<Zeroizing<String>, SecretFileError> {
    let failed = SecretFileError::of(path);
    let file = File::open(path).map_err(&failed)?;
    refuse_exposed(path, &file.metadata().map_err(&failed)?)?;
    let mut text = Zeroizing::new(String::with_capacity(256));
    file.take(MAX_BYTES)
        .read_to_string(&mut text)
        .map_err(&failed)?;
    Ok(text)
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, metadata: &fs::Metadata) -> Result<(), SecretFileError> {
    use std::os::unix::fs::PermissionsExt;
    const OTHERS: u32 = 0o077;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(SecretFileError::Exposed {
            place: path.display().to_string(),
            mode,
        });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &fs::Metadata) -> Result<(), SecretFileError> {
    Ok(())
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a new secret file (mode 0600): under another name first, then made durable, then given its name,
/// so that a crash leaves it whole or not there. An existing file is never replaced.
pub fn create(path: &Path, text: &str) -> Result<(), SecretFileError> {
    let failed = SecretFileError::of(path);
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    match fs::remove_file(partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let mut file = options().open(partial).map_err(&failed)?;
    file.write_all(text.as_bytes()).map_err(&failed)?;
    file.sync_all().map_err(&failed)?;
    // A hard link fails where the name is taken; a rename would replace it.
    let linked = fs::hard_link(partial, path);
    fs::remove_file(partial).map_err(&failed)?;
    linked.map_err(&failed)?;
    sync_folder(path).map_err(&failed)
}

/// Overwrites a secret file, removes it and makes that durable. On file systems and disks that write elsewhere the old bytes may
/// outlive it; the folder of keys therefore never lies in a backup. A missing file is no error.
pub fn destroy(path: &Path) -> Result<(), SecretFileError> {
    let failed = SecretFileError::of(path);
    let length = match fs::metadata(path) {
        Ok(metadata) => metadata.len().min(MAX_BYTES),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let mut file = OpenOptions::new().write(true).open(path).map_err(&failed)?;
    let zeros = io::repeat(b'0').take(length);
    io::copy(&mut { zeros }, &mut file).map_err(&failed)?;
    file.sync_all().map_err(&failed)?;
    fs::remove_file(path).map_err(&failed)?;
    sync_folder(path).map_err(&failed)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if folder != Path::new("") => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_secret_file_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        create(&path, "secret").unwrap();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(*read(&path).unwrap(), "secret");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_others_can_read_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        create(&path, "secret").unwrap();
        for bits in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
            let error = read(&path).unwrap_err();
            assert!(matches!(error, SecretFileError::Exposed { mode, .. } if mode == bits));
            let words = error.to_string();
            assert!(
                words.contains("chmod 600") && !words.contains("secret "),
                "{words}"
            );
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(*read(&path).unwrap(), "secret");
    }

    #[test]
    fn an_existing_secret_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        create(&path, "first").unwrap();
        assert!(matches!(
            create(&path, "second"),
            Err(SecretFileError::Exists { .. })
        ));
        assert_eq!(*read(&path).unwrap(), "first");
    }

    #[test]
    fn a_write_cut_off_by_a_crash_is_done_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        fs::write(folder.path().join("a.key.partial"), "sec").unwrap();
        create(&path, "secret").unwrap();
        assert_eq!(*read(&path).unwrap(), "secret");
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn a_destroyed_secret_is_gone_and_may_be_destroyed_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        create(&path, "secret").unwrap();
        // Another name of the same file sees it overwritten.
        let witness = folder.path().join("witness");
        fs::hard_link(&path, &witness).unwrap();
        destroy(&path).unwrap();
        destroy(&path).unwrap();
        assert!(!path.exists());
        assert_eq!(fs::read_to_string(witness).unwrap(), "000000");
    }
}
