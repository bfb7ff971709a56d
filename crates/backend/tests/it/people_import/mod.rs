//! Bringing in people from a file, from the bytes to the passwords (white paper §5, §7).

mod log;
mod mails;
mod plan;
mod sizes;
mod story;
mod together;
mod work;

use std::fmt::Write as _;

use backend::{
    Backend,
    access::Scope,
    error::Result,
    people,
    people_import::{self, Confirm, Confirmed},
    store::Unit,
};
use domain::{
    id::Id,
    people::{FirstPassword, PeopleQuery, PersonRow},
    people_import::{Counts, Import, ImportView, PlanView, Step},
};

/// Two to register, of whom one has no address, and one mistake.
pub const STAFF: &str = "社員番号,氏名,フリガナ,所属部署,役職,メールアドレス\r\n\
    100,髙﨑　𠮷郎,ﾀｶｻｷ ﾖｼﾛｳ,営業部,部長,Taro@Example.co.jp\r\n\
    200,福 晴朗,フク ハルアキ,総務部、営業部,,\r\n\
    300,,ナナシ,総務部,,c@example.co.jp\r\n";

pub async fn upload(backend: &Backend, scope: &Scope, csv: &str) -> Id<Import> {
    let bytes = csv.as_bytes().to_vec();
    people_import::upload(backend, scope, "C:\\社員名簿.csv", bytes)
        .await
        .unwrap()
        .unwrap()
}

pub async fn view(backend: &Backend, scope: &Scope, id: Id<Import>) -> ImportView {
    people_import::view(backend, scope, id, None, 0)
        .await
        .unwrap()
}

pub async fn planned(backend: &Backend, scope: &Scope, id: Id<Import>) -> PlanView {
    match view(backend, scope, id).await.step {
        Step::Confirm(plan) => *plan,
        other => panic!("{other:?}"),
    }
}

/// Uploads, maps as guessed, and plans.
pub async fn dry_run(backend: &Backend, scope: &Scope, csv: &str) -> (Id<Import>, Counts) {
    let id = upload(backend, scope, csv).await;
    let Step::Map(mapping) = view(backend, scope, id).await.step else {
        panic!("to be mapped");
    };
    let counts = people_import::plan_import(backend, scope, id, mapping.mapping, true)
        .await
        .unwrap();
    (id, counts)
}

pub async fn confirm(
    backend: &Backend,
    scope: &Scope,
    id: Id<Import>,
    way: FirstPassword,
) -> Result<Confirmed> {
    let asked = Confirm {
        plan: planned(backend, scope, id).await.number,
        first_password: way,
        leaves_out_errors: true,
    };
    people_import::confirm(backend, scope, id, asked).await
}

/// The whole way at once.
pub async fn import(
    backend: &Backend,
    scope: &Scope,
    csv: &str,
    way: FirstPassword,
) -> (Id<Import>, Counts) {
    let (id, counts) = dry_run(backend, scope, csv).await;
    assert_eq!(
        confirm(backend, scope, id, way).await.unwrap(),
        Confirmed::Running
    );
    assert!(people_import::work(backend).await.unwrap());
    (id, counts)
}

pub async fn everybody(backend: &Backend, scope: &Scope) -> Vec<PersonRow> {
    let mut query = PeopleQuery::default();
    let mut all = Vec::new();
    loop {
        let page = people::list(backend, scope, &query).await.unwrap();
        all.extend(page.rows);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return all,
        }
    }
}

/// Rows of a table, whoever they belong to.
pub async fn count(backend: &Backend, statement: &'static str) -> u32 {
    let mut query = Unit::new();
    query.statement(statement);
    let rows: Vec<u32> = crate::harness::read(backend, query).await;
    rows.into_iter().next().unwrap_or(0)
}

pub const MAILS: &str = "SELECT VALUE number FROM (SELECT count() AS number FROM outbox WHERE batch != NONE GROUP ALL);";
pub const PARTS: &str =
    "SELECT VALUE number FROM (SELECT count() AS number FROM import_part GROUP ALL);";
pub const IMPORTS: &str =
    "SELECT VALUE number FROM (SELECT count() AS number FROM people_import GROUP ALL);";

/// Lines enough for several units of work.
pub fn many(people: u32) -> String {
    let mut csv = "社員番号,氏名,所属,メール\n".to_owned();
    for n in 0..people {
        writeln!(csv, "{n:05},塚 {n}号,部{},u{n}@example.co.jp", n % 7).unwrap();
    }
    csv
}
