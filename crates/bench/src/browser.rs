//! What a browser does, without a browser: signs in with the form, keeps the cookie, loads pages.

use std::net::SocketAddr;

use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::{Bytes, Incoming},
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::error::{Error, Result};

/// One kept connection.
pub(crate) struct Browser {
    connection: SendRequest<Full<Bytes>>,
    host: String,
    cookie: Option<String>,
}

impl Browser {
    /// Opens the connection; nobody is signed in.
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (connection, driver) = handshake(TokioIo::new(stream)).await?;
        // It ends with the connection; what breaks it is told by the request at hand.
        tokio::spawn(async move { drop(driver.await) });
        Ok(Self {
            connection,
            host: address.to_string(),
            cookie: None,
        })
    }

    /// The same session on a connection of its own.
    pub(crate) async fn connect_as(address: SocketAddr, cookie: &str) -> Result<Self> {
        let mut browser = Self::connect(address).await?;
        browser.cookie = Some(cookie.to_owned());
        Ok(browser)
    }

    /// Loads a page to its last byte; only 200 is good.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Bytes> {
        let request = self.request(Method::GET, path).body(Full::default())?;
        let response = self.send(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if status == StatusCode::OK {
            Ok(body)
        } else {
            Err(Error::missing(format!("GET {path} was answered {status}")))
        }
    }

    /// Signs in by address; the answer is the session's cookie.
    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Result<String> {
        let form = [("identifier", email), ("code", ""), ("password", password)];
        let response = self.post("/api/sign_in", &form).await?;
        let status = response.status();
        let cookie = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .find(|cookie| cookie.starts_with("yagura="))
            .map(str::to_owned);
        let body = response.into_body().collect().await?.to_bytes();
        let cookie = cookie.ok_or_else(|| {
            Error::missing(format!(
                "sign-in was answered {status}: {}",
                String::from_utf8_lossy(&body)
            ))
        })?;
        self.cookie = Some(cookie.clone());
        Ok(cookie)
    }

    /// Calls a server function as the client does.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<http::Response<Incoming>> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Full::from(body))?;
        self.send(request).await
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host);
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<http::Response<Incoming>> {
        self.connection.ready().await?;
        Ok(self.connection.send_request(request).await?)
    }
}
