//! Use cases: one module a feature, over the store, the vault and mail. Knows no Leptos, no axum.

pub mod clock;
pub mod error;
pub mod store;
pub mod tabular;
