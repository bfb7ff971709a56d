//! The operation log: numbered, chained, and every manipulation of it named (W16.2).

use backend::{
    access::{self, Scope},
    audit::{self, BreakKind, Denial, Event, Report},
    error::Error,
    keyring::Keys,
    mail::MailKind,
    store::Unit,
};
use domain::{
    access::Role,
    audit::{LogActor, LogFilter, LogResult},
    error::Refusal,
    id::Id,
    text::{Locale, text},
};
use surrealdb::types::{Bytes, RecordId, SurrealValue};

use crate::{
    harness::{House, Office, PASSWORD, origin, token_of},
    post_office::{carry_all, crowd, link_in, to},
    sink::{Manner, Sink},
};

/// An entry as who can change the database sees it.
#[derive(Clone, Debug, SurrealValue)]
struct Raw {
    id: RecordId,
    number: Option<u64>,
    hash: Option<String>,
    event: String,
    detail: Bytes,
}

async fn run(house: &House, fill: impl FnOnce(&mut Unit)) {
    let mut unit = Unit::new();
    fill(&mut unit);
    house.backend.store.commit(unit).await.unwrap();
}

async fn note(house: &House, scope: &Scope, count: u32) {
    for n in 0..count {
        let mut unit = Unit::new();
        let details = [("n", &*n.to_string())];
        audit::note(
            &mut unit,
            scope,
            house.backend.now(),
            Event::PreferencesChanged,
            None,
            &details,
        )
        .unwrap();
        house.backend.store.commit(unit).await.unwrap();
        house.wait(1);
    }
}

/// The organisation's entries in the order of their numbers.
async fn raw(house: &House, office: &Office) -> Vec<Raw> {
    let mut query = Unit::new();
    query
        .statement(
            "SELECT id, number, hash, event, detail FROM audit_entry WHERE org = $org ORDER BY number;",
        )
        .id("org", office.id);
    house
        .backend
        .store
        .read(query)
        .await
        .unwrap()
        .take(0)
        .unwrap()
}

/// An organisation with a log of `count` entries at least, sealed and sound, and another beside it.
async fn logged(count: u32) -> (House, Office, Vec<Raw>) {
    let house = House::new().await;
    let office = house.organization("acme").await;
    let other = house.organization("other").await;
    note(&house, &office.scope, count).await;
    note(&house, &other.scope, 3).await;
    audit::seal_all(&house.backend).await.unwrap();
    let entries = raw(&house, &office).await;
    let numbers: Vec<_> = entries.iter().map(|entry| entry.number.unwrap()).collect();
    let expected: Vec<_> = (1..=entries.len() as u64).collect();
    assert_eq!(numbers, expected);
    assert!(verify(&house, &office).await.holds());
    assert!(verify(&house, &other).await.holds());
    (house, office, entries)
}

async fn verify(house: &House, office: &Office) -> Report {
    audit::verify(&house.backend, office.id).await.unwrap()
}

/// What was found, by number, entry and kind.
async fn found(house: &House, office: &Office) -> Vec<(u64, Option<uuid::Uuid>, BreakKind)> {
    let report = verify(house, office).await;
    assert!(!report.holds());
    report
        .breaks
        .into_iter()
        .map(|found| (found.number, found.entry, found.kind))
        .collect()
}

