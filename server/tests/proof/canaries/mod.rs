//! The promise of the vault: whoever has the files, or the log, reads nothing that anybody wrote (W8.1, W8.2).
//!
//! A text of its own goes into every sealed field of a real server, through its front door; then every file it leaves behind is looked
//! through, in every encoding, while it runs and after it has stopped, as bytes and as the engine reads them.

mod sowing;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use backend::store::{Store, Table};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vault::{Field, testing::MARK};

use crate::{
    harness::Site,
    haystack::{Found, Search, encodings, files},
    process::{Process, Settings},
    sink::{Manner, Sink},
};
use sowing::{Sown, sow};
use table::{PLAIN, SEALED, SIGNATURES, TYPED, sown};

fn settings(sink: &Sink, format: &str) -> Settings {
    Settings {
        smtp: Some(sink.url()),
        more: ["--log-format", format, "--log-level", "debug"]
            .map(str::to_owned)
            .to_vec(),
        ..Settings::default()
    }
}

/// What a process sealed, each field with whether one of our texts was in it.
async fn sealed(process: &Process) -> BTreeMap<String, bool> {
    let answer = process.browser().get("/testing/sealed").await;
    serde_json::from_slice(&answer.body).unwrap()
}

/// The secrets in the folder of keys, with the only file each may stand in.
fn secrets_of_keys(site: &Site) -> Vec<(PathBuf, Vec<u8>)> {
    files(&site.path().join("keys"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "key"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let secret = text.trim().rsplit([' ', ':']).next().unwrap();
            (path, URL_SAFE_NO_PAD.decode(secret).unwrap())
        })
        .collect()
}

/// Everything but the secrets of the keys, each wherever it is.
fn search_for(sown: &Sown) -> Search {
    let words = sown
        .words
        .iter()
        .map(|(name, text)| (name.clone(), text.as_bytes()));
    let secrets = sown
        .secrets
        .iter()
        .map(|(what, text)| (what.clone(), text.as_bytes()));
    // Half of them are of 32 bytes in base64url: the bytes are no better.
    let raw: Vec<(String, Vec<u8>)> = sown
        .secrets
        .iter()
        .filter_map(|(what, text)| {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            (bytes.len() == 32).then(|| (format!("{what}, its bytes"), bytes))
        })
        .collect();
    let raw = raw
        .iter()
        .map(|(what, bytes)| (what.clone(), bytes.as_slice()));
    // A part of any of our texts, should one be cut.
    let any = format!("{MARK}-");
    Search::new(
        words
            .chain(secrets)
            .chain(raw)
            .chain([("any text of ours".to_owned(), any.as_bytes())]),
    )
}

fn look_at_files(site: &Site, search: &Search) -> Vec<Found> {
    let mut found = search.folder(site.path());
    for (own, secret) in secrets_of_keys(site) {
        let search = Search::new([("a secret of the keys".to_owned(), secret.as_slice())]);
        found.extend(
            search
                .folder(site.path())
                .into_iter()
                .filter(|found| Path::new(&found.place) != own),
        );
    }
    found
}

/// As whoever has the engine reads it.
async fn dump(site: &Site) -> Vec<(&'static str, Vec<Table>)> {
    let storage = site.configuration().storage;
    let mut stores = Vec::new();
    for (name, url) in [
        ("database", &storage.database_url),
        ("key ring", &storage.keyring_url),
    ] {
        let store = Store::open(url.expose()).await.unwrap();
        stores.push((name, store.dump().await.unwrap()));
    }
    server::installation::released(&storage).await;
    stores
}

fn look_at_rows(stores: &[(&str, Vec<Table>)], search: &Search) -> Vec<Found> {
    let mut found = Vec::new();
    for (store, tables) in stores {
        for table in tables {
            let place = format!("{store}, {}", table.name);
            for row in &table.rows {
                found.extend(search.bytes(&place, row.text.as_bytes()));
                for bytes in &row.bytes {
                    found.extend(search.bytes(&place, bytes));
                }
            }
        }
    }
    found
}

