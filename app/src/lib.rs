//! What people see, and the typed server functions behind it. Features `ssr` (server) and `hydrate` (browser).

pub mod error;
#[cfg(feature = "ssr")]
pub mod request;
