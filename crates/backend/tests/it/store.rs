//! What the rest of the house relies on, on the real engine.

use std::io::Write as _;

use backend::{
    error::Error,
    store::{Migration, Store, Unit, is_taken, thrown},
};
use domain::id::Id;
use surrealdb::types::{SurrealValue, Uuid};

enum Thing {}

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    n: i64,
}

const SCHEMA: Migration = Migration {
    number: 1,
    name: "thing",
    text: "DEFINE TABLE thing SCHEMAFULL; DEFINE FIELD id ON thing TYPE uuid; DEFINE FIELD n ON thing TYPE int;
           DEFINE TABLE sum SCHEMAFULL; DEFINE FIELD id ON sum TYPE string; DEFINE FIELD n ON sum TYPE int;",
};

fn url(folder: &tempfile::TempDir) -> String {
    format!(
        "surrealkv://{}?sync=every",
        folder.path().join("db").display()
    )
}

async fn open(folder: &tempfile::TempDir) -> Store {
    let store = Store::open(&url(folder)).await.unwrap();
    store.migrate(&[SCHEMA], 1).await.unwrap();
    store
}

fn row(n: i64) -> Row {
    let id: Id<Thing> = Id::new(1_000).unwrap();
    Row {
        id: id.uuid().into(),
        n,
    }
}

async fn insert(store: &Store, n: i64) {
    let mut unit = Unit::new();
    unit.insert("thing", row(n));
    store.commit(unit).await.unwrap();
}

async fn count(store: &Store) -> i64 {
    let mut query = Unit::new();
    query.statement("SELECT VALUE n FROM thing;");
    let all: Vec<i64> = store.read(query).await.unwrap().take(0).unwrap();
    i64::try_from(all.len()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_unit_that_refuses_itself_nothing_remains_and_its_code_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let mut unit = Unit::new();
    unit.statement("CREATE sum:one SET n = 1 RETURN NONE;")
        .statement("IF true { THROW 'no_seats' };")
        .insert("thing", row(1));
    let error = store.commit(unit).await.err().unwrap();
    assert_eq!(thrown(&error).as_deref(), Some("no_seats"));
    assert_eq!(count(&store).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_there_already_is_told_from_other_failures() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let one = row(1);
    let (id, n) = (one.id, one.n);
    let mut unit = Unit::new();
    unit.insert("thing", one);
    store.commit(unit).await.unwrap();
    let mut unit = Unit::new();
    unit.insert("thing", Row { id, n });
    let error = store.commit(unit).await.err().unwrap();
    assert!(is_taken(&error, "thing"), "{error}");
    assert!(!is_taken(&error, "sum"));
}

#[tokio::test(flavor = "multi_thread")]
async fn units_that_change_one_row_at_once_all_take_effect() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let mut unit = Unit::new();
    unit.statement("CREATE sum:one SET n = 0 RETURN NONE;");
    store.commit(unit).await.unwrap();
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut unit = Unit::new();
                unit.statement("UPDATE sum:one SET n += 1 RETURN NONE;");
                store.commit(unit).await.map(|_| ())
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let mut query = Unit::new();
    query.statement("SELECT VALUE n FROM ONLY sum:one;");
    let n: Option<i64> = store.read(query).await.unwrap().take(0).unwrap();
    assert_eq!(n, Some(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_units_that_insert_the_same_row_one_takes_effect() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let id = row(0).id;
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut unit = Unit::new();
                unit.insert("thing", Row { id, n }).insert("thing", row(n));
                store.commit(unit).await.map(|_| ())
            })
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        if let Err(error) = task.await.unwrap() {
            assert!(is_taken(&error, "thing"), "{error}");
            taken += 1;
        }
    }
    assert_eq!(taken, 7);
    assert_eq!(count(&store).await, 2, "of the others nothing remains");
}

/// What the next test guards against does happen: two units that read the same rows and write different ones both pass.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_common_row_two_units_both_take_the_last_seat() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let tasks: Vec<_> = (0..2)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut unit = Unit::new();
                unit.statement(
                    "IF count(SELECT id FROM thing) > 0 { THROW 'no_seats' }; sleep(1500ms);",
                )
                .insert("thing", row(n));
                store.commit(unit).await.map(|_| ())
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(count(&store).await, 2);
}

/// Snapshot isolation lets two units that read the same rows and write different ones both pass.
/// Whoever counts must touch a common row: this shows that it holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_common_row_keeps_two_units_from_both_taking_the_last_seat() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let mut unit = Unit::new();
    unit.statement("CREATE sum:seats SET n = 0 RETURN NONE;");
    store.commit(unit).await.unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut unit = Unit::new();
                unit.statement("UPDATE sum:seats SET n += 1 RETURN NONE;")
                    .statement("IF (SELECT VALUE n FROM ONLY sum:seats) > 3 { THROW 'no_seats' };")
                    .insert("thing", row(n));
                store.commit(unit).await.map(|_| ())
            })
        })
        .collect();
    let mut refused = 0;
    for task in tasks {
        if let Err(error) = task.await.unwrap() {
            assert_eq!(thrown(&error).as_deref(), Some("no_seats"), "{error}");
            refused += 1;
        }
    }
    assert_eq!(refused, 5);
    assert_eq!(count(&store).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_beyond_the_bounds_is_refused_and_the_store_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let mut unit = Unit::new();
    for n in 0..=i64::from(Unit::MAX_ROWS) {
        unit.insert("thing", row(n));
    }
    assert!(matches!(
        store.commit(unit).await,
        Err(Error::UnitTooLarge { .. })
    ));
    let mut unit = Unit::new();
    unit.bind("sum_text", "x".repeat(9 << 20))
        .statement("RETURN string::len($sum_text);");
    assert!(matches!(
        store.commit(unit).await,
        Err(Error::UnitTooLarge { .. })
    ));
    drop(store);
    assert_eq!(count(&open_when_free(&folder).await).await, 0);
}

