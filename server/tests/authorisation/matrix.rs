//! The check of a row: every actor, both encodings, what they are told, what they read, what changes.

use std::collections::BTreeMap;

use backend::store::Snapshot;
use domain::error::Refusal;
use http::StatusCode;

use crate::{
    actors::{Actor, Verdict},
    call::{self, Answer, BACK, Encoding},
    html, marks,
    row::{Effect, Kind, Row, Sent},
    world::World,
};

/// What did not hold, a line each.
#[derive(Default)]
pub struct Faults(pub Vec<String>);

impl Faults {
    pub fn add(&mut self, what: impl std::fmt::Display) {
        self.0.push(what.to_string());
    }

    fn unless(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }

    /// # Panics
    /// When anything did not hold.
    pub fn settle(self) {
        assert!(
            self.0.is_empty(),
            "{} faults:\n{}",
            self.0.len(),
            self.0.join("\n")
        );
    }
}

/// One cell: who asks for what, in which form.
struct Cell<'a> {
    row: &'a Row,
    actor: Actor,
    encoding: Encoding,
    verdict: Verdict,
}

impl std::fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            row,
            actor,
            encoding,
            ..
        } = self;
        write!(f, "{} × {actor:?} × {encoding:?}", row.path)
    }
}

impl Row {
    fn cells(&self, is_done: bool) -> Vec<Cell<'_>> {
        let mut cells = Vec::new();
        for actor in Actor::ALL {
            let verdict = self.verdicts.of(actor);
            if (verdict == Verdict::Done) == is_done {
                cells.extend(Encoding::BOTH.map(|encoding| Cell {
                    row: self,
                    actor,
                    encoding,
                    verdict,
                }));
            }
        }
        cells
    }
}

/// Asks for everything in the row as everybody.
pub async fn check(world: &World, row: &Row, faults: &mut Faults) {
    let sent = row.named(world).await;
    let (before, denied, strangers) = (
        world.snapshot().await,
        world.denials().await,
        world.strangers().await,
    );
    for cell in row.cells(false) {
        refused(world, &cell, &sent, faults).await;
    }
    for change in changes(&before, &world.snapshot().await) {
        faults.add(format!("{}: refused calls changed {change}", row.path));
    }
    check_denials(world, row, &denied, faults).await;
    let turned_away = row
        .cells(false)
        .iter()
        .filter(|cell| cell.verdict == Verdict::NotSignedIn)
        .count();
    let counted = world.strangers().await - strangers;
    if row.kind != Kind::Page && counted != turned_away as u64 {
        faults.add(format!(
            "{}: {turned_away} visitors without a session were turned away, {counted} counted",
            row.path
        ));
    }
    match row.effect {
        Effect::Reads => {
            for cell in row.cells(true) {
                let answer = done(world, &cell, &sent, faults).await;
                if cell.actor == Actor::ForeignAdmin && row.names_things() {
                    compare_to_unknown(world, &cell, &sent, &answer, faults).await;
                }
            }
            for change in changes(&before, &world.snapshot().await) {
                faults.add(format!("{}: reading changed {change}", row.path));
            }
        }
        Effect::Changes | Effect::Settles => {
            for cell in row.cells(true) {
                if row.ends_session {
                    world.renew(cell.actor).await;
                }
                let sent = row.named(world).await;
                let before = world.snapshot().await;
                done(world, &cell, &sent, faults).await;
                world.settle().await;
                let after = world.snapshot().await;
                if cell.actor == Actor::ForeignAdmin {
                    let (before, after) = (ours(world, before), ours(world, after));
                    for change in changes(&before, &after) {
                        faults.add(format!("{cell}: changed another organisation's {change}"));
                    }
                } else if row.effect == Effect::Changes && cell.actor.is_signed_in() {
                    faults.unless(before != after, || format!("{cell}: nothing was changed"));
                }
                if row.ends_session {
                    world.renew(cell.actor).await;
                }
            }
        }
    }
}

