//! What people are told when something is refused or fails: what happened, and how to mend it.

use super::{grouped, plural};
use crate::error::{Field, Problem, Refusal};

#[derive(Debug)]
pub struct ErrorsText {
    /// Heads the summary of a form that was not accepted.
    pub form_title: &'static str,
    /// Heads a page that could not be shown.
    pub refused_title: &'static str,
    pub not_found_title: &'static str,
    pub not_found: &'static str,
    pub broken_title: &'static str,
    pub broken: &'static str,
    /// Nothing was lost on the server: said where an action failed.
    pub kept: &'static str,
    pub incident: &'static str,
    pub unreachable_title: &'static str,
    pub unreachable: &'static str,
    /// A page's own code did not come, so that it works as without JavaScript, or not at all.
    pub part_missing: &'static str,
    pub back_home: &'static str,
    /// One sentence for a whole refusal.
    pub refusal: fn(&Refusal) -> String,
    /// What a field is called.
    pub field: fn(Field) -> &'static str,
    /// One sentence under a field.
    pub problem: fn(Field, Problem) -> String,
    pub taken: fn(Field) -> String,
}

impl ErrorsText {
    /// The sentence that stands under `field`, when the refusal speaks of it.
    pub fn of_field(&self, refusal: &Refusal, field: Field) -> Option<String> {
        match refusal {
            Refusal::Invalid(problems) => problems
                .iter()
                .find(|(of, _)| *of == field)
                .map(|(of, problem)| (self.problem)(*of, *problem)),
            Refusal::Taken(of) if *of == field => Some((self.taken)(field)),
            _ => None,
        }
    }
}

pub const JA: ErrorsText = ErrorsText {
    form_title: "入力内容を確認してください",
    refused_title: "表示できません",
    not_found_title: "ページが見つかりません",
    not_found: "削除されたか、アドレスが変わった可能性があります。",
    broken_title: "問題が起きました",
    broken: "サーバーで処理できませんでした。しばらくしてからもう一度お試しください。続く場合は、次の番号を添えて管理者にご連絡ください。",
    kept: "保存済みの内容は失われていません。",
    incident: "お問い合わせ番号",
    unreachable_title: "サーバーにつながりません",
    unreachable: "通信の状態を確認し、もう一度お試しください。入力した内容はこの画面に残っています。",
    part_missing: "この画面に必要なファイルを読み込めませんでした。通信の状態を確認し、再読み込みしてください。",
    back_home: "ホームへ戻る",
    refusal: |refusal| {
        match refusal {
        Refusal::NotSignedIn => "サインインしてください。".into(),
        Refusal::WrongCredentials => {
            "メールアドレス(またはログインIDと組織コード)かパスワードが正しくありません。再設定できない場合は、組織の管理者に再発行を依頼してください。".into()
        }
        Refusal::Forbidden => "この操作をする権限がありません。必要な場合は組織の管理者にご相談ください。".into(),
        Refusal::NotFound => "対象が見つかりません。削除された可能性があります。".into(),
        Refusal::Invalid(_) => "入力内容を確認してください。".into(),
        Refusal::Taken(field) => taken_ja(*field),
        Refusal::Changed => "ほかの人が先に変更しました。最新の内容を確認してから、もう一度保存してください。".into(),
        Refusal::ImportRunning => {
            "ユーザーの取り込みが進行中です。終わるまで、ユーザーとグループは変更できません。".into()
        }
        Refusal::NoSeats { missing } => format!(
            "契約人数を{}人超えます。対象を減らすか、契約人数を増やしてください。",
            grouped(*missing)
        ),
        Refusal::LastAdministrator => {
            "最後の組織管理者は外せません。先に、ほかの人を組織管理者にしてください。".into()
        }
        Refusal::LinkExpired => {
            "このリンクは、すでに使用されたか、期限が切れたか、新しいリンクが発行されたため、使えません。最新のメールのリンクを開いてください。".into()
        }
        Refusal::Gone => "表示できる時間が過ぎました。必要な場合は、もう一度発行してください。".into(),
        Refusal::MustChangePassword => "はじめに、ご自分のパスワードを設定してください。".into(),
        Refusal::NoAttemptLeft => "受験できる回数を使い切ったか、配信が終了しています。担当者にお問い合わせください。".into(),
        Refusal::NoAddress => {
            "このユーザーにはメールアドレスがないため、メールを送れません。別の方法で連絡してください。".into()
        }
        Refusal::TooLate => "現在の状態では、この操作はできません。画面を読み込み直して、最新の状態を確認してください。".into(),
        Refusal::Busy { retry_after_s } => {
            format!("混み合っています。{}秒ほど待って、もう一度お試しください。", (*retry_after_s).max(1))
        }
        Refusal::TooManyFailures { retry_after_s } => format!(
            "失敗が続いたため、一時的に制限しています。{}後にもう一度お試しください。",
            wait_ja(*retry_after_s)
        ),
        Refusal::BadRequest => "送られた内容を読み取れませんでした。画面を開き直して、もう一度お試しください。".into(),
    }
    },
    field: field_ja,
    problem: problem_ja,
    taken: taken_ja,
};

