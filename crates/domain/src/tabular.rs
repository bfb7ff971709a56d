//! Tables as people exchange them: CSV and its relatives, read and written.

use serde::{Deserialize, Serialize};

/// How the characters of a file that came in are written. Found by looking at its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8 with or without a byte order mark.
    Utf8,
    /// Windows code page 932: what Japanese Windows calls `Shift_JIS`, with 髙, 﨑 and ①.
    Cp932,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

impl Encoding {
    /// The name people know it by; the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Cp932 => "Shift_JIS (CP932)",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
        }
    }
}

/// What stands between two cells of a line. Found by looking at the first lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// A tabulator.
    Tab,
    /// `;`
    Semicolon,
}

impl Delimiter {
    /// Every delimiter that is told apart, the likeliest first.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    /// The delimiter itself.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }
}

/// How a file that goes out is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CsvEncoding {
    /// UTF-8 with a byte order mark, which Excel needs to see that it is UTF-8.
    #[default]
    Utf8,
    /// Code page 932, for programs that read nothing else. What it lacks is replaced and reported.
    Cp932,
}

/// Why a file cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileProblem {
    /// No line with anything in it, or nothing below the line of headings.
    #[error("the file is empty")]
    Empty,
    /// An Excel workbook: it has to be saved as CSV first.
    #[error("the file is a workbook, not a table of text")]
    Workbook,
    /// Not text in any of the four encodings.
    #[error("the file is not text")]
    NotText,
    /// More bytes than the limit.
    #[error("the file is larger than {max} bytes")]
    TooManyBytes {
        /// The limit.
        max: u32,
    },
    /// More lines of data than the limit.
    #[error("the file has more than {max} rows")]
    TooManyRows {
        /// The limit.
        max: u32,
    },
    /// More columns than the limit, in the heading.
    #[error("the file has more than {max} columns")]
    TooManyColumns {
        /// The limit.
        max: u16,
    },
    /// Rows times columns pass the limit.
    #[error("the file has more than {max} cells")]
    TooManyCells {
        /// The limit.
        max: u32,
    },
}

impl FileProblem {
    /// Every problem, with the limits of an upload.
    const OF_UPLOADS: [(&'static str, Self); 7] = [
        ("empty", Self::Empty),
        ("workbook", Self::Workbook),
        ("not_text", Self::NotText),
        (
            "too_many_bytes",
            Self::TooManyBytes {
                max: Limits::UPLOAD.bytes,
            },
        ),
        (
            "too_many_rows",
            Self::TooManyRows {
                max: Limits::UPLOAD.rows,
            },
        ),
        (
            "too_many_columns",
            Self::TooManyColumns {
                max: Limits::UPLOAD.columns,
            },
        ),
        (
            "too_many_cells",
            Self::TooManyCells {
                max: Limits::UPLOAD.cells,
            },
        ),
    ];

    /// Its form in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Workbook => "workbook",
            Self::NotText => "not_text",
            Self::TooManyBytes { .. } => "too_many_bytes",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TooManyCells { .. } => "too_many_cells",
        }
    }

    /// The problem of a form in an address, with the limits of an upload.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::OF_UPLOADS
            .into_iter()
            .find(|(known, _)| *known == code)
            .map(|(_, problem)| problem)
    }
}

/// How much of a file is accepted. Refused beyond it, so that a file costs a bounded share of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it came.
    pub bytes: u32,
    /// Rows below the heading.
    pub rows: u32,
    /// Columns of the heading.
    pub columns: u16,
    /// Cells altogether.
    pub cells: u32,
    /// Bytes of one cell, in UTF-8.
    pub cell: u32,
    /// Bytes of one row's cells, in UTF-8.
    pub row: u32,
}

impl Limits {
    /// What people may upload: 20 MiB and 100,000 rows.
    pub const UPLOAD: Self = Self {
        bytes: 20 * 1024 * 1024,
        rows: 100_000,
        columns: 200,
        cells: 2_000_000,
        cell: 32 * 1024,
        row: 256 * 1024,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::UPLOAD
    }
}

/// Why one line of a file that can be read cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowProblem {
    /// More or fewer cells than the heading has.
    #[error("{found} cells where the heading has {expected}")]
    Ragged {
        /// Cells of the heading.
        expected: u16,
        /// Cells of this line.
        found: u16,
    },
    /// Bytes that are no character in the file's encoding.
    #[error("line {line} holds bytes that are no character")]
    Unreadable {
        /// The physical line the first of them is on: a quoted cell may span several.
        line: u32,
    },
    /// A cell longer than the limit.
    #[error("a cell is longer than {max} bytes")]
    CellTooLong {
        /// The limit, in bytes of UTF-8.
        max: u32,
    },
    /// Cells that are longer together than the limit.
    #[error("the cells are longer than {max} bytes together")]
    TooLong {
        /// The limit, in bytes of UTF-8.
        max: u32,
    },
    /// A quotation mark was opened and never closed: this line swallowed the rest of the file.
    #[error("a quotation mark is not closed")]
    UnclosedQuote,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_a_file_is_told_by_its_code() {
        for (code, problem) in FileProblem::OF_UPLOADS {
            assert_eq!(problem.code(), code);
            assert_eq!(FileProblem::from_code(code), Some(problem));
        }
        assert_eq!(FileProblem::from_code("<script>"), None);
    }
}
