//! Carries due mails out of the outbox, round after round (see the module's documentation for what is promised).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::text::mail::{Addressee, Letter, render};
use lettre::Address;
use tokio::{sync::mpsc, task::JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{Field, Place};

use super::{
    Due, MailKind, Outgoing, Post, Sender,
    carrier::{Done, Parcel, Queue, carry, lock},
    letters::{self, Author, Content, Plan, Ready},
    message,
    records::{self, End},
    retry,
    smtp::Failure,
};
use crate::{
    Backend,
    access::{LinkKind, links},
    error::{Error, Result},
    lease::Lease,
    store::{Unit, thrown},
};

/// Which mails a round takes. The two run beside each other, so that whoever waits for a password waits for no reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Mails somebody sits and waits for.
    Urgent,
    /// All others.
    Bulk,
}

impl Lane {
    /// The priorities it takes, in order.
    const fn priorities(self) -> &'static [u8] {
        match self {
            Self::Urgent => &[0],
            Self::Bulk => &[1, 2],
        }
    }

    /// Mails a round takes at most: what a kill may send twice.
    const fn batch(self) -> usize {
        match self {
            Self::Urgent => 50,
            Self::Bulk => 200,
        }
    }

    /// Lines to the mail server at once.
    const fn lines(self) -> usize {
        match self {
            Self::Urgent => 2,
            Self::Bulk => 8,
        }
    }
}

/// How a round went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Nothing was due.
    Idle,
    /// So many mails were dealt with; more may be due.
    Worked(u32),
    /// The mail server takes nothing now. Mails are back in the queue; none lost a try.
    Unreachable,
}

/// Sends what is due. Clones share it.
#[derive(Clone)]
pub struct Postman(Arc<Inner>);

struct Inner {
    backend: Backend,
    post: Arc<Post>,
    from: Address,
    host: String,
    authors: Vec<Arc<dyn Author>>,
    urgent: tokio::sync::Mutex<Lease>,
    bulk: tokio::sync::Mutex<Lease>,
}

impl Postman {
    /// `mail_from` is the configured sender; only its address is used, the name is the organisation's.
    ///
    /// # Errors
    /// [`Error::Configuration`] when it holds no address.
    pub fn new(
        backend: Backend,
        post: Post,
        mail_from: &str,
        authors: Vec<Arc<dyn Author>>,
    ) -> Result<Self> {
        Ok(Self(Arc::new(Inner {
            from: message::sender_address(mail_from)?,
            host: super::host(&backend.public_origin),
            urgent: Lease::of_process(&backend, "urgent_mail")?.into(),
            bulk: Lease::of_process(&backend, "mail")?.into(),
            backend,
            post: Arc::new(post),
            authors,
        })))
    }

    /// Deals with the mails of `lane` that are due now, a batch of them. When `stop` is cancelled, what has not left goes back to the queue.
    /// One round of a lane at a time, on one node: what is marked as being sent when a round begins was left by a crash and goes again.
    ///
    /// # Errors
    /// When the store or the key ring fails; what is marked stays marked for the next round.
    pub async fn round(&self, lane: Lane, stop: &CancellationToken) -> Result<Round> {
        let lease = match lane {
            Lane::Urgent => &self.0.urgent,
            Lane::Bulk => &self.0.bulk,
        };
        let mut lease = lease.lock().await;
        match self.round_under(&mut lease, lane, stop).await {
            Err(error) if thrown(&error).as_deref() == Some("lease_lost") => {
                tracing::warn!(?lane, "another node has taken over");
                lease.lost();
                Ok(Round::Idle)
            }
            result => result,
        }
    }

    async fn round_under(
        &self,
        lease: &mut Lease,
        lane: Lane,
        stop: &CancellationToken,
    ) -> Result<Round> {
        let backend = &self.0.backend;
        if !lease.hold(backend).await? {
            return Ok(Round::Idle);
        }
        let due = records::due(backend, lane.priorities(), lane.batch(), backend.now()).await?;
        if due.is_empty() {
            if let Post::Smtp(smtp) = &*self.0.post {
                smtp.close_idle().await;
            }
            return Ok(Round::Idle);
        }
        let count = u32::try_from(due.len()).unwrap_or(u32::MAX);
        let plans = letters::plan(backend, &self.0.authors, due).await;
        let parcels = self.mark(lease, plans).await?;
        let came_back = self.deliver(lease, lane, parcels, stop).await?;
        Ok(if came_back && !stop.is_cancelled() {
            Round::Unreachable
        } else {
            Round::Worked(count)
        })
    }

    /// Records what will not leave and marks what will, with its links, in one unit.
    async fn mark(&self, lease: &Lease, plans: Vec<(Due, Plan)>) -> Result<Vec<Parcel>> {
        let backend = &self.0.backend;
        let now = backend.now();
        let mut ready: Vec<(Due, Ready)> = Vec::new();
        let mut ends = Vec::new();
        for (due, plan) in plans {
            match plan {
                Plan::Send(mail) => ready.push((due, *mail)),
                Plan::Skip => ends.push((due, End::Skipped)),
                Plan::Later(why) => {
                    let end = self.end_of(&due, Failure::Transient(why), now).await;
                    ends.push((due, end));
                }
                Plan::Never(why) => {
                    let end = self
                        .end_of(&due, Failure::Permanent(why.to_owned()), now)
                        .await;
                    ends.push((due, end));
                }
            }
        }
        let mut unit = Unit::new();
        let causes: Vec<Uuid> = ready.iter().map(|(due, _)| due.cause).collect();
        records::mark_sending(&mut unit, &causes);
        let issues: Vec<_> = ready.iter().filter_map(|(due, _)| issue(due)).collect();
        let addresses = links::issue(backend, &mut unit, &issues).await?;
        let mut addresses: HashMap<Uuid, String> = issues
            .iter()
            .map(|issue| issue.cause)
            .zip(addresses)
            .collect();
        records::finish(&mut unit, ends, now);
        guard(lease, &mut unit);
        let taken = records::taken(&mut backend.store.commit(unit).await?)?;
        Ok(ready
            .into_iter()
            .filter(|(due, _)| taken.contains(&due.cause))
            .filter_map(|(due, ready)| {
                let link = addresses.remove(&due.cause);
                self.parcel(due, ready, link, now)
            })
            .collect())
    }

