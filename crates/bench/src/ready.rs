//! From the start of the process to the first good answer of `/readyz`, on nothing at all.

use crate::{
    Context,
    error::Result,
    figure::{Figure, Goal},
    installation::Installation,
    runtime,
    server::{Server, Settings},
    statistics::median,
};

const REPEATS: usize = 5;

/// Seconds until a new installation is ready, keys and schema made: the median of five starts.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let context = context.clone();
    runtime::run(async move {
        let mut times = Vec::new();
        for _ in 0..REPEATS {
            let empty = Installation::new()?;
            let (_server, time) =
                Server::start(&context, empty.folder(), Settings::default()).await?;
            times.push(time.as_secs_f64());
        }
        Ok(vec![Figure {
            name: "ready_empty".into(),
            value: median(&mut times),
            unit: "s",
            goal: Goal::AtMost(1.0),
        }])
    })
}
