//! What the outer layers share.

use std::sync::Arc;

use super::failures::Failures;
use crate::config::{PublicOrigin, TrustedProxies, Web};

/// The part of the configuration that the outer layers look at, and their counters.
#[derive(Clone)]
pub struct Edge(Arc<Inner>);

struct Inner {
    origin: PublicOrigin,
    origin_text: String,
    authority: String,
    proxies: TrustedProxies,
    failures: Failures,
}

impl Edge {
    /// The edge of a server so configured.
    pub fn new(web: &Web) -> Self {
        Self(Arc::new(Inner {
            origin_text: web.public_origin.as_text(),
            authority: web.public_origin.authority(),
            origin: web.public_origin.clone(),
            proxies: web.trusted_proxies.clone(),
            failures: Failures::default(),
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

    pub(super) fn failures(&self) -> &Failures {
        &self.0.failures
    }
}
