//! The request at hand, as server functions, pages and plain routes see it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use backend::{
    Backend,
    access::{self, Origin, Scope},
    audit::Denial,
    mail::Mailbox,
};
use domain::{
    access::{Theme, Viewer},
    error::{Field, Problem, Refusal},
    text::{Locale, common::CommonText, text},
};
use http::{HeaderName, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tokio::sync::OnceCell;
use vault::Token;

use crate::error::AppError;

/// Remembers the language chosen before signing in.
pub const LOCALE_COOKIE: &str = "locale";
/// Remembers the theme chosen before signing in.
pub const THEME_COOKIE: &str = "theme";
/// A year, in seconds: how long a browser keeps its language and theme.
const A_YEAR: u64 = 365 * 24 * 60 * 60;

/// Who is signed in, looked up before a page is rendered.
#[derive(Clone, Debug)]
pub struct KnownViewer(pub Result<Viewer, AppError>);

/// What came with a request, read once at the edge.
pub struct Arrival {
    /// All use cases.
    pub backend: Backend,
    /// The number people quote.
    pub number: u64,
    /// The session token the browser presented, not yet looked at.
    pub token: Option<Token>,
    /// Where it came from.
    pub origin: Origin,
    /// From the cookie, else the browser's languages.
    pub locale: Locale,
    /// From the cookie.
    pub theme: Theme,
    /// Whether browsers reach the server over TLS.
    pub is_https: bool,
    /// The development mailbox, where it may be shown: a loopback origin, no mail server, and no proxy in between.
    pub mailbox: Option<Mailbox>,
}

/// The request at hand. Clones share it.
#[derive(Clone)]
pub struct RequestContext(Arc<Inner>);

struct Inner {
    arrival: Arrival,
    scope: OnceCell<Scope>,
    denied: AtomicBool,
}

impl RequestContext {
    /// Of this arrival.
    pub fn new(arrival: Arrival) -> Self {
        Self(Arc::new(Inner {
            arrival,
            scope: OnceCell::new(),
            denied: AtomicBool::new(false),
        }))
    }

    /// All use cases.
    pub fn backend(&self) -> &Backend {
        &self.0.arrival.backend
    }

    /// Twelve digits, for people to quote.
    pub fn number(&self) -> u64 {
        self.0.arrival.number
    }

    /// The session token the browser presented.
    pub fn token(&self) -> Option<&Token> {
        self.0.arrival.token.as_ref()
    }

    /// Where the request came from.
    pub fn origin(&self) -> &Origin {
        &self.0.arrival.origin
    }

    /// The language of someone not signed in.
    pub fn locale(&self) -> Locale {
        self.0.arrival.locale
    }

    /// The theme of someone not signed in.
    pub fn theme(&self) -> Theme {
        self.0.arrival.theme
    }

    /// The development mailbox, where it may be shown.
    pub fn mailbox(&self) -> Option<&Mailbox> {
        self.0.arrival.mailbox.as_ref()
    }

    /// The signed-in person's scope; looked up once a request.
    ///
    /// # Errors
    /// [`Refusal::NotSignedIn`] without a live session.
    pub async fn scope(&self) -> Result<Scope, AppError> {
        let look_up = || access::scope_of(self.backend(), self.token(), self.origin());
        Ok(self.0.scope.get_or_try_init(look_up).await?.clone())
    }

    /// The signed-in person's scope, where nobody else has any business: a visitor without one is counted (W12.1).
    ///
    /// # Errors
    /// As [`Self::scope`].
    pub async fn required_scope(&self) -> Result<Scope, AppError> {
        let scope = self.scope().await;
        if matches!(scope, Err(AppError::Refused(Refusal::NotSignedIn))) {
            let backend = self.backend();
            backend.denials.count(Denial::NotSignedIn, backend.now());
        }
        scope
    }

    /// Who is signed in, as pages need them.
    ///
    /// # Errors
    /// [`domain::error::Refusal::NotSignedIn`] without a live session.
    pub async fn viewer(&self) -> Result<Viewer, AppError> {
        let scope = self.scope().await?;
        Ok(access::viewer(self.backend(), &scope).await?)
    }

    /// Remembers that something was forbidden, for the operation log (W16.2).
    pub fn note_denial(&self) {
        self.0.denied.store(true, Ordering::Relaxed);
    }

    /// What a use case answered a plain route; that something was forbidden is remembered.
    /// Pages and server functions need not call it: there the request at hand is found.
    ///
    /// # Errors
    /// Those of the use case.
    pub fn noting<T>(&self, answer: backend::error::Result<T>) -> Result<T, AppError> {
        answer.map_err(|error| {
            let error = AppError::from(error);
            if error == AppError::Refused(Refusal::Forbidden) {
                self.note_denial();
            }
            error
        })
    }

    /// Whether the signed-in person was refused something.
    pub fn was_denied(&self) -> bool {
        self.0.denied.load(Ordering::Relaxed)
    }

    /// `Set-Cookie` of a new session, kept for `seconds` at most.
    pub fn session_cookie(&self, token: &str, seconds: u64) -> Option<HeaderValue> {
        self.cookie(
            session_cookie_name(self.0.arrival.is_https),
            token,
            seconds,
            "; HttpOnly",
        )
    }

    /// `Set-Cookie` that takes the session from the browser.
    pub fn no_session_cookie(&self) -> Option<HeaderValue> {
        self.session_cookie("", 0)
    }

    /// `Set-Cookie` of a chosen language.
    pub fn locale_cookie(&self, locale: Locale) -> Option<HeaderValue> {
        self.cookie(LOCALE_COOKIE, locale.tag(), A_YEAR, "")
    }

    /// `Set-Cookie` of a chosen theme.
    pub fn theme_cookie(&self, theme: Theme) -> Option<HeaderValue> {
        self.cookie(THEME_COOKIE, theme.as_str(), A_YEAR, "")
    }

    fn cookie(&self, name: &str, value: &str, seconds: u64, more: &str) -> Option<HeaderValue> {
        let secure = if self.0.arrival.is_https {
            "; Secure"
        } else {
            ""
        };
        HeaderValue::from_str(&format!(
            "{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}{more}"
        ))
        .ok()
    }
}

/// The session's cookie. The prefix makes browsers refuse it from other hosts and over plain HTTP, which only loopback uses.
pub const fn session_cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-yagura" } else { "yagura" }
}

