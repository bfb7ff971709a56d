//! Everything a store holds, as whoever has its files and the engine reads it: for tests that look for what must not be there.

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

impl Store {
    /// Reads every table whole.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn dump(&self) -> Result<Vec<Table>> {
        let mut tables = Vec::new();
        for (name, _) in self
            .entries("object::entries((INFO FOR DB).tables)".to_owned())
            .await?
        {
            let columns = self
                .entries(format!("object::entries((INFO FOR TABLE `{name}`).fields)"))
                .await?;
            let rows = self.values(format!("SELECT * FROM `{name}`")).await?;
            tables.push(Table {
                name,
                columns,
                rows: rows.iter().map(row).collect(),
            });
        }
        Ok(tables)
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
        let none = Variables::new();
        let mut answer = match &self.0.connection {
            Connection::Embedded(db) => timed(db.query(statement).bind(none)).await?,
            Connection::Remote(db) => timed(db.query(statement).bind(none)).await?,
        }
        .check()?;
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
