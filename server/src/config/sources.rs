//! Where values come from, and which one wins: flags before environment before file before default.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
};

use super::{
    Error,
    key::{Key, PREFIX},
};

/// The variable that names the file.
const FILE_VARIABLE: &str = "YAGURA_CONFIG";
/// The file that is read when none is named and it is there.
const DEFAULT_FILE: &str = "yagura.toml";

/// Where a value in force was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nowhere: it is the default.
    Default,
    /// In this file.
    File(PathBuf),
    /// In the environment, under the key's variable.
    Environment,
    /// On the command line.
    Flag,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Environment => f.write_str("environment"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// What was given, before it is understood.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The file named with `--config`.
    pub file: Option<PathBuf>,
    /// The process's environment, or a test's.
    pub environment: Vec<(OsString, OsString)>,
    /// Flags, each at most once.
    pub flags: Vec<(Key, String)>,
    /// The folder that relative paths and `yagura.toml` are looked up in.
    pub folder: PathBuf,
}

/// The winning text of each key that was given somewhere. An empty text means the default.
pub(super) type Layers = BTreeMap<Key, (String, Source)>;

/// # Errors
/// An unknown key, an unreadable file, or a value of the wrong kind.
pub(super) fn merge(given: &Given) -> Result<Layers, Error> {
    let mut layers = Layers::new();
    let environment = variables(given)?;
    if let Some(path) = file(given, &environment)? {
        for (key, text) in read(&path)? {
            layers.insert(key, (text, Source::File(path.clone())));
        }
    }
    let kek = given
        .flags
        .iter()
        .find(|(key, _)| *key == Key::Kek)
        .map(|(_, text)| text)
        .or_else(|| {
            environment
                .iter()
                .find(|(name, _)| *name == Key::Kek.variable())
                .map(|(_, text)| text)
        })
        .or_else(|| layers.get(&Key::Kek).map(|(text, _)| text))
        .cloned();
    for (variable, text) in environment {
        let name = variable[PREFIX.len()..].to_lowercase();
        // The variable that holds the provider secret itself is named by `kek`.
        let holds_the_secret = kek
            .as_deref()
            .and_then(|kek| kek.strip_prefix("env:"))
            .is_some_and(|name| name == variable);
        if variable == FILE_VARIABLE || holds_the_secret {
            continue;
        }
        let key = Key::named(&name).ok_or_else(|| Error::Unknown {
            name: variable.clone(),
            place: "the environment".to_owned(),
            nearest: Key::nearest(&name).variable(),
        })?;
        layers.insert(key, (text, Source::Environment));
    }
    for (key, text) in &given.flags {
        layers.insert(*key, (text.clone(), Source::Flag));
    }
    layers.retain(|_, (text, _)| !text.is_empty());
    Ok(layers)
}

/// Our part of the environment.
fn variables(given: &Given) -> Result<Vec<(String, String)>, Error> {
    given
        .environment
        .iter()
        .filter_map(|(name, value)| {
            let name = name.to_str()?;
            name.starts_with(PREFIX).then(|| {
                let text = value
                    .to_str()
                    .ok_or_else(|| Error::NotText(name.to_owned()))?;
                Ok((name.to_owned(), text.to_owned()))
            })
        })
        .collect()
}

/// The named file, which must be there, or the default one if it is.
fn file(given: &Given, environment: &[(String, String)]) -> Result<Option<PathBuf>, Error> {
    let named = given.file.clone().or_else(|| {
        environment
            .iter()
            .find(|(name, text)| name == FILE_VARIABLE && !text.is_empty())
            .map(|(_, text)| PathBuf::from(text))
    });
    match named {
        Some(path) => {
            let path = given.folder.join(path);
            if path.is_file() {
                Ok(Some(path))
            } else {
                Err(Error::NoFile(path))
            }
        }
        None => Ok(Some(given.folder.join(DEFAULT_FILE)).filter(|path| path.is_file())),
    }
}

fn read(path: &Path) -> Result<Vec<(Key, String)>, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::File {
        path: path.to_owned(),
        why: error.to_string(),
    })?;
    // The parser's own message quotes the line, and a line may hold a password.
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        Error::File {
            path: path.to_owned(),
            why: format!("line {line} is not TOML: {}", error.message()),
        }
    })?;
    table
        .into_iter()
        .map(|(name, value)| {
            let key = Key::named(&name).ok_or_else(|| Error::Unknown {
                name: name.clone(),
                place: path.display().to_string(),
                nearest: Key::nearest(&name).name().to_owned(),
            })?;
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Array(items) if key == Key::TrustedProxies => items
                    .iter()
                    .map(|item| {
                        item.as_str()
                            .ok_or_else(|| Error::wrong(key, "each entry must be text in quotes"))
                    })
                    .collect::<Result<Vec<_>, _>>()?
                    .join(","),
                _ => return Err(Error::wrong(key, "the value must be text in quotes")),
            };
            Ok((key, text))
        })
        .collect()
}
