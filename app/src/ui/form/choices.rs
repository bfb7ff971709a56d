//! Controls one chooses with.

use domain::error::Field;
use leptos::prelude::*;

use super::field::{Grouped, Labelled, Ties};

/// Something to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    pub label: String,
    /// A sentence under it.
    pub hint: Option<String>,
    pub chosen: bool,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
            chosen,
        }
    }
}

/// One of them, or any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    Radio,
    Checkbox,
}

/// A group of radio buttons or checkboxes. Checkboxes of a list argument take a name that ends in `[]`.
#[component]
pub fn Choices(
    field: Field,
    #[prop(into)] name: String,
    kind: ChoiceKind,
    choices: Vec<Choice>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    /// A border around each: where the choice is the page's matter (answers, password modes).
    #[prop(optional)]
    framed: bool,
    #[prop(optional, into)] id: Option<String>,
    /// Told the value chosen or unchosen.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let ties = Ties::new(field, id, hint.is_some());
    let kind_word = match kind {
        ChoiceKind::Radio => "radio",
        ChoiceKind::Checkbox => "checkbox",
    };
    let must = required && kind == ChoiceKind::Radio;
    let list = choices
        .into_iter()
        .map(|choice| {
            view! {
                <label class="choice">
                    <input
                        type=kind_word
                        name=name.clone()
                        value=choice.value
                        checked=choice.chosen
                        required=must
                        on:change=move |event| {
                            if let Some(told) = on_change {
                                told.run(event_target_value(&event));
                            }
                        }
                    />
                    <span>{choice.label}</span>
                    {choice.hint.map(|hint| view! { <span class="choice-hint">{hint}</span> })}
                </label>
            }
        })
        .collect_view();
    let class = if framed {
        "choices choices-framed"
    } else {
        "choices"
    };
    view! {
        <Grouped field label hint required ties>
            <div class=class>{list}</div>
        </Grouped>
    }
}

/// One thing to say yes to. Sends `true`; the server function's argument is `#[server(default)] bool`.
#[component]
pub fn Checkbox(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] checked: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" name=name value="true" checked=checked required=required/>
            <span>{label}</span>
            {hint.map(|hint| view! { <span class="choice-hint">{hint}</span> })}
        </label>
    }
}

/// One of many, folded.
#[component]
pub fn Select(
    field: Field,
    #[prop(into)] name: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let ties = Ties::new(field, id, hint.is_some());
    let options = choices
        .into_iter()
        .map(|choice| view! { <option value=choice.value selected=choice.chosen>{choice.label}</option> })
        .collect_view();
    view! {
        <Labelled field label hint required ties=ties.clone()>
            <select
                class=format!("input {class}")
                id=ties.id.clone()
                name=name
                required=required
                aria-describedby=ties.described_by()
                aria-invalid=ties.invalid()
            >
                {options}
            </select>
        </Labelled>
    }
}
