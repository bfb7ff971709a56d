//! What an author writes: a material and its test.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::{
    error::{Field, Problem, Refusal},
    line::{many_lines, one_line, optional_line},
};

/// How a question is answered. The text form is stored: never rename one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One choice is right.
    Single,
    /// One or more choices are right; all of them and no other must be chosen.
    Multiple,
    /// Right or wrong: two choices without words of their own, "right" first.
    TrueFalse,
}

impl QuestionKind {
    /// Every kind, the most used first.
    pub const ALL: [Self; 3] = [Self::Single, Self::Multiple, Self::TrueFalse];

    /// The text form in forms and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::TrueFalse => "true_false",
        }
    }

    /// The kind of a text form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One choice of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Empty for [`QuestionKind::TrueFalse`]: the page has the words.
    pub text: String,
    pub is_right: bool,
}

/// One question of a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub kind: QuestionKind,
    pub body: String,
    pub choices: Vec<Choice>,
    /// Shown with the result; may be empty.
    pub explanation: String,
    /// 1 to 100.
    pub points: u16,
}

impl Question {
    /// Most characters of a question.
    pub const BODY_MAX: u16 = 1_000;
    /// Most characters of a choice.
    pub const CHOICE_MAX: u16 = 300;
    /// Most characters of an explanation.
    pub const EXPLANATION_MAX: u16 = 2_000;
    /// Most choices of a question.
    pub const CHOICES_MAX: u16 = 10;
    /// Most points of a question.
    pub const POINTS_MAX: u16 = 100;

    /// A question without words, as the editor adds one.
    pub fn blank(kind: QuestionKind) -> Self {
        let choices = match kind {
            QuestionKind::Single | QuestionKind::Multiple => vec![Choice::default(); 4],
            QuestionKind::TrueFalse => true_false(true),
        };
        Self {
            kind,
            body: String::new(),
            choices,
            explanation: String::new(),
            points: 1,
        }
    }
}

/// The two choices of a right-or-wrong question.
pub fn true_false(statement_is_right: bool) -> Vec<Choice> {
    [statement_is_right, !statement_is_right]
        .map(|is_right| Choice {
            text: String::new(),
            is_right,
        })
        .to_vec()
}

/// The test of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    pub questions: Vec<Question>,
    /// Questions, and the choices of each, come in an order drawn for every attempt.
    pub shuffle: bool,
    /// Percent of the points that passes, 1 to 100.
    pub pass_score: u16,
    /// Attempts a person has; `None` for as many as they like.
    pub attempts: Option<u16>,
}

impl Default for Test {
    fn default() -> Self {
        Self {
            questions: Vec::new(),
            shuffle: true,
            pass_score: 80,
            attempts: None,
        }
    }
}

impl Test {
    /// Most questions of a test.
    pub const QUESTIONS_MAX: u16 = 100;
    /// Most attempts that can be set.
    pub const ATTEMPTS_MAX: u16 = 99;

    /// The points of all questions together.
    pub fn points(&self) -> u32 {
        self.questions.iter().map(|q| u32::from(q.points)).sum()
    }

    /// Whether someone who began `used` attempts may begin another.
    pub fn allows_another(&self, used: u16) -> bool {
        self.attempts.is_none_or(|allowed| used < allowed)
    }
}

/// A lesson as it is edited. What is typed may be unfinished; [`LessonContent::complete`] tells whether it can be published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonContent {
    /// 1 to 100 characters on one line.
    pub title: String,
    /// At most 40 characters on one line.
    pub category: Option<String>,
    /// Markdown.
    pub body: String,
    /// Minutes it takes, as estimated by its author: 1 to 600.
    pub minutes: u16,
    pub test: Test,
}

/// Where in a lesson something is wrong. Numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Material,
    Test,
    Question(u16),
    Choice(u16, u16),
}

/// One thing that keeps a lesson from being saved or published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonProblem {
    pub part: Part,
    pub field: Field,
    pub problem: Problem,
}

/// A lesson in which nothing is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompleteLesson(LessonContent);

impl Deref for CompleteLesson {
    type Target = LessonContent;

    fn deref(&self) -> &LessonContent {
        &self.0
    }
}

impl LessonContent {
    /// Most characters of a title.
    pub const TITLE_MAX: u16 = 100;
    /// Most characters of a category.
    pub const CATEGORY_MAX: u16 = 40;
    /// Most characters of a material.
    pub const BODY_MAX: u32 = 50_000;
    /// Most minutes.
    pub const MINUTES_MAX: u16 = 600;

