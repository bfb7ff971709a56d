//! An installation in a temporary folder, as the tests of all features use it: a real store, a real key ring, a clock that stands still.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use backend::{
    Backend,
    access::{self, Origin, Scope, SignIn, Who},
    clock::Clock,
    error::{Error, Result},
    keyring::Keys,
    organization::{self, NewOrganization},
    people::{self, Registration},
    store::{Store, Unit},
};
use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    organization::{Organization, OrganizationCode, OrganizationName},
    people::{Email, FirstPassword, Person, PersonFields, PersonInput, PersonName},
};

/// Monday, 2027-01-18, 17:00 in Japan.
pub const START: u64 = 1_800_259_200_000;
pub const PASSWORD: &str = "correct horse battery staple";

pub struct House {
    pub backend: Backend,
    time: Arc<AtomicU64>,
    numbers: AtomicU64,
    pub folder: tempfile::TempDir,
}

/// An organisation with its first administrator signed in.
pub struct Tenant {
    pub organization: Id<Organization>,
    pub code: String,
    pub admin: Scope,
}

impl House {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let time = Arc::new(AtomicU64::new(START));
        let backend = open(folder.path(), &time).await;
        Self {
            backend,
            time,
            numbers: AtomicU64::new(1),
            folder,
        }
    }

    /// Closes both stores and opens them again, as after a crash: what was in memory is gone.
    pub async fn restart(self) -> Self {
        let Self {
            backend,
            time,
            numbers,
            folder,
        } = self;
        drop(backend);
        let backend = open(folder.path(), &time).await;
        Self {
            backend,
            time,
            numbers,
            folder,
        }
    }

    pub fn pass(&self, milliseconds: u64) {
        self.time.fetch_add(milliseconds, Ordering::Relaxed);
    }

    pub fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub async fn tenant(&self, seats: u32) -> Tenant {
        let number = self.number();
        let code = format!("org-{number}");
        let new = NewOrganization {
            name: OrganizationName::parse("櫓商事").unwrap(),
            code: OrganizationCode::parse(&code).unwrap(),
            seats,
            admin_name: PersonName::parse("神福", "隆", "ジンプク", "タカシ").unwrap(),
            admin_email: Email::parse(&format!("admin-{number}@example.co.jp")).unwrap(),
        };
        let created = organization::create(&self.backend, &new).await.unwrap();
        let token = created.link.rsplit('/').next().unwrap().to_owned();
        let origin = Origin::default();
        let session =
            access::links::set_password(&self.backend, &token, PASSWORD, PASSWORD, &origin)
                .await
                .unwrap();
        let admin = access::scope_of(&self.backend, Some(&session.token), &origin)
            .await
            .unwrap();
        Tenant {
            organization: created.organization,
            code,
            admin,
        }
    }

    /// Somebody of that role, registered by the administrator and signed in with a password of their own.
    pub async fn signed_in(&self, tenant: &Tenant, role: Role, is_org_admin: bool) -> Scope {
        let number = self.number();
        let registration = Registration {
            is_org_admin,
            first_password: FirstPassword::Display,
            ..registration(&format!("n{number}"), role)
        };
        let registered = people::register(&self.backend, &tenant.admin, &registration)
            .await
            .unwrap();
        let sheet =
            people::sheets::read(&self.backend, &tenant.admin, registered.sheet.unwrap(), 0)
                .await
                .unwrap();
        let first = self
            .sign_in(tenant, &format!("n{number}"), &sheet.lines[0].password)
            .await
            .unwrap();
        let session = access::change_password(
            &self.backend,
            &first,
            sheet.lines[0].password.clone().into(),
            PASSWORD,
            PASSWORD,
        )
        .await
        .unwrap();
        access::scope_of(&self.backend, Some(&session.token), &Origin::default())
            .await
            .unwrap()
    }

    /// Signs in by code and login id.
    pub async fn sign_in(&self, tenant: &Tenant, login_id: &str, password: &str) -> Result<Scope> {
        let attempt = SignIn {
            who: Who::parse(login_id, &tenant.code)?,
            password: password.to_owned().into(),
        };
        let session = access::sign_in(&self.backend, attempt, &Origin::default()).await?;
        access::scope_of(&self.backend, Some(&session.token), &Origin::default()).await
    }

    pub async fn register(
        &self,
        tenant: &Tenant,
        number: &str,
        family: &str,
        given: &str,
    ) -> Id<Person> {
        let input = PersonInput {
            name: PersonName::parse(family, given, "", "").unwrap(),
            ..input(number, Role::Learner)
        };
        let registration = Registration {
            input,
            ..registration(number, Role::Learner)
        };
        people::register(&self.backend, &tenant.admin, &registration)
            .await
            .unwrap()
            .person
    }
}

async fn open(folder: &std::path::Path, time: &Arc<AtomicU64>) -> Backend {
    let url = format!("surrealkv://{}?sync=every", folder.join("db").display());
    // A lock is released a moment after the last handle is dropped.
    for _ in 0..500 {
        match (Store::open(&url).await, Keys::for_tests(folder).await) {
            (Ok(store), Ok(keys)) => {
                let clock = Clock::Manual(Arc::clone(time));
                return Backend::open(store, keys, clock, "http://127.0.0.1:3000")
                    .await
                    .unwrap();
            }
            _ => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    }
    panic!("the stores do not open");
}

/// Somebody with that employee number and address.
pub fn input(number: &str, role: Role) -> PersonInput {
    PersonInput::parse(&PersonFields {
        family: "髙橋".into(),
        given: "晴朗".into(),
        family_kana: "タカハシ".into(),
        given_kana: "ハルアキ".into(),
        email: format!("{number}@example.co.jp"),
        employee_number: number.into(),
        role: role.as_str().into(),
        login_id: String::new(),
    })
    .unwrap()
}

/// By mail, without groups.
pub fn registration(number: &str, role: Role) -> Registration {
    Registration {
        input: input(number, role),
        is_org_admin: false,
        first_password: FirstPassword::Mail,
        groups: Vec::new(),
    }
}

/// What something was refused for; a failure is told with its reason.
pub fn refusal<T>(outcome: Result<T>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        Err(failure) => panic!("{failure}"),
        Ok(_) => panic!("it was not refused"),
    }
}

/// Writes that somebody was deleted, and leaves their rows: as a reader sees it who read them just before.
pub async fn erase(house: &House, tenant: &Tenant, person: Id<Person>) {
    let mut unit = Unit::new();
    unit.statement(
        "CREATE $erasure_id SET org = $erasure_org, asked_at = 1, done = true RETURN NONE;",
    )
    .record("erasure_id", "erasure", person)
    .id("erasure_org", tenant.organization);
    house.backend.store.commit(unit).await.unwrap();
}
