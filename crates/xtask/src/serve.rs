//! The server for trying out: built with the profile of the tests, started on loopback with demonstration data.

use std::{
    os::unix::process::CommandExt as _,
    process::{Command, Stdio},
};

use crate::{
    bundle::{self, Size},
    failure::{Failure, Result},
    house::{self, House},
    step,
};

/// Builds everything, then becomes the server: Ctrl-C reaches it directly.
pub(crate) fn run(house: &House, arguments: &[&str]) -> Result {
    bundle::build(house, Size::AsPossible)?;
    build(house)?;
    let error = server(house, arguments)?.exec();
    Err(Failure::new(format!("starting the server: {error}")))
}

/// Builds the server with the one selection of packages and features that every command shares.
pub(crate) fn build(house: &House) -> Result {
    step::step("server", || {
        step::run(cargo(house, "build")?.arg("--quiet"))
    })
}

/// `cargo VERB` for everything that runs on this machine.
///
/// Another selection of packages would resolve other features and compile the database a second time, for a quarter of an hour.
/// The feature `testing` lets tests move the clock; a release build refuses it.
pub(crate) fn cargo(house: &House, verb: &str) -> Result<Command> {
    let mut cargo = selected(house, verb)?;
    cargo.args(["--features", "server/testing"]);
    Ok(cargo)
}

/// The same for a release: without the feature of the tests.
pub(crate) fn release_cargo(house: &House, verb: &str) -> Result<Command> {
    let mut cargo = selected(house, verb)?;
    cargo.arg("--release");
    Ok(cargo)
}

fn selected(house: &House, verb: &str) -> Result<Command> {
    let mut cargo = house.command("cargo")?;
    cargo
        .args([
            verb,
            "--locked",
            "--workspace",
            "--exclude",
            "frontend",
            "--target",
        ])
        .arg(house::host()?);
    Ok(cargo)
}

/// `yagura serve --demo` with the data, keys and site of the checkout.
pub(crate) fn server(house: &House, arguments: &[&str]) -> Result<Command> {
    let mut server = house.command(&house.built("debug", "yagura")?.to_string_lossy())?;
    server
        .args([
            "serve", "--demo", "--data", "data", "--keys", "keys", "--site",
        ])
        .arg(house.site())
        .args(arguments)
        .stdin(Stdio::null())
        // The server refuses settings it does not know.
        .env_remove("YAGURA_CACHE");
    Ok(server)
}
