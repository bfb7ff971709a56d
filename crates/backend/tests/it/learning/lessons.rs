//! Written, saved, published.

use backend::learning;
use domain::{
    access::Role,
    error::{Field, Problem, Refusal},
    learning::view::LessonState,
};

use super::content;
use crate::house::{House, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_edit_a_lesson_the_second_is_told_and_loses_nothing_of_the_first() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let coordinator = house.signed_in(&tenant, Role::Coordinator, false).await;
    let id = learning::create_lesson(backend, &tenant.admin, content(None))
        .await
        .unwrap();
    let mut first = content(None);
    first.title = "先に保存した題".to_owned();
    assert_eq!(
        learning::save_lesson(backend, &coordinator, id, 1, first.clone())
            .await
            .unwrap(),
        2
    );
    let second = learning::save_lesson(backend, &tenant.admin, id, 1, content(None)).await;
    assert_eq!(refusal(second), Refusal::Changed);
    let kept = learning::lesson(backend, &tenant.admin, id).await.unwrap();
    assert_eq!((kept.rev, kept.content), (2, first.check().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_stays_what_it_was_when_it_was_published() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let id = learning::create_lesson(backend, &tenant.admin, content(None))
        .await
        .unwrap();
    let state = async || {
        let found = learning::lessons(backend, &tenant.admin, None)
            .await
            .unwrap();
        (found[0].state, found[0].version)
    };
    assert_eq!(state().await, (LessonState::Draft, None));
    let first = learning::publish_lesson(backend, &tenant.admin, id, 1)
        .await
        .unwrap();
    assert_eq!(state().await, (LessonState::Published, Some(first)));
    let again = learning::publish_lesson(backend, &tenant.admin, id, 1).await;
    assert_eq!(again.unwrap(), first, "nothing new to publish");

    let mut changed = content(None);
    changed.body = "# 新しい本文".to_owned();
    learning::save_lesson(backend, &tenant.admin, id, 1, changed)
        .await
        .unwrap();
    assert_eq!(state().await, (LessonState::Changed, Some(first)));
    assert_eq!(
        refusal(learning::publish_lesson(backend, &tenant.admin, id, 1).await),
        Refusal::Changed
    );
    house.pass(1);
    let second = learning::publish_lesson(backend, &tenant.admin, id, 2)
        .await
        .unwrap();
    assert_ne!(first, second);
    let draft = learning::lesson(backend, &tenant.admin, id).await.unwrap();
    assert_eq!(draft.version.unwrap().number, 2);

    let scope = house.signed_in(&tenant, Role::Learner, false).await;
    super::deliver(&house, &tenant, super::to_everyone(first)).await;
    let home = learning::home(backend, &scope).await.unwrap();
    let page = learning::lesson_page(backend, &scope, home.to_do[0].enrollment)
        .await
        .unwrap();
    assert!(page.html.contains("はじめに") && !page.html.contains("新しい本文"));
    assert!(page.html.contains("callout-warning"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_lesson_is_kept_but_not_published() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    let mut draft = content(None);
    draft.test.questions.clear();
    let id = learning::create_lesson(backend, &tenant.admin, draft)
        .await
        .unwrap();
    let refused = refusal(learning::publish_lesson(backend, &tenant.admin, id, 1).await);
    assert_eq!(refused, Refusal::invalid(Field::Question, Problem::Missing));
    let body = learning::lesson(backend, &tenant.admin, id)
        .await
        .unwrap()
        .content
        .body;
    let html = learning::render_material(&tenant.admin, &body).unwrap();
    assert!(html.contains("<h2 id=\"section-1\">はじめに</h2>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn learners_and_members_write_no_lessons_and_nobody_sees_another_organisation_s() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let other = house.tenant(20).await;
    let backend = &house.backend;
    let id = learning::create_lesson(backend, &tenant.admin, content(None))
        .await
        .unwrap();
    for role in [Role::Learner, Role::Member] {
        let scope = house.signed_in(&tenant, role, false).await;
        let forbidden = [
            refusal(learning::lessons(backend, &scope, None).await),
            refusal(learning::lesson(backend, &scope, id).await),
            refusal(learning::render_material(&scope, "# 題")),
            refusal(learning::create_lesson(backend, &scope, content(None)).await),
            refusal(learning::save_lesson(backend, &scope, id, 1, content(None)).await),
            refusal(learning::publish_lesson(backend, &scope, id, 1).await),
        ];
        assert_eq!(forbidden, [const { Refusal::Forbidden }; 6]);
    }
    let unseen = [
        refusal(learning::lesson(backend, &other.admin, id).await),
        refusal(learning::save_lesson(backend, &other.admin, id, 1, content(None)).await),
        refusal(learning::publish_lesson(backend, &other.admin, id, 1).await),
    ];
    assert_eq!(unseen, [const { Refusal::NotFound }; 3]);
    assert!(
        learning::lessons(backend, &other.admin, None)
            .await
            .unwrap()
            .is_empty()
    );
    let kept = learning::lesson(backend, &tenant.admin, id).await.unwrap();
    assert_eq!(kept.rev, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_twice_at_once_makes_one_version() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let backend = &house.backend;
    for _ in 0..5 {
        let id = learning::create_lesson(backend, &tenant.admin, content(None))
            .await
            .unwrap();
        let clicks: Vec<_> = (0..4)
            .map(|_| {
                let (backend, scope) = (backend.clone(), tenant.admin.clone());
                tokio::spawn(async move { learning::publish_lesson(&backend, &scope, id, 1).await })
            })
            .collect();
        let mut made = Vec::new();
        for click in clicks {
            made.push(click.await.unwrap().unwrap());
        }
        made.dedup();
        let draft = learning::lesson(backend, &tenant.admin, id).await.unwrap();
        let newest = draft.version.unwrap();
        assert_eq!((made, newest.number), (vec![newest.id], 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_was_asked_for_is_offered_however_old_it_is() {
    let house = House::start().await;
    let tenant = house.tenant(20).await;
    let other = house.tenant(20).await;
    let backend = &house.backend;
    let version = super::published(&house, &tenant, None).await;
    let chosen = async |scope| learning::chosen_version(backend, scope, version).await;
    let found = chosen(&tenant.admin).await.unwrap().unwrap();
    assert_eq!(
        (found.id, found.title.as_str(), found.number),
        (version, "標的型メールを見分ける", 1)
    );
    assert_eq!(found.published_at, backend.now());
    assert_eq!(chosen(&other.admin).await.unwrap(), None);
    let learner = house.signed_in(&tenant, Role::Learner, false).await;
    assert_eq!(refusal(chosen(&learner).await), Refusal::Forbidden);
}
