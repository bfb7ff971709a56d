//! Files written and read again.

use domain::tabular::{CsvEncoding, Delimiter, Encoding, FileProblem, RowProblem};
use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::{Limits, Row, Table, Writer, guard::guarded, read, unguarded};

/// Characters other systems lose. The last one is not in code page 932.
const NAMES: [&str; 9] = ["塚", "晴", "朗", "隆", "神", "福", "髙", "﨑", "𠮷"];

fn table(bytes: &[u8]) -> Table {
    read(bytes, &Limits::default()).unwrap()
}

fn cells(row: &Row) -> Vec<&str> {
    row.cells.iter().map(AsRef::as_ref).collect()
}

fn written(rows: &[Vec<String>], encoding: CsvEncoding) -> (Vec<u8>, super::Replaced) {
    let mut writer = Writer::new(Vec::new(), encoding).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap()
}

#[test]
fn names_come_back_byte_for_byte_in_every_encoding() {
    let text: String = std::iter::once("氏名\tカナ".to_owned())
        .chain(NAMES.map(|name| format!("{name}\tﾀﾞ")))
        .collect::<Vec<_>>()
        .join("\r\n");
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (utf16, Encoding::Utf16Le),
    ] {
        let table = table(&bytes);
        assert_eq!(
            (table.encoding, table.delimiter),
            (encoding, Delimiter::Tab)
        );
        let read: Vec<_> = table.rows.iter().map(|row| row.cell(0)).collect();
        assert_eq!(read, NAMES);
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.cell(1) == "ﾀﾞ" && row.problem.is_none())
        );
    }
    let without_the_last = text.trim_end_matches("𠮷\tﾀﾞ");
    let (bytes, _, lost) = SHIFT_JIS.encode(without_the_last);
    assert!(!lost);
    let table = table(&bytes);
    assert_eq!(table.encoding, Encoding::Cp932);
    let read: Vec<_> = table.rows.iter().map(|row| row.cell(0)).collect();
    assert_eq!(read, NAMES[..8]);
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let table = table("\n氏名,住所\r\n\r\n塚,\"一行目\r\n二行目\"\r\n,\r\n\r\n晴,x\r\n".as_bytes());
    let lines: Vec<_> = table
        .rows
        .iter()
        .map(|row| (row.line, row.cell(0)))
        .collect();
    assert_eq!(lines, [(4, "塚"), (8, "晴")]);
    assert_eq!(table.rows[0].cell(1), "一行目\r\n二行目");
    let old_mac = read(b"a,b\r1,2\r3,4\r", &Limits::default()).unwrap();
    assert_eq!(
        old_mac.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
        [2, 3]
    );
    let announced = read(b"sep=;\r\na;b\r\n1;2\r\n", &Limits::default()).unwrap();
    assert_eq!(
        (announced.rows[0].line, cells(&announced.rows[0])),
        (3, vec!["1", "2"])
    );
}

#[test]
fn a_ragged_line_is_told_with_both_counts_and_spare_empty_cells_are_no_mistake() {
    let table = table("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n".as_bytes());
    assert_eq!(
        table.rows.iter().map(|row| row.problem).collect::<Vec<_>>(),
        [
            Some(RowProblem::Ragged {
                expected: 3,
                found: 2
            }),
            Some(RowProblem::Ragged {
                expected: 3,
                found: 4
            }),
            None
        ]
    );
    assert_eq!(cells(&table.rows[2]), ["1", "2", "3"]);
}

