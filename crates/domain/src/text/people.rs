//! Words of the pages about people (White paper §5, §6, §7).

use super::{Bilingual, grouped, plural};
use crate::people::INVITED_COUNTED;

#[derive(Debug)]
pub struct PeopleText {
    pub title: &'static str,
    pub lead: &'static str,
    pub search: &'static str,
    pub new: &'static str,
    pub import: &'static str,
    pub empty: &'static str,
    pub nothing_found: &'static str,
    pub filter_role: &'static str,
    pub filter_state: &'static str,
    pub filter_group: &'static str,
    pub order: &'static str,
    pub order_newest: &'static str,
    pub order_kana: &'static str,
    pub name: &'static str,
    pub kana: &'static str,
    pub state: &'static str,
    pub last_sign_in: &'static str,
    pub never: &'static str,
    pub registered_at: &'static str,

    pub invited: fn(u32) -> String,
    pub invite_all: &'static str,
    pub invite_all_about: &'static str,
    pub invited_all_again: &'static str,

    pub new_title: &'static str,
    pub new_lead: &'static str,
    pub family_kana: &'static str,
    pub given_kana: &'static str,
    pub family_hint: &'static str,
    pub email_hint: &'static str,
    pub employee_number_hint: &'static str,
    pub login_id_hint: &'static str,
    pub role_hint: &'static str,
    pub org_admin_hint: &'static str,
    pub first_password: &'static str,
    pub by_mail: &'static str,
    pub by_mail_hint: &'static str,
    pub by_display: &'static str,
    pub by_display_hint: &'static str,
    pub group_choice: &'static str,
    pub register: &'static str,
    pub registered: &'static str,

    pub edit_title: &'static str,
    pub edit: &'static str,
    pub changed: &'static str,
    pub changed_meanwhile: &'static str,
    pub read_only: &'static str,

    pub groups: &'static str,
    pub no_groups: &'static str,
    pub add_to_group: &'static str,
    pub added_to_group: &'static str,
    pub removed_from_group: &'static str,
    pub remove_from: fn(&str) -> String,

    pub access: &'static str,
    pub send_link: &'static str,
    pub send_link_about: &'static str,
    pub send_link_none: &'static str,
    pub link_sent: &'static str,
    pub show_password: &'static str,
    pub show_password_about: &'static str,
    pub suspend: &'static str,
    pub suspend_about: &'static str,
    pub suspended: &'static str,
    pub reactivate: &'static str,
    pub reactivate_about: &'static str,
    pub reactivated: &'static str,
    pub delete: &'static str,
    pub delete_about: fn(&str) -> String,
    pub deleted: &'static str,

    pub sheet_title: &'static str,
    pub sheet_lead: &'static str,
    pub sheet_until: fn(&str) -> String,
    pub sheet_gone: &'static str,
    pub sheet_password: &'static str,
    pub sheet_sign_in_at: &'static str,
    pub sheet_change: &'static str,
    pub sheet_csv: &'static str,
    pub sheet_csv_cp932: &'static str,
    pub sheet_finish: &'static str,
    pub sheet_finish_about: &'static str,
    pub sheet_finished: &'static str,
    pub sheet_next: &'static str,
    pub sheet_lines: fn(u32, u32, u32) -> String,
}

impl Bilingual for PeopleText {
    const JA: &'static Self = &JA;
    const EN: &'static Self = &EN;
}

