//! How imports lie in the store. Nothing outside `people_import` imports this.

use domain::{
    id::Id,
    organization::Organization,
    people::{FirstPassword, PasswordSheet, Person},
    people_import::{Counts, Import, ImportState},
};
use surrealdb::types::{Bytes, RecordId, SurrealValue, Uuid};
use vault::{Field, Place};

use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::{Unit, id_of, uuid},
};

#[derive(SurrealValue)]
struct New {
    id: Uuid,
    org: Uuid,
    actor: Uuid,
    session: String,
    file_name: Bytes,
    head: Option<Bytes>,
    state: String,
    lines: u32,
    counts: Vec<u32>,
    plan: u64,
    roster_rev: u64,
    sheet_lines: u32,
    has_parts: bool,
    created_at: u64,
    rev: u64,
}

/// What is needed to begin an import.
pub(super) struct Begin<'a> {
    pub id: Id<Import>,
    pub actor: Id<Person>,
    pub session: &'a str,
    pub file_name: &'a str,
    pub head: &'a [u8],
    pub lines: u32,
}

/// Where the sealed values of an import are bound to.
fn place(scope: &Scope, field: Field, record: uuid::Uuid) -> Place {
    Place {
        organization: scope.organization().uuid(),
        field,
        record,
    }
}

fn seal(scope: &Scope, field: Field, id: Id<Import>, plain: &[u8]) -> Result<Bytes> {
    let place = place(scope, field, id.uuid());
    Ok(scope.organization_key().seal(&place, plain)?.into())
}

pub(super) fn insert(unit: &mut Unit, scope: &Scope, new: &Begin<'_>, now: u64) -> Result<()> {
    let file_name = seal(
        scope,
        Field::ImportFileName,
        new.id,
        new.file_name.as_bytes(),
    )?;
    let head = seal(scope, Field::ImportReport, new.id, new.head)?;
    unit.insert(
        "people_import",
        New {
            id: uuid(new.id),
            org: uuid(scope.organization()),
            actor: uuid(new.actor),
            session: new.session.to_owned(),
            file_name,
            head: Some(head),
            state: ImportState::Uploading.as_str().to_owned(),
            lines: new.lines,
            counts: Vec::new(),
            plan: 0,
            roster_rev: 0,
            sheet_lines: 0,
            has_parts: true,
            created_at: now,
            rev: 0,
        },
    );
    Ok(())
}

#[derive(SurrealValue)]
struct Found {
    id: RecordId,
    org: Uuid,
    actor: Uuid,
    session: String,
    file_name: Bytes,
    head: Option<Bytes>,
    choice: Option<Bytes>,
    report: Option<Bytes>,
    state: String,
    lines: u32,
    counts: Vec<u32>,
    plan: u64,
    roster_rev: u64,
    first_password: Option<String>,
    sheet: Option<Uuid>,
    sheet_lines: u32,
    created_at: u64,
    confirmed_at: Option<u64>,
    finished_at: Option<u64>,
    rev: u64,
}

/// An import, opened.
pub(super) struct Stored {
    pub id: Id<Import>,
    pub actor: Id<Person>,
    pub session: String,
    pub file_name: String,
    pub head: Vec<u8>,
    pub choice: Vec<u8>,
    pub report: Vec<u8>,
    pub state: ImportState,
    pub lines: u32,
    pub counts: Counts,
    pub plan: u64,
    pub roster_rev: u64,
    pub first_password: Option<FirstPassword>,
    pub sheet: Option<Id<PasswordSheet>>,
    pub sheet_lines: u32,
    pub created_at: u64,
    pub confirmed_at: Option<u64>,
    pub finished_at: Option<u64>,
    /// What a [`Claim`](super::claim::Claim) on it begins from.
    pub rev: u64,
}

impl Found {
    fn open(self, scope: &Scope) -> Result<Stored> {
        let id = id_of(&self.id)?;
        let open = |field, sealed: Option<Bytes>| -> Result<Vec<u8>> {
            let Some(sealed) = sealed else {
                return Ok(Vec::new());
            };
            let place = place(scope, field, id.uuid());
            Ok(scope.organization_key().open(&place, &sealed)?.to_vec())
        };
        let file_name = open(Field::ImportFileName, Some(self.file_name))?;
        Ok(Stored {
            id,
            actor: Id::from_uuid(self.actor.into()),
            session: self.session,
            file_name: String::from_utf8(file_name).map_err(|_| Error::Corrupt("file name"))?,
            head: open(Field::ImportReport, self.head)?,
            choice: open(Field::ImportMapping, self.choice)?,
            report: open(Field::WorkPlan, self.report)?,
            state: ImportState::parse(&self.state).ok_or(Error::Corrupt("import state"))?,
            lines: self.lines,
            counts: counts(&self.counts),
            plan: self.plan,
            roster_rev: self.roster_rev,
            first_password: self.first_password.as_deref().and_then(first_password),
            sheet: self.sheet.map(|sheet| Id::from_uuid(sheet.into())),
            sheet_lines: self.sheet_lines,
            created_at: self.created_at,
            confirmed_at: self.confirmed_at,
            finished_at: self.finished_at,
            rev: self.rev,
        })
    }
}

