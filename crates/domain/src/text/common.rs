//! Words every page shares: navigation, buttons, states.

use super::{grouped, plural};
use crate::{
    access::{Role, Theme},
    people::PersonState,
};

#[derive(Debug)]
pub struct CommonText {
    pub product: &'static str,
    pub skip_to_content: &'static str,
    pub main_navigation: &'static str,
    pub breadcrumbs: &'static str,
    /// The last of the phone's five destinations.
    pub more: &'static str,
    pub help: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_name: fn(Theme) -> &'static str,
    pub role: fn(Role) -> &'static str,
    pub organization_admin: &'static str,
    pub person_state: fn(PersonState) -> &'static str,

    pub nav_me: &'static str,
    pub nav_education: &'static str,
    pub nav_management: &'static str,
    pub nav_settings: &'static str,
    pub home: &'static str,
    pub my_learning: &'static str,
    pub lessons: &'static str,
    pub deliveries: &'static str,
    pub people: &'static str,
    pub groups: &'static str,
    pub imports: &'static str,
    pub operation_log: &'static str,
    pub account: &'static str,
    pub name: &'static str,
    pub organization: &'static str,

    pub sign_in: &'static str,
    pub sign_out: &'static str,
    pub save: &'static str,
    pub cancel: &'static str,
    pub close: &'static str,
    pub search: &'static str,
    pub undo: &'static str,
    /// How many characters a file in `Shift_JIS` would lose, and which.
    pub replaced: fn(u32, &str) -> String,
    pub replace: &'static str,
    pub as_utf8: &'static str,
    pub reload: &'static str,

    pub required: &'static str,
    pub all: &'static str,
    pub none: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub loading: &'static str,
    pub select_row: &'static str,
    /// What the leading cell of a notice says to who cannot see its colour.
    pub tone_info: &'static str,
    pub tone_success: &'static str,
    pub tone_warning: &'static str,
    pub tone_danger: &'static str,
    /// White paper §3: a deleted person's rows keep this in place of a name.
    pub deleted_person: &'static str,

    pub pages: &'static str,
    pub first_page: &'static str,
    pub next_page: &'static str,
    /// Between the things of a list.
    pub list_comma: &'static str,
    pub results: fn(u32) -> String,
    pub results_and_more: fn(u32) -> String,
    pub done_of: fn(u32, u32) -> String,
    pub percent: fn(u32) -> String,
    pub minutes: fn(u32) -> String,
    pub about_seconds_left: fn(u32) -> String,
    pub cannot_be_undone: &'static str,
    /// What to type before a deed that can't be undone, and the sentence that asks for it.
    pub confirm_word: &'static str,
    /// The same before something is ended for good.
    pub end_word: &'static str,
    pub type_to_confirm: fn(&str) -> String,
    pub numbers_as_table: &'static str,
    pub current_step: &'static str,
    pub finished_step: &'static str,
    pub unsaved: &'static str,
    /// A name with the honorific, as mails and greetings use it.
    pub honorific: fn(&str) -> String,
}

