//! A file into rows, with what is wrong with each.

use domain::tabular::{Delimiter, Encoding, FileProblem, Limits, RowProblem};
use serde::{Deserialize, Serialize};

use super::{encoding, sniff};

/// A file, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it was written in.
    pub encoding: Encoding,
    /// What stood between its cells.
    pub delimiter: Delimiter,
    /// The first line that is not blank, cell by cell, outer blanks trimmed.
    pub heading: Vec<String>,
    /// The other lines that are not blank, in the file's order.
    pub rows: Vec<Row>,
}

/// One record of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The physical line it begins on, counted from 1 as an editor does.
    pub line: u32,
    /// What is wrong with it as a line, whatever its cells say.
    pub problem: Option<RowProblem>,
    /// As many cells as the heading has, unless it is ragged.
    pub cells: Vec<Box<str>>,
}

impl Row {
    /// The cell of a column, empty where the line has none.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", AsRef::as_ref)
    }
}

/// Reads CSV or a relative: encoding and delimiter are found by looking, blank lines are passed over.
///
/// # Errors
/// When it is no such file, is empty, or passes a limit.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Table, FileProblem> {
    if u32::try_from(bytes.len()).map_or(true, |length| length > limits.bytes) {
        return Err(FileProblem::TooManyBytes { max: limits.bytes });
    }
    let (text, encoding) = encoding::decode(bytes)?;
    let (delimiter, text, skipped) = sniff::delimiter(&text);

    let mut records = Records::new(text, delimiter, skipped);
    let heading = loop {
        let (_, record) = records.next()?.ok_or(FileProblem::Empty)?;
        if !is_blank(&record) {
            break record;
        }
    };
    let heading = trim_heading(&heading, limits)?;
    let mut rows = Vec::new();
    let mut cells = 0_usize;
    while let Some((line, record)) = records.next()? {
        if is_blank(&record) {
            continue;
        }
        if rows.len() == limits.rows as usize {
            return Err(FileProblem::TooManyRows { max: limits.rows });
        }
        let row = row(line, &record, &records, heading.len(), limits);
        cells += row.cells.len();
        if cells > limits.cells as usize {
            return Err(FileProblem::TooManyCells { max: limits.cells });
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(FileProblem::Empty);
    }
    Ok(Table {
        encoding,
        delimiter,
        heading,
        rows,
    })
}

/// Records with the physical line each begins on. The csv reader's own count knows only `\n`.
struct Records<'t> {
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    /// Bytes of the last record.
    raw: std::ops::Range<usize>,
    /// The line `raw` begins on.
    line: u32,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, delimiter: Delimiter, skipped: u32) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.byte())
            .from_reader(text.as_bytes());
        Self {
            text,
            reader,
            raw: 0..0,
            line: skipped + 1,
        }
    }

    fn next(&mut self) -> Result<Option<(u32, csv::StringRecord)>, FileProblem> {
        let from = offset(self.reader.position());
        let mut record = csv::StringRecord::new();
        let more = self.reader.read_record(&mut record);
        if !more.map_err(|_| FileProblem::NotText)? {
            return Ok(None);
        }
        // The reader passes over blank lines as if they belonged to the record after them.
        let blank = self.text[from..]
            .bytes()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let start = from + blank;
        self.line += self.breaks(self.raw.start..start);
        self.raw = start..offset(self.reader.position());
        Ok(Some((self.line, record)))
    }

    /// Line ends, whether of Windows, Unix or a Mac of old.
    fn breaks(&self, range: std::ops::Range<usize>) -> u32 {
        let bytes = self.text.as_bytes();
        let is_break = |&at: &usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        u32::try_from(range.filter(is_break).count()).unwrap_or(u32::MAX)
    }

    fn raw(&self) -> &'t str {
        self.text.get(self.raw.clone()).unwrap_or_default()
    }

    /// Only the last record of a file can have a mark that is never closed.
    fn ends_inside_a_quotation(&self) -> bool {
        self.raw.end >= self.text.len()
            && self.raw().contains('"')
            && self.raw().bytes().filter(|&b| b == b'"').count() % 2 == 1
    }
}

fn offset(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

fn row(
    line: u32,
    record: &csv::StringRecord,
    records: &Records<'_>,
    expected: usize,
    limits: &Limits,
) -> Row {
    // Cells past the heading that hold nothing are a habit of spreadsheets, not a mistake.
    let spare = record.iter().skip(expected);
    let found = if spare.clone().all(|cell| cell.trim().is_empty()) {
        record.len().min(expected)
    } else {
        record.len()
    };
    let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let problem = if let Some(at) = records.raw().find('\u{FFFD}') {
        let start = records.raw.start;
        Some(RowProblem::Unreadable {
            line: line + records.breaks(start..start + at),
        })
    } else if records.ends_inside_a_quotation() {
        Some(RowProblem::UnclosedQuote)
    } else if record.iter().any(|cell| cell.len() > limits.cell as usize) {
        Some(RowProblem::CellTooLong { max: limits.cell })
    } else if record.as_slice().len() > limits.row as usize {
        Some(RowProblem::TooLong { max: limits.row })
    } else if found != expected {
        Some(RowProblem::Ragged {
            expected: count(expected),
            found: count(found),
        })
    } else {
        None
    };
    let mut room = limits.row as usize;
    let cells = record
        .iter()
        .take(found.min(usize::from(limits.columns)))
        .map(|cell| {
            let cell = shortened(cell, room.min(limits.cell as usize));
            room -= cell.len();
            Box::from(cell)
        })
        .collect();
    Row {
        line,
        problem,
        cells,
    }
}

fn shortened(cell: &str, max: usize) -> &str {
    &cell[..cell.floor_char_boundary(max)]
}

fn is_blank(record: &csv::StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// The heading without the empty cells at its end.
fn trim_heading(record: &csv::StringRecord, limits: &Limits) -> Result<Vec<String>, FileProblem> {
    let mut heading: Vec<String> = record
        .iter()
        .map(|cell| shortened(cell.trim(), 200).to_owned())
        .collect();
    while heading.last().is_some_and(String::is_empty) {
        heading.pop();
    }
    if heading.len() > usize::from(limits.columns) {
        return Err(FileProblem::TooManyColumns {
            max: limits.columns,
        });
    }
    Ok(heading)
}
