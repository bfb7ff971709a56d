//! A demonstration: an organisation with people, groups, lessons and some history, made on first start with `serve --demo`.
//! Its accounts and passwords are known to everybody: the server refuses it beyond loopback.

mod lessons;
mod names;

use std::collections::BTreeMap;

use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    learning::{DeliveryInput, LessonVersion, Score, Standing, Targets},
    organization::{OrganizationCode, OrganizationName},
    people::{Code, Email, Group, GroupName, Person, PersonName},
    time::{DAY_MS, Day, HOUR_MS, MINUTE_MS},
};

use crate::{
    Backend,
    access::{self, First, LinkKind, Origin, Scope, links},
    audit::{self, Event},
    error::{Error, Result},
    learning::{self, PastDelivery},
    organization::{self, NewOrganization},
    people::{self, Membership, NewPerson, RosterChange},
    store::Unit,
};

/// People of the organisation, its administrator not counted.
const PEOPLE: usize = 300;
/// When they were registered: before the first lesson was delivered.
const REGISTERED_DAYS_AGO: u64 = 45;
/// People of one unit: each is a person, a credential, two or three look-ups and a membership.
const CHUNK: usize = 100;
/// The password of every account that is printed.
const PASSWORD: &str = "yagura-demo-2026";
const CODE: &str = "demo";

/// An account to sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// What it may do, in words for the terminal.
    pub who: &'static str,
    pub email: String,
    pub password: &'static str,
}

/// Makes the demonstration, unless the installation has an organisation already.
/// Answers with the accounts to sign in with; with nothing when there was nothing to do.
///
/// # Errors
/// When the store or the key ring fails.
pub async fn seed(backend: &Backend) -> Result<Option<Vec<DemoAccount>>> {
    if !organization::list(backend).await?.is_empty() {
        return Ok(None);
    }
    let created = organization::create(
        backend,
        &NewOrganization {
            name: OrganizationName::parse("櫓商事株式会社")?,
            code: OrganizationCode::parse(CODE)?,
            seats: 500,
            admin_name: PersonName::parse("神福", "隆", "ジンプク", "タカシ")?,
            admin_email: Email::parse("admin@demo.example.jp")?,
        },
    )
    .await?;
    set_password(backend, &created.link).await?;
    let scope = access::system_scope(backend, created.organization).await?;
    let groups = groups(backend, &scope).await?;
    let everyone = everyone(backend, &scope, &groups).await?;
    let versions = publish(backend, &scope).await?;
    let active = history(backend, &scope, &everyone, &versions).await?;
    let verifier = access::unknown_password(backend).await?;
    // Those whose accounts are printed have passwords of their own.
    let others: Vec<_> = active
        .into_iter()
        .filter(|(person, _)| ![everyone[1], everyone[2]].contains(person))
        .collect();
    for chunk in others.chunks(CHUNK) {
        let mut unit = Unit::new();
        access::have_signed_in(&mut unit, &scope, chunk, &verifier);
        backend.store.commit(unit).await?;
    }

    let now = backend.now();
    let open = DeliveryInput {
        version: versions[2],
        name: None,
        message: Some("出張が増える季節です。8分ほどで終わります。".to_owned()),
        targets: Targets {
            everyone: true,
            ..Targets::default()
        },
        starts_at: None,
        due_on: Some(Day::at(now).plus(14)),
        // Nobody of the demonstration has a mailbox.
        sends_request: false,
        reminders: Vec::new(),
    };
    let id = learning::new_delivery_id(backend)?;
    learning::create_delivery(backend, &scope, id, open).await?;
    while learning::work(backend).await? {}
    Ok(Some(accounts()))
}

/// The accounts to sign in with.
pub fn accounts() -> Vec<DemoAccount> {
    [
        ("組織管理者 (organization administrator)", "admin"),
        ("担当者 (coordinator)", "user002"),
        ("受講者 (learner)", "user003"),
    ]
    .map(|(who, name)| DemoAccount {
        who,
        email: format!("{name}@demo.example.jp"),
        password: PASSWORD,
    })
    .to_vec()
}

