//! What differs between somebody registered and what a line says of them.

use domain::{
    id::Id,
    people::{Code, Email, Group},
    people_import::{Attribute, Change},
};

use super::{
    directory::{Directory, Registered},
    plan::{After, GroupRef},
};

/// Groups to join, and memberships made by an import that the file no longer has. Those made by hand are left alone.
pub(super) fn memberships(
    wanted: Option<&[GroupRef]>,
    person: Option<&Registered>,
) -> (Vec<GroupRef>, Vec<Id<Group>>) {
    let Some(wanted) = wanted else {
        return (Vec::new(), Vec::new());
    };
    let current = person.map_or(&[][..], |person| &person.groups);
    let join = wanted
        .iter()
        .copied()
        .filter(|group| {
            current
                .iter()
                .all(|member| GroupRef::Existing(member.group) != *group)
        })
        .collect();
    let leave = current
        .iter()
        .filter(|member| member.imported && !wanted.contains(&GroupRef::Existing(member.group)))
        .map(|member| member.group)
        .collect();
    (join, leave)
}

pub(super) fn changes(
    person: &Registered,
    after: &After,
    join: &[GroupRef],
    leave: &[Id<Group>],
    directory: &Directory,
    new_groups: &[String],
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |attribute, from: &str, to: &str| {
        if from != to {
            changes.push(Change {
                attribute,
                from: from.to_owned(),
                to: to.to_owned(),
            });
        }
    };
    let text = |code: &Option<Code>| {
        code.as_ref()
            .map_or_else(String::new, |code| code.as_str().to_owned())
    };
    let (before, now) = (&person.name, &after.name);
    if (before.family(), before.given()) != (now.family(), now.given()) {
        compare(
            Attribute::Name,
            &parts(before.family(), before.given()),
            &parts(now.family(), now.given()),
        );
    }
    if (before.family_kana(), before.given_kana()) != (now.family_kana(), now.given_kana()) {
        compare(
            Attribute::Kana,
            &parts(before.family_kana(), before.given_kana()),
            &parts(now.family_kana(), now.given_kana()),
        );
    }
    compare(
        Attribute::EmployeeNumber,
        person.employee_number.as_deref().unwrap_or_default(),
        &text(&after.employee_number),
    );
    compare(
        Attribute::Email,
        person.email.as_deref().unwrap_or_default(),
        after.email.as_ref().map_or("", Email::as_str),
    );
    compare(
        Attribute::LoginId,
        person.login_id.as_deref().unwrap_or_default(),
        &text(&after.login_id),
    );
    compare(Attribute::Role, person.role.as_str(), after.role.as_str());
    for group in leave {
        compare(Attribute::Groups, directory.group_name(*group), "");
    }
    for group in join {
        let name = match *group {
            GroupRef::Existing(id) => directory.group_name(id),
            GroupRef::New(at) => new_groups.get(at as usize).map_or("", String::as_str),
        };
        compare(Attribute::Groups, "", name);
    }
    changes
}

/// Both parts of a name, so that `山 田太郎` and `山田 太郎` differ in print too.
fn parts(family: &str, given: &str) -> String {
    format!("{family} {given}").trim().to_owned()
}
