//! The public origin: what people type, and what everything else must match.

use std::fmt;

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

pub(super) fn host_is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
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
}