/// Nobody counts 300 seconds.
pub(super) fn wait_ja(seconds: u16) -> String {
    match seconds {
        0..60 => format!("約{}秒", seconds.max(1)),
        _ => format!("約{}分", seconds.div_ceil(60)),
    }
}

pub(super) fn wait_en(seconds: u16) -> String {
    match seconds {
        0..60 => plural(seconds.max(1).into(), "second", "seconds"),
        _ => plural(seconds.div_ceil(60).into(), "minute", "minutes"),
    }
}

fn taken_ja(field: Field) -> String {
    format!(
        "この{}はすでに使われています。別の値を入力してください。",
        field_ja(field)
    )
}

const fn field_ja(field: Field) -> &'static str {
    match field {
        Field::OrganizationName => "組織名",
        Field::OrganizationCode => "組織コード",
        Field::Seats => "契約人数",
        Field::GroupName => "グループ名",
        Field::FamilyName => "姓",
        Field::GivenName => "名",
        Field::Kana => "フリガナ",
        Field::Email => "メールアドレス",
        Field::Identifier => "メールアドレスまたはログインID",
        Field::EmployeeNumber => "社員番号",
        Field::LoginId => "ログインID",
        Field::Role => "権限",
        Field::Password => "パスワード",
        Field::PasswordAgain => "パスワード(確認)",
        Field::CurrentPassword => "現在のパスワード",
        Field::File => "ファイル",
        Field::Mapping => "列の対応",
        Field::Lesson => "レッスン",
        Field::Title => "タイトル",
        Field::Category => "カテゴリ",
        Field::Body => "本文",
        Field::Minutes => "所要時間",
        Field::Question => "問題文",
        Field::Choice => "選択肢",
        Field::Explanation => "解説",
        Field::Points => "配点",
        Field::PassScore => "合格点",
        Field::Attempts => "受験できる回数",
        Field::Targets => "配信対象",
        Field::StartsAt => "配信日時",
        Field::DueOn => "期限",
        Field::Reminders => "催促メール",
        Field::Answer => "回答",
        Field::Search => "検索する言葉",
        Field::ConfirmationWord => "確認の言葉",
    }
}

fn problem_ja(field: Field, problem: Problem) -> String {
    let name = field_ja(field);
    match problem {
        Problem::Missing => match field {
            Field::Role | Field::Lesson | Field::Targets | Field::File | Field::Mapping | Field::Answer | Field::Reminders => {
                format!("{name}を選んでください。")
            }
            _ => format!("{name}を入力してください。"),
        },
        Problem::TooLong { max } => format!("{name}は{}文字以内にしてください。", grouped(max.into())),
        Problem::TooShort { min } => format!("{name}は{}文字以上にしてください。", grouped(min.into())),
        Problem::TooSmall { min } => format!("{name}は{}以上にしてください。", grouped(min)),
        Problem::TooLarge { max } => match field {
            Field::Reminders => format!("催促メールは{}つまで選べます。", grouped(max)),
            Field::Targets => format!("個別に選べるのは{}件までです。", grouped(max)),
            _ => format!("{name}は{}以下にしてください。", grouped(max)),
        },
        Problem::ControlCharacter => format!("{name}から、改行や見えない文字を取り除いてください。"),
        Problem::Malformed => malformed_ja(field),
        Problem::TooEasy => {
            "推測されやすいパスワードです。名前やアドレスを含まない、別の言葉の組み合わせにしてください。".into()
        }
        Problem::Differs => "2つの入力が一致しません。同じものをもう一度入力してください。".into(),
        Problem::Wrong => format!("{name}が正しくありません。もう一度入力してください。"),
        Problem::InThePast => format!("{name}は、現在より後にしてください。"),
        Problem::TooEarly => format!("{name}は、開始より後にしてください。"),
        Problem::NoRightChoice => "正解の選択肢を選んでください。複数の正解は、複数選択の問題でだけ使えます。".into(),
    }
}

