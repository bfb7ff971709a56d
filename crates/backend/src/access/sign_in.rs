//! Sign-in, change of password, and asking for a link. Known and unknown accounts get the same answer in the same time (W7.6).

use std::cmp::Reverse;

use domain::{
    error::{Field as FormField, Problem, Refusal},
    people::Email,
};
use vault::{Index, Pepper, Token, normalize, password as hashing};
use zeroize::Zeroizing;

use super::{
    LinkKind, NewSession, Origin, Scope,
    links::context_words,
    password::NewPassword,
    records,
    session::{self, Account},
};
use crate::{
    Backend, audit,
    error::{Error, Result},
    organization,
    store::Unit,
};

/// Who wants to come in.
#[derive(Clone, Debug)]
pub enum Who {
    /// By address; the code says which of several organisations. With a code it may be a login id that looks like an address.
    Email { email: String, code: Option<String> },
    /// People without an address, by their organisation's code and their login id (W5.3).
    LoginId { code: String, login_id: String },
}

/// An attempt to sign in.
pub struct SignIn {
    pub who: Who,
    pub password: Zeroizing<String>,
}

impl Who {
    /// Reads what was typed into the one field: with an `@`, of a Japanese keyboard too, it is an address.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when a login id comes without a code, or nothing was typed.
    pub fn parse(identifier: &str, code: &str) -> Result<Self, Refusal> {
        let (identifier, code) = (identifier.trim(), code.trim());
        let code = (!code.is_empty()).then(|| code.to_owned());
        match code {
            _ if identifier.is_empty() => {
                Err(Refusal::invalid(FormField::Identifier, Problem::Missing))
            }
            _ if identifier.len() > 320 => Err(Refusal::invalid(
                FormField::Identifier,
                Problem::TooLong { max: 320 },
            )),
            code if normalize::login_id(identifier).contains('@') => Ok(Self::Email {
                email: identifier.to_owned(),
                code,
            }),
            Some(code) => Ok(Self::LoginId {
                code,
                login_id: identifier.to_owned(),
            }),
            None => Err(Refusal::invalid(
                FormField::OrganizationCode,
                Problem::Missing,
            )),
        }
    }

    /// What failures are counted under: a blind index of what was typed.
    async fn account_index(&self, backend: &Backend) -> Result<String> {
        let system = backend.keys.system().await?;
        let text = match self {
            Self::Email { email, .. } => format!("email\n{}", normalize::email(email)),
            Self::LoginId { code, login_id } => {
                format!(
                    "login\n{}\n{}",
                    normalize::organization_code(code),
                    normalize::login_id(login_id)
                )
            }
        };
        Ok(system
            .blind_index(Index::SignInAttempt, &text)
            .as_str()
            .to_owned())
    }
}

/// The memberships that fit: by address before by login id, who may come in before who is suspended, the last used one first.
/// Looks in the same places whether anybody is found or not.
async fn find(backend: &Backend, who: &Who) -> Result<Vec<Account>> {
    let system = backend.keys.system().await?;
    let organization = match who {
        Who::Email {
            code: Some(code), ..
        }
        | Who::LoginId { code, .. } => match organization::find(backend, code).await? {
            Some(organization) => Some(organization),
            None => return Ok(Vec::new()),
        },
        Who::Email { code: None, .. } => None,
    };
    let (mut accounts, login_id) = match who {
        Who::Email { email, .. } => {
            let index = system.blind_index(Index::SignInEmail, &normalize::email(email));
            let mut accounts = records::accounts_by_email(backend, index.as_str()).await?;
            accounts.retain(|account| {
                organization.is_none_or(|organization| account.organization == organization)
            });
            (accounts, email)
        }
        Who::LoginId { login_id, .. } => (Vec::new(), login_id),
    };
    if let Some(organization) = organization {
        let key = backend.keys.organization(organization).await?;
        let index = key.blind_index(Index::LoginId, &normalize::login_id(login_id));
        let others = records::accounts_by_login_id(backend, organization, index.as_str()).await?;
        if accounts.is_empty() {
            accounts = others;
        }
    }
    accounts.sort_by_key(|account| (account.suspended, Reverse(account.last_sign_in_at)));
    Ok(accounts)
}

