use std::convert::Infallible;

use axum::body::{Body, Bytes};
use http::{Method, StatusCode, header};

use crate::harness::{Answer, TestApp};

/// The parts of a form with one file of that many bytes.
fn form(bytes: usize) -> Vec<Bytes> {
    let lines = Bytes::from(b"0000000,0000000,0000000,0000000\n".repeat(2_048));
    let mut parts = vec![Bytes::from_static(
        b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n",
    )];
    parts.extend(std::iter::repeat_n(lines.clone(), bytes / lines.len()));
    parts.push(Bytes::from_static(b"\r\n--cut--\r\n"));
    parts
}

async fn send(app: &TestApp, cookie: &str, body: Body) -> Answer {
    let request = app
        .request(Method::POST, "/imports/upload")
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .body(body)
        .unwrap();
    app.send(request).await
}

/// A file beyond the limit of the reader, and one beyond that of a request, whether it says so beforehand or not.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_told_so() {
    let app = TestApp::start().await;
    let cookie = app.administrator().await;
    for megabytes in [21, 25, 80] {
        let parts = form(megabytes << 20);
        let streamed = parts.clone().into_iter().map(Ok::<_, Infallible>);
        for body in [
            Body::from(parts.concat()),
            Body::from_stream(futures::stream::iter(streamed)),
        ] {
            let answer = send(&app, &cookie, body).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::SEE_OTHER, "/imports?problem=too_many_bytes"),
                "{megabytes} MiB"
            );
        }
    }
    app.stop().await;
}
