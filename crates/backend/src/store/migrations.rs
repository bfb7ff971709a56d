//! Numbered changes of the schema, applied once each, in order.

use surrealdb::types::SurrealValue;

use super::{Store, Unit};
use crate::error::{Error, Result};

/// One file of `migrations/`, embedded in the binary.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Orders the migrations; never reused.
    pub number: u32,
    pub name: &'static str,
    /// SurrealQL, one transaction.
    pub text: &'static str,
}

#[derive(SurrealValue)]
struct Applied {
    number: i64,
    checksum: String,
}

pub(super) async fn run(store: &Store, migrations: &[Migration], now: u64) -> Result<()> {
    let mut schema = Unit::new();
    schema.statement(
        "DEFINE TABLE IF NOT EXISTS migration SCHEMAFULL;
         DEFINE FIELD IF NOT EXISTS id ON migration TYPE int;
         DEFINE FIELD IF NOT EXISTS checksum ON migration TYPE string;
         DEFINE FIELD IF NOT EXISTS applied_at ON migration TYPE int;",
    );
    store.commit(schema).await?;
    let mut query = Unit::new();
    query.statement("SELECT record::id(id) AS number, checksum FROM migration;");
    let applied: Vec<Applied> = store.read(query).await?.take(0)?;
    for migration in migrations {
        let checksum = vault::digest::sha256_hex(migration.text.as_bytes());
        match applied
            .iter()
            .find(|done| done.number == i64::from(migration.number))
        {
            Some(done) if done.checksum == checksum => {}
            Some(_) => {
                return Err(Error::Configuration(format!(
                    "migration {} ({}) is not the one this database was built with",
                    migration.number, migration.name
                )));
            }
            None => apply(store, migration, checksum, now).await?,
        }
    }
    match applied.iter().map(|done| done.number).max() {
        Some(newest) if migrations.iter().all(|m| i64::from(m.number) < newest) => Err(
            Error::Configuration("the database is newer than this program".to_owned()),
        ),
        _ => Ok(()),
    }
}

/// The row is created in the same transaction: of two nodes that start at once, the second fails here and finds the work done.
async fn apply(store: &Store, migration: &Migration, checksum: String, now: u64) -> Result<()> {
    tracing::info!(
        number = migration.number,
        name = migration.name,
        "migrating"
    );
    let mut unit = Unit::new();
    unit.statement(migration.text)
        .statement("CREATE type::record('migration', $migration_number) SET checksum = $migration_checksum, applied_at = $migration_at RETURN NONE;")
        .bind("migration_number", i64::from(migration.number))
        .bind("migration_checksum", checksum)
        .bind("migration_at", now);
    match store.commit(unit).await {
        Err(error) if super::is_taken(&error, "migration") => Ok(()),
        done => done.map(|_| ()),
    }
}
