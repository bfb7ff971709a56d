//! The running server: what starts in which order, and how it stops.

use std::{net::SocketAddr, path::Path, sync::Arc};

use app::shell::Document;
use backend::{Backend, mail::Mailbox};
use leptos::config::LeptosOptions;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{
    commands,
    config::{Configuration, Storage},
    failure::Failure,
    http::{self, AppState, Edge, listen},
    installation,
    workers::{self, Workers},
};

/// A server that is ready to answer.
pub struct Server {
    backend: Backend,
    listener: TcpListener,
    router: axum::Router,
    workers: Workers,
    origin: String,
    storage: Storage,
}

impl Server {
    /// Opens the stores, starts the workers and takes the address. Nothing is answered before [`Self::run`].
    ///
    /// # Errors
    /// When the configuration is unsafe, a store or the client cannot be opened, or the address is taken.
    pub async fn start(mut configuration: Configuration, demo: bool) -> Result<Self, Failure> {
        crate::config::refuse_unsafe(&configuration, demo)?;
        let site = configuration.web.site.clone();
        let document = document(&site)?;
        let listen = configuration.web.listen;
        let listener = TcpListener::bind(listen)
            .await
            .map_err(|error| Failure(format!("cannot listen on {listen}: {error}")))?;
        let address = listener
            .local_addr()
            .map_err(|error| Failure(error.to_string()))?;
        configuration.web.public_origin = configuration.web.public_origin.or_port(address.port());

        let backend = installation::open_for_server(&configuration).await?;
        let workers = Workers::default();
        commands::Listener::bind(&configuration.storage.data)
            .map_err(|error| Failure(format!("cannot open the command socket: {error}")))?
            .start(backend.clone(), &workers);
        let mailbox = configuration.mail.smtp_url.is_none().then(Mailbox::default);
        workers::start_all(&workers, &backend, &configuration.mail, mailbox.clone())?;
        crate::cron::start(&workers, &backend)?;

        let state = AppState {
            edge: Edge::new(&configuration.web, backend.denials.clone()),
            document: Arc::new(document),
            mailbox,
            leptos: LeptosOptions::builder().output_name("frontend").build(),
            backend: backend.clone(),
        };
        let router = http::router(&state, &site);
        Ok(Self {
            backend,
            listener,
            router,
            workers,
            origin: configuration.web.public_origin.as_text(),
            storage: configuration.storage,
        })
    }

    /// Where people reach it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// All use cases, for tests and the demonstration's seed.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// The address it took.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop`, lets requests and workers finish, and lets go of the stores.
    pub async fn run(self, stop: CancellationToken) {
        listen::serve(self.listener, self.router, stop).await;
        self.workers.stop().await;
        drop(self.backend);
        installation::released(&self.storage).await;
    }
}

/// The names of the client's files. Only the server reads the page of the bundle.
fn document(site: &Path) -> Result<Document, Failure> {
    let page = site.join("index.html");
    let text = std::fs::read_to_string(&page).map_err(|error| {
        Failure(format!(
            "the browser client is not built: {}: {error}; run cargo xtask build, or name its folder with --site",
            page.display()
        ))
    })?;
    Document::from_page(&text).ok_or_else(|| {
        Failure(format!(
            "{} does not name the files of a client",
            page.display()
        ))
    })
}

/// Cancelled by SIGINT or SIGTERM.
///
/// # Errors
/// When the system gives no signals.
pub fn stop_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        token.cancel();
    });
    Ok(stop)
}
