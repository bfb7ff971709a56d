//! What each line of a file would do to the people registered. Pure and linear: the dry run of 10,000 lines is mostly this.

use std::collections::{HashMap, HashSet};

use domain::{
    access::{Role, outranks},
    id::Id,
    people::{Code, Email, Group, Person, PersonInput, PersonName},
    people_import::{Counts, LineProblem, LineView, Mapping, MissingPerson, Outcome},
};
use serde::{Deserialize, Serialize};
use vault::normalize;

use super::{
    changes::{changes, memberships},
    directory::{Directory, Registered},
    line::{Keyed, Line},
    matching::{self, Match},
};
use crate::tabular::Row;

/// New groups that one import may make.
pub const MAX_NEW_GROUPS: u32 = 2_000;

/// What the person who imports chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Whether groups that do not exist are made; otherwise their lines are errors.
    pub create_groups: bool,
    /// The role of somebody new whose line names none (W6.2).
    pub default_role: Role,
    /// Role and flag of who imports: nobody acts on who has more rights.
    pub actor: (Role, bool),
}

/// What an import would do, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// In the order of the file.
    pub lines: Vec<PlannedLine>,
    /// Names of the groups to be made, in the order in which the file first names them.
    pub new_groups: Vec<String>,
    /// People no line is about.
    pub missing: Vec<MissingPerson>,
}

/// What a line would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedLine {
    /// As a page shows it.
    pub view: LineView,
    /// What to carry out; nothing for an unchanged line and for an error.
    pub deed: Option<Deed>,
}

/// What carrying out a line does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Whom it changes; `None` registers somebody new.
    pub person: Option<Id<Person>>,
    /// What holds of them afterwards.
    pub after: After,
    /// Groups they join.
    pub join: Vec<GroupRef>,
    /// Groups they leave: memberships that an import made.
    pub leave: Vec<Id<Group>>,
}

/// What holds of a person after the import; parsed again when carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// Their name and kana.
    pub name: PersonName,
    /// Their address.
    pub email: Option<Email>,
    /// Their employee number.
    pub employee_number: Option<Code>,
    /// Their login id.
    pub login_id: Option<Code>,
    /// Their role.
    pub role: Role,
}

impl From<After> for PersonInput {
    fn from(after: After) -> Self {
        let After {
            name,
            email,
            employee_number,
            login_id,
            role,
        } = after;
        Self {
            name,
            email,
            employee_number,
            login_id,
            role,
        }
    }
}

/// A group that exists, or one of [`Plan::new_groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GroupRef {
    /// It exists.
    Existing(Id<Group>),
    /// By its place in [`Plan::new_groups`].
    New(u32),
}

/// Compares every line with the people registered and with every other line.
#[must_use]
pub fn plan(rows: &[Row], mapping: &Mapping, directory: &Directory, options: Options) -> Plan {
    let mut lines: Vec<Line> = rows.iter().map(|row| Line::read(row, mapping)).collect();
    let matches = matching::find(&mut lines, directory);
    let mut groups = NewGroups {
        by_key: HashMap::new(),
        names: Vec::new(),
        options,
    };

    let mut plan = Plan::default();
    let mut met = HashSet::new();
    for (line, found) in lines.into_iter().zip(matches) {
        met.extend(found.people());
        plan.lines
            .push(planned(line, &found, directory, &mut groups));
    }
    plan.new_groups = groups.names;
    plan.missing = directory
        .people()
        .iter()
        .enumerate()
        .filter(|(at, _)| !met.contains(at))
        .map(|(_, person)| MissingPerson {
            id: person.id,
            name: person.name.full(),
            employee_number: person.employee_number.clone(),
        })
        .collect();
    plan
}

impl Plan {
    /// The plan in figures.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            missing: count(self.missing.len()),
            new_groups: count(self.new_groups.len()),
            ..Counts::default()
        };
        for line in &self.lines {
            let of = match line.view.outcome {
                Outcome::Create => &mut counts.create,
                Outcome::Change => &mut counts.change,
                Outcome::Unchanged => &mut counts.unchanged,
                Outcome::Error => &mut counts.error,
            };
            *of += 1;
            let is_new = |deed: &Deed| deed.person.is_none() && deed.after.email.is_none();
            counts.create_without_email += u32::from(line.deed.as_ref().is_some_and(is_new));
        }
        counts
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Groups the file names and nobody has made yet.
struct NewGroups {
    by_key: HashMap<String, u32>,
    names: Vec<String>,
    options: Options,
}

impl NewGroups {
    /// Whether those of the groups that nobody has made yet can still be made.
    fn has_room(&self, wanted: &[Keyed<String>], directory: &Directory) -> bool {
        let is_new = |group: &&Keyed<String>| {
            directory.group(&group.key).is_none() && !self.by_key.contains_key(&group.key)
        };
        let new = wanted.iter().filter(is_new).count();
        count(self.names.len() + new) <= MAX_NEW_GROUPS
    }

