//! How sessions, credentials, links and drafts lie in the store. Nothing outside `access` imports this.

mod accounts;
mod administration;
mod credentials;
pub(super) mod drafts;
mod links;
mod sessions;
pub(super) mod sweep;

pub use administration::{
    end_links, end_links_of, end_sessions_of, forget_person, invite_many, renew_links,
};
pub use credentials::{First, have_signed_in, initial_password, insert_credential, invite};
pub use sessions::{LiveSession, Sessions, end_sessions, sessions};

pub(super) use accounts::*;
pub(super) use credentials::*;
pub(super) use links::*;
pub(super) use sessions::*;
