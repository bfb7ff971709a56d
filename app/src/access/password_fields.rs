//! The two fields of a new password.

use domain::error::Field;
use leptos::prelude::*;

use crate::{text::words, ui::TextInput};

/// A new password, twice.
#[component]
pub(super) fn PasswordFields() -> impl IntoView {
    let text = &words().access;
    view! {
        <TextInput
            field=Field::Password
            name="password"
            label=text.new_password
            hint=text.new_password_hint
            kind="password"
            autocomplete="new-password"
            required=true
        />
        <TextInput
            field=Field::PasswordAgain
            name="password_again"
            label=text.again
            kind="password"
            autocomplete="new-password"
            required=true
        />
    }
}
