//! Deleting somebody across two stores, and crashes between the steps (white paper §3).

use backend::{
    error::Error,
    people::{self, Label, forget},
};
use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    people::{PeopleQuery, Person},
};

use crate::house::{House, Tenant, refusal, registration};

async fn is_gone(house: &House, tenant: &Tenant, person: Id<Person>) {
    let backend = &house.backend;
    assert_eq!(
        refusal(people::view(backend, &tenant.admin, person).await),
        Refusal::NotFound
    );
    assert!(matches!(
        backend.keys.person(tenant.organization, person).await,
        Err(Error::KeyLost(_))
    ));
    assert!(
        forget::is_forgotten(backend, &tenant.admin, person)
            .await
            .unwrap()
    );
    let names = people::names(backend, &tenant.admin, &[person])
        .await
        .unwrap();
    assert_eq!(names[&person], Label::Deleted);
    let page = people::list(backend, &tenant.admin, &PeopleQuery::default())
        .await
        .unwrap();
    assert_eq!(page.total, 1);
}

/// W3.1–W3.3
#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_person_is_unreadable_and_their_number_and_address_are_free() {
    let house = House::start().await;
    let tenant = house.tenant(3).await;
    let backend = &house.backend;
    let id = people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap()
        .person;
    people::forget(backend, &tenant.admin, id).await.unwrap();
    is_gone(&house, &tenant, id).await;
    assert_eq!(
        refusal(people::forget(backend, &tenant.admin, id).await),
        Refusal::NotFound
    );
    people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap();
}

/// After the unit with the erasure row, before the key is deleted.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_key_goes_is_finished_by_the_job() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = people::register(
        &house.backend,
        &tenant.admin,
        &registration("E-1", Role::Learner),
    )
    .await
    .unwrap()
    .person;
    forget::begin(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    let house = house.restart().await;
    house
        .backend
        .keys
        .person(tenant.organization, id)
        .await
        .unwrap();
    assert_eq!(forget::finish(&house.backend).await.unwrap(), 1);
    is_gone(&house, &tenant, id).await;
    assert_eq!(forget::finish(&house.backend).await.unwrap(), 0);
}

/// After the key is deleted, before the row says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_row_is_marked_is_finished_by_the_job() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = people::register(
        &house.backend,
        &tenant.admin,
        &registration("E-1", Role::Learner),
    )
    .await
    .unwrap()
    .person;
    forget::begin(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    house
        .backend
        .keys
        .forget(tenant.organization, id)
        .await
        .unwrap();
    let house = house.restart().await;
    assert_eq!(forget::finish(&house.backend).await.unwrap(), 1);
    is_gone(&house, &tenant, id).await;
}

/// A key made, and a crash before the row: a key nobody belongs to, and no person.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_key_and_row_leaves_nobody_half_registered() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = Id::<Person>::new(house.backend.now()).unwrap();
    house
        .backend
        .keys
        .create_people(tenant.organization, &[id])
        .await
        .unwrap();
    let house = house.restart().await;
    assert_eq!(
        refusal(people::view(&house.backend, &tenant.admin, id).await),
        Refusal::NotFound
    );
    let page = people::list(&house.backend, &tenant.admin, &PeopleQuery::default())
        .await
        .unwrap();
    assert_eq!(page.total, 1);
}

/// A missing key without an erasure row is an alarm, never taken for a deletion.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_key_is_not_a_deletion() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = people::register(
        &house.backend,
        &tenant.admin,
        &registration("E-1", Role::Learner),
    )
    .await
    .unwrap()
    .person;
    house
        .backend
        .keys
        .forget(tenant.organization, id)
        .await
        .unwrap();
    let lost = people::names(&house.backend, &tenant.admin, &[id]).await;
    assert!(matches!(lost, Err(Error::KeyLost(_))));
    assert!(
        !forget::is_forgotten(&house.backend, &tenant.admin, id)
            .await
            .unwrap()
    );
}

/// Rows were read, then their person was deleted: they are left out wherever many are shown, and a key that is lost stays an alarm.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_deleted_while_lists_are_read_is_left_out() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let id = people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap()
        .person;
    backend.keys.forget(tenant.organization, id).await.unwrap();
    let query = PeopleQuery::default();
    let everybody = async || people::everybody_opened(backend, &tenant.admin).await;
    let list = async || people::list(backend, &tenant.admin, &query).await;
    let recipient = async || {
        people::recipients(backend, tenant.organization, &[id])
            .await
            .unwrap()
            .remove(&id)
            .unwrap()
    };
    assert!(matches!(everybody().await, Err(Error::KeyLost(_))));
    assert!(matches!(list().await, Err(Error::KeyLost(_))));
    assert_eq!(recipient().await, Err(people::Unreachable::KeyLost));

    crate::house::erase(&house, &tenant, id).await;
    assert_eq!(everybody().await.unwrap().len(), 1);
    assert_eq!(list().await.unwrap().rows.len(), 1);
    assert_eq!(recipient().await, Err(people::Unreachable::Erased));
    assert_eq!(
        refusal(people::view(backend, &tenant.admin, id).await),
        Refusal::NotFound
    );
    assert!(matches!(
        people::key(backend, tenant.organization, id).await,
        Err(Error::Erased)
    ));
}
