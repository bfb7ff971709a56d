//! URLs of stores and mail servers, which may carry a password.

use std::{fmt, net::IpAddr, path::Path, str::FromStr};

use backend::mail::Server;
use url::{Host, Url};

use super::origin::host_is_loopback;

/// A URL that may carry a password. It shows itself without one; [`SecretUrl::expose`] gives the whole.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// The whole text, for whoever connects.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The folder of an embedded store.
    pub fn embedded_path(&self) -> Option<&Path> {
        let path = self.0.strip_prefix("surrealkv://")?;
        Some(Path::new(path.split('?').next().unwrap_or(path)))
    }

    pub(in crate::config) fn embedded(folder: &Path) -> Self {
        Self(format!("surrealkv://{}?sync=every", folder.display()))
    }

    /// A store's URL.
    ///
    /// # Errors
    /// What is wrong with it; never the text itself.
    pub fn store(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|_| {
            "it must be surrealkv:///absolute/folder?sync=every, or wss://user:password@host"
                .to_owned()
        })?;
        match url.scheme() {
            "surrealkv" => {
                if !text["surrealkv://".len()..].starts_with('/') {
                    return Err("the folder of surrealkv:// must be absolute".to_owned());
                }
                if url
                    .query_pairs()
                    .any(|(name, value)| name == "versioned" && value == "true")
                {
                    return Err(
                        "versioned=true would keep what was deleted; leave it out".to_owned()
                    );
                }
                if !url
                    .query_pairs()
                    .any(|(name, value)| name == "sync" && value == "every")
                {
                    return Err(
                        "add ?sync=every, or a power cut loses what was acknowledged".to_owned(),
                    );
                }
            }
            "wss" | "https" => {}
            "ws" | "http" if url.host().is_some_and(|host| is_local(&host)) => {}
            "ws" | "http" => return Err("beyond this machine it must be wss:// (TLS)".to_owned()),
            _ => return Err("it must be surrealkv:// (embedded) or wss:// (a server)".to_owned()),
        }
        Ok(Self(text.to_owned()))
    }

    /// A mail server's URL.
    ///
    /// # Errors
    /// What is wrong with it; never the text itself.
    pub fn smtp(text: &str) -> Result<Self, String> {
        match Server::parse(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(error
                .to_string()
                .trim_start_matches("smtp_url: ")
                .to_owned()),
        }
    }
}

/// Schemes the URL standard does not know keep their host as text.
fn text_is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || IpAddr::from_str(bare).is_ok_and(|address| address.is_loopback())
}

fn is_local(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => text_is_local(name) || name.ends_with(".localhost"),
        other => host_is_loopback(other),
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_secrets(&self.0))
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The URL with its password, and every parameter that is not known to be harmless, as `***`.
fn without_secrets(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return "***".to_owned();
    };
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return "***".to_owned();
    }
    let shown: Vec<String> = url
        .query_pairs()
        .map(|(name, value)| {
            let harmless = matches!(name.as_ref(), "sync" | "tls");
            format!("{name}={}", if harmless { value.as_ref() } else { "***" })
        })
        .collect();
    url.set_query(Some(shown.join("&").as_str()).filter(|query| !query.is_empty()));
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_never_shows_its_password() {
        let url = SecretUrl::smtp("smtps://robot:hunter2@mail.example.jp:465").unwrap();
        assert_eq!(url.to_string(), "smtps://robot:***@mail.example.jp:465");
        assert!(!format!("{url:?}").contains("hunter2"));
        let url = SecretUrl::store("wss://root:hunter2@db.example.jp/?token=abc").unwrap();
        assert!(!url.to_string().contains("hunter2") && !url.to_string().contains("abc"));
    }

    #[test]
    fn a_store_that_could_lose_or_keep_too_much_is_refused() {
        for bad in [
            "surrealkv:///var/db",
            "surrealkv:///var/db?sync=every&versioned=true",
            "surrealkv://relative/db?sync=every",
            "ws://db.example.jp",
            "mem://",
            "not a url",
        ] {
            assert!(SecretUrl::store(bad).is_err(), "{bad}");
        }
        let url = SecretUrl::store("surrealkv:///var/db?sync=every").unwrap();
        assert_eq!(url.embedded_path(), Some(Path::new("/var/db")));
    }

    #[test]
    fn a_mail_password_is_not_sent_in_the_clear() {
        assert!(SecretUrl::smtp("smtp://robot:hunter2@mail.example.jp").is_err());
        assert!(SecretUrl::smtp("smtp://robot:hunter2@mail.example.jp?tls=required").is_ok());
        assert!(SecretUrl::smtp("smtp://127.0.0.1:2525").is_ok());
        assert!(SecretUrl::smtp("smtp://mail.example.jp?tls=maybe").is_err());
        assert!(SecretUrl::smtp("http://mail.example.jp").is_err());
    }
}
