//! Carrying a command out, on an open backend. The text is for the operator's terminal.

use std::{collections::BTreeMap, fmt::Write};

use backend::{
    Backend, audit,
    error::Error,
    organization::{self, NewOrganization},
};
use domain::{
    error::Refusal,
    organization::{OrganizationCode, OrganizationName},
    people::{Email, PersonName},
    text::{Locale, text},
    time,
};

use super::{Command, Reply};

/// Does what is asked; a failure is one line.
pub async fn execute(backend: &Backend, command: Command) -> Reply {
    let done = match command {
        Command::CreateOrganization {
            name,
            code,
            seats,
            admin_email,
        } => create_organization(backend, &name, &code, seats, &admin_email).await,
        Command::ListOrganizations => list_organizations(backend).await,
        Command::KeysStatus => keys_status(backend).await,
        Command::CountDenials => count_denials(backend).await,
        Command::VerifyAudit { organization } => {
            return verify_audit(backend, organization.as_deref())
                .await
                .unwrap_or_else(|error| Reply::Failed(line(&error)));
        }
    };
    done.map_or_else(|error| Reply::Failed(line(&error)), Reply::Done)
}

async fn create_organization(
    backend: &Backend,
    name: &str,
    code: &str,
    seats: u32,
    admin_email: &str,
) -> Result<String, Error> {
    let admin_email = Email::parse(admin_email)?;
    // Nobody said what the administrator is called; the administrator will.
    let called = admin_email.as_str().split('@').next().unwrap_or_default();
    let new = NewOrganization {
        name: OrganizationName::parse(name)?,
        code: OrganizationCode::parse(code)?,
        seats,
        admin_name: PersonName::parse(called, "", "", "")?,
        admin_email,
    };
    let created = organization::create(backend, &new).await?;
    Ok(format!(
        "Created {} (code {}) with {seats} seats.\n{} gets this link by mail; it sets the first password, once, within 7 days:\n{}\n",
        new.name.as_str(),
        new.code.as_str(),
        new.admin_email.as_str(),
        created.link,
    ))
}

async fn list_organizations(backend: &Backend) -> Result<String, Error> {
    let organizations = organization::list(backend).await?;
    if organizations.is_empty() {
        return Ok("There is no organization yet; yagura organization create --help shows how to make one.\n".to_owned());
    }
    let mut list = String::new();
    for row in organizations {
        // Writing to a String cannot fail.
        let _ = writeln!(
            list,
            "{:20} {:>7} of {:>7} seats  since {}  {}",
            row.code,
            row.people,
            row.seats,
            time::Day::at(row.created_at),
            row.name
        );
    }
    Ok(list)
}

async fn keys_status(backend: &Backend) -> Result<String, Error> {
    let status = backend.keys.status().await?;
    let secrets: Vec<_> = status.secrets.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "provider secret   {}\nepoch secrets     {} (in {})\nepoch in use      {}\nstill to rewrap   {}\n",
        status.provider,
        secrets.join(", "),
        status.folder,
        status.epoch,
        status.behind
    );
    for (kind, count) in status.keys {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{kind:17} {count}");
    }
    Ok(text)
}

/// How often strangers were turned away in the last thirty days, by day and reason (W12.1).
async fn count_denials(backend: &Backend) -> Result<String, Error> {
    audit::flush_denials(backend).await?;
    let now = backend.now();
    let since = now.saturating_sub(30 * time::DAY_MS);
    let mut counts: BTreeMap<(time::Day, String), u64> = BTreeMap::new();
    for (at, kind, count) in audit::denials(backend, since, now).await? {
        *counts.entry((time::Day::at(at), kind)).or_default() += count;
    }
    if counts.is_empty() {
        return Ok("Nobody was turned away in the last 30 days.\n".to_owned());
    }
    let mut text = String::new();
    for ((day, kind), count) in counts.iter().rev() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{day}  {kind:16} {count:>9}");
    }
    Ok(text)
}

/// Every organisation's log, or one's. Each break is named on a line of its own.
async fn verify_audit(backend: &Backend, code: Option<&str>) -> Result<Reply, Error> {
    let mut organizations = organization::list(backend).await?;
    if let Some(code) = code {
        let code = OrganizationCode::parse(code)?;
        let wanted = organization::by_code(backend, &code).await?;
        organizations.retain(|row| row.id == wanted);
    }
    let mut text = String::new();
    let mut holds = true;
    for row in organizations {
        let report = match audit::verify(backend, row.id).await {
            Ok(report) => report,
            // The others are verified all the same.
            Err(error) => {
                holds = false;
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{}: could not be verified: {error}", row.code);
                continue;
            }
        };
        holds &= report.holds();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}: {} entries, {}",
            row.code,
            report.entries,
            if report.holds() {
                "as they were written"
            } else {
                "NOT as they were written"
            }
        );
        if report.out_of_reach > 0 {
            let _ = writeln!(
                text,
                "  {} of them are of people who were deleted: their place was checked, their content is out of reach",
                report.out_of_reach
            );
        }
        for found in &report.breaks {
            let _ = writeln!(text, "  {found}");
        }
        if report.further > 0 {
            let _ = writeln!(text, "  and {} more breaks", report.further);
        }
    }
    Ok(if holds {
        Reply::Done(text)
    } else {
        Reply::Alarm(text)
    })
}

/// Every use of a key: `yagura keys inventory`. Needs no installation.
pub fn inventory() -> String {
    let mut text = String::new();
    for entry in vault::purpose::inventory() {
        let what = entry.what.map_or_else(
            || "-".to_owned(),
            |(table, field)| format!("{table}.{field}"),
        );
        let keys: Vec<_> = entry.keys.iter().map(|kind| kind.name()).collect();
        let keys = if keys.is_empty() {
            "a key of its own".to_owned()
        } else {
            keys.join(" or ")
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:28} {what:32} {keys}", entry.label);
    }
    text
}

/// One line for the operator.
fn line(error: &Error) -> String {
    let words = &text(Locale::En).errors;
    match error {
        Error::Refused(Refusal::Invalid(problems)) => problems
            .iter()
            .map(|(field, problem)| (words.problem)(*field, *problem))
            .collect::<Vec<_>>()
            .join(" "),
        Error::Refused(refusal) => (words.refusal)(refusal),
        failure => failure.to_string(),
    }
}
