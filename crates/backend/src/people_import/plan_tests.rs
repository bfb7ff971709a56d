//! The contract of the import, line by line.

use std::fmt::Write as _;

use domain::{
    access::Role,
    error::Problem,
    id::Id,
    people::{Group, PersonName},
    people_import::{Attribute, LineProblem, Outcome},
    tabular::RowProblem,
};
use proptest::prelude::*;

use super::{Directory, GroupRef, Membership, Options, Plan, Registered, guess, plan};
use crate::tabular::{Limits, read};

const OPTIONS: Options = Options {
    create_groups: true,
    default_role: Role::Learner,
    actor: (Role::Manager, false),
};

fn id<T>(number: u32) -> Id<T> {
    format!("00000000-0000-8000-8000-{number:012}")
        .parse()
        .unwrap()
}

/// A registered person: name, number, address.
fn person(at: u32, family: &str, number: &str, email: &str) -> Registered {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Registered {
        id: id(at),
        name: PersonName::parse(family, "太郎", "", "").unwrap(),
        email: some(email),
        employee_number: some(number),
        login_id: some(number),
        role: Role::Learner,
        is_org_admin: false,
        groups: Vec::new(),
    }
}

fn planned(csv: &str, people: Vec<Registered>, groups: &[(u32, &str)]) -> Plan {
    with(csv, people, groups, OPTIONS)
}

fn with(csv: &str, people: Vec<Registered>, groups: &[(u32, &str)], options: Options) -> Plan {
    let table = read(csv.as_bytes(), &Limits::default()).unwrap();
    let mapping = guess(&table.heading);
    mapping.check(table.heading.len()).unwrap();
    let groups = groups
        .iter()
        .map(|(at, name)| (id::<Group>(*at), (*name).to_owned()))
        .collect();
    plan(
        &table.rows,
        &mapping,
        &Directory::new(people, groups),
        options,
    )
}

fn outcomes(plan: &Plan) -> Vec<Outcome> {
    plan.lines.iter().map(|line| line.view.outcome).collect()
}

fn problems(plan: &Plan) -> Vec<Vec<LineProblem>> {
    plan.lines
        .iter()
        .map(|line| line.view.problems.clone())
        .collect()
}

fn changed(plan: &Plan, line: usize) -> Vec<(Attribute, &str, &str)> {
    let changes = plan.lines[line].view.changes.iter();
    changes
        .map(|change| (change.attribute, change.from.as_str(), change.to.as_str()))
        .collect()
}

const fn duplicate(attribute: Attribute, line: u32) -> LineProblem {
    LineProblem::Duplicate { attribute, line }
}

/// The people of a plan once it is carried out, with memberships that the import made.
fn carried_out(plan: &Plan, before: &[Registered], first_group: u32) -> Vec<Registered> {
    let mut people = before.to_vec();
    let group = |join: &GroupRef| match *join {
        GroupRef::Existing(id) => id,
        GroupRef::New(at) => id(first_group + at),
    };
    for deed in plan.lines.iter().filter_map(|line| line.deed.as_ref()) {
        let at = if let Some(whom) = deed.person {
            people.iter().position(|person| person.id == whom).unwrap()
        } else {
            people.push(person(
                5_000 + u32::try_from(people.len()).unwrap(),
                "仮",
                "",
                "",
            ));
            people.len() - 1
        };
        let person = &mut people[at];
        person.name = deed.after.name.clone();
        person.email = deed
            .after
            .email
            .as_ref()
            .map(|email| email.as_str().to_owned());
        person.employee_number = deed
            .after
            .employee_number
            .as_ref()
            .map(|code| code.as_str().to_owned());
        person.login_id = deed
            .after
            .login_id
            .as_ref()
            .map(|code| code.as_str().to_owned());
        person.role = deed.after.role;
        person
            .groups
            .retain(|member| !deed.leave.contains(&member.group));
        person
            .groups
            .extend(deed.join.iter().map(|join| Membership {
                group: group(join),
                imported: true,
            }));
    }
    people
}

