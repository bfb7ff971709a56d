//! Names and departments of people who do not exist.

/// 姓 and its kana.
const FAMILY: [(&str, &str); 60] = [
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
    ("山田", "ヤマダ"),
    ("佐々木", "ササキ"),
    ("山口", "ヤマグチ"),
    ("松本", "マツモト"),
    ("井上", "イノウエ"),
    ("木村", "キムラ"),
    ("林", "ハヤシ"),
    ("斎藤", "サイトウ"),
    ("清水", "シミズ"),
    ("山﨑", "ヤマザキ"),
    ("森", "モリ"),
    ("池田", "イケダ"),
    ("橋本", "ハシモト"),
    ("阿部", "アベ"),
    ("石川", "イシカワ"),
    ("山下", "ヤマシタ"),
    ("中島", "ナカジマ"),
    ("石井", "イシイ"),
    ("小川", "オガワ"),
    ("前田", "マエダ"),
    ("岡田", "オカダ"),
    ("長谷川", "ハセガワ"),
    ("藤田", "フジタ"),
    ("後藤", "ゴトウ"),
    ("近藤", "コンドウ"),
    ("村上", "ムラカミ"),
    ("遠藤", "エンドウ"),
    ("青木", "アオキ"),
    ("坂本", "サカモト"),
    ("福田", "フクダ"),
    ("太田", "オオタ"),
    ("西村", "ニシムラ"),
    ("藤井", "フジイ"),
    ("金子", "カネコ"),
    ("岡本", "オカモト"),
    ("藤原", "フジワラ"),
    ("三浦", "ミウラ"),
    ("中野", "ナカノ"),
    ("原田", "ハラダ"),
    ("松田", "マツダ"),
    ("竹内", "タケウチ"),
    ("小野", "オノ"),
    ("中川", "ナカガワ"),
    ("田村", "タムラ"),
    ("和田", "ワダ"),
    ("石田", "イシダ"),
    ("森田", "モリタ"),
    ("上田", "ウエダ"),
    ("𠮷野", "ヨシノ"),
];

/// 名 and its kana.
const GIVEN: [(&str, &str); 50] = [
    ("太郎", "タロウ"),
    ("花子", "ハナコ"),
    ("健太", "ケンタ"),
    ("美咲", "ミサキ"),
    ("大輔", "ダイスケ"),
    ("陽子", "ヨウコ"),
    ("翔太", "ショウタ"),
    ("さくら", "サクラ"),
    ("隆", "タカシ"),
    ("由美", "ユミ"),
    ("拓也", "タクヤ"),
    ("恵", "メグミ"),
    ("直樹", "ナオキ"),
    ("愛", "アイ"),
    ("誠", "マコト"),
    ("真由美", "マユミ"),
    ("達也", "タツヤ"),
    ("智子", "トモコ"),
    ("浩", "ヒロシ"),
    ("優子", "ユウコ"),
    ("和也", "カズヤ"),
    ("裕子", "ヒロコ"),
    ("晴朗", "ハルアキ"),
    ("結衣", "ユイ"),
    ("剛", "ツヨシ"),
    ("彩", "アヤ"),
    ("学", "マナブ"),
    ("麻衣", "マイ"),
    ("亮", "リョウ"),
    ("香織", "カオリ"),
    ("修", "オサム"),
    ("千尋", "チヒロ"),
    ("悠斗", "ユウト"),
    ("葵", "アオイ"),
    ("蓮", "レン"),
    ("凛", "リン"),
    ("大翔", "ヒロト"),
    ("明日香", "アスカ"),
    ("徹", "トオル"),
    ("直美", "ナオミ"),
    ("勇気", "ユウキ"),
    ("奈々", "ナナ"),
    ("陸", "リク"),
    ("沙織", "サオリ"),
    ("洋平", "ヨウヘイ"),
    ("幸子", "サチコ"),
    ("司", "ツカサ"),
    ("桃子", "モモコ"),
    ("航", "ワタル"),
    ("静香", "シズカ"),
];

/// Departments, with how many of a hundred people work there.
pub(super) const DEPARTMENTS: [(&str, u16); 8] = [
    ("営業部", 26),
    ("開発部", 24),
    ("製造部", 18),
    ("カスタマーサポート部", 12),
    ("経理部", 6),
    ("人事部", 5),
    ("情報システム部", 5),
    ("総務部", 4),
];

/// 姓, 名, セイ, メイ of person number `n`: everybody's differ, up to 3,000.
pub(super) fn name(n: usize) -> (&'static str, &'static str, &'static str, &'static str) {
    let (family, family_kana) = FAMILY[n % FAMILY.len()];
    // Neighbours in the list share neither name.
    let (given, given_kana) = GIVEN[(n * 7 + n / FAMILY.len()) % GIVEN.len()];
    (family, given, family_kana, given_kana)
}

/// The department of person number `n`.
pub(super) fn department(n: usize) -> usize {
    // 37 and 100 have no common divisor: every hundred people fill the shares exactly.
    let mut place = u16::try_from(n * 37 % 100).unwrap_or(0);
    for (number, (_, share)) in DEPARTMENTS.iter().enumerate() {
        if place < *share {
            return number;
        }
        place -= share;
    }
    0
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn three_hundred_people_have_names_of_their_own_and_departments_their_shares() {
        let names: HashSet<_> = (0..300).map(name).collect();
        assert_eq!(names.len(), 300);
        assert_eq!(DEPARTMENTS.iter().map(|(_, share)| share).sum::<u16>(), 100);
        let sales = (0..300).filter(|n| department(*n) == 0).count();
        assert_eq!(sales, 3 * 26);
    }
}
