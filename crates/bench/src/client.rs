//! What a browser downloads before a page comes alive.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fs,
};

use crate::{
    Context,
    error::{Error, Result},
    figure::{Figure, Goal},
    shares::shares,
};

/// WASM and JavaScript of a page together, compressed with brotli, KB of 1,000 bytes: what every page loads, which is the figure,
/// and, told beside it, what the pages of each part load besides. What each page has of the code is told too:
/// its share before `wasm-opt`, which cannot name what it made smaller.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let page = fs::read_to_string(context.site.join("index.html"))?;
    let (mut first, mut parts, mut all) = (0, BTreeMap::<&str, u32>::new(), BTreeSet::new());
    let mut whole = 0;
    for (file, part) in named(&page) {
        let bytes = fs::metadata(context.site.join(format!("{file}.br")))?.len();
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        match part {
            Some(part) => *parts.entry(part).or_default() += bytes,
            None => first += bytes,
        }
        if all.insert(file) {
            whole += bytes;
        }
    }
    if first == 0 {
        return Err(Error::missing("the site names no compressed client"));
    }
    let kilobytes = |bytes: u32| f64::from(bytes) / 1000.0;
    for (part, bytes) in parts {
        eprintln!(
            "client: a page of {part}: {:.1} KB more, {:.1} KB in all",
            kilobytes(bytes),
            kilobytes(first + bytes)
        );
    }
    eprintln!("client: all parts: {:.1} KB", kilobytes(whole));
    if let Some(symbols) = &context.symbols {
        print_shares(&fs::read(symbols)?, kilobytes(whole))?;
    }
    Ok(vec![Figure {
        name: "client_brotli".into(),
        value: kilobytes(first),
        unit: "KB",
        goal: Goal::AtMost(350.0),
    }])
}

/// The scripts and modules that the page of the bundle names, below the site, each with the part it is of.
fn named(page: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    page.split('<')
        .filter(|tag| tag.starts_with("link "))
        .filter_map(|tag| {
            let file = attribute(tag, "href")?.strip_prefix("/pkg/")?;
            [".js", ".wasm"]
                .iter()
                .any(|ending| file.ends_with(ending))
                .then(|| (file, attribute(tag, "data-part")))
        })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_ascii_whitespace()
        .find_map(|part| part.strip_prefix(name)?.strip_prefix("=\""))
        .and_then(|rest| rest.split('"').next())
}

fn print_shares(wasm: &[u8], kilobytes: f64) -> Result<()> {
    let shares = shares(wasm)?;
    let total: u32 = shares.values().sum();
    let mut shares: Vec<_> = shares.into_iter().collect();
    shares.sort_by_key(|(_, size)| Reverse(*size));
    for (owner, size) in shares {
        let share = f64::from(size) / f64::from(total);
        if share >= 0.001 {
            let of_client = share * kilobytes;
            eprintln!("client: {owner}: {:.1} %, {of_client:.1} KB", share * 100.0);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_files_are_read_from_the_page_with_their_parts() {
        let page = r#"<link rel="stylesheet" href="/pkg/a.css"/><link rel="modulepreload" href="/pkg/1/a.js"/>
            <link data-part="people" href="/pkg/1/people.wasm"/>"#;
        assert_eq!(
            named(page).collect::<Vec<_>>(),
            [("1/a.js", None), ("1/people.wasm", Some("people"))]
        );
    }
}
