//! The table at the end of a test run.

use std::{
    fmt,
    time::{Duration, Instant},
};

use super::count::Count;
use crate::{failure::Result, step};

/// What was checked, in order.
#[derive(Debug, Default)]
pub(super) struct Summary {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    count: Count,
    time: Duration,
    reason: Option<String>,
}

impl Summary {
    /// Does a check that passes or fails as a whole. Returns whether it passed.
    pub(super) fn check(&mut self, name: &'static str, work: impl FnOnce() -> Result) -> bool {
        self.count(name, || {
            work().map(|()| Count {
                passed: 1,
                failed: 0,
            })
        })
    }

    /// Does a check that counts tests of its own. Returns whether all passed.
    pub(super) fn count(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<Count>,
    ) -> bool {
        let start = Instant::now();
        let (count, reason) = match step::step(name, work) {
            Ok(count) => (count, None),
            Err(failure) => (
                Count {
                    passed: 0,
                    failed: 1,
                },
                Some(failure.0),
            ),
        };
        self.rows.push(Row {
            name,
            count,
            time: start.elapsed(),
            reason,
        });
        count.failed == 0
    }

    /// How many checks and tests failed.
    pub(super) fn failed(&self) -> u32 {
        self.rows.iter().map(|row| row.count.failed).sum()
    }

    fn passed(&self) -> u32 {
        self.rows.iter().map(|row| row.count.passed).sum()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        writeln!(f, "{:<24}{:>8}{:>8}{:>11}", "", "passed", "failed", "time")?;
        for Row {
            name, count, time, ..
        } in &self.rows
        {
            writeln!(
                f,
                "{name:<24}{:>8}{:>8}{:>11}",
                count.passed,
                count.failed,
                step::seconds(*time)
            )?;
        }
        for Row { name, reason, .. } in &self.rows {
            if let Some(reason) = reason {
                writeln!(f, "{name}: {reason}")?;
            }
        }
        writeln!(f)?;
        write!(f, "{} passed, {} failed", self.passed(), self.failed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    #[test]
    fn the_last_line_adds_up_checks_and_tests_and_a_broken_check_says_why() {
        let mut summary = Summary::default();
        assert!(summary.check("format", || Ok(())));
        assert!(summary.count("cargo test", || Ok(Count {
            passed: 20,
            failed: 0
        })));
        assert_eq!(summary.failed(), 0);
        assert!(!summary.count("browser tests", || Ok(Count {
            passed: 5,
            failed: 2
        })));
        assert!(!summary.check("bundle", || Err(Failure::new("no Trunk"))));
        let text = summary.to_string();
        assert_eq!(text.lines().last(), Some("26 passed, 3 failed"));
        assert!(text.contains("bundle: no Trunk"));
    }
}