fn assert_nothing(found: &[Found], when: &str) {
    let places: BTreeSet<String> = found
        .iter()
        .map(|found| format!("{} ({}) in {}", found.what, found.encoding, found.place))
        .collect();
    assert!(places.is_empty(), "{when}: {places:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_anybody_wrote_and_no_secret_is_left_readable() {
    let sink = Sink::start(Manner::default()).await;
    let site = Arc::new(Site::new());
    let mut sown = Sown::default();

    let process = Process::start(&site, &settings(&sink, "text")).await;
    sow(&process, &sink, "one", &mut sown).await;
    let mut witnessed = sealed(&process).await;
    process.stop().await;
    // The first half lies in the store's tables now, the second goes to its log.
    let process = Process::start(&site, &settings(&sink, "json")).await;
    sow(&process, &sink, "two", &mut sown).await;
    for (field, is_marked) in sealed(&process).await {
        *witnessed.entry(field).or_default() |= is_marked;
    }
    assert_sown(&sown, &witnessed);
    let search = search_for(&sown);
    assert_nothing(&look_at_files(&site, &search), "while it runs");
    process.stop().await;
    assert_nothing(&look_at_files(&site, &search), "after it has stopped");
    let stores = dump(&site).await;
    assert_nothing(&look_at_rows(&stores, &search), "as the engine reads it");
    assert_columns(&stores[0].1);
    assert_files_are_readable(&site);
    assert_a_leak_is_found(&site, &search, &sown.words[0].1).await;
}

/// Every field of the vault was used as the table says, and with our texts in it.
fn assert_sown(seeds: &Sown, witnessed: &BTreeMap<String, bool>) {
    let names = seeds.names();
    let mut known: BTreeSet<&str> = TYPED.iter().copied().collect();
    for field in Field::ALL {
        let seen = witnessed.get(&format!("{field:?}")).copied();
        match sown(*field) {
            table::Sown::Words(words) => {
                assert_eq!(seen, Some(true), "{field:?} holds none of our texts");
                known.extend(words);
            }
            table::Sown::Made => {
                assert_eq!(seen, Some(false), "{field:?}");
                assert!(seeds.secrets.len() > 10);
            }
            table::Sown::Codes => assert_eq!(
                seen,
                Some(false),
                "{field:?} was to hold codes only, and to be used"
            ),
            table::Sown::Unused => {
                assert_eq!(
                    seen, None,
                    "{field:?} is used now: it needs a text of its own"
                );
            }
        }
    }
    assert_eq!(
        names, known,
        "texts that were written, and those in the table"
    );
}

/// A column that could hold a text is sealed, or its reason stands in the table.
fn assert_columns(tables: &[Table]) {
    let listed = |list: &[(&str, &[&str])]| -> BTreeSet<String> {
        list.iter()
            .flat_map(|(table, columns)| columns.iter().map(move |c| format!("{table}.{c}")))
            .collect()
    };
    let (known_bytes, known_texts) = (&listed(SEALED) | &listed(SIGNATURES), listed(PLAIN));
    for table in tables {
        for (column, definition) in &table.columns {
            let (_, after) = definition.split_once(" TYPE ").unwrap();
            let kind = after.split(" PERMISSIONS").next().unwrap();
            let name = format!("{}.{column}", table.name);
            let may_be_text = ["string", "array", "object", "any", "set"]
                .iter()
                .any(|open| kind.contains(open));
            if kind.contains("bytes") {
                assert!(known_bytes.contains(&name), "{name}: what is sealed in it?");
            } else if may_be_text && !["array<int>", "array<uuid>"].contains(&kind) {
                assert!(known_texts.contains(&name), "{name}: why is it plain?");
            }
        }
    }
}

/// The store does not compress: what is plain in it is found, or nothing that was looked for would have been.
fn assert_files_are_readable(site: &Site) {
    let database = site.path().join("data");
    for plain in [
        "password_sheet_read",
        "attempt_handed_in",
        "records_exported",
    ] {
        let search = Search::new([(plain.to_owned(), plain.as_bytes())]);
        assert_ne!(search.folder(&database), [], "{plain}");
    }
}

/// The check can fail: a text in a plain column, a log or a file of the keys is found in every encoding.
async fn assert_a_leak_is_found(site: &Arc<Site>, search: &Search, text: &str) {
    let storage = site.configuration().storage;
    let written = encodings(text.as_bytes());
    let store = Store::open(storage.database_url.expose()).await.unwrap();
    for (encoding, bytes) in &written {
        let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02X}");
            hex
        });
        store
            .tamper(format!(
                "CREATE lesson SET id = rand::uuid(), org = rand::uuid(), title = b\"{hex}\", body = b\"00\", test = b\"00\",
                 minutes = 1, questions = 1, rev = 1, versions = 0, updated_at = 0"
            ))
            .await
            .unwrap_or_else(|error| panic!("{encoding}: {error}"));
    }
    store
        .tamper(format!("UPDATE person SET locale = '{text}'"))
        .await
        .unwrap();
    drop(store);
    server::installation::released(&storage).await;
    let found = look_at_files(site, search);
    for (encoding, _) in &written {
        assert!(
            found
                .iter()
                .any(|found| found.encoding == *encoding && found.place.contains("data/db")),
            "{encoding} was not found in the database"
        );
    }
    let rows = look_at_rows(&dump(site).await, search);
    assert!(rows.iter().any(|found| found.place == "database, person"));
    let all: Vec<u8> = written
        .iter()
        .flat_map(|(_, bytes)| [bytes.as_slice(), &b"\n\0"[..]].concat())
        .collect();
    let leaks = ["log", "keys/leak", "data/leak", "tmp/leak"].map(|name| site.path().join(name));
    for path in &leaks {
        let mut file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(path)
            .unwrap();
        file.write_all(&all).unwrap();
    }
    let found = look_at_files(site, search);
    for path in &leaks {
        let place = path.display().to_string();
        for (encoding, _) in &written {
            assert!(
                found
                    .iter()
                    .any(|found| found.encoding == *encoding && found.place == place),
                "{encoding} was not found in {place}"
            );
        }
    }
}
