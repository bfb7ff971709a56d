//! In which order a test is asked, and how an answer finds back to its choice.

use serde::{Deserialize, Serialize};

use super::{Answers, QuestionKind, Test};

/// One question as it was drawn for an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnQuestion {
    /// Its number in the version, from 0.
    pub question: u16,
    /// The numbers of its choices in the version, in the order in which they are shown.
    pub choices: Vec<u16>,
}

/// The order drawn for one attempt. An attempt keeps it; with the pinned version it tells what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Drawing(pub Vec<DrawnQuestion>);

impl Drawing {
    /// Draws an order. `below(n)` gives a random number less than `n`; without shuffling it is not asked.
    /// The two choices of a right-or-wrong question never change places.
    pub fn draw(test: &Test, mut below: impl FnMut(u16) -> u16) -> Self {
        let mut questions: Vec<_> = (0_u16..)
            .zip(&test.questions)
            .map(|(question, asked)| {
                let mut choices: Vec<_> = (0_u16..).zip(&asked.choices).map(|(n, _)| n).collect();
                if test.shuffle && asked.kind != QuestionKind::TrueFalse {
                    shuffle(&mut choices, &mut below);
                }
                DrawnQuestion { question, choices }
            })
            .collect();
        if test.shuffle {
            shuffle(&mut questions, &mut below);
        }
        Self(questions)
    }

    /// Answers given by positions on the page, turned into answers by numbers of the version.
    /// What the page did not offer is left out.
    pub fn to_version(&self, shown: &Answers) -> Answers {
        let mut answers = Answers::default();
        for (position, drawn) in (0_u16..).zip(&self.0) {
            for place in shown.chosen(position) {
                if let Some(choice) = drawn.choices.get(usize::from(*place)) {
                    answers.choose(drawn.question, *choice);
                }
            }
        }
        answers
    }
}

/// Fisher and Yates.
fn shuffle<T>(items: &mut [T], below: &mut impl FnMut(u16) -> u16) {
    for last in (1..items.len()).rev() {
        let bound = u16::try_from(last + 1).unwrap_or(u16::MAX);
        items.swap(last, usize::from(below(bound)).min(last));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::learning::{Question, Score};

    fn test(kinds: &[QuestionKind], shuffle: bool) -> Test {
        let questions = kinds
            .iter()
            .map(|kind| {
                let mut question = Question::blank(*kind);
                question.choices[0].is_right = true;
                question
            })
            .collect();
        Test {
            questions,
            shuffle,
            ..Test::default()
        }
    }

    #[test]
    fn without_shuffling_the_author_s_order_stays() {
        let test = test(&[QuestionKind::Single, QuestionKind::TrueFalse], false);
        let drawn = Drawing::draw(&test, |_| panic!("nothing is drawn"));
        assert_eq!(drawn.0[0].question, 0);
        assert_eq!(drawn.0[0].choices, [0, 1, 2, 3]);
        assert_eq!(drawn.0[1].choices, [0, 1]);
    }

    proptest! {
        #[test]
        fn every_order_asks_everything_once_and_right_answers_stay_right(
            kinds in prop::collection::vec(prop::sample::select(QuestionKind::ALL.to_vec()), 1..20),
            seed in prop::collection::vec(any::<u16>(), 200),
        ) {
            let test = test(&kinds, true);
            let mut seed = seed.into_iter().cycle();
            let drawn = Drawing::draw(&test, |n| seed.next().unwrap_or(0) % n);
            let mut asked: Vec<_> = drawn.0.iter().map(|q| q.question).collect();
            asked.sort_unstable();
            prop_assert!(asked.iter().copied().eq(0..u16::try_from(kinds.len()).unwrap()));

            let mut shown = Answers::default();
            for (position, question) in (0_u16..).zip(&drawn.0) {
                let place = question.choices.iter().position(|c| *c == 0).unwrap();
                shown.choose(position, u16::try_from(place).unwrap());
                if test.questions[usize::from(question.question)].kind == QuestionKind::TrueFalse {
                    prop_assert_eq!(&question.choices, &[0, 1]);
                }
            }
            let score = Score::of(&test, &drawn.to_version(&shown));
            prop_assert_eq!(score.percent(), 100);
        }

        #[test]
        fn a_choice_the_page_never_offered_counts_for_nothing(place in 4_u16.., question in 1_u16..) {
            let test = test(&[QuestionKind::Single], true);
            let drawn = Drawing::draw(&test, |_| 0);
            let mut shown = Answers::default();
            shown.choose(0, place);
            shown.choose(question, 0);
            prop_assert_eq!(drawn.to_version(&shown), Answers::default());
        }
    }
}
