//! Files and organisations at the limits of what an import takes.

use std::fmt::Write as _;

use backend::{people::groups, people_import};
use domain::{people::FirstPassword, people_import::Outcome};

use crate::{
    house::House,
    people_import::{confirm, dry_run, import, planned},
};

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_many_bytes_are_put_away_too() {
    let house = House::start().await;
    let tenant = house.tenant(500).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let note = "備考".repeat(4_200);
    let mut csv = "社員番号,氏名,備考\n".to_owned();
    for number in 0..400 {
        writeln!(csv, "{number},塚 {number}号,{note}").unwrap();
    }
    assert!(csv.len() > 9 << 20);
    let (id, counts) = dry_run(backend, admin, &csv).await;
    assert_eq!(counts.create, 400);
    people_import::cancel(backend, admin, id).await.unwrap();
}

/// A file with that many groups from number `from` on, a hundred a line.
fn file(from: u32, groups: u32) -> String {
    let mut csv = "社員番号,氏名,所属\n".to_owned();
    for line in (from..from + groups).step_by(100) {
        let names: Vec<_> = (line..(from + groups).min(line + 100))
            .map(|number| format!("班{number}"))
            .collect();
        writeln!(csv, "n{line},塚 {line}号,{}", names.join("|")).unwrap();
    }
    csv
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_with_thousands_of_groups_imports_the_same_file_again() {
    let house = House::start().await;
    let tenant = house.tenant(100).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    import(backend, admin, &file(0, 2_000), FirstPassword::Display).await;
    house.pass(1);
    import(backend, admin, &file(2_000, 100), FirstPassword::Display).await;
    assert_eq!(groups::all(backend, admin).await.unwrap().len(), 2_100);
    let (id, counts) = dry_run(backend, admin, &file(0, 2_000)).await;
    assert_eq!((counts.unchanged, counts.new_groups), (20, 0));
    people_import::cancel(backend, admin, id).await.unwrap();

    // More new groups than one import may make, and more than a line may name.
    let mut csv = file(3_000, 2_100);
    writeln!(
        csv,
        "last,塚 終,{}",
        (0..101)
            .map(|n| format!("課{n}"))
            .collect::<Vec<_>>()
            .join("|")
    )
    .unwrap();
    let (id, counts) = dry_run(backend, admin, &csv).await;
    assert_eq!(
        (counts.create, counts.error, counts.new_groups),
        (20, 2, 2_000)
    );
    let plan = planned(backend, admin, id).await;
    assert_eq!(plan.lines[20].outcome, Outcome::Error);
    confirm(backend, admin, id, FirstPassword::Display)
        .await
        .unwrap();
    assert!(people_import::work(backend).await.unwrap());
    assert_eq!(groups::all(backend, admin).await.unwrap().len(), 4_100);
}
