//! Controls one types into.

use domain::error::Field;
use leptos::prelude::*;

use super::field::{Labelled, Ties};

/// One line of text. The label is the field's own word unless `label` says another.
#[component]
pub fn TextInput(
    field: Field,
    name: &'static str,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: String,
    /// `text`, `email`, `password`, `number`, `date`, `datetime-local`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] maxlength: Option<u16>,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    /// Purpose as in HTML §4.10.18.7 (`username`, `current-password`, `new-password`, `one-time-code`…).
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// `input-short`, `input-middle`.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let ties = Ties::new(field, id, hint.is_some());
    // Addresses, codes and passwords are not words: phones must not correct them.
    let plain = matches!(kind, "email" | "password") || autocomplete == "username";
    view! {
        <Labelled field label hint required ties=ties.clone()>
            <input
                class=format!("input {class}")
                id=ties.id.clone()
                name=name
                type=kind
                value=value
                required=required
                maxlength=maxlength
                min=min
                max=max
                autocomplete=autocomplete
                inputmode=inputmode
                placeholder=placeholder
                spellcheck=plain.then_some("false")
                autocapitalize=plain.then_some("none")
                aria-describedby=ties.described_by()
                aria-invalid=ties.invalid()
            />
        </Labelled>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    field: Field,
    name: &'static str,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] maxlength: Option<u32>,
    /// `input-tall` for materials.
    #[prop(optional)]
    class: &'static str,
    #[prop(optional, into)] id: Option<String>,
    /// Told each change, for previews.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
) -> impl IntoView {
    let ties = Ties::new(field, id, hint.is_some());
    view! {
        <Labelled field label hint required ties=ties.clone()>
            <textarea
                class=format!("input {class}")
                id=ties.id.clone()
                name=name
                required=required
                maxlength=maxlength
                aria-describedby=ties.described_by()
                aria-invalid=ties.invalid()
                on:input=move |event| {
                    if let Some(told) = on_input {
                        told.run(event_target_value(&event));
                    }
                }
            >
                {value}
            </textarea>
        </Labelled>
    }
}

/// A file to send. Its form must be `multipart/form-data` and go to a plain route.
#[component]
pub fn FileInput(
    field: Field,
    name: &'static str,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// File name endings and types, as `accept` takes them.
    accept: &'static str,
) -> impl IntoView {
    let ties = Ties::new(field, None, hint.is_some());
    view! {
        <Labelled field label hint required=true ties=ties.clone()>
            <input
                class="input"
                id=ties.id.clone()
                name=name
                type="file"
                accept=accept
                required=true
                aria-describedby=ties.described_by()
                aria-invalid=ties.invalid()
            />
        </Labelled>
    }
}
