//! Coming in by address or login id, and what happens to who waits while a password is replaced.

use std::{sync::mpsc, time::Duration};

use backend::{
    access::{self, Gate, Origin, SignIn, Who, links},
    audit,
    error::{Error, Result},
    people,
    store::Unit,
};
use domain::{
    access::Role,
    error::{Field, Problem, Refusal},
    id::Id,
    people::{FirstPassword, Person, PersonFields, PersonInput},
};
use tokio::task::JoinHandle;

use crate::{
    harness, house,
    house::{House, PASSWORD, Tenant, refusal, registration},
};

const OTHER: &str = "another fine passphrase";

fn attempt(identifier: &str, code: &str, password: &str) -> SignIn {
    SignIn {
        who: Who::parse(identifier, code).unwrap(),
        password: password.to_owned().into(),
    }
}

/// Somebody with that login id and address, and the password they were given.
async fn given_a_password(
    house: &House,
    tenant: &Tenant,
    login_id: &str,
    email: &str,
) -> (Id<Person>, String) {
    let input = PersonInput::parse(&PersonFields {
        family: "髙橋".into(),
        email: email.into(),
        login_id: login_id.into(),
        role: Role::Learner.as_str().into(),
        ..PersonFields::default()
    })
    .unwrap();
    let new = people::Registration {
        input,
        first_password: FirstPassword::Display,
        ..registration("unused", Role::Learner)
    };
    let registered = people::register(&house.backend, &tenant.admin, &new)
        .await
        .unwrap();
    let sheet = people::sheets::read(&house.backend, &tenant.admin, registered.sheet.unwrap(), 0)
        .await
        .unwrap();
    (registered.person, sheet.lines[0].password.clone())
}

/// Keeps every core of the gate busy until it leaves.
struct Crowd {
    gate: Gate,
    ends: Vec<mpsc::Sender<()>>,
    hashes: Vec<JoinHandle<()>>,
}

impl Crowd {
    async fn at(house: &House) -> Self {
        let cores = std::thread::available_parallelism().unwrap().get();
        let (mut ends, mut hashes) = (Vec::new(), Vec::new());
        for _ in 0..cores {
            let (end, may_end) = mpsc::channel::<()>();
            let (begun, has_begun) = tokio::sync::oneshot::channel();
            let gate = house.backend.gate.clone();
            hashes.push(tokio::spawn(async move {
                gate.hash(move || {
                    begun.send(()).unwrap();
                    let _ = may_end.recv();
                })
                .await
                .unwrap();
            }));
            has_begun.await.unwrap();
            ends.push(end);
        }
        let gate = house.backend.gate.clone();
        Self { gate, ends, hashes }
    }

    /// Until a request has read what it checks, and waits for a core.
    async fn let_another_queue(&self) {
        while self.gate.length() <= self.hashes.len() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn leave(self) {
        drop(self.ends);
        for hash in self.hashes {
            hash.await.unwrap();
        }
    }
}

/// A login id may look like an address (a list whose ユーザーID are addresses); whoever has that address comes first.
#[tokio::test(flavor = "multi_thread")]
async fn a_login_id_that_looks_like_an_address_signs_in_with_the_code() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let id = "hanako@ward.example.jp";
    let (_, password) = given_a_password(&house, &tenant, id, "").await;
    for typed in [id, "Hanako＠Ward.example.jp"] {
        house.sign_in(&tenant, typed, &password).await.unwrap();
    }
    let wrong = house.sign_in(&tenant, id, PASSWORD).await;
    assert_eq!(refusal(wrong), Refusal::WrongCredentials);

    let (owner, owners) = given_a_password(&house, &tenant, "E-7", id).await;
    let scope = house.sign_in(&tenant, id, &owners).await.unwrap();
    assert_eq!(scope.person().unwrap(), owner);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_typed_on_a_japanese_keyboard_needs_no_code() {
    let house = harness::House::new().await;
    let office = house.organization("acme").await;
    let typed = office.email.replace('@', "＠");
    access::sign_in(
        &house.backend,
        attempt(&typed, "", harness::PASSWORD),
        &harness::origin(),
    )
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_membership_does_not_hide_the_other() {
    let house = harness::House::new().await;
    let first = house.organization("first").await;
    house.wait(1);
    let second = house.organization("second").await;
    // The same address in both; the one used last is suspended.
    let mut unit = Unit::new();
    unit.statement(
        "LET $shared = (SELECT * FROM sign_in);
         FOR $row IN $shared { FOR $other IN $shared { IF record::id($row.id)[0] != record::id($other.id)[0] {
            UPSERT type::record('sign_in', [record::id($row.id)[0], record::id($other.id)[1]]) SET person = $other.person; } } };
         UPDATE person SET state = 'suspended' WHERE org = $person_org RETURN NONE;",
    )
    .id("person_org", second.id);
    house.backend.store.commit(unit).await.unwrap();
    let session = access::sign_in(
        &house.backend,
        harness::by_email(&first.email, harness::PASSWORD),
        &harness::origin(),
    )
    .await
    .unwrap();
    assert_eq!(house.scope(&session.token).await.organization(), first.id);
}

/// W7.4: a password that an administrator replaced lets nobody in, however long the check of it waited.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_replaced_while_it_is_checked_begins_no_session() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let (person, password) = given_a_password(&house, &tenant, "E-1", "").await;
    let (backend, code) = (house.backend.clone(), tenant.code.clone());
    let crowd = Crowd::at(&house).await;
    let waiting = tokio::spawn(async move {
        access::sign_in(
            &backend,
            attempt("E-1", &code, &password),
            &Origin::default(),
        )
        .await
    });
    crowd.let_another_queue().await;
    house.pass(1);
    people::passwords::reissue(
        &house.backend,
        &tenant.admin,
        person,
        FirstPassword::Display,
    )
    .await
    .unwrap();
    crowd.leave().await;
    assert_eq!(refusal(waiting.await.unwrap()), Refusal::WrongCredentials);
}

/// The same for one's own change of it: the new password would undo what the administrator did.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_replaced_while_its_owner_changes_it_stays_as_the_administrator_set_it() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let scope = house.signed_in(&tenant, Role::Learner, false).await;
    let person = scope.person().unwrap();
    let backend = house.backend.clone();
    let crowd = Crowd::at(&house).await;
    let waiting = tokio::spawn(async move {
        let current = PASSWORD.to_owned().into();
        access::change_password(&backend, &scope, current, OTHER, OTHER).await
    });
    crowd.let_another_queue().await;
    people::passwords::reissue(
        &house.backend,
        &tenant.admin,
        person,
        FirstPassword::Display,
    )
    .await
    .unwrap();
    crowd.leave().await;
    assert_eq!(refusal(waiting.await.unwrap()), Refusal::Changed);
}

