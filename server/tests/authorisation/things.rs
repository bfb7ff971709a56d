//! What the organisation has, with marks in every sealed field, and more of it as often as a test uses one up.

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
        Answers, Attempt, Choice, Delivery, DeliveryInput, Enrollment, Lesson, LessonContent,
        LessonVersion, Question, QuestionKind, Targets, Test, lesson::true_false,
        view::ProgressFilter,
    },
    people::{FirstPassword, Group, GroupName, PasswordSheet, Person, PersonFields, PersonInput},
    people_import::{Import, Step},
    time::{DAY_MS, Day},
};

use crate::marks;

/// Something that can be named in a request. What is marked *new* is made for every use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Learner,
    /// New: somebody without a password yet.
    Spare,
    /// New: the same, suspended.
    SuspendedSpare,
    Group,
    /// New, with the learner in it.
    SpareGroup,
    /// Of the other organisation.
    ForeignGroup,
    Lesson,
    /// What of it was published.
    Version,
    /// New, not published.
    SpareLesson,
    /// To everyone, open.
    Delivery,
    /// New: to the learner, not started.
    ScheduledDelivery,
    /// New: to the learner, open.
    SpareDelivery,
    /// New: the form of a delivery that was not made yet.
    NewDelivery,
    /// The learner's, in [`Thing::Delivery`].
    Enrollment,
    /// New: the learner's, not begun.
    SpareEnrollment,
    /// The learner's, open.
    Attempt,
    /// New: the learner's, open.
    SpareAttempt,
    /// The learner's, handed in.
    Result,
    /// Of the organisation administrator's session.
    Sheet,
    /// New: the same.
    SpareSheet,
    /// Uploaded, its columns not chosen.
    Import,
    /// New: the same.
    SpareImport,
    /// Planned.
    PlannedImport,
    /// New: planned.
    SparePlannedImport,
    /// The number of the plan of the import named before.
    PlanNumber,
    /// A delivery's form as JSON, to the learner.
    Plan,
    /// The same of the other organisation's lesson.
    ForeignPlan,
}

/// Whose sessions make the things.
pub struct Scopes {
    pub org_admin: Scope,
    pub learner: Scope,
    pub foreign: Scope,
}

/// The things that stay.
pub struct Things {
    scopes: Scopes,
    version: Id<LessonVersion>,
    foreign_version: Id<LessonVersion>,
    group: Id<Group>,
    foreign_group: Id<Group>,
    lesson: Id<Lesson>,
    delivery: Id<Delivery>,
    enrollment: Id<Enrollment>,
    attempt: Id<Attempt>,
    result: Id<Attempt>,
    sheet: Id<PasswordSheet>,
    import: Id<Import>,
    planned_import: Id<Import>,
}

impl Things {
    pub async fn make(backend: &Backend, scopes: Scopes) -> Self {
        let (admin, learner) = (&scopes.org_admin, &scopes.learner);
        let group = spare_group(backend, admin, marks::GROUP.0, &[learner.person().unwrap()]).await;
        let foreign_group = spare_group(backend, &scopes.foreign, "別の課", &[]).await;
        let (lesson, version) = published(backend, admin, marks::TITLE.0).await;
        let (_, foreign_version) = published(backend, &scopes.foreign, "別の教材").await;
        spare(backend, admin, 1).await;
        let everyone = Targets {
            everyone: true,
            ..Targets::default()
        };
        let delivery = deliver(backend, admin, version, everyone, None).await;
        let enrollment = enrollment_in(backend, admin, learner.person().unwrap(), delivery).await;
        let result = learning::start_attempt(backend, learner, enrollment)
            .await
            .unwrap();
        learning::hand_in(backend, learner, result, &Answers::default())
            .await
            .unwrap();
        let attempt = learning::start_attempt(backend, learner, enrollment)
            .await
            .unwrap();
        let sheet = sheet_of(backend, admin, spare(backend, admin, 2).await).await;
        let import = upload(backend, admin, 1).await;
        let planned_import = planned(backend, admin, 2).await;
        Self {
            scopes,
            version,
            foreign_version,
            group,
            foreign_group,
            lesson,
            delivery,
            enrollment,
            attempt,
            result,
            sheet,
            import,
            planned_import,
        }
    }

