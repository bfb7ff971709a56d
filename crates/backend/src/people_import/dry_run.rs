//! The second step: what each line would do.

use std::collections::HashMap;

use domain::{
    access::{Act, PermissionKey, Role},
    error::{Field, Problem, Refusal},
    id::Id,
    people::FirstPassword,
    people_import::{Counts, Import, ImportState, Mapping, MissingPerson},
};
use serde::{Deserialize, Serialize};

use super::{
    claim::Claim,
    directory::{Directory, Membership, Registered},
    parts::{self, Kind},
    plan::{Options, Plan, PlannedLine, plan},
    records::{self, DryRun, Stored},
    upload::Head,
};
use crate::{
    Backend,
    access::{Actor, Scope},
    error::{Error, Result},
    people::{self, OpenedPerson, groups, roster},
    store::thrown,
    tabular::Row,
};

/// Missing people that are kept for showing.
const KEPT: usize = 2_000;

/// What was chosen at the mapping step, and by whom.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Choice {
    pub mapping: Mapping,
    pub create_groups: bool,
    /// Role and flag of who planned: a plan is only good for who has the same.
    #[serde(default)]
    pub rights: Option<(Role, bool)>,
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
/// [`Refusal::Forbidden`] without the right; [`Refusal::TooLate`] once it is confirmed; [`Refusal::Invalid`] for a mapping that cannot be used;
/// [`Refusal::Changed`] when somebody else planned it meanwhile.
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
        rights: Some(rights(scope)),
    };
    let made = make(backend, scope, id, choice).await?;
    keep(backend, scope, &stored, &made, None).await?;
    Ok(made.plan.counts())
}

/// Goes back to the mapping step.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::TooLate`] once it is confirmed; [`Refusal::Changed`] when somebody else planned it meanwhile.
pub async fn map_again(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<()> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    let stored = open(backend, scope, id).await?;
    let mut claim = Claim::of(&stored);
    let mut unit = claim.unit(scope);
    records::to_be_mapped(&mut unit, scope, id);
    match claim.commit(backend, unit).await {
        Err(error) if is_lost(&error) => Err(lost(backend, scope, id).await),
        done => done,
    }
}

/// An import that was not confirmed yet.
pub(super) async fn open(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<Stored> {
    let stored = records::one(backend, scope, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    match stored.state {
        ImportState::Mapping | ImportState::Planned => Ok(stored),
        ImportState::Uploading | ImportState::Cancelling => Err(Refusal::NotFound.into()),
        ImportState::Running | ImportState::Mailing | ImportState::Finished => {
            Err(Refusal::TooLate.into())
        }
    }
}

/// Whether a unit refused itself because somebody else has taken the claim.
pub(super) fn is_lost(error: &Error) -> bool {
    thrown(error).as_deref() == Some("changed")
}

/// What to tell who lost the claim: what the other has done with the import.
pub(super) async fn lost(backend: &Backend, scope: &Scope, id: Id<Import>) -> Error {
    match open(backend, scope, id).await {
        Ok(_) => Refusal::Changed.into(),
        Err(error) => error,
    }
}

/// Role and flag of who asks: nobody plans for somebody with more rights than their own.
pub(super) fn rights(scope: &Scope) -> (Role, bool) {
    match scope.actor() {
        Actor::System => (Role::Manager, true),
        Actor::Person(person) => (person.role, person.is_org_admin),
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

/// A plan with what it was made from.
pub(super) struct Made {
    pub choice: Choice,
    pub plan: Plan,
    pub roster_rev: u64,
}

/// The plan as of now, for the rights that the choice names.
pub(super) async fn make(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    choice: Choice,
) -> Result<Made> {
    let options = Options {
        create_groups: choice.create_groups,
        default_role: Role::Learner,
        actor: choice.rights.unwrap_or_else(|| rights(scope)),
    };
    // The rev first: what changes while the rest is read makes a later confirmation plan again.
    let roster_rev = roster(backend, scope.organization()).await?.rev;
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
    Ok(Made {
        choice,
        plan,
        roster_rev,
    })
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

/// Puts a plan away, instead of the one before. With `confirmed` it takes the place of a plan that was confirmed in that way.
///
/// # Errors
/// As [`open`], and [`Refusal::Changed`] when somebody else planned it meanwhile.
pub(super) async fn keep(
    backend: &Backend,
    scope: &Scope,
    stored: &Stored,
    made: &Made,
    confirmed: Option<FirstPassword>,
) -> Result<()> {
    match write(backend, scope, stored, made, confirmed).await {
        Err(error) if is_lost(&error) => Err(lost(backend, scope, stored.id).await),
        done => done,
    }
}

async fn write(
    backend: &Backend,
    scope: &Scope,
    stored: &Stored,
    made: &Made,
    confirmed: Option<FirstPassword>,
) -> Result<()> {
    let Made {
        choice,
        plan,
        roster_rev,
    } = made;
    let mut claim = Claim::of(stored);
    // Between the two plans there is none to confirm.
    let mut unit = claim.unit(scope);
    records::to_be_mapped(&mut unit, scope, stored.id);
    claim.commit(backend, unit).await?;
    parts::delete(backend, scope, &mut claim, Kind::Plan).await?;
    let lines = parts::cut(&plan.lines)?;
    parts::write(backend, scope, &mut claim, Kind::Plan, &lines).await?;
    let report = Report {
        new_groups: plan.new_groups.clone(),
        missing: plan.missing.iter().take(KEPT).cloned().collect(),
        is_new: confirmed.is_some(),
    };
    let run = DryRun {
        roster_rev: *roster_rev,
        choice: &serde_json::to_vec(choice).unwrap_or_default(),
        report: &serde_json::to_vec(&report).unwrap_or_default(),
        counts: &plan.counts(),
        first_password: confirmed.or(stored.first_password),
    };
    let mut unit = claim.unit(scope);
    records::planned(&mut unit, scope, stored.id, &run)?;
    claim.commit(backend, unit).await
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
