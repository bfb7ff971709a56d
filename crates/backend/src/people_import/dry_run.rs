//! The second step: what each line would do.

use std::collections::HashMap;

use domain::{
    access::{Act, PermissionKey, Role},
    error::{Field, Problem, Refusal},
    id::Id,
    people_import::{Counts, Import, ImportState, Mapping, MissingPerson},
};
use serde::{Deserialize, Serialize};

use super::{
    directory::{Directory, Membership, Registered},
    parts::{self, Kind},
    plan::{Options, Plan, PlannedLine, plan},
    records::{self, DryRun, Stored},
    upload::{Head, heading_digest},
};
use crate::{
    Backend,
    access::{Actor, Scope},
    error::{Error, Result},
    people::{self, OpenedPerson, groups, roster},
    store::{Unit, thrown},
    tabular::Row,
};

/// Lines of a plan in one sealed part.
const LINES_A_PART: usize = 500;
/// Missing people and new groups that are kept for showing.
const KEPT: usize = 2_000;

/// What was chosen at the mapping step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Choice {
    pub mapping: Mapping,
    pub create_groups: bool,
}

/// What of a plan is not about a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Report {
    pub new_groups: Vec<String>,
    pub missing: Vec<MissingPerson>,
    /// The plan is another than the one that was shown and confirmed.
    pub is_new: bool,
}

/// Plans an import: compares every line with the people registered. Changes nothing of theirs.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::TooLate`] once it is confirmed; [`Refusal::Invalid`] for a mapping that cannot be used.
pub async fn plan_import(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    mapping: Mapping,
    create_groups: bool,
) -> Result<Counts> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let stored = open(backend, scope, id).await?;
    let head = head(&stored)?;
    if mapping.check(head.heading.len()).is_err() {
        return Err(Refusal::invalid(Field::Mapping, Problem::Wrong).into());
    }
    let choice = Choice {
        mapping,
        create_groups,
    };
    let (plan, rev) = make(backend, scope, id, &choice).await?;
    let mut unit = Unit::new();
    let json = serde_json::to_vec(&choice.mapping).unwrap_or_default();
    records::remember(
        &mut unit,
        scope,
        &heading_digest(scope, &head.heading),
        &json,
    )?;
    backend.store.commit(unit).await?;
    let counts = plan.counts();
    keep(backend, scope, &stored, &choice, &plan, rev, false).await?;
    Ok(counts)
}

/// Goes back to the mapping step.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::TooLate`] once it is confirmed.
pub async fn map_again(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    open(backend, scope, id).await?;
    let mut unit = Unit::new();
    records::unplanned(&mut unit, scope, id);
    backend
        .store
        .commit(unit)
        .await
        .map(|_| ())
        .map_err(too_late)
}

/// An import that was not confirmed yet.
pub(super) async fn open(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<Stored> {
    let stored = records::one(backend, scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if matches!(stored.state, ImportState::Mapping | ImportState::Planned) {
        Ok(stored)
    } else {
        Err(Refusal::TooLate.into())
    }
}

pub(super) fn head(stored: &Stored) -> Result<Head> {
    serde_json::from_slice(&stored.head).map_err(|_| Error::Corrupt("import head"))
}

pub(super) fn choice(stored: &Stored) -> Result<Choice> {
    serde_json::from_slice(&stored.choice).map_err(|_| Error::Corrupt("import choice"))
}

pub(super) fn report(stored: &Stored) -> Report {
    serde_json::from_slice(&stored.report).unwrap_or_default()
}

/// The plan as of now, with the roster's rev it was made from.
pub(super) async fn make(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    choice: &Choice,
) -> Result<(Plan, u64)> {
    let actor = match scope.actor() {
        Actor::System => (Role::Manager, true),
        Actor::Person(person) => (person.role, person.is_org_admin),
    };
    let options = Options {
        create_groups: choice.create_groups,
        default_role: Role::Learner,
        actor,
    };
    // The rev first: what changes while the rest is read makes a later confirmation plan again.
    let rev = roster(backend, scope.organization()).await?.rev;
    let (rows, people, groups, memberships) = tokio::try_join!(
        parts::read::<Vec<Row>>(backend, scope, id, Kind::Line),
        people::everybody_opened(backend, scope),
        groups::all(backend, scope),
        groups::all_memberships(backend, scope),
    )?;
    let mapping = choice.mapping.clone();
    let plan = tokio::task::spawn_blocking(move || {
        let mut of: HashMap<_, Vec<Membership>> = HashMap::with_capacity(people.len());
        for known in memberships {
            of.entry(known.person).or_default().push(Membership {
                group: known.group,
                imported: known.by_import,
            });
        }
        let people = people
            .into_iter()
            .map(|person| {
                let groups = of.remove(&person.id).unwrap_or_default();
                registered(person, groups)
            })
            .collect();
        let groups = groups
            .into_iter()
            .map(|group| (group.id, group.name))
            .collect();
        let directory = Directory::new(people, groups);
        let rows: Vec<Row> = rows.into_iter().flatten().collect();
        plan(&rows, &mapping, &directory, options)
    })
    .await?;
    Ok((plan, rev))
}

fn registered(person: OpenedPerson, groups: Vec<Membership>) -> Registered {
    Registered {
        id: person.id,
        name: person.name,
        email: person.email,
        employee_number: person.employee_number,
        login_id: person.login_id,
        role: person.role,
        is_org_admin: person.is_org_admin,
        groups,
    }
}

/// Puts a plan away, instead of the one before.
pub(super) async fn keep(
    backend: &Backend,
    scope: &Scope,
    stored: &Stored,
    choice: &Choice,
    plan: &Plan,
    roster_rev: u64,
    is_new: bool,
) -> Result<()> {
    if stored.state == ImportState::Planned {
        // Between the two plans there is none to confirm.
        let mut unit = Unit::new();
        records::unplanned(&mut unit, scope, stored.id);
        backend.store.commit(unit).await.map_err(too_late)?;
    }
    parts::delete(backend, scope, stored.id, Kind::Plan).await?;
    let lines: Vec<(&[PlannedLine], u32)> = plan
        .lines
        .chunks(LINES_A_PART)
        .map(|lines| (lines, u32::try_from(lines.len()).unwrap_or(0)))
        .collect();
    parts::write(backend, scope, stored.id, Kind::Plan, &lines).await?;
    let report = Report {
        new_groups: plan.new_groups.clone(),
        missing: plan.missing.iter().take(KEPT).cloned().collect(),
        is_new,
    };
    let mut unit = Unit::new();
    let run = DryRun {
        number: stored.plan + 1,
        roster_rev,
        choice: &serde_json::to_vec(choice).unwrap_or_default(),
        report: &serde_json::to_vec(&report).unwrap_or_default(),
        counts: &plan.counts(),
    };
    records::planned(&mut unit, scope, stored.id, &run)?;
    backend
        .store
        .commit(unit)
        .await
        .map(|_| ())
        .map_err(too_late)
}

fn too_late(error: Error) -> Error {
    if thrown(&error).as_deref() == Some("changed") {
        Refusal::TooLate.into()
    } else {
        error
    }
}

/// The plan that was put away.
pub(super) async fn kept(backend: &Backend, scope: &Scope, stored: &Stored) -> Result<Plan> {
    let lines: Vec<Vec<PlannedLine>> = parts::read(backend, scope, stored.id, Kind::Plan).await?;
    let report = report(stored);
    Ok(Plan {
        lines: lines.into_iter().flatten().collect(),
        new_groups: report.new_groups,
        missing: report.missing,
    })
}