    /// How a request names the thing; `number` was not used before, `before` are the names given in the same request.
    pub async fn name(
        &self,
        backend: &Backend,
        thing: Thing,
        number: u64,
        before: &[String],
    ) -> String {
        let (admin, learner) = (&self.scopes.org_admin, &self.scopes.learner);
        let learner_id = learner.person().unwrap();
        let to_learner = || Targets {
            people: vec![learner_id],
            ..Targets::default()
        };
        let to_start = || deliver(backend, admin, self.version, to_learner(), None);
        match thing {
            Thing::Learner => learner_id.to_string(),
            Thing::Spare => spare(backend, admin, number).await.to_string(),
            Thing::SuspendedSpare => {
                let person = spare(backend, admin, number).await;
                people::suspend(backend, admin, person).await.unwrap();
                person.to_string()
            }
            Thing::Group => self.group.to_string(),
            Thing::SpareGroup => spare_group(
                backend,
                admin,
                &format!("{}{number}", marks::GROUP.0),
                &[learner_id],
            )
            .await
            .to_string(),
            Thing::ForeignGroup => self.foreign_group.to_string(),
            Thing::Lesson => self.lesson.to_string(),
            Thing::Version => self.version.to_string(),
            Thing::SpareLesson => learning::create_lesson(backend, admin, content(marks::DRAFT.0))
                .await
                .unwrap()
                .to_string(),
            Thing::Delivery => self.delivery.to_string(),
            Thing::ScheduledDelivery => {
                let starts_at = Some(backend.now() + DAY_MS);
                deliver(backend, admin, self.version, to_learner(), starts_at)
                    .await
                    .to_string()
            }
            Thing::SpareDelivery => to_start().await.to_string(),
            Thing::NewDelivery => learning::new_delivery_id(backend).unwrap().to_string(),
            Thing::Enrollment => self.enrollment.to_string(),
            Thing::SpareEnrollment => enrollment_in(backend, admin, learner_id, to_start().await)
                .await
                .to_string(),
            Thing::Attempt => self.attempt.to_string(),
            Thing::SpareAttempt => {
                let enrollment = enrollment_in(backend, admin, learner_id, to_start().await).await;
                learning::start_attempt(backend, learner, enrollment)
                    .await
                    .unwrap()
                    .to_string()
            }
            Thing::Result => self.result.to_string(),
            Thing::Sheet => self.sheet.to_string(),
            Thing::SpareSheet => {
                let person = spare(backend, admin, number).await;
                sheet_of(backend, admin, person).await.to_string()
            }
            Thing::Import => self.import.to_string(),
            Thing::SpareImport => upload(backend, admin, number).await.to_string(),
            Thing::PlannedImport => self.planned_import.to_string(),
            Thing::SparePlannedImport => planned(backend, admin, number).await.to_string(),
            Thing::PlanNumber => {
                let import = before.last().unwrap().parse().unwrap();
                plan_number(backend, admin, import).await.to_string()
            }
            Thing::Plan => plan(self.version, learner_id),
            Thing::ForeignPlan => plan(self.foreign_version, learner_id),
        }
    }

    /// A name of the same form that was never given to anything.
    pub fn unknown(backend: &Backend, thing: Thing) -> String {
        let id = || Id::<Person>::new(backend.now()).unwrap();
        match thing {
            Thing::PlanNumber => "1".to_owned(),
            Thing::Plan | Thing::ForeignPlan => plan(Id::from_uuid(id().uuid()), id()),
            _ => id().to_string(),
        }
    }
}

/// Somebody without a password yet.
async fn spare(backend: &Backend, admin: &Scope, number: u64) -> Id<Person> {
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

async fn spare_group(
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
async fn sheet_of(backend: &Backend, admin: &Scope, person: Id<Person>) -> Id<PasswordSheet> {
    people::passwords::reissue(backend, admin, person, FirstPassword::Display)
        .await
        .unwrap()
        .unwrap()
}

fn content(title: &str) -> LessonContent {
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

async fn published(
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

async fn deliver(
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
async fn enrollment_in(
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

async fn upload(backend: &Backend, admin: &Scope, number: u64) -> Id<Import> {
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

async fn planned(backend: &Backend, admin: &Scope, number: u64) -> Id<Import> {
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

async fn plan_number(backend: &Backend, admin: &Scope, import: Id<Import>) -> u64 {
    let view = people_import::view(backend, admin, import, None, 0)
        .await
        .unwrap();
    match view.step {
        Step::Confirm(plan) => plan.number,
        other => panic!("{other:?}"),
    }
}

fn plan(version: Id<LessonVersion>, person: Id<Person>) -> String {
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
