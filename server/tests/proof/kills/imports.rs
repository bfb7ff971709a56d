//! Twenty kills while an import is being carried out: it finishes by itself, every line of its plan is in exactly once,
//! and no mail leaves before all of them are.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
    sync::Arc,
};

use backend::Backend;
use domain::people_import::{Counts, ImportState, ImportView};

use super::{
    agreement::{self, texts},
    chance::Chance,
};
use crate::{
    browser::Browser,
    harness::Site,
    mime::Part,
    office::{self, New},
    process::{self, Process, Settings},
    sink::{Manner, Sink},
};

/// Kills that hit an import before it was finished.
const HITS: u32 = 20;
/// An import that is over before the power goes proves nothing; so many imports must be enough.
const MOST_IMPORTS: u32 = 30;
/// Several parts, of which each is a unit of its own.
const LINES: usize = 500;
const CODE: &str = "half";

/// Every second line has an address.
fn file(number: u32) -> String {
    let mut csv = "社員番号,氏名,所属,メール\n".to_owned();
    for line in 0..LINES {
        let email = if line % 2 == 0 {
            address(number, line)
        } else {
            String::new()
        };
        writeln!(csv, "i{number}-{line},塚 {line}号,部{},{email}", line % 5).unwrap();
    }
    csv
}

fn address(number: u32, line: usize) -> String {
    format!("i{number}-{line}@half.example.jp")
}

/// What the stores say of an import before anything was finished: its state, and how many of its people are in.
async fn left(backend: &Backend, id: &str, before: usize) -> (ImportState, usize) {
    let organization = backend::organization::list(backend).await.unwrap()[0].id;
    const STATES: &str =
        "SELECT VALUE <string> record::id(id) + ' ' + state FROM people_import WHERE org = $org;";
    let states = texts(backend, organization, STATES).await;
    let state = states
        .iter()
        .find_map(|row| row.strip_prefix(id)?.strip_prefix(' '))
        .unwrap();
    let people = texts(backend, organization, agreement::PEOPLE).await;
    (ImportState::parse(state).unwrap(), people.len() - before)
}

/// Mails that came to people of this import, by address.
fn mails_of(sink: &Sink, number: u32) -> HashMap<String, Vec<(String, String)>> {
    let mut mails: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for mail in sink.received() {
        if mail.to[0].starts_with(&format!("i{number}-")) {
            let read = Part::read(&mail.data);
            let link = office::token_in(&read.parts()[0].text())
                .unwrap()
                .to_owned();
            let id = read.raw("message-id").to_owned();
            mails
                .entry(mail.to[0].clone())
                .or_default()
                .push((id, link));
        }
    }
    mails
}

struct Story {
    site: Arc<Site>,
    settings: Settings,
    sink: Sink,
    chance: Chance,
    hits: u32,
    /// People who were imported so far.
    imported: usize,
}

impl Story {
    /// Kills the server again and again until the import is done.
    async fn carry_out(
        &mut self,
        mut process: Process,
        admin: &Browser,
        planned: &ImportView,
        number: u32,
    ) -> Process {
        let id = planned.row.id.to_string();
        let before = self.imported + 1;
        office::confirm(admin, planned, "mail").await;
        for attempt in 0.. {
            // Later and later: on a slow machine a part takes long, and a part that is hit begins again.
            self.chance.pause(400 + 200 * attempt).await;
            process.kill();
            let mails = mails_of(&self.sink, number).len();
            let backend = agreement::open(&self.site).await;
            let (state, people) = left(&backend, &id, before).await;
            if mails > 0 {
                assert_ne!(state, ImportState::Running, "{mails} mails left too early");
            }
            if state == ImportState::Running {
                assert!(people <= LINES);
            } else {
                assert_eq!(people, LINES, "lines are missing in {state:?}");
            }
            // Seats are taken for everybody at the confirmation.
            agreement::check_while_importing(&backend, self.imported + people, LINES - people)
                .await;
            agreement::close(&self.site, backend).await;
            process = Process::start(&self.site, &self.settings).await;
            if state == ImportState::Finished {
                return process;
            }
            self.hits += 1;
        }
        unreachable!("it goes on until the import is done")
    }

    /// Every line once, a password for everybody, and nothing to do for the same file.
    async fn is_whole(&self, admin: &Browser, planned: &ImportView, number: u32) {
        let sheet = office::finished(admin, &planned.row.id.to_string())
            .await
            .unwrap();
        let shown = office::sheet(admin, &sheet).await.lines;
        let passwords: HashSet<_> = shown.iter().map(|line| line.password.as_str()).collect();
        let people: HashSet<_> = shown.iter().map(|line| line.person).collect();
        assert_eq!((passwords.len(), people.len()), (LINES / 2, LINES / 2));
        admin.must("finish_password_sheet", &[("id", &sheet)]).await;
        office::eventually("every mail has arrived", async || {
            mails_of(&self.sink, number).len() == LINES / 2
        })
        .await;
        for (address, mails) in mails_of(&self.sink, number) {
            assert!(
                mails.iter().all(|mail| *mail == mails[0]),
                "{address} got different mails"
            );
        }
        let again = office::dry_run(admin, "同じ.csv", file(number).as_bytes()).await;
        let Counts {
            create,
            change,
            unchanged,
            error,
            ..
        } = again.row.counts;
        assert_eq!(
            (create, change, unchanged as usize, error),
            (0, 0, LINES, 0)
        );
        let id = again.row.id.to_string();
        admin.must("cancel_import", &[("id", &id)]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_is_carried_out_whole_however_often_the_power_goes() {
    let chance = Chance::new("kills of an import");
    let sink = Sink::start(Manner::default()).await;
    let site = Arc::new(Site::new());
    let settings = Settings {
        port: Some(process::free_port()),
        smtp: Some(sink.url()),
        ..Settings::default()
    };
    let mut process = Process::start(&site, &settings).await;
    let new = New {
        name: "半分株式会社",
        code: CODE,
        admin: "admin@half.example.jp",
    };
    let admin = office::open(&process, &new).await;
    let mut story = Story {
        site: Arc::clone(&site),
        settings,
        sink,
        chance,
        hits: 0,
        imported: 0,
    };
    for number in 1..=MOST_IMPORTS {
        let planned = office::dry_run(&admin, "名簿.csv", file(number).as_bytes()).await;
        assert_eq!(planned.row.counts.create as usize, LINES);
        process = story.carry_out(process, &admin, &planned, number).await;
        story.is_whole(&admin, &planned, number).await;
        story.imported += LINES;
        if story.hits >= HITS {
            break;
        }
    }
    println!("{} kills hit an import", story.hits);
    assert!(
        story.hits >= HITS,
        "only {} kills hit an import",
        story.hits
    );
    let verified = process::run(&site, &["audit", "verify"]);
    assert!(verified.status.success(), "{verified:?}");
    process.stop().await;
    let backend = agreement::open(&site).await;
    agreement::check(&backend, story.imported).await;
    agreement::close(&site, backend).await;
}
