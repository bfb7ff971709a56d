//! E-learning through its use cases, on the real engine.

mod attempts;
mod deliveries;
mod lessons;
mod lists;
mod reminders;
mod secrecy;

use backend::{
    access::Scope,
    learning::{self, Save},
    store::Unit,
};
use domain::{
    access::Role,
    id::Id,
    learning::{
        Answers, Choice, Delivery, DeliveryInput, Enrollment, LessonContent, LessonVersion,
        Question, QuestionKind, Targets, Test, lesson::true_false,
    },
    time::Day,
};

use crate::house::{House, START, Tenant};

/// Two questions: of four choices the third is right; the statement is right. Passed with both.
pub(crate) fn content(attempts: Option<u16>) -> LessonContent {
    let choices = (0..4).map(|n| Choice {
        text: format!("選択肢{n}"),
        is_right: n == 2,
    });
    LessonContent {
        title: "標的型メールを見分ける".to_owned(),
        category: Some("メール".to_owned()),
        body: "# はじめに\n\n> [!WARNING]\n> 開く前に確かめる\n\n- 差出人\n- 宛先\n".to_owned(),
        minutes: 10,
        test: Test {
            questions: vec![
                Question {
                    kind: QuestionKind::Single,
                    body: "最初に見るところは?".to_owned(),
                    choices: choices.collect(),
                    explanation: "差出人のアドレスは偽れます。".to_owned(),
                    points: 1,
                },
                Question {
                    kind: QuestionKind::TrueFalse,
                    body: "迷ったら報告する。".to_owned(),
                    choices: true_false(true),
                    explanation: String::new(),
                    points: 1,
                },
            ],
            shuffle: true,
            pass_score: 100,
            attempts,
        },
    }
}

pub(crate) async fn published(
    house: &House,
    tenant: &Tenant,
    attempts: Option<u16>,
) -> Id<LessonVersion> {
    let content = content(attempts);
    let id = learning::create_lesson(&house.backend, &tenant.admin, content)
        .await
        .unwrap();
    learning::publish_lesson(&house.backend, &tenant.admin, id, 1)
        .await
        .unwrap()
}

/// To everyone, at once, due a week later, with two reminders.
pub(crate) fn to_everyone(version: Id<LessonVersion>) -> DeliveryInput {
    DeliveryInput {
        version,
        name: None,
        message: Some("今週中にお願いします。".to_owned()),
        targets: Targets {
            everyone: true,
            ..Targets::default()
        },
        starts_at: None,
        due_on: Some(Day::at(START).plus(7)),
        sends_request: true,
        reminders: ["due-1@10", "due+1@10"]
            .map(|r| r.parse().unwrap())
            .to_vec(),
    }
}

pub(crate) async fn deliver(house: &House, tenant: &Tenant, input: DeliveryInput) -> Id<Delivery> {
    let id = learning::new_delivery_id(&house.backend).unwrap();
    learning::create_delivery(&house.backend, &tenant.admin, id, input)
        .await
        .unwrap();
    work(house).await;
    id
}

/// What the worker's loop does: until there is nothing left.
pub(crate) async fn work(house: &House) {
    while learning::work(&house.backend).await.unwrap() {}
}

/// A learner with one lesson to take.
pub(crate) async fn learner(
    house: &House,
    tenant: &Tenant,
    attempts: Option<u16>,
) -> (Scope, Id<Enrollment>) {
    let scope = house.signed_in(tenant, Role::Learner, false).await;
    let version = published(house, tenant, attempts).await;
    deliver(house, tenant, to_everyone(version)).await;
    let home = learning::home(&house.backend, &scope).await.unwrap();
    let enrollment = home.to_do[0].enrollment;
    (scope, enrollment)
}

/// As a form without a script saves.
pub(crate) fn save(answers: &Answers) -> Save<'_> {
    Save {
        answers,
        page: None,
        number: 0,
        known: 0,
    }
}

/// The right answers to an attempt, by their places on the page; or wrong ones.
pub(crate) async fn answers(
    house: &House,
    scope: &Scope,
    attempt: Id<domain::learning::Attempt>,
    right: bool,
) -> Answers {
    let page = learning::attempt(&house.backend, scope, attempt)
        .await
        .unwrap();
    let mut answers = Answers::default();
    for (position, question) in (0_u16..).zip(&page.questions) {
        let right_place = question.choices.iter().position(|c| c == "選択肢2");
        let place = u16::try_from(right_place.unwrap_or(0)).unwrap();
        let count = u16::try_from(question.choices.len()).unwrap();
        answers.choose(position, if right { place } else { (place + 1) % count });
    }
    answers
}

/// Kinds of the mails in the outbox.
async fn mails(house: &House) -> Vec<String> {
    let mut query = Unit::new();
    query.statement(
        "SELECT VALUE kind FROM outbox WHERE kind IN ['lesson_request', 'lesson_reminder'];",
    );
    crate::harness::read(&house.backend, query).await
}

async fn count(house: &House, kind: &str) -> usize {
    mails(house)
        .await
        .iter()
        .filter(|found| *found == kind)
        .count()
}
