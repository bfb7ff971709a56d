//! Whom an import mails when it corrects an address (W7.2, W7.3).

use std::fmt::Write as _;

use backend::{Backend, people_import, store::Unit};
use domain::{access::Role, people::FirstPassword};
use surrealdb::types::Bytes;

use crate::{
    house::House,
    people_import::{MAILS, confirm, count, dry_run, everybody, import},
};

/// Mails of imports that carry a link that is still good.
const GOOD: &str = "SELECT VALUE number FROM (SELECT count() AS number FROM credential
    WHERE link != NONE AND type::record('outbox', link).batch != NONE GROUP ALL);";

async fn set_part(backend: &Backend, number: u32, data: Bytes) -> Bytes {
    let mut query = Unit::new();
    query
        .statement("SELECT VALUE data FROM import_part WHERE record::id(id)[1] = 'deed' AND record::id(id)[2] = $import_part_number;")
        .bind("import_part_number", number);
    let before: Vec<Bytes> = crate::harness::read(backend, query).await;
    let mut unit = Unit::new();
    unit.statement(
        "UPDATE import_part SET data = $import_part_data
             WHERE record::id(id)[1] = 'deed' AND record::id(id)[2] = $import_part_number RETURN NONE;",
    )
    .bind("import_part_number", number)
    .bind("import_part_data", data);
    backend.store.commit(unit).await.unwrap();
    before.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_link_gets_one_at_the_corrected_address_when_everybody_is_in() {
    let house = House::start().await;
    let tenant = house.tenant(800).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let heading = "社員番号,氏名,メール\n";
    let first = format!("{heading}1,一 太郎,wrong@example.co.jp\n2,二 次郎,two@example.co.jp\n");
    import(backend, admin, &first, FirstPassword::Mail).await;
    assert_eq!(
        (count(backend, MAILS).await, count(backend, GOOD).await),
        (2, 2)
    );
    // Somebody with a password of their own needs no link.
    let learner = house.signed_in(&tenant, Role::Learner, false).await;
    let settled = everybody(backend, admin)
        .await
        .into_iter()
        .find(|row| Ok(row.id) == learner.person())
        .unwrap();

    let mut second = format!(
        "{heading}1,一 太郎,right@example.co.jp\n2,二 次郎,two@example.co.jp\n{},髙橋 晴朗,moved@example.co.jp\n",
        settled.employee_number.unwrap()
    );
    for number in 0..700 {
        writeln!(second, "x{number},塚 {number}号,").unwrap();
    }
    let (id, counts) = dry_run(backend, admin, &second).await;
    assert_eq!((counts.change, counts.create), (2, 700));
    confirm(backend, admin, id, FirstPassword::Display)
        .await
        .unwrap();
    let part = set_part(backend, 5, Bytes::from(b"spoiled".to_vec())).await;
    // What fails ends what is carried out beside it, which goes on the next time.
    let is_corrected = async || {
        everybody(backend, admin)
            .await
            .iter()
            .any(|row| row.email.as_deref() == Some("right@example.co.jp"))
    };
    while !is_corrected().await {
        assert!(people_import::work(backend).await.is_err());
    }
    assert_eq!(
        (count(backend, MAILS).await, count(backend, GOOD).await),
        (2, 1),
        "the old link is dead, and no mail leaves before everybody is in"
    );
    set_part(backend, 5, part).await;
    assert!(people_import::work(backend).await.unwrap());
    assert_eq!(
        (count(backend, MAILS).await, count(backend, GOOD).await),
        (3, 2)
    );
}
