//! Rules about source files that no compiler checks.

use std::{fs, path::Path};

use crate::{
    bundle,
    failure::{Failure, Result, While},
};

/// Checks every Rust file of the house; names each breach.
pub(super) fn check(root: &Path) -> Result {
    let mut files = Vec::new();
    for folder in ["app", "crates", "frontend", "server"] {
        bundle::collect(&root.join(folder), &mut files)?;
    }
    let mut breaches = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
    {
        let text =
            fs::read_to_string(file).while_doing(|| format!("reading {}", file.display()))?;
        let name = file
            .strip_prefix(root)
            .unwrap_or(file)
            .to_string_lossy()
            .into_owned();
        breaches.extend(
            breaches_in(&name, &text)
                .into_iter()
                .map(|breach| format!("{name}: {breach}")),
        );
    }
    if breaches.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(breaches.join("; ")))
    }
}

fn breaches_in(name: &str, text: &str) -> Vec<&'static str> {
    let mut breaches = Vec::new();
    // This file names what it looks for.
    if name.starts_with("crates/xtask/") {
        return breaches;
    }
    let code = || {
        text.lines()
            .map(str::trim_start)
            .filter(|line| !line.starts_with("//"))
    };
    let in_backend = name.starts_with("crates/backend/src/");
    let in_mail =
        name == "crates/backend/src/mail.rs" || name.starts_with("crates/backend/src/mail/");
    if in_backend && !in_mail && code().any(|line| line.contains("lettre::")) {
        breaches.push("only backend::mail names lettre");
    }
    if in_backend && code().any(|line| line.starts_with("pub") && line.ends_with("mod records;")) {
        breaches.push("a feature's records are its own");
    }
    if code().any(|line| line.contains("#[ignore")) {
        breaches.push("no test is ignored");
    }
    if name.starts_with("app/") && code().any(has_inline_style) {
        breaches.push("no inline style: the content security policy refuses it");
    }
    breaches
}

/// `style="…"` or Leptos' `style:width=…`; a field of that name, `style: Asset`, is none.
fn has_inline_style(line: &str) -> bool {
    line.contains(" style=\"")
        || line
            .split(" style:")
            .skip(1)
            .any(|rest| rest.starts_with(|next: char| next.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_sent_from_one_module_only() {
        assert!(breaches_in("crates/backend/src/mail/send.rs", "use lettre::Message;").is_empty());
        assert_eq!(
            breaches_in("crates/backend/src/people/mod.rs", "use lettre::Message;"),
            ["only backend::mail names lettre"]
        );
        assert!(
            breaches_in(
                "crates/backend/src/people/mod.rs",
                "// lettre:: is for mail"
            )
            .is_empty()
        );
    }

    #[test]
    fn records_stay_private_to_their_feature() {
        assert!(breaches_in("crates/backend/src/people/mod.rs", "mod records;").is_empty());
        assert!(
            !breaches_in(
                "crates/backend/src/people/mod.rs",
                "pub(crate) mod records;"
            )
            .is_empty()
        );
    }

    #[test]
    fn an_inline_style_and_an_ignored_test_are_found() {
        assert!(
            !breaches_in("app/src/ui/bar.rs", r#"<div class="a" style="width:1px">"#).is_empty()
        );
        assert!(!breaches_in("app/src/ui/bar.rs", "<div class=\"a\" style:width=wide>").is_empty());
        assert!(breaches_in("app/src/shell/document.rs", "    pub style: Asset,").is_empty());
        assert!(!breaches_in("server/src/main.rs", "    #[ignore]").is_empty());
    }
}
