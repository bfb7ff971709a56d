//! On what something was done: people, groups, lessons and deliveries by name, as long as they have one.

use backend::{
    audit,
    people::{forget, groups},
};
use domain::{
    audit::{LogEntry, LogFilter, LogSubject},
    people::GroupName,
};

use crate::{
    house::{House, Tenant},
    learning::{deliver, published, to_everyone},
};

async fn newest(house: &House, tenant: &Tenant, event: &str) -> LogEntry {
    let filter = LogFilter {
        event: Some(event.to_owned()),
    };
    audit::list(&house.backend, &tenant.admin, &filter, None)
        .await
        .unwrap()
        .entries
        .remove(0)
}

fn named(name: &str) -> LogSubject {
    LogSubject::Named(name.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_groups_lessons_and_deliveries_are_told_by_name() {
    let house = House::start().await;
    let (tenant, neighbour) = (house.tenant(20).await, house.tenant(20).await);
    let backend = &house.backend;
    house.pass(1);
    let person = house.register(&tenant, "E-1", "塚", "晴朗").await;
    let name = GroupName::parse("総務部 髙﨑").unwrap();
    let group = groups::create(backend, &tenant.admin, &name).await.unwrap();
    groups::add_people(backend, &tenant.admin, group, &[person])
        .await
        .unwrap();
    let version = published(&house, &tenant, None).await;
    let mut input = to_everyone(version);
    input.name = Some("秋の教育".to_owned());
    deliver(&house, &tenant, input).await;

    let read = async |event| newest(&house, &tenant, event).await;
    assert_eq!(
        read("person_registered").await.subject.unwrap(),
        named("塚 晴朗")
    );
    let added = read("group_members_added").await;
    assert_eq!(added.subject.unwrap(), named("総務部 髙﨑"));
    assert_eq!(added.details, [("person".to_owned(), "塚 晴朗".to_owned())]);
    let title = named("標的型メールを見分ける");
    assert_eq!(read("lesson_published").await.subject.unwrap(), title);
    assert_eq!(
        read("delivery_started").await.subject.unwrap(),
        named("秋の教育")
    );
    // A delivery without a name of its own is called as its lesson.
    house.pass(1);
    deliver(&house, &tenant, to_everyone(version)).await;
    assert_eq!(read("delivery_started").await.subject.unwrap(), title);

    forget::begin(backend, &tenant.admin, person).await.unwrap();
    forget::finish(backend).await.unwrap();
    let gone = LogSubject::DeletedPerson;
    assert_eq!(read("person_registered").await.subject.unwrap(), gone);
    let added = read("group_members_added").await;
    assert_eq!(added.subject.unwrap(), named("総務部 髙﨑"));
    assert_eq!(added.details, [("person".to_owned(), "deleted".to_owned())]);

    // Another organisation's log names none of it.
    let page = audit::list(backend, &neighbour.admin, &LogFilter::default(), None)
        .await
        .unwrap();
    let told = format!("{page:?}");
    for name in ["塚 晴朗", "総務部", "秋の教育", "標的型メール"] {
        assert!(!told.contains(name), "{name}");
    }
}
