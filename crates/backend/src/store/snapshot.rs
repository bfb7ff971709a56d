//! Everything that lies in the store, for tests that ask what a request changed.

use std::collections::BTreeMap;

use surrealdb::types::{Value, Variables};

use super::{Connection, Store, timed};
use crate::error::Result;

/// The rows of every table, each in one line of text, by the table's name.
pub type Snapshot = BTreeMap<String, Vec<String>>;

impl Store {
    /// Reads every row of every table.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let mut found = query!(
            self,
            "RETURN object::keys((INFO FOR DB).tables)",
            Variables::new()
        )?
        .check()?;
        let tables: Vec<String> = found.take(0)?;
        // The names come from the schema, which is ours.
        let text = tables.iter().fold(String::new(), |text, table| {
            text + "SELECT * FROM `" + table + "`;"
        });
        let mut found = query!(self, text.as_str(), Variables::new())?.check()?;
        tables
            .into_iter()
            .enumerate()
            .map(|(index, table)| {
                let rows: Vec<Value> = found.take(index)?;
                let rows = rows.iter().map(|row| format!("{row:?}")).collect();
                Ok((table, rows))
            })
            .collect()
    }
}
