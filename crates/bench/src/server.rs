//! The product's server as a process of its own.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::{net::TcpStream, time::sleep};

use crate::{
    Context,
    browser::Browser,
    error::{Error, Result},
    installation,
};

/// A start that takes longer than this has failed.
const PATIENCE: Duration = Duration::from_mins(2);

/// How a server is started, apart from where its data lies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings {
    /// Seeds the demonstration.
    pub(crate) demo: bool,
    /// Where mails go; without it they are kept in the server's memory.
    pub(crate) smtp: Option<SocketAddr>,
}

/// A running server. It is killed when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts `yagura serve` on the installation in `folder` and waits until it is ready. The answer is also how long that took.
    pub(crate) async fn start(
        context: &Context,
        folder: &Path,
        settings: Settings,
    ) -> Result<(Self, Duration)> {
        // Free now; taken a moment later.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(&context.server);
        command
            .arg("serve")
            .args(["--listen", &address.to_string()])
            .arg("--data")
            .arg(installation::data(folder))
            .arg("--keys")
            .arg(installation::keys(folder))
            .arg("--site")
            .arg(&context.site)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // The log is written as in operation; nobody reads it unless the start fails.
            .stderr(File::create(folder.join("log"))?);
        if settings.demo {
            command.arg("--demo");
        }
        if let Some(smtp) = settings.smtp {
            command.args(["--smtp-url", &format!("smtp://{smtp}")]);
        }
        let start = Instant::now();
        let mut server = Self {
            process: command.spawn()?,
            address,
        };
        loop {
            if server.is_ready().await {
                return Ok((server, start.elapsed()));
            }
            let ended = server.process.try_wait()?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
                return Err(Error::missing(format!("the server does not start:\n{log}")));
            }
            sleep(Duration::from_millis(2)).await;
        }
    }

    async fn is_ready(&self) -> bool {
        // Without this a refused connection would cost a request's error path each time.
        if TcpStream::connect(self.address).await.is_err() {
            return false;
        }
        let Ok(mut browser) = Browser::connect(self.address).await else {
            return false;
        };
        browser.get("/readyz").await.is_ok()
    }

    /// Resident memory now, and the most there was, MiB.
    pub(crate) fn memory(&self) -> Result<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let of = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB"))
                .and_then(|kib| kib.trim().parse::<f64>().ok())
                .map(|kib| kib / 1024.0)
                .ok_or_else(|| Error::missing(format!("the system does not tell {name}")))
        };
        Ok((of("VmRSS:")?, of("VmHWM:")?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
