//! Forms that work without JavaScript: label above, hint under it, 必須 as a word, the error under its field.

mod choices;
mod field;
mod input;

pub use choices::{Checkbox, Choice, ChoiceKind, Choices, Select};
pub use field::{FieldGroup, FormField, field_id};
pub use input::{FileInput, TextArea, TextInput};

use domain::error::{Field, Refusal};
use leptos::{
    context::Provider,
    ev,
    form::ActionForm,
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
};
use serde::de::DeserializeOwned;

use super::{FormErrors, Unsaved};
use crate::error::AppError;

/// What the fields of a form know of it: why it was refused, and whether it is on its way.
#[derive(Clone, Copy, Debug)]
pub struct FormState {
    pub error: Signal<Option<AppError>>,
    pub pending: Signal<bool>,
}

/// How the last call of an action failed. Without JavaScript the refusal comes back in the address, and is found here too.
pub fn refused<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || value.with(|outcome| outcome.as_ref()?.as_ref().err().cloned()))
}

/// What was typed into a form that was refused and comes back without JavaScript; the server reads it from the draft and
/// provides it to the page. In the browser there is none: fields keep what they hold.
#[derive(Clone, Debug, Default)]
pub struct DraftValues(pub std::sync::Arc<std::collections::BTreeMap<String, Vec<String>>>);

/// What the draft holds of a field, by its name; empty without a draft.
pub fn draft_value(name: &str) -> String {
    typed(name, "")
}

/// What was typed into a field of a form that came back, or else `otherwise`: a field that was emptied stays empty.
/// Another form of the page that came back changes nothing.
pub fn typed(name: &str, otherwise: &str) -> String {
    use_context::<DraftValues>()
        .and_then(|draft| draft.0.get(name)?.first().cloned())
        .unwrap_or_else(|| otherwise.to_owned())
}

/// Whether `value` was chosen among the values of a name in a form that came back, or else `otherwise`.
pub fn chosen(name: &str, value: &str, otherwise: bool) -> bool {
    match use_context::<DraftValues>().filter(|draft| !draft.0.is_empty()) {
        Some(draft) => draft
            .0
            .get(name)
            .is_some_and(|values| values.iter().any(|chosen| chosen == value)),
        None => otherwise,
    }
}

/// Whether a box was ticked in a form that came back, or else `otherwise`.
pub fn ticked(name: &str, otherwise: bool) -> bool {
    chosen(name, "true", otherwise)
}

/// A form that calls a server function. Shows what was refused: a summary on top, each sentence under its field;
/// the focus goes to the first field to mend. While it is on its way a second press is ignored.
#[component]
pub fn ServerForm<S, OutputProtocol>(
    action: ServerAction<S>,
    /// Wider than a column of text: tables and editors.
    #[prop(optional)]
    wide: bool,
    /// Asks before the page is left with something typed and not sent.
    #[prop(optional)]
    guard: bool,
    children: Children,
) -> impl IntoView
where
    S: DeserializeOwned
        + ServerFn<Protocol = Http<PostUrl, OutputProtocol>, Error = AppError>
        + Clone
        + Send
        + Sync
        + 'static,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData:
        From<leptos::web_sys::FormData>,
    S::Output: Send + Sync + 'static,
    S::Client: Client<AppError>,
{
    let state = FormState {
        error: refused(action),
        pending: action.pending().into(),
    };
    let unsaved = use_context::<Unsaved>().filter(|_| guard);
    let touched = move |_: ev::Event| {
        if let Some(unsaved) = unsaved {
            unsaved.set(true);
        }
    };
    // The form itself sends on `submit`; this only stops the second of two quick presses.
    let once = move |submit: ev::SubmitEvent| {
        if state.pending.get_untracked() {
            submit.prevent_default();
            submit.stop_propagation();
        } else if let Some(unsaved) = unsaved {
            unsaved.set(false);
        }
    };
    Effect::new(move |_| {
        if state.error.with(Option::is_some)
            && let Some(unsaved) = unsaved
        {
            unsaved.set(true);
        }
    });
    let class = if wide { "form form-wide" } else { "form" };
    view! {
        <div on:input=touched on:submit:capture=once>
            <ActionForm action=action>
                <div class=class>
                    <FormErrors error=state.error/>
                    <Provider value=state>{children()}</Provider>
                </div>
            </ActionForm>
        </div>
    }
}

/// The end of a form: on the phone it stays in sight.
#[component]
pub fn FormActions(children: Children) -> impl IntoView {
    view! { <div class="form-actions sticky-actions">{children()}</div> }
}

/// Whether a refusal names `field`: what hides it must open.
pub fn is_about(error: Option<&AppError>, field: Field) -> bool {
    match error {
        Some(AppError::Refused(Refusal::Invalid(problems))) => {
            problems.iter().any(|(named, _)| *named == field)
        }
        Some(AppError::Refused(Refusal::Taken(named))) => *named == field,
        _ => false,
    }
}

/// Whether a refusal is about single fields, and so is told under them.
pub(super) const fn is_about_fields(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Refused(Refusal::Invalid(_) | Refusal::Taken(_))
    )
}
