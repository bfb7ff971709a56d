//! What a browser does, without a browser: keeps the cookie, sends forms, loads pages.

use axum::body::{Body, Bytes};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::de::DeserializeOwned;

/// One browser. Clones share the connections, not the cookie.
#[derive(Clone)]
pub struct Browser {
    client: Client<HttpConnector, Body>,
    authority: String,
    pub cookie: Option<String>,
    pub agent: String,
}

/// The server went away before it had answered: whether it did what was asked is not known.
#[derive(Clone, Copy, Debug)]
pub struct NoAnswer;

/// An answer, read whole.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |location| location.to_str().unwrap())
    }

    /// The last part of the path it leads to: an id, mostly.
    pub fn led_to(&self) -> String {
        let path = self.location().split('?').next().unwrap();
        path.rsplit('/').next().unwrap().to_owned()
    }

    /// What a server function gave back.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Browser {
    pub fn new(authority: &str) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            authority: authority.to_owned(),
            cookie: None,
            agent: "proof".to_owned(),
        }
    }

    /// The same person at a server that answers at another address.
    pub fn at(&self, authority: &str) -> Self {
        Self {
            authority: authority.to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            ..self.clone()
        }
    }

    /// With this session.
    #[must_use]
    pub fn with(mut self, token: &str) -> Self {
        self.cookie = Some(format!("yagura={token}"));
        self
    }

    /// The session's token.
    pub fn token(&self) -> &str {
        self.cookie.as_deref().unwrap().split_once('=').unwrap().1
    }

    fn request(&self, method: Method, path: &str, accept: &str) -> http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.authority))
            .header(header::ACCEPT, accept)
            .header(header::USER_AGENT, &self.agent)
            .header("sec-fetch-site", "same-origin");
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Result<Answer, NoAnswer> {
        let (parts, body) = self
            .client
            .request(request)
            .await
            .map_err(|_| NoAnswer)?
            .into_parts();
        let body = body.collect().await.map_err(|_| NoAnswer)?.to_bytes();
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = self.request(Method::GET, path, "text/html");
        self.send(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    /// Calls a server function as the client does.
    pub async fn call(&self, function: &str, form: &[(&str, &str)]) -> Result<Answer, NoAnswer> {
        self.post(&format!("/api/{function}"), form, "application/json")
            .await
    }

    /// Sends the form of a page as a browser without JavaScript does.
    pub async fn form(&self, page: &str, function: &str, form: &[(&str, &str)]) -> Answer {
        let page = format!("http://{}{page}", self.authority);
        let request = self
            .request(Method::POST, &format!("/api/{function}"), "text/html")
            .header(header::REFERER, page);
        self.send(urlencoded(request, form)).await.unwrap()
    }

    /// [`Self::call`] that must be answered with 200.
    pub async fn must(&self, function: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.call(function, form).await.unwrap();
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{function}: {}",
            answer.text()
        );
        answer
    }

    /// Begins a new epoch of the keys.
    pub async fn advance_epoch(&self) -> Result<Answer, NoAnswer> {
        self.post("/testing/epoch", &[], "application/json").await
    }

    async fn post(
        &self,
        path: &str,
        form: &[(&str, &str)],
        accept: &str,
    ) -> Result<Answer, NoAnswer> {
        let request = self.request(Method::POST, path, accept);
        self.send(urlencoded(request, form)).await
    }

    /// Sends a file to be imported; the answer is the import's id.
    pub async fn upload(&self, name: &str, file: &[u8]) -> String {
        const BOUNDARY: &str = "----a-line-that-is-in-no-file";
        let mut body = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .request(Method::POST, "/imports/upload", "text/html")
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(Body::from(body))
            .unwrap();
        let answer = self.send(request).await.unwrap();
        assert!(
            answer.location().starts_with("/imports/"),
            "{:?} {}",
            answer.location(),
            answer.text()
        );
        answer.led_to()
    }

    /// Signs in and keeps the session.
    pub async fn sign_in(&mut self, identifier: &str, code: &str, password: &str) -> Answer {
        let form = [
            ("identifier", identifier),
            ("code", code),
            ("password", password),
        ];
        let answer = self.call("sign_in", &form).await.unwrap();
        self.keep(&answer);
        answer
    }

    /// Keeps the session that an answer begins.
    pub fn keep(&mut self, answer: &Answer) {
        let begun = answer
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().unwrap().split(';').next())
            .find(|cookie| cookie.starts_with("yagura="));
        if let Some(cookie) = begun {
            self.cookie = Some(cookie.to_owned());
        }
    }
}

fn urlencoded(request: http::request::Builder, form: &[(&str, &str)]) -> Request<Body> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    request
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap()
}