fn malformed_ja(field: Field) -> String {
    match field {
        Field::Email => "メールアドレスは「名前@会社名.jp」の形式で入力してください。".into(),
        Field::OrganizationCode => {
            "組織コードは、英小文字、数字、ハイフンで入力してください。".into()
        }
        Field::DueOn => "期限の日付を入力してください。".into(),
        Field::StartsAt => "配信の日付と時刻を入力してください。".into(),
        Field::File => "ファイルを読み取れません。CSV形式か確認してください。".into(),
        Field::Seats | Field::Minutes | Field::Points | Field::PassScore | Field::Attempts => {
            format!("{}は半角の数字で入力してください。", field_ja(field))
        }
        Field::EmployeeNumber | Field::LoginId => {
            format!("{}には空白を入れないでください。", field_ja(field))
        }
        _ => format!("{}の入力形式を確認してください。", field_ja(field)),
    }
}

pub const EN: ErrorsText = ErrorsText {
    form_title: "Please check what you entered",
    refused_title: "This can't be shown",
    not_found_title: "Page not found",
    not_found: "It may have been deleted, or its address may have changed.",
    broken_title: "Something went wrong",
    broken: "The server could not do this. Please try again in a while. If it happens again, tell your administrator this number.",
    kept: "What was saved before is safe.",
    incident: "Reference number",
    unreachable_title: "The server can't be reached",
    unreachable: "Please check your connection and try again. What you entered is still on this page.",
    part_missing: "Some of what this page needs did not load. Please check your connection and reload the page.",
    back_home: "Back to home",
    refusal: |refusal| {
        match refusal {
        Refusal::NotSignedIn => "Please sign in.".into(),
        Refusal::WrongCredentials => {
            "The sign-in details are not correct. Try again, reset your password, or ask your administrator for a new one.".into()
        }
        Refusal::Forbidden => {
            "You do not have permission to do this. If you need it, ask your organization's administrator.".into()
        }
        Refusal::NotFound => "This was not found. It may have been deleted.".into(),
        Refusal::Invalid(_) => "Please check what you entered.".into(),
        Refusal::Taken(field) => taken_en(*field),
        Refusal::Changed => "Someone else changed this first. Look at the latest version, then save again.".into(),
        Refusal::ImportRunning => {
            "An import of users is under way. Users and groups can't be changed until it has finished.".into()
        }
        Refusal::NoSeats { missing } => format!(
            "This is {} more than your contract allows. Take some out, or raise the number of seats.",
            plural(*missing, "person", "people")
        ),
        Refusal::LastAdministrator => {
            "The last organization administrator can't be removed. Appoint someone else first.".into()
        }
        Refusal::LinkExpired => {
            "This link can't be used: it was used already, is too old, or a newer one has been sent. Open the one in the newest mail.".into()
        }
        Refusal::Gone => "The time to read this has passed. If you need it, issue it again.".into(),
        Refusal::MustChangePassword => "Please set a password of your own first.".into(),
        Refusal::NoAttemptLeft => "You have used all attempts, or the delivery has ended. Please tell whoever runs the training.".into(),
        Refusal::NoAddress => {
            "This user has no e-mail address, so no mail can be sent. Please tell them another way.".into()
        }
        Refusal::TooLate => "This can't be done any more: its state has changed. Reload the page to see how it stands.".into(),
        Refusal::Busy { retry_after_s } => format!(
            "The server is busy. Please wait about {} and try again.",
            plural(u32::from(*retry_after_s).max(1), "second", "seconds")
        ),
        Refusal::TooManyFailures { retry_after_s } => format!(
            "Too many tries have failed. Please try again in about {}.",
            wait_en(*retry_after_s)
        ),
        Refusal::BadRequest => "What was sent could not be read. Open the page again and retry.".into(),
    }
    },
    field: field_en,
    problem: problem_en,
    taken: taken_en,
};

fn taken_en(field: Field) -> String {
    format!(
        "{} is already in use. Please choose another.",
        field_en(field)
    )
}

