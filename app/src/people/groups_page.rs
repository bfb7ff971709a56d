//! The list of groups, with the form of a new one.

use domain::{
    access::{Act, PermissionKey},
    error::Field,
    people::{Group, GroupsPage as PageOfGroups},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{CreateGroup, list_groups},
    cursor,
};
use crate::{
    shell::viewer,
    text::words,
    ui::{
        Column, EmptyState, FormActions, Icon, Loaded, More, Page, Pager, ServerForm, SubmitButton,
        Table, TextInput, draft_value,
    },
};

const PATH: &str = "/groups";

/// The organisation's groups.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let text = &words().groups;
    let may_edit = viewer().may(PermissionKey::Settings, Act::Edit);
    let create = ServerAction::<CreateGroup>::new();
    let query = use_query_map();
    let groups = Resource::new(
        move || (query.with(cursor::<Group>), create.version().get()),
        |(after, _)| async move { list_groups(after).await.map(|page| (page, after.is_some())) },
    );
    let typed = draft_value("name");
    let form = may_edit.then(|| {
        view! {
            <More summary=text.create open=!typed.is_empty()>
                <ServerForm action=create>
                    <TextInput field=Field::GroupName name="name" value=typed required=true maxlength=60/>
                    <FormActions>
                        <SubmitButton label=text.create icon=Icon::Plus/>
                    </FormActions>
                </ServerForm>
            </More>
        }
    });
    view! {
        <Page title=text.title lead=text.lead>
            {form}
            <Loaded resource=groups let:found>
                <GroupTable page=found.0 is_later=found.1/>
            </Loaded>
        </Page>
    }
}

#[component]
fn GroupTable(page: PageOfGroups, is_later: bool) -> impl IntoView {
    let text = words();
    if page.rows.is_empty() {
        return view! { <EmptyState sentence=text.groups.empty/> }.into_any();
    }
    let rows = page
        .rows
        .into_iter()
        .map(|group| {
            view! {
                <tr>
                    <th scope="row"><a href=format!("{PATH}/{}", group.id)>{group.name}</a></th>
                    <td class="number" data-label=text.common.people>{(text.groups.members)(group.members)}</td>
                </tr>
            }
        })
        .collect_view();
    let next = page.next.map(|id| format!("{PATH}?after={id}"));
    view! {
        <Table
            caption=text.groups.title
            quiet=true
            columns=vec![Column::new(text.groups.name), Column::number(text.common.people)]
        >
            {rows}
        </Table>
        <Pager first=is_later.then(|| PATH.to_owned()) next/>
    }
    .into_any()
}
