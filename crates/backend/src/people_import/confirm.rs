//! The third step: the plan that was looked at is fixed, and from then on carried out whole.

use domain::{
    access::{Act, PermissionKey},
    error::{Field, Problem, Refusal},
    id::Id,
    people::{FirstPassword, Group, PasswordSheet, Person},
    people_import::{Import, ImportState},
};
use serde::{Deserialize, Serialize};

use super::{
    claim::Claim,
    dry_run::{Made, choice, head, is_lost, keep, kept, lost, make, open, rights},
    parts::{self, Kind},
    plan::{After, Deed, GroupRef, Plan},
    records::{self, Confirmation, Stored},
    remembered,
    upload::heading_digest,
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::{Error, Result},
    people::{RosterChange, refusal_of, roster, touch_roster},
    store::thrown,
};

/// Rows that one unit of the work may write; a unit of the store takes 2,000.
const ROWS_A_PART: usize = 1_500;
/// A group is written with its name, its entry in the operation log and what chains it.
const ROWS_A_GROUP: usize = 4;
/// How often a confirmation is tried again when people change under it without changing the plan.
const TRIES: u8 = 5;

/// What somebody confirms.
#[derive(Clone, Copy, Debug)]
pub struct Confirm {
    /// The plan they looked at.
    pub plan: u64,
    /// How the new people get their first password; those without an address are shown one in either way (W5.3).
    pub first_password: FirstPassword,
    /// They know that lines with errors are left out.
    pub leaves_out_errors: bool,
}

/// What came of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It is being carried out.
    Running,
    /// The people changed since, and the plan with them: the new plan is to be looked at first.
    PlanChanged,
}

/// One part of the work, carried out in one unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Part {
    /// Groups to make.
    Groups(Vec<(Id<Group>, String)>),
    /// People to register or to change.
    People(Vec<Task>),
}

/// One person to register or to change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub person: Id<Person>,
    pub is_new: bool,
    /// Their line on the password sheet, from 0, when their password is to be shown.
    pub sheet_line: Option<u32>,
    pub after: After,
    pub join: Vec<Id<Group>>,
    pub leave: Vec<Id<Group>>,
}

/// Confirms the plan that was shown. When it is no longer what the lines would do, or would do for who confirms it,
/// the new plan takes its place instead.
///
/// # Errors
/// [`Refusal::Forbidden`] without the right; [`Refusal::TooLate`] when it was confirmed already; [`Refusal::Changed`] for another plan than the
/// present one, and when somebody else confirms it at this moment; [`Refusal::Invalid`] when lines with errors are not agreed to be left out;
/// [`Refusal::NoSeats`]; [`Refusal::ImportRunning`]; [`Refusal::NotFound`] once it was cancelled.
pub async fn confirm(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    asked: Confirm,
) -> Result<Confirmed> {
    scope.may(PermissionKey::Settings, Act::Edit)?;
    scope.signed_in()?;
    for _ in 0..TRIES {
        let stored = open(backend, scope, id).await?;
        if stored.state != ImportState::Planned || stored.plan != asked.plan {
            return Err(Refusal::Changed.into());
        }
        if stored.counts.error > 0 && !asked.leaves_out_errors {
            return Err(Refusal::invalid(Field::ConfirmationWord, Problem::Missing).into());
        }
        let plan = kept(backend, scope, &stored).await?;
        let mut choice = choice(&stored)?;
        let mut roster_rev = stored.roster_rev;
        let rights = Some(rights(scope));
        if choice.rights != rights || roster(backend, scope.organization()).await?.rev != roster_rev
        {
            choice.rights = rights;
            let made = make(backend, scope, id, choice.clone()).await?;
            // People the file does not speak of are left alone: that they came or went changes nothing of the plan.
            if (&made.plan.lines, &made.plan.new_groups) != (&plan.lines, &plan.new_groups) {
                keep(backend, scope, &stored, &made, Some(asked.first_password)).await?;
                return Ok(Confirmed::PlanChanged);
            }
            roster_rev = made.roster_rev;
        }
        let made = Made {
            choice,
            plan,
            roster_rev,
        };
        match begin(backend, scope, &stored, &made, asked.first_password).await {
            Ok(()) => {
                backend.wake.audit.notify_one();
                backend.wake.work.notify_one();
                return Ok(Confirmed::Running);
            }
            Err(error) if thrown(&error).as_deref() == Some("people_changed") => {}
            Err(error) if is_lost(&error) => return Err(lost(backend, scope, id).await),
            Err(error) => return Err(refusal_of(error)),
        }
    }
    Err(Refusal::Busy { retry_after_s: 5 }.into())
}
/// Writes what is to be carried out, and then that it is.
async fn begin(
    backend: &Backend,
    scope: &Scope,
    stored: &Stored,
    made: &Made,
    first_password: FirstPassword,
) -> Result<()> {
    let who = scope.signed_in()?;
    let now = backend.now();
    let work = work(&made.plan, first_password, now)?;
    let mut claim = Claim::of(stored);
    parts::delete(backend, scope, &mut claim, Kind::Deed).await?;
    parts::write(backend, scope, &mut claim, Kind::Deed, &work.parts).await?;

    let sheet = (work.sheet_lines > 0)
        .then(|| Id::<PasswordSheet>::new(now))
        .transpose()?;
    let mut unit = claim.unit(scope);
    records::require_roster(&mut unit, scope, made.roster_rev);
    let change = RosterChange {
        people: i64::from(stored.counts.create),
        org_admins: 0,
        import: None,
    };
    touch_roster(&mut unit, scope, change);
    let confirmation = Confirmation {
        first_password,
        session: &who.session,
        actor: who.person,
        sheet,
        sheet_lines: work.sheet_lines,
    };
    records::run(&mut unit, scope, stored.id, &confirmation, now);
    let mapping = serde_json::to_vec(&made.choice.mapping).unwrap_or_default();
    let digest = heading_digest(scope, &head(stored)?.heading);
    remembered::remember(&mut unit, scope, &digest, &mapping)?;
    let counts = stored.counts;
    audit::note(
        &mut unit,
        scope,
        now,
        Event::ImportConfirmed,
        Some(stored.id.uuid()),
        &[
            ("create", &counts.create.to_string()),
            ("change", &counts.change.to_string()),
            ("left_out", &counts.error.to_string()),
            (
                "first_password",
                if first_password == FirstPassword::Mail {
                    "mail"
                } else {
                    "display"
                },
            ),
        ],
    )?;
    claim.commit(backend, unit).await
}

