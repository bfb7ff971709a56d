//! Words of the import of people (White paper §5, §7).

use super::{Bilingual, common, errors, grouped, plural};
use crate::{
    access::Role,
    error::Field,
    people_import::{Attribute, Change, ImportState, LineProblem, MappingProblem, Outcome, Target},
    tabular::{FileProblem, RowProblem},
};

#[derive(Debug)]
pub struct PeopleImportText {
    pub title: &'static str,
    pub lead: &'static str,
    pub file: &'static str,
    pub file_hint: &'static str,
    pub upload: &'static str,
    pub uploading: &'static str,
    pub earlier: &'static str,
    pub none_yet: &'static str,
    pub started: &'static str,
    pub no_file: &'static str,
    pub file_problem: fn(FileProblem) -> String,
    pub state: fn(ImportState) -> &'static str,
    pub lines: fn(u32) -> String,

    pub mapping_title: &'static str,
    pub mapping_lead: &'static str,
    pub read_as: fn(&str, &str, u32) -> String,
    pub remembered: &'static str,
    pub column: &'static str,
    pub samples: &'static str,
    pub means: &'static str,
    pub not_used: &'static str,
    pub no_heading: fn(u32) -> String,
    pub same_as: fn(u32) -> String,
    pub target: fn(Target) -> &'static str,
    pub mapping_problem: fn(MappingProblem) -> String,
    pub create_groups: &'static str,
    pub create_groups_hint: &'static str,
    pub check: &'static str,
    pub delimiter: fn(crate::tabular::Delimiter) -> &'static str,

    pub plan_title: &'static str,
    pub plan_lead: &'static str,
    pub plan_is_new: &'static str,
    pub outcome: fn(Outcome) -> &'static str,
    pub outcome_filter: &'static str,
    pub all: &'static str,
    pub line: &'static str,
    pub outcome_column: &'static str,
    pub reason: &'static str,
    /// Between two reasons in one cell.
    pub between: &'static str,
    pub nothing: &'static str,
    pub download: &'static str,
    pub download_cp932: &'static str,
    pub missing_title: fn(u32) -> String,
    pub missing_about: &'static str,
    pub new_groups_title: fn(u32) -> String,
    pub unused_title: fn(u32) -> String,
    pub map_again: &'static str,
    pub cancel: &'static str,
    pub cancelled: &'static str,
    pub no_seats: fn(u32) -> String,
    pub first_password: &'static str,
    pub without_email: fn(u32) -> String,
    pub leave_out: fn(u32) -> String,
    pub leave_out_needed: &'static str,
    pub summary: fn(u32, u32) -> String,
    pub nothing_to_do: &'static str,
    pub confirm: &'static str,
    pub confirm_about: &'static str,

    pub running_title: &'static str,
    pub running_about: &'static str,
    pub reload: &'static str,

    pub done_title: &'static str,
    pub done: fn(u32, u32, u32) -> String,
    pub sheet: &'static str,
    pub sheet_about: &'static str,
    pub mails_leave: &'static str,
    pub to_people: &'static str,

    pub attribute: fn(Attribute) -> &'static str,
    pub problem: fn(&LineProblem) -> String,
    pub change: fn(&Change) -> String,
}

impl Bilingual for PeopleImportText {
    const JA: &'static Self = &JA;
    const EN: &'static Self = &EN;
}

