//! One test binary: each would link the database again.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did not hold"
)]

mod access;
mod audit;
mod demo;
mod harness;
mod house;
mod jobs;
mod kept;
mod keyring;
mod learning;
mod lease;
mod mail;
mod mime;
mod organization_keys;
mod people;
mod people_forget;
mod people_groups;
mod people_import;
mod people_lists;
mod people_passwords;
mod people_rights;
mod post_office;
mod sign_in;
mod sink;
mod store;
mod transplant;
