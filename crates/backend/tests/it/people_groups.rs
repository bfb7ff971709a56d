//! Groups (white paper §4), and who waits while an import runs.

use backend::{
    people::{self, Membership, Origin, RosterChange, groups},
    store::Unit,
};
use domain::{
    access::Role,
    error::{Field, Refusal},
    id::Id,
    people::{COUNTED, Group, GroupName},
    text::{Locale, text},
};

use crate::house::{House, refusal, registration};

fn name(text: &str) -> GroupName {
    GroupName::parse(text).unwrap()
}

/// W4.1, W4.2, W4.5
#[tokio::test(flavor = "multi_thread")]
async fn groups_are_created_renamed_and_listed_newest_first_each_name_once() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let other = house.tenant(20).await;
    let backend = &house.backend;
    let mut ids = Vec::new();
    for text in ["営業部", "開発部", "総務部 髙﨑"] {
        ids.push(
            groups::create(backend, &tenant.admin, &name(text))
                .await
                .unwrap(),
        );
        house.pass(1);
    }
    let page = groups::page(backend, &tenant.admin, None).await.unwrap();
    assert_eq!(
        page.rows
            .iter()
            .map(|g| g.name.as_str())
            .collect::<Vec<_>>(),
        ["総務部 髙﨑", "開発部", "営業部"]
    );
    assert_eq!(
        refusal(groups::create(backend, &tenant.admin, &name("営業部 ")).await),
        Refusal::Taken(Field::GroupName)
    );
    groups::rename(backend, &tenant.admin, ids[0], 0, &name("第一営業部"))
        .await
        .unwrap();
    assert_eq!(
        refusal(groups::rename(backend, &tenant.admin, ids[0], 0, &name("x")).await),
        Refusal::Changed
    );
    assert_eq!(
        refusal(groups::rename(backend, &tenant.admin, ids[0], 1, &name("開発部")).await),
        Refusal::Taken(Field::GroupName)
    );
    // The old name is free, and other organisations have names of their own.
    groups::create(backend, &tenant.admin, &name("営業部"))
        .await
        .unwrap();
    groups::create(backend, &other.admin, &name("開発部"))
        .await
        .unwrap();
    assert_eq!(
        refusal(groups::view(backend, &other.admin, ids[0], None).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(groups::rename(backend, &other.admin, ids[0], 1, &name("y")).await),
        Refusal::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_who_create_the_same_group_at_once_one_succeeds() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (backend, scope) = (house.backend.clone(), tenant.admin.clone());
            tokio::spawn(async move { groups::create(&backend, &scope, &name("営業部")).await })
        })
        .collect();
    let mut created = 0;
    for attempt in tries {
        match attempt.await.unwrap() {
            Ok(_) => created += 1,
            refused => assert_eq!(refusal(refused), Refusal::Taken(Field::GroupName)),
        }
    }
    assert_eq!(created, 1);
}

