use uuid::Uuid;

use crate::{KeyKind, Secret, Unreadable, derive::info, purpose::label};

/// Whose a key of the ring is, and what it does. A wrapped key unwraps for its owner only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// The installation's key for rows without an organisation.
    System,
    /// The installation's Ed25519 key.
    Signing,
    /// An organisation's key.
    Organization(Uuid),
    /// An organisation's key for commitments of the operation log.
    AuditHmac(Uuid),
    /// A person's key.
    Person {
        /// The organisation the person belongs to.
        organization: Uuid,
        /// The person.
        person: Uuid,
    },
}

impl Owner {
    /// The frozen word for what the key is.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Signing => "signing",
            Self::Organization(_) => "organization",
            Self::AuditHmac(_) => "audit",
            Self::Person { .. } => "person",
        }
    }

    /// The organisation; nil for keys of the installation.
    pub const fn organization(self) -> Uuid {
        match self {
            Self::System | Self::Signing => Uuid::nil(),
            Self::Organization(organization)
            | Self::AuditHmac(organization)
            | Self::Person { organization, .. } => organization,
        }
    }

    /// The person; nil for keys of no person.
    pub const fn person(self) -> Uuid {
        match self {
            Self::Person { person, .. } => person,
            _ => Uuid::nil(),
        }
    }

    /// The owner that [`Owner::name`], [`Owner::organization`] and [`Owner::person`] tell of.
    pub fn from_parts(name: &str, organization: Uuid, person: Uuid) -> Result<Self, Unreadable> {
        let owner = match name {
            "system" => Self::System,
            "signing" => Self::Signing,
            "organization" => Self::Organization(organization),
            "audit" => Self::AuditHmac(organization),
            "person" => Self::Person {
                organization,
                person,
            },
            _ => return Err(Unreadable),
        };
        if (owner.organization(), owner.person()) == (organization, person) {
            Ok(owner)
        } else {
            Err(Unreadable)
        }
    }

    /// The kind of [`crate::Key`] it is, if it is one.
    pub const fn key_kind(self) -> Option<KeyKind> {
        match self {
            Self::System => Some(KeyKind::System),
            Self::Organization(_) => Some(KeyKind::Organization),
            Self::Person { .. } => Some(KeyKind::Person),
            Self::Signing | Self::AuditHmac(_) => None,
        }
    }

    /// The key of this owner that `secret` makes, if it is one that seals.
    pub fn key(self, secret: &Secret) -> Option<crate::Key> {
        self.key_kind().map(|kind| crate::Key::new(kind, secret))
    }

    /// What its wrapping is bound to.
    pub(super) fn associated_data(self, header: &[u8]) -> Vec<u8> {
        info(
            label::RING,
            &[
                header,
                self.name().as_bytes(),
                self.organization().as_bytes(),
                self.person().as_bytes(),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_comes_back_from_its_parts_and_no_other_does() {
        let (a, b, nil) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::nil());
        for owner in [
            Owner::System,
            Owner::Signing,
            Owner::Organization(a),
            Owner::AuditHmac(a),
            Owner::Person {
                organization: a,
                person: b,
            },
        ] {
            let parts = (owner.name(), owner.organization(), owner.person());
            assert_eq!(Owner::from_parts(parts.0, parts.1, parts.2), Ok(owner));
        }
        for (name, organization, person) in [
            ("system", a, nil),
            ("organization", a, b),
            ("People", a, b),
            ("", nil, nil),
        ] {
            assert_eq!(
                Owner::from_parts(name, organization, person),
                Err(Unreadable)
            );
        }
    }
}
