//! Server functions about imports. The file itself comes by a plain route, for it may be large.

use domain::{
    id::Id,
    people::FirstPassword,
    people_import::{Import, ImportRow, ImportView, Outcome},
};
use leptos::prelude::*;

use crate::error::AppError;

#[cfg(feature = "ssr")]
mod ssr {
    pub(super) use backend::people_import;
    pub(super) use domain::people_import::{Mapping, Target};

    pub(super) use crate::request::scope;
}

/// The newest imports.
#[server(endpoint = "list_imports")]
pub async fn list_imports() -> Result<Vec<ImportRow>, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people_import::list(&backend, &scope).await?)
}

/// An import at its present step.
#[server(endpoint = "read_import")]
pub async fn read_import(
    id: Id<Import>,
    filter: Option<Outcome>,
    from: u32,
) -> Result<ImportView, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::people_import::view(&backend, &scope, id, filter, from).await?)
}

/// Looks what each line would do when the columns are these; an empty text is a column that is not used.
#[server(endpoint = "plan_import")]
pub async fn plan_import(
    id: Id<Import>,
    columns: Vec<String>,
    #[server(default)] create_groups: bool,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let columns = columns
        .iter()
        .map(|text| ssr::Target::parse(text))
        .collect();
    let mapping = ssr::Mapping { columns };
    ssr::people_import::plan_import(&backend, &scope, id, mapping, create_groups).await?;
    leptos_axum::redirect(&format!("/imports/{id}"), false);
    Ok(())
}

/// Goes back to the columns.
#[server(endpoint = "map_import_again")]
pub async fn map_import_again(id: Id<Import>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people_import::map_again(&backend, &scope, id).await?;
    leptos_axum::redirect(&format!("/imports/{id}"), false);
    Ok(())
}

/// Carries out the plan that was looked at, or shows the new one when it no longer holds.
#[server(endpoint = "confirm_import")]
pub async fn confirm_import(
    id: Id<Import>,
    plan: u64,
    first_password: FirstPassword,
    #[server(default)] leaves_out_errors: bool,
) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    let asked = ssr::people_import::Confirm {
        plan,
        first_password,
        leaves_out_errors,
    };
    ssr::people_import::confirm(&backend, &scope, id, asked).await?;
    leptos_axum::redirect(&format!("/imports/{id}"), false);
    Ok(())
}

/// Cancels an import that was not confirmed.
#[server(endpoint = "cancel_import")]
pub async fn cancel_import(id: Id<Import>) -> Result<(), AppError> {
    let (backend, scope) = ssr::scope().await?;
    ssr::people_import::cancel(&backend, &scope, id).await?;
    leptos_axum::redirect("/imports?done=cancelled", false);
    Ok(())
}
