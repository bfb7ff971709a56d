//! One package from a Debian suite this machine does not follow, without touching the machine's own lists.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::{Failure, Result, While},
    step,
    versions::DEBIAN_SUITES,
};

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Downloads and unpacks the source of the compiler's `release`; returns the folder that holds `library`.
pub(crate) fn source_of_rust(work: &Path, release: &str) -> Result<PathBuf> {
    let unpacked = work.join("source");
    let source = unpacked.join(format!("usr/src/rustc-{release}"));
    if source.join("library").is_dir() {
        return Ok(source);
    }
    let apt = Apt::new(work)?;
    apt.update();
    let listed = step::output(apt.command("apt-cache").args(["madison", "rust-src"]))?;
    let version = matching_version(&listed, release).ok_or_else(|| {
        Failure::new(format!(
            "no Debian suite of {} has rust-src {release}; install the target with another compiler's rustup",
            DEBIAN_SUITES.join(", ")
        ))
    })?;
    step::run(
        apt.command("apt-get")
            .args(["download", "-q", &format!("rust-src={version}")]),
    )?;
    let package = fs::read_dir(work)?
        .flatten()
        .map(|file| file.path())
        .find(|path| path.extension().is_some_and(|end| end == "deb"))
        .ok_or_else(|| Failure::new("apt-get download left no package"))?;
    step::run(
        Command::new("dpkg-deb")
            .arg("-x")
            .arg(package)
            .arg(&unpacked),
    )?;
    Ok(source)
}

/// Installs packages of the suites this machine follows; needs root, or `sudo` without a password.
pub(crate) fn install(packages: &[&str]) -> Result {
    let apt = |arguments: &[&str]| {
        let mut command = if step::answers(Command::new("test").args(["-w", "/var/lib/dpkg"])) {
            Command::new("apt-get")
        } else {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
            sudo
        };
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    step::run(&mut apt(&["-qq", "update"]))?;
    step::run(apt(&["-qq", "install", "-y", "--no-install-recommends"]).args(packages))
}

/// apt with lists and sources of its own.
struct Apt {
    work: PathBuf,
}

impl Apt {
    fn new(work: &Path) -> Result<Self> {
        for folder in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(work.join(folder))
                .while_doing(|| format!("making {}", work.join(folder).display()))?;
        }
        let targets = step::output(Command::new("apt-get").args([
            "indextargets",
            "--format",
            "$(REPO_URI)",
            "Created-By: Packages",
        ]))?;
        let mirror = mirror(&targets)
            .ok_or_else(|| Failure::new("this machine follows no Debian archive"))?;
        let sources = DEBIAN_SUITES
            .map(|suite| format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n"))
            .concat();
        fs::write(work.join("sources.list"), sources)?;
        Ok(Self {
            work: work.to_owned(),
        })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.work);
        for (option, value) in [
            ("Dir::Etc::sourcelist", self.work.join("sources.list")),
            ("Dir::Etc::sourceparts", PathBuf::from("/dev/null")),
            ("Dir::State::lists", self.work.join("lists")),
            ("Dir::Cache", self.work.join("cache")),
        ] {
            command
                .arg("-o")
                .arg(format!("{option}={}", value.display()));
        }
        command
    }

    /// Reads the suites' lists. A suite that is gone is no failure: what the others list decides.
    fn update(&self) {
        step::answers(self.command("apt-get").args([
            "-q",
            "-o",
            "Acquire::Languages=none",
            "update",
        ]));
    }
}

/// The Debian archive among the addresses this machine's own lists come from.
fn mirror(targets: &str) -> Option<&str> {
    targets
        .lines()
        .map(str::trim)
        .find(|address| address.trim_end_matches('/').ends_with("/debian"))
}

/// The first version listed by `apt-cache madison` that was made from exactly this release of the compiler.
fn matching_version<'a>(listed: &'a str, release: &str) -> Option<&'a str> {
    listed
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|version| {
            version
                .strip_prefix(release)
                .is_some_and(|rest| rest.starts_with('+') || rest.starts_with('-'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_source_of_the_very_release_is_taken() {
        let listed =
            " rust-src | 1.96.1+dfsg1-2~bpo13+1 | a\n rust-src | 1.95.0+dfsg1-2~bpo13+1 | a\n";
        assert_eq!(
            matching_version(listed, "1.95.0"),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(matching_version(listed, "1.96.0"), None);
        assert_eq!(matching_version(listed, "1.9"), None);
    }

    #[test]
    fn the_archive_is_the_machines_own_and_not_its_security_sibling() {
        let targets = "https://mirror.example/debian-security/\nhttps://mirror.example/debian/\n";
        assert_eq!(mirror(targets), Some("https://mirror.example/debian/"));
        assert_eq!(mirror("https://mirror.example/other/"), None);
    }
}
