//! Who still has the password they were handed: all they may do is change it (W7.4).

use backend::store::{Unit, record};
use domain::error::Refusal;
use http::StatusCode;

use app::error::AppError;

use crate::{
    actors::{Actor, Verdict},
    call::{Encoding, send},
    matrix::Faults,
    row::Kind,
    table,
    world::World,
};

/// What is theirs all the same: the way out, the frame of the page and how it looks.
const ALLOWED: [&str; 5] = [
    "/api/change_password",
    "/api/choose_language",
    "/api/choose_theme",
    "/api/read_viewer",
    "/api/sign_out",
];

/// Makes the actor's sessions such as begin with an initial password.
async fn hand_out(world: &World, actor: Actor) {
    let person = world.person(actor).unwrap();
    let mut unit = Unit::new();
    unit.statement("UPDATE session SET must_change = true WHERE person = $session_person;")
        .bind("session_person", record("person", person));
    world.backend.store.commit(unit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_must_change_a_password_may_do_nothing_else() {
    let world = Box::pin(World::start()).await;
    let mut faults = Faults::default();
    let mut asked = 0;
    for row in table::all() {
        // Pages are frames without anything in them: what they show, they ask functions for.
        if row.kind == Kind::Page || row.verdicts.of(Actor::Anonymous) == Verdict::Done {
            continue;
        }
        for actor in [Actor::OrgAdmin, Actor::Learner] {
            if row.verdicts.of(actor) != Verdict::Done || ALLOWED.contains(&row.path.as_str()) {
                continue;
            }
            let sent = row.named(&world).await;
            hand_out(&world, actor).await;
            let before = world.snapshot().await;
            for encoding in Encoding::BOTH {
                asked += 1;
                let answer = send(&world, actor, encoding, &sent).await;
                // A sheet of passwords is gone for every session but the one that made it.
                let (refusal, status) = match row.verdicts.of(Actor::OtherLearner) {
                    Verdict::Gone => (Refusal::Gone, StatusCode::GONE),
                    _ => (Refusal::MustChangePassword, StatusCode::FORBIDDEN),
                };
                let is_told = match (row.kind, encoding) {
                    (Kind::Function, _) => answer.error() == Some(AppError::Refused(refusal)),
                    _ => answer.status == status || answer.status.is_redirection(),
                };
                if !is_told {
                    let (path, status, error) = (&row.path, answer.status, answer.error());
                    faults.add(format!(
                        "{path} × {actor:?} × {encoding:?}: {status} {error:?}"
                    ));
                }
            }
            if before != world.snapshot().await {
                faults.add(format!("{} × {actor:?}: something was changed", row.path));
            }
            world.renew(actor).await;
        }
    }
    assert!(asked > 100, "{asked}");
    faults.settle();
}