pub const JA: PeopleImportText = PeopleImportText {
    title: "ユーザーの取り込み",
    lead: "人事システムなどから書き出したCSVファイルで、ユーザーをまとめて登録・更新します。「取り込む」を押すまで何も変わりません。",
    file: "CSVファイル",
    file_hint: "文字コード(UTF-8・Shift_JIS・UTF-16)と区切り文字は自動で見分けます。20 MBまで、10万行まで。1行目は見出しにしてください。",
    upload: "読み込む",
    uploading: "送信しています",
    earlier: "これまでの取り込み",
    none_yet: "取り込みはまだありません。",
    started: "開始",
    no_file: "ファイルを選んでください。",
    file_problem: |problem| {
        match problem {
        FileProblem::Empty => "ファイルに行がありません。1行目を見出し、2行目からをデータにしてください。".into(),
        FileProblem::Workbook => "Excelブックは読み込めません。Excelで「名前を付けて保存」から「CSV UTF-8」を選び、保存し直してください。".into(),
        FileProblem::NotText => "CSVファイルとして読み取れませんでした。CSV形式で書き出し直してください。".into(),
        FileProblem::TooManyBytes { max } => format!("ファイルが大きすぎます。{} MB以下に分けてください。", max >> 20),
        FileProblem::TooManyRows { max } => format!("行が多すぎます。{}行以下に分けてください。", grouped(max)),
        FileProblem::TooManyColumns { max } => format!("列が多すぎます。{max}列以下にしてください。"),
        FileProblem::TooManyCells { max } => format!("セルが多すぎます。{}セル以下に分けてください。", grouped(max)),
    }
    },
    state: |state| match state {
        ImportState::Uploading => "読み込み中",
        ImportState::Mapping => "列の確認待ち",
        ImportState::Planned => "取り込みの確認待ち",
        ImportState::Running | ImportState::Mailing => "取り込み中",
        ImportState::Finished => "完了",
        ImportState::Cancelling => "取り消し中",
    },
    lines: |n| format!("{}行", grouped(n)),

    mapping_title: "列の対応を確認",
    mapping_lead: "ファイルの列が何を表すかを確認してください。違うところだけ選び直します。",
    read_as: |encoding, delimiter, lines| {
        format!(
            "{encoding}・{delimiter}区切り・{}行として読み取りました。",
            grouped(lines)
        )
    },
    remembered: "同じ見出しのファイルで前回選んだ対応です。",
    column: "ファイルの列",
    samples: "値の例",
    means: "取り込む項目",
    not_used: "使わない",
    no_heading: |n| format!("{n}列目(見出しなし)"),
    same_as: |n| format!("{n}列目と同じ見出しです"),
    target: |target| match target {
        Target::Name => "氏名(1列)",
        Target::FamilyName => "姓",
        Target::GivenName => "名",
        Target::Kana => "フリガナ(1列)",
        Target::FamilyKana => "フリガナ(姓)",
        Target::GivenKana => "フリガナ(名)",
        Target::EmployeeNumber => "社員番号",
        Target::Email => "メールアドレス",
        Target::LoginId => "ログインID",
        Target::Groups => "所属(グループ)",
        Target::Role => "権限",
    },
    mapping_problem: |problem| match problem {
        MappingProblem::NoName => "氏名、または姓の列を選んでください。".into(),
        MappingProblem::NameInTwoWays => {
            "氏名は、1列か「姓・名」の2列かのどちらかにしてください。フリガナも同じです。".into()
        }
        MappingProblem::GivenWithoutFamily => {
            "名の列を選ぶときは、姓の列も選んでください。フリガナも同じです。".into()
        }
        MappingProblem::NobodyToRecognise => {
            "社員番号・メールアドレス・ログインIDのうち、少なくとも1つの列を選んでください。".into()
        }
        MappingProblem::Twice(target) => format!(
            "「{}」が2つの列に選ばれています。1つにしてください。",
            (JA.target)(target)
        ),
        MappingProblem::OtherFile => {
            "列の数がファイルと違います。画面を開き直してください。".into()
        }
    },
    create_groups: "まだないグループは作成する",
    create_groups_hint: "選ばないと、まだないグループが書かれた行はエラーになります。",
    check: "取り込み内容を確認する",
    delimiter: |delimiter| match delimiter {
        crate::tabular::Delimiter::Comma => "カンマ",
        crate::tabular::Delimiter::Tab => "タブ",
        crate::tabular::Delimiter::Semicolon => "セミコロン",
    },

    plan_title: "取り込み内容の確認",
    plan_lead: "まだ何も変わっていません。内容を確認してから取り込んでください。",
    plan_is_new: "確認のあいだにユーザーの情報が変わったため、取り込み内容を作り直しました。もう一度確認してください。",
    outcome: |outcome| match outcome {
        Outcome::Create => "新規登録",
        Outcome::Change => "変更",
        Outcome::Unchanged => "変更なし",
        Outcome::Error => "エラー",
    },
    outcome_filter: "結果で絞り込む",
    all: "すべて",
    line: "行番号",
    outcome_column: "結果",
    reason: "内容・理由",
    between: "。",
    nothing: "該当する行はありません。",
    download: "結果をCSVで保存",
    download_cp932: "Shift_JISで保存",
    missing_title: |n| format!("ファイルにないユーザー {}人", grouped(n)),
    missing_about: "登録されていますが、ファイルにありません。取り込んでもそのまま残ります。",
    new_groups_title: |n| format!("新しく作るグループ {}件", grouped(n)),
    unused_title: |n| format!("使わない列 {}件", grouped(n)),
    map_again: "列の対応に戻る",
    cancel: "取り込みをやめる",
    cancelled: "取り込みをやめました。読み込んだ内容は消去しました。",
    no_seats: |n| {
        format!(
            "契約人数を{}人超えるため、取り込めません。対象を減らすか、契約人数を増やしてください。",
            grouped(n)
        )
    },
    first_password: "新しいユーザーの初期パスワード",
    without_email: |n| {
        format!(
            "メールアドレスのない{}人には、どちらの場合も画面で初期パスワードを発行します。",
            grouped(n)
        )
    },
    leave_out: |n| format!("エラーの{}行を除いて取り込む", grouped(n)),
    leave_out_needed: "エラーの行があります。ファイルを修正するか、除いて取り込むことを選んでください。",
    summary: |create, change| {
        format!(
            "{}人を登録し、{}人を変更します。",
            grouped(create),
            grouped(change)
        )
    },
    nothing_to_do: "登録や変更が必要な行はありません。",
    confirm: "取り込む",
    confirm_about: "始めると途中で止められません。終わるまで、ほかの人はユーザーとグループを変更できません。",

    running_title: "取り込んでいます",
    running_about: "この画面を離れても、取り込みは続きます。",
    reload: "最新の状況を見る",

    done_title: "取り込みが終わりました",
    done: |create, change, left| {
        let left = match left {
            0 => String::new(),
            n => format!("エラーの{}行は取り込んでいません。", grouped(n)),
        };
        format!(
            "{}人を登録し、{}人を変更しました。{left}",
            grouped(create),
            grouped(change)
        )
    },
    sheet: "初期パスワードを配布する",
    sheet_about: "取り込みを行った人だけが、今のサインイン中にかぎり30分間表示できます。",
    mails_leave: "パスワード設定のメールを順に送っています。",
    to_people: "ユーザー一覧へ",

    attribute: attribute_ja,
    problem: problem_ja,
    change: |change| {
        change_in(
            change,
            attribute_ja(change.attribute),
            common::JA.role,
            "なし",
        )
    },
};

