//! The power goes between two steps that touch both stores, at every place where that can be: what the vault promises holds there,
//! and the next start carries through what was begun.

use std::{collections::BTreeSet, sync::Arc};

use backend::{Backend, failpoint::Failpoint, keyring::Status, organization};
use domain::people::PeoplePage;
use http::StatusCode;

use super::agreement::{self, ERASED_WITH_KEY, PEOPLE, texts, with_keys};
use crate::{
    browser::{Browser, NoAnswer},
    harness::Site,
    office::{self, New},
    process::{self, Process, Settings},
};

/// More than are wrapped anew in one unit, so that a new epoch can be half there.
const IMPORTED: usize = 600;
const CODE: &str = "steps";

/// An organisation with people, and who administers it.
struct Story {
    site: Arc<Site>,
    admin: Browser,
    /// Lines that were imported.
    imported: usize,
}

/// What the stores hold, seen while no server runs.
struct Seen {
    people: BTreeSet<String>,
    keys: BTreeSet<String>,
    /// Deleted, and the key still to go.
    half_deleted: BTreeSet<String>,
    status: Status,
    organizations: usize,
}

impl Story {
    async fn begin() -> Self {
        let site = Arc::new(Site::new());
        let process = Process::start(&site, &Settings::default()).await;
        let new = New {
            name: "段階株式会社",
            code: CODE,
            admin: "admin@steps.example.jp",
        };
        let admin = office::open(&process, &new).await;
        let csv = Self::lines("a", IMPORTED);
        let planned = office::dry_run(&admin, "段階.csv", csv.as_bytes()).await;
        office::confirm(&admin, &planned, "display").await;
        office::finished(&admin, &planned.row.id.to_string()).await;
        process.stop().await;
        Self {
            site,
            admin,
            imported: IMPORTED,
        }
    }

    fn lines(prefix: &str, count: usize) -> String {
        (0..count).fold("社員番号,氏名\n".to_owned(), |csv, line| {
            csv + &format!("{prefix}{line},晴 {line}号\n")
        })
    }

    /// A server that runs to its end.
    async fn serve(&self) -> (Process, Browser) {
        let process = Process::start(&self.site, &Settings::default()).await;
        let admin = self.admin.at(&process.authority);
        (process, admin)
    }

    /// A server that ends at `failpoint` while it does `deed`, for which nobody gets an answer.
    async fn end_at(
        &self,
        failpoint: Failpoint,
        deed: impl AsyncFnOnce(&Process, &Browser) -> Result<(), NoAnswer>,
    ) {
        let settings = Settings {
            failpoint: Some(failpoint.as_str()),
            ..Settings::default()
        };
        let process = Process::start(&self.site, &settings).await;
        let admin = self.admin.at(&process.authority);
        assert!(deed(&process, &admin).await.is_err(), "{failpoint:?}");
        let status = process.ended().await;
        assert_eq!(status.code(), None, "{failpoint:?} ended with {status}");
    }

    async fn open(&self) -> Backend {
        agreement::open(&self.site).await
    }

    /// What is there, and that it agrees.
    async fn look(&self) -> Seen {
        let backend = self.open().await;
        agreement::check(&backend, self.imported).await;
        let organizations = organization::list(&backend).await.unwrap();
        let of = organizations
            .iter()
            .find(|row| row.code == CODE)
            .unwrap()
            .id;
        let seen = Seen {
            people: texts(&backend, of, PEOPLE).await,
            keys: with_keys(&backend, of).await,
            half_deleted: texts(&backend, of, ERASED_WITH_KEY).await,
            status: backend.keys.status().await.unwrap(),
            organizations: organizations.len(),
        };
        agreement::close(&self.site, backend).await;
        seen
    }

    /// Everybody can be read, and the log is as it was written.
    async fn everybody_is_read(&self, admin: &Browser, people: usize) {
        let mut after: Option<String> = None;
        let mut names = 0;
        loop {
            let mut form = vec![("query[search]", "")];
            if let Some(after) = &after {
                form.push(("query[after]", after));
            }
            let page: PeoplePage = admin.must("list_people", &form).await.json();
            names += page.rows.iter().filter(|row| !row.name.is_empty()).count();
            match page.next {
                Some(next) => after = Some(next.to_string()),
                None => break,
            }
        }
        assert_eq!(names, people);
        let verified = process::run(&self.site, &["audit", "verify"]);
        assert!(verified.status.success(), "{verified:?}");
    }
}

fn registration(number: &str) -> Vec<(&'static str, &str)> {
    office::person("隆", "朗", "", number, "display")
}

async fn register(admin: &Browser, number: &str) -> String {
    let form = registration(number);
    admin.must("register_person", &form).await;
    let form = [("query[search]", number)];
    let page: PeoplePage = admin.must("list_people", &form).await.json();
    page.rows[0].id.to_string()
}

