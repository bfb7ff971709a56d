//! Thirty kills under load: whatever was acknowledged is there afterwards.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use domain::{
    learning::view::{AttemptPage, LessonPage},
    people::PeoplePage,
};
use http::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;

use super::{agreement, chance::Chance};
use crate::{
    browser::{Answer, Browser, NoAnswer},
    harness::Site,
    mime::Part,
    office::{self, New},
    process::{self, Process, Settings},
    sink::{Manner, Sink},
};

const KILLS: u32 = 30;
const LEARNERS: usize = 4;
/// The two stores are looked into before the next start, after every so many kills.
const LOOK_INSIDE: u32 = 5;
const CODE: &str = "kills";

/// What an administrator asked for in one round, and what of it was acknowledged.
#[derive(Default)]
struct Registered {
    /// Id and number.
    people: Vec<(String, String)>,
    deleted: Vec<String>,
    /// What was asked for last, and not answered.
    registering: Option<String>,
    deleting: Option<String>,
}

/// What a learner asked for in one round.
#[derive(Default)]
struct Learned {
    /// How far was read: as it was acknowledged, and as it was asked last.
    place: Option<u16>,
    asked_place: Option<u16>,
    handed_in: Vec<String>,
    /// An attempt, and the answer to its question: acknowledged in this round, and asked last.
    saved: Option<(String, Option<u16>, u16)>,
}

