//! One person: what is known, groups, and what an administrator can do.

use domain::{
    access::{Act, PermissionKey},
    error::{Field, Refusal},
    people::{GroupRow, PersonFields, PersonView},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::{ChangePerson, choose_groups, read_person},
    id_in,
    people_table::StateBadge,
    person_actions::PersonActions,
    person_form::{PersonInputs, typed},
    person_groups::PersonGroups,
};
use crate::{
    error::AppError,
    shell::viewer,
    text::words,
    ui::{
        ButtonKind, ButtonLink, Done, ErrorState, Fact, Facts, FormActions, Icon, Loaded, Moment,
        Notice, Page, ServerForm, SubmitButton, Tone, deeds, refused,
    },
};

fn person_of_address() -> Resource<Result<PersonView, AppError>> {
    let params = use_params_map();
    let deeds = deeds();
    Resource::new(
        move || (params.with(id_in), deeds.count()),
        |(id, _)| async move { read_person(id?).await },
    )
}

fn crumbs() -> Vec<(String, String)> {
    vec![(words().people.title.to_owned(), "/people".to_owned())]
}

/// Everything about one person.
#[component]
pub fn PersonPage() -> impl IntoView {
    let person = person_of_address();
    // Asked for here: what is asked for below something that loads would be asked for twice.
    let groups = Resource::new(|| (), |()| choose_groups());
    view! {
        <Loaded resource=person let:person>
            <Whole person groups/>
        </Loaded>
    }
}

#[component]
fn Whole(person: PersonView, groups: Resource<Result<Vec<GroupRow>, AppError>>) -> impl IntoView {
    let text = words();
    let people = &text.people;
    let edit = format!("/people/{}/edit", person.id);
    let may_change = person.may_change;
    let action = move || {
        may_change
            .then(|| view! { <ButtonLink href=edit label=people.edit kind=ButtonKind::Primary icon=Icon::Edit/> })
    };
    view! {
        <Page title=person.name.full() crumbs=crumbs() action=action>
            <Done outcomes=vec![
                ("registered", people.registered),
                ("changed", people.changed),
                ("suspended", people.suspended),
                ("reactivated", people.reactivated),
                ("link_sent", people.link_sent),
                ("joined", people.added_to_group),
                ("left", people.removed_from_group),
            ]/>
            <Known person=person.clone()/>
            <PersonGroups person=person.clone() choices=groups/>
            <PersonActions person/>
        </Page>
    }
}

#[component]
fn Known(person: PersonView) -> impl IntoView {
    let text = words();
    let field = text.errors.field;
    let or_none = |value: Option<String>| value.unwrap_or_else(|| text.common.none.to_owned());
    let kana = person.name.full_kana();
    let admin = person.is_org_admin.then(
        || view! { " " <span class="badge tone-plain">{text.common.organization_admin}</span> },
    );
    let last = match person.last_sign_in_at {
        Some(at) => view! { <Moment at/> }.into_any(),
        None => text.people.never.into_any(),
    };
    view! {
        <Facts>
            <Fact name=text.people.kana>{if kana.is_empty() { text.common.none.to_owned() } else { kana }}</Fact>
            <Fact name=field(Field::Email)>{or_none(person.email)}</Fact>
            <Fact name=field(Field::EmployeeNumber)>{or_none(person.employee_number)}</Fact>
            <Fact name=field(Field::LoginId)>{or_none(person.login_id)}</Fact>
            <Fact name=field(Field::Role)>{(text.common.role)(person.role)} {admin}</Fact>
            <Fact name=text.people.state><StateBadge state=person.state/></Fact>
            <Fact name=text.people.last_sign_in>{last}</Fact>
            <Fact name=text.people.registered_at><Moment at=person.created_at/></Fact>
        </Facts>
    }
}

/// The form of what is known of a person.
#[component]
pub fn EditPersonPage() -> impl IntoView {
    if !viewer().may(PermissionKey::Settings, Act::Edit) {
        return view! { <ErrorState error=AppError::Refused(Refusal::Forbidden)/> }.into_any();
    }
    let person = person_of_address();
    view! {
        <Loaded resource=person let:person>
            <EditForm person/>
        </Loaded>
    }
    .into_any()
}

/// What somebody else saved while the form was open. What was typed stays; the next save is judged against it.
fn newer(action: ServerAction<ChangePerson>, person: &PersonView) -> RwSignal<Option<PersonView>> {
    let is_stale = move || refused(action).get() == Some(AppError::Refused(Refusal::Changed));
    // Without JavaScript the page was read anew already.
    let newer = RwSignal::new(untrack(is_stale).then(|| person.clone()));
    let id = person.id;
    Effect::new(move |first: Option<()>| {
        let is_stale = is_stale();
        if first.is_some() && is_stale {
            leptos::task::spawn_local(async move {
                if let Ok(person) = read_person(id).await {
                    newer.set(Some(person));
                }
            });
        }
    });
    newer
}

#[component]
fn EditForm(person: PersonView) -> impl IntoView {
    let text = words();
    let people = &text.people;
    if !person.may_change {
        return view! { <ErrorState error=AppError::Refused(Refusal::Forbidden)/> }.into_any();
    }
    let action = ServerAction::<ChangePerson>::new();
    let newer = newer(action, &person);
    let here = format!("/people/{}", person.id);
    let mut crumbs = crumbs();
    crumbs.push((person.name.full(), here.clone()));
    let values = PersonFields {
        family: person.name.family().to_owned(),
        given: person.name.given().to_owned(),
        family_kana: person.name.family_kana().to_owned(),
        given_kana: person.name.given_kana().to_owned(),
        email: person.email.clone().unwrap_or_default(),
        employee_number: person.employee_number.clone().unwrap_or_default(),
        login_id: person.login_id.clone().unwrap_or_default(),
        role: person.role.as_str().to_owned(),
    };
    let filled_from = typed("rev", &person.rev.to_string());
    let rev = move || {
        newer.with(|newer| {
            newer
                .as_ref()
                .map_or_else(|| filled_from.clone(), |person| person.rev.to_string())
        })
    };
    let notice = move || {
        newer.get().map(|person| {
            view! {
                <Notice tone=Tone::Warning live=true>
                    <p>{people.changed_meanwhile}</p>
                    <p><strong>{person.name.full()}</strong></p>
                    <Known person/>
                </Notice>
            }
        })
    };
    view! {
        <Page title=people.edit_title crumbs=crumbs>
            {notice}
            <ServerForm action=action guard=true>
                <input type="hidden" name="id" value=person.id.to_string()/>
                <input type="hidden" name="rev" value=rev/>
                <PersonInputs values is_org_admin=person.is_org_admin/>
                <FormActions>
                    <SubmitButton label=text.common.save icon=Icon::Check/>
                    <ButtonLink href=here label=text.common.cancel/>
                </FormActions>
            </ServerForm>
        </Page>
    }
    .into_any()
}
