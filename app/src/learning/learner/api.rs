//! Server functions of learners.

use std::collections::HashMap;

use domain::{
    id::Id,
    learning::{
        AnswerSheet, Attempt, Delivery, Enrollment,
        view::{Assignment, AttemptPage, LearnerHome, LessonPage, ResultPage},
    },
};
use leptos::prelude::*;

use crate::error::AppError;

#[cfg(feature = "ssr")]
mod ssr {
    pub(super) use backend::learning;
    pub(super) use domain::{error::Refusal, learning::Answers};

    pub(super) use crate::request::scope;
}

/// What the signed-in person has to do and has done.
#[server(endpoint = "read_learner_home")]
pub async fn read_learner_home() -> Result<LearnerHome, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::home(&backend, &scope).await?)
}

/// What the signed-in person has done before a delivery.
#[server(endpoint = "read_done_lessons")]
pub async fn read_done_lessons(after: Id<Delivery>) -> Result<Vec<Assignment>, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::done_after(&backend, &scope, after).await?)
}

/// A lesson to read.
#[server(endpoint = "read_assigned_lesson")]
pub async fn read_assigned_lesson(enrollment: Id<Enrollment>) -> Result<LessonPage, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::lesson_page(&backend, &scope, enrollment).await?)
}

/// Keeps how far was read, in percent.
#[server(endpoint = "save_reading_place")]
pub async fn save_reading_place(enrollment: Id<Enrollment>, place: u16) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::save_place(&backend, &scope, enrollment, place).await?)
}

/// Begins the test, or goes on with it. Leads to it.
#[server(endpoint = "start_attempt")]
pub async fn start_attempt(enrollment: Id<Enrollment>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let attempt = ssr::learning::start_attempt(&backend, &scope, enrollment).await?;
    leptos_axum::redirect(&format!("/learn/attempt/{attempt}"), false);
    Ok(())
}

/// A test under way.
#[server(endpoint = "read_attempt")]
pub async fn read_attempt(attempt: Id<Attempt>) -> Result<AttemptPage, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::attempt(&backend, &scope, attempt).await?)
}

/// Keeps the answers so far: `0:2,1:0`, question and choice by their places on the page.
/// `page`, `number` and `known` say after which ones they come.
#[server(endpoint = "save_answers")]
pub async fn save_answers(
    attempt: Id<Attempt>,
    answers: String,
    #[server(default)] page: Option<Id<AnswerSheet>>,
    #[server(default)] number: u32,
    #[server(default)] known: u32,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let answers = ssr::Answers::parse(&answers).ok_or(ssr::Refusal::BadRequest)?;
    let save = ssr::learning::Save {
        answers: &answers,
        page,
        number,
        known,
    };
    Ok(ssr::learning::save_answers(&backend, &scope, attempt, &save).await?)
}

/// Hands the answers in: chosen places by question. Leads to the result.
#[server(endpoint = "hand_in_attempt")]
pub async fn hand_in_attempt(
    attempt: Id<Attempt>,
    #[server(default)] answers: HashMap<String, Vec<u16>>,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let pairs: Vec<_> = answers
        .iter()
        .flat_map(|(question, chosen)| {
            chosen
                .iter()
                .map(move |choice| format!("{question}:{choice}"))
        })
        .collect();
    let answers = ssr::Answers::parse(&pairs.join(",")).ok_or(ssr::Refusal::BadRequest)?;
    ssr::learning::hand_in(&backend, &scope, attempt, &answers).await?;
    leptos_axum::redirect(&format!("/learn/result/{attempt}"), false);
    Ok(())
}

/// What an attempt came to.
#[server(endpoint = "read_result")]
pub async fn read_result(attempt: Id<Attempt>) -> Result<ResultPage, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::learning::result(&backend, &scope, attempt).await?)
}
