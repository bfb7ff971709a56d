//! Counts tests from what test runners print.

/// Tests that passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Count {
    /// Adds one line of `cargo test`: `test result: ok. 12 passed; 0 failed; …`.
    pub(super) fn add_cargo(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let words: Vec<&str> = result.split_whitespace().collect();
        for pair in words.windows(2) {
            let number = pair[0].parse().unwrap_or(0);
            match pair[1] {
                "passed;" => self.passed += number,
                "failed;" => self.failed += number,
                _ => {}
            }
        }
    }

    /// Adds one line of Playwright's summary: `  12 passed (3.4s)`. What did not run counts as failed, what was flaky too.
    pub(super) fn add_playwright(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let Some(number) = words.next().and_then(|word| word.parse::<u32>().ok()) else {
            return;
        };
        match (words.next(), words.next()) {
            (Some("passed"), _) => self.passed += number,
            (Some("failed" | "flaky" | "interrupted"), _) | (Some("did"), Some("not")) => {
                self.failed += number;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_binaries_are_added_up() {
        let mut count = Count::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.03s",
            "test people::some_test ... ok",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.03s",
        ] {
            count.add_cargo(line);
        }
        assert_eq!(
            count,
            Count {
                passed: 13,
                failed: 2
            }
        );
    }

    #[test]
    fn in_the_browser_what_did_not_run_and_what_passed_only_on_retry_has_failed() {
        let mut count = Count::default();
        for line in [
            "  1 failed",
            "    [desktop] › tests/people.spec.ts:3:1 › 12 passed",
            "  1 flaky",
            "  2 did not run",
            "  3 skipped",
            "  30 passed (1.2m)",
            "Running 37 tests using 1 worker",
        ] {
            count.add_playwright(line);
        }
        assert_eq!(
            count,
            Count {
                passed: 30,
                failed: 4
            }
        );
    }
}
