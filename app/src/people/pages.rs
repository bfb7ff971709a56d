//! The pages about people and groups, a part of the client.

use leptos::{LazyViewError, prelude::*};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    group_page::GroupPage,
    groups_page::GroupsPage,
    new_person_page::NewPersonPage,
    people_page::PeoplePage,
    person_page::{EditPersonPage, PersonPage},
    sheet_page::SheetPage,
};
use crate::part::Part;

/// What can be opened.
#[derive(Clone, Copy, Debug)]
pub enum Pages {
    List,
    New,
    Sheet,
    Person,
    Edit,
    Groups,
    Group,
}

impl Part for Pages {
    const NAME: &'static str = "people";

    async fn fetch() -> Result<(), SplitLoaderError> {
        fetch().await
    }

    async fn show(self) -> Result<AnyView, LazyViewError> {
        people(self).await
    }
}

// A result is what `fallible` asks for.
#[allow(clippy::unnecessary_wraps)]
#[wasm_split(people, fallible, preload(fetch))]
fn people(page: Pages) -> Result<AnyView, LazyViewError> {
    Ok(match page {
        Pages::List => view! { <PeoplePage/> }.into_any(),
        Pages::New => view! { <NewPersonPage/> }.into_any(),
        Pages::Sheet => view! { <SheetPage/> }.into_any(),
        Pages::Person => view! { <PersonPage/> }.into_any(),
        Pages::Edit => view! { <EditPersonPage/> }.into_any(),
        Pages::Groups => view! { <GroupsPage/> }.into_any(),
        Pages::Group => view! { <GroupPage/> }.into_any(),
    })
}