/// W7.3: the newest link is the only one, for who is setting a password just now too.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_replaced_while_it_is_used_sets_no_password() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let person = people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap()
        .person;
    let cause = newest_cause(&house, person).await;
    let issue = links::Issue {
        organization: tenant.organization,
        person,
        cause,
        kind: access::LinkKind::FirstPassword,
    };
    let mut unit = Unit::new();
    let link = links::issue(backend, &mut unit, &[issue])
        .await
        .unwrap()
        .remove(0);
    backend.store.commit(unit).await.unwrap();
    let token = link.rsplit('/').next().unwrap().to_owned();

    let crowd = Crowd::at(&house).await;
    let waiting = tokio::spawn({
        let backend = backend.clone();
        async move {
            links::set_password(&backend, &token, PASSWORD, PASSWORD, &Origin::default()).await
        }
    });
    crowd.let_another_queue().await;
    people::passwords::reissue(backend, &tenant.admin, person, FirstPassword::Mail)
        .await
        .unwrap();
    crowd.leave().await;
    assert_eq!(refusal(waiting.await.unwrap()), Refusal::LinkExpired);
}

async fn newest_cause(house: &House, person: Id<Person>) -> uuid::Uuid {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE link FROM ONLY $credential_id;")
        .record("credential_id", "credential", person);
    let cause: Option<surrealdb::types::Uuid> = crate::harness::read(&house.backend, query).await;
    cause.unwrap().into()
}

/// W7.4: a password of one's own is another than the one on the slip.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_not_changed_to_itself() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let (_, initial) = given_a_password(&house, &tenant, "E-1", "").await;
    let scope = house.sign_in(&tenant, "E-1", &initial).await.unwrap();
    let change = async |current: &str, new: &str| -> Result<_> {
        let current = current.to_owned().into();
        access::change_password(&house.backend, &scope, current, new, new).await
    };
    assert_eq!(
        refusal(change(&initial, &initial).await),
        Refusal::invalid(Field::Password, Problem::TooEasy)
    );
    // Whoever does not know it is not told that it is.
    assert_eq!(
        refusal(change(OTHER, &initial).await),
        Refusal::invalid(Field::CurrentPassword, Problem::Wrong)
    );
    change(&initial, OTHER).await.unwrap();
}

/// W12.1
#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_bad_links_are_counted() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    for who in ["nobody@example.jp", "admin-1@example.co.jp"] {
        let outcome = access::sign_in(
            backend,
            attempt(who, &tenant.code, "wrong wrong wrong"),
            &Origin::default(),
        )
        .await;
        assert_eq!(refusal(outcome), Refusal::WrongCredentials);
    }
    assert_eq!(
        refusal(links::look(backend, "no-such-link").await),
        Refusal::LinkExpired
    );
    audit::flush_denials(backend).await.unwrap();
    let mut counted: Vec<_> = audit::denials(backend, house::START, backend.now())
        .await
        .unwrap()
        .into_iter()
        .map(|(_, kind, count)| (kind, count))
        .collect();
    counted.sort();
    assert_eq!(
        counted,
        [
            ("bad_link".to_owned(), 1),
            ("unknown_account".to_owned(), 1)
        ]
    );
}

/// Whoever was deleted between reading and opening is a stranger, not an alarm; a key that is lost without that is one.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_somebody_deleted_is_over_and_a_lost_key_is_an_alarm() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (person, password) = given_a_password(&house, &tenant, "E-1", "").await;
    let attempt = attempt("E-1", &tenant.code, &password);
    let session = access::sign_in(backend, attempt, &Origin::default())
        .await
        .unwrap();
    backend
        .keys
        .forget(tenant.organization, person)
        .await
        .unwrap();
    let origin = Origin::default();
    let look = || access::scope_of(backend, Some(&session.token), &origin);
    assert!(matches!(look().await, Err(Error::KeyLost(_))));
    house::erase(&house, &tenant, person).await;
    assert_eq!(refusal(look().await), Refusal::NotSignedIn);
    let again = house.sign_in(&tenant, "E-1", &password).await;
    assert_eq!(refusal(again), Refusal::WrongCredentials);
}
