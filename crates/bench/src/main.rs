//! Measures the product's figures and prints one JSON line each. Called by `cargo xtask bench [NAME]`.

mod attempts;
mod browser;
mod client;
mod crowd;
mod disk;
mod error;
mod fields;
mod figure;
mod home;
mod house;
mod imports;
mod installation;
mod lessons;
mod load;
mod mails;
mod memory;
mod ready;
mod runtime;
mod search;
mod seed;
mod server;
mod shares;
mod sign_in;
mod sink;
mod staff;
mod statistics;
mod workers;

use std::{path::PathBuf, process::ExitCode};

use error::Result;
use figure::Figure;
use tikv_jemallocator::Jemalloc;

/// The server's: figures of the store are measured in this process.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

/// What a benchmark may use.
#[derive(Clone, Debug)]
struct Context {
    /// The optimised `yagura`.
    server: PathBuf,
    /// The bundle.
    site: PathBuf,
    /// The client as it was linked, with names in it.
    symbols: Option<PathBuf>,
}

/// Figures that are measured together, by their names.
struct Benchmark {
    figures: &'static [&'static str],
    measure: fn(&Context) -> Result<Vec<Figure>>,
}

/// All benchmarks, in the order they run. A new one is a line here and a module.
const BENCHMARKS: [Benchmark; 11] = [
    Benchmark {
        figures: &["client_brotli"],
        measure: client::measure,
    },
    Benchmark {
        figures: &["field_seal", "field_open"],
        measure: fields::measure,
    },
    Benchmark {
        figures: &["ready_empty"],
        measure: ready::measure,
    },
    Benchmark {
        figures: &["signin_ratio"],
        measure: sign_in::measure,
    },
    Benchmark {
        figures: &["home_rps", "home_p99"],
        measure: home::measure,
    },
    Benchmark {
        figures: &["attempts_per_s"],
        measure: attempts::measure,
    },
    Benchmark {
        figures: &["import_dry_run", "import_mail", "import_display"],
        measure: imports::measure,
    },
    Benchmark {
        figures: &["name_search_warm", "name_search_cold"],
        measure: search::measure,
    },
    Benchmark {
        figures: &["mails_per_s", "urgent_mail"],
        measure: mails::measure,
    },
    Benchmark {
        figures: &["people_page_ratio", "ready_100k"],
        measure: crowd::measure,
    },
    Benchmark {
        figures: &["rss_idle", "rss_load"],
        measure: memory::measure,
    },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments
        .next_if(|argument| argument == seed::ARGUMENT)
        .is_some()
    {
        return match seed::process(arguments) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let (context, name) = match read(arguments) {
        Ok(read) => read,
        Err(reason) => {
            eprintln!("error: {reason}");
            return ExitCode::FAILURE;
        }
    };
    let chosen: Vec<_> = BENCHMARKS
        .iter()
        .filter(|benchmark| {
            name.as_deref()
                .is_none_or(|name| benchmark.figures.contains(&name))
        })
        .collect();
    if chosen.is_empty() && name.as_deref() != Some(disk::NAME) {
        let known: Vec<_> = BENCHMARKS
            .iter()
            .flat_map(|benchmark| benchmark.figures)
            .copied()
            .collect();
        eprintln!("error: no such figure; there are: {}", known.join(", "));
        return ExitCode::FAILURE;
    }

    let mut failed = false;
    let mut print = |measured: Result<Vec<Figure>>, name: &str| match measured {
        Ok(figures) => figures.iter().for_each(|figure| println!("{figure}")),
        Err(error) => {
            eprintln!("error: {name}: {error}");
            failed = true;
        }
    };
    for benchmark in &chosen {
        // Beside every run, because the disk changes from hour to hour.
        print(disk::measure().map(|figure| vec![figure]), disk::NAME);
        print((benchmark.measure)(&context), &benchmark.figures.join(", "));
    }
    if chosen.is_empty() {
        print(disk::measure().map(|figure| vec![figure]), disk::NAME);
    }
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Reads `--server PATH --site PATH [--symbols PATH] [NAME]`.
fn read(mut given: impl Iterator<Item = String>) -> Result<(Context, Option<String>), String> {
    let (mut server, mut site, mut symbols, mut name) = (None, None, None, None);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--server" => server = given.next(),
            "--site" => site = given.next(),
            "--symbols" => symbols = given.next().map(PathBuf::from),
            _ if name.is_none() && !argument.starts_with('-') => name = Some(argument),
            _ => return Err(format!("unknown argument {argument}")),
        }
    }
    // The server runs in a folder of its own.
    let needed = |path: Option<String>, flag| {
        let path = path.ok_or_else(|| format!("{flag} is missing"))?;
        std::path::absolute(&path).map_err(|error| format!("{flag} {path}: {error}"))
    };
    let context = Context {
        server: needed(server, "--server")?,
        site: needed(site, "--site")?,
        symbols,
    };
    Ok((context, name))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_runner_is_told_where_things_are_and_may_be_told_a_name() {
        let given = ["--server", "/a", "client_brotli", "--site", "/b"].map(str::to_owned);
        let (context, name) = read(given.into_iter()).unwrap();
        assert_eq!(context.site, PathBuf::from("/b"));
        assert_eq!(name.as_deref(), Some("client_brotli"));
        assert!(read(["--server", "/a"].map(str::to_owned).into_iter()).is_err());
        assert!(read(["--fast".to_owned()].into_iter()).is_err());
    }

    #[test]
    fn every_figure_is_measured_by_one_benchmark() {
        let all: Vec<_> = BENCHMARKS
            .iter()
            .flat_map(|benchmark| benchmark.figures)
            .collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }
}
