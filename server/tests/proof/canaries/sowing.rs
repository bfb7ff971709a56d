//! An organisation that uses everything there is, and writes a text of its own into every field.

use std::collections::BTreeSet;

use domain::people::PasswordSheetView;
use serde_json::json;
use vault::testing::MARK;

use crate::{
    browser::Browser,
    mime::Part,
    office::{self, New},
    process::Process,
    sink::Sink,
};

/// What was sown so far.
#[derive(Default)]
pub struct Sown {
    /// Texts of ours, each with the name the table knows it by.
    pub words: Vec<(String, String)>,
    /// Secrets that the product made, each with what it is.
    pub secrets: Vec<(String, String)>,
}

impl Sown {
    /// A text in Japanese.
    fn text(&mut self, name: &str, round: &str) -> String {
        let text = format!("金糸雀{MARK}-{name}-{round}");
        self.words.push((name.to_owned(), text.clone()));
        text
    }

    /// A text where only letters and digits may stand.
    fn ascii(&mut self, name: &str, round: &str) -> String {
        let text = format!("{MARK}-{name}-{round}");
        self.words.push((name.to_owned(), text.clone()));
        text
    }

    fn address(&mut self, name: &str, round: &str) -> String {
        let text = format!("{MARK}-{name}-{round}@example.jp");
        self.words.push((name.to_owned(), text.clone()));
        text
    }

    fn secret(&mut self, what: &str, text: &str) {
        self.secrets.push((what.to_owned(), text.to_owned()));
    }

    fn session(&mut self, browser: &Browser) {
        self.secret("a session's token", browser.token());
    }

    fn sheet(&mut self, sheet: &PasswordSheetView) {
        for line in &sheet.lines {
            self.secret("an initial password", &line.password);
            self.secret("an initial password", &line.password.replace('-', ""));
        }
    }

