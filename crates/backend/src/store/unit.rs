//! What is sent to the store together.

use std::collections::BTreeMap;

use domain::id::Id;
use surrealdb::types::{Object, SurrealValue, Value, Variables};

use super::{record, uuid};
use crate::error::{Error, Result};

/// Statements and the values they bind. Statements are constants and values are always bound: nothing of a user's is ever parsed.
/// Rows to insert are collected by table and go after the statements, so that parts of a unit cannot meet.
#[derive(Clone, Default)]
pub struct Unit {
    text: String,
    values: Variables,
    rows: BTreeMap<&'static str, Vec<Value>>,
}

impl Unit {
    /// The most rows a unit may hold.
    pub const MAX_ROWS: u32 = 2_000;
    /// The most bytes a unit may bind. The engine logs a transaction before it looks whether it fits in memory:
    /// a larger one fails *and stays in the log*, and the store does not open again.
    pub const MAX_BYTES: u64 = 8 << 20;

    /// A unit without statements.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement, or several; each ends with a semicolon.
    pub fn statement(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self.text.push('\n');
        self
    }

    /// Binds a value. Names start with the table's, so that parts of a unit cannot meet.
    pub fn bind(&mut self, name: &'static str, value: impl SurrealValue) -> &mut Self {
        debug_assert!(self.values.get(name).is_none(), "{name} is bound twice");
        self.values.insert(name, value);
        self
    }

    /// Binds the record of `table` with that id.
    pub fn record<T>(&mut self, name: &'static str, table: &'static str, id: Id<T>) -> &mut Self {
        self.bind(name, record(table, id))
    }

    /// Binds an id as a plain UUID: an `org`, an `id > $after`.
    pub fn id<T>(&mut self, name: &'static str, id: Id<T>) -> &mut Self {
        self.bind(name, uuid(id))
    }

    /// Adds a row to insert into `table`; it carries its own `id`. A row that is there already fails the unit:
    /// see [`is_taken`](super::is_taken).
    pub fn insert(&mut self, table: &'static str, row: impl SurrealValue) -> &mut Self {
        self.rows.entry(table).or_default().push(row.into_value());
        self
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.rows.is_empty()
    }

    /// Rows collected so far.
    pub fn row_count(&self) -> u32 {
        let rows: usize = self.rows.values().map(Vec::len).sum();
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    pub(super) fn into_read(self) -> (String, Variables) {
        debug_assert!(self.rows.is_empty(), "a read inserts nothing");
        (self.text, self.values)
    }

    /// # Errors
    /// [`Error::UnitTooLarge`] beyond [`Self::MAX_ROWS`] or [`Self::MAX_BYTES`].
    pub(super) fn into_transaction(mut self) -> Result<(String, Variables)> {
        let listed: u64 = self
            .values
            .iter()
            .map(|(_, value)| list_length(value))
            .sum();
        let rows = u64::from(self.row_count()) + listed;
        let mut text = format!("BEGIN;\n{}", self.text);
        for (table, rows) in self.rows {
            // Table names are constants of this program.
            text.push_str("INSERT INTO ");
            text.push_str(table);
            text.push_str(" $insert_");
            text.push_str(table);
            text.push_str(" RETURN NONE;\n");
            self.values.insert(format!("insert_{table}"), rows);
        }
        text.push_str("COMMIT;");
        let bytes: u64 = self.values.iter().map(|(_, value)| size(value)).sum();
        if rows > u64::from(Self::MAX_ROWS) || bytes > Self::MAX_BYTES {
            return Err(Error::UnitTooLarge { rows, bytes });
        }
        Ok((text, self.values))
    }
}

/// A bound list is worked through row by row (`FOR $row IN $list`), so it counts as rows.
fn list_length(value: &Value) -> u64 {
    match value {
        Value::Array(list) => list.len() as u64,
        _ => 0,
    }
}

/// Roughly the bytes a value takes on its way to the log.
fn size(value: &Value) -> u64 {
    match value {
        Value::String(text) => text.len() as u64 + 8,
        Value::Bytes(bytes) => bytes.len() as u64 + 8,
        Value::Array(list) => list.iter().map(size).sum::<u64>() + 8,
        Value::Object(object) => object_size(object),
        _ => 24,
    }
}

fn object_size(object: &Object) -> u64 {
    object
        .iter()
        .map(|(key, value)| key.len() as u64 + 8 + size(value))
        .sum()
}