    fn parcel(&self, due: Due, ready: Ready, link: Option<String>, now: u64) -> Option<Parcel> {
        let letter = match (ready.content, link) {
            (Content::Letter(letter), _) => letter,
            (Content::Link(LinkKind::FirstPassword), Some(link)) => Letter::FirstPassword { link },
            (Content::Link(LinkKind::Reset), Some(link)) => Letter::PasswordReset { link },
            (Content::Link(_), None) => return None,
        };
        let to = Addressee {
            name: ready.recipient.name,
            organization: ready.organization_name.to_string(),
        };
        let rendered = render(ready.recipient.locale, &to, &letter);
        let outgoing = Outgoing {
            message_id: message::message_id(due.cause, &self.0.host),
            date: now,
            sender: Sender {
                name: rendered.sender.clone(),
                address: self.0.from.clone(),
            },
            to_name: to.name,
            to_address: ready.address,
            rendered,
        };
        Some(Parcel { due, outgoing })
    }

    /// Sends the parcels over several lines and records each result soon after. True when some came back because no line could be had.
    async fn deliver(
        &self,
        lease: &mut Lease,
        lane: Lane,
        parcels: Vec<Parcel>,
        stop: &CancellationToken,
    ) -> Result<bool> {
        /// Results that are recorded together at most.
        const RECORDED: usize = 100;
        let lines = lane.lines().min(parcels.len());
        let queue: Queue = Arc::new(Mutex::new(parcels.into()));
        let (report, mut reports) = mpsc::unbounded_channel();
        let mut carriers = JoinSet::new();
        for _ in 0..lines {
            carriers.spawn(carry(
                Arc::clone(&self.0.post),
                Arc::clone(&queue),
                report.clone(),
                stop.clone(),
            ));
        }
        drop(report);
        let mut done: Vec<Done> = Vec::new();
        while reports.recv_many(&mut done, RECORDED).await > 0 {
            lease.hold(&self.0.backend).await?;
            self.record(lease, std::mem::take(&mut done)).await?;
        }
        while let Some(ended) = carriers.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a mail carrier broke down");
            }
        }
        let left: Vec<_> = lock(&queue).drain(..).collect();
        let came_back = !left.is_empty();
        let ends = left
            .into_iter()
            .map(|parcel| (parcel.due, End::Returned))
            .collect();
        self.finish(lease, ends).await?;
        Ok(came_back)
    }

    async fn record(&self, lease: &Lease, done: Vec<Done>) -> Result<()> {
        let now = self.0.backend.now();
        let mut ends = Vec::with_capacity(done.len());
        for (due, result) in done {
            let end = match result {
                Ok(()) => End::Sent,
                Err(failure) => self.end_of(&due, failure, now).await,
            };
            ends.push((due, end));
        }
        self.finish(lease, ends).await
    }

    /// Commits what became of mails. They have left: as long as it can still be written down, it is tried, or they would go again.
    async fn finish(&self, lease: &Lease, ends: Vec<(Due, End)>) -> Result<()> {
        const TRIES: u32 = 10;
        if ends.is_empty() {
            return Ok(());
        }
        let backend = &self.0.backend;
        for attempt in 1.. {
            let mut unit = Unit::new();
            records::finish(&mut unit, ends.clone(), backend.now());
            guard(lease, &mut unit);
            match backend.store.commit(unit).await {
                Ok(_) => return Ok(()),
                Err(error) if attempt >= TRIES || thrown(&error).is_some() => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, attempt, "sent mails could not be recorded");
                    tokio::time::sleep(Duration::from_millis(100 << attempt.min(6))).await;
                }
            }
        }
        Err(Error::Cancelled)
    }

    async fn end_of(&self, due: &Due, failure: Failure, now: u64) -> End {
        let (text, is_final) = match failure {
            Failure::Unreachable(text) | Failure::Transient(text) => (text, false),
            Failure::Permanent(text) => (text, true),
        };
        let failure = self.sealed(due, &text).await;
        let tries = due.tries.saturating_add(1);
        if is_final || tries >= retry::TRIES {
            tracing::warn!(mail = %due.cause, tries, "a mail was given up");
            End::Dead { tries, failure }
        } else {
            let due_at = now.saturating_add(retry::pause_ms(tries));
            End::Failed {
                tries,
                due_at,
                failure,
            }
        }
    }

    /// The failure's words under the person's key: servers quote addresses. Without the key they are dropped.
    async fn sealed(&self, due: &Due, text: &str) -> Option<Vec<u8>> {
        let key = self
            .0
            .backend
            .keys
            .person(due.organization, due.person)
            .await
            .ok()?;
        let place = Place {
            organization: due.organization.uuid(),
            field: Field::MailFailure,
            record: due.cause,
        };
        key.seal_str(&place, text).ok()
    }
}

/// The unit takes effect only while no other node does this lane's work.
fn guard(lease: &Lease, unit: &mut Unit) {
    if let Some(fence) = lease.fence() {
        fence.guard(unit);
    }
}

fn issue(due: &Due) -> Option<links::Issue> {
    Some(links::Issue {
        organization: due.organization,
        person: due.person,
        cause: due.cause,
        kind: MailKind::link(due.kind)?,
    })
}
