//! What the pages of an import show.

use domain::{
    access::{Act, PermissionKey},
    error::Refusal,
    id::Id,
    people::FirstPassword,
    people_import::{
        Import, ImportRow, ImportState, ImportView, LINES_A_PAGE, LineView, MappingView, Outcome,
        PlanView, Progress, Step,
    },
};

use super::{
    dry_run::{self, Choice},
    parts::{self, Kind, MAILED, WRITTEN},
    plan::PlannedLine,
    records::{self, Stored},
};
use crate::{
    Backend,
    access::Scope,
    error::Result,
    people::{roster, sheets},
};

/// Missing people and new groups shown at once.
const SHOWN: usize = 200;

/// The newest imports of the organisation.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to edit settings.
pub async fn list(backend: &Backend, scope: &Scope) -> Result<Vec<ImportRow>> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let stored = records::newest(backend, scope).await?;
    Ok(stored
        .iter()
        .filter(|stored| stored.state.is_shown())
        .map(row)
        .collect())
}

fn row(stored: &Stored) -> ImportRow {
    ImportRow {
        id: stored.id,
        file_name: stored.file_name.clone(),
        state: stored.state,
        lines: stored.lines,
        counts: stored.counts,
        created_at: stored.created_at,
        finished_at: stored.finished_at,
    }
}

/// An import at its present step; of its dry run the lines of that outcome from number `from` on.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right to edit settings; [`Refusal::NotFound`].
pub async fn view(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    filter: Option<Outcome>,
    from: u32,
) -> Result<ImportView> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let stored = records::one(backend, scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let step = match stored.state {
        ImportState::Mapping => Step::Map(Box::new(mapping(&stored)?)),
        ImportState::Planned => {
            Step::Confirm(Box::new(plan(backend, scope, &stored, filter, from).await?))
        }
        ImportState::Running | ImportState::Mailing => {
            Step::Run(progress(backend, scope, &stored).await?)
        }
        ImportState::Finished => {
            let sheet = match stored.sheet {
                Some(sheet) if sheets::is_readable(backend, scope, sheet).await? => Some(sheet),
                _ => None,
            };
            Step::Done {
                sheet,
                first_password: stored.first_password.filter(|_| stored.counts.create > 0),
            }
        }
        ImportState::Uploading | ImportState::Cancelling => return Err(Refusal::NotFound.into()),
    };
    Ok(ImportView {
        row: row(&stored),
        step,
    })
}

fn mapping(stored: &Stored) -> Result<MappingView> {
    let head = dry_run::head(stored)?;
    let chosen = dry_run::choice(stored).ok();
    let columns = head.columns();
    Ok(MappingView {
        encoding: head.encoding,
        delimiter: head.delimiter,
        columns,
        is_remembered: head.is_remembered && chosen.is_none(),
        create_groups: chosen.as_ref().is_none_or(|choice| choice.create_groups),
        mapping: chosen.map_or(head.mapping, |Choice { mapping, .. }| mapping),
    })
}

async fn plan(
    backend: &Backend,
    scope: &Scope,
    stored: &Stored,
    filter: Option<Outcome>,
    from: u32,
) -> Result<PlanView> {
    let parts: Vec<Vec<PlannedLine>> = parts::read(backend, scope, stored.id, Kind::Plan).await?;
    let wanted = |line: &LineView| filter.is_none_or(|outcome| line.outcome == outcome);
    let mut lines: Vec<LineView> = parts
        .into_iter()
        .flatten()
        .map(|line| line.view)
        .filter(wanted)
        .skip(from as usize)
        .take(usize::from(LINES_A_PAGE) + 1)
        .collect();
    let has_more = lines.len() > usize::from(LINES_A_PAGE);
    lines.truncate(usize::from(LINES_A_PAGE));
    let mut report = dry_run::report(stored);
    report.missing.truncate(SHOWN);
    report.new_groups.truncate(SHOWN);
    let head = dry_run::head(stored)?;
    let choice = dry_run::choice(stored)?;
    let roster = roster(backend, scope.organization()).await?;
    let free = roster.seats.saturating_sub(roster.people);
    Ok(PlanView {
        number: stored.plan,
        is_new: report.is_new,
        filter,
        lines,
        from,
        next: has_more.then(|| from + u32::from(LINES_A_PAGE)),
        missing: report.missing,
        new_groups: report.new_groups,
        unused: head
            .heading
            .into_iter()
            .zip(choice.mapping.columns)
            .filter(|(heading, target)| target.is_none() && !heading.is_empty())
            .map(|(heading, _)| heading)
            .collect(),
        seats_missing: stored.counts.create.saturating_sub(free),
        first_password: stored.first_password.unwrap_or(FirstPassword::Mail),
    })
}

async fn progress(backend: &Backend, scope: &Scope, stored: &Stored) -> Result<Progress> {
    let stages = parts::stages(backend, scope, stored.id).await?;
    // Writing somebody takes most of the time, their mail a little of it.
    let done: u32 = stages
        .iter()
        .map(|&(stage, lines)| match stage {
            MAILED => lines,
            WRITTEN => lines - lines / 10,
            _ => 0,
        })
        .sum();
    let total: u32 = stages.iter().map(|&(_, lines)| lines).sum();
    let begun = stored.confirmed_at.unwrap_or(stored.created_at);
    let passed = backend.now().saturating_sub(begun);
    let seconds_left = (done > 0)
        .then(|| passed * u64::from(total.saturating_sub(done)) / u64::from(done) / 1_000)
        .and_then(|seconds| u32::try_from(seconds).ok());
    Ok(Progress {
        done,
        total,
        seconds_left,
    })
}
