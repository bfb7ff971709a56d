//! Watches the sources; builds and starts again what a change touched.

use std::{
    fs,
    path::Path,
    process::{Child, Command},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, SystemTime},
};

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::{
    bundle::{self, Size},
    failure::{Result, While},
    house::House,
    serve,
};

/// Folders whose files are built into the server or the bundle.
const WATCHED: [&str; 9] = [
    "app",
    "crates",
    "docs",
    "frontend",
    "public",
    "server",
    "style",
    "Cargo.toml",
    "Trunk.toml",
];

/// How often the files are looked at. Reading the times of some hundred files costs a few milliseconds.
const PAUSE: Duration = Duration::from_millis(500);

/// How long a server may take to stop before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Serves until Ctrl-C; a build that fails leaves the server of the last good one running.
pub(crate) fn dev(house: &House, arguments: &[&str]) -> Result {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    let mut server: Option<Child> = None;
    let mut built = None;
    while !stop.load(Ordering::Relaxed) {
        let newest = newest(&house.root)?;
        if built == Some(newest) {
            thread::sleep(PAUSE);
            continue;
        }
        built = Some(newest);
        match bundle::build(house, Size::Quick).and_then(|()| serve::build(house)) {
            Err(failure) => eprintln!("error: {failure}\nwaiting for the next change"),
            Ok(()) if stop.load(Ordering::Relaxed) => {}
            Ok(()) => {
                if let Some(child) = server.take() {
                    end(child)?;
                }
                server = Some(
                    serve::server(house, arguments)?
                        .spawn()
                        .while_doing(|| "starting the server".into())?,
                );
            }
        }
    }
    server.map_or(Ok(()), end)
}

/// When the newest watched file was written, and how many there are: a deleted file counts as a change.
fn newest(root: &Path) -> Result<(SystemTime, usize)> {
    let mut files = Vec::new();
    for watched in WATCHED {
        let path = root.join(watched);
        if path.exists() {
            bundle::collect(&path, &mut files)?;
        }
    }
    let newest = files
        .iter()
        .filter_map(|file| fs::metadata(file).and_then(|about| about.modified()).ok())
        .max()
        .unwrap_or(SystemTime::UNIX_EPOCH);
    Ok((newest, files.len()))
}

/// Asks the server to stop and waits for it.
fn end(mut server: Child) -> Result {
    // The standard library can only kill.
    Command::new("kill")
        .args(["-TERM", &server.id().to_string()])
        .status()?;
    let mut waited = Duration::ZERO;
    while server.try_wait()?.is_none() {
        if waited >= PATIENCE {
            server.kill()?;
        }
        thread::sleep(Duration::from_millis(50));
        waited += Duration::from_millis(50);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_and_a_deleted_file_are_both_changes() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("app/src")).unwrap();
        let file = root.path().join("app/src/lib.rs");
        let none = newest(root.path()).unwrap();
        fs::write(&file, "a").unwrap();
        let written = newest(root.path()).unwrap();
        assert_ne!(none, written);
        fs::remove_file(&file).unwrap();
        assert_ne!(written, newest(root.path()).unwrap());
    }

    #[test]
    fn a_server_that_stops_when_asked_is_waited_for() {
        let child = Command::new("sleep").arg("60").spawn().unwrap();
        end(child).unwrap();
    }
}
