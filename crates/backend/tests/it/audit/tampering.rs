//! Whatever is done to a log behind the product's back is named.

use backend::audit::{self, BreakKind};
use domain::id::Id;

use crate::harness::{House, Office};

use super::{Raw, crowded, found, key, logged, note, note_one, raw, run, verify};

/// Nothing else was found than that this entry was edited.
async fn assert_edited(house: &House, office: &Office, number: u64, entry: &Raw) {
    assert_eq!(
        found(house, office).await,
        [(number, Some(key(entry)), BreakKind::Edited)]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_edited_is_named() {
    let (house, office, entries) = logged(20).await;
    run(&house, |unit| {
        unit.statement("UPDATE $entry SET event = 'signed_out';")
            .bind("entry", entries[9].id.clone());
    })
    .await;
    assert_edited(&house, &office, 10, &entries[9]).await;
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
    assert_edited(&house, &office, number, last).await;
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
    assert_edited(&house, &office, 4, &entries[3]).await;
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
    assert_edited(&house, &office, 4, &entries[3]).await;
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
    go_back(&house, &office, &entries, count - 3).await;
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
            note_one(&backend, &scope).await;
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
    crowded(&house, &office.scope, 12).await;
    let report = verify(&house, &office).await;
    assert!(report.holds() && report.entries >= 1_200, "{report:?}");
    let entries = raw(&house, &office).await;
    run(&house, |unit| {
        unit.statement("UPDATE $entry SET result = 'denied';")
            .bind("entry", entries[999].id.clone());
    })
    .await;
    assert_edited(&house, &office, 1_000, &entries[999]).await;
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

/// Takes a log in the store back to its first `to` entries, its head included.
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
