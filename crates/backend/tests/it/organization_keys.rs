//! Keys of organisations that never came to be (white paper §3, §8).

use backend::{
    organization::{self, NewOrganization},
    people,
};
use domain::{
    error::{Field, Refusal},
    id::Id,
    organization::{Organization, OrganizationCode, OrganizationName},
    people::{Email, PersonName},
    time::DAY_MS,
};

use crate::house::{House, refusal};

/// An organisation that was refused, or that a crash left without a row, leaves no keys for ever.
#[tokio::test(flavor = "multi_thread")]
async fn keys_of_organizations_that_never_came_to_be_are_swept_after_a_week() {
    let house = House::start().await;
    let tenant = house.tenant(10).await;
    let backend = &house.backend;
    let organizations = async || backend.keys.organizations_with_keys().await.unwrap();
    let again = NewOrganization {
        name: OrganizationName::parse("櫓商事").unwrap(),
        code: OrganizationCode::parse(&tenant.code).unwrap(),
        seats: 5,
        admin_name: PersonName::parse("神福", "隆", "", "").unwrap(),
        admin_email: Email::parse("second@example.co.jp").unwrap(),
    };
    let refused = organization::create(backend, &again).await;
    assert_eq!(refusal(refused), Refusal::Taken(Field::OrganizationCode));
    assert_eq!(organizations().await, [tenant.organization]);

    let now = backend.now();
    let [old, young] = [8, 6].map(|days| Id::<Organization>::new(now - days * DAY_MS).unwrap());
    for orphan in [old, young] {
        backend.keys.create_organization(orphan).await.unwrap();
        let admin = Id::new(now).unwrap();
        backend.keys.create_people(orphan, &[admin]).await.unwrap();
    }
    assert_eq!(people::sweep_keys(backend).await.unwrap(), 1);
    let left = organizations().await;
    assert!(left.contains(&tenant.organization) && left.contains(&young) && !left.contains(&old));
    assert!(backend.keys.people_with_keys(old).await.unwrap().is_empty());
    assert!(backend.keys.organization(old).await.is_err());
    assert_eq!(backend.keys.people_with_keys(young).await.unwrap().len(), 1);
}
