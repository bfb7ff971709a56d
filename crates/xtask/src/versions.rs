//! Every tool that is not a Rust dependency, with the version this project is built with.
//!
//! Node packages stand in `end2end/package.json` and its lock file, Rust crates in the root `Cargo.toml`.

/// CLI that turns the compiled WASM into a module the browser loads. Must equal the `wasm-bindgen` crate exactly.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";

/// Bundler of the browser's part. Newer releases need a newer compiler.
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
    fn the_bindgen_crate_its_cli_and_trunk_name_one_version() {
        assert!(file("Cargo.toml").contains(&format!("wasm-bindgen = \"={WASM_BINDGEN}\"")));
        assert!(file("Trunk.toml").contains(&format!("wasm_bindgen = \"{WASM_BINDGEN}\"")));
    }

    #[test]
    fn binaryen_is_the_same_for_npm_and_trunk() {
        assert!(
            file("end2end/package.json").contains(&format!("\"binaryen\": \"{BINARYEN}.0.0\""))
        );
        assert!(file("Trunk.toml").contains(&format!("wasm_opt = \"version_{BINARYEN}\"")));
    }

    #[test]
    fn the_lock_file_of_the_node_packages_names_no_download_address() {
        assert!(!file("end2end/package-lock.json").contains("\"resolved\""));
    }
}
