//! Every tool that is not a Rust dependency, with the version this project is built with.
//!
//! Node packages stand in `end2end/package.json` and its lock file, Rust crates in the root `Cargo.toml`.

/// CLI that turns the compiled WASM into a module the browser loads. Must equal the `wasm-bindgen` crate exactly.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";

/// CLI that cuts the compiled WASM into parts. Reads what the `wasm_split_helpers` crate of the root `Cargo.toml` marks.
pub(crate) const WASM_SPLIT: &str = "0.2.4";

/// Bundler of the page and the sheet. Newer releases need a newer compiler.
pub(crate) const TRUNK: &str = "0.21.14";

/// `wasm-opt`, from the Node package `binaryen` of this major version.
pub(crate) const BINARYEN: &str = "132";

/// Oldest Node that Playwright runs on.
pub(crate) const NODE_MAJOR: u32 = 20;

/// Where Debian may keep the standard library's source for the installed compiler, newest-stable first.
pub(crate) const DEBIAN_SUITES: [&str; 4] = ["trixie-backports", "trixie", "forky", "sid"];

/// Debian packages the browser tests need.
pub(crate) const BROWSER_PACKAGES: [&str; 2] = ["chromium", "fonts-noto-cjk"];

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::house::House;

    fn file(name: &str) -> String {
        fs::read_to_string(House::find().unwrap().root.join(name)).unwrap()
    }

    #[test]
    fn the_bindgen_crate_and_its_cli_name_one_version() {
        assert!(file("Cargo.toml").contains(&format!("wasm-bindgen = \"={WASM_BINDGEN}\"")));
    }

    #[test]
    fn the_splitter_and_what_it_reads_are_of_one_series() {
        let series = WASM_SPLIT.rsplit_once('.').unwrap().0;
        assert!(file("Cargo.toml").contains(&format!("wasm_split_helpers = \"={series}.")));
    }

    #[test]
    fn binaryen_is_the_one_npm_installs() {
        assert!(
            file("end2end/package.json").contains(&format!("\"binaryen\": \"{BINARYEN}.0.0\""))
        );
    }

    #[test]
    fn the_lock_file_of_the_node_packages_names_no_download_address() {
        assert!(!file("end2end/package-lock.json").contains("\"resolved\""));
    }
}
