//! The types of single values: each is parsed once and then holds something usable.

mod origin;
mod proxies;
mod secret_url;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::PathBuf,
};

pub use origin::PublicOrigin;
pub use proxies::TrustedProxies;
pub use secret_url::SecretUrl;

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
