//! Who may do what to whom, and what ends with a right (white paper §6).

use backend::{
    access::{self, Origin},
    people::{self, Registration, roster},
};
use domain::{
    access::Role,
    error::Refusal,
    people::{FirstPassword, PeopleQuery, PersonInput, PersonState},
};

use crate::house::{House, PASSWORD, input, refusal, registration};

/// W6.5: nobody raises themselves, nor acts on who has more rights.
#[tokio::test(flavor = "multi_thread")]
async fn rights_are_given_only_by_who_has_them() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let manager = house.signed_in(&tenant, Role::Manager, false).await;
    let coordinator = house.signed_in(&tenant, Role::Coordinator, false).await;
    let backend = &house.backend;
    let admin_id = tenant.admin.person().unwrap();
    let manager_id = manager.person().unwrap();

    let new_admin = Registration {
        is_org_admin: true,
        ..registration("E-9", Role::Learner)
    };
    assert_eq!(
        refusal(people::register(backend, &manager, &new_admin).await),
        Refusal::Forbidden
    );
    let own = people::view(backend, &manager, manager_id).await.unwrap();
    let same = PersonInput {
        role: Role::Manager,
        ..input("m", Role::Manager)
    };
    assert_eq!(
        refusal(people::change(backend, &manager, manager_id, own.rev, &same, true).await),
        Refusal::Forbidden
    );
    for refused in [
        people::suspend(backend, &manager, admin_id).await,
        people::forget(backend, &manager, admin_id).await,
        people::passwords::reissue(backend, &manager, admin_id, FirstPassword::Display)
            .await
            .map(|_| ()),
        people::suspend(backend, &manager, manager_id).await,
    ] {
        assert_eq!(refusal(refused), Refusal::Forbidden);
    }
    assert!(
        !people::view(backend, &manager, admin_id)
            .await
            .unwrap()
            .may_change
    );
    // A coordinator looks and changes nothing; a learner does not even look.
    people::list(backend, &coordinator, &PeopleQuery::default())
        .await
        .unwrap();
    let refused =
        people::register(backend, &coordinator, &registration("E-10", Role::Learner)).await;
    assert_eq!(refusal(refused), Refusal::Forbidden);
    let learner = house.signed_in(&tenant, Role::Learner, false).await;
    assert_eq!(
        refusal(people::list(backend, &learner, &PeopleQuery::default()).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(people::view(backend, &learner, admin_id).await),
        Refusal::Forbidden
    );
    // W6.5: an organisation administrator appoints another.
    people::register(backend, &tenant.admin, &new_admin)
        .await
        .unwrap();
    assert_eq!(
        roster(backend, tenant.organization)
            .await
            .unwrap()
            .org_admins,
        2
    );
}

/// W6.6: two administrators who take the right from each other at once cannot both succeed.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_organization_administrator_stays() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let second = house.signed_in(&tenant, Role::Manager, true).await;
    let (first_id, second_id) = (tenant.admin.person().unwrap(), second.person().unwrap());
    let tries = [(tenant.admin.clone(), second_id), (second, first_id)].map(|(scope, victim)| {
        let backend = house.backend.clone();
        tokio::spawn(async move { people::suspend(&backend, &scope, victim).await })
    });
    let mut outcomes = Vec::new();
    for attempt in tries {
        outcomes.push(attempt.await.unwrap());
    }
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    let refused = outcomes.into_iter().find(Result::is_err).unwrap();
    assert_eq!(refusal(refused), Refusal::LastAdministrator);
    assert_eq!(
        roster(&house.backend, tenant.organization)
            .await
            .unwrap()
            .org_admins,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn suspension_ends_sessions_and_reactivation_brings_everything_back() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let member = house.signed_in(&tenant, Role::Member, false).await;
    let id = member.person().unwrap();
    let login = people::view(&house.backend, &tenant.admin, id)
        .await
        .unwrap()
        .login_id
        .unwrap();
    let attempt = access::SignIn {
        who: access::Who::parse(&login, &tenant.code).unwrap(),
        password: PASSWORD.to_owned().into(),
    };
    let session = access::sign_in(&house.backend, attempt, &Origin::default())
        .await
        .unwrap();
    people::suspend(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    let ended = access::scope_of(&house.backend, Some(&session.token), &Origin::default()).await;
    assert_eq!(refusal(ended), Refusal::NotSignedIn);
    assert_eq!(
        refusal(house.sign_in(&tenant, &login, PASSWORD).await),
        Refusal::WrongCredentials
    );
    assert_eq!(
        refusal(people::suspend(&house.backend, &tenant.admin, id).await),
        Refusal::TooLate
    );
    people::reactivate(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    assert_eq!(
        people::view(&house.backend, &tenant.admin, id)
            .await
            .unwrap()
            .state,
        PersonState::Active
    );
    house.sign_in(&tenant, &login, PASSWORD).await.unwrap();
}

/// Effective at the next request (W6.1).
#[tokio::test(flavor = "multi_thread")]
async fn another_role_ends_the_persons_sessions() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let coordinator = house.signed_in(&tenant, Role::Coordinator, false).await;
    let id = coordinator.person().unwrap();
    let view = people::view(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    let login = view.login_id.clone().unwrap();
    let attempt = access::SignIn {
        who: access::Who::parse(&login, &tenant.code).unwrap(),
        password: PASSWORD.to_owned().into(),
    };
    let session = access::sign_in(&house.backend, attempt, &Origin::default())
        .await
        .unwrap();
    let view = people::view(&house.backend, &tenant.admin, id)
        .await
        .unwrap();
    people::change(
        &house.backend,
        &tenant.admin,
        id,
        view.rev,
        &input(&login, Role::Learner),
        false,
    )
    .await
    .unwrap();
    let ended = access::scope_of(&house.backend, Some(&session.token), &Origin::default()).await;
    assert_eq!(refusal(ended), Refusal::NotSignedIn);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organization_sees_and_changes_nobody() {
    let house = House::start().await;
    let ours = house.tenant(20).await;
    let theirs = house.tenant(20).await;
    let id = house.register(&ours, "E-1", "塚", "晴").await;
    let backend = &house.backend;
    for refused in [
        people::view(backend, &theirs.admin, id).await.map(|_| ()),
        people::suspend(backend, &theirs.admin, id).await,
        people::forget(backend, &theirs.admin, id).await,
        people::passwords::reissue(backend, &theirs.admin, id, FirstPassword::Mail)
            .await
            .map(|_| ()),
        people::change(
            backend,
            &theirs.admin,
            id,
            0,
            &input("E-1", Role::Learner),
            false,
        )
        .await,
    ] {
        assert_eq!(refusal(refused), Refusal::NotFound);
    }
    let page = people::list(backend, &theirs.admin, &PeopleQuery::default())
        .await
        .unwrap();
    assert!(page.rows.iter().all(|row| row.id != id));
    assert_eq!(
        people::view(backend, &ours.admin, id)
            .await
            .unwrap()
            .name
            .family(),
        "塚"
    );
}