struct Work {
    parts: Vec<(Part, u32)>,
    sheet_lines: u32,
}

/// Cuts a plan into parts that fit a unit each, and gives everybody and every group their identifier: in the order of the file.
fn work(plan: &Plan, first_password: FirstPassword, now: u64) -> Result<Work> {
    let groups = plan
        .new_groups
        .iter()
        .zip(0..)
        .map(|(name, at)| Ok((Id::<Group>::in_sequence(now, at)?, name.clone())))
        .collect::<Result<Vec<_>>>()?;
    let mut work = Work {
        parts: groups
            .chunks(ROWS_A_PART / ROWS_A_GROUP)
            .map(|groups| (Part::Groups(groups.to_vec()), 0))
            .collect(),
        sheet_lines: 0,
    };
    let mut tasks = Vec::new();
    let mut rows = 0;
    for (deed, at) in plan
        .lines
        .iter()
        .filter_map(|line| line.deed.as_ref())
        .zip(0..)
    {
        let task = task(
            deed,
            &groups,
            at,
            first_password,
            now,
            &mut work.sheet_lines,
        )?;
        let weight = weight(&task);
        if rows + weight > ROWS_A_PART && !tasks.is_empty() {
            work.push(std::mem::take(&mut tasks));
            rows = 0;
        }
        rows += weight;
        tasks.push(task);
    }
    if !tasks.is_empty() {
        work.push(tasks);
    }
    Ok(work)
}

impl Work {
    fn push(&mut self, tasks: Vec<Task>) {
        let lines = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
        self.parts.push((Part::People(tasks), lines));
    }
}

/// At most so many rows are written for somebody: the person, three look-ups, credential and password line, or the change with
/// three look-ups gone, links and sessions; an entry in the operation log with what chains it; and memberships, each with its group
/// named once more.
fn weight(task: &Task) -> usize {
    12 + 2 * task.join.len() + task.leave.len()
}

fn task(
    deed: &Deed,
    groups: &[(Id<Group>, String)],
    at: u32,
    first_password: FirstPassword,
    now: u64,
    sheet_lines: &mut u32,
) -> Result<Task> {
    let group = |group: &GroupRef| match *group {
        GroupRef::Existing(id) => Ok(id),
        GroupRef::New(at) => groups
            .get(at as usize)
            .map(|(id, _)| *id)
            .ok_or(Error::Corrupt("a group of an import")),
    };
    let is_new = deed.person.is_none();
    let is_shown =
        is_new && (first_password == FirstPassword::Display || deed.after.email.is_none());
    let sheet_line = is_shown.then_some(*sheet_lines);
    *sheet_lines += u32::from(is_shown);
    Ok(Task {
        person: match deed.person {
            Some(person) => person,
            None => Id::in_sequence(now, at)?,
        },
        is_new,
        sheet_line,
        after: deed.after.clone(),
        join: deed.join.iter().map(group).collect::<Result<_>>()?,
        leave: deed.leave.clone(),
    })
}