fn key(entry: &Raw) -> uuid::Uuid {
    let surrealdb::types::RecordIdKey::Uuid(key) = &entry.id.key else {
        panic!("{:?}", entry.id)
    };
    (*key).into()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_edited_is_named() {
    let (house, office, entries) = logged(20).await;
    run(&house, |unit| {
        unit.statement("UPDATE $entry SET event = 'signed_out';")
            .bind("entry", entries[9].id.clone());
    })
    .await;
    assert_eq!(
        found(&house, &office).await,
        [(10, Some(key(&entries[9])), BreakKind::Edited)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_entry_edited_is_named_too() {
    let (house, office, entries) = logged(5).await;
    let last = entries.last().unwrap();
    run(&house, |unit| {
        unit.statement("UPDATE $entry SET at = at + 60000;")
            .bind("entry", last.id.clone());
    })
    .await;
    let number = last.number.unwrap();
    assert_eq!(
        found(&house, &office).await,
        [(number, Some(key(last)), BreakKind::Edited)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_part_taken_from_another_entry_is_named() {
    let (house, office, entries) = logged(8).await;
    run(&house, |unit| {
        unit.statement("UPDATE $entry SET detail = $detail;")
            .bind("entry", entries[3].id.clone())
            .bind("detail", entries[4].detail.clone());
    })
    .await;
    assert_eq!(
        found(&house, &office).await,
        [(4, Some(key(&entries[3])), BreakKind::Edited)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_link_is_named() {
    let (house, office, entries) = logged(8).await;
    run(&house, |unit| {
        unit.statement("UPDATE $entry SET hash = $hash;")
            .bind("entry", entries[3].id.clone())
            .bind("hash", "00".repeat(32));
    })
    .await;
    assert_eq!(
        found(&house, &office).await,
        [(4, Some(key(&entries[3])), BreakKind::Edited)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deleted_entries_are_named() {
    let (house, office, entries) = logged(12).await;
    run(&house, |unit| {
        let ids: Vec<_> = [0, 5, 6].map(|at: usize| entries[at].id.clone()).into();
        unit.statement("DELETE $entries;").bind("entries", ids);
    })
    .await;
    assert_eq!(
        found(&house, &office).await,
        [
            (1, None, BreakKind::Missing(1)),
            (6, None, BreakKind::Missing(2))
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_whose_gap_was_closed_up_is_named() {
    let (house, office, entries) = logged(30).await;
    run(&house, |unit| {
        unit.statement(
            "DELETE $entry; UPDATE audit_entry SET number -= 1 WHERE org = $org AND number > 10;",
        )
        .bind("entry", entries[9].id.clone())
        .id("org", office.id);
    })
    .await;
    assert_eq!(
        found(&house, &office).await,
        [(10, None, BreakKind::Missing(1))]
    );
}

/// A copy of an entry under a new id, as a forger would make it.
async fn forge(house: &House, original: &Raw, number: u64) -> Option<uuid::Uuid> {
    let id = Id::<audit::Entry>::new(house.backend.now()).unwrap();
    run(house, |unit| {
        unit.statement("LET $copy = (SELECT * FROM ONLY $original); CREATE $forged CONTENT object::extend($copy, { id: $forged, number: $number });")
            .bind("original", original.id.clone())
            .record("forged", "audit_entry", id)
            .bind("number", number);
    })
    .await;
    Some(id.uuid())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_put_beside_another_is_named() {
    let (house, office, entries) = logged(12).await;
    let forged = forge(&house, &entries[2], 7).await;
    let found = found(&house, &office).await;
    assert!(
        found
            .iter()
            .all(|(number, entry, _)| *number == 7 && *entry == forged),
        "{found:?}"
    );
    assert!(found.contains(&(7, forged, BreakKind::Inserted)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_for_which_room_was_made_is_named() {
    let (house, office, entries) = logged(12).await;
    run(&house, |unit| {
        unit.statement("UPDATE audit_entry SET number += 1 WHERE org = $org AND number >= 7;")
            .id("org", office.id);
    })
    .await;
    let forged = forge(&house, &entries[2], 7).await;
    let found = found(&house, &office).await;
    assert!(
        found.contains(&(7, forged, BreakKind::Inserted)),
        "{found:?}"
    );
    assert!(found.iter().all(|(number, _, _)| *number == 7), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_put_behind_the_end_or_without_a_number_is_named() {
    let (house, office, entries) = logged(6).await;
    let end = entries.len() as u64;
    let behind = forge(&house, &entries[2], end + 40).await;
    let id = Id::<audit::Entry>::new(house.backend.now()).unwrap();
    run(&house, |unit| {
        unit.statement("LET $copy = (SELECT * FROM ONLY $original); CREATE $forged CONTENT object::extend($copy, { id: $forged, number: NONE, hash: NONE });")
            .bind("original", entries[2].id.clone())
            .record("forged", "audit_entry", id);
    })
    .await;
    let found = found(&house, &office).await;
    assert!(
        found.contains(&(0, Some(id.uuid()), BreakKind::Inserted)),
        "{found:?}"
    );
    assert!(
        found.contains(&(end + 40, behind, BreakKind::Inserted)),
        "{found:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_changed_places_are_named() {
    for (one, other) in [(5, 6), (3, 9), (3, 5)] {
        let (house, office, entries) = logged(14).await;
        run(&house, |unit| {
            unit.statement(
                "UPDATE $one SET number = $other_number; UPDATE $other SET number = $one_number;",
            )
            .bind("one", entries[one].id.clone())
            .bind("other", entries[other].id.clone())
            .bind("one_number", one as u64 + 1)
            .bind("other_number", other as u64 + 1);
        })
        .await;
        let (low, high) = (one as u64 + 1, other as u64 + 1);
        assert_eq!(
            found(&house, &office).await,
            [
                (
                    low,
                    Some(key(&entries[other])),
                    BreakKind::Moved { from: high }
                ),
                (
                    high,
                    Some(key(&entries[one])),
                    BreakKind::Moved { from: low }
                ),
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_off_end_is_named_even_when_the_stores_own_head_was_set_back() {
    let (house, office, entries) = logged(10).await;
    let count = entries.len();
    let keep = &entries[count - 4];
    run(&house, |unit| {
        let ids: Vec<_> = entries[count - 3..]
            .iter()
            .map(|entry| entry.id.clone())
            .collect();
        unit.statement("DELETE $entries; UPDATE $head SET number = $number, hash = $hash;")
            .bind("entries", ids)
            .record("head", "audit_head", office.id)
            .bind("number", keep.number.unwrap())
            .bind("hash", keep.hash.clone().unwrap());
    })
    .await;
    let first = count as u64 - 2;
    assert_eq!(
        found(&house, &office).await,
        [(first, None, BreakKind::CutOff(3))]
    );
    // Nor does the log heal by going on.
    note(&house, &office.scope, 1).await;
    audit::seal_all(&house.backend).await.unwrap();
    assert!(!verify(&house, &office).await.holds());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_goes_on_is_not_taken_for_a_broken_one() {
    let (house, office, _) = logged(30).await;
    let (backend, scope) = (house.backend.clone(), office.scope.clone());
    let writer = tokio::spawn(async move {
        for _ in 0..60 {
            let mut unit = Unit::new();
            audit::note(
                &mut unit,
                &scope,
                backend.now(),
                Event::SignedOut,
                None,
                &[],
            )
            .unwrap();
            backend.store.commit(unit).await.unwrap();
            audit::seal(&backend).await.unwrap();
        }
    });
    while !writer.is_finished() {
        let report = verify(&house, &office).await;
        assert!(report.holds(), "{:?}", report.breaks);
    }
    writer.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn long_logs_are_verified_across_pages() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    for _ in 0..12 {
        let mut unit = Unit::new();
        for _ in 0..100 {
            audit::note(
                &mut unit,
                &office.scope,
                house.backend.now(),
                Event::SignedOut,
                None,
                &[],
            )
            .unwrap();
        }
        house.backend.store.commit(unit).await.unwrap();
    }
    let report = verify(&house, &office).await;
    assert!(report.holds() && report.entries >= 1_200, "{report:?}");
    let entries = raw(&house, &office).await;
    run(&house, |unit| {
        unit.statement("UPDATE $entry SET result = 'denied';")
            .bind("entry", entries[999].id.clone());
    })
    .await;
    assert_eq!(
        found(&house, &office).await,
        [(1_000, Some(key(&entries[999])), BreakKind::Edited)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_persons_entries_still_verify() {
    let (house, office, _) = logged(4).await;
    let admin = office.scope.person().unwrap();
    house.backend.keys.forget(office.id, admin).await.unwrap();
    let report = verify(&house, &office).await;
    assert!(report.holds(), "{:?}", report.breaks);
    assert!(report.out_of_reach >= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_entries_makes_nobody_wait_for_anybody() {
    let house = House::new().await;
    let office = house.organization("acme").await;
    audit::seal_all(&house.backend).await.unwrap();
    // A unit in progress holds nothing that another one of the organisation's needs: not one of them is retried.
    let started = house.backend.store.conflicts();
    let writers: Vec<_> = (0..16)
        .map(|_| {
            let (backend, scope) = (house.backend.clone(), office.scope.clone());
            tokio::spawn(async move {
                for _ in 0..25 {
                    let mut unit = Unit::new();
                    audit::note(
                        &mut unit,
                        &scope,
                        backend.now(),
                        Event::SignedOut,
                        None,
                        &[],
                    )
                    .unwrap();
                    backend.store.commit(unit).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(house.backend.store.conflicts(), started);
    let sealers: Vec<_> = (0..4)
        .map(|_| {
            let backend = house.backend.clone();
            tokio::spawn(async move { audit::seal_all(&backend).await.unwrap() })
        })
        .collect();
    for sealer in sealers {
        sealer.await.unwrap();
    }
    let report = verify(&house, &office).await;
    assert!(report.holds() && report.entries >= 400, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_a_crash_kept_from_the_key_ring_reaches_it_at_the_next_start() {
    let (house, office, entries) = logged(3).await;
    // Sealed in the store only: as if the process had ended right after.
    let before = house
        .backend
        .keys
        .audit_head(office.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(before.sequence, entries.len() as u64);
    let keys: &Keys = &house.backend.keys;
    assert!(
        keys.audit_head(Id::new(1).unwrap())
            .await
            .unwrap()
            .is_none()
    );
    audit::publish_heads(&house.backend).await.unwrap();
    let after = keys.audit_head(office.id).await.unwrap().unwrap();
    assert_eq!(after, before);
}

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
    assert_eq!(set.entries[0].subject.as_deref(), Some("山田 太郎"));

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

/// Takes all that is known of a log back to an earlier day, both heads included, as who holds both stores could.
async fn go_back(house: &House, office: &Office, entries: &[Raw], to: usize) {
    run(house, |unit| {
        let gone: Vec<_> = entries[to..].iter().map(|entry| entry.id.clone()).collect();
        unit.statement("DELETE $entries; UPDATE $head SET number = $number, hash = $hash;")
            .bind("entries", gone)
            .record("head", "audit_head", office.id)
            .bind("number", entries[to - 1].number.unwrap())
            .bind("hash", entries[to - 1].hash.clone().unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_remembers_what_the_other_heads_forgot() {
    let (house, office, entries) = logged(10).await;
    assert_eq!(audit::checkpoint(&house.backend).await.unwrap(), 2);
    // A day without entries needs no second one, and the log still holds.
    audit::checkpoint(&house.backend).await.unwrap();
    note(&house, &office.scope, 3).await;
    audit::seal_all(&house.backend).await.unwrap();
    assert!(verify(&house, &office).await.holds());

    let signed = entries.len() as u64;
    run(&house, |unit| {
        unit.statement("UPDATE audit_checkpoint SET hash = $other WHERE org = $org;")
            .bind("other", entries[0].hash.clone().unwrap())
            .id("org", office.id);
    })
    .await;
    assert_eq!(
        found(&house, &office).await,
        [(signed, None, BreakKind::Forged)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_cut_behind_a_checkpoint_is_named_though_no_head_tells() {
    let (house, office, entries) = logged(10).await;
    audit::checkpoint(&house.backend).await.unwrap();
    let count = entries.len();
    go_back(&house, &office, &entries, count - 2).await;
    house
        .backend
        .keys
        .forget_audit_head(office.id)
        .await
        .unwrap();
    assert_eq!(
        found(&house, &office).await,
        [(count as u64 - 1, None, BreakKind::CutOff(2))]
    );
}

/// Entries that wait, one unit each hundred.
async fn crowded(house: &House, scope: &Scope, hundreds: u32) {
    for _ in 0..hundreds {
        let mut unit = Unit::new();
        for _ in 0..100 {
            let now = house.backend.now();
            audit::note(&mut unit, scope, now, Event::SignedOut, None, &[]).unwrap();
        }
        house.backend.store.commit(unit).await.unwrap();
    }
}

/// The head in the key ring, beyond the reach of who changes the database.
async fn kept(house: &House, office: &Office) -> u64 {
    let head = house.backend.keys.audit_head(office.id).await.unwrap();
    head.unwrap().sequence
}

#[tokio::test(flavor = "multi_thread")]
async fn spoiled_entries_keep_their_places_are_named_and_stop_nobody() {
    let (house, office, entries) = logged(3).await;
    let first = entries.len() as u64 + 1;
    note(&house, &office.scope, 6).await;
    let mut query = Unit::new();
    query
        .statement(
            "SELECT VALUE id FROM audit_entry WHERE org = $org AND number = NONE ORDER BY at;",
        )
        .id("org", office.id);
    let waiting: Vec<RecordId> = house
        .backend
        .store
        .read(query)
        .await
        .unwrap()
        .take(0)
        .unwrap();
    let entry = |at: usize| {
        let surrealdb::types::RecordIdKey::Uuid(key) = &waiting[at].key else {
            panic!("{waiting:?}")
        };
        uuid::Uuid::from(*key)
    };
    run(&house, |unit| {
        unit.statement("UPDATE $unreadable SET commitment = 'nothing'; UPDATE $timeless SET at = -1;")
            .statement("FOR $row IN (SELECT VALUE id FROM audit_pending WHERE record::id(id)[2] IN $lost) { DELETE $row; };")
            .statement("CREATE type::record('audit_pending', [$org, 'soon']); CREATE type::record('audit_pending', ['nobody', 1]);")
            .id("org", office.id)
            .bind("unreadable", waiting[0].clone())
            .bind("timeless", waiting[2].clone())
            .bind("lost", vec![surrealdb::types::Uuid::from(entry(4))]);
    })
    .await;
    let other = house.organization("later").await;
    audit::seal_all(&house.backend).await.unwrap();
    assert_eq!(house.count("SELECT id FROM audit_pending").await, 0);
    assert!(kept(&house, &other).await > 0);
    assert!(verify(&house, &other).await.holds());
    let found = found(&house, &office).await;
    // Five entries and the row that tells of none have numbers; the entry without a row has none.
    assert_eq!(kept(&house, &office).await, first + 5);
    assert_eq!(
        found,
        [
            (0, Some(entry(4)), BreakKind::Inserted),
            (first, Some(entry(0)), BreakKind::Edited),
            (first + 5, None, BreakKind::CutOff(1)),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_go_on_stops_no_other() {
    let house = House::new().await;
    let (one, two) = (
        house.organization("one").await,
        house.organization("two").await,
    );
    audit::seal_all(&house.backend).await.unwrap();
    let (broken, sound) = if one.id < two.id {
        (one, two)
    } else {
        (two, one)
    };
    // More than a batch waits before the other's turn.
    crowded(&house, &broken.scope, 6).await;
    let before = kept(&house, &sound).await;
    note(&house, &sound.scope, 3).await;
    run(&house, |unit| {
        unit.statement("UPDATE $head SET number = $number;")
            .record("head", "audit_head", broken.id)
            .bind("number", i64::MAX);
    })
    .await;
    assert!(audit::seal_all(&house.backend).await.is_err());
    assert_eq!(kept(&house, &sound).await, before + 3);
    assert!(verify(&house, &sound).await.holds());
    assert!(!verify(&house, &broken).await.holds());
}
