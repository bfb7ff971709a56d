//! How the operation log lies in the store. Nothing outside `audit` imports this.

pub(super) mod checkpoints;

use std::collections::{HashMap, HashSet};

use domain::{id::Id, organization::Organization, people::Person};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue, Uuid, Value};
use vault::audit::{Hash, Head};

use super::Entry;
use crate::{
    Backend,
    error::{Error, Result},
    store::{Unit, id_of, uuid},
};

/// An entry as it lies there.
#[derive(Clone, Debug, SurrealValue)]
pub(super) struct Stored {
    id: RecordId,
    at: i64,
    pub event: String,
    pub result: String,
    pub actor_kind: String,
    actor: Option<Uuid>,
    subject: Option<Uuid>,
    pub origin: Bytes,
    pub detail: Bytes,
    commitment: String,
    number: Option<i64>,
    hash: Option<String>,
}

impl Stored {
    pub(super) fn id(&self) -> Result<Id<Entry>> {
        id_of(&self.id)
    }

    /// From 1; none for an entry without a number that can be one.
    pub(super) fn number(&self) -> Option<u64> {
        number(self.number)
    }

    /// Unix milliseconds; 0 when it was changed into something that is no time.
    pub(super) fn at(&self) -> u64 {
        u64::try_from(self.at).unwrap_or(0)
    }

    pub(super) fn actor(&self) -> Option<Id<Person>> {
        self.actor.map(|actor| Id::from_uuid(actor.into()))
    }

    pub(super) fn subject(&self) -> Option<uuid::Uuid> {
        self.subject.map(uuid::Uuid::from)
    }

    /// None when it was changed into something that is no link.
    pub(super) fn commitment(&self) -> Option<Hash> {
        Hash::from_hex(&self.commitment)
    }

    pub(super) fn hash(&self) -> Option<Hash> {
        self.hash.as_deref().and_then(Hash::from_hex)
    }

    /// The link of this entry as number `number` after the link `last`: over everything in it that is not sealed, in an order that is
    /// frozen, and the commitment to what is.
    pub(super) fn link(
        &self,
        organization: Id<Organization>,
        last: &Hash,
        number: u64,
    ) -> Result<Hash> {
        let commitment = self
            .commitment()
            .ok_or(Error::Corrupt("an entry's commitment"))?;
        let bytes = |id: Option<Uuid>| {
            id.map_or_else(Vec::new, |id| uuid::Uuid::from(id).as_bytes().to_vec())
        };
        let (organization, id) = (organization.uuid(), self.id()?.uuid());
        let plain: [&[u8]; 9] = [
            organization.as_bytes(),
            &number.to_be_bytes(),
            id.as_bytes(),
            &self.at.to_be_bytes(),
            self.event.as_bytes(),
            self.result.as_bytes(),
            self.actor_kind.as_bytes(),
            &bytes(self.actor),
            &bytes(self.subject),
        ];
        Ok(last.then(&plain, &commitment))
    }
}

fn number(stored: Option<i64>) -> Option<u64> {
    stored
        .and_then(|number| u64::try_from(number).ok())
        .filter(|number| *number > 0)
}

/// An entry that waits for its number.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub pending: RecordId,
    /// None when the key of its pending row was changed so that it does not tell.
    pub organization: Option<Id<Organization>>,
    /// None as above.
    pub entry: Option<Id<Entry>>,
}

/// In the order of organisation, time, entry: what [`waiting`] reads at once.
pub(super) const BATCH: usize = 500;

/// Entries without a number, the oldest of an organisation first; none of the organisations in `without`.
pub(super) async fn waiting(
    backend: &Backend,
    without: &[Id<Organization>],
) -> Result<Vec<Waiting>> {
    let mut query = Unit::new();
    if without.is_empty() {
        query.statement("SELECT VALUE id FROM audit_pending LIMIT 500;");
    } else {
        let without: Vec<Uuid> = without.iter().copied().map(uuid).collect();
        query
            .statement("SELECT VALUE id FROM audit_pending WHERE record::id(id)[0] NOT IN $audit_without LIMIT 500;")
            .bind("audit_without", without);
    }
    let ids: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    let rows = ids.into_iter().map(|pending| {
        let (organization, entry) = parts(&pending);
        Waiting {
            pending,
            organization,
            entry,
        }
    });
    Ok(rows.collect())
}

/// What the key of a pending row says, as far as it can be read.
fn parts(pending: &RecordId) -> (Option<Id<Organization>>, Option<Id<Entry>>) {
    let RecordIdKey::Array(key) = &pending.key else {
        return (None, None);
    };
    let id = |at| match key.get(at) {
        Some(Value::Uuid(id)) => Some(uuid::Uuid::from(*id)),
        _ => None,
    };
    (id(0).map(Id::from_uuid), id(2).map(Id::from_uuid))
}

