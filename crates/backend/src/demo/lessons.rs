//! The three lessons of the demonstration, written for it.

use domain::learning::{Choice, LessonContent, Question, QuestionKind, Test, lesson::true_false};

fn choices(texts: &[&str], right: &[usize]) -> Vec<Choice> {
    texts
        .iter()
        .enumerate()
        .map(|(number, text)| Choice {
            text: (*text).to_owned(),
            is_right: right.contains(&number),
        })
        .collect()
}

fn single(body: &str, texts: &[&str], right: usize, explanation: &str) -> Question {
    Question {
        kind: QuestionKind::Single,
        body: body.to_owned(),
        choices: choices(texts, &[right]),
        explanation: explanation.to_owned(),
        points: 20,
    }
}

fn multiple(body: &str, texts: &[&str], right: &[usize], explanation: &str) -> Question {
    Question {
        kind: QuestionKind::Multiple,
        choices: choices(texts, right),
        ..single(body, texts, 0, explanation)
    }
}

fn statement(body: &str, is_right: bool, explanation: &str) -> Question {
    Question {
        kind: QuestionKind::TrueFalse,
        choices: true_false(is_right),
        ..single(body, &[], 0, explanation)
    }
}

fn lesson(
    title: &str,
    category: &str,
    minutes: u16,
    body: &str,
    questions: Vec<Question>,
) -> LessonContent {
    LessonContent {
        title: title.to_owned(),
        category: Some(category.to_owned()),
        body: body.to_owned(),
        minutes,
        test: Test {
            questions,
            shuffle: true,
            pass_score: 80,
            attempts: None,
        },
    }
}

/// Phishing, passwords, lost devices.
pub(super) fn all() -> [LessonContent; 3] {
    [phishing(), passwords(), lost_devices()]
}

fn phishing() -> LessonContent {
    let questions = vec![
        single(
            "取引先の担当者名で、請求書の添付ファイルが届きました。最初に確かめるものはどれですか。",
            &[
                "差出人のアドレスの@の後ろ",
                "文章の日本語が自然かどうか",
                "差出人の表示名",
                "添付ファイルの大きさ",
            ],
            0,
            "表示名は送る側が自由に決められます。文章の自然さでも見分けられません。アドレスの@の後ろが、いつもの取引先のものかを見ます。",
        ),
        multiple(
            "警戒すべきメールの特徴を、すべて選んでください。",
            &[
                "至急の対応を求めている",
                "ほかの人に言わないよう求めている",
                "パスワードの入力を求めている",
                "宛先が自分ひとりである",
            ],
            &[0, 1, 2],
            "急がせる、秘密にさせる、お金や認証情報を求めるのが典型です。宛先がひとりであることは、ふつうのメールにもあります。",
        ),
        statement(
            "社長の名前で届いたメールなら、送金の依頼に応じてよい。",
            false,
            "名前は偽れます。送金の依頼は、自分で調べた電話番号で本人に確かめます。",
        ),
        single(
            "「パスワードの期限が切れます」というメールが届きました。正しい行動はどれですか。",
            &[
                "リンクを開き、期限だけ確かめる",
                "いつものブックマークから開いて確かめる",
                "返信して本物か尋ねる",
                "同僚に転送して意見を聞く",
            ],
            1,
            "メールのリンクは使いません。返信は攻撃者に届き、転送は被害を広げます。",
        ),
        single(
            "怪しい添付ファイルを開いてしまいました。最初にすることはどれですか。",
            &[
                "ファイルを削除して様子を見る",
                "ネットワークから切り離し、すぐに報告する",
                "電源を切って翌日に報告する",
                "ウイルス対策ソフトの更新を待つ",
            ],
            1,
            "早い報告が被害を小さくします。電源は切らず、ネットワークから切り離してください。",
        ),
    ];
    lesson(
        "標的型攻撃メールを見分ける",
        "メール",
        10,
        include_str!("lessons/phishing.md"),
        questions,
    )
}

