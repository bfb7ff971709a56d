//! Everything a store holds, as whoever has its files and the engine reads it: for tests that look for what must not be there,
//! and for tests that ask what a request changed.

use std::collections::BTreeMap;

use surrealdb::types::{ToSql, Value, Variables};

use super::{Connection, Store, timed};
use crate::error::Result;

/// A table and all that is in it.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    /// Its columns, each with its definition.
    pub columns: Vec<(String, String)>,
    pub rows: Vec<Row>,
}

/// A row, readable by anybody.
#[derive(Clone, Debug)]
pub struct Row {
    /// As text; bytes are hexadecimal in it.
    pub text: String,
    /// The bytes in it, as they are.
    pub bytes: Vec<Vec<u8>>,
}

/// The rows of every table, each in one line of text, by the table's name.
pub type Snapshot = BTreeMap<String, Vec<String>>;

impl Store {
    /// Reads every table whole.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn dump(&self) -> Result<Vec<Table>> {
        let mut tables = Vec::new();
        for (name, rows) in self.everything().await? {
            let columns = self
                .entries(format!("object::entries((INFO FOR TABLE `{name}`).fields)"))
                .await?;
            tables.push(Table {
                name,
                columns,
                rows: rows.iter().map(row).collect(),
            });
        }
        Ok(tables)
    }

    /// Reads every row of every table, as text.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let tables = self.everything().await?;
        Ok(tables
            .into_iter()
            .map(|(name, rows)| (name, rows.iter().map(ToSql::to_sql).collect()))
            .collect())
    }

    /// Every table by name, with its rows.
    async fn everything(&self) -> Result<Vec<(String, Vec<Value>)>> {
        let tables = self
            .entries("object::entries((INFO FOR DB).tables)".to_owned())
            .await?;
        // The names come from the schema, which is ours.
        let text = tables.iter().fold(String::new(), |text, (table, _)| {
            text + "SELECT * FROM `" + table + "`;"
        });
        let mut found = query!(self, text.as_str(), Variables::new())?.check()?;
        tables
            .into_iter()
            .enumerate()
            .map(|(index, (table, _))| Ok((table, found.take(index)?)))
            .collect()
    }

    /// Changes something behind the product's back.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn tamper(&self, statement: String) -> Result<()> {
        self.values(statement).await.map(drop)
    }

    async fn entries(&self, statement: String) -> Result<Vec<(String, String)>> {
        let entries = self.values(format!("RETURN {statement};")).await?;
        Ok(entries
            .into_iter()
            .filter_map(|entry| match entry {
                Value::Array(pair) => match pair.as_slice() {
                    [Value::String(name), Value::String(value)] => {
                        Some((name.clone(), value.clone()))
                    }
                    _ => None,
                },
                _ => None,
            })
            .collect())
    }

    async fn values(&self, statement: String) -> Result<Vec<Value>> {
        let mut answer = query!(self, statement.as_str(), Variables::new())?.check()?;
        match answer.take(0)? {
            Value::Array(list) => Ok(list.into_iter().collect()),
            Value::None => Ok(Vec::new()),
            one => Ok(vec![one]),
        }
    }
}

fn row(value: &Value) -> Row {
    let mut bytes = Vec::new();
    collect(value, &mut bytes);
    Row {
        text: value.to_sql(),
        bytes,
    }
}

fn collect(value: &Value, into: &mut Vec<Vec<u8>>) {
    match value {
        Value::Bytes(bytes) => into.push(bytes.to_vec()),
        Value::Array(list) => list.iter().for_each(|value| collect(value, into)),
        Value::Object(object) => object.iter().for_each(|(_, value)| collect(value, into)),
        _ => {}
    }
}
