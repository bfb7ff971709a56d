//! Making things through their use cases, with marks in every sealed field.

use backend::{
    Backend,
    access::Scope,
    learning,
    people::{self, Registration, groups},
    people_import,
};
use domain::{
    id::Id,
    learning::{
        Choice, Delivery, DeliveryInput, Enrollment, Lesson, LessonContent, LessonVersion,
        Question, QuestionKind, Targets, Test, lesson::true_false, view::ProgressFilter,
    },
    people::{FirstPassword, Group, GroupName, PasswordSheet, Person, PersonFields, PersonInput},
    people_import::{Import, Step},
    time::Day,
};

use crate::marks;

/// Somebody without a password yet.
pub async fn spare(backend: &Backend, admin: &Scope, number: u64) -> Id<Person> {
    let fields = PersonFields {
        family: marks::SPARE.0.to_owned(),
        given: number.to_string(),
        email: format!("{number}{}", marks::SPARE_EMAIL.0),
        role: "learner".to_owned(),
        ..PersonFields::default()
    };
    let registration = Registration {
        input: PersonInput::parse(&fields).unwrap(),
        is_org_admin: false,
        first_password: FirstPassword::Mail,
        groups: Vec::new(),
    };
    people::register(backend, admin, &registration)
        .await
        .unwrap()
        .person
}

pub async fn spare_group(
    backend: &Backend,
    admin: &Scope,
    name: &str,
    members: &[Id<Person>],
) -> Id<Group> {
    let group = groups::create(backend, admin, &GroupName::parse(name).unwrap())
        .await
        .unwrap();
    groups::add_people(backend, admin, group, members)
        .await
        .unwrap();
    group
}

/// A sheet that only this session reads.
pub async fn sheet_of(backend: &Backend, admin: &Scope, person: Id<Person>) -> Id<PasswordSheet> {
    people::passwords::reissue(backend, admin, person, FirstPassword::Display)
        .await
        .unwrap()
        .unwrap()
}

pub fn content(title: &str) -> LessonContent {
    let choices = (0..3).map(|n| Choice {
        text: format!("{}{n}", marks::CHOICE.0),
        is_right: n == 1,
    });
    let question = |kind, choices| Question {
        kind,
        body: marks::QUESTION.0.to_owned(),
        choices,
        explanation: marks::EXPLANATION.0.to_owned(),
        points: 1,
    };
    LessonContent {
        title: title.to_owned(),
        category: Some("分類".to_owned()),
        body: format!(
            "# 見出し\n\n{}\n\n| 列 | 値 |\n|---|---|\n| a | b |\n\n> [!WARNING]\n> 確かめる\n",
            marks::BODY.0
        ),
        minutes: 10,
        test: Test {
            questions: vec![
                question(QuestionKind::Single, choices.collect()),
                question(QuestionKind::TrueFalse, true_false(true)),
            ],
            shuffle: true,
            pass_score: 100,
            attempts: None,
        },
    }
}

pub async fn published(
    backend: &Backend,
    admin: &Scope,
    title: &str,
) -> (Id<Lesson>, Id<LessonVersion>) {
    let lesson = learning::create_lesson(backend, admin, content(title))
        .await
        .unwrap();
    let version = learning::publish_lesson(backend, admin, lesson, 1)
        .await
        .unwrap();
    (lesson, version)
}

pub async fn deliver(
    backend: &Backend,
    admin: &Scope,
    version: Id<LessonVersion>,
    targets: Targets,
    starts_at: Option<u64>,
) -> Id<Delivery> {
    let input = DeliveryInput {
        version,
        name: Some(marks::DELIVERY.0.to_owned()),
        message: Some(marks::MESSAGE.0.to_owned()),
        targets,
        starts_at,
        due_on: Some(Day::at(backend.now()).plus(7)),
        sends_request: true,
        reminders: vec!["due-1@10".parse().unwrap()],
    };
    let id = learning::new_delivery_id(backend).unwrap();
    learning::create_delivery(backend, admin, id, input)
        .await
        .unwrap();
    while learning::work(backend).await.unwrap() {}
    id
}

/// The learner's enrollment in a delivery.
pub async fn enrollment_in(
    backend: &Backend,
    admin: &Scope,
    learner: Id<Person>,
    delivery: Id<Delivery>,
) -> Id<Enrollment> {
    let (people, _) =
        learning::people_of(backend, admin, delivery, &ProgressFilter::default(), None)
            .await
            .unwrap();
    let enrolled = people.iter().find(|row| row.person == learner);
    enrolled.unwrap().enrollment
}

pub async fn upload(backend: &Backend, admin: &Scope, number: u64) -> Id<Import> {
    let file = format!(
        "社員番号,姓,名,所属,メールアドレス\r\nin-{number},{},{number},総務部,in-{number}{}\r\n",
        marks::LINE.0,
        marks::SPARE_EMAIL.0
    );
    people_import::upload(backend, admin, marks::FILE.0, file.into_bytes())
        .await
        .unwrap()
        .unwrap()
}

pub async fn planned(backend: &Backend, admin: &Scope, number: u64) -> Id<Import> {
    let id = upload(backend, admin, number).await;
    let view = people_import::view(backend, admin, id, None, 0)
        .await
        .unwrap();
    let Step::Map(mapping) = view.step else {
        panic!("{:?}", view.step);
    };
    let counts = people_import::plan_import(backend, admin, id, mapping.mapping, true)
        .await
        .unwrap();
    assert_eq!((counts.create, counts.error), (1, 0));
    id
}

pub async fn plan_number(backend: &Backend, admin: &Scope, import: Id<Import>) -> u64 {
    let view = people_import::view(backend, admin, import, None, 0)
        .await
        .unwrap();
    match view.step {
        Step::Confirm(plan) => plan.number,
        other => panic!("{other:?}"),
    }
}

pub fn plan(version: Id<LessonVersion>, person: Id<Person>) -> String {
    let input = DeliveryInput {
        version,
        name: None,
        message: None,
        targets: Targets {
            people: vec![person],
            ..Targets::default()
        },
        starts_at: None,
        due_on: None,
        sends_request: true,
        reminders: Vec::new(),
    };
    serde_json::to_string(&input).unwrap()
}
