//! wasm-bindgen's CLI, the splitter and Trunk, compiled into the cache.

use std::fs;

use crate::{
    failure::Result,
    house::House,
    step,
    versions::{TRUNK, WASM_BINDGEN, WASM_SPLIT},
};

/// A program that cargo installs.
struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
}

const TOOLS: [Tool; 3] = [
    // The lock file wasm-bindgen-cli ships is older than the crate it must match.
    Tool {
        package: "wasm-bindgen-cli",
        version: WASM_BINDGEN,
        program: "wasm-bindgen",
        arguments: &[],
    },
    Tool {
        package: "wasm_split_cli_support",
        version: WASM_SPLIT,
        program: "wasm-split-cli",
        arguments: &["--locked", "--features", "build-binary"],
    },
    Tool {
        package: "trunk",
        version: TRUNK,
        program: "trunk",
        arguments: &["--locked"],
    },
];

/// Installs each tool whose pinned version is not there yet.
pub(crate) fn ensure(house: &House) -> Result {
    TOOLS.iter().try_for_each(|tool| install(house, tool))
}

fn install(house: &House, tool: &Tool) -> Result {
    let Tool {
        package, version, ..
    } = tool;
    if installed(house, tool) {
        println!("    {package} {version} is there");
        return Ok(());
    }
    step::step(&format!("{package} {version}"), || {
        let mut cargo = house.command("cargo")?;
        cargo
            .args(["install", "--quiet", "--force", "--root"])
            .arg(house.tools())
            .arg(format!("{package}@{version}"))
            .args(tool.arguments)
            .env("CARGO_TARGET_DIR", house.tools().join("build"))
            // Each runs for seconds and compiles for minutes: as the tools' authors optimise, twice as many.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            // Outside the checkout, its build settings do not apply.
            .current_dir(std::env::temp_dir());
        step::run(&mut cargo)
    })
}

/// Cargo keeps a list of what it installed; not every program tells its version itself.
fn installed(house: &House, tool: &Tool) -> bool {
    house.tools().join("bin").join(tool.program).is_file()
        && fs::read_to_string(house.tools().join(".crates.toml"))
            .is_ok_and(|list| names(&list, tool))
}

/// A line of the list is `"trunk 0.21.14 (registry+https://…)" = ["trunk"]`.
fn names(list: &str, tool: &Tool) -> bool {
    let start = format!("\"{} {} (", tool.package, tool.version);
    list.lines().any(|line| line.starts_with(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_version_counts_as_installed() {
        let tool = Tool {
            package: "trunk",
            version: "0.21.14",
            program: "trunk",
            arguments: &[],
        };
        for (line, installed) in [
            ("\"trunk 0.21.14 (registry+x)\" = [\"trunk\"]", true),
            ("\"trunk 0.21.140 (registry+x)\" = [\"trunk\"]", false),
            ("\"other-trunk 0.21.14 (registry+x)\" = [\"trunk\"]", false),
            ("", false),
        ] {
            assert_eq!(
                names(&format!("[v1]\n{line}\n"), &tool),
                installed,
                "{line}"
            );
        }
    }
}
