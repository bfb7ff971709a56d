//! Installations with people in them. Each is made by a process of its own, which lets go of the stores, or is killed, before a server opens them.

use std::{
    fmt,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::{
    error::{Error, Result},
    house::House,
    imports,
    installation::{self, Installation},
    lessons, runtime, staff,
};

/// Learners with a password of their own.
pub(crate) const LEARNERS: u16 = 16;
/// What the process says when everything is in.
const DONE: &str = "planted";
/// First argument of the process.
pub(crate) const ARGUMENT: &str = "--seed";

/// What there is beside the organisation and its administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seed {
    /// So many people, imported.
    People(u32),
    /// [`LEARNERS`] with three lessons to take.
    Learners,
    /// As [`Seed::Learners`], and an import of 10,000 people that was confirmed and not begun.
    Importing,
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::People(count) => write!(f, "people:{count}"),
            Self::Learners => f.write_str("learners"),
            Self::Importing => f.write_str("importing"),
        }
    }
}

impl Seed {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "learners" => Some(Self::Learners),
            "importing" => Some(Self::Importing),
            _ => Some(Self::People(text.strip_prefix("people:")?.parse().ok()?)),
        }
    }
}

/// A seeded installation that its process still holds.
pub(crate) struct Planted {
    process: Child,
    installation: Installation,
}

/// Makes an installation and waits until everything is in.
pub(crate) fn plant(seed: Seed) -> Result<Planted> {
    let installation = Installation::new()?;
    let mut process = Command::new(std::env::current_exe()?)
        .arg(ARGUMENT)
        .arg(seed.to_string())
        .arg(installation.folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = String::new();
    if let Some(output) = process.stdout.take() {
        BufReader::new(output).read_line(&mut said)?;
    }
    let planted = Planted {
        process,
        installation,
    };
    if said.trim() == DONE {
        Ok(planted)
    } else {
        planted.kill()?;
        Err(Error::missing(format!("{seed} could not be planted")))
    }
}

impl Planted {
    /// Lets the process close the stores.
    pub(crate) fn finish(mut self) -> Result<Installation> {
        drop(self.process.stdin.take());
        self.process.wait()?;
        Ok(self.installation)
    }

    /// Ends the process like a power cut: SIGKILL.
    pub(crate) fn kill(mut self) -> Result<Installation> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(self.installation)
    }
}

/// The process: `--seed WHAT FOLDER`. It says when everything is in, and waits to be ended.
pub(crate) fn process(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    let (what, folder) = (arguments.next(), arguments.next());
    let seed = what
        .as_deref()
        .and_then(Seed::parse)
        .ok_or_else(|| Error::missing("nothing known to seed"))?;
    let folder = folder.ok_or_else(|| Error::missing("no folder to seed"))?;
    runtime::run(async move {
        let _house = sow(seed, Path::new(&folder)).await?;
        println!("{DONE}");
        std::io::stdout().flush()?;
        // Until whoever asked for it closes the pipe.
        tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
        Ok(())
    })
}

async fn sow(seed: Seed, folder: &Path) -> Result<House> {
    let house = House::build(installation::open(folder).await?).await?;
    match seed {
        Seed::People(count) => staff::bring_in(&house, count).await?,
        Seed::Learners => lessons::deliver_three(&house).await?,
        Seed::Importing => {
            lessons::deliver_three(&house).await?;
            imports::confirm_only(&house).await?;
        }
    }
    Ok(house)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_understands_what_it_is_told() {
        for seed in [Seed::People(1_000), Seed::Learners, Seed::Importing] {
            assert_eq!(Seed::parse(&seed.to_string()), Some(seed));
        }
        assert_eq!(Seed::parse("people:many"), None);
    }
}