fn passwords() -> LessonContent {
    let questions = vec![
        single(
            "リスト型攻撃に最も効く対策はどれですか。",
            &[
                "90日ごとにパスワードを変える",
                "サービスごとに別のパスワードを使う",
                "記号を1文字加える",
                "パスワードを紙に書いて保管する",
            ],
            1,
            "漏れた組をほかのサービスで試す攻撃です。使い回さなければ、ひとつ漏れてもほかは守られます。",
        ),
        single(
            "最も強いパスワードはどれですか。",
            &[
                "P@ssw0rd2026",
                "社名と入社年",
                "関係のない4語をつなげた20文字",
                "8文字の複雑な文字列",
            ],
            2,
            "長さが強さになります。よくある置き換えや、推測できる言葉は最初に試されます。",
        ),
        statement(
            "パスワードは、漏れたおそれがなくても定期的に変えなければならない。",
            false,
            "定期的に変えさせると、覚えやすく弱いパスワードになりがちです。漏れたおそれがあるときに、すぐ変えます。",
        ),
        single(
            "身に覚えのないサインイン確認の通知が、スマートフォンに届きました。どうしますか。",
            &[
                "何かの間違いなので承認する",
                "無視してそのままにする",
                "拒否し、パスワードを変えて報告する",
                "通知を切る",
            ],
            2,
            "誰かがあなたのパスワードで入ろうとしています。承認すると入られます。拒否して変更し、報告してください。",
        ),
        multiple(
            "してはいけないことを、すべて選んでください。",
            &[
                "パスワードを付せんに書いてモニターに貼る",
                "会社が認めた管理ツールに保存する",
                "情報システム部門を名乗る電話でパスワードを伝える",
                "個人のサービスと同じパスワードを会社でも使う",
            ],
            &[0, 2, 3],
            "認められた管理ツールは勧められる方法です。誰であっても、パスワードを尋ねることはありません。",
        ),
    ];
    lesson(
        "パスワードと多要素認証",
        "アカウント",
        8,
        include_str!("lessons/passwords.md"),
        questions,
    )
}

fn lost_devices() -> LessonContent {
    let questions = vec![
        single(
            "帰りの電車で、会社のスマートフォンがないことに気づきました。最初にすることはどれですか。",
            &[
                "家に帰ってからもう一度探す",
                "情報システム部門と上司に連絡する",
                "翌朝、出社して報告する",
                "新しい端末を買う",
            ],
            1,
            "探すより先に連絡します。遠隔でのロックは、早いほど効きます。",
        ),
        statement(
            "飲酒の予定がある日は、ノートパソコンを持ち出さないほうがよい。",
            true,
            "紛失の多くは飲酒を伴う帰り道に起きています。",
        ),
        multiple(
            "なくす前にしておくことを、すべて選んでください。",
            &[
                "画面ロックを有効にする",
                "ディスクの暗号化を確かめる",
                "重要な書類を端末だけに保存する",
                "「端末を探す」機能を有効にする",
            ],
            &[0, 1, 3],
            "端末だけに書類を置くと、なくしたときに情報も失います。会社の保存先に置きましょう。",
        ),
        single(
            "喫茶店で仕事をするときの正しい方法はどれですか。",
            &[
                "パスワードのいらない公衆無線LANを使う",
                "席を離れる間は画面を閉じて置いておく",
                "のぞき見防止フィルターを付け、会社の回線を使う",
                "電話会議を席で行う",
            ],
            2,
            "公衆無線LANは盗み見られるおそれがあります。席を離れるときは端末を持ち歩きます。",
        ),
        statement(
            "紛失した端末が翌日に見つかったなら、報告しなくてよい。",
            false,
            "手元を離れていた間に情報が読まれたおそれがあります。見つかっても必ず報告し、調べてもらいます。",
        ),
    ];
    lesson(
        "端末の紛失に備える",
        "端末",
        8,
        include_str!("lessons/lost_devices.md"),
        questions,
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_lesson_can_be_published() {
        for lesson in super::all() {
            assert_eq!(lesson.test.questions.len(), 5);
            let characters = lesson.body.chars().count();
            assert!(characters >= 600, "{}: {characters}", lesson.title);
            assert!(lesson.clone().complete().is_ok(), "{}", lesson.title);
        }
    }
}