/// The lock is released a moment after the last handle is dropped.
async fn open_when_free(folder: &tempfile::TempDir) -> Store {
    for _ in 0..1_500 {
        match Store::open(&url(folder)).await {
            Ok(store) => return store,
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    }
    panic!("the lock was not released");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_finds_the_store_locked() {
    let folder = tempfile::tempdir().unwrap();
    let _store = open(&folder).await;
    let url = format!(
        "surrealkv://{}?sync=every",
        folder.path().join("db").display()
    );
    assert!(Store::open(&url).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_are_applied_once_and_a_changed_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    store.migrate(&[SCHEMA], 2).await.unwrap();
    let changed = Migration {
        text: "DEFINE TABLE other SCHEMAFULL;",
        ..SCHEMA
    };
    assert!(matches!(
        store.migrate(&[changed], 3).await,
        Err(Error::Configuration(_))
    ));
    // A program that knows less than the database was made by an older hand.
    let none: [Migration; 0] = [];
    assert!(matches!(
        store.migrate(&none, 3).await,
        Err(Error::Configuration(_))
    ));
    assert!(
        Store::open("surrealkv:///nowhere?versioned=true")
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_store_has_no_tables_and_a_migrated_one_has() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "surrealkv://{}?sync=every",
        folder.path().join("db").display()
    );
    let store = Store::open(&url).await.unwrap();
    assert!(!store.has_tables().await.unwrap());
    store.migrate(&[SCHEMA], 1).await.unwrap();
    assert!(store.has_tables().await.unwrap());
}

/// The folder as a kill at this moment leaves it.
fn killed(folder: &tempfile::TempDir) -> tempfile::TempDir {
    fn copy(from: &std::path::Path, to: &std::path::Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    let left = tempfile::tempdir().unwrap();
    copy(folder.path(), left.path());
    left
}

/// Leaves the last record of the store's log cut in two: this is what there is of it.
fn tear(folder: &tempfile::TempDir, torn: &[u8]) {
    let mut files: Vec<_> = std::fs::read_dir(folder.path().join("db/wal"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut file = std::fs::File::options()
        .append(true)
        .open(files.last().unwrap())
        .unwrap();
    file.write_all(torn).unwrap();
}

/// A kill may cut the last record of the log in two. What is acknowledged after the next start must survive the next kill.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_behind_a_torn_end_survives_the_next_kill() {
    // Checksum, length, kind, content: cut in the header, and in the content.
    for torn in [
        &b"\x01\x02\x03"[..],
        b"\x01\x02\x03\x04\x10\x00\x01the beginning",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let first = open(&folder).await;
        insert(&first, 1).await;
        let folder = killed(&folder);
        tear(&folder, torn);
        let second = open(&folder).await;
        assert_eq!(count(&second).await, 1, "{torn:?}");
        insert(&second, 2).await;
        let folder = killed(&folder);
        let third = open(&folder).await;
        assert_eq!(count(&third).await, 2, "{torn:?}");
    }
}

/// More than the engine keeps in memory at once. Whatever it does meanwhile with its log and its tables, nothing that was acknowledged is missing after a kill.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_missing_of_more_than_the_engine_keeps_in_memory() {
    #[derive(SurrealValue)]
    struct Large {
        n: i64,
        filler: String,
    }
    const SCHEMA: Migration = Migration {
        number: 1,
        name: "large",
        text: "DEFINE TABLE large SCHEMAFULL; DEFINE FIELD n ON large TYPE int; DEFINE FIELD filler ON large TYPE string;",
    };
    const UNITS: i64 = 400;
    const WRITERS: i64 = 8;
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&url(&folder)).await.unwrap();
    store.migrate(&[SCHEMA], 1).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            for n in (writer..UNITS).step_by(usize::try_from(WRITERS).unwrap()) {
                let mut unit = Unit::new();
                unit.insert(
                    "large",
                    Large {
                        n,
                        filler: "山".repeat(130_000),
                    },
                );
                store.commit(unit).await.unwrap();
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    // The engine puts its tables away a moment later.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let left = killed(&folder);
    let again = Store::open(&url(&left)).await.unwrap();
    let mut query = Unit::new();
    query.statement("SELECT VALUE n FROM large ORDER BY n;");
    let found: Vec<i64> = again.read(query).await.unwrap().take(0).unwrap();
    let missing: Vec<_> = (0..UNITS).filter(|n| !found.contains(n)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
