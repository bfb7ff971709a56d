//! Which delimiter a file uses, told by its first lines.

use domain::tabular::Delimiter;

/// How many lines are looked at.
const LINES: usize = 50;

/// The delimiter, and the text without the `sep=` line with which some programs announce theirs to Excel.
pub(super) fn delimiter(text: &str) -> (Delimiter, &str, u32) {
    if let Some((announced, rest)) = announced(text) {
        return (announced, rest, 1);
    }
    let best = Delimiter::ALL
        .into_iter()
        .map(|delimiter| (score(text, delimiter), delimiter))
        // On equal terms the first of the list: `max_by_key` would take the last.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map_or(Delimiter::Comma, |(_, delimiter)| delimiter);
    (best, text, 0)
}

fn announced(text: &str) -> Option<(Delimiter, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let first = first.trim_end_matches('\r').trim_matches('"');
    let named = first
        .strip_prefix("sep=")
        .or_else(|| first.strip_prefix("SEP="))?;
    let delimiter = Delimiter::ALL
        .into_iter()
        .find(|delimiter| named.as_bytes() == [delimiter.byte()])?;
    Some((delimiter, rest))
}

/// In how many of the first lines it stands as often as in the heading, then how often it stands there.
/// The heading must hold it: a comma in every address does not make a comma-separated file.
fn score(text: &str, delimiter: Delimiter) -> (usize, usize) {
    let counts = counts(text, delimiter.byte());
    match counts.first() {
        None | Some(0) => (0, 0),
        Some(&heading) => (
            counts.iter().filter(|&&count| count == heading).count(),
            heading,
        ),
    }
}

/// How often the delimiter stands outside quotation marks, line by line; blank lines are passed over.
fn counts(text: &str, delimiter: u8) -> Vec<usize> {
    let mut counts = Vec::with_capacity(LINES);
    let (mut count, mut cell, mut blank) = (0, Cell::Start, true);
    for byte in text.bytes() {
        cell = match (cell, byte) {
            (Cell::Quoted, b'"') => Cell::Closed,
            (Cell::Quoted, _) => Cell::Quoted,
            // A doubled mark inside a quoted cell is a mark of its text.
            (Cell::Start | Cell::Closed, b'"') => {
                blank = false;
                Cell::Quoted
            }
            (_, b'\n' | b'\r') => {
                if !blank {
                    counts.push(count);
                }
                if counts.len() == LINES {
                    return counts;
                }
                (count, blank) = (0, true);
                Cell::Start
            }
            (_, other) => {
                blank = false;
                count += usize::from(other == delimiter);
                // Which delimiter it is is the question: a quotation may begin after any of them.
                if Delimiter::ALL.iter().any(|any| any.byte() == other) {
                    Cell::Start
                } else {
                    Cell::Plain
                }
            }
        };
    }
    if !blank {
        counts.push(count);
    }
    counts
}

/// Where in a cell the scan is.
#[derive(Clone, Copy)]
enum Cell {
    Start,
    Plain,
    Quoted,
    /// After a mark that may close the cell.
    Closed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_delimiter_is_told_from_the_others() {
        for (text, found) in [
            (
                "氏名,所属,メール\n塚,営業;一課,a@example.jp\n",
                Delimiter::Comma,
            ),
            ("氏名\t所属\n塚, 晴\t営業\n朗, 隆\t営業\n", Delimiter::Tab),
            ("Name;Group;Email\nA, B;x;\nC, D;y;\n", Delimiter::Semicolon),
            ("氏名\n塚\n", Delimiter::Comma),
        ] {
            assert_eq!(delimiter(text).0, found, "{text}");
        }
    }

    #[test]
    fn delimiters_inside_quotation_marks_do_not_count() {
        let text = "\"a;b;c\",\"d;e\"\n\"1;2\",\"3\r\n;4\"\n\"say \"\"x;y\"\"\",z\n";
        assert_eq!(delimiter(text).0, Delimiter::Comma);
        assert_eq!(counts(text, b','), [1, 1, 1]);
        assert_eq!(counts(text, b';'), [0, 0, 0]);
    }

    #[test]
    fn an_announced_delimiter_is_believed_and_its_line_skipped() {
        assert_eq!(
            delimiter("sep=;\r\na,b;c\r\n"),
            (Delimiter::Semicolon, "a,b;c\r\n", 1)
        );
    }
}
