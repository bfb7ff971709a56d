//! Sessions: an opaque 256-bit token in a cookie, its SHA-256 in the store.

use domain::{
    access::{Role, Theme, Viewer},
    error::Refusal,
    id::Id,
    organization::Organization,
    people::{Person, PersonName},
    time::{DAY_MS, HOUR_MS, MINUTE_MS},
};
use surrealdb::types::Bytes;
use vault::{Field, Place, Token};

use super::{
    Actor, Origin, Scope, SignedIn,
    records::{self, Session},
};
use crate::{
    Backend, audit,
    error::{Error, Result},
    organization, people,
    store::Unit,
};

/// How long a session lives without use, and at most. A lesson must not cost a password on a phone;
/// whoever can change what is others' signs in for the working day.
const fn limits(can_edit: bool) -> (u64, u64) {
    if can_edit {
        (60 * MINUTE_MS, 12 * HOUR_MS)
    } else {
        (7 * DAY_MS, LONGEST_MS)
    }
}

/// No session lives longer.
pub(super) const LONGEST_MS: u64 = 30 * DAY_MS;

/// What a browser gets at sign-in.
pub struct NewSession {
    /// For the cookie alone.
    pub token: Token,
    /// Seconds after which the cookie may be thrown away.
    pub max_age_s: u64,
    pub must_change_password: bool,
    /// Language the person chose, as a text form.
    pub locale: Option<String>,
    pub theme: Option<Theme>,
}

/// The scope of a presented token.
///
/// # Errors
/// [`Refusal::NotSignedIn`] for no token, an unknown, ended or timed-out session, or somebody suspended or deleted.
pub async fn scope_of(backend: &Backend, token: Option<&Token>, origin: &Origin) -> Result<Scope> {
    let token = token.ok_or(Refusal::NotSignedIn)?;
    let hash = token.hash();
    let found = records::session(backend, &hash)
        .await?
        .ok_or(Refusal::NotSignedIn)?;
    let session = &found.session;
    let role = Role::parse(&found.person.role).ok_or(Error::Corrupt("role"))?;
    let now = backend.now();
    let (idle, absolute) = limits(found.person.is_org_admin || role.can_edit());
    if found.person.state == "suspended"
        || now >= session.seen_at.saturating_add(idle)
        || now >= session.created_at.saturating_add(absolute)
    {
        return Err(Refusal::NotSignedIn.into());
    }
    if now >= session.seen_at.saturating_add(MINUTE_MS) {
        records::touch_session(backend, &hash, now).await?;
    }
    let organization = Id::from_uuid(session.org.into());
    let person = found.id;
    let key = match people::key(backend, organization, person).await {
        Err(Error::Erased) => return Err(Refusal::NotSignedIn.into()),
        key => key?,
    };
    let mut scope = system_scope(backend, organization).await?;
    scope.actor = Actor::Person(Box::new(SignedIn {
        person,
        key,
        role,
        is_org_admin: found.person.is_org_admin,
        session: hash,
        must_change_password: session.must_change,
        name: Some(found.person.name.clone()),
    }));
    scope.origin = origin.clone();
    Ok(scope)
}

/// The scope of a job, a worker or the command line.
///
/// # Errors
/// When the organisation has no keys.
pub async fn system_scope(backend: &Backend, organization: Id<Organization>) -> Result<Scope> {
    Ok(Scope {
        organization,
        organization_key: backend.keys.organization(organization).await?,
        audit_key: backend.keys.audit_key(organization).await?,
        actor: Actor::System,
        origin: Origin::default(),
    })
}

/// The scope of somebody who began what a worker carries out: in the operation log it is theirs. They need not be signed in any more.
///
/// # Errors
/// When there is no such person, or the store fails.
pub async fn scope_on_behalf(backend: &Backend, person: Id<Person>) -> Result<Scope> {
    let account = records::account(backend, person)
        .await?
        .ok_or(Error::Corrupt("who began it"))?;
    account.scope(backend, &Origin::default()).await
}

