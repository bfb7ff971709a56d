//! Registering one person (W5.2, W5.3) with a first password in one of two ways (W7.1).

use domain::{
    access::{Act, PermissionKey, Role},
    error::{Field, Refusal},
    people::{GroupRow, PersonFields},
};
use leptos::prelude::*;

use super::{
    api::{RegisterPerson, choose_groups},
    person_form::{PersonInputs, typed},
};
use crate::{
    error::AppError,
    shell::viewer,
    text::words,
    ui::{
        ButtonLink, Choice, ChoiceKind, Choices, ErrorState, FormActions, Icon, Loaded, Page,
        ServerForm, SubmitButton, chosen,
    },
};

/// The form of a new person.
#[component]
pub fn NewPersonPage() -> impl IntoView {
    if !viewer().may(PermissionKey::Settings, Act::Edit) {
        return view! { <ErrorState error=AppError::Refused(Refusal::Forbidden)/> }.into_any();
    }
    let text = &words().people;
    let action = ServerAction::<RegisterPerson>::new();
    let groups = Resource::new(|| (), |()| choose_groups());
    view! {
        <Page title=text.new_title lead=text.new_lead crumbs=vec![(text.title.to_owned(), "/people".to_owned())]>
            <Loaded resource=groups let:groups>
                <ServerForm action=action guard=true>
                    <PersonInputs values=PersonFields { role: Role::Learner.as_str().to_owned(), ..PersonFields::default() }/>
                    <GroupChoices groups/>
                    <FirstPasswordChoices/>
                    <FormActions>
                        <SubmitButton label=text.register icon=Icon::Check/>
                        <ButtonLink href="/people" label=words().common.cancel/>
                    </FormActions>
                </ServerForm>
            </Loaded>
        </Page>
    }
    .into_any()
}

#[component]
fn GroupChoices(groups: Vec<GroupRow>) -> impl IntoView {
    (!groups.is_empty()).then(|| {
        let choices = groups
            .into_iter()
            .map(|group| {
                let id = group.id.to_string();
                let was_chosen = chosen("groups[]", &id, false);
                Choice::new(id, group.name, was_chosen)
            })
            .collect();
        view! {
            <Choices
                field=Field::GroupName
                name="groups[]"
                label=words().people.group_choice
                kind=ChoiceKind::Checkbox
                choices
            />
        }
    })
}

#[component]
fn FirstPasswordChoices() -> impl IntoView {
    let text = &words().people;
    let way = typed("way", "mail");
    let choice = |value: &str, label: &str, hint: &str| Choice {
        hint: Some(hint.to_owned()),
        ..Choice::new(value, label, way == value)
    };
    view! {
        <Choices
            field=Field::Password
            name="way"
            label=text.first_password
            kind=ChoiceKind::Radio
            required=true
            framed=true
            choices=vec![
                choice("mail", text.by_mail, text.by_mail_hint),
                choice("display", text.by_display, text.by_display_hint),
            ]
        />
    }
}
