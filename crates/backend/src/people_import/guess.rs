//! Which column of a heading is about what, guessed by its words.

use domain::people_import::{Mapping, Target};
use unicode_normalization::UnicodeNormalization;

/// Words of headings as HR systems, directories and spreadsheets write them, folded ([`fold`]).
const WORDS: [(Target, &str); 11] = [
    (
        Target::Name,
        "氏名 名前 オ名前 姓名 社員名 社員氏名 従業員名 従業員氏名 職員名 職員氏名 利用者名 漢字氏名 表示名 name \
         fullname displayname employeename membername",
    ),
    (
        Target::FamilyName,
        "姓 氏 名字 苗字 氏名姓 名前姓 社員姓 漢字姓 familyname lastname surname sn",
    ),
    (
        Target::GivenName,
        "名 氏名名 名前名 社員名名 漢字名 givenname firstname forename",
    ),
    (
        Target::Kana,
        "フリガナ カナ カナ氏名 氏名カナ 氏名フリガナ フリガナ氏名 名前カナ 名前フリガナ 社員名カナ 社員氏名カナ \
         従業員名カナ 姓名カナ 姓名フリガナ ヨミ ヨミガナ ヨミカナ 読ミ 読ミ仮名 読ミガナ 読仮名 氏名読ミ 氏名ヨミ \
         カタカナ kana namekana kananame fullnamekana furigana phoneticname yomi",
    ),
    (
        Target::FamilyKana,
        "セイ 姓カナ カナ姓 姓フリガナ フリガナ姓 氏カナ 姓ヨミ 姓ヨミガナ フリガナセイ カナセイ ミョウジ 氏名カナ姓 \
         姓セイ familynamekana familykana lastnamekana lastkana kanalastname phoneticfamilyname phoneticlastname",
    ),
    (
        Target::GivenKana,
        "メイ 名カナ カナ名 名フリガナ フリガナ名 名ヨミ 名ヨミガナ フリガナメイ カナメイ 氏名カナ名 名メイ \
         givennamekana givenkana firstnamekana firstkana kanafirstname phoneticgivenname phoneticfirstname",
    ),
    (
        Target::EmployeeNumber,
        "社員番号 従業員番号 職員番号 社員コード 従業員コード 職員コード 社員id 従業員id 職員id 社員no 従業員no 職員no \
         社番 職番 スタッフ番号 スタッフコード スタッフid employeeid employeenumber employeeno employeecode empno empid \
         staffid staffno staffnumber personnelnumber",
    ),
    (
        Target::Email,
        "メールアドレス メール eメール eメールアドレス 電子メール 電子メールアドレス 会社メールアドレス 会社メール \
         社用メールアドレス 業務メールアドレス 社内メールアドレス email emailaddress mail mailaddress workemail \
         userprincipalname upn",
    ),
    (
        Target::LoginId,
        "ログインid ログイン名 サインインid ユーザーid ユーザid ユーザーコード アカウント アカウントid アカウント名 \
         利用者id loginid loginname login userid username signinid account accountname samaccountname",
    ),
    (
        Target::Groups,
        "所属 部署 所属部署 部署名 所属名 所属部署名 部門 部門名 所属部門 組織 組織名 所属組織 課 課名 本部 部 グループ \
         グループ名 所属グループ チーム group groups groupname department departments departmentname dept division \
         section team unit",
    ),
    (
        Target::Role,
        "権限 権限名 ロール ロール名 役割 role rolename permission authority",
    ),
];

/// Remarks that say how to fill in a column, not what it is about.
const REMARKS: [&str; 8] = [
    "必須",
    "任意",
    "全角",
    "半角",
    "英数字",
    "英数",
    "required",
    "optional",
];

/// A mapping of the heading: at each target the first column that names it, at groups all.
/// 名前 beside 姓 is the given name; カナ and the like beside セイ are not used.
#[must_use]
pub fn guess(heading: &[String]) -> Mapping {
    let mut mapping = Mapping {
        columns: heading.iter().map(|cell| target(&fold(cell))).collect(),
    };
    if mapping.has(Target::FamilyName) && !mapping.has(Target::GivenName) {
        for (column, cell) in mapping.columns.iter_mut().zip(heading) {
            if fold(cell) == "名前" {
                *column = Some(Target::GivenName);
            }
        }
    }
    for (whole, family, given) in [
        (Target::Name, Target::FamilyName, Target::GivenName),
        (Target::Kana, Target::FamilyKana, Target::GivenKana),
    ] {
        // Both parts win over the whole, and the whole over a part that stands alone.
        let parts = mapping.has(family) && (mapping.has(given) || !mapping.has(whole));
        let losers: &[Target] = if parts { &[whole] } else { &[family, given] };
        for column in &mut mapping.columns {
            if column.is_some_and(|target| losers.contains(&target)) {
                *column = None;
            }
        }
    }
    let mut seen = Vec::new();
    for column in &mut mapping.columns {
        match *column {
            Some(target) if target != Target::Groups && seen.contains(&target) => *column = None,
            Some(target) => seen.push(target),
            None => {}
        }
    }
    mapping
}

fn target(folded: &str) -> Option<Target> {
    WORDS
        .iter()
        .find(|(_, words)| words.split(' ').any(|word| word == folded))
        .map(|(target, _)| *target)
}

