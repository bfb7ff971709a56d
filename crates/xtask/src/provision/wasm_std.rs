//! The standard library for `wasm32-unknown-unknown`.
//!
//! Two ways, tried in this order: rustup; else Debian's source of the very compiler that is installed, built once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::debian;
use crate::{
    failure::{Failure, Result, While},
    house::{self, House},
    step,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// Installs the library unless the compiler has it.
pub(crate) fn ensure(house: &House) -> Result {
    let libraries = house::sysroot()?
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib");
    if complete(&libraries) {
        println!("    {TARGET} standard library is there");
        return Ok(());
    }
    step::step("wasm32 standard library", || {
        // A failed download by rustup is no failure of ours: the second way follows.
        if step::answers(Command::new("rustup").args(["target", "add", TARGET]))
            && complete(&libraries)
        {
            println!("    taken from rustup");
            return Ok(());
        }
        println!("    rustup has none to give: building it from Debian's source");
        from_debian(house, &libraries)
    })
}

/// Builds the library from the Debian package `rust-src` of exactly this compiler.
fn from_debian(house: &House, libraries: &Path) -> Result {
    let release = house::rustc_release()?;
    let work = house.cache.join("wasm-std").join(&release);
    let source = house::sysroot()?.join("lib/rustlib/src/rust");
    if !source.join("library/std/Cargo.toml").is_file() {
        let unpacked = debian::source_of_rust(&work, &release)?;
        fs::create_dir_all(&source)?;
        copy_folder(&unpacked.join("library"), &source.join("library"))?;
    }
    build(&work.join("probe"))?;
    fs::create_dir_all(libraries)?;
    let built = work.join("probe/target").join(TARGET).join("release/deps");
    for file in fs::read_dir(&built).while_doing(|| format!("reading {}", built.display()))? {
        let path = file?.path();
        if let (true, Some(name)) = (is_library(&path), path.file_name()) {
            fs::copy(&path, libraries.join(name))?;
        }
    }
    if complete(libraries) {
        Ok(())
    } else {
        Err(Failure::new(
            "the build of the standard library left no libstd",
        ))
    }
}

/// Builds an empty crate, and with it the standard library, with the compiler's unstable `build-std`.
fn build(probe: &Path) -> Result {
    fs::create_dir_all(probe.join("src"))?;
    fs::write(
        probe.join("Cargo.toml"),
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    fs::write(probe.join("src/lib.rs"), "")?;
    step::run(
        Command::new("cargo")
            .current_dir(probe)
            .args(["build", "--release", "--quiet", "--target", TARGET])
            .args([
                "-Zbuild-std=std,panic_abort,proc_macro,test",
                "-Zbuild-std-features=panic-unwind",
            ])
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", probe.join("target")),
    )
}

/// Whether a compiled standard library lies in the folder.
fn complete(libraries: &Path) -> bool {
    fs::read_dir(libraries).is_ok_and(|files| {
        files.flatten().any(|file| {
            let name = file.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && is_library(Path::new(&*name))
        })
    })
}

fn is_library(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("lib")
        && !name.starts_with("libprobe-")
        && path
            .extension()
            .is_some_and(|end| end == "rlib" || end == "rmeta")
}

fn copy_folder(from: &Path, to: &Path) -> Result {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).while_doing(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target: PathBuf = to.join(entry.file_name());
        // Links are followed: Debian links some files to packages that are not installed.
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if entry.path().is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_complete_only_with_a_compiled_std() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!complete(folder.path()));
        fs::write(folder.path().join("libcore-1.rlib"), "").unwrap();
        fs::write(folder.path().join("libstd-1.d"), "").unwrap();
        assert!(!complete(folder.path()));
        fs::write(folder.path().join("libstd-1.rlib"), "").unwrap();
        assert!(complete(folder.path()));
    }

    #[test]
    fn the_empty_crate_is_not_copied_into_the_compiler() {
        assert!(is_library(Path::new("libcore-1.rmeta")));
        assert!(!is_library(Path::new("libprobe-1.rlib")));
        assert!(!is_library(Path::new("core-1.d")));
    }
}
