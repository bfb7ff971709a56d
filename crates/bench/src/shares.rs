//! Which page the client's code is for, told by the names a linker leaves in a WASM file that was not stripped.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

const MAGIC: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;

/// Bytes of code by what they are for: `app/FEATURE/FILE` for a page or component of ours, else the crate.
/// What the linker merged or erased the type of counts for the crate whose name was left.
pub(crate) fn shares(wasm: &[u8]) -> Result<BTreeMap<String, u32>> {
    parse(wasm).ok_or_else(|| Error::missing("the WASM file with names cannot be read"))
}

fn parse(wasm: &[u8]) -> Option<BTreeMap<String, u32>> {
    let mut rest = Reader(wasm.strip_prefix(MAGIC)?);
    let (mut imported, mut sizes, mut names) = (0, Vec::new(), BTreeMap::new());
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let size = rest.number()?;
        let mut section = Reader(rest.take(size)?);
        match id {
            IMPORTS => imported = functions_imported(&mut section)?,
            CODE => {
                for _ in 0..section.number()? {
                    let size = section.number()?;
                    section.take(size)?;
                    sizes.push(size);
                }
            }
            CUSTOM if section.text()? == "name" => names = function_names(&mut section)?,
            _ => {}
        }
    }
    let mut shares = BTreeMap::new();
    for (index, size) in (imported..).zip(sizes) {
        let owner = names
            .get(&index)
            .map_or_else(|| "?".to_owned(), |name| owner(name));
        *shares.entry(owner).or_default() += size;
    }
    Some(shares)
}

/// Imported functions are numbered before our own.
fn functions_imported(section: &mut Reader<'_>) -> Option<u32> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.text()?;
        section.text()?;
        match section.byte()? {
            0 => {
                section.number()?;
                functions += 1;
            }
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            3 => {
                section.take(2)?;
            }
            _ => return None,
        }
    }
    Some(functions)
}

fn function_names<'a>(section: &mut Reader<'a>) -> Option<BTreeMap<u32, &'a str>> {
    while !section.0.is_empty() {
        let id = section.byte()?;
        let size = section.number()?;
        let mut part = Reader(section.take(size)?);
        if id == 1 {
            let count = part.number()?;
            return (0..count)
                .map(|_| Some((part.number()?, part.text()?)))
                .collect();
        }
    }
    Some(BTreeMap::new())
}

/// What a function is for: the first path of ours in its name, wherever it stands, else its crate.
fn owner(symbol: &str) -> String {
    let paths = paths(symbol);
    let ours = paths.iter().find(|path| path.first() == Some(&"app"));
    match (ours, paths.first()) {
        (Some(path), _) => path.iter().take(3).copied().collect::<Vec<_>>().join("/"),
        (None, Some(path)) => path.first().copied().unwrap_or("?").to_owned(),
        (None, None) => "?".to_owned(),
    }
}

/// The paths in a mangled name: `3app6access4page` and `app..access..page` are both app, access, page.
fn paths(symbol: &str) -> Vec<Vec<&str>> {
    let mut paths = Vec::new();
    let mut at = symbol
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(symbol.len());
    let mut path = Vec::new();
    while let Some((ident, end)) = counted(symbol, at) {
        if ident.contains("..") {
            paths.extend(dotted(ident));
        } else {
            path.push(ident);
        }
        at = end;
    }
    paths.insert(0, path);
    paths.retain(|path| !path.is_empty());
    paths
}

/// A number, and so many bytes after it.
fn counted(symbol: &str, at: usize) -> Option<(&str, usize)> {
    let rest = symbol.get(at..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length: usize = rest.get(..digits)?.parse().ok()?;
    let start = at + digits;
    Some((symbol.get(start..start + length)?, start + length))
}

/// Paths inside of an `impl`'s name, written with dots.
fn dotted(ident: &str) -> Vec<Vec<&str>> {
    ident
        .split('$')
        .flat_map(|part| part.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')))
        .filter(|part| part.contains(".."))
        .map(|part| part.trim_matches(['_', '.']).split("..").collect())
        .collect()
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, count: u32) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    /// LEB128, 32 bits.
    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn limits(&mut self) -> Option<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_the_page_it_is_of() {
        for (symbol, expected) in [
            (
                "_ZN3app6access12sign_in_page10SignInPage17h0123456789abcdefE",
                "app/access/sign_in_page",
            ),
            (
                "_ZN4core3ptr69drop_in_place$LT$app..people..list_page..PeopleTable..$u7b$closure$GT$17h0123456789abcdefE",
                "app/people/list_page",
            ),
            (
                "_ZN14reactive_graph5owner5Owner3new17h0123456789abcdefE",
                "reactive_graph",
            ),
            ("memcpy", "?"),
        ] {
            assert_eq!(owner(symbol), expected, "{symbol}");
        }
    }

    #[test]
    fn the_bytes_of_a_file_are_told_apart() {
        let mut wasm = MAGIC.to_vec();
        // One imported function, of type 0.
        wasm.extend([2, 7, 1, 1, b'a', 1, b'b', 0, 0]);
        // Bodies of 3 and 2 bytes.
        wasm.extend([10, 8, 2, 3, 0, 1, 11, 2, 0, 11]);
        let name = b"_ZN3app4home4page17h0E";
        let length = u8::try_from(name.len()).unwrap();
        wasm.extend([0, length + 10, 4]);
        wasm.extend(b"name");
        wasm.extend([1, length + 3, 1, 1, length]);
        wasm.extend(name);
        let shares = shares(&wasm).unwrap();
        assert_eq!(shares["app/home/page"], 3);
        assert_eq!(shares["?"], 2);
        assert!(super::shares(b"no wasm").is_err());
    }
}
