//! How the key ring lies in its own store.

use std::ops::Bound;

use surrealdb::types::{
    Array, Bytes, RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Uuid as StoredUuid, Value,
};
use uuid::Uuid;
use vault::{
    audit::{Hash, Head},
    ring::{KeyRing, Owner, WrappedKey},
};

use crate::{
    error::{Error, Result},
    store::{Migration, Store, Unit, is_taken},
};

/// The ring's own schema; it shares nothing with the database's.
const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "key_ring",
    text: include_str!("0001_key_ring.surql"),
}];

/// Rows written together.
pub(super) const CHUNK: usize = 500;

/// The key ring's store.
#[derive(Clone)]
pub(super) struct Ring(Store);

#[derive(SurrealValue)]
struct WrappedRow {
    id: Array,
    epoch: i64,
    wrapped: Bytes,
}

#[derive(SurrealValue)]
struct OwnedRow {
    id: RecordId,
    wrapped: Bytes,
}

#[derive(SurrealValue)]
struct HeadRow {
    org: StoredUuid,
    sequence: i64,
    hash: String,
}

/// The row's key: the owner's parts, so that no owner ever has two keys, the organisation first, so that its keys lie together.
fn key_of(owner: Owner) -> Array {
    Array::from(vec![
        StoredUuid::from(owner.organization()).into_value(),
        owner.name().to_owned().into_value(),
        StoredUuid::from(owner.person()).into_value(),
    ])
}

fn record_of(owner: Owner) -> RecordId {
    RecordId::new("wrapped_key", key_of(owner))
}

fn owner_of(record: &RecordId) -> Result<Owner> {
    let RecordIdKey::Array(parts) = &record.key else {
        return Err(Error::Corrupt("the id of a wrapped key"));
    };
    let [
        Value::Uuid(organization),
        Value::String(name),
        Value::Uuid(person),
    ] = parts.as_slice()
    else {
        return Err(Error::Corrupt("the id of a wrapped key"));
    };
    Ok(Owner::from_parts(
        name,
        (*organization).into(),
        (*person).into(),
    )?)
}

/// All keys of an organisation and its people: the ids that begin with it.
fn records_of(organization: Uuid) -> RecordId {
    let first = |organization: Uuid| {
        let parts = vec![StoredUuid::from(organization).into_value()];
        RecordIdKey::from(Array::from(parts))
    };
    let end = match organization.as_u128().checked_add(1) {
        Some(next) => Bound::Excluded(first(Uuid::from_u128(next))),
        None => Bound::Unbounded,
    };
    let range = RecordIdKeyRange {
        start: Bound::Included(first(organization)),
        end,
    };
    RecordId::new("wrapped_key", range)
}

/// The keys of an organisation's people between two, both included.
fn records_between(organization: Uuid, first: Uuid, last: Uuid) -> RecordId {
    let key = |person| {
        RecordIdKey::from(key_of(Owner::Person {
            organization,
            person,
        }))
    };
    let range = RecordIdKeyRange {
        start: Bound::Included(key(first)),
        end: Bound::Included(key(last)),
    };
    RecordId::new("wrapped_key", range)
}

fn row(owner: Owner, wrapped: &WrappedKey) -> WrappedRow {
    WrappedRow {
        id: key_of(owner),
        epoch: i64::from(wrapped.epoch()),
        wrapped: Bytes::from(wrapped.bytes().to_vec()),
    }
}

fn parts(rows: Vec<OwnedRow>) -> Result<Vec<(Owner, WrappedKey)>> {
    rows.into_iter()
        .map(|row| Ok((owner_of(&row.id)?, WrappedKey::from_bytes(&row.wrapped)?)))
        .collect()
}

impl Ring {
    /// Opens the ring in `store` and brings its schema up to date.
    pub(super) async fn open(store: Store, now: u64) -> Result<Self> {
        store.migrate(MIGRATIONS, now).await?;
        Ok(Self(store))
    }

    pub(super) async fn ping(&self) -> Result<()> {
        self.0.ping().await
    }

    /// The epoch under which new keys are wrapped; `None` before the ring was made.
    pub(super) async fn epoch(&self) -> Result<Option<u32>> {
        let mut query = Unit::new();
        query.statement("SELECT VALUE epoch FROM ring_state:ring;");
        let epochs: Vec<i64> = self.0.read(query).await?.take(0)?;
        epochs
            .first()
            .map(|epoch| u32::try_from(*epoch).map_err(|_| Error::Corrupt("epoch")))
            .transpose()
    }

