//! How people, groups, password sheets and erasures lie in the store. Nothing outside `people` imports this.

pub(super) mod erasure;
pub(super) mod group;
pub(super) mod list;
pub(super) mod lookup;
pub(super) mod membership;
pub(super) mod person;
pub(super) mod roster;
pub(super) mod sheet;
