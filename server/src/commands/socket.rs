//! The running server's door for commands: a Unix socket in the data folder that only the server's user can open.
//! One JSON line asks, one JSON line answers.

use std::{
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use backend::Backend;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
};

use super::{Command, Reply, execute};
use crate::workers::Workers;

/// Longest question, in bytes.
const QUESTION: u64 = 64 * 1024;
/// Longest answer, in bytes.
const ANSWER: u64 = 64 << 20;
/// A question that takes longer to arrive is dropped.
const ASK_WITHIN: Duration = Duration::from_secs(5);
/// Verifying the log of a large organisation takes a while.
const ANSWER_WITHIN: Duration = Duration::from_mins(10);
/// The system takes no longer path of a socket.
const PATH_BYTES: usize = 107;

/// Where the socket of a data folder is.
pub fn socket_path(data: &Path) -> PathBuf {
    data.join("yagura.sock")
}

/// The server's end. The file goes when it is dropped.
#[derive(Debug)]
pub struct Listener {
    listener: UnixListener,
    path: PathBuf,
}

impl Listener {
    /// Opens the door. Only called by who holds the store, so a file left there is of a server that is gone.
    ///
    /// # Errors
    /// When the path is too long for a socket, or the folder cannot be written.
    pub fn bind(data: &Path) -> io::Result<Self> {
        let path = socket_path(data);
        if path.as_os_str().len() > PATH_BYTES {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "the data folder's path is too long for the command socket ({PATH_BYTES} bytes with its name)"
                ),
            ));
        }
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, path })
    }

    /// Answers commands until the workers are told to stop. Each is carried out to its end.
    pub fn start(self, backend: Backend, workers: &Workers) {
        let stopping = workers.stopping();
        let tasks = workers.clone();
        workers.start("commands", async move {
            loop {
                let accepted = tokio::select! {
                    accepted = self.listener.accept() => accepted,
                    () = stopping.cancelled() => break,
                };
                match accepted {
                    Ok((stream, _)) => {
                        let backend = backend.clone();
                        tasks.start("command", async move {
                            if let Err(error) = answer(stream, &backend).await {
                                tracing::warn!(%error, "a command could not be answered");
                            }
                        });
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the command socket failed");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        });
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // What is left behind is removed by the next server.
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn answer(mut stream: UnixStream, backend: &Backend) -> io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut line = String::new();
    let mut reading = BufReader::new(reading.take(QUESTION));
    tokio::time::timeout(ASK_WITHIN, reading.read_line(&mut line)).await??;
    let reply = match serde_json::from_str::<Command>(&line) {
        Ok(command) => execute(backend, command).await,
        Err(_) => Reply::Failed(
            "the server does not know this command; is it of another version?".to_owned(),
        ),
    };
    let mut text = serde_json::to_string(&reply)?;
    text.push('\n');
    writing.write_all(text.as_bytes()).await?;
    writing.shutdown().await
}

/// Asks the server of that data folder; `None` when none is running there.
///
/// # Errors
/// When the server does not answer, or the socket is not ours to open.
pub async fn ask(data: &Path, command: &Command) -> io::Result<Option<Reply>> {
    let mut stream = match UnixStream::connect(socket_path(data)).await {
        Ok(stream) => stream,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        // No server can have bound it.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut line = serde_json::to_string(command)?;
    line.push('\n');
    stream.write_all(line.as_bytes()).await?;
    let mut text = String::new();
    let mut reading = stream.take(ANSWER);
    tokio::time::timeout(ANSWER_WITHIN, reading.read_to_string(&mut text)).await??;
    Ok(Some(serde_json::from_str(&text)?))
}
