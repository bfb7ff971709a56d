//! Denials of people who are not signed in: counted by minute and kind, so that a flood of them cannot fill the store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::time::MINUTE_MS;

use super::records;
use crate::{Backend, error::Result, store::Unit};

/// Why somebody unknown was turned away. Text forms are stored: never rename one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denial {
    /// Asked for something that needs a session.
    NotSignedIn,
    /// Tried to sign in as nobody who exists.
    UnknownAccount,
    /// Came with a link that is not good.
    BadLink,
    /// Came from another site, or under another host.
    WrongOrigin,
    /// Came too often.
    TooMany,
}

impl Denial {
    /// The text form that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::UnknownAccount => "unknown_account",
            Self::BadLink => "bad_link",
            Self::WrongOrigin => "wrong_origin",
            Self::TooMany => "too_many",
        }
    }
}

/// Counts that are not in the store yet, by minute and kind. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Denials(Arc<Mutex<BTreeMap<(u64, &'static str), u64>>>);

impl Denials {
    /// Counts one at `now` (Unix milliseconds).
    pub fn count(&self, denial: Denial, now: u64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts
            .entry((now / MINUTE_MS, denial.as_str()))
            .or_default() += 1;
    }

    fn take(&self) -> Vec<((u64, &'static str), u64)> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *counts).into_iter().collect()
    }

    fn give_back(&self, taken: &[((u64, &'static str), u64)]) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in taken {
            *counts.entry(*key).or_default() += count;
        }
    }
}

/// Writes the counts down. A worker does it once a minute and when the server stops.
///
/// # Errors
/// When the store fails; the counts are kept for the next time.
pub async fn flush_denials(backend: &Backend) -> Result<()> {
    let counts = backend.denials.take();
    if counts.is_empty() {
        return Ok(());
    }
    let mut unit = Unit::new();
    records::add_denials(&mut unit, &counts);
    match backend.store.commit(unit).await {
        Ok(_) => Ok(()),
        Err(error) => {
            backend.denials.give_back(&counts);
            Err(error)
        }
    }
}

/// What was counted from `from` up to `to` (Unix milliseconds): minute as Unix milliseconds, kind, count.
///
/// # Errors
/// When the store fails.
pub async fn denials(backend: &Backend, from: u64, to: u64) -> Result<Vec<(u64, String, u64)>> {
    let rows = records::denials(backend, from / MINUTE_MS, to / MINUTE_MS + 1).await?;
    Ok(rows
        .into_iter()
        .map(|(minute, kind, count)| (minute * MINUTE_MS, kind, count))
        .collect())
}
