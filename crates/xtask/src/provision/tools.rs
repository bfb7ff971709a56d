//! wasm-bindgen's CLI and Trunk, compiled into the cache.

use crate::{
    failure::Result,
    house::House,
    step,
    versions::{TRUNK, WASM_BINDGEN},
};

/// Installs each tool whose pinned version is not there yet.
pub(crate) fn ensure(house: &House) -> Result {
    // The lock file wasm-bindgen-cli ships is older than the crate it must match.
    install(
        house,
        "wasm-bindgen-cli",
        "wasm-bindgen",
        WASM_BINDGEN,
        false,
    )?;
    install(house, "trunk", "trunk", TRUNK, true)
}

fn install(house: &House, package: &str, program: &str, version: &str, locked: bool) -> Result {
    if installed(house, program, version) {
        println!("    {package} {version} is there");
        return Ok(());
    }
    step::step(&format!("{package} {version}"), || {
        let mut cargo = house.command("cargo")?;
        cargo
            .args(["install", "--quiet", "--force", "--root"])
            .arg(house.tools())
            .arg(format!("{package}@{version}"))
            .env("CARGO_TARGET_DIR", house.tools().join("build"))
            // Each runs for seconds and compiles for minutes: as the tools' authors optimise, twice as many.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            // Outside the checkout, its build settings do not apply.
            .current_dir(std::env::temp_dir());
        if locked {
            cargo.arg("--locked");
        }
        step::run(&mut cargo)
    })
}

fn installed(house: &House, program: &str, version: &str) -> bool {
    let path = house.tools().join("bin").join(program);
    path.is_file()
        && step::output(std::process::Command::new(path).arg("--version"))
            .is_ok_and(|said| says_version(&said, version))
}

/// `trunk 0.21.14` says version `0.21.14`; `0.21.140` does not.
fn says_version(said: &str, version: &str) -> bool {
    said.split_whitespace().nth(1) == Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_version_counts_as_installed() {
        assert!(says_version("trunk 0.21.14\n", "0.21.14"));
        assert!(says_version("wasm-bindgen 0.2.130 (abc)\n", "0.2.130"));
        assert!(!says_version("trunk 0.21.140", "0.21.14"));
        assert!(!says_version("", "0.21.14"));
    }
}
