//! What holds in the two stores at every moment, also right after the power went: looked at before any server has started again.

use std::collections::BTreeSet;

use backend::{Backend, organization, people, store::Unit};
use domain::{
    id::Id,
    organization::{Organization, OrganizationRow},
    people::Person,
};

use crate::harness::Site;

/// Opens what a killed server left. Nothing is finished that it began.
pub async fn open(site: &Site) -> Backend {
    server::installation::open_for_command(&site.configuration())
        .await
        .unwrap()
}

/// Lets go of the stores again.
pub async fn close(site: &Site, backend: Backend) {
    drop(backend);
    server::installation::released(&site.configuration().storage).await;
}

/// Ids, or counts, as text.
pub async fn texts(
    backend: &Backend,
    organization: Id<Organization>,
    statement: &'static str,
) -> BTreeSet<String> {
    let mut query = Unit::new();
    query.statement(statement).id("org", organization);
    let found: Vec<String> = backend.store.read(query).await.unwrap().take(0).unwrap();
    found.into_iter().collect()
}

async fn nothing(backend: &Backend, organization: Id<Organization>, statement: &'static str) {
    let found = texts(backend, organization, statement).await;
    assert!(found.is_empty(), "{statement} {found:?}");
}

/// Those who have a key.
pub async fn with_keys(backend: &Backend, organization: Id<Organization>) -> BTreeSet<String> {
    let people: Vec<Id<Person>> = backend.keys.people_with_keys(organization).await.unwrap();
    people.iter().map(ToString::to_string).collect()
}

pub const PEOPLE: &str = "SELECT VALUE <string> record::id(id) FROM person WHERE org = $org;";
pub const ERASED: &str = "SELECT VALUE <string> record::id(id) FROM erasure WHERE org = $org;";
pub const ERASED_WITH_KEY: &str =
    "SELECT VALUE <string> record::id(id) FROM erasure WHERE org = $org AND done = false;";
const CREDENTIALS: &str = "SELECT VALUE <string> record::id(id) FROM credential WHERE org = $org;";
const REGISTERED: &str = "SELECT VALUE <string> subject FROM audit_entry WHERE org = $org AND event = 'person_registered';";
const DELETED: &str =
    "SELECT VALUE <string> subject FROM audit_entry WHERE org = $org AND event = 'person_deleted';";

/// Who has a number, a login id or an address, and who is found by one.
const LOOK_UPS: [(&str, &str); 3] = [
    (
        "SELECT VALUE <string> record::id(id) FROM person WHERE org = $org AND employee_number != NONE;",
        "SELECT VALUE <string> record::id(person) FROM employee_number WHERE person.org = $org;",
    ),
    (
        "SELECT VALUE <string> record::id(id) FROM person WHERE org = $org AND login_id != NONE;",
        "SELECT VALUE <string> record::id(person) FROM login_id WHERE person.org = $org;",
    ),
    (
        "SELECT VALUE <string> record::id(id) FROM person WHERE org = $org AND email != NONE;",
        "SELECT VALUE <string> record::id(person) FROM sign_in WHERE person.org = $org;",
    ),
];

/// Halves of units: each finds nothing.
const HALVES: [&str; 4] = [
    // An enrollment that counts other attempts than there are.
    "SELECT VALUE <string> id FROM enrollment WHERE org = $org
         AND attempts != array::len((SELECT VALUE id FROM attempt WHERE enrollment = $parent.id));",
    // One whose open attempt is not open.
    "SELECT VALUE <string> id FROM enrollment WHERE org = $org AND open_attempt != NONE
         AND type::record('attempt', open_attempt).state != 'open';",
    // An attempt that was handed in and is not marked, or the other way about.
    "SELECT VALUE <string> id FROM attempt WHERE org = $org AND (state = 'handed_in') != (points != NONE AND answers != NONE);",
    // An entry of the operation log that is neither chained nor waits to be.
    "SELECT VALUE <string> id FROM audit_entry WHERE org = $org AND number = NONE
         AND !record::exists(type::record('audit_pending', [org, at, record::id(id)]));",
];

/// Rows and keys agree in every organisation. `imported` people came by import.
pub async fn check(backend: &Backend, imported: usize) {
    check_while_importing(backend, imported, 0).await;
}

/// As [`check`], while `coming` people have their seats already and are still to be written.
pub async fn check_while_importing(backend: &Backend, imported: usize, coming: usize) {
    let (mut unregistered, mut seats_ahead) = (0, 0);
    for OrganizationRow { id, code, .. } in organization::list(backend).await.unwrap() {
        let people = texts(backend, id, PEOPLE).await;
        let erased = texts(backend, id, ERASED).await;
        let waiting = texts(backend, id, ERASED_WITH_KEY).await;
        let keys = with_keys(backend, id).await;
        assert!(people.is_subset(&keys), "{code}: somebody without a key");
        assert!(people.is_disjoint(&erased), "{code}: somebody half deleted");
        let gone: BTreeSet<_> = erased.difference(&waiting).cloned().collect();
        assert!(gone.is_disjoint(&keys), "{code}: a key outlived its person");
        let roster = people::roster(backend, id).await.unwrap();
        seats_ahead += roster.people as usize - people.len();
        assert_eq!(
            texts(backend, id, CREDENTIALS).await,
            people,
            "{code}: credentials"
        );
        for (has, found) in LOOK_UPS {
            assert_eq!(
                texts(backend, id, has).await,
                texts(backend, id, found).await,
                "{code}: {found}"
            );
        }
        for halves in HALVES {
            nothing(backend, id, halves).await;
        }
        // What is in the log happened, and what happened is in the log.
        let registered = texts(backend, id, REGISTERED).await;
        let ever: BTreeSet<_> = people.union(&erased).cloned().collect();
        assert!(
            registered.is_subset(&ever),
            "{code}: registered and not there"
        );
        unregistered += ever.difference(&registered).count();
        assert_eq!(texts(backend, id, DELETED).await, erased, "{code}");
    }
    assert_eq!(unregistered, imported, "people nobody registered");
    assert_eq!(seats_ahead, coming, "seats taken for nobody");
}
