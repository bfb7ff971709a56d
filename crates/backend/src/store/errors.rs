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
///
/// surrealkv (0.21) has a second word for it, which SurrealDB (3.3) passes on as any failure: a unit that begins in the very moment in which
/// the engine forgets old writes is told that its snapshot is too old. Nothing of it took effect.
pub(super) fn is_conflict(error: &surrealdb::Error) -> bool {
    let text = error.to_string();
    matches!(error.query_details(), Some(QueryError::TransactionConflict))
        || text.contains("This transaction can be retried")
        || text.contains("Transaction retry required")
}

/// Whether the unit certainly did not take effect, nor will: it refused itself, met a row that is there, or gave way to another.
pub(super) fn is_refusal(error: &surrealdb::Error) -> bool {
    let text = error.to_string();
    is_conflict(error)
        || text.starts_with("An error occurred: ")
        || text.contains("already exists")
        || text.contains("already contains")
}

/// Whether it only says that something else failed. Why a COMMIT failed is told by a row of its own, of the same kind.
fn is_echo(error: &surrealdb::Error) -> bool {
    let is_quiet = matches!(
        error.query_details(),
        Some(QueryError::NotExecuted | QueryError::Cancelled)
    );
    is_quiet && !error.to_string().contains("Cannot COMMIT")
}

/// In a failed unit every statement reports an error; all but one only say that they were not executed.
pub(super) fn cause_of_failure(results: &mut IndexedResults) -> Option<surrealdb::Error> {
    let mut errors: Vec<_> = results.take_errors().into_iter().collect();
    errors.sort_by_key(|(index, _)| *index);
    let cause = errors
        .iter()
        .position(|(_, e)| is_conflict(e))
        .or_else(|| errors.iter().position(|(_, e)| !is_echo(e)))
        .unwrap_or(0);
    (!errors.is_empty()).then(|| errors.swap_remove(cause).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(text: &str, details: QueryError) -> surrealdb::Error {
        surrealdb::Error::query(text.to_owned(), Some(details))
    }

    #[test]
    fn a_snapshot_that_is_too_old_is_a_conflict_and_a_failed_commit_tells_why() {
        let echo = failed(
            "The query was not executed due to a failed transaction",
            QueryError::NotExecuted,
        );
        let old = failed(
            "Cannot COMMIT: There was a problem with a transaction: Transaction retry required: \
             snapshot is older than the commit oracle's GC window",
            QueryError::NotExecuted,
        );
        let full = failed(
            "Cannot COMMIT: There was a problem with a transaction: Memtable arena is full",
            QueryError::NotExecuted,
        );
        assert!(is_echo(&echo) && !is_conflict(&echo));
        assert!(is_conflict(&old));
        assert!(!is_echo(&full) && !is_conflict(&full));
    }
}