#[test]
fn bytes_that_are_no_character_are_told_by_their_line() {
    let mut bytes = SHIFT_JIS
        .encode("氏名,備考\r\n塚,よし\r\n晴,\"一\r\n二")
        .0
        .into_owned();
    bytes.extend(b"\xFF\"\r\n");
    bytes.extend(SHIFT_JIS.encode("朗,三\r\n").0.iter());
    let table = table(&bytes);
    assert_eq!(
        table
            .rows
            .iter()
            .map(|row| (row.line, row.problem))
            .collect::<Vec<_>>(),
        [
            (2, None),
            (3, Some(RowProblem::Unreadable { line: 4 })),
            (5, None)
        ]
    );
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_told() {
    let table = table(b"a,b\n1,2\n3,\"4\n5,6\n");
    assert_eq!(
        table
            .rows
            .iter()
            .map(|row| (row.line, row.problem))
            .collect::<Vec<_>>(),
        [(2, None), (3, Some(RowProblem::UnclosedQuote))]
    );
}

#[test]
fn a_file_beyond_a_limit_is_refused_or_its_line_is() {
    let small = Limits {
        bytes: 100,
        rows: 2,
        columns: 3,
        cells: 5,
        cell: 4,
        row: 10,
    };
    for (text, problem) in [
        ("a\n".repeat(51), FileProblem::TooManyBytes { max: 100 }),
        ("a\n1\n2\n3\n".into(), FileProblem::TooManyRows { max: 2 }),
        (
            "a,b,c,d\n1,2,3,4\n".into(),
            FileProblem::TooManyColumns { max: 3 },
        ),
        (
            "a,b,c\n1,2,3\n1,2,3\n".into(),
            FileProblem::TooManyCells { max: 5 },
        ),
        ("a,b\n\n,\n".into(), FileProblem::Empty),
        (String::new(), FileProblem::Empty),
    ] {
        assert_eq!(
            read(text.as_bytes(), &small).unwrap_err(),
            problem,
            "{text}"
        );
    }
    let table = read("a,b\n123,12345\n".as_bytes(), &small).unwrap();
    assert_eq!(
        table.rows[0].problem,
        Some(RowProblem::CellTooLong { max: 4 })
    );
    assert_eq!(cells(&table.rows[0]), ["123", "1234"]);
    let table = read("a,b,c\n1234,1234,1234\n".as_bytes(), &small).unwrap();
    assert_eq!(table.rows[0].problem, Some(RowProblem::TooLong { max: 10 }));
    assert_eq!(cells(&table.rows[0]), ["1234", "1234", "12"]);
}

#[test]
fn what_code_page_932_lacks_is_replaced_and_reported() {
    let rows = [vec![
        "𠮷田〜".to_owned(),
        "¥100".into(),
        "髙﨑①".into(),
        "😀𠮷".into(),
    ]];
    let (bytes, replaced) = written(&rows, CsvEncoding::Cp932);
    let (text, lost) = SHIFT_JIS.decode_without_bom_handling(&bytes);
    assert!(!lost);
    assert_eq!(text, "〓田～,￥100,髙﨑①,〓〓\r\n");
    assert_eq!(replaced.count, 5);
    assert_eq!(
        replaced.characters.into_iter().collect::<String>(),
        "¥〜😀𠮷"
    );
}

#[test]
fn utf8_goes_out_with_a_mark_and_windows_line_ends() {
    let (bytes, replaced) = written(&[vec!["氏名".into(), "𠮷".into()]], CsvEncoding::Utf8);
    assert_eq!(bytes, "\u{FEFF}氏名,𠮷\r\n".as_bytes());
    assert_eq!(replaced.count, 0);
}

/// Any text that is not blank and not broken: what a column of a heading may hold, formulas and quotation marks among it.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "['=+@\\-＝＋－＠]{0,3}[a-z]{0,3}",
        "[ぁ-んァ-ヶソ表能山田塚晴朗隆神福髙﨑ｦ-ﾟ　]{0,12}",
        "[\"',;\t\r\n a山]{0,12}",
    ]
}

fn rows(columns: usize) -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(cell(), columns), 1..12)
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(rows in rows(4), encoding in prop_oneof![Just(CsvEncoding::Utf8), Just(CsvEncoding::Cp932)]) {
        let heading = ["氏名", "カナ", "所属", "メール"].map(str::to_owned).to_vec();
        let all: Vec<_> = std::iter::once(heading.clone()).chain(rows.iter().cloned()).collect();
        let (bytes, replaced) = written(&all, encoding);
        prop_assert_eq!(replaced.count, 0);
        // A cell of a tab alone is guarded, and so no blank any more.
        let kept: Vec<_> = rows.iter().filter(|row| row.iter().any(|cell| !guarded(cell).trim().is_empty())).collect();
        match read(&bytes, &Limits::default()) {
            Err(problem) => prop_assert!(kept.is_empty() && problem == FileProblem::Empty),
            Ok(table) => {
                prop_assert_eq!(table.heading, heading);
                prop_assert_eq!(table.rows.len(), kept.len());
                for (row, cells) in table.rows.iter().zip(kept) {
                    prop_assert_eq!(row.problem, None);
                    let read: Vec<_> = row.cells.iter().map(|cell| unguarded(cell)).collect();
                    let given: Vec<_> = cells.iter().map(String::as_str).collect();
                    prop_assert_eq!(read, given);
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, &Limits::default());
    }

    #[test]
    fn no_text_makes_the_reader_panic_and_lines_only_go_up(text in "[\"a,;\t\r\n\u{FFFD}山]{0,60}") {
        if let Ok(table) = read(text.as_bytes(), &Limits::default()) {
            prop_assert!(table.rows.iter().map(|row| row.line).is_sorted_by(|a, b| a < b));
            prop_assert!(table.rows.iter().all(|row| (row.line as usize) <= text.split(['\n', '\r']).count()));
        }
    }
}
