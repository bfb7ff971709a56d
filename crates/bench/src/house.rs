//! The organisation the benchmarks work in, and its people, made through the use cases.

use backend::{
    Backend,
    access::{self, Origin, Scope, SignIn, Who},
    organization::{self, NewOrganization},
    people::{self, Registration},
};
use domain::{
    access::Role,
    organization::{OrganizationCode, OrganizationName},
    people::{Email, FirstPassword, PersonFields, PersonInput, PersonName},
};
use tokio::task::JoinSet;

use crate::error::{Error, Result};

/// The organisation administrator's address.
pub(crate) const ADMIN: &str = "admin@bench.example.jp";
/// Everybody's who has one.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// Seats of the contract.
const SEATS: u32 = 200_000;

/// The address of a learner.
pub(crate) fn learner_email(number: u16) -> String {
    format!("learner{number}@bench.example.jp")
}

/// An installation that is open here, with one organisation.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) backend: Backend,
    pub(crate) admin: Scope,
}

impl House {
    /// Makes the organisation; its administrator is signed in.
    pub(crate) async fn build(backend: Backend) -> Result<Self> {
        let new = NewOrganization {
            name: OrganizationName::parse("株式会社 櫓")?,
            code: OrganizationCode::parse("bench")?,
            seats: SEATS,
            admin_name: PersonName::parse("山田", "太郎", "ヤマダ", "タロウ")?,
            admin_email: Email::parse(ADMIN)?,
        };
        let created = organization::create(&backend, &new).await?;
        let token = created.link.rsplit('/').next().unwrap_or_default();
        let origin = Origin::default();
        let session =
            access::links::set_password(&backend, token, PASSWORD, PASSWORD, &origin).await?;
        let admin = access::scope_of(&backend, Some(&session.token), &origin).await?;
        Ok(Self { backend, admin })
    }

    /// The organisation that is there already; its administrator signs in.
    pub(crate) async fn enter(backend: Backend) -> Result<Self> {
        let admin = sign_in(&backend, ADMIN, PASSWORD).await?;
        Ok(Self { backend, admin })
    }

    /// Registers so many learners, each with a password of their own, and signs them in.
    pub(crate) async fn learners(&self, count: u16) -> Result<Vec<Scope>> {
        let mut scopes = Vec::with_capacity(count.into());
        let mut running: JoinSet<Result<Scope>> = JoinSet::new();
        for number in 0..count {
            let email = learner_email(number);
            let first = self.register(number, &email).await?;
            let backend = self.backend.clone();
            running.spawn(async move {
                let scope = sign_in(&backend, &email, &first).await?;
                let session =
                    access::change_password(&backend, &scope, first.into(), PASSWORD, PASSWORD)
                        .await?;
                let token = Some(&session.token);
                Ok(access::scope_of(&backend, token, &Origin::default()).await?)
            });
        }
        while let Some(done) = running.join_next().await {
            scopes.push(done??);
        }
        Ok(scopes)
    }

    /// Registers one learner; the answer is the initial password.
    async fn register(&self, number: u16, email: &str) -> Result<String> {
        let input = PersonInput::parse(&PersonFields {
            family: "髙橋".into(),
            given: format!("晴朗{number}"),
            family_kana: "タカハシ".into(),
            given_kana: "ハルアキ".into(),
            email: email.into(),
            employee_number: format!("L{number:04}"),
            role: Role::Learner.as_str().into(),
            login_id: String::new(),
        })?;
        let registration = Registration {
            input,
            is_org_admin: false,
            first_password: FirstPassword::Display,
            groups: Vec::new(),
        };
        let registered = people::register(&self.backend, &self.admin, &registration).await?;
        let sheet = registered.sheet.ok_or_else(|| Error::missing("no sheet"))?;
        let sheet = people::sheets::read(&self.backend, &self.admin, sheet, 0).await?;
        sheet
            .lines
            .first()
            .map(|line| line.password.clone())
            .ok_or_else(|| Error::missing("no initial password"))
    }
}

/// Signs in here, without a browser.
async fn sign_in(backend: &Backend, email: &str, password: &str) -> Result<Scope> {
    let attempt = SignIn {
        who: Who::Email {
            email: email.to_owned(),
            code: None,
        },
        password: password.to_owned().into(),
    };
    let origin = Origin::default();
    let session = access::sign_in(backend, attempt, &origin).await?;
    Ok(access::scope_of(backend, Some(&session.token), &origin).await?)
}
