//! Words of the groups pages (White paper §4). A model for the other features' files.

use super::{Bilingual, grouped, plural};
use crate::people::COUNTED;

#[derive(Debug)]
pub struct GroupsText {
    pub title: &'static str,
    pub lead: &'static str,
    pub name: &'static str,
    pub create: &'static str,
    pub created: &'static str,
    pub empty: &'static str,
    pub members: fn(u32) -> String,
    pub members_title: &'static str,
    pub no_members: &'static str,
    pub rename: &'static str,
    pub renamed: &'static str,
    pub add_title: &'static str,
    pub add_search: &'static str,
    pub add_selected: &'static str,
    pub add_more: &'static str,
    pub added: &'static str,
    pub remove_selected: &'static str,
    pub removed: &'static str,
}

impl Bilingual for GroupsText {
    const JA: &'static Self = &JA;
    const EN: &'static Self = &EN;
}

pub const JA: GroupsText = GroupsText {
    title: "グループ",
    lead: "部署や役割ごとにユーザーをまとめ、配信の対象に使います。",
    name: "グループ名",
    create: "グループを作成する",
    created: "グループを作成しました。",
    empty: "グループはまだありません。",
    members: |n| match n.checked_sub(COUNTED) {
        None | Some(0) => format!("{}人", grouped(n)),
        Some(_) => format!("{}人超", grouped(COUNTED)),
    },
    members_title: "所属するユーザー",
    no_members: "このグループに所属するユーザーはまだいません。",
    rename: "グループ名を変更する",
    renamed: "グループ名を変更しました。",
    add_title: "ユーザーを追加する",
    add_search: "追加するユーザーを、氏名や社員番号で検索",
    add_selected: "選択したユーザーを追加する",
    add_more: "ほかにも見つかりました。検索語を追加して絞り込んでください。",
    added: "グループに追加しました。",
    remove_selected: "選択したユーザーを外す",
    removed: "グループから外しました。",
};

pub const EN: GroupsText = GroupsText {
    title: "Groups",
    lead: "Put people together by department or role, and deliver lessons to them.",
    name: "Group name",
    create: "Create a group",
    created: "The group was created.",
    empty: "There are no groups yet.",
    members: |n| match n.checked_sub(COUNTED) {
        None | Some(0) => plural(n, "person", "people"),
        Some(_) => format!("More than {}", plural(COUNTED, "person", "people")),
    },
    members_title: "People in this group",
    no_members: "Nobody is in this group yet.",
    rename: "Rename",
    renamed: "The group was renamed.",
    add_title: "Add people",
    add_search: "Find people to add, by name or number",
    add_selected: "Add the selected",
    add_more: "There are more. Add a word to narrow the search.",
    added: "Added to the group.",
    remove_selected: "Remove the selected",
    removed: "Removed from the group.",
};
