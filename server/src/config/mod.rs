//! The one configuration of the server: typed, with the place each value came from.
//!
//! Flags win over the environment, the environment over `yagura.toml`, the file over the defaults.
//! Unknown names are refused, so that a mistyped setting is never silently the default.

mod explain;
mod key;
mod safety;
mod sources;
mod values;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

pub use key::Key;
pub use safety::refuse_unsafe;
pub use sources::{Given, Source};
pub use values::{Kek, LogFormat, PublicOrigin, SecretUrl, TrustedProxies};

use sources::Layers;
use vault::ring::FileProvider;

/// Why there is no configuration. One line each, never with a secret in it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A name that is no setting.
    #[error("unknown setting {name} in {place}; did you mean {nearest}?")]
    Unknown {
        /// As it was given.
        name: String,
        /// Where.
        place: String,
        /// The known name that looks most like it.
        nearest: String,
    },
    /// A value that cannot be used.
    #[error("{key}: {why}")]
    Value {
        /// The setting.
        key: Key,
        /// What is wrong, and what would be right.
        why: String,
    },
    /// A variable that is not UTF-8.
    #[error("the variable {0} is not UTF-8 text")]
    NotText(String),
    /// The named file is not there.
    #[error("there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// The file cannot be read.
    #[error("{}: {why}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Everything that would be unsafe, one a line.
    #[error("refusing to start:\n{}", .0.iter().map(|why| format!("  - {why}")).collect::<Vec<_>>().join("\n"))]
    Unsafe(Vec<String>),
}

impl Error {
    fn wrong(key: Key, why: impl Into<String>) -> Self {
        Self::Value {
            key,
            why: why.into(),
        }
    }
}

/// How browsers reach the server.
#[derive(Clone, Debug)]
pub struct Web {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The only origin that is answered.
    pub public_origin: PublicOrigin,
    /// Whose forwarding headers are believed.
    pub trusted_proxies: TrustedProxies,
    /// Folder of the built client.
    pub site: PathBuf,
}

/// Where data and keys lie. All paths are absolute.
#[derive(Clone, Debug)]
pub struct Storage {
    /// Folder of the embedded database and of the command socket.
    pub data: PathBuf,
    /// Folder of the epoch secrets; never inside `data`.
    pub keys: PathBuf,
    /// The database.
    pub database_url: SecretUrl,
    /// The key ring: a second store, so that a copy of the database opens nothing.
    pub keyring_url: SecretUrl,
    /// The provider secret.
    pub kek: Kek,
    /// Whether nobody said where the provider secret is: then it may be made in `keys`.
    pub kek_is_default: bool,
}

/// How mails leave.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The mail server; without one a loopback server shows the mails on a page.
    pub smtp_url: Option<SecretUrl>,
    /// The sender.
    pub from: String,
}

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct Log {
    /// Text or JSON.
    pub format: LogFormat,
    /// A `tracing` filter such as `info` or `info,server=debug`.
    pub level: String,
}

/// Everything the server is told from outside.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// How browsers reach the server.
    pub web: Web,
    /// Where data and keys lie.
    pub storage: Storage,
    /// How mails leave.
    pub mail: Mail,
    /// What is logged.
    pub log: Log,
    layers: Layers,
}

impl Configuration {
    /// Reads every source and understands every value. Whether they are safe together is [`refuse_unsafe`]'s question.
    ///
    /// # Errors
    /// The first unknown name or unusable value.
    pub fn load(given: &Given) -> Result<Self, Error> {
        let layers = sources::merge(given)?;
        let text = |key: Key| layers.get(&key).map(|(text, _)| text.as_str());
        let folder =
            |key: Key, default: &str| absolute(&given.folder, text(key).unwrap_or(default));

        let listen: SocketAddr = text(Key::Listen)
            .unwrap_or("127.0.0.1:3000")
            .parse()
            .map_err(|_| {
                Error::wrong(
                    Key::Listen,
                    "it must be an address and a port, like 127.0.0.1:3000",
                )
            })?;
        let public_origin = match text(Key::PublicOrigin) {
            Some(text) => parsed(Key::PublicOrigin, PublicOrigin::parse(text))?,
            None if values::listens_on_loopback(listen.ip()) => parsed(
                Key::PublicOrigin,
                PublicOrigin::parse(&format!("http://{listen}")),
            )?,
            None => {
                return Err(Error::wrong(
                    Key::PublicOrigin,
                    "name the address people type, like https://training.example.jp",
                ));
            }
        };
        let web = Web {
            listen,
            trusted_proxies: parsed(
                Key::TrustedProxies,
                TrustedProxies::parse(text(Key::TrustedProxies).unwrap_or_default()),
            )?,
            site: folder(Key::Site, "target/site"),
            public_origin,
        };

        let (data, keys) = (folder(Key::Data, "data"), folder(Key::Keys, "keys"));
        let store = |key: Key, default: &Path| match text(key) {
            Some(text) => parsed(key, SecretUrl::store(text)),
            None => Ok(SecretUrl::embedded(default)),
        };
        let storage = Storage {
            database_url: store(Key::DatabaseUrl, &data.join("db"))?,
            keyring_url: store(Key::KeyringUrl, &keys.join("ring"))?,
            kek: match text(Key::Kek) {
                None => Kek::File(keys.join(FileProvider::FILE_NAME)),
                Some(text) => match text.strip_prefix("env:") {
                    Some("") => {
                        return Err(Error::wrong(
                            Key::Kek,
                            "env: must be followed by the variable's name",
                        ));
                    }
                    Some(name) => Kek::Environment(name.to_owned()),
                    None => Kek::File(absolute(&given.folder, text)),
                },
            },
            kek_is_default: text(Key::Kek).is_none(),
            data,
            keys,
        };

        let mail = Mail {
            smtp_url: text(Key::SmtpUrl)
                .map(|text| parsed(Key::SmtpUrl, SecretUrl::smtp(text)))
                .transpose()?,
            from: text(Key::MailFrom)
                .map_or_else(|| default_sender(&web.public_origin), ToOwned::to_owned),
        };
        if !mail.from.contains('@') || mail.from.chars().any(char::is_control) {
            return Err(Error::wrong(
                Key::MailFrom,
                "it must hold an address, like Yagura <yagura@example.jp>",
            ));
        }

        let level = text(Key::LogLevel).unwrap_or("info").to_owned();
        if tracing_subscriber::EnvFilter::try_new(&level).is_err() {
            return Err(Error::wrong(
                Key::LogLevel,
                "it must be error, warn, info, debug or trace",
            ));
        }
        let log = Log {
            format: parsed(
                Key::LogFormat,
                LogFormat::parse(text(Key::LogFormat).unwrap_or("text")),
            )?,
            level,
        };
        Ok(Self {
            web,
            storage,
            mail,
            log,
            layers,
        })
    }

    /// Where the value in force came from.
    pub fn source(&self, key: Key) -> Source {
        self.layers
            .get(&key)
            .map_or(Source::Default, |(_, source)| source.clone())
    }
}

fn parsed<T>(key: Key, value: Result<T, String>) -> Result<T, Error> {
    value.map_err(|why| Error::wrong(key, why))
}

fn absolute(folder: &Path, text: &str) -> PathBuf {
    folder.join(text).components().collect()
}

fn default_sender(origin: &PublicOrigin) -> String {
    let host = if origin.is_loopback() {
        "localhost"
    } else {
        origin.host()
    };
    format!("yagura@{host}")
}