fn ok(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

/// Asks again while the server says that it is busy: nothing was done then.
async fn insist(browser: &Browser, name: &str, form: &[(&str, &str)]) -> Result<Answer, NoAnswer> {
    loop {
        let answer = browser.call(name, form).await?;
        if answer.status != StatusCode::SERVICE_UNAVAILABLE {
            return Ok(answer);
        }
    }
}

/// Counts what was acknowledged in a round.
#[derive(Clone, Default)]
struct Acknowledged(Arc<AtomicU32>);

impl Acknowledged {
    fn one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Registers people, and deletes every third, until there is no answer any more.
async fn administrate(admin: Browser, round: u32, lane: u32, done: Acknowledged) -> Registered {
    let mut record = Registered::default();
    for n in 0.. {
        if let Err(NoAnswer) = administrate_once(&admin, &mut record, round, lane, n).await {
            break;
        }
        done.one();
    }
    record
}

async fn administrate_once(
    admin: &Browser,
    record: &mut Registered,
    round: u32,
    lane: u32,
    n: u32,
) -> Result<(), NoAnswer> {
    let number = format!("r{round}-{lane}-{n}");
    record.registering = Some(number.clone());
    let email = format!("{number}@kills.example.jp");
    let form = office::person("停電", "太郎", &email, &number, "mail");
    let answer = insist(admin, "register_person", &form).await?;
    ok(&answer);
    record.registering = None;
    record.people.push((answer.led_to(), number));
    if n % 3 == 2 {
        let (id, _) = record.people.remove(0);
        record.deleting = Some(id.clone());
        let form = [("id", id.as_str()), ("confirmation", "削除")];
        let answer = insist(admin, "delete_person", &form).await?;
        ok(&answer);
        record.deleting = None;
        record.deleted.push(id);
    }
    Ok(())
}

/// Reads on, answers and hands in, until there is no answer any more.
async fn learn(
    learner: Browser,
    enrollment: String,
    mut chance: Chance,
    done: Acknowledged,
) -> Learned {
    let mut record = Learned::default();
    while learn_once(&learner, &enrollment, &mut record, &mut chance)
        .await
        .is_ok()
    {
        done.one();
    }
    record
}

async fn learn_once(
    learner: &Browser,
    enrollment: &str,
    record: &mut Learned,
    chance: &mut Chance,
) -> Result<(), NoAnswer> {
    let place = u16::try_from(chance.below(101)).unwrap();
    record.asked_place = Some(place);
    let form: [(&str, &str); 2] = [("enrollment", enrollment), ("place", &place.to_string())];
    ok(&learner.call("save_reading_place", &form).await?);
    record.place = Some(place);

    let started = learner
        .call("start_attempt", &[("enrollment", enrollment)])
        .await?;
    ok(&started);
    let attempt = started.led_to();
    record.saved = None;
    for _ in 0..2 {
        let choice = u16::try_from(chance.below(2)).unwrap();
        match &mut record.saved {
            Some((_, _, asked)) => *asked = choice,
            none => *none = Some((attempt.clone(), None, choice)),
        }
        let form: [(&str, &str); 2] = [
            ("attempt", attempt.as_str()),
            ("answers", &format!("0:{choice}")),
        ];
        ok(&learner.call("save_answers", &form).await?);
        record.saved = Some((attempt.clone(), Some(choice), choice));
    }
    let form = [("attempt", attempt.as_str()), ("answers[0][0]", "0")];
    ok(&learner.call("hand_in_attempt", &form).await?);
    record.saved = None;
    record.handed_in.push(attempt);
    Ok(())
}

async fn registered_is_there(admin: &Browser, record: &Registered) {
    let read = async |id: &str| admin.call("read_person", &[("id", id)]).await.unwrap();
    for (id, number) in &record.people {
        let answer = read(id).await;
        ok(&answer);
        assert!(answer.text().contains(number), "{}", answer.text());
    }
    for id in &record.deleted {
        assert_eq!(read(id).await.status, StatusCode::NOT_FOUND, "{id}");
    }
    if let Some(id) = &record.deleting {
        let status = read(id).await.status;
        assert!(
            [StatusCode::OK, StatusCode::NOT_FOUND].contains(&status),
            "{status}"
        );
    }
    if let Some(number) = &record.registering {
        // Wholly there or not at all.
        let form = [("query[search]", number.as_str())];
        let page: PeoplePage = admin.must("list_people", &form).await.json();
        for row in page.rows {
            ok(&read(&row.id.to_string()).await);
        }
    }
}

async fn learned_is_there(learner: &Browser, enrollment: &str, record: &Learned) {
    let form = [("enrollment", enrollment)];
    let page: LessonPage = learner.must("read_assigned_lesson", &form).await.json();
    if let Some(place) = record.place {
        assert!(
            page.place == place || Some(page.place) == record.asked_place,
            "{} instead of {place}",
            page.place
        );
    }
    for attempt in &record.handed_in {
        ok(&learner.must("read_result", &[("attempt", attempt)]).await);
    }
    if let Some((attempt, Some(acknowledged), asked)) = &record.saved {
        let form = [("attempt", attempt.as_str())];
        let page: AttemptPage = learner.must("read_attempt", &form).await.json();
        let chosen = &page.questions[0].chosen;
        assert!(
            page.is_handed_in || *chosen == [*acknowledged] || *chosen == [*asked],
            "{chosen:?} instead of {acknowledged}"
        );
    }
}

/// Nobody waits in vain for a mail, and a mail that came again is the same mail.
async fn mails_arrived(sink: &Sink, addresses: &[String]) {
    office::mails(sink, addresses).await;
    let mut seen: HashMap<String, (String, String)> = HashMap::new();
    for mail in sink.received() {
        let read = Part::read(&mail.data);
        let text = read.parts()[0].text();
        let link = office::token_in(&text).unwrap().to_owned();
        let id = read.raw("message-id").to_owned();
        let (first_id, first_link) = seen
            .entry(mail.to[0].clone())
            .or_insert((id.clone(), link.clone()))
            .clone();
        assert_eq!((first_id, first_link), (id, link), "{:?}", mail.to);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_when_the_power_goes() {
    let mut chance = Chance::new("kills under load");
    let sink = Sink::start(Manner::default()).await;
    let site = Arc::new(Site::new());
    let settings = Settings {
        port: Some(process::free_port()),
        smtp: Some(sink.url()),
        ..Settings::default()
    };
    let mut process = Process::start(&site, &settings).await;
    let new = New {
        name: "停電株式会社",
        code: CODE,
        admin: "admin@kills.example.jp",
    };
    let admin = office::open(&process, &new).await;
    let mut learners = Vec::new();
    for n in 0..LEARNERS {
        learners.push(office::learner(&process, &admin, CODE, &format!("l{n}")).await);
    }
    let lesson = office::Lesson {
        title: "停電に備える",
        category: "",
        body: "懐中電灯を用意します。",
        questions: vec![office::question("何を用意しますか。", "懐中電灯", "")],
    };
    let version = office::publish(&admin, &lesson).await;
    let everyone = json!({"everyone": true, "groups": [], "people": []});
    office::deliver(&admin, &version, everyone, None, None).await;
    let mut people = Vec::new();
    for learner in learners {
        let enrollment = office::assigned(&learner).await;
        people.push((learner, enrollment));
    }

    let mut addresses = Vec::new();
    let mut writes = 0;
    for round in 1..=KILLS {
        let done = Acknowledged::default();
        let mut admins = JoinSet::new();
        for lane in 0..2 {
            admins.spawn(administrate(admin.clone(), round, lane, done.clone()));
        }
        let mut learning = JoinSet::new();
        for (at, (learner, enrollment)) in people.iter().enumerate() {
            let (learner, enrollment) = (learner.clone(), enrollment.clone());
            let work = learn(learner, enrollment, chance.fork(), done.clone());
            learning.spawn(async move { (at, work.await) });
        }
        // Now and then the very first requests are hit; else something is there to be lost, however slow the machine is.
        if round % 4 != 0 {
            office::eventually("something is acknowledged", async || done.count() > 0).await;
        }
        chance.pause(1_200).await;
        process.kill();
        let (admins, learned) = tokio::join!(admins.join_all(), learning.join_all());

        if round % LOOK_INSIDE == 0 {
            let backend = agreement::open(&site).await;
            agreement::check(&backend, 0).await;
            agreement::close(&site, backend).await;
        }
        process = Process::start(&site, &settings).await;
        writes += done.count();
        for record in &admins {
            registered_is_there(&admin, record).await;
            let numbers = record.people.iter().map(|(_, number)| number);
            addresses.extend(numbers.map(|number| format!("{number}@kills.example.jp")));
        }
        for (at, record) in &learned {
            let (learner, enrollment) = &people[*at];
            learned_is_there(learner, enrollment, record).await;
        }
        let verified = process::run(&site, &["audit", "verify"]);
        assert!(verified.status.success(), "{verified:?}");
    }
    println!("{writes} acknowledged people and attempts over {KILLS} kills");
    mails_arrived(&sink, &addresses).await;
    process.stop().await;
    let backend = agreement::open(&site).await;
    agreement::check(&backend, 0).await;
    agreement::close(&site, backend).await;
}
