//! Measures the product's figures and prints one JSON line each. Called by `cargo xtask bench [NAME]`.

mod client;
mod disk;
mod figure;

use std::{path::PathBuf, process::ExitCode};

use figure::Figure;

/// What a benchmark may use.
#[derive(Clone, Debug)]
struct Context {
    /// The optimised `yagura`.
    #[expect(dead_code, reason = "the benchmarks over HTTP start it")]
    server: PathBuf,
    /// The bundle.
    site: PathBuf,
}

/// Why a benchmark could not measure.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Missing(String),
}

/// A benchmark by its name; it may measure several figures.
struct Benchmark {
    name: &'static str,
    measure: fn(&Context) -> Result<Vec<Figure>, Error>,
}

/// All benchmarks, in the order they run. A new one is a line here and a module.
const BENCHMARKS: [Benchmark; 1] = [Benchmark {
    name: "client_brotli",
    measure: client::measure,
}];

fn main() -> ExitCode {
    let (context, name) = match arguments(std::env::args().skip(1)) {
        Ok(read) => read,
        Err(reason) => {
            eprintln!("error: {reason}");
            return ExitCode::FAILURE;
        }
    };
    let chosen: Vec<_> = BENCHMARKS
        .iter()
        .filter(|benchmark| name.as_deref().is_none_or(|name| name == benchmark.name))
        .collect();
    if chosen.is_empty() && name.as_deref() != Some(disk::NAME) {
        let known: Vec<_> = BENCHMARKS.iter().map(|benchmark| benchmark.name).collect();
        eprintln!("error: no such benchmark; there are: {}", known.join(", "));
        return ExitCode::FAILURE;
    }

    let mut failed = false;
    let mut print = |measured: Result<Vec<Figure>, Error>, name: &str| match measured {
        Ok(figures) => figures.iter().for_each(|figure| println!("{figure}")),
        Err(error) => {
            eprintln!("error: {name}: {error}");
            failed = true;
        }
    };
    // Beside every run, because the disk changes from hour to hour.
    print(disk::measure().map(|figure| vec![figure]), disk::NAME);
    for benchmark in chosen {
        print((benchmark.measure)(&context), benchmark.name);
    }
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Reads `--server PATH --site PATH [NAME]`.
fn arguments(mut given: impl Iterator<Item = String>) -> Result<(Context, Option<String>), String> {
    let (mut server, mut site, mut name) = (None, None, None);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--server" => server = given.next(),
            "--site" => site = given.next(),
            _ if name.is_none() && !argument.starts_with('-') => name = Some(argument),
            _ => return Err(format!("unknown argument {argument}")),
        }
    }
    let needed = |path: Option<String>, flag| {
        path.map(PathBuf::from)
            .ok_or_else(|| format!("{flag} is missing"))
    };
    let context = Context {
        server: needed(server, "--server")?,
        site: needed(site, "--site")?,
    };
    Ok((context, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runner_is_told_where_things_are_and_may_be_told_a_name() {
        let given = ["--server", "/a", "client_brotli", "--site", "/b"].map(str::to_owned);
        let (context, name) = arguments(given.into_iter()).unwrap();
        assert_eq!(context.site, PathBuf::from("/b"));
        assert_eq!(name.as_deref(), Some("client_brotli"));
        assert!(arguments(["--server", "/a"].map(str::to_owned).into_iter()).is_err());
        assert!(arguments(["--fast".to_owned()].into_iter()).is_err());
    }
}
