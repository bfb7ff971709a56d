//! What the outer layers share.

use std::sync::Arc;

use backend::{
    audit::{Denial, Denials},
    clock::Clock,
};

use super::failures::{Buckets, DRAFTS, FAILURES};
use crate::config::{PublicOrigin, TrustedProxies, Web};

/// The part of the configuration that the outer layers look at, and their counters.
#[derive(Clone)]
pub struct Edge(Arc<Inner>);

struct Inner {
    origin: PublicOrigin,
    origin_text: String,
    authority: String,
    proxies: TrustedProxies,
    failures: Buckets,
    drafts: Buckets,
    denials: Denials,
}

impl Edge {
    /// The edge of a server so configured; what it turns away is counted in `denials`.
    pub fn new(web: &Web, denials: Denials) -> Self {
        Self(Arc::new(Inner {
            origin_text: web.public_origin.as_text(),
            authority: web.public_origin.authority(),
            origin: web.public_origin.clone(),
            proxies: web.trusted_proxies.clone(),
            failures: Buckets::new(FAILURES),
            drafts: Buckets::new(DRAFTS),
            denials,
        }))
    }

    /// The only origin that is answered.
    pub fn origin(&self) -> &PublicOrigin {
        &self.0.origin
    }

    pub(super) fn origin_text(&self) -> &str {
        &self.0.origin_text
    }

    pub(super) fn authority(&self) -> &str {
        &self.0.authority
    }

    pub(super) fn proxies(&self) -> &TrustedProxies {
        &self.0.proxies
    }

    /// Counts a request turned away before anybody looked who sent it (W12.1).
    pub(super) fn count(&self, denial: Denial) {
        self.0.denials.count(denial, Clock::System.now());
    }

    pub(super) fn failures(&self) -> &Buckets {
        &self.0.failures
    }

    /// Drafts of forms that nobody signed in sent.
    pub(super) fn drafts(&self) -> &Buckets {
        &self.0.drafts
    }
}
