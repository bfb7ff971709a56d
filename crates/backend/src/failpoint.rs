//! Places between two steps at which a test can end the process, as a power cut would. In a build without `testing` they do nothing.

macro_rules! failpoints {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// Where the process may end.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Failpoint { $($(#[$doc])* $name),+ }

        impl Failpoint {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name, as the environment says it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

failpoints! {
    /// The provider's secret is there, the first epoch's is not.
    ProviderMade = "provider_made",
    /// The secrets are there, the ring is empty.
    EpochMade = "epoch_made",
    /// An organisation's keys are there, its row is not.
    OrganizationKeys = "organization_keys",
    /// A person's key is there, their row is not.
    PersonKey = "person_key",
    /// The keys of a part of an import are there, its rows are not.
    ImportKeys = "import_keys",
    /// The rows of somebody deleted are gone, their key is not.
    RowsForgotten = "rows_forgotten",
    /// Their key is gone, which is not written down yet.
    KeyForgotten = "key_forgotten",
    /// A new epoch's secret is there, the ring does not know of it.
    EpochSecret = "epoch_secret",
    /// The ring knows of the new epoch, every key is wrapped under the old one.
    EpochBegun = "epoch_begun",
    /// Some keys are wrapped under the new epoch.
    EpochHalf = "epoch_half",
    /// All are, and the old secret is still there.
    EpochWrapped = "epoch_wrapped",
    /// The operation log is chained, the ring has the old head.
    HeadSealed = "head_sealed",
}

impl Failpoint {
    /// The environment variable that names the one at which this process ends.
    pub const VARIABLE: &'static str = "FAILPOINT";

    /// Ends the process here when that was asked for: nothing is flushed, nothing is dropped.
    #[cfg(feature = "testing")]
    pub(crate) fn pass(self) {
        if std::env::var_os(Self::VARIABLE).is_some_and(|wanted| wanted == self.as_str()) {
            std::process::abort();
        }
    }

    /// Nothing.
    #[cfg(not(feature = "testing"))]
    pub(crate) const fn pass(self) {
        let _ = self;
    }
}
