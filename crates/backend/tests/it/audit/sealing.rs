//! Entries get their numbers and links beside the requests, whatever else happens.

use backend::{
    audit::{self, BreakKind},
    keyring::Keys,
    store::Unit,
};
use domain::id::Id;
use surrealdb::types::RecordId;

use crate::harness::{House, Office};

use super::{crowded, found, logged, note, note_one, run, verify};

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
                    note_one(&backend, &scope).await;
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
    let waiting: Vec<RecordId> = crate::harness::read(&house.backend, query).await;
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
