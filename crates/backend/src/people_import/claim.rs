//! Who writes an import that is not confirmed yet. Its parts are more than one unit holds, so whoever writes them comes several times,
//! and somebody else may begin in between: a second dry run, a second press of the button, a cancellation.

use domain::{id::Id, people_import::Import};

use super::records::Stored;
use crate::{Backend, access::Scope, error::Result, store::Unit};

/// The right to write an import as it was read. Whoever claims it later takes it over: from then on every unit of the one before
/// refuses itself as `changed`.
pub(super) struct Claim {
    import: Id<Import>,
    rev: u64,
}

impl Claim {
    /// On an import that was just put in.
    pub(super) const fn new(import: Id<Import>) -> Self {
        Self { import, rev: 0 }
    }

    /// On an import that was read.
    pub(super) const fn of(stored: &Stored) -> Self {
        Self {
            import: stored.id,
            rev: stored.rev,
        }
    }

    /// The import.
    pub(super) const fn import(&self) -> Id<Import> {
        self.import
    }

    /// A unit that refuses itself as `changed` when somebody else has written the import since.
    pub(super) fn unit(&self, scope: &Scope) -> Unit {
        let mut unit = Unit::new();
        unit.statement(
            "LET $import_claimed = (UPDATE $import_claim SET rev += 1 WHERE org = $import_claim_org AND rev = $import_claim_rev RETURN VALUE rev);
             IF array::len($import_claimed) != 1 { THROW 'changed' };",
        )
        .record("import_claim", "people_import", self.import)
        .id("import_claim_org", scope.organization())
        .bind("import_claim_rev", self.rev);
        unit
    }

    /// Commits such a unit.
    ///
    /// # Errors
    /// Whatever it fails for.
    pub(super) async fn commit(&mut self, backend: &Backend, unit: Unit) -> Result<()> {
        backend.store.commit(unit).await?;
        self.rev += 1;
        Ok(())
    }
}
