//! A mail as it goes over the wire (RFC 5322, MIME): encoded headers, plain text and HTML beside each other.

use std::time::{Duration, UNIX_EPOCH};

use domain::text::mail::Rendered;
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

/// A mail ready to leave.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The same whenever the same mail is sent again: its cause, at the host of the public origin.
    pub message_id: String,
    /// Unix milliseconds.
    pub date: u64,
    pub sender: Sender,
    pub to_name: String,
    pub to_address: String,
    pub rendered: Rendered,
}

/// From whom: the organisation's name, the installation's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub address: Address,
}

/// The address in `mail_from`, which may stand in `Name <address>`.
///
/// # Errors
/// When there is none.
pub(super) fn sender_address(mail_from: &str) -> Result<Address, crate::error::Error> {
    mail_from
        .parse::<Mailbox>()
        .map(|mailbox| mailbox.email)
        .map_err(|_| {
            crate::error::Error::Configuration(
                "mail_from: it must hold an address, like Yagura <yagura@example.jp>".to_owned(),
            )
        })
}

/// The identifier of the mail of `cause` (RFC 5322 §3.6.4).
pub(super) fn message_id(cause: uuid::Uuid, host: &str) -> String {
    format!("<{}@{host}>", cause.simple())
}

/// The address as servers without SMTPUTF8 take it: the domain in its ASCII form.
fn wire_address(address: &str) -> Result<Address, String> {
    let local = address.rsplit_once('@').map_or("", |(local, _)| local);
    let folded = vault::normalize::email(address);
    let domain = folded.rsplit_once('@').map_or("", |(_, domain)| domain);
    Address::new(local, domain).map_err(|error| format!("the address cannot be used: {error}"))
}

/// The envelope and the bytes after `DATA`.
///
/// # Errors
/// What makes it impossible to send.
pub(super) fn build(mail: &Outgoing) -> Result<(Envelope, Vec<u8>), String> {
    let to = wire_address(&mail.to_address)?;
    let envelope = Envelope::new(Some(mail.sender.address.clone()), vec![to.clone()])
        .map_err(|error| error.to_string())?;
    let header = |name, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    let rendered = &mail.rendered;
    let message = Message::builder()
        .message_id(Some(mail.message_id.clone()))
        .date(UNIX_EPOCH + Duration::from_millis(mail.date))
        .from(Mailbox::new(
            Some(mail.sender.name.clone()),
            mail.sender.address.clone(),
        ))
        .to(Mailbox::new(Some(mail.to_name.clone()), to))
        .subject(rendered.subject.clone())
        // RFC 3834 §5.1 and Outlook's own word for it: nobody is on holiday to a machine.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .envelope(envelope.clone())
        .multipart(MultiPart::alternative_plain_html(
            rendered.plain.clone(),
            rendered.html.clone(),
        ))
        .map_err(|error| error.to_string())?;
    Ok((envelope, message.formatted()))
}
