//! An organisation as its people use it, over HTTP.

use std::time::{Duration, Instant};

use domain::{
    learning::{Choice, Question, QuestionKind},
    people::PasswordSheetView,
    people_import::{ImportView, Step, Target},
};

use crate::{
    browser::Browser,
    process::{self, Process},
    sink::Sink,
};

/// A password that is taken.
pub const PASSWORD: &str = "correct horse battery staple";
/// The longest anything in the background takes here.
const PATIENCE: Duration = Duration::from_secs(60);

/// What an operator says of a new organisation.
pub struct New<'a> {
    pub name: &'a str,
    pub code: &'a str,
    pub admin: &'a str,
}

/// Makes an organisation through the command line; the answer is the token of its administrator's link.
pub async fn create(process: &Process, new: &New<'_>) -> String {
    let arguments = [
        "organization",
        "create",
        "--name",
        new.name,
        "--code",
        new.code,
        "--seats",
        "20000",
        "--admin-email",
        new.admin,
    ]
    .map(str::to_owned);
    let site = process.site.clone();
    let made = tokio::task::spawn_blocking(move || {
        process::run(&site, &arguments.each_ref().map(String::as_str))
    })
    .await
    .unwrap();
    assert!(made.status.success(), "{made:?}");
    let said = String::from_utf8(made.stdout).unwrap();
    token_in(&said)
        .unwrap_or_else(|| panic!("{said}"))
        .to_owned()
}

/// The token of the first link in a text.
pub fn token_in(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("/set-password/")?;
    rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
        .next()
}

/// Sets a password with a link, and is signed in.
pub async fn set_password(browser: &mut Browser, token: &str, password: &str) {
    let form = [
        ("token", token),
        ("password", password),
        ("password_again", password),
    ];
    let answer = browser.must("set_password", &form).await;
    browser.keep(&answer);
}

/// An organisation whose administrator is signed in.
pub async fn open(process: &Process, new: &New<'_>) -> Browser {
    let token = create(process, new).await;
    let mut admin = process.browser();
    set_password(&mut admin, &token, PASSWORD).await;
    admin
}

/// The form of a person; `way` is `mail` or `display`.
pub fn person<'a>(
    family: &'a str,
    given: &'a str,
    email: &'a str,
    number: &'a str,
    way: &'a str,
) -> Vec<(&'static str, &'a str)> {
    vec![
        ("form[family]", family),
        ("form[given]", given),
        ("form[family_kana]", ""),
        ("form[given_kana]", ""),
        ("form[email]", email),
        ("form[employee_number]", number),
        ("form[login_id]", ""),
        ("form[role]", "learner"),
        ("way", way),
    ]
}

/// The lines of a sheet of initial passwords.
pub async fn sheet(admin: &Browser, id: &str) -> PasswordSheetView {
    let mut from = 0;
    let mut whole: Option<PasswordSheetView> = None;
    loop {
        let form: [(&str, &str); 2] = [("id", id), ("from", &from.to_string())];
        let page: PasswordSheetView = admin.must("read_password_sheet", &form).await.json();
        let next = page.next;
        match &mut whole {
            Some(whole) => whole.lines.extend(page.lines),
            None => whole = Some(page),
        }
        match next {
            Some(next) => from = next,
            None => return whole.unwrap(),
        }
    }
}

