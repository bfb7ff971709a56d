//! Registering, changing, suspending: one person at a time (white paper §5, §6).

use backend::people::{self, Registration, roster};
use domain::{
    access::Role,
    error::{Field, Problem, Refusal},
    people::{FirstPassword, PeopleQuery, PersonFields, PersonInput, PersonName, PersonState},
};

use crate::house::{House, input, refusal, registration};

/// W5.2: and every character comes back byte for byte.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_registered_is_read_back_as_it_was_given() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    for (n, text) in ["塚", "晴", "朗", "隆", "神", "福", "髙", "﨑", "𠮷"]
        .iter()
        .enumerate()
    {
        house.pass(1);
        let id = house
            .register(&tenant, &format!("E-{n}"), text, &format!("{text}{text}"))
            .await;
        let view = people::view(&house.backend, &tenant.admin, id)
            .await
            .unwrap();
        assert_eq!(view.name.family().as_bytes(), text.as_bytes());
        assert_eq!(view.name.given(), format!("{text}{text}"));
        assert_eq!(view.employee_number.as_deref(), Some(&*format!("E-{n}")));
        assert_eq!(view.login_id, view.employee_number);
        assert_eq!(view.state, PersonState::Invited);
        let found = people::list(
            &house.backend,
            &tenant.admin,
            &PeopleQuery {
                search: (*text).into(),
                ..PeopleQuery::default()
            },
        )
        .await
        .unwrap();
        assert!(found.rows.iter().any(|row| row.id == id), "{text}");
    }
    let all = people::list(&house.backend, &tenant.admin, &PeopleQuery::default())
        .await
        .unwrap();
    assert_eq!(all.total, 10);
    assert_eq!(all.rows[0].name, "𠮷 𠮷𠮷");
}

