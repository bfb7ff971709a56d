use crate::{
    actors::Verdicts,
    marks::{FILE, LINE},
    row::Row,
    things::Thing,
};

/// Imports. The file itself is sent to a plain route: see `files`.
pub fn rows() -> Vec<Row> {
    vec![
        Row::read("list_imports", Verdicts::SETTINGS_EDIT.foreign_sees_own()).shows([FILE]),
        Row::read("read_import", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::Import)
            .with("from", "0")
            .shows([FILE, LINE]),
        Row::read("read_import", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::PlannedImport)
            .with("from", "0")
            .shows([FILE, LINE]),
        Row::change("plan_import", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::SpareImport)
            .with("columns[]", "employee_number")
            .with("columns[]", "family_name")
            .with("columns[]", "given_name")
            .with("columns[]", "")
            .with("columns[]", "email"),
        Row::change("map_import_again", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::SparePlannedImport),
        Row::change("confirm_import", Verdicts::SETTINGS_EDIT)
            .with("id", Thing::SparePlannedImport)
            .with("plan", Thing::PlanNumber)
            .with("first_password", "display"),
        Row::change("cancel_import", Verdicts::SETTINGS_EDIT).with("id", Thing::SpareImport),
    ]
}
