//! What the operator can ask of an installation. One executor, whether the server runs or not:
//! while it does it holds the store, so the command travels through its socket; otherwise it is carried out here.

mod execute;
mod socket;

use serde::{Deserialize, Serialize};

pub use execute::{execute, inventory};
pub use socket::{Listener, ask, socket_path};

/// A request of the operator's command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// `yagura organization create`
    CreateOrganization {
        /// As people see it.
        name: String,
        /// What people without an address type at sign-in.
        code: String,
        /// How many people it may have.
        seats: u32,
        /// Address of the first administrator.
        admin_email: String,
    },
    /// `yagura organization list`
    ListOrganizations,
    /// `yagura keys status`
    KeysStatus,
    /// `yagura audit verify`
    VerifyAudit {
        /// Only the organisation of this code.
        organization: Option<String>,
    },
    /// `yagura audit denials`
    CountDenials,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "text", rename_all = "snake_case")]
pub enum Reply {
    /// Done; this is printed.
    Done(String),
    /// Done, and what was looked at is not in order; this is printed, and the command fails.
    Alarm(String),
    /// Not done; one line says why.
    Failed(String),
}
