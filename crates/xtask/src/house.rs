//! Where things lie: the checkout, the cache shared by all checkouts, the products.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use crate::failure::{Failure, Result, While};

/// The folders every command works with.
#[derive(Clone, Debug)]
pub(crate) struct House {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Tools and compiled code, outside the checkout: `$YAGURA_CACHE`, else `~/.cache/yagura`.
    pub(crate) cache: PathBuf,
    /// Cargo's target folder: `$CARGO_TARGET_DIR`, else `target` in the cache.
    pub(crate) target: PathBuf,
}

impl House {
    /// Finds the folders from the environment. The checkout's is asked for now, not when this was compiled: two checkouts may share one
    /// target folder, and cargo then takes what the other one compiled.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .ok_or_else(|| Failure::new("this is to be run as `cargo xtask`"))?;
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .ok_or_else(|| Failure::new("the crate does not lie two folders below the checkout"))?
            .to_owned();
        let cache = match env::var_os("YAGURA_CACHE") {
            Some(folder) => PathBuf::from(folder),
            None => env::var_os("HOME")
                .map(|home| Path::new(&home).join(".cache/yagura"))
                .ok_or_else(|| Failure::new("neither YAGURA_CACHE nor HOME is set"))?,
        };
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache.join("target"), PathBuf::from);
        Ok(Self {
            root,
            cache,
            target,
        })
    }

    /// Tools compiled for this project alone.
    pub(crate) fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The bundle the server hands out.
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// The browser tests and the Node packages.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// A program cargo built for this machine. `profile` is `debug` or `release`.
    pub(crate) fn built(&self, profile: &str, name: &str) -> Result<PathBuf> {
        Ok(self.target.join(host()?).join(profile).join(name))
    }

    /// A program run in the checkout, with the shared target folder and the project's own tools first on the path.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("PATH", self.path()?);
        // `cargo run` sets these for this program; its own children must not inherit them: `ring`'s build script names most of them,
        // and SurrealDB, which depends on it, would be compiled anew whenever a shell and this program took turns.
        for (name, _) in env::vars_os() {
            let is_ours = name.to_str().is_some_and(|name| {
                name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
            });
            if is_ours {
                command.env_remove(name);
            }
        }
        Ok(command)
    }

    fn path(&self) -> Result<OsString> {
        let own = [
            self.tools().join("bin"),
            self.end2end().join("node_modules/.bin"),
        ];
        let inherited = env::var_os("PATH").unwrap_or_default();
        env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .while_doing(|| "joining the search path".into())
    }
}

/// The target triple of this machine, as `rustc -vV` names it.
pub(crate) fn host() -> Result<String> {
    rustc_line("host: ")
}

/// The compiler's release, such as `1.95.0`.
pub(crate) fn rustc_release() -> Result<String> {
    rustc_line("release: ")
}

fn rustc_line(start: &str) -> Result<String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .while_doing(|| "starting rustc".into())?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .find_map(|line| line.strip_prefix(start))
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("rustc -vV does not say its {start}")))
}

/// The compiler's own folder.
pub(crate) fn sysroot() -> Result<PathBuf> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .while_doing(|| "starting rustc".into())?;
    Ok(PathBuf::from(
        String::from_utf8_lossy(&output.stdout).trim(),
    ))
}
