//! Cells that a spreadsheet would run as a formula (OWASP: CSV injection).

use std::borrow::Cow;

/// First characters after which spreadsheets calculate, in both widths, and the blanks they skip before one.
const STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The cell with a `'` before it when a spreadsheet would run it.
/// A cell that carries such a `'` already gets another, so that [`unguarded`] gives back exactly what was there.
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.trim_start_matches('\'').starts_with(STARTS) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell as it was before [`guarded`], and `="0012"`, with which programs keep Excel from eating zeros, as `0012`.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    if let Some(rest) = cell.strip_prefix('\'')
        && rest.trim_start_matches('\'').starts_with(STARTS)
    {
        return rest;
    }
    cell.strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'))
        .unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_would_calculate_are_quoted_in_both_widths() {
        for cell in [
            "=1+1", "+81", "-5", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x",
        ] {
            assert_eq!(guarded(cell), format!("'{cell}"));
            assert_eq!(unguarded(&guarded(cell)), cell);
        }
        for cell in ["", "山田", "a=b", "'tis", "1-2"] {
            assert_eq!(guarded(cell), cell);
            assert_eq!(unguarded(cell), cell);
        }
        assert_eq!(unguarded(&guarded("'=1")), "'=1");
    }

    #[test]
    fn numbers_kept_as_text_are_unwrapped() {
        assert_eq!(unguarded("=\"010000\""), "010000");
        assert_eq!(unguarded("=\"a\"&\"b\""), "=\"a\"&\"b\"");
    }
}
