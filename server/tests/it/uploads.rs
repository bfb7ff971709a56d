use std::convert::Infallible;

use axum::body::{Body, Bytes};
use backend::{
    access::{Origin, links},
    organization::{self, NewOrganization},
};
use domain::{
    organization::{OrganizationCode, OrganizationName},
    people::{Email, PersonName},
};
use http::{Method, StatusCode, header};

use crate::harness::{Answer, TestApp};

const PASSWORD: &str = "correct horse battery staple";

/// The cookie of an administrator.
async fn administrator(app: &TestApp) -> String {
    let backend = app.backend.as_ref().unwrap();
    let new = NewOrganization {
        name: OrganizationName::parse("櫓商事").unwrap(),
        code: OrganizationCode::parse("yagura").unwrap(),
        seats: 10,
        admin_name: PersonName::parse("神福", "隆", "", "").unwrap(),
        admin_email: Email::parse("admin@example.jp").unwrap(),
    };
    let created = organization::create(backend, &new).await.unwrap();
    let token = created.link.rsplit('/').next().unwrap();
    let session = links::set_password(backend, token, PASSWORD, PASSWORD, &Origin::default())
        .await
        .unwrap();
    format!("yagura={}", *session.token.text())
}

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
    let cookie = administrator(&app).await;
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