const fn field_en(field: Field) -> &'static str {
    match field {
        Field::OrganizationName => "Organization name",
        Field::OrganizationCode => "Organization code",
        Field::Seats => "Seats",
        Field::GroupName => "Group name",
        Field::FamilyName => "Family name",
        Field::GivenName => "Given name",
        Field::Kana => "Name in kana",
        Field::Email => "E-mail address",
        Field::Identifier => "E-mail address or login ID",
        Field::EmployeeNumber => "Employee number",
        Field::LoginId => "Login ID",
        Field::Role => "Role",
        Field::Password => "Password",
        Field::PasswordAgain => "Password (again)",
        Field::CurrentPassword => "Current password",
        Field::File => "File",
        Field::Mapping => "Columns",
        Field::Lesson => "Lesson",
        Field::Title => "Title",
        Field::Category => "Category",
        Field::Body => "Text",
        Field::Minutes => "Estimated time",
        Field::Question => "Question",
        Field::Choice => "Choice",
        Field::Explanation => "Explanation",
        Field::Points => "Points",
        Field::PassScore => "Pass score",
        Field::Attempts => "Attempts allowed",
        Field::Targets => "Recipients",
        Field::StartsAt => "Start",
        Field::DueOn => "Due date",
        Field::Reminders => "Reminders",
        Field::Answer => "Answer",
        Field::Search => "Search words",
        Field::ConfirmationWord => "Confirmation word",
    }
}

fn problem_en(field: Field, problem: Problem) -> String {
    let name = field_en(field);
    match problem {
        Problem::Missing => match field {
            Field::Role
            | Field::Lesson
            | Field::Targets
            | Field::File
            | Field::Mapping
            | Field::Answer
            | Field::Reminders => {
                format!("{name}: please choose.")
            }
            _ => format!("{name}: please fill this in."),
        },
        Problem::TooLong { max } => {
            format!(
                "{name}: use at most {}.",
                plural(max.into(), "character", "characters")
            )
        }
        Problem::TooShort { min } => {
            format!(
                "{name}: use at least {}.",
                plural(min.into(), "character", "characters")
            )
        }
        Problem::TooSmall { min } => format!("{name}: enter {} or more.", grouped(min)),
        Problem::TooLarge { max } => match field {
            Field::Reminders | Field::Targets => {
                format!("{name}: choose {} at most.", grouped(max))
            }
            _ => format!("{name}: enter {} or less.", grouped(max)),
        },
        Problem::ControlCharacter => {
            format!("{name}: take out line breaks and invisible characters.")
        }
        Problem::Malformed => malformed_en(field),
        Problem::TooEasy => {
            "This password is easy to guess. Combine other words, without your name or address."
                .into()
        }
        Problem::Differs => "The two entries differ. Enter the same one again.".into(),
        Problem::Wrong => format!("{name}: this is not right. Please enter it again."),
        Problem::InThePast => format!("{name}: choose a time in the future."),
        Problem::TooEarly => format!("{name}: choose a time after the start."),
        Problem::NoRightChoice => {
            "Mark the right choice. Several right choices are for multiple-choice questions only."
                .into()
        }
    }
}

fn malformed_en(field: Field) -> String {
    match field {
        Field::Email => "Enter the address like “name@example.com”.".into(),
        Field::OrganizationCode => "Use small letters, digits and hyphens.".into(),
        Field::DueOn => "Enter a date.".into(),
        Field::StartsAt => "Enter a date and a time.".into(),
        Field::File => "The file can't be read. Please check that it is a CSV file.".into(),
        Field::Seats | Field::Minutes | Field::Points | Field::PassScore | Field::Attempts => {
            format!("{}: enter a number in digits.", field_en(field))
        }
        Field::EmployeeNumber | Field::LoginId => format!("{}: leave out blanks.", field_en(field)),
        _ => format!("{}: please check its form.", field_en(field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_speaks_under_the_field_it_is_about() {
        let refusal = Refusal::invalid(Field::GroupName, Problem::TooLong { max: 60 });
        assert_eq!(
            JA.of_field(&refusal, Field::GroupName).as_deref(),
            Some("グループ名は60文字以内にしてください。")
        );
        assert_eq!(JA.of_field(&refusal, Field::Email), None);
        assert_eq!(
            EN.of_field(&Refusal::Taken(Field::Email), Field::Email)
                .as_deref(),
            Some("E-mail address is already in use. Please choose another.")
        );
    }

    #[test]
    fn counts_in_refusals_take_the_right_form() {
        assert!((EN.refusal)(&Refusal::NoSeats { missing: 1 }).contains("1 person more"));
        assert!((EN.refusal)(&Refusal::NoSeats { missing: 1200 }).contains("1,200 people more"));
        assert!((JA.refusal)(&Refusal::Busy { retry_after_s: 0 }).contains("1秒"));
    }
}
