//! Whether the bundle's inputs changed: a fingerprint of every file it is made from.

use std::{
    fs,
    hash::{DefaultHasher, Hasher as _},
    path::{Path, PathBuf},
};

use crate::{
    failure::{Result, While},
    house::{self, House},
    versions::{BINARYEN, TRUNK, WASM_BINDGEN, WASM_SPLIT},
};

/// Everything that goes into the bundle.
const INPUTS: [&str; 9] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "app",
    "crates/domain",
    // How the bundle is made is a part of it.
    "crates/xtask/src/bundle",
    "frontend",
    "style",
];

/// The state of all inputs, tools and the compiler. Equal states make equal bundles.
pub(crate) fn of_inputs(house: &House, optimise: bool) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&house.root.join(input), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    for part in [
        TRUNK,
        WASM_BINDGEN,
        WASM_SPLIT,
        BINARYEN,
        &house::rustc_release()?,
        &optimise.to_string(),
    ] {
        add(&mut hasher, part.as_bytes());
    }
    for file in files {
        add(
            &mut hasher,
            file.strip_prefix(&house.root)
                .unwrap_or(&file)
                .as_os_str()
                .as_encoded_bytes(),
        );
        add(
            &mut hasher,
            &fs::read(&file).while_doing(|| format!("reading {}", file.display()))?,
        );
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Length first, so that moving a byte from one part to the next changes the state.
fn add(hasher: &mut DefaultHasher, bytes: &[u8]) {
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
}

/// All files below `path`, or `path` itself, by name.
pub(crate) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)
        .while_doing(|| format!("reading {}", path.display()))?
        .collect::<std::result::Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        collect(&entry.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A checkout with one small file for every input.
    fn checkout() -> (tempfile::TempDir, House) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        for input in INPUTS {
            let path = root.join(input);
            let file = if input.contains('.') {
                path
            } else {
                path.join("src/file")
            };
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, input).unwrap();
        }
        let house = House {
            cache: root.join("cache"),
            target: root.join("target"),
            root,
        };
        (folder, house)
    }

    #[test]
    fn a_changed_added_or_renamed_input_changes_the_state() {
        let (_folder, house) = checkout();
        let state = || of_inputs(&house, true).unwrap();
        let first = state();
        assert_eq!(first, state());
        fs::write(house.root.join("style/src/file"), "other").unwrap();
        let changed = state();
        assert_ne!(first, changed);
        fs::rename(
            house.root.join("style/src/file"),
            house.root.join("style/src/name"),
        )
        .unwrap();
        let renamed = state();
        assert_ne!(changed, renamed);
        fs::write(house.root.join("app/new"), "").unwrap();
        assert_ne!(renamed, state());
    }

    #[test]
    fn a_bundle_without_wasm_opt_is_another_one() {
        let (_folder, house) = checkout();
        assert_ne!(
            of_inputs(&house, true).unwrap(),
            of_inputs(&house, false).unwrap()
        );
    }
}
