use crate::{actors::Verdicts, marks::FAMILY, row::Row};

/// The operation log and mails. The development mailbox is not there where a mail server is.
pub fn rows() -> Vec<Row> {
    vec![
        Row::read("list_log", Verdicts::ORGANIZATION)
            .with("event", "attempt_handed_in")
            .optional()
            .shows([FAMILY]),
        Row::read("list_undelivered", Verdicts::ORGANIZATION),
        Row::read("list_kept_mails", Verdicts::NOBODY),
        Row::read("read_kept_mail", Verdicts::NOBODY).with("number", "1"),
    ]
}