    /// The content as it is stored: trimmed and within its bounds. Only the title must be there already.
    ///
    /// # Errors
    /// Everything that is out of bounds.
    pub fn check(mut self) -> Result<Self, Vec<LessonProblem>> {
        let mut found = Found::default();
        found.line(Part::Material, Field::Title, &mut self.title, |text| {
            one_line(text, Self::TITLE_MAX)
        });
        match optional_line(self.category.as_deref().unwrap_or(""), Self::CATEGORY_MAX) {
            Ok(category) => self.category = category,
            Err(problem) => found.add(Part::Material, Field::Category, problem),
        }
        found.line(Part::Material, Field::Body, &mut self.body, |text| {
            optional_lines(text, Self::BODY_MAX)
        });
        found.number(
            Part::Material,
            Field::Minutes,
            self.minutes,
            Self::MINUTES_MAX,
        );
        self.test.check(&mut found);
        found.or(self)
    }

    /// Whether it can be published: a material, at least one question, and for each question words, choices and a right answer.
    ///
    /// # Errors
    /// Everything that is missing.
    pub fn complete(self) -> Result<CompleteLesson, Vec<LessonProblem>> {
        let content = self.check()?;
        let mut found = Found::default();
        if content.body.is_empty() {
            found.add(Part::Material, Field::Body, Problem::Missing);
        }
        if content.test.questions.is_empty() {
            found.add(Part::Test, Field::Question, Problem::Missing);
        }
        for (number, question) in (0_u16..).zip(&content.test.questions) {
            question.complete(number, &mut found);
        }
        found.or(CompleteLesson(content))
    }
}

impl Test {
    fn check(&mut self, found: &mut Found) {
        if self.questions.len() > usize::from(Self::QUESTIONS_MAX) {
            let max = u32::from(Self::QUESTIONS_MAX);
            found.add(Part::Test, Field::Question, Problem::TooLarge { max });
        }
        found.number(Part::Test, Field::PassScore, self.pass_score, 100);
        if let Some(attempts) = self.attempts {
            found.number(Part::Test, Field::Attempts, attempts, Self::ATTEMPTS_MAX);
        }
        for (number, question) in (0_u16..).zip(&mut self.questions) {
            question.check(number, found);
        }
    }
}

impl Question {
    fn check(&mut self, number: u16, found: &mut Found) {
        let part = Part::Question(number);
        found.line(part, Field::Question, &mut self.body, |text| {
            optional_lines(text, u32::from(Self::BODY_MAX))
        });
        found.line(part, Field::Explanation, &mut self.explanation, |text| {
            optional_lines(text, u32::from(Self::EXPLANATION_MAX))
        });
        found.number(part, Field::Points, self.points, Self::POINTS_MAX);
        if self.kind == QuestionKind::TrueFalse {
            self.choices = true_false(self.choices.first().is_some_and(|first| first.is_right));
        }
        if self.choices.len() > usize::from(Self::CHOICES_MAX) {
            let max = u32::from(Self::CHOICES_MAX);
            found.add(part, Field::Choice, Problem::TooLarge { max });
        }
        for (position, choice) in (0_u16..).zip(&mut self.choices) {
            let part = Part::Choice(number, position);
            found.line(part, Field::Choice, &mut choice.text, |text| {
                optional_line(text, Self::CHOICE_MAX).map(Option::unwrap_or_default)
            });
        }
    }

    fn complete(&self, number: u16, found: &mut Found) {
        let part = Part::Question(number);
        if self.body.is_empty() {
            found.add(part, Field::Question, Problem::Missing);
        }
        if self.choices.len() < 2 {
            found.add(part, Field::Choice, Problem::TooSmall { min: 2 });
        }
        if self.kind != QuestionKind::TrueFalse {
            for (position, choice) in (0_u16..).zip(&self.choices) {
                if choice.text.is_empty() {
                    let part = Part::Choice(number, position);
                    found.add(part, Field::Choice, Problem::Missing);
                }
            }
        }
        let right = self.choices.iter().filter(|c| c.is_right).count();
        if right == 0 || (self.kind != QuestionKind::Multiple && right > 1) {
            found.add(part, Field::Choice, Problem::NoRightChoice);
        }
    }
}

fn optional_lines(text: &str, max: u32) -> Result<String, Problem> {
    match many_lines(text, max) {
        Err(Problem::Missing) => Ok(String::new()),
        other => other,
    }
}

/// Problems as they are found.
#[derive(Default)]
struct Found(Vec<LessonProblem>);

impl Found {
    fn add(&mut self, part: Part, field: Field, problem: Problem) {
        self.0.push(LessonProblem {
            part,
            field,
            problem,
        });
    }

