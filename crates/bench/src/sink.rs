//! A mail server that takes everything and keeps nothing: it counts mails and remembers when one came for an address it was asked to watch.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::{JoinHandle, JoinSet},
};

use crate::error::Result;

/// The listening server; it stops when dropped.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

struct Seen {
    count: AtomicU32,
    /// A mail to it rings.
    watched: String,
    arrived: Notify,
}

impl Sink {
    /// Listens on a free port of this machine, and waits for mails to `watched` in particular.
    pub(crate) async fn start(watched: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let seen = Arc::new(Seen {
            count: AtomicU32::new(0),
            watched: watched.to_owned(),
            arrived: Notify::new(),
        });
        let address = listener.local_addr()?;
        let shared = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            // They hang up with the task.
            let mut talks = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                talks.spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        Ok(Self {
            address,
            seen,
            task,
        })
    }

    /// Mails taken so far.
    pub(crate) fn count(&self) -> u32 {
        self.seen.count.load(Ordering::Relaxed)
    }

    /// Waits for the next mail to the watched address.
    pub(crate) async fn arrival(&self) {
        self.seen.arrived.notified().await;
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection (RFC 5321), until either side ends it.
async fn talk(stream: TcpStream, seen: Arc<Seen>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let mut line = Vec::new();
    let mut is_watched = false;
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let command = String::from_utf8_lossy(&line).to_ascii_uppercase();
        let answer: &[u8] = match command.split_whitespace().next().unwrap_or_default() {
            "EHLO" => b"250-sink\r\n250 8BITMIME\r\n",
            "RCPT" => {
                is_watched = command.contains(&seen.watched.to_ascii_uppercase());
                b"250 OK\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                loop {
                    line.clear();
                    if stream.read_until(b'\n', &mut line).await? == 0 {
                        return Ok(());
                    }
                    if line == b".\r\n" {
                        break;
                    }
                }
                seen.count.fetch_add(1, Ordering::Relaxed);
                if is_watched {
                    seen.arrived.notify_one();
                }
                b"250 taken\r\n"
            }
            "QUIT" => {
                return stream.write_all(b"221 bye\r\n").await;
            }
            _ => b"250 OK\r\n",
        };
        stream.write_all(answer).await?;
    }
}
