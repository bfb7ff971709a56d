//! From the bytes to the passwords.

use backend::{
    access,
    people::{self, groups},
    people_import::{self, Confirmed},
};
use domain::{
    access::Role,
    error::Refusal,
    people::{FirstPassword, GroupName},
    people_import::{ImportState, Outcome, Step},
    time::MINUTE_MS,
};

use super::{MAILS, PARTS, STAFF, confirm, count, dry_run, everybody, import, planned, view};
use crate::house::{House, PASSWORD, refusal};

/// W5.3, W5.4, W7.1, W7.2, W7.4
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_brought_in_with_a_mail_to_who_has_an_address_and_a_slip_for_who_has_none() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, counts) = dry_run(backend, admin, STAFF).await;
    assert_eq!(
        (
            counts.create,
            counts.change,
            counts.error,
            counts.new_groups,
            counts.create_without_email,
            counts.missing
        ),
        (2, 0, 1, 2, 1, 1)
    );
    let plan = planned(backend, admin, id).await;
    assert_eq!(plan.unused, ["役職"]);
    assert_eq!(plan.new_groups, ["営業部", "総務部"]);
    assert_eq!(plan.lines[2].outcome, Outcome::Error);
    assert_eq!(
        everybody(backend, admin).await.len(),
        1,
        "a dry run changes nothing"
    );

    assert_eq!(
        confirm(backend, admin, id, FirstPassword::Mail)
            .await
            .unwrap(),
        Confirmed::Running
    );
    assert_eq!(
        count(backend, MAILS).await,
        0,
        "mails leave only when everybody is in"
    );
    assert!(people_import::work(backend).await.unwrap());
    assert!(
        !people_import::work(backend).await.unwrap(),
        "nothing is left to do"
    );

    let people = everybody(backend, admin).await;
    assert_eq!(people.len(), 3);
    // Of an import the first line comes first.
    assert_eq!(
        (people[0].name.as_str(), people[0].kana.as_str()),
        ("髙﨑 𠮷郎", "ﾀｶｻｷ ﾖｼﾛｳ")
    );
    assert_eq!(people[0].email.as_deref(), Some("Taro@Example.co.jp"));
    assert_eq!(
        (people[0].login_id.as_deref(), people[0].role),
        (Some("100"), Role::Learner)
    );
    assert_eq!(people[1].name, "福 晴朗");
    let named = groups::choices(backend, admin).await.unwrap();
    assert_eq!(
        named
            .iter()
            .map(|group| group.name.as_str())
            .collect::<Vec<_>>(),
        ["営業部", "総務部"]
    );
    let sales = groups::view(backend, admin, named[0].id, None)
        .await
        .unwrap();
    assert_eq!(sales.members.total, 2);
    assert_eq!(count(backend, MAILS).await, 1);
    assert_eq!(
        count(backend, PARTS).await,
        0,
        "nothing of the file is left"
    );

    let done = view(backend, admin, id).await;
    assert_eq!(
        (done.row.state, done.row.file_name.as_str()),
        (ImportState::Finished, "社員名簿.csv")
    );
    let Step::Done {
        sheet: Some(sheet), ..
    } = done.step
    else {
        panic!("{:?}", done.step);
    };
    let slips = people::sheets::read(backend, admin, sheet, 0)
        .await
        .unwrap();
    assert_eq!(slips.lines.len(), 1);
    assert_eq!(slips.lines[0].name, "福 晴朗");
    let first = house
        .sign_in(&tenant, "200", &slips.lines[0].password)
        .await
        .unwrap();
    access::change_password(
        backend,
        &first,
        slips.lines[0].password.clone().into(),
        PASSWORD,
        PASSWORD,
    )
    .await
    .unwrap();
}

/// W7.4
#[tokio::test(flavor = "multi_thread")]
async fn initial_passwords_of_an_import_are_for_the_importing_session_alone() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let other = house.signed_in(&tenant, Role::Manager, false).await;
    let (id, _) = import(backend, &tenant.admin, STAFF, FirstPassword::Display).await;
    assert_eq!(count(backend, MAILS).await, 0);
    let Step::Done {
        sheet: Some(sheet), ..
    } = view(backend, &tenant.admin, id).await.step
    else {
        panic!("a sheet");
    };
    let slips = people::sheets::read(backend, &tenant.admin, sheet, 0)
        .await
        .unwrap();
    assert_eq!(
        slips
            .lines
            .iter()
            .map(|line| line.name.as_str())
            .collect::<Vec<_>>(),
        ["髙﨑 𠮷郎", "福 晴朗"]
    );
    assert!(matches!(
        view(backend, &other, id).await.step,
        Step::Done { sheet: None, .. }
    ));
    assert_eq!(
        refusal(people::sheets::read(backend, &other, sheet, 0).await),
        Refusal::Gone
    );
    house.pass(30 * MINUTE_MS);
    assert_eq!(
        refusal(people::sheets::read(backend, &tenant.admin, sheet, 0).await),
        Refusal::Gone
    );
    assert!(
        matches!(
            view(backend, &tenant.admin, id).await.step,
            Step::Done { sheet: None, .. }
        ),
        "what nobody can read any more is not offered"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_the_same_file_again_changes_nothing_and_a_change_is_carried_out() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    import(backend, admin, STAFF, FirstPassword::Mail).await;
    let before = everybody(backend, admin).await;
    let (again, counts) = dry_run(backend, admin, STAFF).await;
    assert_eq!(
        (
            counts.create,
            counts.change,
            counts.unchanged,
            counts.error,
            counts.new_groups
        ),
        (0, 0, 2, 1, 0)
    );
    people_import::cancel(backend, admin, again).await.unwrap();

    // A group joined by hand stays when the file no longer has the person's department.
    let committee = groups::create(backend, admin, &GroupName::parse("委員会").unwrap())
        .await
        .unwrap();
    groups::add_people(backend, admin, committee, &[before[1].id])
        .await
        .unwrap();
    let moved = STAFF
        .replace("総務部、営業部", "経営企画室")
        .replace("福 晴朗", "\u{FA1B} 晴朗");
    let (_, counts) = import(backend, admin, &moved, FirstPassword::Mail).await;
    assert_eq!(
        (
            counts.create,
            counts.change,
            counts.unchanged,
            counts.new_groups
        ),
        (0, 1, 1, 1)
    );
    let after = everybody(backend, admin).await;
    assert_eq!(after[1].id, before[1].id);
    assert_eq!(after[1].name, "\u{FA1B} 晴朗", "to the last stroke");
    let person = people::view(backend, admin, before[1].id).await.unwrap();
    let mut names: Vec<_> = person
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["委員会", "経営企画室"]);
    assert_eq!(
        count(backend, MAILS).await,
        1,
        "nobody is invited a second time"
    );
}
