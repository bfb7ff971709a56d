//! People with mails to come, and a postman who carries them to a test's mail server.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use backend::{
    Backend,
    access::{First, insert_credential},
    error::Result,
    mail::{Author, Due, Lane, Mail, MailKind, Post, Postman, Round, Server, Smtp},
    people::{self, NewPerson},
    store::Unit,
};
use domain::{
    access::Role,
    id::Id,
    organization::Organization,
    people::{Email, Person, PersonName},
    text::mail::{Lesson, Letter},
};
use futures::future::BoxFuture;
use surrealdb::types::SurrealValue;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    harness::{House, Office},
    mime::Part,
    sink::{Received, Sink},
};

/// Somebody with a mail on its way.
#[derive(Clone, Debug)]
pub(crate) struct Addressee {
    pub id: Id<Person>,
    pub email: String,
    pub cause: Uuid,
}

pub(crate) fn name(family: &str, given: &str) -> PersonName {
    PersonName::parse(family, given, "", "").unwrap()
}

/// New people, each with a mail of `kind`.
pub(crate) async fn invited(
    house: &House,
    office: &Office,
    kind: MailKind,
    names: &[PersonName],
) -> Vec<Addressee> {
    let backend = &house.backend;
    let now = backend.now();
    let organization_key = backend.keys.organization(office.id).await.unwrap();
    let system = backend.keys.system().await.unwrap();
    let ids: Vec<Id<Person>> = (0..names.len())
        .map(|n| Id::in_sequence(now, u32::try_from(n).unwrap()).unwrap())
        .collect();
    let keys = backend.keys.create_people(office.id, &ids).await.unwrap();
    let mut all = Vec::new();
    for chunk in ids.iter().zip(names).collect::<Vec<_>>().chunks(200) {
        let mut unit = Unit::new();
        for (id, name) in chunk {
            let cause = Id::<Mail>::new(now).unwrap().uuid();
            let email = format!("person-{}@staff.example.jp", id.uuid().simple());
            people::add_person(
                &mut unit,
                &people::Keys {
                    person: &keys[*id],
                    organization: &organization_key,
                    system: &system,
                },
                &NewPerson {
                    id: **id,
                    organization: office.id,
                    name,
                    email: Some(&Email::parse(&email).unwrap()),
                    employee_number: None,
                    login_id: None,
                    role: Role::Learner,
                    is_org_admin: false,
                    created_at: now,
                },
            )
            .unwrap();
            insert_credential(&mut unit, office.id, **id, First::Link(cause));
            let mail = Mail {
                kind,
                person: **id,
                cause,
                batch: None,
                due_at: now,
            };
            mail.add_to(&mut unit, office.id, now);
            all.push(Addressee {
                id: **id,
                email,
                cause,
            });
        }
        backend.store.commit(unit).await.unwrap();
    }
    all
}

/// So many people called 塚本 朗.
pub(crate) async fn crowd(
    house: &House,
    office: &Office,
    kind: MailKind,
    count: usize,
) -> Vec<Addressee> {
    invited(house, office, kind, &vec![name("塚本", "朗"); count]).await
}

/// A feature that writes lessons' mails, as long as they are wanted.
#[derive(Default)]
pub(crate) struct Lessons {
    pub unwanted: Mutex<HashSet<Uuid>>,
}

impl Author for Lessons {
    fn kinds(&self) -> &[MailKind] {
        &[MailKind::LessonRequest, MailKind::LessonReminder]
    }

    fn letters<'a>(
        &'a self,
        _: &'a Backend,
        _: Id<Organization>,
        mails: &'a [Due],
    ) -> BoxFuture<'a, Result<HashMap<Uuid, Letter>>> {
        Box::pin(async move {
            let unwanted = self.unwanted.lock().unwrap();
            let wanted = mails.iter().filter(|mail| !unwanted.contains(&mail.cause));
            Ok(wanted
                .map(|mail| {
                    let letter = Letter::LessonReminder(Lesson {
                        title: "不審なメール".to_owned(),
                        minutes: Some(5),
                        due: None,
                        is_overdue: false,
                        message: None,
                        link: "https://yagura.example.jp/learning".to_owned(),
                    });
                    (mail.cause, letter)
                })
                .collect())
        })
    }
}

/// A postman of a process of its own, so to speak: nothing in memory is shared with another.
pub(crate) fn postman(house: &House, url: &str, lessons: Arc<Lessons>) -> Postman {
    let smtp = Smtp::new(Server::parse(url).unwrap(), "yagura.example.jp");
    Postman::new(
        house.backend.clone(),
        Post::Smtp(smtp),
        "Yagura <no-reply@yagura.example.jp>",
        vec![lessons],
    )
    .unwrap()
}

pub(crate) fn to(house: &House, sink: &Sink) -> Postman {
    postman(house, &sink.url(), Arc::default())
}

/// Rounds until nothing is due.
pub(crate) async fn carry_all(postman: &Postman) {
    for lane in [Lane::Urgent, Lane::Bulk] {
        loop {
            match round(postman, lane).await {
                Round::Idle => break,
                Round::Worked(_) => {}
                Round::Unreachable => panic!("the mail server cannot be reached"),
            }
        }
    }
}

pub(crate) async fn round(postman: &Postman, lane: Lane) -> Round {
    postman
        .round(lane, &CancellationToken::new())
        .await
        .unwrap()
}

/// The one link in a mail.
pub(crate) fn link_in(mail: &Received) -> String {
    let plain = Part::read(&mail.data).parts()[0].text();
    let mut links = plain.lines().filter(|line| line.starts_with("https://"));
    let link = links.next().unwrap().to_owned();
    assert_eq!(links.next(), None);
    link
}

pub(crate) fn message_id(mail: &Received) -> String {
    Part::read(&mail.data).raw("message-id").to_owned()
}

/// State and failures of an outbox row.
pub(crate) async fn outbox(house: &House, cause: Uuid) -> (String, u32) {
    #[derive(SurrealValue)]
    struct Row {
        state: String,
        tries: u32,
    }
    let mut query = Unit::new();
    query
        .statement("SELECT state, tries FROM $outbox_id;")
        .record("outbox_id", "outbox", Id::<Mail>::from_uuid(cause));
    let row: Option<Row> = crate::harness::read(&house.backend, query).await;
    let row = row.unwrap();
    (row.state, row.tries)
}

impl House {
    /// How the store would run a query.
    pub(crate) async fn plan(&self, statement: &str, bind: impl FnOnce(&mut Unit)) -> String {
        use surrealdb::types::{ToSql, Value};
        let text = format!("{} EXPLAIN FULL;", statement.trim_end_matches(';'));
        let mut query = Unit::new();
        query.statement(Box::leak(text.into_boxed_str()));
        bind(&mut query);
        let plan: Value = crate::harness::read(&self.backend, query).await;
        plan.into_value().to_sql()
    }
}
