//! The client: compiled, cut into parts, given its JavaScript, made small.
//!
//! ```text
//! cargo          one WASM file with relocations
//! wasm-split     the first file, one for each part, chunks that several parts share, and `__wasm_split.js`, which loads them
//! wasm-bindgen   JavaScript for the first file, which the others only call through
//! wasm-opt       all of them
//! ```
//!
//! Files of one cut fit together and with no others: they lie in one folder named after their content, `/pkg/HASH/`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use super::page;
use crate::{
    failure::{Result, While},
    house::House,
    step,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// What every browser of the last years understands, and the compiler already uses; `--all-features` is refused by them.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds the client and puts it into the site beside the page, which then names it.
pub(super) fn build(house: &House, optimise: bool) -> Result {
    let folder = house.root.join("target/client");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    compile(house, optimise)?;
    cut(house, &folder)?;
    if optimise {
        for file in files(&folder, "wasm")? {
            make_small(house, &folder.join(file))?;
        }
    }
    let name = content(&folder)?;
    page::name_client(&house.site().join("index.html"), &folder, &name)?;
    Ok(fs::rename(&folder, house.site().join(name))?)
}

/// The compiled client before it is cut, with the names of its functions, of the bundle that was built last.
pub(crate) fn whole(house: &House) -> PathBuf {
    house.root.join("target/client.wasm")
}

fn compile(house: &House, optimise: bool) -> Result {
    let profile = if optimise { "wasm-release" } else { "wasm-dev" };
    step::run(
        house
            .command("cargo")?
            .args(["rustc", "--quiet", "--locked", "--bin", "frontend"])
            .arg("--manifest-path")
            .arg(house.root.join("frontend/Cargo.toml"))
            .args(["--profile", profile, "--target", TARGET])
            .args(["--", "-C", "link-arg=--emit-relocs"]),
    )?;
    let compiled = house
        .target
        .join(TARGET)
        .join(profile)
        .join("frontend.wasm");
    fs::copy(&compiled, whole(house)).while_doing(|| format!("copying {}", compiled.display()))?;
    Ok(())
}

fn cut(house: &House, folder: &Path) -> Result {
    step::run(
        house
            .command("wasm-split-cli")?
            .args(["--target", "web", "--out-name", "frontend"])
            .arg(whole(house))
            .arg(folder),
    )?;
    // wasm-bindgen gives the first file another name.
    let first = folder.with_extension("first.wasm");
    fs::rename(folder.join("frontend.wasm"), &first)?;
    step::run(
        house
            .command("wasm-bindgen")?
            .args([
                "--target",
                "web",
                "--no-typescript",
                "--out-name",
                "frontend",
            ])
            .args(["--keep-lld-exports", "--no-demangle"])
            .args(["--remove-name-section", "--remove-producers-section"])
            .arg("--out-dir")
            .arg(folder)
            .arg(&first),
    )?;
    Ok(fs::remove_file(first)?)
}

fn make_small(house: &House, file: &Path) -> Result {
    step::run(
        house
            .command("wasm-opt")?
            .args(FEATURES)
            .args(["-Oz", "--strip-debug", "--strip-producers", "--quiet"])
            .arg(file)
            .arg("-o")
            .arg(file),
    )
}

/// The names of a folder's files with an ending, in order.
pub(super) fn files(folder: &Path, ending: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in fs::read_dir(folder).while_doing(|| format!("reading {}", folder.display()))? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if Path::new(&name)
            .extension()
            .is_some_and(|end| end == ending)
        {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Sixteen digits that change with any file's name or content.
fn content(folder: &Path) -> Result<String> {
    let mut hasher = Sha256::new();
    for ending in ["js", "wasm"] {
        for name in files(folder, ending)? {
            let bytes = fs::read(folder.join(&name))?;
            hasher.update(format!("{name}\0{}\0", bytes.len()));
            hasher.update(bytes);
        }
    }
    let digest = hasher.finalize();
    let start = digest
        .first_chunk()
        .map_or(0, |start| u64::from_be_bytes(*start));
    Ok(format!("{start:016x}"))
}
