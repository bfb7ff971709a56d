//! The key ring on the real engine: restarts, races, forgetting, epochs.

use std::{fs, path::Path, time::Duration};

use backend::{
    error::Error,
    keyring::Keys,
    store::{Store, Unit},
};
use domain::{id::Id, organization::Organization, people::Person};
use vault::{
    Field, Key, Place,
    audit::{Hash, Head},
    ring::{EpochSecret, FileProvider, KeyProvider},
    sign::Signed,
};

fn organization() -> Id<Organization> {
    Id::new(1_000).unwrap()
}

fn people(count: u32) -> Vec<Id<Person>> {
    (0..count)
        .map(|position| Id::in_sequence(2_000, position).unwrap())
        .collect()
}

fn place(organization: Id<Organization>, person: Id<Person>) -> Place {
    Place {
        organization: organization.uuid(),
        field: Field::PersonName,
        record: person.uuid(),
    }
}

/// The engine gives up its lock a moment after the last handle is dropped.
async fn reopened(folder: &Path) -> Keys {
    for _ in 0..600 {
        match Keys::for_tests(folder).await {
            Ok(keys) => return keys,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    Keys::for_tests(folder).await.unwrap()
}

async fn ring(folder: &Path) -> Store {
    let url = format!("surrealkv://{}?sync=every", folder.join("ring").display());
    for _ in 0..600 {
        match Store::open(&url).await {
            Ok(store) => return store,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    Store::open(&url).await.unwrap()
}

fn provider(folder: &Path) -> FileProvider {
    FileProvider::new(folder.join("keys").join(FileProvider::FILE_NAME))
}

/// Opens what lies in `folder` and says why it does not open.
async fn refusal(folder: &Path) -> String {
    let store = ring(folder).await;
    let opened = Keys::open(store, &folder.join("keys"), Box::new(provider(folder)), 1).await;
    opened.unwrap_err().to_string()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn is_lost<T: std::fmt::Debug>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::KeyLost(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sealed_before_a_restart_opens_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let (organization, people) = (organization(), people(3));
    keys.create_organization(organization).await.unwrap();
    let made = keys.create_people(organization, &people).await.unwrap();
    let place = place(organization, people[1]);
    let sealed = made[&people[1]].seal_str(&place, "髙橋 𠮷朗").unwrap();
    let group = keys.organization(organization).await.unwrap().id();
    let commitment = keys
        .audit_key(organization)
        .await
        .unwrap()
        .commit(&[0; 16], &[b"text"]);
    let signature = keys
        .signing()
        .await
        .unwrap()
        .sign(Signed::AuditCheckpoint, b"head");
    let system = keys.system().await.unwrap().id();
    drop((keys, made));

    let keys = reopened(folder.path()).await;
    let key = keys.person(organization, people[1]).await.unwrap();
    assert_eq!(key.open_str(&place, &sealed).unwrap(), "髙橋 𠮷朗");
    assert_eq!(keys.organization(organization).await.unwrap().id(), group);
    assert_eq!(keys.system().await.unwrap().id(), system);
    let audit = keys.audit_key(organization).await.unwrap();
    assert!(audit.is_commitment(&commitment, &[0; 16], &[b"text"]));
    let public = keys.signing().await.unwrap().public();
    assert!(public.verifies(Signed::AuditCheckpoint, b"head", &signature));
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_has_a_key_of_their_own_and_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let (organization, people) = (organization(), people(2_300));
    let made = keys
        .create_people(organization, &people[..1_200])
        .await
        .unwrap();
    let again = keys.create_people(organization, &people).await.unwrap();
    let ids: std::collections::HashSet<_> = again.values().map(|key| key.id()).collect();
    assert_eq!((again.len(), ids.len()), (2_300, 2_300));
    for (person, key) in &made {
        assert_eq!(key.id(), again[person].id());
    }
    drop(keys);

    // From the store, all at once and by the few.
    let keys = reopened(folder.path()).await;
    let few = keys.people(organization, &people[..7]).await.unwrap();
    let all = keys.people(organization, &people).await.unwrap();
    assert_eq!((few.len(), all.len()), (7, 2_300));
    for (person, key) in all.iter().chain(&few) {
        assert_eq!(key.id(), again[person].id());
    }
    // Another organisation's people are other people.
    let theirs = self::organization();
    assert!(keys.people(theirs, &people[..3]).await.unwrap().is_empty());
    assert!(is_lost(&keys.person(theirs, people[0]).await));
    let mut listed = keys.people_with_keys(organization).await.unwrap();
    listed.sort();
    let mut expected = people.clone();
    expected.sort();
    assert_eq!(listed, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_who_make_the_same_keys_at_once_agree() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let (organization, people) = (organization(), people(40));
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (keys, people) = (keys.clone(), people.clone());
            tokio::spawn(async move { keys.create_people(organization, &people).await })
        })
        .collect();
    let mut seen = Vec::new();
    for attempt in tries {
        let made = attempt.await.unwrap().unwrap();
        assert_eq!(made.len(), 40);
        seen.push(people.iter().map(|p| made[p].id()).collect::<Vec<_>>());
    }
    seen.dedup();
    assert_eq!(seen.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_person_is_gone_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let (organization, people) = (organization(), people(3));
    keys.create_people(organization, &people).await.unwrap();
    keys.forget(organization, people[0]).await.unwrap();
    keys.forget(organization, people[0]).await.unwrap();
    let is_gone = async |keys: &Keys| {
        assert!(is_lost(&keys.person(organization, people[0]).await));
        let left = keys.people(organization, &people).await.unwrap();
        assert_eq!(left.len(), 2);
        assert!(!left.contains_key(&people[0]));
    };
    is_gone(&keys).await;
    drop(keys);
    is_gone(&reopened(folder.path()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_forgotten_while_being_read_does_not_stay_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let organization = organization();
    for person in people(60) {
        keys.create_people(organization, &[person]).await.unwrap();
        let reader = {
            let keys = keys.clone();
            tokio::spawn(async move { keys.person(organization, person).await.is_ok() })
        };
        keys.forget(organization, person).await.unwrap();
        reader.await.unwrap();
        assert!(is_lost(&keys.person(organization, person).await));
    }
}

/// W3.2, W3.8: a deletion reaches the copies that exist already.
#[tokio::test(flavor = "multi_thread")]
async fn yesterdays_copy_of_the_ring_beside_todays_keys_does_not_bring_a_forgotten_person_back() {
    let today = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(today.path()).await.unwrap();
    let (organization, people) = (organization(), people(2));
    let made = keys.create_people(organization, &people).await.unwrap();
    let [gone, stays] = [people[0], people[1]];
    let sealed = |person| {
        made[&person]
            .seal_str(&place(organization, person), "塚 晴")
            .unwrap()
    };
    let (gone_name, staying_name) = (sealed(gone), sealed(stays));
    drop(keys);
    let yesterday = tempfile::tempdir().unwrap();
    drop(ring(today.path()).await);
    copy(&today.path().join("ring"), &yesterday.path().join("ring"));

    // The check can fail: until the epoch advances, the copy opens everything.
    let keys = reopened(today.path()).await;
    keys.forget(organization, gone).await.unwrap();
    copy(&today.path().join("keys"), &yesterday.path().join("keys"));
    let stale = reopened(yesterday.path()).await;
    let key = stale.person(organization, gone).await.unwrap();
    let place_of_gone = place(organization, gone);
    assert_eq!(key.open_str(&place_of_gone, &gone_name).unwrap(), "塚 晴");
    drop((stale, key));

    assert_eq!(keys.advance_epoch().await.unwrap(), 2);
    assert!(is_lost(&keys.person(organization, gone).await));
    let key = keys.person(organization, stays).await.unwrap();
    let name = key.open_str(&place(organization, stays), &staying_name);
    assert_eq!(name.unwrap(), "塚 晴");
    assert_eq!(keys.status().await.unwrap().secrets, [2]);

    fs::remove_dir_all(yesterday.path().join("keys")).unwrap();
    copy(&today.path().join("keys"), &yesterday.path().join("keys"));
    let why = refusal(yesterday.path()).await;
    assert!(why.contains("epoch-000001.key is missing"), "{why}");
    // Nor does a ring that is told it had advanced.
    let store = ring(yesterday.path()).await;
    let mut lie = Unit::new();
    lie.statement("UPDATE ring_state:ring SET epoch = 2;");
    store.commit(lie).await.unwrap();
    drop(store);
    let why = refusal(yesterday.path()).await;
    assert!(why.contains("the secret of epoch 1 is not in"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_advance_goes_on_after_a_restart_and_nothing_is_unreadable_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let (organization, people) = (organization(), people(700));
    let made = keys.create_people(organization, &people).await.unwrap();
    keys.begin_epoch_and_stop().await.unwrap();
    let late = self::people(1);
    keys.create_people(organization, &late).await.unwrap();
    drop(keys);

    let keys = reopened(folder.path()).await;
    let status = keys.status().await.unwrap();
    assert_eq!((status.epoch, status.behind), (2, 702));
    assert_eq!(status.secrets, [1, 2]);
    for person in [people[0], people[699], late[0]] {
        keys.person(organization, person).await.unwrap();
    }
    keys.finish_epoch().await.unwrap();
    let status = keys.status().await.unwrap();
    assert_eq!((status.behind, status.secrets), (0, vec![2]));
    drop(keys);

    let keys = reopened(folder.path()).await;
    let read = keys.people(organization, &people).await.unwrap();
    for person in &people {
        assert_eq!(read[person].id(), made[person].id());
    }
    // A secret that a crash kept from being used is used now.
    let unused = EpochSecret::generate(3).unwrap();
    let path = folder.path().join("keys").join(EpochSecret::file_name(3));
    vault::ring::create(&path, &unused.to_text()).unwrap();
    assert_eq!(keys.advance_epoch().await.unwrap(), 3);
    assert_eq!(*vault::ring::read(&path).unwrap(), *unused.to_text());
    keys.person(organization, people[5]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_epoch_advances_while_people_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let (organization, people) = (organization(), people(900));
    let (there, coming) = people.split_at(600);
    keys.create_people(organization, there).await.unwrap();
    let (leaving, coming) = (there[..50].to_vec(), coming.to_vec());
    let busy = {
        let (keys, leaving) = (keys.clone(), leaving.clone());
        tokio::spawn(async move {
            for (joins, leaves) in coming.chunks(6).zip(leaving) {
                keys.create_people(organization, joins).await.unwrap();
                keys.forget(organization, leaves).await.unwrap();
            }
        })
    };
    for epoch in 2..=4 {
        assert_eq!(keys.advance_epoch().await.unwrap(), epoch);
    }
    busy.await.unwrap();
    keys.advance_epoch().await.unwrap();
    drop(keys);
    let keys = reopened(folder.path()).await;
    let read = keys.people(organization, &people).await.unwrap();
    assert_eq!(read.len(), 850);
    assert!(leaving.iter().all(|person| !read.contains_key(person)));
    assert_eq!(keys.status().await.unwrap().secrets, [5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_made_once_and_their_absence_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let why = refusal(folder.path()).await;
    assert!(why.contains("yagura keys init"), "{why}");

    drop(reopened(folder.path()).await);
    let before = fs::read(folder.path().join("keys/provider.key")).unwrap();
    let store = ring(folder.path()).await;
    let keys_dir = folder.path().join("keys");
    let again = Keys::init(store, &keys_dir, &provider(folder.path()), 1).await;
    assert!(matches!(again, Err(Error::Configuration(_))));
    assert_eq!(fs::read(keys_dir.join("provider.key")).unwrap(), before);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn secrets_others_can_read_and_secrets_of_another_ring_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    drop(Keys::for_tests(folder.path()).await.unwrap());
    for name in ["provider.key", "epoch-000001.key"] {
        let path = folder.path().join("keys").join(name);
        let mode = |bits| fs::set_permissions(&path, fs::Permissions::from_mode(bits)).unwrap();
        mode(0o644);
        let why = refusal(folder.path()).await;
        assert!(why.contains("chmod 600") && why.contains(name), "{why}");
        mode(0o600);
    }
    fs::remove_file(folder.path().join("keys/provider.key")).unwrap();
    let why = refusal(folder.path()).await;
    assert!(why.contains("provider.key is missing"), "{why}");
    provider(folder.path()).create().unwrap();
    let why = refusal(folder.path()).await;
    assert!(
        why.contains("is not the one this key ring was made with"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_of_an_operation_log_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let (ours, theirs) = (organization(), organization());
    assert_eq!(keys.audit_head(ours).await.unwrap(), None);
    let head = |sequence, text: &[u8]| Head {
        sequence,
        hash: Hash::start(ours.uuid()).then(&[text], &Hash::start(ours.uuid())),
    };
    keys.set_audit_heads(&[(ours, head(5, b"five")), (theirs, head(1, b"one"))])
        .await
        .unwrap();
    keys.set_audit_heads(&[(ours, head(4, b"four"))])
        .await
        .unwrap();
    assert_eq!(keys.audit_head(ours).await.unwrap(), Some(head(5, b"five")));
    keys.set_audit_heads(&[(ours, head(6, b"six"))])
        .await
        .unwrap();
    assert_eq!(keys.audit_head(ours).await.unwrap(), Some(head(6, b"six")));
    let theirs = keys.audit_head(theirs).await.unwrap();
    assert_eq!(theirs, Some(head(1, b"one")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ring_holds_no_key_in_the_open() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    let organization = organization();
    keys.create_organization(organization).await.unwrap();
    let status = keys.status().await.unwrap();
    let counted: Vec<_> = status.keys.iter().map(|(what, n)| (&**what, *n)).collect();
    assert_eq!(
        counted,
        [
            ("audit", 1),
            ("organization", 1),
            ("signing", 1),
            ("system", 1)
        ]
    );
    assert!(!format!("{keys:?} {status:?}").contains("yagura-"));
    // A row of the ring that somebody moved to another owner opens nothing.
    let person = people(1)[0];
    keys.create_people(organization, &[person]).await.unwrap();
    drop(keys);
    let store = ring(folder.path()).await;
    let mut swap = Unit::new();
    swap.statement(
        "LET $key = (SELECT VALUE wrapped FROM wrapped_key WHERE record::id(id)[1] = 'person')[0];
         UPDATE wrapped_key SET wrapped = $key WHERE record::id(id)[1] = 'organization';",
    );
    store.commit(swap).await.unwrap();
    drop(store);
    let keys = reopened(folder.path()).await;
    let moved: Result<std::sync::Arc<Key>, _> = keys.organization(organization).await;
    assert!(matches!(moved, Err(Error::Unreadable)));
}

/// The plans of the ring's lists: an organisation's by their ids, what an advance has to do by its index.
#[tokio::test(flavor = "multi_thread")]
async fn no_list_of_the_ring_scans_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    keys.create_people(organization(), &people(3))
        .await
        .unwrap();
    drop(keys);
    let store = ring(folder.path()).await;
    for (query, plan) in [
        (
            "EXPLAIN SELECT id, wrapped FROM wrapped_key:[$wrapped_key_org]..;",
            "RecordIdScan",
        ),
        (
            "EXPLAIN SELECT id, wrapped FROM wrapped_key WHERE epoch < $wrapped_key_epoch LIMIT $wrapped_key_limit;",
            "index: wrapped_key_epoch",
        ),
        (
            "EXPLAIN SELECT count() AS number FROM wrapped_key WHERE epoch < $wrapped_key_epoch GROUP ALL;",
            "index: wrapped_key_epoch",
        ),
    ] {
        let mut unit = Unit::new();
        unit.statement(query)
            .bind(
                "wrapped_key_org",
                surrealdb::types::Uuid::from(organization().uuid()),
            )
            .bind("wrapped_key_epoch", 2_i64)
            .bind("wrapped_key_limit", 500_i64);
        let explained: Option<String> = store.read(unit).await.unwrap().take(0).unwrap();
        let explained = explained.unwrap();
        assert!(explained.contains(plan), "{query}: {explained}");
        assert!(!explained.contains("TableScan"), "{query}: {explained}");
    }
}
