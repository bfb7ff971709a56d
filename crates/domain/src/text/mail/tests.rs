use super::*;

const LINK: &str = "https://yagura.example.jp/password/set#abc_-";

fn to(name: &str, organization: &str) -> Addressee {
    Addressee {
        name: name.to_owned(),
        organization: organization.to_owned(),
    }
}

fn letters() -> [Letter; 4] {
    let lesson = Lesson {
        title: "不審なメールの見分け方".to_owned(),
        minutes: Some(10),
        due: Day::parse("2026-11-30"),
        is_overdue: false,
        message: Some("年末に向けて\nお願いします。".to_owned()),
        link: LINK.to_owned(),
    };
    [
        Letter::FirstPassword {
            link: LINK.to_owned(),
        },
        Letter::PasswordReset {
            link: LINK.to_owned(),
        },
        Letter::LessonRequest(lesson.clone()),
        Letter::LessonReminder(lesson),
    ]
}

#[test]
fn every_mail_greets_names_the_organisation_and_writes_its_link_out() {
    for locale in Locale::ALL {
        for letter in letters() {
            let mail = render(locale, &to("塚本 朗", "株式会社サンプル"), &letter);
            let greeting = match locale {
                Locale::Ja => "塚本 朗 様",
                Locale::En => "Dear 塚本 朗,",
            };
            assert!(mail.sender.starts_with("株式会社サンプル"));
            assert!(mail.subject.contains("株式会社サンプル"));
            assert!(mail.plain.starts_with(greeting));
            assert!(mail.html.contains(greeting));
            assert!(mail.plain.lines().any(|line| line == LINK));
            assert_eq!(mail.html.matches(LINK).count(), 3, "{}", mail.html);
        }
    }
}

#[test]
fn a_lessons_mail_says_what_it_is_and_until_when() {
    let [_, _, request, reminder] = letters();
    let mail = render(Locale::Ja, &to("塚本 朗", "サンプル"), &request);
    assert_eq!(mail.subject, "【サンプル】受講依頼: 不審なメールの見分け方");
    assert!(
        mail.plain
            .contains("所要時間: 約10分\n期限: 2026年11月30日(月) 24:00まで")
    );
    assert!(mail.plain.contains("> 年末に向けて\n> お願いします。"));
    let mail = render(Locale::En, &to("Akira", "Sample"), &reminder);
    assert!(mail.subject.starts_with("[Sample] A lesson is still open"));
    assert!(mail.plain.contains("Due: by 2026-11-30 (Mon) 24:00"));
}

#[test]
fn a_lessons_mail_asks_for_what_can_still_be_done() {
    let asks = |due: Option<&str>, is_overdue| {
        letters()
            .into_iter()
            .filter_map(|letter| match letter {
                Letter::LessonRequest(lesson) => {
                    Some((lesson, Letter::LessonRequest as fn(_) -> _))
                }
                Letter::LessonReminder(lesson) => {
                    Some((lesson, Letter::LessonReminder as fn(_) -> _))
                }
                _ => None,
            })
            .map(|(lesson, kind)| {
                let lesson = Lesson {
                    due: due.and_then(Day::parse),
                    is_overdue,
                    ..lesson
                };
                let plain = render(Locale::Ja, &to("塚本 朗", "サンプル"), &kind(lesson)).plain;
                (plain.contains("期限までに"), plain.contains("期限を過ぎて"))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(asks(Some("2026-11-30"), false), [(true, false); 2]);
    assert_eq!(asks(Some("2026-11-30"), true), [(false, true); 2]);
    assert_eq!(asks(None, false), [(false, false); 2]);
}

#[test]
fn nothing_people_wrote_becomes_markup_or_a_header() {
    let hostile = "<b onclick=\"x\">&'\r\nBcc: all@example.jp";
    let letter = Letter::LessonRequest(Lesson {
        title: hostile.to_owned(),
        minutes: None,
        due: None,
        is_overdue: false,
        message: Some(hostile.to_owned()),
        link: LINK.to_owned(),
    });
    let mail = render(Locale::Ja, &to(hostile, hostile), &letter);
    assert!(!mail.subject.contains(['\r', '\n']));
    assert!(!mail.html.contains("<b") || !mail.html.contains("<b onclick"));
    assert!(!mail.html.contains("onclick=\""));
    assert!(
        mail.html
            .contains("&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;")
    );
}
