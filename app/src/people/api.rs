//! Server functions about people, groups and password sheets.

use domain::{
    id::Id,
    people::{
        FirstPassword, Group, GroupRow, GroupView, GroupsPage, PasswordSheet, PasswordSheetView,
        PeoplePage, PeopleQuery, Person, PersonFields, PersonView,
    },
};
use leptos::prelude::*;

use crate::error::AppError;

#[cfg(feature = "ssr")]
mod ssr {
    pub(super) use crate::request::{confirmed, scope};
    pub(super) use backend::people;
    pub(super) use domain::people::{GroupName, PersonInput};

    /// Leads to `path`, which says what was done.
    pub(super) fn lead(path: &str, done: &str) {
        leptos_axum::redirect(&format!("{path}?done={done}"), false);
    }
}

/// A page of people.
#[server(endpoint = "list_people")]
pub async fn list_people(query: PeopleQuery) -> Result<PeoplePage, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people::list(&backend, &scope, &query).await?)
}

/// How many have not set a password yet.
#[server(endpoint = "count_invited")]
pub async fn count_invited() -> Result<u32, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people::passwords::count_invited(&backend, &scope).await?)
}

/// Everything about one person.
#[server(endpoint = "read_person")]
pub async fn read_person(id: Id<Person>) -> Result<PersonView, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people::view(&backend, &scope, id).await?)
}

/// Registers one person (W5.2, W5.3, W7.1) and leads to their page, or to their password.
#[server(endpoint = "register_person")]
pub async fn register_person(
    form: PersonFields,
    #[server(default)] is_org_admin: bool,
    way: FirstPassword,
    #[server(default)] groups: Vec<Id<Group>>,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let registration = ssr::people::Registration {
        input: ssr::PersonInput::parse(&form)?,
        is_org_admin,
        first_password: way,
        groups,
    };
    let registered = ssr::people::register(&backend, &scope, &registration).await?;
    match registered.sheet {
        Some(sheet) => leptos_axum::redirect(&format!("/people/passwords/{sheet}"), false),
        None => ssr::lead(&format!("/people/{}", registered.person), "registered"),
    }
    Ok(())
}

/// Saves what was typed about a person.
#[server(endpoint = "change_person")]
pub async fn change_person(
    id: Id<Person>,
    rev: u32,
    form: PersonFields,
    #[server(default)] is_org_admin: bool,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let input = ssr::PersonInput::parse(&form)?;
    ssr::people::change(&backend, &scope, id, rev, &input, is_org_admin).await?;
    ssr::lead(&format!("/people/{id}"), "changed");
    Ok(())
}

/// Keeps somebody from signing in.
#[server(endpoint = "suspend_person")]
pub async fn suspend_person(id: Id<Person>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::suspend(&backend, &scope, id).await?;
    ssr::lead(&format!("/people/{id}"), "suspended");
    Ok(())
}

/// Lets somebody sign in again.
#[server(endpoint = "reactivate_person")]
pub async fn reactivate_person(id: Id<Person>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::reactivate(&backend, &scope, id).await?;
    ssr::lead(&format!("/people/{id}"), "reactivated");
    Ok(())
}

/// Gives somebody a way to a new password (W7.3, W7.4).
#[server(endpoint = "reissue_password")]
pub async fn reissue_password(id: Id<Person>, way: FirstPassword) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    match ssr::people::passwords::reissue(&backend, &scope, id, way).await? {
        Some(sheet) => leptos_axum::redirect(&format!("/people/passwords/{sheet}"), false),
        None => ssr::lead(&format!("/people/{id}"), "link_sent"),
    }
    Ok(())
}

/// Mails a new link to everybody who was invited by mail and has set no password (W7.3).
#[server(endpoint = "invite_all_again")]
pub async fn invite_all_again() -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::passwords::invite_all_again(&backend, &scope).await?;
    ssr::lead("/people", "invited");
    Ok(())
}

/// Deletes somebody (W3.1–W3.3), after the word was typed.
#[server(endpoint = "delete_person")]
pub async fn delete_person(id: Id<Person>, confirmation: String) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::confirmed(&confirmation, |common| common.confirm_word)?;
    ssr::people::forget(&backend, &scope, id).await?;
    ssr::lead("/people", "deleted");
    Ok(())
}

/// Puts somebody into a group, from their own page.
#[server(endpoint = "join_group")]
pub async fn join_group(person: Id<Person>, group: Id<Group>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::groups::add_people(&backend, &scope, group, &[person]).await?;
    ssr::lead(&format!("/people/{person}"), "joined");
    Ok(())
}

/// Takes somebody out of a group, from their own page (W4.8).
#[server(endpoint = "leave_group")]
pub async fn leave_group(person: Id<Person>, group: Id<Group>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::groups::remove_people(&backend, &scope, group, &[person]).await?;
    ssr::lead(&format!("/people/{person}"), "left");
    Ok(())
}

/// A page of groups.
#[server(endpoint = "list_groups")]
pub async fn list_groups(after: Option<Id<Group>>) -> Result<GroupsPage, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people::groups::page(&backend, &scope, after).await?)
}

/// Every group by name, for a choice among them.
#[server(endpoint = "choose_groups")]
pub async fn choose_groups() -> Result<Vec<GroupRow>, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people::groups::choices(&backend, &scope).await?)
}

/// A group with a page of its members.
#[server(endpoint = "read_group")]
pub async fn read_group(id: Id<Group>, after: Option<Id<Person>>) -> Result<GroupView, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people::groups::view(&backend, &scope, id, after).await?)
}

/// Creates a group and leads to it (W4.2).
#[server(endpoint = "create_group")]
pub async fn create_group(name: String) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let name = ssr::GroupName::parse(&name)?;
    let id = ssr::people::groups::create(&backend, &scope, &name).await?;
    ssr::lead(&format!("/groups/{id}"), "created");
    Ok(())
}

/// Gives a group another name (W4.5).
#[server(endpoint = "rename_group")]
pub async fn rename_group(id: Id<Group>, rev: u32, name: String) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let name = ssr::GroupName::parse(&name)?;
    ssr::people::groups::rename(&backend, &scope, id, rev, &name).await?;
    ssr::lead(&format!("/groups/{id}"), "renamed");
    Ok(())
}

/// Puts people into a group, from the group's page (W4.5).
#[server(endpoint = "add_members")]
pub async fn add_members(
    group: Id<Group>,
    #[server(default)] people: Vec<Id<Person>>,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::groups::add_people(&backend, &scope, group, &people).await?;
    ssr::lead(&format!("/groups/{group}"), "added");
    Ok(())
}

/// Takes people out of a group, from the group's page (W4.8).
#[server(endpoint = "remove_members")]
pub async fn remove_members(
    group: Id<Group>,
    #[server(default)] people: Vec<Id<Person>>,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::groups::remove_people(&backend, &scope, group, &people).await?;
    ssr::lead(&format!("/groups/{group}"), "removed");
    Ok(())
}

/// A sheet of initial passwords from line number `from` on (W7.4). Each reading is logged.
#[server(endpoint = "read_password_sheet")]
pub async fn read_password_sheet(
    id: Id<PasswordSheet>,
    from: u32,
) -> Result<PasswordSheetView, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people::sheets::read(&backend, &scope, id, from).await?)
}

/// Says that the passwords are handed out: the sheet goes.
#[server(endpoint = "finish_password_sheet")]
pub async fn finish_password_sheet(id: Id<PasswordSheet>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people::sheets::finish(&backend, &scope, id).await?;
    ssr::lead("/people", "finished");
    Ok(())
}