    fn line(
        &mut self,
        part: Part,
        field: Field,
        text: &mut String,
        parse: impl FnOnce(&str) -> Result<String, Problem>,
    ) {
        match parse(text) {
            Ok(good) => *text = good,
            Err(problem) => self.add(part, field, problem),
        }
    }

    fn number(&mut self, part: Part, field: Field, number: u16, max: u16) {
        if number == 0 {
            self.add(part, field, Problem::TooSmall { min: 1 });
        } else if number > max {
            let max = u32::from(max);
            self.add(part, field, Problem::TooLarge { max });
        }
    }

    fn or<T>(self, good: T) -> Result<T, Vec<LessonProblem>> {
        if self.0.is_empty() {
            Ok(good)
        } else {
            Err(self.0)
        }
    }
}

/// A refusal names fields; which question it was, the editor finds by checking the same way itself.
pub fn refusal(problems: &[LessonProblem]) -> Refusal {
    let mut named: Vec<_> = Vec::new();
    for LessonProblem { field, problem, .. } in problems {
        if !named.contains(&(*field, *problem)) {
            named.push((*field, *problem));
        }
    }
    Refusal::Invalid(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson() -> LessonContent {
        let mut question = Question::blank(QuestionKind::Single);
        question.body = "どれですか".to_owned();
        for (n, choice) in question.choices.iter_mut().enumerate() {
            choice.text = format!("選択肢{n}");
            choice.is_right = n == 2;
        }
        LessonContent {
            title: " 標的型メール ".to_owned(),
            category: Some("  ".to_owned()),
            body: "# 見出し\r\n本文".to_owned(),
            minutes: 10,
            test: Test {
                questions: vec![question],
                ..Test::default()
            },
        }
    }

    fn problems(content: LessonContent) -> Vec<(Part, Field, Problem)> {
        let found = content.complete().unwrap_err();
        found.iter().map(|p| (p.part, p.field, p.problem)).collect()
    }

    #[test]
    fn what_is_typed_is_trimmed_and_kept() {
        let good = lesson().complete().unwrap();
        assert_eq!(good.title, "標的型メール");
        assert_eq!(good.category, None);
        assert_eq!(good.body, "# 見出し\n本文");
    }

    #[test]
    fn an_unfinished_draft_can_be_saved_but_not_published() {
        let mut draft = lesson();
        draft.body = String::new();
        draft
            .test
            .questions
            .push(Question::blank(QuestionKind::Multiple));
        assert!(draft.clone().check().is_ok());
        let found = problems(draft);
        assert!(found.contains(&(Part::Material, Field::Body, Problem::Missing)));
        assert!(found.contains(&(Part::Question(1), Field::Question, Problem::Missing)));
        assert!(found.contains(&(Part::Choice(1, 3), Field::Choice, Problem::Missing)));
        assert!(found.contains(&(Part::Question(1), Field::Choice, Problem::NoRightChoice)));
    }

    #[test]
    fn a_single_choice_question_has_exactly_one_right_choice() {
        let mut two = lesson();
        two.test.questions[0].choices[0].is_right = true;
        assert_eq!(
            problems(two.clone()),
            [(Part::Question(0), Field::Choice, Problem::NoRightChoice)]
        );
        two.test.questions[0].kind = QuestionKind::Multiple;
        assert!(two.complete().is_ok());
    }

    #[test]
    fn a_right_or_wrong_question_has_two_choices_without_words() {
        let mut draft = lesson();
        draft.test.questions[0].kind = QuestionKind::TrueFalse;
        let good = draft.complete().unwrap();
        assert_eq!(good.test.questions[0].choices, true_false(false));
    }

    #[test]
    fn numbers_are_bounded() {
        let mut draft = lesson();
        draft.minutes = 0;
        draft.test.pass_score = 101;
        draft.test.attempts = Some(0);
        draft.test.questions[0].points = 101;
        assert_eq!(
            problems(draft),
            [
                (Part::Material, Field::Minutes, Problem::TooSmall { min: 1 }),
                (Part::Test, Field::PassScore, Problem::TooLarge { max: 100 }),
                (Part::Test, Field::Attempts, Problem::TooSmall { min: 1 }),
                (
                    Part::Question(0),
                    Field::Points,
                    Problem::TooLarge { max: 100 }
                ),
            ]
        );
    }

    #[test]
    fn attempts_end_where_the_author_said() {
        let mut test = Test::default();
        assert!(test.allows_another(u16::MAX));
        test.attempts = Some(2);
        assert!(test.allows_another(1) && !test.allows_another(2));
    }
}
