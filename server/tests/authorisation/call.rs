//! Asking: the real router with every layer, as it is asked by a browser's form and by the client's fetch.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU32, Ordering},
};

use app::error::AppError;
use axum::{body::Body, extract::ConnectInfo};
use base64::{Engine, engine::general_purpose::URL_SAFE};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::{actors::Actor, row::Sent, world::World};

/// In which form an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `Accept: application/json`: the client's fetch.
    Json,
    /// `Accept: text/html`: a plain form or a link.
    Html,
}

impl Encoding {
    pub const BOTH: [Self; 2] = [Self::Json, Self::Html];
}

/// Where a form says it stands.
pub const BACK: &str = "/back";

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// What it refuses with: in the body, or in the address it leads to.
    pub fn error(&self) -> Option<AppError> {
        let Some((_, query)) = self.location().split_once('?') else {
            return serde_json::from_str(&self.body).ok();
        };
        let (_, error) =
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "__err")?;
        let json = URL_SAFE.decode(&*error).unwrap();
        Some(serde_json::from_slice(&json).unwrap())
    }

    /// Everything in it that somebody could read.
    pub fn readable(&self) -> String {
        let mut text = self.body.clone();
        for value in self.headers.values() {
            let value = String::from_utf8_lossy(value.as_bytes());
            for (name, value) in form_urlencoded::parse(value.as_bytes()) {
                text.push('\n');
                text.push_str(&name);
                text.push_str(&value);
            }
        }
        text
    }

    pub fn is_page(&self) -> bool {
        self.headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    }
}

/// Who says which origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    OurPages,
    Nowhere,
    AnotherSite,
}

/// Sends it and reads the answer.
pub async fn send(world: &World, actor: Actor, encoding: Encoding, sent: &Sent) -> Answer {
    send_from(world, actor, encoding, sent, Sender::OurPages).await
}

pub async fn send_from(
    world: &World,
    actor: Actor,
    encoding: Encoding,
    sent: &Sent,
    from: Sender,
) -> Answer {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&sent.fields)
        .finish();
    let is_form = sent.method == Method::POST;
    let path = if is_form || form.is_empty() {
        sent.path.clone()
    } else {
        format!("{}?{form}", sent.path)
    };
    let mut request = Request::builder()
        .method(sent.method.clone())
        .uri(path)
        .header(
            header::HOST,
            world.origin.split_once("//").unwrap().1.to_owned(),
        )
        .header(
            header::ACCEPT,
            match encoding {
                Encoding::Json => "application/json",
                Encoding::Html => "text/html,application/xhtml+xml",
            },
        )
        .header(header::REFERER, format!("{}{BACK}", world.origin));
    request = match from {
        Sender::OurPages => request.header(header::ORIGIN, &world.origin),
        Sender::Nowhere => request,
        Sender::AnotherSite => request.header(header::ORIGIN, "https://evil.example"),
    };
    if let Some(token) = world.token(actor) {
        request = request.header(header::COOKIE, format!("yagura={token}"));
    }
    let body = match sent.file {
        _ if !is_form => String::new(),
        None => {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            form
        }
        Some(file) => {
            request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
            format!(
                "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
                 Content-Type: text/csv\r\n\r\n{file}\r\n--cut--\r\n"
            )
        }
    };
    let request = request
        .extension(ConnectInfo(address()))
        .body(Body::from(body))
        .unwrap();
    let (parts, body) = world
        .router
        .clone()
        .oneshot(request)
        .await
        .unwrap()
        .into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// Another one for each request: refusals add up by address, and are to be asked for by the hundred.
fn address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0x0a00_0001);
    let address = std::net::Ipv4Addr::from(NEXT.fetch_add(1, Ordering::Relaxed));
    (address, 50_000).into()
}
