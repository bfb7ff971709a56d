//! Server functions of who is not signed in yet, and of one's own password.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What a link of a mail is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkView {
    /// To set a first password.
    First,
    /// To set a new one.
    Reset,
    /// For nothing any more.
    Over,
}

#[cfg(feature = "ssr")]
mod ssr {
    pub(super) use backend::access::{self, LinkKind, NewSession, SignIn, Who};
    pub(super) use domain::error::Refusal;
    use domain::text::Locale;
    use leptos::prelude::use_context;

    use crate::request::RequestContext;
    pub(super) use crate::request::{request, scope, send_cookie};

    /// The new session's cookie, and the person's language and theme.
    pub(super) fn welcome(request: &RequestContext, session: &NewSession) {
        send_cookie(request.session_cookie(&session.token.text(), session.max_age_s));
        if let Some(locale) = session
            .locale
            .as_deref()
            .and_then(|tag| tag.parse::<Locale>().ok())
        {
            send_cookie(request.locale_cookie(locale));
        }
        if let Some(theme) = session.theme {
            send_cookie(request.theme_cookie(theme));
        }
    }

    /// A plain form is redirected; the client loads the address itself.
    pub(super) fn lead_to(path: String) -> String {
        let is_plain_form = use_context::<http::request::Parts>().is_some_and(|parts| {
            parts
                .headers
                .get(http::header::ACCEPT)
                .and_then(|accept| accept.to_str().ok())
                .is_some_and(|accept| accept.contains("text/html"))
        });
        if is_plain_form {
            leptos_axum::redirect(&path, false);
        }
        path
    }

    /// A path of this site, else the home page: nobody is led elsewhere by a link. Browsers take a backslash for a slash and leave out
    /// tabs and ends of lines (URL Standard, URL parsing), so that `/<tab>/b.example` is another site.
    pub(super) fn inside(next: &str) -> String {
        let misleads = |c: char| c == '\\' || c.is_control();
        let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains(misleads);
        if is_path {
            next.to_owned()
        } else {
            "/".to_owned()
        }
    }
}

/// Signs in and answers with the address to go on to.
#[server(endpoint = "sign_in")]
pub async fn sign_in(
    identifier: String,
    #[server(default)] code: String,
    password: String,
    #[server(default)] next: String,
) -> Result<String, AppError> {
    let request = ssr::request()?;
    let attempt = ssr::SignIn {
        who: ssr::Who::parse(&identifier, &code)?,
        password: password.into(),
    };
    let session = ssr::access::sign_in(request.backend(), attempt, request.origin()).await?;
    ssr::welcome(&request, &session);
    Ok(ssr::lead_to(if session.must_change_password {
        "/change-password".to_owned()
    } else {
        ssr::inside(&next)
    }))
}

/// Ends this session. Without one there is nothing to end, and that is fine too.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<String, AppError> {
    let request = ssr::request()?;
    match request.scope().await {
        Ok(scope) => ssr::access::sign_out(request.backend(), &scope).await?,
        Err(AppError::Refused(ssr::Refusal::NotSignedIn)) => {}
        Err(error) => return Err(error),
    }
    ssr::send_cookie(request.no_session_cookie());
    Ok(ssr::lead_to("/sign-in?done=signed_out".to_owned()))
}

/// Asks for a link by mail. The answer never tells whether the address is known.
#[server(endpoint = "request_link")]
pub async fn request_link(
    email: String,
    #[server(default)] code: String,
) -> Result<String, AppError> {
    let request = ssr::request()?;
    ssr::access::request_link(request.backend(), &email, &code, request.origin()).await?;
    Ok(ssr::lead_to("/forgotten?done=sent".to_owned()))
}

/// What a link is good for. Looking changes nothing.
#[server(endpoint = "look_at_link")]
pub async fn look_at_link(token: String) -> Result<LinkView, AppError> {
    let request = ssr::request()?;
    match ssr::access::links::look(request.backend(), &token)
        .await
        .map_err(AppError::from)
    {
        Ok(ssr::LinkKind::FirstPassword) => Ok(LinkView::First),
        Ok(ssr::LinkKind::Reset) => Ok(LinkView::Reset),
        Err(AppError::Refused(ssr::Refusal::LinkExpired)) => Ok(LinkView::Over),
        Err(error) => Err(error),
    }
}

/// Sets a password with a link, uses the link up, and signs in.
#[server(endpoint = "set_password")]
pub async fn set_password(
    token: String,
    password: String,
    password_again: String,
) -> Result<String, AppError> {
    let request = ssr::request()?;
    let session = ssr::access::links::set_password(
        request.backend(),
        &token,
        &password,
        &password_again,
        request.origin(),
    )
    .await?;
    ssr::welcome(&request, &session);
    Ok(ssr::lead_to("/?done=password_set".to_owned()))
}

/// Changes one's own password.
#[server(endpoint = "change_password")]
pub async fn change_password(
    current_password: String,
    password: String,
    password_again: String,
) -> Result<String, AppError> {
    let (backend, scope) = ssr::scope().await?;
    let request = ssr::request()?;
    let session = ssr::access::change_password(
        &backend,
        &scope,
        current_password.into(),
        &password,
        &password_again,
    )
    .await?;
    ssr::welcome(&request, &session);
    Ok(ssr::lead_to("/account?done=password_changed".to_owned()))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::ssr::inside;

    #[test]
    fn nobody_is_led_to_another_site() {
        assert_eq!(inside("/learn?a=b"), "/learn?a=b");
        for elsewhere in [
            "",
            "https://b.example",
            "//b.example",
            "/\\b.example",
            "/\t/b.example",
            "/\n/b.example",
            "/\r/b.example",
            "/\u{0}/b.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(inside(elsewhere), "/", "{elsewhere}");
        }
    }
}