#[test]
fn somebody_new_gets_their_number_as_login_id_and_the_default_role() {
    let plan = planned(
        "社員番号,氏名,フリガナ,所属,メール\n0042,髙﨑　𠮷郎,ﾀｶｻｷ ﾖｼﾛｳ,営業部|企画部,Taro@Example.jp\n43,山田太郎,,,\n",
        vec![],
        &[(1, "営業部")],
    );
    assert_eq!(outcomes(&plan), [Outcome::Create, Outcome::Create]);
    let deed = plan.lines[0].deed.as_ref().unwrap();
    assert_eq!(deed.person, None);
    assert_eq!(
        (deed.after.name.family(), deed.after.name.given()),
        ("髙﨑", "𠮷郎")
    );
    assert_eq!(
        (deed.after.name.family_kana(), deed.after.name.given_kana()),
        ("ﾀｶｻｷ", "ﾖｼﾛｳ")
    );
    assert_eq!(deed.after.login_id.as_ref().unwrap().as_str(), "0042");
    assert_eq!(
        deed.after.email.as_ref().unwrap().as_str(),
        "Taro@Example.jp"
    );
    assert_eq!(deed.after.role, Role::Learner);
    assert_eq!(deed.join, [GroupRef::Existing(id(1)), GroupRef::New(0)]);
    assert_eq!(plan.new_groups, ["企画部"]);
    let whole = &plan.lines[1].deed.as_ref().unwrap().after.name;
    assert_eq!((whole.family(), whole.given()), ("山田太郎", ""));
    assert_eq!(plan.counts().create_without_email, 1);
}

#[test]
fn people_are_found_by_number_then_address_then_login_id() {
    let mut third = person(3, "神", "", "");
    third.login_id = Some("kami".into());
    let people = vec![
        person(1, "塚", "100", "a@example.jp"),
        person(2, "晴", "200", "b@example.jp"),
        third,
    ];
    let plan = planned(
        "社員番号,姓,名,メール,ログインID\n１００,塚,太郎,,\n,晴,太郎,B@EXAMPLE.JP,\n,神,太郎,,KAMI\n",
        people,
        &[],
    );
    assert_eq!(outcomes(&plan), [Outcome::Unchanged; 3]);
    assert!(plan.missing.is_empty());
}

#[test]
fn values_of_two_people_on_one_line_are_an_error_that_names_both() {
    let people = vec![
        person(1, "塚", "100", "a@example.jp"),
        person(2, "晴", "200", "b@example.jp"),
    ];
    let plan = planned(
        "社員番号,姓,名,メール\n100,塚,太郎,b@example.jp\n",
        people,
        &[],
    );
    assert_eq!(
        problems(&plan),
        [[LineProblem::Disagreement {
            first: Attribute::EmployeeNumber,
            first_name: "塚 太郎".into(),
            second: Attribute::Email,
            second_name: "晴 太郎".into(),
        }]]
    );
    assert!(plan.missing.is_empty(), "the line speaks of both");
}

#[test]
fn a_new_number_that_is_somebodys_login_id_is_an_error() {
    let mut other = person(1, "塚", "100", "");
    other.login_id = Some("300".into());
    let plan = planned("社員番号,姓,名\n300,福,太郎\n", vec![other], &[]);
    assert_eq!(outcomes(&plan), [Outcome::Error]);
}

#[test]
fn each_of_two_duplicates_names_the_others_line() {
    let plan = planned(
        "社員番号,氏名,メール\n1,塚 一,a@example.jp\n2,晴 二,A@example.jp\n3,朗 三,c@example.jp\n３,隆 四,d@example.jp\n5,神 五,e@example.jp\n",
        vec![],
        &[],
    );
    assert_eq!(
        problems(&plan),
        [
            vec![duplicate(Attribute::Email, 3)],
            vec![duplicate(Attribute::Email, 2)],
            vec![duplicate(Attribute::EmployeeNumber, 5)],
            vec![duplicate(Attribute::EmployeeNumber, 4)],
            vec![],
        ]
    );
}

