//! Where one can go: the same entries in the same order in the rail and on the phone, only what the person may see.

use domain::{
    access::{Act, PermissionKey, Viewer},
    text::common::CommonText,
};

use crate::ui::Icon;

type Word = fn(&CommonText) -> &'static str;

/// A destination.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) path: &'static str,
    pub(super) icon: Icon,
    pub(super) word: Word,
    needs: Option<PermissionKey>,
}

impl Entry {
    const fn new(path: &'static str, icon: Icon, word: Word, needs: Option<PermissionKey>) -> Self {
        Self {
            path,
            icon,
            word,
            needs,
        }
    }

    /// Whether `path` is this destination or lies below it.
    pub(super) fn is_at(&self, path: &str) -> bool {
        path == self.path
            || (self.path != "/"
                && path
                    .strip_prefix(self.path)
                    .is_some_and(|rest| rest.starts_with('/')))
    }
}

/// Entries under a heading.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) word: Word,
    pub(super) entries: Vec<Entry>,
}

const ME: [Entry; 2] = [
    Entry::new("/", Icon::Home, |t| t.home, None),
    Entry::new(
        "/learn",
        Icon::Book,
        |t| t.my_learning,
        Some(PermissionKey::Learning),
    ),
];

const EDUCATION: [Entry; 2] = [
    Entry::new(
        "/lessons",
        Icon::File,
        |t| t.lessons,
        Some(PermissionKey::LearningAdmin),
    ),
    Entry::new(
        "/deliveries",
        Icon::Send,
        |t| t.deliveries,
        Some(PermissionKey::LearningAdmin),
    ),
];

const MANAGEMENT: [Entry; 4] = [
    Entry::new(
        "/people",
        Icon::Person,
        |t| t.people,
        Some(PermissionKey::Settings),
    ),
    Entry::new(
        "/groups",
        Icon::People,
        |t| t.groups,
        Some(PermissionKey::Settings),
    ),
    Entry::new(
        "/imports",
        Icon::Import,
        |t| t.imports,
        Some(PermissionKey::Settings),
    ),
    Entry::new(
        "/audit",
        Icon::Log,
        |t| t.operation_log,
        Some(PermissionKey::Organization),
    ),
];

const SETTINGS: [Entry; 1] = [Entry::new("/account", Icon::Settings, |t| t.account, None)];

const MENU: [(Word, &[Entry]); 4] = [
    (|t| t.nav_me, &ME),
    (|t| t.nav_education, &EDUCATION),
    (|t| t.nav_management, &MANAGEMENT),
    (|t| t.nav_settings, &SETTINGS),
];

/// The viewer's menu: groups without entries are left out.
pub(super) fn menu(viewer: &Viewer) -> Vec<Group> {
    MENU.iter()
        .map(|(word, entries)| Group {
            word: *word,
            entries: entries
                .iter()
                .filter(|entry| entry.needs.is_none_or(|key| viewer.may(key, Act::View)))
                .copied()
                .collect(),
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}

/// The phone's four: what is opened most, then the menu's own order.
pub(super) fn destinations(menu: &[Group]) -> Vec<Entry> {
    let all = || menu.iter().flat_map(|group| &group.entries).copied();
    let mut chosen: Vec<Entry> = ["/", "/learn", "/deliveries", "/people"]
        .iter()
        .filter_map(|path| all().find(|entry| entry.path == *path))
        .collect();
    for entry in all() {
        if chosen.len() < 4 && !chosen.iter().any(|c| c.path == entry.path) {
            chosen.push(entry);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use domain::{access::Role, id::Id};

    use super::*;

    fn paths(role: Role, is_org_admin: bool) -> Vec<&'static str> {
        let viewer = Viewer {
            person: Id::new(1).unwrap(),
            organization: Id::new(1).unwrap(),
            name: String::new(),
            organization_name: String::new(),
            role,
            is_org_admin,
            must_change_password: false,
        };
        let menu = menu(&viewer);
        assert!(destinations(&menu).len() <= 4);
        menu.iter()
            .flat_map(|group| &group.entries)
            .map(|entry| entry.path)
            .collect()
    }

    #[test]
    fn the_menu_shows_only_what_the_person_may_see() {
        assert_eq!(paths(Role::Learner, false), ["/", "/learn", "/account"]);
        assert!(!paths(Role::Manager, false).contains(&"/audit"));
        assert!(paths(Role::Learner, true).contains(&"/audit"));
        assert!(paths(Role::Coordinator, false).contains(&"/deliveries"));
    }

    #[test]
    fn a_page_below_a_destination_belongs_to_it() {
        let people = MANAGEMENT[0];
        assert!(people.is_at("/people") && people.is_at("/people/new"));
        assert!(!people.is_at("/peoples") && !people.is_at("/"));
        assert!(!ME[0].is_at("/people"));
    }
}