/// A heading as it is compared: NFKC, lower case, katakana for hiragana, without blanks, marks and remarks,
/// so that `氏名（ふりがな）`, `氏名_フリガナ` and `氏名 ﾌﾘｶﾞﾅ` are one.
pub(super) fn fold(heading: &str) -> String {
    let mut folded: String = heading
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|character| match character {
            'ぁ'..='ゖ' => char::from_u32(u32::from(character) + 0x60).unwrap_or(character),
            other => other,
        })
        .filter(|character| character.is_alphanumeric() || *character == 'ー')
        .collect();
    for remark in REMARKS {
        folded = folded.replace(remark, "");
    }
    // 氏名(漢字) is the name; 漢字氏名 is in the list.
    match folded.strip_suffix("漢字") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => folded,
    }
}

/// For each column the first one before it with the same heading, if any: copies are shown to the person who maps.
#[must_use]
pub fn duplicates(heading: &[String]) -> Vec<Option<usize>> {
    let folded: Vec<_> = heading.iter().map(|cell| fold(cell)).collect();
    folded
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            folded[..index]
                .iter()
                .position(|other| other == cell && !cell.is_empty())
        })
        .collect()
}

/// Files with the same headings in the same order have the same signature, and so the same remembered mapping.
#[must_use]
pub fn signature(heading: &[String]) -> String {
    let folded: Vec<_> = heading.iter().map(|cell| fold(cell)).collect();
    folded.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Target::{
        Email, EmployeeNumber, FamilyKana, FamilyName, GivenKana, GivenName, Groups, Kana, LoginId,
        Name, Role,
    };

    fn guessed(heading: &str) -> Vec<Option<Target>> {
        let heading: Vec<_> = heading.split(',').map(str::to_owned).collect();
        guess(&heading).columns
    }

    fn all(targets: &[Target]) -> Vec<Option<Target>> {
        targets.iter().copied().map(Some).collect()
    }

    #[test]
    fn headings_of_hr_systems_are_understood() {
        assert_eq!(
            guessed("社員番号,氏名,フリガナ,所属部署,役職,雇用形態,メールアドレス,入社日"),
            [
                Some(EmployeeNumber),
                Some(Name),
                Some(Kana),
                Some(Groups),
                None,
                None,
                Some(Email),
                None
            ]
        );
        assert_eq!(
            guessed("従業員コード,姓,名,セイ,メイ,所属,E-mail,ログインID,権限"),
            all(&[
                EmployeeNumber,
                FamilyName,
                GivenName,
                FamilyKana,
                GivenKana,
                Groups,
                Email,
                LoginId,
                Role
            ])
        );
        assert_eq!(
            guessed("Employee ID,Last Name,First Name,Department,Email Address,Login ID,Role"),
            all(&[
                EmployeeNumber,
                FamilyName,
                GivenName,
                Groups,
                Email,
                LoginId,
                Role
            ])
        );
    }

    #[test]
    fn width_kana_blanks_and_remarks_do_not_matter() {
        assert_eq!(
            guessed("社員ＩＤ（必須）,氏名(漢字),氏名（ふりがな）,ｸﾞﾙｰﾌﾟ,Ｅ－ｍａｉｌ,ﾛｸﾞｲﾝ ID"),
            all(&[EmployeeNumber, Name, Kana, Groups, Email, LoginId])
        );
        assert_eq!(
            guessed("姓（カナ）,名（カナ）,姓,名"),
            all(&[FamilyKana, GivenKana, FamilyName, GivenName])
        );
        assert_eq!(
            guessed("姓,名前,メール"),
            all(&[FamilyName, GivenName, Email])
        );
    }

    #[test]
    fn what_belongs_to_others_is_not_taken_for_the_persons_own() {
        assert_eq!(
            guessed("上司氏名,上司メールアドレス,緊急連絡先,部署コード,役職"),
            [None; 5]
        );
    }

    #[test]
    fn a_name_is_never_guessed_in_two_ways() {
        assert_eq!(
            guessed("氏名,姓,名,メール"),
            [None, Some(FamilyName), Some(GivenName), Some(Email)]
        );
        assert_eq!(guessed("氏名,名,メール"), [Some(Name), None, Some(Email)]);
        assert_eq!(guessed("名,メール"), [None, Some(Email)]);
    }

    #[test]
    fn of_two_columns_about_the_same_the_first_is_taken_and_the_copy_is_named() {
        let heading: Vec<_> = ["氏名", "メール", "ﾒｰﾙ", "本部", "部"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(
            guess(&heading).columns,
            [Some(Name), Some(Email), None, Some(Groups), Some(Groups)]
        );
        assert_eq!(duplicates(&heading), [None, None, Some(1), None, None]);
    }

    #[test]
    fn every_word_stands_in_its_folded_form_and_only_once() {
        let mut seen = Vec::new();
        for (target, words) in WORDS {
            for word in words.split(' ') {
                assert_eq!(fold(word), word, "{target:?}");
                assert!(!seen.contains(&word), "{word}");
                seen.push(word);
            }
        }
    }

    #[test]
    fn a_file_of_the_same_heading_has_the_same_signature() {
        let of =
            |heading: &str| signature(&heading.split(',').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(of("社員番号,氏名"), of("社員番号 ,氏名（必須）"));
        assert_ne!(of("社員番号,氏名"), of("氏名,社員番号"));
    }
}