#[test]
fn two_lines_about_one_person_by_different_values_name_each_other() {
    let people = vec![person(1, "塚", "100", "a@example.jp")];
    let plan = planned(
        "社員番号,姓,名,メール\n100,塚,太郎,\n,塚,太郎,a@example.jp\n",
        people,
        &[],
    );
    assert_eq!(
        problems(&plan),
        [
            [LineProblem::SamePerson { line: 3 }],
            [LineProblem::SamePerson { line: 2 }]
        ]
    );
}

#[test]
fn what_is_not_acceptable_is_told_by_its_column() {
    let plan = planned(
        "社員番号,氏名,メール,権限\n1,,a@example.jp,\n2,塚 一,a b@example.jp,\n3,晴 二,no-at-sign.example.jp,部長\n,朗 三,,\n5 5,隆 四,,\n6,神 五\n",
        vec![],
        &[],
    );
    let value = |attribute, problem| LineProblem::Value { attribute, problem };
    assert_eq!(
        problems(&plan),
        [
            vec![value(Attribute::Name, Problem::Missing)],
            vec![value(Attribute::Email, Problem::Malformed)],
            vec![
                value(Attribute::Email, Problem::Malformed),
                LineProblem::UnknownRole {
                    text: "部長".into()
                }
            ],
            vec![LineProblem::NoWayToSignIn],
            vec![value(Attribute::EmployeeNumber, Problem::Malformed)],
            vec![LineProblem::Row(RowProblem::Ragged {
                expected: 4,
                found: 2
            })],
        ]
    );
    assert!(
        plan.lines
            .iter()
            .all(|line| line.deed.is_none() && line.view.outcome == Outcome::Error)
    );
}

#[test]
fn a_change_says_what_was_and_what_will_be() {
    let mut before = person(1, "塚", "100", "a@example.jp");
    before.groups = vec![
        Membership {
            group: id(1),
            imported: true,
        },
        Membership {
            group: id(2),
            imported: false,
        },
    ];
    let plan = planned(
        "社員番号,姓,名,セイ,メイ,メール,所属,権限\n100,神,太郎,ジン,タロウ,new@example.jp,総務部,管理者\n",
        vec![before],
        &[(1, "営業部"), (2, "委員会"), (3, "総務部")],
    );
    assert_eq!(
        changed(&plan, 0),
        [
            (Attribute::Name, "塚 太郎", "神 太郎"),
            (Attribute::Kana, "", "ジン タロウ"),
            (Attribute::Email, "a@example.jp", "new@example.jp"),
            (Attribute::Role, "learner", "manager"),
            (Attribute::Groups, "営業部", ""),
            (Attribute::Groups, "", "総務部"),
        ]
    );
    let deed = plan.lines[0].deed.as_ref().unwrap();
    assert_eq!(
        (deed.leave.as_slice(), deed.join.as_slice()),
        (&[id(1)][..], &[GroupRef::Existing(id(3))][..])
    );
}

#[test]
fn a_blank_cell_and_a_column_that_is_not_there_change_nothing() {
    let mut before = person(1, "塚", "100", "a@example.jp");
    before.role = Role::Manager;
    before.groups = vec![Membership {
        group: id(1),
        imported: true,
    }];
    let plan = planned(
        "社員番号,姓,名,メール,権限\n100,塚,太郎,,\n",
        vec![before],
        &[(1, "営業部")],
    );
    assert_eq!(outcomes(&plan), [Outcome::Unchanged]);
}

#[test]
fn width_and_kind_of_kana_and_the_spelling_of_an_address_are_no_change_but_a_stroke_of_a_name_is() {
    let mut before = person(1, "神", "100", "taro@example.jp");
    before.name = PersonName::parse("神", "太郎", "ｼﾞﾝ", "ﾀﾛｳ").unwrap();
    let plan = planned(
        "社員番号,氏名,ふりがな,メール\n100,神　太郎,じん たろう,TARO@Example.JP\n",
        vec![before.clone()],
        &[],
    );
    assert_eq!(outcomes(&plan), [Outcome::Unchanged]);
    // U+FA19, which NFKC would make U+795E.
    let plan = planned("社員番号,氏名\n100,\u{FA19}　太郎\n", vec![before], &[]);
    assert_eq!(
        changed(&plan, 0),
        [(Attribute::Name, "神 太郎", "\u{FA19} 太郎")]
    );
    let after = &plan.lines[0].deed.as_ref().unwrap().after;
    assert_eq!(
        after.name.family_kana(),
        "ｼﾞﾝ",
        "kana the file does not speak of stay"
    );
}

