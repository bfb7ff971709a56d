//! The first step: a file comes in, is read, and its lines are put away sealed.

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people_import::{ColumnView, Import, ImportState, Mapping},
    tabular::{Delimiter, Encoding, FileProblem},
};
use serde::{Deserialize, Serialize};
use vault::Index;

use super::{
    claim::Claim,
    guess::{duplicates, guess, signature},
    parts::{self, Kind},
    records, remembered,
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::Result,
    store::{Unit, thrown},
    tabular::{Limits, Table, read},
};

/// Values of a column that the mapping step shows.
const SAMPLES: usize = 3;
const MAX_FILE_NAME: usize = 200;

/// What is kept of a file beside its lines.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub encoding: Encoding,
    pub delimiter: Delimiter,
    pub heading: Vec<String>,
    pub samples: Vec<Vec<String>>,
    /// As guessed, or remembered from a file with the same heading.
    pub mapping: Mapping,
    pub is_remembered: bool,
}

impl Head {
    pub(super) fn columns(&self) -> Vec<ColumnView> {
        let same_as = duplicates(&self.heading);
        let samples = self
            .samples
            .iter()
            .cloned()
            .chain(std::iter::repeat(Vec::new()));
        self.heading
            .iter()
            .zip(samples)
            .zip(same_as)
            .map(|((heading, samples), same_as)| ColumnView {
                heading: heading.clone(),
                samples,
                same_as: same_as.and_then(|at| u16::try_from(at).ok()),
            })
            .collect()
    }
}

/// What came of a file: an import to be mapped, or what is wrong with the file.
pub type Uploaded = Result<Id<Import>, FileProblem>;

/// Reads a file and begins an import of it. Nothing is changed by this, and it can be cancelled without a trace.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to edit settings; [`Refusal::NotSignedIn`] for the system.
pub async fn upload(
    backend: &Backend,
    scope: &Scope,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<Uploaded> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let who = scope.signed_in()?;
    let read = tokio::task::spawn_blocking(move || read(&bytes, &Limits::default())).await?;
    let table = match read {
        Ok(table) => table,
        Err(problem) => return Ok(Err(problem)),
    };
    let digest = heading_digest(scope, &table.heading);
    let remembered = remembered::mapping(backend, scope, &digest)
        .await?
        .and_then(|json| serde_json::from_slice::<Mapping>(&json).ok())
        .filter(|mapping| mapping.check(table.heading.len()).is_ok());
    let head = Head {
        encoding: table.encoding,
        delimiter: table.delimiter,
        samples: samples(&table),
        is_remembered: remembered.is_some(),
        mapping: remembered.unwrap_or_else(|| guess(&table.heading)),
        heading: table.heading,
    };

    let now = backend.now();
    let id = Id::<Import>::new(now)?;
    let head = serde_json::to_vec(&head).unwrap_or_default();
    // The row comes first, unseen until all lines are in: what a crash leaves behind is found and swept.
    let mut unit = Unit::new();
    let begin = records::Begin {
        id,
        actor: who.person,
        session: &who.session,
        file_name: shortened(file_name),
        head: &head,
        lines: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
    };
    records::insert(&mut unit, scope, &begin, now)?;
    backend.store.commit(unit).await?;
    let mut claim = Claim::new(id);
    let lines = parts::cut(&table.rows)?;
    parts::write(backend, scope, &mut claim, Kind::Line, &lines).await?;

    let mut unit = claim.unit(scope);
    records::to_be_mapped(&mut unit, scope, id);
    let count = begin.lines.to_string();
    audit::note(
        &mut unit,
        scope,
        now,
        Event::ImportUploaded,
        Some(id.uuid()),
        &[("lines", &count)],
    )?;
    claim.commit(backend, unit).await?;
    backend.wake.audit.notify_one();
    Ok(Ok(id))
}

/// The last part of a path, bounded: some browsers send more than the name.
fn shortened(file_name: &str) -> &str {
    let name = file_name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .trim();
    &name[..name.floor_char_boundary(MAX_FILE_NAME)]
}

fn samples(table: &Table) -> Vec<Vec<String>> {
    (0..table.heading.len())
        .map(|column| {
            table
                .rows
                .iter()
                .map(|row| row.cell(column).trim())
                .filter(|cell| !cell.is_empty())
                .take(SAMPLES)
                .map(|cell| cell.chars().take(40).collect())
                .collect()
        })
        .collect()
}

/// What files with this heading are remembered by.
pub(super) fn heading_digest(scope: &Scope, heading: &[String]) -> String {
    scope
        .organization_key()
        .blind_index(Index::ImportHeaders, &signature(heading))
        .as_str()
        .to_owned()
}

/// Cancels an import that was not confirmed: nothing is left of it but the entries of the operation log.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::TooLate`] once it was confirmed; [`Refusal::NotFound`] once it was cancelled.
pub async fn cancel(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    records::one(backend, scope, id)
        .await?
        .filter(|stored| stored.state != ImportState::Cancelling)
        .ok_or(Refusal::NotFound)?;
    // Nothing of it is touched before it is certain that nobody carries it out.
    let mut unit = Unit::new();
    records::cancelling(&mut unit, scope, id);
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::ImportCancelled,
        Some(id.uuid()),
        &[],
    )?;
    match backend.store.commit(unit).await {
        Err(error) if thrown(&error).as_deref() == Some("too_late") => {
            return Err(Refusal::TooLate.into());
        }
        done => done?,
    };
    backend.wake.audit.notify_one();
    erase(backend, scope, id).await
}

/// Deletes what is left of an import that was cancelled; what interrupts it is made up for by the next [`sweep`](super::sweep).
pub(super) async fn erase(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<()> {
    parts::delete_all(backend, scope, id).await?;
    records::remove(backend, scope, id).await
}
