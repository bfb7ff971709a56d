//! How much a browser downloads before a page comes alive.

use std::{collections::BTreeMap, fs, path::Path};

use crate::failure::{Failure, Result, While};

/// What every page loads, WASM and JavaScript together, compressed with brotli, KB of 1,000 bytes:
/// a ratchet, only ever lowered, below the goal of 350 KB (`client_brotli`, docs/benchmarks.md).
pub(crate) const FIRST_KB: f64 = 345.0;

/// The same with the largest part added: what an administrator's first page may weigh. A ratchet too.
pub(crate) const PAGE_KB: f64 = 505.0;

/// What a browser must load, KB.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Weight {
    /// For every page.
    pub(crate) first: f64,
    /// For a page of a part, besides.
    pub(crate) parts: BTreeMap<String, f64>,
}

impl Weight {
    /// The most there is for one page.
    pub(crate) fn heaviest(&self) -> f64 {
        self.first + self.parts.values().copied().fold(0.0, f64::max)
    }
}

/// Weighs the bundle in `site` and refuses one over the budget.
pub(crate) fn check(site: &Path) -> Result {
    let weight = weigh(site)?;
    println!("    client_brotli: {:.1} KB of {FIRST_KB} KB", weight.first);
    for (part, kilobytes) in &weight.parts {
        println!("    {part}: {kilobytes:.1} KB more");
    }
    println!(
        "    heaviest page: {:.1} KB of {PAGE_KB} KB",
        weight.heaviest()
    );
    for (what, kilobytes, budget) in [
        ("what every page loads", weight.first, FIRST_KB),
        ("the heaviest page", weight.heaviest(), PAGE_KB),
    ] {
        if kilobytes > budget {
            return Err(Failure::new(format!(
                "{what} weighs {kilobytes:.1} KB, more than its budget of {budget} KB"
            )));
        }
    }
    Ok(())
}

/// Adds up the `.br` files that the page of the bundle names.
fn weigh(site: &Path) -> Result<Weight> {
    let page = site.join("index.html");
    let html = fs::read_to_string(&page).while_doing(|| format!("reading {}", page.display()))?;
    let mut weight = Weight::default();
    for tag in html.split('<').filter(|tag| tag.starts_with("link ")) {
        let Some(file) = attribute(tag, "href").and_then(|href| href.strip_prefix("/pkg/")) else {
            continue;
        };
        if ![".js", ".wasm"].iter().any(|ending| file.ends_with(ending)) {
            continue;
        }
        let kilobytes = kilobytes(&site.join(format!("{file}.br")))?;
        match attribute(tag, "data-part") {
            Some(part) => *weight.parts.entry(part.to_owned()).or_default() += kilobytes,
            None => weight.first += kilobytes,
        }
    }
    if weight.first > 0.0 {
        Ok(weight)
    } else {
        Err(Failure::new("the site names no client"))
    }
}

fn kilobytes(file: &Path) -> Result<f64> {
    let bytes = fs::metadata(file)
        .while_doing(|| format!("weighing {}", file.display()))?
        .len();
    let bytes = u32::try_from(bytes).while_doing(|| format!("weighing {}", file.display()))?;
    Ok(f64::from(bytes) / 1000.0)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_ascii_whitespace()
        .find_map(|part| part.strip_prefix(name)?.strip_prefix("=\""))
        .and_then(|rest| rest.split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head><link rel="stylesheet" href="/pkg/a.css"/>
<link rel="modulepreload" href="/pkg/1/a.js" integrity="x"/>
<link rel="preload" href="/pkg/1/a.wasm"/>
<link data-part="people" href="/pkg/1/chunk.wasm"/>
<link data-part="people" href="/pkg/1/people.wasm"/>
<link data-part="audit" href="/pkg/1/chunk.wasm"/></head>"#;

    fn site(first: usize, part: usize) -> tempfile::TempDir {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join("1")).unwrap();
        fs::write(site.path().join("index.html"), PAGE).unwrap();
        for (name, size) in [
            ("1/a.js.br", 2_000),
            ("1/a.wasm.br", first - 2_000),
            ("1/a.wasm", 90_000),
            ("1/chunk.wasm.br", 1_000),
            ("1/people.wasm.br", part - 1_000),
            ("a.css.br", 7_000),
        ] {
            fs::write(site.path().join(name), vec![0; size]).unwrap();
        }
        site
    }

    #[test]
    fn only_what_the_browser_must_load_counts_and_each_part_for_itself() {
        let weight = weigh(site(5_500, 4_000).path()).unwrap();
        assert!((weight.first - 5.5).abs() < 1e-9);
        assert!((weight.parts["people"] - 4.0).abs() < 1e-9);
        assert!((weight.parts["audit"] - 1.0).abs() < 1e-9);
        assert!((weight.heaviest() - 9.5).abs() < 1e-9);
    }

    #[test]
    fn a_client_over_a_budget_and_a_missing_one_are_refused() {
        assert!(check(tempfile::tempdir().unwrap().path()).is_err());
        assert!(check(site(345_001, 2_000).path()).is_err());
        assert!(check(site(345_000, 2_000).path()).is_ok());
        assert!(check(site(340_000, 165_001).path()).is_err());
        assert!(check(site(340_000, 165_000).path()).is_ok());
    }
}
