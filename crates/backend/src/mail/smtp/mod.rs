//! Handing mails to a mail server (RFC 5321).

mod connection;
mod server;

pub use server::{Security, Server};

use lettre::transport::smtp;

use self::connection::{Line, Lines};
use super::message::{self, Outgoing};

/// Why a mail did not leave. The texts may quote the server, and so an address: they are sealed before they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No line could be had. It is no mail's fault and costs none a try.
    Unreachable(String),
    /// Not now: 4xx, or the line broke.
    Transient(String),
    /// Never: 5xx, or an address nobody can send to.
    Permanent(String),
}

/// A mail server with the lines to it.
pub struct Smtp {
    lines: Lines,
}

/// A line in use; [`Carrier::end`] gives it back.
pub struct Carrier<'a> {
    smtp: &'a Smtp,
    line: Option<Line>,
}

impl Smtp {
    /// `host` is how this side names itself.
    pub fn new(server: Server, host: &str) -> Self {
        Self {
            lines: Lines::new(server, host),
        }
    }

    /// One that carries mails one after the other; lines are opened when the first mail needs one.
    pub fn carrier(&self) -> Carrier<'_> {
        Carrier {
            smtp: self,
            line: None,
        }
    }

    /// Takes leave on lines nobody uses.
    pub async fn close_idle(&self) {
        self.lines.close_idle().await;
    }
}

impl Carrier<'_> {
    /// Hands one mail over, on the line of the mail before it.
    ///
    /// # Errors
    /// Why it did not leave.
    pub async fn send(&mut self, mail: &Outgoing) -> Result<(), Failure> {
        let (envelope, bytes) = message::build(mail).map_err(Failure::Permanent)?;
        match self.attempt(&envelope, &bytes).await {
            // 421: the server closes the line, as many do after a hundred mails. Nothing was accepted; a new line may do.
            // A parked one may be as worn as this was.
            Err(Failure::Transient(answer)) if answer.starts_with("421") => {
                self.line = Some(self.smtp.lines.open().await?);
                self.attempt(&envelope, &bytes).await
            }
            result => result,
        }
    }

    async fn attempt(
        &mut self,
        envelope: &lettre::address::Envelope,
        bytes: &[u8],
    ) -> Result<(), Failure> {
        let mut line = match self.line.take() {
            Some(line) => line,
            None => self.smtp.lines.take().await?,
        };
        let result = line.send(envelope, bytes).await;
        if result.is_ok() {
            self.line = Some(line);
        }
        result
    }

    /// Keeps the line for later.
    pub fn end(self) {
        if let Some(line) = self.line {
            self.smtp.lines.park(line);
        }
    }
}

fn judge(error: &smtp::Error) -> Failure {
    let text = describe(error);
    if error.is_permanent() {
        Failure::Permanent(text)
    } else {
        Failure::Transient(text)
    }
}

/// The server's code and words, or what broke.
fn describe(error: &smtp::Error) -> String {
    let mut text = String::new();
    if let Some(code) = error.status() {
        text = format!("{code} ");
    }
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_words = inner.to_string();
        if !words.contains(&inner_words) {
            words = format!("{words}: {inner_words}");
        }
        cause = inner.source();
    }
    text.push_str(&words);
    text.chars().take(500).collect()
}
