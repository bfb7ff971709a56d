//! How the outbox lies in the store. Nothing outside `mail` imports this.

use domain::{id::Id, organization::Organization, people::Person};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};

use super::{Due, Mail, MailKind};
use crate::{
    Backend,
    error::{Error, Result},
    store::{Unit, id_of, record, uuid},
};

#[derive(SurrealValue)]
struct Row {
    id: Uuid,
    org: Uuid,
    person: Uuid,
    kind: String,
    priority: u8,
    state: String,
    due_at: u64,
    tries: u32,
    batch: Option<Uuid>,
    created_at: u64,
}

pub(super) fn insert(unit: &mut Unit, mail: &Mail, organization: Id<Organization>, now: u64) {
    unit.insert(
        "outbox",
        Row {
            id: mail.cause.into(),
            org: uuid(organization),
            person: uuid(mail.person),
            kind: mail.kind.as_str().to_owned(),
            priority: mail.kind.priority(),
            state: "waiting".to_owned(),
            due_at: mail.due_at,
            tries: 0,
            batch: mail.batch.map(Uuid::from),
            created_at: now,
        },
    );
}

#[derive(SurrealValue)]
struct DueRow {
    id: RecordId,
    org: Uuid,
    person: Uuid,
    kind: String,
    batch: Option<Uuid>,
    tries: u32,
}

impl DueRow {
    fn read(self) -> Result<Due> {
        Ok(Due {
            cause: id_of::<Mail>(&self.id)?.uuid(),
            organization: Id::from_uuid(self.org.into()),
            person: Id::from_uuid(self.person.into()),
            kind: MailKind::parse(&self.kind).ok_or(Error::Corrupt("mail kind"))?,
            batch: self.batch.map(uuid::Uuid::from),
            tries: self.tries,
        })
    }
}

/// Mails of `priority` that a crash left on their way; nothing else is in that state when a round begins.
pub(super) const LEFT: &str = "SELECT id, org, person, kind, batch, tries FROM outbox
    WHERE state = 'sending' AND priority = $outbox_priority LIMIT 200;";
/// Mails of `priority` whose time has come, the longest due first.
pub(super) const WAITING: &str = "SELECT id, org, person, kind, batch, tries, due_at FROM outbox
    WHERE state = 'waiting' AND priority = $outbox_priority AND due_at <= $outbox_now ORDER BY due_at LIMIT 200;";

/// Every query that lists, with the index it must go through.
#[cfg(feature = "testing")]
pub const LIST_QUERIES: [(&str, &str); 3] = [
    (LEFT, "outbox_queue"),
    (WAITING, "outbox_queue"),
    (DEAD, "dead_letter_list"),
];

/// At most `limit` mails of the priorities, in their order; those that a crash left on their way come first.
pub(super) async fn due(
    backend: &Backend,
    priorities: &[u8],
    limit: usize,
    now: u64,
) -> Result<Vec<Due>> {
    let mut found = Vec::new();
    for statement in [LEFT, WAITING] {
        for priority in priorities {
            if found.len() >= limit {
                break;
            }
            let mut query = Unit::new();
            query
                .statement(statement)
                .bind("outbox_priority", *priority)
                .bind("outbox_now", now);
            let rows: Vec<DueRow> = backend.store.read(query).await?.take(0)?;
            found.extend(rows);
        }
    }
    found.truncate(limit);
    found.into_iter().map(DueRow::read).collect()
}

fn outbox(cause: uuid::Uuid) -> RecordId {
    record("outbox", Id::<Mail>::from_uuid(cause))
}

/// What [`mark_sending`] returns, read with [`taken`].
#[derive(SurrealValue)]
struct Taken {
    ids: Vec<RecordId>,
}

/// Adds, as the unit's first two statements, that the mails are on their way. (A `RETURN` would end the unit.)
/// Who was erased or held back meanwhile is not taken.
pub(super) fn mark_sending(unit: &mut Unit, causes: &[uuid::Uuid]) {
    let ids: Vec<RecordId> = causes.iter().copied().map(outbox).collect();
    unit.statement(
        "LET $outbox_taken = (UPDATE $outbox_sending SET state = 'sending' WHERE state IN ['waiting', 'sending'] RETURN VALUE id);
         object::from_entries([['ids', $outbox_taken]]);",
    )
    .bind("outbox_sending", ids);
}

/// The mails that a committed [`mark_sending`] took.
pub(super) fn taken(committed: &mut crate::store::Committed) -> Result<Vec<uuid::Uuid>> {
    let taken: Option<Taken> = committed.take(1)?;
    taken
        .map_or_else(Vec::new, |taken| taken.ids)
        .iter()
        .map(|id| id_of::<Mail>(id).map(Id::uuid))
        .collect()
}

