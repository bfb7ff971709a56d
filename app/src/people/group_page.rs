//! One group: its people, and the ways in and out (W4.5, W4.8: from the group's side).

use domain::{
    access::{Act, PermissionKey},
    error::Field,
    id::Id,
    people::{Group, GroupView, PeoplePage as PageOfPeople, PeopleQuery, Person},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{AddMembers, RemoveMembers, RenameGroup, list_people, read_group},
    cursor, id_in,
    people_table::PeopleTable,
};
use crate::{
    error::AppError,
    shell::viewer,
    text::words,
    ui::{
        ButtonKind, Done, EmptyState, FormActions, Icon, Loaded, More, Page, Pager, SearchBox,
        Section, ServerForm, SubmitButton, TextInput, deeds, refused, typed,
    },
};

/// Whom the search for new members found; nothing without a search.
type Candidates = Resource<Result<Option<PageOfPeople>, AppError>>;

/// A group and a page of its members.
#[component]
pub fn GroupPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let deeds = deeds();
    let group = Resource::new(
        move || {
            (
                params.with(id_in::<Group>),
                query.with(cursor::<Person>),
                deeds.count(),
            )
        },
        |(id, after, _)| async move {
            read_group(id?, after)
                .await
                .map(|group| (group, after.is_some()))
        },
    );
    // Asked for here: what is asked for below something that loads would be asked for twice.
    let search = Memo::new(move |_| query.with(|query| query.get("add")).unwrap_or_default());
    let candidates = Resource::new(
        move || search.get(),
        |search| async move {
            if search.trim().is_empty() {
                return Ok(None);
            }
            let query = PeopleQuery {
                search,
                ..PeopleQuery::default()
            };
            list_people(query).await.map(Some)
        },
    );
    view! {
        <Loaded resource=group let:found>
            <Whole group=found.0 is_later=found.1 candidates search/>
        </Loaded>
    }
}

#[component]
fn Whole(
    group: GroupView,
    is_later: bool,
    candidates: Candidates,
    search: Memo<String>,
) -> impl IntoView {
    let text = words();
    let groups = &text.groups;
    let may_edit = viewer().may(PermissionKey::Settings, Act::Edit);
    let id = group.id;
    let path = format!("/groups/{id}");
    let next = group
        .members
        .next
        .map(|after| format!("{path}?after={after}"));
    let first = is_later.then(|| path.clone());
    let (total, more) = (group.members.total, group.members.more);
    let change = may_edit.then(|| {
        let name = group.name.clone();
        view! {
            <Rename id name rev=group.rev/>
            <Add id candidates search/>
        }
    });
    view! {
        <Page title=group.name crumbs=vec![(groups.title.to_owned(), "/groups".to_owned())]>
            <Done outcomes=vec![
                ("created", groups.created),
                ("renamed", groups.renamed),
                ("added", groups.added),
                ("removed", groups.removed),
            ]/>
            {change}
            <Section title=groups.members_title>
                <Members id rows=group.members.rows may_edit/>
                <Pager first next total more/>
            </Section>
        </Page>
    }
}

#[component]
fn Members(id: Id<Group>, rows: Vec<domain::people::PersonRow>, may_edit: bool) -> impl IntoView {
    let groups = &words().groups;
    let remove = ServerAction::<RemoveMembers>::new();
    match (rows.is_empty(), may_edit) {
        (true, _) => view! { <EmptyState sentence=groups.no_members/> }.into_any(),
        (false, false) => view! { <PeopleTable rows caption=groups.members_title/> }.into_any(),
        (false, true) => view! {
            <ServerForm action=remove wide=true>
                <input type="hidden" name="group" value=id.to_string()/>
                <PeopleTable rows caption=groups.members_title select=true/>
                <div class="buttons">
                    <SubmitButton label=groups.remove_selected kind=ButtonKind::Plain icon=Icon::Close/>
                </div>
            </ServerForm>
        }
        .into_any(),
    }
}

#[component]
fn Rename(id: Id<Group>, name: String, rev: u32) -> impl IntoView {
    let groups = &words().groups;
    let rename = ServerAction::<RenameGroup>::new();
    let came_back = refused(rename).with_untracked(Option::is_some);
    view! {
        <More summary=groups.rename open=came_back>
            <ServerForm action=rename>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="rev" value=rev.to_string()/>
                <TextInput field=Field::GroupName name="name" value=typed("name", &name) required=true maxlength=60/>
                <FormActions>
                    <SubmitButton label=groups.rename kind=ButtonKind::Plain icon=Icon::Edit/>
                </FormActions>
            </ServerForm>
        </More>
    }
}

/// A search for people to put in; what was found can be ticked.
#[component]
fn Add(id: Id<Group>, candidates: Candidates, search: Memo<String>) -> impl IntoView {
    let groups = &words().groups;
    let add = ServerAction::<AddMembers>::new();
    view! {
        <More summary=groups.add_title open=!search.get_untracked().is_empty()>
            <SearchBox action=format!("/groups/{id}") label=groups.add_search name="add" value=search.get_untracked()/>
            <Loaded resource=candidates rows=2 let:found>
                {found
                    .map(|page| {
                        if page.rows.is_empty() {
                            return view! { <p>{words().people.nothing_found}</p> }.into_any();
                        }
                        let more = page.next.map(|_| view! { <p class="quiet">{groups.add_more}</p> });
                        view! {
                            <ServerForm action=add wide=true>
                                <input type="hidden" name="group" value=id.to_string()/>
                                <PeopleTable rows=page.rows caption=groups.add_title select=true/>
                                {more}
                                <div class="buttons">
                                    <SubmitButton label=groups.add_selected kind=ButtonKind::Plain icon=Icon::Plus/>
                                </div>
                            </ServerForm>
                        }
                            .into_any()
                    })}
            </Loaded>
        </More>
    }
}
