//! A hundred thousand people in one organisation: the page that lists them, and the start after a crash.

use std::time::Instant;

use crate::{
    Context,
    browser::Browser,
    error::Result,
    figure::{Figure, Goal},
    house::{ADMIN, PASSWORD},
    runtime,
    seed::{self, Seed},
    server::{Server, Settings},
    statistics::median,
};

const MANY: u32 = 100_000;
const FEW: u32 = 1_000;
const PAGES: usize = 200;

/// Seconds from the start to ready after a kill right behind the last write; and the page of people, among many against among few.
pub(crate) fn measure(context: &Context) -> Result<Vec<Figure>> {
    let context = context.clone();
    runtime::run(async move {
        let many = seed::plant(Seed::People(MANY))?.kill()?;
        let few = seed::plant(Seed::People(FEW))?.kill()?;
        let (many_server, ready) =
            Server::start(&context, many.folder(), Settings::default()).await?;
        let (few_server, _) = Server::start(&context, few.folder(), Settings::default()).await?;

        let mut browsers = Vec::new();
        for server in [&many_server, &few_server] {
            let mut browser = Browser::connect(server.address).await?;
            browser.sign_in(ADMIN, PASSWORD).await?;
            browsers.push((browser, Vec::with_capacity(PAGES)));
        }
        // In turn, so that whatever else the machine does falls on both.
        for _ in 0..PAGES {
            for (browser, times) in &mut browsers {
                let start = Instant::now();
                browser.get("/people").await?;
                times.push(start.elapsed().as_secs_f64() * 1000.0);
            }
        }
        let mut medians = browsers.iter_mut().map(|(_, times)| median(times));
        let (among_many, among_few) = (
            medians.next().unwrap_or_default(),
            medians.next().unwrap_or_default(),
        );
        eprintln!("people page: {among_many:.2} ms among {MANY}, {among_few:.2} ms among {FEW}");
        Ok(vec![
            Figure {
                name: "people_page_ratio".into(),
                value: among_many / among_few,
                unit: "",
                goal: Goal::AtMost(1.2),
            },
            Figure {
                name: "ready_100k".into(),
                value: ready.as_secs_f64(),
                unit: "s",
                goal: Goal::AtMost(3.0),
            },
        ])
    })
}
