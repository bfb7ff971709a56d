//! What answers are worth.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Question, Test};

/// Chosen choices by question; numbers count from 0. Each list is in order and without repetition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<u16, Vec<u16>>);

impl Answers {
    /// Adds a choice to a question's answer.
    pub fn choose(&mut self, question: u16, choice: u16) {
        let chosen = self.0.entry(question).or_default();
        if let Err(place) = chosen.binary_search(&choice) {
            chosen.insert(place, choice);
        }
    }

    /// The same with another answer to one question.
    #[must_use]
    pub fn with(&self, question: u16, chosen: &[u16]) -> Self {
        let mut changed = self.clone();
        changed.0.remove(&question);
        for choice in chosen {
            changed.choose(question, *choice);
        }
        changed
    }

    /// What was chosen for a question, in order; nothing when it was left out.
    pub fn chosen(&self, question: u16) -> &[u16] {
        self.0.get(&question).map_or(&[], Vec::as_slice)
    }

    /// Questions that have an answer.
    pub fn count(&self) -> u16 {
        u16::try_from(self.0.values().filter(|c| !c.is_empty()).count()).unwrap_or(u16::MAX)
    }

    /// Reads `0:2,1:0,1:3`: question and choice, as forms and autosaving send answers.
    /// `None` when it is of another form, or says more than any test asks.
    pub fn parse(text: &str) -> Option<Self> {
        const MOST: usize = Test::QUESTIONS_MAX as usize * Question::CHOICES_MAX as usize;
        let mut answers = Self::default();
        for (n, pair) in text.split(',').filter(|p| !p.trim().is_empty()).enumerate() {
            if n >= MOST {
                return None;
            }
            let (question, choice) = pair.split_once(':')?;
            let (question, choice) = (question.trim().parse().ok()?, choice.trim().parse().ok()?);
            if question >= Test::QUESTIONS_MAX || choice >= Question::CHOICES_MAX {
                return None;
            }
            answers.choose(question, choice);
        }
        Some(answers)
    }

    /// The form that [`Self::parse`] reads.
    pub fn to_text(&self) -> String {
        let pairs = self
            .0
            .iter()
            .flat_map(|(question, choices)| choices.iter().map(move |c| format!("{question}:{c}")));
        pairs.collect::<Vec<_>>().join(",")
    }
}

/// What an attempt reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Points reached.
    pub points: u32,
    /// Points there are.
    pub of: u32,
    pub passed: bool,
}

impl Score {
    /// What these answers, by numbers of the version, are worth. A question gives all its points or none.
    pub fn of(test: &Test, answers: &Answers) -> Self {
        let points = (0_u16..)
            .zip(&test.questions)
            .filter(|(number, question)| is_right(question, answers.chosen(*number)))
            .map(|(_, question)| u32::from(question.points))
            .sum();
        let of = test.points();
        Self {
            points,
            of,
            passed: of > 0 && points * 100 >= u32::from(test.pass_score) * of,
        }
    }

    /// Percent reached, rounded down, so that who shows 80 has passed 80.
    pub fn percent(self) -> u16 {
        let percent = (self.points * 100).checked_div(self.of).unwrap_or(0);
        u16::try_from(percent).unwrap_or(100)
    }
}

/// Whether exactly the right choices were chosen.
pub fn is_right(question: &Question, chosen: &[u16]) -> bool {
    let right = (0_u16..)
        .zip(&question.choices)
        .filter(|(_, choice)| choice.is_right)
        .map(|(number, _)| number);
    right.eq(chosen.iter().copied())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::learning::{Choice, QuestionKind};

    fn question(points: u16, right: &[bool]) -> Question {
        Question {
            kind: QuestionKind::Multiple,
            body: "?".to_owned(),
            choices: right
                .iter()
                .map(|is_right| Choice {
                    text: "x".to_owned(),
                    is_right: *is_right,
                })
                .collect(),
            explanation: String::new(),
            points,
        }
    }

    fn tests() -> impl Strategy<Value = Test> {
        let question = (1_u16..=100, prop::collection::vec(any::<bool>(), 2..=10)).prop_map(
            |(points, mut right)| {
                right[0] |= !right.contains(&true);
                question(points, &right)
            },
        );
        (prop::collection::vec(question, 1..=30), 1_u16..=100).prop_map(
            |(questions, pass_score)| Test {
                questions,
                shuffle: false,
                pass_score,
                attempts: None,
            },
        )
    }

    fn answers() -> impl Strategy<Value = Answers> {
        prop::collection::vec((0_u16..30, 0_u16..10), 0..80).prop_map(|pairs| {
            let mut answers = Answers::default();
            for (question, choice) in pairs {
                answers.choose(question, choice);
            }
            answers
        })
    }

    fn all_right(test: &Test) -> Answers {
        let mut answers = Answers::default();
        for (number, question) in (0_u16..).zip(&test.questions) {
            for (choice, _) in (0_u16..).zip(&question.choices).filter(|(_, c)| c.is_right) {
                answers.choose(number, choice);
            }
        }
        answers
    }

    proptest! {
        #[test]
        fn all_right_is_everything_and_nothing_is_nothing(test in tests()) {
            let best = Score::of(&test, &all_right(&test));
            prop_assert_eq!((best.points, best.percent(), best.passed), (test.points(), 100, true));
            let none = Score::of(&test, &Answers::default());
            prop_assert_eq!((none.points, none.passed), (0, false));
        }

        #[test]
        fn who_shows_the_pass_score_has_passed_and_nobody_else(test in tests(), answers in answers()) {
            let score = Score::of(&test, &answers);
            prop_assert!(score.points <= score.of && score.percent() <= 100);
            prop_assert_eq!(score.passed, score.percent() >= test.pass_score);
        }

        #[test]
        fn one_more_right_answer_never_costs(test in tests(), answers in answers()) {
            let before = Score::of(&test, &answers);
            let best = all_right(&test);
            let mut mended = answers.clone();
            mended.0.insert(0, best.chosen(0).to_vec());
            let after = Score::of(&test, &mended);
            prop_assert!(after.points >= before.points && (after.passed || !before.passed));
        }

        #[test]
        fn answers_read_back_as_they_were_sent(answers in answers()) {
            prop_assert_eq!(Answers::parse(&answers.to_text()), Some(answers));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,60}") {
            let _ = Answers::parse(&text);
        }
    }

    #[test]
    fn a_part_of_the_right_choices_is_not_right() {
        let asked = question(5, &[true, false, true]);
        assert!(is_right(&asked, &[0, 2]));
        for chosen in [&[0_u16][..], &[0, 1, 2], &[1], &[]] {
            assert!(!is_right(&asked, chosen), "{chosen:?}");
        }
    }

    #[test]
    fn answers_beyond_any_test_are_not_read() {
        for text in ["a", "1", "1:", "100:0", "0:10", "-1:0", "0:0:0"] {
            assert_eq!(Answers::parse(text), None, "{text}");
        }
        assert_eq!(Answers::parse(""), Some(Answers::default()));
    }
}
