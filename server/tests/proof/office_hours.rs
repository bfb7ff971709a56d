//! Nine o'clock in an office: five hundred people of one address sign in within a minute, and nobody is kept waiting for it.
//! The whole server, with password hashes at the price of tests: the limits are looked at here, not the hash.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use app::shell::Document;
use backend::{
    Backend,
    access::{self, Origin, Scope},
    organization::{self, NewOrganization},
    people::sheets,
    people_import::{self, Confirm},
};
use domain::{
    organization::{OrganizationCode, OrganizationName},
    people::{Email, FirstPassword, PersonName},
    people_import::Step,
};
use http::StatusCode;
use leptos::config::LeptosOptions;
use server::http::{AppState, Edge, listen, router};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{browser::Browser, harness::Site, office::PASSWORD};

const PEOPLE: usize = 500;
/// Everybody makes mistakes; so many of the five hundred mistype once.
const MISTYPED: usize = 50;
/// So many answers are waited for at once: a browser has patience for 30 seconds, however slow the machine is.
const AT_ONCE: usize = 50;
const CODE: &str = "hours";

async fn administrator(backend: &Backend) -> Scope {
    let new = NewOrganization {
        name: OrganizationName::parse("九時株式会社").unwrap(),
        code: OrganizationCode::parse(CODE).unwrap(),
        seats: 1_000,
        admin_name: PersonName::parse("神福", "隆", "", "").unwrap(),
        admin_email: Email::parse("admin@hours.example.jp").unwrap(),
    };
    let created = organization::create(backend, &new).await.unwrap();
    let token = created.link.rsplit('/').next().unwrap();
    let origin = Origin::default();
    let session = access::links::set_password(backend, token, PASSWORD, PASSWORD, &origin)
        .await
        .unwrap();
    access::scope_of(backend, Some(&session.token), &origin)
        .await
        .unwrap()
}

/// Login ids and initial passwords of five hundred people.
async fn staff(backend: &Backend, admin: &Scope) -> Vec<(String, String)> {
    let mut csv = "社員番号,氏名\n".to_owned();
    for n in 0..PEOPLE {
        writeln!(csv, "h{n},晴 {n}号").unwrap();
    }
    let id = people_import::upload(backend, admin, "社員.csv", csv.into_bytes())
        .await
        .unwrap()
        .unwrap();
    let step = async || {
        people_import::view(backend, admin, id, None, 0)
            .await
            .unwrap()
            .step
    };
    let Step::Map(mapping) = step().await else {
        panic!("the columns are to be mapped");
    };
    people_import::plan_import(backend, admin, id, mapping.mapping, true)
        .await
        .unwrap();
    let Step::Confirm(plan) = step().await else {
        panic!("it is to be confirmed");
    };
    let confirmed = Confirm {
        plan: plan.number,
        first_password: FirstPassword::Display,
        leaves_out_errors: false,
    };
    people_import::confirm(backend, admin, id, confirmed)
        .await
        .unwrap();
    while people_import::work(backend).await.unwrap() {}
    let Step::Done {
        sheet: Some(sheet), ..
    } = step().await
    else {
        panic!("there is a sheet");
    };
    let sheet = sheets::read(backend, admin, sheet, 0).await.unwrap();
    sheet
        .lines
        .into_iter()
        .map(|line| (line.login_id.unwrap(), line.password))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_people_of_one_office_sign_in_within_a_minute() {
    let site = Arc::new(Site::new());
    let mut configuration = site.configuration();
    let listener = tokio::net::TcpListener::bind(configuration.web.listen)
        .await
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    configuration.web.public_origin = configuration.web.public_origin.or_port(port);
    let mut backend = server::installation::open_for_server(&configuration)
        .await
        .unwrap();
    backend.keys = backend.keys.cheap();
    let admin = administrator(&backend).await;
    let staff = staff(&backend, &admin).await;
    assert_eq!(staff.len(), PEOPLE);

    let page = std::fs::read_to_string(configuration.web.site.join("index.html")).unwrap();
    let state = AppState {
        edge: Edge::new(&configuration.web, backend.denials.clone()),
        document: Arc::new(Document::from_page(&page).unwrap()),
        mailbox: None,
        leptos: LeptosOptions::builder().output_name("frontend").build(),
        backend: backend.clone(),
    };
    let stop = CancellationToken::new();
    let running = tokio::spawn(listen::serve(
        listener,
        router(&state, &configuration.web.site),
        stop.clone(),
    ));
    let authority = format!("127.0.0.1:{port}");

    let begun = Instant::now();
    let mut coming: JoinSet<(StatusCode, StatusCode)> = JoinSet::new();
    let browser = Browser::new(&authority);
    let room = Arc::new(Semaphore::new(AT_ONCE));
    for (n, (login_id, password)) in staff.into_iter().enumerate() {
        let (mut browser, room) = (browser.clone(), Arc::clone(&room));
        coming.spawn(async move {
            let _turn = room.acquire().await.unwrap();
            if n < MISTYPED {
                let mistyped = browser.sign_in(&login_id, CODE, "not my password").await;
                assert_eq!(mistyped.status, StatusCode::UNAUTHORIZED);
            }
            let entered = browser.sign_in(&login_id, CODE, &password).await.status;
            let viewed = browser.call("read_viewer", &[]).await.unwrap().status;
            (entered, viewed)
        });
    }
    let statuses = coming.join_all().await;
    let took = begun.elapsed();
    assert!(took < Duration::from_mins(1), "{took:?}");
    assert_eq!(statuses.len(), PEOPLE);
    for status in statuses {
        // An initial password is to be changed, which the page after it asks for.
        assert_eq!(status, (StatusCode::OK, StatusCode::OK));
    }

    // Guessing from the same address does come to an end, for an account that fails often and for the address.
    let mut stranger = browser.clone();
    let mut refused = None;
    for n in 0..PEOPLE {
        let answer = stranger.sign_in(&format!("nobody{n}"), CODE, "guess").await;
        if answer.status != StatusCode::UNAUTHORIZED {
            refused = Some((n, answer));
            break;
        }
    }
    let (guesses, answer) = refused.expect("guessing is never limited");
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        answer.text().contains("TooManyFailures"),
        "{}",
        answer.text()
    );
    assert!(guesses + MISTYPED >= 100, "{guesses}");
    stop.cancel();
    running.await.unwrap();
    drop((admin, state));
    agreement_is_free(&site, backend).await;
}

async fn agreement_is_free(site: &Site, backend: Backend) {
    drop(backend);
    server::installation::released(&site.configuration().storage).await;
}
