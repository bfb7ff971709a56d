//! The groups somebody is in (W4.8: from the person's side).

use domain::{
    error::Field,
    people::{GroupRow, PersonView},
};
use leptos::prelude::*;

use super::api::{JoinGroup, LeaveGroup};
use crate::{
    error::AppError,
    text::words,
    ui::{ButtonKind, Choice, Icon, Loaded, More, Section, Select, ServerForm, SubmitButton},
};

/// Groups, with the way in and out for who may change the person.
#[component]
pub(super) fn PersonGroups(
    person: PersonView,
    choices: Resource<Result<Vec<GroupRow>, AppError>>,
) -> impl IntoView {
    let text = &words().people;
    let id = person.id.to_string();
    let may_change = person.may_change;
    let leave = ServerAction::<LeaveGroup>::new();
    let rows = person
        .groups
        .iter()
        .cloned()
        .map(|group| view! { <GroupItem group person=id.clone() leave may_change/> })
        .collect_view();
    let list = if person.groups.is_empty() {
        view! { <p class="quiet">{text.no_groups}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! {
        <Section title=text.groups>
            {list}
            {may_change.then(|| view! { <Join person choices/> })}
        </Section>
    }
}

#[component]
fn GroupItem(
    group: GroupRow,
    person: String,
    leave: ServerAction<LeaveGroup>,
    may_change: bool,
) -> impl IntoView {
    let label = (words().people.remove_from)(&group.name);
    let id = group.id;
    let out = may_change.then(|| {
        view! {
            <ServerForm action=leave>
                <input type="hidden" name="person" value=person/>
                <input type="hidden" name="group" value=id.to_string()/>
                <SubmitButton label kind=ButtonKind::Quiet icon=Icon::Close class="button-small"/>
            </ServerForm>
        }
    });
    view! {
        <li>
            <a href=format!("/groups/{id}")>{group.name}</a>
            {out}
        </li>
    }
}

#[component]
fn Join(person: PersonView, choices: Resource<Result<Vec<GroupRow>, AppError>>) -> impl IntoView {
    let text = &words().people;
    let join = ServerAction::<JoinGroup>::new();
    let is_in: Vec<_> = person.groups.iter().map(|group| group.id).collect();
    view! {
        <Loaded resource=choices rows=1 let:groups>
            {
                let choices: Vec<_> = groups
                    .into_iter()
                    .filter(|group| !is_in.contains(&group.id))
                    .map(|group| Choice::new(group.id.to_string(), group.name, false))
                    .collect();
                (!choices.is_empty())
                    .then(|| {
                        view! {
                            <More summary=text.add_to_group>
                                <ServerForm action=join>
                                    <input type="hidden" name="person" value=person.id.to_string()/>
                                    <Select field=Field::GroupName name="group" choices required=true class="input-middle"/>
                                    <div class="buttons">
                                        <SubmitButton label=text.add_to_group kind=ButtonKind::Plain icon=Icon::Plus/>
                                    </div>
                                </ServerForm>
                            </More>
                        }
                    })
            }
        </Loaded>
    }
}
