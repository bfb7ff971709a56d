//! One import in several hands: who comes first carries it through, and the others are told; what a crash leaves is made up for.

use std::time::Duration;

use backend::{
    Backend,
    error::Error,
    people,
    people_import::{self, Confirm, Confirmed},
    store::Unit,
};
use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    people::FirstPassword,
    people_import::{Import, ImportState, LineProblem, Outcome, Step},
};
use surrealdb::types::Bytes;

use crate::{
    house::{House, Tenant, refusal, registration},
    people_import::{
        IMPORTS, PARTS, STAFF, confirm, count, dry_run, everybody, import, many, planned, view,
    },
};

/// Runs statements as nobody of the product would.
async fn by_hand(backend: &Backend, statements: &'static str) {
    let mut unit = Unit::new();
    unit.statement(statements);
    backend.store.commit(unit).await.unwrap();
}

/// The confirmation of the plan that is there now.
async fn asked(backend: &Backend, tenant: &Tenant, id: Id<Import>) -> Confirm {
    Confirm {
        plan: planned(backend, &tenant.admin, id).await.number,
        first_password: FirstPassword::Display,
        leaves_out_errors: true,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_that_is_cancelled_while_it_is_confirmed_is_either() {
    const PEOPLE: u32 = 40;
    let house = House::start().await;
    let backend = &house.backend;
    let mut ran = 0;
    for round in 0..12_u64 {
        let tenant = house.tenant(PEOPLE + 1).await;
        let (id, _) = dry_run(backend, &tenant.admin, &many(PEOPLE)).await;
        let asked = asked(backend, &tenant, id).await;
        let cancelled = async {
            tokio::time::sleep(Duration::from_millis(round)).await;
            people_import::cancel(backend, &tenant.admin, id).await
        };
        let confirmed = people_import::confirm(backend, &tenant.admin, id, asked);
        let (cancelled, confirmed) = tokio::join!(cancelled, confirmed);
        while people_import::work(backend).await.unwrap() {}
        let expected = if let Ok(confirmed) = confirmed {
            assert_eq!(confirmed, Confirmed::Running);
            assert_eq!(refusal(cancelled), Refusal::TooLate);
            ran += 1;
            PEOPLE + 1
        } else {
            assert_eq!(refusal(confirmed), Refusal::NotFound);
            cancelled.unwrap();
            1
        };
        let people = everybody(backend, &tenant.admin).await;
        let roster = people::roster(backend, tenant.organization).await.unwrap();
        assert_eq!(
            (people.len(), roster.people, roster.import),
            (expected as usize, expected, None),
            "round {round}"
        );
        assert_eq!(count(backend, PARTS).await, 0, "round {round}");
        assert_eq!(count(backend, IMPORTS).await, ran, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_confirmations_one_is_carried_out() {
    const PEOPLE: u32 = 40;
    let house = House::start().await;
    let backend = &house.backend;
    for round in 0..10_u64 {
        let tenant = house.tenant(PEOPLE + 1).await;
        let (id, _) = dry_run(backend, &tenant.admin, &many(PEOPLE)).await;
        let asked = asked(backend, &tenant, id).await;
        let one = people_import::confirm(backend, &tenant.admin, id, asked);
        let other = async {
            tokio::time::sleep(Duration::from_millis(round * 2)).await;
            people_import::confirm(backend, &tenant.admin, id, asked).await
        };
        let worked = async {
            while matches!(
                view(backend, &tenant.admin, id).await.step,
                Step::Confirm(_)
            ) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            while people_import::work(backend).await.unwrap() {}
        };
        let all = async { tokio::join!(one, other, worked) };
        let (one, other, ()) = tokio::time::timeout(Duration::from_mins(1), Box::pin(all))
            .await
            .expect("one of them begins");
        let (done, refused): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), refused.len()), (1, 1), "round {round}");
        for refused in refused {
            let refusal = refusal(refused);
            assert!(
                matches!(refusal, Refusal::Changed | Refusal::TooLate),
                "round {round}: {refusal:?}"
            );
        }
        assert_eq!(
            everybody(backend, &tenant.admin).await.len(),
            PEOPLE as usize + 1
        );
        let roster = people::roster(backend, tenant.organization).await.unwrap();
        assert_eq!((roster.people, roster.import), (PEOPLE + 1, None));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_dry_runs_at_once_one_is_shown() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    for round in 0..10_u64 {
        let (id, _) = dry_run(backend, admin, STAFF).await;
        let before = planned(backend, admin, id).await.number;
        people_import::map_again(backend, admin, id).await.unwrap();
        let Step::Map(mapping) = view(backend, admin, id).await.step else {
            panic!("to be mapped");
        };
        let mapping = mapping.mapping;
        let with = people_import::plan_import(backend, admin, id, mapping.clone(), true);
        let without = async {
            tokio::time::sleep(Duration::from_millis(round)).await;
            people_import::plan_import(backend, admin, id, mapping, false).await
        };
        let (with, without) = tokio::join!(with, without);
        let mut kept = 0;
        for outcome in [&with, &without] {
            match outcome {
                Ok(_) => kept += 1,
                Err(Error::Refused(Refusal::Changed)) => {}
                Err(error) => panic!("round {round}: {error}"),
            }
        }
        let shown = view(backend, admin, id).await;
        let Step::Confirm(plan) = shown.step else {
            panic!("round {round}: one of them is there");
        };
        assert_eq!(plan.number, before + kept, "round {round}");
        assert_eq!(plan.lines.len(), 3);
        for outcome in Outcome::ALL {
            let lines = plan.lines.iter().filter(|line| line.outcome == outcome);
            assert_eq!(
                lines.count(),
                shown.row.counts.of(outcome) as usize,
                "round {round}: the figures are of these lines"
            );
        }
        people_import::cancel(backend, admin, id).await.unwrap();
    }
}

/// W8.6
#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_that_was_interrupted_is_carried_through() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, _) = dry_run(backend, admin, STAFF).await;
    let asked = asked(backend, &tenant, id).await;
    by_hand(
        backend,
        "UPDATE people_import SET state = 'cancelling' RETURN NONE;",
    )
    .await;
    let gone = Refusal::NotFound;
    assert_eq!(
        refusal(people_import::view(backend, admin, id, None, 0).await),
        gone
    );
    assert_eq!(
        refusal(people_import::confirm(backend, admin, id, asked).await),
        gone
    );
    assert_eq!(
        refusal(people_import::cancel(backend, admin, id).await),
        gone
    );
    assert!(
        people_import::list(backend, admin)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(people_import::sweep(backend).await.unwrap(), 1);
    assert_eq!(
        (count(backend, PARTS).await, count(backend, IMPORTS).await),
        (0, 0)
    );
}

/// Parts as a deletion leaves them that was killed after its first steps: only late ones.
const LATE: &str = "FOR $part IN (SELECT * FROM import_part) {
        LET $key = record::id($part.id);
        CREATE type::record('import_part', [$key[0], $key[1], $key[2] + 170]) SET org = $part.org, data = $part.data, lines = $part.lines,
            stage = $part.stage RETURN NONE;
        DELETE $part.id RETURN NONE;
    };";

/// W8.6
#[tokio::test(flavor = "multi_thread")]
async fn parts_that_an_interrupted_deletion_left_go_with_the_next() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, _) = dry_run(backend, admin, STAFF).await;
    by_hand(backend, LATE).await;
    assert_eq!(count(backend, PARTS).await, 2);
    people_import::cancel(backend, admin, id).await.unwrap();
    assert_eq!(count(backend, PARTS).await, 0);

    // Of a confirmation that a crash interrupted.
    let (id, _) = dry_run(backend, admin, STAFF).await;
    by_hand(
        backend,
        "FOR $part IN (SELECT * FROM import_part) {
             LET $key = record::id($part.id);
             FOR $number IN [0, 120] {
                 CREATE type::record('import_part', [$key[0], 'deed', $number]) SET org = $part.org, data = $part.data, lines = 1, stage = 0 RETURN NONE;
             };
             BREAK;
         };",
    )
    .await;
    confirm(backend, admin, id, FirstPassword::Mail)
        .await
        .unwrap();
    assert!(people_import::work(backend).await.unwrap());
    assert_eq!(everybody(backend, admin).await.len(), 3);
    assert_eq!(count(backend, PARTS).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_carried_out_with_the_rights_of_who_confirms_it() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let manager = house.signed_in(&tenant, Role::Manager, false).await;
    let administrator = everybody(backend, &manager)
        .await
        .into_iter()
        .find(|row| row.is_org_admin)
        .unwrap();
    let email = administrator.email.clone().unwrap();
    let csv = format!("メール,氏名\n{email},別人 太郎\nnew@example.co.jp,新人 一\n");
    let (id, counts) = dry_run(backend, &tenant.admin, &csv).await;
    assert_eq!((counts.change, counts.create), (1, 1));
    assert_eq!(
        confirm(backend, &manager, id, FirstPassword::Display)
            .await
            .unwrap(),
        Confirmed::PlanChanged
    );
    let plan = planned(backend, &manager, id).await;
    assert!(plan.is_new);
    assert_eq!(plan.lines[0].problems, [LineProblem::MoreRights]);
    assert_eq!(
        plan.first_password,
        FirstPassword::Display,
        "what was chosen stays chosen"
    );
    // Once looked at, the manager's own plan is carried out.
    assert_eq!(
        confirm(backend, &manager, id, plan.first_password)
            .await
            .unwrap(),
        Confirmed::Running
    );
    people_import::work(backend).await.unwrap();
    let people = everybody(backend, &manager).await;
    assert!(people.iter().any(|row| row.name == "新人 一"));
    let row = people
        .iter()
        .find(|row| row.id == administrator.id)
        .unwrap();
    assert_eq!(row.name, administrator.name);

    // The same plan with fewer rights is the same plan.
    let (id, _) = dry_run(backend, &tenant.admin, "社員番号,氏名\n7,七 七子\n").await;
    assert_eq!(
        confirm(backend, &manager, id, FirstPassword::Display)
            .await
            .unwrap(),
        Confirmed::Running
    );
    people_import::work(backend).await.unwrap();
}

