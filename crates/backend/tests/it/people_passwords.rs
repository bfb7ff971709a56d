//! First passwords in both ways (white paper §7).

use backend::{
    access::{self, Origin},
    people,
    store::Unit,
};
use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    people::{FirstPassword, Person, PersonState},
    time::MINUTE_MS,
};
use surrealdb::types::Uuid;

use crate::house::{House, PASSWORD, Tenant, refusal, registration};

/// The mails that wait for a person, newest first.
async fn mails(house: &House, person: Id<Person>) -> Vec<uuid::Uuid> {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE record::id(id) FROM outbox WHERE person = $outbox_person;")
        .id("outbox_person", person);
    let mut causes: Vec<Uuid> = crate::harness::read(&house.backend, query).await;
    causes.sort();
    causes.into_iter().map(Into::into).collect()
}

/// The link in a mail.
async fn link(house: &House, tenant: &Tenant, person: Id<Person>, cause: uuid::Uuid) -> String {
    let mut unit = Unit::new();
    let issue = access::links::Issue {
        organization: tenant.organization,
        person,
        cause,
        kind: access::LinkKind::FirstPassword,
    };
    let link = access::links::issue(&house.backend, &mut unit, &[issue])
        .await
        .unwrap()
        .remove(0);
    house.backend.store.commit(unit).await.unwrap();
    link.rsplit('/').next().unwrap().to_owned()
}

/// W7.2, W7.3
#[tokio::test(flavor = "multi_thread")]
async fn a_link_sent_again_is_good_and_the_older_one_dead() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let id = people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap()
        .person;
    let first = mails(&house, id).await;
    assert_eq!(first.len(), 1);
    let old = link(&house, &tenant, id, first[0]).await;
    house.pass(1_000);
    assert!(
        people::passwords::reissue(backend, &tenant.admin, id, FirstPassword::Mail)
            .await
            .unwrap()
            .is_none()
    );
    let second = mails(&house, id).await;
    assert_eq!(second.len(), 2);
    let newest = link(&house, &tenant, id, second[0]).await;
    assert_eq!(
        refusal(access::links::look(backend, &old).await),
        Refusal::LinkExpired
    );
    access::links::set_password(backend, &newest, PASSWORD, PASSWORD, &Origin::default())
        .await
        .unwrap();
    assert_eq!(
        people::view(backend, &tenant.admin, id)
            .await
            .unwrap()
            .state,
        PersonState::Active
    );
}

/// W7.3: to all who were invited by mail and have set none yet, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn sending_again_to_all_reaches_those_who_wait_for_a_link() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let waiting = people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap()
        .person;
    let shown = registration("E-2", Role::Learner);
    let shown = people::Registration {
        first_password: FirstPassword::Display,
        ..shown
    };
    let shown = people::register(backend, &tenant.admin, &shown)
        .await
        .unwrap()
        .person;
    let active = house
        .signed_in(&tenant, Role::Learner, false)
        .await
        .person()
        .unwrap();
    assert_eq!(
        people::passwords::count_invited(backend, &tenant.admin)
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        people::passwords::invite_all_again(backend, &tenant.admin)
            .await
            .unwrap(),
        1
    );
    assert_eq!(mails(&house, waiting).await.len(), 2);
    assert_eq!(mails(&house, shown).await.len(), 0);
    assert_eq!(mails(&house, active).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_address_gets_the_invitation_and_the_old_link_dies() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let id = people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap()
        .person;
    let causes = mails(&house, id).await;
    let old = link(&house, &tenant, id, causes[0]).await;
    house.pass(1_000);
    let mut input = crate::house::input("E-1", Role::Learner);
    input.email = domain::people::Email::check("right@example.co.jp").ok();
    people::change(backend, &tenant.admin, id, 0, &input, false)
        .await
        .unwrap();
    assert_eq!(
        refusal(access::links::look(backend, &old).await),
        Refusal::LinkExpired
    );
    assert_eq!(mails(&house, id).await.len(), 2);
}

