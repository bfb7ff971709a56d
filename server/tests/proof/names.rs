//! The characters that other systems lose or change come back byte for byte: 塚 晴 朗 隆 神 福 髙 﨑 𠮷, and the compatibility ideographs
//! that Unicode's normal forms would turn into six of them.

use std::sync::Arc;

use domain::people::PeoplePage;
use encoding_rs::SHIFT_JIS;
use serde_json::json;

use crate::{
    browser::Browser,
    harness::Site,
    mime::Part,
    office::{self, New},
    process::{Process, Settings},
    sink::{Manner, Sink},
};

const CHARACTERS: [&str; 15] = [
    "\u{585A}",
    "\u{6674}",
    "\u{6717}",
    "\u{9686}",
    "\u{795E}",
    "\u{798F}",
    "\u{9AD9}",
    "\u{FA11}",
    "\u{20BB7}",
    "\u{FA10}",
    "\u{FA12}",
    "\u{F929}",
    "\u{F9DC}",
    "\u{FA19}",
    "\u{FA1B}",
];
/// Code page 932 has all of them but 𠮷.
const NOT_IN_CP932: &str = "\u{20BB7}";

/// 塚 is called 塚田 塚, and so on.
fn full(character: &str) -> String {
    format!("{character}田 {character}")
}

/// Names of groups are compared in their normal form: the number keeps them apart.
fn group(character: &str, n: usize) -> String {
    format!("{character}{n}課")
}

