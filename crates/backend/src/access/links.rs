//! One-time links: to set a first password (7 days from sending), or a new one (30 minutes) (W7.2, W7.3, W7.6).
//!
//! A link's token is derived from its cause, so that a mail sent again after a crash carries the same link and no token is kept.
//! Looking at a link changes nothing (mail scanners look); only setting the password uses it up.

use domain::{
    error::Refusal,
    id::Id,
    organization::Organization,
    people::Person,
    time::{DAY_MS, MINUTE_MS},
};
use vault::{Field, Place, Token, token::TokenPurpose};

use super::{
    NewSession, Origin,
    password::NewPassword,
    records,
    session::{self, Account},
};
use crate::{
    Backend, audit,
    error::{Error, Result},
    people,
    store::{Unit, id_of, thrown},
};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    FirstPassword,
    Reset,
}

impl LinkKind {
    /// The text form that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstPassword => "first_password",
            Self::Reset => "reset",
        }
    }

    /// How long it is good, counted from sending; milliseconds.
    pub const fn life_ms(self) -> u64 {
        match self {
            Self::FirstPassword => 7 * DAY_MS,
            Self::Reset => 30 * MINUTE_MS,
        }
    }

    fn parse(text: &str) -> Result<Self> {
        match text {
            "first_password" => Ok(Self::FirstPassword),
            "reset" => Ok(Self::Reset),
            _ => Err(Error::Corrupt("link kind")),
        }
    }

    const fn purpose(self) -> TokenPurpose {
        match self {
            Self::FirstPassword => TokenPurpose::FirstPassword,
            Self::Reset => TokenPurpose::PasswordReset,
        }
    }
}

/// A link that is about to be sent.
#[derive(Clone, Debug)]
pub struct Issue {
    pub organization: Id<Organization>,
    pub person: Id<Person>,
    /// The outbox row that sends it.
    pub cause: uuid::Uuid,
    pub kind: LinkKind,
}

/// Adds the links to the unit that marks their mails as being sent, and returns the addresses to write into them, in order.
///
/// # Errors
/// When the system key cannot be read.
pub async fn issue(backend: &Backend, unit: &mut Unit, links: &[Issue]) -> Result<Vec<String>> {
    let system = backend.keys.system().await?;
    let tokens: Vec<Token> = links
        .iter()
        .map(|link| Token::derive(&system, link.kind.purpose(), link.cause, 0))
        .collect();
    if !links.is_empty() {
        let hashes: Vec<String> = tokens.iter().map(Token::hash).collect();
        records::insert_links(unit, links, &hashes, backend.now());
    }
    Ok(tokens
        .iter()
        .map(|token| format!("{}/set-password/{}", backend.public_origin, *token.text()))
        .collect())
}

/// Which of the causes are still their person's newest: the others' mails would carry a dead link.
///
/// # Errors
/// When the store fails.
pub async fn newest(
    backend: &Backend,
    causes: &[(Id<Person>, uuid::Uuid)],
) -> Result<std::collections::HashSet<uuid::Uuid>> {
    let people: Vec<_> = causes.iter().map(|(person, _)| *person).collect();
    let current = records::newest_causes(backend, &people).await?;
    Ok(causes
        .iter()
        .map(|(_, cause)| *cause)
        .filter(|cause| current.contains(cause))
        .collect())
}

/// Whether a link is still good.
///
/// # Errors
/// [`Refusal::LinkExpired`] for an unknown, used, replaced or old one.
pub async fn look(backend: &Backend, token: &str) -> Result<LinkKind> {
    find(backend, token).await.map(|link| link.kind)
}

/// A link that is good.
struct Good {
    account: Account,
    kind: LinkKind,
    hash: String,
    cause: uuid::Uuid,
}