/// Follows a one-time link.
async fn set_password(backend: &Backend, link: &str) -> Result<()> {
    let token = link.rsplit('/').next().unwrap_or_default();
    let origin = Origin::default();
    access::links::set_password(backend, token, PASSWORD, PASSWORD, &origin).await?;
    Ok(())
}

async fn groups(backend: &Backend, scope: &Scope) -> Result<Vec<Id<Group>>> {
    let mut ids = Vec::new();
    for (name, _) in names::DEPARTMENTS {
        ids.push(people::groups::create(backend, scope, &GroupName::parse(name)?).await?);
    }
    Ok(ids)
}

/// Registers everybody, as an import does: keys first, then units of many.
async fn everyone(
    backend: &Backend,
    scope: &Scope,
    groups: &[Id<Group>],
) -> Result<Vec<Id<Person>>> {
    let now = backend.now();
    let registered_at = now - REGISTERED_DAYS_AGO * DAY_MS;
    let organization = scope.organization();
    let ids = (0..PEOPLE)
        .map(|n| {
            Ok(Id::in_sequence(
                registered_at,
                u32::try_from(n).unwrap_or(0),
            )?)
        })
        .collect::<Result<Vec<Id<Person>>>>()?;
    let keys = backend.keys.create_people(organization, &ids).await?;
    let system = backend.keys.system().await?;
    for (number, chunk) in ids.chunks(CHUNK).enumerate() {
        let mut unit = Unit::new();
        let mut memberships = Vec::new();
        for (place, id) in chunk.iter().enumerate() {
            let n = number * CHUNK + place;
            let (family, given, family_kana, given_kana) = names::name(n);
            let role = match n {
                1 => Role::Coordinator,
                _ if n.is_multiple_of(5) => Role::Member,
                _ => Role::Learner,
            };
            let employee_number = Code::check(&format!("{:05}", n + 1)).map_err(malformed)?;
            let person = NewPerson {
                id: *id,
                organization,
                name: &PersonName::parse(family, given, family_kana, given_kana)?,
                email: Some(&Email::check(&address(n)).map_err(malformed)?),
                employee_number: Some(&employee_number),
                login_id: Some(&employee_number),
                role,
                is_org_admin: false,
                created_at: registered_at,
            };
            let keys = people::Keys {
                person: keys.get(id).ok_or_else(|| Error::KeyLost(id.to_string()))?,
                organization: scope.organization_key(),
                system: &system,
            };
            people::add_person(&mut unit, &keys, &person)?;
            access::insert_credential(&mut unit, organization, *id, First::Link(id.uuid()));
            memberships.push(Membership {
                group: groups[names::department(n)],
                person: *id,
            });
            audit::note(
                &mut unit,
                scope,
                now,
                Event::PersonRegistered,
                Some(id.uuid()),
                &[("role", role.as_str())],
            )?;
        }
        people::add_memberships(&mut unit, scope, &memberships, people::Origin::Manual);
        let change = RosterChange {
            people: i64::try_from(chunk.len()).unwrap_or(0),
            ..RosterChange::default()
        };
        people::touch_roster(&mut unit, scope, change);
        backend.store.commit(unit).await?;
    }
    for n in [1, 2] {
        let mut unit = Unit::new();
        let issue = links::Issue {
            organization,
            person: ids[n],
            cause: ids[n].uuid(),
            kind: LinkKind::FirstPassword,
        };
        let link = links::issue(backend, &mut unit, &[issue]).await?.pop();
        backend.store.commit(unit).await?;
        set_password(backend, &link.unwrap_or_default()).await?;
    }
    Ok(ids)
}

fn address(n: usize) -> String {
    format!("user{:03}@demo.example.jp", n + 1)
}

fn malformed(_: domain::error::Problem) -> Error {
    Error::Refused(Refusal::BadRequest)
}

async fn publish(backend: &Backend, scope: &Scope) -> Result<[Id<LessonVersion>; 3]> {
    let [first, second, third] = lessons::all();
    Ok([
        publish_one(backend, scope, first).await?,
        publish_one(backend, scope, second).await?,
        publish_one(backend, scope, third).await?,
    ])
}

