//! A mail server for tests: speaks enough of RFC 5321 to be handed mails, keeps them, and answers as it is told.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A mail as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

/// How the server behaves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manner {
    /// Answers to `RCPT TO` of an address, one after the other; then 250.
    pub rcpt: HashMap<String, Vec<String>>,
    /// Answers to every `MAIL FROM` after so many mails of a connection: 421, and hangs up.
    pub mails_per_connection: Option<u32>,
    /// Takes so long for each mail.
    pub delay: Duration,
    /// Keeps the mail but never says so.
    pub is_silent_after_data: bool,
    /// What it greets with, when not 220.
    pub greeting: Option<String>,
}

#[derive(Clone)]
pub(crate) struct Sink {
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State {
    manner: Mutex<Manner>,
    received: Mutex<Vec<Received>>,
    connections: AtomicU32,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Sink {
    pub(crate) async fn start(manner: Manner) -> Self {
        Self::at("127.0.0.1:0", manner).await
    }

    pub(crate) async fn at(address: &str, manner: Manner) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let sink = Self {
            address: listener.local_addr().unwrap(),
            state: Arc::new(State {
                manner: Mutex::new(manner),
                received: Mutex::new(Vec::new()),
                connections: AtomicU32::new(0),
                task: Mutex::new(None),
            }),
        };
        let state = Arc::downgrade(&sink.state);
        let task = tokio::spawn(async move {
            let mut talks = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let Some(state) = state.upgrade() else { break };
                talks.spawn(talk(stream, state));
            }
        });
        *sink.state.task.lock().unwrap() = Some(task);
        sink
    }

    /// Hangs up on everybody and hears nobody any more.
    pub(crate) fn stop(&self) {
        if let Some(task) = self.state.task.lock().unwrap().take() {
            task.abort();
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub(crate) fn behave(&self, change: impl FnOnce(&mut Manner)) {
        change(&mut self.state.manner.lock().unwrap());
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.state.received.lock().unwrap().len()
    }

    pub(crate) fn connections(&self) -> u32 {
        self.state.connections.load(Ordering::Relaxed)
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(task) = self.task.lock().unwrap().take() {
            task.abort();
        }
    }
}

async fn talk(stream: TcpStream, state: Arc<State>) {
    state.connections.fetch_add(1, Ordering::Relaxed);
    // The line ends when anybody hangs up: that is no failure of the test.
    let _ = converse(stream, &state).await;
}

async fn converse(stream: TcpStream, state: &State) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let manner = || state.manner.lock().unwrap().clone();
    if let Some(greeting) = manner().greeting {
        return say(&mut stream, &greeting).await;
    }
    say(&mut stream, "220 sink ESMTP").await?;
    let (mut from, mut to, mut mails) = (String::new(), Vec::new(), 0);
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end();
        let upper = command.to_ascii_uppercase();
        if upper.starts_with("EHLO") {
            say(&mut stream, "250-sink\r\n250 8BITMIME").await?;
        } else if upper.starts_with("MAIL FROM:") {
            if manner()
                .mails_per_connection
                .is_some_and(|most| mails >= most)
            {
                return say(&mut stream, "421 4.7.0 enough for one connection").await;
            }
            from = address(command);
            to.clear();
            say(&mut stream, "250 OK").await?;
        } else if upper.starts_with("RCPT TO:") {
            let address = address(command);
            let answer = {
                let mut manner = state.manner.lock().unwrap();
                manner
                    .rcpt
                    .get_mut(&address)
                    .filter(|answers| !answers.is_empty())
                    .map(|answers| answers.remove(0))
            };
            if let Some(answer) = answer {
                say(&mut stream, &answer).await?;
            } else {
                to.push(address);
                say(&mut stream, "250 OK").await?;
            }
        } else if upper == "DATA" {
            say(&mut stream, "354 go on").await?;
            let data = body(&mut stream).await?;
            let Manner {
                delay,
                is_silent_after_data,
                ..
            } = manner();
            tokio::time::sleep(delay).await;
            mails += 1;
            state.received.lock().unwrap().push(Received {
                from: from.clone(),
                to: to.clone(),
                data,
            });
            if is_silent_after_data {
                std::future::pending::<()>().await;
            }
            say(&mut stream, "250 kept").await?;
        } else if upper == "QUIT" {
            return say(&mut stream, "221 bye").await;
        } else if upper == "NOOP" || upper == "RSET" {
            say(&mut stream, "250 OK").await?;
        } else {
            say(&mut stream, "500 what?").await?;
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await
}

/// The lines up to the lone dot, dots undone (RFC 5321 §4.5.2).
async fn body(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut data = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn address(command: &str) -> String {
    let after = command.split_once('<').map_or("", |(_, rest)| rest);
    after.split('>').next().unwrap_or_default().to_owned()
}
