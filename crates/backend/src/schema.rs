//! The schema: numbered files, each applied once. A file that was released is never changed.

use crate::store::Migration;

macro_rules! migrations {
    ($($number:literal $name:literal),+ $(,)?) => {
        /// In the order in which they are applied.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".surql")),
        }),+];
    };
}

migrations! {
    1 "0001_organizations",
    2 "0002_people",
    3 "0003_access",
    4 "0004_audit",
    5 "0005_mail",
    10 "0010_groups",
    11 "0011_passwords_and_erasure",
    20 "0020_people_import",
    30 "0030_lessons",
    31 "0031_deliveries",
    32 "0032_enrollments",
    40 "0040_dead_letters",
    41 "0041_audit_events",
    42 "0042_leases",
    50 "0050_jobs",
    51 "0051_access_sweep",
    52 "0052_import_claims",
    53 "0053_attempt_saves",
    54 "0054_outbox_tidy",
}
