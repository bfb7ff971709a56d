use std::{collections::HashSet, sync::Arc, time::Duration};

use axum::{Router, body::Body, routing::get};
use http::{Method, StatusCode, header};
use server::config::Key;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::harness::{Answer, TestApp};

fn assert_secured(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {what}");
    }
    assert!(
        answer.header("permissions-policy").contains("camera=()"),
        "{what}"
    );
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "'wasm-unsafe-eval'",
        "style-src 'self';",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ] {
        assert!(policy.contains(part), "{part} of {what}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_has_the_security_headers() {
    let app = TestApp::start().await;
    for (path, status) in [
        ("/healthz", StatusCode::OK),
        ("/readyz", StatusCode::OK),
        ("/favicon.svg", StatusCode::OK),
        ("/robots.txt", StatusCode::OK),
        ("/pkg/0123456789abcdef/frontend.js", StatusCode::OK),
        ("/pkg/missing.js", StatusCode::NOT_FOUND),
        ("/pkg/index.html", StatusCode::NOT_FOUND),
        ("/pkg/../data/yagura.sock", StatusCode::NOT_FOUND),
        ("/there/is/no/such/page", StatusCode::NOT_FOUND),
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_secured(&answer, path);
        let is_asset =
            path.ends_with("/frontend.js") || path == "/favicon.svg" || path == "/robots.txt";
        assert_eq!(
            answer.header("cache-control") == "no-store",
            !is_asset,
            "{path}"
        );
    }
    let refused = app
        .send(
            app.request(Method::POST, "/there/is/no/such/page")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_secured(&refused, "a refused request");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_is_kept_for_ever_and_sent_compressed() {
    let app = TestApp::start().await;
    let path = "/pkg/0123456789abcdef/frontend.js";
    let request = app
        .request(Method::GET, path)
        .header(header::ACCEPT_ENCODING, "gzip, br")
        .body(Body::empty())
        .unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.text(), "brotli");
    assert_eq!(answer.header("content-type"), "text/javascript");
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(app.get(path).await.text(), "export {}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_carries_its_own_nonce_and_no_other() {
    let app = TestApp::start().await;
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let answer = app.get("/there/is/no/such/page").await;
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy
            .split_once("'nonce-")
            .unwrap()
            .1
            .split_once('\'')
            .unwrap()
            .0
            .to_owned();
        assert!(nonce.len() >= 22, "{nonce}");
        let page = answer.text();
        assert!(page.contains("<script"), "{page}");
        for script in page.split("<script").skip(1) {
            let tag = script.split_once('>').unwrap().0;
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
        }
        assert!(!page.contains("style=\""), "{page}");
        seen.insert(nonce);
    }
    assert_eq!(seen.len(), 3);
    app.stop().await;
}

/// Leptos lets nothing load while it lists routes: a page rendered meanwhile would never come.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_comes_while_another_server_of_the_process_starts() {
    let app = TestApp::start().await;
    let cookie = app.administrator().await;
    let (done, runtime) = (CancellationToken::new(), tokio::runtime::Handle::current());
    let guard = done.clone().drop_guard();
    let lists = std::thread::spawn(move || {
        let _inside = runtime.enter();
        while !done.is_cancelled() {
            assert!(server::http::pages().len() > 20);
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    for _ in 0..20 {
        let page = app.request(Method::GET, "/groups");
        let page = page.header(header::COOKIE, &cookie).body(Body::empty());
        let answer = tokio::time::timeout(Duration::from_secs(10), app.send(page.unwrap())).await;
        assert_eq!(answer.unwrap().status, StatusCode::OK);
    }
    drop(guard);
    lists.join().unwrap();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_is_answered_with_421() {
    let app = TestApp::start().await;
    for host in [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1.evil.example",
        "localhost",
        "",
    ] {
        let request = app
            .request(Method::GET, "/healthz")
            .header(header::HOST, host)
            .body(Body::empty())
            .unwrap();
        let answer = app.send(request).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert_secured(&answer, host);
    }
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_pages_may_change_anything() {
    let app = TestApp::guard(
        Router::new().route("/", get(|| async {}).post(|| async {})),
        &[],
    )
    .await;
    let ours = format!("http://{}", app.authority);
    for (headers, status) in [
        (vec![("sec-fetch-site", "same-origin")], StatusCode::OK),
        (vec![("origin", &*ours)], StatusCode::OK),
        (vec![], StatusCode::FORBIDDEN),
        (vec![("origin", "null")], StatusCode::FORBIDDEN),
        (
            vec![("origin", "https://evil.example")],
            StatusCode::FORBIDDEN,
        ),
        (
            vec![("sec-fetch-site", "cross-site"), ("origin", &*ours)],
            StatusCode::FORBIDDEN,
        ),
        (vec![("sec-fetch-site", "same-site")], StatusCode::FORBIDDEN),
        (vec![("sec-fetch-site", "none")], StatusCode::FORBIDDEN),
    ] {
        let mut request = app.request(Method::POST, "/");
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        assert_eq!(
            app.send(request.body(Body::empty()).unwrap()).await.status,
            status,
            "{headers:?}"
        );
    }
    assert_eq!(app.get("/").await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_answered_with_413() {
    let app = TestApp::start().await;
    let post = || {
        app.request(Method::POST, "/api/anything")
            .header("sec-fetch-site", "same-origin")
    };
    let large = vec![b'a'; (1 << 20) + 1];
    let announced = app
        .send(post().body(Body::from(large.clone())).unwrap())
        .await;
    assert_eq!(announced.status, StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = large
        .chunks(64 * 1024)
        .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()))
        .collect::<Vec<_>>();
    let streamed = app
        .send(
            post()
                .body(Body::from_stream(futures::stream::iter(chunks)))
                .unwrap(),
        )
        .await;
    assert_eq!(streamed.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_secured(&streamed, "413");
    let small = app
        .send(post().body(Body::from(vec![b'a'; 1 << 20])).unwrap())
        .await;
    assert_ne!(small.status, StatusCode::PAYLOAD_TOO_LARGE);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_answered_with_a_number_and_ends_nothing_else() {
    async fn panics() {
        panic!("on purpose, with a secret");
    }
    let app = TestApp::guard(
        Router::new()
            .route("/panics", get(panics))
            .route("/", get(|| async {})),
        &[],
    )
    .await;
    let before = server::http::panics::caught();
    let answer = app.get("/panics").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_secured(&answer, "a panic");
    let page = answer.text();
    assert!(!page.contains("secret"));
    let number: String = page
        .split_once("お問い合わせ番号 ")
        .unwrap()
        .1
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    assert_eq!(number.len(), 12, "{page}");
    assert!(server::http::panics::caught() > before);

    let json = app
        .request(Method::GET, "/panics")
        .header(header::ACCEPT, "application/json");
    let mut json = json.body(Body::empty()).unwrap();
    json.headers_mut()
        .insert(header::ACCEPT, "application/json".parse().unwrap());
    let answer = app.send(json).await;
    assert!(
        answer.text().starts_with("{\"Broken\":"),
        "{}",
        answer.text()
    );
    assert_eq!(app.get("/").await.status, StatusCode::OK);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_browsers_are_told_to_stay_there() {
    let https = [
        (Key::PublicOrigin, "https://training.example.jp"),
        (Key::TrustedProxies, "127.0.0.1"),
    ];
    let app = TestApp::guard(Router::new().route("/", get(|| async {})), &https).await;
    let ask = |host: &str| {
        app.request(Method::GET, "/")
            .header(header::HOST, host)
            .body(Body::empty())
            .unwrap()
    };
    for host in ["training.example.jp", "TRAINING.example.jp:443"] {
        let answer = app.send(ask(host)).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000"
        );
    }
    assert_eq!(
        app.send(ask("training.example.jp:8080")).await.status,
        StatusCode::MISDIRECTED_REQUEST
    );
    app.stop().await;

    let plain = TestApp::guard(Router::new().route("/", get(|| async {})), &[]).await;
    assert!(
        !plain
            .get("/")
            .await
            .headers
            .contains_key("strict-transport-security")
    );
    plain.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_are_finished_before_the_server_stops() {
    let begun = Arc::new(Notify::new());
    let begins = Arc::clone(&begun);
    let slow = async move || {
        begins.notify_one();
        tokio::time::sleep(Duration::from_millis(400)).await;
        "done"
    };
    let app = TestApp::guard(Router::new().route("/slow", get(slow)), &[]).await;
    let authority = app.authority.clone();
    let request = app
        .request(Method::GET, "/slow")
        .body(Body::empty())
        .unwrap();
    let (answer, ()) = tokio::join!(app.send(request), async {
        begun.notified().await;
        app.cancel();
    });
    assert_eq!(answer.text(), "done");
    app.stop().await;
    assert!(tokio::net::TcpStream::connect(authority).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_built_client_the_server_says_how_to_build_it() {
    let site = crate::harness::Site::new();
    std::fs::remove_file(site.path().join("site/index.html")).unwrap();
    let failure = server::serve::Server::start(site.configuration(), false)
        .await
        .err()
        .unwrap();
    assert!(
        failure.to_string().contains("cargo xtask build"),
        "{failure}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_turned_away_at_the_edge_is_counted() {
    let app = TestApp::start().await;
    let backend = app.backend.clone().unwrap();
    for host in ["evil.example", "other.example"] {
        let request = app
            .request(Method::GET, "/")
            .header(header::HOST, host)
            .body(Body::empty())
            .unwrap();
        app.send(request).await;
    }
    let request = app.request(Method::POST, "/").body(Body::empty()).unwrap();
    app.send(request).await;
    // A worker that began at the start may have them in its hands.
    let mut wrong = 0;
    for _ in 0..500 {
        backend::audit::flush_denials(&backend).await.unwrap();
        let counted = backend::audit::denials(&backend, 0, backend.now())
            .await
            .unwrap();
        wrong = counted
            .iter()
            .filter(|(_, kind, _)| kind == "wrong_origin")
            .map(|(_, _, count)| count)
            .sum::<u64>();
        if wrong >= 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(wrong, 3);
    drop(backend);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_fails_too_often_has_to_wait() {
    let app = TestApp::start().await;
    let post = |cookie: &str| {
        let mut request = app
            .request(Method::POST, "/api/read_viewer")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        request
            .headers_mut()
            .insert(header::ACCEPT, "application/json".parse().unwrap());
        request
    };
    let guessed = format!("yagura={}", "A".repeat(43));
    // Whoever has no session has not failed at anything.
    for _ in 0..620 {
        assert_eq!(
            app.send(post("theme=dark")).await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    // One failure is forgiven a second: a slow machine needs more of them.
    let mut failed = 0;
    let status = loop {
        let status = app.send(post(&guessed)).await.status;
        if status != StatusCode::UNAUTHORIZED || failed == 5_000 {
            break status;
        }
        failed += 1;
    };
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "after {failed}");
    assert!(failed >= 600, "{failed}");
    let refused = app.send(post(&guessed)).await;
    assert!(refused.header("retry-after").parse::<u16>().unwrap() >= 1);
    assert!(
        refused.text().contains("TooManyFailures"),
        "{}",
        refused.text()
    );
    // Looking is never limited.
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
    app.stop().await;
}
