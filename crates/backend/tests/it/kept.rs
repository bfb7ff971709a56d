//! Values in memory are the store's. In this build every value that is kept is compared with the store's whenever it is used,
//! so that each other test is one of these too.

use std::{
    future::{Future as _, poll_fn},
    ops::Bound,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::Poll,
};

use backend::{
    error::Error,
    store::{Ids, Kept, Migration, Store, Unit, record},
};
use domain::{error::Refusal, id::Id};
use surrealdb::types::{Range, RecordId, SurrealValue, Uuid, Value};

enum Counter {}

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    n: i64,
}

#[derive(Debug, PartialEq)]
struct Number(i64);

const SCHEMA: Migration = Migration {
    number: 1,
    name: "counter",
    text: "DEFINE TABLE counter SCHEMAFULL; DEFINE FIELD id ON counter TYPE uuid; DEFINE FIELD n ON counter TYPE int;",
};

/// A store with one counter, and what is kept of it.
struct Table {
    store: Store,
    kept: Kept<Id<Counter>, Number>,
    reads: AtomicU32,
    _folder: tempfile::TempDir,
}

impl Table {
    async fn new() -> Arc<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!(
            "surrealkv://{}?sync=every",
            folder.path().join("db").display()
        );
        let store = Store::open(&url).await.unwrap();
        store.migrate(&[SCHEMA], 1).await.unwrap();
        Arc::new(Self {
            kept: Kept::new(&store, 10_000, |_| 1),
            store,
            reads: AtomicU32::new(0),
            _folder: folder,
        })
    }

    async fn insert(&self) -> Id<Counter> {
        let id = Id::new(1_000).unwrap();
        let mut unit = Unit::new();
        let row = Row {
            id: id.uuid().into(),
            n: 0,
        };
        unit.insert("counter", row);
        self.store.commit(unit).await.unwrap();
        id
    }

    /// Adds one, and returns what that made.
    async fn add(&self, id: Id<Counter>) -> i64 {
        loop {
            let mut unit = Unit::new();
            unit.statement("(UPDATE ONLY $counter_id SET n += 1 RETURN VALUE n);")
                .record("counter_id", "counter", id);
            match self.store.commit(unit).await {
                Ok(mut done) => return done.take::<i64>(0).unwrap().unwrap(),
                // Others were always quicker, and nothing was done.
                Err(Error::Refused(Refusal::Busy { .. })) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    async fn get(&self, id: Id<Counter>) -> Option<i64> {
        let read = || async move {
            self.reads.fetch_add(1, Ordering::SeqCst);
            let mut query = Unit::new();
            query
                .statement("SELECT VALUE n FROM $counter_ids;")
                .bind("counter_ids", vec![record("counter", id)]);
            let found: Vec<i64> = self.store.read(query).await?.take(0)?;
            Ok(found.first().copied().map(Number))
        };
        let ids = |_: &Number| Ids::default().and(id);
        let found = self.kept.get(id, read, ids).await.unwrap();
        found.map(|number| number.0)
    }

    fn reads(&self) -> u32 {
        self.reads.swap(0, Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_binds_an_id_drops_what_was_read_from_it() {
    let table = Table::new().await;
    let (one, other) = (table.insert().await, table.insert().await);
    assert_eq!(table.get(one).await, Some(0));
    assert!(table.kept.holds(&one));
    table.add(other).await;
    assert!(table.kept.holds(&one));
    assert_eq!(table.add(one).await, 1);
    assert!(!table.kept.holds(&one));
    table.reads();
    assert_eq!(table.get(one).await, Some(1));
    assert_eq!(table.reads(), 1);

    // An id deep in a list of a list counts as well.
    let mut unit = Unit::new();
    unit.statement("FOR $row IN $counter_rows { UPDATE $row[0] SET n = $row[1] RETURN NONE; };")
        .bind("counter_rows", vec![(record("counter", one), 7_i64)]);
    table.store.commit(unit).await.unwrap();
    assert!(!table.kept.holds(&one));
    assert_eq!(table.get(one).await, Some(7));

    let mut unit = Unit::new();
    unit.statement("DELETE $counter_id RETURN NONE;")
        .record("counter_id", "counter", one);
    table.store.commit(unit).await.unwrap();
    assert_eq!(table.get(one).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_answered_reads_what_they_wrote() {
    let table = Table::new().await;
    let ids: Vec<_> = [table.insert().await, table.insert().await].into();
    let mut tasks = tokio::task::JoinSet::new();
    for worker in 0..8 {
        let (table, id) = (Arc::clone(&table), ids[worker % 2]);
        tasks.spawn(async move {
            for _ in 0..60 {
                let written = table.add(id).await;
                let read = table.get(id).await.unwrap();
                assert!(read >= written, "wrote {written}, read {read}");
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    for id in ids {
        assert_eq!(table.get(id).await, Some(240));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_a_text_counts_where_it_names_a_record() {
    let table = Table::new().await;
    let kept: Kept<(), Number> = Kept::new(&table.store, 10_000, |_| 1);
    let get = async || {
        let read = || async { Ok(Some(Number(1))) };
        let ids = |_: &Number| Ids::default().and_key("a-hash");
        kept.get((), read, ids).await.unwrap();
        kept.holds(&())
    };
    assert!(get().await);
    let mut unit = Unit::new();
    unit.statement("DELETE $session_id RETURN NONE;")
        .bind("session_id", RecordId::new("counter", "a-hash"));
    table.store.commit(unit).await.unwrap();
    assert!(!kept.holds(&()));
    assert!(get().await);
    // Nobody knows which records lie in a range.
    let mut unit = Unit::new();
    unit.statement("DELETE counter:[$from]..[$to] RETURN NONE; LET $range = $counter_range;")
        .bind("from", "a".to_owned())
        .bind("to", "b".to_owned())
        .bind(
            "counter_range",
            Value::Range(Box::new(Range::new(
                Bound::Included(Value::String("a".into())),
                Bound::Included(Value::String("b".into())),
            ))),
        );
    table.store.commit(unit).await.unwrap();
    assert!(!kept.holds(&()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_trusted_for_a_while_when_the_caller_of_a_unit_went_away() {
    let table = Table::new().await;
    let (one, other) = (table.insert().await, table.insert().await);
    // The store has the unit, and whoever sent it does not wait for the answer. On a busy machine the answer may come at once.
    loop {
        for id in [one, other] {
            table.get(id).await;
        }
        let mut sent = Box::pin(table.add(one));
        if poll_fn(|context| Poll::Ready(sent.as_mut().poll(context).is_pending())).await {
            break;
        }
    }
    for _ in 0..3 {
        table.get(one).await;
        assert!(!table.kept.holds(&one));
    }
    assert!(table.kept.holds(&other));
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "kept: Number(0), but the store says Some(Number(9))")]
async fn a_change_that_binds_no_id_does_not_pass_the_tests() {
    let table = Table::new().await;
    let id = table.insert().await;
    table.get(id).await;
    let mut unit = Unit::new();
    unit.statement("UPDATE counter SET n = 9 RETURN NONE;");
    table.store.commit(unit).await.unwrap();
    table.get(id).await;
}
