//! What the organisation has, with marks in every sealed field, and more of it as often as a test uses one up.

use backend::{Backend, access::Scope, learning, people};
use domain::{
    id::Id,
    learning::{Answers, Attempt, Delivery, Enrollment, Lesson, LessonVersion, Targets},
    people::{Group, PasswordSheet, Person},
    people_import::Import,
    time::DAY_MS,
};

use crate::{
    make::{
        content, deliver, enrollment_in, plan, plan_number, planned, published, sheet_of, spare,
        spare_group, upload,
    },
    marks,
};

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
