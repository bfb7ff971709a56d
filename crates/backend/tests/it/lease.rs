//! Of two nodes one works; one that comes back too late changes nothing.

use backend::{
    lease::Lease,
    store::{Unit, thrown},
};

use crate::harness::House;

/// Longer than a lease lasts.
const LONG: u64 = 10 * 60_000;

#[tokio::test(flavor = "multi_thread")]
async fn one_holder_at_a_time_and_the_next_when_it_ends() {
    let house = House::new().await;
    let backend = &house.backend;
    let (mut one, mut other) = (Lease::new("test").unwrap(), Lease::new("test").unwrap());
    assert!(one.hold(backend).await.unwrap());
    assert!(!other.hold(backend).await.unwrap());
    house.wait(4 * 60_000);
    assert!(one.hold(backend).await.unwrap(), "renewed");
    house.wait(4 * 60_000);
    assert!(!other.hold(backend).await.unwrap());
    one.release(backend).await.unwrap();
    assert!(other.hold(backend).await.unwrap());
    assert!(!one.hold(backend).await.unwrap());
    house.wait(LONG);
    assert!(
        one.hold(backend).await.unwrap(),
        "a holder that fell silent loses it"
    );
    let mut elsewhere = Lease::new("other work").unwrap();
    assert!(elsewhere.hold(backend).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_that_comes_back_too_late_changes_nothing() {
    let house = House::new().await;
    let backend = &house.backend;
    let (mut slow, mut quick) = (Lease::new("test").unwrap(), Lease::new("test").unwrap());
    slow.hold(backend).await.unwrap();
    let guarded = |lease: &Lease| {
        let mut unit = Unit::new();
        lease.fence().unwrap().guard(&mut unit);
        backend.store.commit(unit)
    };
    guarded(&slow).await.unwrap();
    house.wait(LONG);
    quick.hold(backend).await.unwrap();
    let error = guarded(&slow).await.err().unwrap();
    assert_eq!(thrown(&error).as_deref(), Some("lease_lost"));
    guarded(&quick).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_nodes_that_start_at_once_one_works() {
    let house = House::new().await;
    let tries: Vec<_> = (0..10)
        .map(|_| {
            let backend = house.backend.clone();
            tokio::spawn(async move { Lease::new("test").unwrap().hold(&backend).await.unwrap() })
        })
        .collect();
    let mut holders = 0;
    for held in tries {
        holders += u32::from(held.await.unwrap());
    }
    assert_eq!(holders, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_process_of_a_store_takes_over_what_a_crash_left() {
    let house = House::new().await;
    let mut crashed = Lease::of_process(&house.backend, "test").unwrap();
    assert!(crashed.hold(&house.backend).await.unwrap());
    let mut next = Lease::of_process(&house.backend, "test").unwrap();
    assert!(next.hold(&house.backend).await.unwrap());
    assert!(
        !Lease::new("test")
            .unwrap()
            .hold(&house.backend)
            .await
            .unwrap()
    );
}
