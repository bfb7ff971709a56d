use crate::{
    actors::Verdicts,
    marks::{
        BODY, CHOICE, DELIVERY, EMAIL, FAMILY, FILE, GIVEN, GROUP, KANA, LINE, ORGANIZATION,
        QUESTION, SPARE, TITLE,
    },
    row::Row,
    things::Thing,
};

/// Pages. What a page cannot show, it does not show with 200.
pub fn rows() -> Vec<Row> {
    [outside(), people(), learner(), learning()].concat()
}

fn outside() -> Vec<Row> {
    vec![
        Row::page("/sign-in", Verdicts::EVERYBODY),
        Row::page("/forgotten", Verdicts::EVERYBODY),
        Row::page("/set-password/{token}", Verdicts::EVERYBODY).at("no-such-link"),
        Row::page("/dev/mailbox", Verdicts::NOBODY),
        Row::page("/dev/mailbox/{number}", Verdicts::NOBODY).at("1"),
        Row::page("/no/such/page", Verdicts::NOBODY),
        Row::page("/change-password", Verdicts::SIGNED_IN).shows([ORGANIZATION]),
        Row::page("/account", Verdicts::SIGNED_IN).shows([ORGANIZATION]),
        Row::page("/audit", Verdicts::ORGANIZATION)
            .with("event", "attempt_handed_in")
            .shows([FAMILY]),
        Row::page("/audit/undelivered", Verdicts::ORGANIZATION),
    ]
}

fn people() -> Vec<Row> {
    vec![
        Row::page("/people", Verdicts::SETTINGS_VIEW.foreign_sees_own())
            .shows([FAMILY, GIVEN, KANA, EMAIL, GROUP]),
        Row::page("/people/new", Verdicts::SETTINGS_EDIT.foreign_sees_own()).shows([GROUP]),
        Row::page("/people/passwords/{id}", Verdicts::SHEET)
            .at(Thing::Sheet)
            .shows([SPARE]),
        Row::page("/people/{id}", Verdicts::SETTINGS_VIEW)
            .at(Thing::Learner)
            .shows([FAMILY, GIVEN, KANA, EMAIL, GROUP]),
        Row::page("/people/{id}/edit", Verdicts::SETTINGS_EDIT)
            .at(Thing::Learner)
            .shows([FAMILY, EMAIL]),
        Row::page("/groups", Verdicts::SETTINGS_VIEW.foreign_sees_own()).shows([GROUP]),
        Row::page("/groups/{id}", Verdicts::SETTINGS_VIEW)
            .at(Thing::Group)
            .with("add", "ZQ")
            .shows([GROUP, FAMILY]),
        Row::page("/imports", Verdicts::SETTINGS_EDIT.foreign_sees_own()).shows([FILE]),
        Row::page("/imports/{id}", Verdicts::SETTINGS_EDIT)
            .at(Thing::Import)
            .shows([FILE, LINE]),
        Row::page("/imports/{id}", Verdicts::SETTINGS_EDIT)
            .at(Thing::PlannedImport)
            .shows([FILE, LINE]),
    ]
}

fn learner() -> Vec<Row> {
    vec![
        Row::page("/", Verdicts::SIGNED_IN).shows([TITLE]),
        Row::page("/learn", Verdicts::SIGNED_IN).shows([TITLE]),
        Row::page("/learn/{enrollment}", Verdicts::LEARNERS_OWN)
            .at(Thing::Enrollment)
            .shows([TITLE, BODY]),
        Row::page("/learn/attempt/{attempt}", Verdicts::LEARNERS_OWN)
            .at(Thing::Attempt)
            .shows([TITLE, QUESTION, CHOICE]),
        Row::page("/learn/result/{attempt}", Verdicts::LEARNERS_OWN)
            .at(Thing::Result)
            .shows([TITLE, QUESTION, CHOICE]),
    ]
}

fn learning() -> Vec<Row> {
    vec![
        Row::page("/lessons", Verdicts::LEARNING_ADMIN.foreign_sees_own()).shows([TITLE]),
        Row::page("/lessons/new", Verdicts::LEARNING_ADMIN.foreign_sees_own()),
        Row::page("/lessons/{lesson}", Verdicts::LEARNING_ADMIN)
            .at(Thing::Lesson)
            .shows([TITLE, BODY, QUESTION]),
        Row::page("/deliveries", Verdicts::LEARNING_ADMIN.foreign_sees_own())
            .shows([DELIVERY, TITLE]),
        Row::page(
            "/deliveries/new",
            Verdicts::LEARNING_ADMIN.foreign_sees_own(),
        )
        .shows([TITLE, GROUP]),
        Row::page("/deliveries/confirm", Verdicts::LEARNING_ADMIN)
            .with("version", Thing::Version)
            .with("people", Thing::Learner)
            .with("when", "now")
            .shows([TITLE, FAMILY]),
        Row::page("/deliveries/{delivery}", Verdicts::LEARNING_ADMIN)
            .at(Thing::Delivery)
            .shows([DELIVERY, FAMILY]),
    ]
}
