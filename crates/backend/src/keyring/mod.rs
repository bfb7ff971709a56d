//! Signatures of the key ring; the ring itself lands next.
use crate::error::Result;
use domain::{id::Id, organization::Organization, people::Person};
use std::{collections::HashMap, sync::Arc};
use vault::{Key, Pepper, audit::AuditKey};
#[derive(Clone)]
pub struct Keys;
impl Keys {
    pub async fn system(&self) -> Result<Arc<Key>> {
        unimplemented!()
    }
    pub async fn organization(&self, _: Id<Organization>) -> Result<Arc<Key>> {
        unimplemented!()
    }
    pub async fn create_organization(&self, _: Id<Organization>) -> Result<()> {
        unimplemented!()
    }
    pub async fn person(&self, _: Id<Organization>, _: Id<Person>) -> Result<Arc<Key>> {
        unimplemented!()
    }
    pub async fn create_people(
        &self,
        _: Id<Organization>,
        _: &[Id<Person>],
    ) -> Result<HashMap<Id<Person>, Arc<Key>>> {
        unimplemented!()
    }
    pub async fn audit_key(&self, _: Id<Organization>) -> Result<Arc<AuditKey>> {
        unimplemented!()
    }
    pub async fn pepper(&self) -> Result<Arc<Pepper>> {
        unimplemented!()
    }
}
