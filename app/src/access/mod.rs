//! Sign-in, links and passwords.

pub mod api;
mod change_password_page;
mod forgotten_page;
mod password_fields;
mod set_password_page;
mod sign_in_page;

pub use change_password_page::ChangePasswordPage;
pub use forgotten_page::ForgottenPage;
pub use set_password_page::SetPasswordPage;
pub use sign_in_page::SignInPage;

use leptos::prelude::*;

use crate::error::AppError;

/// Leads to the address a server function answered with, by loading it whole: language, theme and person are new.
/// Without JavaScript the server has redirected already.
fn follow<S>(action: ServerAction<S>)
where
    S: leptos::server_fn::ServerFn<Output = String, Error = AppError>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let value = action.value();
    Effect::new(move |_| {
        if let Some(Ok(path)) = value.get() {
            // Refused only by a browser that is closing the page.
            let _ = window().location().set_href(&path);
        }
    });
}
