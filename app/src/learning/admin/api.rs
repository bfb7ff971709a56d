//! Server functions of authors and administrators.

use domain::{
    id::Id,
    learning::{
        Delivery, EnrollmentState, Lesson, LessonVersion,
        view::{
            ChosenVersion, DeliveryPreview, DeliveryRow, LessonDraft, LessonRow, Progress,
            ProgressPerson,
        },
    },
    people::{Group, GroupRow, Person},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

#[cfg(feature = "ssr")]
mod ssr {
    pub(super) use backend::{learning, people};
    use domain::learning::Question;
    pub(super) use domain::{
        error::{Field, Problem, Refusal},
        learning::{DeliveryInput, LessonContent, Test, view::ProgressFilter},
        people::PeopleQuery,
    };

    use crate::error::AppError;
    pub(super) use crate::request::{confirmed, scope};

    /// Questions as the editor's hidden field carries them.
    pub(super) fn questions(json: &str) -> Result<Vec<Question>, AppError> {
        leptos::serde_json::from_str(json).map_err(|_| Refusal::BadRequest.into())
    }

    /// A delivery as the confirmation's hidden field carries it.
    pub(super) fn plan(json: &str) -> Result<DeliveryInput, AppError> {
        leptos::serde_json::from_str(json).map_err(|_| Refusal::BadRequest.into())
    }
}

/// A page of lessons, newest first.
#[server(endpoint = "list_lessons")]
pub async fn list_lessons(after: Option<Id<Lesson>>) -> Result<Vec<LessonRow>, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::lessons(&backend, &scope, after).await?)
}

/// A lesson with its material as readers see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditedLesson {
    pub draft: LessonDraft,
    /// Cleaned HTML of the saved material.
    pub html: String,
}

/// A lesson to edit.
#[server(endpoint = "read_lesson")]
pub async fn read_lesson(id: Id<Lesson>) -> Result<EditedLesson, AppError> {
    let (backend, scope) = ssr::scope().await?;
    let draft = ssr::learning::lesson(&backend, &scope, id).await?;
    let html = ssr::learning::render_material(&scope, &draft.content.body)?;
    Ok(EditedLesson { draft, html })
}

/// Markdown as readers would see it: for the preview while one writes.
#[server(endpoint = "preview_material")]
pub async fn preview_material(markdown: String) -> Result<String, AppError> {
    let (_, scope) = ssr::scope().await?;
    Ok(ssr::learning::render_material(&scope, &markdown)?)
}

/// Saves a lesson; without an id a new one. `questions` is JSON, for a form cannot nest so deep.
/// Publishes it too when `then` is `publish`. Leads to the lesson.
#[server(endpoint = "save_lesson")]
pub async fn save_lesson(
    #[server(default)] id: Option<Id<Lesson>>,
    #[server(default)] rev: u32,
    title: String,
    #[server(default)] category: String,
    minutes: u16,
    #[server(default)] body: String,
    #[server(default)] shuffle: bool,
    pass_score: u16,
    #[server(default)] attempts: String,
    questions: String,
    #[server(default)] then: String,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let attempts =
        match attempts.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                ssr::Refusal::invalid(ssr::Field::Attempts, ssr::Problem::Malformed)
            })?),
        };
    let content = ssr::LessonContent {
        title,
        category: Some(category),
        body,
        minutes,
        test: ssr::Test {
            questions: ssr::questions(&questions)?,
            shuffle,
            pass_score,
            attempts,
        },
    };
    let (id, rev, mut done) = match id {
        Some(id) => {
            let rev = ssr::learning::save_lesson(&backend, &scope, id, rev, content).await?;
            (id, rev, "saved")
        }
        None => {
            let id = ssr::learning::create_lesson(&backend, &scope, content).await?;
            (id, 1, "created")
        }
    };
    if then == "publish" {
        match ssr::learning::publish_lesson(&backend, &scope, id, rev).await {
            Ok(_) => done = "published",
            // Saved all the same; the page says what is missing.
            Err(backend::error::Error::Refused(ssr::Refusal::Invalid(_))) => done = "unfinished",
            Err(error) => return Err(error.into()),
        }
    }
    leptos_axum::redirect(&format!("/lessons/{id}?done={done}"), false);
    Ok(())
}

/// A page of deliveries, newest first.
#[server(endpoint = "list_deliveries")]
pub async fn list_deliveries(after: Option<Id<Delivery>>) -> Result<Vec<DeliveryRow>, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::deliveries(&backend, &scope, after).await?)
}

/// Deliveries under way, for the home page.
#[server(endpoint = "list_open_deliveries")]
pub async fn list_open_deliveries() -> Result<Vec<DeliveryRow>, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::open_deliveries(&backend, &scope).await?)
}

/// What a new delivery can be made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryOptions {
    /// Lessons that were published, newest first.
    pub lessons: Vec<LessonRow>,
    /// The version that was asked for, when none of these lessons offers it.
    pub chosen: Option<ChosenVersion>,
    pub groups: Vec<GroupRow>,
    /// People that the search found, and those chosen before.
    pub people: Vec<PersonOption>,
    /// The earliest time that can be chosen: now, in the form's own writing.
    pub now: String,
}

