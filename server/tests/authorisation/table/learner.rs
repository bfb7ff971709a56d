use crate::{
    actors::Verdicts,
    marks::{BODY, CHOICE, EXPLANATION, QUESTION, TITLE},
    row::Row,
    things::Thing,
};

/// What learners do. Their enrollments, attempts and results are theirs alone.
pub fn rows() -> Vec<Row> {
    vec![
        Row::read("read_learner_home", Verdicts::SIGNED_IN).shows([TITLE]),
        Row::read("read_done_lessons", Verdicts::SIGNED_IN).with("after", Thing::Delivery),
        Row::read("read_assigned_lesson", Verdicts::LEARNERS_OWN)
            .with("enrollment", Thing::Enrollment)
            .shows([TITLE, BODY]),
        Row::change("save_reading_place", Verdicts::LEARNERS_OWN)
            .with("enrollment", Thing::SpareEnrollment)
            .with("place", "42"),
        Row::change("start_attempt", Verdicts::LEARNERS_OWN)
            .with("enrollment", Thing::SpareEnrollment),
        Row::read("read_attempt", Verdicts::LEARNERS_OWN)
            .with("attempt", Thing::Attempt)
            .shows([TITLE, QUESTION, CHOICE]),
        Row::change("save_answers", Verdicts::LEARNERS_OWN)
            .with("attempt", Thing::SpareAttempt)
            .with("answers", "0:0"),
        Row::change("hand_in_attempt", Verdicts::LEARNERS_OWN)
            .with("attempt", Thing::SpareAttempt)
            .with("answers[0][]", "0"),
        Row::read("read_result", Verdicts::LEARNERS_OWN)
            .with("attempt", Thing::Result)
            .shows([TITLE, QUESTION, CHOICE, EXPLANATION]),
    ]
}