#[test]
fn people_missing_from_the_file_are_listed_and_left_alone() {
    let people = vec![person(1, "塚", "100", ""), person(2, "晴", "200", "")];
    let plan = planned("社員番号,姓,名\n100,塚,太郎\n", people, &[]);
    assert_eq!(
        plan.missing
            .iter()
            .map(|person| person.name.as_str())
            .collect::<Vec<_>>(),
        ["晴 太郎"]
    );
    assert_eq!(plan.counts().lines(), 1);
}

#[test]
fn groups_are_made_on_request_only() {
    let csv = "社員番号,氏名,所属\n1,塚 一,営業部、新設部\n";
    let refused = with(
        csv,
        vec![],
        &[(1, "営業部")],
        Options {
            create_groups: false,
            ..OPTIONS
        },
    );
    assert_eq!(
        problems(&refused),
        [[LineProblem::UnknownGroup {
            name: "新設部".into()
        }]]
    );
    assert!(refused.new_groups.is_empty());
    let made = planned(csv, vec![], &[(1, "営業部")]);
    assert_eq!(made.new_groups, ["新設部"]);
}

#[test]
fn nobody_changes_who_has_more_rights() {
    let mut administrator = person(1, "塚", "100", "a@example.jp");
    administrator.is_org_admin = true;
    let change = "社員番号,姓,名\n100,晴,太郎\n";
    let refused = planned(change, vec![administrator.clone()], &[]);
    assert_eq!(problems(&refused), [[LineProblem::MoreRights]]);
    let peer = Options {
        actor: (Role::Manager, true),
        ..OPTIONS
    };
    let allowed = with(change, vec![administrator.clone()], &[], peer);
    assert_eq!(outcomes(&allowed), [Outcome::Change]);
    let untouched = planned("社員番号,姓,名\n100,塚,太郎\n", vec![administrator], &[]);
    assert_eq!(outcomes(&untouched), [Outcome::Unchanged]);
}

#[test]
fn a_line_that_is_left_out_makes_no_group() {
    let plan = planned("社員番号,氏名,所属\n1,,新設部\n", vec![], &[]);
    assert!(plan.new_groups.is_empty());
}

#[test]
fn a_login_id_that_was_the_number_follows_it_and_one_of_its_own_stays() {
    let same = person(1, "塚", "100", "a@example.jp");
    let mut own = person(2, "晴", "200", "b@example.jp");
    own.login_id = Some("hare".into());
    let plan = planned(
        "社員番号,姓,名,メール\n101,塚,太郎,a@example.jp\n201,晴,太郎,b@example.jp\n",
        vec![same, own],
        &[],
    );
    assert_eq!(
        changed(&plan, 0),
        [
            (Attribute::EmployeeNumber, "100", "101"),
            (Attribute::LoginId, "100", "101")
        ]
    );
    assert_eq!(
        changed(&plan, 1),
        [(Attribute::EmployeeNumber, "200", "201")]
    );
}

#[test]
fn ten_thousand_lines_against_ten_thousand_people_take_no_square_of_time() {
    let mut csv = "社員番号,氏名,所属,メール\n".to_owned();
    let mut people = Vec::new();
    for n in 0..10_000 {
        writeln!(csv, "{n},塚 太郎,部{},u{n}@example.jp", n % 300).unwrap();
        people.push(person(n, "塚", &n.to_string(), &format!("u{n}@example.jp")));
    }
    let begun = std::time::Instant::now();
    let plan = planned(&csv, people, &[]);
    assert_eq!(plan.counts().change, 10_000);
    assert_eq!(plan.new_groups.len(), 300);
    // Unoptimised it takes one or two seconds; a square would take minutes.
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}

