//! What the request says of its sender, gathered for the pages and functions inside.

use app::request::{Arrival, LOCALE_COOKIE, RequestContext, THEME_COOKIE, session_cookie_name};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use backend::access::Origin;
use domain::{access::Theme, text::Locale};
use http::{HeaderMap, header};
use vault::Token;

use super::{AppState, visit::Visit};

/// Longest user agent kept, in characters.
const USER_AGENT: usize = 300;

/// Gives the request its [`RequestContext`].
pub(super) async fn attach(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(visit) = request.extensions().get::<Visit>().cloned() {
        let headers = request.headers();
        let is_https = state.edge.origin().is_https();
        let user_agent = headers
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        let context = RequestContext::new(Arrival {
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
        });
        request.extensions_mut().insert(context);
    }
    next.run(request).await
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
