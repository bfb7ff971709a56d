use std::{
    io::{BufRead as _, BufReader},
    os::unix::{fs::PermissionsExt, net::UnixListener},
    process::{Command, Output},
    sync::Arc,
};

use server::commands::socket_path;

use crate::harness::{Site, TestApp};

/// The real program, in the site's folder, with nothing of ours in its environment.
fn yagura(site: &Site, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yagura"));
    command.current_dir(site.path()).env_clear().args(arguments);
    command
}

fn run(site: &Site, arguments: &[&str]) -> Output {
    yagura(site, arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The one line on standard error of a command that failed.
fn refused(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("yagura: "), "{text}");
    text
}

const CREATE: [&str; 10] = [
    "organization",
    "create",
    "--name",
    "株式会社髙﨑𠮷",
    "--code",
    "takasaki",
    "--seats",
    "500",
    "--admin-email",
    "admin@example.jp",
];

#[test]
fn without_an_installation_a_command_says_how_to_make_one() {
    let site = Site::new();
    assert!(refused(&run(&site, &["organization", "list"])).contains("yagura keys init"));
    assert!(!site.data().exists());
}

#[test]
fn a_command_opens_the_store_itself_when_no_server_runs() {
    let site = Site::new();
    let made = run(&site, &["keys", "init"]);
    assert!(printed(&made).contains("keep a copy"), "{made:?}");
    let permissions = std::fs::metadata(site.path().join("keys"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(permissions & 0o777, 0o700);

    assert!(printed(&run(&site, &["organization", "list"])).contains("no organization yet"));
    let created = printed(&run(&site, &CREATE));
    assert!(created.contains("http://127.0.0.1:3000/"), "{created}");
    let listed = printed(&run(&site, &["organization", "list"]));
    assert!(
        listed.contains("takasaki") && listed.contains("株式会社髙﨑𠮷"),
        "{listed}"
    );

    assert!(refused(&run(&site, &CREATE)).contains("already in use"));
    assert!(refused(&run(&site, &["keys", "init"])).contains("none are made"));
    let status = printed(&run(&site, &["keys", "status"]));
    assert!(status.contains("epoch in use      1"), "{status}");
}

#[test]
fn a_bad_value_is_refused_in_one_line_that_names_it() {
    let site = Site::new();
    run(&site, &["keys", "init"]);
    let mut bad = CREATE;
    bad[5] = "社";
    bad[9] = "nobody";
    let line = refused(&run(&site, &bad));
    assert!(
        line.to_lowercase().contains("email") || line.contains("address"),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_server_runs_commands_go_through_its_socket() {
    let app = TestApp::start().await;
    let site = Arc::clone(&app.site);
    let socket = socket_path(&site.data());
    assert_eq!(
        std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        std::fs::metadata(site.data()).unwrap().permissions().mode() & 0o777,
        0o700
    );

    let created = tokio::task::spawn_blocking({
        let site = Arc::clone(&site);
        move || printed(&run(&site, &CREATE))
    })
    .await
    .unwrap();
    // The link is the running server's, with the port it really has.
    assert!(created.contains(&app.authority), "{created}");
    let rows = backend::organization::list(app.backend.as_ref().unwrap())
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].name, "株式会社髙﨑𠮷");
    assert_eq!(rows[0].seats, 500);

    app.stop().await;
    assert!(!socket.exists());
    let listed = printed(&run(&site, &["organization", "list"]));
    assert!(listed.contains("takasaki"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_left_by_a_killed_server_stands_in_nobodys_way() {
    let site = Arc::new(Site::new());
    run(&site, &["keys", "init"]);
    std::fs::create_dir(site.data()).unwrap();
    drop(UnixListener::bind(socket_path(&site.data())).unwrap());
    assert!(printed(&run(&site, &["organization", "list"])).contains("no organization yet"));
    let app = TestApp::start_on(Arc::clone(&site)).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_folders_is_refused() {
    let app = TestApp::start().await;
    let second = server::serve::Server::start(app.site.configuration(), false)
        .await
        .err()
        .unwrap();
    assert!(
        second.to_string().contains("in use by another yagura"),
        "{second}"
    );
    assert!(second.to_string().lines().count() == 1, "{second}");
    app.stop().await;
}

#[test]
fn keys_are_never_made_beside_data() {
    let site = Site::new();
    std::fs::create_dir_all(site.data().join("db")).unwrap();
    std::fs::write(site.data().join("db/something"), "rows").unwrap();
    for arguments in [
        &["keys", "init"][..],
        &["serve", "--site", "site"],
        &["organization", "list"],
    ] {
        let line = refused(&run(&site, arguments));
        assert!(line.contains("would not open it"), "{arguments:?}: {line}");
        assert!(!site.path().join("keys").exists(), "{arguments:?}");
    }
}

#[test]
fn beyond_this_machine_keys_are_made_by_the_operator_only() {
    let site = Site::new();
    let line = refused(&run(
        &site,
        &[
            "serve",
            "--site",
            "site",
            "--listen",
            "127.0.0.1:0",
            "--public-origin",
            "https://training.example.jp",
            "--trusted-proxies",
            "127.0.0.1",
            "--smtp-url",
            "smtps://mail.example.jp",
        ],
    ));
    assert!(line.contains("yagura keys init"), "{line}");
    assert!(!site.path().join("keys").exists());
}

#[test]
fn the_configuration_is_explained_without_its_secrets() {
    let site = Site::new();
    let output = yagura(&site, &["config", "check", "--listen", "127.0.0.1:8080"])
        .env("YAGURA_SMTP_URL", "smtps://robot:hunter2@mail.example.jp")
        .output()
        .unwrap();
    let text = printed(&output);
    assert!(output.status.success(), "{output:?}");
    assert!(text.contains("smtps://robot:***@mail.example.jp"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    assert!(
        text.lines()
            .any(|line| line.starts_with("listen") && line.ends_with("(flag)")),
        "{text}"
    );
    assert!(
        text.lines()
            .any(|line| line.starts_with("smtp_url") && line.ends_with("(environment)")),
        "{text}"
    );

    let unknown = yagura(&site, &["config", "check"])
        .env("YAGURA_LISEN", "x")
        .output()
        .unwrap();
    assert!(refused(&unknown).contains("did you mean YAGURA_LISTEN?"));
}

#[test]
fn the_inventory_names_every_use_of_a_key() {
    let text = printed(&run(&Site::new(), &["keys", "inventory"]));
    assert!(
        text.contains("person.name") && text.contains("organization.code"),
        "{text}"
    );
}

#[test]
fn a_signal_stops_the_server_and_frees_its_stores() {
    let site = Site::new();
    let serve = ["serve", "--site", "site", "--listen", "127.0.0.1:0"];
    let child = yagura(&site, &serve)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let socket = socket_path(&site.data());
    for _ in 0..600 {
        if std::os::unix::net::UnixStream::connect(&socket).is_ok() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let listed = run(&site, &["organization", "list"]);
    assert!(listed.status.success(), "{listed:?}");
    let killed = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(printed(&output).contains("http://127.0.0.1:"), "{output:?}");
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        log.contains("stopping") && !log.contains("panicked"),
        "{log}"
    );
    assert!(printed(&run(&site, &["organization", "list"])).contains("no organization yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operation_log_is_verified_through_the_running_server() {
    let app = TestApp::start().await;
    let site = Arc::clone(&app.site);
    let (created, verified, unknown) = tokio::task::spawn_blocking(move || {
        (
            run(&site, &CREATE),
            run(&site, &["audit", "verify"]),
            run(&site, &["audit", "verify", "--organization", "nobody"]),
        )
    })
    .await
    .unwrap();
    assert!(created.status.success(), "{created:?}");
    let text = printed(&verified);
    assert!(
        verified.status.success() && text.contains("takasaki: 2 entries, as they were written"),
        "{verified:?}"
    );
    assert!(refused(&unknown).contains("not found"));
    app.stop().await;
}

#[test]
fn the_demonstration_says_where_to_sign_in() {
    let site = Site::new();
    let serve = [
        "serve",
        "--demo",
        "--site",
        "site",
        "--listen",
        "127.0.0.1:0",
    ];
    let mut child = yagura(&site, &serve)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said: Vec<String> = lines
        .by_ref()
        .map(Result::unwrap)
        .take_while(|line| !line.starts_with("Yagura is at http://127.0.0.1:"))
        .collect();
    assert!(
        said.join("\n").contains("admin@demo.example.jp"),
        "{said:?}"
    );
    let listed = printed(&run(&site, &["organization", "list"]));
    assert!(listed.contains("301 of     500 seats"), "{listed}");
    Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_can_count_who_was_turned_away() {
    let app = TestApp::start().await;
    let site = Arc::clone(&app.site);
    let ask = async || {
        let site = Arc::clone(&site);
        tokio::task::spawn_blocking(move || printed(&run(&site, &["audit", "denials"])))
            .await
            .unwrap()
    };
    assert!(ask().await.contains("Nobody"));
    let backend = app.backend.clone().unwrap();
    for _ in 0..2 {
        let looked = backend::access::links::look(&backend, "no-such-link").await;
        assert!(looked.is_err());
    }
    let counted = ask().await;
    let line = counted.lines().next().unwrap();
    assert!(
        line.contains("bad_link") && line.ends_with(" 2"),
        "{counted}"
    );
    drop(backend);
    app.stop().await;
}
