//! What the server says when it cannot show a page at all: plain pages without the application around them.

use super::errors::{wait_en, wait_ja};

#[derive(Debug)]
pub struct EdgeText {
    pub title: &'static str,
    pub misdirected: &'static str,
    pub cross_site: &'static str,
    pub too_large: &'static str,
    pub unreadable: &'static str,
    pub not_found: &'static str,
    /// Seconds to wait.
    pub too_many: fn(u16) -> String,
    pub slow: &'static str,
    pub broken: &'static str,
    /// The number to quote.
    pub number: fn(u64) -> String,
    pub home: &'static str,
}

pub const JA: EdgeText = EdgeText {
    title: "表示できませんでした",
    misdirected: "このアドレスでは表示できません。ご案内したアドレスからもう一度開いてください。",
    cross_site: "ほかのサイトから送られた操作は受け付けられません。画面を開き直して、もう一度お試しください。",
    too_large: "送られたデータが大きすぎます。小さくしてから、もう一度お試しください。",
    unreadable: "送られたデータを最後まで読み取れませんでした。もう一度お試しください。",
    not_found: "ページが見つかりません。アドレスが変わったか、削除された可能性があります。",
    too_many: |seconds| {
        format!(
            "失敗が続いたため、一時的に制限しています。{}後にもう一度お試しください。",
            wait_ja(seconds)
        )
    },
    slow: "時間内に処理できませんでした。しばらくしてからもう一度お試しください。",
    broken: "サーバーで問題が起きました。しばらくしてからもう一度お試しください。続く場合は、次の番号を添えて管理者にご連絡ください。",
    number: |number| format!("お問い合わせ番号 {number}"),
    home: "ホームへ戻る",
};

pub const EN: EdgeText = EdgeText {
    title: "This can't be shown",
    misdirected: "This address is not served here. Please open the address you were given.",
    cross_site: "What another site sends is not accepted. Open the page again and retry.",
    too_large: "What was sent is too large. Please make it smaller and try again.",
    unreadable: "What was sent did not arrive whole. Please try again.",
    not_found: "Page not found. Its address may have changed, or it may have been deleted.",
    too_many: |seconds| {
        format!(
            "Too many tries have failed. Please try again in about {}.",
            wait_en(seconds)
        )
    },
    slow: "This took too long. Please try again in a while.",
    broken: "Something went wrong on the server. Please try again in a while. If it happens again, tell your administrator this number.",
    number: |number| format!("Reference number {number}"),
    home: "Back to home",
};
