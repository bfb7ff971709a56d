//! What an import leaves in the operation log: who, and whose rights it changed, from what to what (permissions, rule 7).

use backend::{Backend, access::Scope, audit, people};
use domain::{
    access::Role,
    audit::{LogActor, LogEntry, LogFilter, LogSubject},
    people::FirstPassword,
};

use crate::{
    house::{House, input, registration},
    people_import::import,
};

async fn entries(backend: &Backend, admin: &Scope, event: &str) -> Vec<LogEntry> {
    let filter = LogFilter {
        event: Some(event.to_owned()),
    };
    audit::list(backend, admin, &filter, None)
        .await
        .unwrap()
        .entries
}

fn named(name: &str) -> LogSubject {
    LogSubject::Named(name.to_owned())
}

fn detail<'e>(entry: &'e LogEntry, name: &str) -> Option<&'e str> {
    let found = entry.details.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_did_is_told_of_who_confirmed_it() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    house.register(&tenant, "1", "一", "太郎").await;
    house.register(&tenant, "2", "二", "次郎").await;
    let csv = "社員番号,氏名,権限,所属\n1,一 太郎,担当者,営業部\n2,二 次郎,,営業部\n\
        3,三 三郎,一般,\n4,四 四郎,受講者,\n";
    import(backend, admin, csv, FirstPassword::Display).await;

    let who = LogActor::Person("神福 隆".to_owned());
    for event in [
        "people_imported",
        "import_finished",
        "group_created",
        "import_confirmed",
    ] {
        let entries = entries(backend, admin, event).await;
        assert_eq!(entries.len(), 1, "{event}");
        assert_eq!(entries[0].actor, who, "{event}");
        assert_eq!(detail(&entries[0], "by"), None, "{event}");
    }
    let imported = &entries(backend, admin, "people_imported").await[0];
    assert_eq!(
        (detail(imported, "created"), detail(imported, "changed")),
        (Some("2"), Some("2"))
    );

    // Of those who changed, the one whose rights did.
    let changed = entries(backend, admin, "person_changed").await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].subject, Some(named("一 太郎")));
    assert_eq!(changed[0].actor, who);
    assert_eq!(
        (
            detail(&changed[0], "role_before"),
            detail(&changed[0], "role")
        ),
        (Some("learner"), Some("coordinator"))
    );
    // Of those who are new, the one with more rights than somebody new has.
    let registered = entries(backend, admin, "person_registered").await;
    let of = |name: &str| {
        let entry = registered
            .iter()
            .find(|entry| entry.subject == Some(named(name)))?;
        detail(entry, "role")
    };
    assert_eq!((of("三 三郎"), of("四 四郎")), (Some("member"), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_are_changed_by_hand_are_told_with_what_they_were() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let person = people::register(backend, admin, &registration("1", Role::Member))
        .await
        .unwrap()
        .person;
    let mut other = input("1", Role::Manager);
    people::change(backend, admin, person, 0, &other, true)
        .await
        .unwrap();
    other.email = None;
    house.pass(1);
    people::change(backend, admin, person, 1, &other, true)
        .await
        .unwrap();
    let entries = entries(backend, admin, "person_changed").await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            ["role_before", "role", "org_admin_before", "org_admin"]
                .map(|name| detail(entry, name).unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ["-", "manager", "-", "true"],
            ["member", "manager", "false", "true"]
        ]
    );
}
