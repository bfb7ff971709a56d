//! The types of single values: each is parsed once and then holds something usable.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    str::FromStr,
};

use backend::mail::Server;
use ipnet::IpNet;
use url::{Host, Url};

/// What people type into their browser: scheme, host and port, nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicOrigin(Url);

impl PublicOrigin {
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let example = "it must look like https://training.example.jp";
        let url = Url::parse(text).map_err(|_| example.to_owned())?;
        let only_an_origin = matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if only_an_origin {
            Ok(Self(url))
        } else {
            Err(example.to_owned())
        }
    }

    /// As browsers send it in `Origin`: no slash at the end, no default port.
    pub fn as_text(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// As browsers send it in `Host`.
    pub fn authority(&self) -> String {
        let text = self.as_text();
        text.split_once("://")
            .map_or_else(String::new, |(_, authority)| authority.to_owned())
    }

    /// The host alone, for the sender of mails.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The port, given or the scheme's own.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// With that port where it asks for any (port 0, in tests).
    #[must_use]
    pub fn or_port(mut self, port: u16) -> Self {
        if self.0.port() == Some(0) {
            // Refused only for URLs without a host, which an origin has.
            let _ = self.0.set_port(Some(port));
        }
        self
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it can only be reached from this machine.
    pub fn is_loopback(&self) -> bool {
        self.0.host().is_some_and(|host| host_is_loopback(&host))
    }
}

impl fmt::Debug for PublicOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_text())
    }
}

fn host_is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

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

    pub(super) fn embedded(folder: &Path) -> Self {
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

/// Where the provider secret is. Shows itself as `***`: a secret pasted in place of a path must not be printed.
#[derive(Clone, PartialEq, Eq)]
pub enum Kek {
    /// In this file, readable by the server's user only.
    File(PathBuf),
    /// In this environment variable.
    Environment(String),
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Proxies whose forwarding headers are believed. Empty by default: then nobody's are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Addresses and ranges, separated by commas.
    ///
    /// # Errors
    /// The entry that is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(|entry| {
                IpNet::from_str(entry)
                    .or_else(|_| IpAddr::from_str(entry).map(IpNet::from))
                    .map_err(|_| {
                        format!("“{entry}” is neither an address nor a range like 10.0.0.0/8")
                    })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether that peer is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|range| range.contains(&address))
    }

    /// Whether no proxy is trusted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&ranges.join(", "))
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// # Errors
    /// When it is neither word.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("it must be text or json".to_owned()),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Whether an address to listen on is reachable from this machine only.
pub(super) fn listens_on_loopback(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() && address != Ipv4Addr::UNSPECIFIED,
        IpAddr::V6(address) => address == Ipv6Addr::LOCALHOST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_only() {
        let origin = PublicOrigin::parse("https://Training.example.jp:443/").unwrap();
        assert_eq!(origin.as_text(), "https://training.example.jp");
        assert_eq!(origin.authority(), "training.example.jp");
        assert!(!origin.is_loopback());
        for bad in [
            "training.example.jp",
            "https://x/path",
            "https://u:p@x",
            "ftp://x",
            "https://x/?a",
        ] {
            assert!(PublicOrigin::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (text, expected) in [
            ("http://127.0.0.1:3000", true),
            ("http://localhost:3000", true),
            ("http://[::1]:3000", true),
            ("http://127.0.0.1.example.jp", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(
                PublicOrigin::parse(text).unwrap().is_loopback(),
                expected,
                "{text}"
            );
        }
    }

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

    #[test]
    fn proxies_are_addresses_or_ranges() {
        let proxies = TrustedProxies::parse("10.0.0.0/8, 192.0.2.1,::1").unwrap();
        assert!(proxies.contains("10.1.2.3".parse().unwrap()));
        assert!(proxies.contains("::ffff:192.0.2.1".parse().unwrap()));
        assert!(!proxies.contains("192.0.2.2".parse().unwrap()));
        assert!(TrustedProxies::parse("10.0.0.0/33").is_err());
        assert!(TrustedProxies::default().is_empty());
    }
}
