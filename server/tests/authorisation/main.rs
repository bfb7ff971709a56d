//! Who may do what: every server function, page and plain route, asked for by ten actors in both encodings of an answer
//! (permissions, W6.4, W6.5, W16.2). A function or route that the table does not name fails.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did not hold"
)]

mod actors;
mod call;
#[path = "../it/harness.rs"]
#[expect(dead_code, reason = "only the folders of a site are needed here")]
mod harness;
mod html;
mod make;
mod marks;
mod matrix;
mod must_change;
mod row;
mod table;
mod things;
mod world;

use std::collections::BTreeSet;

use app::error::AppError;
use domain::error::Refusal;
use http::{Method, StatusCode};
use leptos::server_fn::axum::server_fn_paths;

use crate::{
    actors::{Actor, Verdict},
    call::{Encoding, Sender, send, send_from},
    matrix::{Faults, check},
    row::{Effect, Kind, Row},
    world::World,
};

async fn check_all(rows: Vec<Row>) {
    let world = Box::pin(World::start()).await;
    let mut faults = Faults::default();
    for row in rows {
        check(&world, &row, &mut faults).await;
    }
    faults.settle();
}

#[tokio::test(flavor = "multi_thread")]
async fn access_is_as_the_table_says() {
    check_all(table::access()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_and_mails_are_as_the_table_says() {
    check_all(table::audit()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_as_the_table_says() {
    check_all(table::files()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_learners_do_is_as_the_table_says() {
    check_all(table::learner()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lessons_and_deliveries_are_as_the_table_says() {
    check_all(table::learning()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_as_the_table_says_and_valid() {
    check_all(table::pages()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_and_groups_are_as_the_table_says() {
    check_all(table::people()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_are_as_the_table_says() {
    check_all(table::people_import()).await;
}

/// What the product answers, by method and path.
fn answered() -> BTreeSet<(String, String)> {
    let functions = server_fn_paths().map(|(path, method)| (method.to_string(), path.to_owned()));
    let pages = server::http::pages()
        .iter()
        .map(|page| ("GET".to_owned(), page.path().to_owned()));
    let plain = server::routes::files()
        .into_iter()
        .chain(server::http::open())
        .map(|route| (route.method.to_string(), route.path.to_owned()));
    functions.chain(pages).chain(plain).collect()
}

#[tokio::test]
async fn the_table_names_every_function_page_and_route() {
    let mut named: BTreeSet<_> = table::all()
        .into_iter()
        .map(|row| (row.method.to_string(), row.path))
        .collect();
    // What has no route is a page too.
    assert!(named.remove(&("GET".to_owned(), "/no/such/page".to_owned())));
    let answered = answered();
    assert!(answered.len() > 100, "{}", answered.len());
    let missing: Vec<_> = answered.difference(&named).collect();
    let unknown: Vec<_> = named.difference(&answered).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "not in the table: {missing:#?}\nonly in the table: {unknown:#?}"
    );
}

/// A link changes nothing: only what is read may be asked for with GET.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_by_get() {
    let world = Box::pin(World::start()).await;
    let mut faults = Faults::default();
    for row in table::all() {
        if row.method == Method::GET {
            if row.effect != Effect::Reads {
                faults.add(format!("{} changes something and answers GET", row.path));
            }
            continue;
        }
        let mut sent = row.named(&world).await;
        let before = world.snapshot().await;
        sent.method = Method::GET;
        let answer = send(&world, Actor::OrgAdmin, Encoding::Json, &sent).await;
        if answer.status != StatusCode::METHOD_NOT_ALLOWED {
            faults.add(format!("GET {}: {}", row.path, answer.status));
        }
        if before != world.snapshot().await {
            faults.add(format!("GET {} changed something", row.path));
        }
    }
    faults.settle();
}

/// A page of another site gets nothing done, nor read, with a signed-in person's cookie.
#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_pages_may_call() {
    let world = Box::pin(World::start()).await;
    let mut faults = Faults::default();
    for row in table::all() {
        if row.method == Method::GET {
            continue;
        }
        let sent = row.named(&world).await;
        let before = world.snapshot().await;
        for encoding in Encoding::BOTH {
            for from in [Sender::Nowhere, Sender::AnotherSite] {
                let answer = send_from(&world, Actor::OrgAdmin, encoding, &sent, from).await;
                if answer.status != StatusCode::FORBIDDEN {
                    faults.add(format!(
                        "{} {encoding:?} {from:?}: {}",
                        row.path, answer.status
                    ));
                }
                let leaked = marks::leaked(
                    Actor::Anonymous,
                    Verdict::Forbidden,
                    false,
                    &answer.readable(),
                );
                if !leaked.is_empty() {
                    faults.add(format!("{} {encoding:?} {from:?}: {leaked:?}", row.path));
                }
            }
        }
        if before != world.snapshot().await {
            faults.add(format!("{} was called from another site", row.path));
        }
    }
    faults.settle();
}

/// What cannot be read is refused with 400, in both encodings, and nothing is done.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_a_bad_request() {
    let world = Box::pin(World::start()).await;
    let mut faults = Faults::default();
    let before = world.snapshot().await;
    for row in table::all() {
        let function = row.kind == Kind::Function;
        let malformed = match row.malformed(&world) {
            Some(malformed) => malformed,
            // A function that needs a field is sent none.
            None if function && row.needs_fields() => {
                let mut sent = row.unknown(&world);
                sent.fields.clear();
                sent
            }
            None => continue,
        };
        for encoding in Encoding::BOTH {
            let actor = match row.verdicts.of(Actor::Learner) {
                Verdict::Done => Actor::Learner,
                _ => Actor::OrgAdmin,
            };
            let answer = send(&world, actor, encoding, &malformed).await;
            let is_told = match (row.kind, encoding) {
                // A page tells what it misses.
                (Kind::Page, _) => answer.status.is_client_error(),
                (Kind::Function, Encoding::Html) => answer.status == StatusCode::FOUND,
                _ => answer.status == StatusCode::BAD_REQUEST,
            };
            if !is_told {
                faults.add(format!("{} {encoding:?}: {}", row.path, answer.status));
            }
            let bad = AppError::Refused(Refusal::BadRequest);
            if function && answer.error() != Some(bad) {
                faults.add(format!("{} {encoding:?}: {:?}", row.path, answer.error()));
            }
        }
    }
    if before != world.snapshot().await {
        faults.add("something was changed");
    }
    faults.settle();
}