async fn publish_one(
    backend: &Backend,
    scope: &Scope,
    content: domain::learning::LessonContent,
) -> Result<Id<LessonVersion>> {
    let id = learning::create_lesson(backend, scope, content).await?;
    learning::publish_lesson(backend, scope, id, 1).await
}

/// Two deliveries of the past weeks: one that is nearly done and late for a few, one in the middle. The answer is who took part, and when last.
async fn history(
    backend: &Backend,
    scope: &Scope,
    everyone: &[Id<Person>],
    versions: &[Id<LessonVersion>; 3],
) -> Result<Vec<(Id<Person>, u64)>> {
    let now = backend.now();
    let mut seen_at = BTreeMap::new();
    let morning = |days_ago: u16| Day::at(now).minus(days_ago).starts_at() + 10 * HOUR_MS;
    for (version, days_ago, due_in, diligence) in [
        (versions[0], 30_u16, 14_u16, 93_u64),
        (versions[1], 6, 14, 58),
    ] {
        let starts_at = morning(days_ago);
        let people: Vec<_> = (0_u64..)
            .zip(everyone)
            .map(|(n, person)| {
                let seed = n * 2_654_435_761 + u64::from(days_ago);
                (*person, standing(seed, diligence, starts_at, now))
            })
            .collect();
        for (person, standing) in &people {
            if let Some(at) = standing.started_at {
                seen_at.insert(*person, at);
            }
        }
        learning::insert_past_delivery(
            backend,
            scope,
            PastDelivery {
                version,
                starts_at,
                due_on: Some(Day::at(starts_at).plus(due_in)),
                people,
            },
        )
        .await?;
    }
    Ok(seen_at.into_iter().collect())
}

/// Where somebody of a delivery stands today. `diligence` of a hundred have passed; most of them within the first days.
fn standing(seed: u64, diligence: u64, starts_at: u64, now: u64) -> Standing {
    let draw = |salt: u64, below: u64| {
        // Any spread will do, the same on every start.
        let mixed = (seed ^ (salt << 17)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 33) % below
    };
    let days = ((now - starts_at) / DAY_MS).max(1);
    // The smaller of two draws: more in the beginning.
    let day = draw(1, days).min(draw(2, days));
    let begun = starts_at + day * DAY_MS + draw(3, 8 * 60) * MINUTE_MS;
    let score = |points: u64| {
        let points = u32::try_from(points).unwrap_or(0);
        Score {
            points,
            of: 100,
            passed: points >= 80,
        }
    };
    let fresh = Standing::default();
    match draw(4, 100) {
        place if place < diligence => {
            let mut standing = fresh.opened(begun);
            let mut at = begun + (4 + draw(5, 9)) * MINUTE_MS;
            if draw(6, 4) == 0 {
                standing = standing
                    .began_attempt(at)
                    .handed_in(score(20 * draw(7, 4)), at);
                at += (3 + draw(8, 6)) * MINUTE_MS;
            }
            standing
                .began_attempt(at)
                .handed_in(score(80 + 20 * draw(9, 2)), at.min(now))
        }
        place if place < diligence + 3 => {
            let at = begun + 10 * MINUTE_MS;
            fresh
                .opened(begun)
                .began_attempt(at)
                .handed_in(score(20 * draw(7, 4)), at)
        }
        place if place < diligence + 6 => fresh.opened(begun),
        _ => fresh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_lies_in_the_past_and_most_have_passed() {
        let (start, now) = (1_000 * DAY_MS, 1_030 * DAY_MS);
        let all: Vec<_> = (0_u64..300)
            .map(|n| standing(n * 2_654_435_761, 90, start, now))
            .collect();
        let passed = all.iter().filter(|s| s.passed_at.is_some()).count();
        assert!((240..=295).contains(&passed), "{passed}");
        for standing in &all {
            for at in [standing.started_at, standing.passed_at]
                .into_iter()
                .flatten()
            {
                assert!((start..=now).contains(&at));
            }
        }
    }
}
