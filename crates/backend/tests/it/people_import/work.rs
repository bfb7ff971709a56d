//! What was confirmed is carried out whole, whatever comes between.

use backend::{people, people_import, store::Unit};
use domain::{
    access::Role,
    people::FirstPassword,
    people_import::{LineProblem, Step},
};

use super::{MAILS, PARTS, confirm, count, dry_run, everybody, import, many, planned, view};
use crate::house::{House, PASSWORD};

/// Nothing is half done after a stop at any moment: the work goes on until every line is in, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_that_was_interrupted_is_carried_out_to_the_last_line() {
    const PEOPLE: u32 = 600;
    let mut house = House::start().await;
    let tenant = house.tenant(PEOPLE + 1).await;
    let (id, counts) = dry_run(&house.backend, &tenant.admin, &many(PEOPLE)).await;
    assert_eq!(counts.create, PEOPLE);
    confirm(&house.backend, &tenant.admin, id, FirstPassword::Mail)
        .await
        .unwrap();
    // Later and later, as a kill would.
    for step in 1..8_u64 {
        let work = people_import::work(&house.backend);
        let stopped =
            tokio::time::timeout(std::time::Duration::from_millis(step * step * 15), work).await;
        house = house.restart().await;
        if stopped.is_ok() {
            break;
        }
    }
    while people_import::work(&house.backend).await.unwrap() {}
    let backend = &house.backend;
    let everybody = everybody(backend, &tenant.admin).await;
    assert_eq!(everybody.len(), PEOPLE as usize + 1);
    let mut numbers: Vec<_> = everybody
        .iter()
        .filter_map(|person| person.employee_number.clone())
        .collect();
    assert!(numbers.is_sorted(), "the order of the file");
    numbers.dedup();
    assert_eq!(numbers.len(), PEOPLE as usize);
    assert_eq!(count(backend, MAILS).await, PEOPLE);
    // A stop between the last line and the clearing away leaves that to the sweep, which a worker does at start and once a minute.
    people_import::sweep(backend).await.unwrap();
    assert_eq!(count(backend, PARTS).await, 0);
    let roster = people::roster(backend, tenant.organization).await.unwrap();
    assert_eq!((roster.people, roster.import), (PEOPLE + 1, None));
    let (_, again) = dry_run(backend, &tenant.admin, &many(PEOPLE)).await;
    assert_eq!(again.unchanged, PEOPLE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_at_once_do_the_work_once() {
    const PEOPLE: u32 = 400;
    let house = House::start().await;
    let tenant = house.tenant(PEOPLE + 1).await;
    let backend = &house.backend;
    let (id, _) = dry_run(backend, &tenant.admin, &many(PEOPLE)).await;
    confirm(backend, &tenant.admin, id, FirstPassword::Display)
        .await
        .unwrap();
    let (one, two) = tokio::join!(people_import::work(backend), people_import::work(backend));
    assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
    while people_import::work(backend).await.unwrap() {}
    assert_eq!(
        everybody(backend, &tenant.admin).await.len(),
        PEOPLE as usize + 1
    );
    assert!(matches!(
        view(backend, &tenant.admin, id).await.step,
        Step::Done { sheet: Some(_), .. }
    ));
}

/// Rights that change end the person's sessions; an address that changes kills the links sent to the old one.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_changes_rights_ends_sessions() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let learner = house.signed_in(&tenant, Role::Learner, false).await;
    let row = everybody(backend, &tenant.admin)
        .await
        .into_iter()
        .find(|row| Ok(row.id) == learner.person())
        .unwrap();
    let number = row.employee_number.unwrap();
    let csv = format!("社員番号,氏名,権限\n{number},髙橋 晴朗,担当者\n");
    let (_, counts) = import(backend, &tenant.admin, &csv, FirstPassword::Mail).await;
    assert_eq!(counts.change, 1);
    let session = learner.signed_in().unwrap().session.clone();
    let mut query = Unit::new();
    query.statement("SELECT VALUE record::id(id) FROM session;");
    let left: Vec<String> = crate::harness::read(backend, query).await;
    assert!(!left.contains(&session));
    let again = house.sign_in(&tenant, &number, PASSWORD).await.unwrap();
    assert_eq!(again.signed_in().unwrap().role, Role::Coordinator);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_cannot_change_an_organisation_administrator_by_import() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let manager = house.signed_in(&tenant, Role::Manager, false).await;
    let administrator = everybody(backend, &manager)
        .await
        .into_iter()
        .find(|row| row.is_org_admin)
        .unwrap();
    let csv = format!("メール,氏名\n{},別人 太郎\n", administrator.email.unwrap());
    let (id, counts) = dry_run(backend, &manager, &csv).await;
    assert_eq!(counts.error, 1);
    assert_eq!(
        planned(backend, &manager, id).await.lines[0].problems,
        [LineProblem::MoreRights]
    );
}
