//! Where log lines go (standard error), how they look, and what never stands in them: personal data, tokens, addresses of requests.

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{Log, LogFormat};

/// Starts logging, once a process. Panics are logged by their place only: their message may quote data.
pub fn start(log: &Log) {
    // The store tells of every query at `debug`; it is asked for by name or not at all.
    let filter = if log.level.contains(['=', ',']) {
        log.level.clone()
    } else {
        format!("warn,app={0},backend={0},server={0},vault={0}", log.level)
    };
    let lines = fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr);
    // A second start in one process (a test's) keeps the first.
    let _ = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}
