//! What is pressed.

use leptos::prelude::*;

use super::{Icon, form::FormState};

/// How much a button asks for attention. A page has one [`Primary`](Self::Primary).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Plain,
    /// No border: beside others, in rows.
    Quiet,
    /// What can't be undone.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// Sends the form it stands in. Inside a `ServerForm` it waits while the form is on its way.
/// `name` and `value` tell several buttons of one form apart.
#[component]
pub fn SubmitButton(
    #[prop(into)] label: String,
    #[prop(optional)] kind: Option<ButtonKind>,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional, into)] name: Option<&'static str>,
    #[prop(optional, into)] value: Option<String>,
    /// The element's class besides the button's own: `button-wide`, `button-small`.
    #[prop(optional)]
    class: &'static str,
    /// Another address than the form's, for a second deed with the same fields.
    #[prop(optional, into)]
    formaction: Option<String>,
) -> impl IntoView {
    let pending = use_context::<FormState>().map(|form| form.pending);
    let busy = move || {
        pending
            .is_some_and(|pending| pending.get())
            .then_some("true")
    };
    let class = format!("{} {class}", kind.unwrap_or(ButtonKind::Primary).class());
    view! {
        <button type="submit" class=class name=name value=value formaction=formaction aria-busy=busy>
            {icon.map(Icon::view)}
            <span>{label}</span>
        </button>
    }
}

/// A button of the page itself, for what needs JavaScript anyway.
#[component]
pub fn Button(
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let class = format!("{} {class}", kind.class());
    view! {
        <button type="button" class=class disabled=move || disabled.get() on:click=move |_| on_press.run(())>
            {icon.map(Icon::view)}
            <span>{label}</span>
        </button>
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] class: &'static str,
    /// For files and other plain routes of the server, which the client's router must leave alone.
    #[prop(optional)]
    external: bool,
) -> impl IntoView {
    let class = format!("{} {class}", kind.class());
    view! {
        <a class=class href=href rel=external.then_some("external")>
            {icon.map(Icon::view)}
            <span>{label}</span>
        </a>
    }
}
