//! A backend on temporary folders, a clock that tests move, and an organisation in it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use backend::{
    Backend,
    access::{self, Origin, Scope, SignIn, Who},
    clock::Clock,
    keyring::Keys,
    organization::{self, Created, NewOrganization},
    store::{Store, Unit},
};
use domain::{
    id::Id,
    organization::{Organization, OrganizationCode, OrganizationName},
    people::{Email, PersonName},
};
use tempfile::TempDir;
use vault::Token;

/// 2026-11-23 09:00 in Japan.
pub const START: u64 = 1_795_392_000_000;
/// A password that is taken.
pub const PASSWORD: &str = "correct horse battery staple";

/// A backend and its folders.
pub struct House {
    /// Held so that it lives as long as the backend.
    _folder: TempDir,
    pub backend: Backend,
    time: Arc<AtomicU64>,
}

impl House {
    /// An empty installation.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let time = Arc::new(AtomicU64::new(START));
        let backend = open(&folder, &time).await;
        Self {
            _folder: folder,
            backend,
            time,
        }
    }

    /// Moves the clock on.
    pub fn wait(&self, ms: u64) {
        self.time.fetch_add(ms, Ordering::Relaxed);
    }

    /// An organisation whose first administrator has signed in.
    pub async fn organization(&self, code: &str) -> Office {
        let new = NewOrganization {
            name: OrganizationName::parse(&format!("株式会社 {code}")).unwrap(),
            code: OrganizationCode::parse(code).unwrap(),
            seats: 20_000,
            admin_name: PersonName::parse("山田", "太郎", "ヤマダ", "タロウ").unwrap(),
            admin_email: Email::parse(&format!("admin@{code}.example.co.jp")).unwrap(),
        };
        let Created {
            organization, link, ..
        } = organization::create(&self.backend, &new).await.unwrap();
        let session = access::links::set_password(
            &self.backend,
            token_of(&link),
            PASSWORD,
            PASSWORD,
            &origin(),
        )
        .await
        .unwrap();
        let scope = self.scope(&session.token).await;
        Office {
            id: organization,
            scope,
            email: new.admin_email.as_str().to_owned(),
        }
    }

    /// The scope of a session.
    pub async fn scope(&self, token: &Token) -> Scope {
        access::scope_of(&self.backend, Some(token), &origin())
            .await
            .unwrap()
    }

    /// How many rows of a table there are.
    pub async fn count(&self, select: &'static str) -> usize {
        let mut query = Unit::new();
        query.statement(select);
        let rows: Vec<surrealdb::types::Value> = crate::harness::read(&self.backend, query).await;
        rows.len()
    }
}

async fn open(folder: &TempDir, time: &Arc<AtomicU64>) -> Backend {
    let url = format!(
        "surrealkv://{}?sync=every",
        folder.path().join("db").display()
    );
    let store = Store::open(&url).await.unwrap();
    let keys = Keys::for_tests(folder.path()).await.unwrap();
    Backend::open(
        store,
        keys,
        Clock::Manual(time.clone()),
        "https://yagura.example.jp",
    )
    .await
    .unwrap()
}

/// An organisation with its first administrator signed in.
pub struct Office {
    pub id: Id<Organization>,
    pub scope: Scope,
    pub email: String,
}

/// What the query's first statement found.
pub async fn read<T: surrealdb::types::SurrealValue>(backend: &Backend, query: Unit) -> T
where
    usize: surrealdb::opt::QueryResult<T>,
{
    let mut results = backend.store.read(query).await.unwrap();
    results.take(0).unwrap()
}

/// Where test requests come from.
pub fn origin() -> Origin {
    Origin {
        address: "192.0.2.7".to_owned(),
        user_agent: "test".to_owned(),
    }
}

/// The token at the end of a link.
pub fn token_of(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

/// An attempt by address.
pub fn by_email(email: &str, password: &str) -> SignIn {
    SignIn {
        who: Who::Email {
            email: email.to_owned(),
            code: None,
        },
        password: password.to_owned().into(),
    }
}
