//! Begun, kept, handed in once.

use backend::{
    learning::{self, Save},
    store::Unit,
};
use domain::{
    error::Refusal,
    id::Id,
    learning::{Answers, EnrollmentState},
};

use super::{answers, learner, save};
use crate::house::{House, refusal};

/// How often the log says that a material was read to its end.
async fn finished(house: &House) -> usize {
    let mut query = Unit::new();
    query.statement("SELECT VALUE event FROM audit_entry WHERE event = 'material_finished';");
    let found: Vec<String> = crate::harness::read(&house.backend, query).await;
    found.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_is_read_tested_failed_and_passed() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, Some(3)).await;
    let item = async || {
        let home = learning::home(backend, &scope).await.unwrap();
        home.to_do.into_iter().chain(home.done).next().unwrap()
    };
    assert_eq!(item().await.standing.state, EnrollmentState::NotStarted);
    learning::save_place(backend, &scope, enrollment, 40)
        .await
        .unwrap();
    let page = learning::lesson_page(backend, &scope, enrollment)
        .await
        .unwrap();
    assert_eq!(
        (page.place, page.assignment.standing.state),
        (40, EnrollmentState::InProgress)
    );
    for _ in 0..2 {
        learning::save_place(backend, &scope, enrollment, 100)
            .await
            .unwrap();
    }
    assert!(item().await.standing.read_at.is_some());
    assert_eq!(finished(&house).await, 1, "in the log once");

    let first = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let wrong = answers(&house, &scope, first, false).await;
    learning::save_answers(backend, &scope, first, &save(&wrong))
        .await
        .unwrap();
    let page = learning::attempt(backend, &scope, first).await.unwrap();
    let kept: Vec<_> = page.questions.iter().map(|q| q.chosen.clone()).collect();
    let sent: Vec<_> = (0..2).map(|n| wrong.chosen(n).to_vec()).collect();
    assert_eq!(kept, sent, "a reload shows what was answered");
    let score = learning::hand_in(backend, &scope, first, &wrong)
        .await
        .unwrap();
    assert!(!score.passed);
    let result = learning::result(backend, &scope, first).await.unwrap();
    assert!(result.may_retry && !result.is_completed);
    assert_eq!((result.score, result.attempts_left), (0, Some(2)));
    assert!(result.questions.iter().any(|q| !q.explanation.is_empty()));
    assert_eq!(item().await.standing.state, EnrollmentState::Failed);

    let second = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    assert_ne!(first, second);
    let right = answers(&house, &scope, second, true).await;
    assert!(
        learning::hand_in(backend, &scope, second, &right)
            .await
            .unwrap()
            .passed
    );
    let done = item().await;
    assert_eq!(
        (done.standing.state, done.standing.attempts),
        (EnrollmentState::Passed, 2)
    );
    assert!(
        learning::home(backend, &scope)
            .await
            .unwrap()
            .to_do
            .is_empty()
    );
    let passed_at = done.standing.passed_at;

    house.pass(1_000);
    let third = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    learning::hand_in(backend, &scope, third, &Answers::default())
        .await
        .unwrap();
    let done = item().await;
    assert_eq!(
        (done.standing.passed_at, done.standing.best_score),
        (passed_at, Some(100))
    );
    assert_eq!(
        refusal(learning::start_attempt(backend, &scope, enrollment).await),
        Refusal::NoAttemptLeft
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn handing_in_again_gives_the_first_result_whatever_is_sent() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let right = answers(&house, &scope, attempt, true).await;
    let tries: Vec<_> = (0..6)
        .map(|n| {
            let (backend, scope) = (backend.clone(), scope.clone());
            let answers = if n % 2 == 0 {
                right.clone()
            } else {
                Answers::default()
            };
            tokio::spawn(
                async move { learning::hand_in(&backend, &scope, attempt, &answers).await },
            )
        })
        .collect();
    let mut scores = Vec::new();
    for attempt in tries {
        scores.push(attempt.await.unwrap().unwrap());
    }
    scores.dedup();
    assert_eq!(scores.len(), 1);
    let later = learning::hand_in(backend, &scope, attempt, &right)
        .await
        .unwrap();
    assert_eq!(later, scores[0]);
    assert_eq!(
        refusal(learning::save_answers(backend, &scope, attempt, &save(&right)).await),
        Refusal::TooLate
    );
    let home = learning::home(backend, &scope).await.unwrap();
    let item = home.to_do.iter().chain(&home.done).next().unwrap();
    assert_eq!(item.standing.attempts, 1);
    assert_eq!(item.standing.passed_at.is_some(), later.passed);
    assert_eq!(item.open_attempt, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_do_not_use_more_attempts_than_there_are() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, Some(2)).await;
    for round in 1..=2 {
        let tabs: Vec<_> = (0..5)
            .map(|_| {
                let (backend, scope) = (backend.clone(), scope.clone());
                tokio::spawn(
                    async move { learning::start_attempt(&backend, &scope, enrollment).await },
                )
            })
            .collect();
        let mut begun = Vec::new();
        for tab in tabs {
            begun.push(tab.await.unwrap().unwrap());
        }
        begun.dedup();
        assert_eq!(begun.len(), 1, "all tabs show the same attempt");
        let page = learning::attempt(backend, &scope, begun[0]).await.unwrap();
        assert_eq!(page.number, round);
        learning::hand_in(backend, &scope, begun[0], &Answers::default())
            .await
            .unwrap();
    }
    assert_eq!(
        refusal(learning::start_attempt(backend, &scope, enrollment).await),
        Refusal::NoAttemptLeft
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_or_hands_in_what_is_another_s() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let colleague = house
        .signed_in(&tenant, domain::access::Role::Learner, false)
        .await;
    let stranger = house.tenant(20).await.admin;
    for other in [&colleague, &stranger, &tenant.admin] {
        let unseen = [
            refusal(learning::lesson_page(backend, other, enrollment).await),
            refusal(learning::save_place(backend, other, enrollment, 1).await),
            refusal(learning::save_place(backend, other, enrollment, 100).await),
            refusal(learning::start_attempt(backend, other, enrollment).await),
            refusal(learning::attempt(backend, other, attempt).await),
            refusal(
                learning::save_answers(backend, other, attempt, &save(&Answers::default())).await,
            ),
            refusal(learning::hand_in(backend, other, attempt, &Answers::default()).await),
            refusal(learning::result(backend, other, attempt).await),
        ];
        assert_eq!(unseen, [const { Refusal::NotFound }; 8]);
    }
    let page = learning::attempt(backend, &scope, attempt).await.unwrap();
    assert!(!page.is_handed_in && page.questions.iter().all(|q| q.chosen.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_does_not_tell_what_is_right() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let page = learning::attempt(backend, &scope, attempt).await.unwrap();
    let sent = serde_json::to_string(&page).unwrap();
    assert!(
        !sent.contains("right") && !sent.contains("偽れます"),
        "{sent}"
    );
    assert_eq!(
        refusal(learning::result(backend, &scope, attempt).await),
        Refusal::NotFound,
        "no result before handing in"
    );
}

/// Requests overtake one another, and people answer on two devices.
#[tokio::test(flavor = "multi_thread")]
async fn older_answers_never_replace_newer_ones() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let answers: Vec<_> = (0..3)
        .map(|place| Answers::default().with(0, &[place]))
        .collect();
    let shown = async || learning::attempt(backend, &scope, attempt).await.unwrap();
    let kept = async || shown().await.questions[0].chosen.clone();
    let (phone, desk) = (shown().await.saved, shown().await.saved);
    assert_ne!(phone.page, desk.page);
    let send = async |page, number, known, place: usize| {
        let save = Save {
            answers: &answers[place],
            page: Some(page),
            number,
            known,
        };
        learning::save_answers(backend, &scope, attempt, &save).await
    };
    // The answer to the first save is lost; the second comes first, and the first arrives late.
    send(phone.page, 2, 0, 1).await.unwrap();
    assert_eq!(refusal(send(phone.page, 1, 0, 0).await), Refusal::Changed);
    assert_eq!(kept().await, [1]);
    send(phone.page, 3, 0, 2).await.unwrap();
    // The other device was opened before, and knows nothing of this.
    for number in [1, 9] {
        assert_eq!(
            refusal(send(desk.page, number, desk.number, 0).await),
            Refusal::Changed
        );
    }
    assert_eq!(kept().await, [2]);
    // Loaded anew it goes on, and the first one has to be.
    let desk = shown().await.saved;
    assert_eq!((desk.number, desk.by), (3, Some(phone.page)));
    send(desk.page, 4, desk.number, 0).await.unwrap();
    assert_eq!(refusal(send(phone.page, 9, 3, 1).await), Refusal::Changed);
    assert_eq!(kept().await, [0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_was_ended_offers_no_other_attempt() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, Some(3)).await;
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    learning::hand_in(backend, &scope, attempt, &Answers::default())
        .await
        .unwrap();
    let result = async || learning::result(backend, &scope, attempt).await.unwrap();
    assert!(result().await.may_retry && !result().await.is_closed);
    let delivery: Id<_> = learning::deliveries(backend, &tenant.admin, None)
        .await
        .unwrap()[0]
        .id;
    learning::close_delivery(backend, &tenant.admin, delivery)
        .await
        .unwrap();
    assert!(!result().await.may_retry && result().await.is_closed);
}
