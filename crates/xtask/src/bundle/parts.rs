//! Which files a part of the client consists of, read from the script that loads them.

use std::{collections::BTreeMap, fs, path::Path};

use crate::failure::{Failure, Result, While};

/// The script that `wasm-split` writes beside the files.
pub(super) const LOADER: &str = "__wasm_split.js";

/// Each part's files, those it shares with others first.
pub(super) type Parts = BTreeMap<String, Vec<String>>;

/// Reads the parts of the client in `folder`.
pub(super) fn of(folder: &Path) -> Result<Parts> {
    let script = folder.join(LOADER);
    let text =
        fs::read_to_string(&script).while_doing(|| format!("reading {}", script.display()))?;
    let parts = read(&text).ok_or_else(|| {
        Failure::new(format!(
            "{} is not as wasm-split writes it",
            script.display()
        ))
    })?;
    for file in parts.values().flatten() {
        if !folder.join(file).is_file() {
            return Err(Failure::new(format!("the part's file {file} is missing")));
        }
    }
    Ok(parts)
}

/// The statements are `const __chunk_1 = makeLoad(FETCH, []);` and
/// `export const __wasm_split_load_NAME = wrapAsyncCb(makeLoad(FETCH, [__chunk_1, __chunk_2]));`,
/// where FETCH names the file, or none when all of the part lies in its chunks.
fn read(script: &str) -> Option<Parts> {
    let mut parts = Parts::new();
    for statement in script.split("export const __wasm_split_load_").skip(1) {
        let (name, rest) = statement.split_once(" = ")?;
        let (fetch, chunks) = rest.split_once(", [")?;
        let (chunks, _) = chunks.split_once(']')?;
        let mut files: Vec<String> = chunks
            .split(", ")
            .filter(|chunk| !chunk.is_empty())
            .map(|chunk| Some(format!("{}.wasm", chunk.strip_prefix("__")?)))
            .collect::<Option<_>>()?;
        files.extend(
            fetch
                .split('"')
                .filter_map(|text| text.strip_prefix("./"))
                .map(str::to_owned),
        );
        parts.insert(name.to_owned(), files);
    }
    Some(parts).filter(|parts| !parts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = r#"import { initSync } from "./frontend.js";
function makeLoad(fetcher, deps) {}
/* audit, people */
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL("./chunk_1.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, []);
export const __wasm_split_load_people = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_people.wasm", import.meta.url));
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
, [__chunk_1]));
export const __wasm_split_load_audit = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_1]));
"#;

    #[test]
    fn a_part_is_its_own_file_and_the_chunks_it_shares() {
        let parts = read(SCRIPT).unwrap();
        assert_eq!(parts["people"], ["chunk_1.wasm", "split_people.wasm"]);
        assert_eq!(parts["audit"], ["chunk_1.wasm"]);
        assert_eq!(read("export {}"), None);
    }

    #[test]
    fn a_part_without_its_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(LOADER), SCRIPT).unwrap();
        fs::write(folder.path().join("chunk_1.wasm"), "").unwrap();
        assert!(of(folder.path()).is_err());
        fs::write(folder.path().join("split_people.wasm"), "").unwrap();
        assert_eq!(of(folder.path()).unwrap().len(), 2);
    }
}
