//! The directory of an organisation in memory: what searches, filters by role and sorts by kana, because the store cannot read names.
//!
//! It holds search keys and ids only; the rows of a page are read from the store again. It is built on demand, dropped when the
//! organisation's people change or when nobody asked for ten minutes, bounded in its total size, and wiped when dropped.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
    time::Duration,
};

use domain::{
    access::Role,
    error::Refusal,
    id::Id,
    organization::Organization,
    people::{PeopleOrder, PeopleQuery, Person},
};
use moka::sync::Cache;
use tokio::{
    sync::Mutex,
    task::{JoinSet, spawn_blocking},
};
use vault::{Field, Key, Place, Zeroizing, normalize};

use super::records::{
    list::{self, DirectoryRow},
    person::open_name,
    roster::roster,
};
use crate::{
    Backend,
    access::Scope,
    error::{Error, Result},
    store::id_of,
};

/// Bytes that all directories may take together: about 400,000 people.
const CAPACITY: u64 = 64 << 20;
/// How long an unused directory stays.
const IDLE: Duration = Duration::from_mins(10);
/// How long building one may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Chunks of rows that are opened at once while the next are read.
const AT_ONCE: usize = 4;
/// Between the parts of a search key: no text that is searched for has it, for it is no character of a line.
const PART: char = '\n';

/// The directories that are in memory.
#[derive(Clone)]
pub struct Directories {
    built: Cache<Id<Organization>, Arc<Directory>>,
    /// Of several who ask at once, one builds.
    building: Cache<Id<Organization>, Arc<Mutex<()>>>,
}

impl Default for Directories {
    fn default() -> Self {
        Self {
            built: Cache::builder()
                .max_capacity(CAPACITY)
                .weigher(|_, directory: &Arc<Directory>| directory.weight())
                .time_to_idle(IDLE)
                .build(),
            building: Cache::builder()
                .max_capacity(1_000)
                .time_to_idle(IDLE)
                .build(),
        }
    }
}

impl Directories {
    /// Drops what was idle for too long; a job calls it.
    pub fn tidy(&self) {
        self.built.run_pending_tasks();
    }
}

/// An organisation's people as they are searched.
pub(super) struct Directory {
    /// The roster's when it was read.
    rev: u64,
    /// All search keys, one after the other; wiped when dropped.
    text: Zeroizing<String>,
    /// Newest first.
    entries: Vec<Entry>,
    /// Positions in `entries`, by kana.
    by_kana: Vec<u32>,
}

struct Entry {
    id: Id<Person>,
    /// Where its search key ends in `text`; it begins where the one before ends.
    end: u32,
    role: Role,
    is_org_admin: bool,
}

/// The directory of the scope's organisation, as of now. The caller has asked whether that is allowed.
pub(super) async fn of(backend: &Backend, scope: &Scope) -> Result<Arc<Directory>> {
    let organization = scope.organization();
    let directories = &backend.directories;
    let fresh = |rev| {
        directories
            .built
            .get(&organization)
            .filter(|found| found.rev == rev)
    };
    if let Some(found) = fresh(roster(backend, organization).await?.rev) {
        return Ok(found);
    }
    let turn = directories.building.get_with(organization, Arc::default);
    let _turn = turn.lock().await;
    let rev = roster(backend, organization).await?.rev;
    if let Some(found) = fresh(rev) {
        return Ok(found);
    }
    directories.built.invalidate(&organization);
    let built = tokio::time::timeout(PATIENCE, build(backend, scope, rev))
        .await
        .map_err(|_| Refusal::Busy { retry_after_s: 30 })??;
    let built = Arc::new(built);
    directories.built.insert(organization, Arc::clone(&built));
    Ok(built)
}

/// What one person adds.
struct Part {
    id: Id<Person>,
    key: Zeroizing<String>,
    kana: Zeroizing<String>,
    role: Role,
    is_org_admin: bool,
}