/// Somebody who can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonOption {
    pub id: Id<Person>,
    pub name: String,
    pub number: Option<String>,
}

/// What a new delivery can be made of; `search` finds people.
#[server(endpoint = "read_delivery_options")]
pub async fn read_delivery_options(
    search: String,
    #[server(default)] chosen: Vec<Id<Person>>,
    #[server(default)] version: Option<Id<LessonVersion>>,
) -> Result<DeliveryOptions, AppError> {
    let (backend, scope) = ssr::scope().await?;
    let mut lessons = ssr::learning::lessons(&backend, &scope, None).await?;
    lessons.retain(|lesson| lesson.version.is_some());
    let missing = version.filter(|_| lessons.iter().all(|lesson| lesson.version != version));
    let asked = match missing {
        Some(version) => ssr::learning::chosen_version(&backend, &scope, version).await?,
        None => None,
    };
    let groups = ssr::people::groups::choices(&backend, &scope).await?;
    let mut people = Vec::new();
    if !chosen.is_empty() {
        let names = ssr::learning::people_options(&backend, &scope, &chosen).await?;
        people.extend(names.into_iter().map(|(id, name)| PersonOption {
            id,
            name,
            number: None,
        }));
    }
    if !search.trim().is_empty() {
        let query = ssr::PeopleQuery {
            search,
            ..ssr::PeopleQuery::default()
        };
        let found = ssr::people::list(&backend, &scope, &query).await?;
        let fresh = found
            .rows
            .into_iter()
            .filter(|row| !chosen.contains(&row.id));
        people.extend(fresh.map(|row| PersonOption {
            id: row.id,
            name: row.name,
            number: row.employee_number.or(row.login_id),
        }));
    }
    Ok(DeliveryOptions {
        lessons,
        chosen: asked,
        groups,
        people,
        now: domain::time::form_time(backend.now()),
    })
}

/// What a delivery would be. `plan` is JSON of a `DeliveryInput`.
#[server(endpoint = "preview_delivery")]
pub async fn preview_delivery(plan: String) -> Result<DeliveryPreview, AppError> {
    let (backend, scope) = ssr::scope().await?;
    let input = ssr::plan(&plan)?;
    Ok(ssr::learning::preview_delivery(&backend, &scope, input).await?)
}

/// Delivers. Doing it again with the same id does nothing more. Leads to the delivery.
#[server(endpoint = "create_delivery")]
pub async fn create_delivery(id: Id<Delivery>, plan: String) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let input = ssr::plan(&plan)?;
    let id = ssr::learning::create_delivery(&backend, &scope, id, input).await?;
    leptos_axum::redirect(&format!("/deliveries/{id}?done=created"), false);
    Ok(())
}

/// A delivery with its figures, and the groups its people can be filtered by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WatchedDelivery {
    pub progress: Progress,
    pub groups: Vec<GroupRow>,
}

/// A delivery with its figures.
#[server(endpoint = "read_progress")]
pub async fn read_progress(id: Id<Delivery>) -> Result<WatchedDelivery, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(WatchedDelivery {
        progress: ssr::learning::progress(&backend, &scope, id).await?,
        groups: ssr::people::groups::choices(&backend, &scope).await?,
    })
}

/// People of a delivery and where the next page begins.
#[server(endpoint = "list_delivery_people")]
pub async fn list_delivery_people(
    id: Id<Delivery>,
    state: Option<EnrollmentState>,
    group: Option<Id<Group>>,
    search: String,
    after: Option<Id<Person>>,
) -> Result<(Vec<ProgressPerson>, Option<Id<Person>>), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let filter = ssr::ProgressFilter {
        state,
        group,
        search,
    };
    Ok(ssr::learning::people_of(&backend, &scope, id, &filter, after).await?)
}

/// Withdraws a delivery that has not started.
#[server(endpoint = "cancel_delivery")]
pub async fn cancel_delivery(id: Id<Delivery>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::learning::cancel_delivery(&backend, &scope, id).await?;
    leptos_axum::redirect(&format!("/deliveries/{id}?done=cancelled"), false);
    Ok(())
}

/// Reminds everybody who has not passed, or one person, now. Leads to the delivery.
#[server(endpoint = "remind_delivery")]
pub async fn remind_delivery(
    id: Id<Delivery>,
    #[server(default)] person: Option<Id<Person>>,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::learning::remind(&backend, &scope, id, person).await?;
    leptos_axum::redirect(&format!("/deliveries/{id}?done=reminded"), false);
    Ok(())
}

/// Ends a delivery, when the word was typed that the page asks for.
#[server(endpoint = "close_delivery")]
pub async fn close_delivery(id: Id<Delivery>, confirmation: String) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::confirmed(&confirmation, |common| common.end_word)?;
    ssr::learning::close_delivery(&backend, &scope, id).await?;
    leptos_axum::redirect(&format!("/deliveries/{id}?done=closed"), false);
    Ok(())
}