    fn refer(
        &mut self,
        group: &Keyed<String>,
        directory: &Directory,
        may_make: bool,
    ) -> Option<GroupRef> {
        if let Some(id) = directory.group(&group.key) {
            return Some(GroupRef::Existing(id));
        }
        if let Some(&at) = self.by_key.get(&group.key) {
            return Some(GroupRef::New(at));
        }
        if !self.options.create_groups || !may_make {
            return None;
        }
        let at = count(self.names.len());
        self.by_key.insert(group.key.clone(), at);
        self.names.push(group.value.clone());
        Some(GroupRef::New(at))
    }
}

fn planned(
    mut line: Line,
    found: &Match,
    directory: &Directory,
    groups: &mut NewGroups,
) -> PlannedLine {
    let person = found.person().map(|at| &directory.people()[at]);
    let wanted = line.groups.take();
    let unknown: Vec<_> = wanted
        .iter()
        .flatten()
        .filter(|group| !groups.options.create_groups && directory.group(&group.key).is_none())
        .map(|group| LineProblem::UnknownGroup {
            name: group.value.clone(),
        })
        .collect();
    line.problems.extend(unknown);
    if groups.options.create_groups
        && wanted
            .as_ref()
            .is_some_and(|wanted| !groups.has_room(wanted, directory))
    {
        line.problems.push(LineProblem::TooManyNewGroups {
            max: MAX_NEW_GROUPS,
        });
    }

    let mut view = LineView {
        line: line.number,
        name: std::mem::take(&mut line.shown_name),
        employee_number: std::mem::take(&mut line.shown_number),
        email: std::mem::take(&mut line.shown_email),
        outcome: Outcome::Error,
        changes: Vec::new(),
        problems: std::mem::take(&mut line.problems),
    };
    let after = after(&line, person, found, groups.options.default_role);
    let Some(after) = after.filter(|_| view.problems.is_empty()) else {
        return PlannedLine { view, deed: None };
    };

    let flag = person.is_some_and(|person| person.is_org_admin);
    let actor = groups.options.actor;
    let is_in_reach = outranks(actor, (after.role, flag))
        && person.is_none_or(|person| outranks(actor, (person.role, person.is_org_admin)));
    // Only a line that will be carried out makes a group.
    let wanted: Option<Vec<GroupRef>> = wanted.map(|wanted| {
        let refer = |group| groups.refer(group, directory, is_in_reach);
        wanted.iter().filter_map(refer).collect()
    });
    let (join, leave) = memberships(wanted.as_deref(), person);
    view.outcome = match person {
        None => Outcome::Create,
        Some(person) => {
            view.changes = changes(person, &after, &join, &leave, directory, &groups.names);
            if view.changes.is_empty() {
                Outcome::Unchanged
            } else {
                Outcome::Change
            }
        }
    };
    if !is_in_reach && view.outcome != Outcome::Unchanged {
        view.outcome = Outcome::Error;
        view.changes.clear();
        view.problems.push(LineProblem::MoreRights);
        return PlannedLine { view, deed: None };
    }
    let deed = (view.outcome != Outcome::Unchanged).then(|| Deed {
        person: person.map(|p| p.id),
        after,
        join,
        leave,
    });
    PlannedLine { view, deed }
}

/// What would hold of the person. A blank cell and a column that is not there say nothing: what is registered stays.
fn after(
    line: &Line,
    person: Option<&Registered>,
    found: &Match,
    default_role: Role,
) -> Option<After> {
    let name = line.name.clone()?;
    let Some(person) = person else {
        return Some(After {
            name,
            email: line.email.as_ref().map(|e| e.value.clone()),
            employee_number: line.employee_number.as_ref().map(|n| n.value.clone()),
            login_id: found.login_id().map(|id| id.value.clone()),
            role: line.role.unwrap_or(default_role),
        });
    };
    let kept_kana = || {
        let old = &person.name;
        PersonName::parse(
            name.family(),
            name.given(),
            old.family_kana(),
            old.given_kana(),
        )
        .ok()
    };
    let same_kana =
        normalize::search(&name.full_kana()) == normalize::search(&person.name.full_kana());
    Some(After {
        // Width and kind of kana are no change; a name is what it is, to the last stroke.
        name: if line.has_kana && !same_kana {
            name.clone()
        } else {
            kept_kana()?
        },
        email: changed(
            line.email.as_ref(),
            person.email.as_deref(),
            normalize::email,
            Email::check,
        ),
        employee_number: changed(
            line.employee_number.as_ref(),
            person.employee_number.as_deref(),
            normalize::employee_number,
            Code::check,
        ),
        login_id: changed(
            found.login_id(),
            person.login_id.as_deref(),
            normalize::login_id,
            Code::check,
        ),
        role: line.role.unwrap_or(person.role),
    })
}

/// The line's value where it means something else than the registered one, which stays as it was spelled otherwise.
fn changed<T: Clone, E>(
    given: Option<&Keyed<T>>,
    registered: Option<&str>,
    key: fn(&str) -> String,
    check: fn(&str) -> Result<T, E>,
) -> Option<T> {
    match (given, registered) {
        (Some(given), Some(old)) if given.key == key(old) => check(old).ok(),
        (Some(given), _) => Some(given.value.clone()),
        (None, old) => old.and_then(|old| check(old).ok()),
    }
}
