use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

use crate::harness::Site;

#[test]
fn log_lines_are_json_and_hold_the_route_never_the_address_asked_for() {
    let site = Site::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_yagura"))
        .current_dir(site.path())
        .env_clear()
        .args([
            "serve",
            "--site",
            "site",
            "--listen",
            "127.0.0.1:0",
            "--log-format",
            "json",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let authority = line.trim().rsplit('/').next().unwrap().to_owned();
    for path in ["/readyz?token=s3cret", "/links/s3cret-in-the-path"] {
        let mut stream = TcpStream::connect(&authority).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {authority}\r\nCookie: yagura=s3cret-cookie\r\nUser-Agent: s3cret-agent\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    }
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(
        !log.contains("s3cret") && !log.contains("127.0.0.1"),
        "{log}"
    );
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ready = lines
        .iter()
        .find(|line| line["span"]["route"] == "/readyz")
        .unwrap();
    assert_eq!(ready["status"], 200, "{ready}");
    assert_eq!(ready["span"]["method"], "GET");
    assert_eq!(
        ready["span"]["request"].as_u64().unwrap().to_string().len(),
        12
    );
    assert!(
        lines
            .iter()
            .any(|line| line["span"]["route"] == "(none)" && line["status"] == 404),
        "{log}"
    );
}
