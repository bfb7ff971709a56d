//! E-learning: lessons (a material and its test), their delivery to people, and how people come through it.
//!
//! * [`lesson`]: what an author writes, and when it is complete enough to be published.
//! * [`delivery`]: to whom, when, until when, and which mails go with it.
//! * [`enrollment`]: where one person stands in one delivery.
//! * [`score`]: what answers are worth. [`draw`]: in which order a test is asked.
//! * [`view`]: what pages show.

pub mod delivery;
pub mod draw;
pub mod enrollment;
pub mod lesson;
pub mod score;
pub mod view;

pub use delivery::{
    Anchor, DeliveryInput, DeliveryPlan, DeliveryState, Reminder, Targets, check_delivery,
};
pub use draw::{Drawing, DrawnQuestion};
pub use enrollment::{EnrollmentState, Standing};
pub use lesson::{
    Choice, CompleteLesson, LessonContent, LessonProblem, Part, Question, QuestionKind, Test,
};
pub use score::{Answers, Score};

/// Marker for [`Id`](crate::id::Id)s of lessons.
#[derive(Debug)]
pub enum Lesson {}
/// Marker for [`Id`](crate::id::Id)s of published, unchangeable versions of lessons.
#[derive(Debug)]
pub enum LessonVersion {}
/// Marker for [`Id`](crate::id::Id)s of deliveries.
#[derive(Debug)]
pub enum Delivery {}
/// Marker for [`Id`](crate::id::Id)s of enrollments: one person in one delivery.
#[derive(Debug)]
pub enum Enrollment {}
/// Marker for [`Id`](crate::id::Id)s of attempts at a test.
#[derive(Debug)]
pub enum Attempt {}
/// Marker for [`Id`](crate::id::Id)s of pages on which an attempt is answered: a new one each time it is shown.
#[derive(Debug)]
pub enum AnswerSheet {}
