//! The HTML document around the application, and where its files are.

use std::sync::Arc;

use domain::access::Theme;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{App, request::RequestContext};

/// A built file under its hashed name, with its integrity value (SRI).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub path: String,
    pub integrity: String,
}

/// The client that hydrates the pages, and the style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub script: Asset,
    /// Its integrity value is read and not sent: browsers check none on a fetch.
    pub wasm: Asset,
    pub style: Asset,
}

impl Document {
    /// Reads the names from the `index.html` that Trunk made, which is never served itself.
    /// `None` when one of the three files is not named with its integrity value.
    pub fn from_trunk(page: &str) -> Option<Self> {
        let links: Vec<&str> = page
            .split('<')
            .filter_map(|tag| tag.strip_prefix("link "))
            .filter_map(|tag| tag.split('>').next())
            .collect();
        let find = |rel: &str, ending: &str| {
            links
                .iter()
                .filter(|link| attribute(link, "rel") == Some(rel))
                .find_map(|link| {
                    let path = attribute(link, "href").filter(|href| href.ends_with(ending))?;
                    let integrity = attribute(link, "integrity")?;
                    Some(Asset {
                        path: path.to_owned(),
                        integrity: integrity.to_owned(),
                    })
                })
        };
        Some(Self {
            script: find("modulepreload", ".js")?,
            wasm: find("preload", ".wasm")?,
            style: find("stylesheet", ".css")?,
        })
    }
}

/// The value of an attribute in double quotes, as Trunk writes them.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_ascii_whitespace()
        .find_map(|part| part.strip_prefix(name)?.strip_prefix("=\""))
        .and_then(|rest| rest.split('"').next())
}

/// The whole page, in the language and theme of the request at hand.
pub fn shell(document: Arc<Document>) -> impl IntoView {
    let request = use_context::<RequestContext>();
    let (locale, theme) = request.map_or_else(Default::default, |request| {
        (request.locale(), request.theme())
    });
    provide_context(locale);
    provide_context(theme);
    let theme = (theme != Theme::Auto).then(|| theme.as_str());
    let Document {
        script,
        wasm,
        style,
    } = Arc::unwrap_or_clone(document);
    let start = format!(
        "import start from '{}'; start({{ module_or_path: '{}' }});",
        script.path, wasm.path
    );
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="stylesheet" href=style.path integrity=style.integrity crossorigin="anonymous"/>
                <link
                    rel="modulepreload"
                    href=script.path
                    integrity=script.integrity
                    crossorigin="anonymous"
                />
                // Browsers ignore an integrity value here, and warn of it.
                <link
                    rel="preload"
                    href=wasm.path
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <script type="module" nonce=use_nonce()>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html><head>
<script type="module" nonce="x">import init from '/pkg/frontend-1.js';</script>
<link rel="stylesheet" href="/pkg/yagura-2.css" integrity="sha384-aa+/="/>
<link rel="modulepreload" href="/pkg/frontend-1.js" crossorigin="anonymous" integrity="sha384-bb" nonce="x">
<link rel="preload" href="/pkg/frontend-1_bg.wasm" crossorigin="anonymous" integrity="sha384-cc" as="fetch" type="application/wasm"></head></html>"#;

    #[test]
    fn the_built_files_are_read_from_trunks_page() {
        let document = Document::from_trunk(PAGE).unwrap();
        assert_eq!(document.script.path, "/pkg/frontend-1.js");
        assert_eq!(document.wasm.integrity, "sha384-cc");
        assert_eq!(
            document.style,
            Asset {
                path: "/pkg/yagura-2.css".into(),
                integrity: "sha384-aa+/=".into()
            }
        );
    }

    #[test]
    fn a_page_without_integrity_values_is_refused() {
        let page = PAGE.replace("integrity=\"sha384-cc\"", "");
        assert_eq!(Document::from_trunk(&page), None);
    }
}
