//! The server: configuration, command line, HTTP, background work. `main.rs` only calls [`cli::run`].

pub mod cli;
pub mod commands;
pub mod config;
pub mod cron;
pub mod failure;
pub mod http;
pub mod installation;
pub mod logging;
pub mod routes;
pub mod serve;
pub mod workers;
