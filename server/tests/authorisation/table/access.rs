use http::StatusCode;

use crate::{actors::Verdicts, marks::ORGANIZATION, row::Row, world::PASSWORD};

/// Signing in, links, passwords, and the frame. What needs no session is refused for other reasons than a want of rights.
pub fn rows() -> Vec<Row> {
    vec![
        Row::settle("sign_in", Verdicts::EVERYBODY)
            .with("identifier", "nobody-{n}@example.jp")
            .with("password", "correct horse battery staple")
            .answers(StatusCode::UNAUTHORIZED),
        Row::settle("request_link", Verdicts::EVERYBODY).with("email", "nobody-{n}@example.jp"),
        Row::read("look_at_link", Verdicts::EVERYBODY).with("token", "no-such-link"),
        Row::read("set_password", Verdicts::EVERYBODY)
            .with("token", "no-such-link")
            .with("password", "correct horse battery staple")
            .with("password_again", "correct horse battery staple")
            .answers(StatusCode::GONE),
        // With a wrong present password: a session that is asked for it does not last.
        Row::read("change_password", Verdicts::SIGNED_IN)
            .with("current_password", "not the present one")
            .with("password", "another correct horse battery staple")
            .with("password_again", "another correct horse battery staple")
            .answers(StatusCode::UNPROCESSABLE_ENTITY),
        Row::change("change_password", Verdicts::SIGNED_IN)
            .with("current_password", PASSWORD)
            .with("password", "another correct horse battery staple")
            .with("password_again", "another correct horse battery staple")
            .ends_session(),
        Row::change("sign_out", Verdicts::EVERYBODY).ends_session(),
        Row::settle("choose_language", Verdicts::EVERYBODY).with("locale", "ja"),
        Row::settle("choose_theme", Verdicts::EVERYBODY).with("theme", "dark"),
        Row::read("read_viewer", Verdicts::SIGNED_IN).shows([ORGANIZATION]),
    ]
}