pub const JA: PeopleText = PeopleText {
    title: "ユーザー",
    lead: "組織のユーザーを登録し、権限とグループを設定します。",
    search: "氏名、フリガナ、社員番号、ログインID、メールアドレスで検索",
    new: "ユーザーを登録する",
    import: "名簿を取り込む",
    empty: "ユーザーはまだいません。",
    nothing_found: "条件に合うユーザーはいません。",
    filter_role: "権限で絞り込む",
    filter_state: "状態で絞り込む",
    filter_group: "グループで絞り込む",
    order: "並び順",
    order_newest: "新しい順",
    order_kana: "フリガナ順",
    name: "氏名",
    kana: "フリガナ",
    state: "状態",
    last_sign_in: "最終サインイン",
    never: "まだありません",
    registered_at: "登録日時",

    invited: |n| {
        let many = if n > INVITED_COUNTED {
            "人を超える人"
        } else {
            "人"
        };
        format!(
            "{}{many}がまだ利用を始めていません。",
            grouped(n.min(INVITED_COUNTED))
        )
    },
    invite_all: "未設定の全員に設定メールを再送する",
    invite_all_about: "メールで招待した全員に、新しいリンクを送ります。前のリンクは使えなくなります。初期パスワードを配布した人と、メールアドレスのない人には送りません。",
    invited_all_again: "設定メールを送りました。",

    new_title: "ユーザーの登録",
    new_lead: "登録すると、初期パスワードをすぐに配布できます。",
    family_kana: "フリガナ(姓)",
    given_kana: "フリガナ(名)",
    family_hint: "姓と名を分けられないときは、ここにすべて入力してください。",
    email_hint: "メールアドレスのない人は、空欄のまま登録できます。",
    employee_number_hint: "組織内で同じ番号は使えません。",
    login_id_hint: "メールアドレスのない人は、組織コードとこのIDでサインインします。空欄にすると社員番号になります。",
    role_hint: "自分の権限を超える権限は付与できません。",
    org_admin_hint: "権限にかかわらず、すべての機能と組織の設定を使えます。",
    first_password: "初期パスワードの配布方法",
    by_mail: "メールで送る",
    by_mail_hint: "本人がリンクを開き、自分でパスワードを設定します。リンクは7日間、1回だけ使えます。",
    by_display: "画面に表示して配布する",
    by_display_hint: "20文字のパスワードを作り、次の画面に30分間だけ表示します。その後は再表示できません。本人は最初のサインインで変更します。",
    group_choice: "グループ",
    register: "登録する",
    registered: "登録し、設定メールを送りました。",

    edit_title: "ユーザーの変更",
    edit: "変更する",
    changed: "変更を保存しました。",
    changed_meanwhile: "入力の間に、ほかの人がこのユーザーを変更しました。入力した内容は残っています。最新の内容を確認してから、もう一度保存してください。",
    read_only: "このユーザーはあなたを超える権限を持っているため、変更できません。",

    groups: "グループ",
    no_groups: "どのグループにも所属していません。",
    add_to_group: "グループに追加する",
    added_to_group: "グループに追加しました。",
    removed_from_group: "グループから外しました。",
    remove_from: |name| format!("{name}から外す"),

    access: "サインイン",
    send_link: "パスワード設定メールを送る",
    send_link_about: "本人がパスワードを設定するためのリンクを送ります。前のリンクは使えなくなります。",
    send_link_none: "メールアドレスがないため、リンクは送れません。初期パスワードを表示して配布してください。",
    link_sent: "リンクをメールで送りました。",
    show_password: "初期パスワードを再発行する",
    show_password_about: "現在のパスワードは無効になり、このユーザーはすべての端末からサインアウトされます。新しいパスワードは次の画面に表示されます。",
    suspend: "利用を停止する",
    suspend_about: "サインインできなくなります。受講の記録は残り、いつでも再開できます。",
    suspended: "利用を停止しました。",
    reactivate: "利用を再開する",
    reactivate_about: "前と同じパスワードと権限で、サインインできるようになります。",
    reactivated: "利用を再開しました。",
    delete: "ユーザーを削除する",
    delete_about: |name| {
        format!(
            "{name}さんの氏名、メールアドレス、社員番号、ログインIDを完全に削除します。復元はできません。受講の記録は「削除済みユーザー」として残ります。"
        )
    },
    deleted: "ユーザーを削除しました。",

    sheet_title: "初期パスワード",
    sheet_lead: "本人に配布してください。配布を完了するか、時間が過ぎると、再表示できません。",
    sheet_until: |time| {
        format!(
            "{time}まで、今のサインイン中にかぎり表示できます。表示とダウンロードは操作履歴に記録されます。"
        )
    },
    sheet_gone: "このパスワードは、もう表示できません。必要なときは、ユーザーの画面で再発行してください。",
    sheet_password: "パスワード",
    sheet_sign_in_at: "サインインするページ",
    sheet_change: "最初のサインインで、自分のパスワードに変更してください。",
    sheet_csv: "CSVで保存",
    sheet_csv_cp932: "Shift_JISで保存",
    sheet_finish: "配布を完了する",
    sheet_finish_about: "一覧を消去します。再表示はできません。必要になったときは再発行してください。",
    sheet_finished: "初期パスワードの一覧を消去しました。",
    sheet_next: "続きを表示する",
    sheet_lines: |from, to, total| {
        format!(
            "{}–{}人目 / 全{}人",
            grouped(from),
            grouped(to),
            grouped(total)
        )
    },
};