fn deletion(id: &str) -> [(&'static str, &str); 2] {
    [("id", id), ("confirmation", "削除")]
}

/// Every failpoint has its story; a new one does not compile without.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn between_any_two_steps_the_stores_agree_and_the_next_start_goes_on() {
    let mut story = Story::begin().await;
    for failpoint in Failpoint::ALL {
        println!("{failpoint:?}");
        match failpoint {
            Failpoint::ProviderMade | Failpoint::EpochMade => first_keys(*failpoint).await,
            Failpoint::OrganizationKeys => organization_keys(&story).await,
            Failpoint::PersonKey => person_key(&story).await,
            Failpoint::ImportKeys => Box::pin(import_keys(&mut story)).await,
            Failpoint::RowsForgotten | Failpoint::KeyForgotten => {
                Box::pin(forgotten(&story, *failpoint)).await;
            }
            Failpoint::EpochSecret => epoch_secret(&story).await,
            Failpoint::EpochBegun | Failpoint::EpochHalf | Failpoint::EpochWrapped => {
                epoch(&story, *failpoint).await;
            }
            Failpoint::HeadSealed => Box::pin(head_sealed(&story)).await,
        }
    }
}

/// The keys of a new installation are half made: the server says what to do, and doing it completes them.
async fn first_keys(failpoint: Failpoint) {
    let site = Arc::new(Site::new());
    let settings = Settings {
        failpoint: Some(failpoint.as_str()),
        ..Settings::default()
    };
    let status = Process::try_start(&site, &settings).await.err().unwrap();
    assert_eq!(status.code(), None);
    let refused = Process::try_start(&site, &Settings::default()).await;
    assert_eq!(refused.err().unwrap().code(), Some(1));
    let log = std::fs::read_to_string(process::log(&site)).unwrap();
    assert!(log.contains("yagura keys init"), "{log}");
    let made = process::run(&site, &["keys", "init"]);
    assert!(made.status.success(), "{made:?}");
    Process::start(&site, &Settings::default())
        .await
        .stop()
        .await;
}

async fn organization_keys(story: &Story) {
    let create = [
        "organization",
        "create",
        "--name",
        "次の会社",
        "--code",
        "steps-2",
        "--seats",
        "5",
        "--admin-email",
        "second@steps.example.jp",
    ];
    let site = Arc::clone(&story.site);
    story
        .end_at(Failpoint::OrganizationKeys, async move |_, _| {
            let made = tokio::task::spawn_blocking(move || process::run(&site, &create))
                .await
                .unwrap();
            if made.status.success() {
                Ok(())
            } else {
                Err(NoAnswer)
            }
        })
        .await;
    assert_eq!(story.look().await.organizations, 1);
    let made = process::run(&story.site, &create);
    assert!(made.status.success(), "{made:?}");
    assert_eq!(story.look().await.organizations, 2);
}

async fn person_key(story: &Story) {
    let before = story.look().await;
    story
        .end_at(Failpoint::PersonKey, async |_, admin| {
            admin
                .call("register_person", &registration("p1"))
                .await
                .map(drop)
        })
        .await;
    let after = story.look().await;
    assert_eq!(after.people, before.people);
    assert_eq!(
        after.keys.len(),
        before.keys.len() + 1,
        "a key without a row"
    );
    let (process, admin) = story.serve().await;
    register(&admin, "p1").await;
    story
        .everybody_is_read(&admin, before.people.len() + 1)
        .await;
    process.stop().await;
}

async fn import_keys(story: &mut Story) {
    let (process, admin) = story.serve().await;
    let csv = Story::lines("b", 3);
    let planned = office::dry_run(&admin, "段階.csv", csv.as_bytes()).await;
    process.stop().await;
    let before = story.look().await;
    story
        .end_at(Failpoint::ImportKeys, async |_, admin| {
            // Confirming is answered, or not, depending on how soon the worker begins.
            let form = confirmation(&planned);
            let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
            admin.call("confirm_import", &form).await.ok();
            Err(NoAnswer)
        })
        .await;
    let backend = story.open().await;
    agreement::check_while_importing(&backend, story.imported, 3).await;
    agreement::close(&story.site, backend).await;
    let (process, admin) = story.serve().await;
    office::finished(&admin, &planned.row.id.to_string()).await;
    story
        .everybody_is_read(&admin, before.people.len() + 3)
        .await;
    process.stop().await;
    story.imported += 3;
    let after = story.look().await;
    // The same keys were taken again.
    assert_eq!(after.keys.len(), before.keys.len() + 3);
}

