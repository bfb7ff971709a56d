//! Values that were read from the store and stay in memory until a unit touches what they were read from: `docs/adr/kept-reads.md`.
//!
//! A committed unit touches every id that it binds, as a value or as a record's, at any depth. When that was last is remembered for
//! groups of ids, so that it needs little room; two ids of one group only cost a read that was not needed.
//! A kept value is good when reading it began after all of its ids were touched last. Only a store that this process alone has open
//! knows of every unit: with a remote one nothing is kept.

use std::{
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash},
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::id::Id;
use moka::sync::Cache;
use surrealdb::types::{RecordIdKey, Value, Variables};

use super::Store;
use crate::error::Result;

/// Groups of ids: as many as the number of a group can tell. Less than a megabyte, and the two thousand ids of a large unit leave 97 of
/// 100 kept values alone.
const GROUPS: usize = 1 << 16;
/// A unit whose caller went away, or whose outcome is not known, may still take effect for so long.
const AFTERMATH: Duration = Duration::from_mins(1);
/// No value is kept longer, whatever happens.
const LIFE: Duration = Duration::from_mins(5);

/// When ids were touched last. Times are nanoseconds after `start`.
pub(super) struct Touched {
    start: Instant,
    groups: Box<[Group]>,
    /// When all were touched last.
    all: AtomicU64,
}

#[derive(Default)]
struct Group {
    /// Units on their way that bind an id of the group.
    under_way: AtomicU32,
    last: AtomicU64,
}

impl Default for Touched {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            groups: (0..GROUPS).map(|_| Group::default()).collect(),
            all: AtomicU64::new(0),
        }
    }
}

impl Touched {
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// Whether nothing touches these ids now, nor did since `moment`.
    fn is_before(&self, moment: u64, ids: &Ids) -> bool {
        // What is under way is asked first: a unit tells when it touched before it leaves.
        self.of(ids).all(|group| {
            group.under_way.load(Ordering::SeqCst) == 0
                && group.last.load(Ordering::SeqCst) < moment
        }) && self.all.load(Ordering::SeqCst) < moment
    }

    fn of<'a>(&'a self, ids: &'a Ids) -> impl Iterator<Item = &'a Group> {
        ids.groups
            .iter()
            .filter_map(|number| self.groups.get(usize::from(*number)))
    }

    /// Whatever was read is read again.
    pub(super) fn everything(&self) {
        self.all.fetch_max(self.now(), Ordering::SeqCst);
    }

    /// A unit with these values is about to be sent. What it touches is not taken from memory until the answer is dropped, and what was read
    /// before then is read again.
    pub(super) fn by(&self, values: &Variables) -> Touching<'_> {
        let mut ids = Ids::default();
        for (_, value) in values.iter() {
            ids.add_all(value);
        }
        ids.groups.sort_unstable();
        ids.groups.dedup();
        for group in self.of(&ids) {
            group.under_way.fetch_add(1, Ordering::SeqCst);
        }
        Touching {
            touched: self,
            ids,
            is_open: false,
        }
    }
}

/// A unit on its way.
pub(super) struct Touching<'a> {
    touched: &'a Touched,
    ids: Ids,
    is_open: bool,
}

impl Touching<'_> {
    /// From here on it may take effect at any time.
    pub(super) fn sent(&mut self) {
        self.is_open = true;
    }

    /// It took effect, or never will.
    pub(super) fn settled(&mut self) {
        self.is_open = false;
    }
}