/// W7.4: whatever they had is replaced, and must be changed.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_issued_anew_replaces_the_old_one_and_ends_sessions() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let member = house.signed_in(&tenant, Role::Member, false).await;
    let id = member.person().unwrap();
    let login = people::view(backend, &tenant.admin, id)
        .await
        .unwrap()
        .login_id
        .unwrap();
    let sheet = people::passwords::reissue(backend, &tenant.admin, id, FirstPassword::Display)
        .await
        .unwrap()
        .unwrap();
    let shown = people::sheets::read(backend, &tenant.admin, sheet, 0)
        .await
        .unwrap();
    assert_eq!(
        refusal(house.sign_in(&tenant, &login, PASSWORD).await),
        Refusal::WrongCredentials
    );
    let scope = house
        .sign_in(&tenant, &login, &shown.lines[0].password)
        .await
        .unwrap();
    assert!(scope.signed_in().unwrap().must_change_password);
    assert_eq!(
        people::view(backend, &tenant.admin, id)
            .await
            .unwrap()
            .state,
        PersonState::Invited
    );
    people::suspend(backend, &tenant.admin, id).await.unwrap();
    let refused = people::passwords::reissue(backend, &tenant.admin, id, FirstPassword::Mail).await;
    assert_eq!(refusal(refused), Refusal::TooLate);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_link_goes_to_who_has_no_address() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let mut new = registration("E-1", Role::Learner);
    new.input.email = None;
    new.first_password = FirstPassword::Display;
    let id = people::register(&house.backend, &tenant.admin, &new)
        .await
        .unwrap()
        .person;
    let refused =
        people::passwords::reissue(&house.backend, &tenant.admin, id, FirstPassword::Mail).await;
    assert_eq!(refusal(refused), Refusal::NoAddress);
    assert!(mails(&house, id).await.is_empty());
}

/// W7.4: one session, half an hour, until it says "finished"; nothing stays in the store.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_sheet_is_read_by_its_session_alone_and_goes() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let other = house.signed_in(&tenant, Role::Manager, true).await;
    let new = people::Registration {
        first_password: FirstPassword::Display,
        ..registration("E-1", Role::Learner)
    };
    let sheet = people::register(backend, &tenant.admin, &new)
        .await
        .unwrap()
        .sheet
        .unwrap();
    assert_eq!(
        refusal(people::sheets::read(backend, &other, sheet, 0).await),
        Refusal::Gone
    );
    let read = people::sheets::read(backend, &tenant.admin, sheet, 0)
        .await
        .unwrap();
    assert_eq!((read.total, read.next), (1, None));
    assert_eq!(read.organization_code, tenant.code);
    assert_eq!(
        refusal(people::sheets::finish(backend, &other, sheet).await),
        Refusal::Gone
    );
    people::sheets::finish(backend, &tenant.admin, sheet)
        .await
        .unwrap();
    assert_eq!(
        refusal(people::sheets::read(backend, &tenant.admin, sheet, 0).await),
        Refusal::Gone
    );

    let new = people::Registration {
        first_password: FirstPassword::Display,
        ..registration("E-2", Role::Learner)
    };
    let sheet = people::register(backend, &tenant.admin, &new)
        .await
        .unwrap()
        .sheet
        .unwrap();
    house.pass(30 * MINUTE_MS);
    assert_eq!(
        refusal(people::sheets::read(backend, &tenant.admin, sheet, 0).await),
        Refusal::Gone
    );
    // Sheets of people registered by `signed_in` are over too.
    assert!(people::sheets::sweep(backend).await.unwrap() >= 1);
    let mut query = Unit::new();
    query.statement("SELECT VALUE person FROM password_sheet_line;");
    let left: Vec<Uuid> = crate::harness::read(backend, query).await;
    assert!(left.is_empty());
}

/// The sheet belongs to the session that the new password would end.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_shows_themselves_a_password() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let oneself = tenant.admin.person().unwrap();
    let reissue = |way| people::passwords::reissue(&house.backend, &tenant.admin, oneself, way);
    assert_eq!(
        refusal(reissue(FirstPassword::Display).await),
        Refusal::Forbidden
    );
    house
        .sign_in(&tenant, "admin-1@example.co.jp", PASSWORD)
        .await
        .unwrap();
    reissue(FirstPassword::Mail).await.unwrap();
}
