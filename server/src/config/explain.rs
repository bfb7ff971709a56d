//! What `yagura config check` prints.

use std::fmt::Write;

use super::{Configuration, Key};

impl Configuration {
    /// Every setting in force and where it came from, a line each. Secrets are shown as `***`.
    pub fn explain(&self) -> String {
        let values: Vec<(Key, String)> = Key::ALL
            .into_iter()
            .map(|key| (key, self.shown(key)))
            .collect();
        let width = values
            .iter()
            .map(|(_, value)| value.chars().count())
            .max()
            .unwrap_or_default();
        let mut text = String::new();
        for (key, value) in values {
            let pad = " ".repeat(width - value.chars().count());
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{:15} = {value}{pad}  ({})",
                key.name(),
                self.source(key)
            );
        }
        text
    }

    /// The value as anybody may see it.
    fn shown(&self, key: Key) -> String {
        match key {
            Key::Listen => self.web.listen.to_string(),
            Key::PublicOrigin => self.web.public_origin.as_text(),
            Key::TrustedProxies if self.web.trusted_proxies.is_empty() => "none".to_owned(),
            Key::TrustedProxies => self.web.trusted_proxies.to_string(),
            Key::Site => self.web.site.display().to_string(),
            Key::Data => self.storage.data.display().to_string(),
            Key::Keys => self.storage.keys.display().to_string(),
            Key::DatabaseUrl => self.storage.database_url.to_string(),
            Key::KeyringUrl => self.storage.keyring_url.to_string(),
            Key::Kek => format!("{:?}", self.storage.kek),
            Key::SmtpUrl => self.mail.smtp_url.as_ref().map_or_else(
                || "none (mails are shown on a page)".to_owned(),
                ToString::to_string,
            ),
            Key::MailFrom => self.mail.from.clone(),
            Key::LogFormat => self.log.format.to_string(),
            Key::LogLevel => self.log.level.clone(),
        }
    }
}