pub const EN: PeopleImportText = PeopleImportText {
    title: "Import people",
    lead: "Register and update many people from a CSV file of your HR system. Nothing changes until you confirm.",
    file: "CSV file",
    file_hint: "Encoding (UTF-8, Shift_JIS, UTF-16) and delimiter are found automatically. Up to 20 MB and 100,000 lines. The first line must be the headings.",
    upload: "Read the file",
    uploading: "Sending",
    earlier: "Earlier imports",
    none_yet: "There are no imports yet.",
    started: "Begun",
    no_file: "Choose a file.",
    file_problem: |problem| match problem {
        FileProblem::Empty => {
            "The file has no lines. Put the headings on the first line and the data below.".into()
        }
        FileProblem::Workbook => {
            "Excel workbooks cannot be read. In Excel, save the file as “CSV UTF-8” first.".into()
        }
        FileProblem::NotText => {
            "This is not a CSV file that can be read. Export it as CSV again.".into()
        }
        FileProblem::TooManyBytes { max } => format!(
            "The file is too large. Split it into files of at most {} MB.",
            max >> 20
        ),
        FileProblem::TooManyRows { max } => format!(
            "Too many lines. Split the file: at most {} lines.",
            grouped(max)
        ),
        FileProblem::TooManyColumns { max } => format!("Too many columns: at most {max}."),
        FileProblem::TooManyCells { max } => format!(
            "Too many cells. Split the file: at most {} cells.",
            grouped(max)
        ),
    },
    state: |state| match state {
        ImportState::Uploading => "Being read",
        ImportState::Mapping => "Columns to be checked",
        ImportState::Planned => "To be confirmed",
        ImportState::Running | ImportState::Mailing => "Running",
        ImportState::Finished => "Finished",
        ImportState::Cancelling => "Being cancelled",
    },
    lines: |n| plural(n, "line", "lines"),

    mapping_title: "Check the columns",
    mapping_lead: "Check what each column of the file is, and choose again where it is wrong.",
    read_as: |encoding, delimiter, lines| {
        format!(
            "Read as {encoding}, separated by {delimiter}, {}.",
            plural(lines, "line", "lines")
        )
    },
    remembered: "As chosen last time for a file with the same headings.",
    column: "Column of the file",
    samples: "Examples",
    means: "What it is",
    not_used: "Not used",
    no_heading: |n| format!("Column {n} (no heading)"),
    same_as: |n| format!("Same heading as column {n}"),
    target: |target| match target {
        Target::Name => "Full name",
        Target::FamilyName => "Family name",
        Target::GivenName => "Given name",
        Target::Kana => "Kana of the full name",
        Target::FamilyKana => "Kana of the family name",
        Target::GivenKana => "Kana of the given name",
        Target::EmployeeNumber => "Employee number",
        Target::Email => "E-mail address",
        Target::LoginId => "Login ID",
        Target::Groups => "Groups",
        Target::Role => "Role",
    },
    mapping_problem: |problem| match problem {
        MappingProblem::NoName => "Choose a column for the full name or the family name.".into(),
        MappingProblem::NameInTwoWays => {
            "Choose either the full name or family and given name. The same goes for kana.".into()
        }
        MappingProblem::GivenWithoutFamily => {
            "Choose the family name too, not the given name alone.".into()
        }
        MappingProblem::NobodyToRecognise => {
            "Choose at least one of employee number, e-mail address and login ID.".into()
        }
        MappingProblem::Twice(target) => format!(
            "“{}” is chosen for two columns. Choose one.",
            (EN.target)(target)
        ),
        MappingProblem::OtherFile => {
            "The number of columns differs from the file's. Open the page again.".into()
        }
    },
    create_groups: "Create groups that do not exist yet",
    create_groups_hint: "Otherwise lines that name such a group are errors.",
    check: "See what would happen",
    delimiter: |delimiter| match delimiter {
        crate::tabular::Delimiter::Comma => "commas",
        crate::tabular::Delimiter::Tab => "tabs",
        crate::tabular::Delimiter::Semicolon => "semicolons",
    },

    plan_title: "Check what will happen",
    plan_lead: "Nothing has changed yet. Look at the lines, then import them.",
    plan_is_new: "People changed in the meantime, and so did the result. Please check it again.",
    outcome: |outcome| match outcome {
        Outcome::Create => "New",
        Outcome::Change => "Changed",
        Outcome::Unchanged => "Unchanged",
        Outcome::Error => "Error",
    },
    outcome_filter: "Filter by result",
    all: "All",
    line: "Line",
    outcome_column: "Result",
    reason: "Details",
    between: "; ",
    nothing: "There are no such lines.",
    download: "Save the result as CSV",
    download_cp932: "Save in Shift_JIS",
    missing_title: |n| format!("{} not in the file", plural(n, "person", "people")),
    missing_about: "They are registered but not in the file. The import leaves them as they are.",
    new_groups_title: |n| format!("{} to be created", plural(n, "group", "groups")),
    unused_title: |n| format!("{} not used", plural(n, "column", "columns")),
    map_again: "Back to the columns",
    cancel: "Cancel the import",
    cancelled: "The import was cancelled, and what was read from the file is erased.",
    no_seats: |n| {
        format!(
            "The contract lacks {}: the file cannot be imported.",
            plural(n, "seat", "seats")
        )
    },
    first_password: "Initial password of new people",
    without_email: |n| {
        format!(
            "{} without an address will get a displayed password in either case.",
            plural(n, "person", "people")
        )
    },
    leave_out: |n| format!("Leave out {} with errors", plural(n, "line", "lines")),
    leave_out_needed: "Some lines have errors. Mend the file, or choose to leave them out.",
    summary: |create, change| {
        format!(
            "{} will be registered and {} changed.",
            plural(create, "person", "people"),
            grouped(change)
        )
    },
    nothing_to_do: "No line needs to be registered or changed.",
    confirm: "Import",
    confirm_about: "Once begun it cannot be stopped. Until it ends nobody else can change people or groups.",

    running_title: "Importing",
    running_about: "You may leave this page: the import goes on.",
    reload: "See how far it is",

    done_title: "The import is finished",
    done: |create, change, left| {
        let left = match left {
            0 => String::new(),
            n => format!(
                " {} with errors left out.",
                plural(n, "line was", "lines were")
            ),
        };
        let created = plural(create, "person was", "people were");
        format!("{created} registered, {} changed.{left}", grouped(change))
    },
    sheet: "Hand out the initial passwords",
    sheet_about: "They can be shown for 30 minutes, in the session of whoever imported only.",
    mails_leave: "The mails with the links to set a password are being sent.",
    to_people: "To the list of people",

    attribute: attribute_en,
    problem: problem_en,
    change: |change| {
        change_in(
            change,
            attribute_en(change.attribute),
            common::EN.role,
            "none",
        )
    },
};

