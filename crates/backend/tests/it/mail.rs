//! The outbox over real SMTP: once, in order, readable, and not for ever.

use std::{fmt::Write, sync::Arc, time::Duration};

use backend::{
    access::{self, LinkKind, links},
    mail::{self, Lane, Mail, MailKind, Mailbox, Post, Postman, Round},
    store::{Unit, is_taken},
};
use domain::time::DAY_MS;
use tokio_util::sync::CancellationToken;

use crate::{
    harness::{House, PASSWORD, origin, token_of},
    mime::Part,
    post_office::{
        Lessons, carry_all, crowd, invited, link_in, message_id, name, outbox, postman, round, to,
    },
    sink::{Manner, Sink},
};

/// An hour.
const LATER: u64 = 3_600_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_reads_as_it_was_written_in_every_character() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let sink = Sink::start(Manner::default()).await;
    let all = invited(
        &house,
        &office,
        MailKind::FirstPassword,
        &[name("𠮷﨑", "髙朗")],
    )
    .await;
    carry_all(&to(&house, &sink)).await;

    let received = sink.received();
    let [mail] = &received[..] else {
        panic!("{} mails", received.len())
    };
    assert_eq!(mail.from, "no-reply@yagura.example.jp");
    assert_eq!(mail.to, [all[0].email.clone()]);
    assert!(mail.data.is_ascii(), "any server takes it");
    // RFC 5322 §2.1.1.
    assert!(mail.data.lines().all(|line| line.len() <= 998));
    assert!(!mail.data.replace("\r\n", "").contains(['\r', '\n']));

    let whole = Part::read(&mail.data);
    assert_eq!(
        whole.header("subject"),
        "【株式会社 acme】パスワードを設定してください"
    );
    assert!(whole.header("from").contains("株式会社 acme(櫓 Yagura)"));
    assert!(
        whole
            .header("from")
            .ends_with("<no-reply@yagura.example.jp>")
    );
    assert!(whole.header("to").contains("𠮷﨑 髙朗"));
    assert_eq!(whole.raw("auto-submitted"), "auto-generated");
    assert_eq!(whole.raw("date"), "Mon, 23 Nov 2026 00:00:00 +0000");
    assert_eq!(
        whole.raw("message-id"),
        format!("<{}@yagura.example.jp>", all[0].cause.simple())
    );
    assert!(
        whole
            .raw("content-type")
            .starts_with("multipart/alternative")
    );
    let parts = whole.parts();
    let [plain, html] = &parts[..] else {
        panic!("{} parts", parts.len())
    };
    assert!(
        plain
            .raw("content-type")
            .starts_with("text/plain; charset=utf-8")
    );
    assert!(
        html.raw("content-type")
            .starts_with("text/html; charset=utf-8")
    );
    assert!(plain.text().starts_with("𠮷﨑 髙朗 様\n"));
    assert!(html.text().contains("<p>𠮷﨑 髙朗 様</p>"));
    let link = link_in(mail);
    assert!(html.text().contains(&link));
    let kind = links::look(&house.backend, token_of(&link)).await.unwrap();
    assert_eq!(kind, LinkKind::FirstPassword);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_mail_in_their_own_language() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let sink = Sink::start(Manner::default()).await;
    let all = crowd(&house, &office, MailKind::LessonReminder, 1).await;
    let mut unit = Unit::new();
    unit.statement("UPDATE $person_id SET locale = 'en';")
        .record("person_id", "person", all[0].id);
    house.backend.store.commit(unit).await.unwrap();
    carry_all(&to(&house, &sink)).await;
    let mail = Part::read(&sink.received()[0].data);
    assert_eq!(
        mail.header("subject"),
        "[株式会社 acme] A lesson is still open: 不審なメール"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cause_never_mails_twice() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let sink = Sink::start(Manner::default()).await;
    let all = crowd(&house, &office, MailKind::FirstPassword, 3).await;
    let again = |cause| {
        let mut unit = Unit::new();
        let mail = Mail {
            kind: MailKind::FirstPassword,
            person: all[0].id,
            cause,
            batch: None,
            due_at: house.backend.now(),
        };
        mail.add_to(&mut unit, office.id, house.backend.now());
        unit
    };
    let refused = house.backend.store.commit(again(all[0].cause)).await;
    assert!(refused.is_err_and(|error| is_taken(&error, "outbox")));

    let postman = to(&house, &sink);
    carry_all(&postman).await;
    carry_all(&postman).await;
    assert_eq!(sink.count(), 3);
    let refused = house.backend.store.commit(again(all[0].cause)).await;
    assert!(
        refused.is_err_and(|error| is_taken(&error, "outbox")),
        "not after it was sent either"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_refused_for_now_goes_later_and_only_then() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let all = crowd(&house, &office, MailKind::FirstPassword, 2).await;
    let sink = Sink::start(Manner::default()).await;
    sink.behave(|manner| {
        manner.rcpt.insert(
            all[0].email.clone(),
            vec!["451 4.7.1 come back later".to_owned()],
        );
    });
    let postman = to(&house, &sink);
    carry_all(&postman).await;
    assert_eq!(sink.count(), 1, "the other one is not held up");
    assert_eq!(
        outbox(&house, all[0].cause).await,
        ("waiting".to_owned(), 1)
    );
    assert_eq!(
        round(&postman, Lane::Bulk).await,
        Round::Idle,
        "its time has not come"
    );
    house.wait(LATER);
    carry_all(&postman).await;
    assert_eq!(sink.count(), 2);
    assert_eq!(outbox(&house, all[0].cause).await.0, "sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_never_succeeds_is_given_up_and_shown_to_administrators() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let other = house.organization("other").await;
    let all = crowd(&house, &office, MailKind::FirstPassword, 2).await;
    let sink = Sink::start(Manner::default()).await;
    sink.behave(|manner| {
        let forever = format!("550 5.1.1 <{}> nobody here", all[0].email);
        manner.rcpt.insert(all[0].email.clone(), vec![forever]);
        let for_now = "450 4.2.0 mailbox full".to_owned();
        manner.rcpt.insert(all[1].email.clone(), vec![for_now; 50]);
    });
    let postman = to(&house, &sink);
    for _ in 0..20 {
        carry_all(&postman).await;
        house.wait(3 * LATER);
    }
    assert_eq!(sink.count(), 0);
    assert_eq!(outbox(&house, all[0].cause).await, ("dead".to_owned(), 1));
    assert_eq!(outbox(&house, all[1].cause).await, ("dead".to_owned(), 10));

    let dead = mail::dead_letters(&house.backend, &office.scope, None)
        .await
        .unwrap();
    assert_eq!(dead.len(), 2);
    let of = |cause| {
        dead.iter()
            .find(|letter| letter.id.uuid() == cause)
            .unwrap()
    };
    assert!(
        of(all[0].cause)
            .failure
            .as_ref()
            .unwrap()
            .contains("nobody here")
    );
    assert!(of(all[1].cause).failure.as_ref().unwrap().contains("450"));
    assert_eq!(of(all[0].cause).address.as_deref(), Some(&*all[0].email));
    let theirs = mail::dead_letters(&house.backend, &other.scope, None)
        .await
        .unwrap();
    assert_eq!(theirs, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_mail_server_is_away_no_mail_loses_a_try() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let all = crowd(&house, &office, MailKind::FirstPassword, 30).await;
    let sink = Sink::start(Manner::default()).await;
    let address = sink.address.to_string();
    sink.stop();
    drop(sink);
    let postman = postman(&house, &format!("smtp://{address}"), Arc::default());
    for _ in 0..15 {
        assert_eq!(round(&postman, Lane::Bulk).await, Round::Unreachable);
    }
    assert_eq!(
        outbox(&house, all[0].cause).await,
        ("waiting".to_owned(), 0)
    );

    let sink = Sink::at(
        &address,
        Manner {
            greeting: Some("554 not today".to_owned()),
            ..Manner::default()
        },
    )
    .await;
    assert_eq!(
        round(&postman, Lane::Bulk).await,
        Round::Unreachable,
        "a refusal of all is no mail's fault"
    );
    sink.behave(|manner| manner.greeting = None);
    carry_all(&postman).await;
    assert_eq!(sink.count(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_the_mails_in_flight_go_again_with_the_same_id_and_link() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let all = crowd(&house, &office, MailKind::FirstPassword, 4).await;
    let silent = Manner {
        is_silent_after_data: true,
        ..Manner::default()
    };
    let sink = Sink::start(silent).await;
    let first = to(&house, &sink);
    let killed =
        tokio::spawn(async move { first.round(Lane::Bulk, &CancellationToken::new()).await });
    while sink.count() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled());
    assert_eq!(outbox(&house, all[0].cause).await.0, "sending");

    sink.behave(|manner| manner.is_silent_after_data = false);
    house.wait(DAY_MS);
    carry_all(&to(&house, &sink)).await;
    carry_all(&to(&house, &sink)).await;
    let received = sink.received();
    assert_eq!(received.len(), 8, "once more each, and never again");
    for person in &all {
        let theirs: Vec<_> = received
            .iter()
            .filter(|mail| mail.to[0] == person.email)
            .collect();
        assert_eq!(theirs.len(), 2);
        assert_eq!(message_id(theirs[0]), message_id(theirs[1]));
        assert_eq!(link_in(theirs[0]), link_in(theirs[1]));
    }
    let link = link_in(&received[0]);
    access::links::set_password(
        &house.backend,
        token_of(&link),
        PASSWORD,
        PASSWORD,
        &origin(),
    )
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_links_life_counts_from_sending() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    crowd(&house, &office, MailKind::FirstPassword, 1).await;
    let sink = Sink::start(Manner::default()).await;
    house.wait(30 * DAY_MS);
    carry_all(&to(&house, &sink)).await;
    let link = link_in(&sink.received()[0]);
    house.wait(7 * DAY_MS - 1);
    assert!(links::look(&house.backend, token_of(&link)).await.is_ok());
    house.wait(1);
    assert!(links::look(&house.backend, token_of(&link)).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_password_waits_for_no_reminder() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let many = crowd(&house, &office, MailKind::LessonReminder, 300).await;
    let slow = Manner {
        delay: Duration::from_millis(300),
        ..Manner::default()
    };
    let sink = Sink::start(slow).await;
    let postman = to(&house, &sink);
    let stop = CancellationToken::new();
    let bulk = {
        let (postman, stop) = (postman.clone(), stop.clone());
        tokio::spawn(async move { postman.round(Lane::Bulk, &stop).await.unwrap() })
    };
    while sink.count() < 20 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    house.wait(1);
    let urgent = crowd(&house, &office, MailKind::PasswordReset, 1).await;
    assert_eq!(round(&postman, Lane::Urgent).await, Round::Worked(1));
    let received = sink.received();
    let place = received
        .iter()
        .position(|mail| mail.to[0] == urgent[0].email);
    assert!(
        place.is_some() && received.len() < many.len(),
        "{place:?} of {}",
        received.len()
    );

    // A stop lets nothing lie: what was not sent goes back and leaves later, each once.
    stop.cancel();
    bulk.await.unwrap();
    let left = house
        .count("SELECT VALUE id FROM outbox WHERE state = 'waiting';")
        .await;
    assert_eq!(left + sink.count(), many.len() + 1);
    assert_eq!(
        house
            .count("SELECT VALUE id FROM outbox WHERE state = 'sending';")
            .await,
        0
    );
    sink.behave(|manner| manner.delay = Duration::ZERO);
    carry_all(&postman).await;
    assert_eq!(sink.count(), many.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_longer_wanted_never_leaves() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let replaced = crowd(&house, &office, MailKind::FirstPassword, 1)
        .await
        .remove(0);
    house.wait(1);
    let suspended = crowd(&house, &office, MailKind::FirstPassword, 1)
        .await
        .remove(0);
    house.wait(1);
    let passed = crowd(&house, &office, MailKind::LessonReminder, 1)
        .await
        .remove(0);
    house.wait(1);
    let wanted = crowd(&house, &office, MailKind::LessonReminder, 1)
        .await
        .remove(0);
    let mut unit = Unit::new();
    access::invite(
        &mut unit,
        &office.scope,
        replaced.id,
        LinkKind::FirstPassword,
        house.backend.now(),
    )
    .unwrap();
    unit.statement("UPDATE $suspended_id SET state = 'suspended';")
        .record("suspended_id", "person", suspended.id);
    house.backend.store.commit(unit).await.unwrap();
    let lessons = Arc::new(Lessons::default());
    lessons.unwanted.lock().unwrap().insert(passed.cause);
    let sink = Sink::start(Manner::default()).await;
    carry_all(&postman(&house, &sink.url(), lessons)).await;

    for unwanted in [&replaced, &suspended, &passed] {
        assert_eq!(outbox(&house, unwanted.cause).await.0, "skipped");
    }
    let mut to: Vec<_> = sink
        .received()
        .into_iter()
        .map(|mail| mail.to[0].clone())
        .collect();
    to.sort();
    let mut expected = vec![replaced.email, wanted.email];
    expected.sort();
    assert_eq!(
        to, expected,
        "the newer link, and the reminder that is wanted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_to_the_server_are_few_and_a_server_may_close_them() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    crowd(&house, &office, MailKind::FirstPassword, 300).await;
    let sink = Sink::start(Manner::default()).await;
    carry_all(&to(&house, &sink)).await;
    assert_eq!(sink.count(), 300);
    assert!(sink.connections() <= 8, "{}", sink.connections());

    house.wait(1);
    crowd(&house, &office, MailKind::FirstPassword, 40).await;
    let strict = Sink::start(Manner {
        mails_per_connection: Some(3),
        ..Manner::default()
    })
    .await;
    carry_all(&to(&house, &strict)).await;
    assert_eq!(strict.count(), 40, "421 costs a line, not a try");
    assert_eq!(
        house
            .count("SELECT VALUE id FROM outbox WHERE tries > 0;")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outbox_shows_nobody() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let all = crowd(&house, &office, MailKind::FirstPassword, 1).await;
    let sink = Sink::start(Manner::default()).await;
    let answer = format!("550 5.1.1 <{}> 塚本?", all[0].email);
    sink.behave(|manner| {
        manner.rcpt.insert(all[0].email.clone(), vec![answer]);
    });
    carry_all(&to(&house, &sink)).await;
    let mut query = Unit::new();
    query.statement("SELECT * FROM outbox; SELECT * FROM dead_letter; SELECT * FROM link;");
    let mut results = house.backend.store.read(query).await.unwrap();
    let mut printed = String::new();
    for table in 0..3 {
        let rows: Vec<surrealdb::types::Value> = results.take(table).unwrap();
        assert!(!rows.is_empty());
        write!(printed, "{rows:?}").unwrap();
    }
    for secret in ["塚本", &all[0].email, "staff.example.jp", "5.1.1"] {
        assert!(!printed.contains(secret), "{secret}");
    }
    assert!(printed.contains("dead"), "the check can fail");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_mails_are_kept_to_be_looked_at() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let all = crowd(&house, &office, MailKind::FirstPassword, 205).await;
    let mailbox = Mailbox::default();
    let postman = Postman::new(
        house.backend.clone(),
        Post::Mailbox(mailbox.clone()),
        "yagura@localhost",
        Vec::new(),
    )
    .unwrap();
    carry_all(&postman).await;
    let kept = mailbox.all();
    assert_eq!(
        (kept.len(), kept[0].number, kept[199].number),
        (200, 205, 6)
    );
    assert_eq!(mailbox.get(1), None);
    let last = mailbox.get(205).unwrap();
    assert!(all.iter().any(|person| last.to.contains(&person.email)));
    assert!(
        last.plain
            .contains("https://yagura.example.jp/set-password/")
    );
    assert_eq!(outbox(&house, all[0].cause).await.0, "sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_read_through_its_index() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    for (statement, index) in mail::LIST_QUERIES {
        let plan = house
            .plan(statement, |query| {
                query
                    .bind("outbox_priority", 1)
                    .bind("outbox_now", house.backend.now())
                    .id("dead_org", office.id)
                    .record("dead_after", "dead_letter", office.id);
            })
            .await;
        assert!(plan.contains(index), "{statement}: {plan}");
        assert!(
            !plan.contains("TableScan") && !plan.contains("Iterate Table"),
            "{plan}"
        );
    }
}
