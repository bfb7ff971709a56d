use http::{Method, StatusCode};

use crate::{
    actors::Verdicts,
    marks::{FAMILY, GROUP, LINE, NUMBER, SPARE, TITLE},
    row::Row,
    things::Thing,
};

/// Plain routes: files that come in and go out, health, and what lies open to everybody.
pub fn rows() -> Vec<Row> {
    let mut clock = Row::download("/testing/clock/{ms}", "/", Verdicts::EVERYBODY);
    clock.method = Method::POST;
    clock = clock.at("1");
    let mut epoch = Row::download("/testing/epoch", "/", Verdicts::EVERYBODY);
    epoch.method = Method::POST;
    let mut rows = vec![
        Row::download(
            "/deliveries/{delivery}/records.csv",
            "/deliveries/{}",
            Verdicts::LEARNING_ADMIN,
        )
        .at(Thing::Delivery)
        .shows([FAMILY, NUMBER, TITLE, GROUP]),
        Row::download(
            "/people/passwords/{id}/csv",
            "/people/passwords/{}",
            Verdicts::SHEET,
        )
        .at(Thing::Sheet)
        .shows([SPARE]),
        Row::upload(
            "/imports/upload",
            "/imports",
            "社員番号,氏名\r\nup-1,森 一\r\n",
            Verdicts::SETTINGS_EDIT.foreign_sees_own(),
        ),
        Row::download(
            "/imports/{id}/lines.csv",
            "/imports/{}",
            Verdicts::SETTINGS_EDIT,
        )
        .at(Thing::PlannedImport)
        .shows([LINE]),
        // Compiled for tests alone; the clock of this one cannot be moved so.
        clock.answers(StatusCode::CONFLICT),
        epoch.answers(StatusCode::NO_CONTENT),
        Row::download("/testing/sealed", "/", Verdicts::EVERYBODY),
    ];
    let open = [
        "/healthz",
        "/readyz",
        "/favicon.svg",
        "/manifest.webmanifest",
        "/robots.txt",
    ];
    rows.extend(open.map(|path| Row::download(path, "/", Verdicts::EVERYBODY)));
    rows
}