pub const JA: CommonText = CommonText {
    product: "櫓 Yagura",
    skip_to_content: "本文へ移動",
    main_navigation: "メインメニュー",
    breadcrumbs: "現在の場所",
    more: "その他",
    help: "この画面の使い方",
    language: "表示言語",
    theme: "表示テーマ",
    theme_name: |theme| match theme {
        Theme::Auto => "端末に合わせる",
        Theme::Light => "ライト",
        Theme::Dark => "ダーク",
    },
    role: |role| match role {
        Role::Manager => "管理者",
        Role::Coordinator => "担当者",
        Role::Member => "一般",
        Role::Learner => "受講者",
    },
    organization_admin: "組織管理者",
    person_state: |state| match state {
        PersonState::Invited => "利用開始前",
        PersonState::Active => "利用中",
        PersonState::Suspended => "利用停止中",
    },

    nav_me: "わたし",
    nav_education: "教育",
    nav_management: "管理",
    nav_settings: "設定",
    home: "ホーム",
    my_learning: "受講",
    lessons: "レッスン",
    deliveries: "配信",
    people: "ユーザー",
    groups: "グループ",
    imports: "取り込み",
    operation_log: "操作履歴",
    account: "自分の設定",
    name: "名前",
    organization: "組織",

    sign_in: "サインイン",
    sign_out: "サインアウト",
    save: "保存する",
    cancel: "キャンセル",
    close: "閉じる",
    search: "検索",
    undo: "元に戻す",
    replaced: |count, characters| {
        format!(
            "Shift_JISで表せない文字が{count}か所あります({characters})。保存すると、「〓」またはよく似た文字に置き換わります。"
        )
    },
    replace: "置き換えて保存する",
    as_utf8: "UTF-8で保存する",
    reload: "再読み込みする",

    required: "必須",
    all: "すべて",
    none: "なし",
    yes: "はい",
    no: "いいえ",
    loading: "読み込んでいます",
    select_row: "この行を選ぶ",
    tone_info: "お知らせ",
    tone_success: "完了",
    tone_warning: "ご注意",
    tone_danger: "エラー",
    deleted_person: "削除済みユーザー",

    pages: "ページ移動",
    first_page: "最初のページ",
    next_page: "次のページ",
    list_comma: "、",
    results: |n| format!("{}件", grouped(n)),
    results_and_more: |n| format!("{}件超", grouped(n)),
    done_of: |done, total| format!("{} / {}", grouped(done), grouped(total)),
    percent: |n| format!("{n}%"),
    minutes: |n| format!("約{n}分"),
    about_seconds_left: |n| {
        if n < 60 {
            format!("残り約{}秒", n.max(1))
        } else {
            format!("残り約{}分", n.div_ceil(60))
        }
    },
    cannot_be_undone: "この操作は取り消せません。",
    confirm_word: "削除",
    end_word: "終了",
    type_to_confirm: |word| format!("続けるには「{word}」と入力してください。"),
    numbers_as_table: "数値を表で見る",
    current_step: "現在の手順",
    finished_step: "済み",
    unsaved: "保存していない変更があります。このページを離れますか？",
    honorific: |name| format!("{name} 様"),
};

pub const EN: CommonText = CommonText {
    product: "Yagura",
    skip_to_content: "Skip to content",
    main_navigation: "Main menu",
    breadcrumbs: "You are here",
    more: "More",
    help: "Help for this page",
    language: "Language",
    theme: "Appearance",
    theme_name: |theme| match theme {
        Theme::Auto => "As the device",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    },
    role: |role| match role {
        Role::Manager => "Manager",
        Role::Coordinator => "Coordinator",
        Role::Member => "Member",
        Role::Learner => "Learner",
    },
    organization_admin: "Organization administrator",
    person_state: |state| match state {
        PersonState::Invited => "Not started yet",
        PersonState::Active => "Active",
        PersonState::Suspended => "Suspended",
    },

    nav_me: "Me",
    nav_education: "Training",
    nav_management: "Administration",
    nav_settings: "Settings",
    home: "Home",
    my_learning: "My lessons",
    lessons: "Lessons",
    deliveries: "Deliveries",
    people: "Users",
    groups: "Groups",
    imports: "Imports",
    operation_log: "Operation log",
    account: "My settings",
    name: "Name",
    organization: "Organization",

    sign_in: "Sign in",
    sign_out: "Sign out",
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    search: "Search",
    undo: "Undo",
    replaced: |count, characters| {
        format!(
            "Shift_JIS cannot express {count} of the characters ({characters}). In the file, 〓 or a look-alike stands for each."
        )
    },
    replace: "Replace and save",
    as_utf8: "Save in UTF-8",
    reload: "Reload",

    required: "Required",
    all: "All",
    none: "None",
    yes: "Yes",
    no: "No",
    loading: "Loading",
    select_row: "Select this row",
    tone_info: "Note",
    tone_success: "Done",
    tone_warning: "Caution",
    tone_danger: "Error",
    deleted_person: "Deleted user",

    pages: "Pages",
    first_page: "First page",
    next_page: "Next page",
    list_comma: ", ",
    results: |n| plural(n, "result", "results"),
    results_and_more: |n| format!("More than {}", plural(n, "result", "results")),
    done_of: |done, total| format!("{} of {}", grouped(done), grouped(total)),
    percent: |n| format!("{n}%"),
    minutes: |n| format!("about {}", plural(n, "minute", "minutes")),
    about_seconds_left: |n| {
        if n < 60 {
            format!("about {} left", plural(n.max(1), "second", "seconds"))
        } else {
            format!("about {} left", plural(n.div_ceil(60), "minute", "minutes"))
        }
    },
    cannot_be_undone: "This can't be undone.",
    confirm_word: "delete",
    end_word: "end",
    type_to_confirm: |word| format!("Type “{word}” to continue."),
    numbers_as_table: "Show the numbers as a table",
    current_step: "Current step",
    finished_step: "Done",
    unsaved: "You have unsaved changes. Leave this page?",
    honorific: str::to_owned,
};