proptest! {
    #[test]
    fn importing_the_same_file_again_changes_nothing(
        lines in prop::collection::vec(("[0-9０]{0,2}", "[塚神\u{FA19} 　]{0,3}", "[ﾀタた ]{0,2}", "[abAB]{0,1}", "[営企|、]{0,3}", "[xX]{0,1}"), 1..12),
        registered in prop::collection::vec(("[0-9]{0,1}", "[ab]{0,1}", any::<bool>()), 0..4),
    ) {
        let mut people: Vec<Registered> = Vec::new();
        for (at, (number, email, imported)) in (0..).zip(&registered) {
            let email = if email.is_empty() { String::new() } else { format!("{email}@example.jp") };
            let mut new = person(at, "塚", number, &email);
            new.groups = vec![Membership { group: id(900), imported: *imported }];
            let taken = |old: &Registered| {
                (old.email.is_some() && old.email == new.email)
                    || (old.employee_number.is_some() && old.employee_number == new.employee_number)
            };
            if !people.iter().any(taken) {
                people.push(new);
            }
        }
        let mut csv = "社員番号,氏名,フリガナ,メール,所属,ログインID\n".to_owned();
        for (number, name, kana, email, groups, login) in &lines {
            let email = if email.is_empty() { String::new() } else { format!("{email}@example.jp") };
            writeln!(csv, "{number},{name},{kana},{email},{groups},{login}").unwrap();
        }
        prop_assume!(read(csv.as_bytes(), &Limits::default()).is_ok());
        let first = planned(&csv, people.clone(), &[(900, "委員会")]);
        let after = carried_out(&first, &people, 1_000);
        for (at, person) in after.iter().enumerate() {
            for other in &after[..at] {
                prop_assert!(person.number_key().is_none() || person.number_key() != other.number_key());
                prop_assert!(person.email_key().is_none() || person.email_key() != other.email_key());
                prop_assert!(person.login_key().is_none() || person.login_key() != other.login_key());
            }
        }
        let mut groups = vec![(900, "委員会")];
        groups.extend((1_000..).zip(first.new_groups.iter().map(String::as_str)));
        let again = planned(&csv, after, &groups);
        for (one, two) in first.lines.iter().zip(&again.lines) {
            let same = matches!(
                (one.view.outcome, two.view.outcome),
                (Outcome::Error, Outcome::Error) | (Outcome::Create | Outcome::Change | Outcome::Unchanged, Outcome::Unchanged)
            );
            prop_assert!(same, "{:#?}\n{:#?}", one, two);
        }
    }
}

#[test]
fn one_import_makes_so_many_groups_and_no_more() {
    let mut csv = "社員番号,氏名,所属\n".to_owned();
    for line in 0..20 {
        let names: Vec<_> = (0..100)
            .map(|at| format!("班{}", line * 100 + at))
            .collect();
        writeln!(csv, "{line},塚,{}", names.join("|")).unwrap();
    }
    csv.push_str("20,塚,班1999|既存\n21,塚,班1999|班2000\n22,塚,営業部\n");
    let plan = planned(&csv, vec![], &[(1, "既存"), (2, "営業部")]);
    assert_eq!(plan.new_groups.len(), 2_000);
    assert_eq!(plan.lines[20].view.problems, []);
    assert_eq!(
        plan.lines[21].view.problems,
        [LineProblem::TooManyNewGroups { max: 2_000 }]
    );
    assert_eq!(plan.lines[21].deed, None);
    assert_eq!(plan.lines[22].view.problems, []);
}

#[test]
fn a_line_names_so_many_groups_and_no_more() {
    let names = |count: u32| {
        let names: Vec<_> = (0..count).map(|at| format!("班{at}")).collect();
        names.join("|")
    };
    let csv = format!(
        "社員番号,氏名,所属\n1,塚,{}\n2,塚,{}\n3,塚,{}|班0\n",
        names(100),
        names(101),
        names(100)
    );
    let plan = planned(&csv, vec![], &[]);
    assert_eq!(
        problems(&plan),
        [
            vec![],
            vec![LineProblem::TooManyGroups { max: 100 }],
            vec![]
        ]
    );
}
