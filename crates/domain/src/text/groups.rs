//! Words of the groups pages (White paper §4). A model for the other features' files.

use super::{grouped, plural};

#[derive(Debug)]
pub struct GroupsText {
    pub title: &'static str,
    pub lead: &'static str,
    pub name: &'static str,
    pub create: &'static str,
    pub empty: &'static str,
    pub members: fn(u32) -> String,
}

pub const JA: GroupsText = GroupsText {
    title: "グループ",
    lead: "部署や役割ごとに人をまとめ、配信の宛先に使います。",
    name: "グループ名",
    create: "グループを作る",
    empty: "グループはまだありません。",
    members: |n| format!("{}人", grouped(n)),
};

pub const EN: GroupsText = GroupsText {
    title: "Groups",
    lead: "Put people together by department or role, and deliver lessons to them.",
    name: "Group name",
    create: "Create a group",
    empty: "There are no groups yet.",
    members: |n| plural(n, "person", "people"),
};
