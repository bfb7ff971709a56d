use crate::{
    actors::Verdicts,
    marks::{EMAIL, FAMILY, GIVEN, GROUP, KANA, NUMBER, SPARE},
    row::Row,
    things::Thing,
};

/// People, groups and sheets of passwords.
pub fn rows() -> Vec<Row> {
    [people(), groups(), sheets()].concat()
}

fn people() -> Vec<Row> {
    vec![
        Row::read("list_people", Verdicts::SETTINGS_VIEW.foreign_sees_own())
            .with("query[search]", "")
            .shows([FAMILY, GIVEN, KANA, EMAIL, NUMBER, SPARE]),
        Row::read("list_people", Verdicts::SETTINGS_VIEW.foreign_sees_own())
            .with("query[search]", "ZQ")
            .with("query[group]", Thing::Group)
            .shows([FAMILY]),
        Row::read("count_invited", Verdicts::SETTINGS_VIEW.foreign_sees_own()),
        Row::read("read_person", Verdicts::SETTINGS_VIEW)
            .with("id", Thing::Learner)
            .shows([FAMILY, GIVEN, KANA, EMAIL, NUMBER, GROUP]),
        Row::change("register_person", Verdicts::SETTINGS_EDIT)
            .with("form[family]", "新入")
            .with("form[email]", "new-{n}@example.jp")
            .with("form[role]", "learner")
            .with("way", "display")
            .with("groups[]", Thing::Group),
        Row::change("change_person", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::Spare)
            .with("rev", "0")
            .with("form[family]", "改姓")
            .with("form[email]", "changed-{n}@example.jp")
            .with("form[role]", "member"),
        Row::change("suspend_person", Verdicts::SETTINGS_EDIT).with("id", Thing::Spare),
        Row::change("reactivate_person", Verdicts::SETTINGS_EDIT).with("id", Thing::SuspendedSpare),
        Row::change("reissue_password", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::Spare)
            .with("way", "mail"),
        Row::change(
            "invite_all_again",
            Verdicts::SETTINGS_EDIT.foreign_sees_own(),
        ),
        Row::change("delete_person", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::Spare)
            .with("confirmation", "削除"),
    ]
}

fn groups() -> Vec<Row> {
    vec![
        Row::read("list_groups", Verdicts::SETTINGS_VIEW.foreign_sees_own()).shows([GROUP]),
        Row::read("choose_groups", Verdicts::SETTINGS_VIEW.foreign_sees_own()).shows([GROUP]),
        Row::read("read_group", Verdicts::SETTINGS_VIEW)
            .with("id", Thing::Group)
            .shows([GROUP, FAMILY, EMAIL]),
        Row::change("create_group", Verdicts::SETTINGS_EDIT.foreign_sees_own())
            .with("name", "新しい課{n}"),
        Row::change("rename_group", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::SpareGroup)
            .with("rev", "0")
            .with("name", "改めた課{n}"),
        Row::change("add_members", Verdicts::SETTINGS_EDIT)
            .with("group", Thing::Group)
            .with("people[]", Thing::Spare),
        Row::change("remove_members", Verdicts::SETTINGS_EDIT)
            .with("group", Thing::SpareGroup)
            .with("people[]", Thing::Learner),
        Row::change("join_group", Verdicts::SETTINGS_EDIT)
            .with("person", Thing::Spare)
            .with("group", Thing::Group),
        // Nobody brings people of one organisation into a group of the other.
        Row::change("join_group", Verdicts::SETTINGS_EDIT.nobody_inside())
            .with("person", Thing::Spare)
            .with("group", Thing::ForeignGroup),
        Row::change("leave_group", Verdicts::SETTINGS_EDIT)
            .with("person", Thing::Learner)
            .with("group", Thing::SpareGroup),
    ]
}

fn sheets() -> Vec<Row> {
    vec![
        Row::read("read_password_sheet", Verdicts::SHEET)
            .with("id", Thing::Sheet)
            .with("from", "0")
            .shows([SPARE]),
        Row::change("finish_password_sheet", Verdicts::SHEET).with("id", Thing::SpareSheet),
    ]
}