impl Drop for Touching<'_> {
    fn drop(&mut self) {
        let aftermath = if self.is_open {
            AFTERMATH
        } else {
            Duration::ZERO
        };
        let moment = self
            .touched
            .now()
            .saturating_add(u64::try_from(aftermath.as_nanos()).unwrap_or(u64::MAX));
        if self.ids.is_everything {
            self.touched.all.fetch_max(moment, Ordering::SeqCst);
        }
        for group in self.touched.of(&self.ids) {
            group.last.fetch_max(moment, Ordering::SeqCst);
            group.under_way.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// What a value was read from. Whatever changes such a row must bind one of these ids.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    groups: Vec<u16>,
    /// A range was bound: nobody knows which.
    is_everything: bool,
}

impl Ids {
    /// And this id.
    #[must_use]
    pub fn and<T>(mut self, id: Id<T>) -> Self {
        self.add(id.uuid().as_bytes());
        self
    }

    /// And the record with this key, where keys are texts.
    #[must_use]
    pub fn and_key(mut self, key: &str) -> Self {
        self.add(key.as_bytes());
        self
    }

    fn add(&mut self, id: &[u8]) {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(id);
        self.groups.push((hash >> 48) as u16);
    }

    fn add_all(&mut self, value: &Value) {
        match value {
            Value::Uuid(id) => self.add(uuid::Uuid::from(*id).as_bytes()),
            Value::RecordId(record) => self.add_key(&record.key),
            Value::Array(values) => values.iter().for_each(|value| self.add_all(value)),
            Value::Set(values) => values.iter().for_each(|value| self.add_all(value)),
            Value::Object(fields) => fields.iter().for_each(|(_, value)| self.add_all(value)),
            Value::Range(_) => self.is_everything = true,
            _ => {}
        }
    }

    fn add_key(&mut self, key: &RecordIdKey) {
        match key {
            RecordIdKey::Uuid(id) => self.add(uuid::Uuid::from(*id).as_bytes()),
            RecordIdKey::String(key) => self.add(key.as_bytes()),
            RecordIdKey::Array(parts) => parts.iter().for_each(|part| self.add_all(part)),
            RecordIdKey::Object(parts) => {
                parts.iter().for_each(|(_, part)| self.add_all(part));
            }
            RecordIdKey::Range(_) => self.is_everything = true,
            RecordIdKey::Number(_) => {}
        }
    }
}

/// Values of one store by key, bounded in their bytes. Clones share them.
pub struct Kept<K, V> {
    store: Store,
    values: Cache<K, Arc<Entry<V>>>,
}

struct Entry<V> {
    value: Arc<V>,
    ids: Ids,
    /// When reading it began.
    read_at: u64,
}

impl<K, V> Clone for Kept<K, V> {
    fn clone(&self) -> Self {
        Self {
            store: self.store.clone(),
            values: self.values.clone(),
        }
    }
}

impl<K, V> Kept<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Seen + Send + Sync + 'static,
{
    /// Keeps values of `store` of at most `most` bytes together, each as large as `weight` says.
    pub fn new(store: &Store, most: u64, weight: fn(&V) -> u32) -> Self {
        let values = Cache::builder()
            .max_capacity(most)
            .weigher(move |_, entry: &Arc<Entry<V>>| weight(&entry.value))
            .time_to_live(LIFE)
            .build();
        Self {
            store: store.clone(),
            values,
        }
    }

    /// The value of `key`: from memory while nothing touched it, else as `read` finds it. `ids` tells what it was read from.
    ///
    /// # Errors
    /// Those of `read`.
    pub async fn get<R, F>(
        &self,
        key: K,
        read: R,
        ids: impl Fn(&V) -> Ids + Send,
    ) -> Result<Option<Arc<V>>>
    where
        R: Fn() -> F + Send + Sync,
        F: Future<Output = Result<Option<V>>> + Send,
    {
        let Some(touched) = self.store.touched() else {
            return Ok(Box::pin(read()).await?.map(Arc::new));
        };
        if let Some(entry) = self.values.get(&key)
            && touched.is_before(entry.read_at, &entry.ids)
        {
            #[cfg(feature = "testing")]
            Box::pin(stale::look(touched, &entry, &read)).await?;
            return Ok(Some(Arc::clone(&entry.value)));
        }
        let read_at = touched.now();
        // The rare way, in a box: every request has room for this future.
        let Some(value) = Box::pin(read()).await?.map(Arc::new) else {
            return Ok(None);
        };
        let entry = Entry {
            value: Arc::clone(&value),
            ids: ids(&value),
            read_at,
        };
        self.values.insert(key, Arc::new(entry));
        Ok(Some(value))
    }

    /// Whether the value of `key` would come from memory.
    #[cfg(feature = "testing")]
    pub fn holds(&self, key: &K) -> bool {
        self.store.touched().is_some_and(|touched| {
            self.values
                .get(key)
                .is_some_and(|entry| touched.is_before(entry.read_at, &entry.ids))
        })
    }

    /// Drops those whose time is over; a job calls it.
    pub fn tidy(&self) {
        self.values.run_pending_tasks();
    }
}

/// What can be kept. Tests compare every value that comes from memory with what the store says.
#[cfg(feature = "testing")]
pub trait Seen: PartialEq + std::fmt::Debug {}
#[cfg(feature = "testing")]
impl<V: PartialEq + std::fmt::Debug> Seen for V {}
/// What can be kept.
#[cfg(not(feature = "testing"))]
pub trait Seen {}
#[cfg(not(feature = "testing"))]
impl<V> Seen for V {}

#[cfg(feature = "testing")]
mod stale {
    //! Every test is a test of what is kept: a value that differs from the store's ends it.

    use super::{Entry, Result, Seen, Touched};

    pub(super) async fn look<V, R, F>(touched: &Touched, entry: &Entry<V>, read: &R) -> Result<()>
    where
        V: Seen,
        R: Fn() -> F,
        F: Future<Output = Result<Option<V>>>,
    {
        let now = read().await?;
        // A unit that took effect while the store was asked is under way still, or has touched.
        if now.as_ref() != Some(&*entry.value) && touched.is_before(entry.read_at, &entry.ids) {
            // Where nobody waits for whoever panics, the browser tests look for this line.
            eprintln!("STALE: {:?}", entry.value);
            panic!("kept: {:?}, but the store says {now:?}", entry.value);
        }
        Ok(())
    }
}
