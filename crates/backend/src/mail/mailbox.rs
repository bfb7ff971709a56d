//! The development mailbox: where mails go while no mail server is configured, to be looked at on a page.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use domain::audit::KeptMail;

use super::Outgoing;

/// Mails kept; older ones fall out.
const KEPT: usize = 200;

/// The latest mails, in memory only. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Mailbox(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    mails: VecDeque<KeptMail>,
}

impl Mailbox {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a mail that would have been sent.
    pub(super) fn keep(&self, mail: &Outgoing) {
        let mut inner = self.inner();
        inner.last += 1;
        let kept = KeptMail {
            number: inner.last,
            at: mail.date,
            message_id: mail.message_id.clone(),
            from: format!("{} <{}>", mail.sender.name, mail.sender.address),
            to: format!("{} <{}>", mail.to_name, mail.to_address),
            subject: mail.rendered.subject.clone(),
            plain: mail.rendered.plain.clone(),
            html: mail.rendered.html.clone(),
        };
        inner.mails.push_front(kept);
        inner.mails.truncate(KEPT);
    }

    /// The kept mails, newest first.
    pub fn all(&self) -> Vec<KeptMail> {
        self.inner().mails.iter().cloned().collect()
    }

    /// One mail, while it is kept.
    pub fn get(&self, number: u64) -> Option<KeptMail> {
        self.inner()
            .mails
            .iter()
            .find(|mail| mail.number == number)
            .cloned()
    }
}
