//! Sealed values that somebody with the database moved, changed or made up: none is ever shown (W8.1).

use backend::{error::Error, people, store::Unit};
use domain::{id::Id, people::Person};
use surrealdb::types::Bytes;

use crate::house::{House, Tenant};

async fn stored(house: &House, person: Id<Person>, statement: &'static str) -> Vec<u8> {
    let mut query = Unit::new();
    query
        .statement(statement)
        .record("person_id", "person", person);
    let found: Vec<Bytes> = crate::harness::read(&house.backend, query).await;
    found[0].to_vec()
}

async fn put(house: &House, person: Id<Person>, statement: &'static str, bytes: Vec<u8>) {
    let mut unit = Unit::new();
    unit.statement(statement)
        .record("person_id", "person", person)
        .bind("person_value", Bytes::from(bytes));
    house.backend.store.commit(unit).await.unwrap();
}

const NAME: &str = "SELECT VALUE name FROM $person_id;";
const NUMBER: &str = "SELECT VALUE employee_number FROM $person_id;";
const PUT_NAME: &str = "UPDATE $person_id SET name = $person_value RETURN NONE;";
const PUT_NUMBER: &str = "UPDATE $person_id SET employee_number = $person_value RETURN NONE;";
const PUT_LOGIN_ID: &str = "UPDATE $person_id SET login_id = $person_value RETURN NONE;";

async fn is_unreadable(house: &House, tenant: &Tenant, person: Id<Person>, why: &str) {
    match people::view(&house.backend, &tenant.admin, person).await {
        Err(Error::Unreadable) => {}
        other => panic!("{why}: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_was_moved_to_another_person_field_or_organisation_is_never_shown() {
    let house = House::start().await;
    let (ours, theirs) = (house.tenant(20).await, house.tenant(20).await);
    let one = house.register(&ours, "E-1", "塚", "晴").await;
    let other = house.register(&ours, "E-2", "髙", "朗").await;
    let stranger = house.register(&theirs, "E-3", "神", "福").await;
    let (name, number) = (
        stored(&house, one, NAME).await,
        stored(&house, one, NUMBER).await,
    );

    for foreign in [other, stranger] {
        let value = stored(&house, foreign, NAME).await;
        put(&house, one, PUT_NAME, value).await;
        is_unreadable(&house, &ours, one, "another person's name").await;
    }
    put(&house, one, PUT_NAME, number.clone()).await;
    is_unreadable(&house, &ours, one, "their own number as a name").await;
    put(&house, one, PUT_NAME, name).await;
    put(&house, one, PUT_LOGIN_ID, number).await;
    is_unreadable(&house, &ours, one, "their own number as a login id").await;
    let view = people::view(&house.backend, &ours.admin, other)
        .await
        .unwrap();
    assert_eq!(view.name.family(), "髙");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_was_changed_or_never_sealed_is_never_shown() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let person = house.register(&tenant, "E-1", "塚", "晴").await;
    let sealed = stored(&house, person, NUMBER).await;
    // Header, key id, nonce, text and tag: a bit of every eleventh byte and of the last.
    let places = (0..sealed.len()).step_by(11).chain([sealed.len() - 1]);
    for at in places {
        let mut changed = sealed.clone();
        changed[at] ^= 1 << (at % 8);
        put(&house, person, PUT_NUMBER, changed).await;
        is_unreadable(&house, &tenant, person, "a bit was changed").await;
    }
    put(&house, person, PUT_NUMBER, b"E-1".to_vec()).await;
    is_unreadable(&house, &tenant, person, "never sealed").await;
    put(&house, person, PUT_NUMBER, sealed).await;
    let view = people::view(&house.backend, &tenant.admin, person)
        .await
        .unwrap();
    assert_eq!(view.employee_number.as_deref(), Some("E-1"));
}