fn change_in(
    change: &Change,
    attribute: &str,
    role: fn(Role) -> &'static str,
    nothing: &str,
) -> String {
    let shown = |text: &str| match (change.attribute, Role::parse(text)) {
        (Attribute::Role, Some(known)) => role(known).to_owned(),
        _ if text.is_empty() => nothing.to_owned(),
        _ => text.to_owned(),
    };
    match (
        change.attribute,
        change.from.is_empty(),
        change.to.is_empty(),
    ) {
        (Attribute::Groups, true, _) => format!("{attribute}: +{}", change.to),
        (Attribute::Groups, _, true) => format!("{attribute}: −{}", change.from),
        _ => format!(
            "{attribute}: {} → {}",
            shown(&change.from),
            shown(&change.to)
        ),
    }
}

const fn attribute_ja(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Name => "氏名",
        Attribute::Kana => "フリガナ",
        Attribute::EmployeeNumber => "社員番号",
        Attribute::Email => "メールアドレス",
        Attribute::LoginId => "ログインID",
        Attribute::Role => "権限",
        Attribute::Groups => "グループ",
    }
}

const fn attribute_en(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Name => "Name",
        Attribute::Kana => "Kana",
        Attribute::EmployeeNumber => "Employee number",
        Attribute::Email => "E-mail address",
        Attribute::LoginId => "Login ID",
        Attribute::Role => "Role",
        Attribute::Groups => "Group",
    }
}

