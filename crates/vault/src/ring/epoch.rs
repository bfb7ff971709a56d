use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::{Randomness, Secret};

/// The secret of one epoch, in a file of its own beside the provider's, never in the data folder.
///
/// The file's text is `yagura-epoch-secret-v1`, the epoch's number and the secret in base64url, separated by one space, ending in a line feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochSecret {
    number: u32,
    secret: Secret,
}

/// A text that is no epoch secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an epoch secret")]
pub struct EpochSecretError;

const MARK: &str = "yagura-epoch-secret-v1";

impl EpochSecret {
    /// A new secret for epoch `number`, counted from 1.
    pub fn generate(number: u32) -> Result<Self, Randomness> {
        Ok(Self {
            number,
            secret: Secret::generate()?,
        })
    }

    /// The epoch's number.
    pub const fn number(&self) -> u32 {
        self.number
    }

    pub(super) const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The name of the file it lies in.
    pub fn file_name(number: u32) -> String {
        format!("epoch-{number:06}.key")
    }

    /// The epoch whose file bears this name.
    pub fn number_of_file(name: &str) -> Option<u32> {
        let number = name
            .strip_prefix("epoch-")?
            .strip_suffix(".key")?
            .parse()
            .ok()?;
        (Self::file_name(number) == name).then_some(number)
    }

    /// The file's text.
    pub fn to_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(self.secret.expose()));
        Zeroizing::new(format!("{MARK} {} {}\n", self.number, &*secret))
    }

    /// Reads the file's text.
    pub fn from_text(text: &str) -> Result<Self, EpochSecretError> {
        let mut words = text.split_whitespace();
        let (Some(MARK), Some(number), Some(secret), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(EpochSecretError);
        };
        Ok(Self {
            number: number.parse().map_err(|_| EpochSecretError)?,
            secret: secret_from_base64(secret).ok_or(EpochSecretError)?,
        })
    }
}

/// 32 bytes in base64url without padding.
pub(super) fn secret_from_base64(text: &str) -> Option<Secret> {
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
    Some(Secret::from_bytes(bytes.as_slice().try_into().ok()?))
}

impl fmt::Display for EpochSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "epoch {}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_through_its_file() {
        let secret = EpochSecret::generate(12).unwrap();
        assert_eq!(EpochSecret::from_text(&secret.to_text()), Ok(secret));
        assert_eq!(EpochSecret::number_of_file("epoch-000012.key"), Some(12));
        assert_eq!(EpochSecret::file_name(12), "epoch-000012.key");
    }

    #[test]
    fn anything_else_is_refused() {
        let good = EpochSecret::generate(1).unwrap().to_text();
        for bad in [
            "",
            "yagura-epoch-secret-v1 1",
            &good.replace("v1", "v2"),
            &good.replace(" 1 ", " x "),
            &good.trim_end()[..good.len() - 3],
            &format!("{} more", good.trim_end()),
        ] {
            assert_eq!(EpochSecret::from_text(bad), Err(EpochSecretError), "{bad}");
        }
        for name in ["epoch-12.key", "epoch-000012.key~", "epoch-+00012.key"] {
            assert_eq!(EpochSecret::number_of_file(name), None);
        }
    }
}
