//! `cargo xtask`: everything done with this project, from a fresh machine on.

mod bench;
mod bundle;
mod dev;
mod failure;
mod house;
mod provision;
mod release;
mod serve;
mod step;
mod test;
mod versions;

use std::process::ExitCode;

use failure::{Failure, Result};
use house::House;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  run               provision, build, start the server on http://127.0.0.1:3000 with demonstration data
  dev               the same, built and started again whenever a source file changes
  test [--fast]     everything CI checks; --fast leaves out the browser
  build --release   the binary `target/yagura` and the site folder `target/site`
  bench [NAME]      release build, then all benchmarks, or one; one JSON line a figure
  provision         only bring in the tools of `run` and `test`
  bundle            only build the browser's part, as the tests use it, into `target/site`

Example: cargo xtask test --fast

Environment: YAGURA_CACHE (tools and compiled code, default ~/.cache/yagura),
CARGO_TARGET_DIR (default: target in that cache). Arguments after `run` and `dev` go to `yagura serve`.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match command(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[&str]) -> Result<ExitCode> {
    let done = |()| ExitCode::SUCCESS;
    match arguments {
        [] | ["help" | "--help" | "-h"] | [_, "--help" | "-h"] => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        ["run", rest @ ..] => serve::run(&House::find()?, rest).map(done),
        ["dev", rest @ ..] => dev::dev(&House::find()?, rest).map(done),
        ["test"] => Ok(test::test(&House::find()?, test::Extent::Whole)),
        ["test", "--fast"] => Ok(test::test(&House::find()?, test::Extent::Fast)),
        ["build", "--release"] => release::build(&House::find()?).map(done),
        ["bench"] => bench::bench(&House::find()?, None).map(done),
        ["bench", name] => bench::bench(&House::find()?, Some(name)).map(done),
        ["bundle"] => bundle::build(&House::find()?, bundle::Size::Optimised).map(done),
        ["provision"] => everything(&House::find()?).map(done),
        _ => Err(Failure::new(format!(
            "unknown command `{}`; see cargo xtask --help",
            arguments.join(" ")
        ))),
    }
}

/// All tools, nothing built with them.
fn everything(house: &House) -> Result {
    provision::for_the_bundle(house)?;
    provision::node_packages(house)?;
    provision::browser(house)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_is_refused_with_where_to_look() {
        let refused = command(&["tset"]).unwrap_err();
        assert!(refused.0.contains("`tset`") && refused.0.contains("--help"));
    }

    #[test]
    fn a_debug_build_is_not_on_offer() {
        assert!(command(&["build"]).is_err());
    }
}