/// The field of the form for one person with the same rules.
const fn field(attribute: Attribute) -> Field {
    match attribute {
        Attribute::Name => Field::FamilyName,
        Attribute::Kana => Field::Kana,
        Attribute::EmployeeNumber => Field::EmployeeNumber,
        Attribute::Email => Field::Email,
        Attribute::LoginId => Field::LoginId,
        Attribute::Role => Field::Role,
        Attribute::Groups => Field::GroupName,
    }
}

fn problem_ja(problem: &LineProblem) -> String {
    match problem {
        LineProblem::Row(RowProblem::Ragged { expected, found }) => {
            format!("列の数が見出しと違います(見出し{expected}列、この行{found}列)")
        }
        LineProblem::Row(RowProblem::Unreadable { line }) => {
            format!("{line}行目に読み取れない文字があります(文字化け)")
        }
        LineProblem::Row(RowProblem::CellTooLong { .. }) => {
            "長すぎるセルがあります。短くしてください".into()
        }
        LineProblem::Row(RowProblem::TooLong { .. }) => "行が長すぎます。短くしてください".into(),
        LineProblem::Row(RowProblem::UnclosedQuote) => {
            "引用符(\")が閉じていないため、ここから先を読み取れません".into()
        }
        LineProblem::Value { attribute, problem } => {
            let sentence = (errors::JA.problem)(field(*attribute), *problem);
            format!(
                "{}: {}",
                attribute_ja(*attribute),
                sentence.trim_end_matches('。')
            )
        }
        LineProblem::NoWayToSignIn => {
            "メールアドレス・社員番号・ログインIDのどれもないため、サインインできません".into()
        }
        LineProblem::Duplicate { attribute, line } => {
            format!("{}が{line}行目と重複しています", attribute_ja(*attribute))
        }
        LineProblem::SamePerson { line } => {
            format!("{line}行目と同じ登録済みのユーザーを指しています")
        }
        LineProblem::Disagreement {
            first,
            first_name,
            second,
            second_name,
        } => format!(
            "{}は「{first_name}」さん、{}は「{second_name}」さんのものです。どちらかを修正してください",
            attribute_ja(*first),
            attribute_ja(*second)
        ),
        LineProblem::UnknownGroup { name } => format!(
            "「{name}」というグループはありません。先にグループを作成するか、「まだないグループは作成する」を選んでください"
        ),
        LineProblem::UnknownRole { text } => {
            format!(
                "「{text}」という権限はありません(管理者・担当者・一般・受講者のどれかにしてください)"
            )
        }
        LineProblem::MoreRights => "ご自分を超える権限を持つユーザーは変更できません".into(),
        LineProblem::TooManyNewGroups { max } => format!(
            "1回の取り込みで新しく作れるグループは{}件までです。ファイルを分けるか、所属の列の対応を確認してください",
            grouped(*max)
        ),
        LineProblem::TooManyGroups { max } => {
            format!("1行に書けるグループは{}件までです", grouped(*max))
        }
    }
}