fn counts(stored: &[u32]) -> Counts {
    let at = |index: usize| stored.get(index).copied().unwrap_or(0);
    Counts {
        create: at(0),
        change: at(1),
        unchanged: at(2),
        error: at(3),
        missing: at(4),
        new_groups: at(5),
        create_without_email: at(6),
    }
}

fn stored_counts(counts: &Counts) -> Vec<u32> {
    vec![
        counts.create,
        counts.change,
        counts.unchanged,
        counts.error,
        counts.missing,
        counts.new_groups,
        counts.create_without_email,
    ]
}

const fn first_password_text(way: FirstPassword) -> &'static str {
    match way {
        FirstPassword::Mail => "mail",
        FirstPassword::Display => "display",
    }
}

fn first_password(text: &str) -> Option<FirstPassword> {
    [FirstPassword::Mail, FirstPassword::Display]
        .into_iter()
        .find(|way| first_password_text(*way) == text)
}

const FIELDS: &str = "SELECT id, org, actor, session, file_name, head, choice, report, state, lines, counts, plan, roster_rev, first_password,
        sheet, sheet_lines, created_at, confirmed_at, finished_at, rev
    FROM $import_id WHERE org = $import_org;";

pub(super) async fn one(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
) -> Result<Option<Stored>> {
    let mut query = Unit::new();
    query
        .statement(FIELDS)
        .record("import_id", "people_import", id)
        .id("import_org", scope.organization());
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.into_iter()
        .next()
        .map(|row| row.open(scope))
        .transpose()
}

/// The list of imports, newest first.
pub(super) const LIST: &str = "SELECT id, org, actor, session, file_name, NONE AS head, NONE AS choice, NONE AS report, state, lines, counts, plan,
        roster_rev, first_password, sheet, sheet_lines, created_at, confirmed_at, finished_at, rev
    FROM people_import WHERE org = $import_org ORDER BY id LIMIT 30;";

pub(super) async fn newest(backend: &Backend, scope: &Scope) -> Result<Vec<Stored>> {
    let mut query = Unit::new();
    query.statement(LIST).id("import_org", scope.organization());
    let rows: Vec<Found> = backend.store.read(query).await?.take(0)?;
    rows.into_iter().map(|row| row.open(scope)).collect()
}

/// Imports of every organisation that were confirmed and are not finished.
pub(super) async fn unfinished(backend: &Backend) -> Result<Vec<(Id<Organization>, Id<Import>)>> {
    listed(
        backend,
        "SELECT id, org FROM people_import WHERE state = 'running' LIMIT 100; SELECT id, org FROM people_import WHERE state = 'mailing' LIMIT 100;",
        0,
    )
    .await
}

/// Imports of every organisation whose parts are to go: finished and cancelled ones, and those nobody confirmed since `before`.
pub(super) async fn to_sweep(
    backend: &Backend,
    before: u64,
) -> Result<Vec<(Id<Organization>, Id<Import>)>> {
    listed(
        backend,
        "SELECT id, org FROM people_import WHERE has_parts = true AND state IN ['finished', 'cancelling'] LIMIT 100;
         SELECT id, org FROM people_import WHERE has_parts = true AND created_at < $import_before AND state IN ['uploading', 'mapping', 'planned'] LIMIT 100;",
        before,
    )
    .await
}

async fn listed(
    backend: &Backend,
    statements: &'static str,
    before: u64,
) -> Result<Vec<(Id<Organization>, Id<Import>)>> {
    #[derive(SurrealValue)]
    struct Name {
        id: RecordId,
        org: Uuid,
    }
    let mut query = Unit::new();
    query.statement(statements).bind("import_before", before);
    let mut found = backend.store.read(query).await?;
    let mut rows: Vec<Name> = found.take(0)?;
    rows.extend(found.take::<Vec<Name>>(1)?);
    rows.into_iter()
        .map(|row| Ok((Id::from_uuid(row.org.into()), id_of(&row.id)?)))
        .collect()
}

/// A dry run to keep.
pub(super) struct DryRun<'a> {
    pub roster_rev: u64,
    pub choice: &'a [u8],
    pub report: &'a [u8],
    pub counts: &'a Counts,
    /// What was chosen for an earlier one, if any was confirmed.
    pub first_password: Option<FirstPassword>,
}

/// Adds that the dry run is there, under the next number, to a unit of the import's claim.
pub(super) fn planned(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Import>,
    run: &DryRun<'_>,
) -> Result<()> {
    unit.statement(
        "UPDATE $import_id SET state = 'planned', choice = $import_choice, report = $import_report, counts = $import_counts, plan += 1,
             roster_rev = $import_rev, first_password = $import_way WHERE org = $import_org RETURN NONE;",
    )
    .record("import_id", "people_import", id)
    .id("import_org", scope.organization())
    .bind("import_choice", seal(scope, Field::ImportMapping, id, run.choice)?)
    .bind("import_report", seal(scope, Field::WorkPlan, id, run.report)?)
    .bind("import_counts", stored_counts(run.counts))
    .bind("import_rev", run.roster_rev)
    .bind(
        "import_way",
        run.first_password.map(|way| first_password_text(way).to_owned()),
    );
    Ok(())
}

