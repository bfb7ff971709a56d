//! What the server refuses to start with, and what to do about it.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{Configuration, Error, Kek, values::listens_on_loopback};

/// Refuses what would put people's data at risk, all of it at once.
///
/// # Errors
/// [`Error::Unsafe`] with every reason and what to do.
pub fn refuse_unsafe(configuration: &Configuration, demo: bool) -> Result<(), Error> {
    let mut reasons = Vec::new();
    web(configuration, demo, &mut reasons);
    folders(configuration, &mut reasons);
    secrets(configuration, &mut reasons);
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(Error::Unsafe(reasons))
    }
}

fn web(configuration: &Configuration, demo: bool, reasons: &mut Vec<String>) {
    let web = &configuration.web;
    let origin = web.public_origin.as_text();
    if web.public_origin.is_loopback() {
        if !listens_on_loopback(web.listen.ip()) {
            reasons.push(format!(
                "public_origin is {origin}, but {} is reachable from other machines: set public_origin to the https \
                 address people type, or listen on 127.0.0.1",
                web.listen
            ));
        }
        return;
    }
    if !web.public_origin.is_https() {
        reasons.push(format!(
            "{origin} would send passwords in the clear: put a TLS proxy in front and set public_origin to its https address"
        ));
    }
    if web.trusted_proxies.is_empty() {
        reasons.push(format!(
            "no TLS proxy is named for {origin}: set trusted_proxies to its address, like 127.0.0.1"
        ));
    }
    if configuration.mail.smtp_url.is_none() {
        reasons.push(
            "no mail can leave, so nobody could set a password: set smtp_url, like smtps://user:password@mail.example.jp"
                .to_owned(),
        );
    }
    if demo {
        reasons.push(format!(
            "--demo makes people with known passwords and is for this machine only, not for {origin}: leave it out"
        ));
    }
}

fn folders(configuration: &Configuration, reasons: &mut Vec<String>) {
    let storage = &configuration.storage;
    let data = real(&storage.data);
    if real(&storage.keys).starts_with(&data) {
        reasons.push(format!(
            "keys ({}) lies inside data ({}), so one copy would hold both: choose a folder beside it",
            storage.keys.display(),
            storage.data.display()
        ));
    }
    if storage
        .keyring_url
        .embedded_path()
        .is_some_and(|path| real(path).starts_with(&data))
    {
        reasons.push(
            "keyring_url points into data, so one copy would hold both: choose a folder outside"
                .to_owned(),
        );
    }
    if let Kek::File(path) = &storage.kek
        && real(path).starts_with(&data)
    {
        reasons.push(
            "kek points into data, so one copy would hold both: choose a file outside".to_owned(),
        );
    }
}

/// The path with its links followed as far as it exists.
fn real(path: &Path) -> PathBuf {
    path.ancestors()
        .find_map(|ancestor| {
            let found = ancestor.canonicalize().ok()?;
            let rest = path.strip_prefix(ancestor).ok()?;
            Some(found.join(rest))
        })
        .unwrap_or_else(|| path.to_owned())
}

/// Nobody but the server's user may look at keys.
fn secrets(configuration: &Configuration, reasons: &mut Vec<String>) {
    let storage = &configuration.storage;
    refuse_shared(&storage.keys, "the keys folder", "700", reasons);
    let entries = std::fs::read_dir(&storage.keys)
        .into_iter()
        .flatten()
        .flatten();
    for path in entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
    {
        refuse_shared(&path, "a key", "600", reasons);
    }
    if let Kek::File(path) = &storage.kek
        && path.parent() != Some(&storage.keys)
    {
        // Its path is not printed: it might be a secret pasted in place of one.
        if path
            .metadata()
            .is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
        {
            reasons.push(
                "the file that kek names can be read by other users of this machine: chmod 600 it"
                    .to_owned(),
            );
        }
    }
}

fn refuse_shared(path: &Path, what: &str, mode: &str, reasons: &mut Vec<String>) {
    let Ok(found) = path.metadata() else { return };
    if found.permissions().mode() & 0o077 != 0 {
        let path = path.display();
        reasons.push(format!(
            "{what} can be read by other users of this machine: chmod {mode} {path}"
        ));
    }
}
