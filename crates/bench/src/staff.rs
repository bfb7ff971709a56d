//! Staff lists as an HR system exports them, with made-up people, and bringing them in.

use backend::people_import::{self, Confirm, Confirmed, view};
use backend::tabular::Writer;
use domain::{
    id::Id,
    people::FirstPassword,
    people_import::{Import, Step},
    tabular::CsvEncoding,
};

use crate::{
    error::{Error, Result},
    house::House,
};

const FAMILIES: [(&str, &str); 24] = [
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("髙橋", "タカハシ"),
    ("田中", "タナカ"),
    ("伊藤", "イトウ"),
    ("渡邊", "ワタナベ"),
    ("山本", "ヤマモト"),
    ("中村", "ナカムラ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
    ("吉田", "ヨシダ"),
    ("山﨑", "ヤマザキ"),
    ("佐々木", "ササキ"),
    ("松本", "マツモト"),
    ("井上", "イノウエ"),
    ("木村", "キムラ"),
    ("林", "ハヤシ"),
    ("清水", "シミズ"),
    ("斎藤", "サイトウ"),
    ("長谷川", "ハセガワ"),
    ("大塚", "オオツカ"),
    ("福田", "フクダ"),
    ("遠藤", "エンドウ"),
    ("神田", "カンダ"),
];
const GIVENS: [(&str, &str); 20] = [
    ("太郎", "タロウ"),
    ("花子", "ハナコ"),
    ("晴朗", "ハルアキ"),
    ("美咲", "ミサキ"),
    ("健太", "ケンタ"),
    ("由美子", "ユミコ"),
    ("隆", "タカシ"),
    ("直樹", "ナオキ"),
    ("陽子", "ヨウコ"),
    ("大輔", "ダイスケ"),
    ("恵", "メグミ"),
    ("和也", "カズヤ"),
    ("智子", "トモコ"),
    ("翔", "ショウ"),
    ("真由美", "マユミ"),
    ("誠", "マコト"),
    ("久美子", "クミコ"),
    ("剛", "ツヨシ"),
    ("明日香", "アスカ"),
    ("聡太郎", "ソウタロウ"),
];
const DEPARTMENTS: [&str; 12] = [
    "営業部",
    "総務部",
    "人事部",
    "経理部",
    "法務部",
    "情報システム部",
    "品質保証部",
    "製造部",
    "研究開発部",
    "物流部",
    "広報室",
    "監査室",
];

/// A file of `count` people in `Shift_JIS` (CP932), every one with a number, a name, kana, a department and an address.
pub(crate) fn file(count: u32) -> Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new(), CsvEncoding::Cp932)?;
    writer.row([
        "社員番号",
        "氏名",
        "フリガナ",
        "所属部署",
        "役職",
        "メールアドレス",
        "入社日",
    ])?;
    for number in 0..count as usize {
        let (family, family_kana) = FAMILIES[number % FAMILIES.len()];
        let (given, given_kana) = GIVENS[number / FAMILIES.len() % GIVENS.len()];
        writer.row([
            format!("{number:06}"),
            format!("{family}\u{3000}{given}"),
            format!("{family_kana}\u{3000}{given_kana}"),
            DEPARTMENTS[number % DEPARTMENTS.len()].to_owned(),
            String::new(),
            format!("user{number}@example.co.jp"),
            "2019/4/1".to_owned(),
        ])?;
    }
    Ok(writer.finish()?.0)
}

/// Reads a file and plans its import, as far as the first page of the dry run. The answer is the import and the number of its plan.
pub(crate) async fn dry_run(house: &House, file: Vec<u8>) -> Result<(Id<Import>, u64)> {
    let House { backend, admin } = house;
    let id = people_import::upload(backend, admin, "staff.csv", file)
        .await?
        .map_err(|problem| Error::missing(problem.to_string()))?;
    let Step::Map(step) = view(backend, admin, id, None, 0).await?.step else {
        return Err(Error::missing("no mapping step"));
    };
    people_import::plan_import(backend, admin, id, step.mapping, true).await?;
    let Step::Confirm(step) = view(backend, admin, id, None, 0).await?.step else {
        return Err(Error::missing("no dry run"));
    };
    Ok((id, step.number))
}

/// Confirms the plan that was made.
pub(crate) async fn confirm(
    house: &House,
    (import, plan): (Id<Import>, u64),
    first_password: FirstPassword,
) -> Result<()> {
    let asked = Confirm {
        plan,
        first_password,
        leaves_out_errors: false,
    };
    match people_import::confirm(&house.backend, &house.admin, import, asked).await? {
        Confirmed::Running => Ok(()),
        Confirmed::PlanChanged => Err(Error::missing("the plan changed")),
    }
}

/// Imports `count` people from the first to the last step. Passwords are shown, so that no mails wait.
pub(crate) async fn bring_in(house: &House, count: u32) -> Result<()> {
    let planned = dry_run(house, file(count)?).await?;
    confirm(house, planned, FirstPassword::Display).await?;
    people_import::work(&house.backend).await?;
    Ok(())
}
