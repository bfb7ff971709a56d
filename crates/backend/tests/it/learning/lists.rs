//! Lists go over the index they are meant to go over, and show the same as without it.

use backend::{
    access, learning,
    people::{self, NewPerson},
    store::{Unit, uuid},
};
use domain::{
    access::Role,
    id::Id,
    learning::{EnrollmentState, view::ProgressFilter},
    people::{Email, Person, PersonName},
};
use surrealdb::types::{SurrealValue, ToSql, Value};

use super::{deliver, published, to_everyone};
use crate::house::{House, Tenant};

/// Adds people as an import does: in large units, with addresses.
pub(super) async fn populate(house: &House, tenant: &Tenant, count: u32) {
    let backend = &house.backend;
    let system = backend.keys.system().await.unwrap();
    let scope = access::system_scope(backend, tenant.organization)
        .await
        .unwrap();
    let now = backend.now();
    let ids: Vec<Id<Person>> = (0..count)
        .map(|n| Id::in_sequence(now, n).unwrap())
        .collect();
    let keys = backend
        .keys
        .create_people(tenant.organization, &ids)
        .await
        .unwrap();
    let name = PersonName::parse("塚", "晴", "ツカ", "ハル").unwrap();
    for chunk in ids.chunks(400) {
        let mut unit = Unit::new();
        for id in chunk {
            let email = Email::check(&format!("{id}@example.co.jp")).unwrap();
            let person = NewPerson {
                id: *id,
                organization: tenant.organization,
                name: &name,
                email: Some(&email),
                employee_number: None,
                login_id: None,
                role: Role::Learner,
                is_org_admin: false,
                created_at: now,
            };
            let keys = people::Keys {
                person: &keys[id],
                organization: scope.organization_key(),
                system: &system,
            };
            people::add_person(&mut unit, &keys, &person).unwrap();
        }
        backend.store.commit(unit).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_reads_through_its_index() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let version = published(&house, &tenant, None).await;
    let delivery = deliver(&house, &tenant, to_everyone(version)).await;
    let other: Id<Person> = Id::new(5).unwrap();
    for (statement, index) in learning::LIST_QUERIES {
        let text = format!("{} EXPLAIN FULL;", statement.trim_end_matches(';'));
        let mut query = Unit::new();
        query
            .statement(Box::leak(text.into_boxed_str()))
            .id("lesson_org", tenant.organization)
            .record("lesson_after", "lesson", other)
            .id("delivery_org", tenant.organization)
            .record("delivery_after", "delivery", other)
            .bind("delivery_limit", 20)
            .bind("delivery_state", "scheduled".to_owned())
            .bind("delivery_skipped", 0)
            .bind("delivery_now", u64::from(u32::MAX))
            .bind("reminder_skipped", 0)
            .bind("reminder_now", u64::from(u32::MAX))
            .id("reminder_org", tenant.organization)
            .record("reminder_delivery", "delivery", delivery)
            .id("enrollment_org", tenant.organization)
            .id("enrollment_person", tenant.admin.person().unwrap())
            .record("enrollment_delivery", "delivery", delivery)
            .record("enrollment_after", "enrollment", other)
            .bind("enrollment_state", "passed".to_owned())
            .bind("enrollment_limit", 20);
        let plan: Value = crate::harness::read(&house.backend, query).await;
        let plan = plan.into_value().to_sql();
        assert!(plan.contains(index), "{statement}: {plan}");
        for slow in [
            "TableScan",
            "Iterate Table",
            "Iterate Index Reverse",
            "Backward",
        ] {
            assert!(!plan.contains(slow), "{statement}: {plan}");
        }
    }
}

/// 3.x had indexes that returned other rows than the table: what is listed is compared with what is there.
#[tokio::test(flavor = "multi_thread")]
async fn pages_show_everybody_once_in_the_order_in_which_people_list() {
    let house = House::start().await;
    let tenant = house.tenant(500).await;
    let other = house.tenant(500).await;
    let backend = &house.backend;
    populate(&house, &tenant, 120).await;
    populate(&house, &other, 10).await;
    let version = published(&house, &tenant, None).await;
    let delivery = deliver(&house, &tenant, to_everyone(version)).await;
    deliver(&house, &tenant, to_everyone(version)).await;
    for (filter, wanted) in [
        (ProgressFilter::default(), 121),
        (
            ProgressFilter {
                state: Some(EnrollmentState::NotStarted),
                ..ProgressFilter::default()
            },
            121,
        ),
        (
            ProgressFilter {
                state: Some(EnrollmentState::Passed),
                ..ProgressFilter::default()
            },
            0,
        ),
        (
            ProgressFilter {
                search: "塚".to_owned(),
                ..ProgressFilter::default()
            },
            120,
        ),
    ] {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let (rows, next) =
                learning::people_of(backend, &tenant.admin, delivery, &filter, after)
                    .await
                    .unwrap();
            assert!(rows.len() <= 100);
            found.extend(rows.into_iter().map(|row| row.person));
            after = next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), wanted, "{filter:?}");
        assert!(found.is_sorted(), "{filter:?}");
        found.dedup();
        assert_eq!(found.len(), wanted, "{filter:?}");
    }
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE org FROM enrollment WHERE org = $enrollment_org;")
        .bind("enrollment_org", uuid(other.organization));
    let strangers: Vec<surrealdb::types::Uuid> = crate::harness::read(backend, query).await;
    assert!(strangers.is_empty());
}
