use std::{os::unix::fs::PermissionsExt, path::Path};

use server::config::{Configuration, Error, Given, Key, Source, refuse_unsafe};

fn given(folder: &Path) -> Given {
    Given {
        folder: folder.to_owned(),
        ..Given::default()
    }
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(std::ffi::OsString, std::ffi::OsString)> {
    pairs
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

/// What an operator beyond loopback must give.
fn production(folder: &Path) -> Given {
    Given {
        environment: variables(&[
            ("YAGURA_PUBLIC_ORIGIN", "https://training.example.jp"),
            ("YAGURA_TRUSTED_PROXIES", "127.0.0.1"),
            ("YAGURA_SMTP_URL", "smtps://robot:hunter2@mail.example.jp"),
        ]),
        ..given(folder)
    }
}

fn without(mut given: Given, variable: &str) -> Given {
    given.environment.retain(|(name, _)| name != variable);
    given
}

fn reasons(given: &Given, demo: bool) -> String {
    match refuse_unsafe(&Configuration::load(given).unwrap(), demo) {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn without_anything_given_the_server_is_for_this_machine_only() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration::load(&given(folder.path())).unwrap();
    assert_eq!(
        configuration.web.public_origin.as_text(),
        "http://127.0.0.1:3000"
    );
    assert_eq!(configuration.storage.data, folder.path().join("data"));
    assert_eq!(
        configuration.storage.database_url.expose(),
        format!("surrealkv://{}/data/db?sync=every", folder.path().display())
    );
    assert_eq!(
        configuration.storage.keyring_url.embedded_path(),
        Some(&*folder.path().join("keys/ring"))
    );
    assert_eq!(configuration.source(Key::Listen), Source::Default);
    assert_eq!(reasons(&given(folder.path()), true), "");
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("yagura.toml");
    std::fs::write(&file, "listen = '127.0.0.1:1'\ndata = 'file'\nkeys = 'file'\ntrusted_proxies = ['10.0.0.0/8', '::1']\n")
        .unwrap();
    let configuration = Configuration::load(&Given {
        environment: variables(&[
            ("YAGURA_DATA", "environment"),
            ("YAGURA_KEYS", "environment"),
            ("PATH", "/bin"),
        ]),
        flags: vec![(Key::Keys, "flag".to_owned())],
        ..given(folder.path())
    })
    .unwrap();
    assert_eq!(configuration.web.listen.port(), 1);
    assert_eq!(
        configuration.storage.data,
        folder.path().join("environment")
    );
    assert_eq!(configuration.storage.keys, folder.path().join("flag"));
    assert_eq!(
        configuration.web.trusted_proxies.to_string(),
        "10.0.0.0/8, ::1"
    );
    assert_eq!(configuration.source(Key::Listen), Source::File(file));
    assert_eq!(configuration.source(Key::Data), Source::Environment);
    assert_eq!(configuration.source(Key::Keys), Source::Flag);
    let explained = configuration.explain();
    for key in Key::ALL {
        assert!(explained.contains(key.name()), "{explained}");
    }
    assert!(
        explained.contains("(flag)") && explained.contains("yagura.toml)"),
        "{explained}"
    );
}

#[test]
fn an_empty_variable_means_the_default() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("yagura.toml"),
        "smtp_url = 'smtp://127.0.0.1:25'\n",
    )
    .unwrap();
    let configuration = Configuration::load(&Given {
        environment: variables(&[("YAGURA_SMTP_URL", "")]),
        ..given(folder.path())
    })
    .unwrap();
    assert!(configuration.mail.smtp_url.is_none());
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_known_one() {
    let folder = tempfile::tempdir().unwrap();
    let in_environment = Configuration::load(&Given {
        environment: variables(&[("YAGURA_PUBLIC_ORIGN", "http://localhost")]),
        ..given(folder.path())
    });
    let message = in_environment.unwrap_err().to_string();
    assert!(
        message.contains("YAGURA_PUBLIC_ORIGN") && message.contains("YAGURA_PUBLIC_ORIGIN?"),
        "{message}"
    );

    std::fs::write(folder.path().join("yagura.toml"), "lisen = '127.0.0.1:1'\n").unwrap();
    let message = Configuration::load(&given(folder.path()))
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("lisen") && message.contains("mean listen?"),
        "{message}"
    );
}

#[test]
fn the_variable_that_holds_the_provider_secret_may_begin_like_ours() {
    let folder = tempfile::tempdir().unwrap();
    let environment = variables(&[
        ("YAGURA_KEK", "env:YAGURA_PROVIDER_SECRET"),
        ("YAGURA_PROVIDER_SECRET", "0123456789abcdef"),
    ]);
    let configuration = Configuration::load(&Given {
        environment,
        ..given(folder.path())
    })
    .unwrap();
    assert!(!configuration.explain().contains("0123456789abcdef"));
}

#[test]
fn secrets_are_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let mut secret = production(folder.path());
    secret.environment.extend(variables(&[
        ("YAGURA_DATABASE_URL", "wss://root:s3cret@db.example.jp"),
        ("YAGURA_KEYRING_URL", "wss://root:s3cret@ring.example.jp"),
        ("YAGURA_KEK", "s3cret-pasted-in-place-of-a-path"),
    ]));
    let configuration = Configuration::load(&secret).unwrap();
    for text in [
        configuration.explain(),
        format!("{:?}", configuration.storage),
        format!("{:?}", configuration.mail),
    ] {
        assert!(
            !text.contains("s3cret") && !text.contains("hunter2"),
            "{text}"
        );
        assert!(text.contains("***"), "{text}");
    }
    for (variable, value) in [
        ("YAGURA_SMTP_URL", "smtp://robot:hunter2@mail.example.jp"),
        ("YAGURA_SMTP_URL", "hunter2"),
        ("YAGURA_DATABASE_URL", "ws://root:hunter2@db.example.jp"),
    ] {
        let mut bad = without(production(folder.path()), variable);
        bad.environment.extend(variables(&[(variable, value)]));
        let message = Configuration::load(&bad).unwrap_err().to_string();
        assert!(!message.contains("hunter2"), "{message}");
    }
    std::fs::write(
        folder.path().join("yagura.toml"),
        "log_level = 'info'\nsmtp_url = hunter2\n",
    )
    .unwrap();
    let message = Configuration::load(&given(folder.path()))
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("line 2") && !message.contains("hunter2"),
        "{message}"
    );
}

