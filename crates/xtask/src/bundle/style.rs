//! Joins `style/` into one sheet: Trunk would emit a link, and a request, for each file.

use std::{fs, path::Path};

use crate::failure::{Failure, Result, While};

/// Writes all sheets of `folder`, in their order, into `sheet`.
pub(crate) fn join(folder: &Path, sheet: &Path) -> Result {
    let mut names = Vec::new();
    for file in fs::read_dir(folder).while_doing(|| format!("reading {}", folder.display()))? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|end| end == "css") {
            names.push(name);
        }
    }
    let mut joined = String::new();
    for name in in_order(names) {
        let text =
            fs::read_to_string(folder.join(&name)).while_doing(|| format!("reading {name}"))?;
        joined.push_str(text.trim_end());
        joined.push_str("\n\n");
    }
    let parent = sheet
        .parent()
        .ok_or_else(|| Failure::new("the sheet has no folder"))?;
    fs::create_dir_all(parent)?;
    Ok(fs::write(sheet, joined)?)
}

/// Tokens, base, the others by name, print last.
fn in_order(mut names: Vec<String>) -> Vec<String> {
    names.sort_by_key(|name| {
        let place = match name.as_str() {
            "tokens.css" => 0,
            "base.css" => 1,
            "print.css" => 3,
            _ => 2,
        };
        (place, name.clone())
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_joined_tokens_first_and_print_last() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "print.css",
            "base.css",
            "a.css",
            "tokens.css",
            "z.css",
            "notes.txt",
        ] {
            fs::write(folder.path().join(name), format!("/* {name} */\n")).unwrap();
        }
        let sheet = folder.path().join("out/yagura.css");
        join(folder.path(), &sheet).unwrap();
        assert_eq!(
            fs::read_to_string(sheet)
                .unwrap()
                .split_whitespace()
                .collect::<String>(),
            "/*tokens.css*//*base.css*//*a.css*//*z.css*//*print.css*/"
        );
    }
}
