//! Whom each line is about: by employee number, then e-mail, then login id. Disagreement and repetition are errors.

use std::collections::HashMap;

use domain::{
    people::Code,
    people_import::{Attribute, LineProblem},
};
use vault::normalize;

use super::{
    directory::Directory,
    line::{Keyed, Line},
};

/// What was found for a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Match {
    /// Everybody its values belong to, the strongest first; more than one is a disagreement.
    found: Vec<(Attribute, usize)>,
    /// The login id the line brings: its own, or the employee number where that stands in for one.
    login_id: Option<Keyed<Code>>,
    /// Whether `login_id` is the employee number.
    is_derived: bool,
}

impl Match {
    /// The one the line is about, by place in the directory.
    pub(super) fn person(&self) -> Option<usize> {
        self.found.first().map(|&(_, at)| at)
    }

    /// Everybody the line speaks of: they are not missing from the file, even when the line is an error.
    pub(super) fn people(&self) -> impl Iterator<Item = usize> + '_ {
        self.found.iter().map(|&(_, at)| at)
    }

    pub(super) fn login_id(&self) -> Option<&Keyed<Code>> {
        self.login_id.as_ref()
    }
}

/// Finds everybody, and adds to the lines what speaks against them.
pub(super) fn find(lines: &mut [Line], directory: &Directory) -> Vec<Match> {
    let matches: Vec<_> = lines
        .iter_mut()
        .map(|line| find_one(line, directory))
        .collect();
    refuse_repetitions(lines, &matches);
    matches
}

fn find_one(line: &mut Line, directory: &Directory) -> Match {
    let mut found = Vec::new();
    let mut look = |attribute, at: Option<usize>| found.extend(at.map(|at| (attribute, at)));
    look(
        Attribute::EmployeeNumber,
        line.employee_number
            .as_ref()
            .and_then(|n| directory.by_number(&n.key)),
    );
    look(
        Attribute::Email,
        line.email.as_ref().and_then(|e| directory.by_email(&e.key)),
    );
    look(
        Attribute::LoginId,
        line.login_id
            .as_ref()
            .and_then(|id| directory.by_login(&id.key)),
    );

    let registered = found.first().map(|&(_, at)| &directory.people()[at]);
    let number_as_id = || {
        line.employee_number.as_ref().map(|number| Keyed {
            key: normalize::login_id(number.value.as_str()),
            value: number.value.clone(),
        })
    };
    // The employee number stands in for a missing login id, and follows where it did so before.
    let stands_in = registered.is_none_or(|person| {
        person.login_id.is_none()
            || (person.login_id == person.employee_number
                && person.login_key() != number_as_id().map(|id| id.key))
    });
    let is_derived = line.login_id.is_none() && stands_in;
    let login_id = if is_derived {
        number_as_id()
    } else {
        line.login_id.clone()
    };
    if is_derived && let Some(at) = login_id.as_ref().and_then(|id| directory.by_login(&id.key)) {
        let theirs = directory.people()[at].number_key();
        if registered.is_none() && theirs.is_some() {
            // The employee number is somebody's login id who has another number: nobody can be meant by both.
            let name = directory.people()[at].name.full();
            line.problems.push(LineProblem::Disagreement {
                first: Attribute::EmployeeNumber,
                first_name: line.shown_name.clone(),
                second: Attribute::LoginId,
                second_name: name,
            });
        }
        found.push((Attribute::LoginId, at));
    }
    if let [(first, whose), rest @ ..] = found.as_slice()
        && let Some((second, others)) = rest.iter().find(|(_, at)| at != whose)
    {
        line.problems.push(LineProblem::Disagreement {
            first: *first,
            first_name: directory.people()[*whose].name.full(),
            second: *second,
            second_name: directory.people()[*others].name.full(),
        });
    }
    let can_sign_in = line.email.is_some()
        || login_id.is_some()
        || found.first().is_some_and(|&(_, at)| {
            let person = &directory.people()[at];
            person.email.is_some() || person.login_id.is_some()
        });
    if !can_sign_in && line.problems.is_empty() {
        line.problems.push(LineProblem::NoWayToSignIn);
    }
    Match {
        found,
        login_id,
        is_derived,
    }
}

/// Of lines that say the same, the first names the next, and the others the first.
fn refuse_repetitions(lines: &mut [Line], matches: &[Match]) {
    let mut repetitions = Vec::new();
    let mut meet = |keys: Vec<Option<String>>, problem: &dyn Fn(u32) -> LineProblem| {
        let mut first: HashMap<String, (usize, bool)> = HashMap::new();
        for (at, key) in keys.into_iter().enumerate() {
            let Some(key) = key else { continue };
            match first.get_mut(&key) {
                None => {
                    first.insert(key, (at, false));
                }
                Some((earlier, told)) => {
                    if !*told {
                        repetitions.push((*earlier, problem(lines[at].number)));
                        *told = true;
                    }
                    repetitions.push((at, problem(lines[*earlier].number)));
                }
            }
        }
    };
    let numbers = lines
        .iter()
        .map(|line| line.employee_number.as_ref().map(|n| n.key.clone()))
        .collect();
    meet(numbers, &|line| LineProblem::Duplicate {
        attribute: Attribute::EmployeeNumber,
        line,
    });
    let emails = lines
        .iter()
        .map(|line| line.email.as_ref().map(|e| e.key.clone()))
        .collect();
    meet(emails, &|line| LineProblem::Duplicate {
        attribute: Attribute::Email,
        line,
    });
    let logins = matches
        .iter()
        .map(|found| found.login_id.as_ref().map(|id| id.key.clone()))
        .collect();
    meet(logins, &|line| LineProblem::Duplicate {
        attribute: Attribute::LoginId,
        line,
    });
    let people = matches
        .iter()
        .map(|found| found.person().map(|at| at.to_string()))
        .collect();
    meet(people, &|line| LineProblem::SamePerson { line });

    for (at, problem) in repetitions {
        // A repeated employee number repeats the login id made of it, and both find the same person: once is enough.
        let line_of = |problem: &LineProblem| match problem {
            LineProblem::Duplicate { line, .. } | LineProblem::SamePerson { line } => Some(*line),
            _ => None,
        };
        let follows = match problem {
            LineProblem::SamePerson { .. } => true,
            LineProblem::Duplicate {
                attribute: Attribute::LoginId,
                ..
            } => matches[at].is_derived,
            _ => false,
        };
        let is_told = lines[at]
            .problems
            .iter()
            .any(|told| line_of(told) == line_of(&problem));
        if !(follows && is_told) {
            lines[at].problems.push(problem);
        }
    }
}
