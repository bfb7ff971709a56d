//! The demonstration: made once, whole, and open to the accounts that are printed.

use backend::{
    access::{self, Origin, SignIn, Who},
    demo, learning, people,
};
use domain::people::PeopleQuery;

use crate::house::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_makes_an_organisation_one_can_look_around_in_and_a_second_makes_nothing() {
    let house = House::start().await;
    let backend = &house.backend;
    let accounts = demo::seed(backend).await.unwrap().unwrap();
    assert_eq!(accounts, demo::accounts());
    assert_eq!(demo::seed(backend).await.unwrap(), None);

    let mut scopes = Vec::new();
    for account in &accounts {
        let attempt = SignIn {
            who: Who::parse(&account.email, "").unwrap(),
            password: account.password.to_owned().into(),
        };
        let session = access::sign_in(backend, attempt, &Origin::default())
            .await
            .unwrap();
        assert!(!session.must_change_password, "{}", account.who);
        let scope = access::scope_of(backend, Some(&session.token), &Origin::default()).await;
        scopes.push(scope.unwrap());
    }
    let admin = &scopes[0];
    let page = people::list(backend, admin, &PeopleQuery::default())
        .await
        .unwrap();
    assert_eq!(page.total, 301);
    // Who took part has a password; some never came.
    let invited = people::passwords::count_invited(backend, admin)
        .await
        .unwrap();
    assert!((1..30).contains(&invited), "{invited}");
    assert_eq!(
        learning::lessons(backend, admin, None).await.unwrap().len(),
        3
    );
    let deliveries = learning::deliveries(backend, &scopes[1], None)
        .await
        .unwrap();
    let passed: Vec<_> = deliveries.iter().map(|row| row.counts.percent()).collect();
    assert_eq!(passed.len(), 3);
    assert!(
        passed[0] == 0 && passed[1] > 30 && passed[2] > 80,
        "{passed:?}"
    );
    assert!(deliveries[2].is_overdue);
    let home = learning::home(backend, &scopes[2]).await.unwrap();
    assert!(!home.to_do.is_empty());
}
