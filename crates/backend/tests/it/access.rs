//! Coming in: who may, who may not, and what outsiders can tell.

use backend::{
    access::{self, LinkKind, links},
    error::Error,
    store::Unit,
};
use domain::{
    access::{Act, PermissionKey},
    error::{Field, Problem, Refusal},
    id::Id,
    time::{DAY_MS, HOUR_MS, MINUTE_MS},
};

use crate::harness::{House, PASSWORD, by_email, origin, token_of};

fn refusal<T>(outcome: Result<T, Error>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        Err(other) => panic!("failed: {other}"),
        Ok(_) => panic!("was not refused"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sets_a_password_by_link_and_signs_in() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let session = access::sign_in(
        &house.backend,
        by_email(" ADMIN@acme.example.co.jp ", PASSWORD),
        &origin(),
    )
    .await
    .unwrap();
    assert!(!session.must_change_password);
    let scope = house.scope(&session.token).await;
    assert_eq!(scope.organization(), office.id);
    scope.may(PermissionKey::Organization, Act::Edit).unwrap();
    let viewer = access::viewer(&house.backend, &scope).await.unwrap();
    assert_eq!(viewer.name, "山田 太郎");
    assert_eq!(viewer.organization_name, "株式会社 acme");
}

/// W7.6: nothing in the answer tells an unknown account from a wrong password.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_user_and_a_wrong_password_look_alike() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    for email in [office.email.as_str(), "nobody@acme.example.co.jp"] {
        for _ in 0..5 {
            let outcome = access::sign_in(
                &house.backend,
                by_email(email, "wrong wrong wrong"),
                &origin(),
            )
            .await;
            assert_eq!(refusal(outcome), Refusal::WrongCredentials);
        }
        let outcome = access::sign_in(&house.backend, by_email(email, PASSWORD), &origin()).await;
        assert_eq!(
            refusal(outcome),
            Refusal::TooManyFailures { retry_after_s: 1 },
            "{email}"
        );
        house.wait(1_000);
    }
    access::sign_in(&house.backend, by_email(&office.email, PASSWORD), &origin())
        .await
        .unwrap();
}