/// Takes away pending rows that tell of no organisation.
pub(super) fn discard(unit: &mut Unit, pending: Vec<RecordId>) {
    unit.statement("DELETE $audit_odd RETURN NONE;")
        .bind("audit_odd", pending);
}

/// The key of an entry's pending row.
pub(super) fn pending(organization: Id<Organization>, at: u64, entry: Id<Entry>) -> RecordId {
    let key = vec![
        uuid(organization).into_value(),
        at.into_value(),
        uuid(entry).into_value(),
    ];
    RecordId::new("audit_pending", RecordIdKey::Array(key.into()))
}

fn record(entry: Id<Entry>) -> RecordId {
    crate::store::record("audit_entry", entry)
}

/// The entries of an organisation with these ids.
pub(super) async fn entries(
    backend: &Backend,
    organization: Id<Organization>,
    ids: &[Id<Entry>],
) -> Result<HashMap<Id<Entry>, Stored>> {
    let records: Vec<RecordId> = ids.iter().copied().map(record).collect();
    let mut query = Unit::new();
    query
        .statement("SELECT * OMIT org FROM $audit_ids WHERE org = $audit_org;")
        .bind("audit_ids", records)
        .id("audit_org", organization);
    let rows: Vec<Stored> = backend.store.read(query).await?.take(0)?;
    rows.into_iter().map(|row| Ok((row.id()?, row))).collect()
}

#[derive(SurrealValue)]
struct HeadRow {
    id: RecordId,
    number: i64,
    hash: String,
}

impl HeadRow {
    /// A head that was changed into something that is none reads as the start of the log, and as much of it as can be:
    /// the log goes on, and verification names what does not follow.
    fn read(&self) -> Result<(Id<Organization>, Head)> {
        let organization: Id<Organization> = id_of(&self.id)?;
        let start = Head::start(organization.uuid());
        let head = Head {
            sequence: u64::try_from(self.number).unwrap_or(start.sequence),
            hash: Hash::from_hex(&self.hash).unwrap_or(start.hash),
        };
        Ok((organization, head))
    }
}

/// How far an organisation's log goes; its start when there is nothing yet.
pub(super) async fn head(backend: &Backend, organization: Id<Organization>) -> Result<Head> {
    let mut query = Unit::new();
    query
        .statement("SELECT id, number, hash FROM $audit_head_id;")
        .record("audit_head_id", "audit_head", organization);
    let row: Option<HeadRow> = backend.store.read(query).await?.take(0)?;
    match row {
        None => Ok(Head::start(organization.uuid())),
        Some(row) => Ok(row.read()?.1),
    }
}

/// The heads of all organisations.
pub(super) async fn heads(backend: &Backend) -> Result<Vec<(Id<Organization>, Head)>> {
    let mut query = Unit::new();
    query.statement("SELECT id, number, hash FROM audit_head;");
    let rows: Vec<HeadRow> = backend.store.read(query).await?.take(0)?;
    rows.iter().map(HeadRow::read).collect()
}

#[derive(SurrealValue)]
struct Sealed {
    entry: RecordId,
    number: u64,
    hash: String,
}

/// Gives entries their numbers and links, and moves the head, unless somebody else moved it or numbered one of them:
/// then the unit throws `head_moved`.
pub(super) fn seal(
    unit: &mut Unit,
    organization: Id<Organization>,
    from: Head,
    to: Head,
    links: &[(Id<Entry>, u64, Hash)],
    pending: Vec<RecordId>,
) {
    let sealed: Vec<Sealed> = links
        .iter()
        .map(|(entry, number, hash)| Sealed {
            entry: record(*entry),
            number: *number,
            hash: hash.to_hex(),
        })
        .collect();
    unit.statement(
        "IF math::max([(SELECT VALUE number FROM ONLY $audit_head_id) ?? 0, 0]) != $audit_from
             OR array::len((SELECT VALUE id FROM $audit_done)) != array::len($audit_done) { THROW 'head_moved' };
         FOR $row IN $audit_sealed { UPDATE $row.entry SET number = $row.number, hash = $row.hash RETURN NONE; };
         DELETE $audit_done RETURN NONE;
         UPSERT $audit_head_id SET number = $audit_to, hash = $audit_hash RETURN NONE;",
    )
    .record("audit_head_id", "audit_head", organization)
    .bind("audit_from", from.sequence)
    .bind("audit_sealed", sealed)
    .bind("audit_done", pending)
    .bind("audit_to", to.sequence)
    .bind("audit_hash", to.hash.to_hex());
}

/// Numbered entries from number `from` on, in order, a page of them.
const BY_NUMBER: &str = "SELECT * OMIT org FROM audit_entry WHERE org = $audit_org AND number >= $audit_from ORDER BY number LIMIT 500;";

