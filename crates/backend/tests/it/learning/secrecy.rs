//! What a copy of the store shows of learning.

use backend::{learning, store::Unit};
use domain::{tabular::CsvEncoding, text::Locale};
use surrealdb::types::{ToSql, Value};

use super::{answers, learner, save};
use crate::house::House;

/// White paper §3: words and answers lie sealed; what stays plain are ids, times, states, counts and scores.
#[tokio::test(flavor = "multi_thread")]
async fn no_word_and_no_answer_lies_open_in_the_store() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let right = answers(&house, &scope, attempt, true).await;
    learning::save_answers(backend, &scope, attempt, &save(&right))
        .await
        .unwrap();
    let mut query = Unit::new();
    query.statement(
        "RETURN [(SELECT * FROM lesson), (SELECT * FROM lesson_version), (SELECT * FROM delivery), (SELECT * FROM enrollment), (SELECT * FROM attempt)];",
    );
    let rows: Value = crate::harness::read(backend, query).await;
    let mut bytes = Vec::new();
    collect(&rows, &mut bytes);
    let text = rows.to_sql();
    assert!(bytes.len() > 8, "sealed fields are there");
    let words = [
        "標的型",
        "メール",
        "はじめに",
        "選択肢",
        "偽れます",
        "今週中",
    ];
    for word in words {
        assert!(!text.contains(word), "{word} stands in the rows");
        for sealed in &bytes {
            let found = sealed
                .windows(word.len())
                .any(|window| window == word.as_bytes());
            assert!(!found, "{word} stands in a sealed field");
        }
    }
}

fn collect(value: &Value, into: &mut Vec<Vec<u8>>) {
    match value {
        Value::Bytes(bytes) => into.push(bytes.to_vec()),
        Value::Array(list) => list.iter().for_each(|v| collect(v, into)),
        Value::Object(object) => object.iter().for_each(|(_, v)| collect(v, into)),
        _ => {}
    }
}

/// Columns and times of the record; and that it is written down who took it.
#[tokio::test(flavor = "multi_thread")]
async fn the_record_says_who_did_what_in_japan_s_time_and_taking_it_is_logged() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let (scope, enrollment) = learner(&house, &tenant, None).await;
    let attempt = learning::start_attempt(backend, &scope, enrollment)
        .await
        .unwrap();
    let right = answers(&house, &scope, attempt, true).await;
    house.pass(1_000);
    learning::hand_in(backend, &scope, attempt, &right)
        .await
        .unwrap();
    let delivery = learning::deliveries(backend, &tenant.admin, None)
        .await
        .unwrap()[0]
        .id;
    let export = async |encoding| {
        let mut export =
            learning::export_records(backend, &tenant.admin, delivery, encoding, Locale::Ja)
                .await
                .unwrap();
        let mut file = Vec::new();
        while let Some(bytes) = export.next().await.unwrap() {
            file.extend(bytes);
        }
        (file, export.replaced().count)
    };
    let (file, _) = export(CsvEncoding::Utf8).await;
    let text = String::from_utf8(file).unwrap();
    let lines: Vec<_> = text.trim_start_matches('\u{FEFF}').split("\r\n").collect();
    assert!(
        text.starts_with('\u{FEFF}')
            && lines[0].starts_with("識別ID(社員番号・ログインID・メールアドレス),氏名,グループ,")
    );
    let started = "2027-01-18 17:00:00";
    let passed = "2027-01-18 17:00:01";
    let row = format!(
        ",髙橋 晴朗,,標的型メールを見分ける,標的型メールを見分ける,{started},2027-01-25 23:59:59,{started},{passed},合格,1,100,100,{passed}"
    );
    let found = lines.iter().find(|line| line.contains("髙橋")).unwrap();
    assert!(found.ends_with(&row), "{found}");
    let other = lines.iter().find(|line| line.contains("神福 隆")).unwrap();
    assert!(other.contains(",,未受講,0,,100,"), "{other}");

    let (file, replaced) = export(CsvEncoding::Cp932).await;
    assert_eq!(replaced, 0);
    assert!(!file.starts_with(&[0xEF, 0xBB, 0xBF]));

    let mut query = Unit::new();
    query.statement("SELECT VALUE event FROM audit_entry WHERE event = 'records_exported';");
    let logged: Vec<String> = crate::harness::read(backend, query).await;
    assert_eq!(logged.len(), 2);
}