/// While rows are read, the keys of those before are read and their fields opened, on every core.
async fn build(backend: &Backend, scope: &Scope, rev: u64) -> Result<Directory> {
    let organization = scope.organization();
    // Whoever gives up waiting takes these along.
    let mut tasks = JoinSet::new();
    let mut chunks = BTreeMap::new();
    let mut after = None;
    for number in 0_u32.. {
        let rows = list::directory_rows(backend, scope, after).await?;
        let is_last = rows.len() < list::DIRECTORY_CHUNK;
        after = rows.last().map(|row| id_of(&row.id)).transpose()?;
        let opened = opened(backend.clone(), organization, rows);
        tasks.spawn(async move { opened.await.map(|parts| (number, parts)) });
        if is_last {
            break;
        }
        if tasks.len() >= AT_ONCE {
            chunks.extend(tasks.join_next().await.transpose()?.transpose()?);
        }
    }
    while let Some(done) = tasks.join_next().await {
        chunks.extend([done??]);
    }
    let parts = chunks.into_values().flatten().collect();
    spawn_blocking(move || Directory::new(rev, parts)).await?
}

async fn opened(
    backend: Backend,
    organization: Id<Organization>,
    rows: Vec<DirectoryRow>,
) -> Result<Vec<Part>> {
    let ids = rows
        .iter()
        .map(|row| id_of(&row.id))
        .collect::<Result<Vec<_>>>()?;
    let keys = backend.keys.people(organization, &ids).await?;
    spawn_blocking(move || {
        ids.into_iter()
            .zip(rows)
            // Who was deleted since the rows were read has no key: the roster has moved, and another directory comes next.
            .filter_map(|(id, row)| keys.get(&id).map(|key| part(organization, id, key, row)))
            .collect()
    })
    .await?
}

fn part(
    organization: Id<Organization>,
    id: Id<Person>,
    key: &Key,
    row: DirectoryRow,
) -> Result<Part> {
    let place = |field| Place {
        organization: organization.uuid(),
        field,
        record: id.uuid(),
    };
    let name = open_name(key, &place(Field::PersonName), &row.name)?;
    let kana = Zeroizing::new(normalize::search(&name.full_kana()));
    let mut text = Zeroizing::new(normalize::search(&name.full()));
    let mut add = |more: &str| {
        text.push(PART);
        text.push_str(more);
    };
    add(&kana);
    for (sealed, field) in [
        (row.employee_number, Field::PersonEmployeeNumber),
        (row.login_id, Field::PersonLoginId),
        (row.email, Field::PersonEmail),
    ] {
        if let Some(sealed) = sealed {
            add(&normalize::search(&Zeroizing::new(
                key.open_str(&place(field), &sealed)?,
            )));
        }
    }
    text.push(PART);
    Ok(Part {
        id,
        key: text,
        kana,
        role: Role::parse(&row.role).ok_or(Error::Corrupt("role"))?,
        is_org_admin: row.is_org_admin,
    })
}

impl Directory {
    fn new(rev: u64, parts: Vec<Part>) -> Result<Self> {
        let length = parts.iter().map(|part| part.key.len()).sum();
        // Allocated once: a string that grows would leave copies behind that nobody wipes.
        let mut text = Zeroizing::new(String::with_capacity(length));
        let mut entries = Vec::with_capacity(parts.len());
        for part in &parts {
            text.push_str(&part.key);
            entries.push(Entry {
                id: part.id,
                end: u32::try_from(text.len()).map_err(|_| Refusal::Busy { retry_after_s: 600 })?,
                role: part.role,
                is_org_admin: part.is_org_admin,
            });
        }
        let mut by_kana: Vec<u32> = (0..).take(parts.len()).collect();
        by_kana.sort_by_cached_key(|position| {
            let part = usize::try_from(*position).ok().and_then(|at| parts.get(at));
            // Those without kana come last, by what they are called.
            part.map(|part| {
                (
                    part.kana.is_empty(),
                    if part.kana.is_empty() {
                        part.key.as_str()
                    } else {
                        part.kana.as_str()
                    },
                )
            })
        });
        Ok(Self {
            rev,
            text,
            entries,
            by_kana,
        })
    }

    /// Bytes it takes.
    fn weight(&self) -> u32 {
        let bytes = self.text.capacity()
            + self.entries.capacity() * (size_of::<Entry>() + size_of::<u32>());
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }

