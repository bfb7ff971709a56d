//! The only source of "now".

#[cfg(feature = "testing")]
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::time::{SystemTime, UNIX_EPOCH};

/// Time is injected everywhere; a release build has the system's only.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// The system's time moved by so many milliseconds: tests move it.
    #[cfg(feature = "testing")]
    Shifted(Arc<AtomicU64>),
    /// Stands still until a test moves it.
    #[cfg(feature = "testing")]
    Manual(Arc<AtomicU64>),
}

impl Clock {
    /// Unix time in milliseconds.
    pub fn now(&self) -> u64 {
        match self {
            Self::System => system(),
            #[cfg(feature = "testing")]
            Self::Shifted(by) => system() + by.load(Ordering::Relaxed),
            #[cfg(feature = "testing")]
            Self::Manual(ms) => ms.load(Ordering::Relaxed),
        }
    }
}

fn system() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_millis().try_into().unwrap_or(u64::MAX))
}
