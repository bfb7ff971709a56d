//! Started once, mailed once, ended.

use backend::{access, learning, people::groups, store::Unit};
use domain::{
    access::Role,
    error::{Field, Problem, Refusal},
    id::Id,
    learning::{Delivery, DeliveryState, EnrollmentState, Targets, view::ProgressFilter},
    people::GroupName,
    time::{DAY_MS, Day, HOUR_MS},
};

use super::{answers, count, deliver, learner, mails, published, to_everyone, work};
use crate::house::{House, START, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_looked_into_when_a_delivery_starts_and_everyone_is_enrolled_once() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let one = house.register(&tenant, "E-1", "塚", "晴").await;
    let two = house.register(&tenant, "E-2", "髙", "朗").await;
    house.register(&tenant, "E-3", "﨑", "隆").await;
    let mut ids = Vec::new();
    for name in ["営業部", "東京"] {
        let name = GroupName::parse(name).unwrap();
        ids.push(groups::create(backend, &tenant.admin, &name).await.unwrap());
    }
    groups::add_people(backend, &tenant.admin, ids[0], &[one])
        .await
        .unwrap();
    let version = published(&house, &tenant, None).await;
    let mut input = to_everyone(version);
    input.targets = Targets {
        everyone: false,
        groups: ids.clone(),
        people: vec![one],
    };
    input.starts_at = Some(START + HOUR_MS);
    let id = deliver(&house, &tenant, input).await;
    let state = async || {
        learning::progress(backend, &tenant.admin, id)
            .await
            .unwrap()
            .delivery
    };
    assert_eq!(state().await.state, DeliveryState::Scheduled);
    assert!(mails(&house).await.is_empty());

    // Joins before the start: is in. Joins after: is not.
    groups::add_people(backend, &tenant.admin, ids[1], &[two])
        .await
        .unwrap();
    house.pass(HOUR_MS);
    work(&house).await;
    groups::add_people(
        backend,
        &tenant.admin,
        ids[1],
        &[tenant.admin.person().unwrap()],
    )
    .await
    .unwrap();
    work(&house).await;
    let started = state().await;
    assert_eq!(
        (started.state, started.counts.total()),
        (DeliveryState::Open, 2)
    );
    assert_eq!(count(&house, "lesson_request").await, 2);
    let (people, next) =
        learning::people_of(backend, &tenant.admin, id, &ProgressFilter::default(), None)
            .await
            .unwrap();
    let mut found: Vec<_> = people.iter().map(|row| row.person).collect();
    found.sort_unstable();
    let mut wanted = vec![one, two];
    wanted.sort_unstable();
    assert_eq!((found, next), (wanted, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn confirming_twice_delivers_once() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let version = published(&house, &tenant, None).await;
    let id = learning::new_delivery_id(backend).unwrap();
    for _ in 0..2 {
        let input = to_everyone(version);
        learning::create_delivery(backend, &tenant.admin, id, input)
            .await
            .unwrap();
        work(&house).await;
    }
    let listed = learning::deliveries(backend, &tenant.admin, None)
        .await
        .unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(count(&house, "lesson_request").await, 1);
}

/// More people than a unit holds; several workers at once; each person enrolled and mailed once.
#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_start_a_large_delivery_enroll_nobody_twice() {
    let house = House::start().await;
    let tenant = house.tenant(2_000).await;
    let backend = &house.backend;
    super::lists::populate(&house, &tenant, 1_100).await;
    let version = published(&house, &tenant, None).await;
    let id = learning::new_delivery_id(backend).unwrap();
    learning::create_delivery(backend, &tenant.admin, id, to_everyone(version))
        .await
        .unwrap();
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let backend = backend.clone();
            tokio::spawn(async move { while learning::work(&backend).await.unwrap() {} })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let found = learning::progress(backend, &tenant.admin, id)
        .await
        .unwrap();
    assert_eq!(found.delivery.state, DeliveryState::Open);
    assert_eq!(found.delivery.counts.not_started, 1_101);
    assert_eq!(count(&house, "lesson_request").await, 1_101);
}

/// Makes what lies in the store of these deliveries unreadable.
async fn spoil(house: &House, deliveries: &[Id<Delivery>]) {
    for id in deliveries {
        let mut unit = Unit::new();
        unit.statement("UPDATE $delivery_id SET due_on = 'some day' RETURN NONE;")
            .record("delivery_id", "delivery", *id);
        house.backend.store.commit(unit).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_of_one_organisation_stops_no_other() {
    let house = House::start().await;
    let broken = house.tenant(20).await;
    let sound = house.tenant(20).await;
    let version = published(&house, &broken, None).await;
    let mut spoiled = Vec::new();
    // More of them than are looked at in one go, and before the other's.
    for _ in 0..25 {
        let mut input = to_everyone(version);
        input.starts_at = Some(START + HOUR_MS);
        spoiled.push(deliver(&house, &broken, input).await);
    }
    spoil(&house, &spoiled).await;
    let version = published(&house, &sound, None).await;
    let mut input = to_everyone(version);
    input.starts_at = Some(START + 2 * HOUR_MS);
    let id = deliver(&house, &sound, input).await;
    house.pass(3 * HOUR_MS);
    assert!(learning::work(&house.backend).await.is_err());
    let found = learning::progress(&house.backend, &sound.admin, id)
        .await
        .unwrap();
    assert_eq!(found.delivery.state, DeliveryState::Open);
    assert_eq!(count(&house, "lesson_request").await, 1);

    // The same with reminders.
    house.pass(6 * DAY_MS);
    let version = published(&house, &broken, None).await;
    let mut input = to_everyone(version);
    input.due_on = Some(Day::at(house.backend.now()).plus(7));
    input.reminders = vec!["start+1@0".parse().unwrap()];
    let id = learning::new_delivery_id(&house.backend).unwrap();
    learning::create_delivery(&house.backend, &broken.admin, id, input)
        .await
        .unwrap();
    assert!(learning::work(&house.backend).await.is_err());
    assert_eq!(count(&house, "lesson_request").await, 2);
    spoil(&house, &[id]).await;
    let before = count(&house, "lesson_reminder").await;
    house.pass(2 * DAY_MS);
    assert!(learning::work(&house.backend).await.is_err());
    assert_eq!(count(&house, "lesson_reminder").await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_interrupted_goes_on_after_a_restart() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let version = published(&house, &tenant, None).await;
    let mut input = to_everyone(version);
    input.starts_at = Some(START + 1);
    let id = deliver(&house, &tenant, input).await;
    // As a kill between its first two units leaves it.
    let mut unit = Unit::new();
    unit.statement("UPDATE $delivery_id SET state = 'starting' RETURN NONE;")
        .record("delivery_id", "delivery", id);
    house.backend.store.commit(unit).await.unwrap();
    house.pass(2);
    let organization = tenant.organization;
    drop(tenant);
    let house = house.restart().await;
    work(&house).await;
    let scope = access::system_scope(&house.backend, organization)
        .await
        .unwrap();
    let found = learning::progress(&house.backend, &scope, id)
        .await
        .unwrap();
    assert_eq!(found.delivery.state, DeliveryState::Open);
    assert_eq!(found.delivery.counts.total(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_withdrawn_before_it_starts_and_ended_after() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let version = published(&house, &tenant, None).await;
    let mut later = to_everyone(version);
    later.starts_at = Some(START + HOUR_MS);
    let id = deliver(&house, &tenant, later).await;
    assert_eq!(
        refusal(learning::close_delivery(backend, &tenant.admin, id).await),
        Refusal::TooLate
    );
    learning::cancel_delivery(backend, &tenant.admin, id)
        .await
        .unwrap();
    house.pass(30 * DAY_MS);
    work(&house).await;
    assert!(mails(&house).await.is_empty());

    let now = house.backend.now();
    let mut open = to_everyone(version);
    open.due_on = Some(Day::at(now).plus(7));
    let id = deliver(&house, &tenant, open).await;
    let scope = &tenant.admin;
    let home = learning::home(backend, scope).await.unwrap();
    let enrollment = home.to_do[0].enrollment;
    let attempt = learning::start_attempt(backend, scope, enrollment)
        .await
        .unwrap();
    learning::close_delivery(backend, scope, id).await.unwrap();
    assert!(
        learning::home(backend, scope)
            .await
            .unwrap()
            .to_do
            .is_empty()
    );
    assert!(
        learning::lesson_page(backend, scope, enrollment)
            .await
            .unwrap()
            .is_closed
    );
    let right = answers(&house, scope, attempt, false).await;
    learning::hand_in(backend, scope, attempt, &right)
        .await
        .unwrap();
    assert_eq!(
        refusal(learning::start_attempt(backend, scope, enrollment).await),
        Refusal::NoAttemptLeft
    );
    house.pass(30 * DAY_MS);
    work(&house).await;
    assert_eq!(count(&house, "lesson_reminder").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_delivered_is_refused() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let other = house.tenant(20).await;
    let backend = &house.backend;
    let version = published(&house, &tenant, None).await;
    let create = async |scope, input| {
        let id = learning::new_delivery_id(backend).unwrap();
        refusal(learning::create_delivery(backend, scope, id, input).await)
    };
    assert_eq!(
        create(&other.admin, to_everyone(version)).await,
        Refusal::NotFound
    );
    let member = house.signed_in(&tenant, Role::Member, false).await;
    assert_eq!(
        create(&member, to_everyone(version)).await,
        Refusal::Forbidden
    );
    let mut nobody = to_everyone(version);
    nobody.targets.everyone = false;
    assert_eq!(
        create(&tenant.admin, nobody).await,
        Refusal::invalid(Field::Targets, Problem::Missing)
    );
    let id = deliver(&house, &tenant, to_everyone(version)).await;
    let unseen = [
        refusal(learning::progress(backend, &other.admin, id).await),
        refusal(learning::close_delivery(backend, &other.admin, id).await),
        refusal(
            learning::people_of(backend, &other.admin, id, &ProgressFilter::default(), None).await,
        ),
    ];
    assert_eq!(unseen, [const { Refusal::NotFound }; 3]);
    assert_eq!(
        refusal(learning::progress(backend, &member, id).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(learning::deliveries(backend, &member, None).await),
        Refusal::Forbidden
    );
}

/// People of another organisation who are named in a forged form are nobody here.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_another_organisation_is_enrolled() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let other = house.tenant(20).await;
    let version = published(&house, &tenant, None).await;
    let mut input = to_everyone(version);
    input.targets = Targets {
        everyone: false,
        groups: vec![Id::new(1).unwrap()],
        people: vec![other.admin.person().unwrap()],
    };
    let id = deliver(&house, &tenant, input).await;
    let found = learning::progress(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    assert_eq!(
        (found.delivery.state, found.delivery.counts.total()),
        (DeliveryState::Open, 0)
    );
    assert!(mails(&house).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrator_watches_states_days_and_people() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let delivery = learning::deliveries(backend, &tenant.admin, None)
        .await
        .unwrap()[0]
        .id;
    house.pass(DAY_MS);
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let right = answers(&house, &scope, attempt, true).await;
    learning::hand_in(backend, &scope, attempt, &right)
        .await
        .unwrap();
    let found = learning::progress(backend, &tenant.admin, delivery)
        .await
        .unwrap();
    let counts = found.delivery.counts;
    assert_eq!(
        (counts.not_started, counts.passed, counts.percent()),
        (1, 1, 50)
    );
    assert_eq!(found.passed_by_day, [(Day::at(START).plus(1), 1)]);
    let people = async |filter: ProgressFilter| {
        let (rows, _) = learning::people_of(backend, &tenant.admin, delivery, &filter, None)
            .await
            .unwrap();
        rows
    };
    let passed = people(ProgressFilter {
        state: Some(EnrollmentState::Passed),
        ..ProgressFilter::default()
    })
    .await;
    assert_eq!(passed.len(), 1);
    assert_eq!(passed[0].person, scope.person().unwrap());
    assert_eq!(passed[0].standing.best_score, Some(100));
    let found = people(ProgressFilter {
        search: "髙橋".to_owned(),
        ..ProgressFilter::default()
    })
    .await;
    assert_eq!(found.len(), 1);
    let none = people(ProgressFilter {
        search: "髙橋".to_owned(),
        state: Some(EnrollmentState::NotStarted),
        ..ProgressFilter::default()
    })
    .await;
    assert!(none.is_empty());
    let open = learning::open_deliveries(backend, &tenant.admin)
        .await
        .unwrap();
    assert_eq!(open[0].id, delivery);
}