/// The request at hand, in a server function or during rendering.
///
/// # Errors
/// [`AppError::Broken`] outside of a request, which is a mistake of ours.
pub fn request() -> Result<RequestContext, AppError> {
    use_context::<RequestContext>().ok_or(AppError::Broken(0))
}

/// The use cases, for the few functions that need no scope.
///
/// # Errors
/// As [`request`].
pub fn backend() -> Result<Backend, AppError> {
    Ok(request()?.backend().clone())
}

/// The use cases and who asks for them: the first line of every server function for signed-in people.
///
/// # Errors
/// [`Refusal::NotSignedIn`] without a live session, which is counted (W12.1).
pub async fn scope() -> Result<(Backend, Scope), AppError> {
    let request = request()?;
    let scope = request.required_scope().await?;
    Ok((request.backend().clone(), scope))
}

/// Whether the word that was asked for before a deed that can't be undone was typed, in either language.
///
/// # Errors
/// [`Refusal::Invalid`] when it was not.
pub fn confirmed(typed: &str, word: fn(&CommonText) -> &'static str) -> Result<(), AppError> {
    let is_word = Locale::ALL
        .into_iter()
        .any(|locale| word(&text(locale).common) == typed.trim());
    if is_word {
        Ok(())
    } else {
        Err(Refusal::invalid(Field::ConfirmationWord, Problem::Wrong).into())
    }
}

/// Sends a cookie with the answer at hand.
pub fn send_cookie(cookie: Option<HeaderValue>) {
    if let (Some(cookie), Some(response)) = (cookie, use_context::<ResponseOptions>()) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// Sends a header with the answer at hand.
pub fn send_header(name: HeaderName, value: HeaderValue) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(name, value);
    }
}
