//! A refused form loses nothing: without JavaScript what was typed comes back from a draft.

use std::time::Instant;

use app::{error::AppError, request::RequestContext, ui::DraftValues};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use backend::access::drafts;
use domain::{error::Refusal, id::Id};
use http::{HeaderValue, Method, StatusCode, header};
use leptos::server_fn::error::ServerFnUrlError;

use super::{edge::Edge, limits, visit::Visit};

/// Leptos tells a plain form's refusal in the address under this name.
const REFUSAL: &str = "__err";

/// Without JavaScript a refusal is a redirect to the form's page. The fields are kept in a sealed draft, its id goes along,
/// and the page finds them in its context. Of who is not signed in little is kept, and not often: it is written for anybody who asks.
pub(super) async fn drafts(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
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
    let (visit, true) = (
        request.extensions().get::<Visit>().cloned(),
        is_plain_form(&request),
    ) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, limits::LESSON).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut response = next
        .run(Request::from_parts(parts, Body::from(body.clone())))
        .await;
    if let Some(error) = refusal(&response)
        && let Some(max_bytes) = may_keep(&edge, &context, visit, &error).await
    {
        match drafts::keep(context.backend(), &fields_of(&body), max_bytes).await {
            Ok(Some(id)) => name_draft(&mut response, id),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a draft was not kept"),
        }
    }
    response
}

/// Why a plain form was refused, when this answer tells it.
pub(super) fn refusal(response: &Response) -> Option<AppError> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let (_, query) = location.split_once('?')?;
    let (_, error) =
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name.as_ref() == REFUSAL)?;
    Some(ServerFnUrlError::<AppError>::decode_err(&error))
}

/// How much may be kept of what this visitor typed, in bytes.
async fn may_keep(
    edge: &Edge,
    context: &RequestContext,
    visit: Option<Visit>,
    error: &AppError,
) -> Option<usize> {
    if context.scope().await.is_ok() {
        return Some(drafts::MAX_BYTES);
    }
    // A flood that is turned away must not become a flood of writes.
    let is_busy = matches!(
        error,
        AppError::Refused(Refusal::Busy { .. } | Refusal::TooManyFailures { .. })
    );
    let (client, now) = (visit?.client, Instant::now());
    if is_busy || edge.drafts().wait(client, now).is_some() {
        return None;
    }
    edge.drafts().count(client, now);
    Some(drafts::MAX_BYTES_OF_STRANGERS)
}

fn fields_of(body: &[u8]) -> drafts::Fields {
    let mut fields = drafts::Fields::new();
    for (name, value) in form_urlencoded::parse(body).into_owned() {
        fields.entry(name).or_default().push(value);
    }
    fields
}

/// Sends the draft's id along with the refusal.
fn name_draft(response: &mut Response, id: Id<drafts::Draft>) {
    let location = response
        .headers()
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok())
        .map(without_draft)
        .and_then(|location| HeaderValue::from_str(&format!("{location}&draft={id}")).ok());
    if let Some(location) = location {
        response.headers_mut().insert(header::LOCATION, location);
    }
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
    fn every_value_of_a_name_is_kept() {
        let fields = fields_of("groups%5B%5D=1&groups%5B%5D=2&name=%E5%B1%B1".as_bytes());
        assert_eq!(fields["groups[]"], ["1", "2"]);
        assert_eq!(fields["name"], ["山"]);
    }

    #[test]
    fn only_a_redirect_with_a_refusal_tells_one() {
        let answer = |location: String| {
            Response::builder()
                .header(header::LOCATION, location)
                .body(Body::empty())
                .unwrap()
        };
        let error = AppError::Refused(Refusal::Busy { retry_after_s: 1 });
        let told = ServerFnUrlError::new("/api/sign_in", error.clone())
            .to_url("http://127.0.0.1:3000/sign-in?a=b")
            .unwrap();
        assert_eq!(refusal(&answer(told.to_string())), Some(error));
        assert_eq!(refusal(&answer("/sign-in?done=sent".to_owned())), None);
    }

    #[test]
    fn only_an_identifier_names_a_draft() {
        assert!(draft_of("a=b&draft=018f6f7e-0000-8000-8000-000000000000").is_some());
        assert!(draft_of("draft=../x").is_none());
        assert!(draft_of("").is_none());
    }
}
