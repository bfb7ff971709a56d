//! Lines to the mail server: opened, reused, closed.
//!
//! A line belongs to one sender at a time, so that a time-out or a cancelled task closes it
//! and never leaves half a conversation to the next mail.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use lettre::{
    address::Envelope,
    transport::smtp::{
        authentication::DEFAULT_MECHANISMS,
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};

use tokio::net::TcpStream;

use super::{
    Failure,
    server::{Security, Server},
};

/// How long the server may take to answer a connection and its greeting.
const CONNECTING: Duration = Duration::from_secs(30);
/// How long one mail may take; RFC 5321 §4.5.3.2 gives a server that long to accept what it got.
const SENDING: Duration = Duration::from_mins(3);
/// A line unused for longer is tried out before a mail is trusted to it.
const FRESH: Duration = Duration::from_secs(2);
/// A line unused for longer is closed: servers hang up after some minutes.
const IDLE: Duration = Duration::from_secs(30);

/// Lines that wait for the next mail.
pub(super) struct Lines {
    server: Server,
    hello: ClientId,
    parked: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

/// Why a line could not be opened.
enum Unopened {
    Smtp(lettre::transport::smtp::Error),
    Network(std::io::Error),
}

impl From<lettre::transport::smtp::Error> for Unopened {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        Self::Smtp(error)
    }
}

impl From<std::io::Error> for Unopened {
    fn from(error: std::io::Error) -> Self {
        Self::Network(error)
    }
}

/// One open line.
pub(super) struct Line(AsyncSmtpConnection);

impl Lines {
    pub(super) fn new(server: Server, host: &str) -> Self {
        Self {
            server,
            // An address has no place where a name is asked for (RFC 5321 §4.1.3): then the machine's own name.
            hello: if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') {
                ClientId::default()
            } else {
                ClientId::Domain(host.to_owned())
            },
            parked: Mutex::new(Vec::new()),
        }
    }

    fn parked(&self) -> std::sync::MutexGuard<'_, Vec<(AsyncSmtpConnection, Instant)>> {
        self.parked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A parked line that still works, or a new one.
    pub(super) async fn take(&self) -> Result<Line, Failure> {
        loop {
            let parked = self.parked().pop();
            let Some((mut line, since)) = parked else {
                return self.open().await;
            };
            let works = since.elapsed() < FRESH
                || tokio::time::timeout(CONNECTING, line.test_connected())
                    .await
                    .unwrap_or(false);
            if works && !line.has_broken() {
                return Ok(Line(line));
            }
        }
    }

    /// Keeps a line for the next mail, unless the last one broke it.
    pub(super) fn park(&self, line: Line) {
        if !line.0.has_broken() {
            self.parked().push((line.0, Instant::now()));
        }
    }

    /// Takes leave on lines nobody has used for a while.
    pub(super) async fn close_idle(&self) {
        let idle: Vec<_> = self
            .parked()
            .extract_if(.., |(_, since)| since.elapsed() > IDLE)
            .collect();
        for (mut line, _) in idle {
            // The server may have hung up already; either way the line is gone.
            let _ = tokio::time::timeout(CONNECTING, line.quit()).await;
        }
    }

    /// A new line.
    pub(super) async fn open(&self) -> Result<Line, Failure> {
        match tokio::time::timeout(CONNECTING, self.connect()).await {
            Ok(Ok(line)) => Ok(Line(line)),
            // Whatever the server says before a mail was named is not that mail's fault.
            Ok(Err(Unopened::Smtp(error))) => Err(Failure::Unreachable(super::describe(&error))),
            Ok(Err(Unopened::Network(error))) => Err(Failure::Unreachable(error.to_string())),
            Err(_) => Err(Failure::Unreachable(
                "the mail server did not answer in time".to_owned(),
            )),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Unopened> {
        let server = &self.server;
        let tls = || TlsParameters::new(server.host.clone());
        let mut line = if server.security == Security::Tls {
            AsyncSmtpConnection::connect_tokio1(
                (server.host.as_str(), server.port),
                Some(CONNECTING),
                &self.hello,
                Some(tls()?),
                None,
            )
            .await?
        } else {
            let stream = TcpStream::connect((server.host.as_str(), server.port)).await?;
            // A mail ends in a small write of its own: it must not wait for the acknowledgement of the one before.
            stream.set_nodelay(true)?;
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello).await?
        };
        let start = match server.security {
            Security::Required => true,
            Security::Opportunistic => line.can_starttls(),
            Security::Plain | Security::Tls => false,
        };
        if start {
            line.starttls(tls()?, &self.hello).await?;
        }
        if let Some(credentials) = &server.credentials {
            line.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(line)
    }
}

impl Line {
    /// Hands one mail over. After a failure the line is closed.
    pub(super) async fn send(&mut self, envelope: &Envelope, mail: &[u8]) -> Result<(), Failure> {
        match tokio::time::timeout(SENDING, self.0.send(envelope, mail)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                self.0.abort().await;
                Err(super::judge(&error))
            }
            Err(_) => {
                // Nobody knows where in the conversation the server is.
                self.0.abort().await;
                Err(Failure::Transient(
                    "the mail server did not answer in time".to_owned(),
                ))
            }
        }
    }
}