/// Checks a password and begins a session. Costs exactly one argon2 whoever asks.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for an unknown account, a wrong password and a suspended person alike; [`Refusal::TooManyFailures`]; [`Refusal::Busy`].
pub async fn sign_in(backend: &Backend, attempt: SignIn, origin: &Origin) -> Result<NewSession> {
    let index = attempt.who.account_index(backend).await?;
    backend.gate.admit(&index, &origin.address, backend.now())?;
    let account = find(backend, &attempt.who).await?.into_iter().next();
    let stored = account
        .as_ref()
        .and_then(|account| account.verifier.clone());
    let may_come_in = account.as_ref().is_some_and(|account| !account.suspended);
    let pepper = backend.keys.pepper().await?;
    let password = attempt.password;
    let (counting, counted, address) = (backend.clone(), index.clone(), origin.address.clone());
    let checked = backend
        .gate
        .hash(move || {
            let checked = check(&pepper, &password, stored).filter(|_| may_come_in);
            if checked.is_none() {
                counting.gate.failed(&counted, &address, counting.now());
            }
            checked
        })
        .await?;
    let now = backend.now();
    match (account, checked) {
        (Some(account), Some(checked)) => {
            let session = come_in(backend, &account, checked, origin, now).await?;
            backend.gate.succeeded(&index);
            backend.wake.audit.notify_one();
            Ok(session)
        }
        (account, _) => {
            match account {
                Some(account) => {
                    // After the answer's time is settled: a known account must not answer later than an unknown one.
                    let (backend, origin) = (backend.clone(), origin.clone());
                    tokio::spawn(async move {
                        match note_failure(&backend, &account, &origin, now).await {
                            Ok(()) | Err(Error::Erased) => {}
                            Err(error) => {
                                tracing::error!(%error, "a failed sign-in was not written down");
                            }
                        }
                    });
                }
                None => backend.denials.count(audit::Denial::UnknownAccount, now),
            }
            Err(Refusal::WrongCredentials.into())
        }
    }
}

/// A password that was right.
struct Checked {
    /// What it was checked against.
    verifier: String,
    /// The verifier at today's price, when that one was made at another.
    upgraded: Option<String>,
}

/// One argon2, whatever it finds.
fn check(pepper: &Pepper, password: &str, stored: Option<String>) -> Option<Checked> {
    let Some(verifier) = stored else {
        hashing::spend(pepper, password);
        return None;
    };
    let verdict = hashing::verify(pepper, password, &verifier);
    verdict.ok.then(|| Checked {
        verifier,
        upgraded: (verdict.needs_rehash && !verdict.machine_made)
            .then(|| hashing::hash(pepper, password).ok())
            .flatten(),
    })
}

/// Begins the session, unless the password was replaced, or its owner deleted, while it was being checked.
async fn come_in(
    backend: &Backend,
    account: &Account,
    checked: Checked,
    origin: &Origin,
    now: u64,
) -> Result<NewSession> {
    let begin = async {
        let scope = account.scope(backend, origin).await?;
        let mut unit = Unit::new();
        records::expect_verifier(&mut unit, account.id, checked.verifier);
        if let Some(upgraded) = checked.upgraded {
            records::rehash(&mut unit, account.id, upgraded);
        }
        records::signed_in(&mut unit, &scope, account.id, now);
        let session = session::begin(backend, &mut unit, &scope, account, account.must_change)?;
        audit::note(
            &mut unit,
            &scope,
            now,
            audit::Event::SignedIn,
            Some(account.id.uuid()),
            &[],
        )?;
        backend.store.commit(unit).await?;
        Ok(session)
    };
    match begin.await {
        Err(error) if matches!(error, Error::Erased) || records::is_replaced(&error) => {
            Err(Refusal::WrongCredentials.into())
        }
        begun => begun,
    }
}

async fn note_failure(
    backend: &Backend,
    account: &Account,
    origin: &Origin,
    now: u64,
) -> Result<()> {
    let scope = account.scope(backend, origin).await?;
    let mut unit = Unit::new();
    records::note_failure(&mut unit, &scope, account.id, now)?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(())
}

pub(super) async fn hash(backend: &Backend, password: NewPassword) -> Result<String> {
    let pepper = backend.keys.pepper().await?;
    backend
        .gate
        .hash(move || hashing::hash(&pepper, password.expose()))
        .await?
        .map_err(|_| Error::Randomness)
}

/// The verifier of a password nobody knows.
///
/// # Errors
/// When there is no randomness.
pub async fn unknown_password(backend: &Backend) -> Result<String> {
    let password = Token::generate()?.text();
    hash(backend, NewPassword::parse(&password, &password, &[])?).await
}