fn problem_en(problem: &LineProblem) -> String {
    match problem {
        LineProblem::Row(RowProblem::Ragged { expected, found }) => {
            format!(
                "{} where the heading has {expected}",
                plural(u32::from(*found), "cell", "cells")
            )
        }
        LineProblem::Row(RowProblem::Unreadable { line }) => {
            format!("Line {line} holds bytes that are no character")
        }
        LineProblem::Row(RowProblem::CellTooLong { .. }) => "A cell is too long".into(),
        LineProblem::Row(RowProblem::TooLong { .. }) => "The line is too long".into(),
        LineProblem::Row(RowProblem::UnclosedQuote) => {
            "A quotation mark (\") is not closed; nothing after it can be read".into()
        }
        LineProblem::Value { attribute, problem } => {
            let sentence = (errors::EN.problem)(field(*attribute), *problem);
            format!(
                "{}: {}",
                attribute_en(*attribute),
                sentence.trim_end_matches('.')
            )
        }
        LineProblem::NoWayToSignIn => {
            "Without an e-mail address, employee number or login ID nobody can sign in".into()
        }
        LineProblem::Duplicate { attribute, line } => {
            format!("{} is the same as on line {line}", attribute_en(*attribute))
        }
        LineProblem::SamePerson { line } => {
            format!("About the same registered person as line {line}")
        }
        LineProblem::Disagreement {
            first,
            first_name,
            second,
            second_name,
        } => format!(
            "{} is {first_name}'s, {} is {second_name}'s",
            attribute_en(*first),
            attribute_en(*second)
        ),
        LineProblem::UnknownGroup { name } => format!("There is no group “{name}”"),
        LineProblem::UnknownRole { text } => {
            format!("There is no role “{text}” (管理者, 担当者, 一般 or 受講者)")
        }
        LineProblem::MoreRights => "This person has more rights than you".into(),
        LineProblem::TooManyNewGroups { max } => format!(
            "One import can create {} groups at most. Split the file, or check which column names the groups",
            grouped(*max)
        ),
        LineProblem::TooManyGroups { max } => {
            format!("A line can name {} groups at most", grouped(*max))
        }
    }
}
