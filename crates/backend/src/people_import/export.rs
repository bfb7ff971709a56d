//! The dry run as a file: the file's own columns, with what each line would do and why.

use domain::{
    access::{Act, PermissionKey},
    id::Id,
    people_import::{Import, ImportState, Outcome},
    tabular::CsvEncoding,
    text::{Locale, text},
};

use super::{
    dry_run,
    parts::{self, Kind},
    plan::PlannedLine,
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::{Error, Result},
    store::Unit,
    tabular::{CsvFile, Row, Writer},
};

/// Lines of the dry run with that outcome, or all, as CSV: line number, the file's own columns, outcome, reason.
/// With the columns as they came, the file can be mended and imported again. In code page 932 it asks first, unless it is `agreed`
/// that characters are replaced.
///
/// # Errors
/// [`Refusal::Forbidden`](domain::error::Refusal::Forbidden) without the right to edit settings;
/// [`Refusal::TooLate`](domain::error::Refusal::TooLate) once it is confirmed.
pub async fn lines_csv(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    filter: Option<Outcome>,
    (encoding, agreed): (CsvEncoding, bool),
    locale: Locale,
) -> Result<CsvFile> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let stored = dry_run::open(backend, scope, id).await?;
    if stored.state != ImportState::Planned {
        return Err(domain::error::Refusal::NotFound.into());
    }
    let heading = dry_run::head(&stored)?.heading;
    let rows: Vec<Vec<Row>> = parts::read(backend, scope, id, Kind::Line).await?;
    let planned: Vec<Vec<PlannedLine>> = parts::read(backend, scope, id, Kind::Plan).await?;
    let written = tokio::task::spawn_blocking(move || {
        let words = &text(locale).people_import;
        let mut writer = Writer::new(Vec::new(), encoding)?;
        let added = [words.line, words.outcome_column, words.reason];
        writer.row(heading.iter().map(String::as_str).chain(added))?;
        let lines = rows
            .into_iter()
            .flatten()
            .zip(planned.into_iter().flatten());
        for (row, line) in lines {
            let view = line.view;
            if filter.is_some_and(|outcome| view.outcome != outcome) {
                continue;
            }
            let problems = view.problems.iter().map(|problem| (words.problem)(problem));
            let changes = view.changes.iter().map(|change| (words.change)(change));
            let reasons: Vec<String> = problems.chain(changes).collect();
            let number = row.line.to_string();
            let reason = reasons.join(words.between);
            let added = [number.as_str(), (words.outcome)(view.outcome), &reason];
            writer.row(
                (0..heading.len())
                    .map(|column| row.cell(column))
                    .chain(added),
            )?;
        }
        Ok::<_, Error>(writer.finish()?)
    });
    let (bytes, replaced) = written.await??;
    if replaced.count > 0 && !agreed {
        return Ok(CsvFile::Asks(replaced));
    }
    let mut unit = Unit::new();
    let what = filter.map_or("all", Outcome::as_str);
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::ImportLinesExported,
        Some(id.uuid()),
        &[("which", what)],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(CsvFile::Ready {
        bytes: bytes.into(),
        replaced,
    })
}
