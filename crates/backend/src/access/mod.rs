//! Who may come in, and as whom: sign-in, sessions, links, passwords, rights.

pub mod drafts;
mod gate;
pub mod links;
pub mod password;
mod records;
mod scope;
mod session;
mod sign_in;
mod tidy;

pub use gate::{Gate, network};
pub use links::LinkKind;
pub use records::{
    First, LiveSession, Sessions, end_links, end_links_of, end_sessions, end_sessions_of,
    forget_person, have_signed_in, initial_password, insert_credential, invite, invite_many,
    renew_links, sessions,
};
pub use scope::{Actor, Origin, Scope, SignedIn};
pub use session::{
    NewSession, preferences, scope_of, scope_on_behalf, sign_out, system_scope, viewer,
};
pub use sign_in::{SignIn, Who, change_password, request_link, sign_in, unknown_password};
pub use tidy::tidy;
