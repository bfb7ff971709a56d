use crate::{
    actors::Verdicts,
    marks::{BODY, DELIVERY, EXPLANATION, FAMILY, GROUP, KANA, MESSAGE, TITLE},
    row::Row,
    things::Thing,
};

/// Authors and administrators of lessons.
pub fn rows() -> Vec<Row> {
    [lessons(), deliveries()].concat()
}

fn lessons() -> Vec<Row> {
    let save = || {
        Row::change("save_lesson", Verdicts::LEARNING_ADMIN)
            .with("title", "新しい教材")
            .with("minutes", "5")
            .with("pass_score", "80")
            .with("questions", "[]")
    };
    let mut create = save();
    create.verdicts = create.verdicts.foreign_sees_own();
    vec![
        Row::read("list_lessons", Verdicts::LEARNING_ADMIN.foreign_sees_own()).shows([TITLE]),
        Row::read("read_lesson", Verdicts::LEARNING_ADMIN)
            .with("id", Thing::Lesson)
            .shows([TITLE, BODY, EXPLANATION]),
        Row::read(
            "preview_material",
            Verdicts::LEARNING_ADMIN.foreign_sees_own(),
        )
        .with("markdown", "# a"),
        create,
        save().with("id", Thing::SpareLesson).with("rev", "1"),
        Row::read(
            "list_deliveries",
            Verdicts::LEARNING_ADMIN.foreign_sees_own(),
        )
        .shows([DELIVERY, TITLE]),
        Row::read(
            "list_open_deliveries",
            Verdicts::LEARNING_ADMIN.foreign_sees_own(),
        )
        .shows([DELIVERY]),
    ]
}

fn deliveries() -> Vec<Row> {
    vec![
        Row::read(
            "read_delivery_options",
            Verdicts::LEARNING_ADMIN.foreign_sees_own(),
        )
        .with("search", "ZQFAMILY")
        .with("chosen[]", Thing::Learner)
        .shows([TITLE, GROUP, FAMILY]),
        Row::read("preview_delivery", Verdicts::LEARNING_ADMIN)
            .with("plan", Thing::Plan)
            .shows([TITLE, FAMILY]),
        Row::change("create_delivery", Verdicts::LEARNING_ADMIN)
            .with("id", Thing::NewDelivery)
            .with("plan", Thing::Plan),
        // A lesson of one organisation reaches nobody of the other.
        Row::change(
            "create_delivery",
            Verdicts::LEARNING_ADMIN.nobody_inside().foreign_sees_own(),
        )
        .with("id", Thing::NewDelivery)
        .with("plan", Thing::ForeignPlan),
        Row::read("read_progress", Verdicts::LEARNING_ADMIN)
            .with("id", Thing::Delivery)
            .shows([DELIVERY, MESSAGE, TITLE]),
        Row::read("list_delivery_people", Verdicts::LEARNING_ADMIN)
            .with("id", Thing::Delivery)
            .with("search", "")
            .shows([FAMILY, KANA]),
        Row::change("cancel_delivery", Verdicts::LEARNING_ADMIN)
            .with("id", Thing::ScheduledDelivery),
        // Once a minute: the clock stands still here.
        Row::settle("remind_delivery", Verdicts::LEARNING_ADMIN).with("id", Thing::Delivery),
        Row::change("close_delivery", Verdicts::LEARNING_ADMIN)
            .with("id", Thing::SpareDelivery)
            .with("confirmation", "終了"),
    ]
}