/// The rows of the organisation whose things are asked for.
fn ours(world: &World, mut all: Snapshot) -> Snapshot {
    let organization = world.organization.to_string();
    for rows in all.values_mut() {
        rows.retain(|row| row.contains(&organization));
    }
    all
}

/// The tables whose rows differ, with how many.
fn changes(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let tables: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let none = Vec::new();
    tables
        .into_iter()
        .filter_map(|table| {
            let (before, after) = (
                before.get(table).unwrap_or(&none),
                after.get(table).unwrap_or(&none),
            );
            let gone = before.iter().filter(|row| !after.contains(row)).count();
            let came = after.iter().filter(|row| !before.contains(row)).count();
            (gone + came > 0).then(|| format!("{table}: {gone} rows gone, {came} new"))
        })
        .collect()
}

/// W16.2: each refusal for want of a right leaves one entry of that person.
async fn check_denials(world: &World, row: &Row, before: &[String], faults: &mut Faults) {
    let entries = world.denials().await;
    let fresh: Vec<_> = entries.iter().filter(|e| !before.contains(e)).collect();
    let mut expected = BTreeMap::new();
    for cell in row.cells(false) {
        let count = expected.entry(cell.actor).or_insert(0);
        *count += usize::from(cell.verdict == Verdict::Forbidden);
    }
    for (actor, expected) in expected {
        let Some(person) = world.person(actor) else {
            continue;
        };
        let person = person.to_string();
        let found = fresh.iter().filter(|entry| entry.contains(&person)).count();
        faults.unless(found == expected, || {
            format!(
                "{} × {actor:?}: {expected} denials, {found} in the operation log",
                row.path
            )
        });
    }
}

/// The answer to somebody who may not.
async fn refused(world: &World, cell: &Cell<'_>, sent: &Sent, faults: &mut Faults) {
    let answer = call::send(world, cell.actor, cell.encoding, sent).await;
    let status = cell.verdict.status(cell.row.done);
    match (cell.row.kind, cell.encoding) {
        (Kind::Page, _) if cell.verdict == Verdict::NotSignedIn => {
            faults.unless(
                answer.status == StatusCode::FOUND && answer.location().starts_with("/sign-in"),
                || {
                    format!(
                        "{cell}: {} {}, not to the sign-in page",
                        answer.status,
                        answer.location()
                    )
                },
            );
        }
        (Kind::File { .. }, Encoding::Html) => {
            faults.unless(
                answer.status == StatusCode::SEE_OTHER && answer.location() == sent.page,
                || {
                    format!(
                        "{cell}: {} {}, not to {}",
                        answer.status,
                        answer.location(),
                        sent.page
                    )
                },
            );
        }
        (Kind::Function, Encoding::Html) => {
            faults.unless(
                answer.status == StatusCode::FOUND
                    && answer
                        .location()
                        .starts_with(&format!("{}{BACK}?", world.origin)),
                || format!("{cell}: {} {}", answer.status, answer.location()),
            );
            expect_refusal(cell, &answer, faults);
        }
        (Kind::Page, _) => faults.unless(answer.status == status, || {
            format!("{cell}: {}, not {status}", answer.status)
        }),
        (Kind::File { .. } | Kind::Function, Encoding::Json) => {
            faults.unless(answer.status == status, || {
                format!("{cell}: {}, not {status}: {}", answer.status, answer.body)
            });
            expect_refusal(cell, &answer, faults);
        }
    }
    read(cell, &answer, faults);
    if matches!(cell.verdict, Verdict::NotFound | Verdict::Gone) {
        compare_to_unknown(world, cell, sent, &answer, faults).await;
    }
}

fn expect_refusal(cell: &Cell<'_>, answer: &Answer, faults: &mut Faults) {
    let expected = match cell.verdict {
        Verdict::Done => return,
        Verdict::NotSignedIn => Refusal::NotSignedIn,
        Verdict::Forbidden => Refusal::Forbidden,
        Verdict::NotFound => Refusal::NotFound,
        Verdict::Gone => Refusal::Gone,
    };
    let found = answer.error();
    let is_expected =
        matches!(&found, Some(app::error::AppError::Refused(refusal)) if *refusal == expected);
    faults.unless(is_expected, || {
        format!("{cell}: {found:?}, not {expected:?}")
    });
}

