//! Looking for a text in files and answers, however it may have been written down.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// Shorter texts would be found by chance.
const SHORTEST: usize = 8;

/// One way in which one text may have been written down.
struct Needle {
    what: String,
    encoding: &'static str,
    bytes: Vec<u8>,
}

/// Texts to look for, in every encoding.
pub struct Search {
    needles: Vec<Needle>,
    /// The needles by their first two bytes.
    by_start: Vec<Vec<usize>>,
}

/// A text that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whose text it is.
    pub what: String,
    pub encoding: &'static str,
    /// Where: a file, a table, an answer.
    pub place: String,
}

impl Search {
    /// For these texts, each with what it is. Bytes that are no text are looked for as bytes.
    pub fn new<'a>(texts: impl IntoIterator<Item = (String, &'a [u8])>) -> Self {
        let mut needles = Vec::new();
        for (what, plain) in texts {
            assert!(plain.len() >= SHORTEST, "{what} is too short to be found");
            for (encoding, bytes) in encodings(plain) {
                needles.push(Needle {
                    what: what.clone(),
                    encoding,
                    bytes,
                });
            }
        }
        let mut by_start = vec![Vec::new(); 1 << 16];
        for (index, needle) in needles.iter().enumerate() {
            by_start[start(needle.bytes[0], needle.bytes[1])].push(index);
        }
        Self { needles, by_start }
    }

    /// Everything that is found in `bytes`, each once.
    pub fn bytes(&self, place: &str, bytes: &[u8]) -> Vec<Found> {
        let mut hits: Vec<usize> = Vec::new();
        for (at, pair) in bytes.windows(2).enumerate() {
            for index in &self.by_start[start(pair[0], pair[1])] {
                if !hits.contains(index) && bytes[at..].starts_with(&self.needles[*index].bytes) {
                    hits.push(*index);
                }
            }
        }
        hits.into_iter()
            .map(|index| Found {
                what: self.needles[index].what.clone(),
                encoding: self.needles[index].encoding,
                place: place.to_owned(),
            })
            .collect()
    }

    /// Everything that is found in the files below `folder` and in their names.
    pub fn folder(&self, folder: &Path) -> Vec<Found> {
        files(folder)
            .into_iter()
            .flat_map(|path| {
                let place = path.display().to_string();
                let mut found = self.bytes(&place, place.as_bytes());
                // A socket has a name and nothing to read.
                if let Ok(bytes) = std::fs::read(&path) {
                    found.extend(self.bytes(&place, &bytes));
                }
                found
            })
            .collect()
    }
}

/// Every file below `folder`.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path);
        }
    }
    all
}

fn start(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// The ways in which `plain` may stand somewhere, those that would look the same left out.
pub fn encodings(plain: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<(&'static str, Vec<u8>)> = vec![
        ("as it is", plain.to_vec()),
        ("hex", hex(plain, false).into_bytes()),
        ("HEX", hex(plain, true).into_bytes()),
        ("percent", escaped(plain, '%', false).into_bytes()),
        ("PERCENT", escaped(plain, '%', true).into_bytes()),
        ("quoted-printable", escaped(plain, '=', true).into_bytes()),
    ];
    for (names, engine) in [
        (["base64", "base64 +1", "base64 +2"], &STANDARD_NO_PAD),
        (
            ["base64url", "base64url +1", "base64url +2"],
            &URL_SAFE_NO_PAD,
        ),
    ] {
        for (before, name) in names.into_iter().enumerate() {
            all.push((name, base64(engine, plain, before)));
        }
    }
    if let Ok(text) = std::str::from_utf8(plain) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let wide = |bytes: fn(u16) -> [u8; 2]| units.iter().copied().flat_map(bytes).collect();
        all.push(("UTF-16LE", wide(u16::to_le_bytes)));
        all.push(("UTF-16BE", wide(u16::to_be_bytes)));
        let escapes = text
            .chars()
            .flat_map(char::escape_unicode)
            .collect::<String>();
        all.push(("escapes", escapes.into_bytes()));
        let json = units.iter().fold(String::new(), |mut json, unit| {
            if let Some(plain) = u8::try_from(*unit).ok().filter(u8::is_ascii) {
                json.push(char::from(plain));
            } else {
                let _ = write!(json, "\\u{unit:04x}");
            }
            json
        });
        all.push(("JSON escapes", json.into_bytes()));
        let (cp932, _, is_replaced) = encoding_rs::SHIFT_JIS.encode(text);
        if !is_replaced {
            all.push(("CP932", cp932.into_owned()));
        }
    }
    let mut seen: Vec<Vec<u8>> = Vec::new();
    all.retain(|(_, bytes)| {
        let is_new = !seen.contains(bytes);
        seen.push(bytes.clone());
        is_new
    });
    all
}

fn hex(plain: &[u8], upper: bool) -> String {
    let mut text = String::new();
    for byte in plain {
        let _ = if upper {
            write!(text, "{byte:02X}")
        } else {
            write!(text, "{byte:02x}")
        };
    }
    text
}

/// Everything but letters, digits and `-._~` as two digits after `mark`.
fn escaped(plain: &[u8], mark: char, upper: bool) -> String {
    let mut text = String::new();
    for byte in plain {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            text.push(mark);
            text.push_str(&hex(&[*byte], upper));
        }
    }
    text
}

/// What of `plain` shows in a longer text that has `before` bytes more in front of it, counted in threes.
fn base64(engine: &impl base64::Engine, plain: &[u8], before: usize) -> Vec<u8> {
    let mut bytes = vec![0; before];
    bytes.extend_from_slice(plain);
    let mut text = engine.encode(&bytes).into_bytes();
    if !bytes.len().is_multiple_of(3) {
        // The last character has bits of what follows in it.
        text.pop();
    }
    // The first characters have bits of what goes before in them.
    text.split_off([0, 2, 3][before])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_however_it_was_written_down() {
        let text = "金糸雀 kanaria+01?";
        let search = Search::new([("the text".to_owned(), text.as_bytes())]);
        let written: Vec<(&str, Vec<u8>)> = encodings(text.as_bytes());
        assert!(written.len() >= 14, "{written:?}");
        for (encoding, bytes) in written {
            let mut file = vec![0, 255];
            file.extend_from_slice(&bytes);
            file.extend_from_slice(b"after");
            let found = search.bytes("here", &file);
            assert!(
                found.iter().any(|found| found.encoding == encoding),
                "{encoding}"
            );
        }
        assert_eq!(search.bytes("here", "金糸雀 kanaria+02?".as_bytes()), []);
    }

    /// Against the encoder itself, wherever the text lies in what was encoded.
    #[test]
    fn base64_is_found_at_every_alignment() {
        let text = "金糸雀 kanaria+01?";
        let search = Search::new([("the text".to_owned(), text.as_bytes())]);
        for before in 0..7 {
            for after in 0..4 {
                let whole = [
                    vec![b'x'; before].as_slice(),
                    text.as_bytes(),
                    vec![b'y'; after].as_slice(),
                ]
                .concat();
                for encoded in [
                    STANDARD_NO_PAD.encode(&whole),
                    URL_SAFE_NO_PAD.encode(&whole),
                ] {
                    assert_ne!(
                        search.bytes("here", encoded.as_bytes()),
                        [],
                        "{before} {after}"
                    );
                }
            }
        }
    }
}
