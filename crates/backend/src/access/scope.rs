//! Who acts, for which organisation, with which rights.

use std::sync::Arc;

use domain::{
    access::{Act, PermissionKey, Role, granted},
    error::Refusal,
    id::Id,
    organization::Organization,
    people::Person,
};
use surrealdb::types::Bytes;
use vault::{Key, audit::AuditKey};

/// Where a request comes from. Personal data: sealed wherever it is kept, never logged.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// The client's address, seen through the trusted proxies.
    pub address: String,
    pub user_agent: String,
}

/// Proof that someone may act for an organisation. Only `access` makes one: from a live session, or for the system.
/// Every use case that touches an organisation's data takes it, and binds the organisation from it.
#[derive(Clone, Debug)]
pub struct Scope {
    pub(super) organization: Id<Organization>,
    pub(super) organization_key: Arc<Key>,
    pub(super) audit_key: Arc<AuditKey>,
    pub(super) actor: Actor,
    pub(super) origin: Origin,
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    /// A job, a worker, or the operator's command line.
    System,
    /// A signed-in person.
    Person(Box<SignedIn>),
}

/// A signed-in person, as read with the session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub person: Id<Person>,
    /// Seals what is about this person.
    pub key: Arc<Key>,
    pub role: Role,
    pub is_org_admin: bool,
    /// SHA-256 of the session's token, as the store knows it.
    pub session: String,
    /// An initial password must be replaced before anything else (W7.4).
    pub must_change_password: bool,
    /// Their sealed name, where they act through a session: read with it, because every page shows it.
    pub(super) name: Option<Bytes>,
}

impl Scope {
    /// The organisation: the only source of `org` in a query.
    pub const fn organization(&self) -> Id<Organization> {
        self.organization
    }

    /// Seals and opens what is the organisation's.
    pub fn organization_key(&self) -> &Key {
        &self.organization_key
    }

    /// Commits log entries.
    pub fn audit_key(&self) -> &AuditKey {
        &self.audit_key
    }

    /// Who acts.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where the request came from; empty for the system.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`Refusal::NotSignedIn`] for the system.
    pub fn signed_in(&self) -> Result<&SignedIn, Refusal> {
        match &self.actor {
            Actor::Person(person) => Ok(person),
            Actor::System => Err(Refusal::NotSignedIn),
        }
    }

    /// The signed-in person's id.
    ///
    /// # Errors
    /// [`Refusal::NotSignedIn`] for the system.
    pub fn person(&self) -> Result<Id<Person>, Refusal> {
        self.signed_in().map(|signed_in| signed_in.person)
    }

    /// The caller asks before it reads or writes anything.
    ///
    /// # Errors
    /// [`Refusal::MustChangePassword`] while an initial password is in use;
    /// [`Refusal::Forbidden`] when neither role nor flag grants it.
    pub fn may(&self, key: PermissionKey, act: Act) -> Result<(), Refusal> {
        match &self.actor {
            Actor::System => Ok(()),
            Actor::Person(person) if person.must_change_password => {
                Err(Refusal::MustChangePassword)
            }
            Actor::Person(person) if granted(person.role, person.is_org_admin, key, act) => Ok(()),
            Actor::Person(_) => Err(Refusal::Forbidden),
        }
    }
}
