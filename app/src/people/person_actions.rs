//! What an administrator can do about how somebody signs in, and deleting them.

use domain::people::{PersonState, PersonView};
use leptos::prelude::*;

use super::api::{DeletePerson, ReactivatePerson, ReissuePassword, SuspendPerson};
use crate::{
    text::words,
    ui::{ButtonKind, Confirm, Icon, More, Notice, Section, ServerForm, SubmitButton, Tone},
};

/// Links and passwords, suspension, deletion.
#[component]
pub(super) fn PersonActions(person: PersonView) -> impl IntoView {
    let text = &words().people;
    if !person.may_change {
        return view! { <Notice tone=Tone::Info><p>{text.read_only}</p></Notice> }.into_any();
    }
    let is_suspended = person.state == PersonState::Suspended;
    let is_self = person.is_self;
    let id = person.id;
    view! {
        <Section title=text.access>
            {(!is_suspended)
                .then(|| view! { <Passwords id=id.to_string() has_email=person.email.is_some() is_self/> })}
            {(!is_self).then(|| view! { <Suspension id=id.to_string() is_suspended/> })}
        </Section>
        {(!is_self).then(|| view! { <Deletion id=id.to_string() name=person.name.full()/> })}
    }
    .into_any()
}

/// The two ways to a new password (W7.1, W7.3, W7.4); to one's own, the mailed one.
#[component]
fn Passwords(id: String, has_email: bool, is_self: bool) -> impl IntoView {
    let text = &words().people;
    let action = ServerAction::<ReissuePassword>::new();
    let by_mail = if has_email {
        let id = id.clone();
        view! {
            <p>{text.send_link_about}</p>
            <ServerForm action=action>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="way" value="mail"/>
                <div class="buttons">
                    <SubmitButton label=text.send_link kind=ButtonKind::Plain icon=Icon::Mail/>
                </div>
            </ServerForm>
        }
        .into_any()
    } else {
        view! { <p>{text.send_link_none}</p> }.into_any()
    };
    let displayed = (!is_self).then(|| {
        view! {
            <More summary=text.show_password>
                <p>{text.show_password_about}</p>
                <ServerForm action=action>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="way" value="display"/>
                    <div class="buttons">
                        <SubmitButton label=text.show_password kind=ButtonKind::Plain icon=Icon::Key/>
                    </div>
                </ServerForm>
            </More>
        }
    });
    view! {
        <More summary=text.send_link>{by_mail}</More>
        {displayed}
    }
}

#[component]
fn Suspension(id: String, is_suspended: bool) -> impl IntoView {
    let text = &words().people;
    let suspend = ServerAction::<SuspendPerson>::new();
    let reactivate = ServerAction::<ReactivatePerson>::new();
    if is_suspended {
        view! {
            <More summary=text.reactivate open=true>
                <p>{text.reactivate_about}</p>
                <ServerForm action=reactivate>
                    <input type="hidden" name="id" value=id/>
                    <div class="buttons">
                        <SubmitButton label=text.reactivate kind=ButtonKind::Plain/>
                    </div>
                </ServerForm>
            </More>
        }
        .into_any()
    } else {
        view! {
            <More summary=text.suspend>
                <p>{text.suspend_about}</p>
                <ServerForm action=suspend>
                    <input type="hidden" name="id" value=id/>
                    <div class="buttons">
                        <SubmitButton label=text.suspend kind=ButtonKind::Plain/>
                    </div>
                </ServerForm>
            </More>
        }
        .into_any()
    }
}

#[component]
fn Deletion(id: String, name: String) -> impl IntoView {
    let text = &words().people;
    let action = ServerAction::<DeletePerson>::new();
    view! {
        <More summary=text.delete>
            <ServerForm action=action>
                <input type="hidden" name="id" value=id/>
                <Confirm consequence=(text.delete_about)(&name) verb=text.delete/>
            </ServerForm>
        </More>
    }
}
