//! Rows into CSV bytes, one after the other.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use domain::tabular::CsvEncoding;
use encoding_rs::{EncoderResult, SHIFT_JIS};
use vault::Zeroizing;

use super::guard::guarded;

/// Writes CSV with CRLF: UTF-8 with a byte order mark, or code page 932. Formulas are disarmed ([`guarded`]).
/// Times are the caller's: in JST, with `(JST)` in the heading.
pub struct Writer<W: Write> {
    csv: csv::Writer<W>,
    encoding: CsvEncoding,
    replaced: Replaced,
}

/// What a file in code page 932 could not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// How many characters were replaced, repetitions counted.
    pub count: u64,
    /// Which: the first hundred different ones.
    pub characters: BTreeSet<char>,
}

/// A file for somebody to keep.
#[derive(Debug)]
pub enum CsvFile {
    /// It is handed out, and that is in the operation log.
    Ready {
        /// Wiped when dropped: it may hold initial passwords.
        bytes: Zeroizing<Vec<u8>>,
        replaced: Replaced,
    },
    /// They are told first what it would lose; nothing was handed out.
    Asks(Replaced),
}

impl Replaced {
    const NAMED: usize = 100;

    fn add(&mut self, character: char) {
        self.count += 1;
        if self.characters.len() < Self::NAMED {
            self.characters.insert(character);
        }
    }
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When `out` does not take the byte order mark.
    pub fn new(mut out: W, encoding: CsvEncoding) -> io::Result<Self> {
        if encoding == CsvEncoding::Utf8 {
            out.write_all(b"\xEF\xBB\xBF")?;
        }
        let csv = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        Ok(Self {
            csv,
            encoding,
            replaced: Replaced::default(),
        })
    }

    /// Writes one line.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
        for cell in cells {
            let cell = guarded(cell.as_ref());
            let field = match self.encoding {
                CsvEncoding::Utf8 => self.csv.write_field(cell.as_bytes()),
                // Second bytes of CP932 are never a comma, a quotation mark or a line end.
                CsvEncoding::Cp932 => self.csv.write_field(cp932(&cell, &mut self.replaced)),
            };
            field.map_err(io::Error::other)?;
        }
        self.csv
            .write_record(None::<&[u8]>)
            .map_err(io::Error::other)
    }

    /// Hands over what is written so far.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.csv.flush()
    }

    /// Ends the file, and tells what was replaced in it.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn finish(self) -> io::Result<(W, Replaced)> {
        let out = self
            .csv
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))?;
        Ok((out, self.replaced))
    }
}

/// What stands where code page 932 has no such character, as Japanese printers do: 〓 (geta).
const MISSING: &[u8] = &[0x81, 0xAC];

/// The cell in code page 932. Characters it has under another code are written with that one; either is reported.
fn cp932(cell: &str, replaced: &mut Replaced) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(cell.len() + 2);
    let similar: String = cell
        .chars()
        .map(|character| {
            let like = look_alike(character);
            if like != character {
                replaced.add(character);
            }
            like
        })
        .collect();
    let mut rest = similar.as_str();
    let mut encoder = SHIFT_JIS.new_encoder();
    loop {
        bytes.reserve(rest.len() + 4);
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return bytes,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(character) => {
                replaced.add(character);
                bytes.extend(MISSING);
            }
        }
    }
}

/// The character of code page 932 that looks the same, where Unicode has two. `¥` and `‾` would silently become `\` and `~`.
const fn look_alike(character: char) -> char {
    match character {
        '〜' => '～',
        '−' => '－',
        '‖' => '∥',
        '—' => '―',
        '¢' => '￠',
        '£' => '￡',
        '¬' => '￢',
        '¥' => '￥',
        '‾' => '￣',
        '\u{A0}' => ' ',
        other => other,
    }
}
