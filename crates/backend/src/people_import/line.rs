//! One line of a file as people's data: its cells, read through the mapping.

use domain::{
    access::Role,
    error::{Field, Problem, Refusal},
    people::{Code, Email, GroupName, PersonName},
    people_import::{Attribute, LineProblem, Mapping, Target},
    tabular::RowProblem,
};
use vault::normalize;

use super::guess::fold;
use crate::tabular::{Row, unguarded};

/// Groups that one line may name: everything of somebody is written in one unit.
const MAX_GROUPS: u32 = 100;

/// What a line says. `None` where the file has no such column or the cell is blank: then nothing is said of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) number: u32,
    /// The name as it came, for showing; the parsed one is missing when it is not acceptable.
    pub(super) shown_name: String,
    /// The employee number as it came.
    pub(super) shown_number: String,
    /// The address as it came.
    pub(super) shown_email: String,
    pub(super) name: Option<PersonName>,
    /// Whether some column is about kana and this line has one.
    pub(super) has_kana: bool,
    pub(super) employee_number: Option<Keyed<Code>>,
    pub(super) email: Option<Keyed<Email>>,
    pub(super) login_id: Option<Keyed<Code>>,
    pub(super) role: Option<Role>,
    /// `None` without a column about groups: then memberships are left alone.
    pub(super) groups: Option<Vec<Keyed<String>>>,
    pub(super) problems: Vec<LineProblem>,
}

/// A value as it came, with the form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keyed<T> {
    pub(super) value: T,
    pub(super) key: String,
}

impl Line {
    /// Reads a row. What is not acceptable becomes a problem of the line, never a refusal of the file.
    pub(super) fn read(row: &Row, mapping: &Mapping) -> Self {
        let mut line = Self {
            number: row.line,
            ..Self::default()
        };
        let cell = |target| {
            mapping
                .column(target)
                .map_or("", |column| clean(row.cell(column)))
        };
        let shown = |target| cell(target).chars().take(80).collect();
        line.shown_number = shown(Target::EmployeeNumber);
        line.shown_email = shown(Target::Email);
        line.problems.extend(row.problem.map(LineProblem::Row));
        if matches!(
            row.problem,
            Some(RowProblem::Ragged { .. } | RowProblem::UnclosedQuote)
        ) {
            // Its cells may stand under the wrong headings: what they say is not to be held against other lines.
            line.shown_name = shown(Target::Name);
            return line;
        }
        line.read_name(&cell);
        line.employee_number = line.value(
            cell(Target::EmployeeNumber),
            Attribute::EmployeeNumber,
            Code::check,
            normalize::employee_number,
        );
        line.email = line.value(
            cell(Target::Email),
            Attribute::Email,
            Email::check,
            normalize::email,
        );
        line.login_id = line.value(
            cell(Target::LoginId),
            Attribute::LoginId,
            Code::check,
            normalize::login_id,
        );
        line.role = line.read_role(cell(Target::Role));
        if mapping.has(Target::Groups) {
            let cells = mapping
                .columns_of(Target::Groups)
                .map(|column| row.cell(column));
            line.groups = Some(line.read_groups(cells));
        }
        line
    }

    fn read_name<'r>(&mut self, cell: &impl Fn(Target) -> &'r str) {
        let parts = |whole, family, given| {
            let whole = cell(whole);
            if whole.is_empty() {
                (cell(family), cell(given))
            } else {
                split(whole)
            }
        };
        let (family, given) = parts(Target::Name, Target::FamilyName, Target::GivenName);
        let (family_kana, given_kana) = parts(Target::Kana, Target::FamilyKana, Target::GivenKana);
        // Kana in one piece beside a name in two is kept as it came.
        self.has_kana = !family_kana.is_empty() || !given_kana.is_empty();
        [family, given]
            .join(" ")
            .trim()
            .clone_into(&mut self.shown_name);
        match PersonName::parse(family, given, family_kana, given_kana) {
            Ok(name) => self.name = Some(name),
            Err(Refusal::Invalid(problems)) => {
                for (field, problem) in problems {
                    let attribute = if field == Field::Kana {
                        Attribute::Kana
                    } else {
                        Attribute::Name
                    };
                    self.refuse(attribute, problem);
                }
            }
            Err(_) => self.refuse(Attribute::Name, Problem::Malformed),
        }
    }

    fn value<T>(
        &mut self,
        cell: &str,
        attribute: Attribute,
        check: fn(&str) -> Result<T, Problem>,
        key: fn(&str) -> String,
    ) -> Option<Keyed<T>> {
        if cell.is_empty() {
            return None;
        }
        match check(cell) {
            Ok(value) => Some(Keyed {
                value,
                key: key(cell),
            }),
            Err(problem) => {
                self.refuse(attribute, problem);
                None
            }
        }
    }

    fn read_role(&mut self, cell: &str) -> Option<Role> {
        if cell.is_empty() {
            return None;
        }
        let role = role(cell);
        if role.is_none() {
            let text = cell.chars().take(60).collect();
            self.problems.push(LineProblem::UnknownRole { text });
        }
        role
    }

    fn read_groups<'r>(&mut self, cells: impl Iterator<Item = &'r str>) -> Vec<Keyed<String>> {
        const BETWEEN: [char; 7] = ['|', '｜', '、', '､', ';', '；', '\n'];
        let mut groups: Vec<Keyed<String>> = Vec::new();
        for name in cells.flat_map(|cell| clean(cell).split(BETWEEN)).map(clean) {
            if name.is_empty() {
                continue;
            }
            match GroupName::parse(name) {
                Ok(name) => {
                    let key = normalize::group_name(name.as_str());
                    if groups.iter().any(|group| group.key == key) {
                        continue;
                    }
                    if groups.len() == MAX_GROUPS as usize {
                        let problem = LineProblem::TooManyGroups { max: MAX_GROUPS };
                        self.problems.push(problem);
                        return groups;
                    }
                    groups.push(Keyed {
                        value: name.as_str().to_owned(),
                        key,
                    });
                }
                Err(Refusal::Invalid(problems)) => {
                    for (_, problem) in problems {
                        self.refuse(Attribute::Groups, problem);
                    }
                }
                Err(_) => self.refuse(Attribute::Groups, Problem::Malformed),
            }
        }
        groups
    }

    pub(super) fn refuse(&mut self, attribute: Attribute, problem: Problem) {
        let problem = LineProblem::Value { attribute, problem };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// The cell without what spreadsheets put around it and without outer blanks, invisible ones among them.
fn clean(cell: &str) -> &str {
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}');
    unguarded(cell.trim_matches(is_blank)).trim_matches(is_blank)
}

/// 姓 and 名 of a name in one column: at the first blank, of either width. Without one it stays whole.
fn split(whole: &str) -> (&str, &str) {
    whole
        .split_once(char::is_whitespace)
        .map_or((whole, ""), |(family, given)| (family, given.trim_start()))
}

/// A role by its name in either language or its stored form.
fn role(cell: &str) -> Option<Role> {
    match fold(cell).as_str() {
        "管理者" | "manager" | "administrator" => Some(Role::Manager),
        "担当者" | "coordinator" => Some(Role::Coordinator),
        "一般" | "一般ユーザー" | "member" => Some(Role::Member),
        "受講者" | "learner" => Some(Role::Learner),
        _ => None,
    }
}
