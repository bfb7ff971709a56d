//! Through the front door: the real router, the real command line, temporary folders.

mod commands;
mod config;
mod edge;
mod harness;
mod logging;
