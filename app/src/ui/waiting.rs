//! What a resource brings, with what stands there meanwhile.

use leptos::prelude::*;

use super::{ErrorState, Skeleton};
use crate::error::AppError;

/// Shows what `resource` brings through `children`: a skeleton meanwhile, [`ErrorState`] when it fails.
/// What is shown stays while it is fetched again.
#[component]
pub fn Loaded<T, F, V>(
    resource: Resource<Result<T, AppError>>,
    /// Rows of the skeleton.
    #[prop(default = 4)]
    rows: u8,
    /// From what came to what is shown.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=move || view! { <Skeleton rows/> }>
            {move || {
                let children = children.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => children(value).into_any(),
                        Err(error) => view! { <ErrorState error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}
