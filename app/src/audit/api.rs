//! Server functions of the operation log and of mails.

#[cfg(feature = "ssr")]
use domain::audit::LogFilter;
use domain::{
    audit::{DeadLetter, Entry, KeptMail, LogPage as Entries},
    id::Id,
};
use leptos::prelude::*;

use crate::error::AppError;

#[cfg(feature = "ssr")]
mod ssr {
    use backend::mail::Mailbox;
    pub(super) use backend::{audit, mail};
    use domain::error::Refusal;

    pub(super) use crate::request::scope;
    use crate::{error::AppError, request::request};

    /// The development mailbox, where it may be shown.
    pub(super) fn mailbox() -> Result<Mailbox, AppError> {
        Ok(request()?.mailbox().cloned().ok_or(Refusal::NotFound)?)
    }
}

/// A page of the operation log, newest first, after the entry `after`.
#[server(endpoint = "list_log")]
pub async fn list_log(
    event: Option<String>,
    after: Option<Id<Entry>>,
) -> Result<Entries, AppError> {
    let (backend, scope) = ssr::scope().await?;
    let filter = LogFilter { event };
    Ok(ssr::audit::list(&backend, &scope, &filter, after).await?)
}

/// Mails that were given up, newest first, after the mail `after`.
#[server(endpoint = "list_undelivered")]
pub async fn list_undelivered(after: Option<Id<DeadLetter>>) -> Result<Vec<DeadLetter>, AppError> {
    let (backend, scope) = ssr::scope().await?;
    Ok(ssr::mail::dead_letters(&backend, &scope, after).await?)
}

/// The mails the development mailbox keeps, without their bodies. For everybody on this machine: nobody else is answered.
#[server(endpoint = "list_kept_mails")]
pub async fn list_kept_mails() -> Result<Vec<KeptMail>, AppError> {
    let mails = ssr::mailbox()?.all();
    Ok(mails
        .into_iter()
        .map(|mail| KeptMail {
            plain: String::new(),
            html: String::new(),
            ..mail
        })
        .collect())
}

/// One mail of the development mailbox.
#[server(endpoint = "read_kept_mail")]
pub async fn read_kept_mail(number: u64) -> Result<KeptMail, AppError> {
    let mail = ssr::mailbox()?.get(number);
    Ok(mail.ok_or(domain::error::Refusal::NotFound)?)
}