/// The signed-in person as pages need them.
///
/// # Errors
/// [`Refusal::NotSignedIn`] for whoever acts through no session.
pub async fn viewer(backend: &Backend, scope: &Scope) -> Result<Viewer> {
    let signed_in = scope.signed_in()?;
    let sealed = signed_in.name.as_ref().ok_or(Refusal::NotSignedIn)?;
    let organization = scope.organization();
    let name = signed_in.key.open(
        &Place {
            organization: organization.uuid(),
            field: Field::PersonName,
            record: signed_in.person.uuid(),
        },
        sealed,
    )?;
    let name: PersonName = serde_json::from_slice(&name).map_err(|_| Error::Corrupt("name"))?;
    Ok(Viewer {
        person: signed_in.person,
        organization,
        name: name.full(),
        organization_name: organization::names(backend, organization)
            .await?
            .name
            .to_string(),
        role: signed_in.role,
        is_org_admin: signed_in.is_org_admin,
        must_change_password: signed_in.must_change_password,
    })
}

/// Ends the session that asks.
///
/// # Errors
/// When the store fails.
pub async fn sign_out(backend: &Backend, scope: &Scope) -> Result<()> {
    let signed_in = scope.signed_in()?;
    let mut unit = Unit::new();
    records::end_session(&mut unit, scope, &signed_in.session);
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        audit::Event::SignedOut,
        Some(signed_in.person.uuid()),
        &[],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(())
}

/// Remembers language and theme. `locale` is the text form the pages use.
///
/// # Errors
/// [`Refusal::NotSignedIn`] for the system.
pub async fn preferences(
    backend: &Backend,
    scope: &Scope,
    locale: &str,
    theme: Theme,
) -> Result<()> {
    let person = scope.person()?;
    if !matches!(locale, "ja" | "en") {
        return Err(Refusal::BadRequest.into());
    }
    let mut unit = Unit::new();
    records::set_preferences(&mut unit, scope, person, locale, theme);
    audit::note(
        &mut unit,
        scope,
        backend.now(),
        audit::Event::PreferencesChanged,
        Some(person.uuid()),
        &[],
    )?;
    backend.store.commit(unit).await?;
    backend.wake.audit.notify_one();
    Ok(())
}

/// Adds a session of `person` to the unit, and its entry to the log; the answer goes to the browser.
pub(super) fn begin(
    backend: &Backend,
    unit: &mut Unit,
    scope: &Scope,
    person: &Account,
    must_change: bool,
) -> Result<NewSession> {
    let token = Token::generate()?;
    let now = backend.now();
    let mark = Id::<domain::access::Session>::new(now)?;
    let origin = serde_json::to_vec(scope.origin()).unwrap_or_default();
    let place = Place {
        organization: scope.organization().uuid(),
        field: Field::SessionOrigin,
        record: mark.uuid(),
    };
    let signed_in = scope.signed_in()?;
    records::insert_session(
        unit,
        scope,
        Session::new(
            &token.hash(),
            scope,
            person.id,
            Bytes::from(signed_in.key.seal(&place, &origin)?),
            mark,
            must_change,
            now,
        ),
    );
    let can_edit = person.is_org_admin || person.role.can_edit();
    Ok(NewSession {
        token,
        max_age_s: limits(can_edit).1 / 1_000,
        must_change_password: must_change,
        locale: person.locale.clone(),
        theme: person.theme,
    })
}

/// What sign-in and links know of a person before there is a session.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts of a row"
)]
pub(super) struct Account {
    pub id: Id<Person>,
    pub organization: Id<Organization>,
    pub role: Role,
    pub is_org_admin: bool,
    pub suspended: bool,
    pub locale: Option<String>,
    pub theme: Option<Theme>,
    pub verifier: Option<String>,
    pub must_change: bool,
    pub link: Option<uuid::Uuid>,
    pub last_sign_in_at: Option<u64>,
    pub has_email: bool,
}

impl Account {
    /// The scope in which this person's own sign-in is written down.
    ///
    /// # Errors
    /// [`Error::Erased`] when they were deleted since they were read.
    pub async fn scope(&self, backend: &Backend, origin: &Origin) -> Result<Scope> {
        let mut scope = system_scope(backend, self.organization).await?;
        scope.actor = Actor::Person(Box::new(SignedIn {
            person: self.id,
            key: people::key(backend, self.organization, self.id).await?,
            role: self.role,
            is_org_admin: self.is_org_admin,
            session: String::new(),
            must_change_password: self.must_change,
            name: None,
        }));
        scope.origin = origin.clone();
        Ok(scope)
    }
}
