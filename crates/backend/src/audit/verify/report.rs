//! What verification found.

use std::fmt;

use domain::id::Id;

use crate::audit::Entry;

/// Breaks that are named; further ones are only counted.
pub(super) const MOST: usize = 1_000;

/// What is wrong with a place of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreakKind {
    /// It does not say what it said; or the entry before it was replaced together with its link, which looks the same.
    Edited,
    /// So many entries from here on are gone.
    Missing(u64),
    /// It was not written by this product.
    Inserted,
    /// It stood at another number.
    Moved { from: u64 },
    /// So many of the last entries are gone, this one the first of them.
    CutOff(u64),
    /// It has another link than the key ring, or a signed checkpoint, remembers: it, or everything up to it, was written anew.
    Rewritten,
    /// The checkpoint at this number does not bear the installation's signature.
    Forged,
}

/// One break, named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// The number in the organisation's log; 0 for an entry without one.
    pub number: u64,
    /// The entry, where there is one.
    pub entry: Option<uuid::Uuid>,
    pub kind: BreakKind,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}", self.number)?;
        if let Some(entry) = self.entry {
            write!(f, " ({entry})")?;
        }
        match self.kind {
            BreakKind::Edited => write!(
                f,
                " was edited, or the entry before it was replaced with its link"
            ),
            BreakKind::Missing(1) => write!(f, " is missing"),
            BreakKind::Missing(count) => write!(f, " and the {} after it are missing", count - 1),
            BreakKind::Inserted => write!(f, " was inserted"),
            BreakKind::Moved { from } => write!(f, " was moved: it was number {from}"),
            BreakKind::CutOff(1) => write!(f, ", the last one, was cut off"),
            BreakKind::CutOff(count) => {
                write!(
                    f,
                    " and the {} after it, the last ones, were cut off",
                    count - 1
                )
            }
            BreakKind::Rewritten => write!(
                f,
                " is not the one the key ring or a signed checkpoint remembers: the log was written anew"
            ),
            BreakKind::Forged => write!(f, ": its checkpoint was forged or changed"),
        }
    }
}

/// The result of verifying one organisation's log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Entries of deleted people: their place in the chain was checked, what is sealed in them is out of reach.
    pub out_of_reach: u64,
    /// In the order of their numbers.
    pub breaks: Vec<Break>,
    /// Breaks beyond those that are named.
    pub further: u64,
}

impl Report {
    /// Whether the log is as it was written.
    pub fn holds(&self) -> bool {
        self.breaks.is_empty()
    }

    pub(super) fn add(&mut self, number: u64, entry: Option<Id<Entry>>, kind: BreakKind) {
        let found = Break {
            number,
            entry: entry.map(Id::uuid),
            kind,
        };
        if self.breaks.contains(&found) {
            return;
        }
        if self.breaks.len() < MOST {
            self.breaks.push(found);
        } else {
            self.further += 1;
        }
    }

    pub(super) fn sort(&mut self) {
        self.breaks.sort();
    }
}
