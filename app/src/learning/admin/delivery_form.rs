//! A delivery as the address carries it from its form to its confirmation and back.

use domain::{
    error::{Field, Problem, Refusal},
    id::Id,
    learning::{DeliveryInput, LessonVersion, Reminder, Targets},
    people::{Group, Person},
    time::{Day, parse_form_time},
};
use leptos_router::params::ParamsMap;

use crate::error::AppError;

/// What was chosen so far. Read from the query, so that back, reload and the way without JavaScript keep it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DeliveryForm {
    pub(super) version: Option<Id<LessonVersion>>,
    pub(super) name: String,
    pub(super) everyone: bool,
    pub(super) groups: Vec<Id<Group>>,
    pub(super) people: Vec<Id<Person>>,
    /// Part of a name, to find people by.
    pub(super) search: String,
    /// At a date and time, not at once.
    pub(super) is_later: bool,
    pub(super) starts_at: String,
    pub(super) due_on: String,
    pub(super) sends_request: bool,
    pub(super) message: String,
    /// Days without their hour: `due-3`.
    pub(super) reminders: Vec<String>,
    pub(super) hour: u8,
}

/// Days on which a reminder can leave.
pub(super) const REMINDER_DAYS: [&str; 9] = [
    "due-7", "due-3", "due-1", "due-0", "due+1", "due+3", "due+7", "start+3", "start+7",
];

impl DeliveryForm {
    /// What a query says; what is left out is as for a new delivery.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let all = |key: &str| query.get_all(key).unwrap_or_default();
        let one = |key: &str| query.get(key).unwrap_or_default();
        // A form that was sent says so: then a box that is not in it was unchecked.
        let is_sent = query.get("when").is_some();
        Self {
            version: one("version").parse().ok(),
            name: one("name"),
            everyone: query.get("everyone").is_some(),
            groups: ids(all("groups")),
            people: ids(all("people")),
            search: one("q"),
            is_later: one("when") == "later",
            starts_at: one("starts_at"),
            due_on: one("due_on"),
            sends_request: !is_sent || query.get("sends_request").is_some(),
            message: one("message"),
            reminders: all("reminders"),
            hour: one("hour").parse().unwrap_or(10),
        }
    }

    /// The delivery it describes.
    ///
    /// # Errors
    /// What cannot be read as what it must be.
    pub(super) fn input(&self) -> Result<DeliveryInput, AppError> {
        let mut problems = Vec::new();
        let due_on = match self.due_on.trim() {
            "" => None,
            text => Day::parse(text).or_else(|| {
                problems.push((Field::DueOn, Problem::Malformed));
                None
            }),
        };
        let starts_at = if self.is_later {
            parse_form_time(&self.starts_at).or_else(|| {
                let problem = if self.starts_at.trim().is_empty() {
                    Problem::Missing
                } else {
                    Problem::Malformed
                };
                problems.push((Field::StartsAt, problem));
                None
            })
        } else {
            None
        };
        let mut reminders = Vec::new();
        for day in &self.reminders {
            match format!("{day}@{}", self.hour).parse::<Reminder>() {
                Ok(reminder) => reminders.push(reminder),
                Err(problem) => problems.push((Field::Reminders, problem)),
            }
        }
        let Some(version) = self.version else {
            problems.push((Field::Lesson, Problem::Missing));
            return Err(Refusal::Invalid(problems).into());
        };
        if !problems.is_empty() {
            return Err(Refusal::Invalid(problems).into());
        }
        Ok(DeliveryInput {
            version,
            name: Some(self.name.clone()),
            message: Some(self.message.clone()),
            targets: Targets {
                everyone: self.everyone,
                groups: self.groups.clone(),
                people: self.people.clone(),
            },
            starts_at,
            due_on,
            sends_request: self.sends_request,
            reminders,
        })
    }
}

fn ids<T>(texts: Vec<String>) -> Vec<Id<T>> {
    let mut ids: Vec<Id<T>> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&'static str, &str)]) -> ParamsMap {
        let mut query = ParamsMap::new();
        for (key, value) in pairs {
            query.insert(*key, (*value).to_owned());
        }
        query
    }

    #[test]
    fn what_was_sent_is_read_and_what_is_new_asks_by_mail() {
        let new = DeliveryForm::read(&ParamsMap::new());
        assert!(new.sends_request && !new.is_later && !new.everyone);
        assert_eq!(new.hour, 10);
        let version = Id::<LessonVersion>::new(5).unwrap();
        let group = Id::<Group>::new(6).unwrap();
        let sent = DeliveryForm::read(&query(&[
            ("version", &version.to_string()),
            ("groups", &group.to_string()),
            ("groups", "x"),
            ("when", "later"),
            ("starts_at", "2026-12-01T09:00"),
            ("due_on", "2026-12-10"),
            ("reminders", "due-1"),
            ("reminders", "due+3"),
            ("hour", "9"),
        ]));
        let input = sent.input().unwrap();
        assert_eq!(input.targets.groups, [group]);
        assert!(!input.sends_request);
        let texts: Vec<_> = input.reminders.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["due-1@9", "due+3@9"]);
        assert_eq!(input.starts_at, parse_form_time("2026-12-01T09:00"));
    }

    #[test]
    fn every_day_that_is_offered_can_be_meant() {
        for day in REMINDER_DAYS {
            assert!(format!("{day}@10").parse::<Reminder>().is_ok(), "{day}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let form = DeliveryForm::read(&query(&[
            ("when", "later"),
            ("due_on", "tomorrow"),
            ("reminders", "never"),
        ]));
        assert_eq!(
            form.input(),
            Err(AppError::Refused(Refusal::Invalid(vec![
                (Field::DueOn, Problem::Malformed),
                (Field::StartsAt, Problem::Missing),
                (Field::Reminders, Problem::Malformed),
                (Field::Lesson, Problem::Missing),
            ])))
        );
    }
}
