//! What the people and things of the log are called now.

use std::collections::HashMap;

use domain::{
    audit::{LogActor, LogSubject},
    id::Id,
    people::Person,
};
use uuid::Uuid;

use super::{
    event::{About, Event},
    records::Stored,
};
use crate::{
    Backend,
    access::Scope,
    error::Result,
    learning,
    people::{self, Recipient, groups},
};

/// The detail that tells one person among several things: it is stored as an id.
const PERSON: &str = "person";
/// A person of whom nothing is known any more, in a detail; its words are in `domain::text::audit`.
const DELETED: &str = "deleted";

/// The details of an entry: what each is called, and its value.
pub(super) type Details = Vec<(String, String)>;

/// The names of one page.
pub(super) struct Names {
    people: HashMap<Id<Person>, Recipient>,
    things: HashMap<Uuid, String>,
}

impl Names {
    /// Looks up what these rows and their details name.
    pub(super) async fn of(
        backend: &Backend,
        scope: &Scope,
        rows: &[Stored],
        details: &[Details],
    ) -> Result<Self> {
        let named = details.iter().flatten().filter_map(person);
        let actors = rows.iter().filter_map(Stored::actor);
        let subjects = about(rows, About::Person).map(Id::from_uuid);
        let mut people: Vec<Id<Person>> = actors.chain(subjects).chain(named).collect();
        people.sort_unstable();
        people.dedup();
        let people = people::recipients(backend, scope.organization(), &people)
            .await?
            .into_iter()
            .filter_map(|(id, found)| Some((id, found.ok()?)))
            .collect();
        let group_ids = ids(rows, About::Group);
        let lesson_ids = ids(rows, About::Lesson);
        let delivery_ids = ids(rows, About::Delivery);
        let mut things = HashMap::new();
        let found = groups::names(backend, scope, &group_ids).await?;
        things.extend(found.into_iter().map(|(id, name)| (id.uuid(), name)));
        let found = learning::lesson_titles(backend, scope, &lesson_ids).await?;
        things.extend(found.into_iter().map(|(id, name)| (id.uuid(), name)));
        let found = learning::delivery_names(backend, scope, &delivery_ids).await?;
        things.extend(found.into_iter().map(|(id, name)| (id.uuid(), name)));
        Ok(Self { people, things })
    }

    /// Who did it.
    pub(super) fn actor(&self, row: &Stored) -> LogActor {
        let Some(person) = row.actor() else {
            return LogActor::System;
        };
        self.people.get(&person).map_or(LogActor::Deleted, |found| {
            LogActor::Person(found.name.clone())
        })
    }

    /// What it was done to.
    pub(super) fn subject(&self, row: &Stored) -> Option<LogSubject> {
        let subject = row.subject()?;
        match Event::parse(&row.event)?.about() {
            About::Other => None,
            About::Person => Some(
                self.people
                    .get(&Id::from_uuid(subject))
                    .map_or(LogSubject::DeletedPerson, |found| {
                        LogSubject::Named(found.name.clone())
                    }),
            ),
            About::Group | About::Lesson | About::Delivery => {
                self.things.get(&subject).cloned().map(LogSubject::Named)
            }
        }
    }

    /// Details with a name in place of a person's id.
    pub(super) fn told(&self, details: Details) -> Details {
        details
            .into_iter()
            .map(|detail| match person(&detail) {
                Some(id) => {
                    let name = self.people.get(&id).map(|found| found.name.clone());
                    (detail.0, name.unwrap_or_else(|| DELETED.to_owned()))
                }
                None => detail,
            })
            .collect()
    }
}

fn person((name, value): &(String, String)) -> Option<Id<Person>> {
    (name == PERSON).then(|| value.parse().ok()).flatten()
}

fn about(rows: &[Stored], about: About) -> impl Iterator<Item = Uuid> {
    rows.iter()
        .filter(move |row| Event::parse(&row.event).is_some_and(|event| event.about() == about))
        .filter_map(Stored::subject)
}

fn ids<T>(rows: &[Stored], kind: About) -> Vec<Id<T>> {
    let mut ids: Vec<_> = about(rows, kind).map(Id::from_uuid).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