    /// Makes the ring, once: its first epoch and the installation's keys. Fails when there is one.
    pub(super) async fn create(&self, epoch: u32, keys: &[(Owner, WrappedKey)]) -> Result<()> {
        let mut unit = Unit::new();
        unit.statement("CREATE ring_state:ring SET epoch = $ring_state_epoch RETURN NONE;")
            .bind("ring_state_epoch", i64::from(epoch));
        for (owner, wrapped) in keys {
            unit.insert("wrapped_key", row(*owner, wrapped));
        }
        match self.0.commit(unit).await {
            Err(error) if is_taken(&error, "ring_state") => Err(Error::Configuration(
                "there is a key ring already; it is left as it is".to_owned(),
            )),
            done => done.map(|_| ()),
        }
    }

    /// From now on new keys are wrapped under `epoch`.
    pub(super) async fn begin_epoch(&self, epoch: u32) -> Result<()> {
        let mut unit = Unit::new();
        unit.statement("UPDATE ring_state:ring SET epoch = $ring_state_epoch WHERE epoch < $ring_state_epoch RETURN NONE;")
            .bind("ring_state_epoch", i64::from(epoch));
        self.0.commit(unit).await.map(|_| ())
    }

    /// How many keys there are, by what they are.
    pub(super) async fn counts(&self) -> Result<Vec<(String, u64)>> {
        #[derive(SurrealValue)]
        struct Count {
            owner: String,
            number: i64,
        }
        let mut query = Unit::new();
        query.statement(
            "SELECT owner, count() AS number FROM (SELECT VALUE { owner: record::id(id)[1] } FROM wrapped_key) GROUP BY owner ORDER BY owner;",
        );
        let counts: Vec<Count> = self.0.read(query).await?.take(0)?;
        Ok(counts
            .into_iter()
            .map(|count| (count.owner, count.number.unsigned_abs()))
            .collect())
    }

    /// How many keys are wrapped under another epoch than `epoch`.
    pub(super) async fn count_behind(&self, epoch: u32) -> Result<u64> {
        let mut query = Unit::new();
        query
            .statement("SELECT VALUE number FROM (SELECT count() AS number FROM wrapped_key WHERE epoch < $wrapped_key_epoch GROUP ALL);")
            .bind("wrapped_key_epoch", i64::from(epoch));
        let counts: Vec<i64> = self.0.read(query).await?.take(0)?;
        Ok(counts.first().copied().unwrap_or(0).unsigned_abs())
    }

    /// The keys of an organisation's people from `first` to `last`.
    pub(super) async fn load_people(
        &self,
        organization: Uuid,
        first: Uuid,
        last: Uuid,
    ) -> Result<Vec<(Owner, WrappedKey)>> {
        self.load_range(records_between(organization, first, last))
            .await
    }

    async fn load_range(&self, range: RecordId) -> Result<Vec<(Owner, WrappedKey)>> {
        let mut query = Unit::new();
        query
            .statement("SELECT id, wrapped FROM $wrapped_key_range;")
            .bind("wrapped_key_range", range);
        parts(self.0.read(query).await?.take(0)?)
    }

    /// The people of an organisation who have a key.
    pub(super) async fn people_of(&self, organization: Uuid) -> Result<Vec<Uuid>> {
        let mut query = Unit::new();
        query
            .statement("SELECT VALUE id FROM $wrapped_key_range;")
            .bind("wrapped_key_range", records_of(organization));
        let records: Vec<RecordId> = self.0.read(query).await?.take(0)?;
        let mut people = Vec::with_capacity(records.len());
        for record in &records {
            if let Owner::Person { person, .. } = owner_of(record)? {
                people.push(person);
            }
        }
        Ok(people)
    }

    /// The organisations that have a key of their own. Looks at every key: for a job.
    pub(super) async fn organizations(&self) -> Result<Vec<Uuid>> {
        let mut query = Unit::new();
        query
            .statement("SELECT VALUE record::id(id)[0] FROM wrapped_key WHERE record::id(id)[1] = $wrapped_key_name;")
            .bind(
                "wrapped_key_name",
                Owner::Organization(Uuid::nil()).name().to_owned(),
            );
        let organizations: Vec<StoredUuid> = self.0.read(query).await?.take(0)?;
        Ok(organizations.into_iter().map(Uuid::from).collect())
    }

    /// Moves organisations' heads forward; a head that is further already stays.
    pub(super) async fn set_heads(&self, heads: &[(Uuid, Head)]) -> Result<()> {
        for chunk in heads.chunks(CHUNK) {
            let rows: Vec<HeadRow> = chunk
                .iter()
                .map(|(organization, head)| {
                    Ok(HeadRow {
                        org: (*organization).into(),
                        sequence: i64::try_from(head.sequence)
                            .map_err(|_| Error::Corrupt("sequence"))?,
                        hash: head.hash.to_hex(),
                    })
                })
                .collect::<Result<_>>()?;
            let mut unit = Unit::new();
            unit.statement(
                "FOR $head IN $audit_head_rows {
                     LET $id = type::record('audit_head', $head.org);
                     LET $known = (SELECT VALUE sequence FROM $id)[0];
                     IF $known = NONE OR $known < $head.sequence {
                         UPSERT $id SET sequence = $head.sequence, hash = $head.hash RETURN NONE;
                     };
                 };",
            )
            .bind("audit_head_rows", rows);
            self.0.commit(unit).await?;
        }
        Ok(())
    }

    /// An organisation's head as the ring knows it.
    pub(super) async fn head(&self, organization: Uuid) -> Result<Option<Head>> {
        let mut query = Unit::new();
        query
            .statement("SELECT record::id(id) AS org, sequence, hash FROM type::record('audit_head', $audit_head_org);")
            .bind("audit_head_org", StoredUuid::from(organization));
        let rows: Vec<HeadRow> = self.0.read(query).await?.take(0)?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        Ok(Some(Head {
            sequence: row.sequence.unsigned_abs(),
            hash: Hash::from_hex(&row.hash).ok_or(Error::Corrupt("hash"))?,
        }))
    }
}

