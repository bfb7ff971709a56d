//! Label, hint and error around a control.

use domain::error::Field;
use leptos::prelude::*;

use super::FormState;
use crate::{text::words, ui::Icon};

/// The element id of a field's control, which the summary of errors links to.
pub fn field_id(field: Field) -> String {
    format!("field-{field:?}").to_lowercase()
}

/// What a control needs to be tied to its label, hint and error.
#[derive(Clone, Debug)]
pub(super) struct Ties {
    pub(super) id: String,
    pub(super) has_hint: bool,
    pub(super) error: Signal<Option<String>>,
}

impl Ties {
    /// A control about `field`; `id` where a form has several of that field. Only the first is told the error then.
    pub(super) fn new(field: Field, id: Option<String>, has_hint: bool) -> Self {
        let id = id.unwrap_or_else(|| field_id(field));
        let form = use_context::<FormState>();
        let text = words();
        let error = Signal::derive(move || {
            form?
                .error
                .with(|error| error.as_ref()?.of_field(text, field))
        });
        Self {
            id,
            has_hint,
            error,
        }
    }

    /// For `aria-describedby`.
    pub(super) fn described_by(
        &self,
    ) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
        let Self {
            id,
            has_hint,
            error,
        } = self.clone();
        move || {
            let hint = has_hint.then(|| format!("{id}-hint"));
            let error = error.with(Option::is_some).then(|| format!("{id}-error"));
            match (hint, error) {
                (Some(hint), Some(error)) => Some(format!("{error} {hint}")),
                (hint, error) => error.or(hint),
            }
        }
    }

    /// For `aria-invalid`.
    pub(super) fn invalid(
        &self,
    ) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }
}

/// The words around a control that a page draws itself; it must have the id [`field_id`] (or `id`).
#[component]
pub fn FormField(
    field: Field,
    /// Another word than the field's own.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    let ties = Ties::new(field, id, hint.is_some());
    view! {
        <Labelled field label hint required ties>
            {children()}
        </Labelled>
    }
}

/// As [`FormField`], within this module: what is optional there is told here.
#[component]
pub(super) fn Labelled(
    field: Field,
    label: Option<String>,
    hint: Option<String>,
    required: bool,
    ties: Ties,
    children: Children,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| (words().errors.field)(field).to_owned());
    let Ties { id, error, .. } = ties;
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                <span>{label}</span>
                <Need required/>
            </label>
            <Hint id=id.clone() hint/>
            {children()}
            <FieldError id error/>
        </div>
    }
}

/// As [`FormField`], for several controls under one legend.
#[component]
pub fn FieldGroup(
    field: Field,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    let ties = Ties::new(field, id, hint.is_some());
    view! {
        <Grouped field label hint required ties>
            {children()}
        </Grouped>
    }
}

/// As [`FieldGroup`], within this module.
#[component]
pub(super) fn Grouped(
    field: Field,
    label: Option<String>,
    hint: Option<String>,
    required: bool,
    ties: Ties,
    children: Children,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| (words().errors.field)(field).to_owned());
    let described_by = ties.described_by();
    let Ties { id, error, .. } = ties;
    let own_id = id.clone();
    view! {
        <fieldset class="field" id=own_id tabindex="-1" aria-describedby=described_by>
            <legend class="field-label">
                <span>{label}</span>
                <Need required/>
            </legend>
            <Hint id=id.clone() hint/>
            {children()}
            <FieldError id error/>
        </fieldset>
    }
}

#[component]
fn Need(required: bool) -> impl IntoView {
    required.then(|| view! { <span class="field-need">{words().common.required}</span> })
}

#[component]
fn Hint(id: String, hint: Option<String>) -> impl IntoView {
    hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> })
}

#[component]
fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    move || {
        error.get().map(|sentence| {
            view! {
                <p class="field-error" id=format!("{id}-error")>
                    {Icon::Error}
                    <span>{sentence}</span>
                </p>
            }
        })
    }
}
