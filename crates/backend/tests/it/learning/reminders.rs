//! Who is reminded, when, and how often.

use backend::{
    learning,
    people::{self, Registration},
};
use domain::{
    access::Role,
    error::Refusal,
    people::{FirstPassword, PersonInput},
    time::{DAY_MS, Day, HOUR_MS},
};

use super::{answers, count, deliver, learner, published, to_everyone, work};
use crate::house::{self, House, START, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn each_timing_reminds_once_and_only_who_has_not_passed() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    assert_eq!(count(&house, "lesson_request").await, 2);
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let right = answers(&house, &scope, attempt, true).await;
    learning::hand_in(backend, &scope, attempt, &right)
        .await
        .unwrap();

    // The day before the due date, 10:00.
    let at = Day::at(START).plus(6).starts_at() + 10 * HOUR_MS;
    house.pass(at - START - 1);
    work(&house).await;
    assert_eq!(count(&house, "lesson_reminder").await, 0);
    house.pass(1);
    work(&house).await;
    work(&house).await;
    assert_eq!(
        count(&house, "lesson_reminder").await,
        1,
        "the administrator alone"
    );
    house.pass(3 * DAY_MS);
    work(&house).await;
    assert_eq!(count(&house, "lesson_reminder").await, 2);
    let found = learning::deliveries(backend, &tenant.admin, None)
        .await
        .unwrap();
    assert!(found[0].is_overdue);
    let progress = learning::progress(backend, &tenant.admin, found[0].id)
        .await
        .unwrap();
    assert!(progress.reminders.iter().all(|row| row.is_done));
}

/// W5.3: no mail is made for whom none reaches.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_an_address_is_reminded() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let registration = house::registration("E-9", Role::Learner);
    let registration = Registration {
        input: PersonInput {
            email: None,
            ..registration.input
        },
        first_password: FirstPassword::Display,
        ..registration
    };
    let unreached = people::register(&house.backend, &tenant.admin, &registration)
        .await
        .unwrap()
        .person;
    house.register(&tenant, "E-1", "塚", "晴").await;
    let version = published(&house, &tenant, None).await;
    let delivery = deliver(&house, &tenant, to_everyone(version)).await;
    assert_eq!(count(&house, "lesson_request").await, 2);
    house.pass(7 * DAY_MS);
    work(&house).await;
    assert_eq!(count(&house, "lesson_reminder").await, 2);
    let asked = learning::remind(&house.backend, &tenant.admin, delivery, Some(unreached)).await;
    assert_eq!(refusal(asked), Refusal::NoAddress);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_slept_through_two_timings_reminds_once() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let version = published(&house, &tenant, None).await;
    deliver(&house, &tenant, to_everyone(version)).await;
    house.pass(30 * DAY_MS);
    work(&house).await;
    assert_eq!(count(&house, "lesson_reminder").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_reminds_by_hand_who_has_not_passed_once_a_time() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let late = house.register(&tenant, "E-1", "塚", "晴").await;
    let version = published(&house, &tenant, None).await;
    let mut input = to_everyone(version);
    input.reminders.clear();
    let id = deliver(&house, &tenant, input).await;
    let mine = learning::home(backend, &scope).await.unwrap().to_do;
    let mine = mine.iter().find(|item| item.enrollment != enrollment);
    let attempt = learning::start_attempt(backend, &scope, mine.unwrap().enrollment)
        .await
        .unwrap();
    let right = answers(&house, &scope, attempt, true).await;
    learning::hand_in(backend, &scope, attempt, &right)
        .await
        .unwrap();

    let remind = async |person| learning::remind(backend, &tenant.admin, id, person).await;
    for _ in 0..3 {
        remind(None).await.unwrap();
    }
    work(&house).await;
    assert_eq!(
        count(&house, "lesson_reminder").await,
        2,
        "the administrator and the newcomer"
    );
    for _ in 0..3 {
        remind(Some(late)).await.unwrap();
    }
    assert_eq!(count(&house, "lesson_reminder").await, 3);
    house.pass(60_000);
    remind(None).await.unwrap();
    work(&house).await;
    assert_eq!(count(&house, "lesson_reminder").await, 5);
    let progress = learning::progress(backend, &tenant.admin, id)
        .await
        .unwrap();
    let shown: Vec<_> = progress
        .reminders
        .iter()
        .map(|row| (row.reminder, row.is_done))
        .collect();
    assert_eq!(shown, [(None, true); 2]);

    let passed = scope.person().unwrap();
    assert_eq!(refusal(remind(Some(passed)).await), Refusal::TooLate);
    let stranger = house.tenant(20).await.admin;
    let nobody = stranger.person().unwrap();
    assert_eq!(refusal(remind(Some(nobody)).await), Refusal::NotFound);
    assert_eq!(
        refusal(learning::remind(backend, &stranger, id, None).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(learning::remind(backend, &scope, id, None).await),
        Refusal::Forbidden
    );
    house.pass(60_000);
    learning::close_delivery(backend, &tenant.admin, id)
        .await
        .unwrap();
    assert_eq!(refusal(remind(None).await), Refusal::TooLate);
}