impl KeyRing for Ring {
    type Error = Error;

    async fn load(&self, owners: &[Owner]) -> Result<Vec<(Owner, WrappedKey)>> {
        let mut found = Vec::with_capacity(owners.len());
        for chunk in owners.chunks(CHUNK) {
            let ids: Vec<_> = chunk.iter().map(|owner| record_of(*owner)).collect();
            let mut query = Unit::new();
            query
                .statement("SELECT id, wrapped FROM $wrapped_key_ids;")
                .bind("wrapped_key_ids", ids);
            let rows: Vec<OwnedRow> = self.0.read(query).await?.take(0)?;
            found.extend(parts(rows)?);
        }
        Ok(found)
    }

    async fn load_organization(&self, organization: Uuid) -> Result<Vec<(Owner, WrappedKey)>> {
        self.load_range(records_of(organization)).await
    }

    async fn insert(&self, keys: &[(Owner, WrappedKey)]) -> Result<Vec<Owner>> {
        let mut added = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(CHUNK) {
            let mut wanted: Vec<&(Owner, WrappedKey)> = chunk.iter().collect();
            while !wanted.is_empty() {
                let mut unit = Unit::new();
                for (owner, wrapped) in &wanted {
                    unit.insert("wrapped_key", row(*owner, wrapped));
                }
                match self.0.commit(unit).await {
                    Ok(_) => {
                        added.extend(wanted.iter().map(|(owner, _)| *owner));
                        break;
                    }
                    Err(error) if is_taken(&error, "wrapped_key") => {
                        let owners: Vec<_> = wanted.iter().map(|(owner, _)| *owner).collect();
                        let there: Vec<_> = self
                            .load(&owners)
                            .await?
                            .into_iter()
                            .map(|(o, _)| o)
                            .collect();
                        wanted.retain(|(owner, _)| !there.contains(owner));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(added)
    }

    async fn delete(&self, owners: &[Owner]) -> Result<()> {
        for chunk in owners.chunks(CHUNK) {
            let ids: Vec<_> = chunk.iter().map(|owner| record_of(*owner)).collect();
            let mut unit = Unit::new();
            unit.statement("DELETE $wrapped_key_ids RETURN NONE;")
                .bind("wrapped_key_ids", ids);
            self.0.commit(unit).await?;
        }
        Ok(())
    }

    async fn behind(&self, epoch: u32, limit: u16) -> Result<Vec<(Owner, WrappedKey)>> {
        let mut query = Unit::new();
        query
            .statement("SELECT id, wrapped FROM wrapped_key WHERE epoch < $wrapped_key_epoch LIMIT $wrapped_key_limit;")
            .bind("wrapped_key_epoch", i64::from(epoch))
            .bind("wrapped_key_limit", i64::from(limit));
        parts(self.0.read(query).await?.take(0)?)
    }

    async fn rewrap(&self, keys: &[(Owner, WrappedKey)]) -> Result<()> {
        for chunk in keys.chunks(CHUNK) {
            let rows: Vec<_> = chunk
                .iter()
                .map(|(owner, wrapped)| row(*owner, wrapped))
                .collect();
            let mut unit = Unit::new();
            // An update of a row that was deleted meanwhile does nothing: what is forgotten stays so.
            unit.statement(
                "FOR $key IN $wrapped_key_rows {
                     UPDATE type::record('wrapped_key', $key.id) SET epoch = $key.epoch, wrapped = $key.wrapped RETURN NONE;
                 };",
            )
            .bind("wrapped_key_rows", rows);
            self.0.commit(unit).await?;
        }
        Ok(())
    }
}

#[cfg(feature = "testing")]
impl Ring {
    /// Takes a head away, as only who can write to the ring's store could.
    pub(super) async fn forget_head(&self, organization: Uuid) -> Result<()> {
        let mut unit = Unit::new();
        unit.statement("DELETE type::record('audit_head', $audit_head_org) RETURN NONE;")
            .bind("audit_head_org", StoredUuid::from(organization));
        self.0.commit(unit).await.map(|_| ())
    }
}
