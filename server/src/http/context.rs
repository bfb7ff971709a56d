//! What the request says of its sender, gathered for the pages and functions inside.

use app::request::{Arrival, LOCALE_COOKIE, RequestContext, THEME_COOKIE, session_cookie_name};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use backend::{Backend, access::Origin, audit};
use domain::{access::Theme, text::Locale};
use http::{HeaderMap, StatusCode, header};
use vault::Token;

use super::{AppState, visit::Visit};

/// Longest user agent kept, in characters.
const USER_AGENT: usize = 300;

/// Gives the request its [`RequestContext`], and writes down afterwards what a signed-in person was refused.
pub(super) async fn attach(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return next.run(request).await;
    };
    let context = RequestContext::new(arrival(&state, &visit, request.headers()));
    request.extensions_mut().insert(context.clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    if context.was_denied() || response.status() == StatusCode::FORBIDDEN {
        let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
        note_denial(&state.backend, &context, route).await;
    }
    response
}

fn arrival(state: &AppState, visit: &Visit, headers: &HeaderMap) -> Arrival {
    let is_https = state.edge.origin().is_https();
    let user_agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    Arrival {
        backend: state.backend.clone(),
        number: visit.id,
        token: cookie(headers, session_cookie_name(is_https))
            .and_then(|token| Token::parse(token).ok()),
        origin: Origin {
            address: visit.client.to_string(),
            user_agent: user_agent.chars().take(USER_AGENT).collect(),
        },
        locale: locale(headers),
        theme: cookie(headers, THEME_COOKIE)
            .and_then(Theme::parse)
            .unwrap_or_default(),
        is_https,
        mailbox: state.mailbox.clone().filter(|_| !visit.forwarded),
    }
}

/// Of somebody signed in; who is not is counted elsewhere.
async fn note_denial(backend: &Backend, context: &RequestContext, route: &str) {
    let Ok(scope) = context.scope().await else {
        return;
    };
    if let Err(error) = audit::denied(backend, &scope, route).await {
        tracing::error!(%error, "a denied attempt could not be written down");
    }
}

/// The language of the cookie, else of the browser, else Japanese.
pub(super) fn locale(headers: &HeaderMap) -> Locale {
    cookie(headers, LOCALE_COOKIE)
        .and_then(|tag| tag.parse().ok())
        .or_else(|| {
            Locale::from_accept_language(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)
        })
        .unwrap_or_default()
}

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_chosen_language_wins_over_the_browsers() {
        let mut headers = HeaderMap::new();
        assert_eq!(locale(&headers), Locale::Ja);
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("en-GB"));
        assert_eq!(locale(&headers), Locale::En);
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=b; locale=ja; c=d"),
        );
        assert_eq!(locale(&headers), Locale::Ja);
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("xlocale=ja; locale=fr"),
        );
        assert_eq!(locale(&headers), Locale::En);
    }
}