/// Replaces the password of the signed-in person; every session ends and one begins here.
///
/// # Errors
/// [`Refusal::Invalid`] for a wrong current password, and for a new one that is not taken or is the current one;
/// [`Refusal::Changed`] when it was replaced meanwhile.
pub async fn change_password(
    backend: &Backend,
    scope: &Scope,
    current: Zeroizing<String>,
    new: &str,
    again: &str,
) -> Result<NewSession> {
    let signed_in = scope.signed_in()?;
    let account = records::account(backend, signed_in.person)
        .await?
        .ok_or(Refusal::NotSignedIn)?;
    let context = context_words(backend, &account).await?;
    let new = NewPassword::parse(
        new,
        again,
        &context.iter().map(String::as_str).collect::<Vec<_>>(),
    )?;
    let index = format!("change {}", signed_in.person);
    backend.gate.admit(&index, "", backend.now())?;
    let pepper = backend.keys.pepper().await?;
    let stored = account.verifier.clone().unwrap_or_default();
    let (counting, counted) = (backend.clone(), index.clone());
    let (is_right, is_same, new) = backend
        .gate
        .hash(move || {
            let is_right = hashing::verify(&pepper, &current, &stored).ok;
            if !is_right {
                counting.gate.failed(&counted, "", counting.now());
            }
            let is_same = is_right && hashing::verify(&pepper, new.expose(), &stored).ok;
            (is_right, is_same, new)
        })
        .await?;
    if !is_right {
        return Err(Refusal::invalid(FormField::CurrentPassword, Problem::Wrong).into());
    }
    if is_same {
        return Err(Refusal::invalid(FormField::Password, Problem::TooEasy).into());
    }
    let verifier = hash(backend, new).await?;
    let now = backend.now();
    let mut unit = Unit::new();
    records::expect_verifier(
        &mut unit,
        signed_in.person,
        account.verifier.clone().unwrap_or_default(),
    );
    records::set_password(&mut unit, scope, signed_in.person, verifier, now);
    let session = session::begin(backend, &mut unit, scope, &account, false)?;
    audit::note(
        &mut unit,
        scope,
        now,
        audit::Event::PasswordChanged,
        Some(signed_in.person.uuid()),
        &[],
    )?;
    match backend.store.commit(unit).await {
        Err(error) if records::is_replaced(&error) => Err(Refusal::Changed.into()),
        Err(error) => Err(error),
        Ok(_) => {
            backend.wake.audit.notify_one();
            Ok(session)
        }
    }
}

/// Asks for a link by mail: a new password for who has one, a first one for who has not. The answer never tells whether the address is known;
/// the work happens after it.
///
/// # Errors
/// [`Refusal::Invalid`] for what is no address; [`Refusal::TooManyFailures`] for who asks too often.
pub async fn request_link(
    backend: &Backend,
    email: &str,
    code: &str,
    origin: &Origin,
) -> Result<()> {
    let email = Email::parse(email)?;
    let code = code.trim();
    let who = Who::Email {
        email: email.as_str().to_owned(),
        code: (!code.is_empty()).then(|| code.to_owned()),
    };
    let index = format!("link {}", who.account_index(backend).await?);
    let now = backend.now();
    backend.gate.admit(&index, &origin.address, now)?;
    // Each request counts: five mails are enough for anyone who lost one. It is no failure of the address: an office is one.
    backend.gate.failed(&index, "", now);
    let (backend, origin) = (backend.clone(), origin.clone());
    tokio::spawn(async move {
        if let Err(error) = send_link(&backend, &who, &origin).await {
            tracing::error!(%error, "a link was asked for and not sent");
        }
    });
    Ok(())
}

async fn send_link(backend: &Backend, who: &Who, origin: &Origin) -> Result<()> {
    let account = find(backend, who).await?.into_iter().next();
    let Some(account) = account.filter(|account| account.has_email && !account.suspended) else {
        return Ok(());
    };
    let scope = account.scope(backend, origin).await?;
    let kind = if account.verifier.is_some() {
        LinkKind::Reset
    } else {
        LinkKind::FirstPassword
    };
    let now = backend.now();
    let mut unit = Unit::new();
    records::invite(&mut unit, &scope, account.id, kind, now)?;
    audit::note(
        &mut unit,
        &scope,
        now,
        audit::Event::PasswordResetRequested,
        Some(account.id.uuid()),
        &[("kind", kind.as_str())],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.mail.notify_one();
    backend.wake.audit.notify_one();
    Ok(())
}
