//! Help for the screen at hand: what it is for, and what to do first.

/// A few sentences a screen.
#[derive(Debug)]
pub struct HelpText {
    /// Of the button.
    pub title: &'static str,
    pub home: &'static str,
    pub learn: &'static str,
    pub lessons: &'static str,
    pub deliveries: &'static str,
    pub people: &'static str,
    pub passwords: &'static str,
    pub groups: &'static str,
    pub imports: &'static str,
    pub audit: &'static str,
    pub account: &'static str,
    /// Whom to ask, for who takes lessons.
    pub ask: &'static str,
}

pub const JA: HelpText = HelpText {
    title: "この画面の使い方",
    home: "受講するレッスンと期限が並びます。「始める」から教材を読み、テストを受けます。",
    learn: "教材を読み終えたら、ページの下からテストへ進みます。答えは選ぶたびに保存されるので、途中でやめても続きから受けられます。",
    lessons: "教材とテストをひとつのレッスンとして書きます。公開すると配信できます。公開したあとに編集しても、配信済みの内容は変わりません。",
    deliveries: "公開したレッスンを、ユーザーやグループに期限を決めて配信します。配信名を開くと、受講の進み具合と受講記録CSVが見られます。",
    people: "氏名、フリガナ、社員番号の一部で検索できます。名前を開くと、権限やグループ、パスワードの再発行ができます。",
    passwords: "初期パスワードは、この画面を開いた人の今のサインイン中だけ表示できます。配布が終わったら「配布を完了する」を押すと消去されます。",
    groups: "部署や役割ごとにユーザーをまとめます。配信の対象や、一覧の絞り込みに使えます。",
    imports: "人事システムのCSVをそのまま読み込めます。列の対応と内容を確認し、「取り込む」を押すまで何も変わりません。",
    audit: "誰が、いつ、何をしたかを新しい順に表示します。記録どうしはハッシュ値で連結されており、改ざんや削除は検証で検出できます。",
    account: "自分のパスワード、表示言語、表示テーマを変更できます。",
    ask: "困ったときは、組織の担当者にお尋ねください。",
};

pub const EN: HelpText = HelpText {
    title: "Help for this screen",
    home: "Here are the lessons to take now and when they are due. Start one, read it, and take its test.",
    learn: "When you have read the material, go on to the test below it. Each answer is saved as you choose it: you can stop and go on later.",
    lessons: "A lesson is a material and its test. Published, it can be delivered. What was delivered stays as it is when you change the lesson later.",
    deliveries: "Deliver a published lesson to people and groups, with a due date. Open a delivery to see its progress and to save the record as CSV.",
    people: "Find people by part of a name, kana or number. Open one to change their role and groups, or to issue a new password.",
    passwords: "Initial passwords are shown only to whoever opened this page, until they sign out. They go when you say that you have handed them over.",
    groups: "Groups bring people together by department or duty: to deliver lessons to, and to filter lists by.",
    imports: "Read the CSV file of your HR system as it is. Check the columns and the result: nothing changes until you import.",
    audit: "Who did what and when, newest first. Entries are linked by their hashes: a change or a deletion shows when the log is verified.",
    account: "Change your own password, language and appearance.",
    ask: "If you are stuck, ask whoever runs the training in your organization.",
};