fn confirmation(planned: &domain::people_import::ImportView) -> [(&'static str, String); 4] {
    let domain::people_import::Step::Confirm(plan) = &planned.step else {
        panic!("{:?}", planned.step);
    };
    [
        ("id", planned.row.id.to_string()),
        ("plan", plan.number.to_string()),
        ("first_password", "display".to_owned()),
        ("leaves_out_errors", "true".to_owned()),
    ]
}

async fn forgotten(story: &Story, failpoint: Failpoint) {
    let (process, admin) = story.serve().await;
    let id = register(&admin, failpoint.as_str()).await;
    process.stop().await;
    story
        .end_at(failpoint, async |_, admin| {
            admin.call("delete_person", &deletion(&id)).await.map(drop)
        })
        .await;
    let left = story.look().await;
    assert!(!left.people.contains(&id));
    assert!(left.half_deleted.contains(&id), "it must be finished");
    assert_eq!(
        left.keys.contains(&id),
        failpoint == Failpoint::RowsForgotten
    );
    // At start, not a minute later; how long that takes is the machine's affair.
    let mut is_finished = false;
    for seconds in [1, 5, 25] {
        let (process, admin) = story.serve().await;
        let read = admin.call("read_person", &[("id", &id)]).await.unwrap();
        assert_eq!(read.status, StatusCode::NOT_FOUND);
        tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
        process.kill();
        let seen = story.look().await;
        is_finished = !seen.keys.contains(&id) && seen.half_deleted.is_empty();
        if is_finished {
            break;
        }
    }
    assert!(is_finished);
}

async fn advance(_: &Process, admin: &Browser) -> Result<(), NoAnswer> {
    let answer = admin.advance_epoch().await?;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    Ok(())
}

/// The secret of the next epoch is there and unused: the epoch in use is the old one, and the next advance takes that secret.
async fn epoch_secret(story: &Story) {
    let before = story.look().await.status;
    story.end_at(Failpoint::EpochSecret, advance).await;
    let left = story.look().await.status;
    assert_eq!((left.epoch, left.behind), (before.epoch, 0));
    assert_eq!(left.secrets, [before.epoch, before.epoch + 1]);
    let (process, admin) = story.serve().await;
    advance(&process, &admin).await.unwrap();
    process.stop().await;
    let after = story.look().await.status;
    assert_eq!(after.epoch, before.epoch + 1);
    assert_eq!((after.behind, after.secrets), (0, vec![after.epoch]));
}

/// The epoch has begun: the next start carries it through, and the old secret goes.
async fn epoch(story: &Story, failpoint: Failpoint) {
    let before = story.look().await;
    story.end_at(failpoint, advance).await;
    let left = story.look().await.status;
    let next = before.status.epoch + 1;
    assert_eq!(left.epoch, next);
    assert_eq!(left.secrets, [before.status.epoch, next]);
    let keys: u64 = left.keys.iter().map(|(_, count)| count).sum();
    match failpoint {
        Failpoint::EpochBegun => assert_eq!(left.behind, keys),
        Failpoint::EpochHalf => assert!(left.behind > 0 && left.behind < keys),
        _ => assert_eq!(left.behind, 0),
    }
    let (process, admin) = story.serve().await;
    story.everybody_is_read(&admin, before.people.len()).await;
    let site = Arc::clone(&story.site);
    office::eventually("the old secret is gone", async || {
        let site = Arc::clone(&site);
        let status = tokio::task::spawn_blocking(move || process::run(&site, &["keys", "status"]))
            .await
            .unwrap();
        let said = String::from_utf8(status.stdout).unwrap();
        said.contains(&format!("epoch secrets     {next} "))
            && said.contains("still to rewrap   0\n")
    })
    .await;
    process.stop().await;
}

/// The log is chained further than the ring knows: the next start tells the ring.
async fn head_sealed(story: &Story) {
    story
        .end_at(Failpoint::HeadSealed, async |_, admin| {
            // The entry is chained right after the answer, or before it.
            admin.call("create_group", &[("name", "封")]).await.ok();
            Err(NoAnswer)
        })
        .await;
    let backend = story.open().await;
    let of = organization::list(&backend).await.unwrap();
    let of = of.iter().find(|row| row.code == CODE).unwrap().id;
    let known = backend.keys.audit_head(of).await.unwrap().unwrap();
    agreement::close(&story.site, backend).await;
    let (process, admin) = story.serve().await;
    let people = story_people(&admin).await;
    story.everybody_is_read(&admin, people).await;
    process.stop().await;
    let backend = story.open().await;
    let now = backend.keys.audit_head(of).await.unwrap().unwrap();
    assert!(now.sequence > known.sequence, "{known:?} {now:?}");
    agreement::close(&story.site, backend).await;
}

async fn story_people(admin: &Browser) -> usize {
    let form = [("query[search]", "")];
    let page: PeoplePage = admin.must("list_people", &form).await.json();
    page.total as usize
}
