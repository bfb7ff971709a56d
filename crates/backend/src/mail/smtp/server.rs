//! The mail server as configured: where it is, how the line is secured, who we are to it.

use std::{fmt, net::IpAddr};

use lettre::transport::smtp::authentication::Credentials;
use url::{Host, Url};

use crate::error::{Error, Result};

/// How the line is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all: a server on this machine, or a relay in a closed network.
    Plain,
    /// STARTTLS where the server offers it.
    Opportunistic,
    /// STARTTLS, or no mail leaves.
    Required,
    /// TLS from the first byte.
    Tls,
}

/// A mail server. Printing it shows no password.
#[derive(Clone)]
pub struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
}

impl Server {
    /// Reads `smtp://host:port`, `smtp://user:password@host?tls=required` (or `opportunistic`; STARTTLS) and
    /// `smtps://user:password@host`. Ports not given are 25, 587 and 465.
    ///
    /// # Errors
    /// [`Error::Configuration`] for anything else, or when a password would travel in the clear. The text holds no part of the address.
    pub fn parse(text: &str) -> Result<Self> {
        Self::read(text).map_err(|why| Error::Configuration(format!("smtp_url: {why}")))
    }

    fn read(text: &str) -> std::result::Result<Self, &'static str> {
        const FORM: &str = "it must look like smtps://user:password@mail.example.jp, or smtp://…?tls=required for STARTTLS";
        let url = Url::parse(text).map_err(|_| FORM)?;
        let mut security = match url.scheme() {
            "smtps" => Security::Tls,
            "smtp" => Security::Plain,
            _ => return Err(FORM),
        };
        for (name, value) in url.query_pairs() {
            security = match (&*name, &*value, security) {
                ("tls", "required", Security::Plain) => Security::Required,
                ("tls", "opportunistic", Security::Plain) => Security::Opportunistic,
                _ => return Err(FORM),
            };
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(FORM)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, Some(password)) if !user.is_empty() => {
                let encrypted = matches!(security, Security::Required | Security::Tls);
                if !encrypted && !is_loopback(bare) {
                    return Err(
                        "it would send a password in the clear; use smtps:// or ?tls=required",
                    );
                }
                Some(Credentials::new(decoded(user)?, decoded(password)?))
            }
            _ => return Err("a user needs a password, and a password a user"),
        };
        let usual = match security {
            Security::Plain | Security::Opportunistic => 25,
            Security::Required => 587,
            Security::Tls => 465,
        };
        Ok(Self {
            host: bare.to_owned(),
            port: url.port().unwrap_or(usual),
            security,
            credentials,
        })
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("credentials", &self.credentials.as_ref().map(|_| "***"))
            .finish()
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
        || matches!(Host::parse(host), Ok(Host::Ipv4(address)) if address.is_loopback())
}

/// Undoes `%40` and the like (RFC 3986 §2.1).
fn decoded(text: &str) -> std::result::Result<String, &'static str> {
    const BROKEN: &str = "the user or the password holds a broken %-sequence";
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
            let (Some(high), Some(low)) = (digit(), digit()) else {
                return Err(BROKEN);
            };
            bytes.push(u8::try_from(high * 16 + low).map_err(|_| BROKEN)?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| BROKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn security(text: &str) -> (Security, u16) {
        let server = Server::parse(text).unwrap();
        (server.security, server.port)
    }

    #[test]
    fn each_form_of_the_address_secures_the_line_as_it_says() {
        assert_eq!(security("smtp://127.0.0.1:2525"), (Security::Plain, 2525));
        assert_eq!(security("smtp://relay.example.jp"), (Security::Plain, 25));
        assert_eq!(
            security("smtp://u:p@mail.example.jp?tls=required"),
            (Security::Required, 587)
        );
        assert_eq!(
            security("smtp://mail.example.jp:26?tls=opportunistic"),
            (Security::Opportunistic, 26)
        );
        assert_eq!(
            security("smtps://u:p@mail.example.jp"),
            (Security::Tls, 465)
        );
        assert_eq!(Server::parse("smtp://[::1]:25").unwrap().host, "::1");
    }

    #[test]
    fn a_password_goes_over_a_secured_line_or_stays_on_this_machine() {
        for good in [
            "smtps://robot:hunter2@mail.example.jp",
            "smtp://robot:hunter2@mail.example.jp?tls=required",
            "smtp://robot:hunter2@127.0.0.1:2525",
            "smtp://robot:hunter2@localhost",
            "smtp://robot:hunter2@[::1]",
        ] {
            assert!(Server::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "smtp://robot:hunter2@mail.example.jp",
            "smtp://robot:hunter2@mail.example.jp?tls=opportunistic",
            "smtp://robot@127.0.0.1",
            "smtps://mail.example.jp?tls=required",
            "smtp://mail.example.jp?tls=maybe",
            "http://mail.example.jp",
            "smtp://",
            "mail.example.jp",
        ] {
            assert!(Server::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_with_any_character_is_read_and_never_printed() {
        let server =
            Server::parse("smtps://robot%40example.jp:hun%3Ater%E5%A1%9A2@mail.example.jp")
                .unwrap();
        assert_eq!(
            server.credentials,
            Some(Credentials::new(
                "robot@example.jp".to_owned(),
                "hun:ter塚2".to_owned()
            ))
        );
        let printed = format!("{server:?}");
        assert!(printed.contains("***") && !printed.contains("hun"));
        let error = Server::parse("smtp://robot:hunter2@mail.example.jp").unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }
}
