//! What each due mail says, and whether it is still wanted: looked at just before it leaves.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    id::Id,
    organization::Organization,
    people::{Person, PersonState},
    text::mail::Letter,
};
use futures::future::BoxFuture;
use uuid::Uuid;

use super::MailKind;
use crate::{
    Backend,
    access::{LinkKind, links},
    error::{Error, Result},
    organization,
    people::{self, Recipient, Unreachable},
};

/// A mail whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Identifies it, and what caused it.
    pub cause: Uuid,
    pub organization: Id<Organization>,
    pub person: Id<Person>,
    pub kind: MailKind,
    /// The delivery or import it belongs to.
    pub batch: Option<Uuid>,
    /// Failures so far.
    pub(super) tries: u32,
}

/// A feature that has mails of its own. It is asked just before they leave.
pub trait Author: Send + Sync {
    /// The kinds of mail it writes.
    fn kinds(&self) -> &[MailKind];

    /// What the mails say, by cause. One that is no longer wanted is left out, and never leaves.
    fn letters<'a>(
        &'a self,
        backend: &'a Backend,
        organization: Id<Organization>,
        mails: &'a [Due],
    ) -> BoxFuture<'a, Result<HashMap<Uuid, Letter>>>;
}

/// What becomes of a due mail.
#[derive(Debug)]
pub(super) enum Plan {
    Send(Box<Ready>),
    /// Nobody wants it any more.
    Skip,
    /// It could not be prepared now.
    Later(String),
    /// It never can be.
    Never(&'static str),
}

/// A mail that only lacks its link, if it has one.
#[derive(Debug)]
pub(super) struct Ready {
    pub recipient: Recipient,
    pub address: String,
    pub organization_name: Arc<str>,
    pub content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Link(LinkKind),
    Letter(Letter),
}

impl MailKind {
    /// The link a mail of this kind exists for.
    pub(super) const fn link(self) -> Option<LinkKind> {
        match self {
            Self::FirstPassword => Some(LinkKind::FirstPassword),
            Self::PasswordReset => Some(LinkKind::Reset),
            Self::LessonRequest | Self::LessonReminder => None,
        }
    }
}

/// Decides about every mail. What fails for one organisation holds up no other's mails.
pub(super) async fn plan(
    backend: &Backend,
    authors: &[Arc<dyn Author>],
    mails: Vec<Due>,
) -> Vec<(Due, Plan)> {
    let mut by_organization: HashMap<Id<Organization>, Vec<Due>> = HashMap::new();
    for mail in mails {
        by_organization
            .entry(mail.organization)
            .or_default()
            .push(mail);
    }
    let mut plans = Vec::new();
    for (organization, mails) in by_organization {
        match plan_one(backend, authors, organization, &mails).await {
            Ok(decided) => plans.extend(mails.into_iter().zip(decided)),
            Err(error) => {
                tracing::error!(%organization, %error, "mails could not be prepared");
                let why = error.to_string();
                plans.extend(
                    mails
                        .into_iter()
                        .map(|mail| (mail, Plan::Later(why.clone()))),
                );
            }
        }
    }
    plans
}

async fn plan_one(
    backend: &Backend,
    authors: &[Arc<dyn Author>],
    organization: Id<Organization>,
    mails: &[Due],
) -> Result<Vec<Plan>> {
    let names = organization::names(backend, organization).await?;
    let mut ids: Vec<_> = mails.iter().map(|mail| mail.person).collect();
    ids.sort_unstable();
    ids.dedup();
    let recipients = people::recipients(backend, organization, &ids).await?;
    let mut contents = contents(backend, authors, organization, mails).await?;
    Ok(mails
        .iter()
        .map(|mail| {
            let recipient = match recipients.get(&mail.person) {
                Some(Ok(recipient)) => recipient.clone(),
                Some(Err(Unreachable::KeyLost)) => {
                    tracing::error!(person = %mail.person, "a person's key is lost");
                    return Plan::Never("the person's key is lost");
                }
                Some(Err(Unreachable::Erased)) | None => return Plan::Skip,
            };
            match (
                recipient.state,
                recipient.email.clone(),
                contents.remove(&mail.cause),
            ) {
                (PersonState::Invited | PersonState::Active, Some(address), Some(content)) => {
                    Plan::Send(Box::new(Ready {
                        recipient,
                        address,
                        organization_name: Arc::clone(&names.name),
                        content,
                    }))
                }
                _ => Plan::Skip,
            }
        })
        .collect())
}

/// What the mails that are still wanted say.
async fn contents(
    backend: &Backend,
    authors: &[Arc<dyn Author>],
    organization: Id<Organization>,
    mails: &[Due],
) -> Result<HashMap<Uuid, Content>> {
    let mut contents = HashMap::new();
    let links: Vec<_> = mails
        .iter()
        .filter_map(|mail| Some((mail, mail.kind.link()?)))
        .collect();
    if !links.is_empty() {
        let asked: Vec<_> = links
            .iter()
            .map(|(mail, _)| (mail.person, mail.cause))
            .collect();
        let newest: HashSet<Uuid> = links::newest(backend, &asked).await?;
        contents.extend(
            links
                .iter()
                .filter(|(mail, _)| newest.contains(&mail.cause))
                .map(|(mail, kind)| (mail.cause, Content::Link(*kind))),
        );
    }
    for author in authors {
        let theirs: Vec<Due> = mails
            .iter()
            .filter(|mail| author.kinds().contains(&mail.kind))
            .cloned()
            .collect();
        if !theirs.is_empty() {
            let letters = author.letters(backend, organization, &theirs).await?;
            contents.extend(
                letters
                    .into_iter()
                    .map(|(cause, letter)| (cause, Content::Letter(letter))),
            );
        }
    }
    let has_author = |kind: MailKind| {
        kind.link().is_some() || authors.iter().any(|author| author.kinds().contains(&kind))
    };
    if mails.iter().any(|mail| !has_author(mail.kind)) {
        return Err(Error::Corrupt("a mail that nobody writes"));
    }
    Ok(contents)
}
