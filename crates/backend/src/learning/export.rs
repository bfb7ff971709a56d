//! 受講記録: the record of a delivery as CSV, in chunks of people, so that memory stays flat for any number of them.

use std::{
    collections::HashMap,
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    access::{Act, PermissionKey},
    id::Id,
    learning::{Delivery, Enrollment},
    people::Person,
    tabular::CsvEncoding,
    text::{Locale, learning::RecordText, text},
    time::{Day, csv_time},
};

use super::{
    audience,
    progress::is_overdue,
    records::{
        deliveries,
        enrollments::{self, Enrolled},
    },
    versions::{self, Version},
};
use crate::{
    Backend,
    access::Scope,
    audit::{self, Event},
    error::Result,
    people::Label,
    store::Unit,
    tabular::{Replaced, Writer},
};

/// People of a chunk.
const CHUNK: u16 = 500;

/// Where the writer puts its bytes until the caller takes them.
#[derive(Clone, Default)]
struct Chunk(Arc<Mutex<Vec<u8>>>);

impl Chunk {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Chunk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An export under way. The caller takes chunk after chunk and sends each on.
pub struct RecordsExport {
    backend: Backend,
    scope: Scope,
    delivery: deliveries::Opened,
    version: Arc<Version>,
    groups: HashMap<Id<Person>, Vec<String>>,
    words: &'static RecordText,
    deleted: &'static str,
    chunk: Chunk,
    writer: Option<Writer<Chunk>>,
    after: Option<Id<Enrollment>>,
    replaced: Replaced,
}

/// Begins the record of a delivery. The export is in the operation log before its first byte leaves.
///
/// # Errors
/// [`Refusal::Forbidden`](domain::error::Refusal::Forbidden), [`Refusal::NotFound`](domain::error::Refusal::NotFound).
pub async fn export_records(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    encoding: CsvEncoding,
    locale: Locale,
) -> Result<RecordsExport> {
    let export = begin(backend, scope, id, encoding, locale).await?;
    let mut unit = Unit::new();
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        Event::RecordsExported,
        Some(id.uuid()),
        &[],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(export)
}

/// What the record of a delivery would lose in code page 932: asked before such a file is handed out.
///
/// # Errors
/// As [`export_records`].
pub async fn records_replaced(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    locale: Locale,
) -> Result<Replaced> {
    let mut export = begin(backend, scope, id, CsvEncoding::Cp932, locale).await?;
    while export.next().await?.is_some() {}
    Ok(export.replaced)
}

async fn begin(
    backend: &Backend,
    scope: &Scope,
    id: Id<Delivery>,
    encoding: CsvEncoding,
    locale: Locale,
) -> Result<RecordsExport> {
    scope.may(PermissionKey::LearningAdmin, Act::View)?;
    let delivery = deliveries::one(backend, scope, id).await?;
    let version = versions::version(backend, scope, delivery.version).await?;
    let groups = audience::groups_by_person(backend, scope).await?;
    let words = text(locale);
    let chunk = Chunk::default();
    let mut writer = Writer::new(chunk.clone(), encoding)?;
    writer.row(words.learning.record.headings)?;
    Ok(RecordsExport {
        backend: backend.clone(),
        scope: scope.clone(),
        delivery,
        version,
        groups,
        words: &words.learning.record,
        deleted: words.common.deleted_person,
        chunk,
        writer: Some(writer),
        after: None,
        replaced: Replaced::default(),
    })
}

impl RecordsExport {
    /// The next bytes of the file; `None` after its end.
    ///
    /// # Errors
    /// When the store fails; the file is incomplete then.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(mut writer) = self.writer.take() else {
            return Ok(None);
        };
        let found = enrollments::of_delivery(
            &self.backend,
            &self.scope,
            self.delivery.id,
            None,
            self.after,
            CHUNK,
        )
        .await?;
        let people: Vec<_> = found.iter().map(|enrolled| enrolled.person).collect();
        let labels = audience::labels(&self.backend, &self.scope, &people).await?;
        for enrolled in &found {
            writer.row(self.row(enrolled, labels.get(&enrolled.person)))?;
        }
        if found.len() < usize::from(CHUNK) {
            let (_, replaced) = writer.finish()?;
            self.replaced = replaced;
            return Ok(Some(self.chunk.take()));
        }
        self.after = found.last().map(|enrolled| enrolled.id);
        writer.flush()?;
        self.writer = Some(writer);
        Ok(Some(self.chunk.take()))
    }

    /// What the encoding could not say, once the end was reached.
    pub const fn replaced(&self) -> &Replaced {
        &self.replaced
    }

    fn row(&self, enrolled: &Enrolled, label: Option<&Label>) -> [String; 14] {
        let (code, name) = match label {
            Some(Label::Known {
                name,
                employee_number,
                login_id,
                email,
                ..
            }) => {
                let code = employee_number
                    .as_ref()
                    .or(login_id.as_ref())
                    .or(email.as_ref());
                (code.cloned().unwrap_or_default(), name.clone())
            }
            Some(Label::Deleted) | None => (String::new(), self.deleted.to_owned()),
        };
        let time = |at: Option<u64>| at.map(csv_time).unwrap_or_default();
        let standing = &enrolled.standing;
        let is_overdue = is_overdue(enrolled, self.backend.now());
        [
            code,
            name,
            self.groups
                .get(&enrolled.person)
                .map(|groups| groups.join("; "))
                .unwrap_or_default(),
            self.version.title.clone(),
            self.delivery
                .name
                .clone()
                .unwrap_or_else(|| self.version.title.clone()),
            csv_time(enrolled.since),
            // The last second that is in time.
            time(enrolled.due_on.map(|day: Day| day.ends_at() - 1_000)),
            time(standing.started_at),
            time(standing.passed_at),
            (self.words.state)(standing.state, is_overdue).to_owned(),
            standing.attempts.to_string(),
            standing
                .best_score
                .map(|score| score.to_string())
                .unwrap_or_default(),
            self.version.test.pass_score.to_string(),
            time(standing.passed_at),
        ]
    }
}
