//! Server functions of the frame itself.

use domain::access::{Theme, Viewer};
use leptos::prelude::*;

use crate::{error::AppError, text::Locale};

#[cfg(feature = "ssr")]
mod ssr {
    pub(super) use backend::access;
    use domain::{access::Theme, error::Refusal, text::Locale};
    use leptos::prelude::use_context;

    pub(super) use crate::request::{request, scope};
    use crate::{error::AppError, request::send_cookie};

    /// In this browser, and for the person where somebody is signed in.
    pub(super) async fn remember(locale: Locale, theme: Theme) -> Result<(), AppError> {
        let request = request()?;
        match request.scope().await {
            Ok(scope) => {
                access::preferences(request.backend(), &scope, locale.tag(), theme).await?;
            }
            Err(AppError::Refused(Refusal::NotSignedIn)) => {}
            Err(error) => return Err(error),
        }
        send_cookie(request.locale_cookie(locale));
        send_cookie(request.theme_cookie(theme));
        lead_back();
        Ok(())
    }

    /// To the page it was chosen on, when a plain form asked: a browser follows its own `Referer`.
    fn lead_back() {
        let referer = use_context::<http::request::Parts>()
            .and_then(|parts| {
                parts
                    .headers
                    .get(http::header::REFERER)?
                    .to_str()
                    .ok()
                    .map(path_of)
            })
            .unwrap_or_else(|| "/".to_owned());
        leptos_axum::redirect(&referer, false);
    }

    /// The path and query of an address: never another site.
    pub(super) fn path_of(address: &str) -> String {
        let path = address
            .split_once("://")
            .and_then(|(_, rest)| rest.find('/').map(|slash| &rest[slash..]))
            .filter(|path| !path.starts_with("//") && !path.contains('\\'));
        path.unwrap_or("/").to_owned()
    }
}

/// Who is signed in.
#[server(endpoint = "read_viewer")]
pub async fn read_viewer() -> Result<Viewer, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::access::viewer(&backend, &scope).await?)
}

/// Remembers the language and leads back to the page it was chosen on.
#[server(endpoint = "choose_language")]
pub async fn choose_language(locale: Locale) -> Result<(), AppError> {
    ssr::remember(locale, ssr::request()?.theme()).await
}

/// Remembers light or dark and leads back to the page it was chosen on.
#[server(endpoint = "choose_theme")]
pub async fn choose_theme(theme: Theme) -> Result<(), AppError> {
    ssr::remember(ssr::request()?.locale(), theme).await
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::ssr::path_of;

    #[test]
    fn the_way_back_stays_on_this_site() {
        assert_eq!(path_of("https://a.example/people?q=1"), "/people?q=1");
        for elsewhere in [
            "https://a.example",
            "//b.example/x",
            "https://a.example//b.example",
            "x",
        ] {
            assert_eq!(path_of(elsewhere), "/", "{elsewhere}");
        }
    }
}
