//! Published versions, opened.

use std::{collections::HashMap, sync::Arc};

use domain::{
    error::Refusal,
    id::Id,
    learning::{LessonVersion, Test},
};

use super::records::versions as records;
use crate::{Backend, access::Scope, error::Result};

/// A published version. It never changes, so it is kept opened for a while.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) id: Id<LessonVersion>,
    pub(super) number: u32,
    pub(super) title: String,
    pub(super) category: Option<String>,
    pub(super) minutes: u16,
    /// Cleaned when it was written and when it was read.
    pub(super) html: String,
    pub(super) test: Test,
}

impl Version {
    /// Roughly the bytes it takes in memory.
    pub(super) fn weight(&self) -> u32 {
        let test: usize = self
            .test
            .questions
            .iter()
            .map(|q| {
                let choices: usize = q.choices.iter().map(|c| c.text.len() + 32).sum();
                q.body.len() + q.explanation.len() + choices + 96
            })
            .sum();
        u32::try_from(self.title.len() + self.html.len() + test + 256).unwrap_or(u32::MAX)
    }

    /// How many questions it asks.
    pub(super) fn questions(&self) -> u16 {
        u16::try_from(self.test.questions.len()).unwrap_or(u16::MAX)
    }
}

/// One version of the organisation's.
pub(super) async fn version(
    backend: &Backend,
    scope: &Scope,
    id: Id<LessonVersion>,
) -> Result<Arc<Version>> {
    let mut found = versions(backend, scope, &[id]).await?;
    Ok(found.remove(&id).ok_or(Refusal::NotFound)?)
}

/// Several; those that are not kept are read in one query. One that is not the organisation's is left out.
pub(super) async fn versions(
    backend: &Backend,
    scope: &Scope,
    ids: &[Id<LessonVersion>],
) -> Result<HashMap<Id<LessonVersion>, Arc<Version>>> {
    let mut found = HashMap::new();
    let mut missing = Vec::new();
    for id in ids {
        match backend.learning.version(scope.organization(), *id) {
            Some(version) => {
                found.insert(*id, version);
            }
            None if missing.contains(id) => {}
            None => missing.push(*id),
        }
    }
    if !missing.is_empty() {
        for version in records::read(backend, scope, &missing).await? {
            let version = Arc::new(version);
            backend
                .learning
                .keep_version(scope.organization(), &version);
            found.insert(version.id, version);
        }
    }
    Ok(found)
}