/// W7.2: a link works once, and only the newest (W7.3); looking at it uses nothing up.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_and_only_the_newest() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let person = office.scope.person().unwrap();
    let mut newest = String::new();
    for _ in 0..2 {
        house.wait(1);
        let mut unit = Unit::new();
        access::invite(
            &mut unit,
            &office.scope,
            person,
            LinkKind::Reset,
            house.backend.now(),
        )
        .unwrap();
        house.backend.store.commit(unit).await.unwrap();
        let mut query = Unit::new();
        query.statement("SELECT VALUE link FROM credential;");
        let causes: Vec<Option<surrealdb::types::Uuid>> =
            crate::harness::read(&house.backend, query).await;
        let issue = links::Issue {
            organization: office.id,
            person,
            cause: causes[0].unwrap().into(),
            kind: LinkKind::Reset,
        };
        let mut unit = Unit::new();
        let link = links::issue(&house.backend, &mut unit, &[issue])
            .await
            .unwrap()
            .remove(0);
        house.backend.store.commit(unit).await.unwrap();
        if newest.is_empty() {
            assert_eq!(
                links::look(&house.backend, token_of(&link)).await.unwrap(),
                LinkKind::Reset
            );
        } else {
            assert_eq!(
                refusal(links::look(&house.backend, token_of(&newest)).await),
                Refusal::LinkExpired
            );
        }
        newest = link;
    }
    let token = token_of(&newest);
    let short =
        links::set_password(&house.backend, token, "too short", "too short", &origin()).await;
    assert_eq!(
        refusal(short),
        Refusal::invalid(Field::Password, Problem::TooShort { min: 15 })
    );
    let again: Vec<_> = (0..4)
        .map(|_| {
            let (backend, token) = (house.backend.clone(), token.to_owned());
            tokio::spawn(async move {
                links::set_password(
                    &backend,
                    &token,
                    "another fine password",
                    "another fine password",
                    &origin(),
                )
                .await
            })
        })
        .collect();
    let mut set = 0;
    for attempt in again {
        match attempt.await.unwrap() {
            Ok(_) => set += 1,
            Err(Error::Refused(Refusal::LinkExpired)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(set, 1);
    // Every session from before is over.
    let _ = office.scope;
    assert_eq!(house.count("SELECT VALUE id FROM session;").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_end_a_week_or_half_an_hour_after_sending() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let person = office.scope.person().unwrap();
    for (kind, life) in [
        (LinkKind::FirstPassword, 7 * DAY_MS),
        (LinkKind::Reset, 30 * MINUTE_MS),
    ] {
        let cause = Id::<()>::new(house.backend.now()).unwrap().uuid();
        let mut unit = Unit::new();
        unit.statement("UPDATE credential SET link = $credential_link;")
            .bind("credential_link", surrealdb::types::Uuid::from(cause));
        let issue = links::Issue {
            organization: office.id,
            person,
            cause,
            kind,
        };
        let link = links::issue(&house.backend, &mut unit, &[issue])
            .await
            .unwrap()
            .remove(0);
        house.backend.store.commit(unit).await.unwrap();
        house.wait(life - 1);
        assert_eq!(
            links::look(&house.backend, token_of(&link)).await.unwrap(),
            kind
        );
        house.wait(1);
        assert_eq!(
            refusal(links::look(&house.backend, token_of(&link)).await),
            Refusal::LinkExpired
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_session_ends_after_an_idle_hour_and_after_half_a_day() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let session = access::sign_in(&house.backend, by_email(&office.email, PASSWORD), &origin())
        .await
        .unwrap();
    house.wait(59 * MINUTE_MS);
    house.scope(&session.token).await;
    house.wait(59 * MINUTE_MS);
    house.scope(&session.token).await;
    house.wait(HOUR_MS);
    let outcome = access::scope_of(&house.backend, Some(&session.token), &origin()).await;
    assert_eq!(refusal(outcome), Refusal::NotSignedIn);

    let session = access::sign_in(&house.backend, by_email(&office.email, PASSWORD), &origin())
        .await
        .unwrap();
    for _ in 0..23 {
        house.wait(30 * MINUTE_MS);
        house.scope(&session.token).await;
    }
    house.wait(30 * MINUTE_MS);
    let outcome = access::scope_of(&house.backend, Some(&session.token), &origin()).await;
    assert_eq!(refusal(outcome), Refusal::NotSignedIn);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_ends_every_other_session() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let session = access::sign_in(&house.backend, by_email(&office.email, PASSWORD), &origin())
        .await
        .unwrap();
    let new = "a quite different password";
    let wrong = access::change_password(
        &house.backend,
        &office.scope,
        "not my old password".to_owned().into(),
        new,
        new,
    )
    .await;
    assert_eq!(
        refusal(wrong),
        Refusal::invalid(Field::CurrentPassword, Problem::Wrong)
    );
    let here = access::change_password(
        &house.backend,
        &office.scope,
        PASSWORD.to_owned().into(),
        new,
        new,
    )
    .await
    .unwrap();
    house.scope(&here.token).await;
    let outcome = access::scope_of(&house.backend, Some(&session.token), &origin()).await;
    assert_eq!(refusal(outcome), Refusal::NotSignedIn);
    access::sign_out(&house.backend, &house.scope(&here.token).await)
        .await
        .unwrap();
    let outcome = access::scope_of(&house.backend, Some(&here.token), &origin()).await;
    assert_eq!(refusal(outcome), Refusal::NotSignedIn);
}

/// W7.4: an initial password opens one door only, the one to a password of one's own.
#[tokio::test(flavor = "multi_thread")]
async fn an_initial_password_must_be_changed_before_anything_else() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let person = office.scope.person().unwrap();
    let initial = vault::machine::initial_password().unwrap();
    let verifier = vault::machine::verifier(&house.backend.keys.pepper().await.unwrap(), &initial);
    let mut unit = Unit::new();
    access::initial_password(&mut unit, &office.scope, person, verifier);
    house.backend.store.commit(unit).await.unwrap();
    let session = access::sign_in(&house.backend, by_email(&office.email, &initial), &origin())
        .await
        .unwrap();
    assert!(session.must_change_password);
    let scope = house.scope(&session.token).await;
    assert_eq!(
        scope.may(PermissionKey::Learning, Act::View),
        Err(Refusal::MustChangePassword)
    );
    let new = "a password of my very own";
    let session = access::change_password(
        &house.backend,
        &scope,
        initial.as_str().to_owned().into(),
        new,
        new,
    )
    .await
    .unwrap();
    house
        .scope(&session.token)
        .await
        .may(PermissionKey::Learning, Act::View)
        .unwrap();
}

/// One natural person may belong to several organisations: the last used one is tried, unless the code says which.
#[tokio::test(flavor = "multi_thread")]
async fn the_code_says_which_of_several_organizations() {
    let house = House::new().await;
    let first = house.organization("first").await;
    house.wait(1);
    let second = house.organization("second").await;
    // The same address in both.
    let mut unit = Unit::new();
    unit.statement(
        "LET $shared = (SELECT * FROM sign_in);
         FOR $row IN $shared { FOR $other IN $shared { IF record::id($row.id)[0] != record::id($other.id)[0] {
            UPSERT type::record('sign_in', [record::id($row.id)[0], record::id($other.id)[1]]) SET person = $other.person; } } };",
    );
    house.backend.store.commit(unit).await.unwrap();
    let mut attempt = by_email(&first.email, PASSWORD);
    let session = access::sign_in(&house.backend, attempt, &origin())
        .await
        .unwrap();
    assert_eq!(house.scope(&session.token).await.organization(), second.id);
    attempt = by_email(&first.email, PASSWORD);
    attempt.who = access::Who::parse(&first.email, "FIRST").unwrap();
    let session = access::sign_in(&house.backend, attempt, &origin())
        .await
        .unwrap();
    assert_eq!(house.scope(&session.token).await.organization(), first.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_link_tells_nothing_and_mails_only_who_is_known() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let before = house.count("SELECT VALUE id FROM outbox;").await;
    access::request_link(&house.backend, "nobody@acme.example.co.jp", "", &origin())
        .await
        .unwrap();
    access::request_link(&house.backend, &office.email, "", &origin())
        .await
        .unwrap();
    for _ in 0..2_000 {
        if house.count("SELECT VALUE id FROM outbox;").await > before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(
        house.count("SELECT VALUE id FROM outbox;").await,
        before + 1
    );
    assert_eq!(
        house
            .count("SELECT VALUE id FROM outbox WHERE kind = 'password_reset';")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_keeps_what_was_typed_for_five_minutes_but_no_secret() {
    let house = House::new().await;
    let keep = async |fields: &[(&str, &[&str])], max_bytes| {
        let fields = fields
            .iter()
            .map(|(name, values)| {
                let values = values.iter().map(|value| (*value).to_owned()).collect();
                ((*name).to_owned(), values)
            })
            .collect();
        access::drafts::keep(&house.backend, &fields, max_bytes)
            .await
            .unwrap()
    };
    let secrets: [(&str, &[&str]); 4] = [
        ("password", &["secret secret secret"]),
        ("password_again", &["secret secret secret"]),
        ("current_password", &["secret secret secret"]),
        ("token", &["a link's"]),
    ];
    assert_eq!(keep(&secrets, 1_000).await, None);
    assert_eq!(keep(&[("name", &["営業部"])], 10).await, None);
    assert_eq!(house.count("SELECT VALUE id FROM draft;").await, 0);

    let mut fields = secrets.to_vec();
    fields.extend([("name", &["営業部"] as &[&str]), ("groups[]", &["1", "2"])]);
    let id = keep(&fields, 1_000).await.unwrap();
    let kept = access::drafts::read(&house.backend, id).await.unwrap();
    assert_eq!(kept["name"], ["営業部"]);
    assert_eq!(kept["groups[]"], ["1", "2"]);
    assert_eq!(kept.len(), 2);
    house.wait(5 * MINUTE_MS);
    assert!(
        access::drafts::read(&house.backend, id)
            .await
            .unwrap()
            .is_empty()
    );
    access::tidy(&house.backend).await.unwrap();
    assert_eq!(house.count("SELECT VALUE id FROM draft;").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_and_links_that_are_over_are_swept_however_many_there_are() {
    let house = House::new().await;
    house.organization("acme").await;
    let mut unit = Unit::new();
    unit.statement(
        "LET $old = (SELECT * OMIT id FROM ONLY session LIMIT 1);
         FOR $n IN 1..=450 { CREATE type::record('session', <string> $n) CONTENT $old RETURN NONE; };",
    );
    house.backend.store.commit(unit).await.unwrap();
    let sessions = async || house.count("SELECT VALUE id FROM session;").await;
    let links = async || house.count("SELECT VALUE id FROM link;").await;
    house.wait(14 * DAY_MS - 1);
    access::tidy(&house.backend).await.unwrap();
    assert_eq!((sessions().await, links().await), (451, 1));
    house.wait(1);
    access::tidy(&house.backend).await.unwrap();
    assert_eq!((sessions().await, links().await), (451, 0));
    house.wait(16 * DAY_MS - 1);
    access::tidy(&house.backend).await.unwrap();
    assert_eq!(sessions().await, 451);
    house.wait(1);
    access::tidy(&house.backend).await.unwrap();
    assert_eq!(sessions().await, 0);
}

/// An office is one address: its people may all have lost their passwords.
#[tokio::test(flavor = "multi_thread")]
async fn asking_for_links_does_not_use_up_the_patience_with_an_address() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    for n in 0..120 {
        access::request_link(
            &house.backend,
            &format!("nobody-{n}@acme.example.co.jp"),
            "",
            &origin(),
        )
        .await
        .unwrap();
    }
    access::sign_in(&house.backend, by_email(&office.email, PASSWORD), &origin())
        .await
        .unwrap();
    for _ in 0..5 {
        access::request_link(&house.backend, &office.email, "", &origin())
            .await
            .unwrap();
    }
    assert_eq!(
        refusal(access::request_link(&house.backend, &office.email, "", &origin()).await),
        Refusal::TooManyFailures { retry_after_s: 1 }
    );
}
