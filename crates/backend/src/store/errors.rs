//! How SurrealDB tells what went wrong. Some of it is told by text alone; tests pin the wording.

use surrealdb::{IndexedResults, types::QueryError};

use crate::error::Error;

/// Whether a row of `table` with that id, or with that value in a unique index of it, was there already.
pub fn is_taken(error: &Error, table: &str) -> bool {
    let Error::Store(error) = error else {
        return false;
    };
    let text = error.to_string();
    (text.contains(&format!("Database record `{table}:")) && text.contains("already exists"))
        || (text.contains("already contains") && text.contains(&format!("`{table}:")))
}

/// The code a unit refused itself with: `THROW 'code'`.
pub fn thrown(error: &Error) -> Option<String> {
    let Error::Store(error) = error else {
        return None;
    };
    let text = error.to_string();
    text.strip_prefix("An error occurred: ").map(str::to_owned)
}

/// Whether another unit came between; the same unit may go again.
pub(super) fn is_conflict(error: &surrealdb::Error) -> bool {
    matches!(error.query_details(), Some(QueryError::TransactionConflict))
        || error
            .to_string()
            .contains("This transaction can be retried")
}

/// In a failed unit every statement reports an error; all but one only say that they were not executed.
pub(super) fn cause_of_failure(results: &mut IndexedResults) -> Option<surrealdb::Error> {
    let mut errors: Vec<_> = results.take_errors().into_iter().collect();
    errors.sort_by_key(|(index, _)| *index);
    let is_echo = |e: &surrealdb::Error| {
        matches!(
            e.query_details(),
            Some(QueryError::NotExecuted | QueryError::Cancelled)
        )
    };
    let cause = errors
        .iter()
        .position(|(_, e)| is_conflict(e))
        .or_else(|| errors.iter().position(|(_, e)| !is_echo(e)))
        .unwrap_or(0);
    (!errors.is_empty()).then(|| errors.swap_remove(cause).1)
}