/// The answer to somebody who may.
async fn done(world: &World, cell: &Cell<'_>, sent: &Sent, faults: &mut Faults) -> Answer {
    let answer = call::send(world, cell.actor, cell.encoding, sent).await;
    let (row, done) = (cell.row, cell.row.done);
    let is_form = row.kind == Kind::Function && cell.encoding == Encoding::Html;
    let is_upload = matches!(row.kind, Kind::File { .. }) && row.effect == Effect::Changes;
    let status = match (is_form, is_upload) {
        (true, _) => StatusCode::FOUND,
        (_, true) => StatusCode::SEE_OTHER,
        _ => done,
    };
    faults.unless(answer.status == status, || {
        let start: String = answer.body.chars().take(200).collect();
        format!("{cell}: {}, not {status}: {start}", answer.status)
    });
    if is_form {
        let error = answer.error();
        faults.unless(error.is_none() == (done == StatusCode::OK), || {
            format!("{cell}: {error:?}")
        });
    }
    read(cell, &answer, faults);
    if !cell.actor.is_outsider() && !is_form {
        for (mark, _) in &row.shows {
            faults.unless(answer.body.contains(mark), || {
                format!("{cell}: does not show {mark}")
            });
        }
    }
    answer
}

/// What stands in an answer: no mark that is not theirs to read, and valid HTML.
fn read(cell: &Cell<'_>, answer: &Answer, faults: &mut Faults) {
    let is_page = answer.is_page();
    for mark in marks::leaked(cell.actor, cell.verdict, is_page, &answer.readable()) {
        faults.add(format!("{cell}: shows {mark}"));
    }
    if is_page {
        for error in html::errors(&answer.body) {
            faults.add(format!("{cell}: not valid HTML: {error}"));
        }
    }
}

/// What is not theirs is answered as what never was.
async fn compare_to_unknown(
    world: &World,
    cell: &Cell<'_>,
    sent: &Sent,
    answer: &Answer,
    faults: &mut Faults,
) {
    if !cell.row.names_things() {
        return;
    }
    let unknown = cell.row.unknown(world);
    let other = call::send(world, cell.actor, cell.encoding, &unknown).await;
    let (one, two) = (blanked(answer, sent), blanked(&other, &unknown));
    faults.unless(one == two, || {
        format!("{cell}: answered otherwise than what never was:\n{one}\n---\n{two}")
    });
}

/// Leptos sends the data of a page in the order and in the pieces in which it came.
fn without_order(page: &str) -> String {
    let page = page.replace("<script nonce=\"NONCE\">", "");
    let page = page.replace("</script>", "");
    let mut parts: Vec<&str> = page.split("__RESOLVED_RESOURCES[").collect();
    parts.sort_unstable();
    let page = parts.concat();
    let Some((before, rest)) = page.split_once("__PENDING_RESOURCES=[") else {
        return page;
    };
    let after = rest.split_once(']').map_or("", |(_, after)| after);
    format!("{before}{after}")
}

/// Status, address and body without what differs between any two answers: names, nonces, drafts.
fn blanked(answer: &Answer, sent: &Sent) -> String {
    let location = answer.location();
    let location = location.split_once("&draft=").map_or(location, |cut| cut.0);
    let mut text = format!("{} {location} {}", answer.status, answer.body);
    // Of the length of an id at least: a number stands in other places too.
    for name in sent.names.iter().filter(|name| name.len() >= 36) {
        text = text.replace(&**name, "NAME");
    }
    if let Some(nonce) = text
        .split_once("nonce=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(nonce, _)| nonce.to_owned())
    {
        text = text.replace(&nonce, "NONCE");
    }
    without_order(&text)
}