/// A link that is not good is counted (W12.1).
async fn find(backend: &Backend, token: &str) -> Result<Good> {
    let found = find_good(backend, token).await;
    if matches!(found, Err(Error::Refused(Refusal::LinkExpired))) {
        backend.denials.count(audit::Denial::BadLink, backend.now());
    }
    found
}

async fn find_good(backend: &Backend, token: &str) -> Result<Good> {
    let token = Token::parse(token).map_err(|_| Refusal::LinkExpired)?;
    let hash = token.hash();
    let link = records::link(backend, &hash)
        .await?
        .ok_or(Refusal::LinkExpired)?;
    let kind = LinkKind::parse(&link.kind)?;
    let account = records::account(backend, id_of(&link.person)?)
        .await?
        .ok_or(Refusal::LinkExpired)?;
    let cause = link.cause.into();
    let is_newest = account.link == Some(cause);
    let is_over = backend.now() >= link.sent_at.saturating_add(kind.life_ms());
    if link.used_at.is_some()
        || !is_newest
        || is_over
        || account.suspended
        || link.org != account.organization.uuid().into()
    {
        return Err(Refusal::LinkExpired.into());
    }
    Ok(Good {
        account,
        kind,
        hash,
        cause,
    })
}

/// Sets the password, uses the link up, ends every session of the person and begins one here.
///
/// # Errors
/// [`Refusal::LinkExpired`], or [`Refusal::Invalid`] for a password that is not taken.
pub async fn set_password(
    backend: &Backend,
    token: &str,
    password: &str,
    again: &str,
    origin: &Origin,
) -> Result<NewSession> {
    let link = find(backend, token).await?;
    match set_with(backend, &link, password, again, origin).await {
        Err(error) if is_over(&error) => Err(Refusal::LinkExpired.into()),
        set => set,
    }
}

/// Whether the link was used or replaced, or its owner deleted, since it was found good.
fn is_over(error: &Error) -> bool {
    matches!(error, Error::Erased)
        || thrown(error).as_deref() == Some("link_used")
        || records::is_replaced(error)
}

async fn set_with(
    backend: &Backend,
    link: &Good,
    password: &str,
    again: &str,
    origin: &Origin,
) -> Result<NewSession> {
    let account = &link.account;
    let scope = account.scope(backend, origin).await?;
    let context = context_words(backend, account).await?;
    let password = NewPassword::parse(
        password,
        again,
        &context.iter().map(String::as_str).collect::<Vec<_>>(),
    )?;
    let verifier = super::sign_in::hash(backend, password).await?;
    let now = backend.now();

    let mut unit = Unit::new();
    records::use_link(&mut unit, &link.hash, now);
    records::expect_link(&mut unit, account.id, link.cause);
    records::set_password(&mut unit, &scope, account.id, verifier, now);
    let session = session::begin(backend, &mut unit, &scope, account, false)?;
    audit::note(
        &mut unit,
        &scope,
        now,
        audit::Event::PasswordSet,
        Some(account.id.uuid()),
        &[("by", link.kind.as_str())],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(session)
}

/// The person's own words, which make no good password.
pub(super) async fn context_words(backend: &Backend, account: &Account) -> Result<Vec<String>> {
    let key = people::key(backend, account.organization, account.id).await?;
    let Some(words) = records::words(backend, account.organization, account.id).await? else {
        return Ok(Vec::new());
    };
    let place = |field| Place {
        organization: account.organization.uuid(),
        field,
        record: account.id.uuid(),
    };
    let name = key.open(&place(Field::PersonName), &words.name)?;
    let name: domain::people::PersonName =
        serde_json::from_slice(&name).map_err(|_| Error::Corrupt("name"))?;
    let mut all = vec![name.full()];
    if let Some(email) = words.email {
        all.push(key.open_str(&place(Field::PersonEmail), &email)?);
    }
    if let Some(login_id) = words.login_id {
        all.push(key.open_str(&place(Field::PersonLoginId), &login_id)?);
    }
    Ok(all)
}
