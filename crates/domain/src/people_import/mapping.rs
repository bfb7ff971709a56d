//! What the columns of a file mean.

use serde::{Deserialize, Serialize};

/// What a column of a file can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// 氏名 in one column: told apart at its first blank, left whole without one.
    Name,
    /// 姓
    FamilyName,
    /// 名
    GivenName,
    /// フリガナ in one column.
    Kana,
    /// セイ
    FamilyKana,
    /// メイ
    GivenKana,
    /// 社員番号
    EmployeeNumber,
    /// メールアドレス
    Email,
    /// ログインID; the employee number where there is none.
    LoginId,
    /// 所属: one group or several, between `|`, `、` or `;`. Several columns can be about groups.
    Groups,
    /// 権限: one of the four roles by its name.
    Role,
}

impl Target {
    /// Every target, in the order a page offers them.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::FamilyName,
        Self::GivenName,
        Self::Kana,
        Self::FamilyKana,
        Self::GivenKana,
        Self::EmployeeNumber,
        Self::Email,
        Self::LoginId,
        Self::Groups,
        Self::Role,
    ];

    /// The text form in forms and in the store: never rename one.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FamilyName => "family_name",
            Self::GivenName => "given_name",
            Self::Kana => "kana",
            Self::FamilyKana => "family_kana",
            Self::GivenKana => "given_kana",
            Self::EmployeeNumber => "employee_number",
            Self::Email => "email",
            Self::LoginId => "login_id",
            Self::Groups => "groups",
            Self::Role => "role",
        }
    }

    /// The target of a text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.as_str() == text)
    }
}

/// For each column of a file what it is about; `None` is not used. Remembered by an organisation for files of the same heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping {
    /// In the order of the file's columns.
    pub columns: Vec<Option<Target>>,
}

/// Why a mapping cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MappingProblem {
    /// No column holds names.
    NoName,
    /// The name is in one column and in two.
    NameInTwoWays,
    /// 名 without 姓, or メイ without セイ.
    GivenWithoutFamily,
    /// Neither employee number, address nor login id: nobody could sign in, or be found again.
    NobodyToRecognise,
    /// Two columns about the same. Only groups may.
    Twice(Target),
    /// Not as many columns as the file has.
    OtherFile,
}

impl Mapping {
    /// The first column about `target`.
    #[must_use]
    pub fn column(&self, target: Target) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| *column == Some(target))
    }

    /// Every column about `target`.
    pub fn columns_of(&self, target: Target) -> impl Iterator<Item = usize> + '_ {
        self.columns
            .iter()
            .enumerate()
            .filter(move |(_, column)| **column == Some(target))
            .map(|(index, _)| index)
    }

    /// Whether some column is about `target`.
    #[must_use]
    pub fn has(&self, target: Target) -> bool {
        self.column(target).is_some()
    }

    /// # Errors
    /// Everything that keeps this mapping from being used for a file of `columns` columns.
    pub fn check(&self, columns: usize) -> Result<(), Vec<MappingProblem>> {
        use Target::{
            Email, EmployeeNumber, FamilyKana, FamilyName, GivenKana, GivenName, Groups, Kana,
            LoginId, Name,
        };
        let mut problems = Vec::new();
        let mut refuse = |refused: bool, problem| {
            if refused {
                problems.push(problem);
            }
        };
        refuse(self.columns.len() != columns, MappingProblem::OtherFile);
        refuse(
            !self.has(Name) && !self.has(FamilyName),
            MappingProblem::NoName,
        );
        refuse(
            (self.has(Name) && (self.has(FamilyName) || self.has(GivenName)))
                || (self.has(Kana) && (self.has(FamilyKana) || self.has(GivenKana))),
            MappingProblem::NameInTwoWays,
        );
        refuse(
            (self.has(GivenName) && !self.has(FamilyName))
                || (self.has(GivenKana) && !self.has(FamilyKana)),
            MappingProblem::GivenWithoutFamily,
        );
        refuse(
            ![EmployeeNumber, Email, LoginId]
                .into_iter()
                .any(|target| self.has(target)),
            MappingProblem::NobodyToRecognise,
        );
        for target in Target::ALL {
            refuse(
                target != Groups && self.columns_of(target).count() > 1,
                MappingProblem::Twice(target),
            );
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(columns: &[Target]) -> Result<(), Vec<MappingProblem>> {
        let columns: Vec<_> = columns.iter().copied().map(Some).collect();
        let count = columns.len();
        Mapping { columns }.check(count)
    }

    #[test]
    fn a_mapping_needs_a_name_and_something_to_recognise_people_by() {
        use Target::{Email, EmployeeNumber, FamilyName, GivenName, Groups, Name};
        assert_eq!(check(&[Name, Email, Groups, Groups]), Ok(()));
        assert_eq!(check(&[FamilyName, GivenName, EmployeeNumber]), Ok(()));
        assert_eq!(check(&[Email]), Err(vec![MappingProblem::NoName]));
        assert_eq!(
            check(&[Name, Groups]),
            Err(vec![MappingProblem::NobodyToRecognise])
        );
        assert_eq!(
            check(&[Name, Email, Email]),
            Err(vec![MappingProblem::Twice(Email)])
        );
        assert_eq!(
            check(&[Name, FamilyName, Email]),
            Err(vec![MappingProblem::NameInTwoWays])
        );
        assert_eq!(
            check(&[GivenName, Email]),
            Err(vec![
                MappingProblem::NoName,
                MappingProblem::GivenWithoutFamily
            ])
        );
        let other_file = Mapping {
            columns: vec![Some(Name), Some(Email)],
        };
        assert_eq!(other_file.check(3), Err(vec![MappingProblem::OtherFile]));
    }

    #[test]
    fn every_target_has_a_text_form_of_its_own() {
        for target in Target::ALL {
            assert_eq!(Target::parse(target.as_str()), Some(target));
        }
    }
}
