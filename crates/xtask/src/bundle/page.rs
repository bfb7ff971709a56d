//! The page that Trunk makes, and the server reads: the client is named in it.

use std::{fs, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha384};

use super::parts;
use crate::failure::{Failure, Result, While};

/// Writes links to the client's files, which will lie in `/pkg/NAME/`, to the end of the page's head.
pub(super) fn name_client(page: &Path, folder: &Path, name: &str) -> Result {
    let html = fs::read_to_string(page).while_doing(|| format!("reading {}", page.display()))?;
    let mut links = Vec::new();
    // The one that is started comes first.
    for script in ["frontend.js", parts::LOADER] {
        let integrity = integrity(&folder.join(script))?;
        links.push(format!(
            r#"<link rel="modulepreload" href="/pkg/{name}/{script}" integrity="{integrity}"/>"#
        ));
    }
    let integrity = integrity(&folder.join("frontend_bg.wasm"))?;
    links.push(format!(
        r#"<link rel="preload" href="/pkg/{name}/frontend_bg.wasm" integrity="{integrity}" as="fetch" type="application/wasm"/>"#
    ));
    for (part, files) in parts::of(folder)? {
        links.extend(
            files
                .iter()
                .map(|file| format!(r#"<link data-part="{part}" href="/pkg/{name}/{file}"/>"#)),
        );
    }
    let (head, rest) = html
        .split_once("</head>")
        .ok_or_else(|| Failure::new(format!("{} has no head", page.display())))?;
    let links = links.join("\n");
    Ok(fs::write(page, format!("{head}{links}\n</head>{rest}"))?)
}

/// What `integrity` attributes hold.
fn integrity(file: &Path) -> Result<String> {
    let bytes = fs::read(file).while_doing(|| format!("reading {}", file.display()))?;
    Ok(format!(
        "sha384-{}",
        BASE64_STANDARD.encode(Sha384::digest(bytes))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_is_loaded_first_and_the_files_of_each_part() {
        let folder = tempfile::tempdir().unwrap();
        let script = "export const __wasm_split_load_people = wrapAsyncCb(makeLoad(\"./split_people.wasm\", []));";
        for (file, content) in [
            ("frontend.js", "export {}"),
            (parts::LOADER, script),
            ("frontend_bg.wasm", ""),
            ("split_people.wasm", ""),
            (
                "index.html",
                "<html><head><title>x</title></head><body></body></html>",
            ),
        ] {
            fs::write(folder.path().join(file), content).unwrap();
        }
        let page = folder.path().join("index.html");
        name_client(&page, folder.path(), "12ab").unwrap();
        let html = fs::read_to_string(page).unwrap();
        assert!(html.starts_with("<html><head><title>x</title><link rel=\"modulepreload\" href=\"/pkg/12ab/frontend.js\" integrity=\"sha384-"), "{html}");
        // The SHA-384 of nothing.
        assert!(html.contains("href=\"/pkg/12ab/frontend_bg.wasm\" integrity=\"sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb\""), "{html}");
        assert!(html.ends_with("<link data-part=\"people\" href=\"/pkg/12ab/split_people.wasm\"/>\n</head><body></body></html>"), "{html}");
    }
}
