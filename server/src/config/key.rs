//! The names of the settings, and what each is for.

use std::fmt;

/// One setting. Its name is the key in `yagura.toml`; `YAGURA_` and the name in capitals is the variable;
/// `--` and the name with dashes is the flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Address and port to listen on.
    Listen,
    /// What people type into their browser.
    PublicOrigin,
    /// Folder of the embedded database and of the command socket.
    Data,
    /// Folder of the epoch secrets and of the embedded key ring.
    Keys,
    /// Where the database is.
    DatabaseUrl,
    /// Where the key ring is.
    KeyringUrl,
    /// The provider secret that opens the key ring.
    Kek,
    /// The mail server.
    SmtpUrl,
    /// The sender of every mail.
    MailFrom,
    /// Proxies whose forwarding headers are believed.
    TrustedProxies,
    /// Folder of the built browser client.
    Site,
    /// How log lines look.
    LogFormat,
    /// What is logged.
    LogLevel,
}

impl Key {
    /// Every setting, in the order `yagura config check` prints them.
    pub const ALL: [Self; 13] = [
        Self::Listen,
        Self::PublicOrigin,
        Self::TrustedProxies,
        Self::Site,
        Self::Data,
        Self::Keys,
        Self::DatabaseUrl,
        Self::KeyringUrl,
        Self::Kek,
        Self::SmtpUrl,
        Self::MailFrom,
        Self::LogFormat,
        Self::LogLevel,
    ];

    /// The key in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Listen => "listen",
            Self::PublicOrigin => "public_origin",
            Self::Data => "data",
            Self::Keys => "keys",
            Self::DatabaseUrl => "database_url",
            Self::KeyringUrl => "keyring_url",
            Self::Kek => "kek",
            Self::SmtpUrl => "smtp_url",
            Self::MailFrom => "mail_from",
            Self::TrustedProxies => "trusted_proxies",
            Self::Site => "site",
            Self::LogFormat => "log_format",
            Self::LogLevel => "log_level",
        }
    }

    /// The environment variable.
    pub fn variable(self) -> String {
        format!("{PREFIX}{}", self.name().to_uppercase())
    }

    /// The key of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// The known name that looks most like `name`.
    pub fn nearest(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .min_by_key(|key| strsim::damerau_levenshtein(key.name(), name))
            .unwrap_or(Self::Listen)
    }

    /// Whether any part of the value may be a secret.
    pub const fn is_secret(self) -> bool {
        matches!(
            self,
            Self::Kek | Self::SmtpUrl | Self::DatabaseUrl | Self::KeyringUrl
        )
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the names of the environment variables begin with.
pub(super) const PREFIX: &str = "YAGURA_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_by_its_own_name() {
        for key in Key::ALL {
            assert_eq!(Key::named(key.name()), Some(key));
        }
    }

    #[test]
    fn a_typing_mistake_finds_the_key_that_was_meant() {
        assert_eq!(Key::nearest("lisen"), Key::Listen);
        assert_eq!(Key::nearest("public-origin"), Key::PublicOrigin);
        assert_eq!(Key::nearest("smtpurl"), Key::SmtpUrl);
    }
}
