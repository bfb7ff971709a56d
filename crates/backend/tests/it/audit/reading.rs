//! Who reads the log, and what it says.

use backend::{
    access::{self},
    audit::{self, Denial, Event},
    error::Error,
    mail::MailKind,
};
use domain::{
    access::Role,
    audit::{LogActor, LogFilter, LogResult, LogSubject},
    error::Refusal,
    text::{Locale, text},
};

use crate::{
    harness::{House, PASSWORD, origin, token_of},
    post_office::{carry_all, crowd, link_in, to},
    sink::{Manner, Sink},
};

use super::{logged, run};

#[tokio::test(flavor = "multi_thread")]
async fn administrators_read_who_did_what_from_where() {
    let (house, office, _) = logged(60).await;
    let list = async |filter: &LogFilter, after| {
        audit::list(&house.backend, &office.scope, filter, after)
            .await
            .unwrap()
    };
    let first = list(&LogFilter::default(), None).await;
    assert_eq!(first.entries.len(), 50);
    assert!(
        first.entries.is_sorted_by(|a, b| a.at >= b.at),
        "newest first"
    );
    let newest = &first.entries[0];
    assert_eq!(newest.event, "preferences_changed");
    assert_eq!(newest.result, LogResult::Done);
    assert_eq!(newest.actor, LogActor::Person("山田 太郎".to_owned()));
    assert_eq!(newest.address.as_deref(), Some("192.0.2.7"));
    assert_eq!(newest.details, [("n".to_owned(), "59".to_owned())]);
    let second = list(&LogFilter::default(), first.next).await;
    assert_eq!(second.next, None);
    assert!(
        second
            .entries
            .iter()
            .all(|entry| !first.entries.contains(entry))
    );

    let filter = LogFilter {
        event: Some("password_set".to_owned()),
    };
    let set = list(&filter, None).await;
    assert_eq!(set.entries.len(), 1);
    assert_eq!(
        set.entries[0].subject,
        Some(LogSubject::Named("山田 太郎".to_owned()))
    );

    house
        .backend
        .keys
        .forget(office.id, office.scope.person().unwrap())
        .await
        .unwrap();
    let forgotten = list(&LogFilter::default(), None).await;
    assert_eq!(forgotten.entries[0].actor, LogActor::Deleted);
    assert_eq!(forgotten.entries[0].address, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_organisation_administrators_reads_the_log() {
    let (house, office, _) = logged(2).await;
    let staff = crowd(&house, &office, MailKind::FirstPassword, Role::ALL.len()).await;
    let sink = Sink::start(Manner::default()).await;
    carry_all(&to(&house, &sink)).await;
    for (role, mail) in Role::ALL.into_iter().zip(sink.received()) {
        let person = staff
            .iter()
            .find(|person| person.email == mail.to[0])
            .unwrap();
        run(&house, |unit| {
            unit.statement("UPDATE $person SET role = $role;")
                .record("person", "person", person.id)
                .bind("role", role.as_str().to_owned());
        })
        .await;
        let link = link_in(&mail);
        let session = access::links::set_password(
            &house.backend,
            token_of(&link),
            PASSWORD,
            PASSWORD,
            &origin(),
        )
        .await
        .unwrap();
        let scope = house.scope(&session.token).await;
        let refused = audit::list(&house.backend, &scope, &LogFilter::default(), None).await;
        assert!(
            matches!(refused, Err(Error::Refused(Refusal::Forbidden))),
            "{role:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn anonymous_denials_are_counted_by_the_minute() {
    let house = House::new().await;
    let now = house.backend.now();
    for _ in 0..1_000 {
        house
            .backend
            .denials
            .count(Denial::NotSignedIn, house.backend.now());
    }
    house.backend.denials.count(Denial::BadLink, now);
    audit::flush_denials(&house.backend).await.unwrap();
    house.backend.denials.count(Denial::NotSignedIn, now);
    audit::flush_denials(&house.backend).await.unwrap();
    house.wait(60_000);
    house
        .backend
        .denials
        .count(Denial::NotSignedIn, house.backend.now());
    audit::flush_denials(&house.backend).await.unwrap();
    let counted = audit::denials(&house.backend, now, now + 60_000)
        .await
        .unwrap();
    let minute = now / 60_000 * 60_000;
    assert_eq!(
        counted,
        [
            (minute, "bad_link".to_owned(), 1),
            (minute, "not_signed_in".to_owned(), 1_001),
            (minute + 60_000, "not_signed_in".to_owned(), 1),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_through_its_indexes() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    for (statement, index) in audit::LIST_QUERIES {
        let plan = house
            .plan(statement, |query| {
                query
                    .id("audit_org", office.id)
                    .bind("audit_from", 1)
                    .bind("audit_event", "signed_in".to_owned())
                    .record("audit_after", "audit_entry", office.id);
            })
            .await;
        assert!(plan.contains(index), "{statement}: {plan}");
        assert!(
            !plan.contains("TableScan") && !plan.contains("Iterate Table"),
            "{plan}"
        );
    }
}

#[test]
fn everything_that_is_logged_and_every_mail_has_its_words() {
    for locale in Locale::ALL {
        let words = &text(locale).audit;
        for event in Event::ALL {
            assert!(
                (words.event)(event.as_str()).is_some(),
                "{event:?} in {locale:?}"
            );
        }
        for kind in MailKind::ALL {
            assert!(
                (words.mail_kind)(kind.as_str()).is_some(),
                "{kind:?} in {locale:?}"
            );
        }
    }
}
