//! Lists of people: pages, search, the directory in memory.

use backend::{
    access, people,
    store::{Unit, record},
};
use domain::{
    access::Role,
    people::{PAGE, PeopleOrder, PeopleQuery, PersonState},
};
use surrealdb::types::Bytes;

use crate::house::{House, registration};

fn search(text: &str) -> PeopleQuery {
    PeopleQuery {
        search: text.into(),
        ..PeopleQuery::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_repetition_in_both_orders() {
    let house = House::start().await;
    let tenant = house.tenant(200).await;
    let mut registered = vec![tenant.admin.person().unwrap()];
    for n in 0..120 {
        house.pass(1);
        registered.push(
            house
                .register(&tenant, &format!("E-{n:03}"), &format!("姓{n:03}"), "")
                .await,
        );
    }
    registered.reverse();
    for order in [PeopleOrder::Newest, PeopleOrder::Kana] {
        let mut query = PeopleQuery {
            order,
            ..PeopleQuery::default()
        };
        let mut seen = Vec::new();
        loop {
            let page = people::list(&house.backend, &tenant.admin, &query)
                .await
                .unwrap();
            assert_eq!(page.total, 121);
            assert!(page.rows.len() <= usize::from(PAGE));
            seen.extend(page.rows.iter().map(|row| row.id));
            query.after = page.next;
            if page.next.is_none() {
                break;
            }
        }
        if order == PeopleOrder::Newest {
            assert_eq!(seen, registered);
        } else {
            // The administrator has kana and so comes first; the others follow by name.
            assert_eq!(seen[0], tenant.admin.person().unwrap());
            let mut others: Vec<_> = registered[..120].to_vec();
            others.reverse();
            assert_eq!(seen[1..], others);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_parts_of_names_kana_numbers_and_addresses_and_sees_changes_at_once() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = people::register(
        &house.backend,
        &tenant.admin,
        &registration("E-0042", Role::Learner),
    )
    .await
    .unwrap()
    .person;
    for text in [
        "髙橋",
        "晴朗",
        "ﾀｶﾊｼ",
        "はるあき",
        "0042",
        "e-0042@example",
        "髙橋 晴",
    ] {
        let page = people::list(&house.backend, &tenant.admin, &search(text))
            .await
            .unwrap();
        assert_eq!(
            page.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
            [id],
            "{text}"
        );
        assert_eq!(page.total, 1);
    }
    let other = house.register(&tenant, "E-0043", "髙橋", "花").await;
    let page = people::list(&house.backend, &tenant.admin, &search("髙橋"))
        .await
        .unwrap();
    assert_eq!(page.total, 2);
    people::forget(&house.backend, &tenant.admin, other)
        .await
        .unwrap();
    let page = people::list(&house.backend, &tenant.admin, &search("髙橋"))
        .await
        .unwrap();
    assert_eq!(page.total, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_the_list_together() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let coordinator = house.signed_in(&tenant, Role::Coordinator, false).await;
    let invited = house.register(&tenant, "E-1", "塚", "晴").await;
    let name = domain::people::GroupName::parse("営業部").unwrap();
    let group = people::groups::create(backend, &tenant.admin, &name)
        .await
        .unwrap();
    people::groups::add_people(
        backend,
        &tenant.admin,
        group,
        &[invited, coordinator.person().unwrap()],
    )
    .await
    .unwrap();
    let ids = async |query: PeopleQuery| {
        let page = people::list(backend, &tenant.admin, &query).await.unwrap();
        assert_eq!(page.total as usize, page.rows.len());
        page.rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let query = PeopleQuery::default();
    assert_eq!(
        ids(PeopleQuery {
            state: Some(PersonState::Invited),
            ..query.clone()
        })
        .await,
        [invited]
    );
    assert_eq!(
        ids(PeopleQuery {
            role: Some(Role::Learner),
            ..query.clone()
        })
        .await,
        [invited]
    );
    assert_eq!(
        ids(PeopleQuery {
            org_admins: true,
            ..query.clone()
        })
        .await,
        [tenant.admin.person().unwrap()]
    );
    assert_eq!(
        ids(PeopleQuery {
            group: Some(group),
            ..query.clone()
        })
        .await
        .len(),
        2
    );
    assert_eq!(
        ids(PeopleQuery {
            group: Some(group),
            state: Some(PersonState::Active),
            ..query.clone()
        })
        .await,
        [coordinator.person().unwrap()]
    );
    assert_eq!(
        ids(PeopleQuery {
            group: Some(group),
            search: "塚".into(),
            ..query.clone()
        })
        .await,
        [invited]
    );
    assert_eq!(
        ids(PeopleQuery {
            role: Some(Role::Member),
            ..query
        })
        .await,
        []
    );
}

/// What a page costs does not depend on how many people there are: each list goes through the index it is meant to go through.
#[tokio::test(flavor = "multi_thread")]
async fn every_list_reads_through_its_index() {
    use backend::store::{Unit, uuid};
    use surrealdb::types::{SurrealValue, ToSql, Value};

    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = house.register(&tenant, "E-1", "塚", "晴").await;
    for (statement, index) in people::list_statements() {
        let mut query = Unit::new();
        query
            .statement(explained(statement))
            .id("person_org", tenant.organization)
            .record("person_after", "person", id)
            .bind("person_state", "invited".to_owned())
            .id("membership_org", tenant.organization)
            .id("membership_of", id)
            .id("membership_after", id)
            .id("group_org", tenant.organization)
            .bind(
                "group_after",
                surrealdb::types::RecordId::new("group", uuid(id)),
            );
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

/// The statement with its plan asked for.
fn explained(statement: &str) -> &'static str {
    let text = format!("{} EXPLAIN FULL;", statement.trim_end_matches(';'));
    Box::leak(text.into_boxed_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_search_reads_nobodys_row_but_the_pages() {
    let house = House::start().await;
    let tenant = house.tenant(2_000).await;
    let mut found = Vec::new();
    for n in 0..60 {
        let person = house
            .register(&tenant, &format!("E-{n}"), "塚", &format!("晴{n}"))
            .await;
        if n == 5 || n / 10 == 5 {
            found.push(record("person", person));
        }
    }
    people::list(&house.backend, &tenant.admin, &search("塚"))
        .await
        .unwrap();
    // From here on, whoever reads the row of somebody who is not found fails.
    let mut unit = Unit::new();
    unit.statement(
        "UPDATE person SET name = $spoiled WHERE org = $org AND id NOT IN $shown RETURN NONE;",
    )
    .id("org", tenant.organization)
    .bind("spoiled", Bytes::from(vec![0_u8; 80]))
    .bind("shown", found);
    house.backend.store.commit(unit).await.unwrap();
    let page = people::list(&house.backend, &tenant.admin, &search("晴5"))
        .await
        .unwrap();
    assert_eq!((page.total, page.rows.len()), (11, 11));
    // It is the directory that spares them: without it they are read.
    let organization = tenant.organization;
    drop(tenant);
    let house = house.restart().await;
    let scope = access::system_scope(&house.backend, organization)
        .await
        .unwrap();
    assert!(
        people::list(&house.backend, &scope, &search("晴5"))
            .await
            .is_err()
    );
}
