//! Work by the clock: once for each time it is due, and what the jobs do.

use backend::{
    jobs::{self, Begun},
    lease::Lease,
    people,
};
use domain::{access::Role, id::Id, people::PeopleQuery};

use crate::{
    harness::House,
    house::{self, registration},
};

const JOB: &str = "test";
const DUE: u64 = 1_800_000_000_000;
const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_once_for_each_time_it_is_due() {
    let house = House::new().await;
    let backend = &house.backend;
    let mut lease = Lease::new("jobs").unwrap();
    lease.hold(backend).await.unwrap();
    let fence = lease.fence().unwrap();
    let begin = || jobs::begin(backend, fence, JOB, DUE);

    assert_eq!(begin().await.unwrap(), Begun::Claimed);
    assert_eq!(begin().await.unwrap(), Begun::Later);
    jobs::finish(backend, fence, JOB, DUE).await.unwrap();
    assert_eq!(begin().await.unwrap(), Begun::Finished);
    assert_eq!(
        jobs::begin(backend, fence, JOB, DUE + DAY).await.unwrap(),
        Begun::Claimed
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_cut_off_is_tried_again_after_longer_and_longer_pauses() {
    let house = House::new().await;
    let backend = &house.backend;
    let mut lease = Lease::new("jobs").unwrap();
    for pause in 1..4 {
        lease.hold(backend).await.unwrap();
        let fence = lease.fence().unwrap();
        assert_eq!(
            jobs::begin(backend, fence, JOB, DUE).await.unwrap(),
            Begun::Claimed
        );
        house.wait(pause * 5 * MINUTE - MINUTE);
        lease.hold(backend).await.unwrap();
        let fence = lease.fence().unwrap();
        assert_eq!(
            jobs::begin(backend, fence, JOB, DUE).await.unwrap(),
            Begun::Later
        );
        house.wait(MINUTE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_lost_the_lease_begins_nothing() {
    let house = House::new().await;
    let backend = &house.backend;
    let (mut slow, mut quick) = (Lease::new("jobs").unwrap(), Lease::new("jobs").unwrap());
    slow.hold(backend).await.unwrap();
    let fence = slow.fence().unwrap();
    house.wait(DAY);
    quick.hold(backend).await.unwrap();
    assert!(jobs::begin(backend, fence, JOB, DUE).await.is_err());
}

/// White paper §3, §8: what a crash left in the key ring goes, and nothing else does.
#[tokio::test(flavor = "multi_thread")]
async fn keys_of_people_who_never_came_to_be_are_swept_after_a_week() {
    let house = house::House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let registered = people::register(backend, &tenant.admin, &registration("E-1", Role::Learner))
        .await
        .unwrap()
        .person;
    let deleted = people::register(backend, &tenant.admin, &registration("E-2", Role::Learner))
        .await
        .unwrap()
        .person;
    people::forget(backend, &tenant.admin, deleted)
        .await
        .unwrap();
    let now = backend.now();
    let orphans = [
        Id::new(now - 8 * DAY).unwrap(),
        Id::new(now - 6 * DAY).unwrap(),
    ];
    backend
        .keys
        .create_people(tenant.organization, &orphans)
        .await
        .unwrap();

    assert_eq!(people::sweep_keys(backend).await.unwrap(), 1);
    let mut left = backend
        .keys
        .people_with_keys(tenant.organization)
        .await
        .unwrap();
    assert!(!left.contains(&orphans[0]));
    assert!(left.contains(&orphans[1]), "it may still get its row");
    house.pass(30 * DAY);
    assert_eq!(people::sweep_keys(backend).await.unwrap(), 1);
    assert_eq!(people::sweep_keys(backend).await.unwrap(), 0);
    left = backend
        .keys
        .people_with_keys(tenant.organization)
        .await
        .unwrap();
    assert!(left.contains(&registered));
    let page = people::list(backend, &tenant.admin, &PeopleQuery::default())
        .await
        .unwrap();
    assert_eq!(page.total, 2, "everybody who is there can be read");
}
