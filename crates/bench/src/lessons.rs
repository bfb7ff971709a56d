//! Lessons, and their delivery to everybody.

use backend::learning;
use domain::{
    id::Id,
    learning::{
        Choice, DeliveryInput, LessonContent, LessonVersion, Question, QuestionKind, Targets, Test,
    },
    time::Day,
};

use crate::{error::Result, house::House, seed::LEARNERS};

/// Every lesson's title begins with it.
pub(crate) const TITLE: &str = "標的型メールを見分ける";
const QUESTIONS: usize = 10;

/// The learners, each with three lessons to take.
pub(crate) async fn deliver_three(house: &House) -> Result<()> {
    house.learners(LEARNERS).await?;
    for number in 1..=3 {
        let version = publish(house, number).await?;
        deliver(house, version).await?;
    }
    Ok(())
}

/// A lesson of a page and ten questions with four choices; any number of attempts.
pub(crate) async fn publish(house: &House, number: u8) -> Result<Id<LessonVersion>> {
    let choices = |n: usize| {
        (0..4).map(move |choice| Choice {
            text: format!("選択肢{choice}"),
            is_right: choice == n % 4,
        })
    };
    let questions = (0..QUESTIONS).map(|n| Question {
        kind: QuestionKind::Single,
        body: format!("受け取ったメールの{n}番目に見るところはどこですか。"),
        choices: choices(n).collect(),
        explanation: "差出人の名前は誰でも書けます。アドレスと本文のリンク先を確かめます。"
            .to_owned(),
        points: 10,
    });
    let content = LessonContent {
        title: format!("{TITLE} {number}"),
        category: Some("メール".to_owned()),
        body: "# はじめに\n\n怪しいメールは、差出人、宛先、件名、添付ファイルに現れます。\n\n"
            .repeat(20),
        minutes: 10,
        test: Test {
            questions: questions.collect(),
            shuffle: true,
            pass_score: 80,
            attempts: None,
        },
    };
    let lesson = learning::create_lesson(&house.backend, &house.admin, content).await?;
    Ok(learning::publish_lesson(&house.backend, &house.admin, lesson, 1).await?)
}

/// To everybody of the organisation, at once, due in a month, without mails.
pub(crate) async fn deliver(house: &House, version: Id<LessonVersion>) -> Result<()> {
    let House { backend, admin } = house;
    let id = learning::new_delivery_id(backend)?;
    let input = DeliveryInput {
        version,
        name: None,
        message: None,
        targets: Targets {
            everyone: true,
            ..Targets::default()
        },
        starts_at: None,
        due_on: Some(Day::at(backend.now()).plus(30)),
        sends_request: false,
        reminders: Vec::new(),
    };
    learning::create_delivery(backend, admin, id, input).await?;
    while learning::work(backend).await? {}
    Ok(())
}