/// What became of a mail on its way.
#[derive(Clone, Debug)]
pub(super) enum End {
    Sent,
    Skipped,
    /// Back to the queue, untouched: it was never tried.
    Returned,
    /// To be tried again at `due_at`.
    Failed {
        tries: u32,
        due_at: u64,
        failure: Option<Vec<u8>>,
    },
    /// Given up.
    Dead {
        tries: u32,
        failure: Option<Vec<u8>>,
    },
}

#[derive(SurrealValue)]
struct FailedRow {
    id: RecordId,
    tries: u32,
    due_at: u64,
    failure: Option<Bytes>,
}

#[derive(SurrealValue)]
struct DeadRow {
    id: RecordId,
    tries: u32,
    failure: Option<Bytes>,
}

#[derive(SurrealValue)]
struct DeadLetter {
    id: Uuid,
    org: Uuid,
}

/// Adds what became of mails. Whatever they were rendered from is wiped with the last word on them.
pub(super) fn finish(unit: &mut Unit, ends: Vec<(Due, End)>, now: u64) {
    let (mut sent, mut skipped, mut returned) = (Vec::new(), Vec::new(), Vec::new());
    let (mut failed, mut dead) = (Vec::new(), Vec::new());
    for (mail, end) in ends {
        let id = outbox(mail.cause);
        match end {
            End::Sent => sent.push(id),
            End::Skipped => skipped.push(id),
            End::Returned => returned.push(id),
            End::Failed {
                tries,
                due_at,
                failure,
            } => failed.push(FailedRow {
                id,
                tries,
                due_at,
                failure: failure.map(Bytes::from),
            }),
            End::Dead { tries, failure } => {
                unit.insert(
                    "dead_letter",
                    DeadLetter {
                        id: mail.cause.into(),
                        org: uuid(mail.organization),
                    },
                );
                dead.push(DeadRow {
                    id,
                    tries,
                    failure: failure.map(Bytes::from),
                });
            }
        }
    }
    unit.bind("outbox_finished_at", now);
    if !sent.is_empty() {
        unit.statement(
            "UPDATE $outbox_sent SET state = 'sent', failure = NONE, finished_at = $outbox_finished_at RETURN NONE;",
        )
        .bind("outbox_sent", sent);
    }
    if !skipped.is_empty() {
        unit.statement(
            "UPDATE $outbox_skipped SET state = 'skipped', failure = NONE, finished_at = $outbox_finished_at RETURN NONE;",
        )
        .bind("outbox_skipped", skipped);
    }
    if !returned.is_empty() {
        unit.statement("UPDATE $outbox_returned SET state = 'waiting' RETURN NONE;")
            .bind("outbox_returned", returned);
    }
    if !failed.is_empty() {
        unit.statement(
            "FOR $row IN $outbox_failed {
                 UPDATE $row.id SET state = 'waiting', tries = $row.tries, due_at = $row.due_at, failure = $row.failure RETURN NONE;
             };",
        )
        .bind("outbox_failed", failed);
    }
    if !dead.is_empty() {
        unit.statement(
            "FOR $row IN $outbox_dead {
                 UPDATE $row.id SET state = 'dead', tries = $row.tries, failure = $row.failure,
                     finished_at = $outbox_finished_at RETURN NONE;
             };",
        )
        .bind("outbox_dead", dead);
    }
}

/// A mail that was given up.
#[derive(SurrealValue)]
pub(super) struct DeadMail {
    pub id: RecordId,
    person: Uuid,
    pub kind: String,
    pub failure: Option<Bytes>,
    pub finished_at: Option<u64>,
}

impl DeadMail {
    pub(super) fn person(&self) -> Id<Person> {
        Id::from_uuid(self.person.into())
    }
}

/// An organisation's mails that were given up, newest first.
const DEAD: &str =
    "SELECT id FROM dead_letter WHERE org = $dead_org AND id > $dead_after ORDER BY id LIMIT 50;";

pub(super) async fn dead(
    backend: &Backend,
    organization: Id<Organization>,
    after: Option<Id<Mail>>,
) -> Result<Vec<DeadMail>> {
    let mut query = Unit::new();
    query.statement(DEAD).id("dead_org", organization).record(
        "dead_after",
        "dead_letter",
        after.unwrap_or_else(|| Id::from_uuid(uuid::Uuid::nil())),
    );
    let letters: Vec<RecordId> = backend.store.read(query).await?.take("id")?;
    let ids = letters
        .iter()
        .map(|letter| Ok(outbox(id_of::<Mail>(letter)?.uuid())))
        .collect::<Result<Vec<RecordId>>>()?;
    let mut query = Unit::new();
    query
        .statement(
            "SELECT id, person, kind, failure, finished_at FROM $dead_ids WHERE org = $dead_org;",
        )
        .bind("dead_ids", ids)
        .id("dead_org", organization);
    Ok(backend.store.read(query).await?.take(0)?)
}