pub(super) async fn by_number(
    backend: &Backend,
    organization: Id<Organization>,
    from: u64,
) -> Result<Vec<Stored>> {
    let mut query = Unit::new();
    query
        .statement(BY_NUMBER)
        .id("audit_org", organization)
        .bind("audit_from", from);
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Id, time and number of an entry.
#[derive(SurrealValue)]
pub(super) struct Numbered {
    id: RecordId,
    at: i64,
    number: Option<i64>,
}

impl Numbered {
    /// As [`Stored::at`].
    pub(super) fn at(&self) -> u64 {
        u64::try_from(self.at).unwrap_or(0)
    }

    pub(super) fn number(&self) -> Option<u64> {
        number(self.number)
    }

    pub(super) fn id(&self) -> Result<Id<Entry>> {
        id_of(&self.id)
    }
}

/// All entries, newest first, a page of them after `after`.
const BY_ID: &str = "SELECT id, at, number FROM audit_entry WHERE org = $audit_org AND id > $audit_after ORDER BY id LIMIT 500;";

/// Every query that lists, with the index it must go through.
#[cfg(feature = "testing")]
pub const LIST_QUERIES: [(&str, &str); 5] = [
    (checkpoints::ALL, "audit_checkpoint_list"),
    (BY_NUMBER, "audit_number"),
    (BY_ID, "audit_list"),
    (NEWEST, "audit_list"),
    (NEWEST_OF, "audit_event"),
];

pub(super) async fn numbers(
    backend: &Backend,
    organization: Id<Organization>,
    after: Id<Entry>,
) -> Result<Vec<Numbered>> {
    let mut query = Unit::new();
    query.statement(BY_ID).id("audit_org", organization).record(
        "audit_after",
        "audit_entry",
        after,
    );
    Ok(backend.store.read(query).await?.take(0)?)
}

/// Those of the entries that wait for their number.
pub(super) async fn still_pending(
    backend: &Backend,
    rows: Vec<RecordId>,
) -> Result<HashSet<Id<Entry>>> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE id FROM $audit_pending_ids;")
        .bind("audit_pending_ids", rows);
    let found: Vec<RecordId> = backend.store.read(query).await?.take(0)?;
    Ok(found.iter().filter_map(|id| parts(id).1).collect())
}

/// The log's page: newest first, after `after`.
const NEWEST: &str = "SELECT * OMIT org FROM audit_entry WHERE org = $audit_org AND id > $audit_after ORDER BY id LIMIT 51;";
/// The same of one kind of event.
const NEWEST_OF: &str = "SELECT * OMIT org FROM audit_entry WHERE org = $audit_org AND event = $audit_event AND id > $audit_after ORDER BY id LIMIT 51;";

pub(super) async fn newest(
    backend: &Backend,
    organization: Id<Organization>,
    event: Option<&str>,
    after: Option<Id<Entry>>,
) -> Result<Vec<Stored>> {
    let mut query = Unit::new();
    query.id("audit_org", organization).record(
        "audit_after",
        "audit_entry",
        after.unwrap_or_else(|| Id::from_uuid(uuid::Uuid::nil())),
    );
    match event {
        None => query.statement(NEWEST),
        Some(event) => query
            .statement(NEWEST_OF)
            .bind("audit_event", event.to_owned()),
    };
    Ok(backend.store.read(query).await?.take(0)?)
}

#[derive(SurrealValue)]
struct Denials {
    id: RecordId,
    count: u64,
}

/// Adds counts of denials by minute (Unix minutes) and kind to those that are there.
pub(super) fn add_denials(unit: &mut Unit, counts: &[((u64, &'static str), u64)]) {
    let rows: Vec<Denials> = counts
        .iter()
        .map(|((minute, kind), count)| {
            let key = vec![minute.into_value(), (*kind).to_owned().into_value()];
            Denials {
                id: RecordId::new("audit_denial", RecordIdKey::Array(key.into())),
                count: *count,
            }
        })
        .collect();
    unit.statement(
        "FOR $row IN $audit_denials { UPSERT $row.id SET count = (count ?? 0) + $row.count RETURN NONE; };",
    )
    .bind("audit_denials", rows);
}

/// Denials between two minutes, the first included.
pub(super) async fn denials(
    backend: &Backend,
    from: u64,
    to: u64,
) -> Result<Vec<(u64, String, u64)>> {
    let mut query = Unit::new();
    query
        .statement("SELECT id, count FROM audit_denial:[$audit_from, NONE]..[$audit_to, NONE];")
        .bind("audit_from", from)
        .bind("audit_to", to);
    let rows: Vec<Denials> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .map(|row| {
            let RecordIdKey::Array(key) = &row.id.key else {
                return Err(Error::Corrupt("a denial's key"));
            };
            let parts: Vec<&Value> = key.iter().collect();
            match parts[..] {
                [Value::Number(minute), Value::String(kind)] => Ok((
                    minute
                        .to_int()
                        .and_then(|minute| u64::try_from(minute).ok())
                        .ok_or(Error::Corrupt("a denial's minute"))?,
                    kind.clone(),
                    row.count,
                )),
                _ => Err(Error::Corrupt("a denial's key")),
            }
        })
        .collect()
}