/// Adds that the columns are to be mapped, to a unit of the import's claim.
pub(super) fn to_be_mapped(unit: &mut Unit, scope: &Scope, id: Id<Import>) {
    unit.statement("UPDATE $import_id SET state = 'mapping' WHERE org = $import_org RETURN NONE;")
        .record("import_id", "people_import", id)
        .id("import_org", scope.organization());
}

/// What a confirmation fixes.
pub(super) struct Confirmation<'a> {
    pub first_password: FirstPassword,
    pub session: &'a str,
    pub actor: Id<Person>,
    pub sheet: Option<Id<PasswordSheet>>,
    pub sheet_lines: u32,
}

/// Adds that nobody has changed the organisation's people since the plan was made, or the unit refuses itself as `people_changed`.
/// Stands before the roster is touched.
pub(super) fn require_roster(unit: &mut Unit, scope: &Scope, rev: u64) {
    unit.statement("IF $import_roster.rev != $import_roster_rev { THROW 'people_changed' };")
        .record("import_roster", "roster", scope.organization())
        .bind("import_roster_rev", rev);
}

/// Adds that the import runs, to a unit of its claim that names the roster: from now on other changes of the organisation's people wait.
pub(super) fn run(
    unit: &mut Unit,
    scope: &Scope,
    id: Id<Import>,
    confirmed: &Confirmation<'_>,
    now: u64,
) {
    unit.statement(
        "UPDATE $import_id SET state = 'running', first_password = $import_way, session = $import_session, actor = $import_actor,
             sheet = $import_sheet, sheet_lines = $import_sheet_lines, confirmed_at = $import_now WHERE org = $import_org RETURN NONE;
         UPDATE $import_roster SET import = $import_uuid RETURN NONE;",
    )
    .record("import_id", "people_import", id)
    .id("import_org", scope.organization())
    .id("import_uuid", id)
    .bind("import_way", first_password_text(confirmed.first_password).to_owned())
    .bind("import_session", confirmed.session.to_owned())
    .id("import_actor", confirmed.actor)
    .bind("import_sheet", confirmed.sheet.map(uuid))
    .bind("import_sheet_lines", confirmed.sheet_lines)
    .bind("import_now", now);
}

/// Adds that everybody is in.
pub(super) fn mailing(unit: &mut Unit, scope: &Scope, id: Id<Import>) {
    unit.statement("UPDATE $import_id SET state = 'mailing' WHERE org = $import_org AND state = 'running' RETURN NONE;")
        .record("import_id", "people_import", id)
        .id("import_org", scope.organization());
}

/// Adds that the import is finished, and that others may change people again. Of two workers one finds it done.
pub(super) fn finish(unit: &mut Unit, scope: &Scope, id: Id<Import>, now: u64) {
    unit.statement(
        "LET $import_done = (UPDATE $import_id SET state = 'finished', finished_at = $import_now, head = NONE, choice = NONE, report = NONE
             WHERE org = $import_org AND state = 'mailing' RETURN VALUE plan);
         IF array::len($import_done) != 1 { THROW 'changed' };
         UPDATE $import_roster SET import = NONE, rev += 1 WHERE import = $import_uuid RETURN NONE;",
    )
    .record("import_id", "people_import", id)
    .record("import_roster", "roster", scope.organization())
    .id("import_org", scope.organization())
    .id("import_uuid", id)
    .bind("import_now", now);
}

/// Writes that no part is left.
pub(super) async fn no_parts(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<()> {
    let mut unit = Unit::new();
    unit.statement("UPDATE $import_id SET has_parts = false WHERE org = $import_org RETURN NONE;")
        .record("import_id", "people_import", id)
        .id("import_org", scope.organization());
    backend.store.commit(unit).await.map(|_| ())
}

/// Adds that an import that was not confirmed is cancelled: every claim on it ends, and the unit refuses itself as too late otherwise.
pub(super) fn cancelling(unit: &mut Unit, scope: &Scope, id: Id<Import>) {
    unit.statement(
        "LET $import_done = (UPDATE $import_id SET state = 'cancelling', rev += 1
             WHERE org = $import_org AND state IN ['uploading', 'mapping', 'planned'] RETURN VALUE rev);
         IF array::len($import_done) != 1 { THROW 'too_late' };",
    )
    .record("import_id", "people_import", id)
    .id("import_org", scope.organization());
}

/// Deletes an import that was cancelled and has no parts any more.
pub(super) async fn remove(backend: &Backend, scope: &Scope, id: Id<Import>) -> Result<()> {
    let mut unit = Unit::new();
    unit.statement(
        "DELETE $import_id WHERE org = $import_org AND state = 'cancelling' RETURN NONE;",
    )
    .record("import_id", "people_import", id)
    .id("import_org", scope.organization());
    backend.store.commit(unit).await.map(|_| ())
}