    /// Whoever the query asks for, of `allowed` when there is such a set, in the query's order.
    pub(super) fn find(
        &self,
        query: &PeopleQuery,
        allowed: Option<&HashSet<Id<Person>>>,
    ) -> Vec<Id<Person>> {
        let words: Vec<String> = query
            .search
            .split_whitespace()
            .map(normalize::search)
            .filter(|word| !word.is_empty())
            .collect();
        let is_wanted = |position: usize, entry: &Entry| {
            query.role.is_none_or(|role| entry.role == role)
                && (!query.org_admins || entry.is_org_admin)
                && allowed.is_none_or(|allowed| allowed.contains(&entry.id))
                && self
                    .key(position)
                    .is_some_and(|key| words.iter().all(|word| key.contains(word.as_str())))
        };
        match query.order {
            PeopleOrder::Newest => self
                .entries
                .iter()
                .enumerate()
                .filter(|(position, entry)| is_wanted(*position, entry))
                .map(|(_, entry)| entry.id)
                .collect(),
            PeopleOrder::Kana => self
                .by_kana
                .iter()
                .filter_map(|position| {
                    let position = usize::try_from(*position).ok()?;
                    let entry = self.entries.get(position)?;
                    is_wanted(position, entry).then_some(entry.id)
                })
                .collect(),
        }
    }

    fn key(&self, position: usize) -> Option<&str> {
        let offset = |entry: &Entry| usize::try_from(entry.end).ok();
        let start = match position.checked_sub(1) {
            Some(before) => offset(self.entries.get(before)?)?,
            None => 0,
        };
        self.text.get(start..offset(self.entries.get(position)?)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(people: &[(&str, &str, &str)]) -> (Directory, Vec<Id<Person>>) {
        let parts: Vec<Part> = people
            .iter()
            .zip(0..)
            .map(|((name, kana, number), n)| Part {
                id: Id::in_sequence(1_800_000_000_000, n).unwrap(),
                key: Zeroizing::new(format!(
                    "{}\n{}\n{}\n",
                    normalize::search(name),
                    normalize::search(kana),
                    normalize::search(number)
                )),
                kana: Zeroizing::new(normalize::search(kana)),
                role: Role::Learner,
                is_org_admin: false,
            })
            .collect();
        let ids = parts.iter().map(|part| part.id).collect();
        (Directory::new(1, parts).unwrap(), ids)
    }

    fn find(
        directory: &Directory,
        ids: &[Id<Person>],
        search: &str,
        order: PeopleOrder,
    ) -> Vec<usize> {
        let query = PeopleQuery {
            search: search.into(),
            order,
            ..PeopleQuery::default()
        };
        directory
            .find(&query, None)
            .into_iter()
            .map(|id| ids.iter().position(|other| *other == id).unwrap())
            .collect()
    }

    #[test]
    fn kana_of_either_kind_and_width_are_found_and_words_narrow_each_other() {
        let (directory, ids) = directory(&[
            ("髙橋 晴朗", "タカハシ ハルアキ", "A-0042"),
            ("高橋 花子", "たかはし はなこ", "A-0043"),
            ("神福 隆", "ｼﾞﾝﾌﾟｸ ﾀｶｼ", "B-0001"),
        ]);
        let newest = |search| find(&directory, &ids, search, PeopleOrder::Newest);
        assert_eq!(newest("たかはし"), [0, 1]);
        assert_eq!(newest("ﾀｶﾊｼ"), [0, 1]);
        assert_eq!(newest("たかはし はなこ"), [1]);
        assert_eq!(newest("花子 高橋"), [1]);
        assert_eq!(newest("高橋花子"), [1]);
        assert_eq!(newest("髙"), [0]);
        assert_eq!(newest("ａ-00"), [0, 1]);
        assert_eq!(newest("a-0043"), [1]);
        assert!(newest("いない").is_empty());
        // Nothing is found across the parts of one person, nor across two people.
        assert!(newest("0042高橋").is_empty());
        assert!(newest("朗タカ").is_empty());
    }

    #[test]
    fn people_without_kana_follow_in_kana_order() {
        let (directory, ids) = directory(&[
            ("渡辺 一", "ワタナベ ハジメ", ""),
            ("Smith", "", ""),
            ("青木 二", "アオキ ジ", ""),
            ("Adams", "", ""),
            ("井上 三", "いのうえ さん", ""),
        ]);
        assert_eq!(
            find(&directory, &ids, "", PeopleOrder::Kana),
            [2, 4, 0, 3, 1]
        );
    }

    #[test]
    fn only_who_is_allowed_is_found() {
        let (directory, ids) = directory(&[("青木 一", "", ""), ("青木 二", "", "")]);
        let query = PeopleQuery {
            search: "青木".into(),
            ..PeopleQuery::default()
        };
        let allowed: HashSet<_> = [ids[1]].into();
        assert_eq!(directory.find(&query, Some(&allowed)), [ids[1]]);
    }
}
