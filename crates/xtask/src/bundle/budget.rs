//! How much a browser downloads before a page comes alive.

use std::{fs, path::Path};

use crate::failure::{Failure, Result, While};

/// WASM and JavaScript together, compressed with brotli, KB of 1,000 bytes: a ratchet, only ever lowered. The goal is 350 KB
/// (`client_brotli`, docs/benchmarks.md); the whole client with every page of the first features measures 581 KB, see docs/adr/client-growth.md.
pub(crate) const CLIENT_KB: f64 = 600.0;

/// Measures the bundle in `site` and refuses one over the budget.
pub(crate) fn check(site: &Path) -> Result<f64> {
    let kilobytes = client_kb(site)?;
    println!("    client_brotli: {kilobytes:.1} KB of {CLIENT_KB} KB");
    if kilobytes > CLIENT_KB {
        return Err(Failure::new(format!(
            "the client weighs {kilobytes:.1} KB, more than its budget of {CLIENT_KB} KB"
        )));
    }
    Ok(kilobytes)
}

/// Size of all `.js.br` and `.wasm.br` in KB.
fn client_kb(site: &Path) -> Result<f64> {
    let mut bytes = 0;
    for entry in fs::read_dir(site).while_doing(|| format!("reading {}", site.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".js.br") || name.ends_with(".wasm.br") {
            bytes += u32::try_from(entry.metadata()?.len())
                .while_doing(|| format!("weighing {name}"))?;
        }
    }
    if bytes == 0 {
        return Err(Failure::new("the site holds no compressed client"));
    }
    Ok(f64::from(bytes) / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_browser_must_load_counts() {
        let site = tempfile::tempdir().unwrap();
        for (name, size) in [
            ("a.js.br", 2_000),
            ("a.wasm.br", 3_500),
            ("a.wasm", 90_000),
            ("a.css.br", 7_000),
        ] {
            fs::write(site.path().join(name), vec![0; size]).unwrap();
        }
        assert!((client_kb(site.path()).unwrap() - 5.5).abs() < 1e-9);
    }

    #[test]
    fn a_client_over_the_budget_and_a_missing_one_are_refused() {
        let site = tempfile::tempdir().unwrap();
        assert!(check(site.path()).is_err());
        fs::write(site.path().join("a.wasm.br"), vec![0; 600_001]).unwrap();
        assert!(check(site.path()).is_err());
        fs::write(site.path().join("a.wasm.br"), vec![0; 600_000]).unwrap();
        assert!(check(site.path()).is_ok());
    }
}