/// W5.1
#[tokio::test(flavor = "multi_thread")]
async fn of_eight_people_registered_at_once_only_as_many_come_in_as_there_are_seats() {
    let house = House::start().await;
    let tenant = house.tenant(4).await;
    let tries: Vec<_> = (0..8)
        .map(|n| {
            let (backend, scope) = (house.backend.clone(), tenant.admin.clone());
            tokio::spawn(async move {
                people::register(
                    &backend,
                    &scope,
                    &registration(&format!("E-{n}"), Role::Learner),
                )
                .await
            })
        })
        .collect();
    let mut registered = 0;
    for attempt in tries {
        match attempt.await.unwrap() {
            Ok(_) => registered += 1,
            refused => assert!(matches!(refusal(refused), Refusal::NoSeats { missing: 1 })),
        }
    }
    assert_eq!(registered, 3);
    let roster = roster(&house.backend, tenant.organization).await.unwrap();
    assert_eq!((roster.people, roster.seats), (4, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_people_with_one_number_one_is_registered() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let tries: Vec<_> = (0..8)
        .map(|n| {
            let (backend, scope) = (house.backend.clone(), tenant.admin.clone());
            let mut new = registration("E-1", Role::Learner);
            new.input.email = domain::people::Email::check(&format!("p{n}@example.co.jp")).ok();
            tokio::spawn(async move { people::register(&backend, &scope, &new).await })
        })
        .collect();
    let mut registered = 0;
    for attempt in tries {
        match attempt.await.unwrap() {
            Ok(_) => registered += 1,
            refused => assert!(matches!(
                refusal(refused),
                Refusal::Taken(Field::EmployeeNumber | Field::LoginId)
            )),
        }
    }
    assert_eq!(registered, 1);
    assert_eq!(
        roster(&house.backend, tenant.organization)
            .await
            .unwrap()
            .people,
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_that_is_taken_is_told_and_other_organizations_are_never_in_the_way() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let other = house.tenant(20).await;
    people::register(
        &house.backend,
        &tenant.admin,
        &registration("E-1", Role::Learner),
    )
    .await
    .unwrap();
    let with = |fields: PersonFields| Registration {
        input: PersonInput::parse(&PersonFields {
            family: "神".into(),
            role: "learner".into(),
            ..fields
        })
        .unwrap(),
        ..registration("x", Role::Learner)
    };
    for (fields, taken) in [
        // The same address in another spelling.
        (
            PersonFields {
                email: "Ｅ-1@EXAMPLE.co.jp".into(),
                ..PersonFields::default()
            },
            None,
        ),
        (
            PersonFields {
                email: "E-1@EXAMPLE.co.jp".into(),
                ..PersonFields::default()
            },
            Some(Field::Email),
        ),
        (
            PersonFields {
                email: "a@example.jp".into(),
                employee_number: "ｅ-1".into(),
                login_id: "own".into(),
                ..PersonFields::default()
            },
            Some(Field::EmployeeNumber),
        ),
        (
            PersonFields {
                email: "b@example.jp".into(),
                login_id: "e-1".into(),
                ..PersonFields::default()
            },
            Some(Field::LoginId),
        ),
    ] {
        let Some(field) = taken else {
            assert!(
                PersonInput::parse(&PersonFields {
                    family: "神".into(),
                    role: "learner".into(),
                    ..fields
                })
                .is_err()
            );
            continue;
        };
        let refused = people::register(&house.backend, &tenant.admin, &with(fields)).await;
        assert_eq!(refusal(refused), Refusal::Taken(field));
    }
    people::register(
        &house.backend,
        &other.admin,
        &registration("E-1", Role::Learner),
    )
    .await
    .unwrap();
}

/// W5.3
#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_an_address_gets_no_mail_and_signs_in_with_a_shown_password() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let mut new = registration("E-7", Role::Learner);
    new.input.email = None;
    let refused = people::register(&house.backend, &tenant.admin, &new).await;
    assert_eq!(
        refusal(refused),
        Refusal::invalid(Field::Email, Problem::Missing)
    );
    new.first_password = FirstPassword::Display;
    let registered = people::register(&house.backend, &tenant.admin, &new)
        .await
        .unwrap();
    let sheet = people::sheets::read(&house.backend, &tenant.admin, registered.sheet.unwrap(), 0)
        .await
        .unwrap();
    assert_eq!(sheet.lines[0].password.len(), 23);
    let scope = house
        .sign_in(&tenant, "e-7", &sheet.lines[0].password)
        .await
        .unwrap();
    assert!(scope.signed_in().unwrap().must_change_password);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_saved_and_a_stale_one_is_refused() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = house.register(&tenant, "E-1", "塚", "晴").await;
    let before = people::view(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    let changed = PersonInput {
        name: PersonName::parse("﨑", "朗", "サキ", "ロウ").unwrap(),
        ..input("E-2", Role::Coordinator)
    };
    people::change(
        &house.backend,
        &tenant.admin,
        id,
        before.rev,
        &changed,
        false,
    )
    .await
    .unwrap();
    let after = people::view(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    assert_eq!(after.name, changed.name);
    assert_eq!(after.email.as_deref(), Some("E-2@example.co.jp"));
    assert_eq!(
        (after.role, after.employee_number.as_deref()),
        (Role::Coordinator, Some("E-2"))
    );
    let stale = people::change(
        &house.backend,
        &tenant.admin,
        id,
        before.rev,
        &input("E-3", Role::Learner),
        false,
    )
    .await;
    assert_eq!(refusal(stale), Refusal::Changed);
    // The old number is free again, the new one is not.
    let again = house.register(&tenant, "E-1", "神", "福").await;
    let view = people::view(&house.backend, &tenant.admin, again)
        .await
        .unwrap();
    let refused = people::change(
        &house.backend,
        &tenant.admin,
        again,
        view.rev,
        &input("E-2", Role::Learner),
        false,
    )
    .await;
    assert!(matches!(refusal(refused), Refusal::Taken(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_save_at_once_one_is_told_that_it_changed() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = house.register(&tenant, "E-1", "塚", "晴").await;
    let rev = people::view(&house.backend, &tenant.admin, id)
        .await
        .unwrap()
        .rev;
    let tries: Vec<_> = (0..4)
        .map(|n| {
            let (backend, scope) = (house.backend.clone(), tenant.admin.clone());
            let input = PersonInput {
                name: PersonName::parse(&format!("塚{n}"), "", "", "").unwrap(),
                ..input("E-1", Role::Learner)
            };
            tokio::spawn(
                async move { people::change(&backend, &scope, id, rev, &input, false).await },
            )
        })
        .collect();
    let mut saved = 0;
    for attempt in tries {
        match attempt.await.unwrap() {
            Ok(()) => saved += 1,
            refused => assert_eq!(refusal(refused), Refusal::Changed),
        }
    }
    assert_eq!(saved, 1);
}
