//! Plain forms, without JavaScript: what was typed comes back, and costs the store little when a stranger typed it.

use http::{Method, StatusCode, header};

use crate::harness::{Answer, TestApp};

/// Sends a plain form from `page`, as a browser does.
async fn submit(app: &TestApp, page: &str, endpoint: &str, cookie: &str, form: String) -> Answer {
    let request = app
        .request(Method::POST, &format!("/api/{endpoint}"))
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::REFERER, format!("http://{}{page}", app.authority))
        .header(header::COOKIE, cookie)
        .body(form.into())
        .unwrap();
    app.send(request).await
}

/// Where a refused form leads; a draft goes along, or none.
fn refused(answer: &Answer) -> (String, bool) {
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.text());
    let location = answer.header("location").to_owned();
    assert!(location.contains("__err="), "{location}");
    let has_draft = location.contains("&draft=");
    let path = location
        .split_once("://")
        .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()))
        .unwrap_or(location);
    (path, has_draft)
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_stranger_little_is_kept_and_not_often() {
    let app = TestApp::start().await;
    let ask = async |email: &str| {
        let body = form(&[("email", email), ("code", "")]);
        refused(&submit(&app, "/forgotten", "request_link", "", body).await)
    };
    let (path, has_draft) = ask("yamada").await;
    assert!(has_draft);
    let page = app.get(&path).await.text();
    assert!(page.contains(r#"value="yamada""#), "{page}");
    assert!(!ask(&"a".repeat(3_000)).await.1, "too long to keep");

    let mut kept = 0;
    for n in 0..80 {
        kept += u32::from(ask(&format!("yamada-{n}")).await.1);
    }
    assert!((50..=70).contains(&kept), "{kept}");
    app.stop().await;
}

/// A flood that is turned away must not become a flood of writes.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_stranger_who_comes_too_often_nothing_is_kept() {
    let app = TestApp::start().await;
    let ask = async || {
        let body = form(&[("email", "yamada@example.co.jp")]);
        submit(&app, "/forgotten", "request_link", "", body).await
    };
    let mut answer = ask().await;
    for _ in 0..12 {
        if answer.header("location").contains("done=sent") {
            answer = ask().await;
        }
    }
    assert!(!refused(&answer).1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_somebody_signed_in_everything_is_kept() {
    let app = TestApp::start().await;
    let cookie = app.administrator().await;
    let name = "長い名前".repeat(20_000);
    let body = form(&[("name", &name)]);
    let (_, has_draft) = refused(&submit(&app, "/groups", "create_group", &cookie, body).await);
    assert!(has_draft);
    app.stop().await;
}

/// The longest lesson with the longest test, in Japanese: nine bytes a character on the way.
#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_within_its_limits_is_never_too_large() {
    let app = TestApp::start().await;
    let cookie = app.administrator().await;
    let body = format!("body={}", "%E5%B1%B1".repeat(650_000));
    let of_author = submit(&app, "/lessons/new", "save_lesson", &cookie, body.clone()).await;
    assert_ne!(of_author.status, StatusCode::PAYLOAD_TOO_LARGE);
    let of_stranger = submit(&app, "/lessons/new", "save_lesson", "", body.clone()).await;
    assert_eq!(of_stranger.status, StatusCode::PAYLOAD_TOO_LARGE);
    let elsewhere = submit(&app, "/groups", "create_group", &cookie, body).await;
    assert_eq!(elsewhere.status, StatusCode::PAYLOAD_TOO_LARGE);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_code_is_asked_for_in_the_open() {
    let app = TestApp::start().await;
    let folded = app.get("/sign-in").await.text();
    assert!(folded.contains(r#"<details class="more">"#), "{folded}");
    let body = form(&[("identifier", "E-1"), ("code", ""), ("password", "wrong")]);
    let (path, _) = refused(&submit(&app, "/sign-in", "sign_in", "", body).await);
    let page = app.get(&path).await.text();
    assert!(page.contains(r#"<details open class="more">"#), "{page}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_groups_chosen_for_a_new_person_come_back() {
    let app = TestApp::start().await;
    let cookie = app.administrator().await;
    for name in ["営業部", "総務部"] {
        let made = submit(
            &app,
            "/groups",
            "create_group",
            &cookie,
            form(&[("name", name)]),
        )
        .await;
        assert!(!made.header("location").contains("__err="));
    }
    let get = async |path: &str| {
        let request = app
            .request(Method::GET, path)
            .header(header::COOKIE, &cookie)
            .body(axum::body::Body::empty())
            .unwrap();
        app.send(request).await.text()
    };
    let boxes = |page: &str| -> Vec<(String, bool)> {
        page.split("<input")
            .filter_map(|tag| {
                let tag = tag.split_once('>')?.0;
                let value = tag
                    .contains(r#"name="groups[]""#)
                    .then(|| tag.split_once("value=\"")?.1.split_once('"').map(|v| v.0))??;
                Some((value.to_owned(), tag.contains("checked")))
            })
            .collect()
    };
    let offered = boxes(&get("/people/new").await);
    assert_eq!(offered.len(), 2);
    assert!(offered.iter().all(|(_, ticked)| !ticked));
    let ids: Vec<_> = offered.iter().map(|(id, _)| id.as_str()).collect();
    let body = form(&[
        ("form[family]", ""),
        ("form[role]", "learner"),
        ("groups[]", ids[0]),
        ("groups[]", ids[1]),
        ("way", "mail"),
    ]);
    let answer = submit(&app, "/people/new", "register_person", &cookie, body).await;
    let (path, has_draft) = refused(&answer);
    assert!(has_draft);
    let back = boxes(&get(&path).await);
    assert_eq!(back.len(), 2);
    assert!(back.iter().all(|(_, ticked)| *ticked), "{back:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_that_was_refused_comes_back_in_the_open() {
    let app = TestApp::start().await;
    let cookie = app.administrator().await;
    let made = submit(
        &app,
        "/groups",
        "create_group",
        &cookie,
        form(&[("name", "営業部")]),
    )
    .await;
    let group = made
        .header("location")
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let id = group.rsplit('/').next().unwrap();
    let name = "あ".repeat(61);
    let body = form(&[("id", id), ("rev", "0"), ("name", &name)]);
    let (path, has_draft) = refused(&submit(&app, &group, "rename_group", &cookie, body).await);
    assert!(has_draft);
    let request = app
        .request(Method::GET, &path)
        .header(header::COOKIE, &cookie)
        .body(axum::body::Body::empty())
        .unwrap();
    let page = app.send(request).await.text();
    assert!(page.contains(&format!("value=\"{name}\"")), "{page}");
    assert!(page.contains(r#"<details open class="more">"#), "{page}");
    app.stop().await;
}