/// A file of everybody `keeps` lets through, each in a group of their own name.
fn file(prefix: &str, delimiter: char, keeps: impl Fn(&str) -> bool) -> String {
    let mut text = ["社員番号", "氏名", "所属"].join(&delimiter.to_string()) + "\r\n";
    for (n, character) in CHARACTERS.into_iter().enumerate() {
        if keeps(character) {
            let (number, name) = (format!("{prefix}-{n}"), full(character));
            let group = group(character, n);
            text += &[number, name, group].join(&delimiter.to_string());
            text += "\r\n";
        }
    }
    text
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

async fn name_of(admin: &Browser, number: &str) -> String {
    let form = [("query[search]", number)];
    let page: PeoplePage = admin.must("list_people", &form).await.json();
    let row = page
        .rows
        .into_iter()
        .find(|row| row.employee_number.as_deref() == Some(number));
    row.unwrap().name
}

#[tokio::test(flavor = "multi_thread")]
async fn every_character_comes_back_byte_for_byte() {
    let sink = Sink::start(Manner::default()).await;
    let site = Arc::new(Site::new());
    let settings = Settings {
        smtp: Some(sink.url()),
        ..Settings::default()
    };
    let process = Process::start(&site, &settings).await;
    let new = New {
        name: "\u{FA19}\u{FA1B}\u{20BB7}商事",
        code: "names",
        admin: "admin@names.example.jp",
    };
    let admin = office::open(&process, &new).await;
    by_form_and_mail(&admin, &sink).await;
    by_file(&admin).await;
    out_again(&admin).await;
    process.stop().await;
}

async fn by_form_and_mail(admin: &Browser, sink: &Sink) {
    for (n, character) in CHARACTERS.into_iter().enumerate() {
        let (number, family) = (format!("form-{n}"), format!("{character}田"));
        let email = format!("{number}@names.example.jp");
        let form = office::person(&family, character, &email, &number, "mail");
        let registered = admin.must("register_person", &form).await;
        assert_eq!(name_of(admin, &number).await, full(character));
        let page = admin.get(&format!("/people/{}", registered.led_to())).await;
        assert!(page.text().contains(&full(character)), "{character}");
    }
    let addresses: Vec<String> = (0..CHARACTERS.len())
        .map(|n| format!("form-{n}@names.example.jp"))
        .collect();
    office::mails(sink, &addresses).await;
    for (character, address) in CHARACTERS.into_iter().zip(&addresses) {
        let received = sink.received();
        let mail = received.iter().find(|mail| mail.to == [address.clone()]);
        let read = Part::read(&mail.unwrap().data);
        let name = full(character);
        assert!(read.header("to").contains(&name), "{}", read.header("to"));
        assert!(
            read.header("from")
                .contains("\u{FA19}\u{FA1B}\u{20BB7}商事")
        );
        for part in read.parts() {
            assert!(part.text().contains(&name), "{}", part.text());
        }
    }
}

async fn by_file(admin: &Browser) {
    let in_cp932 = |character: &str| character != NOT_IN_CP932;
    let (cp932, _, is_replaced) = {
        let text = file("cp932", ',', in_cp932);
        let (bytes, encoding, is_replaced) = SHIFT_JIS.encode(&text);
        (bytes.into_owned(), encoding, is_replaced)
    };
    assert!(!is_replaced);
    let utf8 = format!("\u{FEFF}{}", file("bom", ';', |_| true));
    for (prefix, bytes) in [
        ("utf8", file("utf8", ',', |_| true).into_bytes()),
        ("bom", utf8.into_bytes()),
        ("le", utf16(&file("le", '\t', |_| true), u16::to_le_bytes)),
        ("be", utf16(&file("be", '\t', |_| true), u16::to_be_bytes)),
        ("cp932", cp932),
    ] {
        let planned = office::dry_run(admin, "\u{FA10}名簿.csv", &bytes).await;
        assert_eq!(planned.row.file_name, "\u{FA10}名簿.csv");
        let id = planned.row.id.to_string();
        let lines = admin.get(&format!("/imports/{id}/lines.csv")).await.text();
        office::confirm(admin, &planned, "display").await;
        office::finished(admin, &id).await;
        for (n, character) in CHARACTERS.into_iter().enumerate() {
            if prefix == "cp932" && !in_cp932(character) {
                continue;
            }
            assert!(lines.contains(&full(character)), "{prefix}: {lines}");
            let number = format!("{prefix}-{n}");
            assert_eq!(name_of(admin, &number).await, full(character), "{prefix}");
        }
    }
    let groups = admin.must("choose_groups", &[]).await.text();
    for (n, character) in CHARACTERS.into_iter().enumerate() {
        assert!(groups.contains(&group(character, n)), "{groups}");
    }
}

/// The record of a delivery, in both encodings.
async fn out_again(admin: &Browser) {
    let lesson = office::Lesson {
        title: "\u{FA12}れの日",
        category: "",
        body: "本文",
        questions: vec![office::question("問い", "答え", "")],
    };
    let version = office::publish(admin, &lesson).await;
    let everyone = json!({"everyone": true, "groups": [], "people": []});
    let delivery = office::deliver(admin, &version, everyone, None, None).await;
    let people = admin.must("list_people", &[("query[search]", "")]).await;
    let people: PeoplePage = people.json();
    let path = format!("/deliveries/{delivery}/records.csv");
    let mut utf8 = String::new();
    office::eventually("everybody is enrolled", async || {
        utf8 = admin.get(&path).await.text();
        utf8.lines().count() == people.total as usize + 1
    })
    .await;
    let cp932 = admin
        .get(&format!("{path}?encoding=cp932&replace=true"))
        .await;
    let (decoded, _, is_wrong) = SHIFT_JIS.decode(&cp932.body);
    assert!(!is_wrong);
    for character in CHARACTERS {
        let cell = format!(",{},", full(character));
        // By form, and by the files that could say it.
        let times = if character == NOT_IN_CP932 { 5 } else { 6 };
        assert_eq!(utf8.matches(&cell).count(), times, "{character}");
        if character == NOT_IN_CP932 {
            assert_eq!(decoded.matches(&full("〓")).count(), times);
        } else {
            assert_eq!(decoded.matches(&cell).count(), times, "{character}");
        }
    }
    assert!(decoded.contains("\u{FA12}れの日"));
}