/// W4.5, W4.8: from both sides, and twice is once.
#[tokio::test(flavor = "multi_thread")]
async fn people_come_into_groups_and_out_again() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let other = house.tenant(20).await;
    let backend = &house.backend;
    let group = groups::create(backend, &tenant.admin, &name("営業部"))
        .await
        .unwrap();
    let a = house.register(&tenant, "E-1", "塚", "晴").await;
    house.pass(1);
    let b = house.register(&tenant, "E-2", "神", "福").await;
    groups::add_people(backend, &tenant.admin, group, &[a, b])
        .await
        .unwrap();
    groups::add_people(backend, &tenant.admin, group, &[a])
        .await
        .unwrap();
    let view = groups::view(backend, &tenant.admin, group, None)
        .await
        .unwrap();
    assert_eq!(
        view.members
            .rows
            .iter()
            .map(|row| row.id)
            .collect::<Vec<_>>(),
        [b, a]
    );
    assert_eq!(view.members.total, 2);
    assert_eq!(
        groups::page(backend, &tenant.admin, None)
            .await
            .unwrap()
            .rows[0]
            .members,
        2
    );
    let person = people::view(backend, &tenant.admin, a).await.unwrap();
    assert_eq!(
        person
            .groups
            .iter()
            .map(|g| g.name.as_str())
            .collect::<Vec<_>>(),
        ["営業部"]
    );
    groups::remove_people(backend, &tenant.admin, group, &[b])
        .await
        .unwrap();
    assert_eq!(
        people::everybody_in_groups(backend, &tenant.admin, &[group])
            .await
            .unwrap(),
        [a]
    );

    let stranger = house.register(&other, "E-1", "塚", "晴").await;
    for refused in [
        groups::add_people(backend, &tenant.admin, group, &[stranger]).await,
        groups::add_people(backend, &other.admin, group, &[stranger]).await,
        groups::add_people(backend, &tenant.admin, Id::<Group>::new(1).unwrap(), &[a]).await,
    ] {
        assert_eq!(refusal(refused), Refusal::NotFound);
    }
    let refused = groups::remove_people(backend, &other.admin, group, &[a]).await;
    assert_eq!(refusal(refused), Refusal::NotFound);
    assert_eq!(
        groups::view(backend, &tenant.admin, group, None)
            .await
            .unwrap()
            .members
            .total,
        1
    );
    people::forget(backend, &tenant.admin, a).await.unwrap();
    assert_eq!(
        groups::view(backend, &tenant.admin, group, None)
            .await
            .unwrap()
            .members
            .total,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_registered_into_a_group_is_in_it() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let group = groups::create(&house.backend, &tenant.admin, &name("営業部"))
        .await
        .unwrap();
    let new = people::Registration {
        groups: vec![group],
        ..registration("E-1", Role::Learner)
    };
    let id = people::register(&house.backend, &tenant.admin, &new)
        .await
        .unwrap()
        .person;
    assert_eq!(
        people::everybody_in_groups(&house.backend, &tenant.admin, &[group, group])
            .await
            .unwrap(),
        [id]
    );
    let unknown = people::Registration {
        groups: vec![Id::new(1).unwrap()],
        ..registration("E-2", Role::Learner)
    };
    let refused = people::register(&house.backend, &tenant.admin, &unknown).await;
    assert_eq!(refusal(refused), Refusal::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_an_import_runs_every_other_change_of_people_waits() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let group = groups::create(backend, &tenant.admin, &name("営業部"))
        .await
        .unwrap();
    let a = house.register(&tenant, "E-1", "塚", "晴").await;
    let import = uuid::Uuid::from_u128(7);
    let mut unit = Unit::new();
    unit.statement("UPDATE $roster SET import = $import RETURN NONE;")
        .record("roster", "roster", tenant.organization)
        .bind("import", surrealdb::types::Uuid::from(import));
    backend.store.commit(unit).await.unwrap();
    for refused in [
        people::register(backend, &tenant.admin, &registration("E-2", Role::Learner))
            .await
            .map(|_| ()),
        people::change(
            backend,
            &tenant.admin,
            a,
            0,
            &crate::house::input("E-3", Role::Learner),
            false,
        )
        .await,
        people::suspend(backend, &tenant.admin, a).await,
        people::forget(backend, &tenant.admin, a).await,
        groups::create(backend, &tenant.admin, &name("開発部"))
            .await
            .map(|_| ()),
        groups::add_people(backend, &tenant.admin, group, &[a]).await,
        people::passwords::invite_all_again(backend, &tenant.admin)
            .await
            .map(|_| ()),
    ] {
        assert_eq!(refusal(refused), Refusal::ImportRunning);
    }
    // The import itself goes on.
    let mut unit = Unit::new();
    people::touch_roster(
        &mut unit,
        &tenant.admin,
        RosterChange {
            import: Some(import),
            ..RosterChange::default()
        },
    );
    people::add_memberships(
        &mut unit,
        &tenant.admin,
        &[Membership { group, person: a }],
        Origin::Import,
    );
    backend.store.commit(unit).await.unwrap();
    let all = groups::all_memberships(backend, &tenant.admin)
        .await
        .unwrap();
    assert!(all.len() == 1 && all[0].by_import);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_large_group_as_many_are_counted_as_are_told() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let group = groups::create(backend, &tenant.admin, &name("全社員"))
        .await
        .unwrap();
    let members = async || {
        let view = groups::view(backend, &tenant.admin, group, None)
            .await
            .unwrap();
        let page = groups::page(backend, &tenant.admin, None).await.unwrap();
        (page.rows[0].members, view.members.total, view.members.more)
    };
    // Memberships alone: who the people are is not looked at to count them.
    let put_in = async |count: u32| {
        let memberships: Vec<_> = (0..count)
            .map(|_| Membership {
                group,
                person: Id::new(backend.now()).unwrap(),
            })
            .collect();
        let mut unit = Unit::new();
        people::add_memberships(&mut unit, &tenant.admin, &memberships, Origin::Manual);
        backend.store.commit(unit).await.unwrap();
    };
    put_in(COUNTED).await;
    assert_eq!(members().await, (COUNTED, COUNTED, false));
    put_in(30).await;
    assert_eq!(members().await, (COUNTED + 1, COUNTED, true));
    let words = &text(Locale::Ja).groups;
    assert_eq!((words.members)(COUNTED), "1,000人");
    assert_eq!((words.members)(COUNTED + 1), "1,000人超");
}
