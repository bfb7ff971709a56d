//! E-learning: what authors and administrators see, and what learners see.

pub mod admin;
mod home_page;
pub mod learner;

pub use home_page::HomePage;
pub use learner::{AttemptPage, LearnPage, LessonPage, ResultPage};

use std::str::FromStr;

use domain::{error::Refusal, id::Id};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::error::AppError;

/// The id in the page's address; one that is none leads to what is not there.
fn id_in_path<T>(name: &'static str) -> impl Fn() -> Result<Id<T>, AppError> + Copy {
    let params = use_params_map();
    move || {
        params
            .with(|params| params.get(name))
            .and_then(|text| Id::from_str(&text).ok())
            .ok_or(AppError::Refused(Refusal::NotFound))
    }
}