pub const EN: PeopleText = PeopleText {
    title: "Users",
    lead: "Register the people of your organization, and decide on their roles and groups.",
    search: "Search by name, kana, employee number, login ID or address",
    new: "Register a user",
    import: "Import a list",
    empty: "There are no users yet.",
    nothing_found: "No user fits.",
    filter_role: "Filter by role",
    filter_state: "Filter by state",
    filter_group: "Filter by group",
    order: "Order",
    order_newest: "Newest first",
    order_kana: "By kana",
    name: "Name",
    kana: "Kana",
    state: "State",
    last_sign_in: "Last sign-in",
    never: "Not yet",
    registered_at: "Registered",

    invited: |n| {
        if n > INVITED_COUNTED {
            return format!(
                "More than {} people have not started yet.",
                grouped(INVITED_COUNTED)
            );
        }
        format!(
            "{} not started yet.",
            plural(n, "person has", "people have")
        )
    },
    invite_all: "Send all of them the invitation again",
    invite_all_about: "Everybody invited by mail gets a new link; older links stop working. Nothing is sent to people who were handed a password or have no address.",
    invited_all_again: "The invitations are on their way.",

    new_title: "Register a user",
    new_lead: "Their initial password is ready as soon as they are registered.",
    family_kana: "Family name in kana",
    given_kana: "Given name in kana",
    family_hint: "Enter the whole name here if it can't be divided.",
    email_hint: "Leave this empty for people without an address.",
    employee_number_hint: "No two people of the organization have the same number.",
    login_id_hint: "People without an address sign in with the organization's code and this ID. Left empty, it is the employee number.",
    role_hint: "You can't give more rights than you have.",
    org_admin_hint: "May use every function and the organization's settings, whatever the role.",
    first_password: "How the initial password is handed over",
    by_mail: "Send a mail",
    by_mail_hint: "They open a link and choose a password themselves. The link works once, for 7 days.",
    by_display: "Show it, to be handed over",
    by_display_hint: "A password of 20 characters is made and shown on the next page for 30 minutes, and never again. They change it when they first sign in.",
    group_choice: "Groups",
    register: "Register",
    registered: "Registered. The invitation is on its way.",

    edit_title: "Change a user",
    edit: "Change",
    changed: "Your changes are saved.",
    changed_meanwhile: "Someone else changed this user while you were typing. What you typed is still here: look at the latest values, then save again.",
    read_only: "This user has more rights than you, so you can't change them.",

    groups: "Groups",
    no_groups: "In no group.",
    add_to_group: "Add to a group",
    added_to_group: "Added to the group.",
    removed_from_group: "Removed from the group.",
    remove_from: |name| format!("Remove from {name}"),

    access: "Signing in",
    send_link: "Send a link",
    send_link_about: "They get a link to choose a password. Older links stop working.",
    send_link_none: "There is no address to send a link to. Show a password and hand it over.",
    link_sent: "The link is on its way.",
    show_password: "Issue a new initial password",
    show_password_about: "Their present password stops working, and they are signed out everywhere. The new one is shown on the next page.",
    suspend: "Suspend",
    suspend_about: "They can't sign in any more. Their records stay, and they can be reactivated at any time.",
    suspended: "Suspended.",
    reactivate: "Reactivate",
    reactivate_about: "They can sign in again with the same password and role.",
    reactivated: "Reactivated.",
    delete: "Delete this user",
    delete_about: |name| {
        format!(
            "The name, address, employee number and login ID of {name} are erased for good. Their records stay, of a “deleted user”."
        )
    },
    deleted: "The user was deleted.",

    sheet_title: "Initial passwords",
    sheet_lead: "Hand these over. Once you say so, or the time is over, they can't be shown again.",
    sheet_until: |time| {
        format!("Readable until {time}, while you stay signed in. Each reading is logged.")
    },
    sheet_gone: "These passwords can't be shown any more. If you need one, issue a new one on the user's page.",
    sheet_password: "Password",
    sheet_sign_in_at: "Where to sign in",
    sheet_change: "Change it to a password of your own when you first sign in.",
    sheet_csv: "Download as CSV",
    sheet_csv_cp932: "CSV (Shift_JIS)",
    sheet_finish: "I have handed them over",
    sheet_finish_about: "This list is cleared and can't be shown again; a lost password has to be issued anew.",
    sheet_finished: "The list of passwords is gone.",
    sheet_next: "Show the next",
    sheet_lines: |from, to, total| {
        format!("{}–{} of {}", grouped(from), grouped(to), grouped(total))
    },
};
