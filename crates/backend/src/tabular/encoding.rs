//! Which encoding a file is in, told by its bytes alone.

use std::borrow::Cow;

use domain::tabular::{Encoding, FileProblem};
use encoding_rs::{SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes are looked at where looking at all of them says nothing more.
const LOOKED_AT: usize = 64 * 1024;

/// The text, with U+FFFD where bytes are no character, and what it was written in.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), FileProblem> {
    const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];
    if WORKBOOKS.iter().any(|start| bytes.starts_with(start)) {
        return Err(FileProblem::Workbook);
    }
    let (encoding, bytes) = detect(bytes)?;
    let codec = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Cp932 => SHIFT_JIS,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
    };
    let (text, _) = codec.decode_without_bom_handling(bytes);
    if text.contains('\0') {
        return Err(FileProblem::NotText);
    }
    Ok((text, encoding))
}

/// The encoding, and the bytes after its mark.
fn detect(bytes: &[u8]) -> Result<(Encoding, &[u8]), FileProblem> {
    const MARKS: [(&[u8], Encoding); 3] = [
        (b"\xEF\xBB\xBF", Encoding::Utf8),
        (b"\xFF\xFE", Encoding::Utf16Le),
        (b"\xFE\xFF", Encoding::Utf16Be),
    ];
    for (mark, encoding) in MARKS {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return Ok((encoding, rest));
        }
    }
    if bytes.contains(&0) {
        return utf16_without_mark(bytes)
            .map(|encoding| (encoding, bytes))
            .ok_or(FileProblem::NotText);
    }
    let encoding = if std::str::from_utf8(bytes).is_ok() || is_damaged_utf8(bytes) {
        Encoding::Utf8
    } else {
        Encoding::Cp932
    };
    Ok((encoding, bytes))
}

/// Line ends and delimiters tell the two byte orders apart: swapped they are characters no Japanese text holds.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    let count = |unit: fn([u8; 2]) -> u16| {
        let (pairs, _) = looked_at.as_chunks::<2>();
        pairs
            .iter()
            .filter(|&&pair| matches!(unit(pair), 0x09 | 0x0A | 0x0D | 0x2C | 0x3B))
            .count()
    };
    let (little, big) = (count(u16::from_le_bytes), count(u16::from_be_bytes));
    match little.cmp(&big) {
        std::cmp::Ordering::Greater => Some(Encoding::Utf16Le),
        std::cmp::Ordering::Less => Some(Encoding::Utf16Be),
        std::cmp::Ordering::Equal => None,
    }
}

/// Whether this is UTF-8 with a few bytes broken rather than another encoding:
/// text in CP932 hardly ever forms the three- and four-byte sequences that Japanese takes in UTF-8.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut long, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        long += chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    long > broken * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "氏名,所属\r\n塚 晴,営業部\r\n髙 﨑　一,総務部\r\n";

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_is_told_by_its_bytes() {
        let cp932 = SHIFT_JIS.encode(TEXT).0.into_owned();
        let with_mark = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), Encoding::Utf8),
            (with_mark(b"\xEF\xBB\xBF", TEXT.into()), Encoding::Utf8),
            (cp932, Encoding::Cp932),
            (utf16(TEXT, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(TEXT, u16::to_be_bytes), Encoding::Utf16Be),
            (
                with_mark(b"\xFF\xFE", utf16(TEXT, u16::to_le_bytes)),
                Encoding::Utf16Le,
            ),
            (
                with_mark(b"\xFE\xFF", utf16(TEXT, u16::to_be_bytes)),
                Encoding::Utf16Be,
            ),
        ] {
            let (text, found) = decode(&bytes).unwrap();
            assert_eq!((text.as_ref(), found), (TEXT, encoding));
        }
    }

    #[test]
    fn a_broken_byte_does_not_turn_utf8_into_shift_jis() {
        let mut bytes = TEXT.as_bytes().to_vec();
        let at = TEXT.find('晴').unwrap();
        bytes[at + 1] = b'x';
        let (text, encoding) = decode(&bytes).unwrap();
        assert_eq!(encoding, Encoding::Utf8);
        assert!(text.contains('\u{FFFD}') && text.contains("総務部"));
    }

    #[test]
    fn a_broken_byte_does_not_turn_shift_jis_into_utf8() {
        let mut bytes = SHIFT_JIS.encode(TEXT).0.into_owned();
        bytes.extend(b"\xFF\r\n");
        let (text, encoding) = decode(&bytes).unwrap();
        assert_eq!(encoding, Encoding::Cp932);
        assert!(text.contains('\u{FFFD}') && text.contains("髙 﨑"));
    }

    #[test]
    fn workbooks_and_pictures_are_refused() {
        assert_eq!(
            decode(b"PK\x03\x04\x14\0\x06\0"),
            Err(FileProblem::Workbook)
        );
        assert_eq!(
            decode(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            Err(FileProblem::Workbook)
        );
        assert_eq!(
            decode(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"),
            Err(FileProblem::NotText)
        );
    }
}
