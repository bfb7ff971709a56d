//! The real server as a process of its own, on a site's folders.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{browser::Browser, harness::Site};

/// A start that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a server is started.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The same at every start, so that links stay what they are; any when left out.
    pub port: Option<u16>,
    pub smtp: Option<String>,
    /// More arguments of `serve`.
    pub more: Vec<String>,
    /// Where the process ends by itself (see `backend::failpoint`).
    pub failpoint: Option<&'static str>,
}

/// A running server. It is killed when dropped.
pub struct Process {
    child: Child,
    pub site: Arc<Site>,
    pub authority: String,
}

/// The real program, in the site's folder, with nothing of ours in its environment.
pub fn yagura(site: &Site) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yagura"));
    command
        .current_dir(site.path())
        .env_clear()
        .env("TMPDIR", temporary(site));
    command
}

/// Runs a command to its end.
pub fn run(site: &Site, arguments: &[&str]) -> Output {
    yagura(site).args(arguments).output().unwrap()
}

/// Where the log of every server on this site stands.
pub fn log(site: &Site) -> PathBuf {
    site.path().join("log")
}

/// The folder the program may put temporary files into.
pub fn temporary(site: &Site) -> PathBuf {
    site.path().join("tmp")
}

/// A port that is free now, and that no connection is given as its own: systems give those from above.
pub fn free_port() -> u16 {
    std::iter::repeat_with(|| rand::random_range(10_000..20_000))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap()
}

impl Process {
    /// Starts `yagura serve` and waits until it answers.
    pub async fn start(site: &Arc<Site>, settings: &Settings) -> Self {
        match Self::try_start(site, settings).await {
            Ok(process) => process,
            Err(status) => panic!(
                "the server ended: {status}\n{}",
                fs::read_to_string(log(site)).unwrap_or_default()
            ),
        }
    }

    /// As [`Self::start`]; the answer is how it ended when it did.
    pub async fn try_start(site: &Arc<Site>, settings: &Settings) -> Result<Self, ExitStatus> {
        fs::create_dir_all(temporary(site)).unwrap();
        let log = File::options()
            .create(true)
            .append(true)
            .open(log(site))
            .unwrap();
        static STARTS: AtomicU32 = AtomicU32::new(0);
        let number = STARTS.fetch_add(1, Ordering::Relaxed);
        let said = site.path().join(format!("said-{number}"));
        let listen = format!("127.0.0.1:{}", settings.port.unwrap_or(0));
        let mut command = yagura(site);
        command
            .args(["serve", "--site", "site", "--listen", &listen])
            .args(&settings.more)
            .stdin(Stdio::null())
            .stdout(File::create(&said).unwrap())
            .stderr(log);
        if let Some(smtp) = &settings.smtp {
            command.args(["--smtp-url", smtp]);
        }
        if let Some(failpoint) = settings.failpoint {
            command.env(backend::failpoint::Failpoint::VARIABLE, failpoint);
        }
        let mut process = Self {
            child: command.spawn().unwrap(),
            site: Arc::clone(site),
            authority: String::new(),
        };
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(&said).unwrap();
            if let Some(origin) = text
                .lines()
                .find_map(|line| line.strip_prefix("Yagura is at http://"))
                && text.ends_with('\n')
            {
                origin.clone_into(&mut process.authority);
                return Ok(process);
            }
            if let Some(status) = process.child.try_wait().unwrap() {
                return Err(status);
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not start");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A browser without a session.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.authority)
    }

    /// SIGKILL, as a power cut would end it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended by itself.
    pub async fn ended(mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the server does not end");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// SIGTERM: it finishes what it is at and frees its stores.
    pub async fn stop(self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(told.success());
        assert!(self.ended().await.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
