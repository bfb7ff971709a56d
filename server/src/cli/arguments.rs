//! The command line, as `--help` shows it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::Key;

/// Yagura (櫓): security training for organisations, hosted by yourself.
#[derive(Debug, Parser)]
#[command(
    name = "yagura",
    version,
    after_help = "Example:\n  yagura serve --public-origin https://training.example.jp --trusted-proxies 127.0.0.1 \\\n    --smtp-url smtps://mail.example.jp"
)]
pub struct Arguments {
    /// Settings given on the command line.
    #[command(flatten)]
    pub settings: Settings,
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What `yagura` can do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Run the server until it is told to stop (SIGINT or SIGTERM).
    #[command(after_help = "Example:\n  yagura serve --listen 127.0.0.1:3000 --demo")]
    Serve {
        /// Seed a demonstration organisation on first start. Refused beyond loopback.
        #[arg(long)]
        demo: bool,
    },
    /// Create and list organisations.
    #[command(subcommand, after_help = "Example:\n  yagura organization list")]
    Organization(Organization),
    /// Make keys and look at what they are used for.
    #[command(subcommand, after_help = "Example:\n  yagura keys init")]
    Keys(Keys),
    /// Check the operation log, and count who was turned away before anybody knew them.
    #[command(subcommand, after_help = "Example:\n  yagura audit verify")]
    Audit(Audit),
    /// Explain the configuration.
    #[command(subcommand, after_help = "Example:\n  yagura config check")]
    Config(Config),
}

/// `yagura organization …`
#[derive(Debug, Subcommand)]
pub enum Organization {
    /// Create an organisation; prints and mails its administrator's first link.
    #[command(
        after_help = "Example:\n  yagura organization create --name 株式会社みらい --code mirai --seats 500 --admin-email admin@example.jp"
    )]
    Create {
        /// Its name, as people see it.
        #[arg(long)]
        name: String,
        /// Its code, which people without e-mail type at sign-in.
        #[arg(long)]
        code: String,
        /// How many people it may have.
        #[arg(long)]
        seats: u32,
        /// The e-mail address of its first administrator.
        #[arg(long)]
        admin_email: String,
    },
    /// List the organisations, newest first.
    #[command(after_help = "Example:\n  yagura organization list")]
    List,
}

/// `yagura keys …`
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make the keys of a new installation. Refused when there are keys or data already.
    #[command(
        after_help = "Example:\n  yagura keys init --keys /var/lib/yagura-keys --data /var/lib/yagura"
    )]
    Init,
    /// List every purpose that a key is derived for.
    #[command(after_help = "Example:\n  yagura keys inventory")]
    Inventory,
    /// Show how many keys there are, and the epoch they are wrapped in.
    #[command(after_help = "Example:\n  yagura keys status")]
    Status,
}

/// `yagura audit …`
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Look for edited, deleted, inserted, reordered or cut-off entries. Exits with 1 when there is one.
    #[command(after_help = "Example:\n  yagura audit verify --organization mirai")]
    Verify {
        /// Only the organisation of this code.
        #[arg(long)]
        organization: Option<String>,
    },
    /// Count the strangers who were turned away in the last 30 days, by day and reason.
    #[command(after_help = "Example:\n  yagura audit denials")]
    Denials,
}

/// `yagura config …`
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Print every setting in force and where it comes from, and refuse what is unsafe. Secrets are not shown.
    #[command(after_help = "Example:\n  YAGURA_LISTEN=127.0.0.1:8080 yagura config check")]
    Check,
}

/// One flag a setting; each wins over the environment and the file.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Settings (also in yagura.toml, and in the environment as YAGURA_…)")]
pub struct Settings {
    /// The configuration file [default: yagura.toml, when it is there]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// What people type into their browser [default: http:// and the address, on loopback]
    #[arg(long, global = true, value_name = "ORIGIN")]
    public_origin: Option<String>,
    /// Proxies whose forwarding headers are believed, separated by commas
    #[arg(long, global = true, value_name = "RANGES")]
    trusted_proxies: Option<String>,
    /// Folder of the built browser client [default: target/site]
    #[arg(long, global = true, value_name = "FOLDER")]
    site: Option<String>,
    /// Folder of the embedded database [default: data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<String>,
    /// Folder of the keys, never inside the data [default: keys]
    #[arg(long, global = true, value_name = "FOLDER")]
    keys: Option<String>,
    /// The database [default: embedded, in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// The key ring [default: embedded, in the keys folder]
    #[arg(long, global = true, value_name = "URL")]
    keyring_url: Option<String>,
    /// The provider secret: a file, or env:NAME [default: provider.key in the keys folder]
    #[arg(long, global = true, value_name = "FILE|env:NAME")]
    kek: Option<String>,
    /// The mail server; better given in the file or the environment when it holds a password
    #[arg(long, global = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// The sender of every mail
    #[arg(long, global = true, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// text or json [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
    /// error, warn, info, debug or trace [default: info]
    #[arg(long, global = true, value_name = "LEVEL")]
    log_level: Option<String>,
}

impl Settings {
    /// The flags that were given.
    pub fn flags(&self) -> Vec<(Key, String)> {
        Key::ALL
            .into_iter()
            .filter_map(|key| Some((key, self.of(key)?.clone())))
            .collect()
    }

    const fn of(&self, key: Key) -> Option<&String> {
        match key {
            Key::Listen => &self.listen,
            Key::PublicOrigin => &self.public_origin,
            Key::Data => &self.data,
            Key::Keys => &self.keys,
            Key::DatabaseUrl => &self.database_url,
            Key::KeyringUrl => &self.keyring_url,
            Key::Kek => &self.kek,
            Key::SmtpUrl => &self.smtp_url,
            Key::MailFrom => &self.mail_from,
            Key::TrustedProxies => &self.trusted_proxies,
            Key::Site => &self.site,
            Key::LogFormat => &self.log_format,
            Key::LogLevel => &self.log_level,
        }
        .as_ref()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// Every command, with the words that lead to it.
    fn commands(command: &clap::Command, path: &str, found: &mut Vec<(String, String)>) {
        for sub in command
            .get_subcommands()
            .filter(|sub| sub.get_name() != "help")
        {
            let path = format!("{path} {}", sub.get_name());
            found.push((path.clone(), sub.clone().render_long_help().to_string()));
            commands(sub, &path, found);
        }
    }

    #[test]
    fn every_help_has_an_example() {
        let mut root = Arguments::command();
        root.build();
        let mut found = vec![("yagura".to_owned(), root.render_long_help().to_string())];
        commands(&root, "yagura", &mut found);
        assert!(found.len() > 12, "{found:?}");
        for (path, help) in found {
            assert!(help.contains("Example:\n"), "{path}:\n{help}");
        }
    }

    #[test]
    fn every_setting_is_a_flag() {
        for key in Key::ALL {
            let flag = format!("--{}", key.name().replace('_', "-"));
            let parsed =
                Arguments::try_parse_from(["yagura", "config", "check", &flag, "value"]).unwrap();
            assert_eq!(parsed.settings.flags(), [(key, "value".to_owned())]);
        }
    }
}