/// Somebody of that number without an address, signed in with a password of their own.
pub async fn learner(process: &Process, admin: &Browser, code: &str, number: &str) -> Browser {
    let form = person("学習", number, "", number, "display");
    let registered = admin.must("register_person", &form).await;
    let first = sheet(admin, &registered.led_to()).await.lines[0]
        .password
        .clone();
    let mut browser = process.browser();
    assert!(
        browser
            .sign_in(number, code, &first)
            .await
            .status
            .is_success()
    );
    let form = [
        ("current_password", first.as_str()),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let changed = browser.must("change_password", &form).await;
    browser.keep(&changed);
    browser
}

/// An import at its present step.
pub async fn import(admin: &Browser, id: &str) -> ImportView {
    admin
        .must("read_import", &[("id", id), ("from", "0")])
        .await
        .json()
}

/// Uploads a file and looks what it would do, columns as guessed.
pub async fn dry_run(admin: &Browser, name: &str, file: &[u8]) -> ImportView {
    let id = admin.upload(name, file).await;
    let Step::Map(mapping) = import(admin, &id).await.step else {
        panic!("the columns are to be mapped");
    };
    let columns: Vec<(String, &str)> = (0..)
        .zip(&mapping.mapping.columns)
        .map(|(at, target)| (format!("columns[{at}]"), target.map_or("", Target::as_str)))
        .collect();
    let mut form = vec![("id", id.as_str()), ("create_groups", "true")];
    form.extend(columns.iter().map(|(name, value)| (name.as_str(), *value)));
    admin.must("plan_import", &form).await;
    import(admin, &id).await
}

/// Confirms what [`dry_run`] showed; lines with errors are left out.
pub async fn confirm(admin: &Browser, planned: &ImportView, way: &str) {
    let Step::Confirm(plan) = &planned.step else {
        panic!("{:?}", planned.step);
    };
    let form = [
        ("id", planned.row.id.to_string()),
        ("plan", plan.number.to_string()),
        ("first_password", way.to_owned()),
        ("leaves_out_errors", "true".to_owned()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    admin.must("confirm_import", &form).await;
}

/// Waits until an import is done; the answer is its sheet of passwords.
pub async fn finished(admin: &Browser, id: &str) -> Option<String> {
    let mut sheet = None;
    eventually("the import is done", async || {
        let view = import(admin, id).await;
        if let Step::Done { sheet: made, .. } = view.step {
            sheet = made.map(|id| id.to_string());
            return true;
        }
        false
    })
    .await;
    sheet
}

/// Waits until a mail to each of them has arrived.
pub async fn mails(sink: &Sink, addresses: &[String]) {
    eventually("every mail has arrived", async || {
        let received = sink.received();
        addresses
            .iter()
            .all(|address| received.iter().any(|mail| mail.to == [address.clone()]))
    })
    .await;
}

/// Tries until it holds.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < PATIENCE, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A question with one right choice, the first.
pub fn question(body: &str, choice: &str, explanation: &str) -> Question {
    Question {
        kind: QuestionKind::Single,
        body: body.to_owned(),
        choices: vec![
            Choice {
                text: choice.to_owned(),
                is_right: true,
            },
            Choice {
                text: "ほかの選択肢".to_owned(),
                is_right: false,
            },
        ],
        explanation: explanation.to_owned(),
        points: 10,
    }
}

/// A lesson as the editor sends it.
pub struct Lesson<'a> {
    pub title: &'a str,
    pub category: &'a str,
    pub body: &'a str,
    pub questions: Vec<Question>,
}

/// Publishes a lesson; the answer is its version's id.
pub async fn publish(admin: &Browser, lesson: &Lesson<'_>) -> String {
    let questions = serde_json::to_string(&lesson.questions).unwrap();
    let form: [(&str, &str); 8] = [
        ("title", lesson.title),
        ("category", lesson.category),
        ("minutes", "5"),
        ("body", lesson.body),
        ("shuffle", "true"),
        ("pass_score", "80"),
        ("questions", &questions),
        ("then", "publish"),
    ];
    let saved = admin.must("save_lesson", &form).await;
    assert!(
        saved.location().ends_with("done=published"),
        "{}",
        saved.location()
    );
    let id = saved.led_to();
    let lesson: serde_json::Value = admin.must("read_lesson", &[("id", &id)]).await.json();
    lesson["draft"]["version"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Delivers a lesson at once; the answer is the delivery's id.
pub async fn deliver(
    admin: &Browser,
    version: &str,
    targets: serde_json::Value,
    name: Option<&str>,
    message: Option<&str>,
) -> String {
    let plan = serde_json::json!({
        "version": version,
        "name": name,
        "message": message,
        "targets": targets,
        "starts_at": null,
        "due_on": null,
        "sends_request": message.is_some(),
        "reminders": [],
    })
    .to_string();
    let preview: serde_json::Value = admin
        .must("preview_delivery", &[("plan", &plan)])
        .await
        .json();
    let id = preview["id"].as_str().unwrap();
    let form = [("id", id), ("plan", plan.as_str())];
    admin.must("create_delivery", &form).await.led_to()
}

/// The first thing a learner has to do, as soon as there is one: its enrollment's id.
pub async fn assigned(learner: &Browser) -> String {
    let mut found = String::new();
    eventually("there is a lesson to take", async || {
        let home: serde_json::Value = learner.must("read_learner_home", &[]).await.json();
        match home["to_do"][0]["enrollment"].as_str() {
            Some(id) => {
                id.clone_into(&mut found);
                true
            }
            None => false,
        }
    })
    .await;
    found
}
