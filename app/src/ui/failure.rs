//! What did not work: under a form, in place of a page.

use leptos::{html::Div, prelude::*};
use leptos_meta::Title;
use leptos_router::{hooks::use_location, params::ParamsMap};

use super::{Icon, form::is_about_fields, page::InPage};
use crate::{error::AppError, text::words};

/// The summary on top of a refused form. Takes the focus to the first field to mend, or to itself.
#[component]
pub fn FormErrors(error: Signal<Option<AppError>>) -> impl IntoView {
    let text = words();
    let summary = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if error.with(Option::is_some)
            && let Some(summary) = summary.get()
        {
            let _ = request_animation_frame(move || focus_first(&summary));
        }
    });
    move || {
        error.get().map(|error| {
            let title = if is_about_fields(&error) {
                text.errors.form_title.to_owned()
            } else {
                error.sentence(text)
            };
            view! {
                <div class="form-errors" role="alert" tabindex="-1" autofocus=cfg!(feature = "ssr") node_ref=summary>
                    <p class="title">
                        {Icon::Error}
                        <span>{title}</span>
                    </p>
                    {links(&error)}
                    {incident(&error)}
                </div>
            }
        })
    }
}

/// One link a field that is to be mended.
fn links(error: &AppError) -> Option<AnyView> {
    use domain::error::Refusal;

    let AppError::Refused(refusal) = error else {
        return None;
    };
    let fields = match refusal {
        Refusal::Invalid(problems) => problems.iter().map(|(field, _)| *field).collect(),
        Refusal::Taken(field) => vec![*field],
        _ => return None,
    };
    let text = words();
    let rows = fields
        .into_iter()
        .filter_map(|field| {
            let sentence = text.errors.of_field(refusal, field)?;
            let href = format!("#{}", super::form::field_id(field));
            Some(view! { <li><a href=href>{sentence}</a></li> })
        })
        .collect_view();
    Some(view! { <ul>{rows}</ul> }.into_any())
}

fn incident(error: &AppError) -> Option<AnyView> {
    let AppError::Broken(number) = error else {
        return None;
    };
    Some(
        view! {
            <p class="error-id">
                {words().errors.incident} " " <code>{number.to_string()}</code>
            </p>
        }
        .into_any(),
    )
}

#[cfg(feature = "hydrate")]
fn focus_first(summary: &leptos::web_sys::HtmlDivElement) {
    use leptos::wasm_bindgen::JsCast;

    let first = summary
        .closest("form")
        .ok()
        .flatten()
        .and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten())
        .and_then(|field| field.dyn_into::<leptos::web_sys::HtmlElement>().ok());
    let _ = match first {
        Some(field) => field.focus(),
        None => summary.focus(),
    };
}

/// In place of what could not be shown: what happened, what to do, the number to quote. Sets the answer's status.
/// Where it takes the place of a whole page it is its title too.
#[component]
pub fn ErrorState(error: AppError) -> impl IntoView {
    use domain::error::Refusal;

    let text = words();
    set_status(&error);
    let title = match error {
        AppError::Refused(Refusal::NotFound) => text.errors.not_found_title,
        AppError::Refused(_) => text.errors.refused_title,
        AppError::Broken(_) => text.errors.broken_title,
        AppError::Unreachable => text.errors.unreachable_title,
    };
    let heading = if use_context::<InPage>().is_some() {
        view! { <h2>{title}</h2> }.into_any()
    } else {
        view! {
            <Title text=title/>
            <h1 tabindex="-1">{title}</h1>
        }
        .into_any()
    };
    let sign_in = matches!(error, AppError::Refused(Refusal::NotSignedIn));
    let (href, label) = if sign_in {
        let here = use_location();
        let address = sign_in_address(&here.pathname.get_untracked(), &here.search.get_untracked());
        (address, text.common.sign_in)
    } else {
        ("/".to_owned(), text.errors.back_home)
    };
    view! {
        <div class="error-state" role="alert">
            <svg class="icon icon-large" viewBox="0 0 24 24" aria-hidden="true">
                <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5V13M12 16.4v.1"></path>
            </svg>
            {heading}
            <p>{error.sentence(text)}</p>
            {incident(&error)}
            <a class="button" href=href>{label}</a>
        </div>
    }
}

/// The status of a page that shows a failure; a page that streams has sent it already.
pub(crate) fn set_status(error: &AppError) {
    #[cfg(feature = "ssr")]
    {
        use leptos::server_fn::error::FromServerFnError as _;
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
            response.set_status(error.status_code());
        }
    }
    #[cfg(not(feature = "ssr"))]
    let _ = error;
}

/// The sign-in page, with the way back. The home page needs none.
pub fn sign_in_address(path: &str, query: &str) -> String {
    if path == "/" && query.is_empty() {
        return "/sign-in".to_owned();
    }
    let mut back = ParamsMap::new();
    let question = if query.is_empty() { "" } else { "?" };
    back.insert("next", format!("{path}{question}{query}"));
    format!("/sign-in{}", back.to_query_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_survives_signing_in() {
        assert_eq!(sign_in_address("/", ""), "/sign-in");
        let address = sign_in_address("/learn", "a=b&c=d");
        assert!(address.starts_with("/sign-in?next="), "{address}");
        let next = &address["/sign-in?next=".len()..];
        assert!(!next.contains(['&', '?', '=']), "{address}");
    }
}
