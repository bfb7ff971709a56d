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
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::id::Id;
use moka::sync::Cache;
use surrealdb::types::{RecordIdKey, Value, Variables};

use super::Store;
use crate::error::Result;

/// Groups of ids: 64 KiB of times.
const GROUPS: u16 = 8_192;
/// A unit whose caller went away or gave up may still take effect for so long.
const AFTERMATH: Duration = Duration::from_mins(1);
/// No value is kept longer, whatever happens.
const LIFE: Duration = Duration::from_mins(5);

/// When ids were touched last.
pub(super) struct Touched {
    start: Instant,
    /// Nanoseconds after `start`, for each group of ids.
    last: Box<[AtomicU64]>,
}

impl Default for Touched {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            last: (0..GROUPS).map(|_| AtomicU64::new(0)).collect(),
        }
    }
}

impl Touched {
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn is_after(&self, moment: u64, ids: &Ids) -> bool {
        ids.0
            .iter()
            .filter_map(|group| self.last.get(usize::from(*group)))
            .all(|last| last.load(Ordering::SeqCst) < moment)
    }

    /// What a unit with these values is about to touch. It counts as touched when the answer is dropped.
    pub(super) fn by(&self, values: &Variables) -> Touching<'_> {
        let mut ids = Ids::default();
        for (_, value) in values.iter() {
            ids.add_all(value);
        }
        ids.0.sort_unstable();
        ids.0.dedup();
        Touching {
            touched: self,
            ids,
            is_sent: false,
        }
    }
}

/// A unit on its way.
pub(super) struct Touching<'a> {
    touched: &'a Touched,
    ids: Ids,
    is_sent: bool,
}

impl Touching<'_> {
    /// From here on it may take effect.
    pub(super) fn sent(&mut self) {
        self.is_sent = true;
    }

    /// The store has answered: nothing of it comes later.
    pub(super) fn answered(&mut self) {
        self.is_sent = false;
    }
}

impl Drop for Touching<'_> {
    fn drop(&mut self) {
        let mut moment = self.touched.now();
        if self.is_sent {
            moment = moment.saturating_add(u64::try_from(AFTERMATH.as_nanos()).unwrap_or(u64::MAX));
        }
        for group in &self.ids.0 {
            if let Some(last) = self.touched.last.get(usize::from(*group)) {
                last.fetch_max(moment, Ordering::SeqCst);
            }
        }
    }
}

/// What a value was read from. Whatever changes such a row must bind one of these ids.
#[derive(Clone, Debug, Default)]
pub struct Ids(Vec<u16>);

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
        self.0
            .push(u16::try_from(hash % u64::from(GROUPS)).unwrap_or_default());
    }

    fn add_all(&mut self, value: &Value) {
        match value {
            Value::Uuid(id) => self.add(uuid::Uuid::from(*id).as_bytes()),
            Value::RecordId(record) => self.add_key(&record.key),
            Value::Array(values) => values.iter().for_each(|value| self.add_all(value)),
            Value::Object(fields) => fields.iter().for_each(|(_, value)| self.add_all(value)),
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
            _ => {}
        }
    }
}

/// Values by key, bounded in number or weight. Clones share them.
pub struct Kept<K, V>(Cache<K, Arc<Entry<V>>>);

struct Entry<V> {
    value: Arc<V>,
    ids: Ids,
    /// When reading it began.
    read_at: u64,
}

impl<K, V> Clone for Kept<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Kept<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Seen + Send + Sync + 'static,
{
    /// Keeps values of at most `most` bytes together, each as large as `weight` says.
    pub fn new(most: u64, weight: fn(&V) -> u32) -> Self {
        Self(
            Cache::builder()
                .max_capacity(most)
                .weigher(move |_, entry: &Arc<Entry<V>>| weight(&entry.value))
                .time_to_live(LIFE)
                .build(),
        )
    }

    /// The value of `key`: from memory while nothing touched it, else as `read` finds it. `ids` tells what it was read from.
    ///
    /// # Errors
    /// Those of `read`.
    pub async fn get<R, F>(
        &self,
        store: &Store,
        key: K,
        read: R,
        ids: impl Fn(&V) -> Ids + Send,
    ) -> Result<Option<Arc<V>>>
    where
        R: Fn() -> F + Send + Sync,
        F: Future<Output = Result<Option<V>>> + Send,
    {
        let touched = &store.0.touched;
        if let Some(entry) = self.0.get(&key)
            && touched.is_after(entry.read_at, &entry.ids)
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
        if store.is_embedded() {
            let entry = Entry {
                value: Arc::clone(&value),
                ids: ids(&value),
                read_at,
            };
            self.0.insert(key, Arc::new(entry));
        }
        Ok(Some(value))
    }

    /// Whether the value of `key` would come from memory.
    #[cfg(feature = "testing")]
    pub fn holds(&self, store: &Store, key: &K) -> bool {
        let touched = &store.0.touched;
        self.0
            .get(key)
            .is_some_and(|entry| touched.is_after(entry.read_at, &entry.ids))
    }

    /// Drops those whose time is over; a job calls it.
    pub fn tidy(&self) {
        self.0.run_pending_tasks();
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

    use std::time::Duration;

    use super::{Entry, Result, Seen, Touched};

    /// A unit may have taken effect and not be acknowledged yet; it is after this long.
    const PATIENCE: Duration = Duration::from_secs(5);
    const PAUSE: Duration = Duration::from_millis(20);

    pub(super) async fn look<V, R, F>(touched: &Touched, entry: &Entry<V>, read: &R) -> Result<()>
    where
        V: Seen,
        R: Fn() -> F,
        F: Future<Output = Result<Option<V>>>,
    {
        let begun = std::time::Instant::now();
        loop {
            let now = read().await?;
            if now.as_ref() == Some(&*entry.value) || !touched.is_after(entry.read_at, &entry.ids) {
                return Ok(());
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "kept: {:?}, but the store says {now:?}",
                entry.value
            );
            tokio::time::sleep(PAUSE).await;
        }
    }
}
