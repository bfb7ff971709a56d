//! Pages about people, groups and first passwords.

pub mod api;
mod group_page;
mod groups_page;
mod new_person_page;
mod pages;
mod people_page;
mod people_table;
mod person_actions;
mod person_form;
mod person_groups;
mod person_page;
mod sheet_page;

pub use pages::Pages;

use domain::{error::Refusal, id::Id};
use leptos_router::params::ParamsMap;

use crate::error::AppError;

/// The identifier in an address.
fn id_in<T>(params: &ParamsMap) -> Result<Id<T>, AppError> {
    params
        .get("id")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Refusal::NotFound.into())
}

/// The cursor in an address: where a page of a list begins.
fn cursor<T>(query: &ParamsMap) -> Option<Id<T>> {
    query.get("after").and_then(|text| text.parse().ok())
}
