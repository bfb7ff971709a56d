//! Resident memory of the server.

use std::time::Duration;

use tokio::time::sleep;

use crate::{
    Context,
    error::Result,
    figure::{Figure, Goal},
    installation::Installation,
    runtime,
    server::{Server, Settings},
};

/// After the seed, so that what it needed for a moment is gone.
const REST: Duration = Duration::from_secs(5);

/// MiB a while after the demonstration was seeded.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let context = context.clone();
    runtime::run(async move {
        let idle = idle(&context).await?;
        Ok(vec![Figure {
            name: "rss_idle".into(),
            value: idle,
            unit: "MiB",
            goal: Goal::AtMost(200.0),
        }])
    })
}

async fn idle(context: &Context) -> Result<f64> {
    let installation = Installation::new()?;
    let settings = Settings { demo: true };
    let (server, _) = Server::start(context, installation.folder(), settings).await?;
    sleep(REST).await;
    Ok(server.memory()?.0)
}
