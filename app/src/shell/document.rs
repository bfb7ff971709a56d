//! The HTML document around the application, and where its files are.

use std::{collections::BTreeMap, sync::Arc};

use domain::access::Theme;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{App, part::PartFiles, request::RequestContext};

/// A built file under its hashed name, with its integrity value (SRI).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub path: String,
    pub integrity: String,
}

/// The client that hydrates the pages, and the style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The one that is started, and those it imports.
    pub scripts: Vec<Asset>,
    /// Its integrity value is read and not sent: browsers check none on a fetch.
    pub wasm: Asset,
    pub style: Asset,
    /// Files of each part of the client, by its name.
    pub parts: Arc<BTreeMap<String, Vec<String>>>,
}

impl Document {
    /// Reads the names from the `index.html` of the bundle, which is never served itself.
    /// `None` when one of the files of the first page is not named with its integrity value.
    pub fn from_page(page: &str) -> Option<Self> {
        let links: Vec<&str> = page
            .split('<')
            .filter_map(|tag| tag.strip_prefix("link "))
            .filter_map(|tag| tag.split('>').next())
            .collect();
        let find = |rel: &str, ending: &str| {
            links
                .iter()
                .filter(|link| attribute(link, "rel") == Some(rel))
                .filter(|link| attribute(link, "href").is_some_and(|href| href.ends_with(ending)))
                .map(|link| asset(link))
                .collect::<Option<Vec<_>>>()
                .filter(|found| !found.is_empty())
        };
        let mut parts = BTreeMap::<String, Vec<String>>::new();
        for link in &links {
            if let (Some(part), Some(href)) =
                (attribute(link, "data-part"), attribute(link, "href"))
            {
                parts.entry(part.into()).or_default().push(href.into());
            }
        }
        Some(Self {
            scripts: find("modulepreload", ".js")?,
            wasm: find("preload", ".wasm")?.swap_remove(0),
            style: find("stylesheet", ".css")?.swap_remove(0),
            parts: Arc::new(parts),
        })
    }
}

fn asset(link: &str) -> Option<Asset> {
    Some(Asset {
        path: attribute(link, "href")?.to_owned(),
        integrity: attribute(link, "integrity")?.to_owned(),
    })
}

/// The value of an attribute in double quotes.
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
        scripts,
        wasm,
        style,
        parts,
    } = Arc::unwrap_or_clone(document);
    provide_context(PartFiles(parts));
    let start = scripts.first().map(|script| {
        format!(
            "import start from '{}'; start({{ module_or_path: '{}' }});",
            script.path, wasm.path
        )
    });
    let scripts = scripts
        .into_iter()
        .map(|script| {
            view! {
                <link rel="modulepreload" href=script.path integrity=script.integrity crossorigin="anonymous"/>
            }
        })
        .collect_view();
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
                {scripts}
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
<link rel="stylesheet" href="/pkg/yagura-2.css" integrity="sha384-aa+/="/>
<link rel="modulepreload" href="/pkg/1/frontend.js" integrity="sha384-bb"/>
<link rel="modulepreload" href="/pkg/1/parts.js" integrity="sha384-dd"/>
<link rel="preload" href="/pkg/1/frontend_bg.wasm" integrity="sha384-cc" as="fetch" type="application/wasm"/>
<link data-part="people" href="/pkg/1/chunk_2.wasm"/>
<link data-part="people" href="/pkg/1/split_people.wasm"/></head></html>"#;

    #[test]
    fn the_built_files_are_read_from_the_bundles_page() {
        let document = Document::from_page(PAGE).unwrap();
        assert_eq!(document.scripts[0].path, "/pkg/1/frontend.js");
        assert_eq!(document.scripts[1].integrity, "sha384-dd");
        assert_eq!(document.wasm.integrity, "sha384-cc");
        assert_eq!(
            document.style,
            Asset {
                path: "/pkg/yagura-2.css".into(),
                integrity: "sha384-aa+/=".into()
            }
        );
        assert_eq!(
            document.parts["people"],
            ["/pkg/1/chunk_2.wasm", "/pkg/1/split_people.wasm"]
        );
    }

    #[test]
    fn a_page_without_integrity_values_is_refused() {
        for value in ["bb", "dd", "cc", "aa+/="] {
            let page = PAGE.replace(&format!("integrity=\"sha384-{value}\""), "");
            assert_eq!(Document::from_page(&page), None, "{value}");
        }
    }
}
