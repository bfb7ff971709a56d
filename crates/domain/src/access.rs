//! Who may do what: the table that the server enforces and the matrix page shows.

use serde::{Deserialize, Serialize};

use crate::{id::Id, organization::Organization, people::Person};

/// Marker for [`Id`]s of sessions, as lists of devices show them; never the token.
#[derive(Debug)]
pub enum Session {}

/// A row of the permission matrix. Its text form is stored and logged: never rename one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionKey {
    /// Acts on the organisation itself: appointing organisation administrators, the whole operation log.
    Organization,
    /// People, groups, roles, mails.
    Settings,
    /// Taking lessons.
    Learning,
    /// Materials, tests, deliveries, records of others.
    LearningAdmin,
    /// The library of ready-made materials.
    MaterialBox,
    /// Figures of the organisation.
    Dashboard,
}

impl PermissionKey {
    /// Every key, in the order of the matrix.
    pub const ALL: [Self; 6] = [
        Self::Organization,
        Self::Settings,
        Self::Learning,
        Self::LearningAdmin,
        Self::MaterialBox,
        Self::Dashboard,
    ];
}

/// What a permission allows. `Edit` is adding, changing and deleting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// 表示・閲覧
    View,
    /// 追加・編集・削除
    Edit,
}

/// The four assignable roles (white paper §6). Organisation administrator is a flag beside them, not a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理者: every function of the product.
    Manager,
    /// 担当者: runs modules, does not administer the organisation.
    Coordinator,
    /// 一般: the ordinary employee.
    Member,
    /// 受講者: receives education and answers.
    Learner,
}

impl Role {
    /// Every role, mightiest first.
    pub const ALL: [Self; 4] = [
        Self::Manager,
        Self::Coordinator,
        Self::Member,
        Self::Learner,
    ];

    /// The text form that is stored and logged.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Coordinator => "coordinator",
            Self::Member => "member",
            Self::Learner => "learner",
        }
    }

    /// The role of a stored text form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role itself grants it (white paper §6; the flag is looked at in [`granted`]).
    pub const fn grants(self, key: PermissionKey, act: Act) -> bool {
        use PermissionKey::{
            Dashboard, Learning, LearningAdmin, MaterialBox, Organization, Settings,
        };
        match (key, act) {
            (Organization, _) | (Learning | MaterialBox | Dashboard, Act::Edit) => false,
            (Settings, Act::Edit) => matches!(self, Self::Manager),
            (Settings | MaterialBox | Dashboard, Act::View) | (LearningAdmin, _) => {
                matches!(self, Self::Manager | Self::Coordinator)
            }
            (Learning, Act::View) => true,
        }
    }

    /// Whether a holder of the role can change anything of others: decides how long a session lives.
    pub fn can_edit(self) -> bool {
        PermissionKey::ALL
            .into_iter()
            .any(|key| self.grants(key, Act::Edit))
    }
}

/// Whether someone with this role and flag may do it. An organisation administrator may use every function
/// regardless of the role (white paper §6, W6.4); participant keys have nothing to edit.
pub const fn granted(role: Role, is_org_admin: bool, key: PermissionKey, act: Act) -> bool {
    use PermissionKey::{Dashboard, Learning, MaterialBox};
    let nothing_to_edit = matches!((key, act), (Learning | MaterialBox | Dashboard, Act::Edit));
    (is_org_admin && !nothing_to_edit) || role.grants(key, act)
}

/// Whether someone with `mine` (role, flag) has every right that `theirs` has: nobody appoints, changes, suspends or gives
/// a password to who has more, or could become them (white paper §6, W6.5).
pub fn outranks(mine: (Role, bool), theirs: (Role, bool)) -> bool {
    PermissionKey::ALL.into_iter().all(|key| {
        [Act::View, Act::Edit]
            .into_iter()
            .all(|act| !granted(theirs.0, theirs.1, key, act) || granted(mine.0, mine.1, key, act))
    })
}

/// How the product looks to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// The text form in the store, the cookie and `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a text form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.as_str() == text)
    }
}

/// The signed-in person, as every page needs them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub person: Id<Person>,
    pub organization: Id<Organization>,
    /// Family name and given name.
    pub name: String,
    pub organization_name: String,
    pub role: Role,
    pub is_org_admin: bool,
    /// A password that someone else has seen must be changed before anything else (W7.4).
    pub must_change_password: bool,
}

impl Viewer {
    /// Whether to show what needs this permission. The server decides again.
    pub const fn may(&self, key: PermissionKey, act: Act) -> bool {
        granted(self.role, self.is_org_admin, key, act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// W6.4: the flag gives every function, whatever the role.
    #[test]
    fn an_organization_administrator_may_do_what_a_manager_may_and_more() {
        for role in Role::ALL {
            for key in PermissionKey::ALL {
                for act in [Act::View, Act::Edit] {
                    if Role::Manager.grants(key, act) {
                        assert!(granted(role, true, key, act), "{role:?} {key:?} {act:?}");
                    }
                }
            }
            assert!(granted(role, true, PermissionKey::Organization, Act::Edit));
            assert!(!granted(
                role,
                false,
                PermissionKey::Organization,
                Act::View
            ));
        }
    }

    /// W6.5: only organisation administrators act on organisation administrators.
    #[test]
    fn nobody_acts_on_who_has_more_rights() {
        for role in Role::ALL {
            assert!(outranks((role, false), (role, false)));
            assert!(outranks((Role::Manager, false), (role, false)));
            assert!(outranks((Role::Learner, true), (role, true)));
            assert!(!outranks((Role::Manager, false), (role, true)));
        }
        assert!(!outranks(
            (Role::Coordinator, false),
            (Role::Manager, false)
        ));
    }

    #[test]
    fn whoever_may_edit_may_view() {
        for role in Role::ALL {
            for key in PermissionKey::ALL {
                assert!(!role.grants(key, Act::Edit) || role.grants(key, Act::View));
            }
        }
    }

    #[test]
    fn a_mightier_role_never_lacks_what_a_lesser_one_has() {
        for pair in Role::ALL.windows(2) {
            for key in PermissionKey::ALL {
                for act in [Act::View, Act::Edit] {
                    assert!(pair[0].grants(key, act) || !pair[1].grants(key, act));
                }
            }
        }
    }

    #[test]
    fn learners_and_members_edit_nothing_of_others() {
        assert!(!Role::Learner.can_edit());
        assert!(!Role::Member.can_edit());
        assert!(Role::Coordinator.can_edit());
    }
}
