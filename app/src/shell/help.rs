//! Help for the screen at hand, in the top bar.

use domain::text::help::HelpText;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    text::words,
    ui::{Icon, Menu},
};

/// A menu with what the screen is for. Its words follow the address.
#[component]
pub(super) fn HelpMenu(
    /// Only takes lessons: is told whom to ask.
    is_learner: bool,
) -> impl IntoView {
    let help = &words().help;
    let path = use_location().pathname;
    let sentence = move || path.with(|path| about(help, path));
    view! {
        <Menu label=help.title summary=move || Icon::Question.view() class="help">
            <p class="menu-words">{sentence}</p>
            {is_learner.then(|| view! { <p class="menu-words">{help.ask}</p> })}
        </Menu>
    }
}

/// What the screen at an address is for.
fn about(help: &'static HelpText, path: &str) -> &'static str {
    let mut parts = path.split('/').skip(1);
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("learn", _) => help.learn,
        ("lessons", _) => help.lessons,
        ("deliveries", _) => help.deliveries,
        ("people", Some("passwords")) => help.passwords,
        ("people", _) => help.people,
        ("groups", _) => help.groups,
        ("imports", _) => help.imports,
        ("audit", _) => help.audit,
        ("account" | "change-password", _) => help.account,
        _ => help.home,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Locale, text};

    #[test]
    fn each_screen_has_help_of_its_own() {
        let help = &text(Locale::Ja).help;
        assert_eq!(about(help, "/"), help.home);
        assert_eq!(about(help, "/people/passwords/x"), help.passwords);
        assert_eq!(about(help, "/people/x/edit"), help.people);
        assert_eq!(about(help, "/deliveries/new"), help.deliveries);
    }
}
