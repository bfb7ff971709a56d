//! An installation with two organisations: one whose things are asked for, and one whose administrator asks.
//! No worker runs, and the clock stands still: whatever changes in the store, a request changed.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use app::shell::Document;
use axum::Router;
use backend::{
    Backend,
    access::{self, Origin, Scope, SignIn, Who},
    clock::Clock,
    keyring::Keys,
    learning,
    organization::{self, NewOrganization},
    people::{self, Registration},
    people_import,
    store::{Snapshot, Store, Unit},
};
use domain::{
    access::Role,
    id::Id,
    organization::{Organization, OrganizationCode, OrganizationName},
    people::{Email, FirstPassword, Person, PersonFields, PersonInput, PersonName},
};
use leptos::config::LeptosOptions;
use server::{
    config::Configuration,
    http::{AppState, Edge},
};

use crate::{
    actors::Actor,
    harness::Site,
    marks,
    things::{Scopes, Things},
};

/// Monday, 2026-11-23, 09:00 in Japan.
const START: u64 = 1_795_392_000_000;
/// Everybody's own.
pub const PASSWORD: &str = "correct horse battery staple";

/// Who works there: role, flag, family name, given name, kana.
type Hand = (Actor, Role, bool, &'static str, &'static str, &'static str);

const HANDS: [Hand; 8] = [
    (
        Actor::Learner,
        Role::Learner,
        false,
        marks::FAMILY.0,
        marks::GIVEN.0,
        marks::KANA.0,
    ),
    (Actor::OtherLearner, Role::Learner, false, "田中", "一", ""),
    (Actor::Member, Role::Member, false, "田中", "二", ""),
    (
        Actor::Coordinator,
        Role::Coordinator,
        false,
        "田中",
        "三",
        "",
    ),
    (Actor::Manager, Role::Manager, false, "田中", "四", ""),
    (Actor::OrgAdmin, Role::Learner, true, "田中", "五", ""),
    (Actor::Suspended, Role::Manager, true, "田中", "六", ""),
    (Actor::Revoked, Role::Manager, true, "田中", "七", ""),
];

/// Two organisations behind the real router.
pub struct World {
    pub backend: Backend,
    pub router: Router,
    /// `http://127.0.0.1:3000`
    pub origin: String,
    /// The organisation whose things are asked for.
    pub organization: Id<Organization>,
    pub things: Things,
    sessions: Mutex<BTreeMap<Actor, Session>>,
    numbers: AtomicU64,
    _site: Site,
}

/// Somebody's browser.
struct Session {
    person: Id<Person>,
    email: String,
    token: String,
}

impl World {
    pub async fn start() -> Self {
        let site = Site::new();
        let (backend, router, origin) = server(&site).await;
        let victim = tenant(&backend, "victim", marks::ORGANIZATION.0).await;
        let other = tenant(&backend, "other", "別の会社").await;
        let mut sessions = BTreeMap::new();
        for (number, hand) in (0_u32..).zip(HANDS) {
            sessions.insert(hand.0, hired(&backend, &victim.scope, number, hand).await);
        }
        people::suspend(&backend, &victim.scope, sessions[&Actor::Suspended].person)
            .await
            .unwrap();
        let revoked = scope_of(&backend, &sessions[&Actor::Revoked].token).await;
        access::sign_out(&backend, &revoked).await.unwrap();
        let things = Things::make(
            &backend,
            Scopes {
                org_admin: scope_of(&backend, &sessions[&Actor::OrgAdmin].token).await,
                learner: scope_of(&backend, &sessions[&Actor::Learner].token).await,
                foreign: other.scope,
            },
        )
        .await;
        sessions.insert(Actor::ForeignAdmin, other.session);
        Self {
            organization: victim.organization,
            backend,
            router,
            origin,
            things,
            sessions: Mutex::new(sessions),
            numbers: AtomicU64::new(1_000),
            _site: site,
        }
    }

    /// The session token in the actor's cookie.
    pub fn token(&self, actor: Actor) -> Option<String> {
        self.of(actor, |session| session.token.clone())
    }

    /// The actor's person.
    pub fn person(&self, actor: Actor) -> Option<Id<Person>> {
        self.of(actor, |session| session.person)
    }

    fn of<T>(&self, actor: Actor, read: impl FnOnce(&Session) -> T) -> Option<T> {
        self.sessions.lock().unwrap().get(&actor).map(read)
    }

    /// Signs the actor in once more, who is signed in.
    pub async fn renew(&self, actor: Actor) {
        if !actor.is_signed_in() {
            return;
        }
        let (person, email) = self
            .of(actor, |session| (session.person, session.email.clone()))
            .unwrap();
        restore_password(&self.backend, person).await;
        let token = sign_in(&self.backend, &email, PASSWORD).await;
        let mut sessions = self.sessions.lock().unwrap();
        sessions
            .entry(actor)
            .and_modify(|session| session.token = token);
    }

    /// A number that was not used before.
    pub fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Everything in the store but the operation log and the drafts of refused forms.
    pub async fn snapshot(&self) -> Snapshot {
        let mut all = self.backend.store.snapshot().await.unwrap();
        all.retain(|table, _| !table.starts_with("audit_") && table != "draft");
        all
    }

    /// Denials that are in the operation log, by the person who was denied.
    pub async fn denials(&self) -> Vec<String> {
        let mut all = self.backend.store.snapshot().await.unwrap();
        let mut entries = all.remove("audit_entry").unwrap_or_default();
        entries.retain(|entry| entry.contains("access_denied"));
        entries
    }

    /// How many visitors without a session were turned away.
    pub async fn strangers(&self) -> u64 {
        backend::audit::flush_denials(&self.backend).await.unwrap();
        let counted = backend::audit::denials(&self.backend, 0, START * 2)
            .await
            .unwrap();
        counted
            .iter()
            .filter(|(_, kind, _)| kind == "not_signed_in")
            .map(|(_, _, count)| count)
            .sum()
    }

    /// Does what the workers would do.
    pub async fn settle(&self) {
        while learning::work(&self.backend).await.unwrap() {}
        while people_import::work(&self.backend).await.unwrap() {}
    }
}

/// The router on temporary stores that need not survive a loss of power.
async fn server(site: &Site) -> (Backend, Router, String) {
    let folder = site.path();
    let url = format!("surrealkv://{}?sync=never", folder.join("db").display());
    let store = Store::open(&url).await.unwrap();
    let keys = Keys::for_tests(folder).await.unwrap();
    let Configuration { mut web, .. } = site.configuration();
    web.public_origin = web.public_origin.or_port(3_000);
    let origin = web.public_origin.as_text();
    let clock = Clock::Manual(Arc::new(AtomicU64::new(START)));
    let backend = Backend::open(store, keys, clock, &origin).await.unwrap();
    let index = std::fs::read_to_string(folder.join("site/index.html")).unwrap();
    let state = AppState {
        edge: Edge::new(&web, backend.denials.clone()),
        document: Arc::new(Document::from_page(&index).unwrap()),
        // As with a mail server: nobody reads mails on a page.
        mailbox: None,
        leptos: LeptosOptions::builder().output_name("frontend").build(),
        backend: backend.clone(),
    };
    let router = server::http::router(&state, &folder.join("site"));
    (backend, router, origin)
}

struct Tenant {
    organization: Id<Organization>,
    scope: Scope,
    session: Session,
}

async fn scope_of(backend: &Backend, token: &str) -> Scope {
    let token = vault::Token::parse(token).unwrap();
    access::scope_of(backend, Some(&token), &Origin::default())
        .await
        .unwrap()
}

async fn tenant(backend: &Backend, code: &str, name: &str) -> Tenant {
    let new = NewOrganization {
        name: OrganizationName::parse(name).unwrap(),
        code: OrganizationCode::parse(code).unwrap(),
        seats: 10_000,
        admin_name: PersonName::parse("山田", code, "", "").unwrap(),
        admin_email: Email::parse(&format!("admin@{code}.example.jp")).unwrap(),
    };
    let created = organization::create(backend, &new).await.unwrap();
    let link = created.link.rsplit('/').next().unwrap();
    let session =
        access::links::set_password(backend, link, PASSWORD, PASSWORD, &Origin::default())
            .await
            .unwrap();
    let token = session.token.text().to_string();
    Tenant {
        organization: created.organization,
        scope: scope_of(backend, &token).await,
        session: Session {
            person: created.admin,
            email: new.admin_email.as_str().to_owned(),
            token,
        },
    }
}

/// Somebody with a password of their own.
async fn hired(
    backend: &Backend,
    admin: &Scope,
    number: u32,
    (actor, role, is_org_admin, family, given, kana): Hand,
) -> Session {
    let is_learner = actor == Actor::Learner;
    let fields = PersonFields {
        family: family.to_owned(),
        given: given.to_owned(),
        family_kana: kana.to_owned(),
        email: if is_learner {
            marks::EMAIL.0.to_owned()
        } else {
            format!("hand-{number}@victim.example.jp")
        },
        employee_number: if is_learner {
            marks::NUMBER.0.to_owned()
        } else {
            format!("hand-{number}")
        },
        role: role.as_str().to_owned(),
        ..PersonFields::default()
    };
    let registration = Registration {
        input: PersonInput::parse(&fields).unwrap(),
        is_org_admin,
        first_password: FirstPassword::Display,
        groups: Vec::new(),
    };
    let registered = people::register(backend, admin, &registration)
        .await
        .unwrap();
    let sheet = people::sheets::read(backend, admin, registered.sheet.unwrap(), 0)
        .await
        .unwrap();
    let first = sheet.lines[0].password.clone();
    let token = sign_in(backend, &fields.email, &first).await;
    let scope = scope_of(backend, &token).await;
    let session = access::change_password(backend, &scope, first.into(), PASSWORD, PASSWORD)
        .await
        .unwrap();
    Session {
        person: registered.person,
        email: fields.email,
        token: session.token.text().to_string(),
    }
}

/// Gives somebody the password that everybody here has, whatever they changed it to.
async fn restore_password(backend: &Backend, person: Id<Person>) {
    let pepper = backend.keys.pepper().await.unwrap();
    let verifier = vault::password::hash(&pepper, PASSWORD).unwrap();
    let mut unit = Unit::new();
    unit.statement("UPDATE $credential_id SET verifier = $credential_verifier RETURN NONE;")
        .record("credential_id", "credential", person)
        .bind("credential_verifier", verifier);
    backend.store.commit(unit).await.unwrap();
}

async fn sign_in(backend: &Backend, email: &str, password: &str) -> String {
    let attempt = SignIn {
        who: Who::parse(email, "").unwrap(),
        password: password.to_owned().into(),
    };
    let session = access::sign_in(backend, attempt, &Origin::default())
        .await
        .unwrap();
    session.token.text().to_string()
}