#[test]
fn a_named_file_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Given {
        file: Some("other.toml".into()),
        ..given(folder.path())
    };
    assert!(matches!(
        Configuration::load(&missing),
        Err(Error::NoFile(_))
    ));
}

#[test]
fn a_complete_production_configuration_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(reasons(&production(folder.path()), false), "");
}

#[test]
fn beyond_loopback_it_refuses_to_start_without_tls_mail_or_a_named_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let mut plain = without(production(folder.path()), "YAGURA_PUBLIC_ORIGIN");
    plain.environment.extend(variables(&[(
        "YAGURA_PUBLIC_ORIGIN",
        "http://training.example.jp",
    )]));
    assert!(reasons(&plain, false).contains("set public_origin to its https address"));
    let no_mail = without(production(folder.path()), "YAGURA_SMTP_URL");
    assert!(reasons(&no_mail, false).contains("set smtp_url"));
    let no_proxy = without(production(folder.path()), "YAGURA_TRUSTED_PROXIES");
    assert!(reasons(&no_proxy, false).contains("set trusted_proxies"));
}

#[test]
fn the_demonstration_is_refused_beyond_loopback() {
    let folder = tempfile::tempdir().unwrap();
    assert!(reasons(&production(folder.path()), true).contains("--demo"));
}

#[test]
fn a_loopback_origin_is_not_offered_to_other_machines() {
    let folder = tempfile::tempdir().unwrap();
    let open = Given {
        environment: variables(&[
            ("YAGURA_LISTEN", "0.0.0.0:3000"),
            ("YAGURA_PUBLIC_ORIGIN", "http://127.0.0.1:3000"),
        ]),
        ..given(folder.path())
    };
    assert!(reasons(&open, false).contains("reachable from other machines"));
    let unnamed = Given {
        environment: variables(&[("YAGURA_LISTEN", "0.0.0.0:3000")]),
        ..given(folder.path())
    };
    assert!(
        Configuration::load(&unnamed)
            .unwrap_err()
            .to_string()
            .contains("public_origin")
    );
}

#[test]
fn keys_that_others_can_read_are_refused_with_the_command_that_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    std::fs::create_dir(&keys).unwrap();
    let key = keys.join("epoch-1");
    std::fs::write(&key, "secret").unwrap();
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&keys, 0o700);
    mode(&key, 0o644);
    let message = reasons(&given(folder.path()), false);
    assert!(
        message.contains(&format!("chmod 600 {}", key.display())),
        "{message}"
    );
    mode(&key, 0o600);
    assert_eq!(reasons(&given(folder.path()), false), "");
    mode(&keys, 0o755);
    assert!(reasons(&given(folder.path()), false).contains("chmod 700"));

    mode(&keys, 0o700);
    let kek = folder.path().join("kek");
    std::fs::write(&kek, "secret").unwrap();
    mode(&kek, 0o640);
    let elsewhere = Given {
        environment: variables(&[("YAGURA_KEK", "kek")]),
        ..given(folder.path())
    };
    assert!(reasons(&elsewhere, false).contains("chmod 600"));
}

#[test]
fn keys_inside_the_data_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (variable, value) in [
        ("YAGURA_KEYS", "data/keys".to_owned()),
        ("YAGURA_KEK", "data/kek".to_owned()),
        (
            "YAGURA_KEYRING_URL",
            format!(
                "surrealkv://{}/data/ring?sync=every",
                folder.path().display()
            ),
        ),
    ] {
        let inside = Given {
            environment: variables(&[(variable, &value)]),
            ..given(folder.path())
        };
        assert!(
            reasons(&inside, false).contains("one copy would hold both"),
            "{variable}"
        );
    }
}