    /// The names of all texts.
    pub fn names(&self) -> BTreeSet<&str> {
        self.words.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// Uses everything once; `round` makes the texts of two organisations differ.
pub async fn sow(process: &Process, sink: &Sink, round: &str, sown: &mut Sown) {
    let organization = sown.text("organization", round);
    let code = sown.ascii("code", round);
    let admin_address = sown.address("admin", round);
    let new = New {
        name: &organization,
        code: &code,
        admin: &admin_address,
    };
    let link = office::create(process, &new).await;
    sown.secret("a link's token", &link);
    let password = sown.text("password", round);
    let agent = sown.ascii("agent", round);
    let mut admin = process.browser();
    admin.agent.clone_from(&agent);
    // A look at the link, as mail scanners do, puts its token into the address.
    admin.get(&format!("/set-password/{link}")).await;
    office::set_password(&mut admin, &link, &password).await;
    sown.session(&admin);

    let (login, initial) = people(sink, &admin, round, sown).await;
    import(&admin, round, sown).await;
    let mut learner = process.browser();
    learner.agent = agent;
    let entered = learner.sign_in(&login, &code, &initial).await;
    assert!(entered.status.is_success(), "{}", entered.text());
    sown.session(&learner);
    change_password(&mut learner, &initial, &password).await;
    sown.session(&learner);
    lesson(&admin, &learner, round, sown).await;
    strangers(process, &admin_address, round, sown).await;
    looks(&admin, round, sown).await;
    // Every mail on its way has arrived; links lie in them.
    office::eventually("the mails have arrived", async || sink.count() >= 4).await;
    for mail in sink.received() {
        let text = Part::read(&mail.data).parts()[0].text();
        if let Some(token) = office::token_in(&text) {
            sown.secret("a link's token", token);
        }
    }
}

/// Groups, people by mail and by sheet, a form that is refused. The answer is a login id and its initial password.
async fn people(sink: &Sink, admin: &Browser, round: &str, sown: &mut Sown) -> (String, String) {
    let group = sown.text("group", round);
    admin.must("create_group", &[("name", &group)]).await;
    let (family, given) = (sown.text("family", round), sown.text("given", round));
    let (kana, kana_given) = (sown.text("kana", round), sown.text("kana-given", round));
    let (mail, number) = (sown.address("mail", round), sown.ascii("number", round));
    let login = sown.ascii("login", round);
    // The mail server quotes what it was told, as they do.
    let failure = sown.ascii("failure", round);
    let refusal = format!("550 5.1.1 {failure}: no such user");
    sink.behave(|manner| {
        manner.rcpt.insert(mail.clone(), vec![refusal]);
    });
    let mut form = office::person(&family, &given, &mail, &number, "mail");
    for (name, value) in &mut form {
        match *name {
            "form[family_kana]" => *value = &kana,
            "form[given_kana]" => *value = &kana_given,
            _ => {}
        }
    }
    admin.must("register_person", &form).await;
    office::eventually("the mail was given up", async || {
        let undelivered: serde_json::Value = admin.must("list_undelivered", &[]).await.json();
        undelivered.as_array().is_some_and(|list| !list.is_empty())
    })
    .await;

    let mut form = office::person(&family, &given, "", "", "display");
    for (name, value) in &mut form {
        if *name == "form[login_id]" {
            *value = &login;
        }
    }
    let registered = admin.must("register_person", &form).await;
    let page = admin
        .get(&format!("/people/passwords/{}", registered.led_to()))
        .await;
    let sheet = office::sheet(admin, &registered.led_to()).await;
    assert!(page.text().contains(&sheet.lines[0].password));
    sown.sheet(&sheet);

    // Refused for its address; without JavaScript what was typed is kept for the next page.
    let draft = sown.text("draft", round);
    let refused = admin
        .form(
            "/people/new",
            "register_person",
            &office::person(&draft, "", "nobody", "", "mail"),
        )
        .await;
    assert!(
        refused.location().contains("draft="),
        "{}",
        refused.location()
    );
    let (_, page) = refused.location().split_once("/people").unwrap();
    let page = admin.get(&format!("/people{page}")).await;
    assert!(page.text().contains(&draft), "{}", refused.location());
    (login, sheet.lines[0].password.clone())
}

/// One import that is left at its dry run, and one that is carried out.
async fn import(admin: &Browser, round: &str, sown: &mut Sown) {
    let (file, heading) = (sown.text("file", round), sown.text("heading", round));
    let (cell, name) = (sown.text("cell", round), sown.text("imported", round));
    let (mail, group) = (
        sown.address("imported-mail", round),
        sown.text("imported-group", round),
    );
    let number = sown.ascii("imported-number", round);
    let csv = format!(
        "社員番号,氏名,メールアドレス,所属,{heading}\r\n{number},{name} 一,{mail},{group},{cell}\r\n{number}-2,{name} 二,,{group},{cell}\r\n"
    );
    office::dry_run(admin, &file, csv.as_bytes()).await;
    let planned = office::dry_run(admin, &file, csv.as_bytes()).await;
    let id = planned.row.id.to_string();
    admin.get(&format!("/imports/{id}/lines.csv")).await;
    admin.get(&format!("/imports/{id}")).await;
    office::confirm(admin, &planned, "display").await;
    let sheet = office::finished(admin, &id).await.unwrap();
    sown.sheet(&office::sheet(admin, &sheet).await);
    admin.get(&format!("/people/passwords/{sheet}/csv")).await;
}

async fn change_password(browser: &mut Browser, from: &str, to: &str) {
    let form = [
        ("current_password", from),
        ("password", to),
        ("password_again", to),
    ];
    let changed = browser.must("change_password", &form).await;
    browser.keep(&changed);
}

/// A lesson is written, delivered, read, tested and recorded.
async fn lesson(admin: &Browser, learner: &Browser, round: &str, sown: &mut Sown) {
    let question = office::question(
        &sown.text("question", round),
        &sown.text("choice", round),
        &sown.text("explanation", round),
    );
    let lesson = office::Lesson {
        title: &sown.text("title", round),
        category: &sown.text("category", round),
        body: &format!("# {}\n\n{}", MARK, sown.text("body", round).repeat(200)),
        questions: vec![question],
    };
    let preview = sown.text("preview", round);
    admin
        .must("preview_material", &[("markdown", &preview)])
        .await;
    let version = office::publish(admin, &lesson).await;
    let (name, message) = (sown.text("delivery", round), sown.text("message", round));
    let everyone = json!({"everyone": true, "groups": [], "people": []});
    let delivery = office::deliver(admin, &version, everyone, Some(&name), Some(&message)).await;
    let enrollment = office::assigned(learner).await;
    let page = learner.get(&format!("/learn/{enrollment}")).await;
    assert!(page.text().contains(MARK));
    let started = learner
        .must("start_attempt", &[("enrollment", &enrollment)])
        .await;
    let attempt = started.led_to();
    learner
        .must("save_answers", &[("attempt", &attempt), ("answers", "0:1")])
        .await;
    let form = [("attempt", attempt.as_str()), ("answers[0][0]", "0")];
    learner.must("hand_in_attempt", &form).await;
    learner.get(&format!("/learn/result/{attempt}")).await;
    for encoding in ["utf8", "cp932"] {
        let path = format!("/deliveries/{delivery}/records.csv?encoding={encoding}");
        let record = admin.get(&path).await;
        assert!(record.status.is_success(), "{}", record.text());
    }
}

/// What is typed by people who do not get in.
async fn strangers(process: &Process, admin: &str, round: &str, sown: &mut Sown) {
    let (unknown, wrong) = (
        sown.address("unknown", round),
        sown.text("wrong-password", round),
    );
    let agent = sown.ascii("agent", round);
    let mut stranger = process.browser();
    stranger.agent.clone_from(&agent);
    for who in [unknown.as_str(), admin] {
        let answer = stranger.sign_in(who, "", &wrong).await;
        assert_eq!(answer.status, http::StatusCode::UNAUTHORIZED);
        stranger.must("request_link", &[("email", who)]).await;
    }
    // Guessed tokens, and one in an address that leads nowhere.
    let guessed = stranger.clone().with(&wrong_token(round));
    sown.secret("a guessed token", &wrong_token(round));
    guessed.call("read_viewer", &[]).await.unwrap();
    guessed
        .get(&format!("/set-password/{}", wrong_token(round)))
        .await;
    guessed
        .get(&format!("/no/such/page/{}", wrong_token(round)))
        .await;
}

fn wrong_token(round: &str) -> String {
    let begins = format!("{MARK}-token-{round}");
    format!("{begins:A<43}")
}

/// Every list and page an administrator looks at, and a search that goes along in an address and in a form.
async fn looks(admin: &Browser, round: &str, sown: &mut Sown) {
    for path in [
        "/",
        "/people",
        "/people?order=kana",
        "/people/new",
        "/groups",
        "/lessons",
        "/lessons/new",
        "/deliveries",
        "/deliveries/new",
        "/imports",
        "/audit",
        "/audit/undelivered",
        "/account",
    ] {
        let page = admin.get(path).await;
        assert!(page.status.is_success(), "{path}: {}", page.text());
    }
    let text = sown.text("search", round);
    let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    admin.get(&format!("/people?search={query}")).await;
    admin.must("list_people", &[("query[search]", &text)]).await;
}
