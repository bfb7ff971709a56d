//! Bounds of one-line texts, the same wherever one is typed.

use crate::error::Problem;

/// The text without outer blanks, on one line, 1 to `max` characters.
///
/// # Errors
/// What is wrong with it.
pub fn one_line(text: &str, max: u16) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        Err(Problem::Missing)
    } else if text.chars().count() > usize::from(max) {
        Err(Problem::TooLong { max })
    } else if text.chars().any(char::is_control) {
        Err(Problem::ControlCharacter)
    } else {
        Ok(text.to_owned())
    }
}

/// Like [`one_line`], but nothing at all is also good.
///
/// # Errors
/// What is wrong with it.
pub fn optional_line(text: &str, max: u16) -> Result<Option<String>, Problem> {
    match one_line(text, max) {
        Err(Problem::Missing) => Ok(None),
        other => other.map(Some),
    }
}

/// A text of several lines, 1 to `max` characters, outer blanks gone; tabs and line ends are its only control characters.
///
/// # Errors
/// What is wrong with it.
pub fn many_lines(text: &str, max: u32) -> Result<String, Problem> {
    let text = text.trim().replace("\r\n", "\n");
    if text.is_empty() {
        Err(Problem::Missing)
    } else if text.chars().count() > usize::try_from(max).unwrap_or(usize::MAX) {
        Err(Problem::TooLarge { max })
    } else if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        Err(Problem::ControlCharacter)
    } else {
        Ok(text)
    }
}