/// Makes an organisation's parts unreadable, and returns what they were.
async fn spoil(backend: &Backend, tenant: &Tenant) {
    let mut unit = Unit::new();
    unit.statement(
        "UPDATE import_part SET data = $import_part_data WHERE org = $import_part_org RETURN NONE;",
    )
    .bind("import_part_data", Bytes::from(b"spoiled".to_vec()))
    .id("import_part_org", tenant.organization);
    backend.store.commit(unit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_cannot_be_carried_out_keeps_nobody_elses_from_it() {
    let house = House::start().await;
    let tenants = [
        house.tenant(10).await,
        house.tenant(10).await,
        house.tenant(10).await,
    ];
    let backend = &house.backend;
    for tenant in &tenants {
        let (id, _) = dry_run(backend, &tenant.admin, STAFF).await;
        confirm(backend, &tenant.admin, id, FirstPassword::Mail)
            .await
            .unwrap();
        house.pass(1);
    }
    let [first, spoiled, last] = &tenants;
    spoil(backend, spoiled).await;
    assert!(people_import::work(backend).await.is_err());
    for tenant in [first, last] {
        assert_eq!(everybody(backend, &tenant.admin).await.len(), 3);
    }
    assert_eq!(everybody(backend, &spoiled.admin).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_cannot_be_swept_keeps_nobody_elses_from_it() {
    let house = House::start().await;
    let backend = &house.backend;
    let tenants = [
        house.tenant(10).await,
        house.tenant(10).await,
        house.tenant(10).await,
    ];
    for tenant in &tenants {
        dry_run(backend, &tenant.admin, STAFF).await;
        house.pass(1);
    }
    let mut unit = Unit::new();
    unit.statement(
        "UPDATE people_import SET head = $import_head WHERE org = $import_org RETURN NONE;",
    )
    .bind("import_head", Bytes::from(b"spoiled".to_vec()))
    .id("import_org", tenants[1].organization);
    backend.store.commit(unit).await.unwrap();
    house.pass(people_import::LIFE_MS);
    assert!(people_import::sweep(backend).await.is_err());
    assert_eq!(count(backend, IMPORTS).await, 1);
}

/// Somebody registered between the plan and its confirmation is no reason to choose again.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_a_first_password_stays_chosen_when_the_plan_changes() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, _) = dry_run(backend, admin, STAFF).await;
    assert_eq!(
        planned(backend, admin, id).await.first_password,
        FirstPassword::Mail
    );
    house.register(&tenant, "100", "髙﨑", "吉郎").await;
    assert_eq!(
        confirm(backend, admin, id, FirstPassword::Display)
            .await
            .unwrap(),
        Confirmed::PlanChanged
    );
    assert_eq!(
        planned(backend, admin, id).await.first_password,
        FirstPassword::Display
    );
    // It does so too when the columns are looked at again.
    people_import::map_again(backend, admin, id).await.unwrap();
    let Step::Map(mapping) = view(backend, admin, id).await.step else {
        panic!("to be mapped");
    };
    people_import::plan_import(backend, admin, id, mapping.mapping, true)
        .await
        .unwrap();
    assert_eq!(
        planned(backend, admin, id).await.first_password,
        FirstPassword::Display
    );
    assert_eq!(
        view(backend, admin, id).await.row.state,
        ImportState::Planned
    );
}

/// A group that came to be in spite of the running import is the group that was meant.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_there_already_is_joined() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let (backend, admin) = (&house.backend, &tenant.admin);
    let (id, counts) = dry_run(backend, admin, STAFF).await;
    assert_eq!(counts.new_groups, 2);
    confirm(backend, admin, id, FirstPassword::Mail)
        .await
        .unwrap();
    by_hand(
        backend,
        "UPDATE roster SET import = NONE WHERE import != NONE RETURN NONE;",
    )
    .await;
    let name = domain::people::GroupName::parse("総務部").unwrap();
    let there = people::groups::create(backend, admin, &name).await.unwrap();
    let mut unit = Unit::new();
    unit.statement("UPDATE $roster_id SET import = $roster_import RETURN NONE;")
        .record("roster_id", "roster", tenant.organization)
        .id("roster_import", id);
    backend.store.commit(unit).await.unwrap();

    assert!(people_import::work(backend).await.unwrap());
    assert_eq!(
        people::groups::choices(backend, admin).await.unwrap().len(),
        2
    );
    let group = people::groups::view(backend, admin, there, None)
        .await
        .unwrap();
    assert_eq!(group.members.total, 1);
    people::register(backend, admin, &registration("E-1", Role::Learner))
        .await
        .unwrap();
    // The file says the same as before.
    let (_, counts) = dry_run(backend, admin, STAFF).await;
    assert_eq!((counts.unchanged, counts.new_groups), (2, 0));
    import(
        backend,
        admin,
        "社員番号,氏名\n9,九 九\n",
        FirstPassword::Display,
    )
    .await;
}
