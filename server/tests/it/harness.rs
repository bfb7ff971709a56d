//! A real server in this process: temporary folders, a port of its own, everything else as in production.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, Bytes},
};
use backend::{
    access::{self, Origin},
    audit::Denials,
    organization::{self, NewOrganization},
};
use domain::{
    organization::{OrganizationCode, OrganizationName},
    people::{Email, PersonName},
};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use server::{
    config::{Configuration, Given, Key},
    http::{Edge, guarded, listen},
    serve::Server,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The page of the bundle.
const INDEX: &str = r#"<!DOCTYPE html>
<html lang="ja">
  <head>
    <link rel="stylesheet" href="/pkg/yagura-0123456789abcdef.css" integrity="sha384-style"/>
    <link rel="modulepreload" href="/pkg/0123456789abcdef/frontend.js" integrity="sha384-script"/>
    <link rel="modulepreload" href="/pkg/0123456789abcdef/__wasm_split.js" integrity="sha384-loader"/>
    <link rel="preload" href="/pkg/0123456789abcdef/frontend_bg.wasm" integrity="sha384-wasm" as="fetch" type="application/wasm"/>
    <link data-part="people" href="/pkg/0123456789abcdef/split_people.wasm"/>
  </head>
  <body></body>
</html>
"#;

/// A folder with everything a server needs but keys and data.
pub struct Site(tempfile::TempDir);

impl Site {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        std::fs::create_dir(&site).unwrap();
        std::fs::write(site.join("index.html"), INDEX).unwrap();
        let client = site.join("0123456789abcdef");
        std::fs::create_dir(&client).unwrap();
        std::fs::write(client.join("frontend.js"), "export {}").unwrap();
        std::fs::write(client.join("frontend.js.br"), "brotli").unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub fn given(&self) -> Given {
        Given {
            folder: self.path().to_owned(),
            flags: vec![
                (Key::Listen, "127.0.0.1:0".to_owned()),
                (Key::Site, self.path().join("site").display().to_string()),
            ],
            ..Given::default()
        }
    }

    pub fn configuration(&self) -> Configuration {
        Configuration::load(&self.given()).unwrap()
    }
}

/// A running server.
pub struct TestApp {
    pub authority: String,
    pub site: Arc<Site>,
    pub backend: Option<backend::Backend>,
    client: Client<HttpConnector, Body>,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

fn client() -> Client<HttpConnector, Body> {
    Client::builder(TokioExecutor::new()).build_http()
}

impl TestApp {
    /// The cookie of the first administrator of a new organisation, who has just come in.
    pub async fn administrator(&self) -> String {
        let backend = self.backend.as_ref().unwrap();
        let new = NewOrganization {
            name: OrganizationName::parse("櫓商事").unwrap(),
            code: OrganizationCode::parse("yagura").unwrap(),
            seats: 10,
            admin_name: PersonName::parse("神福", "隆", "", "").unwrap(),
            admin_email: Email::parse("admin@example.co.jp").unwrap(),
        };
        let created = organization::create(backend, &new).await.unwrap();
        let token = created.link.rsplit('/').next().unwrap();
        let password = "correct horse battery staple";
        let session =
            access::links::set_password(backend, token, password, password, &Origin::default())
                .await
                .unwrap();
        format!("yagura={}", *session.token.text())
    }

    /// The whole server on fresh folders.
    pub async fn start() -> Self {
        Self::start_on(Arc::new(Site::new())).await
    }

    /// The whole server on these folders.
    pub async fn start_on(site: Arc<Site>) -> Self {
        let server = Server::start(site.configuration(), false).await.unwrap();
        let authority = server.origin().trim_start_matches("http://").to_owned();
        let backend = Some(server.backend().clone());
        let stop = CancellationToken::new();
        let running = tokio::spawn(server.run(stop.clone()));
        Self {
            authority,
            site,
            backend,
            client: client(),
            stop,
            running,
        }
    }

    /// The outer layers alone, around `router`.
    pub async fn guard(router: Router, flags: &[(Key, &str)]) -> Self {
        let site = Arc::new(Site::new());
        let mut given = site.given();
        given
            .flags
            .extend(flags.iter().map(|(key, value)| (*key, (*value).to_owned())));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut web = Configuration::load(&given).unwrap().web;
        web.public_origin = web.public_origin.or_port(port);
        let stop = CancellationToken::new();
        let running = tokio::spawn(listen::serve(
            listener,
            guarded(&Edge::new(&web, Denials::default()), router),
            stop.clone(),
        ));
        Self {
            authority: format!("127.0.0.1:{port}"),
            site,
            backend: None,
            client: client(),
            stop,
            running,
        }
    }

    /// A request as our own pages make it; change it before it is sent.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.authority))
            .header(header::ACCEPT, "text/html")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.client.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap())
            .await
    }

    /// Tells it to stop, without waiting.
    pub fn cancel(&self) {
        self.stop.cancel();
    }

    /// Stops as a signal would, and waits until the stores are free.
    pub async fn stop(mut self) -> Arc<Site> {
        self.stop.cancel();
        self.backend = None;
        self.running.await.unwrap();
        self.site
    }
}
