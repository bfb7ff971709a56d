//! The list of people: search, filters, two orders, fifty a page.

use domain::{
    access::{Act, PermissionKey, Role},
    people::{GroupRow, PeopleOrder, PeoplePage as PageOfPeople, PeopleQuery, PersonState},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{
    api::{InviteAllAgain, choose_groups, count_invited, list_people},
    cursor,
    people_table::PeopleTable,
};
use crate::{
    shell::viewer,
    text::words,
    ui::{
        ButtonKind, ButtonLink, Chip, Done, EmptyState, FilterChips, Icon, Loaded, More, Page,
        Pager, SearchBox, ServerForm, SubmitButton, address,
    },
};

const PATH: &str = "/people";

/// Everybody of the organisation.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let text = words();
    let may_edit = viewer().may(PermissionKey::Settings, Act::Edit);
    let query = use_query_map();
    let people = Resource::new(move || query.with(asked), list_people);
    let groups = Resource::new(|| (), |()| choose_groups());
    let actions = move || {
        may_edit.then(|| {
            view! {
                <ButtonLink href="/imports" label=text.people.import icon=Icon::Import/>
                <ButtonLink href="/people/new" label=text.people.new kind=ButtonKind::Primary icon=Icon::Plus/>
            }
        })
    };
    view! {
        <Page title=text.people.title lead=text.people.lead action=actions>
            <Done outcomes=vec![
                ("deleted", text.people.deleted),
                ("finished", text.people.sheet_finished),
                ("invited", text.people.invited_all_again),
            ]/>
            {may_edit.then(|| view! { <Invited/> })}
            <Loaded resource=groups rows=1 let:groups>
                <Filters groups/>
            </Loaded>
            <Loaded resource=people let:found>
                <Found page=found/>
            </Loaded>
        </Page>
    }
}

/// What the address asks for.
fn asked(query: &ParamsMap) -> PeopleQuery {
    let role = query.get("role").unwrap_or_default();
    PeopleQuery {
        search: query.get("q").unwrap_or_default(),
        group: query.get("group").and_then(|text| text.parse().ok()),
        role: Role::parse(&role),
        org_admins: role == "org_admin",
        state: query
            .get("state")
            .and_then(|text| PersonState::parse(&text)),
        order: PeopleOrder::parse(&query.get("order").unwrap_or_default()),
        after: cursor(query),
    }
}

#[component]
fn Filters(groups: Vec<GroupRow>) -> impl IntoView {
    let query = use_query_map();
    let groups = StoredValue::new(groups);
    move || query.with(|query| groups.with_value(|groups| filters(query, groups)))
}

fn filters(query: &ParamsMap, groups: &[GroupRow]) -> impl IntoView + use<> {
    let text = words();
    let chip = |key: &'static str, value: &str, label: String| {
        let is_set = query.get(key).as_deref() == Some(value);
        Chip {
            href: address(PATH, query, &[(key, (!is_set).then_some(value))]),
            label,
            is_set,
            count: None,
        }
    };
    let mut roles: Vec<_> = Role::ALL
        .into_iter()
        .map(|role| chip("role", role.as_str(), (text.common.role)(role).to_owned()))
        .collect();
    roles.push(chip(
        "role",
        "org_admin",
        text.common.organization_admin.to_owned(),
    ));
    let states = PersonState::ALL
        .into_iter()
        .map(|state| {
            chip(
                "state",
                state.as_str(),
                (text.common.person_state)(state).to_owned(),
            )
        })
        .collect();
    let chosen_group = query.get("group");
    let group_chips: Vec<_> = groups
        .iter()
        .map(|group| chip("group", &group.id.to_string(), group.name.clone()))
        .collect();
    let order = PeopleOrder::parse(&query.get("order").unwrap_or_default());
    let orders = [
        (PeopleOrder::Newest, text.people.order_newest),
        (PeopleOrder::Kana, text.people.order_kana),
    ]
    .into_iter()
    .map(|(each, label)| Chip {
        href: address(
            PATH,
            query,
            &[(
                "order",
                (each == PeopleOrder::Kana).then_some(each.as_str()),
            )],
        ),
        label: label.to_owned(),
        is_set: each == order,
        count: None,
    })
    .collect();
    let keep = ["role", "state", "group", "order"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), query.get(key)?)))
        .collect();
    let group_filter = (!group_chips.is_empty()).then(|| {
        view! {
            <More summary=text.people.filter_group open=chosen_group.is_some()>
                <FilterChips label=text.people.filter_group chips=group_chips/>
            </More>
        }
    });
    view! {
        <SearchBox action=PATH label=text.people.search value=query.get("q").unwrap_or_default() keep/>
        <FilterChips label=text.people.filter_role chips=roles/>
        <FilterChips label=text.people.filter_state chips=states/>
        {group_filter}
        <FilterChips label=text.people.order chips=orders/>
    }
}

#[component]
fn Found(page: PageOfPeople) -> impl IntoView {
    let text = words();
    let query = use_query_map().get_untracked();
    let is_filtered = ["q", "role", "state", "group"]
        .into_iter()
        .any(|key| query.get(key).is_some_and(|value| !value.is_empty()));
    if page.rows.is_empty() {
        let sentence = if is_filtered {
            text.people.nothing_found
        } else {
            text.people.empty
        };
        return view! { <EmptyState sentence/> }.into_any();
    }
    let here = |after: Option<String>| {
        let mut query = query.clone();
        query.remove("after");
        query.remove("done");
        if let Some(after) = after {
            query.replace("after", after);
        }
        format!("{PATH}{}", query.to_query_string())
    };
    let first = query.get("after").map(|_| here(None));
    let next = page.next.map(|id| here(Some(id.to_string())));
    view! {
        <PeopleTable rows=page.rows caption=text.people.title/>
        <Pager first next total=page.total more=page.more/>
    }
    .into_any()
}

/// Who has set no password yet, and the way to remind them (W7.3).
#[component]
fn Invited() -> impl IntoView {
    let text = words();
    let action = ServerAction::<InviteAllAgain>::new();
    let count = Resource::new(move || action.version().get(), |_| count_invited());
    view! {
        <Loaded resource=count rows=1 let:count>
            {(count > 0)
                .then(|| {
                    view! {
                        <More summary=(text.people.invited)(count)>
                            <p>{text.people.invite_all_about}</p>
                            <ServerForm action=action>
                                <div class="buttons">
                                    <SubmitButton label=text.people.invite_all kind=ButtonKind::Plain icon=Icon::Mail/>
                                </div>
                            </ServerForm>
                        </More>
                    }
                })}
        </Loaded>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_whom_the_list_shows() {
        let mut query = ParamsMap::new();
        for (key, value) in [
            ("q", "髙橋"),
            ("role", "org_admin"),
            ("state", "invited"),
            ("order", "kana"),
            ("after", "x"),
        ] {
            query.insert(key, value.to_owned());
        }
        let asked = asked(&query);
        assert_eq!(asked.search, "髙橋");
        assert!(asked.org_admins && asked.role.is_none());
        assert_eq!(asked.state, Some(PersonState::Invited));
        assert_eq!(asked.order, PeopleOrder::Kana);
        assert_eq!(asked.after, None);
    }
}
