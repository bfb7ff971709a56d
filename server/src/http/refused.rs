//! A refused form loses nothing: without JavaScript what was typed comes back from a draft.

use std::collections::BTreeMap;

use app::{request::RequestContext, ui::DraftValues};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use backend::access::drafts;
use domain::id::Id;
use http::{HeaderValue, Method, StatusCode, header};

use super::limits;

/// Leptos tells a plain form's refusal in the address under this name.
const REFUSAL: &str = "__err=";

/// Without JavaScript a refusal is a redirect to the form's page. The fields are kept in a sealed draft, its id goes along,
/// and the page finds them in its context.
pub(super) async fn drafts(mut request: Request, next: Next) -> Response {
    let Some(context) = request.extensions().get::<RequestContext>().cloned() else {
        return next.run(request).await;
    };
    if request.method() == Method::GET {
        if let Some(id) = request.uri().query().and_then(draft_of) {
            match drafts::read(context.backend(), id).await {
                Ok(fields) => {
                    request.extensions_mut().insert(DraftValues(fields.into()));
                }
                Err(error) => tracing::warn!(%error, "a draft was not read"),
            }
        }
        return next.run(request).await;
    }
    if !is_plain_form(&request) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::try_from(limits::BODY).unwrap_or(usize::MAX)).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let fields: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let mut response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let refused_to = response
        .headers()
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok())
        .filter(|location| location.contains(REFUSAL))
        .map(without_draft);
    if let Some(location) = refused_to {
        match drafts::keep(context.backend(), &fields).await {
            Ok(Some(id)) => {
                if let Ok(location) = HeaderValue::from_str(&format!("{location}&draft={id}")) {
                    response.headers_mut().insert(header::LOCATION, location);
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a draft was not kept"),
        }
    }
    response
}

fn is_plain_form(request: &Request) -> bool {
    let starts_with = |name, start: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains(start))
    };
    request.method() == Method::POST
        && starts_with(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        && starts_with(header::ACCEPT, "text/html")
}

fn draft_of(query: &str) -> Option<Id<drafts::Draft>> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "draft")
        .and_then(|(_, id)| id.parse().ok())
}

/// The address without the draft of the try before.
fn without_draft(location: &str) -> String {
    let Some((path, query)) = location.split_once('?') else {
        return location.to_owned();
    };
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.starts_with("draft="))
        .collect();
    format!("{path}?{}", rest.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_refusal_names_its_own_draft_only() {
        assert_eq!(
            without_draft("/people/new?draft=1&__err=x&a=b"),
            "/people/new?__err=x&a=b"
        );
        assert_eq!(without_draft("/people/new"), "/people/new");
    }

    #[test]
    fn only_an_identifier_names_a_draft() {
        assert!(draft_of("a=b&draft=018f6f7e-0000-8000-8000-000000000000").is_some());
        assert!(draft_of("draft=../x").is_none());
        assert!(draft_of("").is_none());
    }
}
